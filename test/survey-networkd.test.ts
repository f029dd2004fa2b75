import { describe, expect, test } from 'vitest';
import { networkd } from '../backends/networkd/index.ts';
import type { FileEdit } from '../src/backend.ts';
import { featureUses } from '../src/model/features.ts';
import { resolve } from '../src/model/resolve.ts';
import { composeFiles } from '../src/plan/compose.ts';
import type { Account } from '../src/survey.ts';
import { fixtureCases } from './support/fixture-cases.ts';
import { memoryRoot } from './support/memory-root.ts';
import { nic, written } from './support/networkd-files.ts';

const ETC = '/etc/systemd/network';
const RUN = '/run/systemd/network';
const VENDOR = '/usr/lib/systemd/network';

type Files = Readonly<Record<string, string>>;

const survey = (files: Files, links: Files = {}, modes: Readonly<Record<string, number>> = {}) =>
  networkd.survey(memoryRoot(files, links, modes));
const namesIn = (files: Files): string[] => survey(files).host.interfaces.map(({ name }) => name);
const codes = (files: Files): string[] => survey(files).findings.map(({ code }) => code);
const network = (match: string, ...lines: readonly string[]): string =>
  `[Match]\n${match}\n\n[Network]\n${lines.join('\n')}\n`;
const dhcp = (match: string): string => network(match, 'DHCP=ipv4', 'IPv6AcceptRA=no');
const states = (accounts: readonly Account[]): string[] =>
  [...new Set(accounts.map(({ state }) => state))].sort();

/** What a root holds after the edits of `release`. */
function released(files: Files, ...names: readonly string[]): Record<string, string> {
  const edits = networkd.release(memoryRoot(files), new Set(names));
  const after: Record<string, string> = { ...files };
  for (const { path, content } of edits) {
    if (content === undefined) delete after[path];
    else after[path] = content;
  }
  return after;
}

describe('files of ours', () => {
  const hosts = fixtureCases
    .map(({ name, parsed }) => ({ name, host: resolve(parsed.definitions, parsed.sources).host }))
    .filter(({ host }) =>
      featureUses(host).every(({ feature }) => networkd.capabilities[feature].level !== 'none'),
    );

  test.each(hosts)('$name: surveyed as read, every line understood', ({ host }) => {
    const files = Object.fromEntries(
      composeFiles(networkd.render(host)).map(({ path, text }) => [path, text]),
    );
    const root = memoryRoot(files);
    const { host: found, accounts, findings } = networkd.survey(root);
    expect(found).toEqual(networkd.read(root).host);
    expect(findings).toEqual([]);
    expect(accounts.filter(({ state }) => state !== 'understood' && state !== 'comment')).toEqual([]);
  });
});

describe('which files are read', () => {
  test('/lib is passed over where it is a link to /usr/lib', () => {
    const root = memoryRoot({ [`${VENDOR}/80-x.network`]: dhcp('Name=eth0') }, { '/lib': 'usr/lib' });
    expect(root.text('/lib/systemd/network/80-x.network')).toBeDefined();
    const paths = networkd.survey(root).accounts.map(({ path }) => path);
    expect([...new Set(paths)]).toEqual([`${VENDOR}/80-x.network`]);
  });

  test('a link to nowhere hides nothing, one to /dev/null does', () => {
    const files = { [`${VENDOR}/80-x.network`]: dhcp('Name=eth0') };
    expect(survey(files, { [`${ETC}/80-x.network`]: '/nowhere' }).host.interfaces).toHaveLength(1);
    expect(survey(files, { [`${ETC}/80-x.network`]: '../../../dev/null' }).host.interfaces).toEqual([]);
  });

  test('a file that only root may read is told, and read', () => {
    const path = `${ETC}/x.network`;
    const { host, findings } = survey({ [path]: dhcp('Name=eth0') }, {}, { [path]: 0o600 });
    expect(host.interfaces).toHaveLength(1);
    expect(findings.map(({ code }) => code)).toEqual(['consumer-refuses']);
  });

  test('hidden names and other suffixes are none', () => {
    const text = dhcp('Name=eth0');
    expect(
      survey({ [`${ETC}/.x.network`]: text, [`${ETC}/x.network.bak`]: text, [`${ETC}/x.conf`]: text })
        .accounts,
    ).toEqual([]);
  });

  test('a broken drop-in takes its file with it', () => {
    const files = {
      [`${ETC}/x.network`]: dhcp('Name=eth0'),
      [`${ETC}/x.network.d/y.conf`]: '[Link\nMTUBytes=1\n',
    };
    const { host, accounts } = survey(files);
    expect(host.interfaces).toEqual([]);
    expect(states(accounts)).toEqual(['comment', 'kept']);
  });
});

describe('who a file is for', () => {
  test.each([
    ['Name=eth0', 'Name=eth*', 'Name=eth0'],
    ['Name=!lo', 'Name=eth0', 'Name=!lo'],
    ['Name=eth[0-2]', 'Name=eth0', 'Name=eth[0-2]'],
    ['Type=ether', 'Name=eth0', 'Type=ether'],
    ['Type=wlan', 'Name=eth0', 'Name=eth0'],
    ['Name=eth0\nDriver=e1000', 'Name=eth0', 'Name=eth0\nDriver=e1000'],
    ['Driver=e1000', 'Name=eth0', 'Name=eth0'],
    ['MACAddress=02:00:00:00:00:01', 'Name=eth0', 'Name=eth0'],
  ])('of %j and %j the first that certainly matches', (first, second, winner) => {
    const files = {
      [`${ETC}/1.network`]: dhcp(first),
      [`${ETC}/2.network`]: network(second, 'Address=192.0.2.1/24'),
    };
    const [iface] = survey(files).host.interfaces;
    const isFirst = winner === first;
    // The second names eth0, unless it is the first that does.
    expect(iface?.name).toBe('eth0');
    expect(iface?.ipv4?.dhcp !== undefined).toBe(isFirst);
  });

  test.each([
    '*',
    'e*',
    '*0',
    '?th0',
    'eth?',
    '[e]th0',
    'eth[0-2]',
    '*t*',
    '*[!1-9]',
    'x* *h0',
    '[]e]*0',
    '!x*',
  ])('Name=%s is for eth0, among many that are not', (pattern) => {
    const others = ['e*1', '*1', '[!e]*', 'et', 'eth00', 'th0', '*h', 'e[', '!*0'];
    const files = {
      ...Object.fromEntries(others.map((other, n) => [`${ETC}/1${n}.network`, dhcp(`Name=${other}`)])),
      [`${ETC}/2.network`]: network(`Name=${pattern}`, 'Address=192.0.2.1/24', 'IPv6AcceptRA=no'),
      [`${ETC}/3.network`]: dhcp('Name=eth0'),
    };
    const { interfaces } = survey(files).host;
    expect(interfaces.find(({ name }) => name === 'eth0')?.ipv4?.dhcp).toBeUndefined();
    expect(released(files, 'eth0')[`${ETC}/2.network`]).toContain('Name=!eth0\n');
  });

  test('a file of patterns that may come first is told', () => {
    const files = { [`${ETC}/1.network`]: dhcp('Driver=e1000'), [`${ETC}/2.network`]: dhcp('Name=eth0') };
    expect(codes(files)).toEqual(['approximated']);
  });

  test.each([
    ['MACAddress', true],
    ['PermanentMACAddress', false],
  ])('%s= of a bond that is given its address matches it: %s', (key, isFirst) => {
    const files = {
      [`${ETC}/1.network`]: network(`${key}=02:00:00:00:00:01`, 'Address=192.0.2.1/24', 'IPv6AcceptRA=no'),
      [`${ETC}/b.netdev`]: '[NetDev]\nName=b\nKind=bridge\nMACAddress=02:00:00:00:00:01\n',
      [`${ETC}/b.network`]: dhcp('Name=b'),
    };
    const [iface] = survey(files).host.interfaces;
    expect(iface?.ipv4?.dhcp === undefined).toBe(isFirst);
  });

  test('a .link gives a MAC address its name', () => {
    const files = {
      [`${ETC}/1.link`]: '[Match]\nMACAddress=02:00:00:00:00:01\n[Link]\nName=lan0\n',
      [`${ETC}/1.network`]: dhcp('MACAddress=02:00:00:00:00:01'),
    };
    const [iface] = survey(files).host.interfaces;
    expect(iface).toMatchObject({ name: 'lan0', permanentMac: '02:00:00:00:00:01' });
  });

  test('what stands in itself is in nothing', () => {
    const bridges = Object.fromEntries(
      ['br0', 'br1', 'br2'].flatMap((name, n) => [
        [`${ETC}/${name}.netdev`, `[NetDev]\nName=${name}\nKind=bridge\n`],
        [`${ETC}/${name}.network`, network(`Name=${name}`, `Bridge=br${(n + 1) % 3}`)],
      ]),
    );
    const ports = survey(bridges).host.interfaces.map(({ port }) => port?.controller);
    expect(ports).toEqual([undefined, undefined, undefined]);
  });
});

describe('hardware addresses in [Match]', () => {
  const read = (...match: readonly string[]) => survey({ [`${ETC}/a.network`]: dhcp(match.join('\n')) });
  const mac = (...match: readonly string[]): string | undefined => {
    const [iface] = read('Name=eth0', ...match).host.interfaces;
    return iface?.type === 'ethernet' ? iface.permanentMac : undefined;
  };
  const of = ({ accounts }: ReturnType<typeof survey>, key: string) =>
    accounts
      .filter(({ text }) => text.startsWith(key))
      .map(({ text, state, why }) => `${state} ${text}: ${why}`);

  test.each([
    '52:54:00:0a:00:01',
    '52-54-00-0A-00-01',
    '5254.000a.0001',
    '52:54:0:a:0:1',
    '5254.a.1',
    'nonsense 52:54:00:0a:00:01',
  ])('%s', (text) => {
    expect(mac(`MACAddress=${text}`)).toBe('52:54:00:0a:00:01');
  });

  test.each([
    'x52:54:00:0a:00:01',
    '52:54:00:0a:00',
    '52:54:00:0a:00:01:',
    '052:54:00:0a:00:01',
    '5254000a0001',
  ])('%s is none, and the file is for the NIC by its name', (text) => {
    const found = read('Name=eth0', `MACAddress=${text}`);
    expect(found.host.interfaces.map(({ name }) => name)).toEqual(['eth0']);
    expect(mac(`MACAddress=${text}`)).toBeUndefined();
    expect(of(found, 'MACAddress')).toEqual([
      `unread MACAddress=${text}: networkd ignores it: it is no hardware address`,
    ]);
    expect(found.findings.map(({ code }) => code)).toEqual(['consumer-refuses']);
    // By nothing else it is for nothing.
    const alone = read(`PermanentMACAddress=${text}`);
    expect(alone.host.interfaces).toEqual([]);
    expect(of(alone, 'Perm')[0]).toMatch(/^kept .*it has no valid setting in \[Match\]$/);
  });

  test('an exclusion is no address, an empty assignment takes back those of its key, and the rest counts', () => {
    expect(mac('MACAddress=!52:54:00:0a:00:01')).toBeUndefined();
    const again = ['MACAddress=52:54:00:0a:00:01', 'MACAddress=', 'PermanentMACAddress=52:54:00:0a:00:02'];
    expect(mac(...again)).toBe('52:54:00:0a:00:02');
    expect(mac('PermanentMACAddress=52:54:00:0a:00:02', 'MACAddress=')).toBe('52:54:00:0a:00:02');
    expect(of(read('Name=eth0', 'MACAddress=52:54:00:0a:00:01 192.0.2.x'), 'MACAddress')).toEqual([
      'understood MACAddress=52:54:00:0a:00:01: undefined',
      'unread MACAddress=192.0.2.x: networkd ignores it: it is no hardware address',
    ]);
  });

  test.each([
    '80:00:02:08:fe:80:00:00:00:00:00:00:00:11:22:33:44:55:66:77',
    '192.0.2.1',
    '2001:db8::1',
    'c0:0:2:1',
  ])('the address %s is of no NIC, and the file for none', (text) => {
    expect(mac(`MACAddress=${text}`)).toBeUndefined();
    expect(of(read('Name=eth0', `MACAddress=${text}`), 'MACAddress')[0]).toMatch(/^kept /);
  });
});

describe('values', () => {
  const link = (...lines: readonly string[]) =>
    survey({
      [`${ETC}/x.network`]: `[Match]\nName=eth0\n[Link]\n${lines.join('\n')}\n[Network]\nIPv6AcceptRA=no\n`,
    });

  test.each([
    ['1500', 1500],
    ['2K', 2048],
    ['1K 500', 1524],
    ['1.5K', 1536],
    ['1500B', 1500],
    ['0x5dc', undefined],
    ['500 1K', undefined],
    ['1KB', undefined],
    ['1k', undefined],
    ['-1', undefined],
    ['1 500', undefined],
    ['', undefined],
    ['100K', undefined],
  ])('MTUBytes=%s', (text, bytes) => {
    expect(link(`MTUBytes=${text}`).host.interfaces[0]?.mtuBytes).toBe(bytes);
  });

  const freqOf = (span: string) => {
    const files = {
      [`${ETC}/b.netdev`]: `[NetDev]\nName=b\nKind=bond\n[Bond]\nMIIMonitorSec=${span}\n`,
      [`${ETC}/b.network`]: dhcp('Name=b'),
      [`${ETC}/m.network`]: network('Name=eth0', 'Bond=b'),
    };
    const bond = survey(files).host.interfaces.find(({ name }) => name === 'b');
    return bond?.type === 'bond' && bond.bond.monitor?.kind === 'miimon'
      ? bond.bond.monitor.freqMs
      : undefined;
  };

  test.each([
    ['1', 1000],
    ['0.1', 100],
    ['.5', 500],
    ['100ms', 100],
    ['1s 500ms', 1500],
    ['1min', 60_000],
    ['1500us', 1],
    ['2 h', 7_200_000],
    ['1M', undefined],
    ['1.2.3', undefined],
    ['1.2 .3', 1500],
    ['1.', undefined],
    ['-1', undefined],
    ['1 fortnight', undefined],
    ['infinity', undefined],
    ['', undefined],
  ])('MIIMonitorSec=%s', (span, ms) => {
    expect(freqOf(span)).toBe(ms);
  });

  test('what a .network says comes after a .link, and that after a .netdev', () => {
    const netdev = { [`${ETC}/b.netdev`]: '[NetDev]\nName=b\nKind=bridge\nMTUBytes=1400\n' };
    const link = { [`${ETC}/b.link`]: '[Match]\nOriginalName=b\n[Link]\nMTUBytes=1450\n' };
    const plain = { [`${ETC}/b.network`]: dhcp('Name=b') };
    const said = { [`${ETC}/b.network`]: `${dhcp('Name=b')}[Link]\nMTUBytes=9000\n` };
    const mtu = (files: Files) => survey(files).host.interfaces[0]?.mtuBytes;
    expect([mtu({ ...netdev, ...plain }), mtu({ ...netdev, ...link, ...plain })]).toEqual([1400, 1450]);
    expect(mtu({ ...netdev, ...link, ...said })).toBe(9000);
    const unread = survey({ ...netdev, ...link, ...said }).accounts.filter(({ state }) => state === 'unread');
    expect(unread.map(({ text }) => text)).toContain('MTUBytes=1400');
    expect(unread.map(({ text }) => text)).toContain('MTUBytes=1450');
  });

  test('a port of a bridge that listens to routers is told', () => {
    const files = {
      [`${ETC}/b.netdev`]: '[NetDev]\nName=b\nKind=bridge\n',
      [`${ETC}/p.network`]: network('Name=eth0', 'Bridge=b', 'LinkLocalAddressing=ipv6', 'IPv6AcceptRA=yes'),
    };
    const { accounts, findings } = survey(files);
    const kept = accounts.filter(({ state, interface: name }) => state === 'kept' && name === 'eth0');
    expect(kept.map(({ text }) => text)).toEqual(['LinkLocalAddressing=ipv6', 'IPv6AcceptRA=yes']);
    expect(findings.filter(({ code }) => code === 'consumer-refuses')).toEqual([]);
  });
});

describe('lines that nothing is lost with', () => {
  const accountsOf = (files: Files) => survey(files).accounts;
  const stateOf = (files: Files, text: string) =>
    accountsOf(files).find((account) => account.text.trim() === text)?.state;
  const eth0 = (section: string, line: string): Files => ({
    [`${ETC}/x.network`]: `${dhcp('Name=eth0')}[${section}]\n${line}\n`,
  });

  test.each([
    ['Network', 'Adress=192.0.2.1/24'],
    ['Netwrk', 'Address=192.0.2.1/24'],
    ['Link', 'MTUBytes=big'],
    ['Link', 'Address=192.0.2.1/24'],
    ['Link', 'nonsense'],
    ['Address', 'Label=eth0:1'],
  ])('[%s] %s: networkd passes over it, which is told', (section, line) => {
    expect(stateOf(eth0(section, line), line)).toBe('unread');
    expect(codes(eth0(section, line))).toEqual(['consumer-refuses']);
  });

  test('a file that is refused as a whole is kept: an interface would be missing', () => {
    const files = { [`${ETC}/x.network`]: '[Match\nName=eth0\n[Network]\nDHCP=yes\n' };
    expect(states(accountsOf(files))).toEqual(['kept']);
  });

  test.each(['ClassfulMultiQueueing|Handle=1', 'Network|IPv4SrcValidMark=yes', 'DHCPRelay|CircuitId=x'])(
    '%s: what only later versions know is no mistake',
    (said) => {
      const [section = '', line = ''] = said.split('|');
      expect(stateOf(eth0(section, line), line)).toBe('kept');
      expect(codes(eth0(section, line))).toEqual([]);
    },
  );

  test.each([
    ['DHCPv4', 'UseMTU=false', 'understood'],
    ['DHCPv4', 'UseMTU=true', 'kept'],
    ['DHCP', 'UseMTU=no', 'understood'],
    ['DHCPv4', 'RouteMetric=1024', 'understood'],
    ['DHCPv4', 'RouteMetric=100', 'kept'],
    ['Network', 'KeepMaster=no', 'understood'],
    ['Network', 'KeepMaster=yes', 'kept'],
    ['Network', 'IgnoreCarrierLoss=no', 'understood'],
    ['Network', 'IgnoreCarrierLoss=yes', 'kept'],
    ['Network', 'IgnoreCarrierLoss=3s', 'kept'],
    ['Network', 'ConfigureWithoutCarrier=no', 'understood'],
    ['Network', 'LLMNR=resolve', 'kept'],
    ['Link', 'Unmanaged=no', 'understood'],
  ])("[%s] %s, which is networkd's default or not: %s", (section, line, state) => {
    expect(stateOf(eth0(section, line), line)).toBe(state);
  });

  test('a lost carrier goes with what is said of waiting for one', () => {
    const said = (...lines: readonly string[]): Files => eth0('Network', lines.join('\n'));
    const line = 'IgnoreCarrierLoss=yes';
    expect(stateOf(said('ConfigureWithoutCarrier=yes', line), line)).toBe('understood');
    expect(stateOf(said('ConfigureWithoutCarrier=yes', line, '[DHCPv4]', 'UseMTU=yes'), line)).toBe('kept');
  });

  /** Kept, and lost where another backend has the interfaces. */
  const lost = (files: Files): string[] =>
    accountsOf(files)
      .filter(({ state, isBeside }) => state === 'kept' && !isBeside)
      .map(({ text }) => text.trim());

  test('a .link of others stays, and udev reads it whatever manages the network', () => {
    const text = '[Match]\nMACAddress=02:00:00:00:00:01\n[Link]\nName=lan0\nWakeOnLan=off\n';
    const files = { [`${ETC}/1.link`]: text, [`${ETC}/1.network`]: dhcp('Name=lan0') };
    expect(stateOf(files, 'WakeOnLan=off')).toBe('kept');
    expect(lost(files)).toEqual([]);
  });

  const unmanaged = (match: string): string => `[Match]\n${match}\n[Link]\nUnmanaged=yes\n`;

  test.each(['Name=veth* cali*', 'Name=docker0', 'Name=veth* docker0', 'Driver=veth', 'Name=!eth*'])(
    '%s: what networkd leaves alone is none of the document',
    (match) => {
      const files = { [`${ETC}/05.network`]: unmanaged(match), [`${ETC}/10.network`]: dhcp('Name=eth0') };
      expect(namesIn(files)).toEqual(['eth0']);
      expect(lost(files)).toEqual([]);
      expect(Object.keys(released(files, 'eth0'))).toEqual([`${ETC}/05.network`]);
      expect(released(files, 'eth0')[`${ETC}/05.network`]).toBe(unmanaged(match));
    },
  );

  test('a device that a .netdev makes is in the document, and that networkd leaves it alone is lost', () => {
    const files = {
      [`${ETC}/b.netdev`]: '[NetDev]\nName=b\nKind=bridge\n',
      [`${ETC}/b.network`]: unmanaged('Name=b'),
    };
    expect(namesIn(files)).toEqual(['b']);
    expect(lost(files)).toEqual(['[Link]', 'Unmanaged=yes']);
  });
});

describe('what takes back what is before it', () => {
  const said = (text: string) =>
    survey({ [`${ETC}/x.network`]: `[Match]\nName=eth0\n${text}[Network]\nIPv6AcceptRA=no\n` });

  test.each([
    ['[Network]\nAddress=192.0.2.1/24\nAddress=\n', 'ipv4'],
    ['[Address]\nAddress=192.0.2.1/24\nLabel=x\n[Network]\nAddress=\n', 'ipv4'],
    ['[Network]\nGateway=192.0.2.1\nGateway=\n', 'ipv4'],
    ['[Route]\nGateway=192.0.2.1\nMetric=5\n[Network]\nGateway=\n', 'ipv4'],
  ] as const)('%j: nothing is left, and older versions differ', (text, family) => {
    const { host, accounts, findings } = said(text);
    expect(host.interfaces[0]?.[family]).toBeUndefined();
    expect(findings.map(({ code }) => code)).toEqual(['readers-differ']);
    expect(states(accounts)).not.toContain('kept');
  });

  test.each([
    '[Network]\nGateway=\nGateway=192.0.2.1\n',
    '[Network]\nGateway=\n[Route]\nGateway=192.0.2.1\n',
  ])('%j: what comes after stands', (text) => {
    const { host, findings } = said(text);
    expect(host.interfaces[0]?.ipv4?.routes).toHaveLength(1);
    expect(findings).toEqual([]);
  });
});

describe('letting go of interfaces', () => {
  const edits = (files: Files, ...names: readonly string[]): readonly FileEdit[] =>
    networkd.release(memoryRoot(files), new Set(names));

  test('a file of its own goes, with its drop-ins', () => {
    const files = {
      [`${ETC}/eth0.network`]: dhcp('Name=eth0'),
      [`${ETC}/eth0.network.d/a.conf`]: '[Link]\nMTUBytes=1400\n',
      [`${ETC}/eth1.network`]: dhcp('Name=eth1'),
    };
    expect(Object.keys(released(files, 'eth0'))).toEqual([`${ETC}/eth1.network`]);
    expect(edits(files, 'eth7')).toEqual([]);
    expect(edits(files)).toEqual([]);
  });

  test('one that stands elsewhere, or hides another, is masked', () => {
    const text = dhcp('Name=eth0');
    for (const folder of [RUN, VENDOR, '/usr/local/lib/systemd/network'])
      expect(edits({ [`${folder}/x.network`]: text }, 'eth0')).toEqual([
        { path: `${ETC}/x.network`, mode: 0o644, content: '' },
      ]);
    const both = { [`${ETC}/x.network`]: text, [`${VENDOR}/x.network`]: text };
    expect(namesIn(released(both, 'eth0'))).toEqual([]);
  });

  test('a file of several loses the name, and nothing else', () => {
    const text = '# both\r\n[Match]\r\nName = eth0  eth1\r\nName=eth2\r\n\r\n[Network]\r\nDHCP=ipv4\r\n';
    const files = { [`${ETC}/x.network`]: text };
    expect(released(files, 'eth2')[`${ETC}/x.network`]).toBe(
      '# both\r\n[Match]\r\nName = eth0  eth1\r\n\r\n[Network]\r\nDHCP=ipv4\r\n',
    );
    expect(released(files, 'eth0')[`${ETC}/x.network`]).toContain('[Match]\r\nName=eth1\r\nName=eth2\r\n');
    expect(namesIn(released(files, 'eth0'))).toEqual(['eth1', 'eth2']);
  });

  test('a pattern gets an exception; one of the vendor in a copy', () => {
    const files = {
      [`${VENDOR}/80-x.network`]: dhcp('Name=eth* en*'),
      [`${ETC}/1.network`]: dhcp('Name=eth0'),
    };
    const after = released(files, 'eth0');
    expect(after[`${ETC}/80-x.network`]).toContain('Name=eth* en*\nName=!eth0\n');
    expect(after[`${ETC}/1.network`]).toBeUndefined();
    const covers = networkd
      .read(memoryRoot(after))
      .claims.some((claim) => claim.covers({ name: 'eth0', type: 'ethernet' }));
    expect(covers).toBe(false);
  });

  test('a match by something else gets an exception too', () => {
    const after = released({ [`${ETC}/x.network`]: dhcp('Type=ether') }, 'eth0');
    expect(after[`${ETC}/x.network`]).toBe(dhcp('Type=ether\nName=!eth0'));
  });

  test('a device goes with its files, and out of the VLAN= of what it stands on', () => {
    const files = {
      [`${ETC}/v5.netdev`]: '[NetDev]\nName=v5\nKind=vlan\n[VLAN]\nId=5\n',
      [`${ETC}/v6.netdev`]: '[NetDev]\nName=v6\nKind=vlan\n[VLAN]\nId=6\n',
      [`${ETC}/v5.network`]: dhcp('Name=v5'),
      [`${ETC}/eth0.network`]: network('Name=eth0', 'VLAN=v5', 'VLAN=v6', '# end'),
    };
    const after = released(files, 'v5');
    expect(Object.keys(after).sort()).toEqual([`${ETC}/eth0.network`, `${ETC}/v6.netdev`]);
    expect(after[`${ETC}/eth0.network`]).toBe(network('Name=eth0', 'VLAN=v6', '# end'));
    expect(namesIn(after)).toEqual(['eth0', 'v6']);
  });

  test('a .link that somebody wrote stays: the NIC has its name from it', () => {
    const files = {
      [`${ETC}/1.link`]: '[Match]\nMACAddress=02:00:00:00:00:01\n[Link]\nName=lan0\n',
      [`${ETC}/1.network`]: dhcp('Name=lan0'),
    };
    expect(Object.keys(released(files, 'lan0'))).toEqual([`${ETC}/1.link`]);
  });

  test('a file that keeps networkd away stays, and hides what would match behind it', () => {
    const files = {
      [`${ETC}/05-eth0.network`]: '[Match]\nName=eth0\n[Link]\nUnmanaged=yes\n',
      [`${ETC}/10-eth0.network`]: dhcp('Name=eth0'),
    };
    expect(Object.keys(released(files, 'eth0'))).toEqual([`${ETC}/05-eth0.network`]);
    expect(namesIn(files)).toEqual([]);
  });

  test('what is ours goes whole, and the bare parent with its last vlan', () => {
    const vlan =
      "<interface type='vlan' name='v5'><protocol family='ipv4'><dhcp/></protocol><vlan tag='5'><interface name='eth9'/></vlan></interface>";
    const { root } = written(nic('eth0'), vlan);
    const after = released(root, 'v5');
    expect(Object.keys(after)).toEqual([`${ETC}/10-ifscribe-eth0.network`]);
    expect(after[`${ETC}/10-ifscribe-eth0.network`]).toBe(root[`${ETC}/10-ifscribe-eth0.network`]);
  });

  test('afterwards nothing is left of any of them, for every case and every interface', () => {
    for (const { documents } of fixtureCases) {
      const { root } = written(...documents.map(({ text }) => text));
      const all = namesIn(root);
      for (const name of all.slice(0, 4)) expect(namesIn(released(root, name))).not.toContain(name);
      expect(released(root, ...all)).toEqual({});
    }
  });
});

describe('hostile files', () => {
  const many = 20_000;
  test.each([
    ['sections', '[Address]\nAddress=192.0.2.1/24\n'.repeat(many)],
    ['addresses', `[Match]\nName=eth0\n[Network]\n${'Address=192.0.2.1/24\n'.repeat(many)}`],
    [
      'names',
      `[Match]\nName=${Array.from({ length: many }, (_, n) => `e${n}`).join(' ')}\n[Network]\nDHCP=yes\n`,
    ],
    ['patterns', `[Match]\nName=${'*a'.repeat(5000)} eth0\n[Network]\nDHCP=yes\n`],
    ['backslashes', `[Match]\nName=eth0 ${'\\\n'.repeat(many)}`],
    ['backslashes in a line', `[Match]\nName=${'\\'.repeat(many)}\n`],
    [
      'digits',
      `[Match]\nName=eth0\n[Link]\nMTUBytes=${'9'.repeat(many)}\n[Network]\nAddress=${'1'.repeat(many)}/24\n`,
    ],
    ['times', `[NetDev]\nName=b\nKind=bond\n[Bond]\nMIIMonitorSec=${'1s '.repeat(many)}\n`],
    ['sizes', `[Match]\nName=eth0\n[Link]\nMTUBytes=${'1K '.repeat(many)}\n`],
    ['servers', `[Match]\nName=eth0\n[Network]\nDNS=${'1:'.repeat(many)}\n`],
    ['carriage returns', '\r'.repeat(many)],
    ['zeros', '\0'.repeat(many)],
    ['brackets', `${'['.repeat(many)}\n`],
  ])('many %s', (_what, text) => {
    const files = { [`${ETC}/x.network`]: text, [`${ETC}/x.netdev`]: text, [`${ETC}/x.link`]: text };
    const { accounts } = survey(files);
    for (const [path, said] of Object.entries(files)) {
      const covered = new Set<number>();
      for (const account of accounts)
        if (account.path === path) for (let n = 0; n < account.lines; n++) covered.add(account.line + n);
      expect(covered.size).toBe(said.replace(/\n$/, '').split('\n').length);
    }
  });

  test('names of Object.prototype are names', () => {
    const files = {
      [`${ETC}/x.network`]:
        '[__proto__]\nconstructor=1\n[Match]\nName=__proto__\ntoString=1\n[Network]\nDHCP=constructor\n',
    };
    expect(namesIn(files)).toEqual(['__proto__']);
  });

  test('bytes that are no UTF-8 make networkd refuse the file', () => {
    const files = { [`${ETC}/x.network`]: network('Name=eth0', 'Domains=\udcff.example') };
    expect(namesIn(files)).toEqual([]);
    expect(codes(files)).toEqual(['consumer-refuses']);
  });
});

test('an empty root holds nothing', () => {
  expect(survey({})).toEqual({ host: { interfaces: [] }, accounts: [], findings: [] });
});
