import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

/** The package as npm would publish it, used by programs of others. `npm test` builds it first. */
const REPOSITORY = join(import.meta.dirname, '..');

const folder = mkdtempSync(join(tmpdir(), 'ifscribe-package-'));
afterAll(() => rmSync(folder, { recursive: true }));
install();

function install(): void {
  const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
  execFileSync('npm', pack, { cwd: REPOSITORY, stdio: 'pipe' });
  const [archive] = readdirSync(folder);
  const place = join(folder, 'node_modules/ifscribe');
  mkdirSync(place, { recursive: true });
  execFileSync('tar', ['-xf', join(folder, archive as string), '-C', place, '--strip-components=1']);
  // What the package depends on: its declarations speak of zod's types.
  symlinkSync(join(REPOSITORY, 'node_modules/zod'), join(folder, 'node_modules/zod'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
}

const program = `
import {
  type Backend,
  type BackendName,
  backends,
  convert,
  type Finding,
  format,
  hasErrors,
  type Interface,
  type KnownHost,
  memoryRoot,
  parse,
  type RootView,
  readHost,
  render,
} from 'ifscribe';
import { Fault, openRoot } from 'ifscribe/node';

const known: KnownHost = parse("<interface type='bridge' name='br0'><bridge stp='off'/></interface>");
const findings: readonly Finding[] = known.findings;
const first: Interface | undefined = known.host.interfaces[0];
if (first?.type === 'bridge') first.bridge.stp satisfies boolean | undefined;
// @ts-expect-error a bridge has no tag, so the declarations are no \`any\`
first?.vlan;
// @ts-expect-error there is no such backend
export type None = (typeof backends)['netplan'];

const name: BackendName = 'networkd';
const backend: Backend = backends[name];
const { files } = render(known.host, backend, { networks: known.networks, sources: known.sources });
const root: RootView = memoryRoot(Object.fromEntries(files.map(({ path, text }) => [path, text])));
const { host, networks } = readHost(root, backend);
const there = convert(root, backend, backends.ifupdown, { rename: new Map([['br0', 'br1']]) });
let code: string | undefined;
try {
  openRoot('/nonexistent');
} catch (error) {
  if (error instanceof Fault) code = error.findings[0]?.code;
}
console.log(JSON.stringify([
  hasErrors(findings),
  format(host, networks),
  there.files.map(({ path }) => path),
  code,
]));
`;

const printed = [
  false,
  "<interface type='bridge' name='br0'>\n  <bridge stp='off'>\n  </bridge>\n</interface>\n",
  ['/etc/network/interfaces.d/ifscribe'],
  'root-not-found',
];

test.each([
  ['nodenext', 'nodenext'],
  ['bundler', 'es2022'],
])('a TypeScript program with moduleResolution %s compiles, and runs', (moduleResolution, module) => {
  const source = `${moduleResolution}.ts`;
  writeFileSync(join(folder, source), program);
  const compilerOptions = {
    target: 'es2022',
    module,
    moduleResolution,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    // No types of Node, and every declaration is looked at.
    lib: ['es2022', 'dom'],
    types: [],
    skipLibCheck: false,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [source] }));
  const tsc = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
  const compiled = run(tsc, '-p', folder);
  expect(compiled).toBe('');
  expect(JSON.parse(run(join(folder, `${moduleResolution}.js`)))).toEqual(printed);
});

test('a CommonJS program can require it', () => {
  const source = "const { parse } = require('ifscribe');\nconsole.log(parse('<a/>').findings[0].code);\n";
  writeFileSync(join(folder, 'program.cjs'), source);
  expect(run(join(folder, 'program.cjs'))).toBe('unknown-element\n');
});

/** What a program prints, also where it fails. */
function run(...words: readonly string[]): string {
  try {
    return execFileSync(process.execPath, words, { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr;
  }
}
