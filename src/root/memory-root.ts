import type { RootView } from '../backend.ts';
import { compareText } from '../model/host.ts';

/** What else stands in a root that is held in memory. */
export interface MemoryRootOptions {
  /** Symbolic links: where each stands, and its target as written; an absolute one starts at the root. */
  readonly links?: Readonly<Record<string, string>>;
  /** Permission bits of files, by path; a file that is not named has 0644. */
  readonly modes?: Readonly<Record<string, number>>;
}

type Folder = Map<string, Node>;
type Node = Folder | { readonly text: string; readonly mode: number } | { readonly target: string };

/** As many as Linux follows (path_resolution(7)). */
const MAX_LINKS = 40;

/**
 * A root that is held in memory: a record of paths and texts, such as `{ '/etc/network/interfaces': 'auto lo\n' }`.
 * Paths start at the root, with or without a slash; links are followed as in a chroot. Throws a TypeError where a
 * path leads through a file, which no disk could hold.
 */
export function memoryRoot(
  files: Readonly<Record<string, string>>,
  { links = {}, modes = {} }: MemoryRootOptions = {},
): RootView {
  const top: Folder = new Map();
  const modeOf = new Map(Object.entries(modes).map(([path, mode]) => [joined(path), mode]));
  for (const [path, text] of Object.entries(files))
    put(top, path, { text, mode: modeOf.get(joined(path)) ?? 0o644 });
  for (const [path, target] of Object.entries(links)) put(top, path, { target });

  const at = (path: string): Node | undefined => chase(top, path);
  const file = (path: string) => {
    const node = at(path);
    return node && 'text' in node ? node : undefined;
  };
  return {
    text: (path) => file(path)?.text,
    mode: (path) => file(path)?.mode,
    list: (folder) => {
      const node = at(folder);
      return node instanceof Map ? [...node.keys()].sort(compareText) : [];
    },
    exists: (path) => at(path) !== undefined,
    link: (path) => {
      const names = namesIn(path);
      const name = names.pop();
      const folder = chase(top, names.join('/'));
      const node = folder instanceof Map && name !== undefined ? folder.get(name) : undefined;
      return node && 'target' in node ? node.target : undefined;
    },
  };
}

/** The parts of a path, less those that say nothing. */
const namesIn = (path: string): string[] => path.split('/').filter((name) => name !== '' && name !== '.');

const joined = (path: string): string => namesIn(path).join('/');

function put(top: Folder, path: string, node: Node): void {
  const names = namesIn(path);
  const last = names.pop();
  let folder = top;
  for (const name of names) {
    const below = folder.get(name) ?? new Map();
    if (!(below instanceof Map) || name === '..')
      throw new TypeError(`${path} leads through ${name}, which is no folder`);
    folder.set(name, below);
    folder = below;
  }
  if (last === undefined || last === '..' || folder.has(last))
    throw new TypeError(`${path || '/'} is no place for a file`);
  folder.set(last, node);
}

/** What a path leads to, links followed; `..` at the top stays there. */
function chase(top: Folder, path: string): Node | undefined {
  const ahead = namesIn(path).reverse();
  let way: Folder[] = [top];
  let followed = 0;
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (name === '..') {
      way = way.length > 1 ? way.slice(0, -1) : way;
      continue;
    }
    const node = (way.at(-1) as Folder).get(name);
    if (node instanceof Map) way.push(node);
    else if (node && 'target' in node) {
      if (++followed > MAX_LINKS) return undefined;
      if (node.target.startsWith('/')) way = [top];
      ahead.push(...namesIn(node.target).reverse());
    } else return ahead.length === 0 ? node : undefined;
  }
  return way.at(-1);
}
