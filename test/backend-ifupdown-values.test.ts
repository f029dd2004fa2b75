import { describe, expect, test } from 'vitest';
import { ifupdown } from '../backends/ifupdown/index.ts';
import { MAIN_FILE } from '../backends/ifupdown/paths.ts';
import { memoryRoot } from './support/memory-root.ts';

/** What is read of an interfaces file that others wrote, and the lines that it does not understand. */
function read(...lines: readonly string[]) {
  const { host, accounts } = ifupdown.survey(memoryRoot({ [MAIN_FILE]: `${lines.join('\n')}\n` }));
  const left = accounts.filter(({ state }) => state === 'kept' || state === 'unread');
  return { host, iface: host.interfaces[0], left: left.map(({ state, text }) => `${state} ${text.trim()}`) };
}
const inet = (...options: readonly string[]) => read('auto eth0', 'iface eth0 inet static', ...options);
const inet6 = (...options: readonly string[]) => read('auto eth0', 'iface eth0 inet6 static', ...options);

describe('an address', () => {
  test.each([
    [['address 192.0.2.5/24'], 24],
    [['address 192.0.2.5', 'netmask 255.255.255.0'], 24],
    [['address 192.0.2.5', 'netmask 25'], 25],
    [['address 192.0.2.5/24', 'netmask 255.255.255.128'], 25],
    [['address 192.0.2.5'], 24],
    [['address 10.0.2.5'], 8],
    [['address 172.16.2.5'], 16],
    [['address 192.0.2.5/24 eth1'], 24],
    [['address 192.0.2.4/31'], 31],
    [['address 192.0.2.4/32'], 32],
  ])('%j has the prefix %i', (options, prefix) => {
    const { iface, left } = inet(...options);
    expect(iface?.ipv4?.addresses.map((address) => address.prefix)).toEqual([prefix]);
    expect(left).toEqual([]);
  });

  test.each([
    ['address 2001:db8::5/64', 64],
    ['address 2001:db8::5', 128],
    ['address 2001:db8::5/128', 128],
  ])('%s has the prefix %i', (option, prefix) => {
    expect(inet6(option).iface?.ipv6?.addresses).toEqual([{ address: '2001:db8::5', prefix }]);
  });

  test.each(['192.0.2.0/24', '192.0.2.255/24', '192.0.2.4/30', '0.0.0.0/8', '224.0.0.1/24', '239.1.2.3/32'])(
    '%s is none that a host can have',
    (address) => {
      const { iface, left } = inet(`address ${address}`);
      expect(iface?.ipv4?.addresses ?? []).toEqual([]);
      expect(left).toContain(`kept address ${address}`);
    },
  );

  test.each(['::/64', 'ff02::1/64'])('%s is none that a host can have', (address) => {
    const { iface, left } = inet6(`address ${address}`);
    expect(iface?.ipv6?.addresses ?? []).toEqual([]);
    expect(left).toContain(`kept address ${address}`);
  });

  test.each(['192.0.2.5/33', '192.0.2.5/24/24', '192.0.2.5/x', '192.0.2', '2001:db8::5/64'])(
    '%s is none of IPv4',
    (address) => {
      const { iface, left } = inet(`address ${address}`);
      expect(iface?.ipv4?.addresses ?? []).toEqual([]);
      expect(left.some((line) => line.endsWith(` address ${address}`))).toBe(true);
    },
  );

  test.each(['2001:db8::5/129', '2001:db8::5/x', '192.0.2.5/24'])('%s is none of IPv6', (address) => {
    const { iface, left } = inet6(`address ${address}`);
    expect(iface?.ipv6?.addresses ?? []).toEqual([]);
    expect(left.some((line) => line.endsWith(` address ${address}`))).toBe(true);
  });

  test('a bad netmask takes the address with it', () => {
    const { iface, left } = inet('address 192.0.2.5', 'netmask 255.0.255.0');
    expect(iface?.ipv4?.addresses ?? []).toEqual([]);
    expect(left.map((line) => line.replace(/^\w+ /, ''))).toEqual(
      expect.arrayContaining(['address 192.0.2.5', 'netmask 255.0.255.0']),
    );
  });

  test('of several the first counts, where it has its prefix', () => {
    const { iface, left } = inet('address 192.0.2.5/24', 'address 192.0.2.6/24');
    expect(iface?.ipv4?.addresses).toEqual([{ address: '192.0.2.5', prefix: 24 }]);
    expect(left.map((line) => line.replace(/^\w+ /, ''))).toEqual(['address 192.0.2.6/24']);
    expect(inet('address 192.0.2.5', 'address 192.0.2.6').iface?.ipv4?.addresses ?? []).toEqual([]);
  });

  test('a static stanza without one sets none', () => {
    expect(inet('netmask 24').iface?.ipv4?.addresses ?? []).toEqual([]);
  });
});

describe('what goes with an address', () => {
  const left = (...options: readonly string[]) =>
    inet('address 192.0.2.5/24', ...options).left.map((line) => line.replace(/^\w+ /, ''));

  test.each([['broadcast +'], ['broadcast 192.0.2.255'], ['network 192.0.2.0'], ['scope global']])(
    '%s says nothing new',
    (option) => expect(left(option)).toEqual([]),
  );

  test.each([['broadcast 192.0.2.127'], ['broadcast -'], ['network 192.0.0.0'], ['scope link']])(
    '%s stays',
    (option) => expect(left(option)).toEqual([option]),
  );
});

describe('a gateway', () => {
  const routes = (...options: readonly string[]) =>
    inet('address 192.0.2.5/24', ...options).iface?.ipv4?.routes ?? [];

  test('has a metric, up to the largest', () => {
    expect(routes('gateway 192.0.2.1')).toEqual([{ gateway: '192.0.2.1' }]);
    expect(routes('gateway 192.0.2.1', 'metric 4294967295')).toEqual([
      { gateway: '192.0.2.1', metric: 4_294_967_295 },
    ]);
  });

  test.each(['4294967296', 'low', '-1'])('metric %s is none', (metric) => {
    const { iface, left } = inet('address 192.0.2.5/24', 'gateway 192.0.2.1', `metric ${metric}`);
    expect(iface?.ipv4?.routes).toEqual([{ gateway: '192.0.2.1' }]);
    expect(left.map((line) => line.replace(/^\w+ /, ''))).toEqual([`metric ${metric}`]);
  });

  test('a metric without a gateway, and a gateway that is none, stay', () => {
    const left = (...options: readonly string[]) =>
      inet('address 192.0.2.5/24', ...options).left.map((line) => line.replace(/^\w+ /, ''));
    expect(left('metric 5')).toEqual(['metric 5']);
    expect(left('gateway none', 'metric 5')).toEqual(['gateway none', 'metric 5']);
    expect(routes('gateway 2001:db8::1')).toEqual([]);
  });

  test('a comment behind one leaves it where the subnet has it', () => {
    expect(routes('gateway 192.0.2.1 # the router')).toEqual([{ gateway: '192.0.2.1' }]);
    expect(routes('gateway 198.51.100.1 # the router')).toEqual([]);
    expect(routes('gateway 192.0.2.1 # the router', 'metric 5')).toEqual([]);
  });
});

describe('what starts an interface', () => {
  const start = (...lines: readonly string[]) => read(...lines, 'iface eth0 inet dhcp').iface?.start;

  test.each([
    [['auto eth0'], 'onboot'],
    [['allow-auto eth0'], 'onboot'],
    [['allow-hotplug eth0'], 'hotplug'],
    [['allow-hotplug eth0', 'auto eth0'], 'onboot'],
    [['auto /eth*'], 'onboot'],
    [['allow-hotplug /eth*'], 'hotplug'],
    [['auto /eth*', 'allow-hotplug /e*'], 'onboot'],
    [['auto /en*'], 'none'],
    [['allow-lab eth0'], 'none'],
    [[], 'none'],
  ])('%j: %s', (lines, mode) => expect(start(...lines)).toBe(mode));

  test('words that start nothing stay', () => {
    expect(read('allow-lab eth0', 'iface eth0 inet dhcp').left).toEqual(['kept eth0']);
    expect(read('auto /en*', 'iface eth0 inet dhcp').left).toEqual(['kept /en*']);
    expect(read('auto /eth*', 'iface eth0 inet dhcp').left).toEqual([]);
  });
});
