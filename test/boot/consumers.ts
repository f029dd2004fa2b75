import { buildImage, type Image, type Recipe } from './images.ts';
import type { Kernel } from './kernel.ts';
import { buildNetworkManager } from './network-manager.ts';
import { ifupdownWays, networkdWays, networkManagerWays, type Ways } from './ways.ts';

/** A program that configures the network at boot, in the distribution it comes from. */
export interface Consumer {
  readonly name: string;
  /** The backend whose files it reads. */
  readonly backend: string;
  readonly recipe: () => Recipe;
  readonly ways: Ways;
  /** The unit from whose start to network-online.target the network's time is counted. */
  readonly unit: string;
}

const base = ['systemd', 'systemd-sysv', 'udev', 'kmod', 'iproute2', 'procps', 'dbus'];

export const consumers: readonly Consumer[] = [
  {
    name: 'networkd-252',
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
    name: 'network-manager',
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
      },
      built: buildNetworkManager(),
    }),
  },
];

export const imageOf = (consumer: Consumer, { modules }: Kernel): Image =>
  buildImage(consumer.name, consumer.recipe(), modules);
