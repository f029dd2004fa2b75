// Builds what is shipped below dist/: ifscribe.cjs (the command, one file, no dependency), index.js (the library),
// node.js (what of it needs Node) and types/ (their declarations). `node build/bundle.mjs --command FILE` builds the
// command alone, `--library FOLDER` the library without its declarations, to that place.
import { execFileSync } from 'node:child_process';
import { appendFile, chmod, readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { esbuildTemplates } from './templates.mjs';

const top = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(await readFile(`${top}/package.json`, 'utf8'));

const shared = {
  absWorkingDir: top,
  bundle: true,
  target: 'node20',
  minify: true,
  legalComments: 'none',
  plugins: [esbuildTemplates],
  logLevel: 'warning',
};

/** commander can start verbs that are programs of their own; ours are not, and Node's part for it need not load. */
const withoutProcesses = {
  name: 'without-processes',
  setup(build) {
    build.onResolve({ filter: /^(node:)?child_process$/ }, () => ({
      path: 'child_process',
      namespace: 'none',
    }));
    build.onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/**
 * fast-xml-parser asks is-unsafe about the entities of a DOCTYPE, which the language refuses before the parser
 * sees it. Its tables of patterns take 3 ms to set up; in their place every entity is unsafe.
 */
const withoutEntities = {
  name: 'without-entities',
  setup(build) {
    build.onResolve({ filter: /^is-unsafe$/ }, () => ({ path: 'is-unsafe', namespace: 'refusal' }));
    build.onLoad({ filter: /.*/, namespace: 'refusal' }, () => ({
      contents: 'export const HTML = [], XML = []; export const isUnsafe = () => true;',
    }));
  },
};

/** One CommonJS file: it runs without an extension, and on any Node that image builders have. */
async function buildCommand(outfile) {
  const { metafile } = await build({
    ...shared,
    entryPoints: ['src/cli/main.ts'],
    outfile,
    platform: 'node',
    format: 'cjs',
    banner: { js: '#!/usr/bin/env node' },
    define: { IFSCRIBE_VERSION: JSON.stringify(version) },
    metafile: true,
    plugins: [...shared.plugins, withoutProcesses, withoutEntities],
  });
  await appendFile(resolve(top, outfile), await licenceNotices(metafile));
  await checkAscii(resolve(top, outfile));
  await chmod(resolve(top, outfile), 0o755);
}

/** One character beyond ASCII makes Node decode the file and V8 keep it in two bytes a character: 8 ms a start. */
async function checkAscii(file) {
  const [character] = /[^\0-\x7f]/.exec(await readFile(file, 'utf8')) ?? [];
  if (character) throw new Error(`${file} holds ${JSON.stringify(character)}; write it as an escape`);
}

/** The licences of what is bundled, as a comment at the end: the file may travel alone. */
async function licenceNotices({ inputs }) {
  const folders = Object.keys(inputs).flatMap(
    (path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  if (folders.length === 0) return '';
  const notices = [...new Set(folders)].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(`${top}/${folder}/package.json`, 'utf8'));
    const text = await readFile(`${top}/${folder}/LICENSE`, 'utf8').catch(() => '');
    return `${name} ${version}, ${license}\n\n${text.trim()}`;
  });
  const text = (await Promise.all(notices)).join('\n\n').replaceAll('*/', '* /');
  return `/*\n${text.replace(/[\u201c\u201d]/g, '"')}\n*/\n`;
}

/** The library is pure: a browser could run it, and `platform` makes the build fail where it could not. */
async function buildLibrary(folder) {
  await buildModule('src/index.ts', `${folder}/index.js`, 'neutral');
  await buildModule('src/node.ts', `${folder}/node.js`, 'node');
}

async function buildModule(entry, outfile, platform) {
  const { metafile } = await build({
    ...shared,
    entryPoints: [entry],
    outfile,
    platform,
    mainFields: ['module', 'main'],
    format: 'esm',
    metafile: true,
  });
  await appendFile(resolve(top, outfile), await licenceNotices(metafile));
}

function declareTypes() {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'build/tsconfig.types.json'], {
    cwd: top,
    stdio: 'inherit',
  });
}

const [option, place] = process.argv.slice(2);
if (option === '--command') await buildCommand(place);
else if (option === '--library') await buildLibrary(place);
else {
  await rm(`${top}/dist`, { recursive: true, force: true });
  await buildCommand('dist/ifscribe.cjs');
  await buildLibrary('dist');
  declareTypes();
}
