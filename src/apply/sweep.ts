import type { Backend } from '../backend.ts';
import type { DiskRoot } from '../root/disk-root.ts';
import { isTemporary } from './temporary.ts';
import { remove } from './write.ts';

/** Files that a run which was killed left beside the backend's own: paths inside the root. */
export function temporaryFiles(root: DiskRoot, backend: Backend): string[] {
  const folders = new Set(backend.owns.map((glob) => glob.slice(0, glob.lastIndexOf('/'))));
  return [...folders].flatMap((folder) =>
    root.view
      .list(folder)
      .filter(isTemporary)
      .map((name) => `${folder}/${name}`),
  );
}

/** Removes them. What cannot be removed stays, as `status` will tell: nobody reads these files. */
export function sweep(root: DiskRoot, backend: Backend): void {
  for (const path of temporaryFiles(root, backend)) {
    const place = root.chaser.chaseParent(path);
    if (place.kind !== 'file' && place.kind !== 'link') continue;
    try {
      remove(root.chaser.onDisk(place.real));
    } catch {
      // See above.
    }
  }
}
