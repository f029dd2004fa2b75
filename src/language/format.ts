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
import { msToSeconds } from '../model/values.ts';
import { escapeAttribute, escapeText } from './references.ts';

/**
 * The host as a canonical document, laid out as libvirt's own formatter does: two blanks of indent, single
 * quotes, `start`, `mtu`, `protocol`, then what the type has; inside a protocol `autoconf`, `dhcp`, `ip`,
 * `route`. What libvirt does not know goes where its other documents have it: `uuid` and `description` first,
 * `dns` after the protocols, a `mac` that is set before the `bond`, `bridge` or `vlan`, further attributes
 * after libvirt's.
 *
 * One interface is one `<interface>`, any other number an `<interfaces>` in the host's order. `names`: only
 * these, and each as an element of its own, also what is known only as a member.
 */
export function formatHost(host: Host, names?: readonly string[]): string {
  const index = indexHost(host);
  const wanted = names && new Set(names);
  const shown = host.interfaces.filter(({ name, topLevel }) => (wanted ? wanted.has(name) : topLevel));
  const elements = shown.map((iface) => formatTopLevel(iface, index));
  const [only, ...more] = elements;
  const root = only && more.length === 0 ? only : element('interfaces', {}, elements);
  return root('');
}

/** Prints an element, whole lines, behind that much indent. */
type Print = (indent: string) => string;
type Attributes = Readonly<Record<string, string | number | undefined>>;

function startOf(name: string, attributes: Attributes): string {
  let tag = `<${name}`;
  for (const key in attributes) {
    const value = attributes[key];
    if (value !== undefined) tag += ` ${key}='${escapeAttribute(String(value))}'`;
  }
  return tag;
}

/** An element on lines of its own, even if it holds nothing. */
const element =
  (name: string, attributes: Attributes, content: readonly (Print | undefined)[]): Print =>
  (indent) => {
    let text = `${indent}${startOf(name, attributes)}>\n`;
    for (const print of content) if (print) text += print(`${indent}  `);
    return `${text}${indent}</${name}>\n`;
  };

const empty =
  (name: string, attributes: Attributes = {}): Print =>
  (indent) =>
    `${indent}${startOf(name, attributes)}/>\n`;

const textElement = (name: string, text: string | undefined): Print | undefined =>
  text === undefined ? undefined : (indent) => `${indent}<${name}>${escapeText(text)}</${name}>\n`;

const yesNo = (flag: boolean | undefined): string | undefined =>
  flag === undefined ? undefined : flag ? 'yes' : 'no';
const onOff = (flag: boolean | undefined): string | undefined =>
  flag === undefined ? undefined : flag ? 'on' : 'off';
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
