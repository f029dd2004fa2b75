import { appendFileSync, existsSync, rmSync } from 'node:fs';
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
} from './support/command.ts';

const command = buildCommand();

/** Runs the command with --json; the errors as `code path`, the path being what the message begins with. */
function ask(words: readonly string[], input = '') {
  const { status, stdout, stderr } = run(command, [...words, '--json'], { input });
  expect(stderr).toBe('');
  const answer = JSON.parse(stdout);
  const errors: string[] = answer.diagnostics
    .filter(({ severity }: { severity: string }) => severity === 'error')
    .map(({ code, message }: { code: string; message: string }) => `${code} ${message.split(' ')[0]}`);
  return { status, answer, errors };
}

const render = (out: string, backend: string, input: string) =>
  ask(['render', '-b', backend, '--out', out], input);
const both = `<interfaces>${bridge()}${bridge('br1', 'eth1', '198.51.100.1')}</interfaces>`;
const lab = `<network><name>lab</name><forward mode='nat'/><bridge name='virbr5'/>
  <ip address='192.168.150.1' prefix='24'/></network>`;

describe('--out into a folder of an earlier run', () => {
  test('an interface that is no longer there is told of, file by file, and stays', () => {
    const out = temporaryFolder();
    expect(render(out, 'networkd', both).status).toBe(0);
    const before = snapshot(out);
    const { status, answer, errors } = render(out, 'networkd', bridge());
    expect([status, answer.changed, answer.files]).toEqual([5, false, []]);
    expect(errors).toEqual([
      'left-behind /etc/systemd/network/10-ifscribe-br1.link',
      'left-behind /etc/systemd/network/10-ifscribe-br1.netdev',
      'left-behind /etc/systemd/network/10-ifscribe-br1.network',
      'left-behind /etc/systemd/network/10-ifscribe-eth1.network',
    ]);
    expect(snapshot(out)).toEqual(before);
    for (const error of errors) rmSync(join(out, error.split(' ')[1] as string));
    expect(render(out, 'networkd', bridge()).status).toBe(0);
  });

  test('so is one in a file of several', () => {
    const out = temporaryFolder();
    expect(render(out, 'ifupdown', both).status).toBe(0);
    const before = snapshot(out);
    const { status, errors } = render(out, 'ifupdown', bridge());
    expect([status, errors]).toEqual([5, ['left-behind /etc/network/interfaces.d/ifscribe']]);
    expect(snapshot(out)).toEqual(before);
  });

  test('the line through which files are read is told of, where the folder has none', () => {
    const codes = (out: string): string[] =>
      render(out, 'ifupdown', bridge()).answer.diagnostics.map(({ code }: { code: string }) => code);
    const out = temporaryFolder();
    expect(codes(out)).toContain('not-read-from');
    expect(snapshot(out)).not.toHaveProperty('/etc/network/interfaces');
    const debian = rootWith({ '/etc/network/interfaces': 'source /etc/network/interfaces.d/*\n' });
    expect(codes(debian)).not.toContain('not-read-from');
  });

  test('so is what another backend reads', () => {
    const out = temporaryFolder();
    render(out, 'ifupdown', bridge());
    const { status, errors } = render(out, 'networkd', bridge());
    expect([status, errors]).toEqual([5, ['left-behind /etc/network/interfaces.d/ifscribe']]);
    expect(existsSync(join(out, 'etc/systemd'))).toBe(false);
  });

  test('so is what serves a guest network', () => {
    const out = temporaryFolder();
    expect(render(out, 'networkd', `<interfaces>${bridge()}${lab}</interfaces>`).status).toBe(0);
    const { status, errors } = render(out, 'networkd', bridge());
    expect(status).toBe(5);
    expect(errors).toContain('left-behind /etc/ifscribe/networks/lab.nft');
    expect(errors).toContain('left-behind /etc/systemd/network/10-ifscribe-virbr5.netdev');
  });

  test('what was edited is no less in force', () => {
    const out = temporaryFolder();
    render(out, 'ifcfg', both);
    appendFileSync(join(out, 'etc/sysconfig/network-scripts/ifcfg-br1'), 'MTU=9000\n');
    const { status, errors } = render(out, 'ifcfg', bridge());
    expect([status, errors]).toEqual([
      5,
      [
        'left-behind /etc/sysconfig/network-scripts/ifcfg-br1',
        'left-behind /etc/sysconfig/network-scripts/ifcfg-eth1',
      ],
    ]);
  });

  test('an interface that is new, or changed, is written', () => {
    const out = temporaryFolder();
    render(out, 'networkd', bridge());
    expect(render(out, 'networkd', both)).toMatchObject({ status: 0, answer: { changed: true } });
    const changed = both.replace('192.0.2.5', '192.0.2.6');
    expect(render(out, 'networkd', changed)).toMatchObject({ status: 0, answer: { changed: true } });
    expect(render(out, 'networkd', changed)).toMatchObject({ status: 0, answer: { changed: false } });
  });

  test('files of others are nothing to it', () => {
    const out = temporaryFolder();
    writeBelow(out, 'etc/systemd/network/20-others.network', '[Match]\nName=eth9\n');
    writeBelow(out, 'etc/motd', 'hello\n');
    expect(render(out, 'networkd', bridge()).status).toBe(0);
  });

  test('convert does the same', () => {
    const root = rootWith({ 'etc/network/interfaces': 'auto eth0\niface eth0 inet dhcp\n' });
    const out = temporaryFolder();
    const words = ['convert', '--from', 'ifupdown', '--to', 'networkd', '--root', root, '--out', out];
    expect(ask(words).status).toBe(0);
    const { status, errors } = ask([...words, '--rename', 'eth0=ens3']);
    expect([status, errors]).toEqual([5, ['left-behind /etc/systemd/network/10-ifscribe-eth0.network']]);
    expect(ask(words)).toMatchObject({ status: 0, answer: { changed: false } });
  });
});
