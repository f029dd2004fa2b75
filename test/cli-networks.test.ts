import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bridge, buildCommand, rootWith, run, snapshot, temporaryFolder } from './support/command.ts';

const command = buildCommand();
const lab = `<network>
  <name>lab</name>
  <forward mode='nat'/>
  <bridge name='virbr-lab' stp='off'/>
  <ip address='192.168.150.1' prefix='24'>
    <dhcp>
      <range start='192.168.150.100' end='192.168.150.199'/>
      <host mac='52:54:00:00:00:01' name='alpha' ip='192.168.150.10'/>
    </dhcp>
  </ip>
</network>
`;
const den = lab
  .replaceAll('lab', 'den')
  .replaceAll('192.168.150', '192.168.151')
  .replace(/<host.*\n/, '');
const on =
  (backend: string) =>
  (root: string, words: readonly string[], input = '') => {
    const ran = run(command, [...words, '--root', root, '-b', backend, '--json'], { input });
    return { status: ran.status, answer: JSON.parse(ran.stdout) };
  };
const networkd = on('networkd');
const ifupdown = on('ifupdown');
const codes = (answer: { diagnostics: { severity: string; code: string }[] }) =>
  answer.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);

describe('guest networks on the command line', () => {
  test('come, are listed and dumped, and go without a trace of ours', () => {
    const root = rootWith();
    const applied = networkd(root, ['apply', '--detailed-exitcode'], lab);
    expect([applied.status, applied.answer.networks]).toEqual([
      2,
      [{ name: 'lab', action: 'create', effects: [] }],
    ]);
    const link = applied.answer.files.find((file: { target?: string }) => file.target);
    expect(link).toMatchObject({ action: 'create', mode: '0777' });
    expect(networkd(root, ['apply', '--detailed-exitcode'], lab).status).toBe(0);
    expect(networkd(root, ['status']).answer).toMatchObject({ clean: true });
    expect(networkd(root, ['list']).answer.networks).toMatchObject([
      { name: 'lab', mode: 'nat', bridge: 'virbr-lab', ownsBridge: true, dhcp: 'dnsmasq' },
    ]);
    expect(networkd(root, ['dumpxml', 'lab']).answer).toMatchObject({ xml: lab, interfaces: [] });
    const gone = networkd(root, ['undefine', 'lab']);
    expect([gone.status, gone.answer.networks[0].action]).toEqual([0, 'delete']);
    const left = Object.entries(snapshot(root)).filter(([, what]) => !what.endsWith('/'));
    expect(left).toEqual([]);
    expect(Object.keys(snapshot(root)).filter((path) => /ifscribe|device/.test(path))).toEqual([]);
  });

  test('what is dumped makes the same tree in another root, in any order and on another backend', () => {
    for (const backend of [networkd, ifupdown]) {
      const [one, two] = [rootWith(), rootWith()];
      backend(one, ['apply'], `<interfaces>${bridge()}${lab}${den}</interfaces>`);
      backend(two, ['apply'], `<interfaces>${den}${lab}${bridge()}</interfaces>`);
      expect(snapshot(two)).toEqual(snapshot(one));
      const three = rootWith();
      backend(three, ['apply'], backend(one, ['dumpxml', '--all']).answer.xml);
      expect(snapshot(three)).toEqual(snapshot(one));
    }
  });

  test('documents that cannot be read are told before what --publish would be for', () => {
    const found = networkd(rootWith(), ['plan', '--publish', '80:alpha:80', 'missing.xml'], '');
    expect([found.status, found.answer.diagnostics.map(({ code }: { code: string }) => code)]).toEqual([
      1,
      ['document-unreadable'],
    ]);
  });

  test('published ports are for one network, and stay in its record', () => {
    const root = rootWith();
    const forward = ['--publish', '2222:alpha:22', '--publish', '192.0.2.1:5353:alpha:53/udp'];
    expect(networkd(root, ['apply', ...forward], lab).status).toBe(0);
    expect(networkd(root, ['dumpxml', 'lab']).answer.networks[0].portForwards).toHaveLength(2);
    for (const [words, input] of [
      [forward, `<interfaces>${lab}${den}</interfaces>`],
      [forward, bridge()],
      [['--publish', '2222:alpha'], lab],
      [['--publish', ''], lab],
      [['--dhcp', 'dhcpd'], lab],
    ] as const) {
      const refused = networkd(root, ['apply', ...words], input);
      expect([refused.status, codes(refused.answer)]).toEqual([64, ['usage']]);
    }
    const nobody = networkd(root, ['plan', '--publish', '80:nobody:80'], lab);
    expect([nobody.status, codes(nobody.answer)]).toEqual([3, ['port-forward-target']]);
  });

  test('a link of someone else in the place of ours is in the way, and nothing is written', () => {
    const root = rootWith();
    mkdirSync(join(root, 'etc/systemd/system/sysinit.target.wants'), { recursive: true });
    symlinkSync('/dev/null', join(root, 'etc/systemd/system/sysinit.target.wants/ifscribe-forward.service'));
    const before = snapshot(root);
    const refused = networkd(root, ['apply'], lab);
    expect([refused.status, codes(refused.answer)]).toEqual([5, ['foreign-file']]);
    expect(snapshot(root)).toEqual(before);
  });

  test('a folder that leads out of the root is not followed out of it', () => {
    const [root, outside] = [rootWith(), temporaryFolder()];
    symlinkSync(outside, join(root, 'etc/ifscribe'));
    expect(networkd(root, ['apply'], lab).status).toBe(1);
    expect(Object.keys(snapshot(outside))).toEqual(['/']);
  });

  test('whose records are all gone are still seen', () => {
    const root = rootWith();
    networkd(root, ['apply'], lab);
    rmSync(join(root, 'etc/ifscribe'), { recursive: true });
    const { status, answer } = networkd(root, ['status']);
    expect([status, answer.clean]).toEqual([2, false]);
    expect(networkd(root, ['apply'], lab).status).toBe(0);
    expect(networkd(root, ['status']).answer).toMatchObject({ clean: true });
  });

  test('with a typing error are refused with its place', () => {
    const typo = run(command, ['apply', '--root', rootWith(), '-b', 'networkd'], {
      input: lab.replace('<dhcp>', '<dhpc>').replace('</dhcp>', '</dhpc>'),
    });
    expect([typo.status, typo.stdout]).toEqual([3, '']);
    expect(typo.stderr).toContain('<stdin>:6:5: error:');
    expect(typo.stderr).toContain('did you mean <dhcp>?');
  });

  test('what renders is what is applied', () => {
    const [out, root] = [temporaryFolder(), temporaryFolder()];
    const rendered = networkd(out, ['render', '--out', out], lab);
    networkd(root, ['apply'], lab);
    expect(rendered.status).toBe(0);
    expect(snapshot(out)).toEqual(snapshot(root));
  });
});
