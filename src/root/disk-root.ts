import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RootView } from '../backend.ts';
import { decodeBytes } from './bytes.ts';
import { type Chaser, createChaser } from './chase.ts';
import { fault, systemCode, systemReason } from './fault.ts';

/** A root on disk: its view for the backends and, for what writes, its paths. */
export interface DiskRoot {
  /** As the user named it, for messages. */
  readonly name: string;
  /** Its path on disk, absolute and without links. */
  readonly base: string;
  readonly view: RootView;
  readonly chaser: Chaser;
}

/** No configuration is larger; 12,000 interfaces in one file take some 6 MiB. */
const MAX_BYTES = 64 * 1024 * 1024;

/** No line of configuration is longer; systemd refuses one (LONG_LINE_MAX). Zeros after a crash are one long line. */
const MAX_LINE_BYTES = 1024 * 1024;

/** O_NONBLOCK: a FIFO that took a file's place since it was looked at must not hang the run. */
const OPEN_TO_READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Opens the root `name`; throws a Fault where it is no folder. Everything below it is read when asked for, once. */
export function openRoot(name: string): DiskRoot {
  const base = baseOf(name);
  const chaser = createChaser(base);
  const files = new Map<string, File | undefined>();

  function file(path: string): File | undefined {
    const place = chaser.chase(path);
    if (place.kind !== 'file') return undefined;
    if (!files.has(place.real)) files.set(place.real, readFile(chaser.onDisk(place.real), place.real));
    return files.get(place.real);
  }

  const view: RootView = {
    text: (path) => file(path)?.text,
    mode: (path) => file(path)?.mode,
    list(folder) {
      const place = chaser.chase(folder);
      return place.kind === 'folder' ? chaser.names(place.real) : [];
    },
    exists(path) {
      const { kind } = chaser.chase(path);
      return kind === 'file' || kind === 'folder' || kind === 'other';
    },
    link(path) {
      const place = chaser.chaseParent(path);
      return place.kind === 'link' ? chaser.target(place.real) : undefined;
    },
  };
  return { name, base, view, chaser };
}

function baseOf(name: string): string {
  try {
    const base = realpathSync(resolve(name));
    if (!statSync(base).isDirectory()) throw fault('root-not-found', { root: name, reason: 'not a folder' });
    return base;
  } catch (error) {
    if (systemCode(error) !== undefined)
      throw fault('root-not-found', { root: name, reason: systemReason(error) }, error);
    throw error;
  }
}

let buffer = Buffer.allocUnsafe(64 * 1024);

interface File {
  readonly text: string;
  readonly mode: number;
}

/** A regular file's text and permission bits; undefined where it is no longer one. */
function readFile(onDisk: string | Buffer, path: string): File | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(onDisk, OPEN_TO_READ);
    const stats = fstatSync(fd);
    if (!stats.isFile()) return undefined;
    if (stats.size > MAX_BYTES) throw fault('too-large', { path, limit: '64 MiB' });
    let length = 0;
    for (;;) {
      if (length === buffer.length)
        buffer = Buffer.concat([buffer, Buffer.allocUnsafe(Math.max(buffer.length, stats.size - length))]);
      const read = readSync(fd, buffer, length, buffer.length - length, null);
      if (read === 0) return { text: textOf(buffer.subarray(0, length), path), mode: stats.mode & 0o7777 };
      length += read;
      if (length > MAX_BYTES) throw fault('too-large', { path, limit: '64 MiB' });
    }
  } catch (error) {
    if (systemCode(error) !== undefined)
      throw fault('unreadable', { path, reason: systemReason(error) }, error);
    throw error;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function textOf(bytes: Buffer, path: string): string {
  for (let start = 0, line = 1; bytes.length - start > MAX_LINE_BYTES; line++) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0 || end - start > MAX_LINE_BYTES) throw fault('line-too-long', { path, line, limit: '1 MiB' });
    start = end + 1;
  }
  return decodeBytes(bytes);
}
