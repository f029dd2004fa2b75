import { describe, expect, it } from 'vitest';
import { checkHost } from '../src/model/check.ts';
import { type Definition, definitionsOf } from '../src/model/definition.ts';
import { lose, removeInterfaces } from '../src/model/loss.ts';
import { merge } from '../src/model/merge.ts';
import { resolve } from '../src/model/resolve.ts';
import { bare, bond, bridge, define, ethernet, placesOf, vlan } from './support/hosts.ts';

/** Findings of resolving and checking, as `line code interface`. */
function faults(definitions: readonly Definition[]): string[] {
  const sources = placesOf(definitions);
  const { host, findings } = resolve(definitions, sources);
  return [...findings, ...checkHost(host, sources)].map((f) => `${f.at?.line} ${f.code} ${f.interface}`);
}
const hostOf = (definitions: readonly Definition[]) => resolve(definitions, placesOf(definitions)).host;
const names = (definitions: readonly Definition[]) => hostOf(definitions).interfaces.map(({ name }) => name);
const ipv4 = (address: string, prefix = 24, gateway?: string) => ({
  ipv4: { addresses: [{ address, prefix }], routes: gateway ? [{ gateway }] : [] },
});

const six = { autoconf: false, addresses: [], routes: [] };

describe('resolving definitions to one host', () => {
  it('points members at their controller, in their order, whatever the names are', () => {
    const { interfaces } = hostOf([define(bridge('br0'), [bare('zz'), bare('aa')])]);
    expect(interfaces.map((i) => [i.name, i.port?.controller, i.port?.position, i.topLevel])).toEqual([
      ['aa', 'br0', 1, false],
      ['zz', 'br0', 0, false],
      ['br0', undefined, undefined, true],
    ]);
  });

  it('puts parents and members before what stands on them, in any order of documents', () => {
    const definitions = [
      define(bridge('a-br'), ['bond0.42']),
      define(vlan('bond0.42', 'bond0', 42)),
      define(bond('bond0'), [bare('eth1'), bare('eth0')]),
    ];
    expect(names(definitions)).toEqual(['eth1', 'eth0', 'bond0', 'bond0.42', 'a-br']);
    expect(names([...definitions].reverse())).toEqual(names(definitions));
  });

  it('takes a member that is defined at top level too as one interface', () => {
    const nic = ethernet('eth0', { mtuBytes: 9000, permanentMac: '52:54:00:00:00:01' });
    expect(hostOf([define(bridge('br0'), [bare('eth0')]), define(nic)]).interfaces[0]).toEqual({
      ...nic,
      port: { controller: 'br0', position: 0 },
    });
  });

  it('keeps a MAC that only the nested element says', () => {
    const nested = define(ethernet('eth0', { topLevel: false, permanentMac: '52:54:00:00:00:01' }));
    expect(hostOf([define(ethernet('eth0')), define(bond('bond0'), [nested])]).interfaces[0]).toMatchObject({
      topLevel: true,
      permanentMac: '52:54:00:00:00:01',
    });
  });

  it('is undone by definitionsOf', () => {
    const host = hostOf([
      define(bridge('br0', ipv4('192.0.2.1')), [
        define(bond('bond0', { topLevel: false }), [bare('eth1'), bare('eth0')]),
        'eth2',
      ]),
      define(ethernet('eth2', { mtuBytes: 1400 })),
    ]);
    expect(hostOf(definitionsOf(host))).toEqual(host);
  });
});

describe('what definitions say of each other', () => {
  const cases: [string, Definition[], string[]][] = [
    [
      'the same definition twice is one',
      [define(bond('bond0'), [bare('eth0')]), define(bond('bond0'), [bare('eth0')])],
      [],
    ],
    [
      'one name, different content',
      [define(ethernet('eth0')), define(ethernet('eth0', { mtuBytes: 1400 }))],
      ['2 defined-twice eth0'],
    ],
    [
      'a member of two controllers',
      [define(bridge('br0'), [bare('eth0')]), define(bond('bond0'), [bare('eth0')])],
      ['2 member-twice eth0'],
    ],
    [
      'a member twice in one controller',
      [define(bridge('br0'), [bare('eth0'), bare('eth0')])],
      ['1 member-repeated eth0'],
    ],
    [
      'a member that is something else at top level',
      [define(vlan('v7', 'eth1', 7)), define(ethernet('eth1')), define(bridge('br0'), [bare('v7')])],
      ['3 contradictory-member v7'],
    ],
    [
      'a nested bond with other options than the one at top level',
      [
        define(bond('bond0', { bond: { mode: '802.3ad' } }), [bare('eth0')]),
        define(bridge('br0'), [define(bond('bond0', { topLevel: false }), [bare('eth0')])]),
      ],
      ['2 contradictory-member bond0'],
    ],
    [
      'a nested bond with other members than the one at top level',
      [
        define(bond('bond0'), [bare('eth0'), bare('eth1')]),
        define(bridge('br0'), [define(bond('bond0', { topLevel: false }), [bare('eth1'), bare('eth0')])]),
      ],
      ['2 contradictory-member bond0'],
    ],
    ['a member that is only named', [define(bridge('br0'), ['eth7'])], ['1 undefined-member eth7']],
    ['a bridge in a bridge', [define(bridge('br0'), ['br1']), define(bridge('br1'))], ['2 member-type br1']],
    [
      'a vlan in a bond',
      [define(bond('bond0'), ['v7']), define(vlan('v7', 'eth1', 7)), define(ethernet('eth1'))],
      ['2 member-type v7'],
    ],
    [
      'a member with addresses of its own',
      [define(bridge('br0'), [bare('eth0')]), define(ethernet('eth0', ipv4('192.0.2.1')))],
      ['2 member-with-addresses eth0'],
    ],
    [
      'a vlan on a member of a bond',
      [define(bond('bond0'), [bare('eth0')]), define(vlan('eth0.5', 'eth0', 5))],
      ['2 vlan-on-bond-member eth0.5'],
    ],
    [
      'the same, the bond being the later of the two',
      [define(vlan('eth0.5', 'eth0', 5)), define(bond('bond0'), [bare('eth0')])],
      ['2 vlan-on-bond-member eth0.5'],
    ],
    [
      'a vlan on a member of a bridge is fine',
      [define(bridge('br0'), [bare('eth0')]), define(vlan('eth0.5', 'eth0', 5))],
      [],
    ],
    [
      'an interface that stands on itself',
      [define(vlan('v7', 'br0', 7)), define(bridge('br0'), ['v7'])],
      ['2 holds-itself v7'],
    ],
    [
      'a stack of nine, where the kernel takes eight',
      [define(ethernet('v0')), ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => define(vlan(`v${n}`, `v${n - 1}`, n)))],
      ['9 stack-too-deep v8'],
    ],
    [
      'a parent that no document defines is said once',
      [define(vlan('eth0.5', 'eth0', 5)), define(vlan('eth0.6', 'eth0', 6))],
      ['1 undefined-parent eth0.5'],
    ],
    [
      'an MTU that is too small for IPv6',
      [define(ethernet('eth0', { mtuBytes: 1279, ipv6: { autoconf: true, addresses: [], routes: [] } }))],
      ['1 mtu-below-ipv6 eth0'],
    ],
    [
      'the least MTU of IPv6',
      [define(ethernet('eth0', { mtuBytes: 1280, ipv6: { autoconf: true, addresses: [], routes: [] } }))],
      [],
    ],
    [
      'two vlans of one tag on one parent',
      [define(vlan('v7', 'eth0', 7)), define(vlan('eth0.7', 'eth0', 7)), define(ethernet('eth0'))],
      ['2 vlan-twice v7'],
    ],
    [
      'one tag on two parents is fine',
      [
        define(vlan('v7', 'eth0', 7)),
        define(vlan('eth1.7', 'eth1', 7)),
        define(ethernet('eth0')),
        define(ethernet('eth1')),
      ],
      [],
    ],
    [
      'two NICs with one permanent address',
      ['eth0', 'eth1'].map((n) => define(ethernet(n, { permanentMac: '52:54:00:00:00:01' }))),
      ['2 mac-twice eth1'],
    ],
    ['a vlan on itself', [define(vlan('v7', 'v7', 7))], ['1 holds-itself v7']],
    [
      'one address on two interfaces',
      [define(ethernet('eth0', ipv4('192.0.2.1'))), define(ethernet('eth1', ipv4('192.0.2.1', 25)))],
      ['2 address-twice eth1'],
    ],
    [
      'one link-local address on two interfaces is fine',
      ['eth0', 'eth1'].map((n) =>
        define(
          ethernet(n, {
            ipv6: { autoconf: false, addresses: [{ address: 'fe80::1', prefix: 64 }], routes: [] },
          }),
        ),
      ),
      [],
    ],
    [
      'two default routes of one family',
      [
        define(ethernet('eth0', ipv4('192.0.2.2', 24, '192.0.2.1'))),
        define(ethernet('eth1', ipv4('198.51.100.2', 24, '198.51.100.1'))),
      ],
      ['2 route-twice eth1'],
    ],
    [
      'two IPv4 default routes, one with the metric that the other has by default',
      [
        define(ethernet('eth0', ipv4('192.0.2.2', 24, '192.0.2.1'))),
        define(
          ethernet('eth1', {
            ipv4: {
              addresses: [{ address: '198.51.100.2', prefix: 24 }],
              routes: [{ gateway: '198.51.100.1', metric: 0 }],
            },
          }),
        ),
      ],
      ['2 route-twice eth1'],
    ],
    [
      'two IPv6 default routes, one with the metric that the other has by default',
      [
        define(
          ethernet('eth0', { ipv6: { autoconf: true, addresses: [], routes: [{ gateway: 'fe80::1' }] } }),
        ),
        define(
          ethernet('eth1', {
            ipv6: { autoconf: true, addresses: [], routes: [{ gateway: 'fe80::1', metric: 1024 }] },
          }),
        ),
      ],
      ['2 route-twice eth1'],
    ],
    [
      'a gateway in no subnet',
      [define(ethernet('eth0', ipv4('192.0.2.2', 24, '198.51.100.1')))],
      ['1 gateway-outside-subnets eth0'],
    ],
    ['a parent that nobody defines', [define(vlan('eth0.5', 'eth0', 5))], ['1 undefined-parent eth0.5']],
    [
      "a vlan's MTU above its parent's",
      [define(ethernet('eth0', { mtuBytes: 1500 })), define(vlan('eth0.5', 'eth0', 5, { mtuBytes: 9000 }))],
      ['2 vlan-mtu-above-parent eth0.5'],
    ],
    [
      "a vlan in a bridge takes the bridge's MTU, which may be above its parent's",
      [
        define(bond('bond0', { mtuBytes: 1500 }), [bare('eth0')]),
        define(bridge('br0', { mtuBytes: 9000 }), [define(vlan('bond0.5', 'bond0', 5, { topLevel: false }))]),
      ],
      ['2 vlan-mtu-above-parent bond0.5'],
    ],
  ];
  it.each(cases)('%s', (_, definitions, expected) => {
    expect(faults(definitions)).toEqual(expected);
  });

  it.each([
    ['an IPv4 route', { ipv4: { addresses: [], routes: [{ gateway: '192.0.2.1' }] } }],
    ['a lease', { ipv4: { dhcp: {}, addresses: [], routes: [] } }],
    ['an IPv6 address', { ipv6: { ...six, addresses: [{ address: '2001:db8::5', prefix: 64 }] } }],
    ['an IPv6 route', { ipv6: { ...six, routes: [{ gateway: 'fe80::1' }] } }],
    ['SLAAC', { ipv6: { ...six, autoconf: true } }],
    ['DHCPv6', { ipv6: { ...six, dhcp: {} } }],
    ['DNS', { dns: { servers: ['192.0.2.53'], search: [] } }],
  ])('a member with %s of its own', (_, own) => {
    const found = faults([define(bridge('br0'), [bare('eth0')]), define(ethernet('eth0', own))]);
    expect(found).toContain('2 member-with-addresses eth0');
  });

  it.each([
    [
      'uuid',
      { uuid: '00000000-0000-4000-8000-000000000001' },
      { uuid: '00000000-0000-4000-8000-000000000002' },
    ],
    ['MAC to find it by', { permanentMac: '00:00:5e:00:53:01' }, { permanentMac: '00:00:5e:00:53:02' }],
    ['MAC to set', { assignMac: '00:00:5e:00:53:01' }, { assignMac: '00:00:5e:00:53:02' }],
  ])('a member with another %s than at top level', (_, top, nested) => {
    const member = define(ethernet('eth0', { topLevel: false, ...nested }));
    expect(faults([define(ethernet('eth0', top)), define(bridge('br0'), [member])])).toEqual([
      '2 contradictory-member eth0',
    ]);
  });

  it('is silent about faults that stood in the root before', () => {
    const standing = [
      define(ethernet('eth0', ipv4('192.0.2.1'))),
      define(ethernet('eth1', ipv4('192.0.2.1'))),
    ];
    const incoming = [define(ethernet('eth2', ipv4('192.0.2.1')))];
    const sources = placesOf(incoming);
    const { host } = resolve([...standing, ...incoming], sources);
    expect(checkHost(host, sources).map((f) => f.interface)).toEqual(['eth2']);
  });
});

it('survives a chain of 100,000 vlans', () => {
  const chain = Array.from({ length: 100_000 }, (_, n) => define(vlan(`v${n}`, `v${n - 1}`, 1)));
  expect(faults(chain).some((fault) => fault.includes('stack-too-deep'))).toBe(true);
});

describe('merging into what stands', () => {
  const standing = hostOf([
    define(bridge('br0'), [define(bond('bond0', { topLevel: false }), [bare('eth0')]), bare('eth1')]),
    define(ethernet('eth9')),
  ]);
  const merged = (incoming: Definition[]) => resolve(merge(standing, incoming), placesOf(incoming));

  it('replaces what is defined anew, members included, and leaves the rest', () => {
    expect(merged([define(bridge('br0'), [bare('eth2')])]).host.interfaces.map(({ name }) => name)).toEqual([
      'eth2',
      'br0',
      'eth9',
    ]);
  });
  it('lets a definition of its own replace a nested one', () => {
    const { host, findings } = merged([define(bond('bond0', { bond: { mode: '802.3ad' } }), [bare('eth0')])]);
    expect(findings).toEqual([]);
    expect(host.interfaces.find(({ name }) => name === 'bond0')).toMatchObject({
      topLevel: true,
      bond: { mode: '802.3ad' },
      port: { controller: 'br0' },
    });
  });
  it('refuses a member that stands elsewhere already', () => {
    expect(merged([define(bridge('br1'), [bare('eth1')])]).findings.map((f) => f.code)).toEqual([
      'member-twice',
    ]);
  });
});

describe('losing what cannot be written', () => {
  const host = hostOf([
    define(bridge('br0', { bridge: { forwardDelayMs: 1500, stp: true } }), [
      bare('eth0'),
      'x.y',
      bare('eth1'),
    ]),
    define(ethernet('x.y')),
    define(vlan('x.y.5', 'x.y', 5)),
  ]);
  it('takes away the setting alone', () => {
    const lost = lose(host, [{ feature: 'bridge-delay-fraction', interface: 'br0' }]);
    expect(lost.interfaces.find(({ name }) => name === 'br0')).toMatchObject({ bridge: { stp: true } });
    expect(JSON.stringify(lost)).not.toContain('forwardDelayMs');
  });
  it('takes away one search domain of several, and DNS with the last', () => {
    const left = (search: string[]) =>
      lose(hostOf([define(ethernet('eth0', { dns: { servers: [], search } }))]), [
        { feature: 'dns-search-localhost', interface: 'eth0' },
      ]).interfaces[0]?.dns;
    expect(left(['a.example', 'localhost', 'b.example'])?.search).toEqual(['a.example', 'b.example']);
    expect(left(['localhost'])).toBeUndefined();
  });
  it('takes away an interface whose name is the matter, with the vlans on it, and closes the gap', () => {
    const lost = lose(host, [{ feature: 'dotted-name', interface: 'x.y' }]);
    expect(lost.interfaces.map((i) => [i.name, i.port?.position])).toEqual([
      ['eth0', 0],
      ['eth1', 1],
      ['br0', undefined],
    ]);
  });
  it('leaves a member that is defined apart, on its own', () => {
    const apart = hostOf([define(bridge('br0'), ['eth0']), define(ethernet('eth0', { mtuBytes: 1400 }))]);
    expect(removeInterfaces(apart, new Set(['br0'])).interfaces).toEqual([
      ethernet('eth0', { mtuBytes: 1400 }),
    ]);
  });
  it('takes bare members along with their controller', () => {
    expect(removeInterfaces(host, new Set(['br0'])).interfaces.map(({ name }) => name)).toEqual([
      'x.y',
      'x.y.5',
    ]);
  });
});
