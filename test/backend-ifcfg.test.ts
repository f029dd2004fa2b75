import { describe, expect, test } from 'vitest';
import { ifcfg } from '../backends/ifcfg/index.ts';
import type { Interface, Ipv4Protocol, Ipv6Protocol } from '../src/model/interface.ts';
import { UnsafeValueError } from '../src/native/guard.ts';
import { bond, bridge, ethernet, vlan } from './support/hosts.ts';
import { hostOf, keys, keysOf, linesOf, optionsOf, written } from './support/ifcfg.ts';

const ipv4 = (more: Partial<Ipv4Protocol> = {}): Ipv4Protocol => ({ addresses: [], routes: [], ...more });
const ipv6 = (more: Partial<Ipv6Protocol> = {}): Ipv6Protocol => ({
  autoconf: false,
  addresses: [],
  routes: [],
  ...more,
});
const address = { address: '192.0.2.10', prefix: 24 };
const second = { address: '198.51.100.10', prefix: 25 };
const six = { address: '2001:db8::10', prefix: 64 };
const nic = (more: Partial<Interface> = {}) => ethernet('eth0', more as never);
const member = (name: string, controller: string, position = 0, more: object = {}) =>
  ethernet(name, { topLevel: false, port: { controller, position, ...more } });
const level = (feature: keyof typeof ifcfg.capabilities) => ifcfg.capabilities[feature].level;

test('every file is world-readable and lies in the folder that both readers look in', () => {
  const files = ifcfg.render(
    hostOf(nic({ ipv4: ipv4({ addresses: [address], routes: [{ gateway: '203.0.113.1' }] }) })),
  );
  expect(files.map(({ path, mode }) => [path, mode])).toEqual([
    ['/etc/sysconfig/network-scripts/ifcfg-eth0', 0o644],
    ['/etc/sysconfig/network-scripts/route-eth0', 0o644],
  ]);
});

describe('start', () => {
  test.each([
    [undefined, 'yes', undefined],
    ['onboot', 'yes', undefined],
    ['hotplug', 'yes', 'yes'],
    ['none', 'no', undefined],
  ] as const)('%s', (start, onboot, hotplug) => {
    const said = keys(nic(start ? { start } : {}));
    expect([said.ONBOOT, said.HOTPLUG]).toEqual([onboot, hotplug]);
  });
});

describe('bridges', () => {
  const stp = (forwardDelayMs: number, more = {}) =>
    bridge('br0', { bridge: { stp: true, forwardDelayMs, ...more } });

  test('trap 1: the delay stands in seconds for NetworkManager and in hundredths for initscripts', () => {
    const said = keys(stp(4000));
    expect(said.DELAY).toBe('4');
    expect(optionsOf(said.BRIDGING_OPTS)).toContainEqual(['forward_delay', '400']);
  });

  test('trap 2: no DELAY with STP off, and a delay of 0 is not lost', () => {
    const said = keys(bridge('br0', { bridge: { stp: false, forwardDelayMs: 0 } }));
    expect(said.STP).toBe('no');
    expect(said).not.toHaveProperty('DELAY');
    expect(optionsOf(said.BRIDGING_OPTS)).toContainEqual(['forward_delay', '0']);
    expect(level('bridge-delay-without-stp')).toBe('lossy');
  });

  test('trap 2: a fraction of a second is refused, for NetworkManager takes whole ones', () => {
    expect(level('bridge-delay-fraction')).toBe('none');
    expect(() => keys(stp(4500))).toThrow(UnsafeValueError);
  });

  test('timers stand in seconds for NetworkManager, and then as a path in hundredths for initscripts', () => {
    const said = keys(stp(4000, { helloTimeMs: 2000, maxAgeMs: 20_000, ageingTimeMs: 300_000 }));
    const options = optionsOf(said.BRIDGING_OPTS);
    const place = (key: string) => options.findIndex(([each]) => each === key);
    for (const [key, seconds] of [
      ['hello_time', 2],
      ['max_age', 20],
      ['ageing_time', 300],
    ] as const) {
      expect(options).toContainEqual([key, String(seconds)]);
      expect(options).toContainEqual([`./${key}`, String(seconds * 100)]);
      expect(place(key)).toBeLessThan(place(`./${key}`));
    }
  });

  test('trap 23: STP is said where the document does not, for the defaults of formats differ', () => {
    expect(keys(bridge('br0')).STP).toBe('no');
  });

  test('the type is spelled as initscripts compare it', () => {
    expect(keys(bridge('br0')).TYPE).toBe('Bridge');
  });

  test("a port's cost and priority stand in the port's file", () => {
    const said = keys(member('eth0', 'br0', 0, { cost: 4, priority: 16 }), bridge('br0'));
    expect(said.BRIDGE).toBe('br0');
    expect(said.BRIDGING_OPTS).toBe('path_cost=4 priority=16');
  });

  test('a bridge takes an MTU to its ports, a port without options has no empty BRIDGING_OPTS', () => {
    const said = keys(member('eth0', 'br0'), bridge('br0', { mtuBytes: 9000 }));
    expect(said.MTU).toBe('9000');
    expect(said).not.toHaveProperty('BRIDGING_OPTS');
  });
});

describe('booleans', () => {
  test('trap 3: are yes or no, whatever else a reader would take', () => {
    const files = written(
      nic({
        ipv4: ipv4({ dhcp: { peerdns: false } }),
        ipv6: ipv6({ autoconf: true, dhcp: { peerdns: false } }),
      }),
      bridge('br0', { bridge: { stp: true } }),
      vlan('eth0.5', 'eth0', 5, {
        vlan: { tag: 5, parent: 'eth0', reorderHdr: false, gvrp: true, mvrp: false },
      }),
    );
    const booleans =
      /^(?:ONBOOT|HOTPLUG|STP|PEERDNS|IPV6INIT|IPV6_AUTOCONF|DHCPV6C|IPV6_PEERDNS|VLAN|REORDER_HDR|GVRP|MVRP)$/;
    const said = Object.values(files).flatMap((text) => Object.entries(keysOf(text)));
    const values = said.filter(([key]) => booleans.test(key)).map(([, value]) => value);
    expect(values.length).toBeGreaterThan(15);
    expect(new Set(values)).toEqual(new Set(['yes', 'no']));
  });
});

describe('IPv4', () => {
  test('trap 4: addresses are numbered without a gap, each with its prefix', () => {
    const third = { address: '203.0.113.10', prefix: 32 };
    const said = keys(nic({ ipv4: ipv4({ addresses: [address, second, third] }) }));
    const numbered = Object.entries(said).filter(([key]) => /^(?:IPADDR|PREFIX)/.test(key));
    expect(numbered).toEqual([
      ['IPADDR', '192.0.2.10'],
      ['PREFIX', '24'],
      ['IPADDR1', '198.51.100.10'],
      ['PREFIX1', '25'],
      ['IPADDR2', '203.0.113.10'],
      ['PREFIX2', '32'],
    ]);
    expect(said).not.toHaveProperty('NETMASK');
  });

  test("trap 5: GATEWAY is only used in the first address's subnet", () => {
    const inFirst = written(
      nic({ ipv4: ipv4({ addresses: [address, second], routes: [{ gateway: '192.0.2.1' }] }) }),
    );
    expect(keysOf(inFirst['ifcfg-eth0']).GATEWAY).toBe('192.0.2.1');
    expect(inFirst).not.toHaveProperty('route-eth0');
    const inSecond = written(
      nic({ ipv4: ipv4({ addresses: [address, second], routes: [{ gateway: '198.51.100.1' }] }) }),
    );
    expect(keysOf(inSecond['ifcfg-eth0'])).not.toHaveProperty('GATEWAY');
    expect(linesOf(inSecond['route-eth0'])).toEqual(['default via 198.51.100.1 dev eth0']);
    expect(level('gateway-outside-first-subnet')).toBe('lossy');
  });

  test('a gateway in no subnet works: the kernel is told that it is on the link', () => {
    const files = written(
      nic({ ipv4: ipv4({ addresses: [address], routes: [{ gateway: '203.0.113.1' }] }) }),
    );
    expect(linesOf(files['route-eth0'])).toEqual(['default via 203.0.113.1 dev eth0 onlink']);
  });

  test('a second default route, and one with a metric, stand in the route file', () => {
    const routes = [{ gateway: '192.0.2.1' }, { gateway: '192.0.2.2', metric: 200 }];
    const files = written(nic({ ipv4: ipv4({ addresses: [address], routes }) }));
    expect(keysOf(files['ifcfg-eth0']).GATEWAY).toBe('192.0.2.1');
    expect(linesOf(files['route-eth0'])).toEqual(['default via 192.0.2.2 dev eth0 metric 200']);
  });

  test('trap 9: beside DHCP initscripts have no static address, and no GATEWAY', () => {
    const files = written(
      nic({ ipv4: ipv4({ dhcp: {}, addresses: [address], routes: [{ gateway: '192.0.2.1' }] }) }),
    );
    const said = keysOf(files['ifcfg-eth0']);
    expect([said.BOOTPROTO, said.IPADDR, said.GATEWAY]).toEqual(['dhcp', '192.0.2.10', undefined]);
    expect(linesOf(files['route-eth0'])).toEqual(['default via 192.0.2.1 dev eth0 onlink']);
    expect(level('ipv4-dhcp-with-address')).toBe('lossy');
  });

  test('trap 24: no zeroconf route, and no wait for the ARP check of any address', () => {
    const said = keys(nic({ ipv4: ipv4({ addresses: [address, second] }) }));
    expect([said.NOZEROCONF, said.ARPCHECK, said.ARPCHECK1]).toEqual(['yes', 'no', 'no']);
  });
});

describe('routes', () => {
  test('trap 11: one whole `ip route add` line each, with the device, and no assignment', () => {
    const destination = { address: '10.0.0.0', prefix: 8 };
    const files = written(
      nic({
        ipv4: ipv4({ addresses: [address], routes: [{ destination, gateway: '192.0.2.254', metric: 50 }] }),
        ipv6: ipv6({
          addresses: [six],
          routes: [{ destination: { address: '2001:db8:b::', prefix: 48 }, gateway: 'fe80::1' }],
        }),
      }),
    );
    expect(linesOf(files['route-eth0'])).toEqual(['10.0.0.0/8 via 192.0.2.254 dev eth0 metric 50']);
    expect(linesOf(files['route6-eth0'])).toEqual(['2001:db8:b::/48 via fe80::1 dev eth0']);
    for (const name of ['route-eth0', 'route6-eth0']) expect(files[name]).not.toMatch(/^[^#]*=/m);
  });

  test('a destination may begin with a colon', () => {
    const destination = { address: '::', prefix: 1 };
    const route = { destination, gateway: 'fe80::1' };
    const files = written(nic({ ipv6: ipv6({ addresses: [six], routes: [route] }) }));
    expect(linesOf(files['route6-eth0'])).toEqual(['::/1 via fe80::1 dev eth0']);
  });

  test('trap 10: no rule files are written, they would take all routes away', () => {
    expect(ifcfg.owns.some((glob) => /rule/.test(glob))).toBe(false);
  });
});

describe('IPv6', () => {
  test('trap 6: IPV6INIT and IPV6_AUTOCONF are always said', () => {
    for (const said of [undefined, ipv6(), ipv6({ autoconf: true }), ipv6({ disabled: true })]) {
      const iface = nic(said ? { ipv6: said } : {});
      expect(keys(iface).IPV6INIT).toMatch(/^(?:yes|no)$/);
      expect(keys(iface).IPV6_AUTOCONF).toBe(said?.autoconf ? 'yes' : 'no');
    }
  });

  test('without an ipv6 protocol no router advertisement is accepted: IPV6INIT=no would leave that to the kernel', () => {
    const said = keys(nic());
    expect([said.IPV6INIT, said.IPV6_AUTOCONF, said.DHCPV6C]).toEqual(['yes', 'no', 'no']);
  });

  test('off is said for NetworkManager too', () => {
    const said = keys(nic({ ipv6: ipv6({ disabled: true }) }));
    expect([said.IPV6INIT, said.IPV6_DISABLED]).toEqual(['no', 'yes']);
  });

  test.each([
    [false, false, 'no', 'no', undefined],
    [true, false, 'yes', 'no', undefined],
    // initscripts take the default route from routers all the same.
    [false, true, 'no', 'yes', 'yes'],
    [true, true, 'yes', 'yes', undefined],
  ])('trap 7: autoconf %s and dhcp %s', (autoconf, dhcp, ...values) => {
    const said = keys(nic({ ipv6: ipv6({ autoconf, ...(dhcp ? { dhcp: {} } : {}) }) }));
    expect([said.IPV6_AUTOCONF, said.DHCPV6C, said.IPV6_FORCE_ACCEPT_RA]).toEqual(values);
  });

  test('a link-local gateway has the device that initscripts need', () => {
    const said = keys(nic({ ipv6: ipv6({ addresses: [six], routes: [{ gateway: 'fe80::1' }] }) }));
    expect(said.IPV6_DEFAULTGW).toBe('fe80::1%eth0');
  });

  test('a gateway without an address is no IPV6_DEFAULTGW, which NetworkManager would pass over', () => {
    const files = written(nic({ ipv6: ipv6({ autoconf: true, routes: [{ gateway: 'fe80::1' }] }) }));
    expect(keysOf(files['ifcfg-eth0'])).not.toHaveProperty('IPV6_DEFAULTGW');
    expect(linesOf(files['route6-eth0'])).toEqual(['default via fe80::1 dev eth0']);
    expect(level('ipv6-gateway-without-address')).toBe('lossy');
  });

  test('further addresses are IPV6ADDR_SECONDARIES, all with their prefix', () => {
    const more = ['2001:db8::11', '2001:db8::12'].map((each) => ({ address: each, prefix: 64 }));
    const said = keys(nic({ ipv6: ipv6({ addresses: [six, ...more] }) }));
    expect(said.IPV6ADDR).toBe('2001:db8::10/64');
    expect(said.IPV6ADDR_SECONDARIES).toBe('2001:db8::11/64 2001:db8::12/64');
  });
});

describe('DNS', () => {
  const dns = { servers: ['192.0.2.53', '2001:db8::53'], search: ['example.net', 'example.org'] };

  test('trap 4: servers are numbered from 1 without a gap', () => {
    const said = keys(nic({ ipv4: ipv4({ dhcp: {} }), ipv6: ipv6({ autoconf: true }), dns }));
    expect([said.DNS1, said.DNS2, said.DNS3]).toEqual(['192.0.2.53', '2001:db8::53', undefined]);
    expect(said.DOMAIN).toBe('example.net example.org');
  });

  test('trap 8: PEERDNS=no would keep initscripts from DNS1, RESOLV_MODS=yes mends it', () => {
    const iface = nic({
      ipv4: ipv4({ dhcp: { peerdns: false } }),
      dns: { servers: ['192.0.2.53'], search: [] },
    });
    expect(keys(iface)).toMatchObject({ PEERDNS: 'no', DNS1: '192.0.2.53', RESOLV_MODS: 'yes' });
    expect(keys(nic({ ipv4: ipv4({ dhcp: { peerdns: false } }) }))).not.toHaveProperty('RESOLV_MODS');
  });

  test('trap 8: IPv6 has a PEERDNS of its own', () => {
    const said = keys(nic({ ipv4: ipv4({ dhcp: {} }), ipv6: ipv6({ dhcp: { peerdns: false } }) }));
    expect([said.PEERDNS, said.IPV6_PEERDNS]).toEqual(['yes', 'no']);
  });

  test('an IPv6 server beside link-local IPv6 only is no key: NetworkManager would reject the whole file', () => {
    const text = written(nic({ ipv4: ipv4({ dhcp: {} }), dns }))['ifcfg-eth0'];
    expect(keysOf(text)).toMatchObject({ DNS1: '192.0.2.53', DOMAIN: 'example.net example.org' });
    expect(keysOf(text)).not.toHaveProperty('DNS2');
    expect(level('dns-without-address')).toBe('lossy');
  });

  test('a search domain without addresses of either family is no key, for the same reason', () => {
    expect(keys(nic({ dns: { servers: [], search: ['example.net'] } }))).not.toHaveProperty('DOMAIN');
  });
});

describe('vlans', () => {
  test('trap 12: both readers are told tag and parent, whatever the name says', () => {
    for (const name of ['eth0.7', 'vlan9', 'storage']) {
      expect(keys(vlan(name, 'bond0', 42))).toMatchObject({
        VID: '42',
        VLAN_ID: '42',
        PHYSDEV: 'bond0',
        TYPE: 'Vlan',
      });
    }
  });

  test('trap 12: no header reordering is said in the words of each', () => {
    const said = keys(vlan('v', 'eth0', 5, { vlan: { tag: 5, parent: 'eth0', reorderHdr: false } }));
    expect([said.REORDER_HDR, said.VLAN_FLAGS]).toEqual(['no', 'NO_REORDER_HDR']);
  });

  test('flags that initscripts lack are keys for NetworkManager, with a limit', () => {
    const said = keys(
      vlan('v', 'eth0', 5, { vlan: { tag: 5, parent: 'eth0', mvrp: true, looseBinding: true } }),
    );
    expect([said.MVRP, said.VLAN_FLAGS]).toEqual(['yes', 'LOOSE_BINDING']);
    expect([level('vlan-mvrp'), level('vlan-loose-binding')]).toEqual(['lossy', 'lossy']);
  });

  test('trap 16: VLAN=yes begins a line and has no quotes, or rename_device would rename the parent', () => {
    expect(linesOf(written(vlan('eth0.5', 'eth0', 5))['ifcfg-eth0.5'])).toContain('VLAN=yes');
  });

  test('a name that is also a script of initscripts does not run it', () => {
    expect(keys(vlan('post1', 'eth0', 5)).DEVICETYPE).toBe('eth');
    expect(keys(vlan('eth0.5', 'eth0', 5))).not.toHaveProperty('DEVICETYPE');
  });
});

describe('bonds', () => {
  const members = [member('eth1', 'bond0', 0), member('eth0', 'bond0', 1)];
  const optionsFor = (options: object) =>
    optionsOf(keys(bond('bond0', { bond: options }), ...members).BONDING_OPTS);

  test('BONDING_OPTS is never empty, and the type is said three ways', () => {
    const said = keys(bond('bond0'), ...members);
    expect(said).toMatchObject({ TYPE: 'Bond', BONDING_MASTER: 'yes', BONDING_OPTS: 'mode=balance-rr' });
  });

  test.each(['active-backup', 'balance-tlb', 'balance-alb'])(
    'the first member is the primary of %s',
    (mode) => {
      expect(optionsFor({ mode })).toContainEqual(['primary', 'eth1']);
    },
  );

  test.each(['balance-rr', 'balance-xor', 'broadcast', '802.3ad'])('%s has no primary', (mode) => {
    expect(optionsFor({ mode }).map(([key]) => key)).not.toContain('primary');
  });

  test('trap 15: no ARP target comes after one that contains it', () => {
    const monitor = {
      kind: 'arpmon',
      intervalMs: 500,
      targets: ['10.0.0.100', '12.0.0.1', '10.0.0.10', '2.0.0.1', '10.0.0.1'],
    };
    const targets =
      optionsFor({ monitor })
        .find(([key]) => key === 'arp_ip_target')?.[1]
        .split(',') ?? [];
    expect(targets).toHaveLength(5);
    targets.forEach((target, n) => {
      for (const earlier of targets.slice(0, n)) expect(earlier).not.toContain(target);
    });
  });

  test('a member names its bond at the start of a line, where initscripts grep for it', () => {
    const text = written(bond('bond0'), ...members)['ifcfg-eth0'];
    expect(linesOf(text)).toEqual(expect.arrayContaining(['MASTER=bond0', 'SLAVE=yes', 'BOOTPROTO=none']));
  });

  test('kernel: use_carrier is written as the kernel counts it', () => {
    const monitor = (carrier: string) => ({ kind: 'miimon', freqMs: 100, carrier });
    expect(optionsFor({ monitor: monitor('ioctl') })).toContainEqual(['use_carrier', '0']);
    expect(optionsFor({ monitor: monitor('netif') })).toContainEqual(['use_carrier', '1']);
  });
});

describe('devices', () => {
  const mac = '52:54:00:12:34:56';

  test('trap 16: HWADDR finds a NIC and is in no other file; MACADDR sets an address', () => {
    const files = written(
      nic({ permanentMac: mac, assignMac: '02:00:00:00:00:01' }),
      bond('bond0', { assignMac: '02:00:00:00:00:02' }),
      bridge('br0', { assignMac: '02:00:00:00:00:03' }),
      vlan('eth0.5', 'eth0', 5, { assignMac: '02:00:00:00:00:04' }),
    );
    expect(keysOf(files['ifcfg-eth0'])).toMatchObject({ HWADDR: mac, MACADDR: '02:00:00:00:00:01' });
    for (const name of ['bond0', 'br0', 'eth0.5']) {
      expect(keysOf(files[`ifcfg-${name}`])).not.toHaveProperty('HWADDR');
      expect(keysOf(files[`ifcfg-${name}`])).toHaveProperty('MACADDR');
    }
  });

  test.each(['', 'sixteen-letters1', 'a b', 'a/b', 'eth0:1', '.', '$(id)', 'all'])(
    'trap 17 and kernel: the name %j is refused, for NetworkManager would take the file for any NIC',
    (name) => {
      expect(() => ifcfg.render(hostOf(ethernet(name)))).toThrow(UnsafeValueError);
    },
  );

  test.each([0, 4095])('kernel: tag %i is refused', (tag) => {
    expect(() => ifcfg.render(hostOf(vlan('v', 'eth0', tag)))).toThrow(UnsafeValueError);
  });

  test.each(['01:00:5e:00:00:01', '00:00:00:00:00:00', '52:54:00:AB:CD:EF'])(
    'kernel: the MAC %s is refused',
    (bad) => {
      expect(() => ifcfg.render(hostOf(nic({ assignMac: bad })))).toThrow(UnsafeValueError);
    },
  );

  test('trap 18: NetworkManager is not told to keep off', () => {
    expect(keys(nic())).not.toHaveProperty('NM_CONTROLLED');
  });

  test('trap 20: a name that a reader takes for a backup is refused', () => {
    expect(level('backup-like-name')).toBe('none');
  });

  test("trap 21: UUID is the document's, or absent, so that NetworkManager makes it from the path", () => {
    const uuid = '5a1d7b0e-3f0a-4a11-9d55-0123456789ab';
    expect(keys(nic({ uuid })).UUID).toBe(uuid);
    expect(keys(nic())).not.toHaveProperty('UUID');
  });
});
