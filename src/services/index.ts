import type { RenderedFile } from '../backend.ts';
import { formatNetwork } from '../language/format-network.ts';
import { compareText } from '../model/host.ts';
import type { InstalledNetwork } from '../model/network.ts';
import { guardNetwork } from '../native/guard.ts';
import { bindsDynamically, dnsmasqDropIn } from './dnsmasq-drop-in.ts';
import { express } from './express.ts';
import { FIREWALLD_FOLDER, POLICY_PATH, policyFile, ZONE_PATH, zoneFile } from './firewalld.ts';
import { FORWARD_PATH, FORWARD_UNIT_PATH, forwardFile, forwardUnit } from './forwarding.ts';
import { type NetworkState, type ServiceLayer, SHARED, type Surroundings } from './layer.ts';
import {
  DROP_IN_FOLDER,
  dropInPath,
  filterPath,
  filterUnitName,
  recordPath,
  serverUnitName,
  UNIT_FOLDER,
} from './names.ts';
import { needs } from './needs.ts';
import { filterFile } from './nftables.ts';
import { fileGlobs, folderGlobs, linkGlobs } from './owns.ts';
import { PRESET_PATH, presetFile } from './preset.ts';
import { read } from './read.ts';
import { recordNotes } from './record.ts';
import { serverOf } from './servers.ts';
import { filterUnit, links, standingLinks } from './units.ts';

/** What serves the guests of networks, by nftables, dnsmasq or kea, and systemd. */
export const services: ServiceLayer = {
  owns: [...fileGlobs, ...linkGlobs],
  folders: folderGlobs,
  express,
  render,
  links,
  standingLinks,
  read,
  surroundingsOf: (root) => ({
    dnsmasqFolder: root.exists(DROP_IN_FOLDER),
    dnsmasqIsDynamic: bindsDynamically(root),
    firewalld: root.exists(FIREWALLD_FOLDER),
  }),
  needs,
};

/** The files of all networks, sorted by path. */
function render({ networks, surroundings }: NetworkState): RenderedFile[] {
  const files = [
    ...networks.flatMap((each) => networkFiles(each, surroundings)),
    ...sharedFiles(networks, surroundings),
  ];
  const presets = plainFile(SHARED, PRESET_PATH, presetFile(files, links(networks)));
  return [...files, ...presets].sort((a, b) => compareText(a.path, b.path));
}

function networkFiles(installed: InstalledNetwork, surroundings: Surroundings): RenderedFile[] {
  const network = guardNetwork(installed.network);
  const { name, bridge } = network;
  const record: RenderedFile = {
    path: recordPath(name),
    mode: 0o644,
    comment: 'xml',
    parts: [{ interface: name, notes: recordNotes(installed), body: formatNetwork(network) }],
  };
  const filter = filterFile(installed);
  const server = serverOf(installed);
  const { dnsmasqFolder, dnsmasqIsDynamic } = surroundings;
  const dropIn = dnsmasqFolder ? dnsmasqDropIn(network, dnsmasqIsDynamic) : undefined;
  const unit = (file: string): string => `${UNIT_FOLDER}/${file}`;
  return [
    record,
    ...plainFile(name, filterPath(name), filter),
    ...plainFile(name, unit(filterUnitName(name)), filter && filterUnit(installed)),
    ...(server ? plainFile(name, server.path, server.configuration) : []),
    ...plainFile(name, unit(serverUnitName(name)), server?.unit),
    ...plainFile(name, dropInPath(bridge.name), server && dropIn),
  ];
}

function sharedFiles(networks: readonly InstalledNetwork[], { firewalld }: Surroundings): RenderedFile[] {
  const forward = forwardFile(networks);
  const xml = [
    ...plainFile(SHARED, ZONE_PATH, firewalld ? zoneFile(networks) : undefined),
    ...plainFile(SHARED, POLICY_PATH, firewalld ? policyFile(networks) : undefined),
  ];
  return [
    ...plainFile(SHARED, FORWARD_PATH, forward),
    ...plainFile(SHARED, FORWARD_UNIT_PATH, forward && forwardUnit(networks)),
    ...xml.map((file): RenderedFile => ({ ...file, comment: 'xml' })),
  ];
}

/** A file of one part; none where there is no text for it. */
const plainFile = (owner: string, path: string, body: string | undefined): RenderedFile[] =>
  body === undefined ? [] : [{ path, mode: 0o644, parts: [{ interface: owner, notes: {}, body }] }];
