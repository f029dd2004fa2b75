import { describe, expect, test } from 'vitest';
import { networkd } from '../backends/networkd/index.ts';
import { deviceNameFault } from '../src/model/values.ts';
import { UnsafeValueError } from '../src/native/guard.ts';
import { parseUnitFile } from '../src/native/unit-file.ts';
import { fixtureCases } from './support/fixture-cases.ts';
import { bridge, ethernet } from './support/hosts.ts';
import { codesOf, nic, readFiles, section, written } from './support/networkd-files.ts';

const BRIDGE = `
  <interface type='bridge' name='br0'>
    <protocol family='ipv4'><ip address='192.0.2.1' prefix='24'/></protocol>
    <bridge stp='on' delay='4'><interface type='ethernet' name='eth0'/></bridge>
  </interface>`;
const BOND = `
  <interface type='bond' name='bond0'>
    <protocol family='ipv4'><dhcp/></protocol>
    <bond mode='active-backup' primary_reselect='failure'>
      <miimon freq='100' downdelay='200' updelay='300'/>
      <interface type='ethernet' name='eth1'/>
      <interface type='ethernet' name='eth0'/>
    </bond>
  </interface>`;
const STACK = `
  <interface type='bridge' name='br0'>
    <mtu size='9000'/>
    <protocol family='ipv4'><ip address='192.0.2.1' prefix='24'/></protocol>
    <bridge stp='off' delay='0'>
      <interface type='vlan' name='bond0.100'><vlan tag='100'><interface name='bond0'/></vlan></interface>
    </bridge>
  </interface>`;

/** All lines of all files of all fixtures that are neither comment nor empty, with their section. */
const allLines = fixtureCases.flatMap(({ documents }) =>
  Object.entries(written(...documents.map(({ text }) => text)).root).flatMap(([path, text]) =>
    parseUnitFile(text).sections.flatMap(({ name, entries }) =>
      entries.map(({ key, value }) => ({
        kind: path.replace(/^.*\./, ''),
        setting: `${name}.${key}`,
        value,
      })),
    ),
  ),
);

describe('traps of networkd', () => {
  test('1: a bad value is only warned about: nothing that could be one is written', () => {
    expect(allLines.length).toBeGreaterThan(500);
    for (const { setting, value } of allLines) {
      expect(value, setting).not.toBe('');
      expect(value, setting).not.toMatch(/[#;%\\"']/);
    }
  });

  describe('2: the first file that matches wins wholly, whatever its folder', () => {
    const ours = written(nic('eth0')).root;
    const eth0 = { name: 'eth0', type: 'ethernet' } as const;
    const claims = (path: string, text: string) => readFiles({ ...ours, [path]: text }).claims;

    test('a foreign file of the same name is a claim by name, whichever of the two wins', () => {
      const [netplan] = claims('/run/systemd/network/10-netplan-eth0.network', '[Match]\nName=eth0\n');
      expect(netplan).toMatchObject({ by: 'name', line: 2, names: 'Name=eth0' });
      expect(netplan?.covers(eth0)).toBe(true);
      expect(netplan?.wins('eth0')).toBe(false);
      const [early] = claims('/etc/systemd/network/05-lan.network', '[Match]\nName=eth1 eth0\n');
      expect(early?.covers(eth0)).toBe(true);
      expect(early?.wins('eth0')).toBe(true);
    });

    test('names and patterns in one list are two claims', () => {
      const [byName, byPattern] = claims('/etc/systemd/network/80-x.network', '[Match]\nName=eth0 en*\n');
      expect([byName?.by, byName?.covers(eth0), byName?.covers({ ...eth0, name: 'en1' })]).toEqual([
        'name',
        true,
        false,
      ]);
      expect([byPattern?.by, byPattern?.covers(eth0), byPattern?.covers({ ...eth0, name: 'en1' })]).toEqual([
        'pattern',
        false,
        true,
      ]);
    });

    test.each([
      ['Name=en* eth?', true],
      ['Name=!eth0', false],
      ['Name=!lo', true],
      ['Name=eth[0-3]', true],
      ['Name=eth[!0]', false],
      ['Type=ether', true],
      ['Type=!ether', false],
      ['Type=wlan', false],
      ['Kind=veth', false],
      ['Kind=!*', true],
      ['MACAddress=52:54:00:00:00:99', false],
      ['Driver=virtio_net', true],
      ['Name=wl*\nType=ether', false],
      ['SSID=home', false],
      ['Name=eth*\nName=\nName=lan*', false],
    ])('[Match] %s', (match, covers) => {
      const [claim] = claims('/etc/systemd/network/05-x.network', `[Match]\n${match}\n`);
      expect(claim?.by).toBe('pattern');
      expect(claim?.covers(eth0)).toBe(covers);
      expect(claim?.wins('eth0')).toBe(true);
    });

    test('a MAC in [Match] holds for the NIC with that permanent address', () => {
      const [claim] = claims('/etc/systemd/network/05-x.network', '[Match]\nMACAddress=52-54-00-00-00-0A\n');
      expect(claim?.covers({ ...eth0, permanentMac: '52:54:00:00:00:0a' })).toBe(true);
      expect(claim?.covers(eth0)).toBe(false);
    });

    test('a file of the same name further up hides one further down; an empty one hides it for nothing', () => {
      const vendor = { '/usr/lib/systemd/network/05-x.network': '[Match]\nName=eth0\n' };
      expect(readFiles({ ...ours, ...vendor }).claims).toHaveLength(1);
      const hidden = { ...ours, ...vendor, '/etc/systemd/network/05-x.network': '' };
      expect(readFiles(hidden).claims).toEqual([]);
      const masked = readFiles({ ...ours, ...vendor }, { '/etc/systemd/network/05-x.network': '/dev/null' });
      expect(masked.claims).toEqual([]);
    });

    test('an empty [Match] matches nothing', () => {
      expect(claims('/etc/systemd/network/05-x.network', '[Match]\n\n[Network]\nDHCP=yes\n')).toEqual([]);
    });

    test('what the system ships and what stands back behind ours is no claim', () => {
      const [claim] = claims('/usr/lib/systemd/network/80-ethernet.network', '[Match]\nName=eth*\n');
      expect(claim?.covers(eth0)).toBe(false);
      const [link] = claims('/usr/lib/systemd/network/99-default.link', '[Match]\nOriginalName=*\n');
      expect(link?.covers({ name: 'br0', type: 'bridge' })).toBe(false);
    });

    test('a drop-in changes our file without touching it', () => {
      const [claim] = claims(
        '/run/systemd/network/10-ifscribe-eth0.network.d/x.conf',
        '[Network]\nDHCP=yes\n',
      );
      expect(claim?.covers(eth0)).toBe(true);
      expect(claim?.covers({ ...eth0, name: 'eth1' })).toBe(false);
      expect(claim?.wins('eth0')).toBe(true);
    });

    test('a second .netdev of the same device is a claim by name', () => {
      const [claim] = claims('/etc/systemd/network/br0.netdev', '[NetDev]\nName=br0\nKind=bridge\n');
      expect(claim).toMatchObject({ by: 'name', line: 2 });
      expect(claim?.covers({ name: 'br0', type: 'bridge' })).toBe(true);
    });

    test('a .link is in the way of ours only, and not where it gives the very name', () => {
      const path = '/etc/systemd/network/05-x.link';
      const [link] = claims(path, '[Match]\nMACAddress=52:54:00:00:00:01\n[Link]\nName=lan0\n');
      const found = { type: 'ethernet', permanentMac: '52:54:00:00:00:01' } as const;
      expect(link?.covers({ ...found, name: 'dmz0' })).toBe(true);
      expect(link?.covers({ ...found, name: 'eth0' })).toBe(false);
      expect(link?.covers({ ...found, name: 'lan0' })).toBe(false);
      expect(link?.covers({ type: 'ethernet', name: 'eth0' })).toBe(false);
    });
  });

  test('3: an address said twice never reaches a file', () => {
    const twice = "<ip address='192.0.2.10' prefix='24'/><ip address='192.0.2.10' prefix='24'/>";
    const { findings, root } = written(nic('eth0', twice));
    expect(codesOf(findings)).toContain('address-twice');
    expect(root).toEqual({});
  });

  describe('4: without carrier nothing is configured, and the boot waits', () => {
    const online = (text: string | undefined) => section(text, 'Link').at(-1);

    test('a bridge without members gets its addresses all the same and is not waited for', () => {
      const { files } = written(
        "<interface type='bridge' name='br0'><protocol family='ipv4'><ip address='192.0.2.1' prefix='24'/></protocol><bridge/></interface>",
      );
      expect(section(files['br0.network'], 'Network')).toContain('ConfigureWithoutCarrier=yes');
      expect(online(files['br0.network'])).toBe('RequiredForOnline=no');
    });

    test('so does a vlan on one', () => {
      const { files } = written(
        "<interface type='bridge' name='br0'><bridge/></interface>",
        "<interface type='vlan' name='v5'><protocol family='ipv4'><ip address='192.0.2.1' prefix='24'/></protocol><vlan tag='5'><interface name='br0'/></vlan></interface>",
      );
      expect(section(files['v5.network'], 'Network')).toContain('ConfigureWithoutCarrier=yes');
      expect(online(files['v5.network'])).toBe('RequiredForOnline=no');
    });

    test('so does what an ARP monitor needs for its questions, but is waited for', () => {
      const bond = (monitor: string) =>
        `<interface type='bond' name='bond0'><bond mode='active-backup'>${monitor}<interface type='ethernet' name='eth0'/></bond></interface>`;
      const vlan =
        "<interface type='vlan' name='v5'><protocol family='ipv4'><ip address='192.0.2.1' prefix='24'/></protocol><vlan tag='5'><interface name='bond0'/></vlan></interface>";
      const network = (monitor: string) => written(bond(monitor), vlan).files['v5.network'];
      const asking = network("<arpmon interval='500' target='192.0.2.9' validate='all'/>");
      expect(section(asking, 'Network')).toContain('ConfigureWithoutCarrier=yes');
      expect(online(asking)).toBe('RequiredForOnline=yes');
      const looking = network("<miimon freq='100'/>");
      expect(section(looking, 'Network')).not.toContain('ConfigureWithoutCarrier=yes');
    });

    test('a bridge with a NIC waits for its carrier, and its NIC for nothing', () => {
      const { files } = written(BRIDGE);
      expect(section(files['br0.network'], 'Network')).not.toContain('ConfigureWithoutCarrier=yes');
      expect(online(files['br0.network'])).toBe('RequiredForOnline=yes');
      expect(online(files['eth0.network'])).toBe('RequiredForOnline=no');
    });

    test.each([
      ['no addresses', "<interface type='ethernet' name='eth0'/>"],
      [
        'link-local addresses only',
        "<interface type='ethernet' name='eth0'><protocol family='ipv6'/></interface>",
      ],
      ['hotplug', nic('eth0').replace('<protocol', "<start mode='hotplug'/><protocol")],
      ['start none', nic('eth0').replace('<protocol', "<start mode='none'/><protocol")],
    ])('%s: not waited for', (_what, document) => {
      expect(online(written(document).files['eth0.network'])).toBe('RequiredForOnline=no');
    });

    test('a bridge whose NICs are all plugged in later is not waited for', () => {
      const { files } = written(
        BRIDGE,
        "<interface type='ethernet' name='eth0'><start mode='hotplug'/></interface>",
      );
      expect(online(files['br0.network'])).toBe('RequiredForOnline=no');
    });

    test('a bond that only carries vlans is not waited for, the vlan is', () => {
      const { files } = written(
        BOND.replace('<dhcp/>', ''),
        "<interface type='vlan'><protocol family='ipv4'><dhcp/></protocol><vlan tag='7'><interface name='bond0'/></vlan></interface>",
      );
      expect(online(files['bond0.network'])).toBe('RequiredForOnline=no');
      expect(online(files['bond0.7.network'])).toBe('RequiredForOnline=yes');
    });
  });

  describe('5: networkd and udev make MAC addresses up', () => {
    test("a bond or bridge without one of its own takes a port's", () => {
      for (const name of ['br0', 'bond0']) {
        const { files } = written(BRIDGE, BOND.replaceAll('eth0', 'eth2'));
        expect(section(files[`${name}.netdev`], 'NetDev')).toContain('MACAddress=none');
        expect(section(files[`${name}.link`], 'Match')).toEqual([`OriginalName=${name}`]);
        expect(section(files[`${name}.link`], 'Link')).toContain('MACAddressPolicy=none');
      }
    });

    test('a bridge without ports keeps the address that networkd makes up: there is none to take', () => {
      const { files } = written(BRIDGE.replace(/<interface type='ethernet'.*?\/>/, ''));
      expect(section(files['br0.netdev'], 'NetDev').join()).not.toContain('MACAddress');
      expect(files['br0.link']).toBeUndefined();
    });

    test('a bond has that of its first member whose is known: else it is that of whichever joins first', () => {
      const known = (mac: string) => `><mac address='${mac}'/></interface>`;
      const document = BOND.replace("'eth1'/>", `'eth1'${known('52:54:00:00:00:0b')}`).replace(
        "'eth0'/>",
        `'eth0'${known('52:54:00:00:00:0a')}`,
      );
      const { files, root } = written(document);
      expect(section(files['bond0.netdev'], 'NetDev')).toContain('MACAddress=52:54:00:00:00:0b');
      expect(readFiles(root).host.interfaces.find(({ name }) => name === 'bond0')).not.toHaveProperty(
        'assignMac',
      );
      const second = written(BOND.replace("'eth0'/>", `'eth0'${known('52:54:00:00:00:0a')}`));
      expect(section(second.files['bond0.netdev'], 'NetDev')).toContain('MACAddress=52:54:00:00:00:0a');
      const assigned = written(document.replace('<bond ', "<mac address='52:54:00:00:00:0b'/><bond "));
      expect(readFiles(assigned.root).host.interfaces.find(({ name }) => name === 'bond0')).toMatchObject({
        assignMac: '52:54:00:00:00:0b',
      });
    });

    test('one that is set is set where the device is made', () => {
      const { files } = written(BRIDGE.replace('<bridge ', "<mac address='02:00:00:00:00:01'/><bridge "));
      expect(section(files['br0.netdev'], 'NetDev')).toContain('MACAddress=02:00:00:00:00:01');
      expect(files['br0.link']).toBeUndefined();
    });

    test('a NIC found by its MAC is found by the permanent one, which no vlan or bridge on it has', () => {
      const { files } = written(
        "<interface type='ethernet' name='eth0'><mac address='52:54:00:AB:CD:EF' assign='02:00:00:00:00:02'/></interface>",
      );
      expect(section(files['eth0.network'], 'Match')).toEqual(['PermanentMACAddress=52:54:00:ab:cd:ef']);
      expect(section(files['eth0.network'], 'Link')).toContain('MACAddress=02:00:00:00:00:02');
    });
  });

  test.each(['eth0', 'enp3s0', 'usb1', 'wlan0'])(
    '5: a NIC found by its MAC is not renamed to %s, a name that another NIC may hold',
    (name) => {
      const { files, root } = written(
        `<interface type='ethernet' name='${name}'><mac address='52:54:00:ab:cd:ef'/></interface>`,
      );
      expect(Object.keys(files)).toEqual([`${name}.network`]);
      expect(readFiles(root).host.interfaces[0]?.name).toBe(name);
    },
  );

  test('6: a .link replaces 99-default.link wholly, so it says what is needed of that', () => {
    const { files } = written(
      "<interface type='ethernet' name='lan0'><mac address='52:54:00:ab:cd:ef'/></interface>",
      BRIDGE,
    );
    expect(section(files['lan0.link'], 'Link')).toEqual([
      'Name=lan0',
      'AlternativeNamesPolicy=database onboard slot path',
      'MACAddressPolicy=persistent',
    ]);
    expect(section(files['br0.link'], 'Link')).toEqual(['NamePolicy=keep', 'MACAddressPolicy=none']);
    expect(files['eth0.link']).toBeUndefined();
  });

  describe('7: bare numbers are seconds, and modes have names', () => {
    test('milliseconds of a bond carry their unit', () => {
      expect(section(written(BOND).files['bond0.netdev'], 'Bond')).toEqual([
        'Mode=active-backup',
        'PrimaryReselectPolicy=failure',
        'MIIMonitorSec=100ms',
        'UpDelaySec=300ms',
        'DownDelaySec=200ms',
      ]);
      for (const { setting, value } of allLines)
        if (/^Bond\..*Sec$/.test(setting)) expect(value, setting).toMatch(/^[0-9]+ms$/);
    });

    test("a bridge's are seconds, a delay of 0 too", () => {
      const delay = (text: string) =>
        section(written(BRIDGE.replace("delay='4'", `delay='${text}'`)).files['br0.netdev'], 'Bridge');
      expect(delay('4')).toContain('ForwardDelaySec=4');
      expect(delay('2.75')).toContain('ForwardDelaySec=2.75');
      expect(section(written(STACK, BOND).files['br0.netdev'], 'Bridge')).toContain('ForwardDelaySec=0');
    });

    test.each(['100ms', '0.1', '0.1s', '100000us', ' 50ms 50ms '])('%s reads as 100 ms', (text) => {
      const { root } = written(BOND);
      const path = '/etc/systemd/network/10-ifscribe-bond0.netdev';
      const changed = {
        ...root,
        [path]: root[path]?.replace('MIIMonitorSec=100ms', `MIIMonitorSec=${text}`) ?? '',
      };
      const { host } = readFiles(changed);
      expect(host.interfaces.find(({ name }) => name === 'bond0')).toMatchObject({
        bond: { monitor: { freqMs: 100 } },
      });
    });
  });

  describe('8: comments, continued lines and names', () => {
    test('a description cannot be more than a comment', () => {
      const hostile = 'a \\\n[Match]\nName=*\n%H ; b';
      const host = { interfaces: [ethernet('eth0', { description: hostile })] };
      const [file] = networkd.render(host);
      expect(file?.parts[0]?.body).not.toContain('Name=*');
      const { root } = written(nic('eth0'));
      expect(Object.keys(root)).toHaveLength(1);
    });

    test.each(['', 'a:b', 'a/b', '..', 'b%d', '12', 'all', 'default', 'sixteen-letters-', 'a*', 'a b', 'ä'])(
      'the name "%s" is refused',
      (name) => {
        expect(deviceNameFault(name)).toBeDefined();
        expect(() => networkd.render({ interfaces: [ethernet(name)] })).toThrow(UnsafeValueError);
      },
    );

    test('a line that ends in a backslash goes on, when reading', () => {
      const { root } = written(nic('eth0'));
      const path = '/etc/systemd/network/10-ifscribe-eth0.network';
      const text = root[path]?.replace('Address=192.0.2.10/24', 'Address=\\\n  192.0.2.11/24') ?? '';
      expect(readFiles({ [path]: text }).host.interfaces[0]?.ipv4?.addresses).toEqual([
        { address: '192.0.2.11', prefix: 24 },
      ]);
    });
  });

  test('9: every key that is written exists in systemd 252 and is not deprecated in 257', () => {
    const used = [...new Set(allLines.map(({ kind, setting }) => `${kind} ${setting}`))];
    expect(used.filter((setting) => !KEYS_OF_252.has(setting))).toEqual([]);
  });

  test('10: a file that matches a port and names no controller would take it out: every port names its own', () => {
    const { files } = written(STACK, BOND);
    expect(section(files['eth0.network'], 'Network')).toContain('Bond=bond0');
    expect(section(files['eth1.network'], 'Network')).toContain('Bond=bond0');
    expect(section(files['bond0.100.network'], 'Network')).toContain('Bridge=br0');
    for (const { setting } of allLines) expect(setting).not.toBe('Network.KeepMaster');
  });
});

/** From the gperf tables of systemd 252 (networkd and udev), which 257 still has without a warning. */
const KEYS_OF_252: ReadonlySet<string> = new Set([
  ...['Match.OriginalName', 'Match.PermanentMACAddress', 'Link.Name', 'Link.NamePolicy'].map(
    (k) => `link ${k}`,
  ),
  ...['Link.AlternativeNamesPolicy', 'Link.MACAddressPolicy'].map((k) => `link ${k}`),
  ...['NetDev.Name', 'NetDev.Kind', 'NetDev.MACAddress', 'Peer.Name', 'Peer.MACAddress'].map(
    (k) => `netdev ${k}`,
  ),
  ...[
    'Mode',
    'TransmitHashPolicy',
    'LACPTransmitRate',
    'AdSelect',
    'FailOverMACPolicy',
    'PrimaryReselectPolicy',
  ].map((k) => `netdev Bond.${k}`),
  ...['PacketsPerSlave', 'MinLinks', 'MIIMonitorSec', 'UpDelaySec', 'DownDelaySec', 'ARPIntervalSec'].map(
    (k) => `netdev Bond.${k}`,
  ),
  ...['ARPIPTargets', 'ARPValidate'].map((k) => `netdev Bond.${k}`),
  ...[
    'STP',
    'ForwardDelaySec',
    'Priority',
    'HelloTimeSec',
    'MaxAgeSec',
    'AgeingTimeSec',
    'VLANFiltering',
    'MulticastSnooping',
  ].map((k) => `netdev Bridge.${k}`),
  ...['Id', 'GVRP', 'MVRP', 'LooseBinding', 'ReorderHeader'].map((k) => `netdev VLAN.${k}`),
  ...[
    'Match.Name',
    'Match.PermanentMACAddress',
    'Link.MACAddress',
    'Link.MTUBytes',
    'Link.ActivationPolicy',
  ].map((k) => `network ${k}`),
  ...['Link.RequiredForOnline', 'Bridge.Cost', 'Bridge.Priority'].map((k) => `network ${k}`),
  ...['Bond', 'PrimarySlave', 'Bridge', 'VLAN', 'ConfigureWithoutCarrier', 'LinkLocalAddressing'].map(
    (k) => `network Network.${k}`,
  ),
  ...['IPv6LinkLocalAddressGenerationMode', 'IPv6AcceptRA', 'DHCP', 'Address', 'DNS', 'Domains'].map(
    (k) => `network Network.${k}`,
  ),
  ...['Destination', 'Gateway', 'Metric', 'GatewayOnLink'].map((k) => `network Route.${k}`),
  ...['DHCPv4.UseDNS', 'DHCPv4.UseDomains', 'DHCPv6.UseDNS', 'DHCPv6.UseDomains', 'DHCPv6.WithoutRA'].map(
    (k) => `network ${k}`,
  ),
  ...['UseAutonomousPrefix', 'UseDNS', 'UseDomains', 'DHCPv6Client', 'RouteMetric'].map(
    (k) => `network IPv6AcceptRA.${k}`,
  ),
]);

describe('traps of the kernel', () => {
  test.each([
    ['no default route', [`<route address='2001:db8:b::' prefix='48' gateway='2001:db8:a::1'/>`], undefined],
    ['the usual metric', [`<route gateway='2001:db8:a::1'/>`], '1025'],
    ['metric 0, the usual one', [`<route gateway='2001:db8:a::1' metric='0'/>`], '1025'],
    [
      'several',
      [`<route gateway='2001:db8:a::1' metric='300'/>`, `<route gateway='2001:db8:a::2' metric='3000'/>`],
      '3001',
    ],
    ['the last metric', [`<route gateway='2001:db8:a::1' metric='4294967295'/>`], '4294967294'],
  ])('default routes of one metric become one: advertised ones stand behind (%s)', (_, routes, metric) => {
    const { files } = written(`
      <interface type='ethernet' name='eth0'>
        <protocol family='ipv6'><autoconf/><ip address='2001:db8:a::10' prefix='64'/>${routes.join('')}</protocol>
      </interface>`);
    const advertised = section(files['eth0.network'], 'IPv6AcceptRA');
    expect(advertised.find((line) => line.startsWith('RouteMetric='))).toBe(
      metric && `RouteMetric=${metric}`,
    );
  });

  test.each([
    ['active-backup', 'yes'],
    ['balance-tlb', 'yes'],
    ['balance-alb', 'yes'],
    ['balance-rr', undefined],
    ['balance-xor', undefined],
    ['broadcast', undefined],
    ['802.3ad', undefined],
  ])('primary: %s: its first member, in the modes that have one', (mode, primary) => {
    const text = BOND.replace("mode='active-backup'", `mode='${mode}'`);
    const { files } = written(text);
    const network = (name: string) => section(files[`${name}.network`], 'Network');
    expect(network('eth1').includes('PrimarySlave=yes')).toBe(primary === 'yes');
    expect(network('eth0').join()).not.toContain('PrimarySlave');
  });

  test('a bond that takes the MAC address of any of its members is warned of, until a <mac> settles it', () => {
    const warned = 'limited-bond-mac-unsaid';
    expect(codesOf(written(BOND).findings)).toContain(warned);
    const ofBond = BOND.replace(/(<interface type='bond'[^>]*>)/, "$1<mac address='02:00:00:00:00:01'/>");
    expect(codesOf(written(ofBond).findings)).not.toContain(warned);
    const ofMember = BOND.replace(
      "<interface type='ethernet' name='eth0'/>",
      "<interface type='ethernet' name='eth0'><mac address='02:00:00:00:00:02'/></interface>",
    );
    expect(codesOf(written(ofMember).findings)).not.toContain(warned);
    const each = BOND.replace('<bond ', "<bond fail_over_mac='active' ");
    expect(codesOf(written(each).findings)).not.toContain(warned);
  });

  test('use_carrier=0 has no key here and no future there: refused', () => {
    const { findings, root } = written(BOND.replace("updelay='300'", "updelay='300' carrier='ioctl'"));
    expect(codesOf(findings)).toContain('unsupported-bond-carrier-ioctl');
    expect(root).toEqual({});
    const netif = written(BOND.replace("updelay='300'", "updelay='300' carrier='netif'"));
    expect(codesOf(netif.findings)).not.toContain('limited-bond-carrier-netif');
    expect(readFiles(netif.root).host.interfaces.find(({ name }) => name === 'bond0')).toMatchObject({
      bond: { monitor: { carrier: 'netif' } },
    });
  });

  test.each(['1', '31', '1.999'])(
    "a forward delay of %s s with spanning tree on is out of the kernel's range",
    (delay) => {
      const { findings, root } = written(BRIDGE.replace("delay='4'", `delay='${delay}'`));
      expect(findings.some(({ severity }) => severity === 'error')).toBe(true);
      expect(root).toEqual({});
    },
  );

  test.each(['0.001', '0.005', '2.001', '2.0001'])(
    'a forward delay of %s s is finer than the kernel counts',
    (delay) => {
      const document = BRIDGE.replace("stp='on' delay='4'", `stp='off' delay='${delay}'`);
      expect(codesOf(written(document).findings)).toContain('unsupported-bridge-delay-fine');
    },
  );

  test('names: 15 bytes are taken, 16 are not', () => {
    expect(Object.keys(written(nic('fifteen-letters')).files)).toEqual(['fifteen-letters.network']);
    expect(written(nic('sixteen-letters-')).root).toEqual({});
  });

  test('a vlan has a tag from 1 to 4094', () => {
    const vlan = (tag: string) =>
      `<interface type='vlan' name='v'><vlan tag='${tag}'><interface name='eth0'/></vlan></interface>`;
    for (const tag of ['0', '4095', '4096']) expect(written(vlan(tag)).root).toEqual({});
    expect(section(written(vlan('4094')).files['v.netdev'], 'VLAN')).toEqual(['Id=4094']);
  });

  test.each(['01:00:5e:00:00:01', '00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff'])(
    'the MAC %s is refused',
    (mac) => {
      expect(
        written(`<interface type='ethernet' name='eth0'><mac address='${mac}'/></interface>`).root,
      ).toEqual({});
      expect(() => networkd.render({ interfaces: [bridge('br0', { assignMac: mac })] })).toThrow(
        UnsafeValueError,
      );
    },
  );

  test('a MAC is kept in lower case', () => {
    const { files } = written(BRIDGE.replace('<bridge ', "<mac address='02:00:00:AB:CD:EF'/><bridge "));
    expect(section(files['br0.netdev'], 'NetDev')).toContain('MACAddress=02:00:00:ab:cd:ef');
  });
});
