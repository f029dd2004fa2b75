import { describe, expect, test } from 'vitest';
import { decodeDocument } from '../src/language/decode.ts';
import { parseDocuments } from '../src/language/parse.ts';
import { type Definition, sourceKey } from '../src/model/definition.ts';
import { bare, bond, bridge, define, ethernet, vlan } from './support/hosts.ts';

const parse = (...texts: string[]) => parseDocuments(texts.map((text, n) => ({ file: `${n}.xml`, text })));

/** The definitions of texts in which nothing is wrong. */
function read(...texts: string[]): Definition[] {
  const { definitions, findings } = parse(...texts);
  expect(findings).toEqual([]);
  return definitions;
}

const nic = (content: string): string => `<interface type='ethernet' name='eth0'>${content}</interface>`;
const findingsOf = (text: string) => parse(text).findings.map(({ code }) => code);

describe('the six sketches of the 2009 proposal, mended', () => {
  test.each<[string, string, Definition]>([
    [
      'a NIC with DHCP',
      `<interface type='physical'><name>eth0</name><mac address='00:19:d2:9f:88:96'/><dhcp peerdns="yes"/></interface>`,
      define(
        ethernet('eth0', {
          permanentMac: '00:19:d2:9f:88:96',
          ipv4: { dhcp: { peerdns: true }, addresses: [], routes: [] },
        }),
      ),
    ],
    [
      'a NIC with an address',
      `<interface type='physical'><name>eth1</name><mac address='00:19:D2:9F:88:97'/>
         <ip address="192.168.0.5/24" gateway="192.168.0.1"/></interface>`,
      define(
        ethernet('eth1', {
          permanentMac: '00:19:d2:9f:88:97',
          ipv4: {
            addresses: [{ address: '192.168.0.5', prefix: 24 }],
            routes: [{ gateway: '192.168.0.1' }],
          },
        }),
      ),
    ],
    [
      'a NIC without addressing',
      `<interface type='physical'><name>eth2</name><mac address='00:19:d2:9f:88:98'/></interface>`,
      define(ethernet('eth2', { permanentMac: '00:19:d2:9f:88:98' })),
    ],
    [
      'a bond',
      `<interface type='bond'><name>bond0</name><bond mode='active-backup'>
         <interface name="eth0" primary="yes"/><interface name="eth1"/></bond></interface>`,
      define(bond('bond0', { bond: { mode: 'active-backup' } }), ['eth0', 'eth1']),
    ],
    [
      'a bridge',
      `<interface type='bridge'><name>br0</name><bridge stp='off'><interface name="eth2"/></bridge>
         <dhcp peerdns="yes"/></interface>`,
      define(
        bridge('br0', {
          bridge: { stp: false },
          ipv4: { dhcp: { peerdns: true }, addresses: [], routes: [] },
        }),
        ['eth2'],
      ),
    ],
    [
      'a vlan',
      `<interface type='vlan'><name>vlan0</name><vlan tag="42" reorder_hdr="yes"><interface name='eth0'/></vlan></interface>`,
      define(vlan('vlan0', 'eth0', 42, { vlan: { tag: 42, parent: 'eth0', reorderHdr: true } })),
    ],
  ])('%s', (_what, text, definition) => {
    expect(read(text)).toEqual([definition]);
  });
});

describe('members', () => {
  test('a typed one is a definition; one of no type is only named', () => {
    const text = `<interface type='bridge' name='br0'><bridge>
      <interface type='ethernet' name='eth0' cost='4' priority='0'><mac address='00:00:5E:00:53:01' assign='02:00:00:00:00:01'/></interface>
      <interface name='eth1' cost='5'/>
      <interface type='vlan' name='eth2.7'><vlan tag='7'><interface name='eth2'/></vlan></interface>
      <interface type='vlan'><vlan tag='8'><interface name='eth2'/></vlan></interface>
      <interface type='bond' name='bond0'><bond><interface type='physical' name='eth3'/></bond></interface>
    </bridge></interface>`;
    const eth0 = ethernet('eth0', {
      topLevel: false,
      permanentMac: '00:00:5e:00:53:01',
      assignMac: '02:00:00:00:00:01',
    });
    expect(read(text)).toEqual([
      {
        iface: bridge('br0'),
        members: [
          { name: 'eth0', definition: define(eth0), cost: 4, priority: 0 },
          { name: 'eth1', cost: 5 },
          { name: 'eth2.7', definition: define(vlan('eth2.7', 'eth2', 7, { topLevel: false })) },
          { name: 'eth2.8', definition: define(vlan('eth2.8', 'eth2', 8, { topLevel: false })) },
          { name: 'bond0', definition: define(bond('bond0', { topLevel: false }), [bare('eth3')]) },
        ],
      },
    ]);
  });

  test('one of no type that says more than its name is a definition', () => {
    const uuid = '0f2c1c3e-57d4-4d1b-8a44-9a1c6b1f2e3d';
    const text = `<interface type='bond' name='bond0'><bond>
      <interface name='eth0'><mac address='00:00:5e:00:53:01'/></interface>
      <interface name='eth1'><uuid>${uuid.toUpperCase()}</uuid></interface>
      <interface name='eth2'><link state='up'/></interface>
    </bond></interface>`;
    const [eth0, eth1, eth2] = read(text)[0]?.members ?? [];
    expect(eth0?.definition?.iface).toEqual(
      ethernet('eth0', { topLevel: false, permanentMac: '00:00:5e:00:53:01' }),
    );
    expect(eth1?.definition?.iface).toEqual(ethernet('eth1', { topLevel: false, uuid }));
    expect(eth2).toEqual({ name: 'eth2' });
  });

  test('the primary goes first, the others keep their order', () => {
    const text = `<interface type='bond' name='bond0'><bond mode='balance-alb'>
      <interface name='eth3' primary='no'/><interface name='eth1'/><interface name='eth2' primary='yes'/><interface name='eth0'/>
    </bond></interface>`;
    expect(read(text)[0]?.members.map(({ name }) => name)).toEqual(['eth2', 'eth3', 'eth1', 'eth0']);
  });
});

describe('addressing', () => {
  const protocols = (content: string) => {
    const [definition] = read(nic(content));
    return { ipv4: definition?.iface.ipv4, ipv6: definition?.iface.ipv6 };
  };

  test.each([
    ['nothing', '', {}],
    ['an empty protocol', "<protocol family='ipv4'/>", { ipv4: { addresses: [], routes: [] } }],
    [
      'an empty IPv6 protocol',
      "<protocol family='ipv6'></protocol>",
      { ipv6: { autoconf: false, addresses: [], routes: [] } },
    ],
    [
      'IPv6 off',
      "<protocol family='ipv6' disabled='yes'/>",
      { ipv6: { disabled: true, autoconf: false, addresses: [], routes: [] } },
    ],
    ['dhcp that says nothing of DNS', '<dhcp/>', { ipv4: { dhcp: {}, addresses: [], routes: [] } }],
    [
      'all of IPv6',
      `<protocol family='ipv6'><autoconf/><dhcp peerdns='no'/><ip address='2001:DB8:0:0::5' prefix='64'/>
       <route gateway='FE80::1' metric='0'/></protocol>`,
      {
        ipv6: {
          autoconf: true,
          dhcp: { peerdns: false },
          addresses: [{ address: '2001:db8::5', prefix: 64 }],
          routes: [{ gateway: 'fe80::1', metric: 0 }],
        },
      },
    ],
    [
      'a static route, and the default route by another name',
      `<protocol family='ipv4'><route address='10.0.0.0' prefix='8' gateway='192.0.2.1' metric='4294967295'/>
       <route address='0.0.0.0' prefix='0' gateway='192.0.2.1'/><route address='0.0.0.0' prefix='1' gateway='192.0.2.1'/></protocol>`,
      {
        ipv4: {
          addresses: [],
          routes: [
            {
              destination: { address: '10.0.0.0', prefix: 8 },
              gateway: '192.0.2.1',
              metric: 4_294_967_295,
            },
            { gateway: '192.0.2.1' },
            { destination: { address: '0.0.0.0', prefix: 1 }, gateway: '192.0.2.1' },
          ],
        },
      },
    ],
    [
      'both families in the form of 2009',
      "<ip address='192.0.2.5/24'/><ip address='2001:db8::5/64' gateway='2001:db8::1'/><ip address='192.0.2.6/32'/>",
      {
        ipv4: {
          addresses: [
            { address: '192.0.2.5', prefix: 24 },
            { address: '192.0.2.6', prefix: 32 },
          ],
          routes: [],
        },
        ipv6: {
          autoconf: false,
          addresses: [{ address: '2001:db8::5', prefix: 64 }],
          routes: [{ gateway: '2001:db8::1' }],
        },
      },
    ],
    [
      'both dialects, whichever comes first',
      "<ip address='192.0.2.6/24'/><protocol family='ipv4'><ip address='192.0.2.5' prefix='24'/></protocol>",
      {
        ipv4: {
          addresses: [
            { address: '192.0.2.5', prefix: 24 },
            { address: '192.0.2.6', prefix: 24 },
          ],
          routes: [],
        },
      },
    ],
    [
      'the ends of the range of prefixes',
      `<protocol family='ipv4'><ip address='10.0.0.0' prefix='31'/><ip address='10.0.0.2' prefix='0'/></protocol>
       <protocol family='ipv6'><ip address='::1' prefix='128'/><ip address='2001:db8::' prefix='0'/></protocol>`,
      {
        ipv4: {
          addresses: [
            { address: '10.0.0.0', prefix: 31 },
            { address: '10.0.0.2', prefix: 0 },
          ],
          routes: [],
        },
        ipv6: {
          autoconf: false,
          addresses: [
            { address: '::1', prefix: 128 },
            { address: '2001:db8::', prefix: 0 },
          ],
          routes: [],
        },
      },
    ],
  ])('%s', (_what, content, expected) => {
    expect(protocols(content)).toEqual({ ipv4: undefined, ipv6: undefined, ...expected });
  });

  test('DNS keeps its order; empty, it says nothing', () => {
    const [some] = read(
      nic(
        "<dns><search domain='b.example'/><server address='2001:DB8::53'/><server address='192.0.2.53'/><search domain='a'/></dns>",
      ),
    );
    expect(some?.iface.dns).toEqual({
      servers: ['2001:db8::53', '192.0.2.53'],
      search: ['b.example', 'a'],
    });
    const [none] = read(nic('<dns/>'));
    expect(none?.iface).toEqual(ethernet('eth0'));
  });

  test.each([
    ['126.255.255.254', 8],
    ['127.0.0.1', 8],
    ['128.0.0.1', 16],
    ['191.255.255.254', 16],
    ['192.0.0.1', 24],
    ['223.255.255.254', 24],
    ['2001:db8::5', 64],
  ])('%s without a prefix has %i, with a warning', (address, prefix) => {
    const family = address.includes(':') ? 'ipv6' : 'ipv4';
    const text = nic(`<protocol family='${family}'><ip address='${address}'/></protocol>`);
    expect(parse(text).definitions[0]?.iface[family]?.addresses).toEqual([{ address, prefix }]);
    expect(findingsOf(text)).toEqual(['prefix-missing']);
  });
});

describe('options', () => {
  const bondOf = (attributes: string, monitor = ''): unknown => {
    const [definition] = read(
      `<interface type='bond' name='bond0'><bond ${attributes}>${monitor}<interface name='eth0'/></bond></interface>`,
    );
    return definition?.iface.type === 'bond' && definition.iface.bond;
  };

  test.each<[string, string, unknown]>([
    ['', '', {}],
    [
      "mode='802.3ad' lacp_rate='slow' ad_select='count' min_links='0' xmit_hash_policy='vlan+srcmac'",
      "<miimon freq='0' updelay='0' downdelay='0'/>",
      {
        mode: '802.3ad',
        lacpRate: 'slow',
        adSelect: 'count',
        minLinks: 0,
        xmitHashPolicy: 'vlan+srcmac',
        monitor: { kind: 'miimon', freqMs: 0 },
      },
    ],
    [
      "mode='active-backup' fail_over_mac='follow' primary_reselect='better'",
      "<miimon carrier='netif' updelay='200' downdelay='100' freq='100'/>",
      {
        mode: 'active-backup',
        failOverMac: 'follow',
        primaryReselect: 'better',
        monitor: {
          kind: 'miimon',
          freqMs: 100,
          downdelayMs: 100,
          updelayMs: 200,
          carrier: 'netif',
        },
      },
    ],
    [
      "packets_per_slave='0'",
      "<arpmon interval='1' target='192.0.2.10,10.0.0.9,192.0.2.1,10.0.0.1' validate='none'/>",
      {
        packetsPerSlave: 0,
        monitor: {
          kind: 'arpmon',
          intervalMs: 1,
          targets: ['10.0.0.1', '10.0.0.9', '192.0.2.1', '192.0.2.10'],
        },
      },
    ],
    [
      "mode='broadcast'",
      "<arpmon interval='500' target='192.0.2.1' validate='backup'/>",
      {
        mode: 'broadcast',
        monitor: { kind: 'arpmon', intervalMs: 500, targets: ['192.0.2.1'], validate: 'backup' },
      },
    ],
  ])('of a bond: %s %s', (attributes, monitor, expected) => {
    expect(bondOf(attributes, monitor)).toEqual(expected);
  });

  test.each<[string, unknown]>([
    ['', {}],
    ["stp='on' delay='2'", { stp: true, forwardDelayMs: 2000 }],
    ["stp='on' delay='30.0'", { stp: true, forwardDelayMs: 30_000 }],
    ["stp='off' delay='0'", { stp: false, forwardDelayMs: 0 }],
    ["delay='0.0101'", { forwardDelayMs: 10.1 }],
    ["delay='42949672'", { forwardDelayMs: 42_949_672_000 }],
    [
      "priority='0' hello_time='10' max_age='6' ageing_time='0' vlan_filtering='on' multicast_snooping='off'",
      {
        priority: 0,
        helloTimeMs: 10_000,
        maxAgeMs: 6000,
        ageingTimeMs: 0,
        vlanFiltering: true,
        multicastSnooping: false,
      },
    ],
  ])('of a bridge: %s', (attributes, expected) => {
    const [definition] = read(`<interface type='bridge' name='br0'><bridge ${attributes}/></interface>`);
    expect(definition).toEqual(define(bridge('br0', { bridge: expected as object })));
  });

  test('of a vlan, whose name is PARENT.TAG unless it has one', () => {
    const text = `<interface type='vlan'><start mode='none'/><mac address='02:00:00:00:00:01'/>
      <vlan tag='4094' reorder_hdr='no' gvrp='yes' mvrp='no' loose_binding='yes'><interface name='bond0'/></vlan></interface>`;
    const options = { reorderHdr: false, gvrp: true, mvrp: false, looseBinding: true };
    expect(read(text)).toEqual([
      define(
        vlan('bond0.4094', 'bond0', 4094, {
          start: 'none',
          assignMac: '02:00:00:00:00:01',
          vlan: { tag: 4094, parent: 'bond0', ...options },
        }),
      ),
    ]);
  });
});

describe('text', () => {
  test('a description is kept as it is, references and CDATA read', () => {
    const text =
      '<description>  a &amp;&#9;b&#13;\n<![CDATA[<c> &amp;]]><!-- gone --> d&#x1F99C;</description>';
    expect(read(nic(text))[0]?.iface.description).toBe('  a &\tb\r\n<c> &amp; d\u{1f99c}');
    expect(read(nic('<description/>'))[0]?.iface.description).toBe('');
  });

  test('line ends of any kind, and a byte order mark, change neither meaning nor places', () => {
    const text =
      "<interface type='ethernet' name='eth0'>\n  <description>a\nb</description>\n  <mtu size='1'/>\n</interface>\n";
    for (const end of ['\n', '\r\n', '\r']) {
      const { definitions, findings } = parse(`\uFEFF${text.replaceAll('\n', end)}`);
      expect(definitions[0]?.iface.description).toBe('a\nb');
      expect(findings.map(({ code, at }) => [code, at?.line, at?.column])).toEqual([['mtu-range', 4, 14]]);
    }
  });

  test.each([
    ['UTF-8', new TextEncoder().encode(nic('<description>grün</description>'))],
    [
      'UTF-16',
      new Uint8Array(
        Buffer.from(
          `\uFEFF<?xml version='1.0' encoding='UTF-16'?>${nic('<description>grün</description>')}`,
          'utf16le',
        ),
      ),
    ],
    [
      'UTF-16, the other way round',
      new Uint8Array(Buffer.from(`\uFEFF${nic('<description>grün</description>')}`, 'utf16le').swap16()),
    ],
  ])('%s is decoded', (_what, bytes) => {
    const decoded = decodeDocument('a.xml', bytes);
    expect(read('text' in decoded ? decoded.text : '')[0]?.iface.description).toBe('grün');
  });

  test('white space around attributes and a declaration say nothing', () => {
    const text =
      "<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<!-- x -->\n<interface\ttype = 'ethernet'\n\n name=\"eth0\"\n></interface >\n\n";
    expect(read(text)).toEqual([define(ethernet('eth0'))]);
  });
});

describe('several interfaces', () => {
  test('in one document and in several come in their order', () => {
    const text =
      "<interfaces><interface type='ethernet' name='b'/><interface type='ethernet' name='a'/></interfaces>";
    expect(read(text, nic(''), '<interfaces/>').map(({ iface }) => iface.name)).toEqual(['b', 'a', 'eth0']);
  });
});

describe('where something is wrong', () => {
  test('the rest of the interface is still there for the checks between interfaces', () => {
    const { definitions } = parse(
      `<interfaces>
         <interface type='ethernet' name='eth0'><mtu size='x'/><ip address='192.0.2.5/24'/><ip address='x/24'/></interface>
         <interface type='vlan' name='v'><vlan tag='0'><interface name='eth0'/></vlan></interface>
         <interface type='bond' name='bond0'><bond mode='x'><miimon/><interface name='a/b'/><interface name='eth1'/></bond></interface>
       </interfaces>`,
    );
    expect(definitions).toEqual([
      define(ethernet('eth0', { ipv4: { addresses: [{ address: '192.0.2.5', prefix: 24 }], routes: [] } })),
      define(vlan('v', 'eth0', 0)),
      define(bond('bond0'), ['eth1']),
    ]);
  });

  test('a name that is none leaves no definition, but all its findings', () => {
    const text = "<interface type='ethernet' name='a/b'><mtu size='x'/><start mode='y'/></interface>";
    expect(parse(text).definitions).toEqual([]);
    expect(findingsOf(text)).toEqual(['device-name', 'number-syntax', 'invalid-choice']);
  });

  test('findings come in the order of the text', () => {
    const text = nic(
      "<protocol family='ipv4'><ip address='x' prefix='24'/></protocol><mtu size='x'/><start mode='x'/>x",
    );
    const columns = parse(text).findings.map(({ at }) => at?.column ?? 0);
    expect(columns).toHaveLength(4);
    expect(columns).toEqual([...columns].sort((a, b) => a - b));
  });

  const modes = [
    '',
    'balance-rr',
    'active-backup',
    'balance-xor',
    'broadcast',
    '802.3ad',
    'balance-tlb',
    'balance-alb',
  ];

  test.each([
    ['xmit_hash_policy', ['balance-xor', '802.3ad', 'balance-tlb'], 'layer2'],
    ['lacp_rate', ['802.3ad'], 'slow'],
    ['ad_select', modes, 'stable'],
    ['min_links', modes, '1'],
    ['fail_over_mac', modes, 'none'],
    ['primary_reselect', modes, 'always'],
    ['packets_per_slave', ['balance-rr', ''], '1'],
    ['primary', ['active-backup', 'balance-tlb', 'balance-alb'], 'yes'],
    ['arpmon', ['balance-rr', 'active-backup', 'balance-xor', 'broadcast', ''], ''],
  ])('%s is for the modes that the kernel takes it in', (option, expected, value) => {
    const allowed = modes.filter((mode) => {
      const attributes = mode && `mode='${mode}'`;
      const own = option === 'primary' || option === 'arpmon' ? '' : `${option}='${value}'`;
      const primary = option === 'primary' ? "primary='yes'" : '';
      const monitor = option === 'arpmon' ? "<arpmon interval='1' target='192.0.2.1'/>" : '';
      const codes = findingsOf(
        `<interface type='bond' name='bond0'><bond ${attributes} ${own}>${monitor}<interface name='eth0' ${primary}/></bond></interface>`,
      );
      expect(codes.filter((code) => code !== 'bond-option-mode')).toEqual([]);
      return codes.length === 0;
    });
    expect(allowed.sort()).toEqual([...expected].sort());
  });
});

describe('places', () => {
  const texts = [
    `<interface type='bridge' name='br0'>
  <mtu size='1500'/>
  <protocol family='ipv4'>
    <ip address='192.0.2.5' prefix='24'/>
    <ip address='192.0.2.6' prefix='24'/>
    <route gateway='192.0.2.1'/>
  </protocol>
  <dns>
    <server address='192.0.2.53'/>
    <search domain='example.net'/>
  </dns>
  <mac address='02:00:00:00:00:01'/>
  <bridge delay='0'>
    <interface name='eth1'/>
    <interface type='ethernet' name='eth0'/>
  </bridge>
</interface>
`,
    `<interface type='bond' name='bond0'>
  <bond>
    <miimon freq='100'/>
    <interface name='eth2'/>
  </bond>
</interface>
`,
    `<interfaces>
  <interface type='vlan' name='v'>
    <vlan tag='7'>
      <interface name='bond0'/>
    </vlan>
    <ip address='2001:db8::5/64' gateway='2001:db8::1'/>
  </interface>
  <interface type='ethernet' name='eth0'/>
</interfaces>
`,
  ];
  const { sources } = parse(...texts);
  const at = (name: string, slot = ''): string => {
    const place = sources.get(sourceKey(name, slot));
    return `${place?.file}:${place?.line}:${place?.column}`;
  };

  test.each([
    ['br0', '', '0.xml:1:1'],
    ['br0', 'mtu', '0.xml:2:14'],
    ['br0', 'ipv4', '0.xml:3:3'],
    ['br0', 'ipv4.address.0', '0.xml:4:18'],
    ['br0', 'ipv4.address.1', '0.xml:5:18'],
    ['br0', 'ipv4.route.0', '0.xml:6:21'],
    ['br0', 'dns', '0.xml:8:3'],
    ['br0', 'dns.server.0', '0.xml:9:22'],
    ['br0', 'dns.search.0', '0.xml:10:21'],
    ['br0', 'mac', '0.xml:12:17'],
    ['br0', 'bridge', '0.xml:13:3'],
    ['br0', 'delay', '0.xml:13:18'],
    ['br0', 'member.eth1', '0.xml:14:5'],
    ['br0', 'member.eth0', '0.xml:15:5'],
    ['eth1', '', '0.xml:14:5'],
    ['bond0', 'bond', '1.xml:2:3'],
    ['bond0', 'monitor', '1.xml:3:5'],
    ['v', 'tag', '2.xml:3:16'],
    ['v', 'parent', '2.xml:4:24'],
    ['v', 'ipv6', '2.xml:6:5'],
    ['v', 'ipv6.address.0', '2.xml:6:18'],
    ['v', 'ipv6.route.0', '2.xml:6:43'],
    // The element of its own counts more than the bare member.
    ['eth0', '', '2.xml:8:3'],
  ])('%s %s', (name, slot, place) => {
    expect(at(name, slot)).toBe(place);
  });

  test('are in document order', () => {
    const order = [...sources.values()].map(({ file, line, column }) => [file, line, column] as const);
    const sorted = [...order].sort((a, b) => a[0].localeCompare(b[0]) || a[1] - b[1] || a[2] - b[2]);
    expect(order).toEqual(sorted);
    expect(sources.size).toBe(order.length);
  });

  test('of a thing said twice is the last', () => {
    const twice = parse(nic("<mtu size='1500'/>"), nic("<mtu size='1500'/>")).sources;
    expect(twice.get(sourceKey('eth0'))?.file).toBe('1.xml');
    expect(twice.get(sourceKey('eth0', 'mtu'))?.file).toBe('1.xml');
  });
});
