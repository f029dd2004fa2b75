import type { ForeignClaim } from '../../src/backend.ts';
import { isGlob, matchesGlob } from './glob.ts';
import type { Entry, Option, Place } from './lexer.ts';
import { wordsOf } from './lines.ts';

/** Options that make other interfaces part of the one whose stanza they stand in; with either spelling. */
const MEMBER_OPTION = /^(?:bridge[-_]ports|bond[-_]slaves|slaves)$/;

/** What bridge-utils means by `all`. */
const ALL_NICS = ['eth*', 'em*', 'en*', 'p[0-9]*'];

/**
 * What entries that others wrote say of interfaces: by name, also as members, aliases or in an `auto` line;
 * or by a pattern. lo belongs to nobody.
 */
export function claimsOf(entries: readonly Entry[]): ForeignClaim[] {
  const claims: ForeignClaim[] = [];
  const add = (place: Place, says: string, name: string, wins: boolean): void => {
    if (name !== 'lo' && name !== '') claims.push(claim(place, says, name, wins));
  };
  for (const entry of entries) {
    if (entry.kind === 'iface') {
      add(entry, `iface ${entry.name}`, withoutAlias(entry.name), true);
      for (const option of entry.options) addMembers(option, add);
    } else if (entry.kind === 'mapping') {
      for (const word of entry.words) add(entry, `mapping ${word}`, word, true);
    } else if (entry.kind === 'selection') {
      for (const word of entry.words) addSelected(entry, `${entry.keyword} ${word}`, word, add);
    }
  }
  return claims;
}

type Add = (place: Place, says: string, name: string, wins: boolean) => void;

const withoutAlias = (name: string): string => name.split(':')[0] as string;

function addMembers(option: Option, add: Add): void {
  const { keyword, value } = option;
  if (!MEMBER_OPTION.test(keyword)) return;
  const says = `${keyword} ${value}`;
  let isRegex = false;
  for (const word of wordsOf(value)) {
    if (word === 'regex' || word === 'noregex') isRegex = word === 'regex';
    else if (word === 'all') for (const pattern of ALL_NICS) add(option, says, pattern, true);
    // A regular expression is not evaluated: it may match any interface.
    else if (isRegex) add(option, says, '*', true);
    else if (word !== 'none') add(option, says, word, true);
  }
}

/**
 * A word of an `auto` line: NAME, NAME=LOGICAL, or [VARIABLE]/PATTERN[/NUMBER][=LOGICAL] (interfaces(5)). The
 * logical name is that of a stanza, or the new one of a device.
 */
function addSelected(line: Place, says: string, word: string, add: Add): void {
  const [selected = '', logical] = word.split('=');
  const slash = selected.indexOf('/');
  if (logical !== undefined) add(line, says, logical, true);
  if (slash < 0) add(line, says, withoutAlias(selected), true);
  // What a variable of sysfs matches (`mac/…`) cannot be told from a root's files: it may be any interface.
  else if (slash > 0) add(line, says, '*', logical !== undefined);
  else add(line, says, selected.slice(1).split('/')[0] as string, logical !== undefined);
}

function claim({ path, line }: Place, says: string, name: string, wins: boolean): ForeignClaim {
  const by = isGlob(name) ? 'pattern' : 'name';
  return {
    path,
    line,
    by,
    names: says,
    covers: (iface) => (by === 'name' ? iface.name === name : matchesGlob(name, iface.name)),
    wins: () => wins,
  };
}
