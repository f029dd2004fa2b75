import fc from 'fast-check';
import { addressText, subnetBlock } from '../../src/model/address-block.ts';
import { canonicalNetwork, type DhcpHost, type Network, type NetworkIp } from '../../src/model/network.ts';
import { addressBits, type Family } from '../../src/model/values.ts';
import { defined, description, macAddress, maybe, searchDomain, uuid } from './arbitrary-values.ts';

/**
 * Random guest networks that documents could have described and that pass every check: a specification is drawn
 * first, and then assembled where one thing must fit another (addresses into subnets, ports to guests). Networks
 * of one list have names, bridges, subnets and published ports of their own.
 */
export const arbitraryNetworks = (
  maxLength = 3,
  constraints: NetworkConstraints = {},
): fc.Arbitrary<Network[]> =>
  fc
    .record({
      specs: fc.array(networkSpec(constraints), { minLength: 1, maxLength }),
      numbers: fc.uniqueArray(fc.nat({ max: 99 }), { minLength: maxLength, maxLength }),
      names: fc.uniqueArray(networkName, { minLength: maxLength, maxLength }),
    })
    .map(({ specs, numbers, names }) =>
      specs.map((spec, at) => assemble(spec, numbers[at] as number, names[at] as string)),
    );

/** One such network. */
export const arbitraryNetwork = (constraints: NetworkConstraints = {}): fc.Arbitrary<Network> =>
  arbitraryNetworks(1, constraints).map(([network]) => network as Network);

/** What the networks are to be; anything by default. */
export interface NetworkConstraints {
  readonly modes?: readonly Mode[];
}

/** `none`: no `<forward>`. */
type Mode = 'nat' | 'route' | 'open' | 'bridge' | 'none';
type ArbitraryOf<A> = A extends fc.Arbitrary<infer T> ? T : never;

const networkName = fc.oneof(
  fc.constantFrom('default', 'lab', 'guests.10', 'a', 'x'.repeat(64), 'Host-Only_2', '0'),
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/),
);
const hostName = fc.oneof(
  fc.constantFrom('alpha', 'beta', 'web-1', 'N4', 'g', 'x'.repeat(63), '3d', 'mail.lab'),
  fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/),
);
const leaseSeconds = maybe(
  fc.oneof(
    fc.constantFrom(0, 120, 3600, 86_400, 4_294_967_294),
    fc.integer({ min: 120, max: 4_294_967_294 }),
  ),
);
/** A place in a subnet, whatever its size. */
const place = fc.nat();

function networkSpec({ modes = ['nat', 'route', 'open', 'bridge', 'none'] }: NetworkConstraints) {
  return fc.record({
    mode: fc.constantFrom(...modes),
    about: fc
      .record({
        uuid: maybe(uuid),
        title: maybe(fc.constantFrom('a lab', 'Grüße & <more> "quoted"', ' ', '')),
        description: maybe(description),
        metadata: maybe(metadata),
      })
      .map(defined),
    device: fc
      .record({
        mac: maybe(macAddress),
        mtuBytes: maybe(fc.oneof(fc.constantFrom(1500, 9000), fc.integer({ min: 1280, max: 65_535 }))),
        guestIpv6: maybe(fc.boolean()),
      })
      .map(defined),
    bridge: fc
      .record({
        stp: maybe(fc.boolean()),
        delayMs: maybe(fc.integer({ min: 0, max: 30 }).map((seconds) => seconds * 1000)),
        zone: maybe(fc.constantFrom('libvirt', 'my_zone-1')),
      })
      .map(defined),
    bridgeName: fc.constantFrom('virbr', 'br.lab-', 'x@'),
    forward: fc.record({ dev: maybe(fc.constantFrom('eth0', 'bond0', 'eth0.7')), nat: maybe(natSpec) }),
    ips: fc.array(ipSpec, { maxLength: 3 }),
    routes: fc.array(routeSpec, { maxLength: 2 }),
    domain: maybe(fc.record({ name: searchDomain, localOnly: maybe(fc.boolean()) }).map(defined)),
    dns: maybe(dnsSpec),
    forwards: fc.array(portForwardSpec, { maxLength: 3 }),
  });
}

const metadata = fc.constantFrom<string[]>(
  ["<app:note xmlns:app='http://example.org/app' kept='&lt;yes&gt;'>as &amp; it was</app:note>"],
  ['<vendor xmlns="urn:example:vendor">\n  <deep><deeper n="1"/></deep>\n</vendor>'],
  ["<a:one xmlns:a='urn:a'/>", "<b:two xmlns:b='urn:b'> text <b:three/> between </b:two>"],
);

const natSpec = fc.record({
  addresses: maybe(fc.tuple(fc.nat({ max: 100 }), fc.nat({ max: 100 }))),
  ports: maybe(fc.tuple(fc.integer({ min: 1, max: 32_767 }), fc.integer({ min: 0, max: 32_767 }))),
  ipv6: maybe(fc.boolean()),
});

const ipSpec = fc.record({
  family: fc.constantFrom<Family>('ipv4', 'ipv4', 'ipv6'),
  prefix4: fc.constantFrom(18, 23, 24, 24, 28, 29, 30),
  prefix6: fc.constantFrom(64, 64, 80, 112, 120),
  own: place,
  localPtr: maybe(fc.boolean()),
  dhcp: maybe(
    fc.record({
      ranges: fc.array(fc.record({ places: fc.tuple(place, place), leaseSeconds }), { maxLength: 2 }),
      hosts: fc.array(
        fc.record({
          mac: macAddress,
          id: fc.stringMatching(/^[0-9a-f]{2}(:[0-9a-f]{2}){5,19}$/),
          name: maybe(hostName),
          onlyName: fc.boolean(),
          ip: maybe(place),
          leaseSeconds,
        }),
        { maxLength: 4 },
      ),
      bootp: maybe(
        fc.record({ file: fc.constantFrom('pxelinux.0', 'http://192.0.2.9/a.efi'), server: maybe(place) }),
      ),
    }),
  ),
  tftpRoot: maybe(fc.constantFrom('/srv/tftp', '/var/lib/tftp-boot/a.b')),
});
type IpSpec = ArbitraryOf<typeof ipSpec>;

const routeSpec = fc.record({
  subnet: fc.nat({ max: 2 }),
  gateway: place,
  number: fc.nat({ max: 255 }),
  metric: maybe(fc.constantFrom(1, 50, 4_294_967_295)),
});

const target = fc.constantFrom('server.example.net', 'printer', '_odd.example');
const dnsSpec = fc.record({
  enable: maybe(fc.constantFrom(true, true, false)),
  forwardPlainNames: maybe(fc.boolean()),
  forwarders: fc.array(
    fc.oneof(
      fc.record({ address: fc.constantFrom('192.0.2.53', '2001:db8::53') }),
      fc.record({ domain: searchDomain }),
      fc.record({ domain: searchDomain, address: fc.constantFrom('198.51.100.53', '2001:db8::54') }),
    ),
    { maxLength: 3 },
  ),
  texts: fc.array(
    fc.record({
      name: searchDomain,
      value: fc.constantFrom('plain', '', 'v=spf1 a, mx "all"', "it's\\ñ", '#', 'a,b,,'),
    }),
    { maxLength: 2 },
  ),
  services: fc.array(
    fc
      .record({
        service: fc.constantFrom('ldap', 'xmpp-client', 'h323'),
        protocol: fc.constantFrom<'tcp' | 'udp'>('tcp', 'udp'),
        domain: maybe(searchDomain),
        target: maybe(
          fc
            .record({
              target,
              port: maybe(fc.integer({ min: 1, max: 65_535 })),
              priority: maybe(fc.nat({ max: 65_535 })),
              weight: maybe(fc.nat({ max: 65_535 })),
            })
            .map(defined),
        ),
      })
      .map(({ target: at, ...rest }) => defined({ ...rest, ...at })),
    { maxLength: 2 },
  ),
  hosts: fc.array(
    fc.record({
      address: fc.constantFrom('192.0.2.80', '2001:db8::80', '10.255.0.1'),
      names: fc.uniqueArray(hostName, { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 2 },
  ),
});

const portForwardSpec = fc.record({
  protocol: fc.constantFrom<'tcp' | 'udp'>('tcp', 'udp'),
  address: maybe(fc.constantFrom('203.0.113.2', '198.51.100.7')),
  ports: fc.integer({ min: 0, max: 9 }),
  toPort: fc.integer({ min: 1, max: 65_526 }),
  guest: fc.nat({ max: 5 }),
  byName: fc.boolean(),
});

type NetworkSpec = ArbitraryOf<ReturnType<typeof networkSpec>>;

/** `number`: which of a hundred; its subnets, its bridge and its ports come from that. */
function assemble(spec: NetworkSpec, number: number, name: string): Network {
  const bridge = { name: `${spec.bridgeName}${number}` };
  const common = { name, ...spec.about };
  if (spec.mode === 'bridge') {
    const nothing = { ips: [], routes: [], portForwards: [] };
    return { ...common, bridge, forward: { mode: 'bridge' }, ...nothing } as Network;
  }
  const ips = ipsOf(spec, number);
  const forward = forwardOf(spec, ips);
  return canonicalNetwork({
    ...common,
    ...spec.device,
    bridge: { ...bridge, ...spec.bridge },
    ...defined({ forward, domain: spec.domain, dns: spec.dns && dnsOf(spec.dns) }),
    ips,
    routes: routesOf(spec, ips, number),
    portForwards: portForwardsOf(spec, ips, number),
  } as Network);
}

function forwardOf(
  { mode, forward: { dev, nat } }: NetworkSpec,
  ips: readonly NetworkIp[],
): object | undefined {
  if (mode === 'none') return undefined;
  if (mode !== 'nat') return mode === 'open' ? { mode } : { mode, ...defined({ dev }) };
  const said = nat && {
    ...(nat.addresses && { addresses: natAddresses(nat.addresses) }),
    ...(nat.ports && { ports: { start: nat.ports[0], end: nat.ports[0] + nat.ports[1] } }),
    ...(nat.ipv6 !== undefined && ips.some(({ family }) => family === 'ipv6') && { ipv6: nat.ipv6 }),
  };
  return { mode, ...defined({ dev, nat: said && Object.keys(said).length > 0 ? said : undefined }) };
}

const natAddresses = ([start, more]: readonly [number, number]): object => ({
  start: `203.0.113.${start}`,
  end: `203.0.113.${start + more}`,
});

/** What forwards has an IPv4 address; DHCP serves one subnet of a family, TFTP one. */
function ipsOf({ mode, ips }: NetworkSpec, number: number): NetworkIp[] {
  const [first = FALLBACK, ...more] = mode === 'none' ? [...ips] : ips;
  const specs = mode === 'none' ? ips : [{ ...first, family: 'ipv4' as const }, ...more];
  const served = new Set<string>();
  const once = (what: string): boolean => served.size < served.add(what).size;
  return specs.map((spec, at) => {
    const { family } = spec;
    const prefix = family === 'ipv4' ? spec.prefix4 : spec.prefix6;
    const base = family === 'ipv4' ? `10.${number}.${at * 64}.0` : `fd00:${number}:${at}::`;
    const address = guestAt(base, prefix, spec.own, undefined);
    const dhcp = spec.dhcp && dhcpOf(spec.dhcp, family, address, prefix);
    return {
      ...defined({
        localPtr: spec.localPtr,
        dhcp: dhcp && once(`dhcp ${family}`) ? dhcp : undefined,
        tftpRoot: family === 'ipv4' && spec.tftpRoot && once('tftp') ? spec.tftpRoot : undefined,
      }),
      family,
      address,
      prefix,
    } as NetworkIp;
  });
}

const FALLBACK: IpSpec = {
  family: 'ipv4',
  prefix4: 24,
  prefix6: 64,
  own: 0,
  localPtr: undefined,
  dhcp: undefined,
  tftpRoot: undefined,
};

/** An address that a guest can have in the subnet, as `place` picks it; not the host's own. */
function guestAt(member: string, prefix: number, at: number, own: string | undefined): string {
  const { family, first, last } = subnetBlock(member, prefix);
  const wanted = first + 1n + (BigInt(at) % (last - first - 1n));
  if (own === undefined || wanted !== addressBits(own)) return addressText(family, wanted);
  return addressText(family, wanted === last - 1n ? first + 1n : wanted + 1n);
}

function dhcpOf(
  { ranges, hosts, bootp }: NonNullable<IpSpec['dhcp']>,
  family: Family,
  own: string,
  prefix: number,
): object | undefined {
  const guest = (at: number): string => guestAt(own, prefix, at, own);
  const taken = new Set<string>();
  const free = (what: string): boolean => taken.size < taken.add(what).size;
  const said = {
    ranges: apart(
      own,
      ranges.map(({ places: [a, b], leaseSeconds: seconds }) => {
        const [start, end] = [guest(a), guest(b)].sort((x, y) => (addressBits(x) < addressBits(y) ? -1 : 1));
        return { start: start as string, end: end as string, ...defined({ leaseSeconds: seconds }) };
      }),
    ),
    hosts: hosts.flatMap(({ mac, id, name, onlyName, ip, leaseSeconds: seconds }) => {
      const address = ip === undefined ? undefined : guest(ip);
      const known = family === 'ipv4' ? { mac } : { id };
      const keys = [mac, id, ...(name ? [name.toLowerCase()] : []), ...(address ? [address] : [])];
      if (!keys.every(free)) return [];
      const host = { name, ip: address, leaseSeconds: seconds };
      return [name && onlyName ? defined(host) : { ...known, ...defined(host) }];
    }),
  };
  if (said.ranges.length + said.hosts.length === 0) return undefined;
  if (family === 'ipv6' || bootp === undefined) return said;
  const server = bootp.server === undefined ? undefined : guest(bootp.server);
  return { ...said, bootp: { file: bootp.file, ...defined({ server }) } };
}

/** Ranges that share no address with one before, nor with the host. */
function apart<R extends { start: string; end: string }>(own: string, ranges: readonly R[]): R[] {
  const held: { start: string; end: string }[] = [{ start: own, end: own }];
  return ranges.filter((range) => {
    const clear = held.every(
      ({ start, end }) =>
        addressBits(range.end) < addressBits(start) || addressBits(range.start) > addressBits(end),
    );
    if (clear) held.push(range);
    return clear;
  });
}

/** Through a guest, to somewhere outside of all the networks. */
function routesOf({ routes }: NetworkSpec, ips: readonly NetworkIp[], number: number): object[] {
  return routes.flatMap(({ subnet, gateway, number: low, metric }, at) => {
    const ip = ips[subnet];
    if (!ip) return [];
    const destination =
      ip.family === 'ipv4'
        ? { destination: `172.${16 + at}.${number}.${low & 0xf0}`, prefix: 28 }
        : { destination: `2001:db8:${number}:${(low * 2 + at + 1).toString(16)}::`, prefix: 64 };
    const via = guestAt(ip.address, ip.prefix, gateway, ip.address);
    return [{ family: ip.family, ...destination, gateway: via, ...defined({ metric }) }];
  });
}

function dnsOf({ enable, forwardPlainNames, ...records }: ArbitraryOf<typeof dnsSpec>): object | undefined {
  const none = { forwarders: [], texts: [], services: [], hosts: [] };
  const said = { ...defined({ enable, forwardPlainNames }), ...(enable === false ? none : records) };
  const empty = Object.values(said).every((value) => Array.isArray(value) && value.length === 0);
  return empty ? undefined : said;
}

function portForwardsOf(
  { mode, forwards }: NetworkSpec,
  ips: readonly NetworkIp[],
  number: number,
): object[] {
  if (mode !== 'nat' && mode !== 'route') return [];
  const hosts = ips.flatMap((ip): DhcpHost[] => (ip.family === 'ipv4' ? (ip.dhcp?.hosts ?? []) : []));
  const guests = hosts.filter(({ ip }) => ip !== undefined);
  return forwards.flatMap(({ protocol, address, ports, toPort, guest, byName }, at) => {
    const host = guests[guest % Math.max(1, guests.length)];
    if (!host) return [];
    const start = 1000 + number * 100 + at * 10;
    const to = (byName ? host.name : undefined) ?? host.ip;
    return [{ protocol, ...defined({ address }), start, end: start + ports, to, toPort }];
  });
}
