import type { InterfaceType } from '../../src/model/interface.ts';
import { deviceNameFault } from '../../src/model/values.ts';
import { hardwareAddress, isHardwareAddress, isInterfaceName, unquotedWordsOf, wordsOf } from './codecs.ts';
import { unknownKey } from './keys.ts';
import type { Entry, Settings } from './settings.ts';

/** What of an interface can be held against a [Match] section without its machine. */
export interface Subject {
  readonly name: string;
  /** `other`: of a kind that the model lacks, see `kind`. */
  readonly type: InterfaceType | 'other';
  /** networkd's name of its kind, where `type` does not say it. */
  readonly kind?: string | undefined;
  /** A NIC's own address; of a device that is made the one it is given. */
  readonly permanentMac?: string | undefined;
}

/** `unknown`: nothing against it, but something that only the machine can tell. */
export type Holds = 'yes' | 'no' | 'unknown';

/** A [Match] section of a .link or .network (systemd.network(5), "[Match] Section Options"). */
export interface Match {
  /** Without a valid setting networkd and udev take it for no match at all. */
  readonly isEmpty: boolean;
  /** The interfaces it gives by their literal names. */
  readonly names: ReadonlySet<string>;
  /** The addresses that it lists; empty: any. */
  readonly macs: readonly string[];
  /** Whether it holds for no interface but those by name. */
  readonly isOnlyNames: boolean;
  /** Whether it may hold for an interface that it neither names nor has the address of. */
  readonly isGeneral: boolean;
  /** How the names begin, or end, that it may hold for: see `cluesOf`. */
  readonly clues: readonly string[];
  /** Its settings in one line, for messages. */
  readonly text: string;
  /** The first setting. */
  readonly first: Entry | undefined;
  /** What only the machine can tell. */
  readonly untold: readonly Entry[];
  /** Whether the names and patterns hold for a name. */
  readonly isNamed: (name: string) => boolean;
  readonly holds: (subject: Subject) => Holds;
}

/** `udev` and `rtnetlink` names of the kinds: DEVTYPE or the ARP type, IFLA_INFO_KIND, the driver. */
interface Known {
  readonly type: string;
  readonly kind?: string | undefined;
  readonly driver?: string;
}

const kinds: Readonly<Record<InterfaceType, Known>> = {
  ethernet: { type: 'ether' },
  bond: { type: 'bond', kind: 'bond', driver: 'bonding' },
  bridge: { type: 'bridge', kind: 'bridge', driver: 'bridge' },
  vlan: { type: 'vlan', kind: 'vlan', driver: '802.1Q VLAN Support' },
  veth: { type: 'ether', kind: 'veth', driver: 'veth' },
};

const NAMES = ['Name', 'OriginalName'];
const MACS = ['MACAddress', 'PermanentMACAddress'];
const WIRELESS = ['WLANInterfaceType', 'SSID', 'BSSID'];
/** Of the device or of the whole machine. */
const UNTOLD = [
  'Path',
  'Property',
  'Host',
  'Virtualization',
  'KernelCommandLine',
  'KernelVersion',
  'Credential',
];
const MORE_UNTOLD = ['Architecture', 'Firmware', 'MachineTag', 'Version'];

/** A word of a list and what it stands in. */
interface Word {
  readonly text: string;
  readonly entry: Entry;
}

export interface Pattern extends Word {
  readonly isExcluding: boolean;
  /** As it stands there. */
  readonly word: string;
}

/**
 * The patterns of a list: an empty assignment takes back all before it, and a `!` at the beginning negates all words of
 * its line, not the first alone (config_parse_match_strv in net-condition.c). Without one every word may have its own
 * (net_condition_test_strv); after one it belongs to the name.
 */
export function patternsOf(entries: readonly Entry[], keys: readonly string[]): Pattern[] {
  let patterns: Pattern[] = [];
  for (const entry of entries) {
    if (!keys.includes(entry.key)) continue;
    if (entry.value === '') {
      patterns = patterns.filter((pattern) => pattern.entry.key !== entry.key);
      continue;
    }
    const isNegated = entry.value.startsWith('!');
    const words = NAMES.includes(entry.key) ? wordsOf : unquotedWordsOf;
    for (const word of words(isNegated ? entry.value.slice(1) : entry.value)) {
      const isExcluding = isNegated || word.startsWith('!');
      patterns.push({ text: isNegated ? word : word.replace(/^!/, ''), isExcluding, entry, word });
    }
  }
  return patterns;
}

/** The addresses of a [Match]: what is none is passed over (config_parse_hw_addrs), and an empty assignment resets. */
function macsOf(entries: readonly Entry[]): readonly Word[] {
  let macs: Word[] = [];
  for (const entry of entries) {
    if (!MACS.includes(entry.key)) continue;
    if (entry.value === '') macs = macs.filter(({ entry: { key } }) => key !== entry.key);
    for (const text of wordsOf(entry.value)) if (isHardwareAddress(text)) macs.push({ text, entry });
  }
  return macs;
}

/** What is no name is passed over, also in a pattern (config_parse_match_ifnames); udev knows no longer names. */
export const isName = ({ text, entry }: Word): boolean =>
  isInterfaceName(text, entry.key === 'OriginalName' ? 15 : 127);

const isGlob = (text: string): boolean => /[*?[]/.test(text);

/** What all names have that a pattern holds for: `en` of `en*`, `-lan` of `*-lan`; one of `cluesOf` any of them. */
function clueOf(pattern: string): string {
  const [beginning = ''] = /^[^*?[]*/.exec(pattern) ?? [];
  const ending = pattern.slice(Math.max(...['*', '?', ']'].map((sign) => pattern.lastIndexOf(sign))) + 1);
  return beginning === '' && ending !== '' ? `*${ending}` : `${beginning}*`;
}

/** Everything that a pattern can be known by which holds for the name. */
export const cluesOf = (name: string): string[] =>
  [...name].flatMap((_, at) => [`${name.slice(0, at + 1)}*`, `*${name.slice(at)}`]).concat(ANY);

const ANY: readonly string[] = ['*'];

const NONE: readonly never[] = [];

/** The [Match] of a file. */
export function matchOf(settings: Settings): Match {
  const entries = settings
    .in('Match')
    .entries.filter(({ key }) => unknownKey(settings.kind, 'Match', key) === undefined);
  const list = (...keys: readonly string[]): readonly Pattern[] =>
    entries.some(({ key }) => keys.includes(key)) ? patternsOf(entries, keys) : NONE;
  const names = list(...NAMES).filter(isName);
  const isNamed = tester(names);
  const isOfType = tester(list('Type'));
  const isOfKind = tester(list('Kind'));
  const isDrivenBy = tester(list('Driver'));
  const drivers = list('Driver');
  const hasDriver = drivers.length > 0;
  const addresses = macsOf(entries);
  const macs = addresses.map(({ text }) => hardwareAddress(text) ?? text);
  const hasPermanent = addresses.some(({ entry }) => entry.key === 'PermanentMACAddress');
  const wireless = list(...WIRELESS);
  const untold = list(...UNTOLD, ...MORE_UNTOLD).map(({ entry }) => entry);
  const inForce = [...names, ...list('Type', 'Kind', 'Driver'), ...addresses, ...wireless].map(
    ({ entry }) => entry,
  );
  const telling = new Set([...inForce, ...untold]);
  const settled = entries.filter((entry) => telling.has(entry));
  const including = names.filter(({ isExcluding }) => !isExcluding);
  const literal = including.filter(({ text }) => !isGlob(text) && isNamed(text));
  const isOnlyNames = including.length > 0 && including.every(({ text }) => !isGlob(text));

  const holds = ({ name, type, kind, permanentMac }: Subject): Holds => {
    if (!isNamed(name) || wireless.length > 0) return 'no';
    const known: Known = type === 'other' ? { type: '', kind } : kinds[type];
    const isNic = type === 'ethernet';
    if (type !== 'other' && !isOfType(known.type)) return 'no';
    if (!isOfKind(known.kind)) return 'no';
    if (known.driver !== undefined && !isDrivenBy(known.driver)) return 'no';
    // What is made has no permanent address.
    if (!isNic && hasPermanent) return 'no';
    if (macs.length > 0 && (permanentMac === undefined ? !isNic : !macs.includes(permanentMac))) return 'no';
    const isMacUntold = macs.length > 0 && permanentMac === undefined;
    return isMacUntold || untold.length > 0 || (known.driver === undefined && hasDriver) ? 'unknown' : 'yes';
  };
  return {
    isEmpty: settled.length === 0,
    names: new Set(literal.map(({ text }) => text)),
    macs,
    isOnlyNames,
    isGeneral: settled.length > 0 && !isOnlyNames && macs.length === 0,
    clues: including.length > 0 ? [...new Set(including.map(({ text }) => clueOf(text)))] : ANY,
    text: settled.map(({ key, value }) => `${key}=${value}`).join(', '),
    first: settled[0],
    untold: [...untold, ...drivers.map(({ entry }) => entry)],
    isNamed,
    holds,
  };
}

/** The [Match] of a .netdev has conditions only (systemd.netdev(5)). */
export const matchOfNothing = (settings: Settings): Match => ({
  ...NO_MATCH,
  untold: matchOf(settings).untold,
});

const NO_MATCH: Match = {
  isEmpty: true,
  names: new Set(),
  macs: [],
  isOnlyNames: false,
  isGeneral: false,
  clues: [],
  text: '',
  first: undefined,
  untold: [],
  isNamed: () => false,
  holds: () => 'no',
};

/** Whether a name that is given is taken out by a negation. */
export const isExcluded = (match: Match, name: string): boolean => match.isNamed(name) === false;

/** Whether a name may be that of a device; others are alternative names, or no names. */
export const isDeviceName = (name: string): boolean => deviceNameFault(name) === undefined;

/** A list of globs, those after `!` excluding; a list of exclusions only holds for all the rest. */
function tester(patterns: readonly Pattern[]): (value: string | undefined) => boolean {
  if (patterns.length === 0) return () => true;
  const including = anyOf(patterns.filter(({ isExcluding }) => !isExcluding));
  const excluding = anyOf(patterns.filter(({ isExcluding }) => isExcluding));
  const isForAll = patterns.every(({ isExcluding }) => isExcluding);
  return (value) => {
    if (value === undefined) return isForAll;
    return !excluding(value) && (isForAll || including(value));
  };
}

function anyOf(patterns: readonly Pattern[]): (value: string) => boolean {
  if (patterns.length === 0) return () => false;
  const literal = new Set(patterns.filter(({ text }) => !isGlob(text)).map(({ text }) => text));
  const globs = patterns.filter(({ text }) => isGlob(text)).map(({ text }) => globRegExp(text));
  return (value) => literal.has(value) || globs.some((glob) => glob.test(value));
}

/** fnmatch(3) without flags: `*`, `?` and bracket expressions. Stars in a row are one, for the matcher's sake. */
function globRegExp(glob: string): RegExp {
  const source = glob.replace(/\*+/g, '*').replace(/\[!?\]?[^\]]*\]|[\s\S]/g, (piece) => {
    if (piece === '*') return '.*';
    if (piece === '?') return '.';
    if (!/^\[.+\]$/.test(piece)) return piece.replace(/[\\^$.|?*+()[\]{}/]/, '\\$&');
    const inner = piece
      .slice(1, -1)
      .replace(/^!/, '^')
      .replace(/[\\\]]/g, '\\$&');
    return `[${inner}]`;
  });
  try {
    return new RegExp(`^(?:${source})$`);
  } catch {
    return /^(?!)/;
  }
}
