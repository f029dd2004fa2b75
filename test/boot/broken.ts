import type { CpioEntry } from './archive.ts';

/**
 * Configurations broken on purpose, one a kind of fault: the comparison must see each. They are made of what
 * is written for a fixture.
 */
export interface Broken {
  readonly name: string;
  readonly consumer: string;
  readonly fixture: string;
  readonly spoil: (files: readonly CpioEntry[]) => CpioEntry[];
  /** Among the differences, if the fault is seen. */
  readonly seenAs: RegExp;
}

type Files = readonly CpioEntry[];

export const without = (path: RegExp) => (files: Files) => files.filter((file) => !path.test(file.path));

export const edited = (path: RegExp, from: string | RegExp, to: string) => (files: Files) =>
  files.map((file) =>
    path.test(file.path)
      ? { ...file, content: Buffer.from(file.content.toString().replace(from, to)) }
      : file,
  );

const networkd = { consumer: 'networkd-252' };
const ifupdown = { consumer: 'ifupdown' };
const networkManager = { consumer: 'network-manager' };

export const broken: readonly Broken[] = [
  {
    ...networkd,
    name: 'a bond without members',
    fixture: 'bond-active-backup',
    spoil: without(/eth\d\.network$/),
    seenAs: /^bond0: members none, wanted eth0, eth1$/,
  },
  {
    ...networkd,
    name: 'a vlan without parent',
    fixture: 'vlan-on-bond',
    spoil: edited(/bond0\.network$/, /^VLAN=.*$/m, ''),
    seenAs: /^bond0\.42: is not there$/,
  },
  {
    ...networkd,
    name: 'a bridge that no one brings up',
    fixture: 'bridge-for-guests',
    spoil: without(/br0\.network$/),
    seenAs: /^br0: state down, wanted up$/,
  },
  {
    ...networkd,
    name: 'an address too many',
    fixture: 'nic-static',
    spoil: edited(/eth0\.network$/, '[Network]\n', '[Network]\nAddress=203.0.113.1/24\n'),
    seenAs: /^eth0: IPv4 addresses .*203\.0\.113\.1\/24/,
  },
  {
    ...networkd,
    name: 'a route too many',
    fixture: 'nic-static',
    spoil: edited(/eth0\.network$/, /$/, '\n[Route]\nDestination=203.0.113.0/24\nGateway=192.0.2.9\n'),
    seenAs: /^eth0: routes .*203\.0\.113\.0\/24 via 192\.0\.2\.9/,
  },
  {
    ...networkd,
    name: 'an interface too many',
    fixture: 'nic-static',
    spoil: (files) => [
      ...files,
      {
        path: '/etc/systemd/network/99-extra.netdev',
        mode: 0o100644,
        content: Buffer.from('[NetDev]\nName=extra0\nKind=dummy\n'),
      },
    ],
    seenAs: /^host: interfaces eth0, extra0, wanted eth0$/,
  },
  {
    ...networkd,
    name: 'a router that is listened to',
    fixture: 'ipv6-unsaid',
    spoil: edited(/eth0\.network$/, 'IPv6AcceptRA=no', 'IPv6AcceptRA=yes'),
    seenAs: /^eth0: advertised address yes, wanted no$/,
  },
  {
    consumer: 'networkd-257',
    name: 'a bond without members',
    fixture: 'bond-active-backup',
    spoil: without(/eth\d\.network$/),
    seenAs: /^bond0: members none, wanted eth0, eth1$/,
  },
  {
    ...ifupdown,
    name: 'a bond without members',
    fixture: 'bond-active-backup',
    spoil: edited(/ifscribe$/, /bond-slaves .*/, 'bond-slaves none'),
    seenAs: /^bond0: members none, wanted eth0, eth1$/,
  },
  {
    ...ifupdown,
    name: 'a vlan without parent',
    fixture: 'vlan-before-nic',
    spoil: edited(/ifscribe$/, 'link add link eth0', 'link add link eth9'),
    seenAs: /^backup: is not there$/,
  },
  {
    ...ifupdown,
    name: 'a bridge that no one brings up',
    fixture: 'bridge-for-guests',
    spoil: edited(/ifscribe$/, /^auto br0$/m, ''),
    seenAs: /^br0: is not there$/,
  },
  {
    ...ifupdown,
    name: 'an address too many',
    fixture: 'nic-static',
    spoil: edited(/ifscribe$/, /$/, '    up ip address add 203.0.113.1/24 dev eth0\n'),
    seenAs: /^eth0: IPv4 addresses .*203\.0\.113\.1\/24/,
  },
  {
    ...ifupdown,
    name: 'a bridge without its port',
    fixture: 'bridge-for-guests',
    spoil: edited(/ifscribe$/, 'bridge-ports eth2 ', 'bridge-ports '),
    seenAs: /^br0: members eth1, eth10, wanted eth1, eth10, eth2$/,
  },
  {
    ...networkManager,
    name: 'a bond without members',
    fixture: 'bond-active-backup',
    spoil: edited(/ifcfg-eth\d$/, /^(?:MASTER|SLAVE)=.*\n/gm, ''),
    seenAs: /^bond0: members none, wanted eth0, eth1$/,
  },
  {
    ...networkManager,
    name: 'a vlan without parent',
    fixture: 'vlan-on-bond',
    spoil: edited(/ifcfg-bond0\.42$/, 'PHYSDEV=bond0', 'PHYSDEV=bond9'),
    seenAs: /^bond0\.42: is not there$/,
  },
  {
    ...networkManager,
    // Its ports would bring it up.
    name: 'a bridge that no one makes',
    fixture: 'bridge-for-guests',
    spoil: without(/ifcfg-br0$/),
    seenAs: /^br0: is not there$/,
  },
  {
    ...networkManager,
    name: 'an address too many',
    fixture: 'nic-static',
    spoil: edited(/ifcfg-eth0$/, /$/, 'IPADDR1=203.0.113.1\nPREFIX1=24\n'),
    seenAs: /^eth0: IPv4 addresses .*203\.0\.113\.1\/24/,
  },
];
