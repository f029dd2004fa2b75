import filterUnitTemplate from '../../templates/services/filter-unit.hbs';
import type { InstalledNetwork } from '../model/network.ts';
import type { Link } from '../plan/links.ts';
import { FORWARD_UNIT, forwards } from './forwarding.ts';
import { SHARED } from './layer.ts';
import {
  deviceUnitName,
  filterPath,
  filterUnitName,
  serverUnitName,
  tableName,
  UNIT_FOLDER,
} from './names.ts';
import { hasFilter } from './nftables.ts';
import { serverOf } from './servers.ts';

/**
 * The unit that loads a network's rules, before any interface is up. nftables.service flushes everybody's rules when
 * it stops and when its own are loaded, so this unit starts, stops and reloads with it.
 *
 * Stopping it at shutdown would leave guests without rules while they still run: there is no
 * Conflicts=shutdown.target.
 */
export function filterUnit({ name }: InstalledNetwork['network']): string {
  return filterUnitTemplate({ network: name, path: filterPath(name), table: tableName(name) });
}

/** The links that enable the units of networks with autostart, as `systemctl enable` would make them. */
export function links(networks: readonly InstalledNetwork[]): Link[] {
  const started = networks.filter(({ autostart }) => autostart);
  return [
    ...started.flatMap(linksOf),
    ...(started.some(({ network }) => forwards(network))
      ? [wantedBy('sysinit.target', FORWARD_UNIT, SHARED)]
      : []),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function linksOf(installed: InstalledNetwork): Link[] {
  const { network } = installed;
  const { name, bridge } = network;
  const filter = filterUnitName(name);
  const wanting = ['multi-user.target', deviceUnitName(bridge.name)];
  return [
    ...(hasFilter(network)
      ? ['sysinit.target', 'nftables.service'].map((by) => wantedBy(by, filter, name))
      : []),
    // By the device too: the server goes with the bridge, and is to come back with it.
    ...(serverOf(installed) ? wanting.map((by) => wantedBy(by, serverUnitName(name), name)) : []),
  ];
}

const wantedBy = (wanting: string, unit: string, network: string): Link => ({
  path: `${UNIT_FOLDER}/${wanting}.wants/${unit}`,
  target: `${UNIT_FOLDER}/${unit}`,
  network,
});
