import * as z from 'zod/mini';
import {
  canonicalAddress,
  canonicalMac,
  canonicalUuid,
  deviceNameFault,
  isHostName,
  isUnicastMac,
  isXmlText,
} from './values.ts';

/**
 * The neutral model of a host's interfaces, flat: every interface stands on its own, a member points at its
 * controller, a vlan at its parent and an end of a veth pair at its peer. All times are milliseconds (`…Ms`), all sizes bytes (`…Bytes`).
 * An absent property means that the document did not say; what that amounts to is in defaults.ts.
 */

/** A device name; see `deviceNameFault` for what is none. */
export const deviceName = z
  .string()
  .check(
    z.refine(
      (name) => deviceNameFault(name) === undefined,
      'not a device name that Linux and every format accept',
    ),
  );
/** A unicast MAC address, six pairs in lower case. */
export const mac = z
  .string()
  .check(
    z.refine(
      (text) => canonicalMac(text) === text && isUnicastMac(text),
      'not a unicast MAC address in lower case',
    ),
  );
/** An IPv4 address, four decimal octets. */
export const ipv4Address = z
  .string()
  .check(z.refine((text) => canonicalAddress('ipv4', text) === text, 'not an IPv4 address'));
/** An IPv6 address in RFC 5952 form, without a zone. */
export const ipv6Address = z
  .string()
  .check(z.refine((text) => canonicalAddress('ipv6', text) === text, 'not an IPv6 address in RFC 5952 form'));
const anyAddress = z
  .string()
  .check(
    z.refine(
      (text) => canonicalAddress('ipv4', text) === text || canonicalAddress('ipv6', text) === text,
      'not an IP address in canonical form',
    ),
  );

/** When an interface comes up: at boot, never by itself, or when its device appears. */
export const startMode = z.enum(['onboot', 'none', 'hotplug']);

const dhcp = z.strictObject({
  /** Whether the servers that DHCP names are used; absent: yes. */
  peerdns: z.optional(z.boolean()),
});

const address = (text: typeof ipv4Address, prefixMax: number) =>
  z.strictObject({ address: text, prefix: z.int().check(z.minimum(0), z.maximum(prefixMax)) });

const route = (text: typeof ipv4Address, prefixMax: number) =>
  z.strictObject({
    /** Absent: the default route. */
    destination: z.optional(address(text, prefixMax)),
    gateway: text,
    /** Route metric (priority), 0 to 4294967295. */
    metric: z.optional(z.int().check(z.minimum(0), z.maximum(4_294_967_295))),
  });

/** IPv4 on an interface; with neither DHCP nor addresses it is an empty `<protocol>`. */
export const ipv4Protocol = z.strictObject({
  dhcp: z.optional(dhcp),
  addresses: z.array(address(ipv4Address, 32)),
  routes: z.array(route(ipv4Address, 32)),
});

/** IPv6 on an interface; empty it is link-local only, and so is none at all (defaults.ts tells the two apart). */
export const ipv6Protocol = z.strictObject({
  /** No IPv6 at all on the interface, not even a link-local address. Nothing else stands beside it. */
  disabled: z.optional(z.literal(true)),
  /** Addresses from router advertisements (SLAAC). */
  autoconf: z.boolean(),
  dhcp: z.optional(dhcp),
  addresses: z.array(address(ipv6Address, 128)),
  routes: z.array(route(ipv6Address, 128)),
});

const dns = z.strictObject({
  /** In the order they are asked. */
  servers: z.array(anyAddress),
  /** Search domains, in order. */
  search: z.array(z.string().check(z.refine(isHostName, 'not a host name'))),
});

/** A member's place below its controller (a bond or a bridge). */
const port = z.strictObject({
  controller: deviceName,
  /** Place among the controller's members, from 0, without gaps. */
  position: z.int().check(z.minimum(0)),
  /** Spanning tree path cost of a bridge's port, 1 to 65535 (net/bridge/br_private.h). */
  cost: z.optional(z.int().check(z.minimum(1), z.maximum(65_535))),
  /** Spanning tree priority of a bridge's port, 0 to 63 (BR_MAX_PORT_PRIORITY). */
  priority: z.optional(z.int().check(z.minimum(0), z.maximum(63))),
});

const common = {
  name: deviceName,
  /** Whether a top-level element defines it; false: it is known only as a member inside its controller's. */
  topLevel: z.boolean(),
  start: z.optional(startMode),
  /** 68 (RFC 791) to 65535; absent: the controller's, else the driver's own. */
  mtuBytes: z.optional(z.int().check(z.minimum(68), z.maximum(65_535))),
  /** For whoever manages the host; no consumer acts on it. */
  uuid: z.optional(
    z.string().check(z.refine((text) => canonicalUuid(text) === text, 'not a UUID in lower case')),
  ),
  description: z.optional(z.string().check(z.refine(isXmlText, 'holds a character that XML does not allow'))),
  ipv4: z.optional(ipv4Protocol),
  ipv6: z.optional(ipv6Protocol),
  dns: z.optional(dns),
  port: z.optional(port),
  /** The MAC address the device is given. */
  assignMac: z.optional(mac),
};

export const bondModes = [
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
] as const;

/** Link monitoring by carrier; Documentation/networking/bonding.rst: miimon, updelay, downdelay, use_carrier. */
const miimon = z.strictObject({
  kind: z.literal('miimon'),
  freqMs: z.int().check(z.minimum(0), z.maximum(2_147_483_647)),
  downdelayMs: z.optional(z.int().check(z.minimum(0), z.maximum(2_147_483_647))),
  updelayMs: z.optional(z.int().check(z.minimum(0), z.maximum(2_147_483_647))),
  carrier: z.optional(z.enum(['ioctl', 'netif'])),
});

/** Link monitoring by ARP; bonding.rst: arp_interval, arp_ip_target, arp_validate. */
const arpmon = z.strictObject({
  kind: z.literal('arpmon'),
  intervalMs: z.int().check(z.minimum(1), z.maximum(2_147_483_647)),
  /** A set, ordered by length and then text (see backends' trap on substrings). */
  targets: z.array(ipv4Address).check(z.minLength(1), z.maxLength(16)),
  validate: z.optional(z.enum(['none', 'active', 'backup', 'all'])),
});

const bondOptions = z.strictObject({
  mode: z.optional(z.enum(bondModes)),
  monitor: z.optional(z.discriminatedUnion('kind', [miimon, arpmon])),
  lacpRate: z.optional(z.enum(['slow', 'fast'])),
  xmitHashPolicy: z.optional(
    z.enum(['layer2', 'layer2+3', 'layer3+4', 'encap2+3', 'encap3+4', 'vlan+srcmac']),
  ),
  adSelect: z.optional(z.enum(['stable', 'bandwidth', 'count'])),
  failOverMac: z.optional(z.enum(['none', 'active', 'follow'])),
  minLinks: z.optional(z.int().check(z.minimum(0), z.maximum(2_147_483_647))),
  primaryReselect: z.optional(z.enum(['always', 'better', 'failure'])),
  packetsPerSlave: z.optional(z.int().check(z.minimum(0), z.maximum(65_535))),
});

/** The kernel holds bridge times as 32 bits of 1/100 s (IFLA_BR_FORWARD_DELAY, IFLA_BR_AGEING_TIME). */
const BRIDGE_TIME_MS_MAX = 42_949_672_000;

const bridgeOptions = z.strictObject({
  stp: z.optional(z.boolean()),
  /** Forward delay; a fraction where the document says one. */
  forwardDelayMs: z.optional(z.number().check(z.minimum(0), z.maximum(BRIDGE_TIME_MS_MAX))),
  priority: z.optional(z.int().check(z.minimum(0), z.maximum(65_535))),
  helloTimeMs: z.optional(z.int().check(z.minimum(1000), z.maximum(10_000))),
  maxAgeMs: z.optional(z.int().check(z.minimum(6000), z.maximum(40_000))),
  ageingTimeMs: z.optional(z.int().check(z.minimum(0), z.maximum(BRIDGE_TIME_MS_MAX))),
  vlanFiltering: z.optional(z.boolean()),
  multicastSnooping: z.optional(z.boolean()),
});

const vlanOptions = z.strictObject({
  /** 802.1Q tag, 1 to 4094; 0 and 4095 are reserved. */
  tag: z.int().check(z.minimum(1), z.maximum(4094)),
  /** The device it stands on; it need not be an interface of the model (then it is a NIC of the host). */
  parent: deviceName,
  reorderHdr: z.optional(z.boolean()),
  gvrp: z.optional(z.boolean()),
  mvrp: z.optional(z.boolean()),
  looseBinding: z.optional(z.boolean()),
});

const vethOptions = z.strictObject({
  /** The other end of the pair; it need not be an interface of the model (then it is there, and nobody's). */
  peer: deviceName,
});

const ethernet = z.strictObject({
  ...common,
  type: z.literal('ethernet'),
  /** The NIC's permanent address, by which it is found. */
  permanentMac: z.optional(mac),
});
const bond = z.strictObject({ ...common, type: z.literal('bond'), bond: bondOptions });
const bridge = z.strictObject({ ...common, type: z.literal('bridge'), bridge: bridgeOptions });
const vlan = z.strictObject({ ...common, type: z.literal('vlan'), vlan: vlanOptions });
/** One end of a virtual cable (veth(4)). */
const veth = z
  .strictObject({ ...common, type: z.literal('veth'), veth: vethOptions })
  .check(
    z.refine(({ name, veth: { peer } }) => name !== peer, { error: 'its own peer', path: ['veth', 'peer'] }),
  );

/** One interface as data that came from elsewhere; unknown properties are refused. */
export const interfaceSchema = z.discriminatedUnion('type', [ethernet, bond, bridge, vlan, veth]);

export type StartMode = z.infer<typeof startMode>;
export type BondMode = (typeof bondModes)[number];
export type Ipv4Protocol = z.infer<typeof ipv4Protocol>;
export type Ipv6Protocol = z.infer<typeof ipv6Protocol>;
export type Address = Ipv4Protocol['addresses'][number];
export type Route = Ipv4Protocol['routes'][number];
export type Dns = z.infer<typeof dns>;
export type Port = z.infer<typeof port>;
export type Miimon = z.infer<typeof miimon>;
export type Arpmon = z.infer<typeof arpmon>;
export type BondOptions = z.infer<typeof bondOptions>;
export type BridgeOptions = z.infer<typeof bridgeOptions>;
export type VlanOptions = z.infer<typeof vlanOptions>;
export type VethOptions = z.infer<typeof vethOptions>;
export type Ethernet = z.infer<typeof ethernet>;
export type Bond = z.infer<typeof bond>;
export type Bridge = z.infer<typeof bridge>;
export type Vlan = z.infer<typeof vlan>;
export type Veth = z.infer<typeof veth>;
/** One interface of a host, whatever stands above or below it. */
export type Interface = z.infer<typeof interfaceSchema>;
export type InterfaceType = Interface['type'];

/** The modes that have a primary, which is the first member (bonding.rst, `primary`). */
export function hasPrimary(mode: BondMode | undefined): boolean {
  return mode === 'active-backup' || mode === 'balance-tlb' || mode === 'balance-alb';
}
