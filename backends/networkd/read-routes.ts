import { subnetText } from '../../src/model/address-block.ts';
import type { Address, Route } from '../../src/model/interface.ts';
import {
  canonicalAddress,
  type Family,
  familyOf,
  inSubnet,
  isLinkLocal,
  prefixMax,
} from '../../src/model/values.ts';
import { type Beyond, beyond, bool, integer, isBeyond, type Take, unsigned } from './codecs.ts';
import type { Entry, Said, Section, Settings } from './settings.ts';
import { standingPieces } from './taken-back.ts';

export function canonical(text: string): string | undefined {
  const family = familyOf(text);
  return family && canonicalAddress(family, text);
}

/** An address that a host can have, and so a document. */
export function anyAddress(text: string): string | Beyond | undefined {
  const address = canonical(text);
  if (address === undefined) return undefined;
  if (/^(?:0\.0\.0\.0|255\.255\.255\.255|::|ff[0-9a-f]{2}:.*|(?:22[4-9]|23[0-9])\..*)$/.test(address))
    return beyond(`${address} is no address of one host`);
  return address;
}

/** Without a prefix networkd takes the longest (systemd.network(5)). */
export function prefixed(text: string): Address | undefined {
  const [plain = '', length, ...rest] = text.split('/');
  const family = familyOf(plain);
  const address = family && canonicalAddress(family, plain);
  if (!family || address === undefined || rest.length) return undefined;
  const prefix = length === undefined ? prefixMax(family) : unsigned(length, prefixMax(family));
  return prefix === undefined ? undefined : { address, prefix };
}

export const isOf =
  (family: Family) =>
  (address: string): boolean =>
    address.includes(':') === (family === 'ipv6');

/** networkd masks it. */
const destination: Take<Address> = (text) => {
  const said = prefixed(text);
  if (!said) return undefined;
  const [address = ''] = subnetText(said.address, said.prefix).split('/');
  return { address, prefix: said.prefix };
};

/** What networkd would put into the place of an address when it has one from a server. */
const DYNAMIC_GATEWAYS = ['_dhcp', '_dhcp4', '_ipv6ra'];

const gatewayIn =
  ({ isOurs }: Settings): Take<string> =>
  (text) => {
    if (DYNAMIC_GATEWAYS.includes(text)) return beyond('the gateway is what a server or router tells');
    return isOurs ? canonical(text) : anyAddress(text);
  };

/** A route, and whether its gateway is said to be on the link. */
interface SaidRoute {
  readonly route: Route;
  readonly at: number;
  readonly onLink: Said<boolean> | undefined;
  readonly gatewayEntry: Entry;
}

/**
 * The default routes of Gateway= and the sections [Route], in the order of the file. `others`: what makes a route
 * another one than the document can say, so that all of its section is kept.
 */
export function readRoutes(settings: Settings): SaidRoute[] {
  const gateways = settings
    .in('Network')
    .each('Gateway', 'addressing', settings.isOurs ? canonical : anyAddress)
    .map(({ value, entry }) => ({
      route: { gateway: value },
      at: entry.at,
      onLink: undefined,
      gatewayEntry: entry,
    }));
  const sections = standingPieces(settings, 'Gateway').flatMap((section) =>
    routeOf(section, gatewayIn(settings)),
  );
  return [...gateways, ...sections].sort((a, b) => a.at - b.at);
}

const mainTable: Take<string> = (text) =>
  text === 'main' || unsigned(text) === 254 ? 'main' : beyond('it is in another routing table than main');
const unicast: Take<string> = (text) =>
  text === 'unicast' ? text : beyond(`the document has no word for routes of the type ${text}`);
const worldWide: Take<string> = (text) =>
  text === 'global' || unsigned(text) === 0
    ? 'global'
    : beyond(`the document has no word for the scope ${text}`);

const SPECIAL: readonly (readonly [string, Take<string>])[] = [
  ['Table', mainTable],
  ['Type', unicast],
  ['Scope', worldWide],
  ['Source', () => beyond('the route is for packets from some addresses only')],
  ['MultiPathRoute', () => beyond('the route has several gateways')],
  ['NextHop', () => beyond('the route goes by a nexthop object')],
];

function routeOf(section: Section, gatewayOf: Take<string>): SaidRoute[] {
  const gateway = section.said('Gateway', 'addressing', gatewayOf);
  const target = section.said('Destination', 'addressing', destination);
  const metric = section.value('Metric', 'addressing', integer(0, 4_294_967_295).read);
  const onLink = section.said('GatewayOnLink', 'addressing', bool.read, {
    also: ['GatewayOnlink'],
  });
  if (section.isVoid()) return [];
  for (const [key, take] of SPECIAL) {
    section.value(key, 'addressing', take);
    const said = section.entries.findLast((entry) => entry.key === key && entry.value !== '');
    const read = said && take(said.value);
    if (isBeyond(read)) return keep(section, read.beyond);
  }
  if (!gateway) {
    const said = section.entries.findLast(({ key, value }) => key === 'Gateway' && value !== '');
    const read = said && gatewayOf(said.value);
    if (isBeyond(read)) return keep(section, read.beyond);
    if (target) return keep(section, 'the document has no word for a route without a gateway');
    const isPrefSrc = section.entries.some(({ key }) => key === 'PreferredSource');
    return isPrefSrc
      ? keep(section, 'the document has no word for a route without a gateway')
      : keep(section, 'networkd ignores the section: it has neither Gateway= nor Destination=', true);
  }
  if (target && familyOf(target.value.address) !== familyOf(gateway.value)) {
    return familyOf(gateway.value) === 'ipv4'
      ? keep(section, 'networkd ignores the section: an IPv6 route has no IPv4 gateway', true)
      : keep(section, 'the document has no word for an IPv4 route by an IPv6 gateway');
  }
  const destined = target && target.value.prefix > 0 ? { destination: target.value } : {};
  const route = { gateway: gateway.value, ...destined, ...(metric === undefined ? {} : { metric }) };
  return [{ route, at: section.entries[0]?.at ?? 0, onLink, gatewayEntry: gateway.entry }];
}

function keep(section: Section, why: string, isRefused = false): [] {
  section.keep(why, isRefused);
  return [];
}

/**
 * How reaching the gateways differs from what is written anew: there a gateway that no static address reaches is on
 * the link, and all others are not.
 */
export function gatewayDifferences(
  settings: Settings,
  routes: readonly SaidRoute[],
  addresses: readonly Address[],
  hasDhcp: (family: Family) => boolean,
): string[] {
  return routes.flatMap(({ route: { gateway }, onLink, gatewayEntry }) => {
    const isReached = addresses.some(({ address, prefix }) => inSubnet(gateway, address, prefix));
    if (isReached || isLinkLocal(gateway)) return [];
    if (onLink?.value === false) {
      const why = 'the document takes a gateway outside of all subnets for one on the link';
      settings.judge(onLink.entry, { state: 'kept', why });
      return [];
    }
    // Without any address networkd takes it for one on the link by itself.
    if (onLink || addresses.length === 0 || hasDhcp(isOf('ipv6')(gateway) ? 'ipv6' : 'ipv4')) return [];
    return [
      `gateway ${gateway} (line ${gatewayEntry.line}) is in none of its subnets, so that networkd's route may fail; in the document it is on the link`,
    ];
  });
}
