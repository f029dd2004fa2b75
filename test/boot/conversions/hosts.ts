import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesBelow, fixturesFolder } from '../../support/fixture-cases.ts';

const folderOf = (backend: string): string => join(fixturesFolder, 'foreign', backend);

/**
 * Hosts as people write them: fixtures/foreign/<backend>/host-*. Each stands there in every format, in that format's
 * own spelling, and is the same host in all of them, but for what a format cannot say.
 */
export const foreignHosts = (backend: string): string[] =>
  readdirSync(folderOf(backend)).filter((name) => name.startsWith('host-'));

/** The files of such a host by path in its root; a text `-> TARGET` is a link (test/foreign.test.ts). */
export const hostFiles = (backend: string, name: string): Record<string, string> =>
  filesBelow(join(folderOf(backend), name, 'root'));

/** Lays files into a root, over what stands there. */
export function layInto(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const place = join(root, path);
    const [, target] = /^-> (.*)\n$/.exec(text) ?? [];
    mkdirSync(dirname(place), { recursive: true });
    if (target === undefined) writeFileSync(place, text);
    else symlinkSync(target, place);
  }
}
