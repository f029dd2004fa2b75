import { subnetBlock } from '../../src/model/address-block.ts';
import type { Address, Ipv4Protocol, Ipv6Protocol } from '../../src/model/interface.ts';
import { addressBits } from '../../src/model/values.ts';
import { defined } from '../../src/native/defined.ts';
import { beyond, bool, oneOf, type Take } from './codecs.ts';
import { anyAddress, gatewayDifferences, isOf, prefixed, readRoutes } from './read-routes.ts';
import { type Entry, type Judgement, passedOver, type Said, type Settings } from './settings.ts';
import { type Dispute, resetDisputes, standingPieces } from './taken-back.ts';
import { isTooSmallForIpv6 } from './view.ts';

/** IPv4 and IPv6 of a .network. */
export interface Addressing {
  readonly ipv4: Ipv4Protocol | undefined;
  readonly ipv6: Ipv6Protocol | undefined;
  /** IPv6 is off by what is said of link-local addresses, and no word more. */
  readonly isBarelyOff: boolean;
  /** Whether networkd listens to routers. */
  readonly acceptsRa: boolean;
  /** How the document differs from what networkd does. */
  readonly differences: readonly string[];
  readonly disputes: readonly Dispute[];
}

/** `port`: the kind of device that the interface is in. */
export function readAddressing(
  settings: Settings,
  { port, mtuBytes }: { port: 'bond' | 'bridge' | undefined; mtuBytes: number | undefined },
): Addressing {
  const network = settings.in('Network');
  const saidRoutes = readRoutes(settings);
  const addresses = withoutRepeats(settings, readAddresses(settings));
  const dhcp = network.said('DHCP', 'addressing', dhcpFamilies);
  const linkLocal = readLinkLocal(settings, port);
  const generates = network.value('IPv6LinkLocalAddressGenerationMode', 'addressing', generationMode);
  const hasLinkLocal = linkLocal && generates !== false;
  const ra = network.said('IPv6AcceptRA', 'addressing', bool.read, {
    also: ['IPv6AcceptRouterAdvertisements'],
  });
  if (ra?.value && !hasLinkLocal)
    settings.judge(
      ra.entry,
      refused('there is no IPv6 link-local address, without which no router is heard'),
    );
  const acceptsRa = hasLinkLocal && (ra?.value ?? !forwardsIpv6(settings));
  const usesPrefix =
    settings.in('IPv6AcceptRA').value('UseAutonomousPrefix', 'addressing', bool.read) ?? true;
  const autoconf = acceptsRa && usesPrefix && port === undefined;
  const isAlwaysAsked = acceptsRa && lastOf(settings, 'IPv6AcceptRA', 'DHCPv6Client') === 'always' && !port;
  const asked = dhcpInForce(settings, dhcp, { port, hasLinkLocal });
  const families = isAlwaysAsked && !asked.includes('ipv6') ? `${asked} ipv6` : asked;
  const peerdns = readPeerDns(settings, families);
  if (port) {
    const isBond = port === 'bond';
    const why = isBond
      ? 'networkd ignores it: a member of a bond has no addresses'
      : 'a port of a bridge has no addresses of its own in the document';
    const judgement = isBond ? passedOver(why) : ({ state: 'kept', why } as const);
    for (const { entry } of addresses) settings.judge(entry, judgement);
    for (const { gatewayEntry } of saidRoutes) settings.judge(gatewayEntry, judgement);
    for (const piece of [...settings.pieces('Address'), ...settings.pieces('Route')]) piece.keep(why, isBond);
    // What is on with a bridge's port stays so without our doing, and has no place in the document.
    if (ra?.value && hasLinkLocal) settings.judge(ra.entry, { state: 'kept', why });
  }
  const own = port ? [] : addresses.map(({ value }) => value);
  const routes = port ? [] : saidRoutes.map(({ route }) => route);
  const ipv4: Ipv4Protocol = {
    ...(families.includes('ipv4') ? { dhcp: defined({ peerdns: peerdns.ipv4 }) } : {}),
    addresses: own.filter(({ address }) => isOf('ipv4')(address)),
    routes: routes.filter(({ gateway }) => isOf('ipv4')(gateway)),
  };
  const ipv6: Ipv6Protocol = {
    ...(families.includes('ipv6') ? { dhcp: defined({ peerdns: peerdns.ipv6 }) } : {}),
    autoconf,
    addresses: own.filter(({ address }) => isOf('ipv6')(address)),
    routes: routes.filter(({ gateway }) => isOf('ipv6')(gateway)),
  };
  const isOff = generates === false || (!hasLinkLocal && !port && !isTooSmallForIpv6(mtuBytes));
  const isIpv6Said = ipv6.dhcp || ipv6.autoconf || ipv6.addresses.length || ipv6.routes.length;
  const isStaticOnly = !hasLinkLocal && !port && ipv6.addresses.length > 0 && !isTooSmallForIpv6(mtuBytes);
  return {
    ipv4: ipv4.dhcp || ipv4.addresses.length || ipv4.routes.length ? ipv4 : undefined,
    ipv6: isIpv6Said
      ? ipv6
      : isOff
        ? { disabled: true, autoconf: false, addresses: [], routes: [] }
        : undefined,
    isBarelyOff: isOff && !isIpv6Said && generates === undefined,
    acceptsRa: acceptsRa && port === undefined,
    differences: [
      ...(isStaticOnly ? ['it has no IPv6 link-local address; in the document it has one'] : []),
      ...(port ? [] : gatewayDifferences(settings, saidRoutes, own, (family) => families.includes(family))),
    ],
    disputes: [...resetDisputes(settings), ...withoutLength(settings, port ? [] : addresses)],
  };
}

const refused = (why: string): Judgement => passedOver(`networkd ignores it: ${why}`);

/** Address= of [Network] and the sections [Address], in the order of the file. */
function readAddresses(settings: Settings): Said<Address>[] {
  const ownAddress = settings.isOurs ? prefixed : hostAddress;
  const short = settings.in('Network').each('Address', 'addressing', ownAddress);
  const sections = standingPieces(settings, 'Address').flatMap((section): Said<Address>[] => {
    const said = section.said('Address', 'addressing', ownAddress);
    if (section.isVoid()) return [];
    if (section.entries.some(({ key, value }) => key === 'Peer' && value !== '')) {
      section.keep('the document has no word for an address with a peer');
      return [];
    }
    if (!said && !section.entries.some(({ key }) => key === 'Address'))
      section.keep('networkd ignores the section: it has no Address=', true);
    return said ? [said] : [];
  });
  return [...short, ...sections].sort((a, b) => a.entry.at - b.entry.at);
}

/** An IPv4 address without a length: networkd 252 takes that of its class, later ones 32. */
const withoutLength = ({ isOurs }: Settings, addresses: readonly Said<Address>[]): Dispute[] =>
  addresses
    .filter(({ value, entry }) => !isOurs && isOf('ipv4')(value.address) && !entry.value.includes('/'))
    .map(({ value: { address }, entry }) => ({
      entry,
      what: `${address} without a length is one host, as to networkd from 253 on; older ones take the length of its class`,
    }));

/** RFC 3021 lets both hosts of a /31 use them, and a /32 is one host. */
function isSubnetsOwn({ address, prefix }: Address): boolean {
  if (prefix > 30 || address.includes(':')) return false;
  const { first, last } = subnetBlock(address, prefix);
  const bits = addressBits(address);
  return bits === first || bits === last;
}

const hostAddress: Take<Address> = (text) => {
  const said = prefixed(text);
  if (!said) return undefined;
  if (said.address === '0.0.0.0' || said.address === '::')
    return beyond('networkd takes an address from a pool; the document says one');
  const fit = anyAddress(said.address);
  if (typeof fit !== 'string') return fit;
  return isSubnetsOwn(said) ? beyond("it is its subnet's own address, or that of all in it") : said;
};

/** Of an address that is said twice networkd drops the first (network_drop_invalid_addresses). */
function withoutRepeats(settings: Settings, said: readonly Said<Address>[]): Said<Address>[] {
  const last = new Map<string, Entry>();
  const idOf = ({ address, prefix }: Address): string =>
    address.includes(':') ? address : `${address}/${prefix}`;
  for (const { value, entry } of said) last.set(idOf(value), entry);
  return said.filter(({ value, entry }) => {
    const winner = last.get(idOf(value)) as Entry;
    if (winner === entry) return true;
    settings.judge(entry, { state: 'unread', why: `line ${winner.line} says the same address` });
    return false;
  });
}

/** Whether there is an IPv6 link-local address. An IPv4 one is nothing that the model could say. */
function readLinkLocal(settings: Settings, port: 'bond' | 'bridge' | undefined): boolean {
  const network = settings.in('Network');
  const said = network.said('LinkLocalAddressing', 'addressing', linkLocalFamilies);
  const keepsMaster = network.entries.findLast(({ key }) => key === 'KeepMaster');
  if (!said) return port === undefined && !(keepsMaster && bool.read(keepsMaster.value));
  if (port === 'bond') {
    if (said.value !== '') settings.judge(said.entry, refused('a member of a bond has no addresses'));
    return false;
  }
  const hasIpv6 = said.value.includes('ipv6');
  if (said.value.includes('ipv4')) {
    const why = hasIpv6
      ? 'the document has no word for IPv4 link-local addresses, only for those of IPv6'
      : 'the document has no word for IPv4 link-local addresses; that there are none of IPv6 it says';
    settings.judge(said.entry, { state: 'kept', why });
  } else if (port && hasIpv6) {
    const why = 'a port of a bridge has no addresses of its own in the document';
    settings.judge(said.entry, { state: 'kept', why });
  }
  return hasIpv6;
}

const lastOf = (settings: Settings, section: string, key: string): string | undefined =>
  settings.in(section).entries.findLast((entry) => entry.key === key && entry.value !== '')?.value;

/** What networkd takes to mean that the interface is a router's: then it hears no other one by default. */
function forwardsIpv6(settings: Settings): boolean {
  const last = (key: string): string | undefined => lastOf(settings, 'Network', key);
  const forward = last('IPv6Forwarding') ?? last('IPForward') ?? '';
  const masquerade = last('IPMasquerade') ?? '';
  return forward === 'ipv6' || bool.read(forward) === true || masquerade === 'ipv6' || masquerade === 'both';
}

/** DHCP= as the families it asks for; the older words are still read by networkd. */
function dhcpFamilies(text: string): string | undefined {
  if (text === 'ipv4' || text === 'v4') return 'ipv4';
  if (text === 'ipv6' || text === 'v6') return 'ipv6';
  const both = text === 'both' ? true : text === 'none' ? false : bool.read(text);
  return both === undefined ? undefined : both ? 'ipv4 ipv6' : '';
}

function dhcpInForce(
  settings: Settings,
  said: Said<string> | undefined,
  { port, hasLinkLocal }: { port: 'bond' | 'bridge' | undefined; hasLinkLocal: boolean },
): string {
  if (!said || said.value === '') return '';
  if (port === 'bond') {
    settings.judge(said.entry, refused('a member of a bond has no addresses'));
    return '';
  }
  if (port === 'bridge') {
    const why = 'a port of a bridge has no addresses of its own in the document';
    settings.judge(said.entry, { state: 'kept', why });
    return '';
  }
  if (!said.value.includes('ipv6') || hasLinkLocal) return said.value;
  if (said.value === 'ipv6')
    settings.judge(said.entry, refused('DHCPv6 needs an IPv6 link-local address, and there is none'));
  return said.value.replace(/ ?ipv6/, '');
}

/** [DHCP] is the older name of both sections; what stands in the newer ones goes before it. */
function readPeerDns(
  settings: Settings,
  families: string,
): { readonly ipv4: boolean | undefined; readonly ipv6: boolean | undefined } {
  const of = (section: string): Said<boolean> | undefined =>
    settings.in(section).said('UseDNS', 'dns', bool.read);
  const both = of('DHCP');
  const [four, six] = [of('DHCPv4'), of('DHCPv6')];
  const off = (said: Said<boolean> | undefined): void => {
    if (said)
      settings.judge(said.entry, { state: 'kept', why: 'DHCP of that family is off', isImplied: true });
  };
  if (!families.includes('ipv4')) off(four);
  if (!families.includes('ipv6')) off(six);
  if (families === '') off(both);
  return {
    ipv4: (four ?? both)?.value,
    ipv6: (six ?? both)?.value,
  };
}

/** LinkLocalAddressing= as the families that have one. */
function linkLocalFamilies(text: string): string | undefined {
  if (text === 'ipv6' || text === 'ipv4') return text;
  if (text === 'fallback') return 'ipv4 ipv6';
  if (text === 'ipv4-fallback') return 'ipv4';
  const both = bool.read(text);
  return both === undefined ? undefined : both ? 'ipv4 ipv6' : '';
}

/** IPv6LinkLocalAddressGenerationMode=: whether an address is generated at all, in the kernel's usual way. */
const generationMode: Take<boolean> = (text) => {
  if (text === 'none' || text === 'eui64') return text === 'eui64';
  return oneOf('stable-privacy', 'random').read(text) === undefined
    ? undefined
    : beyond('the document has no word for how link-local addresses are made');
};
