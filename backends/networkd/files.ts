import type { RootView } from '../../src/backend.ts';
import { compareText } from '../../src/model/host.ts';
import { dropInFolderOf, type FileKind, FOLDER, kindOf, SEARCH_PATH } from './paths.ts';

/** A text and where it stands. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** A configuration file that is in force. */
export interface ConfigFile extends Source {
  readonly name: string;
  readonly kind: FileKind;
  /** Of the folders, which one. */
  readonly folder: (typeof SEARCH_PATH)[number];
  /** What is read after it, as if it stood at its end, in this order. */
  readonly dropIns: readonly Source[];
}

/** A file of such a name that nobody reads, and why. */
export interface HiddenFile extends Source {
  readonly why: string;
}

export interface Files {
  readonly inForce: readonly ConfigFile[];
  readonly hidden: readonly HiddenFile[];
}

/**
 * The files that networkd and udev read in this root, in their order: by name over all folders, where a name
 * in one folder hides it in those behind, and an empty file or a link to /dev/null stands for none at all
 * (systemd.network(5)). Hidden names are passed over (systemd's hidden_or_backup_file), and so is a link to nowhere.
 */
export function configFiles(root: RootView): Files {
  const first = new Map<string, string>();
  const found: Omit<ConfigFile, 'dropIns'>[] = [];
  const hidden: HiddenFile[] = [];
  const folders = foldersOf(root);
  const dropInFolders = new Map<string, string[]>();
  for (const folder of folders) {
    for (const name of root.list(folder)) {
      if (name.startsWith('.')) continue;
      const target = dropInFolderOf(name);
      if (target !== undefined) dropInFolders.set(target, [...(dropInFolders.get(target) ?? []), folder]);
      const kind = kindOf(name);
      const path = `${folder}/${name}`;
      const text = kind && root.text(path);
      if (!kind || (text === undefined && !isNull(root, path))) continue;
      const winner = first.get(name);
      if (winner === undefined) {
        first.set(name, path);
        if (text) found.push({ name, path, kind, text, folder });
      } else if (text) hidden.push({ path, text, why: `${winner} has the same name and comes first` });
    }
  }
  found.sort((a, b) => compareText(a.name, b.name));
  const inForce = found.map((file): ConfigFile => {
    const at = dropInFolders.get(file.name);
    dropInFolders.delete(file.name);
    const { sources, others } = at ? dropInsOf(root, file.name, at) : { sources: [], others: [] };
    hidden.push(...others);
    return { ...file, dropIns: sources };
  });
  for (const [name, at] of dropInFolders) {
    const why = first.has(name) ? `${first.get(name)} hides ${name}` : `there is no ${name} to change`;
    const { sources, others } = dropInsOf(root, name, at);
    hidden.push(...others, ...sources.map((source) => ({ ...source, why })));
  }
  return { inForce, hidden };
}

export const filesInForce = (root: RootView): readonly ConfigFile[] => configFiles(root).inForce;

/** Where /lib is a link, as it is nearly everywhere, its folder is one of the others. */
const foldersOf = (root: RootView): readonly (typeof SEARCH_PATH)[number][] =>
  SEARCH_PATH.filter((folder) => folder !== '/lib/systemd/network' || root.link('/lib') === undefined);

function dropInsOf(
  root: RootView,
  name: string,
  folders: readonly string[],
): { sources: readonly Source[]; others: readonly HiddenFile[] } {
  const found = new Map<string, Source>();
  const others: HiddenFile[] = [];
  for (const folder of folders) {
    for (const file of root.list(`${folder}/${name}.d`)) {
      const path = `${folder}/${name}.d/${file}`;
      if (!file.endsWith('.conf') || file.startsWith('.')) continue;
      const text = root.text(path) ?? (isNull(root, path) ? '' : undefined);
      if (text === undefined) continue;
      const winner = found.get(file);
      if (!winner) found.set(file, { path, text });
      else if (text) others.push({ path, text, why: `${winner.path} has the same name and comes first` });
    }
  }
  const sources = [...found].sort(([a], [b]) => compareText(a, b)).map(([, source]) => source);
  return { sources: sources.filter(({ text }) => text !== ''), others };
}

/** A link to /dev/null, in whichever way it is written. */
const isNull = (root: RootView, path: string): boolean =>
  /^(?:\/|(?:\.\.\/)+)dev\/null$/.test(root.link(path) ?? '');

/** Whether the administrator's own folder holds the file: only there do we write. */
export const isInOurFolder = (file: ConfigFile): boolean => file.folder === FOLDER;
