import type { Address, Dns, Ipv4Protocol, Ipv6Protocol, Route } from '../../src/model/interface.ts';
import { canonicalAddress, type Family, familyOf, isHostName, wholeNumber } from '../../src/model/values.ts';
import type { Doing, Found, Lines, Parse, Stanza } from './lines.ts';
import { wordsOf } from './lines.ts';
import { addAll } from './lists.ts';
import { readRoutes } from './read-routes.ts';
import { familyWords, readStatic } from './read-static.ts';

/** The IPv4 of an interface in its explicit form, or undefined where its stanzas configure none. */
export function readIpv4(lines: Lines): Ipv4Protocol | undefined {
  const leases = lines.stanzas.filter(({ family, method }) => family === 'inet' && method === 'dhcp');
  const dhcp = leases.length > 0;
  const { addresses, routes } = readFamily(lines, 'ipv4', dhcp);
  if (!dhcp && !addresses.length && !routes.length) return undefined;
  return { ...(dhcp ? { dhcp: peerdnsOf(lines) } : {}), addresses, routes };
}

/** The format cannot say it; in ours a note tells whether the document does. */
const peerdnsOf = (lines: Lines): { peerdns?: true } => (lines.own ? { peerdns: true } : {});

/** The same of IPv6, and whether it is switched off (so is that of a member, which has none of its own). */
export function readIpv6(lines: Lines): { ipv6?: Ipv6Protocol; off: boolean; isExplicit: boolean } {
  const { ra, autoconf, off } = kernelState(lines);
  const dhcp = readLeases(lines);
  const takesRa = !off && ra !== 0;
  const { addresses, routes } = readFamily(lines, 'ipv6', takesRa || dhcp);
  const isExplicit =
    dhcp ||
    addresses.length + routes.length > 0 ||
    lines.stanzas.some((s) => s.family === 'inet6' && s.method === 'auto');
  const slaac = takesRa && autoconf !== 0;
  if (takesRa && !slaac && !dhcp && !lines.own) {
    lines.approximate(
      'it takes routes, but no addresses, from router advertisements; the document has it take none of either',
    );
  }
  if (!dhcp && !slaac && !addresses.length && !routes.length) return { off, isExplicit };
  const ipv6 = { autoconf: slaac, ...(dhcp ? { dhcp: peerdnsOf(lines) } : {}), addresses, routes };
  return { ipv6, off: false, isExplicit };
}

/** Addresses and routes of stanzas and commands. */
function readFamily(
  lines: Lines,
  family: Family,
  isOpen: boolean,
): { addresses: Address[]; routes: Route[] } {
  const addresses: Address[] = [];
  const gateways: Route[] = [];
  const isSet = ({ address }: Address): boolean => addresses.some((other) => other.address === address);
  const readCommands = (doings: readonly Doing[]): void => {
    for (const doing of doings) {
      const { step } = doing;
      if (step.does !== 'address' || doing.undoes || step.family !== family) continue;
      if (!isSet(step.address)) addresses.push(step.address);
      doing.verdict = { says: 'addressing' };
      if (step.label !== undefined) tellLabel(lines, step.label, step.address.address);
    }
  };
  // ifup does everything of one stanza, then everything of the next one.
  const left = new Set(lines.doings);
  for (const stanza of lines.stanzas) {
    const doings = stanza.commands
      .flatMap((command) => command.doings ?? [])
      .filter((doing) => left.delete(doing));
    readCommands(doings.filter(({ isEarly }) => isEarly));
    if (stanza.family === familyWords[family] && stanza.method === 'static') {
      const { address, route } = readStatic(lines, stanza, family);
      if (address && !lines.own && isSet(address))
        lines.keep(stanza.groups.get('address')?.options ?? [], `${address.address} is set already`);
      else if (address) {
        addresses.push(address);
        if (stanza.label !== undefined) tellLabel(lines, stanza.label, address.address);
      }
      if (route) gateways.push(route);
    }
    readCommands(doings.filter(({ isEarly }) => !isEarly));
  }
  const routes = readRoutes(lines, { family, addresses, routes: gateways, isOpen });
  return { addresses, routes };
}

export const tellLabel = (lines: Lines, label: string, address: string): void =>
  lines.approximate(`${address} has the label ${label}, which the document does not have`);

/** DHCPv6, by the dhcp method or our own command; stateless DHCPv6 comes closest to it. */
function readLeases(lines: Lines): boolean {
  let dhcp = lines.stanzas.some(({ family, method }) => family === 'inet6' && method === 'dhcp');
  for (const found of lines.find('dhcp')) {
    if (found.stanza.family !== 'inet6' || found.stanza.method !== 'auto') continue;
    const value = lines.take(found, flag, 'addressing');
    if (!value) continue;
    dhcp = true;
    lines.approximate(
      'it asks DHCPv6 for name servers only, not for an address; the document has it ask for both',
    );
  }
  for (const doing of lines.doings) {
    if (doing.step.does !== 'lease-ipv6' || doing.undoes) continue;
    dhcp = true;
    doing.verdict = { says: 'addressing' };
  }
  return dhcp;
}

/** What var_true() of ifupdown takes for true (execute.c). */
const flag: Parse<boolean> = (text) => {
  if (/^(?:on|true|yes)$/i.test(text)) return true;
  return /^[0-9]+$/.test(text) ? Number(text) !== 0 : false;
};

/** What the kernel is told of IPv6 on the device (ip-sysctl: disable_ipv6, accept_ra, autoconf). */
interface KernelState {
  off: boolean;
  ra: number;
  autoconf: number;
}

/** Follows the stanzas as ifup runs them, from what the kernel does by itself. */
function kernelState(lines: Lines): KernelState {
  const state: KernelState = { off: false, ra: 1, autoconf: 1 };
  for (const stanza of lines.stanzas) {
    applyCommands(lines, stanza, 'pre-up', state);
    applyMethod(lines, stanza, state);
    applyCommands(lines, stanza, 'up', state);
  }
  return state;
}

function applyCommands(lines: Lines, { commands }: Stanza, phase: string, state: KernelState): void {
  for (const { option, doings = [] } of commands) {
    if (option.keyword !== phase) continue;
    for (const doing of doings as Doing[]) {
      const { step } = doing;
      if (step.does !== 'ipv6' || step.device !== lines.name) continue;
      doing.verdict = { says: 'addressing' };
      if (step.off !== undefined) state.off = step.off !== 0;
      if (step.ra !== undefined) state.ra = step.ra;
      if (step.autoconf !== undefined) state.autoconf = step.autoconf;
    }
  }
}

/** What each method of inet6 does (inet6.defn of ifupdown 0.8.41). */
function applyMethod(lines: Lines, stanza: Stanza, state: KernelState): void {
  const { family, method, groups } = stanza;
  const isSettled = family === 'inet6' && ['auto', 'static', 'dhcp'].includes(method);
  const take = (keyword: 'accept_ra' | 'autoconf'): number | undefined => {
    const group = groups.get(keyword);
    if (!group) return undefined;
    const found: Found = { ...group, stanza };
    if (isSettled && (keyword === 'accept_ra' || method !== 'auto'))
      return lines.take(found, sysctlNumber, 'addressing');
    lines.refuse(group.options, `the ${method} method of ${family} has no ${keyword}`);
    return undefined;
  };
  const ra = take('accept_ra');
  const autoconf = take('autoconf');
  if (!isSettled) return;
  if (method === 'auto') {
    state.ra = ra ?? 2;
    state.autoconf = 1;
  } else if (method === 'dhcp') {
    state.ra = ra ?? 1;
    state.autoconf = autoconf ?? state.autoconf;
  } else {
    state.ra = ra ?? (groups.has('gateway') ? 0 : state.ra);
    state.autoconf = autoconf ?? 0;
  }
}

const sysctlNumber: Parse<number> = (text) => {
  const value = wholeNumber(text);
  return value !== undefined && value <= 2 ? value : undefined;
};

/** What resolvconf, or the script for systemd-resolved, is handed. */
export function readDns(lines: Lines): Dns | undefined {
  const servers: string[] = [];
  for (const found of lines.find('dns-nameservers', 'dns-nameserver'))
    addAll(servers, takeList(lines, found, canonicalServer));
  const search: string[] = [];
  for (const found of lines.find('dns-search')) addAll(search, takeList(lines, found, hostName));
  for (const found of lines.find('dns-domain')) {
    const value = hostName(found.value);
    if (value !== undefined && (search.length === 0 || search.includes(value))) {
      lines.understood(found.options, 'dns');
      if (search.length === 0) search.push(value);
    } else
      lines.keep(found.options, 'beside dns-search the domain of the machine has no place in a document');
  }
  if (servers.length + search.length === 0) return undefined;
  tellTakenBack(lines);
  return lines.own ? { servers, search } : { servers: [...new Set(servers)], search: [...new Set(search)] };
}

/** resolvconf hears from every stanza anew, and has one place for each family of an interface. */
function tellTakenBack(lines: Lines): void {
  for (const { keyword, value, options, stanza } of lines.find(...DNS_KEYWORDS)) {
    const { family, label } = stanza;
    const last = lines.stanzas.findLast((other) => other.family === family && other.label === label);
    if (!last || last.groups.get(keyword)?.value === value) continue;
    lines.differs(
      options,
      `resolvconf forgets ${keyword} with the next ${family} stanza of ${lines.name}; taken: kept, as systemd-resolved's script does`,
    );
  }
}

const DNS_KEYWORDS = ['dns-nameservers', 'dns-nameserver', 'dns-search', 'dns-domain'];

const hostName: Parse<string> = (name) => (isHostName(name) ? name : undefined);

const canonicalServer: Parse<string> = (text) => {
  const family = familyOf(text);
  return family && canonicalAddress(family, text);
};

/** The scripts take word by word: what is none of the words that it should be does the others no harm. */
function takeList(lines: Lines, found: Found, parse: Parse<string>): string[] {
  const words = wordsOf(found.value);
  const known = words.flatMap((word) => parse(word) ?? []);
  if (known.length === 0)
    lines.refuse(found.options, `${found.value} is nothing that ${found.keyword} can be`);
  else {
    const others = words
      .filter((word) => parse(word) === undefined)
      .join(' ')
      .slice(0, 80);
    const why = `the document has no "${others}", only the rest of ${found.keyword}`;
    if (others === '' || others.startsWith('#')) lines.understood(found.options, 'dns');
    else lines.keep(found.options, why);
    // People take it for a comment, and scripts for names.
    if (others.startsWith('#')) lines.approximate(why);
  }
  return known;
}
