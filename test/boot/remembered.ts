import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cacheFolder } from './images.ts';
import type { Guest } from './machine.ts';
import type { GivenLease } from './segment/segment.ts';

/** A boot that is over. */
export interface Boot {
  /** The files of the guest's report. */
  readonly received: ReadonlyMap<string, string>;
  readonly leases: readonly GivenLease[];
  /** From QEMU's start to the report. */
  readonly seconds: number;
}

/** What came of the last boot of the very same guest in the very same surroundings, on this machine. */
export function remembered(guest: Guest): Boot | undefined {
  const path = placeOf(guest);
  if (!existsSync(path)) return undefined;
  const { received, ...boot } = JSON.parse(readFileSync(path, 'utf8'));
  return { ...boot, received: new Map(received) };
}

export function remember(guest: Guest, boot: Boot): void {
  const path = placeOf(guest);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify({ ...boot, received: [...boot.received] }));
  renameSync(`${path}.new`, path);
}

/** Images and kernels are named by the hash of their recipe. */
function placeOf({ image, kernel, files, ...rest }: Guest): string {
  const told = [basename(dirname(image.disk)), basename(dirname(kernel.vmlinux)), rest, around];
  const hash = createHash('sha256').update(JSON.stringify(told));
  for (const { path, mode, content } of files)
    hash.update(`\n${path} ${mode} ${content.length}\n`).update(content);
  return join(cacheFolder, 'boots', `${hash.digest('hex').slice(0, 32)}.json`);
}

/** The machine, what runs in it, and the network around it: everything a report depends on besides the guest. */
const around: readonly string[] = ['machine.ts', ...inFolder('guest'), ...inFolder('segment')].map((path) =>
  readFileSync(join(import.meta.dirname, path), 'utf8'),
);

function inFolder(folder: string): string[] {
  return readdirSync(join(import.meta.dirname, folder))
    .sort()
    .map((name) => join(folder, name));
}
