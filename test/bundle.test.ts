import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backendNames } from '../src/registry.ts';
import { buildCommand, run, temporaryFolder } from './support/command.ts';

const command = buildCommand();
const expected = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../fixtures/xen-host', name), 'utf8');

describe('the bundle, alone in a folder', () => {
  test('is one file, and loads nothing but what Node has', () => {
    expect(readdirSync(dirname(command))).toEqual(['ifscribe']);
    const loaded = [...readFileSync(command, 'utf8').matchAll(/\b(?:require|import)\("([^"]+)"\)/g)];
    expect(loaded.length).toBeGreaterThan(0);
    expect(loaded.map(([, name = '']) => name).filter((name) => !isBuiltin(name))).toEqual([]);
  });

  test.each(backendNames)('does the whole main job: %s', (backend) => {
    const root = temporaryFolder();
    const on = (...words: string[]) =>
      run(command, [...words, '--root', root, '-b', backend], {
        cwd: dirname(command),
        input: expected('interface.xml'),
      });
    expect(on('apply')).toMatchObject({ status: 0 });
    expect(on('dumpxml', '--all').stdout).toBe(expected('expected/canonical.xml'));
    const files = expectedFiles(backend);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files)
      expect(readFileSync(join(root, file), 'utf8')).toBe(expected(`expected/${backend}/${file}`));
    expect(on('undefine', ...names())).toMatchObject({ status: 0 });
    expect(on('list').stdout).toBe('');
  });
});

const expectedFiles = (backend: string): string[] =>
  readdirSync(join(import.meta.dirname, '../fixtures/xen-host/expected', backend), {
    recursive: true,
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).split(`/expected/${backend}/`)[1] as string);

const names = (): string[] =>
  [...expected('expected/canonical.xml').matchAll(/^ {2}<interface type='\w+' name='([^']+)'>/gm)].map(
    ([, name]) => name as string,
  );
