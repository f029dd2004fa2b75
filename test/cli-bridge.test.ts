import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { forms } from '../src/cli/output/forms.ts';
import { loadBackends } from '../src/registry.ts';
import { bridge, buildCommand, rootWith, run, snapshot, writeBelow } from './support/command.ts';

const backends = await loadBackends();
const command = buildCommand();
const nic = `<interface type='ethernet' name='eth0'>
  <start mode='onboot'/>
  <mtu size='1400'/>
  <protocol family='ipv4'>
    <ip address='192.0.2.5' prefix='24'/>
  </protocol>
</interface>
`;

/** Runs with --json below a root, and holds the answer against its form. */
const on =
  (root: string, backend = 'networkd') =>
  (words: readonly string[], input = '') => {
    const { status, stdout, stderr } = run(command, [...words, '--root', root, '-b', backend, '--json'], {
      input,
    });
    expect(stderr).toBe('');
    const answer = JSON.parse(stdout);
    expect(forms[words[0] === 'dumpxml' ? 'dumpxml' : 'result'].parse(answer)).toEqual(answer);
    const codes = answer.diagnostics
      .filter(({ severity }: { severity: string }) => severity === 'error')
      .map(({ code }: { code: string }) => code);
    return { status, answer, codes };
  };

describe.each(backends.map(({ name }) => name))('with %s', (backend) => {
  test('a NIC goes under a bridge and comes back', () => {
    const root = rootWith();
    const ask = on(root, backend);
    ask(['apply'], nic);
    const before = snapshot(root);
    const dry = ask(['bridge', 'eth0', 'br0', '--dry-run', '--detailed-exitcode']);
    expect([dry.status, dry.answer.changed]).toEqual([2, true]);
    expect(dry.answer.files.some(({ diff }: { diff?: string }) => diff?.includes('br0'))).toBe(true);
    expect(snapshot(root)).toEqual(before);

    const done = ask(['bridge', 'eth0', 'br0', '--detailed-exitcode']);
    expect(done.status).toBe(2);
    expect(done.answer.interfaces).toEqual([
      { name: 'eth0', type: 'ethernet', action: 'update' },
      { name: 'br0', type: 'bridge', action: 'create' },
    ]);
    const wanted = bridge().replace("'onboot'/>\n", "'onboot'/>\n  <mtu size='1400'/>\n");
    expect(ask(['dumpxml', 'br0']).answer.xml).toBe(wanted.replace("stp='off'", "stp='on' delay='2'"));

    expect(ask(['unbridge', '--dry-run', 'br0']).status).toBe(0);
    expect(ask(['unbridge', 'br0']).status).toBe(0);
    expect(snapshot(root)).toEqual(before);
  });

  test('what others wrote is left to them', () => {
    const foreign = {
      networkd: ['etc/systemd/network/20-mine.network', '[Match]\nName=eth7\n[Network]\nDHCP=yes\n'],
      ifcfg: ['etc/sysconfig/network-scripts/ifcfg-eth7', 'DEVICE=eth7\nBOOTPROTO=dhcp\n'],
      ifupdown: ['etc/network/interfaces', 'auto eth7\niface eth7 inet dhcp\n'],
    }[backend] as [string, string];
    const root = rootWith({ [foreign[0]]: foreign[1] });
    const ask = on(root, backend);
    ask(['apply'], nic);
    const before = snapshot(root);
    for (const words of [
      ['bridge', 'eth7', 'br0'],
      ['unbridge', 'eth7'],
      ['bridge', 'eth0', 'eth7'],
      ['edit', 'eth7'],
    ]) {
      const { status, codes } = ask(words);
      expect([words, status, ...new Set(codes)]).toEqual([words, 5, 'foreign-file']);
    }
    expect(snapshot(root)).toEqual(before);
  });
});

test.each([
  [[], "stp='on' delay='2'"],
  [['--delay', '4'], "stp='on' delay='4'"],
  [['--no-stp'], "stp='off'"],
  [['--no-stp', '--delay', '0'], "stp='off' delay='0'"],
])('%j makes a bridge with %s', (options, said) => {
  const ask = on(rootWith());
  ask(['apply'], nic);
  expect(ask(['bridge', 'eth0', 'br0', ...options]).status).toBe(0);
  expect(ask(['dumpxml', 'br0']).answer.xml).toContain(`<bridge ${said}>`);
});

test('every refusal has its exit status, and writes nothing', () => {
  const root = rootWith();
  const ask = on(root);
  ask(['apply'], `<interfaces>${nic}${bridge('br1', 'eth1', '198.51.100.1')}</interfaces>`);
  writeBelow(root, 'etc/systemd/network/20-mine.network', '[Match]\nName=eth7\n');
  const before = snapshot(root);
  for (const [words, status, code] of [
    [['bridge', 'eth0', 'br0', '--delay', '0'], 64, 'usage'],
    [['bridge', 'eth0', 'br0', '--delay', '31'], 64, 'usage'],
    [['bridge', 'eth0', 'br0', '--delay', 'soon', '--no-stp'], 64, 'usage'],
    [['bridge', 'eth0'], 64, 'usage'],
    [['bridge', 'eth0', 'br0', 'br9'], 64, 'usage'],
    [['unbridge'], 64, 'usage'],
    [['bridge', 'eth9', 'br0'], 1, 'no-such-interface'],
    [['unbridge', 'br9'], 1, 'no-such-interface'],
    [['bridge', 'eth0', 'br1'], 3, 'bridge-name-taken'],
    [['bridge', 'eth1', 'br0'], 3, 'cannot-bridge'],
    [['bridge', 'eth0', 'br 0'], 3, 'device-name'],
    [['unbridge', 'eth0'], 3, 'cannot-unbridge'],
    [['bridge', 'eth0', 'br0', '--no-stp', '--delay', '0.001'], 4, 'unsupported-bridge-delay-fine'],
    [['bridge', 'eth7', 'br0'], 5, 'foreign-file'],
    [['bridge', 'eth0', 'eth7'], 5, 'foreign-file'],
  ] as const) {
    const { codes, ...ran } = ask(words);
    expect([words, ran.status, codes]).toEqual([words, status, [code]]);
    expect(ran.answer.changed).toBe(false);
  }
  expect(snapshot(root)).toEqual(before);
  expect(ask(['bridge', 'eth0', 'br0', '--no-stp', '--delay', '0.001', '--allow-loss']).status).toBe(0);
});

test('nothing but the configuration is left in the root', () => {
  const root = rootWith();
  const ask = on(root);
  ask(['apply'], nic);
  ask(['bridge', 'eth0', 'br0']);
  expect(readdirSync(join(root, 'etc/systemd/network')).sort()).toEqual([
    '10-ifscribe-br0.link',
    '10-ifscribe-br0.netdev',
    '10-ifscribe-br0.network',
    '10-ifscribe-eth0.network',
  ]);
});
