import type { Address, Route } from '../../src/model/interface.ts';
import { addressBits, type Family, inSubnet, isLinkLocal, prefixMax } from '../../src/model/values.ts';
import type { Doing, Lines } from './lines.ts';
import type { CommandRoute } from './steps.ts';

/** What is known of a family on the device, before the routes of its commands. */
export interface Ground {
  readonly family: Family;
  readonly addresses: readonly Address[];
  /** Those of `gateway` lines. */
  readonly routes: readonly Route[];
  /** Whether it gets further subnets from elsewhere, by DHCP or router advertisements. */
  readonly isOpen: boolean;
}

/** All routes, those of `gateway` lines first. */
export function readRoutes(lines: Lines, ground: Ground): Route[] {
  const routes = [...ground.routes];
  const { toLink, others } = commandsOf(lines, ground.family);
  const onLink = new Set(toLink.map(({ route }) => route.destination?.address));
  const standing = new Map(routes.map((route) => [placeOf(route), route.gateway]));
  for (const { doing, route, hasDevice } of others) {
    const why = lines.own ? undefined : doing.isEarly ? TOO_EARLY : whyNot(route, hasDevice, ground, onLink);
    const known = why === undefined && !lines.own ? standsAlready(standing, route) : undefined;
    if (why === undefined && known === undefined) {
      routes.push(routeOf(route));
      standing.set(placeOf(route), route.gateway ?? '');
    }
    // Where the kernel can tell, it refuses; where we cannot tell, it may not.
    const isReachable = hasDevice || why === undefined;
    const problem =
      why ?? (known === 'another' ? 'a route of that destination and metric is there already' : undefined);
    const isRefused = isReachable ? ({ isRefused: true } as const) : {};
    doing.verdict = problem === undefined ? { says: 'addressing' } : { why: problem, ...isRefused };
  }
  const gateways = new Set(routes.map(({ gateway }) => gateway));
  for (const { doing, route } of toLink) {
    const { destination } = route;
    const isHost = destination?.prefix === prefixMax(ground.family);
    const isUsed = isHost && gateways.has(destination.address);
    doing.verdict = isUsed
      ? { says: 'addressing' }
      : { why: 'a route without a gateway has no place in a document' };
  }
  return routes;
}

/** The kernel takes no route over a device that is down (fib_check_nh), and ifup then gives the interface up. */
const TOO_EARLY = 'before the device is up the kernel takes no route, and ifup gives the interface up';

interface Command {
  readonly doing: Doing;
  readonly route: CommandRoute;
  readonly hasDevice: boolean;
}

/** The routes that commands add; `toLink`: those without a gateway. */
function commandsOf(lines: Lines, family: Family): { toLink: Command[]; others: Command[] } {
  const toLink: Command[] = [];
  const others: Command[] = [];
  for (const doing of lines.doings) {
    const { step } = doing;
    if (step.does !== 'route' || doing.undoes || step.route.family !== family) continue;
    const command = { doing, route: step.route, hasDevice: step.device !== undefined };
    if (step.route.gateway === undefined) toLink.push(command);
    else others.push(command);
  }
  return { toLink, others };
}

function routeOf({ destination, gateway, metric }: CommandRoute): Route {
  return {
    ...(destination ? { destination } : {}),
    gateway: gateway as string,
    ...(metric === undefined ? {} : { metric }),
  };
}

/** Why a route would not be set, or on which device it would be is not certain. */
function whyNot(
  { gateway = '', destination, onlink }: CommandRoute,
  hasDevice: boolean,
  { family, addresses, isOpen }: Ground,
  onLink: ReadonlySet<string | undefined>,
): string | undefined {
  if (destination && hasHostBits(family, destination))
    return `${destination.address}/${destination.prefix} is no subnet, but an address in it`;
  const isNear =
    onLink.has(gateway) || addresses.some(({ address, prefix }) => inSubnet(gateway, address, prefix));
  if (isNear) return undefined;
  if (!hasDevice)
    return `${gateway} is in no subnet of the stanzas, so by which device it goes is not certain`;
  if (onlink || isOpen || isLinkLocal(gateway)) return undefined;
  return `${gateway} is in no subnet of the device, so the kernel refuses the route`;
}

function hasHostBits(family: Family, { address, prefix }: Address): boolean {
  const rest = BigInt(prefixMax(family) - prefix);
  return (addressBits(address) & ((1n << rest) - 1n)) !== 0n;
}

/** The kernel holds one route of a destination and a metric; a second one fails. */
const placeOf = ({ destination, metric }: Pick<Route, 'destination' | 'metric'>): string =>
  `${destination ? `${destination.address}/${destination.prefix}` : ''} ${metric ?? ''}`;

function standsAlready(
  standing: ReadonlyMap<string, string>,
  wanted: CommandRoute,
): 'same' | 'another' | undefined {
  const gateway = standing.get(placeOf(wanted));
  if (gateway === undefined) return undefined;
  return gateway === wanted.gateway ? 'same' : 'another';
}
