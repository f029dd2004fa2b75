import { describe, expect, test } from 'vitest';
import { ifcfg } from '../backends/ifcfg/index.ts';
import { SCRIPTS } from './support/ifcfg.ts';
import { memoryRoot } from './support/memory-root.ts';

/** What is read of files that others wrote, and the lines of the first one that it does not understand. */
function read(files: Readonly<Record<string, readonly string[]>>) {
  const texts = Object.entries(files).map(([name, lines]) => [`${SCRIPTS}/${name}`, `${lines.join('\n')}\n`]);
  const { host, accounts, findings } = ifcfg.survey(memoryRoot(Object.fromEntries(texts)));
  const [first] = texts[0] ?? [];
  const left = accounts
    .filter(({ path, state }) => path === first && (state === 'kept' || state === 'unread'))
    .map(({ text }) => text.trim());
  return { host, iface: host.interfaces.find(({ name }) => name === 'eth0'), left, findings };
}
const eth0 = (...lines: readonly string[]) =>
  read({ 'ifcfg-eth0': ['DEVICE=eth0', 'TYPE=Ethernet', ...lines] });
const codes = ({ findings }: ReturnType<typeof read>): string[] => findings.map(({ code }) => code);

describe('start', () => {
  test.each([
    [[], 'onboot'],
    [['ONBOOT=yes'], 'onboot'],
    [['ONBOOT=on'], 'onboot'],
    [['ONBOOT=no'], 'none'],
    [['ONBOOT=offline'], 'onboot'],
    [['HOTPLUG=yes'], 'hotplug'],
    [['ONBOOT=no', 'HOTPLUG=yes'], 'none'],
  ])('%j: %s', (lines, start) => expect(eth0(...lines).iface?.start).toBe(start));

  test('what readers disagree about is told, what they agree about is not', () => {
    expect(codes(eth0('ONBOOT=off', 'BOOTPROTO=none'))).toEqual(['readers-differ']);
    expect(codes(eth0('ONBOOT=no', 'HOTPLUG=yes', 'BOOTPROTO=none'))).toEqual(['readers-differ']);
    expect(codes(eth0('ONBOOT=on', 'BOOTPROTO=none'))).toEqual([]);
  });
});

describe('addresses', () => {
  test.each([
    [['PREFIX=24', 'NETMASK=255.255.255.0'], 24, []],
    [['PREFIX=24', 'NETMASK=255.255.0.0'], 24, ['NETMASK=255.255.0.0']],
    [['NETMASK=255.255.255.128'], 25, []],
    [['PREFIX=24', 'NETWORK=192.0.2.0', 'BROADCAST=192.0.2.255'], 24, []],
    [['PREFIX=24', 'NETWORK=192.0.0.0'], 24, ['NETWORK=192.0.0.0']],
    [['PREFIX=24', 'ARPCHECK=no'], 24, []],
    [['PREFIX=24', 'ARPCHECK=yes'], 24, ['ARPCHECK=yes']],
  ])('%j', (lines, prefix, kept) => {
    const { iface, left } = eth0('IPADDR=192.0.2.5', ...lines);
    expect(iface?.ipv4?.addresses).toEqual([{ address: '192.0.2.5', prefix }]);
    expect(left).toEqual(kept);
  });

  test('one that is there already, or behind a gap, stays', () => {
    const { iface, left } = eth0(
      ...['IPADDR=192.0.2.5', 'PREFIX=24', 'IPADDR1=192.0.2.5', 'PREFIX1=25', 'IPADDR12=192.0.2.7'],
    );
    expect(iface?.ipv4?.addresses).toEqual([{ address: '192.0.2.5', prefix: 24 }]);
    expect(left).toEqual(expect.arrayContaining(['IPADDR1=192.0.2.5', 'IPADDR12=192.0.2.7']));
  });

  test('of several gateways the first that goes with an address counts', () => {
    const { iface, left } = eth0(
      ...[
        'IPADDR0=192.0.2.5',
        'PREFIX0=24',
        'GATEWAY0=192.0.2.1',
        'GATEWAY1=192.0.2.2',
        'GATEWAY10=192.0.2.3',
      ],
    );
    expect(iface?.ipv4?.routes).toEqual([{ gateway: '192.0.2.1' }]);
    expect(left).toEqual(['GATEWAY1=192.0.2.2', 'GATEWAY10=192.0.2.3']);
  });

  test.each([
    ['IPV4_ROUTE_TABLE=0', []],
    ['IPV4_ROUTE_TABLE=254', []],
    ['IPV4_ROUTE_TABLE=100', ['near-to-document']],
  ])('%s', (line, found) => {
    const read = eth0('IPADDR=192.0.2.5', 'PREFIX=24', line);
    expect(codes(read)).toHaveLength(found.length);
  });

  test.each(['autoip', 'shared'])('BOOTPROTO=%s stays', (method) => {
    const { iface, left } = eth0(`BOOTPROTO=${method}`);
    expect(iface?.ipv4).toBeUndefined();
    expect(left).toEqual([`BOOTPROTO=${method}`]);
  });
});

describe('a member of a bridge', () => {
  const port = (...lines: readonly string[]) =>
    read({
      'ifcfg-eth0': ['DEVICE=eth0', 'TYPE=Ethernet', 'BRIDGE=br0', ...lines],
      'ifcfg-br0': ['DEVICE=br0', 'TYPE=Bridge', 'BOOTPROTO=none'],
    });

  test('says by some lines that it has no addresses', () => {
    const { left } = port('BOOTPROTO=none', 'DHCPV6C=no', 'DEFROUTE=yes', 'PEERDNS=no', 'ARPCHECK=no');
    expect(left).toEqual([]);
    expect(port('BOOTPROTO=static').left).toEqual([]);
  });

  test('has no use for others', () => {
    const lines = [
      'BOOTPROTO=dhcp',
      'DHCPV6C=yes',
      'IPADDR=192.0.2.5',
      'DNS1=192.0.2.53',
      'GATEWAY0=192.0.2.1',
    ];
    const { iface, left } = port(...lines);
    expect([iface?.ipv4, iface?.dns]).toEqual([undefined, undefined]);
    expect(left).toEqual(lines);
  });
});

describe('names and addresses of devices', () => {
  test('an own MAC address that NetworkManager makes up stays', () => {
    for (const word of ['preserve', 'permanent', 'random', 'stable', 'stable-ssid'])
      expect(eth0('BOOTPROTO=none', `MACADDR=${word}`).left).toEqual([`MACADDR=${word}`]);
    expect(eth0('BOOTPROTO=none', 'MACADDR=02:00:00:00:00:05').iface?.assignMac).toBe('02:00:00:00:00:05');
  });

  test('HWADDR with hyphens is one, of which initscripts make nothing', () => {
    const hyphens = eth0('BOOTPROTO=none', 'HWADDR=52-54-00-00-00-05');
    expect(hyphens.iface?.type === 'ethernet' && hyphens.iface.permanentMac).toBe('52:54:00:00:00:05');
    expect(codes(hyphens)).toEqual(['readers-differ']);
    expect(codes(eth0('BOOTPROTO=none', 'HWADDR=52:54:00:00:00:05'))).toEqual([]);
    expect(eth0('BOOTPROTO=none', 'HWADDR=01:00:5e:00:00:05').left).toEqual(['HWADDR=01:00:5e:00:00:05']);
  });

  test('what every system has on lo is nothing; more stays', () => {
    const lo = (...lines: readonly string[]) => read({ 'ifcfg-lo': ['DEVICE=lo', ...lines] });
    const stock = ['NAME=loopback', 'IPADDR=127.0.0.1', 'NETMASK=255.0.0.0', 'NETWORK=127.0.0.0'];
    expect(lo(...stock, 'BROADCAST=127.255.255.255', 'ONBOOT=yes', 'PREFIX=8').left).toEqual([]);
    const more = ['IPADDR=127.0.0.11', 'PREFIX=16', 'MTU=9000', 'ONBOOT_X=1', 'IPADDR2=127.0.0.1'];
    expect(lo(...more).left).toEqual(more);
    expect(lo(...more).host.interfaces).toEqual([]);
  });
});
