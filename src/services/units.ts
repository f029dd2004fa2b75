import filterUnitTemplate from '../../templates/services/filter-unit.hbs';
import type { RootView } from '../backend.ts';
import { compareText } from '../model/host.ts';
import type { InstalledNetwork } from '../model/network.ts';
import { bringsForwarding, FORWARD_UNIT, forwards } from './forwarding.ts';
import { type Link, SHARED } from './layer.ts';
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
 *
 * Where the network is started by hand forwarding comes with its rules, after them: nothing else asks for it.
 */
export function filterUnit(installed: InstalledNetwork): string {
  const { name } = installed.network;
  return filterUnitTemplate({
    network: name,
    forward: bringsForwarding(installed) ? FORWARD_UNIT : '',
    path: filterPath(name),
    table: tableName(name),
  });
}

/** The links that enable the units of networks with autostart, as `systemctl enable` would make them. */
export function links(networks: readonly InstalledNetwork[]): Link[] {
  const started = networks.filter(({ autostart }) => autostart);
  const forward = started.some(({ network }) => forwards(network));
  return [...started.flatMap(linksOf), ...(forward ? wantedBy(EARLY, FORWARD_UNIT, SHARED) : [])].sort(
    (a, b) => compareText(a.path, b.path),
  );
}

/** The links below a root that enable units of a network, or what all share, whatever records say. */
export const standingLinks = (root: RootView, name: string): Link[] =>
  root
    .list(UNIT_FOLDER)
    .filter((folder) => WANTS.test(folder))
    .flatMap((folder) => {
      const by = folder.slice(0, -'.wants'.length);
      const units = name === SHARED ? [FORWARD_UNIT] : [filterUnitName(name), serverUnitName(name)];
      return units.flatMap((unit) => wantedBy([by], unit, name));
    })
    .filter(({ path }) => root.link(path) !== undefined);

/** The folders that links of ours stand in. */
const WANTS =
  /^(?:(?:sysinit|multi-user)\.target|nftables\.service|sys-subsystem-net-devices-.+\.device)\.wants$/;

/** What wants rules and forwarding: the boot; and nftables.service, which took them away when it was stopped. */
const EARLY = ['sysinit.target', 'nftables.service'];

function linksOf(installed: InstalledNetwork): Link[] {
  const { network } = installed;
  const { name, bridge } = network;
  // By the device too: the server goes with the bridge, and is to come back with it.
  const late = ['multi-user.target', deviceUnitName(bridge.name)];
  return [
    ...(hasFilter(network) ? wantedBy(EARLY, filterUnitName(name), name) : []),
    ...(serverOf(installed) ? wantedBy(late, serverUnitName(name), name) : []),
  ];
}

const wantedBy = (wanting: readonly string[], unit: string, network: string): Link[] =>
  wanting.map((by) => ({
    path: `${UNIT_FOLDER}/${by}.wants/${unit}`,
    target: `${UNIT_FOLDER}/${unit}`,
    network,
  }));
