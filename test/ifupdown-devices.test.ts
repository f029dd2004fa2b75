import { describe, expect, test } from 'vitest';
import { ifupdown } from '../backends/ifupdown/index.ts';
import { MAIN_FILE } from '../backends/ifupdown/paths.ts';
import { memoryRoot } from './support/memory-root.ts';

/** What is read of stanzas that others wrote, the lines that stay, and why, and what is told. */
function read(...lines: readonly string[]) {
  const { host, accounts, findings } = ifupdown.survey(memoryRoot({ [MAIN_FILE]: `${lines.join('\n')}\n` }));
  const accountOf = (text: string) => accounts.find((account) => account.text.trim() === text);
  return {
    interfaces: host.interfaces,
    names: host.interfaces.map(({ name }) => name).sort(),
    of: (name: string) => host.interfaces.find((iface) => iface.name === name),
    ports: Object.fromEntries(
      host.interfaces.flatMap(({ name, port }) => (port ? [[name, port.controller]] : [])),
    ),
    starts: Object.fromEntries(host.interfaces.map(({ name, start }) => [name, start])),
    left: accounts.filter(({ state }) => state === 'kept').map(({ text }) => text.trim()),
    says: (text: string) => accountOf(text)?.says,
    why: (text: string) => accountOf(text)?.why,
    told: findings.map(({ code, message }) => `${code} ${message}`),
  };
}
const eth0 = (...options: readonly string[]) =>
  read('iface eth0 inet manual', ...options.map((option) => ` ${option}`));
const stanza = (name: string, ...options: readonly string[]) => [
  `iface ${name} inet manual`,
  ...options.map((option) => ` ${option}`),
];

describe('devices of kinds that the model lacks', () => {
  test.each([
    ...[
      'inet ppp',
      'inet wvdial',
      'inet tunnel',
      'inet6 v4tunnel',
      'inet6 6to4',
      'ipx dynamic',
      'ipx static',
    ],
    ...['can static', 'meta none'],
  ])('by the method: %s', (head) => {
    const { interfaces, left } = read(`iface x0 ${head}`);
    expect(interfaces).toEqual([]);
    expect(left).toEqual([`iface x0 ${head}`]);
  });

  test.each([
    ...['wpa-ssid', 'wireless-mode', 'hostapd', 'wifi-key', 'wireguard', 'wireguard-config-path', 'vxlan-id'],
    ...['tunnel-mode', 'gre-remote', 'ovs-type', 'team', 'team-runner', 'vrf-table', 'batman-ifaces'],
    ...[
      'macvlan-mode',
      'veth-peer-name',
      'dummy-x',
      'ipvlan-mode',
      'openvpn',
      'uml-proxy-arp',
      'tunctl-user',
    ],
    'link-type',
  ])('by an option: %s', (keyword) => {
    expect(eth0(`${keyword} x`).interfaces).toEqual([]);
    expect(eth0(`x${keyword} x`).names).toEqual(['eth0']);
    expect(eth0(`${keyword}x x`).names).toEqual(
      keyword.includes('-') && !/^(?:vrf|link|uml)-/.test(keyword) ? [] : ['eth0'],
    );
  });
});

describe('why an option stays', () => {
  const UNKNOWN = 'an option that ifscribe does not know';

  test.each([
    ...['hostname', 'leasetime', 'vendor', 'client'].map((keyword) => [keyword, /DHCP client/] as const),
    ['metric', /the metric of the routes that DHCP brings/],
    ['privext', /privacy extensions/],
    ['request_prefix', /prefix delegation/],
    ['scope', /scope and lifetime/],
    ['preferred-lifetime', /scope and lifetime/],
  ] as const)('%s', (keyword, reason) => {
    const why = (word: string) => read('iface eth0 inet dhcp', ` ${word} 1`).why(`${word} 1`);
    expect(why(keyword)).toMatch(reason);
    expect(why(`x${keyword}`)).toBe(UNKNOWN);
    expect(why(`${keyword}x`)).toBe(UNKNOWN);
  });

  test.each([
    ...([
      ['ll-interval', /waits for IPv6/],
      ['dad-interval', /waits for IPv6/],
      ['dns-x', /servers and search/],
    ] as const),
    ...['ethernet', 'link', 'offload', 'hardware', 'driver'].map(
      (word) => [`${word}-x`, /the NIC itself/] as const,
    ),
    ['bond-x', /stanza that makes no bond/],
    ['bond-primary', /a device that is in no bond/],
    ['bond-primary-reselect', /stanza that makes no bond/],
    ['bridge-x', /stanza without bridge-ports/],
    ['bond-give-a-chance', /no such option of a bond/],
    ['bond-min-links', /no such option of a bond/],
  ] as const)('%s', (keyword, reason) => {
    expect(eth0(`${keyword} 1`).why(`${keyword} 1`)).toMatch(reason);
    expect(eth0(`x${keyword} 1`).why(`x${keyword} 1`)).toBe(UNKNOWN);
  });

  test('of a stanza of a bond, its member or a bridge', () => {
    const bond = stanza('bond0', 'bond-slaves eth1', 'bond-min-links 2', 'bond-x 1');
    const { why } = read(...bond, ...stanza('eth0', 'bond-master bond0', 'bond-miimon 100'));
    expect(why('bond-min-links 2')).toMatch(/ifenslave knows no/);
    expect(why('bond-x 1')).toBe('a document has no such option of a bond');
    expect(why('bond-miimon 100')).toMatch(/in the stanza of a member/);
    expect(read(...stanza('br0', 'bridge-ports eth0', 'bridge-x 1')).why('bridge-x 1')).toBe(
      'a document has no such option of a bridge',
    );
  });

  test('what holds anyway does not', () => {
    expect(eth0('privext 0', 'request_prefix 0').left).toEqual([]);
    expect(eth0('privext 2', 'request_prefix 1').left).toEqual(['privext 2', 'request_prefix 1']);
    expect(eth0('accept_ra 0', 'autoconf x', 'scope 0').left).toContain('scope 0');
  });
});

describe('the MTU of a device', () => {
  const mtu = (...lines: readonly string[]) => {
    const { interfaces, left } = read(...lines);
    return [interfaces[0]?.mtuBytes, left];
  };

  test.each<[string, number | undefined]>([
    ['mtu 68', 68],
    ['mtu 67', undefined],
    ['mtu 65535', 65_535],
    ['mtu 65536', undefined],
    ['mtu big', undefined],
    ['up ip link set eth0 mtu 68', 68],
    ['up ip link set eth0 mtu 67', undefined],
    ['down ip link set eth0 mtu 1400', undefined],
    ['up ip link set eth1 mtu 1400', undefined],
  ])('%s', (option, bytes) => {
    expect(mtu('iface eth0 inet manual', option)).toEqual([bytes, bytes === undefined ? [option] : []]);
    expect(eth0(option).says(option)).toBe(bytes === undefined ? undefined : 'link');
  });

  test.each([
    ['inet dhcp', undefined],
    ['inet6 auto', undefined],
    ['inet6 dhcp', undefined],
    ['inet6 manual', 9000],
    ['inet manual', 9000],
  ])('a stanza of %s', (head, bytes) => {
    expect(mtu(`iface eth0 ${head}`, 'mtu 9000')).toEqual([bytes, bytes === undefined ? ['mtu 9000'] : []]);
  });

  test('of IPv6 alone below that of the device, which is 1500 where nothing says it', () => {
    expect(mtu('iface eth0 inet6 manual', 'mtu 1499')).toEqual([undefined, ['mtu 1499']]);
    expect(mtu('iface eth0 inet6 manual', 'mtu 1500')).toEqual([undefined, []]);
    expect(mtu('iface eth0 inet6 manual', 'mtu 1501')).toEqual([1501, []]);
  });

  test('bridge-utils gives it to the ports, whatever the method', () => {
    const bridge = (head: string, ...options: readonly string[]) =>
      read(`iface br0 ${head}`, ...options, ' mtu 1400').of('br0')?.mtuBytes;
    expect(bridge('inet dhcp', ' bridge-ports eth0')).toBe(1400);
    expect(bridge('inet dhcp', ' pre-up brctl addbr br0')).toBeUndefined();
  });

  test('said twice alike, none of it stays', () => {
    expect(eth0('pre-up ip link set eth0 mtu 1400', 'mtu 1400').left).toEqual([]);
    expect(eth0('pre-up ip link set eth0 mtu 1300', 'mtu 1400').left).toEqual([
      'pre-up ip link set eth0 mtu 1300',
    ]);
    expect(eth0('pre-up ip link set eth0 mtu 1300', 'mtu big').left).toEqual(['mtu big']);
  });
});

describe('the MAC address of a device', () => {
  test.each<[string, string | undefined]>([
    ['hwaddress 02:00:00:00:00:0A', '02:00:00:00:00:0a'],
    ['hwaddress ether 02:00:00:00:00:01', '02:00:00:00:00:01'],
    ['hwaddress ETHER \t02:00:00:00:00:01', '02:00:00:00:00:01'],
    ['hw-mac-address 02:00:00:00:00:01', '02:00:00:00:00:01'],
    ['hwaddress another ether 02:00:00:00:00:01', undefined],
    ['hwaddress random', undefined],
    ['hwaddress 01:00:5e:00:00:01', undefined],
    ['hwaddress 02-00-00-00-00-01', undefined],
    ['up ip link set eth0 address 02:00:00:00:00:01', '02:00:00:00:00:01'],
    ['down ip link set eth0 address 02:00:00:00:00:01', undefined],
  ])('%s', (option, mac) => {
    const { of, left, says } = eth0(option);
    expect(of('eth0')?.assignMac).toBe(mac);
    expect(left).toEqual(mac === undefined ? [option] : []);
    expect(says(option)).toBe(mac === undefined ? undefined : 'link');
  });

  test('said twice alike, none of it stays', () => {
    const command = 'pre-up ip link set eth0 address 02:00:00:00:00:01';
    expect(eth0(command, 'hwaddress 02:00:00:00:00:01').left).toEqual([]);
    expect(eth0(command, 'hwaddress 02:00:00:00:00:02').left).toEqual([command]);
    expect(eth0(command, 'hwaddress none').left).toEqual(['hwaddress none']);
    expect(eth0(command, 'hwaddress none').of('eth0')?.assignMac).toBe('02:00:00:00:00:01');
  });
});

describe('a vlan', () => {
  const vlan = (name: string, ...options: readonly string[]) => {
    const { of, left } = read(...stanza(name, ...options));
    const iface = of(name);
    return [iface?.type === 'vlan' ? iface.vlan : iface?.type, left];
  };
  const raw = 'vlan-raw-device eth0';

  test.each<[string, string[], object | string | undefined, string[]]>([
    ['eth0.5', [], { parent: 'eth0', tag: 5 }, []],
    ['eth0.0005', [], { parent: 'eth0', tag: 5 }, []],
    ['eth0.1', [], { parent: 'eth0', tag: 1 }, []],
    ['eth0.4094', [], { parent: 'eth0', tag: 4094 }, []],
    ['eth0.5x', [], 'ethernet', []],
    ['eth0.', [], 'ethernet', []],
    ['eth0.5', [raw], { parent: 'eth0', tag: 5 }, []],
    ['eth0.5', ['vlan-raw-device eth1'], { parent: 'eth0', tag: 5 }, ['vlan-raw-device eth1']],
    ['eth0.5', ['vlan-id 5'], { parent: 'eth0', tag: 5 }, []],
    ['eth0.5', ['vlan-id 6'], { parent: 'eth0', tag: 5 }, ['vlan-id 6']],
    ['vlan5', [raw], { parent: 'eth0', tag: 5 }, []],
    ['vlan105', [raw], { parent: 'eth0', tag: 105 }, []],
    ['vlan0005', [raw, 'vlan-id 5'], { parent: 'eth0', tag: 5 }, []],
    ['vlan5', [raw, 'vlan-id 6'], { parent: 'eth0', tag: 5 }, ['vlan-id 6']],
    // The package vlan makes one of another name there: vlan0005.
    ['vlan05', [raw], 'ethernet', [raw]],
    ['myvlan5', [raw], 'ethernet', [raw]],
    ['vlan5x', [raw], 'ethernet', [raw]],
    ['vlan5', [], 'ethernet', []],
    ['vlan5', ['vlan-raw-device e/0'], 'ethernet', ['vlan-raw-device e/0']],
    ['lan', [raw], 'ethernet', [raw]],
    ['lan', [raw, 'vlan-id 5'], { parent: 'eth0', tag: 5 }, []],
    ['lan', [raw, 'vlan-id x'], 'ethernet', [raw, 'vlan-id x']],
    ['lan', ['vlan-raw-device e/0', 'vlan-id 5'], 'ethernet', ['vlan-raw-device e/0', 'vlan-id 5']],
    ['lan', ['vlan-id 5'], 'ethernet', ['vlan-id 5']],
    ['eth0.5', ['up ip link set eth0.5 type vlan gvrp on'], { parent: 'eth0', tag: 5, gvrp: true }, []],
    [
      'eth0.5',
      ['down ip link set eth0.5 type vlan gvrp on', 'up ip link set eth0.5 mtu 1400'],
      { parent: 'eth0', tag: 5 },
      ['down ip link set eth0.5 type vlan gvrp on'],
    ],
  ])('%s %j', (name, options, said, kept) => {
    expect(vlan(name, ...options)).toEqual([said, kept]);
  });

  test.each(['eth0.0', 'eth0.4095', 'eth0.9999'])('%s has no tag of one', (name) => {
    const { names, left, told } = read(...stanza(name, 'mtu 1400'));
    expect(names).toEqual([]);
    expect(left).toEqual([`iface ${name} inet manual`, 'mtu 1400']);
    expect(told).toEqual([expect.stringMatching(/^consumer-refuses .* is no tag of a vlan/)]);
  });
});

describe('what a bond or bridge has for members', () => {
  test.each<[string, string[], string[]]>([
    ['eth0 eth1', ['eth0', 'eth1'], []],
    ['eth0 eth0', ['eth0'], []],
    ['none', [], []],
    ['none eth0', ['eth0'], []],
    ['eth0 e/1', ['eth0'], ['bridge-ports eth0 e/1']],
    ['e/0', [], ['bridge-ports e/0']],
    ['# eth0', [], ['bridge-ports # eth0']],
    ['eth0 # eth1', ['eth0'], []],
    ['none # eth1', [], []],
    ['eth0 eth1# x', ['eth0', 'x'], ['bridge-ports eth0 eth1# x']],
    ['all', [], ['bridge-ports all']],
    ['regex eth.*', [], ['bridge-ports regex eth.*']],
    ['eth0 noregex', [], ['bridge-ports eth0 noregex']],
    ['wall', ['wall'], []],
    ['overall allx', ['overall', 'allx'], []],
  ])('bridge-ports %s', (ports, members, kept) => {
    const { ports: found, left } = read(...stanza('br0', `bridge-ports ${ports}`));
    expect(Object.keys(found)).toEqual(expect.arrayContaining(members));
    expect(Object.keys(found)).toHaveLength(members.length);
    expect(left).toEqual(kept);
  });

  test('also those that commands put into it', () => {
    const command = 'up ip link set eth1 master br0';
    const { ports, left, says } = read(
      ...stanza('br0', 'bridge-ports eth0', command, 'down brctl addif br0 eth2'),
      ...stanza('eth3', 'up ip link set eth3 master br0', 'up ip link set eth4 master br9'),
    );
    expect(ports).toEqual({ eth0: 'br0', eth1: 'br0', eth3: 'br0' });
    expect(left).toEqual(['down brctl addif br0 eth2', 'up ip link set eth4 master br9']);
    expect(says(command)).toBe('members');
  });

  test('a stanza without ports lists none', () => {
    expect(read(...stanza('bond0', 'bond-mode 1', 'slaves eth0'), 'iface bond0 inet6 manual').ports).toEqual({
      eth0: 'bond0',
    });
  });

  test.each([
    [
      'a bond has no vlan',
      ['bond-mode 1', 'bond-slaves eth0 eth0.5'],
      stanza('eth0.5'),
      'a vlan is no member',
    ],
    [
      'a bond has no bond',
      ['bond-mode 1', 'bond-slaves eth0 b'],
      stanza('b', 'bond-slaves eth5'),
      'a bond is no member',
    ],
    [
      'a bond has no bridge',
      ['bond-slaves eth0 b'],
      stanza('b', 'bridge-ports none'),
      'a bridge is no member',
    ],
    [
      'a bridge has no bridge',
      ['bridge-ports eth0 b'],
      stanza('b', 'bridge-ports none'),
      'a bridge is no member',
    ],
    ['nothing is a member of itself', ['bridge-ports eth0 top'], stanza('other'), 'a bridge is no member'],
  ])('%s', (_, options, other, reason) => {
    const { ports, told } = read(...stanza('top', ...options), ...other);
    expect(Object.entries(ports).filter(([, controller]) => controller === 'top')).toEqual([['eth0', 'top']]);
    expect(told.filter((what) => what.includes(reason))).toHaveLength(1);
  });

  test('a bond has ends of veth pairs, and a bridge bonds and vlans', () => {
    expect(
      read(
        ...stanza('ve0', 'pre-up ip link add ve0 type veth peer name ve1'),
        ...stanza('bond0', 'bond-mode 0', 'bond-slaves ve0'),
        ...stanza('br0', 'bridge-ports bond0 eth0.5'),
      ).ports,
    ).toEqual({ ve0: 'bond0', bond0: 'br0', 'eth0.5': 'br0' });
  });

  test('one is in the first controller that has it', () => {
    const { ports, told, left } = read(
      ...stanza('br0', 'bridge-ports eth0'),
      ...stanza('br1', 'bridge-ports eth0 eth1'),
      ...stanza('bond0', 'bond-mode 0', 'bond-slaves eth2'),
      ...stanza('eth1', 'bond-master bond0'),
      ...stanza('eth2', 'bond-master bond0'),
    );
    expect(ports).toEqual({ eth0: 'br0', eth1: 'br1', eth2: 'bond0' });
    expect(told.filter((what) => /it is in br0 already/.test(what))).toHaveLength(1);
    expect(left).toEqual(['bond-master bond0']);
  });

  test('no stanza makes a bond that only a member names', () => {
    for (const more of [[], stanza('bond0'), stanza('bond0', 'bridge-ports none')]) {
      const { ports, why } = read(...more, ...stanza('eth0', 'bond-master bond0', 'bond-primary eth0'));
      expect(ports).toEqual({});
      expect(why('bond-master bond0')).toBe('no stanza makes bond0 a bond');
      expect(why('bond-primary eth0')).toBe('no stanza makes bond0 a bond');
    }
  });

  test('the primary that members say', () => {
    const bond = (mode: string, primary: string) =>
      read(
        ...stanza('bond0', `bond-mode ${mode}`, 'bond-slaves none'),
        ...stanza('eth0', 'bond-master bond0'),
        ...stanza('eth1', 'bond-master bond0', `bond-primary ${primary}`),
      );
    const order = ({ interfaces }: ReturnType<typeof read>) =>
      interfaces.flatMap(({ name, port }) => (port ? [[port.position, name]] : [])).sort();
    expect(order(bond('1', 'eth1'))).toEqual([
      [0, 'eth1'],
      [1, 'eth0'],
    ]);
    expect(order(bond('1', 'eth9'))).toEqual([
      [0, 'eth0'],
      [1, 'eth1'],
    ]);
    expect(bond('1', 'eth9').why('bond-primary eth9')).toBe('none of them is in the bond');
    expect(order(bond('0', 'eth1'))).toEqual([
      [0, 'eth0'],
      [1, 'eth1'],
    ]);
    expect(bond('0', 'eth1').why('bond-primary eth1')).toMatch(/^the kernel takes a primary in mode/);
  });

  test.each([
    ['eth0.5', { parent: 'eth0', tag: 5 }],
    ['eth0.0005', { parent: 'eth0', tag: 5 }],
    ['eth0.1', { parent: 'eth0', tag: 1 }],
    ['eth0.4094', { parent: 'eth0', tag: 4094 }],
    ['eth0.100', { parent: 'eth0', tag: 100 }],
    ['eth0.5.6', { parent: 'eth0.5', tag: 6 }],
    ['eth0.0', undefined],
    ['eth0.4095', undefined],
    ['eth0.x', undefined],
    ['eth0.', undefined],
    ['all.5', undefined],
    ['eth0', undefined],
    ['5eth', undefined],
  ])('bridge-utils makes a vlan of %s: %j', (name, vlan) => {
    const found = (...options: readonly string[]) => {
      const iface = read(...stanza('top', ...options)).of(name);
      return iface?.type === 'vlan' ? iface.vlan : undefined;
    };
    expect(found(`bridge-ports ${name}`)).toEqual(vlan);
    expect(found(`bond-slaves ${name}`)).toBeUndefined();
  });

  test('a member has no addresses of its own in a document', () => {
    const own = ['address 192.0.2.5/24', 'dns-nameservers 192.0.2.1', 'up ip addr add 192.0.2.6/24 dev eth0'];
    const { of, left, told } = read(
      ...stanza('br0', 'bridge-ports eth0'),
      ...['iface eth0 inet static', ...own, 'mtu 1400', 'up ip link set eth0 up'],
    );
    expect(of('eth0')).toMatchObject({ mtuBytes: 1400, port: { controller: 'br0', position: 0 } });
    expect(of('eth0')).not.toHaveProperty('ipv4');
    expect(of('eth0')).not.toHaveProperty('dns');
    expect(left).toEqual(['iface eth0 inet static', ...own]);
    expect(told.filter((what) => /it is in br0, and so/.test(what))).toHaveLength(1);
  });
});

/** A document says nothing of members that come up with their controller. */
describe('when a device comes up', () => {
  test.each<[string, string[], Record<string, string>]>([
    [
      'a bond with a member that names it',
      [
        'auto eth0',
        ...stanza('bond0', 'bond-slaves none', 'bond-mode 0'),
        ...stanza('eth0', 'bond-master bond0'),
      ],
      { bond0: 'onboot' },
    ],
    [
      'no bond with a member that it lists itself',
      ['auto eth0', ...stanza('bond0', 'bond-slaves eth0'), ...stanza('eth0')],
      { bond0: 'none', eth0: 'onboot' },
    ],
    [
      'a parent with the vlan of its name',
      ['auto eth0.5', ...stanza('eth0.5'), ...stanza('eth0')],
      { 'eth0.5': 'onboot', eth0: 'onboot' },
    ],
    [
      'no parent with a vlan of another name',
      ['auto vlan5', ...stanza('vlan5', 'vlan-raw-device eth0'), ...stanza('eth0')],
      { vlan5: 'onboot', eth0: 'none' },
    ],
    [
      'members with their controller, and so on down',
      [
        'auto br0',
        ...stanza('eth0', 'mtu 1400'),
        ...stanza('bond0', 'bond-slaves eth0'),
        ...stanza('br0', 'bridge-ports bond0'),
      ],
      { br0: 'onboot' },
    ],
    [
      'what a command starts, and what that starts',
      [
        'auto a',
        ...stanza('c'),
        ...stanza('b', 'up ifup c'),
        ...stanza('a', 'up ifup b', 'down ifup d'),
        ...stanza('d'),
      ],
      { a: 'onboot', b: 'onboot', c: 'onboot', d: 'none' },
    ],
    [
      'the earlier of two starts',
      ['auto eth1', 'allow-hotplug eth0', ...stanza('eth0'), ...stanza('eth1', 'up ifup eth0')],
      { eth0: 'onboot', eth1: 'onboot' },
    ],
    [
      'a NIC that appears, and the vlan of its name with it',
      ['allow-hotplug eth0 eth0.5', ...stanza('eth0'), ...stanza('eth0.5')],
      { eth0: 'hotplug', 'eth0.5': 'hotplug' },
    ],
    [
      'no vlan of a parent that is there anyway',
      ['auto eth0', 'allow-hotplug eth0.5', ...stanza('eth0'), ...stanza('eth0.5')],
      { eth0: 'onboot', 'eth0.5': 'none' },
    ],
    [
      'no bridge that appears only when ifup makes it',
      ['allow-hotplug br0', ...stanza('br0', 'bridge-ports eth0')],
      { br0: 'none' },
    ],
  ])('%s', (_, lines, starts) => expect(read(...lines).starts).toEqual(starts));

  test('what allow-hotplug does not start is told, unless something else starts it', () => {
    const told = (...lines: readonly string[]) =>
      read(...lines).told.filter((what) => /allow-hotplug does not start/.test(what)).length;
    const bridge = ['allow-hotplug br0', ...stanza('br0', 'bridge-ports none')];
    expect(told(...bridge)).toBe(1);
    expect(told('auto eth0', ...bridge, ...stanza('eth0', 'up ifup br0'))).toBe(0);
    expect(told('allow-hotplug eth0', ...stanza('eth0'))).toBe(0);
  });
});

test('the other end of a pair that a command makes is an end of it', () => {
  const { of } = read(
    ...stanza('ve0', 'pre-up ip link add ve0 type veth peer name ve1'),
    ...stanza('ve1', 'mtu 1400'),
    ...stanza('br0', 'bridge-ports ve3'),
    ...stanza('ve2', 'pre-up ip link add ve2 type veth peer name ve3'),
  );
  expect(of('ve1')).toMatchObject({ type: 'veth', veth: { peer: 've0' }, mtuBytes: 1400 });
  expect(of('ve3')).toMatchObject({ type: 'veth', veth: { peer: 've2' }, port: { controller: 'br0' } });
});

test('what no document could hold is left out, and that is told', () => {
  const { names, left, told } = read(...stanza('ve0', 'pre-up ip link add ve0 type veth peer name ve0'));
  expect(names).toEqual([]);
  expect(left).toHaveLength(2);
  expect(told).toEqual([expect.stringMatching(/^approximated .* veth\.peer: its own peer$/)]);
});

test('methods that the language has no word for', () => {
  for (const method of ['bootp', 'ipv4ll']) {
    const { names, why, told } = read(`iface eth0 inet ${method}`);
    expect(names).toEqual(['eth0']);
    expect(why(`iface eth0 inet ${method}`)).toBe(`a document has no word for the method ${method}`);
    expect(told).toHaveLength(1);
  }
  expect(read('iface eth0 inet loopback').why('iface eth0 inet loopback')).toBe(
    'it is another loopback device',
  );
  expect(read('iface eth0 inet manual').says('iface eth0 inet manual')).toBe('match');
  expect(read('iface eth0 inet dhcp').says('iface eth0 inet dhcp')).toBe('addressing');
});

test('ifup takes the description of the first stanza only', () => {
  const { of, left } = read(
    ...stanza('eth0', 'description uplink'),
    ...['iface eth0 inet6 manual', 'description other'],
    ...stanza('eth1'),
    ...['iface eth1 inet6 manual', 'description late'],
  );
  expect([of('eth0')?.description, of('eth1')?.description]).toEqual(['uplink', undefined]);
  expect(left).toEqual(['description other', 'description late']);
});
