import { describe, expect, test } from 'vitest';
import { networkd } from '../backends/networkd/index.ts';
import { memoryRoot } from './support/memory-root.ts';

const FILE = '/etc/systemd/network/20-lan';

/** What is read of one file that others wrote: its interface, and the lines below headings that it leaves alone. */
function read(
  kind: 'network' | 'netdev',
  lines: readonly string[],
  more: Readonly<Record<string, string>> = {},
) {
  const path = `${FILE}.${kind}`;
  const { host, accounts, findings } = networkd.survey(memoryRoot({ [path]: lines.join('\n'), ...more }));
  const left = accounts.filter(
    ({ path: at, state, text }) =>
      at === path && (state === 'kept' || state === 'unread') && !text.startsWith('['),
  );
  return {
    iface: host.interfaces[0],
    host,
    left: left.map(({ state, text }) => `${state} ${text.trim()}`),
    told: findings.map(({ message }) => message),
    isRefused: findings.some(({ code }) => code === 'consumer-refuses'),
  };
}

/** eth0 with these lines in [Network] and after. */
const network = (...lines: readonly string[]) =>
  read('network', ['[Match]', 'Name=eth0', '[Network]', 'IPv6AcceptRA=no', ...lines]);

describe('routes', () => {
  const route = (...lines: readonly string[]) => network('Address=192.0.2.5/24', '[Route]', ...lines);
  const GATEWAY = 'Gateway=192.0.2.1';

  test.each(['Table=main', 'Table=254', 'Type=unicast', 'Scope=global', 'Scope=0'])(
    '%s is what a route is anyway',
    (line) => {
      const { iface, left } = route(GATEWAY, line);
      expect(iface?.ipv4?.routes).toEqual([{ gateway: '192.0.2.1' }]);
      expect(left).toEqual([]);
    },
  );

  test.each([
    'Table=100',
    'Type=blackhole',
    'Scope=link',
    'Source=192.0.2.5',
    'MultiPathRoute=192.0.2.9',
    'NextHop=5',
  ])('%s makes it one that the document cannot say: all of the section stays', (line) => {
    const { iface, left } = route(GATEWAY, 'Metric=5', line);
    expect(iface?.ipv4?.routes).toEqual([]);
    expect(left).toEqual([`kept ${GATEWAY}`, 'kept Metric=5', `kept ${line}`]);
  });

  test.each(['0.0.0.0', '255.255.255.255', '224.0.0.1', '239.1.2.3', '::', 'ff02::1'])(
    'no gateway is at %s',
    (address) => {
      const { iface, left } = route(`Gateway=${address}`);
      expect([iface?.ipv4?.routes, iface?.ipv6?.routes ?? []]).toEqual([[], []]);
      expect(left).toEqual([`kept Gateway=${address}`]);
    },
  );

  test.each(['10.0.0.0', '1.224.0.1', '2001:db8::ff02:1', '::5', 'fe80::1'])(
    'but one may be at %s',
    (address) => {
      const { iface, left } = route(`Gateway=${address}`);
      const gateways = [...(iface?.ipv4?.routes ?? []), ...(iface?.ipv6?.routes ?? [])];
      expect(gateways).toEqual([{ gateway: address }]);
      expect(left).toEqual([]);
    },
  );

  test('the metric is said, and 0 is one', () => {
    const metric = (text: string) => route(GATEWAY, `Metric=${text}`).iface?.ipv4?.routes;
    expect(metric('5')).toEqual([{ gateway: '192.0.2.1', metric: 5 }]);
    expect(metric('0')).toEqual([{ gateway: '192.0.2.1', metric: 0 }]);
  });

  test('of several keys of one kind in a section the last counts', () => {
    expect(route('Gateway=192.0.2.9', GATEWAY).iface?.ipv4?.routes).toEqual([{ gateway: '192.0.2.1' }]);
    expect(route('PreferredSource=192.0.2.5', 'Metric=5').left[0]).toBe('kept PreferredSource=192.0.2.5');
  });

  test('one outside of all subnets may fail, where nothing says that it is on the link', () => {
    const told = (...lines: readonly string[]) =>
      read('network', ['[Match]', 'Name=eth0', '[Network]', 'IPv6AcceptRA=no', ...lines]).told.filter(
        (message) => message.includes("networkd's route may fail"),
      );
    const OUTSIDE = ['[Route]', 'Gateway=198.51.100.1'];
    expect(told('Address=192.0.2.5/24', ...OUTSIDE)).toEqual([
      expect.stringContaining('gateway 198.51.100.1 (line 7) is in none of its subnets'),
    ]);
    expect(told('Address=192.0.2.5/24', 'Address=198.51.100.5/24', ...OUTSIDE)).toEqual([]);
    expect(told('Address=192.0.2.5/24', ...OUTSIDE, 'GatewayOnLink=yes')).toEqual([]);
    // Without an address of its own, or with one from a server, nobody knows.
    expect(told(...OUTSIDE)).toEqual([]);
    expect(told('Address=192.0.2.5/24', 'DHCP=ipv4', ...OUTSIDE)).toEqual([]);
    expect(told('Address=192.0.2.5/24', 'DHCP=ipv6', ...OUTSIDE)).toHaveLength(1);
  });

  test.each(['_dhcp', '_dhcp4', '_ipv6ra'])('%s is no gateway of the document', (gateway) => {
    expect(route(`Gateway=${gateway}`).left).toEqual([`kept Gateway=${gateway}`]);
  });

  test('a section without a gateway stays; where networkd has no use for it, as one that is not read', () => {
    const left = (...lines: readonly string[]) => route(...lines).left;
    expect(left('Destination=10.0.0.0/8')).toEqual(['kept Destination=10.0.0.0/8']);
    expect(left('PreferredSource=192.0.2.5')).toEqual(['kept PreferredSource=192.0.2.5']);
    expect(left('Metric=5')).toEqual(['unread Metric=5']);
  });

  // networkd takes a section for void in which it takes one value for none; an unknown key is passed over.
  test.each([
    'Metric=far',
    'Metric=-1',
    'Destination=host',
    'Destination=10.0.0.0/33',
    'Gateway=host',
    'GatewayOnLink=perhaps',
  ])('%s: there is no such route', (line) => {
    const { iface, left, isRefused } = route(GATEWAY, line);
    expect([iface?.ipv4?.routes, isRefused]).toEqual([[], true]);
    expect(left).toEqual([`unread ${GATEWAY}`, `unread ${line}`]);
    expect(route(line, GATEWAY).iface?.ipv4?.routes).toEqual([]);
  });

  test('a key that there is not makes no difference, nor a section with a fault to another', () => {
    expect(route(GATEWAY, 'Metrik=5').iface?.ipv4?.routes).toEqual([{ gateway: '192.0.2.1' }]);
    const { iface } = route(GATEWAY, '[Route]', 'Gateway=192.0.2.2', 'Metric=far');
    expect(iface?.ipv4?.routes).toEqual([{ gateway: '192.0.2.1' }]);
  });

  test('a gateway of another family than the destination: IPv6 by IPv4 there is none', () => {
    const states = (...lines: readonly string[]) => route(...lines).left.map((line) => line.split(' ')[0]);
    expect(states('Destination=2001:db8::/64', GATEWAY)).toEqual(['unread', 'unread']);
    expect(states('Destination=10.0.0.0/8', 'Gateway=fe80::1')).toEqual(['kept', 'kept']);
  });

  test('a destination is masked, and of length 0 it is the default', () => {
    const destination = (text: string) =>
      route(GATEWAY, `Destination=${text}`).iface?.ipv4?.routes[0]?.destination;
    expect(destination('10.1.2.3/8')).toEqual({ address: '10.0.0.0', prefix: 8 });
    expect(destination('10.1.2.3')).toEqual({ address: '10.1.2.3', prefix: 32 });
    expect(destination('0.0.0.0/0')).toBeUndefined();
  });

  test('stand in the order of the file, sections and short lines alike', () => {
    const { iface } = network(
      ...['[Route]', 'Gateway=192.0.2.1', '[Network]', 'Gateway=192.0.2.2', '[Route]', 'Gateway=192.0.2.3'],
    );
    expect(iface?.ipv4?.routes.map(({ gateway }) => gateway)).toEqual([
      '192.0.2.1',
      '192.0.2.2',
      '192.0.2.3',
    ]);
  });

  test('a gateway that is said not to be on the link, outside of all subnets: the document has it there', () => {
    const { left } = route('Gateway=198.51.100.1', 'GatewayOnLink=no');
    expect(left).toEqual(['kept GatewayOnLink=no']);
    expect(route(GATEWAY, 'GatewayOnlink=no').left).toEqual([]);
  });
});

describe('addresses', () => {
  test.each(['0.0.0.0/24', '::/64', '192.0.2.0/24', '192.0.2.255/24', '192.0.2.4/30', '192.0.2.7/30'])(
    '%s is none of one host',
    (address) => {
      const { iface, left } = network(`Address=${address}`);
      expect([iface?.ipv4?.addresses ?? [], iface?.ipv6?.addresses ?? []]).toEqual([[], []]);
      expect(left).toEqual([`kept Address=${address}`]);
    },
  );

  test.each(['192.0.2.4/31', '192.0.2.5/31', '192.0.2.4/32'])('%s is one', (text) => {
    const [address, prefix] = text.split('/');
    expect(network(`Address=${text}`).iface?.ipv4?.addresses).toEqual([{ address, prefix: Number(prefix) }]);
  });

  test('of one that is said twice the last counts, of IPv6 whatever its length', () => {
    const { iface, left } = network('Address=2001:db8::5/48', 'Address=2001:db8::5/64');
    expect(iface?.ipv6?.addresses).toEqual([{ address: '2001:db8::5', prefix: 64 }]);
    expect(left).toEqual(['unread Address=2001:db8::5/48']);
    expect(network('Address=192.0.2.5/16', 'Address=192.0.2.5/24').iface?.ipv4?.addresses).toHaveLength(2);
  });

  test('stand in the order of the file, sections and short lines alike', () => {
    const { iface } = network(
      ...['[Address]', 'Address=192.0.2.1/24', '[Network]', 'Address=192.0.2.2/24'],
      ...['[Address]', 'Address=192.0.2.3/24'],
    );
    expect(iface?.ipv4?.addresses.map(({ address }) => address)).toEqual([
      '192.0.2.1',
      '192.0.2.2',
      '192.0.2.3',
    ]);
  });

  test.each(['Address=host', 'Address=192.0.2.6/33', 'Address=192.0.2.6/24/5', 'Address=192.0.2.6/x'])(
    'beside %s in its section there is none; beside it in [Network] there is',
    (line) => {
      const { iface, left } = network('[Address]', 'Address=192.0.2.5/24', line);
      expect(iface?.ipv4).toBeUndefined();
      expect(left).toEqual(['unread Address=192.0.2.5/24', `unread ${line}`]);
      const short = network('Address=192.0.2.5/24', line);
      expect(short.iface?.ipv4?.addresses).toHaveLength(1);
      expect(short.left).toEqual([`unread ${line}`]);
    },
  );

  test('one with a peer stays', () => {
    const lines = ['Address=192.0.2.5/32', 'Peer=192.0.2.6/32'];
    const { iface, left } = network('[Address]', ...lines);
    expect(iface?.ipv4?.addresses ?? []).toEqual([]);
    expect(left).toEqual(lines.map((line) => `kept ${line}`));
  });
});

describe('what families of DHCP and of link-local addresses are called', () => {
  test.each([
    ['ipv4', true, false],
    ['v4', true, false],
    ['ipv6', false, true],
    ['v6', false, true],
    ['both', true, true],
    ['yes', true, true],
    ['none', false, false],
    ['no', false, false],
  ])('DHCP=%s', (word, four, six) => {
    const { iface, left } = network(`DHCP=${word}`);
    expect([iface?.ipv4?.dhcp !== undefined, iface?.ipv6?.dhcp !== undefined]).toEqual([four, six]);
    expect(left).toEqual([]);
  });

  test.each([
    ['ipv6', false, true],
    ['no', true, true],
    ['ipv4', true, false],
    ['ipv4-fallback', true, false],
    ['fallback', false, false],
    ['yes', false, false],
  ])('LinkLocalAddressing=%s', (word, isOff, isUnderstood) => {
    const { iface, left } = network(`LinkLocalAddressing=${word}`);
    expect(iface?.ipv6?.disabled === true).toBe(isOff);
    expect(left).toEqual(isUnderstood ? [] : [`kept LinkLocalAddressing=${word}`]);
  });

  test.each([
    ['eui64', false, []],
    ['none', true, []],
    ['random', false, ['kept IPv6LinkLocalAddressGenerationMode=random']],
    ['stable-privacy', false, ['kept IPv6LinkLocalAddressGenerationMode=stable-privacy']],
  ])('IPv6LinkLocalAddressGenerationMode=%s', (mode, isOff, lines) => {
    const { iface, left } = network(`IPv6LinkLocalAddressGenerationMode=${mode}`);
    expect(iface?.ipv6?.disabled === true).toBe(isOff);
    expect(left).toEqual(lines);
  });
});

describe('a router does not listen to others by default', () => {
  const listens = (...lines: readonly string[]) =>
    read('network', ['[Match]', 'Name=eth0', '[Network]', ...lines]).iface?.ipv6?.autoconf;

  test.each([
    'IPForward=ipv6',
    'IPForward=yes',
    'IPv6Forwarding=yes',
    'IPMasquerade=ipv6',
    'IPMasquerade=both',
  ])('%s', (line) => {
    expect(listens(line)).not.toBe(true);
    expect(listens(line, 'IPv6AcceptRA=yes')).toBe(true);
  });

  test.each(['IPForward=ipv4', 'IPForward=no', 'IPMasquerade=ipv4', 'IPMasquerade=no', 'IPForward='])(
    '%s makes none of IPv6',
    (line) => expect(listens(line)).toBe(true),
  );
});

describe('devices', () => {
  const device = (...lines: readonly string[]) => read('netdev', ['[NetDev]', ...lines]);

  test.each([
    ['without a name', ['Kind=bridge']],
    ['without a kind', ['Name=br0']],
    ['of a kind that there is not', ['Name=br0', 'Kind=brigde']],
    ['a pair with one end', ['Name=v0', 'Kind=veth']],
    ['a pair whose ends have one name', ['Name=v0', 'Kind=veth', '[Peer]', 'Name=v0']],
    ['a vlan without a tag', ['Name=v0', 'Kind=vlan']],
    ['a vlan whose tag is none', ['Name=v0', 'Kind=vlan', '[VLAN]', 'Id=4096']],
  ])('%s: networkd makes none, and all lines stay', (_what, lines) => {
    const { host, left, isRefused } = device(...lines);
    expect([host.interfaces, isRefused]).toEqual([[], true]);
    expect(left).toEqual(lines.filter((line) => !line.startsWith('[')).map((line) => `kept ${line}`));
  });

  test.each([
    ['MACAddress=02:00:00:00:00:01', []],
    ['MACAddress=01:00:5e:00:00:01', ['kept MACAddress=01:00:5e:00:00:01']],
    ['MACAddress=02:00:00:00:00', ['unread MACAddress=02:00:00:00:00']],
    ['MACAddress=none', []],
    ['MTUBytes=1400', []],
    ['MTUBytes=67', ['kept MTUBytes=67']],
    ['MTUBytes=big', ['unread MTUBytes=big']],
  ])('a bridge with %s', (line, lines) => {
    const { iface, left } = device('Name=br0', 'Kind=bridge', line);
    expect(left).toEqual(lines);
    expect(iface?.mtuBytes).toBe(line === 'MTUBytes=1400' ? 1400 : undefined);
    expect(iface?.type === 'bridge' && iface.assignMac).toBe(
      line.endsWith('=02:00:00:00:00:01') ? '02:00:00:00:00:01' : undefined,
    );
  });

  test('of a kind that the document has no word for all lines stay', () => {
    const { host, left, isRefused } = device('Name=a0', 'Kind=vxlan', '[VXLAN]', 'VNI=5');
    expect([host.interfaces, isRefused]).toEqual([[], false]);
    expect(left).toEqual(['kept Name=a0', 'kept Kind=vxlan', 'kept VNI=5']);
  });

  test('a .link gives an address and an MTU, where a .network says none', () => {
    const link = '[Match]\nOriginalName=eth0\n[Link]\nMACAddress=02:00:00:00:00:01\nMTUBytes=1400\n';
    const more = { '/etc/systemd/network/a.link': link };
    const nic = read('network', ['[Match]', 'Name=eth0', '[Network]', 'IPv6AcceptRA=no'], more).iface;
    expect(nic).toMatchObject({ assignMac: '02:00:00:00:00:01', mtuBytes: 1400 });
    const said = ['[Match]', 'Name=eth0', '[Link]', 'MACAddress=02:00:00:00:00:02', 'MTUBytes=1300'];
    expect(read('network', said, more).iface).toMatchObject({
      assignMac: '02:00:00:00:00:02',
      mtuBytes: 1300,
    });
  });

  test('a vlan with the reserved tag 0 is none that the document could say', () => {
    const { host, left, isRefused } = device('Name=v0', 'Kind=vlan', '[VLAN]', 'Id=0');
    expect([host.interfaces, isRefused]).toEqual([[], false]);
    expect(left).toEqual(['kept Name=v0', 'kept Kind=vlan', 'kept Id=0']);
  });

  test.each(['1234', 'all', 'default', '..', 'a-name-that-is-16', 'a/b', 'a:b'])(
    'networkd makes none called %s',
    (name) => expect(device(`Name=${name}`, 'Kind=bridge').isRefused).toBe(true),
  );

  test.each(['br#0', 'a1', 'br$', 'all0', 'br!'])('one called %s it makes', (name) => {
    expect(device(`Name=${name}`, 'Kind=bridge').isRefused).toBe(false);
  });

  test('a monitor by ARP that asks nobody is none', () => {
    const bond = ['[NetDev]', 'Name=bond0', 'Kind=bond', '[Bond]', 'Mode=active-backup', 'ARPIntervalSec=1'];
    const { host, left } = read('netdev', bond, {
      '/etc/systemd/network/bond0.network': '[Match]\nName=bond0\n[Network]\nDHCP=ipv4\nIPv6AcceptRA=no\n',
      '/etc/systemd/network/eth0.network': '[Match]\nName=eth0\n[Network]\nBond=bond0\n',
    });
    const found = host.interfaces.find(({ name }) => name === 'bond0');
    expect(found?.type === 'bond' && found.bond).toEqual({ mode: 'active-backup' });
    expect(left).toEqual(['kept ARPIntervalSec=1']);
  });
});
