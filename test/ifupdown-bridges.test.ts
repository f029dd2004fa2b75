import { describe, expect, test } from 'vitest';
import { ifupdown } from '../backends/ifupdown/index.ts';
import { MAIN_FILE } from '../backends/ifupdown/paths.ts';
import { memoryRoot } from './support/memory-root.ts';

/** What is read of stanzas that others wrote: the bridge and its ports, and the lines that stay. */
function read(...lines: readonly string[]) {
  const { host, accounts, findings } = ifupdown.survey(memoryRoot({ [MAIN_FILE]: `${lines.join('\n')}\n` }));
  const [bridge] = host.interfaces.flatMap((iface) => (iface.type === 'bridge' ? [iface] : []));
  const accountOf = (text: string) => accounts.find((account) => account.text.trim() === text);
  return {
    bridge: bridge?.bridge,
    mac: bridge?.assignMac,
    ports: Object.fromEntries(
      host.interfaces.flatMap(({ name, port }) => {
        const { controller, position: _, ...options } = port ?? {};
        return controller === 'br0' ? [[name, options]] : [];
      }),
    ),
    left: accounts.filter(({ state }) => state === 'kept').map(({ text }) => text.trim()),
    says: (text: string) => accountOf(text)?.says,
    why: (text: string) => accountOf(text)?.why,
    told: findings.map(({ message }) => message),
  };
}
const bridge = (...options: readonly string[]) =>
  read('iface br0 inet manual', ' bridge-ports eth0 eth1', ...options.map((option) => ` ${option}`));

describe('an option of a bridge, as bridge-utils hands it to brctl', () => {
  test.each<[string[], object]>([
    ...['on', 'yes', '1', 'on # always'].map((word): [string[], object] => [
      [`bridge-stp ${word}`],
      { stp: true },
    ]),
    ...['off', 'no', '0', 'no never'].map((word): [string[], object] => [
      [`bridge-stp ${word}`],
      { stp: false },
    ]),
    [['bridge-fd 0'], { forwardDelayMs: 0 }],
    [['bridge-fd 0.5'], { forwardDelayMs: 500 }],
    [['bridge-fd 100'], { forwardDelayMs: 100_000 }],
    [['bridge-stp off', 'bridge-fd 1'], { stp: false, forwardDelayMs: 1000 }],
    [['bridge-stp on', 'bridge-fd 2'], { stp: true, forwardDelayMs: 2000 }],
    [['bridge-stp on', 'bridge-fd 30'], { stp: true, forwardDelayMs: 30_000 }],
    [['bridge-hello 1'], { helloTimeMs: 1000 }],
    [['bridge-hello 10'], { helloTimeMs: 10_000 }],
    [['bridge-maxage 6'], { maxAgeMs: 6000 }],
    [['bridge-maxage 40.0'], { maxAgeMs: 40_000 }],
    [['bridge-ageing 0'], { ageingTimeMs: 0 }],
    [['bridge-ageing 42949672'], { ageingTimeMs: 42_949_672_000 }],
    [['bridge-bridgeprio 0'], { priority: 0 }],
    [['bridge-bridgeprio 65535'], { priority: 65_535 }],
    [['bridge-vlan-aware yes'], { vlanFiltering: true }],
    [['bridge-vlan-aware no'], { vlanFiltering: false }],
    [['bridge-maxwait 0'], {}],
  ])('%j', (options, said) => {
    const { bridge: found, left } = bridge(...options);
    expect(found).toEqual(said);
    expect(left).toEqual([]);
  });

  test.each([
    ...['bridge-stp true', 'bridge-stp onn', 'bridge-stp 10', 'bridge-stp "on"', 'bridge-stp soon'],
    ...['bridge-stp nono', 'bridge-stp 00'],
    ...['bridge-fd fast', 'bridge-fd -1', 'bridge-fd 42949673'],
    ...['bridge-hello 0', 'bridge-hello 11', 'bridge-hello 1.5', 'bridge-hello often'],
    ...['bridge-maxage 5', 'bridge-maxage 41', 'bridge-maxage 6.5', 'bridge-maxage long'],
    ...['bridge-ageing 42949673', 'bridge-ageing 0.5', 'bridge-ageing never'],
    ...['bridge-bridgeprio 65536', 'bridge-bridgeprio high'],
    ...['bridge-vlan-aware on', 'bridge-vlan-aware 1'],
    ...['bridge-maxwait 5', 'bridge-waitport 5 eth0', 'bridge-gcint 4', 'bridge-vids 2-4'],
  ])('%s stays', (option) => {
    const { bridge: found, left, ports } = bridge(option);
    expect(found).toEqual({});
    expect(left).toEqual([option]);
    expect(Object.keys(ports)).toEqual(['eth0', 'eth1']);
  });

  test.each(['bridge-fd 0', 'bridge-fd 1.99', 'bridge-fd 30.01'])(
    'with the spanning tree protocol on, the kernel does not take %s',
    (option) => {
      const { bridge: found, left } = bridge('bridge-stp on', option);
      expect(found).toEqual({ stp: true });
      expect(left).toEqual([option]);
    },
  );

  test('in a stanza without ports it is passed over', () => {
    const options = [
      ...[
        'bridge-stp on',
        'bridge-fd 5',
        'bridge-hello 3',
        'bridge-maxwait 0',
        'bridge-hw 02:00:00:00:00:05',
      ],
      ...['bridge-pathcost eth0 5', 'bridge-vlan-aware yes'],
    ];
    const {
      bridge: found,
      left,
      mac,
      ports,
    } = read(...['iface br0 inet manual', ' bridge-ports eth0'], ...['iface br0 inet6 manual', ...options]);
    expect([found, mac, ports]).toEqual([{}, undefined, { eth0: {} }]);
    expect(left).toEqual(options);
  });

  test('of several stanzas with ports the last one counts', () => {
    const { bridge: found, left } = read(
      ...['iface br0 inet manual', ' bridge-ports eth0', ' bridge-fd 5', ' bridge-stp on'],
      ...['iface br0 inet6 manual', ' bridge-ports eth0', ' bridge-fd 6'],
    );
    expect(found).toEqual({ stp: true, forwardDelayMs: 6000 });
    expect(left).toEqual([]);
  });
});

describe('options that a command sets', () => {
  test.each<[string, object]>([
    ['brctl stp br0 on', { stp: true }],
    ['brctl setfd br0 4', { forwardDelayMs: 4000 }],
    ['brctl sethello br0 3', { helloTimeMs: 3000 }],
    ['ip link set br0 type bridge max_age 1000 ageing_time 0', { maxAgeMs: 10_000, ageingTimeMs: 0 }],
    ['ip link set br0 type bridge priority 65535', { priority: 65_535 }],
    ['ip link set br0 type bridge mcast_snooping 0', { multicastSnooping: false }],
  ])('%s', (command, said) => {
    const { bridge: found, left, says } = bridge(`up ${command}`);
    expect(found).toEqual(said);
    expect(left).toEqual([]);
    expect(says(`up ${command}`)).toBe('options');
    expect(bridge(`down ${command}`).bridge).toEqual({});
  });

  test.each([
    'brctl sethello br0 0.5',
    'brctl sethello br0 1.5',
    'brctl sethello br0 11',
    'brctl setmaxage br0 5',
    'brctl setageing br0 300.5',
    'brctl setfd br0 42949673',
    'brctl setbridgeprio br0 65536',
    'ip link set br0 type bridge hello_time 250',
    'ip link set br0 type bridge stp_state 1 hello_time 50 max_age 1000',
  ])('%s stays', (command) => {
    const { bridge: found, left, why } = bridge(`up ${command}`);
    expect(found).toEqual({});
    expect(left).toEqual([`up ${command}`]);
    expect(why(`up ${command}`)).toBe('a bridge in a document has no such time or priority');
  });

  test('before bridge-utils sets what the stanza says, or after it', () => {
    const options = ['bridge-stp no', 'bridge-fd 3'];
    const command = 'brctl setfd br0 5';
    expect(bridge(...options, `up ${command}`).bridge).toEqual({ stp: false, forwardDelayMs: 5000 });
    expect(bridge(...options, `pre-up ${command}`).bridge).toEqual({ stp: false, forwardDelayMs: 3000 });
    expect(bridge('bridge-stp no', `pre-up ${command}`).bridge).toEqual({ stp: false, forwardDelayMs: 5000 });
  });

  test('a delay that the kernel does not take with the spanning tree protocol on', () => {
    const commands = ['up brctl stp br0 on', 'up brctl setfd br0 1', 'up brctl sethello br0 3'];
    const { bridge: found, left } = bridge(...commands);
    expect(found).toEqual({ stp: true, helloTimeMs: 3000 });
    expect(left).toEqual(['up brctl setfd br0 1']);
  });

  test('where a command makes the bridge, bridge-utils looks at no options of a new one', () => {
    const options = ['bridge-vlan-aware yes', 'bridge-hw 02:00:00:00:00:05'];
    const made = bridge('pre-up ip link add br0 type bridge', 'bridge-stp on', ...options);
    expect([made.bridge, made.mac, made.left]).toEqual([{ stp: true }, undefined, options]);
    const late = bridge('up ip link add br0 type bridge || true', ...options);
    expect([late.bridge, late.mac, late.left]).toEqual([{ vlanFiltering: true }, '02:00:00:00:00:05', []]);
  });
});

describe('the MAC address of a bridge', () => {
  const MADE_UP = /udev gives it a MAC address/;

  test('is one that bridge-hw says', () => {
    const { mac, left, told, says } = bridge('bridge-hw 02:00:00:00:00:AB');
    expect([mac, left, told]).toEqual(['02:00:00:00:00:ab', [], []]);
    expect(says('bridge-hw 02:00:00:00:00:AB')).toBe('link');
  });

  test('or that of its first port, which a document leaves unsaid', () => {
    const { mac, left, told } = bridge('bridge-hw eth0');
    expect([mac, left, told]).toEqual([undefined, [], []]);
  });

  test.each([
    ['bridge-hw eth1', 'the address of eth1 is not known before it is there'],
    ['bridge-hw 01:00:5e:00:00:01', '01:00:5e:00:00:01 is no address that a bridge can have'],
    ['bridge-hw 00:00:00:00:00:00', '00:00:00:00:00:00 is no address that a bridge can have'],
  ])('%s says none', (option, reason) => {
    const { mac, left, told, why } = bridge(option);
    expect([mac, left]).toEqual([undefined, [option]]);
    expect(why(option)).toBe(reason);
    expect(told.some((what) => MADE_UP.test(what))).toBe(true);
  });

  test('is made up by udev where nothing says it, and that is told of a bridge with ports', () => {
    expect(bridge().told).toEqual([expect.stringMatching(MADE_UP)]);
    expect(bridge('hwaddress 02:00:00:00:00:01').told).toEqual([]);
    expect(read('iface br0 inet manual', ' bridge-ports none').told).toEqual([]);
  });
});

describe('cost and priority of a port', () => {
  test.each<[string, object]>([
    ['bridge-pathcost eth0 1', { eth0: { cost: 1 }, eth1: {} }],
    ['bridge-pathcost eth1 65535', { eth0: {}, eth1: { cost: 65_535 } }],
    ['bridge-portprio eth0 0', { eth0: { priority: 0 }, eth1: {} }],
    ['bridge-portprio eth1 63', { eth0: {}, eth1: { priority: 63 } }],
    ['up brctl setpathcost br0 eth0 1', { eth0: { cost: 1 }, eth1: {} }],
    ['up brctl setpathcost br0 eth0 65535', { eth0: { cost: 65_535 }, eth1: {} }],
    ['up brctl setportprio br0 eth1 63', { eth0: {}, eth1: { priority: 63 } }],
    ['up ip link set eth0 type bridge_slave cost 5 priority 6', { eth0: { cost: 5, priority: 6 }, eth1: {} }],
  ])('%s', (line, ports) => {
    const read = bridge(line);
    expect(read.ports).toEqual(ports);
    expect(read.left).toEqual([]);
    expect(read.says(line)).toBe('controller');
  });

  test.each([
    ...['bridge-pathcost eth0', 'bridge-pathcost eth0 0', 'bridge-pathcost eth0 65536'],
    ...['bridge-pathcost eth0 low', 'bridge-pathcost eth0 5 eth1', 'bridge-pathcost e/0 5'],
    ...['bridge-portprio eth0 64', 'bridge-portprio 5'],
    ...['up brctl setpathcost br0 eth0 0', 'up brctl setpathcost br0 eth0 65536'],
    ...['up brctl setportprio br0 eth0 64', 'down brctl setportprio br0 eth0 5'],
    'up ip link set eth0 type bridge_slave cost 5 priority 64',
  ])('%s stays', (line) => {
    const { ports, left } = bridge(line);
    expect(ports).toEqual({ eth0: {}, eth1: {} });
    expect(left).toEqual([line]);
  });

  test('both of one port, by options and commands', () => {
    expect(
      bridge('bridge-pathcost eth0 5', 'bridge-portprio eth0 6', 'up brctl setpathcost br0 eth0 7').ports,
    ).toEqual({ eth0: { cost: 7, priority: 6 }, eth1: {} });
  });
});
