import { describe, expect, test } from 'vitest';
import { oldToolSteps } from '../backends/ifupdown/steps-old.ts';

const steps = (line: string) => {
  const [program = '', ...words] = line.split(' ');
  return oldToolSteps(program, words);
};
const raised = { does: 'raise', device: 'eth0' };
const ipv4 = (address: string, prefix: number) => ({
  does: 'address',
  device: 'eth0',
  family: 'ipv4',
  address: { address, prefix },
});
const ipv6 = (does: string, address: string, prefix: number) => ({
  does,
  device: 'eth0',
  family: 'ipv6',
  address: { address, prefix },
});

describe('ifconfig(8)', () => {
  test.each<[string, object[]]>([
    ['up', [raised]],
    ['inet up', [raised]],
    ['down', [{ does: 'lower', device: 'eth0' }]],
    ['mtu 9000', [{ does: 'mtu', device: 'eth0', mtuBytes: 9000 }]],
    ['mtu 9000 up', [{ does: 'mtu', device: 'eth0', mtuBytes: 9000 }, raised]],
    ['hw ether 02:00:00:00:00:0A', [{ does: 'mac', device: 'eth0', mac: '02:00:00:00:00:0a' }]],
    ['hw ether 02:00:00:00:00:01 up', [{ does: 'mac', device: 'eth0', mac: '02:00:00:00:00:01' }, raised]],
    // An address brings the device up; without a mask it has that of its class.
    ['192.0.2.5', [ipv4('192.0.2.5', 24), raised]],
    ['10.0.0.5', [ipv4('10.0.0.5', 8), raised]],
    ['inet 192.0.2.5 netmask 255.255.255.128', [ipv4('192.0.2.5', 25), raised]],
    ['192.0.2.5 netmask 255.255.0.0 up', [ipv4('192.0.2.5', 16), raised, raised]],
    ['192.0.2.5/25', [ipv4('192.0.2.5', 25), raised]],
    ['192.0.2.5/25 netmask 255.0.0.0', [ipv4('192.0.2.5', 25), raised]],
    ['192.0.2.5 broadcast 192.0.2.255', [ipv4('192.0.2.5', 24), raised]],
    ['192.0.2.5 netmask 255.255.255.128 broadcast 192.0.2.127', [ipv4('192.0.2.5', 25), raised]],
    ['0.0.0.0', [raised]],
    ['0.0.0.0 up', [raised, raised]],
    ['inet6 add 2001:db8::5/64', [ipv6('address', '2001:db8::5', 64)]],
    ['add 2001:db8::5/64', [ipv6('address', '2001:db8::5', 64)]],
    ['inet6 del 2001:db8::5/64', [ipv6('drop-address', '2001:db8::5', 64)]],
    ['del 2001:db8::5/64 up', [ipv6('drop-address', '2001:db8::5', 64), raised]],
    ['192.0.2.5 add 2001:db8::5/64', [ipv4('192.0.2.5', 24), raised, ipv6('address', '2001:db8::5', 64)]],
  ])('eth0 %s', (words, done) => expect(steps(`ifconfig eth0 ${words}`)).toEqual(done));

  test('a label is that of an alias', () => {
    expect(steps('ifconfig eth0:1 192.0.2.5')).toEqual([
      { ...ipv4('192.0.2.5', 24), label: 'eth0:1' },
      raised,
    ]);
  });

  test.each([
    ...['', ' eth0', ' e/0 up', ' all up'],
    ...['mtu', 'mtu big', 'promisc', 'txqueuelen 5', 'up 192.0.2.5', '192.0.2.5 198.51.100.5'],
    ...['hw', 'hw ether', 'hw ether 02', 'hw ether 01:00:5e:00:00:01', 'hw infiniband 02:00:00:00:00:01'],
    ...['netmask 255.255.255.0', 'broadcast 192.0.2.255', '192.0.2.5 netmask', '192.0.2.5 netmask 24'],
    ...['192.0.2.5 netmask 255.0.255.0', '192.0.2.5 broadcast 192.0.2.127', '192.0.2.5 broadcast'],
    ...['192.0.2', '192.0.2.5/33', 'eth1', '0.0.0.0 netmask 24', '192.0.2.5 pointopoint 192.0.2.9'],
    ...[
      'add',
      'add 192.0.2.6',
      'inet6',
      'inet6 up',
      'inet6 add',
      'inet6 add 192.0.2.5',
      'inet6 2001:db8::5/64',
    ],
    ...['up inet 192.0.2.5', 'inet inet 192.0.2.5'],
  ])('eth0 %s: not certain', (words) => {
    const line = words === '' || words.startsWith(' ') ? `ifconfig${words}` : `ifconfig eth0 ${words}`;
    expect(steps(line)).toBeUndefined();
  });
});

describe('route(8)', () => {
  const via = { gateway: '192.0.2.1' };
  const to = (address: string, prefix: number) => ({ destination: { address, prefix } });

  test.each<[string, object]>([
    // A target is a host, unless -net is said.
    ['add 10.0.0.5 gw 192.0.2.1', { route: { family: 'ipv4', ...to('10.0.0.5', 32), ...via } }],
    ['add 10.0.0.0 dev eth0', { device: 'eth0', route: { family: 'ipv4', ...to('10.0.0.0', 32) } }],
    ['add -host 10.0.0.5 eth0', { device: 'eth0', route: { family: 'ipv4', ...to('10.0.0.5', 32) } }],
    ['add 10.0.0.5/32 gw 192.0.2.1', { route: { family: 'ipv4', ...to('10.0.0.5', 32), ...via } }],
    ['add -host 10.0.0.5/32 gw 192.0.2.1', { route: { family: 'ipv4', ...to('10.0.0.5', 32), ...via } }],
    ['add -net 10.0.0.0/8 gw 192.0.2.1', { route: { family: 'ipv4', ...to('10.0.0.0', 8), ...via } }],
    [
      'add -net 10.0.0.0 netmask 255.255.0.0 gw 192.0.2.1 metric 5 dev eth0',
      { device: 'eth0', route: { family: 'ipv4', ...to('10.0.0.0', 16), ...via, metric: 5 } },
    ],
    ['-n add 10.0.0.5 eth0', { device: 'eth0', route: { family: 'ipv4', ...to('10.0.0.5', 32) } }],
    ['-A inet add 10.0.0.5 eth0', { device: 'eth0', route: { family: 'ipv4', ...to('10.0.0.5', 32) } }],
    ['add default gw 192.0.2.1', { route: { family: 'ipv4', ...via } }],
    ['add default gw 192.0.2.1 eth0', { device: 'eth0', route: { family: 'ipv4', ...via } }],
    ['add default netmask 0.0.0.0 gw 192.0.2.1', { route: { family: 'ipv4', ...via } }],
    ['add -net default gw 192.0.2.1', { route: { family: 'ipv4', ...via } }],
    ['add -net 0.0.0.0 gw 192.0.2.1', { route: { family: 'ipv4', ...via } }],
    ['add -net 0.0.0.0/0 gw 192.0.2.1', { route: { family: 'ipv4', ...via } }],
    ['add -net 0.0.0.0 netmask 0.0.0.0 gw 192.0.2.1', { route: { family: 'ipv4', ...via } }],
    // IPv6, to which route(8) gives a metric of its own.
    ...['-A inet6 add', '--inet6 add', '-6 add', 'add -A inet6', 'add -6'].map((words): [string, object] => [
      `${words} 2001:db8:1::/48 gw 2001:db8::1`,
      { route: { family: 'ipv6', ...to('2001:db8:1::', 48), gateway: '2001:db8::1', metric: 1 } },
    ]),
    [
      '-6 add 2001:db8::5 metric 7 dev eth0',
      { device: 'eth0', route: { family: 'ipv6', ...to('2001:db8::5', 128), metric: 7 } },
    ],
    ['-6 add default gw 2001:db8::1', { route: { family: 'ipv6', gateway: '2001:db8::1', metric: 1 } }],
  ])('%s', (words, done) => expect(steps(`route ${words}`)).toEqual([{ does: 'route', ...done }]));

  test('takes one away', () => {
    expect(steps('route del default')).toEqual([{ does: 'drop-route', route: { family: 'ipv4' } }]);
    expect(steps('route -6 del 2001:db8:1::/48')).toEqual([
      { does: 'drop-route', route: { family: 'ipv6', ...to('2001:db8:1::', 48) } },
    ]);
  });

  test.each([
    ...['', '-n', 'flush', 'change default gw 192.0.2.1', 'add', 'add gw 192.0.2.1', 'add name gw 192.0.2.1'],
    // A host has no mask, and a net has one.
    ...['add 10.0.0.0/8 gw 192.0.2.1', 'add -host 10.0.0.0/8 gw 192.0.2.1'],
    ...['add 10.0.0.0 netmask 255.0.0.0 gw 192.0.2.1', 'add -host 10.0.0.5 netmask 255.255.255.255 eth0'],
    ...['add -net 10.0.0.0 gw 192.0.2.1', 'add -net 10.0.0.0/8 netmask 255.0.0.0 gw 192.0.2.1'],
    ...['add -net 10.0.0.0 netmask 8 gw 192.0.2.1', 'add -net 10.0.0.0 netmask 255.0.255.0 gw 192.0.2.1'],
    ...['add 0.0.0.0 gw 192.0.2.1', 'add 0.0.0.0/0 gw 192.0.2.1', 'add -host default gw 192.0.2.1'],
    ...['add default netmask 255.0.0.0 gw 192.0.2.1', 'add 10.0.0.5 dev'],
    ...['add default gw 2001:db8::1', 'add default gw', 'add default gw 192.0.2.1 dev e/0'],
    ...['add default gw 192.0.2.1 metric low', 'add 10.0.0.5 eth0 metric 5', 'add 10.0.0.5 reject eth0'],
    ...['-A inet6 add 10.0.0.5 eth0', 'add 2001:db8::5 eth0', '-A ipx add 10.0.0.5 gw 2001:db8::1'],
  ])('%s: not certain', (words) => expect(steps(`route ${words}`.trim())).toBeUndefined());
});

describe('brctl(8)', () => {
  const options = (said: object) => [{ does: 'bridge', device: 'br0', options: said }];

  test.each<[string, object[]]>([
    ['addbr br0', [{ does: 'make', device: 'br0', made: { type: 'bridge' } }]],
    ['delbr br0', [{ does: 'remove', device: 'br0' }]],
    [
      'addif br0 eth0 eth1',
      [
        { does: 'enslave', device: 'eth0', controller: 'br0' },
        { does: 'enslave', device: 'eth1', controller: 'br0' },
      ],
    ],
    ['delif br0 eth0', [{ does: 'free', device: 'eth0', controller: 'br0' }]],
    ...['on', 'yes', '1'].map((word): [string, object[]] => [`stp br0 ${word}`, options({ stp: true })]),
    ...['off', 'no', '0'].map((word): [string, object[]] => [`stp br0 ${word}`, options({ stp: false })]),
    ['setfd br0 0.5', options({ forwardDelayMs: 500 })],
    ['sethello br0 2', options({ helloTimeMs: 2000 })],
    ['setmaxage br0 20', options({ maxAgeMs: 20_000 })],
    ['setageing br0 300', options({ ageingTimeMs: 300_000 })],
    ['setbridgeprio br0 4096', options({ priority: 4096 })],
    ['setpathcost br0 eth0 5', [{ does: 'port', device: 'eth0', cost: 5, bridge: 'br0' }]],
    ['setportprio br0 eth0 6', [{ does: 'port', device: 'eth0', priority: 6, bridge: 'br0' }]],
  ])('%s', (words, done) => expect(steps(`brctl ${words}`)).toEqual(done));

  test.each([
    ...['', 'show', 'addbr', 'addbr b/0', 'addbr br0 br1', 'delbr br0 br1', 'addif br0', 'addif br0 e/0'],
    ...[
      'addif br0 eth0 e/0',
      'stp br0',
      'stp br0 true',
      'stp br0 onn',
      'stp br0 non',
      'stp br0 soff',
      'stp br0 00',
    ],
    ...[
      'setfd br0',
      'setfd br0 soon',
      'setbridgeprio br0 high',
      'setpathcost br0 eth0',
      'setpathcost br0 eth0 low',
    ],
    ...[
      'setpathcost br0 e/0 5',
      'setportprio br0 5',
      'hairpin br0 eth0 1',
      'setgcint br0 eth0 4',
      'constructor br0 5',
    ],
  ])('%s: not certain', (words) => expect(steps(`brctl ${words}`.trim())).toBeUndefined());
});

describe('the others', () => {
  test.each<[string, object[]]>([
    ['true', [{ does: 'nothing' }]],
    [':', [{ does: 'nothing' }]],
    ['ifup eth0', [{ does: 'start', device: 'eth0' }]],
    ['ifdown eth0', [{ does: 'stop', device: 'eth0' }]],
    [
      'vconfig add eth0 5',
      [{ does: 'make', device: 'eth0.5', made: { type: 'vlan', vlan: { parent: 'eth0', tag: 5 } } }],
    ],
    ['vconfig rem eth0.5', [{ does: 'remove', device: 'eth0.5' }]],
    [
      'ifenslave bond0 eth0 eth1',
      [
        { does: 'enslave', device: 'eth0', controller: 'bond0' },
        { does: 'enslave', device: 'eth1', controller: 'bond0' },
      ],
    ],
    ['ifenslave -d bond0 eth0', [{ does: 'free', device: 'eth0', controller: 'bond0' }]],
    ['sysctl -w net.ipv6.conf.eth0.disable_ipv6=1', [{ does: 'ipv6', device: 'eth0', off: 1 }]],
    ['sysctl net/ipv6/conf/eth0.5/accept_ra=0', [{ does: 'ipv6', device: 'eth0.5', ra: 0 }]],
    [
      'sysctl -q -e net.ipv6.conf.eth0/5.autoconf=0 net.ipv6.conf.eth0.accept_ra=2',
      [
        { does: 'ipv6', device: 'eth0.5', autoconf: 0 },
        { does: 'ipv6', device: 'eth0', ra: 2 },
      ],
    ],
  ])('%s', (line, done) => expect(steps(line)).toEqual(done));

  test.each([
    ...['ifup', 'ifup -a', 'ifup eth0 eth1', 'ifup eth0=home', 'ifdown', 'ethtool eth0'],
    ...[
      'vconfig',
      'vconfig add',
      'vconfig add eth0',
      'vconfig add e/0 5',
      'vconfig add eth0 x',
      'vconfig rem',
    ],
    ...['vconfig set_flag eth0 1', 'vconfig add averylongname0 100'],
    ...[
      'ifenslave',
      'ifenslave bond0',
      'ifenslave -d bond0',
      'ifenslave b/0 eth0',
      'ifenslave bond0 eth0 e/1',
    ],
    ...['sysctl', 'sysctl -w', 'sysctl -a', 'sysctl -w x', 'sysctl net.ipv4.ip_forward=1'],
    ...[
      'sysctl x-w net.ipv6.conf.eth0.accept_ra=0',
      'sysctl net.ipv6.conf.eth0.accept_ra=',
      'sysctl net.ipv6.conf.eth0.accept_ra=10',
    ],
    ...[
      'sysctl xnet.ipv6.conf.eth0.accept_ra=0',
      'sysctl net.ipv6.conf.eth0.accept_ra.x=0',
      'sysctl net.ipv6.conf.eth0.mtu=9',
    ],
    ...[
      'sysctl net.ipv6.conf.all.accept_ra=0',
      'sysctl net.ipv6.conf.eth0.5.accept_ra=0',
      'sysctl net.ipv6.conf.eth0.accept_ra=0 -x5',
    ],
    ...['sysctl a=net.ipv6.conf.eth0.accept_ra=0', 'sysctl net.ipv6.conf.eth0.accept_raX=0'],
  ])('%s: not certain', (line) => expect(steps(line)).toBeUndefined());
});
