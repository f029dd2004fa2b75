import type { Backend, RootView } from '../backend.ts';
import { type Finding, finding } from '../findings/finding.ts';
import { compareText } from '../model/host.ts';
import type { DiskRoot } from '../root/disk-root.ts';
import { type Irregular, notAFile, notAFolder, onTheWay } from '../root/irregular.ts';

/** Tells what was come upon where files are looked for, and is none. */
export interface Watch {
  /** The backend, watched whenever it looks through a root. */
  readonly backend: Backend;
  /** What it came upon so far, ordered by path. */
  readonly findings: () => Finding[];
}

/** Watches what a backend asks `disk` for. To it a FIFO is as if nothing were there; to people it is not. */
export function watched(backend: Backend, { chaser }: DiskRoot): Watch {
  const found = new Map<string, Irregular>();
  const note = (irregular: Irregular | undefined): void => {
    if (irregular) found.set(irregular.path, irregular);
  };
  // Only folders in which it writes, and those of drop-ins, are sure to be meant as folders: a glob may name anything.
  const folders = new Set(backend.owns.map((glob) => glob.slice(0, glob.lastIndexOf('/'))));
  const watching = (root: RootView): RootView => ({
    ...root,
    text: (path) => {
      const text = root.text(path);
      if (text === undefined) note(notAFile(chaser, path));
      return text;
    },
    exists: (path) => {
      const isThere = root.exists(path);
      if (!isThere) note(brokenAt(path));
      return isThere;
    },
    list: (folder) => {
      const names = root.list(folder);
      if (names.length === 0 && (folders.has(folder) || folder.endsWith('.d')))
        note(notAFolder(chaser, folder));
      return names;
    },
  });
  /** A path of a glob need not lead anywhere, but a link that is named leads to what somebody wrote. */
  const brokenAt = (path: string): Irregular | undefined => {
    const irregular = onTheWay(chaser, path);
    return irregular?.path === path ? irregular : undefined;
  };
  return {
    backend: {
      ...backend,
      read: (root) => backend.read(watching(root)),
      survey: (root) => backend.survey(watching(root)),
    },
    findings: () =>
      [...found.values()]
        .sort((a, b) => compareText(a.path, b.path))
        .map((irregular) =>
          finding('not-regular', irregular, { at: { file: irregular.path, line: 1, column: 1 } }),
        ),
  };
}
