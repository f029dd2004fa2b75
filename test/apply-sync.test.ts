import { basename, dirname } from 'node:path';
import { expect, test, vi } from 'vitest';
import { carryOut } from '../src/apply/carry-out.ts';
import { locate } from '../src/apply/steps.ts';
import type { Change } from '../src/plan/change.ts';
import { openRoot } from '../src/root/disk-root.ts';
import { temporaryFolder, writeBelow } from './support/command.ts';

/** What was synced and switched, in order, as it happened on the disk. */
const events = vi.hoisted((): string[] => []);

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const pathOf = (fd: number): string => fs.readlinkSync(`/proc/self/fd/${fd}`);
  return {
    ...fs,
    fsyncSync: (fd: number) => {
      events.push(`sync ${pathOf(fd)}`);
      fs.fsyncSync(fd);
    },
    renameSync: (from: string, to: string) => {
      events.push(`rename ${from} ${to}`);
      fs.renameSync(from, to);
    },
  };
});

const change = (path: string, before: string | undefined, after: string | undefined): Change => ({
  path,
  action: before === undefined ? 'create' : after === undefined ? 'delete' : 'update',
  mode: 0o644,
  before,
  after,
});

/** Carries out a deletion, an update and a creation, said in that order. */
async function apply(): Promise<string> {
  const folder = temporaryFolder();
  writeBelow(folder, 'etc/old', 'old\n');
  writeBelow(folder, 'etc/gone', 'gone\n');
  const root = openRoot(folder);
  const changes = [
    change('/etc/gone', 'gone\n', undefined),
    change('/etc/old', 'old\n', 'new\n'),
    change('/etc/new/a', undefined, 'a\n'),
  ];
  events.length = 0;
  await carryOut(root, locate(root, changes).steps, { signal: undefined });
  return folder;
}

test('a power cut finds whole files: each is synced before it takes its place, its folder after', async () => {
  const folder = await apply();
  for (const path of ['/etc/new/a', '/etc/old']) {
    const place = `${folder}${path}`;
    const at = events.findIndex((event) => event.startsWith('rename ') && event.endsWith(` ${place}`));
    const [, staged = ''] = events[at]?.split(' ') ?? [];
    expect(dirname(staged)).toBe(dirname(place));
    expect(basename(staged)).toMatch(/^\./);
    expect(events.slice(0, at)).toContain(`sync ${staged}`);
  }
  const last = events.findLastIndex((event) => event.startsWith('rename '));
  for (const path of ['/etc', '/etc/new']) expect(events.slice(last)).toContain(`sync ${folder}${path}`);
});

test('what is new comes before what replaces, and what goes is last: nothing is without configuration', async () => {
  const folder = await apply();
  const renames = events.filter((event) => event.startsWith('rename ')).map((event) => event.split(' '));
  expect(renames.map(([, from, to]) => [from, to].find((path) => !path?.includes('/.')))).toEqual(
    ['/etc/new/a', '/etc/old', '/etc/gone'].map((path) => `${folder}${path}`),
  );
});
