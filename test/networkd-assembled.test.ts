import { describe, expect, test } from 'vitest';
import { networkd } from '../backends/networkd/index.ts';
import { memoryRoot } from './support/memory-root.ts';
import { nic, readFiles, written } from './support/networkd-files.ts';

const ETC = '/etc/systemd/network';
type Files = Readonly<Record<string, string>>;

const netdev = (name: string, kind: string, more = ''): Files => ({
  [`${name}.netdev`]: `[NetDev]\nName=${name}\nKind=${kind}\n${more}`,
});
const vlan = (name: string, tag: number): Files => netdev(name, 'vlan', `[VLAN]\nId=${tag}\n`);
const network = (name: string, ...lines: readonly string[]): string =>
  `[Match]\nName=${name}\n[Network]\nIPv6AcceptRA=no\n${lines.join('\n')}\n`;

/** What comes of files that others wrote, put together. */
function read(files: Files) {
  const { host, accounts, findings } = networkd.survey(
    memoryRoot(Object.fromEntries(Object.entries(files).map(([name, text]) => [`${ETC}/${name}`, text]))),
  );
  return {
    names: host.interfaces.map(({ name }) => name),
    get: (name: string) => host.interfaces.find((iface) => iface.name === name),
    ports: (controller: string) =>
      host.interfaces
        .filter(({ port }) => port?.controller === controller)
        .sort((a, b) => (a.port?.position ?? 0) - (b.port?.position ?? 0))
        .map(({ name, port }) => `${port?.position} ${name}`),
    lines: (name: string) =>
      accounts
        .filter(({ path, text }) => path === `${ETC}/${name}` && !text.startsWith('['))
        .map(({ state, text, why }) => `${state} ${text}${why === undefined ? '' : `: ${why}`}`),
    messages: findings.map(({ message }) => message),
  };
}

describe('what a vlan stands on', () => {
  const parent = (files: Files, name = 'v5') => {
    const iface = read({ ...vlan('v5', 5), ...files }).get(name);
    return iface?.type === 'vlan' ? iface.vlan.parent : undefined;
  };

  test('of several, that of the file whose name comes first, and there the first name', () => {
    expect(parent({ 'a.network': network('eth1', 'VLAN=v5'), 'b.network': network('eth0', 'VLAN=v5') })).toBe(
      'eth1',
    );
    expect(
      parent({
        ...netdev('br0', 'bridge'),
        'b.network': network('br0', 'VLAN=v5'),
        'a.network': network('eth0', 'VLAN=v5'),
      }),
    ).toBe('eth0');
    expect(parent({ 'a.network': network('eth1 eth0', 'VLAN=v5') })).toBe('eth0');
  });

  test('the lines of the others are told to have no effect, and no other lines', () => {
    const files = {
      ...vlan('v5', 5),
      ...vlan('v6', 6),
      'a.network': network('eth0', 'VLAN=v5'),
      'b.network': network('eth1', 'VLAN=v5', 'VLAN=v6', 'Domains=v5'),
    };
    expect(read(files).lines('b.network').slice(2)).toEqual([
      `unread VLAN=v5: v5 stands on the interface of ${ETC}/a.network, if that one is there first`,
      'understood VLAN=v6',
      'understood Domains=v5',
    ]);
    expect(read(files).lines('a.network')).toContain('understood VLAN=v5');
  });

  test('never on itself', () => {
    expect(parent({ 'a.network': network('v5', 'VLAN=v5'), 'b.network': network('eth0', 'VLAN=v5') })).toBe(
      'eth0',
    );
  });

  test('one that no file names is never made', () => {
    const found = read({ ...vlan('v5', 5), 'a.network': network('v5', 'DHCP=ipv4') });
    expect(found.names).toEqual([]);
    expect(found.messages).toEqual([expect.stringContaining('no .network names it in VLAN=')]);
  });
});

describe('pairs', () => {
  const pair = (name: string, peer: string): Files => netdev(name, 'veth', `[Peer]\nName=${peer}\n`);

  test('of two that make one end the first does', () => {
    const files = { ...pair('a0', 'x'), ...pair('b0', 'x'), 'x.network': network('x', 'DHCP=ipv4') };
    expect(read(files).get('x')).toMatchObject({ type: 'veth', veth: { peer: 'a0' } });
  });

  test('an end that no file configures is none of the document, nor is its address', () => {
    const mac = 'MACAddress=02:00:00:00:00:01\n';
    const files = netdev('a0', 'veth', `[Peer]\nName=x\n${mac}`);
    const alone = read(files);
    expect(alone.names).toEqual(['a0']);
    expect(alone.lines('a0.netdev').at(-1)).toMatch(/^kept MACAddress/);
    const both = read({ ...files, 'x.network': network('x') });
    expect(both.names).toEqual(['a0', 'x']);
    expect(both.lines('a0.netdev').at(-1)).toMatch(/^understood MACAddress/);
  });
});

describe('members', () => {
  test('stand in the order of their names, the primary first', () => {
    const bond = (primary: string, mode = 'active-backup') =>
      read({
        ...netdev('bond0', 'bond', `[Bond]\nMode=${mode}\n`),
        ...Object.fromEntries(
          ['eth2', 'eth0', 'eth1'].map((name, n) => [
            `${n}.network`,
            network(name, 'Bond=bond0', ...(name === primary ? ['PrimarySlave=yes'] : [])),
          ]),
        ),
      }).ports('bond0');
    expect(bond('')).toEqual(['0 eth0', '1 eth1', '2 eth2']);
    expect(bond('eth1')).toEqual(['0 eth1', '1 eth0', '2 eth2']);
    // A mode without one.
    expect(bond('eth1', '802.3ad')).toEqual(['0 eth0', '1 eth1', '2 eth2']);
  });

  test('in files of ours in the order of the document', () => {
    const ports = ['eth2', 'eth0', 'eth1'].map((name) => `<interface type='ethernet' name='${name}'/>`);
    const { root } = written(
      `<interface type='bridge' name='br0'><bridge>${ports.join('')}</bridge></interface>`,
    );
    const { interfaces } = readFiles(root).host;
    const position = (name: string) => interfaces.find((iface) => iface.name === name)?.port?.position;
    expect(['eth0', 'eth1', 'eth2'].map(position)).toEqual([1, 2, 0]);
  });

  test('devices that the document has no word for, and bonds without members, leave no gap', () => {
    const files = {
      ...netdev('br0', 'bridge'),
      ...netdev('bond0', 'bond'),
      ...netdev('a0', 'macvlan', '[MACVLAN]\nMode=bridge\n'),
      'a0.network': network('a0', 'Bridge=br0'),
      'bond0.network': network('bond0', 'Bridge=br0'),
      'eth0.network': network('eth0', 'Bridge=br0'),
    };
    expect(read(files).ports('br0')).toEqual(['0 eth0']);
    expect(read(files).names).toEqual(['eth0', 'br0']);
    expect(read(files).messages.filter((message) => message.includes('bond0'))).toEqual([
      expect.stringContaining('no file names a member of the bond'),
    ]);
  });

  test.each([
    ['bridge', 'Bridge=c', 'bridge in a bridge'],
    ['bridge', 'Bond=c', 'bridge in a bond'],
    ['bond', 'Bond=c', 'bond in a bond'],
    ['vlan', 'Bond=c', 'vlan in a bond'],
    ['bond', 'Bridge=c', undefined],
    ['vlan', 'Bridge=c', undefined],
    ['veth', 'Bond=c', undefined],
    ['veth', 'Bridge=c', undefined],
  ])('a %s with %s', (kind, line, none) => {
    const { lines } = read({
      ...netdev('c', line.startsWith('Bond') ? 'bond' : 'bridge'),
      ...(kind === 'vlan' ? vlan('d', 5) : netdev('d', kind, kind === 'veth' ? '[Peer]\nName=x\n' : '')),
      'd.network': network('d', line),
      'eth0.network': network('eth0', kind === 'vlan' ? 'VLAN=d' : 'Bond=d'),
      'eth1.network': network('eth1', 'Bond=c'),
    });
    expect(lines('d.network').at(-1)).toBe(
      none === undefined ? `understood ${line}` : `kept ${line}: the document has no ${none}`,
    );
  });
});

describe('what is said, and what is left to a default', () => {
  test.each([
    ['bond', 'Mode=balance-rr', { mode: 'balance-rr' }],
    ['bond', '', {}],
    ['bridge', 'STP=no', { stp: false }],
    ['bridge', '', {}],
  ])('%s, %j', (kind, line, said) => {
    const section = kind === 'bond' ? 'Bond' : 'Bridge';
    const iface = read({
      ...netdev('d', kind, `[${section}]\n${line}\n`),
      'd.network': network('d', 'DHCP=ipv4'),
      'e.network': network('eth0', `${section}=d`),
    }).get('d');
    expect(iface?.type === 'bond' ? iface.bond : iface?.type === 'bridge' && iface.bridge).toEqual(said);
  });

  test.each([
    ['', {}],
    ['UseDNS=yes', { peerdns: true }],
    ['UseDNS=no', { peerdns: false }],
  ])('DHCP, with %j', (line, dhcp) => {
    const { get } = read({
      'a.network': network('eth0', 'DHCP=yes', `[DHCPv4]\n${line}\n[DHCPv6]\n${line}`),
    });
    expect([get('eth0')?.ipv4?.dhcp, get('eth0')?.ipv6?.dhcp]).toEqual([dhcp, dhcp]);
  });

  test('a device that networkd is to let alone is made, and nothing else', () => {
    const { get } = read({
      ...netdev('br0', 'bridge'),
      'br0.network': `${network('br0', 'Address=192.0.2.5/24')}[Link]\nUnmanaged=yes\nMTUBytes=1400\n`,
    });
    expect(get('br0')).toEqual({ name: 'br0', type: 'bridge', topLevel: true, start: 'none', bridge: {} });
  });
});

describe('notes of ours that directives no longer bear out', () => {
  const BOND = (monitor: string): string =>
    `<interface type='bond' name='bond0'><bond mode='active-backup'>${monitor}<interface type='ethernet' name='eth0'/></bond></interface>`;
  const bondOf = (root: Files) => {
    const bond = readFiles(root).host.interfaces.find(({ name }) => name === 'bond0');
    return bond?.type === 'bond' ? bond.bond.monitor : undefined;
  };

  test('how the carrier is told, where there is another monitor now', () => {
    const { root } = written(BOND("<miimon freq='100' carrier='netif'/>"));
    expect(bondOf(root)).toEqual({ kind: 'miimon', freqMs: 100, carrier: 'netif' });
    const path = `${ETC}/10-ifscribe-bond0.netdev`;
    const text = (root[path] ?? '').replace(
      'MIIMonitorSec=100ms',
      'ARPIntervalSec=1\nARPIPTargets=192.0.2.1',
    );
    expect(bondOf({ ...root, [path]: text })).toEqual({
      kind: 'arpmon',
      intervalMs: 1000,
      targets: ['192.0.2.1'],
    });
  });

  test('the address of a veth in a bridge is that of all of them, unless the document says it', () => {
    const veth = (mac: string): string =>
      `<interface type='bridge' name='br0'><bridge><interface type='ethernet' name='eth0'/><interface type='veth' name='v0'>${mac}<veth peer='v1'/></interface></bridge></interface>`;
    const HIGHEST = 'fe:ff:ff:ff:ff:ff';
    const v0 = (mac: string) => {
      const { root } = written(veth(mac), nic('eth9'));
      expect(root[`${ETC}/10-ifscribe-v0.netdev`]).toContain(`MACAddress=${HIGHEST}`);
      return readFiles(root).host.interfaces.find(({ name }) => name === 'v0');
    };
    expect(v0('')).not.toHaveProperty('assignMac');
    expect(v0(`<mac address='${HIGHEST}'/>`)).toMatchObject({ assignMac: HIGHEST });
  });

  test('whose name a NIC has that is found by its address', () => {
    const lan0 = "<interface type='ethernet' name='lan0'><mac address='52:54:00:ab:cd:ef'/></interface>";
    const { root } = written(lan0);
    const link = `${ETC}/10-ifscribe-lan0.link`;
    const edited = (path: string, from: string, to: string): Files => {
      expect(root[path]).toContain(from);
      return { ...root, [path]: (root[path] ?? '').replace(from, to) };
    };
    const names = (files: Files) => readFiles(files).host.interfaces.map(({ name }) => name);
    expect(names(root)).toEqual(['lan0']);
    expect(names(edited(link, 'Name=lan0', 'Name=lan1'))).toEqual(['lan1']);
    expect(names(edited(link, 'Name=lan0\n', ''))).toEqual(['lan0']);
    const network = `${ETC}/10-ifscribe-lan0.network`;
    // By nothing but its type it is one of many.
    const byType = edited(network, 'PermanentMACAddress=52:54:00:ab:cd:ef', 'Type=ether');
    expect(names({ [network]: byType[network] ?? '' })).toEqual([]);
  });
});

describe('several files for one thing', () => {
  test('of two .netdev files of one name the first is in force', () => {
    const { get, lines } = read({
      'a.netdev': '[NetDev]\nName=br0\nKind=bridge\nMTUBytes=1400\n',
      'b.netdev': '[NetDev]\nName=br0\nKind=bridge\nMTUBytes=1500\n',
    });
    expect(get('br0')).toMatchObject({ type: 'bridge', mtuBytes: 1400 });
    expect(new Set(lines('b.netdev'))).toEqual(
      new Set(
        ['Name=br0', 'Kind=bridge', 'MTUBytes=1500'].map(
          (line) => `unread ${line}: ${ETC}/a.netdev makes br0 already`,
        ),
      ),
    );
  });

  test.each([
    ['OriginalName=*', 'NamePolicy=keep', 'kept'],
    ['OriginalName=*', 'MTUBytes=1400', 'understood'],
    ['OriginalName=eth0', 'NamePolicy=keep', 'understood'],
  ])('a .link with %s that says %s: what it is for is %s', (match, said, state) => {
    const { lines } = read({
      'a.network': network('eth0'),
      '99.link': `[Match]\n${match}\n[Link]\n${said}\n`,
    });
    expect(lines('99.link')[0]?.split(':')[0]).toBe(`${state} ${match}`);
  });

  test('all files of a device of another kind say of what kind', () => {
    const { lines } = read({ ...netdev('a0', 'macvlan'), 'a0.network': network('a0') });
    for (const name of ['a0.netdev', 'a0.network'])
      expect(lines(name)[0]).toContain('the document has no word for devices of the kind macvlan');
  });
});
