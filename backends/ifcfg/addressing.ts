import { usesFamily } from '../../src/model/features.ts';
import type { Address, Dns, Interface } from '../../src/model/interface.ts';
import { familyOf, isLinkLocal } from '../../src/model/values.ts';
import type { PlacedRoutes } from './routes.ts';
import { yesNo } from './words.ts';

type Entries = [key: string, value: string | undefined][];

export const cidr = ({ address, prefix }: Address): string => `${address}/${prefix}`;

/** Both readers stop at the first gap in the numbers, so there is none: IPADDR, IPADDR1, IPADDR2 and so on. */
export const numbered = (key: string, n: number): string => (n === 0 ? key : `${key}${n}`);

export function ipv4Entries({ ipv4, ipv6, port }: Interface, { gateway }: PlacedRoutes): Entries {
  // initscripts have one PEERDNS for both families.
  const peerdns = (ipv4?.dhcp ?? ipv6?.dhcp)?.peerdns;
  return [
    ['BOOTPROTO', ipv4?.dhcp ? 'dhcp' : 'none'],
    ...(ipv4?.addresses ?? []).flatMap(
      ({ address, prefix }, n): Entries => [
        [numbered('IPADDR', n), address],
        [numbered('PREFIX', n), String(prefix)],
        // Without it initscripts wait three seconds for somebody else to answer to the address.
        [numbered('ARPCHECK', n), 'no'],
      ],
    ),
    ...(gateway
      ? ([
          ['GATEWAY', gateway.address],
          ['DEFROUTE', 'yes'],
        ] satisfies Entries)
      : []),
    ['PEERDNS', yesNo(peerdns)],
    // Without it initscripts add a route for 169.254.0.0/16.
    ['NOZEROCONF', port ? undefined : 'yes'],
  ];
}

/**
 * IPV6INIT and IPV6_AUTOCONF are always said, for the readers have different defaults. An interface without
 * an ipv6 protocol has them like one with an empty one: `IPV6INIT=no` would leave router advertisements to the
 * kernel, which accepts them.
 */
export function ipv6Entries({ name, ipv6 }: Interface, { gateway }: PlacedRoutes): Entries {
  if (ipv6?.disabled) {
    return [
      ['IPV6INIT', 'no'],
      ['IPV6_AUTOCONF', 'no'],
      ['IPV6_DISABLED', 'yes'],
    ];
  }
  const [first, ...others] = ipv6?.addresses ?? [];
  return [
    ['IPV6INIT', 'yes'],
    ['IPV6_AUTOCONF', yesNo(ipv6?.autoconf ?? false)],
    ['DHCPV6C', yesNo(!!ipv6?.dhcp)],
    // The default route comes from routers only; initscripts listen to them so without making addresses (ifup-ipv6).
    ['IPV6_FORCE_ACCEPT_RA', ipv6?.dhcp && !ipv6.autoconf ? 'yes' : undefined],
    ['IPV6ADDR', first && cidr(first)],
    ['IPV6ADDR_SECONDARIES', others.length ? others.map(cidr).join(' ') : undefined],
    ['IPV6_DEFAULTGW', gateway && zoned(gateway.address, name)],
    ['IPV6_PEERDNS', yesNo(ipv6?.dhcp?.peerdns)],
  ];
}

/** initscripts need the device with a link-local gateway; NetworkManager takes it off. */
const zoned = (address: string, device: string): string =>
  isLinkLocal(address) ? `${address}%${device}` : address;

/** DNS as it can be written, and as it was said where that is not the same. */
export interface PlacedDns {
  readonly written: Dns;
  readonly notes: { 'dns-servers'?: readonly string[]; 'dns-search'?: readonly string[] };
}

/**
 * NetworkManager rejects the whole file for an IPv6 server on an interface whose IPv6 is link-local only, and
 * for a search domain where IPv4 is off besides (verify in nm-setting-ip6-config.c). These stay notes.
 */
export function placeDns(iface: Interface): PlacedDns | undefined {
  const { dns } = iface;
  if (!dns) return undefined;
  const written = writableDns(dns, iface);
  return {
    written,
    notes: {
      ...(written.servers.length === dns.servers.length ? {} : { 'dns-servers': dns.servers }),
      ...(written.search.length === dns.search.length ? {} : { 'dns-search': dns.search }),
    },
  };
}

export function writableDns({ servers, search }: Dns, iface: Interface): Dns {
  const six = usesFamily(iface, 'ipv6');
  return {
    servers: servers.filter((server) => six || familyOf(server) === 'ipv4'),
    search: six || usesFamily(iface, 'ipv4') ? search : [],
  };
}

export function dnsEntries(dns: Dns | undefined, { ipv4, ipv6 }: Interface): Entries {
  if (!dns) return [];
  const { servers, search } = dns;
  const peersOff = (ipv4?.dhcp ?? ipv6?.dhcp)?.peerdns === false;
  return [
    ...servers.map((server, n): [string, string] => [`DNS${n + 1}`, server]),
    ['DOMAIN', search.length ? search.join(' ') : undefined],
    // With PEERDNS=no initscripts leave resolv.conf alone otherwise (ifup-post).
    ['RESOLV_MODS', peersOff && servers.length + search.length > 0 ? 'yes' : undefined],
  ];
}
