import type { Interface, Route } from '../../src/model/interface.ts';
import { type Family, inSubnet, isLinkLocal } from '../../src/model/values.ts';
import { UnsafeValueError } from '../../src/native/guard.ts';

/** One line of a route file: arguments of `ip route add`, as root's shell splits them. */
export interface RouteLine {
  readonly destination: string;
  readonly gateway: string;
  readonly device: string;
  readonly options: readonly string[];
}

/** Where the routes of one family go. */
export interface PlacedRoutes {
  /** The default route that GATEWAY or IPV6_DEFAULTGW says, and its place among the routes, from 0. */
  readonly gateway?: { readonly address: string; readonly at: number };
  /** The others, for the route file, in order. */
  readonly lines: readonly RouteLine[];
}

/**
 * The first default route that both readers take from GATEWAY goes there; all others go into the route file,
 * which both read line by line. `onlink` is for a gateway in no subnet of the interface: without it the
 * kernel refuses the route.
 */
export function placeRoutes(iface: Interface, family: Family): PlacedRoutes {
  const routes = iface[family]?.routes ?? [];
  const at = routes.findIndex((route) => fitsGatewayKey(route, iface, family));
  const lines = routes.filter((_, n) => n !== at).map((route) => lineOf(route, iface, family));
  const gateway = routes[at];
  return { lines, ...(gateway ? { gateway: { address: gateway.gateway, at } } : {}) };
}

/**
 * What the keys cannot say: initscripts take GATEWAY only beside static addresses, in the first one's subnet
 * (ifup-eth), and NetworkManager IPV6_DEFAULTGW only where IPV6ADDR is (make_ip6_setting). Neither has a metric.
 */
function fitsGatewayKey(route: Route, iface: Interface, family: Family): boolean {
  if (route.destination || route.metric !== undefined) return false;
  const [first] = iface[family]?.addresses ?? [];
  if (!first) return false;
  if (family === 'ipv6') return isOnLink(route, iface, family);
  return !iface.ipv4?.dhcp && inSubnet(route.gateway, first.address, first.prefix);
}

/** With DHCP initscripts leave static IPv4 addresses out, and the subnet is not known beforehand. */
function isOnLink({ gateway }: Route, iface: Interface, family: Family): boolean {
  if (family === 'ipv6' && isLinkLocal(gateway)) return true;
  if (family === 'ipv4' && iface.ipv4?.dhcp) return false;
  return (iface[family]?.addresses ?? []).some(({ address, prefix }) => inSubnet(gateway, address, prefix));
}

function lineOf(route: Route, iface: Interface, family: Family): RouteLine {
  const { destination, gateway, metric } = route;
  return {
    destination: safeWord(destination ? `${destination.address}/${destination.prefix}` : 'default'),
    gateway: safeWord(gateway),
    device: safeWord(iface.name),
    options: [
      ...(metric === undefined ? [] : ['metric', safeWord(String(metric))]),
      ...(isOnLink(route, iface, family) ? [] : ['onlink']),
    ],
  };
}

/** initscripts hand a line to `ip` without quotes, so that root's shell splits and globs it. */
function safeWord(text: string): string {
  if (!/^[A-Za-z0-9_:][A-Za-z0-9_.:@+/-]*$/.test(text)) throw new UnsafeValueError('a route', text);
  return text;
}
