import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { forms } from '../src/cli/output/forms.ts';
import { buildCommand, rootWith, run, snapshot, temporaryFolder, writeBelow } from './support/command.ts';
import { fixturesFolder } from './support/fixture-cases.ts';

const command = buildCommand();

/** Runs convert with --json, and holds the answer against its form. */
function convert(root: string, ...words: string[]) {
  const { status, stdout, stderr } = run(command, ['convert', ...words, '--root', root, '--json']);
  expect(stderr).toBe('');
  const answer = JSON.parse(stdout);
  expect(forms.convert.parse(answer)).toEqual(answer);
  const codes: string[] = answer.diagnostics
    .filter(({ severity }: { severity: string }) => severity === 'error')
    .map(({ code }: { code: string }) => code);
  return { status, answer, codes };
}

/** A root with what somebody wrote. */
function hostOf(path: string): string {
  const root = rootWith();
  cpSync(join(fixturesFolder, 'foreign', path, 'root'), root, { recursive: true });
  return root;
}

const paths = (answer: { files: readonly { path: string }[] }): string[] =>
  answer.files.map(({ path }) => path);

const interfaces = `auto eth0
iface eth0 inet static
    address 192.0.2.5/24
auto eth0.7
iface eth0.7 inet manual
    up ethtool -K eth0.7 gro off
`;
const withInterfaces = (text = interfaces): string => {
  const root = rootWith();
  writeBelow(root, 'etc/network/interfaces', text);
  return root;
};
const plain = interfaces.replace(/ +up ethtool.*\n/, '');

describe('to another place', () => {
  test('the root stays as it is, and what is printed is what --out writes', () => {
    const root = hostOf('ifcfg/host-kvm');
    const before = snapshot(root);
    const printed = convert(root, '--from', 'ifcfg', '--to', 'networkd');
    expect([printed.status, printed.answer.changed, printed.answer.from]).toEqual([0, false, 'ifcfg']);
    const out = join(temporaryFolder(), 'new');
    const written = convert(root, '--from', 'ifcfg', '--to', 'networkd', '--out', out);
    expect([written.status, written.answer.changed]).toEqual([0, true]);
    expect(paths(written.answer)).toEqual(paths(printed.answer));
    for (const { path, content } of printed.answer.files)
      expect(readFileSync(join(out, path), 'utf8')).toBe(content);
    expect(snapshot(root)).toEqual(before);
    const again = convert(root, '--from', 'ifcfg', '--to', 'networkd', '--out', out, '--detailed-exitcode');
    expect([again.status, again.answer.changed]).toEqual([0, false]);
    const other = [...['--out', join(out, 'other')], '--detailed-exitcode'];
    expect(convert(root, '--from', 'ifcfg', '--to', 'networkd', ...other).status).toBe(2);
  });

  test('a file of others there is not overwritten', () => {
    const out = temporaryFolder();
    writeBelow(out, 'etc/network/interfaces.d/ifscribe', 'iface eth9 inet dhcp\n');
    const before = snapshot(out);
    const { status, codes } = convert(
      hostOf('ifcfg/host-web'),
      '--from',
      'ifcfg',
      '--to',
      'ifupdown',
      '--out',
      out,
    );
    expect([status, codes]).toEqual([5, ['in-the-way']]);
    expect(snapshot(out)).toEqual(before);
  });

  test('every line that was read has an account', () => {
    const { answer } = convert(withInterfaces(), '--from', 'ifupdown', '--to', 'networkd');
    const told = answer.accounts.map(({ line, state }: { line: number; state: string }) => [line, state]);
    expect(told).toEqual([
      [1, 'understood'],
      [2, 'understood'],
      [3, 'understood'],
      [4, 'understood'],
      [5, 'understood'],
      [6, 'lost'],
    ]);
  });
});

describe('what would be lost', () => {
  test('is named with its line, and nothing is written', () => {
    const root = withInterfaces();
    const before = snapshot(root);
    const { status, answer, codes } = convert(root, '--from', 'ifupdown', '--to', 'networkd', '--apply');
    expect([status, codes, answer.files]).toEqual([4, ['line-lost'], []]);
    const {
      file,
      line,
      interface: name,
    } = answer.diagnostics.find(({ code }: { code: string }) => code === 'line-lost');
    expect([file, line, name]).toEqual(['/etc/network/interfaces', 6, 'eth0.7']);
    expect(snapshot(root)).toEqual(before);
  });

  test('goes with --allow-loss', () => {
    const root = withInterfaces();
    const { status, codes } = convert(
      root,
      '--from',
      'ifupdown',
      '--to',
      'networkd',
      '--apply',
      '--allow-loss',
    );
    expect([status, codes]).toEqual([0, []]);
    expect(existsSync(join(root, 'etc/systemd/network/10-ifscribe-eth0.7.network'))).toBe(true);
  });

  test('is in the report that people read', () => {
    const words = [
      'convert',
      '--from',
      'ifupdown',
      '--to',
      'networkd',
      '--report',
      '--root',
      withInterfaces(),
    ];
    const { status, stdout } = run(command, words);
    expect(status).toBe(4);
    expect(stdout).toMatch(
      /^\/etc\/network\/interfaces: 5 understood, 1 lost\n {2}6 {2}lost {2}eth0\.7: up ethtool/,
    );
  });
});

describe('what is not lost', () => {
  const address = 'DEVICE=eth0\nBOOTPROTO=none\nIPADDR=192.0.2.5\nPREFIX=24\nGATEWAY=192.0.2.1\n';

  test('a setting of the host, which stays where it is', () => {
    const root = rootWith();
    writeBelow(root, 'etc/sysconfig/network', 'NETWORKING=yes\nHOSTNAME=web.example.net\n');
    writeBelow(root, 'etc/sysconfig/network-scripts/ifcfg-eth0', address);
    const { status, codes } = convert(root, '--from', 'ifcfg', '--to', 'networkd', '--apply');
    expect([status, codes]).toEqual([0, []]);
    expect(readFileSync(join(root, 'etc/sysconfig/network'), 'utf8')).toContain('HOSTNAME=');
  });

  test('what a system ships for all its hosts', () => {
    const root = rootWith();
    writeBelow(root, 'usr/lib/systemd/network/40-any.network', '[Match]\nName=en*\n[Network]\nDHCP=yes\n');
    writeBelow(root, 'etc/systemd/network/eth0.network', '[Match]\nName=eth0\n[Network]\nDHCP=ipv4\n');
    const { status, codes } = convert(root, '--from', 'networkd', '--to', 'ifupdown');
    expect([status, codes]).toEqual([0, []]);
  });

  test('two default routes, which are told of', () => {
    const root = rootWith();
    writeBelow(root, 'etc/sysconfig/network-scripts/ifcfg-eth0', address);
    const other = address.replace('eth0', 'eth1').replaceAll('192.0.2.', '198.51.100.');
    writeBelow(root, 'etc/sysconfig/network-scripts/ifcfg-eth1', other);
    const { status, answer } = convert(root, '--from', 'ifcfg', '--to', 'networkd');
    expect(status).toBe(0);
    expect(answer.diagnostics).toContainEqual(
      expect.objectContaining({
        severity: 'warning',
        code: 'route-twice',
        file: '/etc/sysconfig/network-scripts/ifcfg-eth1',
      }),
    );
  });
});

describe('in the root itself', () => {
  test('the new files come and the old ones go, in one run', () => {
    const root = hostOf('ifcfg/host-kvm');
    const before = snapshot(root);
    const dry = convert(
      root,
      '--from',
      'ifcfg',
      '--to',
      'networkd',
      '--apply',
      '--dry-run',
      '--detailed-exitcode',
    );
    expect([dry.status, snapshot(root)]).toEqual([2, before]);
    expect(dry.answer.files.some(({ diff }: { diff?: string }) => diff?.includes('-DEVICE=bond0'))).toBe(
      true,
    );
    const done = convert(root, '--from', 'ifcfg', '--to', 'networkd', '--apply');
    expect(done.status).toBe(0);
    const left = Object.keys(snapshot(root)).filter((path) => /ifcfg-/.test(path));
    expect(left).toEqual([]);
    const again = convert(root, '--from', 'ifcfg', '--to', 'networkd', '--apply', '--detailed-exitcode');
    expect([again.status, again.answer.changed]).toEqual([0, false]);
  });

  test('there and back again it means the same', () => {
    const root = withInterfaces(plain);
    const dump = (backend: string) =>
      run(command, ['dumpxml', '--all', '-q', '--root', root, '-b', backend]).stdout;
    const before = dump('ifupdown');
    convert(root, '--from', 'ifupdown', '--to', 'networkd', '--apply');
    expect(dump('networkd')).toBe(before);
    convert(root, '--from', 'networkd', '--to', 'ifupdown', '--apply');
    expect(dump('ifupdown')).toBe(before);
    expect(Object.keys(snapshot(root)).filter((path) => path.includes('systemd/network/'))).toEqual([]);
  });

  test('a file of others for the new backend is in the way', () => {
    const root = withInterfaces(plain);
    writeBelow(root, 'etc/systemd/network/eth0.network', '[Match]\nName=eth0\n[Network]\nDHCP=yes\n');
    const before = snapshot(root);
    const { status, codes } = convert(root, '--from', 'ifupdown', '--to', 'networkd', '--apply');
    expect([status, codes]).toEqual([5, ['foreign-file']]);
    expect(snapshot(root)).toEqual(before);
  });

  test('kinds that ifscribe does not know stay whose they are, also with --allow-loss', () => {
    const root = rootWith();
    const tunnel = '[NetDev]\nName=wg0\nKind=wireguard\n[WireGuard]\nPrivateKeyFile=/etc/wg.key\n';
    writeBelow(root, 'etc/systemd/network/wg0.netdev', tunnel);
    writeBelow(root, 'etc/systemd/network/eth0.network', '[Match]\nName=eth0\n[Network]\nDHCP=ipv4\n');
    const words = ['--from', 'networkd', '--to', 'ifupdown', '--apply'];
    expect(convert(root, ...words)).toMatchObject({ status: 4, codes: ['line-lost'] });
    expect(convert(root, ...words, '--allow-loss').status).toBe(0);
    expect(readFileSync(join(root, 'etc/systemd/network/wg0.netdev'), 'utf8')).toBe(tunnel);
    expect(existsSync(join(root, 'etc/systemd/network/eth0.network'))).toBe(false);
  });

  test('what matches NICs by a pattern cannot be carried in silence', () => {
    const root = rootWith();
    writeBelow(root, 'etc/systemd/network/all.network', '[Match]\nName=en*\n[Network]\nDHCP=yes\n');
    const { status, codes } = convert(root, '--from', 'networkd', '--to', 'ifupdown');
    expect([status, codes]).toEqual([4, ['line-lost']]);
  });

  test('a root without interfaces is told of', () => {
    const { status, answer } = convert(rootWith(), '--from', 'networkd', '--to', 'ifupdown');
    expect(status).toBe(0);
    expect(answer.diagnostics.map(({ code }: { code: string }) => code)).toEqual(['nothing-to-convert']);
  });

  test('the root itself is no other folder', () => {
    const root = withInterfaces(plain);
    const { status, codes } = convert(root, '--from', 'ifupdown', '--to', 'networkd', '--out', root);
    expect([status, codes]).toEqual([64, ['usage']]);
  });

  test('a folder that cannot be made is told of', () => {
    const { status } = convert(
      withInterfaces(plain),
      '--from',
      'ifupdown',
      '--to',
      'networkd',
      '--out',
      '/proc/x/y',
    );
    expect(status).toBe(1);
  });

  test('a guest network leaves by the interface under its new name', () => {
    const root = withInterfaces(plain);
    const lab = `<network><name>lab</name><forward mode='nat' dev='eth0'/><bridge name='virbr5'/>
      <ip address='192.168.150.1' prefix='24'/></network>`;
    run(command, ['apply', '--root', root, '-b', 'ifupdown'], { input: lab });
    const { status } = convert(
      root,
      '--from',
      'ifupdown',
      '--to',
      'networkd',
      '--apply',
      '--rename',
      'eth0=ens3',
    );
    expect(status).toBe(0);
    const { stdout } = run(command, ['dumpxml', '--all', '-q', '--root', root, '-b', 'networkd']);
    expect(stdout).toContain("dev='ens3'");
    expect(stdout).toContain("name='ens3.7'");
    expect(stdout).not.toContain('eth0');
    expect(run(command, ['status', '--root', root, '-b', 'networkd']).status).toBe(0);
  });
});

test.each([
  [['--from', 'ifupdown']],
  [['--from', 'ifupdown', '--to', 'ifupdown']],
  [['--from', 'ifupdown', '--to', 'nothing']],
  [['--from', 'ifupdown', '--to', 'networkd', '--apply', '--out', 'x']],
  [['--from', 'ifupdown', '--to', 'networkd', '--dry-run']],
  [['--from', 'ifupdown', '--to', 'networkd', '--detailed-exitcode']],
  [['--from', 'ifupdown', '--to', 'networkd', '-b', 'ifcfg']],
  [['--from', 'ifupdown', '--to', 'networkd', '--rename', 'eth0']],
  [['--from', 'ifupdown', '--to', 'networkd', '--rename', 'eth0=a', '--rename', 'eth0=b']],
])('wrong usage: %j', (words) => {
  const { status, codes } = convert(withInterfaces(plain), ...words);
  expect([status, codes]).toEqual([64, ['usage']]);
});

test.each([
  ['eth9=ens9', 1, 'rename-unknown'],
  ['eth0.7=eth0', 3, 'rename-collision'],
  ['eth0=enp130s0f0np10', 3, 'rename-name'],
])('--rename %s', (rename, wanted, code) => {
  const { status, codes } = convert(
    withInterfaces(plain),
    ...['--from', 'ifupdown', '--to', 'networkd', '--rename', rename],
  );
  expect([status, codes]).toEqual([wanted, expect.arrayContaining([code])]);
});
