import * as z from 'zod/mini';
import { compareText } from './host.ts';
import { deviceName, ipv4Address, ipv6Address, mac } from './interface.ts';
import {
  addressBits,
  canonicalAddress,
  canonicalUuid,
  type Family,
  isHostName,
  isUnmistakableHostName,
  isXmlText,
  networkNameFault,
} from './values.ts';

/**
 * The neutral model of a guest network: libvirt's `<network>` without what only a running libvirtd can do.
 * An absent property means that the document did not say. Lists whose order means nothing are kept in the order
 * of `canonicalNetwork`.
 */

/** A network's name; see `networkNameFault` for what is none. */
export const networkName = z
  .string()
  .check(z.refine((name) => networkNameFault(name) === undefined, 'not a name that a network can have'));

const text = z.string().check(z.refine(isXmlText, 'holds a character that XML does not allow'));
/** Text that some configuration holds on one line. */
export const line = z
  .string()
  .check(
    z.refine(
      (value) => isXmlText(value) && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value),
      'holds a control character or a line break',
    ),
  );
const hostName = z.string().check(z.refine(isUnmistakableHostName, 'not a host name'));
const address = z
  .string()
  .check(
    z.refine(
      (value) => canonicalAddress('ipv4', value) === value || canonicalAddress('ipv6', value) === value,
      'not an IP address in canonical form',
    ),
  );
const port = z.int().check(z.minimum(1), z.maximum(65_535));

const inOrder = (range: { start: string; end: string }): boolean =>
  addressBits(range.start) <= addressBits(range.end);
const saysSomething = (value: object): boolean =>
  Object.values(value).some((said) => said !== undefined && !(Array.isArray(said) && said.length === 0));

/** Addresses from `start` to `end`, both included. */
const addressRange = (of: typeof ipv4Address) =>
  z.strictObject({ start: of, end: of }).check(z.refine(inOrder, 'ends before it starts'));

/** How long a lease lasts, seconds: 120 (dnsmasq's least) to 4294967294; 0: for ever. */
const leaseSeconds = z.optional(
  z.int().check(z.refine((s) => s === 0 || (s >= 120 && s <= 4_294_967_294), 'no lease of that length')),
);

const dhcpRange = (of: typeof ipv4Address) =>
  z.strictObject({ start: of, end: of, leaseSeconds }).check(z.refine(inOrder, 'ends before it starts'));

export const duid = z.string().check(z.regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){1,129}$/));

const dhcpHost = (family: Family, of: typeof ipv4Address) =>
  z
    .strictObject({
      /** What the guest is known by: at least one of the three. */
      mac: z.optional(mac),
      /** DUID (RFC 8415), pairs of hexadecimal digits with colons between them, in lower case. */
      id: z.optional(duid),
      name: z.optional(hostName),
      /** Absent: any of the range. */
      ip: z.optional(of),
      leaseSeconds,
    })
    .check(
      z.refine(
        (host) => host[family === 'ipv4' ? 'id' : 'mac'] === undefined,
        'IPv4 knows no DUID, and DHCPv6 no MAC address',
      ),
      z.refine((host) => (host.mac ?? host.id ?? host.name) !== undefined, 'known by nothing'),
    );

/** A file name or path that a guest fetches: no blanks, commas or quotes, which its servers would read as more. */
export const bootFile = z.string().check(z.regex(/^[A-Za-z0-9_./:+@%~-]{1,127}$/));

const leases = (dhcp: { ranges: unknown[]; hosts: unknown[] }): boolean =>
  dhcp.ranges.length + dhcp.hosts.length > 0;

const ipv4Dhcp = z
  .strictObject({
    ranges: z.array(dhcpRange(ipv4Address)),
    hosts: z.array(dhcpHost('ipv4', ipv4Address)),
    /** The file that network boot fetches, and from where: an address; absent: the host itself. */
    bootp: z.optional(z.strictObject({ file: bootFile, server: z.optional(ipv4Address) })),
  })
  .check(z.refine(leases, 'leases nothing'));

const ipv6Dhcp = z
  .strictObject({
    ranges: z.array(dhcpRange(ipv6Address)),
    hosts: z.array(dhcpHost('ipv6', ipv6Address)),
  })
  .check(z.refine(leases, 'leases nothing'));

/** How long what stands on a line of dnsmasq's may be besides its key: it reads lines of 1024 bytes (its option.c). */
export const LINE_BYTES_MAX = 980;

/** The bytes of a TXT record as it stands there. */
export const textRecordBytes = ({ name, value }: { name: string; value: string }): number =>
  new TextEncoder().encode(`${name}${value.replace(/[\\"]/g, '\\$&')}`).length;

/** An absolute path without `..`, empty parts, blanks or quotes. */
export const folder = z
  .string()
  .check(z.regex(/^(?:\/[A-Za-z0-9_+@%~-][A-Za-z0-9_.+@%~-]*)+$/), z.maxLength(LINE_BYTES_MAX));

const ipv4 = z.strictObject({
  family: z.literal('ipv4'),
  /** The host's own on the bridge. */
  address: ipv4Address,
  prefix: z.int().check(z.minimum(1), z.maximum(32)),
  /** Whether the DNS server answers reverse queries for the subnet itself (libvirt's localPtr). */
  localPtr: z.optional(z.boolean()),
  dhcp: z.optional(ipv4Dhcp),
  /** What the TFTP server gives out. */
  tftpRoot: z.optional(folder),
});

const ipv6 = z.strictObject({
  family: z.literal('ipv6'),
  address: ipv6Address,
  prefix: z.int().check(z.minimum(1), z.maximum(128)),
  localPtr: z.optional(z.boolean()),
  dhcp: z.optional(ipv6Dhcp),
});

const route = (family: Family, of: typeof ipv4Address, prefixMax: number) =>
  z.strictObject({
    family: z.literal(family),
    destination: of,
    prefix: z.int().check(z.minimum(0), z.maximum(prefixMax)),
    /** A guest, or another machine on the network. */
    gateway: of,
    metric: z.optional(z.int().check(z.minimum(1), z.maximum(4_294_967_295))),
  });

const nat = z
  .strictObject({
    /** Source addresses of what leaves; absent: those of the interface that it leaves by. */
    addresses: z.optional(addressRange(ipv4Address)),
    /** Source ports of what leaves; absent: the kernel's choice. */
    ports: z.optional(
      z
        .strictObject({ start: port, end: port })
        .check(z.refine(({ start, end }) => start <= end, 'ends before it starts')),
    ),
    /** Whether IPv6 is masqueraded too; absent: no, it is routed. */
    ipv6: z.optional(z.boolean()),
  })
  .check(z.refine(saysSomething, 'says nothing'));

const forward = z.strictObject({
  /** `bridge`: guests use a bridge of the host's, and nothing is set up for them. */
  mode: z.enum(['nat', 'route', 'open', 'bridge']),
  /** The only interface that guests' packets may leave by; absent: any. */
  dev: z.optional(deviceName),
  /** Of mode nat only. */
  nat: z.optional(nat),
});

export const serviceName = z.string().check(z.regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,60}[A-Za-z0-9])?$/));

const dns = z
  .strictObject({
    /** Whether there is a DNS server; absent: yes. */
    enable: z.optional(z.boolean()),
    /** Whether names without a dot are asked of other servers; absent: yes. */
    forwardPlainNames: z.optional(z.boolean()),
    /** Who is asked what the network does not know: of one domain, or all; at least one of the two. In order. */
    forwarders: z.array(
      z
        .strictObject({ domain: z.optional(hostName), address: z.optional(address) })
        .check(z.refine(saysSomething, 'says nothing')),
    ),
    texts: z.array(
      z
        .strictObject({ name: hostName, value: line })
        .check(z.refine((record) => textRecordBytes(record) <= LINE_BYTES_MAX, 'too long')),
    ),
    services: z.array(
      z.strictObject({
        service: serviceName,
        protocol: z.enum(['tcp', 'udp']),
        domain: z.optional(hostName),
        target: z.optional(hostName),
        port: z.optional(port),
        priority: z.optional(z.int().check(z.minimum(0), z.maximum(65_535))),
        weight: z.optional(z.int().check(z.minimum(0), z.maximum(65_535))),
      }),
    ),
    hosts: z.array(z.strictObject({ address, names: z.array(hostName).check(z.minLength(1)) })),
  })
  .check(z.refine(saysSomething, 'says nothing'));

/** A port of the host (or several) that leads to a guest's. */
const portForward = z
  .strictObject({
    protocol: z.enum(['tcp', 'udp']),
    /** The host's address that it is reached by; absent: any but 127.0.0.0/8. */
    address: z.optional(ipv4Address),
    start: port,
    /** The last of the host's ports; `start` where it is one. */
    end: port,
    /** The guest: the name of a DHCP host with an address, or an address of the network. */
    to: z.string().check(z.refine(isHostName, 'neither a host name nor an address')),
    /** The guest's port for `start`; the others follow it. */
    toPort: port,
  })
  .check(
    z.refine(({ start, end }) => start <= end, 'ends before it starts'),
    z.refine(({ start, end, toPort }) => toPort + end - start <= 65_535, 'leads to ports beyond 65535'),
  );

/** firewalld takes at most 17 characters (its names become chains of iptables). */
export const zoneName = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,17}$/));

export const networkSchema = z.strictObject({
  name: networkName,
  uuid: z.optional(
    z.string().check(z.refine((value) => canonicalUuid(value) === value, 'not a UUID in lower case')),
  ),
  title: z.optional(line),
  description: z.optional(text),
  /**
   * Elements of others inside `<metadata>`, for whoever put them there: each well-formed, with the namespaces that
   * it uses, without comments and CDATA. In the order of the document.
   */
  metadata: z.optional(z.array(text).check(z.minLength(1))),
  /** What guests plug into. */
  bridge: z.strictObject({
    name: deviceName,
    /** Absent: libvirt has it on. */
    stp: z.optional(z.boolean()),
    /** Forward delay, milliseconds. libvirt writes whole seconds. */
    delayMs: z.optional(z.int().check(z.minimum(0), z.maximum(2_147_483_000), z.multipleOf(1000))),
    /** The zone of firewalld's that the bridge is to be in; absent: ifscribe's. */
    zone: z.optional(zoneName),
  }),
  mac: z.optional(mac),
  mtuBytes: z.optional(z.int().check(z.minimum(68), z.maximum(65_535))),
  /** Whether guests may speak IPv6 among themselves where the host has no IPv6 address (libvirt's ipv6='yes'). */
  guestIpv6: z.optional(z.boolean()),
  /** Absent: nothing is forwarded; with an `ip` host-only, without one isolated. */
  forward: z.optional(forward),
  /** In the order of the document; the first of a family is the one that DHCP names as router and DNS server. */
  ips: z.array(z.discriminatedUnion('family', [ipv4, ipv6])),
  routes: z.array(
    z.discriminatedUnion('family', [route('ipv4', ipv4Address, 32), route('ipv6', ipv6Address, 128)]),
  ),
  domain: z.optional(z.strictObject({ name: hostName, localOnly: z.optional(z.boolean()) })),
  dns: z.optional(dns),
  portForwards: z.array(portForward),
});

export type Network = z.infer<typeof networkSchema>;
export type NetworkIp = Network['ips'][number];
export type NetworkRoute = Network['routes'][number];
export type NetworkDns = NonNullable<Network['dns']>;
export type NetworkForward = NonNullable<Network['forward']>;
export type PortForward = Network['portForwards'][number];
export type DhcpRange = z.infer<ReturnType<typeof dhcpRange>>;
export type DhcpHost = z.infer<ReturnType<typeof dhcpHost>>;

/** What guests of the network can reach. */
export type NetworkMode = NetworkForward['mode'] | 'host-only' | 'isolated';

/** `host-only`: guests and the host; `isolated`: guests only. */
export const networkMode = ({ forward, ips }: Network): NetworkMode =>
  forward?.mode ?? (ips.length > 0 ? 'host-only' : 'isolated');

/** The servers that can lease addresses on a network. */
export const dhcpServers = ['dnsmasq', 'kea'] as const;
export type DhcpServer = (typeof dhcpServers)[number];

/** A network together with what its XML has no word for: how it is set up on this host. */
export interface InstalledNetwork {
  readonly network: Network;
  /** Whether it comes up at boot by itself. */
  readonly autostart: boolean;
  readonly dhcpServer: DhcpServer;
  /** Whether its bridge is made for it alone; else the network stands on an interface that is defined apart. */
  readonly ownsBridge: boolean;
}

/** The network with every list whose order means nothing in one order, so that the document's never shows. */
export function canonicalNetwork(network: Network): Network {
  const { dns: names } = network;
  return {
    ...network,
    ips: network.ips.map((ip) =>
      ip.dhcp === undefined ? ip : ({ ...ip, dhcp: canonicalDhcp(ip.dhcp) } as typeof ip),
    ),
    routes: sorted(network.routes),
    ...(names && {
      dns: {
        ...names,
        texts: sorted(names.texts),
        services: sorted(names.services),
        hosts: sorted(names.hosts),
      },
    }),
    portForwards: sorted(network.portForwards),
  };
}

const canonicalDhcp = <T extends { ranges: DhcpRange[]; hosts: DhcpHost[] }>(dhcp: T): T => ({
  ...dhcp,
  ranges: [...dhcp.ranges].sort((a, b) => compareBits(addressBits(a.start), addressBits(b.start))),
  hosts: [...dhcp.hosts].sort(
    (a, b) =>
      compareBits(a.ip ? addressBits(a.ip) : -1n, b.ip ? addressBits(b.ip) : -1n) ||
      compareText(keyOf(a), keyOf(b)),
  ),
});

const compareBits = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** By what they say, whatever the order in which it was said. */
const keyOf = (value: object): string =>
  JSON.stringify(Object.entries(value).sort(([a], [b]) => compareText(a, b)));

const sorted = <T extends object>(values: readonly T[]): T[] =>
  [...values].sort((a, b) => compareText(keyOf(a), keyOf(b)));
