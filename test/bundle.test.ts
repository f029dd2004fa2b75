import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { buildSync } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
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

describe('the library', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ifscribe-library-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  execFileSync(process.execPath, ['build/bundle.mjs', '--library', folder]);

  /** A module as esbuild bundles it, and what that imports; for a browser it fails where anything of Node is needed. */
  function bundled(name: string, platform: 'browser' | 'node') {
    const { outputFiles, metafile } = buildSync({
      entryPoints: [join(folder, name)],
      bundle: true,
      platform,
      format: 'iife',
      globalName: 'ifscribe',
      write: false,
      metafile: true,
    });
    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports.map(({ path }) => path));
    return { text: outputFiles[0]?.text ?? '', imports: [...new Set(imports)].sort() };
  }

  test.each(backendNames)('does all that it does where there is no Node, as in a browser: %s', (name) => {
    const { text: page, imports } = bundled('index.js', 'browser');
    expect(imports).toEqual([]);
    const globals = { TextEncoder, TextDecoder, name, xml: expected('interface.xml') };
    // As on a page whose policy forbids eval.
    const realm = createContext(globals, { codeGeneration: { strings: false, wasm: false } });
    runInContext(page, realm);
    const said = JSON.parse(runInContext(inTheRealm, realm));
    const canonical = expected('expected/canonical.xml');
    expect(said).toMatchObject({ ofNode: [], errors: [], parsed: canonical, read: canonical });
    const files = expectedFiles(name);
    expect(said.files.map(({ path }: { path: string }) => path.slice(1)).sort()).toEqual(files.sort());
    for (const { path, text } of said.files) expect(text).toBe(expected(`expected/${name}${path}`));
    for (const other of backendNames.filter((each) => each !== name))
      expect(said.converted[other].sort()).toEqual(expectedFiles(other).sort());
  });

  test('needs Node for folders on disk alone', () => {
    expect(bundled('node.js', 'node').imports).toEqual(['node:fs', 'node:path']);
  });
});

const inTheRealm = `
  const { backends, convert, format, memoryRoot, parse, readHost, render } = ifscribe;
  const { host, networks, findings } = parse(xml);
  const rendered = render(host, backends[name], { networks });
  const root = memoryRoot(Object.fromEntries(rendered.files.map(({ path, text }) => [path, text])));
  const back = readHost(root, backends[name]);
  const others = Object.values(backends).filter((backend) => backend.name !== name);
  JSON.stringify({
    ofNode: ['process', 'require', 'Buffer', 'module'].filter((global) => global in globalThis),
    parsed: format(host, networks),
    files: rendered.files,
    read: format(back.host, back.networks),
    converted: Object.fromEntries(
      others.map((to) => [to.name, convert(root, backends[name], to).files.map(({ path }) => path.slice(1))]),
    ),
    errors: [findings, rendered.findings, back.findings].flat().filter(({ severity }) => severity === 'error'),
  });
`;

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
