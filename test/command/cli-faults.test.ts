import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  bridge,
  buildCommand,
  rootWith,
  run,
  snapshot,
  temporaryFolder,
  writeBelow,
} from '../support/command.ts';
import { describeConsumer, inNamespace, whyNot } from '../support/namespace.ts';

const command = buildCommand();
const FOLDER = 'etc/systemd/network';

/** A document with that many bridges; `octet` makes all of them differ. */
const bridges = (count: number, octet = 1): string => {
  const one = (n: number): string => bridge(`br${n}`, `eth${n}`, `10.${n >> 8}.${n & 255}.${octet}`);
  return `<interfaces>${Array.from({ length: count }, (_, n) => one(n)).join('')}</interfaces>`;
};

const start = (root: string, ...words: string[]): ChildProcess =>
  spawn(process.execPath, [command, ...words, '--root', root, '-b', 'networkd'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });

const ended = (
  child: ChildProcess,
): Promise<{ status: number | null; signal: string | null; stderr: string }> =>
  new Promise((resolve) => {
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdout?.resume();
    child.on('close', (status, signal) => resolve({ status, signal, stderr }));
  });

/** Waits until a file of an apply that is under way can be seen, or the apply is over. */
async function underWay(root: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && !readdirSync(join(root, FOLDER)).some((name) => name.startsWith('.')))
    await new Promise((resolve) => setTimeout(resolve, 1));
}

describe('signals', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s leaves the old configuration or the new one, and nothing else',
    async (signal) => {
      const root = rootWith();
      run(command, ['apply', '--root', root, '-b', 'networkd'], { input: bridges(600) });
      const before = snapshot(root);
      const child = start(root, 'apply', '-');
      child.stdin?.end(bridges(600, 2));
      const end = ended(child);
      await underWay(root, child);
      child.kill(signal);
      const { status, stderr } = await end;
      const after = snapshot(root);
      expect(Object.keys(after)).toEqual(Object.keys(before));
      if (status === 0)
        expect(
          run(command, ['apply', '--root', root, '-b', 'networkd'], { input: bridges(600, 2) }).stdout,
        ).toMatch(/^No changes/);
      else {
        expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('[interrupted]') });
        expect(after).toEqual(before);
      }
    },
  );

  test('what kill -9 leaves is mended by the next apply', async () => {
    const root = rootWith();
    const child = start(root, 'apply', '-');
    child.stdin?.end(bridges(600));
    const end = ended(child);
    await underWay(root, child);
    child.kill('SIGKILL');
    await end;
    expect(run(command, ['apply', '--root', root, '-b', 'networkd'], { input: bridges(600) }).status).toBe(0);
    const other = rootWith();
    run(command, ['apply', '--root', other, '-b', 'networkd'], { input: bridges(600) });
    expect(snapshot(root)).toEqual(snapshot(other));
  });
});

test('runs at the same time do not interleave', async () => {
  const root = rootWith();
  const children = Array.from({ length: 4 }, (_, n) => {
    const child = start(root, 'apply', '-');
    child.stdin?.end(bridge(`br${n}`, `eth${n}`, `10.0.${n}.1`));
    return ended(child);
  });
  for (const { status, stderr } of await Promise.all(children))
    expect({ status, stderr }).toMatchObject({ status: 0 });
  const { stdout } = run(command, ['list', '--root', root, '-b', 'networkd']);
  for (let n = 0; n < 4; n++) expect(stdout).toMatch(new RegExp(`^br${n} .* 10\\.0\\.${n}\\.1/24$`, 'm'));
  expect(run(command, ['status', '--root', root, '-b', 'networkd']).status).toBe(0);
});

describe('pipes', () => {
  test('a reader that has seen enough is no error', async () => {
    const root = rootWith();
    const child = start(root, 'plan', '-');
    child.stdin?.end(bridges(400));
    child.stdout?.once('data', () => child.stdout?.destroy());
    const end = new Promise((resolve) => child.on('exit', (status, signal) => resolve({ status, signal })));
    expect(await end).toEqual({ status: 0, signal: null });
  });

  test('standard output that cannot be written to is a failure', () => {
    const full = openSync('/dev/full', 'w');
    for (const words of [['backends'], ['backends', '--json'], ['--help'], ['--version']]) {
      const { status, stderr } = run(command, words, { stdio: ['ignore', full, 'pipe'] });
      expect(status).toBe(1);
      expect(stderr).toContain('[output-failed]');
    }
    closeSync(full);
  });

  test.each(['--version', '--help', 'explain', 'schema model'])(
    'nobody left to read %s is no error',
    (words) => {
      const script = `exec 3> >(exec true); wait $!; "${process.execPath}" "${command}" $1 >&3; echo $?`;
      const { stdout, stderr } = runShell(script, words);
      expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
    },
  );

  test('a large answer arrives whole', () => {
    const root = rootWith();
    const { stdout } = run(command, ['plan', '--json', '--root', root, '-b', 'networkd'], {
      input: bridges(1500),
    });
    expect(JSON.parse(stdout).files.length).toBeGreaterThanOrEqual(3000);
  });

  test('a document may come from a pipe', () => {
    const script = `exec "${process.execPath}" "${command}" validate <(cat "$1") /dev/stdin < "$1"`;
    const file = writeBelow(temporaryFolder(), 'a.xml', bridge());
    const { status, stderr } = runShell(script, file);
    expect({ status, stderr }).toMatchObject({ status: 0 });
  });
});

describe('colours', () => {
  const coloured = (words: string[], env: Record<string, string> = {}): boolean => {
    const { stdout } = run(command, ['plan', '--root', rootWith(), '-b', 'networkd', ...words], {
      input: bridge(),
      env,
    });
    return stdout.includes('\u001b[');
  };

  test('only on a terminal, unless they are asked for', () => {
    expect(coloured([], { NO_COLOR: '' })).toBe(false);
    expect(coloured(['--color', 'auto'], { NO_COLOR: '' })).toBe(false);
    expect(coloured(['--color', 'never'], { NO_COLOR: '' })).toBe(false);
    expect(coloured(['--color', 'always'])).toBe(true);
  });
});

test('an internal error is one line, and more only for debugging', () => {
  // A folder in the place of the command's own working directory, removed, makes Node itself fail.
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'gone'));
  const script = `cd "$1/gone" && rmdir "$1/gone" && exec "${process.execPath}" "${command}" list --root . -b networkd`;
  const { status, stderr } = runShell(script, folder);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^ifscribe: error: .+\n$/);
});

function runShell(script: string, argument: string) {
  const path = writeBelow(
    temporaryFolder(),
    'script.cjs',
    `
    const { spawnSync } = require('node:child_process');
    const { status, stdout, stderr } = spawnSync('bash', ['-c', ${JSON.stringify(script)}, 'bash', process.argv[2]], { encoding: 'utf8' });
    process.stdout.write(stdout); process.stderr.write(stderr); process.exitCode = status;`,
  );
  return run(path, [argument]);
}

describeConsumer('disks', await whyNot('mount', 'truncate'), () => {
  const node = process.execPath;
  const inMount = (script: string) => inNamespace(`root=$(mktemp -d); ${script}`);

  test('a full one leaves the old configuration', async () => {
    const document = writeBelow(temporaryFolder(), 'd.xml', bridges(40));
    const larger = writeBelow(temporaryFolder(), 'd.xml', bridges(400, 2));
    const { stdout, stderr, status } = await inMount(`
      mount -t tmpfs -o size=1M,nr_inodes=400 none $root
      ${node} ${command} apply --root $root -b networkd ${document} -q
      before=$(cd $root && find . -type f | sort | xargs sha256sum; find $root | wc -l)
      set +e
      ${node} ${command} apply --root $root -b networkd ${larger}; echo "status $?"
      after=$(cd $root && find . -type f | sort | xargs sha256sum; find $root | wc -l)
      [ "$before" = "$after" ] && echo same`);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(/no space left on the disk.*\[write-failed\]/),
    });
    expect(stdout).toBe('status 1\nsame\n');
  });

  test('one that is read-only is a failure that says so', async () => {
    const document = writeBelow(temporaryFolder(), 'd.xml', bridge());
    const { stdout, stderr } = await inMount(`
      mount -t tmpfs none $root; mount -o remount,ro $root; set +e
      ${node} ${command} apply --root $root -b networkd ${document}; echo "status $?"
      ${node} ${command} plan --root $root -b networkd ${document} >/dev/null; echo "status $?"`);
    expect(stdout).toBe('status 1\nstatus 0\n');
    expect(stderr).toContain('the file system is read-only');
  });
});
