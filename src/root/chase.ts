import { type Dirent, lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { compareText } from '../model/host.ts';
import { decodeBytes, pathForDisk } from './bytes.ts';
import { fault, systemCode, systemReason } from './fault.ts';

/**
 * Paths below a root, resolved as in a chroot: an absolute link starts at the root, `..` at the top stays
 * there. Every folder and link is looked at once; a whole run sees one state of the disk.
 *
 * All paths here are inside the root: absolute, `/` the root itself. A *real* path has no links in it.
 */
export interface Chaser {
  /** Where `path` leads, its last component's link included. */
  readonly chase: (path: string) => Place;
  /** Where `path` leads, but for its last component: a link there is the place itself. */
  readonly chaseParent: (path: string) => Place;
  /** Names in the folder at a real path, sorted by code unit. */
  readonly names: (real: string) => readonly string[];
  /** The target of the link at a real path, as written. */
  readonly target: (real: string) => string;
  /** The path for node:fs of a real path. */
  readonly onDisk: (real: string) => string | Buffer;
}

export type Place =
  | { readonly kind: 'file' | 'folder' | 'link' | 'other'; readonly real: string }
  /** Nothing is there. `real` is where it would be, below folders of which some may be missing too. */
  | { readonly kind: 'absent'; readonly real: string; readonly missingFolders: readonly string[] }
  /** A link on the way leads nowhere, or in a circle. */
  | { readonly kind: 'broken'; readonly link: string; readonly target: string }
  /** A file stands where the path needs a folder. */
  | { readonly kind: 'blocked'; readonly obstacle: string };

type Kind = 'file' | 'folder' | 'link' | 'other' | 'absent';

/** As many as Linux follows (path_resolution(7)). */
const MAX_LINKS = 40;

/** `base`: the root's own path on disk, absolute and without links. */
export function createChaser(base: string): Chaser {
  const prefix = base === '/' ? '' : base;
  const kinds = new Map<string, Kind>();
  const listings = new Map<string, readonly string[]>();
  const onDisk = (real: string): string | Buffer => pathForDisk(prefix + real);

  function kindAt(real: string): Kind {
    const known = kinds.get(real);
    if (known) return known;
    const kind = attempt(real, () => kindOnDisk(onDisk(real)));
    kinds.set(real, kind);
    return kind;
  }

  function names(real: string): readonly string[] {
    const known = listings.get(real);
    if (known) return known;
    const folder = real === '/' ? '' : real;
    const entries = attempt(real, () => readEntries(onDisk(real)));
    for (const [name, kind] of entries) kinds.set(`${folder}/${name}`, kind);
    const sorted = entries.map(([name]) => name).sort(compareText);
    listings.set(real, sorted);
    return sorted;
  }

  const target = (real: string): string =>
    attempt(real, () => decodeBytes(readlinkSync(onDisk(real), 'buffer')));

  function walk(path: string, followLast: boolean): Place {
    const ahead = path.split('/').reverse();
    let at = '';
    let links = 0;
    /** The link whose target is being walked, and how many components come after it. */
    let via: { link: string; target: string; rest: number } | undefined;
    while (ahead.length > 0) {
      if (via && ahead.length <= via.rest) via = undefined;
      const component = ahead.pop() as string;
      if (component === '' || component === '.') continue;
      if (component === '..') {
        at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
        continue;
      }
      const here = `${at}/${component}`;
      const isLast = ahead.every((c) => c === '' || c === '.');
      const kind = kindAt(here);
      if (kind === 'link' && (followLast || !isLast)) {
        const to = target(here);
        via ??= { link: here, target: to, rest: ahead.length };
        if (++links > MAX_LINKS) return { kind: 'broken', link: via.link, target: via.target };
        if (to.startsWith('/')) at = '';
        for (const next of to.split('/').reverse()) ahead.push(next);
        continue;
      }
      if (kind === 'absent')
        return via ? { kind: 'broken', link: via.link, target: via.target } : absent(at, component, ahead);
      if (!isLast && kind !== 'folder') return { kind: 'blocked', obstacle: here };
      if (isLast) return { kind, real: here };
      at = here;
    }
    return { kind: 'folder', real: at || '/' };
  }

  return {
    chase: (path) => walk(path, true),
    chaseParent: (path) => walk(path, false),
    names,
    target,
    onDisk,
  };
}

function absent(at: string, component: string, ahead: readonly string[]): Place {
  const missing = [component, ...ahead.filter((c) => c !== '' && c !== '.').reverse()];
  if (missing.includes('..')) return { kind: 'blocked', obstacle: `${at}/${component}` };
  const paths = missing.map((_, n) => `${at}/${missing.slice(0, n + 1).join('/')}`);
  return { kind: 'absent', real: paths.at(-1) as string, missingFolders: paths.slice(0, -1) };
}

const kindOf = (entry: Stats | Dirent): Kind =>
  entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other';

/** Where the name is none that a file can have (a line of some file says it), nothing is there. */
function kindOnDisk(path: string | Buffer): Kind {
  if (path.includes('\0')) return 'absent';
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats ? kindOf(stats) : 'absent';
  } catch (error) {
    if (systemCode(error) === 'ENAMETOOLONG') return 'absent';
    throw error;
  }
}

/** Names and kinds in a folder; names that are no UTF-8 come as bytes.ts has them. */
function readEntries(folder: string | Buffer): [string, Kind][] {
  const entries = readdirSync(folder, { withFileTypes: true });
  if (!entries.some(({ name }) => name.includes('\uFFFD')))
    return entries.map((entry) => [entry.name, kindOf(entry)]);
  return readdirSync(folder, { encoding: 'buffer' }).map((name) => {
    const path = Buffer.concat([Buffer.from(folder), Buffer.from('/'), name]);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return [decodeBytes(name), stats ? kindOf(stats) : 'absent'];
  });
}

function attempt<T>(real: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw fault('unreadable', { path: real, reason: systemReason(error) }, error);
  }
}
