import type { InstalledNetwork, Network, NetworkIp } from '../../src/model/network.ts';

/** Guest networks for tests, by hand. */

export const network = (name: string, more: Partial<Network> = {}): Network => ({
  name,
  bridge: { name: 'virbr7' },
  ips: [ipv4()],
  routes: [],
  portForwards: [],
  forward: { mode: 'nat' },
  ...more,
});

type Ipv4 = Extract<NetworkIp, { family: 'ipv4' }>;
type Ipv6 = Extract<NetworkIp, { family: 'ipv6' }>;

export const ipv4 = (more: Partial<Ipv4> = {}): Ipv4 => ({
  family: 'ipv4',
  address: '192.168.150.1',
  prefix: 24,
  ...more,
});

export const ipv6 = (more: Partial<Ipv6> = {}): Ipv6 => ({
  family: 'ipv6',
  address: '2001:db8:150::1',
  prefix: 64,
  ...more,
});

/** DHCP with one range and whatever else. */
export const dhcp4 = (more: Partial<NonNullable<Ipv4['dhcp']>> = {}): NonNullable<Ipv4['dhcp']> => ({
  ranges: [{ start: '192.168.150.100', end: '192.168.150.199' }],
  hosts: [],
  ...more,
});

export const dns = (more: Partial<NonNullable<Network['dns']>> = {}): NonNullable<Network['dns']> => ({
  forwarders: [],
  texts: [],
  services: [],
  hosts: [],
  ...more,
});

export const installed = (
  of: Network,
  dhcpServer: InstalledNetwork['dhcpServer'] = 'dnsmasq',
): InstalledNetwork => ({ network: of, autostart: true, dhcpServer, ownsBridge: true });
