import type { RootView } from '../../src/backend.ts';
import { isGlob, matchesGlob } from './glob.ts';
import { type Entry, type Fault, type Iface, lex, type Source } from './lexer.ts';
import { MAIN_FILE } from './paths.ts';
import { type Expansion, expandWords } from './wordexp.ts';

/** A file that ifup reads, with what it holds. */
export interface SourcedFile {
  readonly path: string;
  readonly text: string;
  readonly entries: readonly Entry[];
  /** Where ifup gives up on it. */
  readonly fault?: Fault | undefined;
}

/** ifup has a file open for as long as it reads those that it sources, and may have 1024 of them open (RLIMIT_NOFILE). */
const MOST_OPEN = 1000;

/** The stanza that another one inherits from, and the family and method that this comes to. */
export interface Base {
  readonly iface: Iface;
  readonly family: string;
  readonly method: string;
}
export type Bases = ReadonlyMap<Iface, Base>;

/** All that ifup reads. */
export interface Sources {
  /** Each where it is sourced first. */
  readonly files: readonly SourcedFile[];
  /** The entries of all files, in the order in which ifup comes upon them. */
  readonly entries: readonly Entry[];
  /** What each stanza with `inherits` begins with. */
  readonly bases: Bases;
  /** What `source` lines came to that are not followed. */
  readonly dead: ReadonlyMap<Source, Exclude<Expansion, { patterns: unknown }>>;
}

/**
 * Everything that ifup reads, beginning with /etc/network/interfaces. `pastFaults`: also what it would read if
 * somebody mended the lines at which it gives up.
 */
export function sourcesOf(root: RootView, { pastFaults = false, from = MAIN_FILE } = {}): Sources {
  const files: SourcedFile[] = [];
  const inOrder: Entry[] = [];
  const dead = new Map<Source, Exclude<Expansion, { patterns: unknown }>>();
  const seen = new Set<string>();
  const families = familyTree();
  let depth = 0;
  const visit = (path: string): void => {
    if (seen.has(path) || depth >= MOST_OPEN) return;
    depth++;
    readFile(path);
    depth--;
  };
  const readFile = (path: string): void => {
    seen.add(path);
    const text = root.text(path);
    if (text === undefined) return;
    const { entries, fault } = lex(text, path);
    const place = files.length;
    let end: Fault | undefined = pastFaults ? undefined : fault;
    for (const entry of entries) {
      if (end && entry.line >= end.line) break;
      const read = end ? upTo(end, entry) : entry;
      if (read.kind === 'iface') {
        const problem = families.add(read);
        if (problem !== undefined && !pastFaults) {
          end = { path, line: entry.line, lines: entry.lines, problem };
          break;
        }
      }
      inOrder.push(read);
      if (read.kind === 'source') follow(read);
    }
    files.splice(place, 0, { path, text, entries, fault: end });
  };
  const follow = (source: Source): void => {
    const expansion = expansionOf(source);
    if (!('patterns' in expansion)) {
      dead.set(source, expansion);
      return;
    }
    for (const pattern of absolute(expansion.patterns)) {
      for (const found of expand(root, pattern)) {
        if (!source.directory) visit(found);
        else for (const name of root.list(found)) if (DIRECTORY_NAME.test(name)) visit(`${found}/${name}`);
      }
    }
  };
  visit(from);
  return { files, entries: inOrder, bases: families.bases, dead };
}

/** A stanza without the lines behind the one at which ifup gives up. */
function upTo({ line: end }: Fault, entry: Entry): Entry {
  if (entry.kind !== 'iface' && entry.kind !== 'mapping') return entry;
  const options = entry.options.filter(({ line }) => line < end);
  return options.length === entry.options.length ? entry : { ...entry, options };
}

/** Whether some `source` line would read `wanted`, were it there. */
export const covers = ({ entries }: Sources, wanted: string): boolean =>
  entries.some((entry) => {
    if (entry.kind !== 'source') return false;
    const expansion = expansionOf(entry);
    if (!('patterns' in expansion)) return false;
    return absolute(expansion.patterns).some((pattern) =>
      entry.directory ? takesFromDirectory(pattern, wanted) : takes(pattern, wanted),
    );
  });

/** Who inherits from whom: from the first stanza above of that name, and of the same family where one is said. */
function familyTree() {
  const first = new Map<string, Iface>();
  const bases = new Map<Iface, Base>();
  const remember = (key: string, iface: Iface): void => {
    if (!first.has(key)) first.set(key, iface);
  };
  return {
    bases,
    /** What ifup says against the stanza. */
    add: (iface: Iface): string | undefined => {
      const { name, inherits, family, method } = iface;
      if (inherits !== undefined) {
        const base = first.get(family === undefined ? inherits : `${inherits} ${family}`);
        if (!base) return `no stanza above defines ${inherits}`;
        const above = headOf(base, bases);
        bases.set(iface, { iface: base, family: family ?? above.family, method: method ?? above.method });
      }
      remember(name, iface);
      remember(`${name} ${headOf(iface, bases).family}`, iface);
      return undefined;
    },
  };
}

/** Family and method of a stanza, its own or those that it inherits. */
export const headOf = (iface: Iface, bases: Bases): { readonly family: string; readonly method: string } =>
  bases.get(iface) ?? { family: iface.family ?? '', method: iface.method ?? '' };

/** The names of files that `source-directory` reads. */
const DIRECTORY_NAME = /^[A-Za-z0-9_-]+$/;

/** What does not begin with a slash, be it quoted, counts from the folder of the file; further words from ifup's own. */
function expansionOf({ pattern, path }: Source): Expansion {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return expandWords(pattern.startsWith('/') ? pattern : `${folder}/${pattern}`);
}

const absolute = (words: readonly string[]): string[] =>
  words.filter((word) => word.startsWith('/')).map(normal);

function normal(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return path.startsWith('/') ? `/${segments.join('/')}` : path;
}

/** A pattern's `*` matches no leading dot (glob(7)). */
const segmentMatches = (pattern: string, name: string): boolean =>
  (!name.startsWith('.') || pattern.startsWith('.')) && matchesGlob(pattern, name);

function takes(pattern: string, path: string): boolean {
  const wanted = path.split('/');
  const segments = pattern.split('/');
  return (
    segments.length === wanted.length && segments.every((s, n) => segmentMatches(s, wanted[n] as string))
  );
}

function takesFromDirectory(pattern: string, path: string): boolean {
  const cut = path.lastIndexOf('/');
  return DIRECTORY_NAME.test(path.slice(cut + 1)) && takes(pattern, path.slice(0, cut));
}

/** What a segment without wildcards stands for: a backslash protects what follows it. */
const literal = (segment: string): string => segment.replace(/\\(.)/g, '$1');

/** The paths below the root that a pattern stands for, sorted by folder. */
function expand(root: RootView, pattern: string): string[] {
  let paths = [''];
  for (const segment of pattern.split('/').slice(1)) {
    const isPlain = !isGlob(segment.replace(/\\./g, ''));
    paths = paths.flatMap((folder) => {
      if (isPlain) return [`${folder}/${literal(segment)}`];
      return root
        .list(folder || '/')
        .filter((name) => segmentMatches(segment, name))
        .map((name) => `${folder}/${name}`);
    });
  }
  return paths.filter((path) => root.exists(path));
}
