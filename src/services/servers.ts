import type { InstalledNetwork } from '../model/network.ts';
import { dnsmasqConfiguration, dnsmasqUnit } from './dnsmasq.ts';
import { keaConfiguration, keaUnit } from './kea.ts';
import { dnsmasqPath, keaPath } from './names.ts';

/** What leases addresses on a network, and with dnsmasq answers names: its configuration and its unit. */
export interface Server {
  readonly path: string;
  readonly configuration: string;
  readonly unit: string;
}

/** The server of a network; undefined where there is nothing to serve. */
export function serverOf(installed: InstalledNetwork): Server | undefined {
  const { network, dhcpServer } = installed;
  const server =
    dhcpServer === 'kea'
      ? { path: keaPath(network.name), configuration: keaConfiguration(network), unit: keaUnit(installed) }
      : {
          path: dnsmasqPath(network.name),
          configuration: dnsmasqConfiguration(network),
          unit: dnsmasqUnit(installed),
        };
  const { configuration, unit } = server;
  return configuration === undefined || unit === undefined ? undefined : { ...server, configuration, unit };
}
