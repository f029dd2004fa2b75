import { lstatSync } from 'node:fs';
import type { Chaser } from './chase.ts';

/** Something that stands where a file or a folder belongs, and is none. */
export interface Irregular {
  /** What it is that stands there: the path itself, or the link or obstacle on the way. */
  readonly path: string;
  /** In a few words: `a FIFO`. */
  readonly what: string;
}

/** What keeps a path from being read as a file; undefined where it is one, is masked, or nothing is there at all. */
export function notAFile(chaser: Chaser, path: string): Irregular | undefined {
  const place = chaser.chase(path);
  if (place.kind === 'folder') return { path, what: 'a folder' };
  if (place.kind !== 'other') return onTheWay(chaser, path);
  // The device itself, or a link to it, stands for an empty file: that is how one is masked.
  return isNullDevice(place.real) ? undefined : { path, what: kindOf(chaser.onDisk(place.real)) };
}

/** The same of a folder. */
export function notAFolder(chaser: Chaser, path: string): Irregular | undefined {
  const { kind } = chaser.chase(path);
  return kind === 'file' || kind === 'other' ? { path, what: 'no folder' } : onTheWay(chaser, path);
}

/** What keeps a path from leading anywhere, be it there or not. */
export function onTheWay(chaser: Chaser, path: string): Irregular | undefined {
  const place = chaser.chase(path);
  if (place.kind === 'blocked') return { path: place.obstacle, what: 'no folder' };
  if (place.kind !== 'broken' || isNullDevice(place.target)) return undefined;
  return { path: place.link, what: `a link to ${place.target}, which leads nowhere inside the root` };
}

const isNullDevice = (path: string): boolean => /^(?:\/|(?:\.\.\/)+)dev\/null$/.test(path);

function kindOf(onDisk: string | Buffer): string {
  const stats = lstatSync(onDisk, { throwIfNoEntry: false });
  if (stats?.isFIFO()) return 'a FIFO';
  return stats?.isSocket() ? 'a socket' : 'a device';
}
