import { execFileSync, type SpawnSyncOptions, spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** The built command, run as a user would run it: alone in a folder, from outside. */

/** Builds the command into an empty folder of its own, for the tests of one file. */
export function buildCommand(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ifscribe-command-'));
  chmodSync(folder, 0o755);
  afterAll(() => rmSync(folder, { recursive: true }));
  const command = join(folder, 'ifscribe');
  execFileSync(process.execPath, ['build/bundle.mjs', '--command', command]);
  return command;
}

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end; colours and debugging are off unless `options.env` says otherwise. */
export function run(
  command: string,
  words: readonly string[],
  options: SpawnSyncOptions & { input?: string } = {},
): Ran {
  const env = { ...process.env, NO_COLOR: '1', IFSCRIBE_DEBUG: '', ...options.env };
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [command, ...words], {
    input: '',
    ...options,
    env,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  if (error) throw error;
  return { status, stdout: String(stdout), stderr: String(stderr) };
}

/** A folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ifscribe-test-'));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A root with the folders that every system has, and these files. */
export function rootWith(files: Readonly<Record<string, string>> = {}): string {
  const root = temporaryFolder();
  for (const folder of ['etc/systemd/network', 'etc/sysconfig/network-scripts', 'etc/network'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const [path, text] of Object.entries(files)) writeBelow(root, path, text);
  return root;
}

export function writeBelow(root: string, path: string, text: string | Uint8Array): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** Everything below a folder: files with mode and bytes (latin1), links with their target, folders with their mode. */
export function snapshot(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (path: string): void => {
    const full = join(folder, path);
    const stats = lstatSync(full);
    const mode = (stats.mode & 0o7777).toString(8);
    if (stats.isSymbolicLink()) found[path] = `-> ${readlinkSync(full)}`;
    else if (stats.isFile()) found[path] = `${mode} ${readFileSync(full, 'latin1')}`;
    else if (!stats.isDirectory()) found[path] = 'special';
    else {
      found[path || '/'] = `${mode}/`;
      for (const name of readdirSync(full).sort()) visit(`${path}/${name}`);
    }
  };
  visit('');
  return found;
}

/** A bridge with an address, in canonical form. */
export const bridge = (
  name = 'br0',
  member = 'eth0',
  address = '192.0.2.5',
): string => `<interface type='bridge' name='${name}'>
  <start mode='onboot'/>
  <protocol family='ipv4'>
    <ip address='${address}' prefix='24'/>
  </protocol>
  <bridge stp='off'>
    <interface type='ethernet' name='${member}'>
    </interface>
  </bridge>
</interface>
`;

export const brokenVlan = `<interface type='vlan' name='v'>
  <vlan tag='4095'>
    <interface name='eth0'/>
  </vlan>
</interface>
`;
