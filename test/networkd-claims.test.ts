import { describe, expect, test } from 'vitest';
import { networkd } from '../backends/networkd/index.ts';
import { memoryRoot } from './support/memory-root.ts';

const ETC = '/etc/systemd/network';
const RUN = '/run/systemd/network';
const VENDOR = '/usr/lib/systemd/network';
const MAC = '52:54:00:00:00:01';

type Claimed = Parameters<ReturnType<typeof networkd.read>['claims'][number]['covers']>[0];
const eth0: Claimed = { name: 'eth0', type: 'ethernet' };
const found: Claimed = { ...eth0, permanentMac: MAC };
const lan0: Claimed = { name: 'lan0', type: 'ethernet', permanentMac: MAC };
const br0: Claimed = { name: 'br0', type: 'bridge' };
const v1: Claimed = { name: 'v1', type: 'veth' };

/** Of what others wrote, what is about an interface, and whether it comes before a file of ours. */
const claims = (path: string, text: string, iface: Claimed): string[] =>
  networkd
    .read(memoryRoot({ [path]: text }))
    .claims.filter(({ covers }) => covers(iface))
    .map(({ by, wins }) => `${by} ${wins(iface.name) ? 'first' : 'behind'}`);

const network = (...match: readonly string[]): string =>
  `[Match]\n${match.join('\n')}\n[Network]\nDHCP=yes\n`;

describe('a .network', () => {
  test.each<[string, string, Claimed, readonly string[]]>([
    [`${ETC}/05.network`, 'Name=eth0', eth0, ['name first']],
    [`${ETC}/20.network`, 'Name=eth0', eth0, ['name behind']],
    [`${ETC}/10-ifscribe-eth0.network`, 'Name=eth0', eth0, ['name behind']],
    [`${ETC}/20.network`, 'Name=eth1', eth0, []],
    [`${ETC}/20.network`, 'Name=eth0 en*', eth0, ['name behind']],
    [`${ETC}/20.network`, 'Name=eth*', eth0, ['pattern behind']],
    [`${ETC}/20.network`, 'Name=eth1 eth*', eth0, ['pattern behind']],
    [`${ETC}/20.network`, 'Name=!eth0', eth0, []],
    [`${ETC}/20.network`, 'Type=ether', eth0, ['pattern behind']],
    [`${ETC}/20.network`, 'Type=ether', br0, []],
    [`${ETC}/20.network`, '', eth0, []],
    // What the system brings stands back behind what is configured, unless it comes first.
    [`${VENDOR}/80.network`, 'Name=eth*', eth0, []],
    [`${VENDOR}/05.network`, 'Name=eth*', eth0, ['pattern first']],
    [`${VENDOR}/80.network`, 'Name=eth0', eth0, ['name behind']],
    [`${RUN}/80.network`, 'Name=eth*', eth0, ['pattern behind']],
    // An address that nobody knows is not the one; all else that only the machine can tell may be.
    [`${ETC}/20.network`, `MACAddress=${MAC}`, found, ['pattern behind']],
    [`${ETC}/20.network`, `MACAddress=${MAC}`, eth0, []],
    [`${ETC}/20.network`, 'MACAddress=52:54:00:00:00:02', found, []],
    [`${ETC}/20.network`, `Name=eth0\nMACAddress=${MAC}`, eth0, ['name behind']],
    [`${ETC}/20.network`, 'Name=eth*\nDriver=e1000', eth0, ['pattern behind']],
  ])('%s for %j and %j: %j', (path, match, iface, said) => {
    expect(claims(path, network(match), iface)).toEqual(said);
  });
});

describe('a .netdev', () => {
  const BRIDGE = '[NetDev]\nName=br0\nKind=bridge\n';
  const PAIR = '[NetDev]\nName=v0\nKind=veth\n[Peer]\nName=v1\nMACAddress=02:00:00:00:00:01\n';

  test.each<[string, string, Claimed, readonly string[]]>([
    ['a bridge', BRIDGE, br0, ['name first']],
    ['another one', BRIDGE, { ...br0, name: 'br1' }, []],
    ['the far end of a pair', PAIR, v1, ['name first']],
    ['the near one', PAIR, { ...v1, name: 'v0' }, ['name first']],
    ['what has no name', '[NetDev]\nName=\nKind=bridge\n', br0, []],
  ])('%s', (_what, text, iface, said) => {
    expect(claims(`${ETC}/05.netdev`, text, iface)).toEqual(said);
    expect(claims(`${ETC}/20.netdev`, text, iface)).toEqual(said.map(() => 'name behind'));
  });
});

describe('a .link is in the way of one of ours', () => {
  const link = (match: string, ...lines: readonly string[]): string =>
    `[Match]\n${match}\n[Link]\n${lines.join('\n')}\n`;

  test.each<[string, Claimed, readonly string[]]>([
    [link('OriginalName=br0', 'MTUBytes=1400'), br0, ['name first']],
    [link('OriginalName=*', 'MTUBytes=1400'), br0, ['pattern first']],
    // A NIC that is found by its name has none of ours.
    [link('OriginalName=eth0', 'MTUBytes=1400'), eth0, []],
    [link(`MACAddress=${MAC}`, 'Name=lan1'), lan0, ['pattern first']],
    // Unless it does what ours would.
    [link(`MACAddress=${MAC}`, 'Name=lan0'), lan0, []],
    [link(`MACAddress=${MAC}`, 'Name=lan0', 'MTUBytes=1400'), lan0, []],
    [link(`MACAddress=${MAC}`, 'MTUBytes=1400', 'Alias=lan0'), lan0, ['pattern first']],
  ])('%j, %j', (text, iface, said) => {
    expect(claims(`${ETC}/05.link`, text, iface)).toEqual(said);
  });
});

test.each([
  [`${ETC}/10-ifscribe-eth0.network.d/x.conf`, ['name first']],
  [`${RUN}/10-ifscribe-eth0.network.d/x.conf`, ['name first']],
  [`${VENDOR}/10-ifscribe-eth0.link.d/x.conf`, ['name first']],
  [`${ETC}/10-ifscribe-eth0.network.d/x.conf.old`, []],
  [`${ETC}/10-ifscribe-eth1.network.d/x.conf`, []],
  [`${ETC}/20-eth0.network.d/x.conf`, []],
])('%s changes a file of ours', (path, said) => {
  expect(claims(path, '[Link]\nMTUBytes=1400\n', eth0)).toEqual(said);
});
