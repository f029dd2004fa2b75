import type { InterfaceType } from '../../src/model/interface.ts';
import { inSubnet, isLinkLocal } from '../../src/model/values.ts';
import type { Fact, Facts, HostFacts } from './facts.ts';
import type { Ways } from './ways.ts';

/** Facts that hold whoever configures the network, as they are where a consumer with its own ways does. */
export function inItsWay(facts: HostFacts, ways: Ways): HostFacts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, said]) => [
      name,
      name === 'host'
        ? withOnline(withoutLostDns(said, facts, ways), facts, ways)
        : withoutOwnMac(interfaceInItsWay(said, ways), facts, ways),
    ]),
  );
}

function withOnline(host: Facts, all: HostFacts, { waitsForIdleBridges }: Ways): Facts {
  const lacks = (fact: Fact | undefined): boolean => fact === undefined || fact === 'no' || fact.length === 0;
  const isIdle = (facts: Facts): boolean =>
    facts.kind === 'bridge' &&
    facts.state === 'up' &&
    // Without IPv6 there is none to wait for.
    facts['link-local addresses']?.length !== 0 &&
    facts.members?.length === 0 &&
    [
      facts['IPv4 addresses'],
      facts['IPv6 addresses'],
      facts['DHCPv4 address'],
      facts['DHCPv6 address'],
      facts['advertised address'],
    ].every(lacks);
  return host.online === 'yes' && waitsForIdleBridges && Object.values(all).some(isIdle)
    ? { ...host, online: 'never' }
    : host;
}

const interfaceInItsWay = (facts: Facts, ways: Ways): Facts =>
  [
    withState,
    withIpv6,
    withLostZeros,
    withBridgeDefaults,
    withPortCost,
    withManagedAddress,
    withRoutersHeard,
    withOwnGateway,
    withGateway,
    withRoutes,
  ].reduce((changed, change) => change(changed, ways), facts);

/** `down in its bridge`: of a port that nobody starts, in a bridge that somebody does. */
function withState(facts: Facts, { raisesUnstarted, raisesPorts }: Ways): Facts {
  if (facts.state === 'down in its bridge')
    return { ...facts, state: raisesUnstarted || raisesPorts ? 'up' : 'down' };
  return facts.state === 'down' && raisesUnstarted ? { ...facts, state: 'up' } : facts;
}

const withIpv6 = (facts: Facts, { leavesIpv6On }: Ways): Facts =>
  facts['IPv6 in the kernel'] === 'disabled' && leavesIpv6On
    ? { ...facts, 'IPv6 in the kernel': 'enabled' }
    : facts;

/** The kernel's own (br_dev_setup in net/bridge/br_device.c), whose spanning tree alone goes by them. */
const STP_DEFAULTS: Facts = {
  'forward delay': '15 s',
  'hello time': '2 s',
  'max age': '20 s',
  priority: '32768',
};

function withBridgeDefaults(facts: Facts, { leavesStpOptionsOut, longestAgeingS = Infinity }: Ways): Facts {
  const isLeftOut = (what: string): boolean => {
    if (what === 'ageing time') return Number.parseFloat(String(facts[what])) > longestAgeingS;
    return facts.stp === 'off' && leavesStpOptionsOut && what in STP_DEFAULTS;
  };
  const defaults: Facts = { ...STP_DEFAULTS, 'ageing time': '300 s' };
  return Object.fromEntries(
    Object.entries(facts).map(([what, fact]) => [what, isLeftOut(what) ? (defaults[what] ?? fact) : fact]),
  );
}

const withPortCost = (facts: Facts, { usualPortCost }: Ways): Facts =>
  usualPortCost !== undefined && 'port state' in facts ? { cost: usualPortCost, ...facts } : facts;

function withLostZeros(facts: Facts, { lostZeros = {} }: Ways): Facts {
  const lost = Object.entries(lostZeros).filter(([what]) => facts[what] === '0');
  return { ...facts, ...Object.fromEntries(lost) };
}

const withManagedAddress = (facts: Facts, { followsManagedFlag }: Ways): Facts =>
  followsManagedFlag && facts['advertised address'] === 'yes' ? { ...facts, 'DHCPv6 address': 'yes' } : facts;

const withRoutersHeard = (facts: Facts, { ignoresRoutersWithDhcp }: Ways): Facts =>
  ignoresRoutersWithDhcp && facts['DHCPv6 address'] === 'yes' && facts['advertised address'] === 'no'
    ? { ...facts, 'advertised default route': 'no' }
    : facts;

function withOwnGateway(facts: Facts, { ownGatewayDisplaces, usualMetric }: Ways): Facts {
  const usual = `metric ${usualMetric?.[facts.kind as InterfaceType] ?? 1024}`;
  const isGateway = (route: string): boolean =>
    /^default via .*:/.test(route) && (!route.includes(' metric ') || route.endsWith(` ${usual}`));
  const has = some(facts['IPv6 addresses'], () => true) && some(facts.routes, isGateway);
  return ownGatewayDisplaces && has ? { ...facts, 'advertised default route': 'no' } : facts;
}

/** A bond's address is its members' too, and passes on to vlans as a bridge's does. */
function withoutOwnMac({ mac, ...others }: Facts, all: HostFacts, { ownMacs = [] }: Ways): Facts {
  const kinds = [others.kind, kindOf(all, others.parent), bondOf(all, others.controller)];
  const isLost =
    typeof mac === 'string' && mac.startsWith('of ') && ownMacs.some((kind) => kinds.includes(kind));
  return mac === undefined || isLost ? others : { ...others, mac };
}

const kindOf = (all: HostFacts, name: Fact | undefined): Fact | undefined => all[String(name)]?.kind;
const bondOf = (all: HostFacts, name: Fact | undefined): Fact | undefined =>
  kindOf(all, name) === 'bond' ? 'bond' : undefined;

/** A default route without a metric, by a gateway in a subnet of the interface. */
function withGateway(facts: Facts, { gatewayMetric }: Ways): Facts {
  if (gatewayMetric === undefined || typeof facts.routes !== 'object') return facts;
  const subnets = [facts['IPv4 addresses'], facts['IPv6 addresses']].flatMap((them) => them ?? []);
  const isOnLink = (gateway: string): boolean =>
    subnets.some((subnet) => {
      const [address = '', prefix] = subnet.split('/');
      return isLinkLocal(gateway) ? address.includes(':') : inSubnet(gateway, address, Number(prefix));
    });
  const complete = (route: string): string => {
    const [, gateway] = /^default via (\S+)$/.exec(route) ?? [];
    return gateway && isOnLink(gateway) ? `${route} metric ${gatewayMetric}` : route;
  };
  return { ...facts, routes: facts.routes.map(complete) };
}

/** A route without a metric has the usual one. */
function withRoutes(facts: Facts, { usualMetric, needsAddressForRoutes }: Ways): Facts {
  if (typeof facts.routes !== 'object') return facts;
  const usual = usualMetric?.[facts.kind as InterfaceType];
  const isLost = (route: string): boolean =>
    needsAddressForRoutes && !route.includes(':') && !usesIpv4(facts);
  const complete = (route: string): string =>
    route.includes(' metric ') ? route : `${route} metric ${usual ?? (route.includes(':') ? 1024 : 0)}`;
  return {
    ...facts,
    routes: facts.routes
      .filter((route) => !isLost(route))
      .map(complete)
      .sort(),
  };
}

const some = (fact: Facts[string] | undefined, isIt: (value: string) => boolean): boolean =>
  typeof fact === 'object' && fact.some(isIt);

const usesIpv4 = (facts: Facts): boolean =>
  some(facts['IPv4 addresses'], () => true) || facts['DHCPv4 address'] === 'yes';

const usesIpv6 = (facts: Facts): boolean =>
  some(facts['IPv6 addresses'], () => true) ||
  facts['DHCPv6 address'] === 'yes' ||
  facts['advertised address'] === 'yes';

function withoutLostDns({ 'name servers': servers, ...others }: Facts, facts: HostFacts, ways: Ways): Facts {
  const { losesDns, needsAddressForDns, nameServersMax = Infinity } = ways;
  const { 'search domains': search } = others;
  // Of too many the model knows which come first.
  const isTooMany = typeof servers === 'object' && servers.length > nameServersMax;
  const host = servers === undefined || isTooMany ? others : { ...others, 'name servers': servers };
  if (losesDns)
    return {
      ...host,
      ...(servers ? { 'name servers': [] } : {}),
      ...(search ? { 'search domains': [] } : {}),
    };
  if (!needsAddressForDns) return host;
  const all = Object.values(facts);
  const hasIpv6 = all.some(usesIpv6);
  const hasIpv4 = all.some(usesIpv4);
  return {
    ...host,
    ...(typeof servers === 'object'
      ? { 'name servers': servers.filter((server) => (server.includes(':') ? hasIpv6 : hasIpv4)) }
      : {}),
    ...(typeof search === 'object' ? { 'search domains': hasIpv4 || hasIpv6 ? search : [] } : {}),
  };
}
