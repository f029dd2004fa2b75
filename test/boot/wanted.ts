import { explicitHost } from '../../src/model/defaults.ts';
import { type Host, type HostIndex, indexHost } from '../../src/model/host.ts';
import {
  type Bond,
  type Bridge,
  hasPrimary,
  type Interface,
  type Veth,
  type Vlan,
} from '../../src/model/interface.ts';
import { inSubnet, isLinkLocal } from '../../src/model/values.ts';
import { EITHER, type Facts, type HostFacts } from './facts.ts';
import { inItsWay } from './in-its-way.ts';
import type { Nic } from './machine.ts';
import type { Ways } from './ways.ts';

/** Of the boot: its NICs, and who configures them. */
export interface Circumstances {
  readonly nics: readonly Nic[];
  readonly ways: Ways;
}

/** What the kernel must show when `host` is up in a network that offers everything. */
export function wantedFacts(host: Host, { nics, ways }: Circumstances): HostFacts {
  const explicit = explicitHost(host).map(({ iface }) => iface);
  const index = indexHost({ interfaces: explicit });
  const there = explicit.filter(
    (iface) =>
      iface.type === 'ethernet' ||
      ways.makesUnstarted ||
      iface.start !== 'none' ||
      isMadeByPeer(iface, index),
  );
  const interfaces = there.map((iface): [string, Facts] => [
    iface.name,
    {
      kind: iface.type,
      state: stateFact(iface, index),
      mtu: String(mtuOf(iface, index)),
      ...(iface.start === 'none' ? {} : macFact(iface, index, nics)),
      ...controllerFact(iface, index),
      ...addressing(iface, index, nics),
      routes: routesOf(iface),
      ...(iface.start === 'none' ? {} : carrierFact(iface, index, nics)),
      ...kindFacts(iface, index),
      ...portFacts(iface, index),
    },
  ]);
  const parents = index.undefinedParents();
  const peers = there.flatMap((iface) => (iface.type === 'veth' ? [iface.veth.peer] : []));
  const names = new Set([...there.map(({ name }) => name), ...peers, ...nics.map(({ name }) => name)]);
  const wanted = {
    host: {
      interfaces: [...names].sort(),
      ...hostFacts(explicit, ways),
      ...(parents.length && ways.connectsByDefault ? anyOffer : {}),
      online: 'yes',
    },
    ...Object.fromEntries(peers.map((name) => [name, undefinedPeerFacts])),
    ...Object.fromEntries(parents.map((name) => [name, undefinedParentFacts(ways)])),
    ...Object.fromEntries(interfaces),
  };
  return inItsWay(wanted, ways);
}

/** An end of a veth pair is there with the other one. */
const isMadeByPeer = (iface: Interface, index: HostIndex): boolean =>
  iface.type === 'veth' && (index.get(iface.veth.peer)?.start ?? 'none') !== 'none';

/** An end of a veth pair that no document defines is there, and nothing more. */
const undefinedPeerFacts: Facts = {
  kind: 'veth',
  state: 'down',
  controller: 'none',
  'IPv4 addresses': [],
  'IPv6 addresses': [],
};

/** A vlan's parent that no document defines is brought up without addresses. */
function undefinedParentFacts({ connectsByDefault }: Ways): Facts {
  const takesOffers = yesNo(connectsByDefault);
  return {
    state: 'up',
    controller: 'none',
    'IPv4 addresses': [],
    'DHCPv4 address': takesOffers,
    'DHCPv4 default route': takesOffers,
    'IPv6 addresses': [],
    'DHCPv6 address': takesOffers,
    'advertised address': takesOffers,
    'advertised default route': takesOffers,
    routes: [],
  };
}

/** A name server may have come with each of several offers. */
const anyOffer: Facts = { 'name server by DHCP': 'yes or no', 'advertised name server': 'yes or no' };

/** Whether a member that nobody starts is put into its controller nobody says. */
function controllerFact(iface: Interface, index: HostIndex): Facts {
  if (!iface.port) return { controller: 'none' };
  return index.startOf(iface) === 'none' ? {} : { controller: iface.port.controller };
}

function membersFact({ name }: Interface, index: HostIndex): Facts {
  const members = index.membersOf(name);
  return members.some((member) => index.startOf(member) === 'none')
    ? {}
    : { members: members.map((member) => member.name).sort() };
}

function hostFacts(explicit: readonly Interface[], { nameServersMax }: Ways): Facts {
  const started = explicit.filter(({ start }) => start !== 'none');
  const listensFor = (kind: 'dhcp' | 'advertised'): boolean =>
    started.some(({ ipv4, ipv6 }) =>
      kind === 'dhcp'
        ? ipv4?.dhcp && ipv4.dhcp.peerdns !== false
        : (ipv6?.autoconf || ipv6?.dhcp) && ipv6.dhcp?.peerdns !== false,
    );
  const servers = [...new Set(started.flatMap(({ dns }) => dns?.servers ?? []))];
  const search = [...new Set(started.flatMap(({ dns }) => dns?.search ?? []))];
  // resolvconf's interface-order: DHCPv6 leases stand before what interfaces are told; all have the same server.
  const leased = started.some(({ ipv6 }) => ipv6?.dhcp) ? 1 : 0;
  return {
    'name servers': servers.slice(0, nameServersMax && nameServersMax - leased).sort(),
    'name server by DHCP': listensFor('dhcp') ? 'yes or no' : 'no',
    'advertised name server': listensFor('advertised') ? 'yes or no' : 'no',
    'search domains': search,
    'policy rules': [],
    'failed units': [],
  };
}

function mtuOf(iface: Interface, index: HostIndex): number {
  if (iface.mtuBytes !== undefined) return iface.mtuBytes;
  if (iface.type === 'vlan') {
    const parent = index.get(iface.vlan.parent);
    return parent ? mtuOf(parent, index) : 1500;
  }
  if (iface.type === 'bridge')
    return Math.min(...index.membersOf(iface.name).map((member) => mtuOf(member, index)), 1500);
  return 1500;
}

/** Names of the NICs whose MAC address an interface may have. */
function macSources(iface: Interface, index: HostIndex): string[] {
  if (iface.assignMac) return [iface.assignMac];
  if (iface.type === 'vlan') {
    const parent = index.get(iface.vlan.parent);
    if (parent) return macSources(parent, index);
    // The far end of a veth pair is no NIC: its address is another one at every boot.
    return index.vethTo(iface.vlan.parent) ? [] : [`of ${iface.vlan.parent}`];
  }
  if (iface.type === 'ethernet' || iface.type === 'veth') {
    const bond = iface.port && index.get(iface.port.controller);
    return bond?.type === 'bond' && bond.bond.failOverMac !== 'active'
      ? macSources(bond, index)
      : iface.type === 'veth'
        ? []
        : [`of ${iface.name}`];
  }
  return index
    .membersOf(iface.name)
    .flatMap((member) =>
      member.type === 'ethernet' ? [member.assignMac ?? `of ${member.name}`] : macSources(member, index),
    );
}

function macFact(iface: Interface, index: HostIndex, nics: readonly Nic[]): Facts {
  // One that is said may be a NIC's own.
  const owner = (source: string): string | undefined => nics.find(({ mac }) => mac === source)?.name;
  const sources = macSources(iface, index).map((source) => (owner(source) ? `of ${owner(source)}` : source));
  return sources.length ? { mac: sources.join(EITHER) } : {};
}

/** A bridge without members has a carrier or not: kernels differ, and it does not matter. */
function carrierFact(iface: Interface, index: HostIndex, nics: readonly Nic[]): Facts {
  if (iface.type === 'bridge' && index.membersOf(iface.name).length === 0) return {};
  return { carrier: hasCarrier(iface, index, nics) ? 'yes' : 'no' };
}

function hasCarrier(iface: Interface, index: HostIndex, nics: readonly Nic[]): boolean {
  if (iface.start === 'none') return false;
  if (iface.type === 'veth') return isRaised(iface.veth.peer, index);
  if (iface.type === 'ethernet') return nics.find(({ name }) => name === iface.name)?.carrier ?? false;
  if (iface.type === 'vlan') {
    const parent = index.get(iface.vlan.parent) ?? index.vethTo(iface.vlan.parent);
    return !parent || hasCarrier(parent, index, nics);
  }
  return index.membersOf(iface.name).some((member) => hasCarrier(member, index, nics));
}

/** Whether somebody brings up the end of a veth pair: as an interface of the host or as a vlan's parent. */
function isRaised(name: string, index: HostIndex): boolean {
  const iface = index.get(name);
  return iface ? iface.start !== 'none' : index.vlansOn(name).some(({ start }) => start !== 'none');
}

/** Whether there is a NIC below it, over veth pairs or not, on whose network somebody answers. */
function reachesNic(iface: Interface, index: HostIndex, seen: Set<string> = new Set()): boolean {
  if (seen.has(iface.name)) return false;
  seen.add(iface.name);
  if (iface.type === 'ethernet') return true;
  if (iface.type === 'vlan') {
    const parent = index.get(iface.vlan.parent) ?? index.vethTo(iface.vlan.parent);
    return !parent || reachesNic(parent, index, seen);
  }
  const far =
    iface.type === 'veth' ? index.get(index.get(iface.veth.peer)?.port?.controller ?? '') : undefined;
  const below = far ? [far] : index.membersOf(iface.name);
  return below.some((other) => reachesNic(other, index, seen));
}

const yesNo = (value: unknown): string => (value ? 'yes' : 'no');

function addressing(iface: Interface, index: HostIndex, nics: readonly Nic[]): Facts {
  const { ipv4, ipv6 } = iface.start === 'none' ? {} : iface;
  const isLinked = hasCarrier(iface, index, nics);
  const isOnline = isLinked && reachesNic(iface, index);
  const text = ({ address, prefix }: { address: string; prefix: number }): string => `${address}/${prefix}`;
  const hasIpv6 = !iface.port && iface.start !== 'none' && !ipv6?.disabled && mtuOf(iface, index) >= 1280;
  return {
    'IPv4 addresses': inKernelOrder((ipv4?.addresses ?? []).map(text)),
    'DHCPv4 address': yesNo(ipv4?.dhcp && isOnline),
    'DHCPv4 default route': yesNo(ipv4?.dhcp && isOnline),
    'IPv6 addresses': (ipv6?.addresses ?? []).filter(({ address }) => !isLinkLocal(address)).map(text),
    'DHCPv6 address': yesNo(ipv6?.dhcp && isOnline),
    'advertised address': yesNo(ipv6?.autoconf && isOnline),
    'advertised default route': yesNo((ipv6?.autoconf || ipv6?.dhcp) && isOnline),
    ...(isLinked || !hasIpv6 ? { 'link-local addresses': linkLocals(iface, hasIpv6) } : {}),
    ...(isLinked && (iface.type !== 'bridge' || index.membersOf(iface.name).length)
      ? { 'doubtful addresses': [] }
      : {}),
  };
}

function linkLocals({ ipv6 }: Interface, hasIpv6: boolean): string[] {
  const own = (ipv6?.addresses ?? [])
    .filter(({ address }) => isLinkLocal(address))
    .map(({ address }) => address);
  return hasIpv6 ? [...own, 'from MAC'] : [];
}

interface SaidRoute {
  readonly destination?: { readonly address: string; readonly prefix: number } | undefined;
  readonly gateway: string;
  readonly metric?: number | undefined;
}

function routesOf({ start, ipv4, ipv6 }: Interface): string[] {
  if (start === 'none') return [];
  const four = (ipv4?.routes ?? []).map((route) => routeText(route, 32));
  // 0 is the kernel's own metric there (ip-route(8)).
  const six = (ipv6?.routes ?? []).map((route) =>
    routeText({ ...route, metric: route.metric === 0 ? 1024 : route.metric }, 128),
  );
  return [...four, ...six];
}

function routeText({ destination, gateway, metric }: SaidRoute, hostPrefix: number): string {
  const { address, prefix } = destination ?? {};
  const to = destination ? (prefix === hostPrefix ? address : `${address}/${prefix}`) : 'default';
  return `${to} via ${gateway}${metric === undefined ? '' : ` metric ${metric}`}`;
}

/** The kernel lists an address of a subnet that it has already (a secondary one) behind all others. */
function inKernelOrder(addresses: readonly string[]): string[] {
  const isSecondary = (text: string, at: number): boolean => {
    const [address = '', prefix = ''] = text.split('/');
    return addresses
      .slice(0, at)
      .some(
        (earlier) =>
          earlier.endsWith(`/${prefix}`) && inSubnet(address, earlier.split('/')[0] ?? '', Number(prefix)),
      );
  };
  const secondary = new Set(addresses.filter(isSecondary));
  return [...addresses.filter((text) => !secondary.has(text)), ...secondary];
}

/** Facts with a value only, as text. */
function facts(said: Readonly<Record<string, string | number | readonly string[] | undefined>>): Facts {
  const known = Object.entries(said).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    known.map(([key, value]) => [key, typeof value === 'number' ? String(value) : (value as Facts[string])]),
  );
}

function kindFacts(iface: Interface, index: HostIndex): Facts {
  if (iface.start === 'none') return {};
  const members = index.membersOf(iface.name).map(({ name }) => name);
  switch (iface.type) {
    case 'bond':
      return { ...membersFact(iface, index), ...bondFacts(iface, members) };
    case 'bridge':
      return { ...membersFact(iface, index), ...bridgeFacts(iface) };
    case 'vlan':
      return vlanFacts(iface);
    case 'veth':
      return vethFacts(iface);
    default:
      return {};
  }
}

const ms = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : `${value} ms`;
/** The kernel has whole hundredths of a second. */
const seconds = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : `${Math.floor(value / 10) / 100} s`;
const onOff = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? 'on' : 'off';

function bondFacts({ bond }: Bond, members: readonly string[]): Facts {
  const { monitor } = bond;
  return facts({
    mode: bond.mode,
    primary: hasPrimary(bond.mode) ? members[0] : 'none',
    ...(monitor?.kind === 'miimon'
      ? {
          miimon: ms(monitor.freqMs),
          'up delay': ms(monitor.updelayMs),
          'down delay': ms(monitor.downdelayMs),
          'carrier from': monitor.carrier,
        }
      : {}),
    ...(monitor?.kind === 'arpmon'
      ? {
          'arp interval': ms(monitor.intervalMs),
          'arp targets': [...monitor.targets].sort(),
          'arp validate': monitor.validate,
        }
      : {}),
    'lacp rate': bond.lacpRate,
    'xmit hash policy': bond.xmitHashPolicy,
    'ad select': bond.adSelect,
    'fail over mac': bond.failOverMac,
    'min links': bond.minLinks,
    'primary reselect': bond.primaryReselect,
    'packets per slave': bond.packetsPerSlave,
  });
}

const bridgeFacts = ({ bridge }: Bridge): Facts =>
  facts({
    stp: onOff(bridge.stp),
    'forward delay': seconds(bridge.forwardDelayMs),
    'hello time': seconds(bridge.helloTimeMs),
    'max age': seconds(bridge.maxAgeMs),
    'ageing time': seconds(bridge.ageingTimeMs),
    priority: bridge.priority,
    'vlan filtering': onOff(bridge.vlanFiltering),
    'multicast snooping': onOff(bridge.multicastSnooping),
  });

const vlanFacts = ({ vlan }: Vlan): Facts =>
  facts({
    parent: vlan.parent,
    tag: vlan.tag,
    'reorder header': onOff(vlan.reorderHdr ?? true),
    gvrp: onOff(vlan.gvrp ?? false),
    mvrp: onOff(vlan.mvrp ?? false),
    'loose binding': onOff(vlan.looseBinding ?? false),
  });

const vethFacts = ({ veth }: Veth): Facts => ({ peer: veth.peer });

function stateFact(iface: Interface, index: HostIndex): string {
  if (iface.start !== 'none') return 'up';
  const bridge = index.get(iface.port?.controller ?? '');
  return bridge?.type === 'bridge' && bridge.start !== 'none' ? 'down in its bridge' : 'down';
}

/** Of a port that nobody starts nobody says whether it is one; see controllerFact. */
function portFacts(iface: Interface, index: HostIndex): Facts {
  const { port } = iface;
  if (!port || index.get(port.controller)?.type !== 'bridge' || index.startOf(iface) === 'none') return {};
  return facts({ cost: port.cost, 'port priority': port.priority, 'port state': 'forwarding' });
}
