import type { Notes } from '../../src/model/defaults.ts';
import { usesFamily } from '../../src/model/features.ts';
import type { Dns, Interface } from '../../src/model/interface.ts';
import { familyOf, isHostName } from '../../src/model/values.ts';
import { writableDns } from './addressing.ts';
import type { Directives } from './directives.ts';
import { hostAddress } from './subnets.ts';
import type { Parse } from './words.ts';

/** `iface` is what is known so far, for whether it has addresses of a server's family. */
export function readDns(directives: Directives, iface: Interface, notes: Notes): Dns | undefined {
  if (isPassedOver(directives)) return undefined;
  const isManager = directives.onlyReader === 'NetworkManager';
  const isUnmanaged = !isManaged(directives, iface, 'ipv4') && !isManaged(directives, iface, 'ipv6');
  const servers = readServers(directives, iface);
  const search = readSearch(directives, 'DOMAIN');
  if (search.length === 0) search.push(...readManagersSearch(directives, 'SEARCH'));
  // NetworkManager has a list for each family, and the resolver one for all.
  const ofIpv6 = readManagersSearch(directives, 'IPV6_DOMAIN');
  search.push(...ofIpv6.filter((name) => !search.includes(name)));
  if (search.length && isUnmanaged && isManager) {
    for (const key of ['DOMAIN', 'SEARCH', 'IPV6_DOMAIN'].filter(directives.has))
      directives.refuse(key, `NetworkManager alone reads this file, and has no ${key} without addresses`);
    search.length = 0;
  } else if (search.length && isUnmanaged)
    directives.differ(
      'DOMAIN',
      'NetworkManager refuses a file with search domains and no addresses that it configures',
      'initscripts',
    );
  tellPeers(directives, iface, servers.length + search.length > 0);
  directives.settle(/^RESOLV_MODS$/);
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

/** NetworkManager takes DNS1 and so on up to the first gap; initscripts DNS1 to DNS3, and close gaps among them. */
function readServers(directives: Directives, iface: Interface): string[] {
  const numbers = directives
    .keys()
    .flatMap((key) => /^DNS(0|[1-9][0-9]*)$/.exec(key)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  const isManager = directives.onlyReader === 'NetworkManager';
  const servers: string[] = [];
  let gap = 1;
  for (const n of numbers) {
    const key = `DNS${n}`;
    const isGap = n !== gap;
    if (!isGap) gap++;
    const tooFar =
      n < 1 || (isGap && (n > 3 || isManager))
        ? `there is no DNS${gap}, and no reader looks beyond a gap for ${key}`
        : n > 3 && directives.onlyReader === 'initscripts'
          ? 'initscripts alone read this file, and know DNS1 to DNS3 only'
          : undefined;
    if (tooFar !== undefined) {
      directives.refuse(key, tooFar);
      continue;
    }
    const server = directives.value(key, readServer);
    if (server === undefined) continue;
    const family = familyOf(server) as 'ipv4' | 'ipv6';
    const isWanted = isManaged(directives, iface, family);
    if (isManager && !isWanted) {
      directives.refuse(key, 'NetworkManager alone reads this file, and has no addresses of that family');
      continue;
    }
    servers.push(server);
    if (isGap) directives.differ(key, `there is no DNS${gap}, where NetworkManager stops`, 'initscripts');
    else if (n > 3) directives.differ(key, `initscripts know DNS1 to DNS3 only`, 'NetworkManager');
    if (!isWanted)
      directives.differ(
        key,
        `NetworkManager has no DNS server of a family that the interface has no addresses of`,
        'initscripts',
      );
  }
  return servers;
}

/** Whether NetworkManager configures the family, and so asks for its servers. */
const isManaged = (directives: Directives, iface: Interface, family: 'ipv4' | 'ipv6'): boolean =>
  usesFamily(iface, family) &&
  (family === 'ipv4' || /^(?:yes|true|t|y|1)$/i.test(directives.peek('IPV6INIT') ?? ''));

function readSearch(directives: Directives, key: string): string[] {
  const words =
    directives
      .text(key)
      ?.split(/\s+/)
      .filter((word) => word !== '') ?? [];
  return words.filter((word) => {
    if (isHostName(word)) return true;
    const what = `${word.slice(0, 50)} is no domain`;
    if (words.length === 1) directives.refuse(key, what);
    else directives.refuseWord(key, word, what);
    return false;
  });
}

/** initscripts leave resolv.conf alone with PEERDNS=no, unless RESOLV_MODS=yes (ifup-post). */
function isPassedOver(directives: Directives): boolean {
  if (directives.onlyReader !== 'initscripts' || !leavesResolver(directives)) return false;
  for (const key of directives.keys())
    if (/^(?:DNS[0-9]+|DOMAIN)$/.test(key))
      directives.refuse(key, `initscripts alone read this file, and pass over ${key} beside PEERDNS=no`);
  return true;
}

const leavesResolver = (directives: Directives): boolean =>
  isOff(directives) && !/^(?:yes|true|t|y|1|on)$/i.test(directives.peek('RESOLV_MODS') ?? '');
const isOff = (directives: Directives): boolean =>
  /^(?:no|false|f|n|0|off)$/i.test(directives.peek('PEERDNS') ?? '');

/** Keys that NetworkManager alone knows. */
function readManagersSearch(directives: Directives, key: 'SEARCH' | 'IPV6_DOMAIN'): string[] {
  if (!directives.has(key)) return [];
  if (directives.onlyReader === 'initscripts') {
    directives.refuse(key, `initscripts alone read this file, and know DOMAIN instead of ${key}`);
    return [];
  }
  const search = readSearch(directives, key);
  if (search.length) directives.differ(key, `initscripts know DOMAIN instead of ${key}`, 'NetworkManager');
  return search;
}

function tellPeers(directives: Directives, { ipv4, ipv6 }: Interface, hasDns: boolean): void {
  if (hasDns && leavesResolver(directives))
    directives.differ(
      'PEERDNS',
      'with PEERDNS=no initscripts pass over the DNS servers and domains here',
      'NetworkManager',
    );
  if (isOff(directives) && ipv6?.dhcp && !ipv4?.dhcp && !directives.has('IPV6_PEERDNS'))
    directives.differ(
      'PEERDNS',
      'NetworkManager has IPV6_PEERDNS for servers that DHCPv6 names; taken: they are used',
    );
}

const readServer: Parse<string> = (text) => {
  const family = familyOf(text);
  return family && hostAddress(family)(text);
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
