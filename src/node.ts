/** What of ifscribe as a library needs Node: roots on disk. */
import type { RootView } from './backend.ts';
import { openRoot as openDiskRoot } from './root/disk-root.ts';

export type { RootView } from './backend.ts';
export { Fault } from './root/fault.ts';

/**
 * A folder on disk as a root, for `readHost` and `convert`: read only, each file when it is first asked for, and once.
 * Links are followed as in a chroot, nothing outside the folder is read.
 *
 * Throws a Fault where the folder is none; so do its functions where a file or folder below it cannot be read, or is
 * larger than configuration can be (64 MiB). A Fault's `findings` say what is wrong, as data.
 */
export const openRoot = (folder: string): RootView => openDiskRoot(folder).view;
