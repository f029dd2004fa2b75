import { isWithin, subnetBlock, subnetText } from './address-block.ts';
import { networkKey, type SourceMap, sourceKey } from './definition.ts';
import type { Host } from './host.ts';
import type { InstalledNetwork, Network } from './network.ts';
import type { Reporter } from './report.ts';
import { type Family, inSubnet, isLinkLocal } from './values.ts';

/** Routes of guest networks: gateways that are no neighbours, and destinations that have a route already. */
export function checkNetworkRoutes(
  networks: readonly InstalledNetwork[],
  host: Host,
  sources: SourceMap,
  report: Reporter,
): void {
  for (const { network } of networks) {
    checkGateways(network, report);
    checkTranslated(network, networks, report);
  }
  checkRepeated(networks, host, sources, report);
}

function checkGateways({ name, ips, routes }: Network, report: Reporter): void {
  routes.forEach(({ destination, prefix, gateway }, n) => {
    if (isLinkLocal(gateway) || ips.some((ip) => inSubnet(gateway, ip.address, ip.prefix))) return;
    const args = { gateway, destination: `${destination}/${prefix}`, name };
    report('network-route-gateway', args, [networkKey(name), networkKey(name, `route.${n}`)], {
      network: name,
    });
  });
}

/** What the rules of a NAT network translate is what comes from behind its routes: nobody else may be there. */
function checkTranslated(
  { name, forward, routes }: Network,
  networks: readonly InstalledNetwork[],
  report: Reporter,
): void {
  if (forward?.mode !== 'nat') return;
  routes.forEach(({ family, destination, prefix }, n) => {
    if (family === 'ipv6' && !forward.nat?.ipv6) return;
    const places = [networkKey(name), networkKey(name, `route.${n}`)];
    if (prefix === 0) {
      report('network-nat-default-route', { name }, places, { network: name });
      return;
    }
    const behind = subnetBlock(destination, prefix);
    for (const { network: other } of networks) {
      const inside = other.ips.find(
        (ip) => ip.family === family && isWithin(subnetBlock(ip.address, ip.prefix), behind),
      );
      if (!inside || other.name === name) continue;
      const args = {
        name,
        destination: `${destination}/${prefix}`,
        subnet: subnetText(inside.address, inside.prefix),
        other: other.name,
      };
      report('network-nat-route', args, [...places, networkKey(other.name)], { network: name });
    }
  });
}

/**
 * Two routes to one destination with one metric. Where the other is of an interface that the documents hold,
 * checkHost says so at that interface, since a network's bridge is one of the host's.
 */
function checkRepeated(
  networks: readonly InstalledNetwork[],
  host: Host,
  sources: SourceMap,
  report: Reporter,
): void {
  if (networks.every(({ network }) => network.routes.length === 0)) return;
  const owned = new Set(networks.filter((each) => each.ownsBridge).map(({ network }) => network.bridge.name));
  const holders = new Map<string, { readonly other: string; readonly keys: readonly string[] }>();
  for (const iface of host.interfaces) {
    if (owned.has(iface.name)) continue;
    for (const family of ['ipv4', 'ipv6'] as const) {
      iface[family]?.routes.forEach(({ destination, metric }, n) => {
        if (sources.has(sourceKey(iface.name, `${family}.route.${n}`))) return;
        const to = destination && `${destination.address}/${destination.prefix}`;
        holders.set(idOf(family, to, metric), { other: `one of interface ${iface.name}`, keys: [] });
      });
    }
  }
  for (const { network, ownsBridge } of networks) {
    const { name } = network;
    network.routes.forEach(({ family, prefix, destination: address, metric }, n) => {
      const destination = `${address}/${prefix}`;
      const keys = [networkKey(name), networkKey(name, `route.${n}`)];
      const id = idOf(family, prefix === 0 ? undefined : destination, metric);
      const known = holders.get(id);
      if (!known) holders.set(id, { other: `one of network ${name}`, keys });
      // Where the network stands on an interface of its own document, the route may be there too.
      else if (ownsBridge || known.keys.length > 0) {
        const args = { destination, name, other: known.other };
        report('network-route-twice', args, [...known.keys, ...keys], { network: name });
      }
    });
  }
}

/** The kernel's metric for a route without one: 0 for IPv4, 1024 for IPv6, whose 0 means the same (ip-route(8)). */
const idOf = (family: Family, destination = 'default', metric = 0): string =>
  `${family} ${destination} ${family === 'ipv4' ? metric : metric || 1024}`;
