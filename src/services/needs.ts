import type { RootView } from '../backend.ts';
import { type Finding, finding } from '../findings/finding.ts';
import type { DhcpServer, InstalledNetwork } from '../model/network.ts';
import { unitState } from '../native/systemd-units.ts';
import { FIREWALLD_FOLDER, ZONE_NAME } from './firewalld.ts';
import { forwards } from './forwarding.ts';
import { hasFilter } from './nftables.ts';
import { serverOf } from './servers.ts';

/** What the boot of the networks needs and the root lacks, and what in the root works against them: warnings. */
export function needs(networks: readonly InstalledNetwork[], root: RootView): Finding[] {
  const findings = [...missingPrograms(networks, root), ...otherFilters(networks, root)];
  if (root.exists(FIREWALLD_FOLDER)) findings.push(...ownZones(networks));
  return findings;
}

function missingPrograms(networks: readonly InstalledNetwork[], root: RootView): Finding[] {
  const set = networks.filter(({ network }) => network.forward?.mode !== 'bridge');
  const serves = (server: DhcpServer): boolean =>
    set.some((each) => each.dhcpServer === server && serverOf(each) !== undefined);
  const findings: Finding[] = [];
  const need = (isNeeded: boolean, program: string, name: string, why: string): void => {
    if (isNeeded && !root.exists(program))
      findings.push(finding('package-missing', { program, package: name, why }));
  };
  if (set.length > 0 && !SYSTEMD.some((path) => root.exists(path)))
    findings.push(finding('networks-without-systemd', {}));
  const isFiltered = set.some(({ network }) => hasFilter(network));
  need(
    isFiltered,
    '/usr/sbin/nft',
    'nftables',
    'the rules of guest networks do not load, and nothing is forwarded',
  );
  need(
    serves('dnsmasq'),
    '/usr/sbin/dnsmasq',
    'dnsmasq-base on Debian, dnsmasq elsewhere',
    'guests get no addresses and no names',
  );
  need(
    serves('kea'),
    '/usr/sbin/kea-dhcp4',
    'kea-dhcp4-server on Debian, kea elsewhere',
    'guests get no addresses',
  );
  return findings;
}

const SYSTEMD = ['/lib/systemd/systemd', '/usr/lib/systemd/systemd'];

/** Units that load rules with a policy of drop for what is forwarded, which no rule of ours can take back. */
const DROPPING = ['docker.service', 'ufw.service'];

function otherFilters(networks: readonly InstalledNetwork[], root: RootView): Finding[] {
  if (!networks.some(({ network }) => forwards(network))) return [];
  return DROPPING.filter((unit) => unitState(root, unit).state === 'enabled').map((unit) =>
    finding('other-filter-drops', { unit }),
  );
}

/** A zone that the document names is the administrator's, and so is who is in it. */
const ownZones = (networks: readonly InstalledNetwork[]): Finding[] =>
  networks.flatMap(({ network: { name, bridge } }) =>
    bridge.zone === undefined || bridge.zone === ZONE_NAME
      ? []
      : [finding('zone-of-its-own', { bridge: bridge.name, zone: bridge.zone }, { network: name })],
  );
