import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadBackends } from '../src/registry.ts';
import {
  bridge,
  brokenVlan,
  buildCommand,
  rootWith,
  run,
  snapshot,
  temporaryFolder,
  writeBelow,
} from './support/command.ts';

const backends = await loadBackends();

const command = buildCommand();
const ifscribe = (...words: string[]) => run(command, words);
const feed = (input: string, ...words: string[]) => run(command, words, { input });

describe('the command line', () => {
  test.each([
    ['no verb', []],
    ['an unknown verb', ['frobnicate']],
    ['an unknown option', ['list', '--frobnicate']],
    ['an option where a folder belongs', ['list', '--root', '--macs']],
    ['the same with an equals sign', ['list', '--root=--macs']],
    ['an empty root', ['list', '--root', '']],
    ['an empty backend', ['list', '-b', '']],
    ['a missing value', ['list', '--root']],
    ['an unknown backend', ['list', '-b', 'netwrkd']],
    ['an unknown colour', ['list', '--color', 'pink']],
    ['an option of another verb', ['list', '--prune']],
    ['operands where none belong', ['list', 'br0']],
    ['undefine without a name', ['undefine', '-b', 'networkd']],
    ['dumpxml without a name', ['dumpxml', '-b', 'networkd']],
    ['dumpxml with a name and --all', ['dumpxml', '-b', 'networkd', '--all', 'br0']],
    ['render without a backend', ['render', '-']],
    ['a loss of nothing', ['validate', '--allow-loss', '-']],
    ['a DHCP server of nothing', ['validate', '--dhcp', 'kea', '-']],
    ['an empty FILE', ['validate', '']],
    ['an empty FILE among others', ['apply', '-b', 'networkd', 'br0.xml', '']],
    ['an empty NAME', ['undefine', '-b', 'networkd', '']],
    ['an empty NAME to dump', ['dumpxml', '-b', 'networkd', 'br0', '']],
    ['an empty BRIDGE', ['bridge', '-b', 'networkd', 'eth0', '']],
    ['a report as a tree', ['list', '-b', 'networkd', '--report', '--tree']],
    ['a report with MAC addresses', ['list', '-b', 'networkd', '--report', '--macs']],
    ['all, and of networks a NAME', ['dumpxml', '-b', 'networkd', '--all', '--network']],
    ['an unknown code', ['explain', 'vlan-tag-rang']],
    ['an unknown schema', ['schema', 'results']],
    ['help on an unknown verb', ['help', 'frobnicate']],
  ])('%s is wrong usage', (_, words) => {
    const { status, stdout, stderr } = ifscribe(...words);
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(stderr).toMatch(/^ifscribe: error: .+ \[usage\]\n$/);
  });

  test.each([
    ['aply', 'apply'],
    ['undefin', 'undefine'],
    ['defin', 'define'],
  ])('a mistyped verb %s is asked back', (typed, meant) => {
    expect(ifscribe(typed).stderr).toContain(`did you mean ${meant}?`);
    expect(ifscribe('help', typed).stderr).toContain(`did you mean ${meant}?`);
  });

  test('a mistyped backend, code and schema are asked back', () => {
    expect(ifscribe('list', '-b', 'netwrkd').stderr).toContain('did you mean networkd?');
    expect(ifscribe('explain', 'vlan-tag-rang').stderr).toContain('did you mean vlan-tag-range?');
    expect(ifscribe('schema', 'resul').stderr).toContain('did you mean result?');
  });

  test('--version and --help need nothing', () => {
    expect(ifscribe('--version')).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^ifscribe \d+\.\d+\.\d+\n$/),
      stderr: '',
    });
    expect(ifscribe('list', '--version').stdout).toBe(ifscribe('--version').stdout);
    for (const words of [['--help'], ['help'], ['apply', '--help'], ['help', 'apply'], ['define', '-h']]) {
      const { status, stdout, stderr } = ifscribe(...words);
      expect({ words, status, stderr }).toEqual({ words, status: 0, stderr: '' });
      expect(stdout).toContain('Examples:');
    }
  });

  test('common options stand before or after the verb', () => {
    const root = rootWith();
    const after = ifscribe('list', '--root', root, '-b', 'networkd', '--json');
    expect(ifscribe('--root', root, '-b', 'networkd', '--json', 'list')).toEqual(after);
    expect(after.status).toBe(0);
  });
});

describe('documents', () => {
  test('a good one, from a file, from standard input by name and by default', () => {
    const file = writeBelow(temporaryFolder(), 'br0.xml', bridge());
    expect(ifscribe('validate', file).status).toBe(0);
    expect(feed(bridge(), 'validate', '-').status).toBe(0);
    expect(feed(bridge(), 'validate').status).toBe(0);
  });

  test('a bad one is named with its place, on standard error alone', () => {
    const file = writeBelow(temporaryFolder(), 'bad.xml', brokenVlan);
    const { status, stdout, stderr } = ifscribe('validate', file);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain(`${file}:2:`);
    expect(stderr).toMatch(/:2:\d+: error: .+ \[vlan-tag-range\]\n/);
    expect(feed(brokenVlan, 'validate').stderr).toMatch(/^<stdin>:2:\d+: error: /);
  });

  test('what is wrong in several is told in their order, with what is wrong between them', () => {
    const folder = temporaryFolder();
    writeBelow(folder, 'b.xml', brokenVlan);
    writeBelow(folder, 'a.xml', bridge('br0', 'eth0'));
    writeBelow(folder, 'c.xml', bridge('br1', 'eth0', '198.51.100.1'));
    writeBelow(folder, 'notes.txt', 'not a document');
    const { status, stderr } = ifscribe('validate', folder);
    const errors = [...stderr.matchAll(/([abc]\.xml):\d+:\d+: error: .+ \[(.+)\]/g)].map(([, file, code]) => [
      file,
      code,
    ]);
    expect(status).toBe(3);
    expect(errors).toEqual([
      ['b.xml', 'vlan-tag-range'],
      ['c.xml', 'member-twice'],
    ]);
  });

  test('--quiet keeps errors and drops warnings', () => {
    const document = brokenVlan.replace('4095', '5');
    expect(feed(document, 'validate').stderr).toContain('warning:');
    expect(feed(document, 'validate', '-q')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(feed(brokenVlan, 'validate', '-q').stderr).not.toContain('warning:');
  });

  test('what cannot be read is a failure that names it', () => {
    const folder = temporaryFolder();
    symlinkSync('loop', join(folder, 'loop'));
    for (const file of ['none.xml', '', 'loop', 'x'.repeat(300)].map((name) => join(folder, name))) {
      const { status, stderr } = ifscribe('validate', file);
      expect(status).toBe(1);
      expect(stderr).toContain(file);
      expect(stderr).not.toContain('internal-error');
    }
    mkdirSync(join(folder, 'x.xml'));
    expect(ifscribe('validate', folder).stderr).toContain('[document-unreadable]');
  });

  test('a FIFO that stands in a folder is not waited for', () => {
    const folder = temporaryFolder();
    writeBelow(folder, 'a.xml', bridge());
    execFileSync('mkfifo', [join(folder, 'b.xml')]);
    const { status, stderr } = run(command, ['validate', folder], { timeout: 20_000 });
    expect([status, stderr]).toEqual([1, expect.stringContaining(`${join(folder, 'b.xml')}: it is no`)]);
  });

  test('a stream without end is not read to its end', () => {
    expect(ifscribe('validate', '/dev/zero').status).toBe(3);
  });

  test('text that is no UTF-8, and no XML', () => {
    expect(
      ifscribe('validate', writeBelow(temporaryFolder(), 'a.xml', Buffer.of(0x3c, 0xff, 0x3e))).status,
    ).toBe(3);
    expect(feed('', 'validate').status).toBe(3);
    expect(feed('hello', 'validate').status).toBe(3);
  });

  test('with a backend, what it cannot express', () => {
    const document = bridge().replace("stp='off'", "stp='off' delay='0.001'");
    expect(feed(document, 'validate').status).toBe(0);
    expect(feed(document, 'validate', '-b', 'networkd').status).toBe(4);
    const lossy = feed(document, 'validate', '-b', 'networkd', '--allow-loss');
    expect(lossy.status).toBe(0);
    expect(lossy.stderr).toContain('warning:');
    // A rejected document counts more than what the backend lacks.
    expect(
      feed(`<interfaces>${document}${brokenVlan}</interfaces>`, 'validate', '-b', 'networkd').status,
    ).toBe(3);
  });

  test('holds networks against the server that is to lease their addresses, as apply does', () => {
    const document = `<network><name>lab</name><bridge name='virbr7' stp='off' delay='0'/>
      <dns enable='no'/><ip address='192.168.150.1' prefix='24'><tftp root='/srv/tftp'/></ip></network>`;
    const ask = (verb: string, ...more: string[]) =>
      feed(document, verb, '--root', rootWith(), '-b', 'networkd', ...more);
    for (const verb of ['validate', 'render', 'apply']) {
      expect(ask(verb).status, verb).toBe(0);
      expect(ask(verb, '--dhcp', 'kea').status, verb).toBe(4);
      expect(ask(verb, '--dhcp', 'kea', '--allow-loss').status, verb).toBe(0);
    }
  });

  test('no control character of a document reaches the terminal', () => {
    const { stderr } = feed("<interface type='bridge' name='a\u009b31m\u202ebr'/>", 'validate');
    expect(stderr).not.toMatch(/[\u009b\u202e]/);
  });
});

describe.each(backends.map(({ name }) => name))('with %s', (backend) => {
  const at = (root: string, ...words: string[]) => [...words, '--root', root, '-b', backend];

  test('the life of an interface', () => {
    const root = rootWith();
    const before = snapshot(root);
    const file = writeBelow(temporaryFolder(), 'br0.xml', bridge());

    const plan = ifscribe(...at(root, 'plan', '--detailed-exitcode', file));
    expect(plan.status).toBe(2);
    expect(plan.stdout).toMatch(/^--- \/dev\/null\n\+\+\+ b\/etc\//);
    expect(snapshot(root)).toEqual(before);
    const dry = ifscribe(...at(root, 'apply', '--dry-run', '--detailed-exitcode', file));
    expect(dry).toEqual(plan);
    expect(snapshot(root)).toEqual(before);

    expect(ifscribe(...at(root, 'apply', '--detailed-exitcode', file)).status).toBe(2);
    const written = snapshot(root);
    expect(written).not.toEqual(before);
    expect(ifscribe(...at(root, 'define', '--detailed-exitcode', file)).status).toBe(0);
    expect(ifscribe(...at(root, 'plan', file)).stdout).toMatch(/^No changes/);
    expect(snapshot(root)).toEqual(written);

    expect(ifscribe(...at(root, 'dumpxml', 'br0')).stdout).toBe(bridge());
    expect(ifscribe(...at(root, 'dumpxml', '--all')).stdout).toContain(bridge().slice(0, 40));
    expect(ifscribe(...at(root, 'list')).stdout).toMatch(/^br0 .*192\.0\.2\.5\/24$/m);
    expect(ifscribe(...at(root, 'list', '--tree')).stdout).toMatch(/^br0 .*\n└─ eth0 /);
    expect(ifscribe(...at(root, 'status')).status).toBe(0);

    expect(ifscribe(...at(root, 'undefine', '--dry-run', 'br0')).stdout).toMatch(/^\+\+\+ \/dev\/null$/m);
    expect(snapshot(root)).toEqual(written);
    expect(ifscribe(...at(root, 'undefine', 'br0')).status).toBe(0);
    expect(ifscribe(...at(root, 'list')).stdout).toBe('');
    expect(onlyFiles(snapshot(root))).toEqual(onlyFiles(before));
    const again = ifscribe(...at(root, 'undefine', 'br0'));
    expect(again.status).toBe(0);
    expect(again.stderr).toContain('[not-there]');
  });

  test('a diff of plan carries out what apply does', async () => {
    const { applyPatch, parsePatch } = await import('diff');
    const root = rootWith();
    feed(bridge(), ...at(root, 'apply'));
    const changed = bridge('br0', 'eth1', '192.0.2.77');
    const { stdout } = feed(changed, ...at(root, 'plan'));
    const patched: Record<string, string> = {};
    for (const patch of parsePatch(stdout.replace(/^Plan: .*\n/m, ''))) {
      if (patch.newFileName === '/dev/null' || patch.newFileName === undefined) continue;
      const path = patch.newFileName.replace(/^b/, '');
      const old = patch.oldFileName === '/dev/null' ? '' : readFileSync(join(root, path), 'utf8');
      patched[path] = String(applyPatch(old, patch));
    }
    expect(Object.keys(patched).length).toBeGreaterThan(0);
    feed(changed, ...at(root, 'apply'));
    for (const [path, text] of Object.entries(patched))
      expect(readFileSync(join(root, path), 'utf8')).toBe(text);
  });

  test('a refused document writes nothing', () => {
    const root = rootWith();
    const before = snapshot(root);
    expect(feed(brokenVlan, ...at(root, 'apply')).status).toBe(3);
    expect(feed(`<interfaces>${bridge()}${brokenVlan}</interfaces>`, ...at(root, 'apply')).status).toBe(3);
    expect(feed(brokenVlan, ...at(root, 'plan')).status).toBe(3);
    expect(snapshot(root)).toEqual(before);
  });

  test('--prune removes what the documents no longer hold', () => {
    const root = rootWith();
    feed(
      `<interfaces>${bridge()}${bridge('br1', 'eth1', '198.51.100.1')}</interfaces>`,
      ...at(root, 'apply'),
    );
    feed(bridge(), ...at(root, 'apply'));
    expect(ifscribe(...at(root, 'list')).stdout).toMatch(/^br1 /m);
    expect(feed(bridge(), ...at(root, 'apply', '--prune')).status).toBe(0);
    expect(ifscribe(...at(root, 'list')).stdout).not.toMatch(/^br1 /m);
  });

  test('render prints what apply writes, and --out writes it', () => {
    const root = rootWith();
    const out = join(temporaryFolder(), 'new/overlay');
    feed(bridge(), ...at(root, 'apply'));
    const { stdout } = feed(bridge(), 'render', '-b', backend);
    expect(feed(bridge(), 'render', '-b', backend, '--out', out).status).toBe(0);
    const written = onlyFiles(snapshot(out));
    expect(Object.keys(written).length).toBeGreaterThan(0);
    for (const [path, content] of Object.entries(written)) {
      expect(onlyFiles(snapshot(root))[path]).toBe(content);
      expect(stdout).toContain(`# ${path} 0644\n${content.slice('644 '.length)}`);
    }
    expect(feed(bridge(), 'render', '-b', backend, '--out', out).stdout).toMatch(/^No changes/);
    writeFileSync(join(out, Object.keys(written)[0] as string), 'mine\n');
    expect(feed(bridge(), 'render', '-b', backend, '--out', out).status).toBe(5);
    expect(readFileSync(join(out, Object.keys(written)[0] as string), 'utf8')).toBe('mine\n');
  });

  test('what is not there is a failure that names the nearest', () => {
    const root = rootWith();
    feed(bridge(), ...at(root, 'apply'));
    const { status, stdout, stderr } = ifscribe(...at(root, 'dumpxml', 'br0', 'bro'));
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('did you mean br0?');
  });

  test('status tells of an edit, a file that is gone, and a run that was killed', () => {
    const root = rootWith();
    const before = new Set(Object.keys(snapshot(root)));
    feed(bridge(), ...at(root, 'apply'));
    const file = join(
      root,
      Object.keys(onlyFiles(snapshot(root)))
        .filter((path) => !before.has(path))
        .pop() as string,
    );
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, `${text}# edited\n`);
    writeFileSync(file.replace(/[^/]*$/, '.x.ifscribe-new'), '');
    const { status, stdout } = ifscribe(...at(root, 'status'));
    expect(status).toBe(2);
    expect(stdout).toMatch(/^leftover .*\.x.ifscribe-new/m);
    if (backend !== 'ifupdown') {
      expect(stdout).toMatch(/^edited /m);
      expect(feed(bridge('br0', 'eth0', '192.0.2.9'), ...at(root, 'apply')).status).toBe(5);
      expect(readFileSync(file, 'utf8')).toBe(`${text}# edited\n`);
    }
    writeFileSync(file, text);
    expect(feed(bridge(), ...at(root, 'apply')).status).toBe(0);
    expect(ifscribe(...at(root, 'status'))).toMatchObject({ status: 0 });
  });
});

describe('which backend', () => {
  const networkdEnabled = {
    'usr/lib/systemd/systemd-networkd': '',
    'usr/lib/systemd/system/systemd-networkd.service': '[Service]\n[Install]\nWantedBy=multi-user.target\n',
    'etc/systemd/system/multi-user.target.wants/systemd-networkd.service': '',
    'etc/os-release': 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
  };

  test('an empty root cannot tell, unless a backend is named', () => {
    const root = temporaryFolder();
    for (const verb of ['list', 'status', 'detect']) {
      const { status, stderr } = ifscribe(verb, '--root', root);
      expect({ verb, status }).toEqual({ verb, status: 1 });
      expect(stderr).toContain('[backend-unclear]');
    }
    expect(feed(bridge(), 'apply', '--root', root, '-b', 'networkd').status).toBe(0);
  });

  test('detect says what it saw', () => {
    const { status, stdout } = ifscribe('detect', '--root', rootWith(networkdEnabled));
    expect(status).toBe(0);
    expect(stdout).toContain('Debian GNU/Linux 12 (bookworm)\n');
    expect(stdout).toContain('networkd: boots');
    expect(stdout).toMatch(/^The root boots with networkd/m);
  });

  test('auto, said or not, is the backend that the root boots with', () => {
    const root = rootWith(networkdEnabled);
    expect(feed(bridge(), 'apply', '--root', root, '-b', 'auto').status).toBe(0);
    expect(ifscribe('list', '--root', root).stdout).toContain('br0');
  });

  test('a manager that no backend writes for is not passed over for one that is only installed', () => {
    const { 'etc/systemd/system/multi-user.target.wants/systemd-networkd.service': _link, ...installed } =
      networkdEnabled;
    expect(ifscribe('detect', '--root', rootWith(installed)).stdout).toMatch(/^The root would boot with/m);
    const root = rootWith({
      ...installed,
      'usr/lib/systemd/system/NetworkManager.service': '[Service]\n',
      'etc/systemd/system/multi-user.target.wants/NetworkManager.service': '',
    });
    const { status, stderr } = feed(bridge(), 'apply', '--root', root);
    expect(status).toBe(1);
    expect(stderr).toContain('NetworkManager.service');
    expect(feed(bridge(), 'apply', '--root', root, '-b', 'networkd').status).toBe(0);
  });

  test('a missing root, and one that is no folder', () => {
    for (const root of ['/nonexistent-root', '/dev/null']) {
      const { status, stderr } = feed(bridge(), 'apply', '--root', root, '-b', 'networkd');
      expect(status).toBe(1);
      expect(stderr).toContain('[root-not-found]');
    }
  });
});

test('backends lists each with its files and limits', () => {
  const { status, stdout } = ifscribe('backends');
  expect(status).toBe(0);
  for (const { name, owns } of backends) {
    expect(stdout).toContain(`${name}: `);
    for (const glob of owns) expect(stdout).toContain(glob);
  }
});

test('explain knows every code that it lists', () => {
  const { status, stdout } = ifscribe('explain');
  const codes = stdout.split('\n').flatMap((line) => line.split(' ')[0] || []);
  expect(status).toBe(0);
  expect(codes).toContain('vlan-tag-range');
  const all = ifscribe('explain', ...codes);
  expect(all.status).toBe(0);
  for (const code of codes) expect(all.stdout).toMatch(new RegExp(`^${code}: `, 'm'));
});

/** A snapshot without its folders. */
const onlyFiles = (found: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(found).filter(([, what]) => !what.endsWith('/')));
