import type { RootView } from '../../src/backend.ts';
import { type Finding, finding } from '../../src/findings/finding.ts';
import type { Host } from '../../src/model/host.ts';
import { lastAssignments, readAssignments } from '../../src/native/shell.ts';
import { defaultConnections } from './default-connections.ts';
import { readersIn } from './detect.ts';
import { FOLDER, NETWORK_FILE } from './paths.ts';

/** What the boot of these interfaces needs and the root lacks. */
export function needs(host: Host, root: RootView): Finding[] {
  if (host.interfaces.length === 0) return [];
  const { initscripts, networkManager } = readersIn(root);
  const findings: Finding[] = [];
  if (!initscripts.isInstalled && !networkManager.isInstalled) {
    const lack =
      'neither NetworkManager with its ifcfg-rh plugin nor the network service of initscripts is installed';
    findings.push(finding('service-missing', { backend: 'ifcfg', lack }));
  } else if (!initscripts.boots && !networkManager.boots) {
    const service = networkManager.isInstalled
      ? 'NetworkManager.service'
      : 'the network service of initscripts';
    findings.push(finding('service-not-enabled', { backend: 'ifcfg', service }));
  }
  // NetworkManager does without the file.
  if (!networkManager.boots) findings.push(...networkFileNeeds(root));
  if (initscripts.boots && !networkManager.boots) findings.push(...programNeeds(host, root));
  if (networkManager.boots) findings.push(...defaultConnections(host, root));
  return [...findings, ...renamingNeeds(host, root), ...globalGateways(root)];
}

const UDEV_FOLDERS = ['/usr/lib/udev', '/lib/udev'];

/**
 * DEVICE beside HWADDR holds for a NIC that has both. It is udev that gives the NIC the name, by initscripts'
 * 60-net.rules and rename_device, also where NetworkManager boots the root; RHEL 9 has them in a package of their own.
 */
function renamingNeeds({ interfaces }: Host, root: RootView): Finding[] {
  const programs = UDEV_FOLDERS.flatMap((folder) => root.list(folder));
  if (programs.length === 0 || programs.includes('rename_device')) return [];
  return interfaces
    .filter((iface) => iface.type === 'ethernet' && iface.permanentMac !== undefined)
    .map(({ name }) =>
      finding(
        'package-missing',
        {
          program: 'rename_device',
          package: 'initscripts-rename-device',
          why: `a NIC that is not called ${name} does not get the name by its MAC address, and stays down`,
        },
        { interface: name },
      ),
    );
}

/** initscripts: etc/rc.d/init.d/network ends with status 6 without the file, and with NETWORKING=no. */
function networkFileNeeds(root: RootView): Finding[] {
  const report = (what: string): Finding[] => [
    finding(
      'networking-switched-off',
      { path: NETWORK_FILE, what },
      { at: { file: NETWORK_FILE, line: 1, column: 1 } },
    ),
  ];
  const text = root.text(NETWORK_FILE);
  if (text === undefined) return report('is missing');
  return networkSettings(text).get('NETWORKING')?.value === 'no' ? report('says NETWORKING=no') : [];
}

const networkSettings = (text: string) => lastAssignments(readAssignments(text));

function globalGateways(root: RootView): Finding[] {
  const settings = networkSettings(root.text(NETWORK_FILE) ?? '');
  return ['GATEWAY', 'GATEWAYDEV', 'IPV6_DEFAULTGW', 'IPV6_DEFAULTDEV'].flatMap((key) => {
    const said = settings.get(key);
    if (!said?.value) return [];
    const at = { file: NETWORK_FILE, line: said.line, column: 1 };
    return [finding('global-gateway', { path: NETWORK_FILE, setting: `${key}=${said.value}` }, { at })];
  });
}

/** Programs that initscripts run and their packages do not all depend on. */
function programNeeds({ interfaces }: Host, root: RootView): Finding[] {
  const isThere = (program: string): boolean =>
    ['/usr/sbin', '/sbin', '/usr/bin', '/bin'].some((folder) => root.exists(`${folder}/${program}`));
  const wants: { program: string; package: string; why: string; wanted: boolean }[] = [
    {
      program: 'dhclient',
      package: 'dhcp-client',
      why: 'initscripts leave out DHCP without it',
      wanted: interfaces.some(({ ipv4, ipv6 }) => ipv4?.dhcp || ipv6?.dhcp),
    },
    {
      program: 'brctl',
      package: 'bridge-utils',
      why: 'these initscripts make bridges with it',
      wanted:
        interfaces.some(({ type }) => type === 'bridge') &&
        !!root.text(`${FOLDER}/ifup-eth`)?.includes('/usr/sbin/brctl'),
    },
  ];
  return wants
    .filter(({ program, wanted }) => wanted && !isThere(program))
    .map(({ wanted: _wanted, ...args }) => finding('package-missing', args));
}
