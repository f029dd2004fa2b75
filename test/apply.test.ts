import { linkSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { carryOut } from '../src/apply/carry-out.ts';
import { locate } from '../src/apply/steps.ts';
import type { Change } from '../src/plan/change.ts';
import { decodeBytes, encodeText } from '../src/root/bytes.ts';
import { openRoot } from '../src/root/disk-root.ts';
import { Fault } from '../src/root/fault.ts';
import { snapshot, temporaryFolder, writeBelow } from './support/command.ts';

const undisturbed = { signal: undefined };
const create = (path: string, after: string, mode = 0o644): Change => ({
  path,
  action: 'create',
  mode,
  before: undefined,
  after,
});
const update = (path: string, before: string, after: string, mode = 0o644): Change => ({
  path,
  action: 'update',
  mode,
  before,
  after,
});
const remove = (path: string, before: string): Change => ({
  path,
  action: 'delete',
  mode: 0o644,
  before,
  after: undefined,
});

/** A root with three files to change, the changes, and a `saboteur` that makes the last one fail. */
function prepared() {
  const folder = temporaryFolder();
  for (const name of ['a', 'b', 'c']) writeBelow(folder, `etc/${name}`, `old ${name}\n`);
  const changes = [
    create('/etc/new/deep/d', 'new d\n'),
    update('/etc/a', 'old a\n', 'new a\n', 0o600),
    remove('/etc/b', 'old b\n'),
    update('/etc/c', 'old c\n', 'new c\n'),
  ];
  return { folder, changes };
}

/** Locates the changes, lets `sabotage` happen, and carries them out. */
async function apply(
  folder: string,
  changes: readonly Change[],
  sabotage = (): void => {},
  interruption: { signal: string | undefined } = undisturbed,
) {
  const root = openRoot(folder);
  const { steps, findings } = locate(root, changes);
  expect(findings).toEqual([]);
  sabotage();
  await carryOut(root, steps, interruption);
}

describe('carrying out', () => {
  test('does all that was planned, and leaves nothing else', async () => {
    const { folder, changes } = prepared();
    await apply(folder, changes);
    expect(snapshot(folder)).toEqual({
      '/': '755/',
      '/etc': '755/',
      '/etc/a': '600 new a\n',
      '/etc/c': '644 new c\n',
      '/etc/new': '755/',
      '/etc/new/deep': '755/',
      '/etc/new/deep/d': '644 new d\n',
    });
  });

  test('a failure while preparing takes everything back', async () => {
    const { folder, changes } = prepared();
    const before = snapshot(folder);
    // Its name is too long once it has the prefix of a file being prepared.
    await expect(apply(folder, [...changes, create(`/etc/${'x'.repeat(250)}`, '')])).rejects.toThrow(Fault);
    expect(snapshot(folder)).toEqual(before);
  });

  test('a failure while switching takes back what was switched: the same files, not copies', async () => {
    const { folder, changes } = prepared();
    const before = snapshot(folder);
    const inode = statSync(join(folder, 'etc/a')).ino;
    const sabotage = (): void => {
      rmSync(join(folder, 'etc/z'));
      mkdirSync(join(folder, 'etc/z/full'), { recursive: true });
    };
    writeBelow(folder, 'etc/z', '');
    const failing = create('/etc/z', 'cannot take the place of a folder');
    await expect(apply(folder, [...changes.slice(1), failing], sabotage)).rejects.toThrow(Fault);
    rmSync(join(folder, 'etc/z'), { recursive: true });
    expect(snapshot(folder)).toEqual(before);
    expect(statSync(join(folder, 'etc/a')).ino).toBe(inode);
  });

  test('an interruption takes everything back', async () => {
    const { folder, changes } = prepared();
    const before = snapshot(folder);
    const interrupted = apply(folder, changes, undefined, { signal: 'SIGTERM' });
    await expect(interrupted).rejects.toMatchObject({ findings: [{ code: 'interrupted' }] });
    expect(snapshot(folder)).toEqual(before);
  });

  test('what a run that was killed left under our names does not disturb', async () => {
    const { folder, changes } = prepared();
    const outside = writeBelow(temporaryFolder(), 'precious', 'precious');
    writeBelow(folder, 'etc/.a.ifscribe-new', 'half');
    symlinkSync(outside, join(folder, 'etc/.c.ifscribe-new'));
    writeBelow(folder, 'etc/.a.ifscribe-old', 'older');
    writeBelow(folder, 'etc/.b.ifscribe-old', 'older');
    await apply(folder, changes);
    expect(Object.keys(snapshot(join(folder, 'etc')))).toEqual([
      '/',
      '/a',
      '/c',
      '/new',
      '/new/deep',
      '/new/deep/d',
    ]);
    expect(readFileSync(outside, 'utf8')).toBe('precious');
  });

  test('a second name of a file keeps what it names', async () => {
    const { folder, changes } = prepared();
    linkSync(join(folder, 'etc/a'), join(folder, 'etc/second'));
    await apply(folder, changes);
    expect(readFileSync(join(folder, 'etc/second'), 'utf8')).toBe('old a\n');
  });
});

test('a link that goes takes nothing along of what it leads to', async () => {
  const folder = temporaryFolder();
  writeBelow(folder, 'etc/real', 'kept\n');
  symlinkSync('real', join(folder, 'etc/link'));
  await apply(folder, [remove('/etc/link', 'kept\n')]);
  expect(Object.keys(snapshot(folder))).toEqual(['/', '/etc', '/etc/real']);
});

describe('text and bytes', () => {
  test('any bytes come back', () => {
    const samples = [
      Buffer.from('plain'),
      Buffer.from('\ufeffmarked \u{1f600}'),
      Buffer.from(Array.from({ length: 256 }, (_, n) => n)),
      Buffer.of(0xed, 0xa0, 0x80, 0xf4, 0x90, 0x80, 0x80, 0xc0, 0x80, 0xe2, 0x82),
      Buffer.of(0xe2, 0x82, 0xac, 0xff, 0xe2, 0x82, 0xac),
    ];
    for (const bytes of samples) expect(encodeText(decodeBytes(bytes))).toEqual(bytes);
    expect(decodeBytes(Buffer.from('é€'))).toBe('é€');
  });

  test('random bytes come back', () => {
    let seed = 1;
    const next = (): number => (seed = (seed * 48271) % 0x7fffffff);
    for (let n = 0; n < 2000; n++) {
      const bytes = Buffer.from(
        Array.from({ length: next() % 12 }, () => (next() % 3 ? 0x80 + (next() % 128) : next() % 256)),
      );
      expect(encodeText(decodeBytes(bytes))).toEqual(bytes);
    }
  });

  test('a file is written as it was read', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'f'), Buffer.of(0x61, 0xff, 0x62));
    expect(encodeText(openRoot(folder).view.text('/f') ?? '')).toEqual(Buffer.of(0x61, 0xff, 0x62));
  });
});
