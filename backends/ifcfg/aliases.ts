import type { Address, Interface, Ipv4Protocol } from '../../src/model/interface.ts';
import type { Directives } from './directives.ts';
import type { KeyFile } from './files.ts';
import type { SaidInterface } from './read-interface.ts';
import {
  broadcastOf,
  classfulPrefix,
  hostAddress,
  networkOf,
  rangeOf,
  readNetmask,
  roleIn,
} from './subnets.ts';
import { numberUpTo, yesOrNo } from './words.ts';

/** Files that add addresses to an interface (ifup-aliases; read_aliases in nms-ifcfg-rh-reader.c). */

const NONE: Ipv4Protocol = { addresses: [], routes: [] };

const WITHOUT_EFFECT = ['BOOTPROTO', 'IPV6ADDR', 'IPV6ADDR_SECONDARIES', 'DHCPV6C', 'MTU'];

/**
 * The interface with what an alias (`ifcfg-eth0:1`) or a range (`ifcfg-eth0-range0`) adds to it. `labels`: those of its
 * other aliases, for initscripts make each but once.
 */
export function withAlias(parent: SaidInterface, file: KeyFile, labels: Set<string>): SaidInterface {
  const { directives } = file;
  const { name } = parent.iface;
  directives.settle(/^(?:TYPE|NAME|UUID|CLONENUM_START)$/);
  for (const key of WITHOUT_EFFECT.filter(directives.has)) {
    if (key === 'BOOTPROTO' && /^(?:none|static)$/i.test(directives.peek(key) ?? '')) directives.text(key);
    else directives.refuse(key, `${key} has no effect in a file that only adds addresses to ${name}`);
  }
  readOnboot(directives, name);
  const isRange = file.kind === 'range';
  const addresses = isRange ? readRange(directives, parent) : readAlias(file, parent, labels);
  if (!comesAlong(directives)) {
    directives.keep(
      'ONPARENT',
      'addresses that are not to come with the interface have no word in the document',
    );
    directives.differ(
      'ONPARENT',
      'initscripts leave the addresses out with ONPARENT=no, NetworkManager does not know it',
      'initscripts',
    );
    for (const key of directives.keys())
      if (/^(?:IPADDR|PREFIX|NETMASK)/.test(key)) directives.keep(key, 'ONPARENT=no');
    return parent;
  }
  if (yesOrNo(directives.peek('ONPARENT') ?? '') === false)
    directives.refuse('ONPARENT', 'NetworkManager alone reads this file, and does not know ONPARENT');
  else directives.settle(/^ONPARENT$/);
  const there = parent.iface.ipv4 ?? NONE;
  const added = addresses.filter(({ address, prefix }) => {
    const role = roleIn(address, prefix);
    if (role !== undefined) {
      for (const key of ['IPADDR', 'PREFIX', 'NETMASK'])
        directives.keep(key, `${address} is ${role}, which no document gives to an interface`);
      directives.near('IPADDR', `${address}/${prefix} is ${role}, and left out`);
      return false;
    }
    const isTwice = there.addresses.some((other) => other.address === address);
    if (isTwice) directives.refuse(isRange ? 'IPADDR_START' : 'IPADDR', `${name} has ${address} already`);
    return !isTwice;
  });
  if (added.length)
    directives.near(
      'DEVICE',
      `the address has a label of its own in \`ip addr\` (${name}:…), for which the document has no word`,
    );
  const routes = readGateway(directives, there, added.length > 0);
  const ipv4 = { ...there, addresses: [...there.addresses, ...added], routes };
  if (ipv4.addresses.length + routes.length === 0) return parent;
  return { ...parent, iface: { ...parent.iface, ipv4 } as Interface };
}

function readOnboot(directives: Directives, name: string): void {
  if (yesOrNo(directives.peek('ONBOOT') ?? '') === false)
    directives.refuse(
      'ONBOOT',
      `ONBOOT=no does not hold an alias back, it comes with ${name}; ONPARENT=no would`,
    );
  else directives.settle(/^ONBOOT$/);
}

/** ONPARENT=no is for initscripts alone. */
const comesAlong = (directives: Directives): boolean =>
  directives.onlyReader === 'NetworkManager' || yesOrNo(directives.peek('ONPARENT') ?? '') !== false;

function readAlias(file: KeyFile, parent: SaidInterface, labels: Set<string>): Address[] {
  const { directives, path } = file;
  const { name } = parent.iface;
  const called = path.slice(path.lastIndexOf('ifcfg-') + 'ifcfg-'.length);
  const device = directives.text('DEVICE');
  const label = device ?? called;
  const fault = !label.startsWith(`${name}:`)
    ? `is no alias of ${name}`
    : !/^[0-9A-Za-z_]*$/.test(label.slice(name.length + 1))
      ? 'is no alias to either reader, for what is behind the colon'
      : labels.has(label)
        ? 'is the label of another alias already'
        : undefined;
  if (fault !== undefined) {
    const what = `${device === undefined ? '' : 'DEVICE='}${label.slice(0, 40)} ${fault}`;
    directives.refuse(device === undefined ? undefined : 'DEVICE', what);
    for (const key of ['IPADDR', 'PREFIX', 'NETMASK']) directives.keep(key, what);
    return [];
  }
  if (comesAlong(directives)) labels.add(label);
  if (directives.onlyReader === 'NetworkManager' && device !== called) {
    const what = `NetworkManager alone reads this file, and takes an alias only with DEVICE=${called.slice(0, 40)}`;
    directives.refuse(device === undefined ? undefined : 'DEVICE', what);
    for (const key of ['IPADDR', 'PREFIX', 'NETMASK']) directives.keep(key, what);
    return [];
  }
  if (device === undefined)
    directives.differ('IPADDR', 'NetworkManager takes an alias only with its DEVICE', 'initscripts');
  else if (device !== called)
    directives.differ(
      'DEVICE',
      `NetworkManager takes an alias only where the file is called as DEVICE says, ${device.slice(0, 40)}`,
      'initscripts',
    );
  const address = directives.value('IPADDR', hostAddress('ipv4'));
  if (address === undefined) return [];
  const prefix = readPrefix(directives, parent, address);
  if (prefix === undefined) {
    directives.keep('IPADDR', `${address} has no length`);
    return [];
  }
  for (const [key, derived] of [
    ['NETWORK', networkOf],
    ['BROADCAST', broadcastOf],
  ] as const)
    if (directives.peek(key) === derived(address, prefix)) directives.text(key);
  return [{ address, prefix }];
}

function readRange(directives: Directives, parent: SaidInterface): Address[] {
  const start = directives.value('IPADDR_START', hostAddress('ipv4'));
  const end = directives.value('IPADDR_END', hostAddress('ipv4'));
  const all = start !== undefined && end !== undefined ? rangeOf(start, end) : undefined;
  if (start === undefined || all === undefined) {
    for (const key of ['IPADDR_START', 'IPADDR_END'].filter(directives.has))
      directives.refuse(key, 'IPADDR_START and IPADDR_END are to be one subnet, and in order');
    return [];
  }
  if (directives.onlyReader === 'NetworkManager') {
    for (const key of ['IPADDR_START', 'IPADDR_END'])
      directives.refuse(key, 'NetworkManager alone reads this file, and does not know ranges of addresses');
    return [];
  }
  directives.differ('IPADDR_START', 'NetworkManager does not know ranges of addresses', 'initscripts');
  const prefix = readPrefix(directives, parent, start);
  return prefix === undefined ? [] : all.map((address) => ({ address, prefix }));
}

/** Its own, else the interface's; initscripts go by the PREFIX of the interface before a NETMASK of the alias. */
function readPrefix(directives: Directives, parent: SaidInterface, address: string): number | undefined {
  const above = parent.file.directives;
  if (directives.has('PREFIX')) {
    if (readNetmask(directives.peek('NETMASK') ?? '') === numberUpTo(32)(directives.peek('PREFIX') ?? ''))
      directives.text('NETMASK');
    return directives.value('PREFIX', numberUpTo(32));
  }
  const inherited = numberUpTo(32)(above.peek('PREFIX') ?? '');
  if (directives.has('NETMASK')) {
    const prefix = directives.value('NETMASK', readNetmask);
    if (inherited !== undefined && inherited !== prefix)
      directives.differ(
        'NETMASK',
        `initscripts go by the PREFIX=${inherited} of the interface before this NETMASK`,
        'NetworkManager',
      );
    return prefix;
  }
  const prefix =
    inherited ?? readNetmask(above.peek('NETMASK') ?? '') ?? parent.iface.ipv4?.addresses[0]?.prefix;
  return prefix ?? classfulPrefix(address);
}

/** A default route of its own counts where the interface has none. */
function readGateway(directives: Directives, there: Ipv4Protocol, isUsed: boolean): Ipv4Protocol['routes'] {
  const { routes } = there;
  if (!directives.has('GATEWAY')) return routes;
  const gateway = directives.value('GATEWAY', hostAddress('ipv4'));
  if (gateway === undefined) return routes;
  const standing = routes.find(({ destination }) => !destination);
  if (standing?.gateway === gateway) return routes;
  if (standing || there.dhcp || !isUsed) {
    directives.differ(
      'GATEWAY',
      'initscripts replace the default route of the interface by that of the alias, NetworkManager does not; not taken',
    );
    directives.keep('GATEWAY', 'the interface has a default route of its own');
    return routes;
  }
  return [{ gateway }, ...routes];
}
