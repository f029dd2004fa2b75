import type { RootView } from '../../src/backend.ts';
import { isGlob, matchesGlob } from './glob.ts';
import { type Entry, entriesOf } from './lexer.ts';
import { MAIN_FILE } from './paths.ts';

/** A file that ifup reads, with what it holds. */
export interface SourcedFile {
  readonly path: string;
  readonly entries: readonly Entry[];
}

/**
 * Every file that ifup reads, beginning with /etc/network/interfaces, each where it is sourced first.
 * `covered`: whether `wanted` is among them or would be if it were there.
 */
export function sourcedFiles(root: RootView, wanted: string): { files: SourcedFile[]; covered: boolean } {
  const files: SourcedFile[] = [];
  const seen = new Set<string>();
  let covered = false;
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = root.text(path);
    if (text === undefined) return;
    const entries = entriesOf(text);
    files.push({ path, entries });
    for (const entry of entries) {
      if (entry.kind !== 'source') continue;
      for (const pattern of patternsOf(entry.pattern, path)) {
        if (entry.directory ? takesFromDirectory(pattern, wanted) : takes(pattern, wanted)) covered = true;
        for (const found of expand(root, pattern)) {
          if (!entry.directory) visit(found);
          else for (const name of root.list(found)) if (DIRECTORY_NAME.test(name)) visit(`${found}/${name}`);
        }
      }
    }
  };
  visit(MAIN_FILE);
  return { files, covered };
}

/** The names of files that `source-directory` reads. */
const DIRECTORY_NAME = /^[A-Za-z0-9_-]+$/;

/**
 * The patterns of a `source` line, absolute. wordexp(3) expands it like a shell; what needs more than globs
 * (variables, quotes) is not followed: it is then taken to read nothing.
 */
function patternsOf(rest: string, file: string): string[] {
  if (/[$`'"\\~(){}<>|&;]/.test(rest)) return [];
  const folder = file.slice(0, file.lastIndexOf('/'));
  return rest
    .split(/[ \t]+/)
    .filter((word) => word !== '')
    .map((word, n) => normal(word.startsWith('/') || n > 0 ? word : `${folder}/${word}`))
    .filter((pattern) => pattern.startsWith('/'));
}

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

/** The paths below the root that a pattern stands for, sorted by folder. */
function expand(root: RootView, pattern: string): string[] {
  let paths = [''];
  for (const segment of pattern.split('/').slice(1)) {
    paths = paths.flatMap((folder) => {
      if (!isGlob(segment)) return [`${folder}/${segment}`];
      return root
        .list(folder || '/')
        .filter((name) => segmentMatches(segment, name))
        .map((name) => `${folder}/${name}`);
    });
  }
  return paths.filter((path) => root.exists(path));
}
