import { describe, expect, test } from 'vitest';
import { networkd } from '../backends/networkd/index.ts';
import { memoryRoot } from './support/memory-root.ts';
import { written } from './support/networkd-files.ts';

const ETC = '/etc/systemd/network';
const RUN = '/run/systemd/network';
type Files = Readonly<Record<string, string>>;

/** What becomes of files when their interfaces `names` are let go: new texts by path; null where one goes. */
const edits = (files: Files, ...names: readonly string[]): Record<string, string | null> =>
  Object.fromEntries(
    networkd.release(memoryRoot(files), new Set(names)).map(({ path, content }) => [path, content ?? null]),
  );
const network = (match: string, ...lines: readonly string[]): string =>
  `[Match]\n${match}\n[Network]\n${lines.join('\n')}\n`;
const netdev = (name: string, kind: string, more = ''): Files => ({
  [`${ETC}/${name}.netdev`]: `[NetDev]\nName=${name}\nKind=${kind}\n${more}`,
});

describe('names in [Match]', () => {
  const remaining = (match: string, ...names: readonly string[]): string | undefined => {
    const path = `${ETC}/a.network`;
    const changed = edits({ [path]: network(match, 'DHCP=yes') }, ...names);
    expect(Object.keys(changed)).toEqual([path]);
    return changed[path]?.split('[Network]')[0]?.replace('[Match]\n', '').trimEnd();
  };

  test.each<[string, string, string | undefined]>([
    ['Name=eth0', 'eth0', undefined],
    ['Name=eth0 eth1', 'eth0', 'Name=eth1'],
    ['Name=eth0\nName=eth1', 'eth0', 'Name=eth1'],
    ['Name=eth0 eth*', 'eth0', 'Name=eth*\nName=!eth0'],
    ['Name=eth1 eth* eth0', 'eth0', 'Name=eth1 eth*\nName=!eth0'],
    ['Name=en* eth*\nType=ether', 'eth0', 'Name=en* eth*\nType=ether\nName=!eth0'],
    [
      'Name=eth0 eth1 eth*\nMACAddress=02:00:00:00:00:01',
      'eth0',
      'Name=eth1 eth*\nMACAddress=02:00:00:00:00:01\nName=!eth0',
    ],
    ['Name=!eth1', 'eth0', 'Name=!eth1\nName=!eth0'],
    // A ! that came to stand at the beginning would negate all words.
    ['Name=eth0 !eth1 eth2 en*', 'eth0', 'Name=eth2 en* !eth1\nName=!eth0'],
    ['Name=eth0 !eth1 eth2', 'eth0', 'Name=eth2 !eth1'],
  ])('%j without %s: %j', (match, name, left) => {
    expect(remaining(match, name)).toBe(left);
  });

  test('all that it names and no more', () => {
    expect(remaining('Name=eth0 eth1', 'eth0', 'eth1')).toBeUndefined();
    expect(remaining('Name=eth0 eth1 eth2', 'eth0', 'eth1')).toBe('Name=eth2');
    expect(remaining('Name=eth*', 'eth0', 'eth1')).toBe('Name=eth*\nName=!eth0 eth1');
  });

  test.each([
    ['Name=eth1', 'eth0'],
    ['Name=!eth0', 'eth0'],
    ['Name=en*', 'eth0'],
    ['Type=bridge', 'eth0'],
    ['MACAddress=02:00:00:00:00:01', 'eth0'],
  ])('%j has nothing to do with %s', (match, name) => {
    expect(edits({ [`${ETC}/a.network`]: network(match, 'DHCP=yes') }, name)).toEqual({});
  });

  test('a last line without an end gets one', () => {
    const path = `${ETC}/a.network`;
    expect(edits({ [path]: '[Network]\nDHCP=yes\n[Match]\nName=eth*' }, 'eth0')[path]).toBe(
      '[Network]\nDHCP=yes\n[Match]\nName=eth*\nName=!eth0\n',
    );
  });

  test('a value of several lines goes whole, and what follows stays', () => {
    const path = `${ETC}/a.network`;
    const text = '[Match]\nName=eth0 \\\n# and\n  eth1\nName=eth2\n[Network]\nDHCP=yes\n';
    expect(edits({ [path]: text }, 'eth0', 'eth1')[path]).toBe('[Match]\nName=eth2\n[Network]\nDHCP=yes\n');
    expect(edits({ [path]: text }, 'eth2')[path]).toBe(
      '[Match]\nName=eth0 \\\n# and\n  eth1\n[Network]\nDHCP=yes\n',
    );
  });

  test('a drop-in that names one loses it; one elsewhere is copied', () => {
    const files = {
      [`${ETC}/a.network`]: network('Name=eth1', 'DHCP=yes'),
      [`${RUN}/a.network.d/x.conf`]: '[Match]\nName=eth0 eth2\n',
    };
    expect(edits(files, 'eth0')).toEqual({ [`${ETC}/a.network.d/x.conf`]: '[Match]\nName=eth2\n' });
  });
});

describe('a file that goes', () => {
  test('takes the drop-ins below /etc along, and is masked where another would come to light', () => {
    const files = {
      [`${ETC}/a.network`]: network('Name=eth0', 'DHCP=yes'),
      [`${ETC}/a.network.d/x.conf`]: '[Link]\nMTUBytes=1400\n',
      [`${RUN}/a.network.d/y.conf`]: '[Link]\nARP=no\n',
    };
    expect(edits(files, 'eth0')).toEqual({
      [`${ETC}/a.network`]: null,
      [`${ETC}/a.network.d/x.conf`]: null,
    });
    const both = { ...files, [`${RUN}/a.network`]: network('Name=eth0') };
    expect(edits(both, 'eth0')).toMatchObject({ [`${ETC}/a.network`]: '' });
  });

  test('one that networkd refuses stays as it is', () => {
    expect(edits({ [`${ETC}/a.network`]: '[Match]\nName=eth0\n[Network\n' }, 'eth0')).toEqual({});
  });

  test('the edits come by path', () => {
    const files = {
      ...netdev('z', 'bridge'),
      ...netdev('a', 'bridge'),
      [`${ETC}/m.network`]: network('Name=a z'),
    };
    expect(Object.keys(edits(files, 'a', 'z'))).toEqual([
      `${ETC}/a.netdev`,
      `${ETC}/m.network`,
      `${ETC}/z.netdev`,
    ]);
  });
});

describe('devices', () => {
  const vlan = (name: string, tag: number): Files => netdev(name, 'vlan', `[VLAN]\nId=${tag}\n`);

  test('a vlan goes out of VLAN=, and no other key that has its name', () => {
    const path = `${ETC}/eth0.network`;
    const files = {
      ...vlan('v5', 5),
      ...vlan('v6', 6),
      [path]: network('Name=eth0', 'VLAN=v5', 'VLAN=v6', 'Domains=v5'),
    };
    expect(edits(files, 'v5')).toEqual({
      [`${ETC}/v5.netdev`]: null,
      [path]: network('Name=eth0', 'VLAN=v6', 'Domains=v5'),
    });
  });

  test('both in one file: the interface is excluded, and its vlan goes', () => {
    const path = `${ETC}/a.network`;
    const files = { ...vlan('v5', 5), [path]: '[Network]\nVLAN=v5\nDHCP=yes\n[Match]\nName=eth1 eth*\n' };
    expect(edits(files, 'v5', 'eth1')).toEqual({
      [`${ETC}/v5.netdev`]: null,
      [path]: '[Network]\nDHCP=yes\n[Match]\nName=eth*\nName=!eth1\n',
    });
  });

  test('ours: the parent that only vlans stand on goes with the last of them', () => {
    const v = (name: string, tag: number): string =>
      `<interface type='vlan' name='${name}'><vlan tag='${tag}'><interface name='eth9'/></vlan></interface>`;
    const { root } = written(v('v5', 5), v('v6', 6));
    const parent = `${ETC}/10-ifscribe-eth9.network`;
    expect(root[parent]).toContain('VLAN=v5');
    const all = Object.fromEntries(Object.keys(root).map((path) => [path, null]));
    expect(edits(root, 'v5', 'v6')).toEqual(all);
    const own = (name: string): readonly string[] => Object.keys(root).filter((path) => path.includes(name));
    expect(Object.keys(edits(root, 'v5'))).toEqual(own('v5'));
    // Of another one, nothing.
    expect(edits(root, 'eth1')).toEqual({});
  });

  test('ours: a .link goes with what it is for', () => {
    const { root } = written(
      "<interface type='bridge' name='br0'><bridge><interface name='eth0'/></bridge></interface>",
    );
    expect(Object.keys(edits(root, 'br0'))).toContain(`${ETC}/10-ifscribe-br0.link`);
    expect(Object.keys(edits(root, 'eth0'))).toEqual([`${ETC}/10-ifscribe-eth0.network`]);
  });
});
