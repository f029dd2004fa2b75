import * as z from 'zod';
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
 * controller and a vlan at its parent. All times are milliseconds (`…Ms`), all sizes bytes (`…Bytes`).
 * An absent property means that the document did not say; what that amounts to is in defaults.ts.
 */

export const deviceName = z
  .string()
  .refine(
    (name) => deviceNameFault(name) === undefined,
    'not a device name that Linux and every format accept',
  );
export const mac = z
  .string()
  .refine(
    (text) => canonicalMac(text) === text && isUnicastMac(text),
    'not a unicast MAC address in lower case',
  );
export const ipv4Address = z
  .string()
  .refine((text) => canonicalAddress('ipv4', text) === text, 'not an IPv4 address');
export const ipv6Address = z
  .string()
  .refine((text) => canonicalAddress('ipv6', text) === text, 'not an IPv6 address in RFC 5952 form');
const anyAddress = z
  .string()
  .refine(
    (text) => canonicalAddress('ipv4', text) === text || canonicalAddress('ipv6', text) === text,
    'not an IP address in canonical form',
  );

/** When an interface comes up: at boot, never by itself, or when its device appears. */
export const startMode = z.enum(['onboot', 'none', 'hotplug']);

const dhcp = z.strictObject({
  /** Whether the servers that DHCP names are used; absent: yes. */
  peerdns: z.boolean().optional(),
});

const address = (text: typeof ipv4Address, prefixMax: number) =>
  z.strictObject({ address: text, prefix: z.int().min(0).max(prefixMax) });

const route = (text: typeof ipv4Address, prefixMax: number) =>
  z.strictObject({
    /** Absent: the default route. */
    destination: address(text, prefixMax).optional(),
    gateway: text,
    /** Route metric (priority), 0 to 4294967295. */
    metric: z.int().min(0).max(4_294_967_295).optional(),
  });

export const ipv4Protocol = z.strictObject({
  dhcp: dhcp.optional(),
  addresses: z.array(address(ipv4Address, 32)),
  routes: z.array(route(ipv4Address, 32)),
});

export const ipv6Protocol = z.strictObject({
  /** No IPv6 at all on the interface, not even a link-local address. Nothing else stands beside it. */
  disabled: z.literal(true).optional(),
  /** Addresses from router advertisements (SLAAC). */
  autoconf: z.boolean(),
  dhcp: dhcp.optional(),
  addresses: z.array(address(ipv6Address, 128)),
  routes: z.array(route(ipv6Address, 128)),
});

const dns = z.strictObject({
  /** In the order they are asked. */
  servers: z.array(anyAddress),
  /** Search domains, in order. */
  search: z.array(z.string().refine(isHostName, 'not a host name')),
});

/** A member's place below its controller (a bond or a bridge). */
const port = z.strictObject({
  controller: deviceName,
  /** Place among the controller's members, from 0, without gaps. */
  position: z.int().min(0),
  /** Spanning tree path cost of a bridge's port, 1 to 65535 (net/bridge/br_private.h). */
  cost: z.int().min(1).max(65_535).optional(),
  /** Spanning tree priority of a bridge's port, 0 to 63 (BR_MAX_PORT_PRIORITY). */
  priority: z.int().min(0).max(63).optional(),
});

const common = {
  name: deviceName,
  /** Whether a top-level element defines it; false: it is known only as a member inside its controller's. */
  topLevel: z.boolean(),
  start: startMode.optional(),
  mtuBytes: z.int().min(68).max(65_535).optional(),
  uuid: z
    .string()
    .refine((text) => canonicalUuid(text) === text, 'not a UUID in lower case')
    .optional(),
  description: z.string().refine(isXmlText, 'holds a character that XML does not allow').optional(),
  ipv4: ipv4Protocol.optional(),
  ipv6: ipv6Protocol.optional(),
  dns: dns.optional(),
  port: port.optional(),
  /** The MAC address the device is given. */
  assignMac: mac.optional(),
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
  freqMs: z.int().min(0).max(2_147_483_647),
  downdelayMs: z.int().min(0).max(2_147_483_647).optional(),
  updelayMs: z.int().min(0).max(2_147_483_647).optional(),
  carrier: z.enum(['ioctl', 'netif']).optional(),
});

/** Link monitoring by ARP; bonding.rst: arp_interval, arp_ip_target, arp_validate. */
const arpmon = z.strictObject({
  kind: z.literal('arpmon'),
  intervalMs: z.int().min(1).max(2_147_483_647),
  /** A set, ordered by length and then text (see backends' trap on substrings). */
  targets: z.array(ipv4Address).min(1).max(16),
  validate: z.enum(['none', 'active', 'backup', 'all']).optional(),
});

const bondOptions = z.strictObject({
  mode: z.enum(bondModes).optional(),
  monitor: z.discriminatedUnion('kind', [miimon, arpmon]).optional(),
  lacpRate: z.enum(['slow', 'fast']).optional(),
  xmitHashPolicy: z
    .enum(['layer2', 'layer2+3', 'layer3+4', 'encap2+3', 'encap3+4', 'vlan+srcmac'])
    .optional(),
  adSelect: z.enum(['stable', 'bandwidth', 'count']).optional(),
  failOverMac: z.enum(['none', 'active', 'follow']).optional(),
  minLinks: z.int().min(0).max(2_147_483_647).optional(),
  primaryReselect: z.enum(['always', 'better', 'failure']).optional(),
  packetsPerSlave: z.int().min(0).max(65_535).optional(),
});

/** The kernel holds bridge times as 32 bits of 1/100 s (IFLA_BR_FORWARD_DELAY, IFLA_BR_AGEING_TIME). */
const BRIDGE_TIME_MS_MAX = 42_949_672_000;

const bridgeOptions = z.strictObject({
  stp: z.boolean().optional(),
  /** Forward delay; a fraction where the document says one. */
  forwardDelayMs: z.number().min(0).max(BRIDGE_TIME_MS_MAX).optional(),
  priority: z.int().min(0).max(65_535).optional(),
  helloTimeMs: z.int().min(1000).max(10_000).optional(),
  maxAgeMs: z.int().min(6000).max(40_000).optional(),
  ageingTimeMs: z.int().min(0).max(BRIDGE_TIME_MS_MAX).optional(),
  vlanFiltering: z.boolean().optional(),
  multicastSnooping: z.boolean().optional(),
});

const vlanOptions = z.strictObject({
  /** 802.1Q tag, 1 to 4094; 0 and 4095 are reserved. */
  tag: z.int().min(1).max(4094),
  /** The device it stands on; it need not be an interface of the model (then it is a NIC of the host). */
  parent: deviceName,
  reorderHdr: z.boolean().optional(),
  gvrp: z.boolean().optional(),
  mvrp: z.boolean().optional(),
  looseBinding: z.boolean().optional(),
});

const ethernet = z.strictObject({
  ...common,
  type: z.literal('ethernet'),
  /** The NIC's permanent address, by which it is found. */
  permanentMac: mac.optional(),
});
const bond = z.strictObject({ ...common, type: z.literal('bond'), bond: bondOptions });
const bridge = z.strictObject({ ...common, type: z.literal('bridge'), bridge: bridgeOptions });
const vlan = z.strictObject({ ...common, type: z.literal('vlan'), vlan: vlanOptions });

export const interfaceSchema = z.discriminatedUnion('type', [ethernet, bond, bridge, vlan]);

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
export type Ethernet = z.infer<typeof ethernet>;
export type Bond = z.infer<typeof bond>;
export type Bridge = z.infer<typeof bridge>;
export type Vlan = z.infer<typeof vlan>;
export type Interface = z.infer<typeof interfaceSchema>;
export type InterfaceType = Interface['type'];

/** The modes that have a primary, which is the first member (bonding.rst, `primary`). */
export function hasPrimary(mode: BondMode | undefined): boolean {
  return mode === 'active-backup' || mode === 'balance-tlb' || mode === 'balance-alb';
}
