import { without } from '../model/defaults.ts';
import type { DhcpHost } from '../model/network.ts';
import { type NetworkLoss, withHosts } from './network-loss.ts';

/** What dnsmasq has no way to say. */
export const dnsmasqLosses: readonly NetworkLoss[] = [
  {
    setting: 'the name of a <host> in <dhcp> that begins with an underscore',
    note: 'it refuses the whole configuration for one; write another name',
    lose: (network) => withHosts(network, named),
  },
];

/** A reservation that is known by nothing else goes. */
function named(host: DhcpHost): DhcpHost | undefined {
  if (!/(?:^|\.)_/.test(host.name ?? '')) return host;
  return (host.mac ?? host.id) === undefined ? undefined : without(host, 'name');
}
