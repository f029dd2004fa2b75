import { expect, test } from 'vitest';
import { networkd } from '../../backends/networkd/index.ts';
import type { Host } from '../../src/model/host.ts';
import { composeFiles } from '../../src/plan/compose.ts';
import { bridge, ethernet, veth } from '../support/hosts.ts';
import { ng, onMachine, treeOf } from '../support/ifupdown-machine.ts';
import { addressesOf, type KernelState, REPORT, statesIn } from '../support/kernel-state.ts';
import { describeConsumer, whyNot } from '../support/namespace.ts';
import { boot, complaint, NETWORKD } from '../support/networkd.ts';

/** Pairs of veths beyond the cases below fixtures/, which the other files here try. */
const address = (text: string) => ({ ipv4: { addresses: [{ address: text, prefix: 30 }], routes: [] } });
const near = veth('vagga', 'vagga_guest', { ...address('172.18.255.1'), assignMac: '02:00:5e:00:53:01' });
const far = veth('vagga_guest', 'vagga', { ...address('172.18.255.2'), assignMac: '02:00:5e:00:53:02' });
const pair: Host = { interfaces: [near, far] };

describeConsumer('systemd-networkd', await whyNot(NETWORKD), () => {
  const booted = async (interfaces: Host['interfaces'], nics: readonly string[] = [], then = '') => {
    const files = composeFiles(networkd.render({ interfaces }));
    const result = await boot(Object.fromEntries(files.map(({ path, text }) => [path, text])), {
      nics,
      then,
    });
    expect(result.log.filter((line) => complaint.test(line))).toEqual([]);
    return result;
  };

  test('one file makes both ends, each with its address', async () => {
    const { links } = await booted([near, far]);
    expect(links.get('vagga')).toMatchObject({ link: 'vagga_guest', address: near.assignMac });
    expect(links.get('vagga_guest')).toMatchObject({ link: 'vagga', address: far.assignMac });
  });

  test('an end whose peer nobody defines has its addresses at once, and nothing waits for it', async () => {
    const nic = ethernet('eth0', address('192.0.2.1'));
    const wait = `code=0; ${NETWORKD}-wait-online --timeout=3 2>/dev/null || code=$?; echo "exit $code" >>/run/log`;
    const { links, log } = await booted([nic, near], ['eth0'], wait);
    expect(links.get('vagga')?.operstate).not.toBe('UP');
    expect(links.get('vagga')?.addr_info.map(({ local }) => local)).toContain('172.18.255.1');
    expect(links.get('vagga_guest')?.flags).not.toContain('UP');
    expect(log.at(-1)).toBe('exit 0');
  });

  test('a bridge has the MAC address of its NIC, however low that of a veth would be', async () => {
    const port = (position: number) => ({ topLevel: false, port: { controller: 'br0', position } });
    const ends = ['a', 'b', 'c', 'd'].map((name, n) => veth(name, `${name}-far`, port(n + 1)));
    const { links } = await booted([ethernet('eth0', port(0)), ...ends, bridge('br0')], ['eth0']);
    expect(links.get('a')?.master).toBe('br0');
    expect(links.get('br0')?.address).toBe(links.get('eth0')?.address);
  });
});

const namesIn = ({ devices }: KernelState): string[] =>
  [...devices.keys()].filter((name) => name !== 'lo').sort();

describeConsumer('ifupdown', await whyNot('ifup'), () => {
  test('whichever end is brought up makes the pair; it goes with the last one that is brought down', async () => {
    const { stdout, stderr, status } = await onMachine(
      { tree: treeOf(pair) },
      ['ifup vagga_guest', 'ifup vagga', 'ifdown vagga_guest', 'ifup vagga_guest', 'ifdown -a']
        .map((command) => `${command}; ${REPORT}`)
        .join('\n'),
    );
    expect(status, stderr).toBe(0);
    const states = statesIn(stdout);
    expect(states.map(namesIn)).toEqual([...Array(4).fill(['vagga', 'vagga_guest']), []]);
    const seen = states.map(({ devices }) =>
      ['vagga', 'vagga_guest'].flatMap((name) => addressesOf(devices.get(name))),
    );
    expect(seen.slice(0, 4)).toEqual([
      ['172.18.255.2/30'],
      ['172.18.255.1/30', '172.18.255.2/30'],
      ['172.18.255.1/30'],
      ['172.18.255.1/30', '172.18.255.2/30'],
    ]);
    for (const { devices } of states.slice(0, 4)) {
      expect(devices.get('vagga')?.address).toBe(near.assignMac);
      expect(devices.get('vagga_guest')?.address).toBe(far.assignMac);
    }
  });

  test('an end that nobody starts is made along, and stays down', async () => {
    const host = { interfaces: [{ ...near, start: 'none' as const }, far] };
    const { stdout, stderr, status } = await onMachine(
      { tree: treeOf(host) },
      `ifup -a; ${REPORT}; ifdown -a; ${REPORT}`,
    );
    expect(status, stderr).toBe(0);
    const [up, down] = statesIn(stdout) as [KernelState, KernelState];
    expect(up.devices.get('vagga')?.flags).not.toContain('UP');
    expect(addressesOf(up.devices.get('vagga_guest'))).toEqual(['172.18.255.2/30']);
    expect(namesIn(down)).toEqual([]);
  });
});

describeConsumer('ifupdown-ng', await whyNot(`${ng}/sbin/ifup`), () => {
  test('makes a pair, removes it, and makes it again', async () => {
    const run = (program: string): string =>
      `$NG/sbin/${program} -E $NG/usr/libexec/ifupdown-ng -i /etc/network/interfaces.d/ifscribe -S /tmp/state -a >/dev/null; ${REPORT}`;
    const { stdout, stderr, status } = await onMachine(
      { tree: treeOf(pair) },
      ['ifup', 'ifdown', 'ifup'].map(run).join('\n'),
    );
    expect(status, stderr).toBe(0);
    const [up, down, again] = statesIn(stdout) as [KernelState, KernelState, KernelState];
    for (const { devices } of [up, again]) {
      expect(addressesOf(devices.get('vagga'))).toEqual(['172.18.255.1/30']);
      expect(addressesOf(devices.get('vagga_guest'))).toEqual(['172.18.255.2/30']);
      expect(devices.get('vagga')?.address).toBe(near.assignMac);
    }
    expect(namesIn(down)).toEqual([]);
  });
});
