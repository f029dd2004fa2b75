import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadBackends } from '../../src/registry.ts';
import { buildCommand, rootWith, run, snapshot, temporaryFolder, writeBelow } from '../support/command.ts';
import { fixturesFolder } from '../support/fixture-cases.ts';

/** What others wrote, taken over in its place, from the command line. */
const backends = (await loadBackends()).map(({ name }) => name);
const command = buildCommand();

/** A copy of one of the hosts that people wrote, and the command with it. */
function hostOf(backend: string, name = 'host-kvm') {
  const root = temporaryFolder();
  cpSync(join(fixturesFolder, 'foreign', backend, name, 'root'), root, { recursive: true });
  return commandIn(root, backend);
}

function commandIn(root: string, backend: string) {
  const on = (words: readonly string[], input = '', env: Readonly<Record<string, string>> = {}) =>
    run(command, [...words, '--root', root, '-b', backend], { input, env });
  const codes = (words: readonly string[], input = ''): string[] => {
    const { diagnostics } = JSON.parse(on([...words, '--json'], input).stdout) as {
      diagnostics: { code: string }[];
    };
    return diagnostics.map(({ code }) => code);
  };
  const filesBelow = (folder: string): string[] =>
    Object.entries(snapshot(root))
      .filter(([path, what]) => path.startsWith(folder) && !what.endsWith('/'))
      .map(([path]) => path);
  return { root, on, codes, filesBelow };
}

const KEPT = '/var/lib/ifscribe/adopted';
const interfaces = '/etc/network/interfaces';

const debian = (): ReturnType<typeof commandIn> =>
  commandIn(
    rootWith({
      [interfaces]: `# This file describes the network interfaces.
auto lo eth0
iface lo inet loopback

# The primary network interface
iface eth0 inet static
\taddress 192.0.2.10/24
\tgateway 192.0.2.1
\toffload-gro off
`,
    }),
    'ifupdown',
  );

describe.each(backends)('a host of %s', (backend) => {
  test('what is printed of an interface, adopted, changes no byte', () => {
    const { root, on } = hostOf(backend);
    const before = snapshot(root);
    for (const name of ['bond0', 'p2p1']) {
      const document = on(['dumpxml', name]).stdout;
      const applied = on(['apply', '--adopt', '--detailed-exitcode', '-'], document);
      expect(applied.status, applied.stderr).toBe(0);
    }
    expect(on(['apply', '--adopt', '--detailed-exitcode', '-'], on(['dumpxml', '--all']).stdout).status).toBe(
      0,
    );
    expect(snapshot(root)).toEqual(before);
  });

  test('a change is asked for, shown, made, and from then on ours', () => {
    const { root, on, codes, filesBelow } = hostOf(backend);
    const before = snapshot(root);
    const document = on(['dumpxml', 'p2p1']).stdout.replace("size='9000'", "size='8000'");
    expect(document).toContain("size='8000'");
    const refused = on(['apply', '-'], document);
    expect(refused.status).toBe(5);
    expect(refused.stderr).toContain('[foreign-file]');
    const plan = on(['plan', '--adopt', '--detailed-exitcode', '-'], document);
    expect(plan.status, plan.stderr).toBe(2);
    const lines = plan.stdout.split('\n').filter((line) => /^[+-](?!--|\+\+)/.test(line));
    expect(lines.filter((line) => !line.startsWith('+# ifscribe'))).toHaveLength(2);
    expect(plan.stdout).toMatch(/^-.*9000/m);
    expect(plan.stdout).toMatch(/^\+.*8000/m);
    expect(snapshot(root)).toEqual(before);

    expect(codes(['apply', '--adopt', '-'], document)).toContain('copy-kept');
    const copies = filesBelow(KEPT);
    expect(copies.length).toBeGreaterThan(0);
    for (const copy of copies) expect(snapshot(root)[copy]).toBe(before[copy.slice(KEPT.length)]);
    expect(on(['dumpxml', 'p2p1']).stdout).toBe(document);
    expect(on(['status']).status).toBe(0);
    expect(on(['list']).stdout).toMatch(/^p2p1 +ethernet +onboot +198\.51\.100\.30\/25$/m);
    expect(on(['list']).stdout).toMatch(/^bond0 .*not ours/m);

    // Ours now: without --adopt, and without another copy.
    expect(on(['apply', '--detailed-exitcode', '-'], document).status).toBe(0);
    const again = document.replace("size='8000'", "size='7000'");
    const applied = on(['apply', '--detailed-exitcode', '-'], again);
    expect(applied.status, applied.stderr).toBe(2);
    expect(on(['dumpxml', 'p2p1']).stdout).toBe(again);
    expect(filesBelow(KEPT)).toEqual(copies);
    expect(on(['status']).status).toBe(0);
  });

  test('undefine takes what others wrote away when it is asked to, and nothing else', () => {
    const { root, on } = hostOf(backend);
    const before = snapshot(root);
    const { status, stderr } = on(['undefine', 'p2p1']);
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(/p2p1 is not removed.*--adopt.* \[not-there\]$/m),
    ]);
    expect(snapshot(root)).toEqual(before);
    const others = on(['dumpxml', 'bond0', 'bond0.10', 'br20']).stdout;
    const gone = on(['undefine', '--adopt', '--detailed-exitcode', 'p2p1']);
    expect(gone.status, gone.stderr).toBe(2);
    expect(on(['list']).stdout).not.toContain('p2p1');
    expect(on(['dumpxml', 'bond0', 'bond0.10', 'br20']).stdout).toBe(others);
    expect(on(['undefine', '--adopt', 'bond0']).stderr).toContain('[removal-blocked]');
  });

  test('bridge, unbridge and edit work on it', () => {
    const { root, on, filesBelow } = hostOf(backend);
    const linesWith = (text: string): string[] =>
      filesBelow('/etc')
        .flatMap((path) => readFileSync(join(root, path), 'utf8').split('\n'))
        .filter((line) => line.includes(text));
    expect(linesWith('198.51.100.30')).toHaveLength(1);
    const before = on(['dumpxml', 'p2p1']).stdout;
    expect(on(['bridge', 'p2p1', 'br9', '--no-stp']).status).toBe(5);
    const bridged = on(['bridge', 'p2p1', 'br9', '--no-stp', '--adopt']);
    expect(bridged.status, bridged.stderr).toBe(0);
    // Not on the port as well: what a document passes over the consumer may set all the same.
    expect(linesWith('198.51.100.30')).toHaveLength(1);
    expect(on(['list']).stdout).toMatch(/^br9 +bridge +onboot +198\.51\.100\.30\/25$/m);
    expect(on(['list']).stdout).toMatch(/^p2p1 .*in br9( \(not ours\))?$/m);
    const back = on(['unbridge', 'br9', '--adopt']);
    expect(back.status, back.stderr).toBe(0);
    expect(on(['dumpxml', 'p2p1']).stdout).toBe(before);
    const editor = writeBelow(temporaryFolder(), 'editor', '#!/bin/sh\nsed -i s/9000/8000/ "$1"\n');
    chmodSync(editor, 0o755);
    expect(on(['edit', 'bond0.10'], '', { EDITOR: editor, VISUAL: '' }).status).toBe(5);
    const edited = on(['edit', 'p2p1', '--adopt'], '', { EDITOR: editor, VISUAL: '' });
    expect(edited.status, edited.stderr).toBe(0);
    expect(on(['dumpxml', 'p2p1']).stdout).toBe(before.replace("size='9000'", "size='8000'"));
  });
});

describe('a file of several interfaces', () => {
  test('only the lines of one change; it gets a header of its own, and the word in the line of several goes', () => {
    const { root, on } = debian();
    const before = readFileSync(join(root, interfaces), 'utf8');
    const document = on(['dumpxml', 'eth0']).stdout.replace("mode='onboot'", "mode='none'");
    const applied = on(['apply', '--adopt', '-'], document);
    expect(applied.status, applied.stderr).toBe(0);
    const after = readFileSync(join(root, interfaces), 'utf8');
    expect(after.replace(/^# ifscribe.*\n/gm, '')).toBe(before.replace('auto lo eth0', 'auto lo'));
    expect(on(['dumpxml', 'eth0']).stdout).toBe(document);
  });

  test('what is edited by hand is in the way, until it is adopted; the edit stays', () => {
    const { root, on } = debian();
    const document = (mtu: number): string =>
      on(['dumpxml', 'eth0'])
        .stdout.replace(/ {2}<mtu.*\n/, '')
        .replace('<protocol', `<mtu size='${mtu}'/>\n  <protocol`);
    expect(on(['apply', '--adopt', '-'], document(1400)).status).toBe(0);
    const file = join(root, interfaces);
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('\toffload-gro off\n', '\toffload-gro on\n\t# mine\n'),
    );
    expect(on(['status']).status).toBe(2);
    const refused = on(['apply', '-'], document(1300));
    expect(refused.status).toBe(5);
    expect(refused.stderr).toContain('[edited-file]');
    const adopted = on(['apply', '--adopt', '-'], document(1300));
    expect(adopted.status, adopted.stderr).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('\toffload-gro on\n\t# mine\n');
    expect(readFileSync(file, 'utf8')).toContain('mtu 1300');
    expect(on(['status']).status).toBe(0);
    // The first as the administrator left it, the second as they left it after that.
    expect(existsSync(join(root, KEPT, interfaces))).toBe(true);
    expect(readFileSync(join(root, KEPT, `${interfaces}~2`), 'utf8')).toContain('# mine');
  });

  test('a copy keeps the mode of its file', () => {
    const { root, on } = debian();
    chmodSync(join(root, interfaces), 0o600);
    const document = on(['dumpxml', 'eth0']).stdout.replace('192.0.2.10', '192.0.2.11');
    expect(on(['apply', '--adopt', '-'], document).status).toBe(0);
    expect(statSync(join(root, KEPT, interfaces)).mode & 0o777).toBe(0o600);
    expect(statSync(join(root, interfaces)).mode & 0o777).toBe(0o600);
  });

  test('where the copy cannot be made nothing is changed', () => {
    const { root, on } = debian();
    writeBelow(root, '/var/lib/ifscribe', 'no folder\n');
    const before = snapshot(root);
    const document = on(['dumpxml', 'eth0']).stdout.replace('192.0.2.10', '192.0.2.11');
    const failed = on(['apply', '--adopt', '-'], document);
    expect(failed.status).toBe(1);
    expect(failed.stderr).not.toContain('    at ');
    expect(snapshot(root)).toEqual(before);
  });

  test('another manager is in the way all the same', () => {
    const { root, on } = debian();
    writeBelow(root, '/etc/systemd/network/eth0.network', '[Match]\nName=eth0\n\n[Network]\nDHCP=yes\n');
    const document = on(['dumpxml', 'eth0']).stdout.replace('192.0.2.10', '192.0.2.11');
    const refused = on(['apply', '--adopt', '-'], document);
    expect(refused.status).toBe(5);
    expect(refused.stderr).toContain('/etc/systemd/network/eth0.network');
  });

  test('prune leaves what others wrote', () => {
    const { root, on } = debian();
    appendFileSync(join(root, interfaces), '\nauto eth1\niface eth1 inet dhcp\n');
    const document = on(['dumpxml', 'eth0']).stdout.replace('192.0.2.10', '192.0.2.11');
    expect(on(['apply', '--adopt', '--prune', '-'], document).status).toBe(0);
    expect(on(['list']).stdout).toMatch(/^eth1 .*dhcp.*not ours/m);
  });
});

describe('what cannot be changed line by line', () => {
  const shared = '[Match]\nName=eth0 eth1\n\n[Network]\nDHCP=ipv4\nLLDP=yes\n';
  const document = (mtu: string) => `<interface type='ethernet' name='eth0'>
  <start mode='onboot'/>${mtu}
  <protocol family='ipv4'>
    <dhcp/>
  </protocol>
  <protocol family='ipv6'>
    <autoconf/>
  </protocol>
</interface>
`;

  test('is refused, with what would be lost; --allow-loss writes it anew', () => {
    const { root, on, codes } = commandIn(
      rootWith({ '/etc/systemd/network/lan.network': shared }),
      'networkd',
    );
    const before = snapshot(root);
    expect(on(['apply', '--adopt', '-'], document('')).status).toBe(0);
    expect(snapshot(root)).toEqual(before);
    const wanted = document("\n  <mtu size='1400'/>");
    const refused = on(['apply', '--adopt', '-'], wanted);
    expect(refused.status).toBe(4);
    expect(refused.stderr).toContain('[not-amendable]');
    expect(refused.stderr).toMatch(/LLDP=yes.*\[line-lost\]/);
    expect(snapshot(root)).toEqual(before);
    expect(codes(['apply', '--adopt', '--allow-loss', '-'], wanted)).toEqual(
      expect.arrayContaining(['written-anew', 'line-lost', 'copy-kept']),
    );
    expect(on(['dumpxml', 'eth0']).stdout).toBe(wanted);
    expect(readFileSync(join(root, '/etc/systemd/network/lan.network'), 'utf8')).toBe(
      shared.replace('eth0 eth1', 'eth1'),
    );
    expect(readFileSync(join(root, KEPT, '/etc/systemd/network/lan.network'), 'utf8')).toBe(shared);
    expect(on(['apply', '--adopt', '--detailed-exitcode', '-'], wanted).status).toBe(0);
  });
});

describe('convert', () => {
  test('onto files of others asks for --adopt', () => {
    const { root, on } = debian();
    writeBelow(
      root,
      '/etc/systemd/network/lan.network',
      '# mine\n[Match]\nName=eth0\n\n[Network]\nDHCP=yes\n',
    );
    const convert = ['convert', '--from', 'ifupdown', '--to', 'networkd', '--apply', '--allow-loss'];
    const words = (...more: string[]) => [...convert, ...more, '--root', root];
    expect(run(command, words()).status).toBe(5);
    const { status, stderr } = run(command, words('--adopt'));
    expect(status, stderr).toBe(0);
    const text = readFileSync(join(root, '/etc/systemd/network/lan.network'), 'utf8');
    expect(text).toContain('# mine\n');
    expect(text).toContain('Address=192.0.2.10/24');
    expect(readFileSync(join(root, interfaces), 'utf8')).not.toContain('eth0');
    expect(on(['list']).stdout).toBe('');
  });
});
