import type { RootView } from '../../src/backend.ts';
import { type Finding, finding } from '../../src/findings/finding.ts';
import type { Host } from '../../src/model/host.ts';
import type { Interface } from '../../src/model/interface.ts';
import { unitState } from '../../src/native/systemd-units.ts';
import { bootEvidence, detect, SERVICE } from './detect.ts';

interface Need {
  readonly program: string;
  readonly package: string;
  readonly why: string;
  readonly of: (iface: Interface) => boolean;
  /** Any of these will do. */
  readonly paths: readonly string[];
}

const inSbin = (...programs: readonly string[]): string[] =>
  programs.flatMap((program) => [`/sbin/${program}`, `/usr/sbin/${program}`]);

/** Programs that ifup calls; ifupdown-ng brings its own for bonds. */
const PROGRAMS: readonly Need[] = [
  {
    program: 'brctl',
    package: 'bridge-utils',
    why: 'ifup makes no bridge without it, and ifupdown-ng takes its seconds for hundredths',
    of: ({ type }) => type === 'bridge',
    paths: inSbin('brctl'),
  },
  {
    program: 'ifenslave',
    package: 'ifenslave',
    why: 'ifup makes no bond without it',
    of: ({ type }) => type === 'bond',
    paths: ['/etc/network/if-pre-up.d/ifenslave', '/usr/libexec/ifupdown-ng/bond'],
  },
  {
    program: 'a DHCP client',
    package: 'isc-dhcp-client',
    why: 'ifup of an interface with DHCP fails without one',
    of: ({ ipv4 }) => ipv4?.dhcp !== undefined,
    paths: inSbin('dhclient', 'udhcpc', 'dhcpcd'),
  },
  {
    program: 'dhclient',
    package: 'isc-dhcp-client',
    why: 'ifup knows no other client for DHCPv6',
    of: ({ ipv6 }) => ipv6?.dhcp !== undefined,
    paths: inSbin('dhclient'),
  },
  {
    program: 'sysctl',
    package: 'procps',
    why: 'router advertisements would be accepted where they must not be',
    of: () => true,
    paths: inSbin('sysctl'),
  },
];

/** What the boot of `host` needs and the root lacks: each thing once, for the first interface that needs it. */
export function needs(host: Host, root: RootView): Finding[] {
  if (host.interfaces.length === 0) return [];
  return [...serviceNeeds(root), ...PROGRAMS.flatMap((need) => programNeeds(need, host, root))];
}

function serviceNeeds(root: RootView): Finding[] {
  if (detect(root).verdict === 'absent') {
    return [finding('service-missing', { backend: 'ifupdown', lack: 'ifupdown is not installed' })];
  }
  if (bootEvidence(root).enabled) return [];
  return [finding('service-not-enabled', { backend: 'ifupdown', service: SERVICE })];
}

function programNeeds(need: Need, host: Host, root: RootView): Finding[] {
  const user = host.interfaces.find(need.of);
  if (!user || need.paths.some((path) => isThere(root, path))) return [];
  const { program, why } = need;
  return [finding('package-missing', { program, package: need.package, why }, { interface: user.name })];
}

/** A link counts even where its target (busybox, an alternative) is not looked at. */
const isThere = (root: RootView, path: string): boolean => root.exists(path) || root.link(path) !== undefined;

/** Whether anything makes use of `dns-…` options: ifup itself does not. */
export function takesDns(root: RootView): boolean {
  if ([...inSbin('resolvconf'), '/usr/bin/resolvconf'].some((path) => isThere(root, path))) return true;
  return (
    isThere(root, '/etc/network/if-up.d/resolved') &&
    unitState(root, 'systemd-resolved.service').state === 'enabled'
  );
}
