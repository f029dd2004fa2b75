import { buildImage, type Image, type Recipe } from './images.ts';
import type { Kernel } from './kernel.ts';
import { buildNetworkManager } from './network-manager.ts';
import { ifupdownNgWays, ifupdownWays, networkdWays, networkManagerWays, type Ways } from './ways.ts';

/** A program that configures the network at boot, in the distribution it comes from. */
export interface Consumer {
  readonly name: string;
  /** What it is, for a table. */
  readonly title: string;
  /** The backend whose files it reads. */
  readonly backend: string;
  readonly recipe: () => Recipe;
  readonly ways: Ways;
  /** The unit from whose start to network-online.target the network's time is counted. */
  readonly unit: string;
}

const base = ['systemd', 'systemd-sysv', 'udev', 'kmod', 'iproute2', 'procps', 'dbus'];

/**
 * Where ifcfg files are read, udev leaves MAC addresses alone: RHEL 9 changed systemd's MACAddressPolicy (bug
 * 1921094), the systemd of RHEL 7 and 8 has none for bonds and bridges, and Fedora has
 * https://fedoraproject.org/wiki/Changes/MAC_Address_Policy_none. Debian's udev would generate them.
 */
const redHatLink = `[Match]
OriginalName=*

[Link]
NamePolicy=keep kernel database onboard slot path
AlternativeNamesPolicy=database onboard slot path
MACAddressPolicy=none
`;

export const consumers: readonly Consumer[] = [
  {
    name: 'networkd-252',
    title: 'systemd-networkd 252, Debian 12',
    backend: 'networkd',
    ways: networkdWays,
    unit: 'systemd-networkd.service',
    recipe: () => ({
      suite: 'bookworm',
      packages: [...base, 'systemd-resolved'],
      enable: ['systemd-networkd.service', 'systemd-resolved.service'],
    }),
  },
  {
    name: 'networkd-257',
    title: 'systemd-networkd 257, Debian 13',
    backend: 'networkd',
    ways: networkdWays,
    unit: 'systemd-networkd.service',
    recipe: () => ({
      suite: 'trixie',
      packages: [...base, 'systemd-resolved'],
      enable: ['systemd-networkd.service', 'systemd-resolved.service'],
    }),
  },
  {
    name: 'ifupdown',
    title: 'ifupdown, Debian 12',
    backend: 'ifupdown',
    ways: ifupdownWays,
    unit: 'networking.service',
    recipe: () => ({
      suite: 'bookworm',
      packages: [...base, 'ifupdown', 'bridge-utils', 'vlan', 'ifenslave', 'isc-dhcp-client', 'resolvconf'],
      enable: [],
      files: {
        '/etc/network/interfaces': 'source /etc/network/interfaces.d/*\n\nauto lo\niface lo inet loopback\n',
      },
    }),
  },
  {
    name: 'ifupdown-ng',
    title: 'ifupdown-ng, Debian 12',
    backend: 'ifupdown',
    ways: ifupdownNgWays,
    unit: 'networking.service',
    recipe: () => ({
      suite: 'bookworm',
      // On a Debian machine it takes the place of ifupdown, beside which these stood.
      packages: [
        ...base,
        'ifupdown-ng',
        'bridge-utils',
        'vlan',
        'ifenslave',
        'isc-dhcp-client',
        'resolvconf',
      ],
      enable: [],
      // It brings no /etc/network/interfaces, and cannot read one that sources files by a pattern.
    }),
  },
  {
    name: 'network-manager',
    title: 'ifcfg files through NetworkManager 1.42, Debian 12',
    backend: 'ifcfg',
    ways: networkManagerWays,
    unit: 'NetworkManager.service',
    recipe: () => ({
      suite: 'bookworm',
      packages: [...base, 'network-manager'],
      enable: [],
      files: {
        '/etc/NetworkManager/NetworkManager.conf': '[main]\nplugins=ifcfg-rh\n',
        '/etc/sysconfig/network': 'NETWORKING=yes\n',
        '/usr/lib/systemd/network/99-default.link': redHatLink,
      },
      built: buildNetworkManager(),
    }),
  },
];

/** One consumer of each backend. */
export const firstConsumers: readonly Consumer[] = consumers.filter(
  ({ backend }, n) => consumers.findIndex((other) => other.backend === backend) === n,
);

export const imageOf = (consumer: Consumer, { modules }: Kernel): Image =>
  buildImage(consumer.name, consumer.recipe(), modules);
