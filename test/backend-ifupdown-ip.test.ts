import { describe, expect, test } from 'vitest';
import { ipSteps } from '../backends/ifupdown/steps-ip.ts';

/** What a command of iproute2 does. */
const steps = (command: string) => ipSteps('ip', command.split(' '));
const made = (command: string) => {
  const [step] = steps(command) ?? [];
  return step?.does === 'make' ? step.made : undefined;
};
const route = (command: string) => {
  const [step] = steps(command) ?? [];
  return step?.does === 'route' ? step.route : undefined;
};

test('only ip is read as ip', () => {
  expect(ipSteps('ipx', ['link', 'set', 'eth0', 'up'])).toBeUndefined();
  expect(steps('rule add from 10.0.0.0/8 table 5')).toBeUndefined();
  expect(steps('link show eth0')).toBeUndefined();
});

test.each(['link', 'lin', 'l'])('ip %s: words may be cut short', (word) => {
  expect(steps(`${word} set eth0 up`)).toEqual([{ does: 'raise', device: 'eth0' }]);
  expect(steps(`${word} set dev eth0 down`)).toEqual([{ does: 'lower', device: 'eth0' }]);
});

describe('the family', () => {
  test.each(['-4', '-f inet', '-family inet', '-o -4'])('%s', (option) => {
    expect(route(`${option} route add default via 192.0.2.1`)?.family).toBe('ipv4');
    expect(steps(`${option} address add 2001:db8::5/64 dev eth0`)).toBeUndefined();
  });
  test.each(['-6', '-f inet6', '-family inet6'])('%s', (option) => {
    expect(route(`${option} route add default dev eth0`)?.family).toBe('ipv6');
    expect(steps(`${option} address add 192.0.2.5/24 dev eth0`)).toBeUndefined();
  });
  test.each(['-f link', '-s', '-n lab', '-b'])('%s is none', (option) => {
    expect(steps(`${option} link set eth0 up`)).toBeUndefined();
  });
});

describe('addresses', () => {
  const step = {
    does: 'address',
    device: 'eth0',
    family: 'ipv4',
    address: { address: '192.0.2.5', prefix: 24 },
  };

  test.each([
    'address add 192.0.2.5/24 dev eth0',
    'a a 192.0.2.5/24 dev eth0',
    'addr replace 192.0.2.5/24 dev eth0',
    'addr add local 192.0.2.5/24 dev eth0',
    'addr add 192.0.2.5/24 brd + dev eth0',
    'addr add 192.0.2.5/24 broadcast 192.0.2.255 dev eth0',
    'addr add 192.0.2.5/24 dev eth0 scope global label eth0',
  ])('%s', (command) => expect(steps(command)).toEqual([step]));

  test('with a label, taken away, without a length, and all of them', () => {
    expect(steps('addr add 192.0.2.5/24 dev eth0 label eth0:1')).toEqual([{ ...step, label: 'eth0:1' }]);
    expect(steps('addr del 192.0.2.5/24 dev eth0')).toEqual([{ ...step, does: 'drop-address' }]);
    expect(steps('addr add 2001:db8::5 dev eth0')).toMatchObject([{ address: { prefix: 128 } }]);
    expect(steps('addr flush dev eth0')).toEqual([{ does: 'flush', device: 'eth0' }]);
    expect(steps('addr flush eth0')).toEqual([{ does: 'flush', device: 'eth0' }]);
  });

  test.each([
    'addr add 192.0.2.5/24',
    'addr add 192.0.2.5/24 dev',
    'addr add 192.0.2.5/33 dev eth0',
    'addr add 192.0.2.5/x dev eth0',
    'addr add 192.0.2.5/24/24 dev eth0',
    'addr add 192.0.2/24 dev eth0',
    'addr add 192.0.2.5/24 dev eth0 peer 192.0.2.6',
    'addr add 192.0.2.5/24 dev eth0 dev eth1',
    'addr add 192.0.2.5/24 local 192.0.2.6 dev eth0',
    'addr add 192.0.2.5/24 dev eth0 scope link',
    'addr add 192.0.2.5/24 dev eth0 brd 192.0.2.127',
    'addr add 192.0.2.5/24 dev eth0 label lan',
    'addr add dev eth0',
    'addr show dev eth0',
    'addr flush dev eth0 scope global',
    'addr flush',
  ])('%s is not certain', (command) => expect(steps(command)).toBeUndefined());
});

describe('routes', () => {
  test.each([
    ['route add default via 192.0.2.1', { family: 'ipv4', gateway: '192.0.2.1' }],
    ['r a default via 192.0.2.1 dev eth0', { family: 'ipv4', gateway: '192.0.2.1' }],
    ['route add to default via fe80::1 dev eth0', { family: 'ipv6', gateway: 'fe80::1' }],
    ['route add 0.0.0.0/0 dev eth0', { family: 'ipv4' }],
    ['route add ::/0 dev eth0', { family: 'ipv6' }],
    ['route replace default dev eth0', { family: 'ipv4' }],
    ['route append default dev eth0 onlink', { family: 'ipv4', onlink: true }],
    [
      'route add 10.0.0.0/8 via 192.0.2.1 metric 4294967295 proto static',
      {
        family: 'ipv4',
        destination: { address: '10.0.0.0', prefix: 8 },
        gateway: '192.0.2.1',
        metric: 4_294_967_295,
      },
    ],
    [
      'route add 10.0.0.1 dev eth0 priority 5 proto boot',
      { family: 'ipv4', destination: { address: '10.0.0.1', prefix: 32 }, metric: 5 },
    ],
  ])('%s', (command, said) => expect(route(command)).toEqual(said));

  test('taken away', () => {
    expect(steps('route del default')).toEqual([{ does: 'drop-route', route: { family: 'ipv4' } }]);
  });

  test.each([
    'route add via 192.0.2.1',
    'route add 10.0.0.0/8 via fe80::1',
    'route add 0.0.0.0/0 via fe80::1',
    'route add default via router',
    'route add default via 192.0.2.1 metric low',
    'route add default via 192.0.2.1 metric 4294967296',
    'route add default via 192.0.2.1 table 5',
    'route add default via 192.0.2.1 proto bgp',
    'route add default dev a/b',
    'route add 10.0.0.0/40 dev eth0',
    'route flush default',
  ])('%s is not certain', (command) => expect(steps(command)).toBeUndefined());
});

describe('devices that are made', () => {
  test.each([
    ['link add br0 type bridge', { type: 'bridge' }],
    ['link add name bond0 type bond', { type: 'bond' }],
    ['link add link eth0 name v5 type vlan id 5', { type: 'vlan', vlan: { parent: 'eth0', tag: 5 } }],
    [
      'link add link eth0 dev v5 type vlan protocol 802.1q id 5 gvrp on loose_binding off',
      { type: 'vlan', vlan: { parent: 'eth0', tag: 5, gvrp: true, looseBinding: false } },
    ],
    ['link add link eth0 v5 type vlan protocol 802.1ad id 5', { type: 'other', kind: 'vlan of 802.1ad' }],
    ['link add v0 type veth peer name v1', { type: 'veth', veth: { peer: 'v1' } }],
    ['link add v0 type veth peer v1', { type: 'veth', veth: { peer: 'v1' } }],
    ['link add d0 type dummy', { type: 'other', kind: 'dummy' }],
    ['tunnel add t0 mode gre remote 192.0.2.9', { type: 'other', kind: 'gre' }],
    ['tuntap add dev tap0 mode tap', { type: 'other', kind: 'tap' }],
    ['tunnel add t0', { type: 'other', kind: 'tunnel' }],
  ])('%s', (command, said) => expect(made(command)).toEqual(said));

  test('with what else is said of them', () => {
    const command = 'link add br0 address 02:00:00:00:00:05 mtu 9000 up type bridge stp_state 1';
    expect(steps(command)?.slice(1)).toEqual([
      { does: 'bridge', device: 'br0', options: { stp: true } },
      { does: 'mac', device: 'br0', mac: '02:00:00:00:00:05' },
      { does: 'mtu', device: 'br0', mtuBytes: 9000 },
      { does: 'raise', device: 'br0' },
    ]);
  });

  test.each([
    'link add br0',
    'link add type bridge',
    'link add br0 br1 type bridge',
    'link add br0 txqueuelen 5 type bridge',
    'link add br0 mtu big type bridge',
    'link add br0 type bridge stp_state',
    'link add v5 type vlan id 5',
    'link add link eth0 v5 type vlan',
    'link add link eth0 v5 type vlan id 5 gvrp maybe',
    'link add link eth0 v5 type vlan id 5 more',
    'link add v0 type veth',
    'link add v0 type veth peer v1 v2',
    'link add x0 type nothing',
    'tunnel del t0',
    'tunnel add',
  ])('%s is not certain', (command) => expect(steps(command)).toBeUndefined());

  test.each(['link del br0', 'link delete dev br0', 'link d name br0'])('%s', (command) =>
    expect(steps(command)).toEqual([{ does: 'remove', device: 'br0' }]),
  );
});

describe('settings', () => {
  const set = (words: string) => steps(`link set eth0 ${words}`);

  test.each([
    ['mtu 9000', { does: 'mtu', mtuBytes: 9000 }],
    ['address 02:00:00:00:00:05', { does: 'mac', mac: '02:00:00:00:00:05' }],
    ['addr 02:00:00:00:00:05', { does: 'mac', mac: '02:00:00:00:00:05' }],
    ['master br0', { does: 'enslave', controller: 'br0' }],
    ['nomaster', { does: 'free' }],
    ['type bridge forward_delay 1500', { does: 'bridge', options: { forwardDelayMs: 15_000 } }],
    [
      'type bridge hello_time 200 max_age 600',
      { does: 'bridge', options: { helloTimeMs: 2000, maxAgeMs: 6000 } },
    ],
    ['type bridge ageing_time 30000', { does: 'bridge', options: { ageingTimeMs: 300_000 } }],
    [
      'type bridge priority 4096 vlan_filtering 1 mcast_snooping 0',
      { does: 'bridge', options: { priority: 4096, vlanFiltering: true, multicastSnooping: false } },
    ],
    ['type bond mode 802.3ad miimon 100', { does: 'bond', options: { mode: '802.3ad', miimon: '100' } }],
    ['type vlan reorder_hdr off mvrp on', { does: 'vlan', flags: { reorderHdr: false, mvrp: true } }],
    ['type bridge_slave cost 5 priority 6', { does: 'port', cost: 5, priority: 6 }],
  ])('%s', (words, step) => expect(set(words)).toEqual([{ device: 'eth0', ...step }]));

  test.each([
    ['mtu big'],
    ['address 01:00:5e:00:00:05'],
    ['address none'],
    ['master a/b'],
    ['txqueuelen 5'],
    ['type bridge'],
    ['type bridge stp_state yes'],
    ['type bridge forward_delay soon'],
    ['type bridge mcast_router 1'],
    ['type bond mode 802.3ad tlb_dynamic_lb 1'],
    ['type vlan gvrp on egress 1:2'],
    ['type bridge_slave cost low'],
    ['type bridge_slave cost 5 hairpin on'],
    ['type vrf table 5'],
  ])('%s is not certain', (words) => expect(set(words)).toBeUndefined());

  test('several at once, or nothing', () => {
    expect(set('mtu 9000 up')?.map(({ does }) => does)).toEqual(['mtu', 'raise']);
    expect(set('mtu 9000 type bond mode 802.3ad')?.map(({ does }) => does)).toEqual(['mtu', 'bond']);
    expect(steps('link set eth0')).toBeUndefined();
    expect(steps('link set')).toBeUndefined();
  });
});
