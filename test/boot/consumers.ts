import type { InterfaceType } from '../../src/model/interface.ts';
import { buildImage, type Image, type Recipe } from './images.ts';
import type { Kernel } from './kernel.ts';
import { buildNetworkManager } from './network-manager.ts';

/** A program that configures the network at boot, in the distribution it comes from. */
export interface Consumer {
  readonly name: string;
  /** The backend whose files it reads. */
  readonly backend: string;
  readonly recipe: () => Recipe;
  /** Whether its configuration gives a NIC that is found by its MAC address the name. */
  readonly renames: boolean;
  /** Whether bonds and bridges whose MAC address is not said have one of a member's. */
  readonly inheritsMac: boolean;
  /** Whether bonds, bridges and vlans are made, if not brought up, when nobody starts them. */
  readonly makesUnstarted: boolean;
  /** Metric of a route for which none is said, by kind of interface; absent: the kernel's own, 0 and for IPv6 1024. */
  readonly usualMetric?: Readonly<Record<InterfaceType, number>>;
  /** The unit from whose start to network-online.target the network's time is counted. */
  readonly unit: string;
}

const base = ['systemd', 'systemd-sysv', 'udev', 'kmod', 'iproute2', 'procps', 'dbus'];

export const consumers: readonly Consumer[] = [
  {
    name: 'networkd-252',
    backend: 'networkd',
    renames: true,
    inheritsMac: true,
    makesUnstarted: true,
    unit: 'systemd-networkd.service',
    recipe: () => ({
      suite: 'bookworm',
      packages: [...base, 'systemd-resolved'],
      enable: ['systemd-networkd.service', 'systemd-resolved.service'],
    }),
  },
  {
    name: 'networkd-257',
    backend: 'networkd',
    renames: true,
    inheritsMac: true,
    makesUnstarted: true,
    unit: 'systemd-networkd.service',
    recipe: () => ({
      suite: 'trixie',
      packages: [...base, 'systemd-resolved'],
      enable: ['systemd-networkd.service', 'systemd-resolved.service'],
    }),
  },
  {
    name: 'ifupdown',
    backend: 'ifupdown',
    renames: false,
    inheritsMac: true,
    makesUnstarted: false,
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
    name: 'network-manager',
    backend: 'ifcfg',
    renames: false,
    // udev gives devices that are made an address of their own (systemd.link(5), MACAddressPolicy=persistent).
    inheritsMac: false,
    makesUnstarted: false,
    // NetworkManager.conf(5) and nm-settings(5), ipv4.route-metric.
    usualMetric: { ethernet: 100, bond: 300, vlan: 400, bridge: 425 },
    unit: 'NetworkManager.service',
    recipe: () => ({
      suite: 'bookworm',
      packages: [...base, 'network-manager'],
      enable: [],
      files: {
        '/etc/NetworkManager/NetworkManager.conf': '[main]\nplugins=ifcfg-rh\n',
        '/etc/sysconfig/network': 'NETWORKING=yes\n',
      },
      built: buildNetworkManager(),
    }),
  },
];

export const imageOf = (consumer: Consumer, { modules }: Kernel): Image =>
  buildImage(consumer.name, consumer.recipe(), modules);
