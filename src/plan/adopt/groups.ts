import type { RootView } from '../../backend.ts';
import { append, type Host } from '../../model/host.ts';
import { relatedTo } from '../../model/related.ts';
import type { Account } from '../../survey.ts';
import type { Draft } from './draft.ts';

/** Interfaces that change together, and what of the root they need to be read by themselves. */
export interface Group {
  readonly names: ReadonlySet<string>;
  /** Without the files of interfaces that have nothing to do with them. */
  readonly root: RootView;
  readonly native: ReadonlyMap<string, readonly Account[]>;
  /** How many lines there are to be read. */
  readonly lines: number;
}

/** The interfaces of a draft in groups: what is in, on or beside what in one of the hosts, or in one file. */
export function groupsOf(draft: Draft, hosts: readonly Host[]): Group[] {
  const beside = new Map<string, Set<string>>();
  /** Without the vlans on one: there may be thousands, and none says anything of another. */
  const needed = new Map<string, Set<string>>();
  const tie = (map: typeof beside, a: string, b: string): void =>
    void map.set(a, (map.get(a) ?? new Set()).add(b));
  for (const iface of hosts.flatMap(({ interfaces }) => interfaces)) {
    for (const other of relatedTo(iface)) {
      tie(beside, iface.name, other);
      tie(beside, other, iface.name);
      tie(needed, iface.name, other);
      if (iface.type !== 'vlan' || other !== iface.vlan.parent) tie(needed, other, iface.name);
    }
  }
  const files = filesOf(draft);
  const { find, join } = unionFind();
  for (const name of draft.names) {
    for (const other of beside.get(name) ?? []) if (draft.names.has(other)) join(name, other);
    for (const path of files.pathsOf(name)) join(name, `file ${path}`);
  }
  const byGroup = new Map<string, string[]>();
  for (const name of draft.names) append(byGroup, find(name), name);
  return [...byGroup.values()].map((names) => {
    const around = new Set(names.flatMap((name) => [name, ...(beside.get(name) ?? [])]));
    for (const name of around) for (const other of needed.get(name) ?? []) around.add(other);
    const paths = new Set([...around].flatMap(files.pathsOf));
    return {
      names: new Set(names),
      root: onlyWith(draft.root, (path) => !files.isOwned(path) || paths.has(path)),
      native: new Map([...paths].flatMap((path) => entryOf(draft.native, path))),
      lines: Math.max(1, files.linesIn(paths)),
    };
  });
}

const entryOf = <V>(map: ReadonlyMap<string, V>, key: string): [string, V][] => {
  const value = map.get(key);
  return value === undefined ? [] : [[key, value]];
};

/** In which files each interface stands. Those that speak of nobody by name everybody needs. */
function filesOf({ accounts }: Draft) {
  const pathsOf = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  const general = new Set<string>();
  for (const { path, interface: name, state } of accounts) {
    counts.set(path, (counts.get(path) ?? 0) + 1);
    if (name !== undefined) pathsOf.set(name, (pathsOf.get(name) ?? new Set()).add(path));
    else if (state !== 'comment') general.add(path);
  }
  const sum = (paths: Iterable<string>): number =>
    [...paths].reduce((lines, path) => lines + (counts.get(path) ?? 0), 0);
  const always = sum(general);
  return {
    pathsOf: (name: string): string[] => [...(pathsOf.get(name) ?? [])],
    isOwned: (path: string): boolean => counts.has(path) && !general.has(path),
    linesIn: (paths: ReadonlySet<string>): number =>
      always + sum([...paths].filter((path) => !general.has(path))),
  };
}

/** The root without some of its files. */
function onlyWith(root: RootView, isThere: (path: string) => boolean): RootView {
  const names = new Map<string, readonly string[]>();
  return {
    ...root,
    text: (path) => (isThere(path) ? root.text(path) : undefined),
    exists: (path) => isThere(path) && root.exists(path),
    list: (folder) => {
      const known = names.get(folder) ?? root.list(folder).filter((name) => isThere(`${folder}/${name}`));
      names.set(folder, known);
      return known;
    },
  };
}

/** Sets that are joined as more becomes known of what belongs together. */
function unionFind() {
  const above = new Map<string, string>();
  const find = (name: string): string => {
    let top = name;
    for (let next = above.get(top); next !== undefined; next = above.get(top)) top = next;
    for (let at = name; at !== top; ) {
      const next = above.get(at) as string;
      above.set(at, top);
      at = next;
    }
    return top;
  };
  const join = (a: string, b: string): void => {
    const [one, other] = [find(a), find(b)];
    if (one !== other) above.set(one, other);
  };
  return { find, join };
}
