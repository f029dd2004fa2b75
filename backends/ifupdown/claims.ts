import type { ForeignClaim } from '../../src/backend.ts';
import { isGlob, matchesGlob } from './glob.ts';
import type { Entry, Option, Place } from './lexer.ts';
import { wordsOf } from './lines.ts';
import { readRename } from './renames.ts';

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
  const add: Add = ({ path, line }, says, { by, covers }, wins = true) => {
    claims.push({ path, line, by, names: says, covers, wins: () => wins });
  };
  for (const entry of entries) {
    if (entry.kind === 'iface') {
      if (!isLoopback(entry.name)) add(entry, `iface ${entry.name}`, nameOrGlob(withoutAlias(entry.name)));
      for (const option of entry.options) addMembers(option, add);
    } else if (entry.kind === 'mapping') {
      for (const word of entry.words) add(entry, `mapping ${word}`, nameOrGlob(word));
    } else if (entry.kind === 'selection') {
      for (const word of entry.words) {
        const says = `${entry.keyword} ${word}`;
        if (entry.keyword === 'rename') addRenamed(entry, says, word, add);
        // A pattern of fnmatch(3) for the names of stanzas.
        else if (entry.keyword === 'no-scripts') add(entry, says, nameOrGlob(word));
        // That an interface stays up contradicts nothing that is written of it.
        else if (entry.keyword !== 'no-auto-down') addSelected(entry, says, word, add);
      }
    }
  }
  return claims;
}

/** Whom a claim is about. */
type Whom = Pick<ForeignClaim, 'by' | 'covers'>;
type Add = (place: Place, says: string, whom: Whom, wins?: boolean) => void;

const named = (name: string): Whom => ({ by: 'name', covers: (iface) => iface.name === name });
const matching = (glob: string): Whom => ({
  by: 'pattern',
  covers: ({ name }) => matchesGlob(glob, name),
});
const nameOrGlob = (text: string): Whom => (isGlob(text) ? matching(text) : named(text));
/** As the kernel writes a MAC address: ifup minds the case (interfaces(5), PATTERN MATCHING INTERFACES). */
const withMac = (glob: string): Whom => ({
  by: 'pattern',
  covers: ({ permanentMac }) => permanentMac !== undefined && matchesGlob(glob, permanentMac),
});
/** What a variable of sysfs matches cannot be told from a root's files: it may be any of these. */
const whoeverNic: Whom = {
  by: 'pattern',
  covers: ({ type, permanentMac }) => type === 'ethernet' && permanentMac === undefined,
};
const besides = (name: string, { by, covers }: Whom): Whom => ({
  by,
  covers: (iface) => iface.name !== name && covers(iface),
});

const withoutAlias = (name: string): string => name.split(':')[0] as string;
const isLoopback = (name: string): boolean => withoutAlias(name) === 'lo';

function addMembers(option: Option, add: Add): void {
  const { keyword, value } = option;
  if (!MEMBER_OPTION.test(keyword)) return;
  const says = `${keyword} ${value}`;
  let isRegex = false;
  for (const word of wordsOf(value)) {
    if (word === 'regex' || word === 'noregex') isRegex = word === 'regex';
    else if (word === 'all') for (const pattern of ALL_NICS) add(option, says, matching(pattern));
    // A regular expression is not evaluated: it may match any interface.
    else if (isRegex) add(option, says, matching('*'));
    else if (word !== 'none') add(option, says, nameOrGlob(word));
  }
}

/** Devices by name, or `[VARIABLE]/PATTERN[/NUMBER]` (interfaces(5)). */
type Chosen = { readonly name: string } | { readonly variable: string; readonly pattern: string };

function chosenBy(text: string): Chosen {
  const [variable = '', pattern] = text.split('/');
  return pattern === undefined ? { name: variable } : { variable, pattern };
}

const MAC_VARIABLES: ReadonlySet<string> = new Set(['mac', 'address']);

/** A word of an `auto` line: with `=LOGICAL` behind it, those devices come up as the stanza of that name says. */
function addSelected(line: Place, says: string, word: string, add: Add): void {
  const [selected = '', logical] = word.split('=');
  const chosen = chosenBy(selected);
  if (logical !== undefined) add(line, says, named(logical));
  if ('name' in chosen) {
    if (!isLoopback(chosen.name)) add(line, says, named(withoutAlias(chosen.name)));
  } else if (chosen.variable === '') add(line, says, matching(chosen.pattern), logical !== undefined);
  else {
    if (MAC_VARIABLES.has(chosen.variable)) add(line, says, withMac(chosen.pattern), logical !== undefined);
    add(line, says, whoeverNic, false);
  }
}

/**
 * `CURRENT=NEW`: no device of the current name is left to configure; the new one is there for whoever configures it.
 * Where nobody can tell which devices it is about, it is in nobody's way.
 */
function addRenamed(line: Place, says: string, word: string, add: Add): void {
  const rename = readRename(word);
  if (!rename) return;
  const { current, name } = rename;
  const chosen = chosenBy(current);
  if ('name' in chosen) add(line, says, besides(name, named(chosen.name)));
  else if (chosen.variable === '') add(line, says, besides(name, matching(chosen.pattern)));
  else if (MAC_VARIABLES.has(chosen.variable)) add(line, says, besides(name, withMac(chosen.pattern)));
}
