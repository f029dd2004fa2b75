import type { InterfaceType } from '../../src/model/interface.ts';
import { canonicalMac } from '../../src/model/values.ts';
import { entriesOf, inForce, type UnitEntry, type UnitFile } from '../../src/native/unit-file.ts';

/** What of an interface can be held against a [Match] section without its machine. */
export interface Subject {
  readonly name: string;
  readonly type: InterfaceType;
  readonly permanentMac?: string | undefined;
}

/** A [Match] section of a .link or .network (systemd.network(5), "[Match] Section Options"). */
export interface Match {
  /** The interfaces it gives by their literal names. */
  readonly names: ReadonlySet<string>;
  /** Whether it holds for no other interface. */
  readonly isOnlyNames: boolean;
  /** Its settings in one line, for messages. */
  readonly text: string;
  /** Line of the first setting, from 1. */
  readonly line: number;
  /**
   * Whether the section holds for the interface. What cannot be known here (a driver, a path, the machine's
   * name) is taken to hold.
   */
  readonly covers: (subject: Subject) => boolean;
}

/** `udev` and `rtnetlink` names of the kinds: DEVTYPE or the ARP type, IFLA_INFO_KIND, the driver. */
const kinds: Readonly<Record<InterfaceType, { type: string; kind?: string; driver?: string }>> = {
  ethernet: { type: 'ether' },
  bond: { type: 'bond', kind: 'bond', driver: 'bonding' },
  bridge: { type: 'bridge', kind: 'bridge', driver: 'bridge' },
  vlan: { type: 'vlan', kind: 'vlan', driver: '802.1Q VLAN Support' },
  veth: { type: 'ether', kind: 'veth', driver: 'veth' },
};

/** The [Match] of a file; undefined where it has no setting, which networkd and udev take for no match at all. */
export function matchOf(file: UnitFile): Match | undefined {
  const all = entriesOf(file, 'Match');
  const entries = all.filter((entry) => inForce(all, entry.key).includes(entry));
  const [first] = entries;
  if (!first) return undefined;
  const words = (key: string): string[] => inForce(entries, key).flatMap(({ value }) => value.split(/\s+/));
  const names = [...words('Name'), ...words('OriginalName')];
  const macs = [...words('MACAddress'), ...words('PermanentMACAddress')].map(
    (text) => canonicalMac(text.replace(/[-.]/g, ':')) ?? text,
  );
  const covers = ({ name, type, permanentMac }: Subject): boolean => {
    const known = kinds[type];
    return (
      isAmong(names, name) &&
      (macs.length === 0 || (permanentMac !== undefined && macs.includes(permanentMac))) &&
      isAmong(words('Type'), known.type) &&
      isAmong(words('Kind'), known.kind) &&
      (known.driver === undefined || isAmong(words('Driver'), known.driver)) &&
      words('WLANInterfaceType').length + words('SSID').length + words('BSSID').length === 0
    );
  };
  const literal = names.filter((pattern) => /^[^!*?[]+$/.test(pattern));
  return {
    names: new Set(literal),
    isOnlyNames: literal.length > 0 && names.every((name) => name.startsWith('!') || literal.includes(name)),
    text: entries.map(asText).join(', '),
    line: first.line,
    covers,
  };
}

const asText = ({ key, value }: UnitEntry): string => `${key}=${value}`;

/** A list of globs, those after `!` excluding; a list of exclusions only holds for all the rest. */
function isAmong(patterns: readonly string[], value: string | undefined): boolean {
  const isMatch = (pattern: string): boolean => value !== undefined && globRegExp(pattern).test(value);
  const excluding = patterns.filter((pattern) => pattern.startsWith('!'));
  const including = patterns.filter((pattern) => !pattern.startsWith('!'));
  if (excluding.some((pattern) => isMatch(pattern.slice(1)))) return false;
  return including.length === 0 || including.some(isMatch);
}

/** fnmatch(3) without flags: `*`, `?` and bracket expressions. */
function globRegExp(glob: string): RegExp {
  const source = glob.replace(/\[!?\]?[^\]]*\]|[\s\S]/g, (piece) => {
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
