import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { safeDevice, safeNetworkName } from './guard.ts';
import { NETWORKS_FOLDER } from './layer.ts';

/** What the parts of a network are called: files, units, nft's table. No two networks share any of them. */

export const UNIT_FOLDER = '/etc/systemd/system';

const fileOf = (name: string, ending: string): string =>
  `${NETWORKS_FOLDER}/${safeNetworkName(name)}${ending}`;

/** The canonical document: what a network is read back from. */
export const recordPath = (name: string): string => fileOf(name, '.xml');
export const filterPath = (name: string): string => fileOf(name, '.nft');
export const dnsmasqPath = (name: string): string => fileOf(name, '.dnsmasq');
export const keaPath = (name: string): string => fileOf(name, '.kea.json');

/** The unit that loads the packet filter. */
export const filterUnitName = (name: string): string => `${unitStem(name)}-filter.service`;
/** The unit of the DHCP and DNS server. */
export const serverUnitName = (name: string): string => `${unitStem(name)}.service`;

/**
 * The server of a network called `lab-filter` must not take the name of lab's filter: no stem ends in `-filter`. (A
 * sign that no network's name holds would not do: of units, systemd-analyze(1) takes `:` for something else.)
 */
const unitStem = (name: string): string =>
  `ifscribe-net-${safeNetworkName(name).replace(/-filter-*$/, '$&-')}`;

/** systemd's unit of a network device. */
export const deviceUnitName = (device: string): string =>
  `${escapeUnitPath(`/sys/subsystem/net/devices/${safeDevice(device)}`)}.device`;

/**
 * A path as a unit's name (systemd.unit(5), "String escaping for inclusion in unit names"): `/` becomes `-`, and
 * all but ASCII letters and digits, `:`, `_` and `.` (not as the first) becomes `\xNN`. `path`: absolute, no `.`
 * or `..` or empty parts, ASCII.
 */
export function escapeUnitPath(path: string): string {
  const hex = (c: string): string => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`;
  return path
    .slice(1)
    .replace(/[^A-Za-z0-9:_./]/g, hex)
    .replace(/^\./, hex)
    .replaceAll('/', '-');
}

/** Kernels before 4.14 take 31 characters at most (NFT_TABLE_MAXNAMELEN, with its NUL). */
const TABLE_NAME_MAX = 31;

/** A long name is cut, and a hash tells it from others that begin the same; its `-` keeps it apart from whole names. */
export function tableName(name: string): string {
  const whole = `ifscribe_${safeNetworkName(name)}`;
  if (whole.length <= TABLE_NAME_MAX) return whole;
  return `ifscribe-${name.slice(0, 13)}-${bytesToHex(sha256(utf8ToBytes(name))).slice(0, 8)}`;
}

/** Where Debian's dnsmasq looks for more of its configuration. */
export const DROP_IN_FOLDER = '/etc/dnsmasq.d';

/** What keeps the distribution's dnsmasq off a bridge. */
export const dropInPath = (bridge: string): string => `${DROP_IN_FOLDER}/ifscribe-${safeDevice(bridge)}`;
