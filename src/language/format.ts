import { type Host, type HostIndex, indexHost } from '../model/host.ts';
import type {
  Address,
  BondOptions,
  Dns,
  Interface,
  Ipv4Protocol,
  Ipv6Protocol,
  Route,
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
  const lines = only && more.length === 0 ? only : element('interfaces', [], elements.flat());
  return lines.map((line) => `${line}\n`).join('');
}

/** An element, line by line and not indented; a line may hold line ends of a description. */
type Lines = readonly string[];
type Attributes = readonly (readonly [name: string, value: string | number | undefined])[];

const startOf = (name: string, attributes: Attributes): string =>
  attributes.reduce(
    (tag, [key, value]) => (value === undefined ? tag : `${tag} ${key}='${escapeAttribute(String(value))}'`),
    `<${name}`,
  );

/** An element on lines of its own, even if it holds nothing. */
const element = (name: string, attributes: Attributes, content: Lines): Lines => [
  `${startOf(name, attributes)}>`,
  ...content.map((line) => `  ${line}`),
  `</${name}>`,
];

const empty = (name: string, attributes: Attributes = []): string => `${startOf(name, attributes)}/>`;

const textElement = (name: string, text: string | undefined): Lines =>
  text === undefined ? [] : [`<${name}>${escapeText(text)}</${name}>`];

const yesNo = (flag: boolean | undefined): string | undefined =>
  flag === undefined ? undefined : flag ? 'yes' : 'no';
const onOff = (flag: boolean | undefined): string | undefined =>
  flag === undefined ? undefined : flag ? 'on' : 'off';
const seconds = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : msToSeconds(ms);

const formatTopLevel = (iface: Interface, index: HostIndex): Lines =>
  element(
    'interface',
    [
      ['type', iface.type],
      ['name', iface.name],
    ],
    [
      ...textElement('uuid', iface.uuid),
      ...textElement('description', iface.description),
      ...(iface.start ? [empty('start', [['mode', iface.start]])] : []),
      ...(iface.mtuBytes === undefined ? [] : [empty('mtu', [['size', iface.mtuBytes]])]),
      ...formatIpv4(iface.ipv4),
      ...formatIpv6(iface.ipv6),
      ...formatDns(iface.dns),
      ...formatMac(iface),
      ...formatKind(iface, index),
    ],
  );

/** A member in full, or only its type and make-up where a top-level element of its own says the rest. */
const formatMember = (iface: Interface, index: HostIndex): Lines =>
  element(
    'interface',
    [
      ['type', iface.type],
      ['name', iface.name],
      ['cost', iface.port?.cost],
      ['priority', iface.port?.priority],
    ],
    [
      ...(iface.topLevel ? [] : [...textElement('uuid', iface.uuid), ...formatMac(iface)]),
      ...formatKind(iface, index),
    ],
  );

function formatIpv4(protocol: Ipv4Protocol | undefined): Lines {
  if (!protocol) return [];
  return element('protocol', [['family', 'ipv4']], formatAddressing(protocol));
}

function formatIpv6(protocol: Ipv6Protocol | undefined): Lines {
  if (!protocol) return [];
  const family = ['family', 'ipv6'] as const;
  if (protocol.disabled) return [empty('protocol', [family, ['disabled', 'yes']])];
  const autoconf = protocol.autoconf ? [empty('autoconf')] : [];
  return element('protocol', [family], [...autoconf, ...formatAddressing(protocol)]);
}

const formatAddressing = ({ dhcp, addresses, routes }: Ipv4Protocol): Lines => [
  ...(dhcp ? [empty('dhcp', [['peerdns', yesNo(dhcp.peerdns)]])] : []),
  ...addresses.map((address) => empty('ip', addressAttributes(address))),
  ...routes.map(formatRoute),
];

const addressAttributes = ({ address, prefix }: Address): Attributes => [
  ['address', address],
  ['prefix', prefix],
];

const formatRoute = ({ destination, gateway, metric }: Route): string =>
  empty('route', [
    ...(destination ? addressAttributes(destination) : []),
    ['gateway', gateway],
    ['metric', metric],
  ]);

function formatDns(dns: Dns | undefined): Lines {
  if (!dns) return [];
  return element(
    'dns',
    [],
    [
      ...dns.servers.map((address) => empty('server', [['address', address]])),
      ...dns.search.map((domain) => empty('search', [['domain', domain]])),
    ],
  );
}

function formatMac(iface: Interface): Lines {
  const { assignMac } = iface;
  if (iface.type !== 'ethernet') return assignMac ? [empty('mac', [['address', assignMac]])] : [];
  const { permanentMac } = iface;
  if (permanentMac === undefined && assignMac === undefined) return [];
  return [
    empty('mac', [
      ['address', permanentMac],
      ['assign', assignMac],
    ]),
  ];
}

function formatKind(iface: Interface, index: HostIndex): Lines {
  if (iface.type === 'ethernet') return [];
  if (iface.type === 'vlan') {
    const { vlan } = iface;
    return element(
      'vlan',
      [
        ['tag', vlan.tag],
        ['reorder_hdr', yesNo(vlan.reorderHdr)],
        ['gvrp', yesNo(vlan.gvrp)],
        ['mvrp', yesNo(vlan.mvrp)],
        ['loose_binding', yesNo(vlan.looseBinding)],
      ],
      [empty('interface', [['name', vlan.parent]])],
    );
  }
  const members = index.membersOf(iface.name).flatMap((member) => formatMember(member, index));
  if (iface.type === 'bond') {
    return element('bond', bondAttributes(iface.bond), [...formatMonitor(iface.bond), ...members]);
  }
  const { bridge } = iface;
  return element(
    'bridge',
    [
      ['stp', onOff(bridge.stp)],
      ['delay', seconds(bridge.forwardDelayMs)],
      ['priority', bridge.priority],
      ['hello_time', seconds(bridge.helloTimeMs)],
      ['max_age', seconds(bridge.maxAgeMs)],
      ['ageing_time', seconds(bridge.ageingTimeMs)],
      ['vlan_filtering', onOff(bridge.vlanFiltering)],
      ['multicast_snooping', onOff(bridge.multicastSnooping)],
    ],
    members,
  );
}

const bondAttributes = (bond: BondOptions): Attributes => [
  ['mode', bond.mode],
  ['lacp_rate', bond.lacpRate],
  ['xmit_hash_policy', bond.xmitHashPolicy],
  ['ad_select', bond.adSelect],
  ['fail_over_mac', bond.failOverMac],
  ['min_links', bond.minLinks],
  ['primary_reselect', bond.primaryReselect],
  ['packets_per_slave', bond.packetsPerSlave],
];

function formatMonitor({ monitor }: BondOptions): Lines {
  if (!monitor) return [];
  if (monitor.kind === 'miimon') {
    return [
      empty('miimon', [
        ['freq', monitor.freqMs],
        ['downdelay', monitor.downdelayMs],
        ['updelay', monitor.updelayMs],
        ['carrier', monitor.carrier],
      ]),
    ];
  }
  return [
    empty('arpmon', [
      ['interval', monitor.intervalMs],
      ['target', monitor.targets.join(',')],
      ['validate', monitor.validate],
    ]),
  ];
}
