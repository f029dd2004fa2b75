import type { Address, Interface, Route } from '../../src/model/interface.ts';
import { inSubnet, isLinkLocal } from '../../src/model/values.ts';
import { awaitLinkLocal, dhcpv6, ipv4Route, ipv6Route, releaseDhcpv6 } from './commands.ts';
import { down, type Option, option, type Stanza, up, withOptions } from './stanza.ts';

/** What the kernel is told about router advertisements: 2 accepts them on a host that forwards, too. */
export interface Ipv6State {
  readonly off: 0 | 1;
  readonly ra?: 0 | 2;
  readonly autoconf?: 0 | 1;
}

/** A member has no IPv6 of its own; what has no IPv6 protocol has a link-local address and nothing else. */
export function ipv6StateOf({ ipv6, port }: Interface): Ipv6State {
  if (port || ipv6?.disabled) return { off: 1 };
  return { off: 0, ra: ipv6?.autoconf || ipv6?.dhcp ? 2 : 0, autoconf: ipv6?.autoconf ? 1 : 0 };
}

/** IPv4: a stanza an address (of two `address` lines in one, ifupdown uses the first), then the lease. */
export function inetStanzas({ name, ipv4 }: Interface): Stanza[] {
  if (!ipv4) return [];
  const { gateway, routes } = splitGateway(ipv4.addresses, ipv4.routes);
  const stanzas: Stanza[] = ipv4.addresses.map((address, n) => ({
    family: 'inet',
    method: 'static',
    options: [...addressOption(address), ...(gateway?.stanza === n ? gateway.options : [])],
  }));
  if (ipv4.dhcp) stanzas.push({ family: 'inet', method: 'dhcp', options: [] });
  return withRoutes(stanzas, 'inet', routeOptions(ipv4Route, name, routes));
}

/**
 * How long DHCPv6 waits for the link-local address, in tenths of a second: ifupdown's default, and for a device
 * whose carrier comes late. A bridge's ports take two forward delays of 15 s by default.
 */
const LINK_LOCAL_TENTHS = 60;
const LATE_CARRIER_TENTHS = 400;

/**
 * IPv6: first what asks for addresses (dhclient begins by flushing the permanent ones), then a stanza an
 * address. Each says all of accept_ra and autoconf, which a static stanza would otherwise switch off.
 * `lateCarrier`: ifup must not wait for duplicate address detection, which needs a carrier, and fail.
 */
export function inet6Stanzas(iface: Interface, lateCarrier: boolean): Stanza[] {
  const { name, ipv6 } = iface;
  if (!ipv6) return [];
  const { ra, autoconf } = ipv6StateOf(iface);
  const advertised = [...option('accept_ra', ra), ...option('autoconf', autoconf)];
  const { gateway, routes } = splitGateway(ipv6.addresses, ipv6.routes);
  const stanzas: Stanza[] = [];
  if (ipv6.autoconf || ipv6.dhcp) {
    const method = ipv6.autoconf ? 'auto' : 'manual';
    const attempts = lateCarrier ? LATE_CARRIER_TENTHS : LINK_LOCAL_TENTHS;
    const options = [
      ...(ipv6.autoconf ? option('accept_ra', ra) : []),
      ...(ipv6.dhcp ? dhcpv6Commands(name, attempts) : []),
    ];
    stanzas.push({ family: 'inet6', method, options });
  }
  ipv6.addresses.forEach((address, n) => {
    const options = [...addressOption(address), ...(gateway?.stanza === n ? gateway.options : [])];
    const settling = lateCarrier ? option('dad-attempts', 0) : [];
    stanzas.push({ family: 'inet6', method: 'static', options: [...options, ...advertised, ...settling] });
  });
  return withRoutes(stanzas, 'inet6', routeOptions(ipv6Route, name, routes));
}

const dhcpv6Commands = (device: string, attempts: number): Option[] => [
  up(awaitLinkLocal.write({ device, attempts })),
  up(dhcpv6.write({ device })),
  down(releaseDhcpv6.write({ device })),
];

const addressOption = ({ address, prefix }: Address): Option[] => option('address', `${address}/${prefix}`);

/**
 * A default route that comes first is said the usual way, as the `gateway` of the address in whose subnet it
 * lies. Any other goes among the commands, whose order is that of the routes; and so does one with a metric, which
 * for ifupdown-ng would be that of the other family's gateway, too.
 */
function splitGateway(addresses: readonly Address[], routes: readonly Route[]) {
  const [first, ...rest] = routes;
  if (!first || first.destination || first.metric !== undefined) return { routes };
  const stanza = isLinkLocal(first.gateway)
    ? Math.min(0, addresses.length - 1)
    : addresses.findIndex(({ address, prefix }) => inSubnet(first.gateway, address, prefix));
  return stanza < 0
    ? { routes }
    : { gateway: { stanza, options: option('gateway', first.gateway) }, routes: rest };
}

const routeOptions = (
  command: typeof ipv4Route | typeof ipv6Route,
  device: string,
  routes: readonly Route[],
): Option[] =>
  routes.map(({ destination, gateway, metric }) => {
    const to = destination ? `${destination.address}/${destination.prefix}` : 'default';
    return up(command.write({ destination: to, gateway, device, metric }));
  });

/** Routes go into the family's last stanza, when all its addresses are there. */
function withRoutes(stanzas: Stanza[], family: Stanza['family'], routes: Option[]): Stanza[] {
  if (routes.length === 0) return stanzas;
  const last = stanzas.at(-1) ?? { family, method: 'manual', options: [] };
  return [...stanzas.slice(0, -1), withOptions(last, routes)];
}
