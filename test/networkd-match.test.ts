import { describe, expect, test } from 'vitest';
import { networkd } from '../backends/networkd/index.ts';
import { memoryRoot } from './support/memory-root.ts';
import { NICS, nameLists } from './support/networkd-names.ts';

const ETC = '/etc/systemd/network';
const MAC = '02:00:00:00:00:01';
const OTHER = '02:00:00:00:00:02';

type Files = Readonly<Record<string, string>>;
const rooted = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${ETC}/${name}`, text]));

const dhcp = (...match: readonly string[]): string =>
  `[Match]\n${match.join('\n')}\n[Network]\nDHCP=ipv4\nIPv6AcceptRA=no\n`;

/** What comes of files below /etc/systemd/network, of which one is looked at: `looked`, its lines in [Match]. */
function read(files: Files, looked = Object.keys(files)[0] as string) {
  const { host, accounts, findings } = networkd.survey(memoryRoot(rooted(files)));
  const lines = accounts.filter(({ path, text }) => path === `${ETC}/${looked}` && !text.startsWith('['));
  const inMatch = (files[looked] ?? '').split(/^\[(?!Match)/m)[0] ?? '';
  return {
    names: host.interfaces.map(({ name }) => name),
    get: (name: string) => host.interfaces.find((iface) => iface.name === name),
    codes: findings.map(({ code }) => code),
    messages: findings.map(({ message }) => message),
    /** Why the lines of a device are none of the document. */
    outside: (name: string) => accounts.find((account) => account.interface === name)?.why,
    // A file of several interfaces has accounts for each.
    lines: [
      ...new Set(
        lines
          .filter(({ text }) => inMatch.includes(`${text.split('=')[0]}=`))
          .map(({ state, text, why }) => `${state} ${text}${why === undefined ? '' : `: ${why}`}`),
      ),
    ],
  };
}

describe('names', () => {
  test.each(nameLists)('%j is for %s %s %s', (match, ...holds) => {
    const { get } = read({
      'a.network': `${dhcp(match)}[Link]\nMTUBytes=1400\n`,
      'b.network': dhcp(`Name=${NICS.join(' ')}`),
    });
    expect(NICS.filter((nic) => get(nic)?.mtuBytes === 1400)).toEqual(holds);
  });

  test.each([
    ['*0', 'e*'],
    ['e*', '*0'],
    ['*', 'eth*'],
    ['eth*', '*'],
    ['e* x*', '*0 e*'],
  ])('of patterns the first that holds, whatever it begins with: %s before %s', (first, second) => {
    const { get } = read({
      '1.network': `${dhcp(`Name=${first}`)}[Link]\nMTUBytes=1400\n`,
      '2.network': dhcp(`Name=${second}`),
      '3.network': dhcp('Name=eth0'),
    });
    expect(get('eth0')?.mtuBytes).toBe(1400);
  });

  test('a file is not before itself, whatever only the machine can tell of it', () => {
    const { get, messages } = read({ '1.network': dhcp('Name=eth0 en*', 'Driver=e1000') });
    expect(get('eth0')).toBeDefined();
    expect(messages).toEqual([expect.stringContaining('counts only where Driver=e1000')]);
  });

  const ALIAS = 'an-alternative-name';
  test.each([
    // What is no name networkd passes over; another name of a NIC is none by which the document finds it.
    [
      `Name=eth0 a/b ${ALIAS}`,
      [
        'understood Name=eth0',
        'unread Name=a/b: networkd ignores it: it is no name of an interface',
        `kept Name=${ALIAS}: ${ALIAS} is no name of a device in the document`,
      ],
    ],
    [
      'Name=eth0 !eth1 a:b',
      ['understood Name=eth0 !eth1', 'unread Name=a:b: networkd ignores it: it is no name of an interface'],
    ],
    [
      'Name=!wl* 12',
      ['understood Name=wl*', 'unread Name=12: networkd ignores it: it is no name of an interface'],
    ],
    [
      'Name=eth0 eth1\nName=!eth1',
      [
        'understood Name=eth0',
        'unread Name=eth1: another Name= of the file takes it out',
        'understood Name=!eth1',
      ],
    ],
    [
      'Name=eth9\nName=eth*\nName=\nName=eth0',
      [
        'unread Name=eth9: line 4 takes it back',
        'unread Name=eth*: line 4 takes it back',
        'understood Name=',
        'understood Name=eth0',
      ],
    ],
    // A pattern is for NICs of which the document would have to know the names.
    [
      'Name=eth0 en*',
      [
        'understood Name=eth0',
        'kept Name=en*: it matches NICs by a pattern or a MAC address, and no file says their names; name them in Name= to have them in the document',
      ],
    ],
  ])('%j, line by line', (match, lines) => {
    const { get, lines: found } = read({ 'a.network': dhcp(match), 'z.network': dhcp('Name=eth0') });
    expect(get('eth0')).toBeDefined();
    expect(found).toEqual(lines);
  });

  test('what networkd does not know is ignored, and the rest counts', () => {
    const { lines, codes } = read({ 'a.network': dhcp('Name=eth0', 'Foo=bar', 'OriginalName=eth1') });
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'understood Name=eth0',
      'unread Foo=bar',
      'unread OriginalName=eth1',
    ]);
    expect(codes).toEqual(['consumer-refuses', 'consumer-refuses']);
  });

  test('a name that another file comes first for, and one for which nothing of the file is', () => {
    const br0 = { 'br0.netdev': '[NetDev]\nName=br0\nKind=bridge\n' };
    const files = {
      '1.network': dhcp('Name=eth1'),
      '2.network': dhcp('Name=eth0 eth1 br0', 'Type=ether'),
      ...br0,
    };
    expect(read(files, '2.network').lines).toEqual([
      'understood Name=eth0',
      `unread Name=eth1: ${ETC}/1.network is used for it`,
      'kept Name=br0: nothing of the file is for br0',
      'understood Type=ether',
    ]);
  });

  test('a pattern is for what other files name', () => {
    const link = `[Match]\nMACAddress=${MAC}\n[Link]\nName=en1\n`;
    expect(read({ 'a.network': dhcp('Name=eth0 en*'), 'a.link': link }).lines).toEqual([
      'understood Name=eth0 en*',
    ]);
  });

  test.each([
    ['Name=eth0', 'unread', `another file matches first: ${ETC}/1.network for eth0`],
    [
      'Name=eth0 eth1',
      'unread',
      `another file matches first: ${ETC}/1.network for eth0, ${ETC}/1.network for eth1`,
    ],
    // Of a file that is for nothing a name is told that no other file has.
    ['Name=eth0 br0\nType=ether', 'kept', 'no interface of the document is br0'],
    [`Name=${ALIAS}`, 'kept', `${ALIAS} is no name of a device in the document`],
    ['Name=eth0\nName=!eth0', 'unread', 'its lines of Name= take out all that they name'],
    ['Name=br0 en*\nType=ether', 'kept', /^it matches NICs by a pattern/],
    ['Name=en*', 'kept', /^it matches NICs by a pattern/],
    ['Name=eth0 en*', 'kept', /^it matches NICs by a pattern/],
    [`MACAddress=${OTHER}`, 'kept', /^it matches NICs by a pattern or a MAC address/],
  ])('%j, of a file that is used for nothing: %s', (match, state, why) => {
    const { lines } = read(
      {
        '1.network': dhcp('Name=eth0 eth1'),
        '2.network': dhcp(match),
        'br0.netdev': '[NetDev]\nName=br0\nKind=bridge\n',
      },
      '2.network',
    );
    const said = match.split('\n').map((line) => `${state} ${line}: `);
    expect(lines.map((line, n) => line.slice(0, said[n]?.length))).toEqual(said);
    const reasons = lines.map((line, n) => line.slice(said[n]?.length));
    for (const reason of reasons)
      if (typeof why === 'string') expect(reason).toBe(why);
      else expect(reason).toMatch(why);
  });

  test('a .link is for what a .network names, and finds it by its MAC address or that name', () => {
    const link = (match: string) => `[Match]\n${match}\n[Link]\nMTUBytes=1400\n`;
    const lines = (match: string) => read({ 'a.link': link(match), 'a.network': dhcp('Name=eth0') }).lines;
    expect(lines('OriginalName=eth0')).toEqual(['understood OriginalName=eth0']);
    expect(lines('OriginalName=eth7')).toEqual(['kept OriginalName=eth7: no .network is there for eth7']);
    expect(lines('OriginalName=eth0 lan0')[1]).toBe(
      'kept OriginalName=lan0: the document finds a NIC by its MAC address, and by no other name',
    );
    // udev knows no alternative names.
    expect(lines(`OriginalName=eth0 ${ALIAS}`)[1]).toMatch(/^unread /);
  });
});

describe('MAC addresses', () => {
  const BY_ONE = 'the document finds a NIC by one MAC address of its own, and a device that is made by none';

  test.each([
    ['one is said by the document', [`MACAddress=${MAC}`], MAC, true],
    ['the permanent one too', [`PermanentMACAddress=${MAC}`], MAC, true],
    ['and one that is said twice', [`MACAddress=${MAC}`, `PermanentMACAddress=${MAC}`], MAC, true],
    ['and of those that are taken back nothing', ['MACAddress='], undefined, true],
    ['of two the document has none', [`MACAddress=${MAC} ${OTHER}`], undefined, false],
    ['nor a group address', ['MACAddress=01:00:5e:00:00:01'], undefined, false],
  ])('%s', (_what, macs, mac, isSaid) => {
    const { get, lines } = read({ 'a.network': dhcp('Name=eth0', ...macs) });
    const iface = get('eth0');
    expect(iface?.type === 'ethernet' && iface.permanentMac).toBe(mac);
    expect(lines.slice(1)).toEqual(
      macs.map((line) => (isSaid ? `understood ${line}` : `kept ${line}: ${BY_ONE}`)),
    );
  });

  test('with several names, nobody can tell whose it is', () => {
    const { get, lines } = read({ 'a.network': dhcp('Name=eth0 eth1', `MACAddress=${MAC}`) });
    expect([get('eth0'), get('eth1')]).toEqual([
      expect.not.objectContaining({ permanentMac: MAC }),
      expect.not.objectContaining({ permanentMac: MAC }),
    ]);
    expect(lines[1]).toBe(`kept MACAddress=${MAC}: ${BY_ONE}`);
  });

  test('but of several names the others may be taken out', () => {
    const { get, lines } = read({ 'a.network': dhcp('Name=eth0 eth1', 'Name=!eth1', `MACAddress=${MAC}`) });
    expect(get('eth0')).toMatchObject({ permanentMac: MAC });
    expect(lines.at(-1)).toBe(`understood MACAddress=${MAC}`);
  });

  test('and where a .link has one, another file may have more', () => {
    const link = `[Match]\nMACAddress=${MAC}\n[Link]\nName=lan0\n`;
    const { get, lines } = read({
      'a.network': dhcp('Name=lan0', `MACAddress=${MAC} ${OTHER}`),
      'a.link': link,
    });
    expect(get('lan0')).toMatchObject({ permanentMac: MAC });
    expect(lines[1]).toBe(`kept MACAddress=${MAC} ${OTHER}: ${BY_ONE}`);
  });

  test('of two files for a name the one for its address is taken', () => {
    const files = {
      '1.network': `${dhcp('Name=eth0 eth1', `MACAddress=${MAC}`)}[Link]\nMTUBytes=1400\n`,
      '2.network': dhcp('Name=eth0', `MACAddress=${OTHER}`),
    };
    expect(read(files).get('eth0')).toMatchObject({ permanentMac: OTHER, ipv4: { dhcp: {} } });
    expect(read(files).get('eth0')).not.toHaveProperty('mtuBytes');
  });

  test('and of two addresses for a name the first', () => {
    const files = {
      '1.network': dhcp('Name=eth0', `MACAddress=${MAC}`),
      '2.network': dhcp('Name=eth0', `MACAddress=${OTHER}`),
    };
    expect(read(files).get('eth0')).toMatchObject({ permanentMac: MAC });
  });

  test('by an address alone it is taken where nothing else is left to the machine', () => {
    const link = `[Match]\nMACAddress=${MAC}\n[Link]\nName=lan0\n`;
    const names = (...match: readonly string[]) =>
      read({ 'a.network': dhcp(`MACAddress=${MAC}`, ...match), 'a.link': link }).names;
    expect(names()).toEqual(['lan0']);
    expect(names('Host=web')).toEqual([]);
    expect(names('Host=web', 'Name=lan0')).toEqual(['lan0']);
  });

  test('that a .link names the NIC of an address is no difference', () => {
    const link = `[Match]\nMACAddress=${MAC}\n[Link]\nName=lan0\n`;
    const { names, messages } = read({ 'a.network': dhcp(`MACAddress=${MAC}`), 'a.link': link });
    expect([names, messages]).toEqual([['lan0'], []]);
  });

  test('a bridge that networkd makes an address for is found by none', () => {
    const { get } = read({
      '1.network': `${dhcp(`MACAddress=${MAC}`)}[Link]\nMTUBytes=1400\n`,
      '2.network': dhcp('Name=br0', `MACAddress=${MAC}`),
      'br0.netdev': '[NetDev]\nName=br0\nKind=bridge\n',
    });
    expect(get('br0')).toMatchObject({ start: 'none' });
    expect(get('br0')).not.toHaveProperty('mtuBytes');
  });

  test('one that is given that of a NIC is found along with it, which is told', () => {
    const files = {
      '1.network': dhcp(`MACAddress=${MAC}`),
      'br0.netdev': `[NetDev]\nName=br0\nKind=bridge\nMACAddress=${MAC}\n`,
    };
    const told = (match: string) =>
      read({ ...files, '1.network': dhcp(match) }).messages.filter((message) =>
        message.includes('is meant for a NIC'),
      );
    expect(told(`MACAddress=${MAC}`)).toEqual([
      expect.stringContaining(`1.network (MACAddress=${MAC}) is meant`),
    ]);
    expect(told(`MACAddress=${MAC}\nName=br0`)).toEqual([]);
    expect(told('Name=br*')).toEqual([]);
    expect(read({ '1.network': dhcp(`MACAddress=${MAC}`, 'Name=eth0') }).messages).toEqual([]);
  });

  test('of what is made it is none of its own', () => {
    const netdev = `[NetDev]\nName=br0\nKind=bridge\nMACAddress=${MAC}\n`;
    expect(read({ 'a.network': dhcp('Name=br0', `MACAddress=${MAC}`), 'a.netdev': netdev }).lines).toEqual([
      'understood Name=br0',
      `kept MACAddress=${MAC}: ${BY_ONE}`,
    ]);
  });
});

describe('types, kinds and drivers', () => {
  const made = ['bond', 'bridge', 'vlan', 'veth'] as const;
  const files: Files = {
    'bond.netdev': '[NetDev]\nName=bond\nKind=bond\n',
    'bridge.netdev': '[NetDev]\nName=bridge\nKind=bridge\n',
    'vlan.netdev': '[NetDev]\nName=vlan\nKind=vlan\n[VLAN]\nId=5\n',
    'veth.netdev': '[NetDev]\nName=veth\nKind=veth\n[Peer]\nName=veth1\n',
    'm0.network': '[Match]\nName=m0\n[Network]\nBond=bond\nVLAN=vlan\n',
    'z.network': dhcp(`Name=${made.join(' ')} eth0`),
  };

  test.each<[string, ...string[]]>([
    ['Type=ether', 'veth', 'eth0'],
    ['Type="ether"', 'veth', 'eth0'],
    ['Type=bond', 'bond'],
    ['Type=bridge', 'bridge'],
    ['Type=vlan', 'vlan'],
    ['Type=bond vlan', 'bond', 'vlan'],
    ['Type=!bond vlan', 'bridge', 'veth', 'eth0'],
    ['Type=!ether', 'bond', 'bridge', 'vlan'],
    ['Type=v*', 'vlan'],
    ['Type=wlan'],
    ['Kind=bond', 'bond'],
    ['Kind=bridge', 'bridge'],
    ['Kind=vlan', 'vlan'],
    ['Kind=veth', 'veth'],
    // A NIC has none.
    ['Kind=*', ...made],
    ['Kind=!veth', 'bond', 'bridge', 'vlan', 'eth0'],
    ['Type=ether\nKind=!veth', 'eth0'],
    ['Driver=bonding', 'bond'],
    ['Driver=bridge', 'bridge'],
    ['Driver="802.1Q VLAN Support"', 'vlan'],
    ["Driver='802.1Q VLAN Support' bridge", 'bridge', 'vlan'],
    ['Driver=veth', 'veth'],
    // An empty assignment takes back those of its own key.
    ['Type=bond\nKind=', 'bond'],
    ['Type=bond\nType=\nType=vlan', 'vlan'],
  ])('%j is for %s %s %s %s', (match, ...holds) => {
    const { get } = read({ 'n.network': `${dhcp(match, 'Name=!m0')}[Link]\nMTUBytes=1400\n`, ...files });
    expect([...made, 'eth0'].filter((name) => get(name)?.mtuBytes === 1400)).toEqual(holds);
  });

  test('the driver of a NIC only the machine can tell, and that of what is made everybody', () => {
    const { lines, codes } = read({ 'n.network': dhcp('Name=eth0', 'Driver=e1000', 'Host=a', 'Host=') });
    const untold = 'only the machine can tell whether it holds; it is taken to';
    expect(lines.slice(1)).toEqual([
      `kept Driver=e1000: ${untold}`,
      'unread Host=a: line 5 takes it back',
      'understood Host=',
    ]);
    expect(codes).toEqual(['approximated']);
    expect(
      read({ 'n.network': dhcp('Name=bridge', 'Driver=bridge', 'Host=a'), ...files }).lines.slice(1),
    ).toEqual(['understood Driver=bridge', `kept Host=a: ${untold}`]);
  });

  test.each([
    'Driver=e1000',
    'Path=pci-*',
    'Property=ID_MODEL=x',
    'Type=ether\nHost=web',
    'Name=e*\nVirtualization=vm',
    'Name=e*\nKernelCommandLine=x',
    'Name=e*\nKernelVersion=>6',
    'Name=e*\nCredential=x',
    'Name=e*\nArchitecture=arm64',
    'Name=e*\nFirmware=uefi',
    'Name=e*\nMachineTag=x',
    'Name=e*\nVersion=x',
  ])('a file of patterns with %j may come first, and only the machine can tell', (match) => {
    const { get, messages } = read({
      '1.network': `${dhcp(match)}[Link]\nMTUBytes=1400\n`,
      '2.network': dhcp('Name=eth0'),
    });
    expect(get('eth0')).not.toHaveProperty('mtuBytes');
    expect(messages).toEqual([
      expect.stringContaining(`${ETC}/1.network (${match.replace('\n', ', ')}) comes first`),
    ]);
  });

  test('what is taken back of one key leaves those of another', () => {
    const first = `${dhcp('Type=ether', 'Kind=')}[Link]\nMTUBytes=1400\n`;
    expect(read({ '1.network': first, '2.network': dhcp('Name=eth0') }).get('eth0')?.mtuBytes).toBe(1400);
  });

  test('one whose condition was taken back comes first', () => {
    const first = `${dhcp('Name=e*', 'Host=web', 'Host=')}[Link]\nMTUBytes=1400\n`;
    expect(read({ '1.network': first, '2.network': dhcp('Name=eth0') }).get('eth0')?.mtuBytes).toBe(1400);
  });

  test('conditions of a .netdev are told', () => {
    const told = (...match: readonly string[]) =>
      read({
        'br0.netdev': `[Match]\n${match.join('\n')}\n[NetDev]\nName=br0\nKind=bridge\nMACAddress=${MAC}\n`,
        'br0.network': dhcp('Name=br0'),
      }).messages;
    expect(told('Host=web')).toEqual([expect.stringContaining('br0.netdev counts only where Host=web')]);
    expect(told('Host=')).toEqual([]);
    expect(told('Host=web', 'Host=')).toEqual([]);
  });

  test.each(['SSID=home', 'BSSID=02:00:00:00:00:09', 'WLANInterfaceType=station'])(
    'a name beside %s is that of a wireless device, which the document has not',
    (line) => {
      const files = { '1.network': dhcp('Name=eth0', line), '2.network': dhcp('Name=eth0') };
      expect(read(files).names).toEqual([]);
      expect(read(files).outside('eth0')).toContain('devices of the kind wlan');
    },
  );

  test.each([
    ['Name=eth0', undefined],
    ['Name=eth0\nType=ether', undefined],
    ['Name=wlan0', 'wlan'],
    ['Name=wlp2s0', 'wlan'],
    ['Name=wwan0', 'wwan'],
    ['Name=x0\nType=wlan', 'wlan'],
    ['Name=x0\nType=!ether wwan\nType=wlan', 'wlan'],
    ['Name=x0\nKind=vxlan', 'vxlan'],
    ['Name=x0\nType=ether\nKind=macvlan', 'macvlan'],
    ['Name=wl0\nType=bond', 'bond'],
    ['Name=xwl0', undefined],
    ['Name=xww0', undefined],
    ['Name=x0\nType=!wlan', undefined],
    ['Name=x0\nType=e*', undefined],
  ])('%j, which no .netdev makes: a device of the kind %s', (match, kind) => {
    const name = match.slice('Name='.length).split('\n')[0] as string;
    const { get, outside } = read({ 'a.network': dhcp(match) });
    expect(get(name)?.type).toBe(kind === undefined ? 'ethernet' : undefined);
    expect(outside(name)).toBe(
      kind && `the document has no word for devices of the kind ${kind} that no .netdev makes`,
    );
  });

  test('the far end of a pair is of that kind, and has the address that it is given', () => {
    const pair = `[NetDev]\nName=v0\nKind=veth\n[Peer]\nName=v1\nMACAddress=${MAC}\n`;
    for (const match of ['Kind=veth', 'Driver=veth', `MACAddress=${MAC}`]) {
      const { get } = read({
        'v0.netdev': pair,
        'v1.network': dhcp('Name=v1', match),
        'z.network': dhcp('Name=v0'),
      });
      expect(get('v1'), match).toMatchObject({ type: 'veth', assignMac: MAC, ipv4: { dhcp: {} } });
    }
  });

  test.each(['Foo=bar', 'Name=a/b', 'Name=12', 'MACAddress=x', 'Name=', 'Type=', ''])(
    '%j alone is for nothing, and networkd ignores the file',
    (match) => {
      const { names, codes } = read({ 'n.network': dhcp(match) });
      expect([names, codes]).toEqual([[], ['consumer-refuses']]);
    },
  );
});

describe('what stands on NICs without a name', () => {
  const devices: Files = {
    'v5.netdev': '[NetDev]\nName=v5\nKind=vlan\n[VLAN]\nId=5\n',
    'br0.netdev': `[NetDev]\nName=br0\nKind=bridge\nMACAddress=${MAC}\n`,
    'br0.network': dhcp('Name=br0'),
  };
  const told = (match: string, ...lines: readonly string[]) =>
    read({ 'a.network': `[Match]\n${match}\n[Network]\n${lines.join('\n')}\n`, ...devices }).messages.filter(
      (message) => /v5|put/.test(message),
    );

  test('a vlan is left out, with the first file that finds such a NIC', () => {
    expect(told('Name=en*', 'VLAN=v5')).toEqual([
      expect.stringContaining(`it stands on a NIC that ${ETC}/a.network finds by a pattern or a MAC address`),
    ]);
    expect(told('Name=en*', 'Domains=v5')).toEqual([
      expect.stringContaining('no .network names it in VLAN='),
    ]);
    const both = read({
      'a.network': dhcp('Name=en*').concat('VLAN=v5\n'),
      'b.network': dhcp('Name=wl*').concat('VLAN=v5\n'),
      ...devices,
    });
    expect(both.messages.filter((message) => message.includes('v5'))[0]).toContain('a.network');
  });

  test.each([
    ['Name=en*', 'Bridge=br0', true],
    [`MACAddress=${OTHER}`, 'Bridge=br0', true],
    ['Name=en*', 'Domains=br0', false],
    // It has a name, though it is no name of the document.
    ['Name=a-long-alternative-name', 'Bridge=br0', false],
  ])('with %j, %s: a bridge has ports that are not in the document: %s', (match, line, isTold) => {
    const messages = told(match, line).filter((message) => message.includes('have no names in any file'));
    expect(messages).toHaveLength(isTold ? 1 : 0);
  });

  test('where a .link says the name of one, that one is in the document', () => {
    const messages = read({
      'a.network': '[Match]\nName=en*\n[Network]\nBridge=br0\n',
      'a.link': `[Match]\nMACAddress=${OTHER}\n[Link]\nName=en1\n`,
      ...devices,
    }).messages.filter((message) => message.includes('have no names in any file'));
    expect(messages).toEqual([]);
  });

  test('and a bond members', () => {
    const messages = read({
      'a.network': '[Match]\nName=en*\n[Network]\nBond=bond0\n',
      'b.network': '[Match]\nName=eth0\n[Network]\nBond=bond0\n',
      'bond0.netdev': '[NetDev]\nName=bond0\nKind=bond\n',
      'bond0.network': dhcp('Name=bond0'),
    }).messages.filter((message) => message.includes('have no names in any file'));
    expect(messages).toHaveLength(1);
  });
});
