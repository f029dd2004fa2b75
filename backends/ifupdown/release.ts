import type { FileEdit, RootView } from '../../src/backend.ts';
import { append } from '../../src/model/host.ts';
import { isGlob, matchesGlob } from './glob.ts';
import { type Entry, type Iface, lex, type Selection } from './lexer.ts';
import { MAIN_FILE, OUR_FILE } from './paths.ts';
import { chunksOf } from './read.ts';
import { renamesIn } from './renames.ts';
import { type SourcedFile, type Sources, sourcesOf } from './sources.ts';

/**
 * Takes the stanzas of `names`, and their words in `auto` lines, out of all files below /etc that ifup reads or would
 * read; a file that then says nothing goes. A pattern goes with the last stanza that it is about: ifup complains of
 * devices without one. `mapping` and `rename` lines stay, and so does a stanza that one of another interface inherits
 * from: ifup gives up on a file that lacks it.
 */
export function release(root: RootView, names: ReadonlySet<string>): FileEdit[] {
  const sources = sourcesOf(root, { pastFaults: true });
  const files = sources.files.some(({ path }) => path === OUR_FILE)
    ? sources.files
    : [...sources.files, ...sourcesOf(root, { pastFaults: true, from: OUR_FILE }).files];
  const going = goingStanzas(sources, files, names);
  const goes = goingWords(files, names, going);
  return files.flatMap((file) => {
    if (!isEdited(file.path)) return [];
    const content = withoutNames(file, names, { stanza: (iface) => going.has(iface), word: goes });
    if (content === file.text) return [];
    const isEmpty = file.path !== MAIN_FILE && lex(content, file.path).entries.length === 0;
    const mode = root.mode(file.path) ?? 0o644;
    return [{ path: file.path, mode, content: isEmpty ? undefined : content }];
  });
}

const isEdited = (path: string): boolean => path.startsWith('/etc/');

/** The device that a word of a selection is about. */
function physicalOf(word: string): string {
  const selected = word.split('=')[0] as string;
  const name = selected.startsWith('/') ? selected.slice(1) : selected;
  return name.split(':')[0] as string;
}

/** The stanzas that go: those of the names, and those that stand in for them alone (`auto eth0=home`). */
function goingStanzas(
  { bases }: Sources,
  files: readonly SourcedFile[],
  names: ReadonlySet<string>,
): ReadonlySet<Iface> {
  const entries = files.flatMap((file) => file.entries);
  const standIns = new Set<string>();
  const others = new Set<string>();
  for (const entry of entries) {
    if (entry.kind !== 'selection') continue;
    for (const word of entry.words) {
      const logical = word.includes('=') ? word.slice(word.indexOf('=') + 1) : word;
      if (!names.has(physicalOf(word))) others.add(logical);
      else if (word.includes('=')) standIns.add(logical);
    }
  }
  const goes = ({ name }: Iface): boolean =>
    names.has(name.split(':')[0] as string) || (standIns.has(name) && !others.has(name));
  const stanzas = entries.filter((entry): entry is Iface => entry.kind === 'iface');
  const going = new Set(stanzas.filter(goes));
  // From below upwards, for whoever inherits stands below.
  const heirs = new Map<Iface, Iface[]>();
  for (const stanza of stanzas.toReversed()) {
    const mine = heirs.get(stanza) ?? [];
    if (mine.some((heir) => !going.has(heir))) going.delete(stanza);
    // Nobody starts it by itself, so it is a template, and now for nobody.
    else if (mine.length > 0 && !others.has(stanza.name)) going.add(stanza);
    const base = bases.get(stanza)?.iface;
    if (base) append(heirs, base, stanza);
  }
  return going;
}

/** What of a file goes. */
interface Going {
  readonly stanza: (iface: Iface) => boolean;
  readonly word: (line: Selection, word: string) => boolean;
}

/** The words that go: those of the names, and patterns that are about these and no stanza that stays. */
function goingWords(
  files: readonly SourcedFile[],
  names: ReadonlySet<string>,
  going: ReadonlySet<Iface>,
): Going['word'] {
  const staying = new Set<string>();
  for (const { path, entries } of files)
    for (const entry of entries)
      if (entry.kind === 'iface' && !(going.has(entry) && isEdited(path))) staying.add(entry.name);
  const isOfNames = memoized((glob) => anyOf(names, glob) && !anyOf(staying, glob));
  const renames = renamesIn(files.flatMap(({ entries }) => entries));
  return ({ keyword }, word) => {
    if (keyword === 'rename') return false;
    if (names.has(renames.get(word) ?? physicalOf(word))) return true;
    const glob = keyword === 'no-scripts' || keyword === 'no-auto-down' ? word : globOf(word);
    return glob !== undefined && isGlob(glob) && isOfNames(glob);
  };
}

/** The pattern for names of `/PATTERN[/NUMBER]`. */
function globOf(word: string): string | undefined {
  const [variable, glob] = word.includes('=') ? [] : word.split('/');
  return variable === '' ? glob : undefined;
}

const anyOf = (names: ReadonlySet<string>, glob: string): boolean =>
  [...names].some((name) => matchesGlob(glob, name));

function memoized(ask: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    const answer = known.get(text) ?? ask(text);
    known.set(text, answer);
    return answer;
  };
}

function withoutNames(file: SourcedFile, names: ReadonlySet<string>, goes: Going): string {
  const lines: (string | undefined)[] = file.text.split(/(?<=\n)/);
  const cut = (from: number, to: number): void => {
    for (let line = from; line <= to; line++) if (line <= lines.length) lines[line - 1] = undefined;
  };
  const isCut = (entry: Entry): boolean =>
    entry.kind === 'iface'
      ? goes.stanza(entry)
      : entry.kind === 'selection' && entry.words.every((word) => goes.word(entry, word));
  let stanza: Iface | undefined;
  for (const entry of file.entries) {
    if (entry.kind === 'iface') {
      stanza = entry;
      const last = entry.options.at(-1) ?? entry;
      if (goes.stanza(entry)) cut(entry.line, last.line + last.lines - 1);
    } else if (entry.kind === 'selection' && entry.inStanza && stanza && goes.stanza(stanza)) {
      cut(entry.line, entry.line + entry.lines - 1);
    } else if (entry.kind === 'selection') {
      const left = entry.words.filter((word) => !goes.word(entry, word));
      const end = entry.line + entry.lines - 1;
      if (left.length === 0 && entry.words.length > 0) cut(entry.line, end);
      else if (left.length < entry.words.length) {
        const said = lines.slice(entry.line - 1, end).join('');
        cut(entry.line, end);
        lines[entry.line - 1] = withoutWords(said, entry, left);
      }
    }
  }
  cutHeaders(file, names, isCut, cut);
  return lines.filter((line) => line !== undefined).join('');
}

/** The line with those words alone; what stands between them stays. */
function withoutWords(said: string, { lines, keyword }: Selection, left: readonly string[]): string {
  if (lines > 1) return `${keyword} ${left.join(' ')}\n`;
  const kept = new Set(left);
  let isKeyword = true;
  return said.replace(/([ \t\v\f\r]*)([^\s]+)/g, (all, _blank: string, word: string) => {
    if (isKeyword) {
      isKeyword = false;
      return all;
    }
    return kept.has(word) ? all : '';
  });
}

/** Headers and notes of the parts of ours that go, or of what is left of them. */
function cutHeaders(
  { path, text, entries }: SourcedFile,
  names: ReadonlySet<string>,
  isCut: (entry: Entry) => boolean,
  cut: (from: number, to: number) => void,
): void {
  for (const { interface: name, line, text: part, state, isAdopted } of chunksOf(text)) {
    if (state === 'foreign' || !names.has(name) || (path !== OUR_FILE && !isAdopted)) continue;
    const count = part.split(/(?<=\n)/).length;
    const inside = entries.filter((entry) => entry.line >= line && entry.line < line + count);
    const comments = part.split('\n').findIndex((each) => !each.startsWith('#'));
    const isWhole = inside.every(isCut);
    cut(line, line + (isWhole || comments < 0 ? count : comments) - 1);
  }
}
