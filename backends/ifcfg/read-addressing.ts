import type { Notes } from '../../src/model/defaults.ts';
import type {
  Address,
  Dns,
  Interface,
  Ipv4Protocol,
  Ipv6Protocol,
  Route,
} from '../../src/model/interface.ts';
import {
  canonicalAddress,
  type Family,
  familyOf,
  isHostName,
  prefixMax,
  wholeNumber,
} from '../../src/model/values.ts';
import { writableDns } from './addressing.ts';
import { defined } from './defined.ts';
import type { Directives } from './directives.ts';
import { numberUpTo, oneOf, type Parse, yesOrNo } from './words.ts';

/** The ipv4 protocol that the keys and the route file say; undefined where they say nothing. */
export function readIpv4(
  directives: Directives,
  routes: readonly Route[],
  notes: Notes,
): Ipv4Protocol | undefined {
  const method = directives.value('BOOTPROTO', (text) =>
    oneOf('dhcp', 'bootp', 'none', 'static')(text.toLowerCase()),
  );
  const peerdns = directives.value('PEERDNS', yesOrNo) ?? true;
  const gateway = directives.value('GATEWAY', (text) => canonicalAddress('ipv4', text));
  const isDefault = directives.value('DEFROUTE', yesOrNo) ?? true;
  if (gateway !== undefined && !isDefault) directives.problem('GATEWAY', 'DEFROUTE=no takes it away');
  const protocol = {
    dhcp: method === 'dhcp' || method === 'bootp' ? { peerdns } : undefined,
    addresses: readIpv4Addresses(directives),
    routes: withGateway(routes, isDefault ? gateway : undefined, notes['ipv4-gateway-at']),
  };
  return protocol.dhcp || protocol.addresses.length || protocol.routes.length ? defined(protocol) : undefined;
}

/** IPADDR, IPADDR0 and IPADDR1 may be absent, then both readers stop at the first gap. */
function readIpv4Addresses(directives: Directives): Address[] {
  const addresses: Address[] = [];
  for (let n = -1; ; n++) {
    const suffix = n < 0 ? '' : String(n);
    const isThere = directives.has(`IPADDR${suffix}`);
    const address = directives.value(`IPADDR${suffix}`, (text) => canonicalAddress('ipv4', text));
    if (!isThere && n >= 2) return addresses;
    if (!isThere) continue;
    const prefix =
      directives.value(`PREFIX${suffix}`, numberUpTo(32)) ??
      directives.value(`NETMASK${suffix}`, readNetmask);
    if (prefix === undefined) directives.problem(`IPADDR${suffix}`, `PREFIX${suffix} is missing`);
    else if (address !== undefined) addresses.push({ address, prefix });
  }
}

const readNetmask: Parse<number> = (text) => {
  if (canonicalAddress('ipv4', text) === undefined) return undefined;
  const bits = text
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : undefined;
};

export function readIpv6(
  directives: Directives,
  device: string,
  routes: readonly Route[],
  notes: Notes,
): Ipv6Protocol | undefined {
  const init = directives.value('IPV6INIT', yesOrNo);
  const isOff = directives.value('IPV6_DISABLED', yesOrNo) || init === false;
  const autoconf = directives.value('IPV6_AUTOCONF', yesOrNo) ?? init === true;
  const dhcp = directives.value('DHCPV6C', yesOrNo);
  const peerdns = directives.value('IPV6_PEERDNS', yesOrNo) ?? true;
  const addresses = ['IPV6ADDR', 'IPV6ADDR_SECONDARIES'].flatMap(
    (key) => directives.value(key, readAddresses) ?? [],
  );
  const gateway = directives.value('IPV6_DEFAULTGW', (text) => {
    const [address = '', zone = device] = text.split('%');
    return zone === device ? canonicalAddress('ipv6', address) : undefined;
  });
  if (isOff) {
    if (autoconf || dhcp || addresses.length || gateway || routes.length)
      directives.problem('IPV6INIT', 'IPv6 is off, and what is said of it has no effect');
    return { disabled: true, autoconf: false, addresses: [], routes: [] };
  }
  const protocol = {
    autoconf,
    dhcp: dhcp ? { peerdns } : undefined,
    addresses,
    routes: withGateway(routes, gateway, notes['ipv6-gateway-at']),
  };
  const isEmpty = !autoconf && !dhcp && !addresses.length && !protocol.routes.length;
  return isEmpty ? undefined : defined(protocol);
}

/** A note says where among the routes the gateway stood; without it, first. */
function withGateway(routes: readonly Route[], gateway: string | undefined, at: unknown): Route[] {
  if (gateway === undefined) return [...routes];
  const place = typeof at === 'number' ? Math.min(Math.max(0, Math.trunc(at)), routes.length) : 0;
  return [...routes.slice(0, place), { gateway }, ...routes.slice(place)];
}

const readAddresses: Parse<Address[]> = (text) => {
  const addresses = text.split(/\s+/).map((word) => readCidr(word, 'ipv6'));
  return addresses.every((address) => address !== undefined) ? addresses : undefined;
};

function readCidr(text: string, family: Family): Address | undefined {
  const [addressText = '', lengthText = '', ...more] = text.split('/');
  const address = canonicalAddress(family, addressText);
  const prefix = wholeNumber(lengthText);
  if (address === undefined || prefix === undefined || prefix > prefixMax(family) || more.length)
    return undefined;
  return { address, prefix };
}

/** `iface` is what is known so far, for whether it has addresses of a server's family. */
export function readDns(directives: Directives, iface: Interface, notes: Notes): Dns | undefined {
  const servers: string[] = [];
  for (let n = 1; directives.has(`DNS${n}`); n++) {
    const server = directives.value(`DNS${n}`, readServer);
    if (server !== undefined) servers.push(server);
  }
  const search =
    directives.value('DOMAIN', (text) => {
      const domains = text.split(/\s+/);
      return domains.every(isHostName) ? domains : undefined;
    }) ?? [];
  const dns = {
    servers: unlessChanged(
      servers,
      notes['dns-servers'],
      (all) => writableDns({ servers: all, search: [] }, iface).servers,
      readServer,
    ),
    search: unlessChanged(
      search,
      notes['dns-search'],
      (all) => writableDns({ servers: [], search: all }, iface).search,
      (name) => (isHostName(name) ? name : undefined),
    ),
  };
  return dns.servers.length || dns.search.length ? dns : undefined;
}

const readServer: Parse<string> = (text) => {
  const family = familyOf(text);
  return family && canonicalAddress(family, text);
};

/** The noted list, if what of it can be written is just what is written. */
function unlessChanged(
  written: string[],
  noted: unknown,
  writable: (all: string[]) => readonly string[],
  parse: Parse<string>,
): string[] {
  if (!Array.isArray(noted) || !noted.every((text) => parse(text) === text)) return written;
  const expected = writable(noted);
  const isSame = expected.length === written.length && expected.every((text, n) => text === written[n]);
  return isSame ? noted : written;
}
