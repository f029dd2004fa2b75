#!/usr/bin/env node
// How long the command takes, as a user sees it: `npm run bench [-- --runs 5 --sizes 1,100 --backends networkd]`.
// Roots are on a tmpfs, so that the disk is no part of it. A quiet machine gives the better figures.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { interfaceXml, netplanYaml, networkXml } from './documents.mjs';
import { measure } from './measure.mjs';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    sizes: { type: 'string', default: '1,100,1000,4000' },
    networks: { type: 'string', default: '1,10,100' },
    backends: { type: 'string', default: '' },
  },
});
const runs = Number(options.runs);
const sizes = options.sizes.split(',').map(Number);
const networks = options.networks.split(',').filter(Boolean).map(Number);
const ifscribe = [process.execPath, join(import.meta.dirname, '../dist/ifscribe.cjs')];
if (!existsSync(ifscribe[1])) {
  console.error('bench: dist/ifscribe.cjs is not there: npm run build');
  process.exit(1);
}
const backends = options.backends ? options.backends.split(',') : listBackends();
const hasNetplan = spawnSync('netplan', ['--help']).status !== null;
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'ifscribe-bench-'));

try {
  const empty = measure(runs, () => [process.execPath, '-e', '0']);
  const version = measure(runs, () => [...ifscribe, '--version']);
  print(['vlans', 'command', 'ms', '× node -e 0', '× netplan', 'peak MiB']);
  print(['---:', '---', '---:', '---:', '---:', '---:']);
  row('', 'node -e 0', empty, empty);
  row('', 'ifscribe --version', version, empty);
  for (const size of sizes) benchSize(size, empty);
  if (networks.length > 0) print(['guest networks', '', '', '', '', '']);
  for (const size of networks) benchNetworks(size, empty);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function benchSize(size, empty) {
  const document = join(work, `${size}.xml`);
  writeFileSync(document, interfaceXml(size));
  const netplan = hasNetplan ? measure(runs, () => netplanGenerate(size)) : undefined;
  if (netplan) row(size, 'netplan generate', netplan, empty, netplan);
  else console.error('bench: netplan is not installed: skipped');
  for (const backend of backends) {
    const render = measure(runs, () => [...ifscribe, 'render', '-q', '-b', backend, document]);
    row(size, `render -b ${backend}`, render, empty, netplan);
    const apply = (root) => [...ifscribe, 'apply', '-q', '--root', root, '-b', backend, document];
    row(
      size,
      `apply -b ${backend}`,
      measure(runs, () => apply(emptyRoot())),
      empty,
      netplan,
    );
    const root = emptyRoot();
    measure(1, () => apply(root));
    row(
      size,
      `apply -b ${backend}, again`,
      measure(runs, () => apply(root)),
      empty,
      netplan,
    );
    const dump = [...ifscribe, 'dumpxml', '--all', '-q', '--root', root, '-b', backend];
    row(
      size,
      `dumpxml --all -b ${backend}`,
      measure(runs, () => dump),
      empty,
      netplan,
    );
  }
}

function benchNetworks(size, empty) {
  const document = join(work, `networks-${size}.xml`);
  writeFileSync(document, networkXml(size));
  for (const backend of backends) {
    const apply = (root) => [...ifscribe, 'apply', '-q', '--root', root, '-b', backend, document];
    row(
      size,
      `apply -b ${backend}`,
      measure(runs, () => apply(emptyRoot())),
      empty,
    );
  }
}

function netplanGenerate(size) {
  const root = emptyRoot();
  mkdirSync(join(root, 'etc/netplan'));
  writeFileSync(join(root, 'etc/netplan/bench.yaml'), netplanYaml(size), { mode: 0o600 });
  return ['netplan', 'generate', '--root-dir', root];
}

/** A new root, in which every backend finds its folder; the one before goes. */
function emptyRoot() {
  const root = join(work, 'root');
  rmSync(root, { recursive: true, force: true });
  for (const folder of ['systemd/network', 'sysconfig/network-scripts', 'network/interfaces.d'])
    mkdirSync(join(root, 'etc', folder), { recursive: true });
  return root;
}

function listBackends() {
  const { stdout } = spawnSync(ifscribe[0], [ifscribe[1], 'backends', '--json'], { encoding: 'utf8' });
  return JSON.parse(stdout).backends.map(({ name }) => name);
}

function row(size, command, { wallMs, peakMiB }, empty, netplan) {
  const ratio = (other) => (other ? (wallMs / other.wallMs).toFixed(1) : '');
  print([size, command, wallMs.toFixed(0), ratio(empty), ratio(netplan), peakMiB?.toFixed(0) ?? '']);
}

function print(cells) {
  const widths = [5, 26, 6, 11, 9, 8];
  const pad = (cell, n) => (n === 1 ? String(cell).padEnd(widths[n]) : String(cell).padStart(widths[n]));
  console.log(`| ${cells.map(pad).join(' | ')} |`);
}
