import { rmdirSync } from 'node:fs';
import type { Backend } from '../backend.ts';
import type { DiskRoot } from '../root/disk-root.ts';
import { isTemporary } from './temporary.ts';
import { remove } from './write.ts';

/** What may write below a root, by the globs of its paths: backends, and the services of guest networks. */
interface Owner extends Pick<Backend, 'owns'> {
  /** Folders that go when nothing is left in them, as globs, those inside others first. */
  readonly folders?: readonly string[];
}

/** Files that a run which was killed left beside those of their owners: paths inside the root. */
export function temporaryFiles(root: DiskRoot, owners: readonly Owner[]): string[] {
  const globs = owners.flatMap(({ owns }) => owns.map((glob) => glob.slice(0, glob.lastIndexOf('/'))));
  const folders = new Set(globs.flatMap((glob) => foldersLike(root, glob)));
  return [...folders].flatMap((folder) =>
    root.view
      .list(folder)
      .filter(isTemporary)
      .map((name) => `${folder}/${name}`),
  );
}

/** The folders that a glob names; `*` may stand in its last part. */
function foldersLike({ view }: DiskRoot, glob: string): string[] {
  if (!glob.includes('*')) return [glob];
  const slash = glob.lastIndexOf('/');
  const [start = '', end = ''] = glob.slice(slash + 1).split('*');
  return view
    .list(glob.slice(0, slash))
    .filter((name) => name.startsWith(start) && name.endsWith(end))
    .map((name) => `${glob.slice(0, slash)}/${name}`);
}

/** Removes them, and folders in which nothing is left. What cannot be removed stays: nobody reads it. */
export function sweep(root: DiskRoot, owners: readonly Owner[]): void {
  for (const path of temporaryFiles(root, owners)) {
    const place = root.chaser.chaseParent(path);
    if (place.kind === 'file' || place.kind === 'link') attempt(() => remove(root.chaser.onDisk(place.real)));
  }
  for (const glob of owners.flatMap(({ folders = [] }) => folders)) {
    for (const path of foldersLike(root, glob)) {
      const place = root.chaser.chaseParent(path);
      if (place.kind === 'folder') attempt(() => rmdirSync(root.chaser.onDisk(place.real)));
    }
  }
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // A folder that holds something, for one.
  }
}
