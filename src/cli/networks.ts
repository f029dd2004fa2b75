import { hasErrors } from '../findings/finding.ts';
import { parsePublish, publishFaults } from '../language/publish.ts';
import { canonicalNetwork, type DhcpServer, dhcpServers } from '../model/network.ts';
import type { NetworkOptions } from '../plan/networks.ts';
import { fault } from '../root/fault.ts';
import type { Documents } from './documents.ts';
import type { Options } from './options.ts';
import { didYouMean } from './suggest.ts';

/** What the command line says of how guest networks are set up. */
export const networkOptions = ({ autostart = true, dhcp = 'dnsmasq' }: Options): NetworkOptions => ({
  autostart,
  dhcpServer: dhcpServerOf(dhcp),
});

function dhcpServerOf(name: string): DhcpServer {
  const found = dhcpServers.find((server) => server === name);
  if (found) return found;
  const problem = `--dhcp ${name}: there is no such server${didYouMean(name, dhcpServers)} (${dhcpServers.join(', ')})`;
  throw fault('usage', { problem });
}

/** The documents, with the port forwards of --publish in their one network. */
export function withPublished(documents: Documents, { publish = [] }: Options): Documents {
  if (publish.length === 0) return documents;
  const [network, ...more] = documents.networks;
  // What could not be read is told first.
  if (!network && hasErrors(documents.findings)) return documents;
  if (!network || more.length > 0) {
    const count = documents.networks.length;
    const problem = `--publish is for documents with one network; these have ${count === 0 ? 'none' : count}`;
    throw fault('usage', { problem });
  }
  const forwards = publish.map((text) => {
    const parsed = parsePublish(text);
    if ('portForward' in parsed) return parsed.portForward;
    throw fault('usage', { problem: `--publish ${text}: ${publishFaults[parsed.fault]}` });
  });
  const published = { ...network, portForwards: [...network.portForwards, ...forwards] };
  return { ...documents, networks: [canonicalNetwork(published)] };
}
