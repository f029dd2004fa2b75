#!/usr/bin/env node
// Boots what ifscribe writes: `npm run test:boot [-- --backend networkd --case xen-host]`. See main.ts.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { esbuildTemplates } from '../../build/templates.mjs';

const top = join(import.meta.dirname, '../..');

/** Modules look for files beside their source, wherever the bundle stands. */
const ownFolders = {
  name: 'own folders',
  setup(bundle) {
    bundle.onLoad({ filter: /\/test\/.*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(
        'import.meta.dirname',
        JSON.stringify(dirname(path)),
      ),
      loader: 'ts',
    }));
  },
};

const folder = mkdtempSync(join(tmpdir(), 'ifscribe-boot-'));
process.once('exit', () => rmSync(folder, { recursive: true }));
const outfile = join(folder, 'boot.mjs');
await build({
  entryPoints: [join(import.meta.dirname, 'main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
  plugins: [esbuildTemplates, ownFolders],
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
const ifscribe = join(folder, 'ifscribe.cjs');
execFileSync(process.execPath, [join(top, 'build/bundle.mjs'), '--command', ifscribe]);
const { main } = await import(outfile);
process.exitCode = await main(process.argv.slice(2), ifscribe);
