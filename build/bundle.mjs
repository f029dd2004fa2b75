// Builds what is shipped: dist/ifscribe.cjs (the command, one file, no dependency) and dist/index.js (the library).
import { chmod, readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { esbuildTemplates } from './templates.mjs';

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minify: true,
  legalComments: 'linked',
  plugins: [esbuildTemplates],
  define: { IFSCRIBE_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
};

await rm('dist', { recursive: true, force: true });
await build({
  ...shared,
  entryPoints: ['src/cli/main.ts'],
  outfile: 'dist/ifscribe.cjs',
  format: 'cjs',
  banner: { js: '#!/usr/bin/env node' },
});
await build({ ...shared, entryPoints: ['src/index.ts'], outfile: 'dist/index.js', format: 'esm' });
await chmod('dist/ifscribe.cjs', 0o755);
