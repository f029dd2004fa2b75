import { describe, expect, test } from 'vitest';
import { dhcpv6, releaseDhcpv6, stepsOfOurs } from '../backends/ifupdown/commands.ts';
import { ifupdown } from '../backends/ifupdown/index.ts';
import { MAIN_FILE } from '../backends/ifupdown/paths.ts';
import { covers, sourcesOf } from '../backends/ifupdown/sources.ts';
import { stepsOf } from '../backends/ifupdown/steps.ts';
import { memoryRoot } from './support/memory-root.ts';

/** What is read of stanzas that others wrote, the lines that stay, and why, and what is told. */
function read(...lines: readonly string[]) {
  const { host, accounts, findings } = ifupdown.survey(memoryRoot({ [MAIN_FILE]: `${lines.join('\n')}\n` }));
  const accountOf = (text: string) => accounts.find((account) => account.text.trim() === text);
  return {
    of: (name: string) => host.interfaces.find((iface) => iface.name === name),
    starts: Object.fromEntries(host.interfaces.map(({ name, start }) => [name, start])),
    left: accounts.filter(({ state }) => state === 'kept').map(({ text }) => text.trim()),
    accountOf,
    why: (text: string) => accountOf(text)?.why,
    told: findings.map(({ code, message }) => `${code} ${message}`),
    places: findings.map(({ at }) => at?.line),
  };
}
const inet = (...options: readonly string[]) => {
  const found = read('iface eth0 inet static', ...options);
  return { ...found, ipv4: found.of('eth0')?.ipv4 };
};
const inet6 = (method: string, ...options: readonly string[]) => {
  const found = read(`iface eth0 inet6 ${method}`, ...options);
  return { ...found, ipv6: found.of('eth0')?.ipv6 };
};

describe('an address and its prefix', () => {
  test.each<[string[], object | undefined]>([
    [['address 192.0.2.5/24\tx'], { address: '192.0.2.5', prefix: 24 }],
    [['address 192.0.2.5/x24 y'], undefined],
    [['address 192.0.2.5', 'address /24'], undefined],
    [['address 0.0.0.0/32'], undefined],
  ])('%j', (options, address) => {
    expect(inet(...options).ipv4?.addresses ?? []).toEqual(address ? [address] : []);
  });

  test.each<[string[], string]>([
    [['address 192.0.2'], '192.0.2 is no IPv4 address'],
    [['address 192.0.2.5', 'netmask 255.0.255.0'], '255.0.255.0 is no netmask'],
    [['address 192.0.2.5/33'], '33 is no netmask'],
    [['address 192.0.2.0', 'netmask 24'], '192.0.2.0 is no address that a host can have'],
  ])('%j: %s', (options, reason) => {
    const { left, accountOf } = inet(...options);
    expect(left).toEqual(options);
    for (const option of options) expect(accountOf(option)?.why).toBe(reason);
  });

  test.each<[string[], string]>([
    [['address 2001:db8::5x'], '2001:db8::5x is no IPv6 address'],
    [['address 2001:db8::5/129'], '129 is no netmask'],
    [['address 2001:db8::5/64 x'], '64 x is no netmask'],
    [['address 2001:db8::5', 'netmask ffff::'], 'ffff:: is no netmask'],
  ])('%j: %s', (options, reason) => {
    const { left, accountOf } = inet6('static', ...options);
    expect(left).toEqual(options);
    for (const option of options) expect(accountOf(option)?.why).toBe(reason);
  });

  test('the other end of a link has a meaning for IPv4 alone', () => {
    const { ipv4, told } = inet('address 192.0.2.5/24', 'pointopoint 192.0.2.9');
    expect(ipv4?.addresses).toEqual([{ address: '192.0.2.5', prefix: 32 }]);
    expect(told).toHaveLength(1);
    expect(inet6('static', 'address 2001:db8::5/64', 'pointopoint 2001:db8::9').ipv6?.addresses).toEqual([
      { address: '2001:db8::5', prefix: 64 },
    ]);
  });
});

describe('a gateway', () => {
  const gateway = (line: string) => inet('address 192.0.2.5/24', line);

  test.each(['gateway 192.0.2.1 # x', 'gateway 192.0.2.1\t  # x #'])('%s', (line) => {
    expect(gateway(line).ipv4?.routes).toEqual([{ gateway: '192.0.2.1' }]);
    expect(gateway(line).left).toEqual([]);
  });

  test.each([
    'gateway 192.0.2.1#x',
    'gateway via 192.0.2.1 # x',
    'gateway 192.0.2.1 x',
    'gateway 2001:db8::1',
  ])('%s is none', (line) => {
    const { ipv4, left, why } = gateway(line);
    expect(ipv4?.routes).toEqual([]);
    expect(left).toEqual([line]);
    expect(why(line)).toMatch(/is no IPv4 gateway$/);
  });

  test('of IPv6', () => {
    const { ipv6, why } = inet6('static', 'address 2001:db8::5/64', 'gateway 192.0.2.1');
    expect(ipv6?.routes).toEqual([]);
    expect(why('gateway 192.0.2.1')).toBe('192.0.2.1 is no IPv6 gateway');
  });

  test('its metric goes with it', () => {
    const { left } = inet('address 192.0.2.5/24', 'gateway none', 'metric 5');
    expect(left).toEqual(['gateway none', 'metric 5']);
  });
});

describe('routes that commands add', () => {
  const up = (...commands: readonly string[]) =>
    inet('address 192.0.2.5/24', ...commands.map((command) => `up ${command}`));

  test.each<[string, object]>([
    [
      'ip route add 10.0.0.0/8 via 192.0.2.1',
      { destination: { address: '10.0.0.0', prefix: 8 }, gateway: '192.0.2.1' },
    ],
    ['ip route add default via 192.0.2.1 metric 5', { gateway: '192.0.2.1', metric: 5 }],
    ['ip route add default via 198.51.100.1 dev eth0 onlink', { gateway: '198.51.100.1' }],
  ])('%s', (command, route) => {
    const { ipv4, left, accountOf } = up(command);
    expect(ipv4?.routes).toEqual([route]);
    expect(left).toEqual([]);
    expect(accountOf(`up ${command}`)?.says).toBe('addressing');
  });

  test.each([
    ['ip route add 10.0.0.1/8 via 192.0.2.1', /is no subnet, but an address in it/],
    ['ip route add default via 198.51.100.1', /by which device it goes is not certain/],
    ['ip route add default via 198.51.100.1 dev eth0', /so the kernel refuses the route/],
    ['ip route add 10.0.0.0/8 dev eth0', /a route without a gateway/],
    ['ip route add 198.51.100.1 dev eth0', /a route without a gateway/],
    ['ip route add 10.0.0.0/8 via 192.0.2.1 dev eth1', /another device/],
  ])('%s stays', (command, reason) => {
    const { ipv4, left, why } = up(command);
    expect(ipv4?.routes).toEqual([]);
    expect(left).toEqual([`up ${command}`]);
    expect(why(`up ${command}`)).toMatch(reason);
  });

  test('one to the gateway itself makes that one near', () => {
    const link = 'ip route add 198.51.100.1 dev eth0';
    const { ipv4, left, accountOf } = up(link, 'ip route add default via 198.51.100.1 dev eth0');
    expect(ipv4?.routes).toEqual([{ gateway: '198.51.100.1' }]);
    expect(left).toEqual([]);
    expect(accountOf(`up ${link}`)?.says).toBe('addressing');
    // A net is no such route, be its address that of the gateway.
    expect(up('ip route add 192.0.2.1/25 dev eth0', 'ip route add default via 192.0.2.1').left).toHaveLength(
      1,
    );
  });

  test('of a destination and a metric the first counts', () => {
    const first = 'ip route add default via 192.0.2.1';
    const second = 'ip route add default via 192.0.2.2';
    expect(up(first, second).ipv4?.routes).toEqual([{ gateway: '192.0.2.1' }]);
    expect(up(first, second).why(`up ${second}`)).toMatch(/is there already/);
    expect(up(first, `${first} || true`).left).toEqual([]);
    expect(up(first, `${second} metric 5`).ipv4?.routes).toHaveLength(2);
  });

  test('IPv6 by a link-local gateway needs the device', () => {
    const { ipv6 } = inet6(
      'static',
      'address 2001:db8::5/64',
      'up ip route add default via fe80::1 dev eth0',
    );
    expect(ipv6?.routes).toEqual([{ gateway: 'fe80::1' }]);
  });
});

describe('addresses that commands add', () => {
  test('once each, also from the stanza of another device', () => {
    const command = 'up ip addr add 192.0.2.5/24 dev eth0';
    const { ipv4, left, accountOf } = inet('address 192.0.2.5/24', command);
    expect(ipv4?.addresses).toEqual([{ address: '192.0.2.5', prefix: 24 }]);
    expect(left).toEqual([]);
    expect(accountOf(command)?.says).toBe('addressing');
    expect(inet('address 192.0.2.5/24', 'up ip addr add 192.0.2.6/24 dev eth1').left).toHaveLength(1);
    expect(
      inet('address 192.0.2.5/24', 'down ip addr add 192.0.2.6/24 dev eth0').ipv4?.addresses,
    ).toHaveLength(1);
  });

  test.each([
    ['one of IPv6', ['iface eth0 inet6 static', 'address 2001:db8::5/64'], true],
    ['a route of IPv6', ['iface eth0 inet manual', 'up ip -6 route add default via fe80::1 dev eth0'], true],
    ['the auto method', ['iface eth0 inet6 auto'], true],
    ['the dhcp method', ['iface eth0 inet6 dhcp'], true],
    ['the kernel by itself', ['iface eth0 inet6 manual'], false],
    ['the auto method of nobody', ['iface eth0 inet manual'], false],
  ])('a member of a bridge has none: %s is told', (_, lines, isTold) => {
    const { told } = read('iface br0 inet manual', 'bridge-ports eth0', 'bridge-hw eth0', ...lines);
    expect(told.filter((what) => /it is in br0/.test(what))).toHaveLength(isTold ? 1 : 0);
  });

  test('DHCPv6 as the auto method has it is for IPv6 alone', () => {
    expect(read('iface eth0 inet dhcp', 'dhcp 1').of('eth0')?.ipv6?.dhcp).toBeUndefined();
    expect(inet6('static', 'address 2001:db8::5/64', 'dhcp 1').left).toEqual(['dhcp 1']);
  });

  test('DHCPv6 by the command that ifscribe writes', () => {
    const command = `up ${dhcpv6.write({ device: 'eth0' })}`;
    const { ipv6, left, accountOf } = inet6(
      'manual',
      command,
      `down ${releaseDhcpv6.write({ device: 'eth0' })}`,
    );
    expect([ipv6?.dhcp !== undefined, left]).toEqual([true, []]);
    expect(accountOf(command)?.says).toBe('addressing');
    expect(inet6('manual', command.replace('up', 'down')).ipv6?.dhcp).toBeUndefined();
  });

  test('a gateway in a subnet that routers may announce is near', () => {
    const routes = (method: string, ...options: readonly string[]) =>
      inet6(method, ...options, 'up ip route add 2001:db8:8::/48 via 2001:db8:9::1 dev eth0').ipv6?.routes
        .length ?? 0;
    expect(routes('auto')).toBe(1);
    expect(routes('dhcp', 'accept_ra 0')).toBe(1);
    expect(routes('static', 'address 2001:db8::5/64', 'accept_ra 0')).toBe(0);
  });

  test('what sysctl says of another device is not about this one', () => {
    const { ipv6, left } = inet6('auto', 'up sysctl -w net.ipv6.conf.eth1.accept_ra=0');
    expect(ipv6?.autoconf).toBe(true);
    expect(left).toHaveLength(1);
  });
});

describe('dns', () => {
  const dns = (...options: readonly string[]) => {
    const { of, left } = read('iface eth0 inet dhcp', ...options);
    return [of('eth0')?.dns, left];
  };
  test.each<[string[], object | undefined, string[]]>([
    [['dns-domain example.net'], { servers: [], search: ['example.net'] }, []],
    [['dns-search a.example', 'dns-domain a.example'], { servers: [], search: ['a.example'] }, []],
    [
      ['dns-search a.example', 'dns-domain b.example'],
      { servers: [], search: ['a.example'] },
      ['dns-domain b.example'],
    ],
    [['dns-domain -'], undefined, ['dns-domain -']],
    [
      ['dns-nameservers 192.0.2.1 192.0.2.1 2001:DB8::1'],
      { servers: ['192.0.2.1', '2001:db8::1'], search: [] },
      [],
    ],
    [['dns-nameservers none'], undefined, ['dns-nameservers none']],
    [
      ['dns-nameservers 192.0.2.1 none'],
      { servers: ['192.0.2.1'], search: [] },
      ['dns-nameservers 192.0.2.1 none'],
    ],
    [['dns-nameservers 192.0.2.1 # 192.0.2.2'], { servers: ['192.0.2.1', '192.0.2.2'], search: [] }, []],
  ])('%j', (options, said, kept) => expect(dns(...options)).toEqual([said, kept]));
});

describe('what a command knows of its stanza', () => {
  test.each(['$IFACE', '$IF_X_DEVICE', '$IF_Y_DEVICE'])('%s', (variable) => {
    const command = `up ip link set ${variable} mtu 1400`;
    const { of, left } = read(
      ...['auto eth0=home', 'iface home inet manual', 'x-device eth0', 'y_device eth0', command],
    );
    expect(of('eth0')?.mtuBytes).toBe(1400);
    expect(left).toEqual(['x-device eth0', 'y_device eth0']);
  });

  test.each(['$MODE', '$IF_NOBODY', '$PATH', '$X_DEVICE'])('%s is not certain', (variable) => {
    const command = `up ip link set ${variable} mtu 1400`;
    expect(read('iface eth0 inet manual', 'x-device eth0', command).left).toContain(command);
  });

  test('its family, method and name', () => {
    const command = 'up ip link set $ADDRFAM.$METHOD.$LOGICAL up';
    const known = read('auto eth0=l', 'iface l inet dhcp', command, 'iface inet.dhcp.l inet manual');
    expect(known.left).toEqual([]);
    expect(read('iface l inet6 dhcp', command, 'iface inet.dhcp.l inet manual').left).toEqual([command]);
  });
});

describe('what a command does', () => {
  const environment = () => undefined;

  test.each<[string, object[]]>([
    ...['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin'].map(
      (folder): [string, object[]] => [`${folder}/ip link set eth0 up`, [{ does: 'raise', device: 'eth0' }]],
    ),
    ['echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6', [{ does: 'ipv6', device: 'eth0', off: 1 }]],
    ['echo 0 >/proc/sys/net/ipv6/conf/eth0.5/accept_ra', [{ does: 'ipv6', device: 'eth0.5', ra: 0 }]],
    ['[ -e /sys/class/net/eth0 ] || : x; true', [{ does: 'nothing' }, { does: 'nothing' }]],
  ])('%s', (text, steps) => {
    expect(stepsOf(text, environment)).toEqual(steps);
  });

  test.each([
    ...['/opt/bin/ip link set eth0 up', './sbin/ip link set eth0 up', 'x/bin/ip link set eth0 up'],
    ...[
      'echo 1 > /tmp/proc/sys/net/ipv6/conf/eth0/disable_ipv6',
      'echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6/x',
    ],
    ...[
      'echo 1 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6',
      'echo > /proc/sys/net/ipv6/conf/eth0/disable_ipv6',
    ],
    ...['echo 1 > /proc/sys/net/ipv4/ip_forward', 'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6'],
    ...[
      'printf 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6',
      'ip link set eth0 up > /proc/sys/net/ipv6/conf/eth0/disable_ipv6',
    ],
    ...['echo 1', 'ip', 'ip link show br0 || true; true', 'ip -s link set eth0 up'],
    ...['ip link show ve9 || ip link add ve0 type veth peer name ve1'],
    ...['ip link show eth0 || ip link set eth0 up', '[ -e /sys/class/net/br0 ] || ifup br0'],
  ])('%s: not certain', (text) => expect(stepsOf(text, environment)).toBeUndefined());

  test.each<[string, object]>([
    [
      "grep -rqs '^iface eth0 ' /etc/network || sysctl -q -e -w net.ipv6.conf.eth0.disable_ipv6=1 net.ipv6.conf.eth0.accept_ra=0 net.ipv6.conf.eth0.autoconf=0 net.ipv6.conf.eth0.disable_ipv6=0 || true",
      { does: 'nothing' },
    ],
    [
      'for n in $(seq 50); do ip -6 -o address show dev eth0 scope link -tentative | grep -q . && break; sleep 0.1; done',
      { does: 'nothing' },
    ],
    [
      'ip -o link show up dev ve1 2>/dev/null | grep -q . || ip link del dev ve0',
      { does: 'remove', device: 've0' },
    ],
    ['ifquery --state eth0 >/dev/null || ifup eth0', { does: 'nothing' }],
    [
      'ip link add name br0 address $(cat /sys/class/net/eth0/address) type bridge 2>/dev/null || ip link add name br0 type bridge 2>/dev/null || true',
      { does: 'make', device: 'br0', made: { type: 'bridge' } },
    ],
  ])('only ifscribe writes %s', (text, step) => {
    expect(stepsOfOurs(text)).toEqual([step]);
    expect(stepsOfOurs(`${text} x`)).toBeUndefined();
    expect(stepsOfOurs(`x ${text}`)).toBeUndefined();
    expect(
      stepsOfOurs(text.replace(/eth0(?!.*eth0)|br0(?=.* type bridge 2.*br0)|ve0$/, 'eth1 eth2')),
    ).toBeUndefined();
  });

  test('words of one place have to agree', () => {
    expect(stepsOfOurs('ifquery --state eth0 >/dev/null || ifup eth1')).toBeUndefined();
    expect(stepsOfOurs('ip link set dev eth0 up')).toBeUndefined();
  });
});

describe('what comes to nothing beside what the document says', () => {
  test.each<[string, boolean]>([
    ['up ip link set eth0 up', true],
    ['up ip link set eth9 up', true],
    ['up ip link set eth7 up', false],
    ['up ip link set eth0 down', false],
    ['up ip addr flush dev eth0', false],
    ['up true', true],
    ['down true', true],
    ['down ip link set eth0 up', false],
    ['down ip link del eth0.5', true],
    ['down ip link del eth7', false],
    ['down ip addr flush dev eth7', false],
    ['down ip link set eth7 nomaster', false],
    ['down ip addr del 192.0.2.9/24 dev eth7', false],
    ['down ip -6 addr del 2001:db8::5/128 dev eth0', false],
    ['down ip route del default', true],
    ['down ip route del default via 192.0.2.9', false],
    ['down ip route del 192.0.2.1 dev eth0', true],
    ['down ip route del 192.0.2.1 via 192.0.2.7 dev eth0', false],
    ['down ip -6 route del default', false],
  ])('%s: %s', (command, isPlain) => {
    const { left, why } = read(
      ...['iface eth0 inet static', 'address 192.0.2.5/24', 'gateway 192.0.2.1', command],
      ...[
        'iface eth0 inet6 static',
        'address 2001:db8::5/64',
        'iface eth0.5 inet manual',
        'iface lan inet manual',
      ],
      ...['pre-up ip link add link eth9 name lan type vlan id 7'],
    );
    expect(left).toEqual(isPlain ? [] : [command]);
    if (command.startsWith('up ip link set eth7')) expect(why(command)).toBe('the document has no eth7');
    else if (!isPlain)
      expect(why(command)).toBe(
        command.startsWith('up')
          ? 'what the command does has no place in a document'
          : 'it undoes nothing that the document has',
      );
  });

  test('what starts another interface says so', () => {
    const { accountOf } = read(
      'iface eth0 inet manual',
      'up ifup eth1',
      'up ip link set eth0 up',
      'iface eth1 inet manual',
    );
    expect([accountOf('up ifup eth1')?.says, accountOf('up ip link set eth0 up')?.says]).toEqual([
      'start',
      undefined,
    ]);
  });
});

describe('which stanza a device comes up with', () => {
  test('of several words the first counts', () => {
    const { starts, why, left } = read(
      'auto eth0=home eth0=work eth1',
      'iface home inet manual',
      'iface work inet manual',
      'iface eth1 inet manual',
    );
    expect(starts).toEqual({ eth0: 'onboot', eth1: 'onboot', work: 'none' });
    expect(left).toEqual(['eth0=work']);
    expect(why('eth0=work')).toBe('eth0 comes up as home already');
  });

  test.each<[string[], Record<string, string>, string[]]>([
    [['auto /eth0', 'iface eth0 inet manual'], { eth0: 'onboot' }, []],
    [['auto /eth0=x', 'iface x inet manual'], { eth0: 'onboot' }, []],
    [['auto =x', 'iface x inet manual'], {}, ['=x', 'iface x inet manual']],
    [['auto mac/02:*', 'iface eth0 inet manual'], { eth0: 'none' }, ['mac/02:*']],
    [
      ['auto mac/02:*=x', 'iface x inet manual', 'mtu 1400'],
      {},
      ['mac/02:*=x', 'iface x inet manual', 'mtu 1400'],
    ],
    [['auto /eth*/1', 'iface eth0 inet manual'], { eth0: 'none' }, ['/eth*/1']],
    [['auto e/0', 'iface e/0 inet manual', 'mtu 1400'], {}, ['e/0', 'iface e/0 inet manual', 'mtu 1400']],
    [
      ['auto lo:1 local', 'iface lo:1 inet manual', 'iface local inet manual'],
      { local: 'onboot' },
      ['iface lo:1 inet manual'],
    ],
    [['auto solo', 'iface solo inet manual'], { solo: 'onboot' }, []],
    [['auto eth7'], {}, ['eth7']],
    [['auto /br*', 'iface br0 inet manual', 'bridge-ports none'], { br0: 'none' }, ['/br*']],
    [['allow-x eth0', 'iface eth0 inet manual'], { eth0: 'none' }, ['eth0']],
  ])('%j', (lines, starts, kept) => {
    const found = read(...lines);
    expect(found.starts).toEqual(starts);
    expect(found.left).toEqual(kept);
  });

  test('what starts it says so, and members also by the class of their bond', () => {
    const { accountOf, left } = read(
      ...[
        'auto eth0 /wl*',
        'allow-bond0 eth1',
        'allow-bond1 eth2',
        'iface eth0 inet dhcp',
        'iface wl0 inet dhcp',
      ],
      ...['iface bond0 inet manual', 'bond-mode 0', 'bond-slaves eth1 eth2', 'iface eth1 inet manual'],
      'iface eth2 inet manual',
    );
    expect(['eth0', '/wl*', 'eth1'].map((word) => accountOf(word)?.says)).toEqual([
      'start',
      'start',
      'start',
    ]);
    expect(left).toEqual(['eth2']);
  });

  test('one inherits from the first stanza above of that name, and of the same family where it says one', () => {
    const heirs = ['inherits base', 'inet inherits base', 'inet6 inherits base'].map(
      (head) =>
        read(
          ...['iface base inet manual', 'mtu 1400', 'iface base inet6 manual', 'mtu 1501'],
          ...['iface base inet manual', 'mtu 1600', `iface eth0 ${head}`],
        ).of('eth0')?.mtuBytes,
    );
    expect(heirs).toEqual([1400, 1400, 1501]);
  });

  test('a mapping has a script choose it', () => {
    const mapping = (words: string) =>
      read(
        `mapping ${words}`,
        'script /x',
        'map a  home',
        'iface eth0 inet dhcp',
        'mtu 1400',
        'iface home inet manual',
        'iface script inet manual',
      );
    for (const words of ['eth0', 'eth*', 'x eth0', 'x e*']) {
      const { starts, why, left } = mapping(words);
      expect(starts).toEqual({ script: 'none' });
      expect(why('iface eth0 inet dhcp')).toMatch(/^a mapping has a script choose/);
      expect(why('mtu 1400')).toMatch(/^a mapping has a script choose/);
      expect(why('iface home inet manual')).toMatch(/^a mapping has a script choose it/);
      expect(left).toHaveLength(6);
    }
    expect(mapping('wlan*').starts).toEqual({ eth0: 'none', script: 'none' });
    expect(mapping('eth0').accountOf('mapping eth0')?.interface).toBe('eth0');
    expect(mapping('eth*').accountOf('mapping eth*')).not.toHaveProperty('interface');
    expect(mapping('eth0 x').accountOf('mapping eth0 x')).not.toHaveProperty('interface');
    expect(mapping('').accountOf('mapping')).not.toHaveProperty('interface');
  });

  test('an alias without its device, or that comes up apart', () => {
    expect(read('iface eth0:1 inet manual').left).toEqual(['iface eth0:1 inet manual']);
    const apart = read(
      'auto eth0:1',
      'iface eth0 inet manual',
      'iface eth0:1 inet static',
      'address 192.0.2.5/24',
    );
    expect(apart.left).toEqual(['eth0:1', 'iface eth0:1 inet static', 'address 192.0.2.5/24']);
    expect(apart.why('eth0:1')).toMatch(/comes up apart/);
  });
});

describe('lines of no interface', () => {
  test('of the loopback device', () => {
    const { accountOf, left, starts } = read(
      'auto lo',
      'iface lo inet loopback',
      'mtu 1400',
      'iface lo inet static',
      'iface lo:1 inet loopback',
    );
    expect(starts).toEqual({});
    expect(accountOf('iface lo inet loopback')).toMatchObject({ interface: 'lo', says: 'match' });
    expect(accountOf('lo')).toMatchObject({ interface: 'lo', says: 'start' });
    expect(left).toEqual(['mtu 1400', 'iface lo inet static', 'iface lo:1 inet loopback']);
  });

  test.each<[string, string[], string | undefined]>([
    ['no-auto-down eth0', ['eth0'], 'eth0'],
    ['no-scripts eth*', ['eth*'], undefined],
    ['rename eth0=lan', ['eth0=lan'], 'lan'],
    ['rename mac/02:*=lan', ['mac/02:*=lan'], undefined],
    ['no-scripts', ['no-scripts'], undefined],
  ])('%s', (line, kept, name) => {
    const { left, accountOf } = read(line);
    expect(left).toEqual(kept);
    expect(accountOf(kept[0] as string)?.interface).toBe(name);
  });

  test('a source line, and one that reads nothing', () => {
    const { accountOf, told, places } = read(
      'source none',
      '',
      'source $HOME/x',
      'source `x`',
      '\\',
      '',
      'iface eth0 inet manual',
    );
    expect(accountOf('source none')?.state).toBe('understood');
    expect(accountOf('source `x`')?.why).toBe('the files are not read: it runs a command');
    expect(accountOf('\\')?.state).toBe('comment');
    expect(told.map((what) => what.split(' ')[0])).toEqual(['readers-differ', 'consumer-refuses']);
    expect(places).toEqual([3, 4]);
  });

  test('what ifupdown-ng makes of a file is told once', () => {
    const { told, places } = read(
      'auto eth0',
      'auto eth0 eth1',
      'auto eth2 eth3',
      'iface br0 inet manual',
      'bridge_ports none',
      'bridge_fd 0',
      'xbond_x 1',
    );
    expect(told.filter((what) => /first name of an auto line/.test(what))).toHaveLength(1);
    expect(told.filter((what) => /underscores \(bridge_ports\)/.test(what))).toHaveLength(1);
    expect(places).toEqual([5, 2]);
    expect(read('iface eth0 inet manual', 'xbond_x 1').told).toEqual([]);
  });

  test('scripts that do not run look at no options', () => {
    const { of, left } = read(
      'no-scripts eth0',
      'iface eth0 inet manual',
      'dns-search a.example',
      'bond-mode 1',
      'slaves eth1',
      'vlan-id 5',
      'mtu 1400',
      'iface eth1 inet manual',
      'dns-search b.example',
    );
    expect(of('eth0')).toMatchObject({ type: 'ethernet', mtuBytes: 1400 });
    expect(left).toEqual(['eth0', 'dns-search a.example', 'bond-mode 1', 'slaves eth1', 'vlan-id 5']);
    expect(of('eth1')?.dns?.search).toEqual(['b.example']);
  });
});

describe('the files that ifup reads', () => {
  const files = {
    '/etc/network/interfaces.d/a': 'x',
    '/etc/network/interfaces.d/.b': 'x',
    '/etc/network/interfaces.d/c.cfg': 'x',
    '/etc/network/other': 'x',
    '/srv/d': 'x',
  };
  test.each<[string, string[]]>([
    ['source interfaces.d/*', ['interfaces.d/a', 'interfaces.d/c.cfg']],
    ['source /etc/network/interfaces.d/*', ['interfaces.d/a', 'interfaces.d/c.cfg']],
    ['source interfaces.d/.*', ['interfaces.d/.b']],
    ['source ./interfaces.d/../other', ['other']],
    ['source interfaces.d//a', ['interfaces.d/a']],
    ['source */a', ['interfaces.d/a']],
    ['source *', ['other']],
    ['source other interfaces.d/a', ['other']],
    ['source "other"', ['other']],
    ['source-directory interfaces.d', ['interfaces.d/a']],
    ['source-directory /etc/network/interfaces.*', ['interfaces.d/a']],
    ['source {other', []],
    ['source $X', []],
  ])('%s', (line, read) => {
    const root = memoryRoot({ ...files, [MAIN_FILE]: `${line}\n` });
    const sources = sourcesOf(root);
    const here = (path: string) => path.replace('/etc/network/', '');
    const found = sources.files.map(({ path }) => here(path)).filter((path) => path !== 'interfaces');
    expect(found.sort()).toEqual(read);
    const covered = Object.keys(files)
      .filter((path) => covers(sources, path))
      .map(here);
    expect(covered.sort()).toEqual(read);
  });
});
