import type { Network } from '../model/network.ts';
import { locate, type Scope } from './scope.ts';
import type { XmlElement } from './xml-tree.ts';

/**
 * Where the items of a network's lists stand, by the item itself: its place in the list is known only when the
 * network is canonical, which sorts lists but keeps their items.
 */
export type Places = Map<object, { readonly element: XmlElement; readonly attribute?: string }>;

/** Locates all that the lists of a canonical network hold. */
export function locateItems(scope: Scope, network: Network, places: Places): void {
  const place = (slot: string, item: object): void => {
    const found = places.get(item);
    if (found) locate(scope, slot, found.element, found.attribute);
  };
  for (const [n, { dhcp }] of network.ips.entries()) {
    for (const [m, range] of (dhcp?.ranges ?? []).entries()) place(`ip.${n}.range.${m}`, range);
    for (const [m, host] of (dhcp?.hosts ?? []).entries()) place(`ip.${n}.host.${m}`, host);
  }
  for (const [m, route] of network.routes.entries()) place(`route.${m}`, route);
  for (const [m, forward] of network.portForwards.entries()) place(`publish.${m}`, forward);
}
