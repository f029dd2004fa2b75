import type { InstalledNetwork, Network } from '../../src/model/network.ts';

/** A guest network of the model that says as little as it may. */
export const network = (name: string, settings: Partial<Network> = {}): Network => ({
  name,
  bridge: { name: `br-${name}` },
  ips: [],
  routes: [],
  portForwards: [],
  ...settings,
});

export const installed = (
  network: Network,
  settings: Partial<Omit<InstalledNetwork, 'network'>> = {},
): InstalledNetwork => ({ network, autostart: true, dhcpServer: 'dnsmasq', ownsBridge: true, ...settings });
