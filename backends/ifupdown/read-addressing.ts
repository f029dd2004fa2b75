import type { Address, Dns, Ipv4Protocol, Ipv6Protocol, Route } from '../../src/model/interface.ts';
import {
  canonicalAddress,
  type Family,
  familyOf,
  isHostName,
  prefixMax,
  wholeNumber,
} from '../../src/model/values.ts';
import { awaitLinkLocal, dhcpv6, ipv4Route, ipv6Route, ipv6State, releaseDhcpv6 } from './commands.ts';
import { type IfaceEntry, type Lines, type Parse, type ReportLine, wordsOf } from './lines.ts';

/** The IPv4 of an interface in its explicit form, or undefined where its stanzas configure none. */
export function readIpv4(lines: Lines, report: ReportLine): Ipv4Protocol | undefined {
  const { addresses, routes } = readStatic(lines, 'ipv4', report);
  const dhcp = ofMethod(lines, 'ipv4', 'dhcp').length > 0;
  if (!dhcp && !addresses.length && !routes.length) return undefined;
  return { ...(dhcp ? { dhcp: { peerdns: true } } : {}), addresses, routes };
}

/** The same of IPv6, and whether it is switched off (so is that of a member, which has none of its own). */
export function readIpv6(lines: Lines, report: ReportLine): { ipv6?: Ipv6Protocol; off: boolean } {
  const { addresses, routes } = readStatic(lines, 'ipv6', report);
  const leases = ofMethod(lines, 'ipv6', 'dhcp');
  for (const command of [awaitLinkLocal, releaseDhcpv6]) lines.takeCommands(command);
  const dhcp = lines.takeCommands(dhcpv6).length + leases.length > 0;
  // The dhcp method leaves autoconf to the kernel, which does it, unless it is told.
  const leaseAutoconf = leases
    .map((stanza) => lines.take('autoconf', wholeNumber, stanza) !== 0)
    .some(Boolean);
  const autoconf = ofMethod(lines, 'ipv6', 'auto').length > 0 || leaseAutoconf;
  lines.ignore('accept_ra', 'autoconf', 'dad-attempts');
  const off = lines.takeCommands(ipv6State).at(-1)?.off === '1';
  if (!dhcp && !autoconf && !addresses.length && !routes.length) return { off };
  return { ipv6: { autoconf, ...(dhcp ? { dhcp: { peerdns: true } } : {}), addresses, routes }, off: false };
}

const familyWords = { ipv4: 'inet', ipv6: 'inet6' } as const;

const ofMethod = (lines: Lines, family: Family, method: string): IfaceEntry[] =>
  lines.stanzas.filter((stanza) => stanza.family === familyWords[family] && stanza.method === method);

/** Addresses, and routes: those of `gateway` lines come first. */
function readStatic(
  lines: Lines,
  family: Family,
  report: ReportLine,
): { addresses: Address[]; routes: Route[] } {
  const addresses: Address[] = [];
  const routes: Route[] = [];
  for (const stanza of ofMethod(lines, family, 'static')) {
    const address = lines.take('address', addressIn(family), stanza);
    if (address) addresses.push(address);
    else report(stanza.line, `a static stanza of ${stanza.name} has no address with a prefix`);
    const gateway = lines.take('gateway', (text) => canonicalAddress(family, text), stanza);
    const metric = lines.take('metric', metricIn, stanza);
    if (gateway !== undefined) routes.push({ gateway, ...(metric === undefined ? {} : { metric }) });
  }
  for (const said of lines.takeCommands(family === 'ipv4' ? ipv4Route : ipv6Route)) {
    const route = routeFrom(family, said);
    if (route) routes.push(route);
    else report(lines.stanzas[0]?.line ?? 1, `the route to ${said.destination} is not understood`);
  }
  return { addresses, routes };
}

function routeFrom(
  family: Family,
  said: { readonly destination?: string; readonly gateway?: string; readonly metric?: string },
): Route | undefined {
  const gateway = canonicalAddress(family, said.gateway ?? '');
  const destination = said.destination === 'default' ? undefined : addressIn(family)(said.destination ?? '');
  const metric = said.metric === undefined ? undefined : metricIn(said.metric);
  if (gateway === undefined) return undefined;
  if (destination === undefined && said.destination !== 'default') return undefined;
  if (metric === undefined && said.metric !== undefined) return undefined;
  return { ...(destination ? { destination } : {}), gateway, ...(metric === undefined ? {} : { metric }) };
}

const addressIn =
  (family: Family): Parse<Address> =>
  (text) => {
    const [, word = '', bits = ''] = /^([^/]+)\/([0-9]+)$/.exec(text) ?? [];
    const address = canonicalAddress(family, word);
    const prefix = wholeNumber(bits);
    return address === undefined || prefix === undefined || prefix > prefixMax(family)
      ? undefined
      : { address, prefix };
  };

const metricIn: Parse<number> = (text) => {
  const value = wholeNumber(text);
  return value !== undefined && value <= 4_294_967_295 ? value : undefined;
};

export function readDns(lines: Lines): Dns | undefined {
  const servers = lines.take('dns-nameservers', listOf(canonicalServer)) ?? [];
  const search =
    lines.take(
      'dns-search',
      listOf((name) => (isHostName(name) ? name : undefined)),
    ) ?? [];
  return servers.length + search.length > 0 ? { servers, search } : undefined;
}

const canonicalServer: Parse<string> = (text) => {
  const family = familyOf(text);
  return family && canonicalAddress(family, text);
};

const listOf =
  (parse: Parse<string>): Parse<string[]> =>
  (text) => {
    const words = wordsOf(text).map(parse);
    return words.every((word) => word !== undefined) ? (words as string[]) : undefined;
  };
