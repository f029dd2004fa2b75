import type { Backend, RootView } from '../backend.ts';
import { type Finding, finding } from '../findings/finding.ts';
import { compareText } from '../model/host.ts';
import type { Chaser } from '../root/chase.ts';
import type { DiskRoot } from '../root/disk-root.ts';
import { type Irregular, notAFile, notAFolder, onTheWay } from '../root/irregular.ts';
import type { ServiceLayer } from '../services/layer.ts';

/** Tells what readers of a root came upon where they look for files, and is none. */
export interface Watch {
  /** The same backend, watched whenever it looks through a root. */
  readonly backend: (backend: Backend) => Backend;
  readonly services: (services: ServiceLayer) => ServiceLayer;
  /** What they came upon so far, ordered by path. */
  readonly findings: () => Finding[];
}

/** Watches what is asked for in a root on disk. To a reader a FIFO is as if nothing were there; to people it is not. */
export function watch({ chaser }: DiskRoot): Watch {
  const found = new Map<string, Irregular>();
  const note = (irregular: Irregular | undefined): void => {
    if (irregular) found.set(irregular.path, irregular);
  };
  return {
    backend: (backend) => {
      const watched = (root: RootView) => watchedView(root, chaser, backend.owns, note);
      return {
        ...backend,
        read: (root) => backend.read(watched(root)),
        survey: (root) => backend.survey(watched(root)),
      };
    },
    services: (services) => ({
      ...services,
      read: (root) => services.read(watchedView(root, chaser, services.owns, note)),
    }),
    findings: () =>
      [...found.values()]
        .sort((a, b) => compareText(a.path, b.path))
        .map((irregular) =>
          finding('not-regular', irregular, { at: { file: irregular.path, line: 1, column: 1 } }),
        ),
  };
}

/** `owns`: globs of the paths that the reader writes. */
function watchedView(
  root: RootView,
  chaser: Chaser,
  owns: readonly string[],
  note: (irregular: Irregular | undefined) => void,
): RootView {
  // Only folders in which it writes, and those of drop-ins, are sure to be meant as folders: a glob may name anything.
  const folders = new Set(owns.map((glob) => glob.slice(0, glob.lastIndexOf('/'))));
  return {
    ...root,
    text: (path) => {
      const text = root.text(path);
      if (text === undefined) note(notAFile(chaser, path));
      return text;
    },
    exists: (path) => {
      const isThere = root.exists(path);
      if (!isThere) note(brokenAt(chaser, path));
      return isThere;
    },
    list: (folder) => {
      const names = root.list(folder);
      if (names.length === 0 && (folders.has(folder) || folder.endsWith('.d')))
        note(notAFolder(chaser, folder));
      return names;
    },
  };
}

/** A path of a glob need not lead anywhere, but a link that is named leads to what somebody wrote. */
function brokenAt(chaser: Chaser, path: string): Irregular | undefined {
  const irregular = onTheWay(chaser, path);
  return irregular?.path === path ? irregular : undefined;
}
