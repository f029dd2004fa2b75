import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  bridge,
  buildCommand,
  rootWith,
  run,
  snapshot,
  temporaryFolder,
  writeBelow,
} from './support/command.ts';
import { describeConsumer } from './support/namespace.ts';

const command = buildCommand();
const networkd = (root: string, ...words: string[]) =>
  run(command, [...words, '--root', root, '-b', 'networkd'], { input: bridge(), timeout: 20_000 });
const NOBODY = 65534;
const superuser = process.getuid?.() === 0 ? undefined : 'only the superuser can take other rights';
const asNobody = (root: string, ...words: string[]) =>
  run(command, [...words, '--root', root, '-b', 'networkd'], { input: bridge(), uid: NOBODY, gid: NOBODY });

/** What apply writes into an empty root. */
function pristine(): Record<string, string> {
  const root = rootWith();
  networkd(root, 'apply');
  return snapshot(root);
}

describe('the root', () => {
  test('however it is spelled, the same is written', () => {
    const expected = pristine();
    const spellings: ((root: string) => [root: string, cwd?: string])[] = [
      (root) => [`${root}/`],
      (root) => [`${root}//./`],
      (root) => [relative('/', root), '/'],
      (root) => ['.', root],
      (root) => {
        const link = join(temporaryFolder(), 'link');
        symlinkSync(root, link);
        return [link];
      },
    ];
    for (const spell of spellings) {
      const root = rootWith();
      const [name, cwd] = spell(root);
      const { status } = run(command, ['apply', '--root', name, '-b', 'networkd'], { input: bridge(), cwd });
      expect(status).toBe(0);
      expect(snapshot(root)).toEqual(expected);
    }
  });

  test('modes are right under any umask, and new folders can be entered', () => {
    const expected = pristine();
    for (const mask of ['077', '000', '777']) {
      const root = rootWith();
      rmSync(join(root, 'etc/systemd'), { recursive: true });
      const words = [process.execPath, command, 'apply', '--root', root, '-b', 'networkd', '-'];
      execFileSync('sh', ['-c', `umask ${mask}; exec "$@"`, 'sh', ...words], {
        input: bridge(),
        stdio: 'pipe',
      });
      expect(snapshot(root)).toEqual(expected);
    }
  });

  test('an empty root is enough', () => {
    const root = temporaryFolder();
    expect(networkd(root, 'apply').status).toBe(0);
    expect(networkd(root, 'dumpxml', 'br0').stdout).toBe(bridge());
  });
});

describe('links', () => {
  test('an absolute target starts at the root, and what stands there outside is left alone', () => {
    const outside = temporaryFolder();
    const root = rootWith();
    rmSync(join(root, 'etc/systemd/network'), { recursive: true });
    symlinkSync(outside, join(root, 'etc/systemd/network'));
    mkdirSync(join(root, outside), { recursive: true });
    expect(networkd(root, 'apply').status).toBe(0);
    expect(Object.keys(snapshot(outside))).toEqual(['/']);
    expect(Object.keys(snapshot(join(root, outside))).length).toBeGreaterThan(1);
    expect(networkd(root, 'list').stdout).toContain('br0');
    expect(networkd(root, 'undefine', 'br0').status).toBe(0);
    expect(Object.keys(snapshot(join(root, outside)))).toEqual(['/']);
  });

  test('`..` at the top stays there', () => {
    const root = rootWith();
    rmSync(join(root, 'etc/systemd/network'), { recursive: true });
    symlinkSync(`${'../'.repeat(30)}data`, join(root, 'etc/systemd/network'));
    mkdirSync(join(root, 'data'));
    expect(networkd(root, 'apply').status).toBe(0);
    expect(Object.keys(snapshot(join(root, 'data'))).length).toBeGreaterThan(1);
  });

  test.each([
    ['to what is there only outside', '/tmp'],
    ['to nothing', 'nothing'],
    ['to themselves', 'network'],
    ['in a circle', '/circle/a'],
  ])('that lead %s: absent when reading, refused when writing', (_, target) => {
    const root = rootWith();
    rmSync(join(root, 'etc/systemd/network'), { recursive: true });
    symlinkSync(target, join(root, 'etc/systemd/network'));
    mkdirSync(join(root, 'circle'));
    symlinkSync('b', join(root, 'circle/a'));
    symlinkSync('a', join(root, 'circle/b'));
    const before = snapshot(root);
    expect(networkd(root, 'list')).toEqual({ status: 0, stdout: '', stderr: '' });
    for (const verb of ['plan', 'apply']) {
      const { status, stderr } = networkd(root, verb);
      expect(status).toBe(1);
      expect(stderr).toContain('[broken-link]');
    }
    expect(snapshot(root)).toEqual(before);
  });

  test('a file that is a link stays one, and what it leads to is written', () => {
    const root = rootWith();
    networkd(root, 'apply');
    const [path] = Object.keys(snapshot(root)).filter((name) => name.endsWith('br0.network'));
    const file = join(root, path as string);
    const text = readFileSync(file);
    rmSync(file);
    symlinkSync('/srv/br0.network', file);
    writeBelow(root, 'srv/br0.network', text);
    expect(networkd(root, 'apply').stdout).toMatch(/^No changes/);
    run(command, ['apply', '--root', root, '-b', 'networkd'], { input: bridge('br0', 'eth0', '192.0.2.6') });
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(root, 'srv/br0.network'), 'utf8')).toContain('192.0.2.6');
    expect(networkd(root, 'undefine', 'br0').status).toBe(0);
    expect(existsSync(file)).toBe(false);
  });

  test('a file that an administrator masked is not unmasked', () => {
    const root = rootWith();
    const [path] = Object.keys(pristine()).filter((name) => name.endsWith('br0.network'));
    symlinkSync('/dev/null', join(root, path as string));
    expect(networkd(root, 'apply').status).toBe(1);
    expect(lstatSync(join(root, path as string)).isSymbolicLink()).toBe(true);
  });
});

describe('what is no regular file', () => {
  test('a FIFO or a folder in the place of a file: never waited for, in the way when writing', () => {
    const [path] = Object.keys(pristine()).filter((name) => name.endsWith('br0.network'));
    for (const make of [
      (file: string) => execFileSync('mkfifo', [file]),
      (file: string) => mkdirSync(file),
    ]) {
      const root = rootWith();
      make(join(root, path as string));
      expect(networkd(root, 'list').status).toBe(0);
      expect(networkd(root, 'apply').status).toBe(5);
    }
  });

  test('a file where a folder belongs', () => {
    const root = rootWith();
    rmSync(join(root, 'etc/systemd/network'), { recursive: true });
    writeBelow(root, 'etc/systemd/network', 'a file');
    expect(networkd(root, 'list').status).toBe(0);
    const { status, stderr } = networkd(root, 'apply');
    expect(status).toBe(1);
    expect(stderr).toContain('[not-a-folder]');
  });

  test('a file far larger than configuration is not read', () => {
    const root = rootWith();
    const fd = openSync(writeBelow(root, 'etc/systemd/network/99-huge.network', ''), 'w');
    ftruncateSync(fd, 2 ** 33);
    closeSync(fd);
    const { status, stderr } = networkd(root, 'list');
    expect(status).toBe(1);
    expect(stderr).toContain('[too-large]');
  });
});

describe('what others wrote', () => {
  const latin = Buffer.from(
    '# B\u00fcro\r\n\u0000\u00ff\u00e9 auto lo\niface lo inet loopback\n# no end of line',
    'latin1',
  );

  test('survives byte for byte, whatever its bytes, with its mode', () => {
    const root = rootWith();
    const file = writeBelow(root, 'etc/network/interfaces', latin);
    chmodSync(file, 0o640);
    const ifupdown = (...words: string[]) =>
      run(command, [...words, '--root', root, '-b', 'ifupdown'], { input: bridge() });
    expect(ifupdown('apply').status).toBe(0);
    expect(readFileSync(file).includes(latin)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(ifupdown('undefine', 'br0').status).toBe(0);
    expect(readFileSync(file).subarray(0, latin.length)).toEqual(latin);
  });

  test('a name that is no UTF-8 is read like any other', () => {
    const root = rootWith();
    execFileSync('sh', [
      '-c',
      `printf '[Match]\\nName=br0\\n' > "$(printf '%s/05-\\377.network' "$0")"`,
      join(root, 'etc/systemd/network'),
    ]);
    expect(networkd(root, 'apply').status).toBe(5);
  });
});

test('two runs write the same bytes', () => {
  expect(pristine()).toEqual(pristine());
});

describeConsumer('rights', superuser, () => {
  test('a user without rights writes into a root of their own', () => {
    const root = rootWith();
    execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, root]);
    expect(asNobody(root, 'apply').status).toBe(0);
    expect(snapshot(root)).toEqual(pristine());
  });

  test('a folder that cannot be written is a failure that names the file', () => {
    const root = rootWith();
    const before = snapshot(root);
    const { status, stderr } = asNobody(root, 'apply');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /cannot write \/etc\/systemd\/network\/.*: permission denied; .*\[write-failed\]\n$/m,
    );
    expect(snapshot(root)).toEqual(before);
    expect(asNobody(root, 'plan').status).toBe(0);
  });

  test('a file or folder that cannot be read is a failure, not absence', () => {
    const root = rootWith();
    networkd(root, 'apply');
    const [path] = Object.keys(snapshot(root)).filter((name) => name.endsWith('br0.network'));
    chmodSync(join(root, path as string), 0o600);
    expect(asNobody(root, 'list').stderr).toContain(`cannot read ${path}: permission denied [unreadable]`);
    expect(asNobody(root, 'list').status).toBe(1);
    chmodSync(join(root, path as string), 0o644);
    chmodSync(join(root, 'etc/systemd/network'), 0o700);
    expect(asNobody(root, 'list').status).toBe(1);
  });

  test('a file that is replaced keeps its owner', () => {
    const root = rootWith();
    networkd(root, 'apply');
    const [path] = Object.keys(snapshot(root)).filter((name) => name.endsWith('br0.network'));
    const file = join(root, path as string);
    chownSync(file, 1234, 2345);
    run(command, ['apply', '--root', root, '-b', 'networkd'], { input: bridge('br0', 'eth0', '192.0.2.6') });
    expect(readFileSync(file, 'utf8')).toContain('192.0.2.6');
    expect(statSync(file)).toMatchObject({ uid: 1234, gid: 2345 });
  });
});
