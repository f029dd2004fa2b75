import { execFileSync, spawnSync } from 'node:child_process';
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
import { basename, join, relative } from 'node:path';
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
import { describeConsumer } from '../support/namespace.ts';

const command = buildCommand();
const networkd = (root: string, ...words: string[]) =>
  run(command, [...words, '--root', root, '-b', 'networkd'], { input: bridge(), timeout: 20_000 });
const NOBODY = 65534;
const superuser = process.getuid?.() === 0 ? undefined : 'only the superuser can take other rights';
const asNobody = (root: string, ...words: string[]) =>
  run(command, [...words, '--root', root, '-b', 'networkd'], { input: bridge(), uid: NOBODY, gid: NOBODY });

/** A warning about a path that is no regular file. */
const told = (path: string) =>
  expect.stringMatching(new RegExp(`^${path}:1:1: warning: .* \\[not-regular\\]$`, 'm'));

/** A socket that nobody listens at. */
function socketAt(file: string): void {
  const script =
    'const s=require("net").createServer();s.listen(process.argv[1],()=>process.kill(process.pid,"SIGKILL"))';
  spawnSync(process.execPath, ['-e', script, file]);
}

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
    const listed = networkd(root, 'list');
    expect(listed).toMatchObject({ status: 0, stdout: '' });
    expect(listed.stderr).toMatch(/^\/etc\/systemd\/network:1:1: warning: .* \[not-regular\]\n$/);
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
      expect(networkd(root, 'list')).toMatchObject({ status: 0, stderr: told(path as string) });
      expect(networkd(root, 'apply').status).toBe(5);
    }
  });

  const fifo = (file: string) => execFileSync('mkfifo', [file]);
  const kinds: Record<string, (file: string) => unknown> = {
    fifo,
    socket: socketAt,
    folder: (file) => mkdirSync(file),
    nowhere: (file) => symlinkSync('nothing', file),
    outside: (file) => symlinkSync('/etc/passwd', file),
    circle: (file) => symlinkSync(basename(file), file),
    link: (file) => symlinkSync('/fifo', file),
    ...(superuser ? {} : { device: (file) => execFileSync('mknod', [file, 'c', '1', '5']) }),
  };
  const folders: [backend: string, path: (name: string) => string][] = [
    ['networkd', (name) => `/etc/systemd/network/${name}.network`],
    ['networkd', (name) => `/etc/systemd/network/${name}.netdev`],
    ['ifcfg', (name) => `/etc/sysconfig/network-scripts/ifcfg-${name}`],
    ['ifupdown', (name) => `/etc/network/interfaces.d/${name}`],
  ];
  test.each(folders)('among what %s reads (%s): each is told of, and none waited for', (backend, path) => {
    const root = rootWith({ 'etc/network/interfaces': 'source interfaces.d/*\n' });
    mkdirSync(join(root, 'etc/network/interfaces.d'));
    fifo(join(root, 'fifo'));
    for (const [name, make] of Object.entries(kinds)) make(join(root, path(name)));
    const { status, stdout } = run(command, ['list', '--json', '--root', root, '-b', backend], {
      timeout: 20_000,
    });
    const found = JSON.parse(stdout).diagnostics as { code: string; severity: string; file: string }[];
    expect(status).toBe(0);
    expect(found.map(({ code, severity, file }) => [code, severity, file])).toEqual(
      Object.keys(kinds)
        .sort()
        .map((name) => ['not-regular', 'warning', path(name)]),
    );
  });

  const places: [backend: string, other: string, path: string][] = [
    ['networkd', 'ifupdown', '/etc/systemd/network/10-x.network'],
    ['ifcfg', 'networkd', '/etc/sysconfig/network-scripts/ifcfg-eth7'],
    ['ifupdown', 'ifcfg', '/etc/network/interfaces.d/ifscribe'],
  ];
  test.each(places)('every verb that reads %s tells of it, also on the way to %s', (backend, other, path) => {
    const root = rootWith({ 'etc/network/interfaces': 'source interfaces.d/*\n' });
    mkdirSync(join(root, 'etc/network/interfaces.d'));
    fifo(join(root, path));
    const at = ['--root', root, '-b', backend];
    const to = ['--from', backend, '--to', other, '--root', root];
    for (const words of [
      ['dumpxml', '--all', ...at],
      ['status', ...at],
      ['plan', '-', ...at],
      ['apply', '--dry-run', '--adopt', '-', ...at],
      ['convert', ...to],
      ['convert', ...to, '--apply'],
    ]) {
      const { stderr } = run(command, words, { input: bridge('br7', 'eth8'), timeout: 20_000 });
      expect([...words, stderr]).toContainEqual(told(path));
    }
  });

  test('also in the place of files of which there is one', () => {
    const root = rootWith();
    fifo(join(root, 'etc/network/interfaces'));
    mkdirSync(join(root, 'etc/sysconfig/network'));
    const list = (backend: string) => run(command, ['list', '--root', root, '-b', backend]).stderr;
    expect(list('ifupdown')).toMatch(/^\/etc\/network\/interfaces:.* is a FIFO.*\[not-regular\]$/m);
    expect(list('ifcfg')).toMatch(/^\/etc\/sysconfig\/network:.* is a folder.*\[not-regular\]$/m);
  });

  test('also in the place of the record of a guest network', () => {
    const root = rootWith();
    const lab =
      "<network><name>lab</name><bridge name='virbr5'/><ip address='192.168.150.1' prefix='24'/></network>";
    run(command, ['apply', '--root', root, '-b', 'networkd'], { input: lab });
    const path = '/etc/ifscribe/networks/lab.xml';
    rmSync(join(root, path));
    fifo(join(root, path));
    for (const verb of ['list', 'status', 'apply']) expect(networkd(root, verb).stderr).toEqual(told(path));
  });

  test('also in the place of a folder of drop-ins', () => {
    const root = rootWith({ 'etc/systemd/network/10-x.network': '[Match]\nName=eth7\n' });
    const path = '/etc/systemd/network/10-x.network.d';
    symlinkSync('/srv/not-copied', join(root, path));
    expect(networkd(root, 'list').stderr).toEqual(told(path));
  });

  test('a link to /dev/null masks a file, and is no fault', () => {
    for (const [backend, , path] of places) {
      const root = rootWith();
      mkdirSync(join(root, 'etc/network/interfaces.d'));
      symlinkSync(backend === 'ifcfg' ? '../../../dev/null' : '/dev/null', join(root, path));
      const list = () => run(command, ['list', '--root', root, '-b', backend]).stderr;
      expect(list()).toBe('');
      if (superuser) continue;
      mkdirSync(join(root, 'dev'));
      execFileSync('mknod', [join(root, 'dev/null'), 'c', '1', '3']);
      expect(list()).toBe('');
    }
  });

  test('what others have beside them is nothing to tell of', () => {
    const root = rootWith();
    fifo(join(root, 'etc/systemd/network/README'));
    symlinkSync('nothing', join(root, 'etc/network/interfaces.bak'));
    mkdirSync(join(root, 'etc/sysconfig/network-scripts/old'));
    symlinkSync('nothing', join(root, 'etc/os-release'));
    for (const [backend] of places)
      expect(run(command, ['list', '--root', root, '-b', backend]).stderr).toBe('');
  });

  test('names that no file can have lead nowhere', () => {
    const root = rootWith({
      'etc/network/interfaces': `source /etc/${'a'.repeat(5000)}\nsource /etc/a\u0000b\nauto eth0\niface eth0 inet dhcp\n`,
    });
    const { status, stdout } = run(command, ['list', '--root', root, '-b', 'ifupdown']);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^eth0 /)]);
  });

  test('a file where a folder belongs', () => {
    const root = rootWith();
    rmSync(join(root, 'etc/systemd/network'), { recursive: true });
    writeBelow(root, 'etc/systemd/network', 'a file');
    expect(networkd(root, 'list')).toMatchObject({ status: 0, stderr: told('/etc/systemd/network') });
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

  test.each([
    ['networkd', '/etc/systemd/network/99-x.network'],
    ['ifcfg', '/etc/sysconfig/network-scripts/ifcfg-eth0'],
    ['ifupdown', '/etc/network/interfaces'],
  ])('neither is one with a line far longer than one of %s', (backend, path) => {
    const root = rootWith({ [path]: `# a comment\n${'\0'.repeat(2 ** 23)}` });
    const { status, stderr } = run(command, ['list', '--root', root, '-b', backend]);
    expect([status, stderr]).toEqual([1, expect.stringContaining(`line 2 of ${path} is longer`)]);
    writeBelow(root, path, `# ${'x'.repeat(2 ** 20 - 2)}\n`.repeat(3));
    expect(run(command, ['list', '--root', root, '-b', backend])).toMatchObject({ status: 0, stdout: '' });
  });

  test('of a long line the beginning is told', () => {
    const root = rootWith({ 'etc/network/interfaces': `auto ${'\u00fc'.repeat(400_000)}\n`.repeat(2) });
    for (const words of [['list'], ['list', '--report']]) {
      const { stdout, stderr } = run(command, [...words, '--root', root, '-b', 'ifupdown']);
      expect((stdout + stderr).length).toBeLessThan(50_000);
    }
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

  test('bytes that are no UTF-8 are shown as bytes', () => {
    const root = rootWith();
    writeBelow(root, 'etc/systemd/network/a.network', Buffer.from('[Match]\nNam\xe9=eth0\n', 'latin1'));
    expect(networkd(root, 'list', '--report').stdout).toContain('Nam\\xe9=eth0');
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
