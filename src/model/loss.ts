import { without } from './defaults.ts';
import type { Feature } from './features.ts';
import { append, type Host, indexHost, orderInterfaces } from './host.ts';
import type { BondOptions, BridgeOptions, Interface, VlanOptions } from './interface.ts';
import { inSubnet, isLocalhost } from './values.ts';

type Loss = (iface: Interface) => Interface;

const bondLoss =
  (key: keyof BondOptions): Loss =>
  (i) =>
    i.type === 'bond' ? { ...i, bond: without(i.bond, key) } : i;
const bridgeLoss =
  (key: keyof BridgeOptions): Loss =>
  (i) =>
    i.type === 'bridge' ? { ...i, bridge: without(i.bridge, key) } : i;
const vlanLoss =
  (key: keyof VlanOptions): Loss =>
  (i) =>
    i.type === 'vlan' ? { ...i, vlan: without(i.vlan, key) } : i;
const portLoss =
  (key: 'cost' | 'priority'): Loss =>
  (i) =>
    i.port ? { ...i, port: without(i.port, key) } : i;

const loseCarrier: Loss = (i) =>
  i.type === 'bond' && i.bond.monitor?.kind === 'miimon'
    ? { ...i, bond: { ...i.bond, monitor: without(i.bond.monitor, 'carrier') } }
    : i;
const losePeerdns: Loss = (i) => ({
  ...i,
  ...(i.ipv4?.dhcp ? { ipv4: { ...i.ipv4, dhcp: {} } } : {}),
  ...(i.ipv6?.dhcp ? { ipv6: { ...i.ipv6, dhcp: {} } } : {}),
});
const loseRoutes =
  (
    family: 'ipv4' | 'ipv6',
    gone: (route: { destination?: unknown; gateway: string }, iface: Interface) => boolean,
  ): Loss =>
  (i) => {
    const protocol = i[family];
    return protocol
      ? { ...i, [family]: { ...protocol, routes: protocol.routes.filter((r) => !gone(r, i)) } }
      : i;
  };
const both =
  (first: Loss, second: Loss): Loss =>
  (i) =>
    second(first(i));
const isOffLink = (family: 'ipv4' | 'ipv6') => (route: { gateway: string }, i: Interface) =>
  !route.gateway.startsWith('fe80:') &&
  !(i[family]?.addresses ?? []).some(({ address, prefix }) => inSubnet(route.gateway, address, prefix));
/** Keeps the first default route of a family. */
const loseFurtherDefaults =
  (family: 'ipv4' | 'ipv6'): Loss =>
  (i) => {
    const first = i[family]?.routes.find((r) => !r.destination);
    return loseRoutes(family, (r) => !r.destination && r !== first)(i);
  };
const loseProtocol =
  (family: 'ipv4' | 'ipv6', key: 'dhcp' | 'disabled'): Loss =>
  (i) => {
    const protocol = i[family];
    return protocol
      ? { ...i, [family]: without(protocol as typeof protocol & { [key]?: unknown }, key as never) }
      : i;
  };
const loseAddresses =
  (family: 'ipv4' | 'ipv6'): Loss =>
  (i) =>
    i[family] ? { ...i, [family]: { ...i[family], addresses: [] } } : i;

const loseLocalhost: Loss = (i) => {
  if (!i.dns) return i;
  const search = i.dns.search.filter((domain) => !isLocalhost(domain));
  const isEmpty = search.length + i.dns.servers.length === 0;
  return isEmpty ? without(i, 'dns') : { ...i, dns: { ...i.dns, search } };
};

/**
 * What is left of an interface when a setting cannot be written and the user allows the loss. A feature that
 * is not here is the interface itself (its type, its name): then nothing of it is written.
 */
const losses: Partial<Record<Feature, Loss>> = {
  'member-within-name': (i) => without(i, 'port'),
  'port-start-none': (i) => without(i, 'start'),
  'start-none': (i) => without(i, 'start'),
  'start-none-virtual': (i) => without(i, 'start'),
  hotplug: (i) => without(i, 'start'),
  'hotplug-virtual': (i) => without(i, 'start'),
  mtu: (i) => without(i, 'mtuBytes'),
  'mac-match': (i) => (i.type === 'ethernet' ? without(i, 'permanentMac') : i),
  'mac-assign': (i) => without(i, 'assignMac'),
  uuid: (i) => without(i, 'uuid'),
  description: (i) => without(i, 'description'),
  'ipv4-address': loseAddresses('ipv4'),
  'ipv4-dhcp': loseProtocol('ipv4', 'dhcp'),
  'ipv4-dhcp-with-address': loseAddresses('ipv4'),
  'ipv6-address': loseAddresses('ipv6'),
  'ipv6-autoconf': (i) => (i.ipv6 ? { ...i, ipv6: { ...i.ipv6, autoconf: false } } : i),
  'ipv6-dhcp': loseProtocol('ipv6', 'dhcp'),
  'ipv6-dhcp-with-address': loseAddresses('ipv6'),
  'ipv6-dhcp-without-router': loseProtocol('ipv6', 'dhcp'),
  'ipv6-disabled': (i) => without(i, 'ipv6'),
  'default-route': both(
    loseRoutes('ipv4', (r) => !r.destination),
    loseRoutes('ipv6', (r) => !r.destination),
  ),
  'several-default-routes': both(loseFurtherDefaults('ipv4'), loseFurtherDefaults('ipv6')),
  'static-route': both(
    loseRoutes('ipv4', (r) => !!r.destination),
    loseRoutes('ipv6', (r) => !!r.destination),
  ),
  'route-metric': (i) => ({
    ...i,
    ...(i.ipv4 ? { ipv4: { ...i.ipv4, routes: i.ipv4.routes.map((r) => without(r, 'metric')) } } : {}),
    ...(i.ipv6 ? { ipv6: { ...i.ipv6, routes: i.ipv6.routes.map((r) => without(r, 'metric')) } } : {}),
  }),
  'gateway-off-link': both(loseRoutes('ipv4', isOffLink('ipv4')), loseRoutes('ipv6', isOffLink('ipv6'))),
  'gateway-outside-first-subnet': loseRoutes('ipv4', (r, i) => {
    const [first] = i.ipv4?.addresses ?? [];
    return !r.destination && !!first && !inSubnet(r.gateway, first.address, first.prefix);
  }),
  'ipv6-gateway-without-address': loseRoutes('ipv6', (r) => !r.destination),
  'ipv4-route-without-address': loseRoutes('ipv4', () => true),
  'dns-without-address': (i) => without(i, 'dns'),
  dns: (i) => without(i, 'dns'),
  'dns-search-localhost': loseLocalhost,
  'dns-more-than-3': (i) => (i.dns ? { ...i, dns: { ...i.dns, servers: i.dns.servers.slice(0, 3) } } : i),
  'peerdns-off': losePeerdns,
  'peerdns-off-with-dns': losePeerdns,
  'peerdns-off-for-one': losePeerdns,
  'bond-miimon': bondLoss('monitor'),
  'bond-carrier-netif': loseCarrier,
  'bond-carrier-ioctl': loseCarrier,
  'bond-arpmon': bondLoss('monitor'),
  'bond-arp-targets': (i) =>
    i.type === 'bond' && i.bond.monitor?.kind === 'arpmon'
      ? {
          ...i,
          bond: { ...i.bond, monitor: { ...i.bond.monitor, targets: i.bond.monitor.targets.slice(0, 1) } },
        }
      : i,
  'bond-lacp-rate': bondLoss('lacpRate'),
  'bond-xmit-hash-policy': bondLoss('xmitHashPolicy'),
  'bond-xmit-hash-vlan-srcmac': bondLoss('xmitHashPolicy'),
  'bond-ad-select': bondLoss('adSelect'),
  'bond-fail-over-mac': bondLoss('failOverMac'),
  'bond-min-links': bondLoss('minLinks'),
  'bond-primary-reselect': bondLoss('primaryReselect'),
  'bond-packets-per-slave': bondLoss('packetsPerSlave'),
  'bond-packets-per-slave-zero': bondLoss('packetsPerSlave'),
  'bridge-stp': bridgeLoss('stp'),
  'bridge-delay': bridgeLoss('forwardDelayMs'),
  'bridge-delay-fraction': bridgeLoss('forwardDelayMs'),
  'bridge-delay-fine': bridgeLoss('forwardDelayMs'),
  'bridge-delay-without-stp': bridgeLoss('forwardDelayMs'),
  'bridge-priority': bridgeLoss('priority'),
  'bridge-priority-zero': bridgeLoss('priority'),
  'bridge-hello-time': bridgeLoss('helloTimeMs'),
  'bridge-max-age': bridgeLoss('maxAgeMs'),
  'bridge-ageing-time': bridgeLoss('ageingTimeMs'),
  'bridge-ageing-time-long': bridgeLoss('ageingTimeMs'),
  'bridge-stp-options-without-stp': both(
    bridgeLoss('priority'),
    both(bridgeLoss('helloTimeMs'), bridgeLoss('maxAgeMs')),
  ),
  'bridge-vlan-filtering': bridgeLoss('vlanFiltering'),
  'bridge-multicast-snooping': bridgeLoss('multicastSnooping'),
  'bridge-port-cost': portLoss('cost'),
  'bridge-port-priority': portLoss('priority'),
  'bridge-port-priority-zero': portLoss('priority'),
  'vlan-reorder-hdr': vlanLoss('reorderHdr'),
  'vlan-gvrp': vlanLoss('gvrp'),
  'vlan-mvrp': vlanLoss('mvrp'),
  'vlan-loose-binding': vlanLoss('looseBinding'),
};

/** The host without those uses of features; an interface that goes takes along what stands on it. */
export function lose(host: Host, uses: readonly { feature: Feature; interface: string }[]): Host {
  const byName = new Map<string, Feature[]>();
  for (const { feature, interface: name } of uses) append(byName, name, feature);
  const gone = new Set<string>();
  const left = host.interfaces.map((iface) => {
    let rest = iface;
    for (const feature of byName.get(iface.name) ?? []) {
      const loss = losses[feature];
      if (loss) rest = loss(rest);
      else gone.add(iface.name);
    }
    return rest;
  });
  return removeInterfaces({ interfaces: left }, gone);
}

/**
 * The host without `names`, without the vlans that stand on them, and without their bare members. An end of a veth pair
 * stays when the other one goes; where nobody defines it, it goes along.
 */
export function removeInterfaces(host: Host, names: ReadonlySet<string>): Host {
  const gone = new Set(names);
  const { get } = indexHost(host);
  for (let size = -1; size !== gone.size; ) {
    size = gone.size;
    for (const iface of host.interfaces) {
      if (iface.type === 'veth' && gone.has(iface.name) && !get(iface.veth.peer)) gone.add(iface.veth.peer);
      if (iface.type === 'vlan' && gone.has(iface.vlan.parent)) gone.add(iface.name);
      if (iface.port && !iface.topLevel && gone.has(iface.port.controller)) gone.add(iface.name);
    }
  }
  if (gone.size === 0) return host;
  const left = host.interfaces.filter(({ name }) => !gone.has(name));
  const positions = new Map<string, number>();
  const placed = [...left]
    .sort((a, b) => (a.port?.position ?? 0) - (b.port?.position ?? 0))
    .map((iface): Interface => {
      if (!iface.port) return iface;
      if (gone.has(iface.port.controller)) return without(iface, 'port');
      const position = positions.get(iface.port.controller) ?? 0;
      positions.set(iface.port.controller, position + 1);
      return { ...iface, port: { ...iface.port, position } };
    });
  return { interfaces: orderInterfaces(placed) };
}
