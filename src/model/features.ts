import { isMacUnsaid } from './bond-mac.ts';
import { isDownInBridge, isIdleBridge, memberBefore } from './bridge-ports.ts';
import type { Host, HostIndex } from './host.ts';
import { indexHost } from './host.ts';
import { startsBeforeParent } from './initscripts-order.ts';
import type { Interface } from './interface.ts';
import { type Family, inSubnet, isLocalhost } from './values.ts';

/**
 * The closed list of what an interface can ask for. A backend declares for each whether its format says it
 * (backend.ts, Capabilities); the core finds the uses and enforces the declaration, so that no backend can
 * drop a setting by not knowing it.
 */
interface FeatureEntry {
  /** What it is, for a table. */
  readonly title: string;
  /** The setting as the interface uses it (`delay 1.5 s`), or undefined where it does not. */
  readonly use: (iface: Interface, index: HostIndex) => string | undefined;
}

const when = (condition: unknown, text: string): string | undefined => (condition ? text : undefined);
const said = (value: unknown, word: string): string | undefined =>
  value === undefined ? undefined : `${word} ${value}`;
const isVirtual = (iface: Interface): boolean => iface.type !== 'ethernet';
const bondOf = (iface: Interface) => (iface.type === 'bond' ? iface.bond : undefined);
const bridgeOf = (iface: Interface) => (iface.type === 'bridge' ? iface.bridge : undefined);
const vlanOf = (iface: Interface) => (iface.type === 'vlan' ? iface.vlan : undefined);
const monitorOf = (iface: Interface) => bondOf(iface)?.monitor;
const delayOf = (iface: Interface) => bridgeOf(iface)?.forwardDelayMs;
const allRoutes = (iface: Interface) => [...(iface.ipv4?.routes ?? []), ...(iface.ipv6?.routes ?? [])];
const isDefault = (route: { destination?: unknown }): boolean => route.destination === undefined;
const offLink = (gateway: string, addresses: readonly { address: string; prefix: number }[]): boolean =>
  !addresses.some(({ address, prefix }) => inSubnet(gateway, address, prefix));

/** Whether the interface has addresses of the family, of its own or from the network. */
export function usesFamily({ ipv4, ipv6 }: Interface, family: Family): boolean {
  if (family === 'ipv4') return !!ipv4 && (!!ipv4.dhcp || ipv4.addresses.length > 0);
  return !!ipv6 && !ipv6.disabled && (ipv6.autoconf || !!ipv6.dhcp || ipv6.addresses.length > 0);
}

export const features = {
  ethernet: { title: 'physical NIC', use: (i) => when(i.type === 'ethernet', 'type ethernet') },
  bond: { title: 'bond', use: (i) => when(i.type === 'bond', 'type bond') },
  bridge: { title: 'bridge', use: (i) => when(i.type === 'bridge', 'type bridge') },
  vlan: { title: 'vlan', use: (i) => when(i.type === 'vlan', 'type vlan') },
  veth: { title: 'veth pair', use: (i) => when(i.type === 'veth', 'type veth') },
  'bridge-without-members': {
    title: 'bridge without members',
    use: (i, x) => when(i.type === 'bridge' && x.membersOf(i.name).length === 0, 'a bridge without members'),
  },
  'bridge-idle': {
    title: 'bridge without members and addresses that starts at boot',
    use: (i, x) => when(isIdleBridge(i, x), 'a bridge without members and addresses'),
  },
  'member-within-name': {
    title: 'member whose name is part of the name of one before it',
    use: (i, x) => {
      const longer = memberBefore(i, x);
      return when(longer, `its place in ${i.port?.controller} behind ${longer}`);
    },
  },
  'port-start-none': {
    title: 'start none on a port of a bridge that starts',
    use: (i, x) => when(isDownInBridge(i, x), `start none in ${i.port?.controller}`),
  },
  'start-none': {
    title: 'start none on a NIC',
    use: (i, x) => when(!isVirtual(i) && x.startOf(i) === 'none', 'start none'),
  },
  'start-none-virtual': {
    title: 'start none on a bond, bridge, vlan or veth',
    use: (i, x) => when(isVirtual(i) && x.startOf(i) === 'none', `start none on a ${i.type}`),
  },
  hotplug: {
    title: 'hotplug of a NIC',
    use: (i, x) => when(!isVirtual(i) && x.startOf(i) === 'hotplug', 'start hotplug'),
  },
  'hotplug-virtual': {
    title: 'hotplug of a bond, bridge, vlan or veth',
    use: (i, x) => when(isVirtual(i) && x.startOf(i) === 'hotplug', `start hotplug on a ${i.type}`),
  },
  mtu: { title: 'MTU', use: (i, x) => said(x.mtuOf(i), 'mtu') },
  'mac-match': {
    title: 'NIC found by its MAC',
    use: (i) => (i.type === 'ethernet' ? said(i.permanentMac, 'mac') : undefined),
  },
  'mac-assign': { title: 'MAC set', use: (i) => said(i.assignMac, 'assigned mac') },
  uuid: { title: 'uuid', use: (i) => said(i.uuid, 'uuid') },
  description: { title: 'description', use: (i) => when(i.description !== undefined, 'a description') },
  'ipv4-address': { title: 'IPv4 addresses', use: (i) => when(i.ipv4?.addresses.length, 'an IPv4 address') },
  'ipv4-dhcp': { title: 'DHCPv4', use: (i) => when(i.ipv4?.dhcp, 'DHCP for IPv4') },
  'ipv4-dhcp-with-address': {
    title: 'DHCPv4 beside a static address',
    use: (i) => when(i.ipv4?.dhcp && i.ipv4.addresses.length, 'DHCP beside a static IPv4 address'),
  },
  'ipv6-address': { title: 'IPv6 addresses', use: (i) => when(i.ipv6?.addresses.length, 'an IPv6 address') },
  'ipv6-autoconf': { title: 'SLAAC', use: (i) => when(i.ipv6?.autoconf, 'IPv6 autoconf') },
  'ipv6-dhcp': { title: 'DHCPv6', use: (i) => when(i.ipv6?.dhcp, 'DHCP for IPv6') },
  'ipv6-dhcp-with-address': {
    title: 'DHCPv6 beside a static address',
    use: (i) => when(i.ipv6?.dhcp && i.ipv6.addresses.length, 'DHCP beside a static IPv6 address'),
  },
  'ipv6-dhcp-without-router': {
    title: 'DHCPv6 without SLAAC or a gateway',
    use: (i) =>
      when(
        i.ipv6?.dhcp && !i.ipv6.autoconf && !i.ipv6.routes.some(isDefault),
        'DHCP for IPv6 without autoconf or a gateway',
      ),
  },
  'ipv6-disabled': { title: 'IPv6 off', use: (i) => when(i.ipv6?.disabled, 'IPv6 disabled') },
  'default-route': {
    title: 'default gateway',
    use: (i) => when(allRoutes(i).some(isDefault), 'a default gateway'),
  },
  'several-default-routes': {
    title: 'several default gateways of one family',
    use: (i) =>
      when(
        (i.ipv4?.routes.filter(isDefault).length ?? 0) > 1 ||
          (i.ipv6?.routes.filter(isDefault).length ?? 0) > 1,
        'several default gateways of one family',
      ),
  },
  'static-route': {
    title: 'static routes',
    use: (i) =>
      when(
        allRoutes(i).some((r) => !isDefault(r)),
        'a static route',
      ),
  },
  'route-metric': {
    title: 'route metric',
    use: (i) =>
      when(
        allRoutes(i).some((r) => r.metric !== undefined),
        'a route metric',
      ),
  },
  'gateway-off-link': {
    title: 'gateway in no subnet of the interface',
    use: (i) => {
      const four = i.ipv4?.routes.find((r) => offLink(r.gateway, i.ipv4?.addresses ?? []));
      const six = i.ipv6?.routes.find(
        (r) => !r.gateway.startsWith('fe80:') && offLink(r.gateway, i.ipv6?.addresses ?? []),
      );
      const route = four ?? six;
      return route && `gateway ${route.gateway} in no subnet of the interface`;
    },
  },
  'gateway-outside-first-subnet': {
    title: "IPv4 gateway outside the first address's subnet",
    use: (i) => {
      const [first] = i.ipv4?.addresses ?? [];
      const route =
        first &&
        i.ipv4?.routes.find((r) => isDefault(r) && !inSubnet(r.gateway, first.address, first.prefix));
      return route && `gateway ${route.gateway} outside the first address's subnet`;
    },
  },
  'ipv6-gateway-without-address': {
    title: 'IPv6 gateway without an IPv6 address',
    use: (i) =>
      when(
        i.ipv6?.routes.some(isDefault) && !i.ipv6.addresses.length,
        'an IPv6 gateway without an IPv6 address',
      ),
  },
  'ipv4-route-without-address': {
    title: 'IPv4 routes without an IPv4 address or DHCP',
    use: (i) =>
      when(i.ipv4?.routes.length && !usesFamily(i, 'ipv4'), 'an IPv4 route without an IPv4 address or DHCP'),
  },
  'dns-without-address': {
    title: 'DNS of a family that the interface has no addresses of',
    use: (i) =>
      when(
        i.dns &&
          (i.dns.servers.some((server) => !usesFamily(i, server.includes(':') ? 'ipv6' : 'ipv4')) ||
            (i.dns.search.length && !usesFamily(i, 'ipv4') && !usesFamily(i, 'ipv6'))),
        'DNS of a family that the interface has no addresses of',
      ),
  },
  dns: { title: 'DNS servers and search domains', use: (i) => when(i.dns, 'DNS') },
  'dns-search-localhost': {
    title: 'search domain localhost',
    use: (i) => {
      const domain = i.dns?.search.find(isLocalhost);
      return domain && `search domain ${domain}`;
    },
  },
  'dns-more-than-3': {
    title: 'more than three DNS servers',
    use: (i) => when((i.dns?.servers.length ?? 0) > 3, `${i.dns?.servers.length} DNS servers`),
  },
  'peerdns-off': {
    title: 'peerdns=no',
    use: (i) => when(i.ipv4?.dhcp?.peerdns === false || i.ipv6?.dhcp?.peerdns === false, 'peerdns no'),
  },
  'peerdns-off-with-dns': {
    title: 'peerdns=no beside DNS servers',
    use: (i) =>
      when(
        (i.ipv4?.dhcp?.peerdns === false || i.ipv6?.dhcp?.peerdns === false) && i.dns?.servers.length,
        'peerdns no beside DNS servers',
      ),
  },
  'peerdns-off-for-one': {
    title: 'peerdns=no for one of two families that have DHCP',
    use: (i) =>
      when(
        i.ipv4?.dhcp && i.ipv6?.dhcp && (i.ipv4.dhcp.peerdns === false) !== (i.ipv6.dhcp.peerdns === false),
        'peerdns no for one family only',
      ),
  },
  'bond-miimon': {
    title: 'link monitoring (miimon)',
    use: (i) => when(monitorOf(i)?.kind === 'miimon', 'miimon'),
  },
  'bond-carrier-netif': {
    title: "carrier='netif'",
    use: (i) => {
      const monitor = monitorOf(i);
      return when(monitor?.kind === 'miimon' && monitor.carrier === 'netif', 'carrier netif');
    },
  },
  'bond-carrier-ioctl': {
    title: "carrier='ioctl'",
    use: (i) => {
      const monitor = monitorOf(i);
      return when(monitor?.kind === 'miimon' && monitor.carrier === 'ioctl', 'carrier ioctl');
    },
  },
  'bond-arpmon': { title: 'ARP monitoring', use: (i) => when(monitorOf(i)?.kind === 'arpmon', 'arpmon') },
  'bond-arp-targets': {
    title: 'several ARP targets',
    use: (i) => {
      const monitor = monitorOf(i);
      return when(monitor?.kind === 'arpmon' && monitor.targets.length > 1, 'several ARP targets');
    },
  },
  'bond-lacp-rate': { title: 'lacp_rate', use: (i) => said(bondOf(i)?.lacpRate, 'lacp_rate') },
  'bond-xmit-hash-policy': {
    title: 'xmit_hash_policy',
    use: (i) => said(bondOf(i)?.xmitHashPolicy, 'xmit_hash_policy'),
  },
  'bond-xmit-hash-vlan-srcmac': {
    title: "xmit_hash_policy='vlan+srcmac'",
    use: (i) => when(bondOf(i)?.xmitHashPolicy === 'vlan+srcmac', 'xmit_hash_policy vlan+srcmac'),
  },
  'bond-ad-select': { title: 'ad_select', use: (i) => said(bondOf(i)?.adSelect, 'ad_select') },
  'bond-fail-over-mac': { title: 'fail_over_mac', use: (i) => said(bondOf(i)?.failOverMac, 'fail_over_mac') },
  'bond-min-links': { title: 'min_links', use: (i) => said(bondOf(i)?.minLinks, 'min_links') },
  'bond-primary-reselect': {
    title: 'primary_reselect',
    use: (i) => said(bondOf(i)?.primaryReselect, 'primary_reselect'),
  },
  'bond-packets-per-slave': {
    title: 'packets_per_slave',
    use: (i) => said(bondOf(i)?.packetsPerSlave, 'packets_per_slave'),
  },
  'bond-packets-per-slave-zero': {
    title: 'packets_per_slave 0, a member at random',
    use: (i) => when(bondOf(i)?.packetsPerSlave === 0, 'packets_per_slave 0'),
  },
  'bond-mac-unsaid': {
    title: 'a bond with a MAC address of one of several members, none of which is said',
    use: (i, x) => when(i.type === 'bond' && isMacUnsaid(i, x), 'the MAC address of one of its members'),
  },
  'bridge-stp': { title: 'spanning tree', use: (i) => when(bridgeOf(i)?.stp === true, 'stp on') },
  'bridge-delay': { title: 'forward delay', use: (i) => said(delayOf(i), 'forward delay (ms)') },
  'bridge-delay-fraction': {
    title: 'forward delay of a fraction of a second',
    use: (i) => when((delayOf(i) ?? 0) % 1000 !== 0, `forward delay ${(delayOf(i) ?? 0) / 1000} s`),
  },
  'bridge-delay-fine': {
    title: 'forward delay that is no multiple of 10 ms',
    use: (i) => when((delayOf(i) ?? 0) % 10 !== 0, `forward delay ${(delayOf(i) ?? 0) / 1000} s`),
  },
  'bridge-delay-without-stp': {
    title: 'forward delay with stp off',
    use: (i) => when(delayOf(i) !== undefined && !bridgeOf(i)?.stp, 'a forward delay with stp off'),
  },
  'bridge-priority': { title: 'bridge priority', use: (i) => said(bridgeOf(i)?.priority, 'bridge priority') },
  'bridge-priority-zero': {
    title: 'bridge priority 0',
    use: (i) => when(bridgeOf(i)?.priority === 0, 'bridge priority 0'),
  },
  'bridge-hello-time': { title: 'hello_time', use: (i) => said(bridgeOf(i)?.helloTimeMs, 'hello_time (ms)') },
  'bridge-max-age': { title: 'max_age', use: (i) => said(bridgeOf(i)?.maxAgeMs, 'max_age (ms)') },
  'bridge-ageing-time': {
    title: 'ageing_time',
    use: (i) => said(bridgeOf(i)?.ageingTimeMs, 'ageing_time (ms)'),
  },
  'bridge-ageing-time-long': {
    title: "ageing_time above a million seconds, IEEE 802.1D's maximum",
    use: (i) => {
      const ms = bridgeOf(i)?.ageingTimeMs ?? 0;
      return when(ms > 1_000_000_000, `ageing_time ${ms / 1000} s`);
    },
  },
  'bridge-stp-options-without-stp': {
    title: 'priority, hello_time or max_age with stp off',
    use: (i) => {
      const bridge = bridgeOf(i);
      const said = bridge?.priority ?? bridge?.helloTimeMs ?? bridge?.maxAgeMs;
      return when(said !== undefined && !bridge?.stp, 'spanning tree options with stp off');
    },
  },
  'bridge-vlan-filtering': {
    title: 'vlan_filtering',
    use: (i) => said(bridgeOf(i)?.vlanFiltering, 'vlan_filtering'),
  },
  'bridge-multicast-snooping': {
    title: 'multicast_snooping',
    use: (i) => said(bridgeOf(i)?.multicastSnooping, 'multicast_snooping'),
  },
  'bridge-port-cost': { title: "a port's cost", use: (i) => said(i.port?.cost, 'port cost') },
  'bridge-port-priority': { title: "a port's priority", use: (i) => said(i.port?.priority, 'port priority') },
  'bridge-port-priority-zero': {
    title: "a port's priority 0",
    use: (i) => when(i.port?.priority === 0, 'port priority 0'),
  },
  'vlan-any-name': {
    title: 'vlan named other than PARENT.TAG',
    use: (i) =>
      when(i.type === 'vlan' && i.name !== `${i.vlan.parent}.${i.vlan.tag}`, `a vlan called ${i.name}`),
  },
  'dotted-name': {
    title: 'name with a dot that is not PARENT.TAG, or with a second one',
    use: (i) => {
      const isUsual = i.type === 'vlan' && i.name === `${i.vlan.parent}.${i.vlan.tag}`;
      return when(i.name.includes('.') && !(isUsual && i.name.split('.').length === 2), `the name ${i.name}`);
    },
  },
  'vlan-reorder-hdr': { title: 'reorder_hdr', use: (i) => said(vlanOf(i)?.reorderHdr, 'reorder_hdr') },
  'vlan-gvrp': { title: 'gvrp', use: (i) => said(vlanOf(i)?.gvrp, 'gvrp') },
  // `no` is what every kernel does without being told.
  'vlan-mvrp': { title: 'mvrp', use: (i) => when(vlanOf(i)?.mvrp, 'mvrp') },
  'vlan-loose-binding': {
    title: 'loose_binding',
    use: (i) => said(vlanOf(i)?.looseBinding, 'loose_binding'),
  },
  'vlan-before-parent': {
    title: "vlan whose name sorts before its parent's, a bond, bridge or vlan, in initscripts' order",
    use: (i, x) => when(startsBeforeParent(i, x) && !isOnNic(i, x), beforeParent(i)),
  },
  'vlan-before-nic': {
    title: "vlan whose name sorts before its NIC's in initscripts' order",
    use: (i, x) => when(startsBeforeParent(i, x) && isOnNic(i, x), beforeParent(i)),
  },
  'backup-like-name': {
    title: 'name that looks like a backup file',
    use: (i) =>
      when(
        /(?:\.(?:bak|old|orig|rej|rpmnew|rpmorig|rpmsave|augnew|augtmp)|-range.*)$/i.test(i.name),
        `the name ${i.name}`,
      ),
  },
} satisfies Record<string, FeatureEntry>;

const beforeParent = (iface: Interface): string =>
  `the name ${iface.name}, which initscripts start before ${vlanOf(iface)?.parent}`;

const isOnNic = (iface: Interface, index: HostIndex): boolean =>
  (index.get(vlanOf(iface)?.parent ?? '')?.type ?? 'ethernet') === 'ethernet';

export type Feature = keyof typeof features;

/** One interface's use of one feature. */
export interface FeatureUse {
  readonly feature: Feature;
  readonly interface: string;
  /** The setting, as the user would name it. */
  readonly setting: string;
}

/** Which interfaces and features to look at; the default is all. */
export interface FeatureScope {
  readonly interfaces?: (name: string) => boolean;
  readonly features?: (feature: Feature) => boolean;
}

/** The features that the host uses, interface by interface. */
export function featureUses(host: Host, scope: FeatureScope = {}): FeatureUse[] {
  const index = indexHost(host);
  const entries = (Object.entries(features) as [Feature, FeatureEntry][]).filter(
    ([feature]) => scope.features?.(feature) ?? true,
  );
  const uses: FeatureUse[] = [];
  for (const iface of host.interfaces) {
    if (scope.interfaces?.(iface.name) === false) continue;
    for (const [feature, { use }] of entries) {
      const setting = use(iface, index);
      if (setting !== undefined) uses.push({ feature, interface: iface.name, setting });
    }
  }
  return uses;
}
