import type { DhcpHost, Network, NetworkIp } from '../model/network.ts';
import type { NetworkLimit } from './layer.ts';

/** A setting that a server has no way to say. */
export interface NetworkLoss extends NetworkLimit {
  /** The network without it: one that says the same where there is nothing of the kind. */
  readonly lose: (network: Network) => Network;
}

export const withIps = (network: Network, change: (ip: NetworkIp) => NetworkIp): Network => ({
  ...network,
  ips: network.ips.map(change),
});

/**
 * The network with other reservations; undefined: without that one. A port that is published for a name which goes
 * is still that of the address.
 */
export function withHosts(network: Network, change: (host: DhcpHost) => DhcpHost | undefined): Network {
  const addresses = new Map<string, string>();
  const ips = network.ips.map((ip) => {
    const { dhcp } = ip;
    if (!dhcp) return ip;
    const hosts = dhcp.hosts.flatMap((host) => {
      const left = change(host);
      if (host.name !== undefined && host.ip !== undefined && left?.name === undefined) {
        addresses.set(host.name, host.ip);
      }
      return left ?? [];
    });
    return withDhcp(ip, { ...dhcp, hosts });
  });
  const portForwards = network.portForwards.map((each) => ({
    ...each,
    to: addresses.get(each.to) ?? each.to,
  }));
  return { ...network, ips, portForwards };
}

/** DHCP that leases nothing is none. */
export function withDhcp<T extends NetworkIp>(ip: T, dhcp: T['dhcp']): T {
  const leases = dhcp !== undefined && dhcp.ranges.length + dhcp.hosts.length > 0;
  const { dhcp: _, ...rest } = ip;
  return (leases ? { ...rest, dhcp } : rest) as T;
}
