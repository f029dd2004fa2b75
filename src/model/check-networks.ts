import type { Finding } from '../findings/finding.ts';
import { checkNetworkBridge } from './check-network-bridge.ts';
import { checkNetworkDhcp } from './check-network-dhcp.ts';
import { checkPortForwards } from './check-network-ports.ts';
import { checkNetworkRoutes } from './check-network-routes.ts';
import { checkNetworkSubnets } from './check-network-subnets.ts';
import { networkKey, type SourceMap, sourceKey } from './definition.ts';
import { type Host, indexHost } from './host.ts';
import type { InstalledNetwork, Network } from './network.ts';
import { type Reporter, reporter } from './report.ts';

/**
 * Everything that can be wrong between the guest networks of a host, and between them and its interfaces.
 * `host`: merged, with the bridges that networks own. `sources`: where things stand.
 */
export function checkNetworks(
  installed: readonly InstalledNetwork[],
  host: Host,
  sources: SourceMap,
): Finding[] {
  if (installed.length === 0) return [];
  const networks = inDocumentOrder(installed, sources);
  const report = reporter(sources);
  const index = indexHost(host);
  checkNetworkSubnets(networks, host, report);
  checkNetworkRoutes(networks, host, sources, report);
  checkShared(networks, report);
  checkIpv6Forwarding(networks, host, report);
  for (const each of networks) {
    checkNetworkBridge(each, index, report);
    checkNetworkDhcp(each.network, report);
    checkForwarders(each.network, report);
  }
  checkPortForwards(networks, host, report);
  return report.findings();
}

/** Those of the root first, so that of two that do not go together the one that is told about is the later. */
function inDocumentOrder(networks: readonly InstalledNetwork[], sources: SourceMap): InstalledNetwork[] {
  const order = new Map([...sources.keys()].map((key, n) => [key, n]));
  const rank = ({ network }: InstalledNetwork): number => order.get(networkKey(network.name)) ?? -1;
  return [...networks].sort((a, b) => rank(a) - rank(b));
}

/** What two networks cannot have both: a bridge, a uuid, a MAC address. */
function checkShared(networks: readonly InstalledNetwork[], report: Reporter): void {
  const [bridges, uuids, macs] = [1, 2, 3].map(() => new Map<string, string>()) as [
    Holders,
    Holders,
    Holders,
  ];
  for (const { network } of networks) {
    const { name, bridge, uuid, mac } = network;
    const about = { network: name };
    const placesOf = (slot: string, other: string): string[] =>
      [name, other].flatMap((each) => [networkKey(each), networkKey(each, slot)]);
    const isOwn = network.forward?.mode !== 'bridge';
    const onBridge = isOwn ? holderBefore(bridges, bridge.name, name) : undefined;
    if (onBridge !== undefined) {
      const args = { bridge: bridge.name, name, other: onBridge };
      report('bridge-shared', args, placesOf('bridge', onBridge), about);
    }
    const ofUuid = uuid && holderBefore(uuids, uuid, name);
    if (uuid && ofUuid)
      report('network-uuid-twice', { uuid, name, other: ofUuid }, placesOf('', ofUuid), about);
    const ofMac = mac && holderBefore(macs, mac, name);
    if (mac && ofMac) report('network-mac-twice', { mac, name, other: ofMac }, placesOf('mac', ofMac), about);
  }
}

type Holders = Map<string, string>;

/** Who had the value before; a first holder is noted. */
function holderBefore(holders: Holders, value: string, name: string): string | undefined {
  const other = holders.get(value);
  if (other === undefined) holders.set(value, name);
  return other;
}

/** Said once, since forwarding is the host's: at the first network of the documents that turns it on. */
function checkIpv6Forwarding(networks: readonly InstalledNetwork[], host: Host, report: Reporter): void {
  const heeding = host.interfaces.filter(({ ipv6 }) => ipv6?.autoconf).map(({ name }) => name);
  const heedingPlaces = heeding.map((name) => sourceKey(name, 'ipv6'));
  for (const { network } of networks) {
    const { name, forward, ips } = network;
    if (forward === undefined || forward.mode === 'bridge') continue;
    const n = ips.findIndex(({ family }) => family === 'ipv6');
    if (n < 0) continue;
    const places = [networkKey(name), networkKey(name, `ip.${n}`), ...heedingPlaces];
    if (report('ipv6-forwarding', { name, heeding }, places, { network: name })) return;
  }
}

/** A server that is to ask itself for what it does not know asks nobody. */
function checkForwarders({ name, ips, dns }: Network, report: Reporter): void {
  const own = new Set(ips.map(({ address }) => address));
  for (const { address } of dns?.forwarders ?? []) {
    if (address === undefined || !own.has(address)) continue;
    const places = [networkKey(name), networkKey(name, 'dns')];
    report('dns-forwarder-own', { address, name }, places, { network: name });
  }
}
