import { type Host, type HostIndex, indexHost } from '../model/host.ts';
import type {
  BondOptions,
  BridgeOptions,
  Dns,
  Interface,
  Ipv4Protocol,
  Ipv6Protocol,
  VlanOptions,
} from '../model/interface.ts';
import type { Network } from '../model/network.ts';
import { msToSeconds } from '../model/values.ts';
import { networkElement } from './format-network.ts';
import { type Attributes, element, empty, onOff, type Print, textElement, yesNo } from './print.ts';

/**
 * The host as a canonical document, laid out as libvirt's own formatter does: two blanks of indent, single
 * quotes, `start`, `mtu`, `protocol`, then what the type has; inside a protocol `autoconf`, `dhcp`, `ip`,
 * `route`. What libvirt does not know goes where its other documents have it: `uuid` and `description` first,
 * `dns` after the protocols, a `mac` that is set before the `bond`, `bridge`, `vlan` or `veth`, further attributes
 * after libvirt's.
 *
 * One interface is one `<interface>`, any other number an `<interfaces>` in the host's order. `names`: only
 * these, and each as an element of its own, also what is known only as a member.
 */
export const formatHost = (host: Host, names?: readonly string[]): string => formatDocument(host, [], names);

/** The same with guest networks behind the interfaces, in their order; `names` are of interfaces. */
export function formatDocument(host: Host, networks: readonly Network[], names?: readonly string[]): string {
  const index = indexHost(host);
  const wanted = names && new Set(names);
  const shown = host.interfaces.filter(({ name, topLevel }) => (wanted ? wanted.has(name) : topLevel));
  const elements = [...shown.map((iface) => formatTopLevel(iface, index)), ...networks.map(networkElement)];
  const [only, ...more] = elements;
  const root = only && more.length === 0 ? only : element('interfaces', {}, elements);
  return root('');
}

const seconds = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : msToSeconds(ms);

const formatTopLevel = (iface: Interface, index: HostIndex): Print =>
  element('interface', { type: iface.type, name: iface.name }, [
    textElement('uuid', iface.uuid),
    textElement('description', iface.description),
    iface.start && empty('start', { mode: iface.start }),
    iface.mtuBytes === undefined ? undefined : empty('mtu', { size: iface.mtuBytes }),
    iface.ipv4 && element('protocol', { family: 'ipv4' }, formatAddressing(iface.ipv4)),
    iface.ipv6 && formatIpv6(iface.ipv6),
    iface.dns && formatDns(iface.dns),
    formatMac(iface),
    formatKind(iface, index, []),
  ]);

/** A member in full; where a top-level element says the rest, only what it is made of. */
function formatMember(iface: Interface, index: HostIndex, above: readonly string[]): Print {
  const { type, name, port, topLevel, uuid } = iface;
  return element('interface', { type, name, cost: port?.cost, priority: port?.priority }, [
    topLevel ? undefined : textElement('uuid', uuid),
    topLevel ? undefined : formatMac(iface),
    formatKind(iface, index, above),
  ]);
}

function formatIpv6(protocol: Ipv6Protocol): Print {
  if (protocol.disabled) return empty('protocol', { family: 'ipv6', disabled: 'yes' });
  const autoconf = protocol.autoconf ? empty('autoconf') : undefined;
  return element('protocol', { family: 'ipv6' }, [autoconf, ...formatAddressing(protocol)]);
}

const formatAddressing = ({ dhcp, addresses, routes }: Ipv4Protocol): (Print | undefined)[] => [
  dhcp && empty('dhcp', { peerdns: yesNo(dhcp.peerdns) }),
  ...addresses.map(({ address, prefix }) => empty('ip', { address, prefix })),
  ...routes.map(({ destination, gateway, metric }) => empty('route', { ...destination, gateway, metric })),
];

const formatDns = ({ servers, search }: Dns): Print =>
  element('dns', {}, [
    ...servers.map((address) => empty('server', { address })),
    ...search.map((domain) => empty('search', { domain })),
  ]);

function formatMac(iface: Interface): Print | undefined {
  const address = iface.type === 'ethernet' ? iface.permanentMac : iface.assignMac;
  const assign = iface.type === 'ethernet' ? iface.assignMac : undefined;
  return address === undefined && assign === undefined ? undefined : empty('mac', { address, assign });
}

/** `above`: what it is nested in, since a host that someone edited may hold a circle. */
function formatKind(iface: Interface, index: HostIndex, above: readonly string[]): Print | undefined {
  if (iface.type === 'ethernet') return undefined;
  if (iface.type === 'vlan') return formatVlan(iface.vlan);
  if (iface.type === 'veth') return empty('veth', { peer: iface.veth.peer });
  const members = above.includes(iface.name)
    ? []
    : index.membersOf(iface.name).map((member) => formatMember(member, index, [...above, iface.name]));
  if (iface.type === 'bridge') return element('bridge', bridgeAttributes(iface.bridge), members);
  return element('bond', bondAttributes(iface.bond), [formatMonitor(iface.bond), ...members]);
}

const formatVlan = (vlan: VlanOptions): Print =>
  element(
    'vlan',
    {
      tag: vlan.tag,
      reorder_hdr: yesNo(vlan.reorderHdr),
      gvrp: yesNo(vlan.gvrp),
      mvrp: yesNo(vlan.mvrp),
      loose_binding: yesNo(vlan.looseBinding),
    },
    [empty('interface', { name: vlan.parent })],
  );

const bridgeAttributes = (bridge: BridgeOptions): Attributes => ({
  stp: onOff(bridge.stp),
  delay: seconds(bridge.forwardDelayMs),
  priority: bridge.priority,
  hello_time: seconds(bridge.helloTimeMs),
  max_age: seconds(bridge.maxAgeMs),
  ageing_time: seconds(bridge.ageingTimeMs),
  vlan_filtering: onOff(bridge.vlanFiltering),
  multicast_snooping: onOff(bridge.multicastSnooping),
});

const bondAttributes = (bond: BondOptions): Attributes => ({
  mode: bond.mode,
  lacp_rate: bond.lacpRate,
  xmit_hash_policy: bond.xmitHashPolicy,
  ad_select: bond.adSelect,
  fail_over_mac: bond.failOverMac,
  min_links: bond.minLinks,
  primary_reselect: bond.primaryReselect,
  packets_per_slave: bond.packetsPerSlave,
});

/** Delays of 0 and no validation are what an absent attribute means; libvirt leaves them out. */
function formatMonitor({ monitor }: BondOptions): Print | undefined {
  if (monitor?.kind === 'miimon') {
    const { freqMs: freq, downdelayMs, updelayMs, carrier } = monitor;
    const delays = { downdelay: downdelayMs || undefined, updelay: updelayMs || undefined };
    return empty('miimon', { freq, ...delays, carrier });
  }
  if (monitor?.kind !== 'arpmon') return undefined;
  const { intervalMs: interval, targets, validate } = monitor;
  return empty('arpmon', {
    interval,
    target: targets.join(','),
    validate: validate === 'none' ? undefined : validate,
  });
}
