import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { encodeText } from '../root/bytes.ts';
import { systemCode } from '../root/fault.ts';

type DiskPath = string | Buffer;

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Writes a file of its own (never through a link) and returns it open, not yet synced. `replaces`: the file
 * whose place it will take, and whose owner it gets.
 */
export function writeNew(path: DiskPath, text: string, mode: number, replaces?: DiskPath): number {
  // Nobody may read it before its mode is known to be right.
  const fd = overLeftover(path, () => openSync(path, CREATE, 0o600));
  try {
    const bytes = encodeText(text);
    for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
    if (replaces !== undefined) keepOwner(fd, replaces);
    fchmodSync(fd, mode);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Makes a symbolic link that leads to `target`. */
export const makeLink = (target: string, path: DiskPath): void =>
  overLeftover(path, () => symlinkSync(target, path));

/** `work` makes `path`; what a run that was killed left there goes first. */
function overLeftover<T>(path: DiskPath, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    unlinkSync(path);
    return work();
  }
}

/** Removes a file, if it is there. */
export function remove(path: DiskPath): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

function keepOwner(fd: number, replaces: DiskPath): void {
  const before = lstatSync(replaces);
  const now = fstatSync(fd);
  if (before.uid !== now.uid || before.gid !== now.gid) fchownSync(fd, before.uid, before.gid);
}

export const syncFile = (fd: number): void => fsyncSync(fd);

export function syncFolder(path: DiskPath): void {
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(fd);
  } catch (error) {
    // Some network file systems cannot sync folders.
    if (systemCode(error) !== 'EINVAL') throw error;
  } finally {
    closeSync(fd);
  }
}

/** Keeps the file at `path` under a second name: itself where the file system has hard links, else a copy. */
export function keepAside(path: DiskPath, backup: DiskPath, text: string): void {
  try {
    overLeftover(backup, () => linkSync(path, backup));
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(systemCode(error) ?? ''))
      throw error;
    closeSync(writeNew(backup, text, lstatSync(path).mode & 0o7777, path));
  }
}
