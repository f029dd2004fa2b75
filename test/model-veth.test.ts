import { describe, expect, test } from 'vitest';
import { networkd } from '../backends/networkd/index.ts';
import { parseDocuments } from '../src/language/parse.ts';
import { checkHost } from '../src/model/check.ts';
import { orderInterfaces } from '../src/model/host.ts';
import { resolve } from '../src/model/resolve.ts';
import { planApply } from '../src/plan/plan.ts';
import { planUndefine } from '../src/plan/undefine.ts';
import { bridge, ethernet, veth, vlan } from './support/hosts.ts';
import { memoryRoot, rootAfter } from './support/memory-root.ts';

const end = (name: string, peer: string, inner = ''): string =>
  `<interface type='veth' name='${name}'>${inner}<veth peer='${peer}'/></interface>`;
const bridgeOf = (name: string, ...members: string[]): string =>
  `<interface type='bridge' name='${name}'><bridge>${members.join('')}</bridge></interface>`;
const vlanOn = (parent: string): string =>
  `<interface type='vlan' name='tagged'><vlan tag='5'><interface name='${parent}'/></vlan></interface>`;

function outcomeOf(...elements: string[]) {
  const parsed = parseDocuments([{ file: 'd.xml', text: `<interfaces>${elements.join('\n')}</interfaces>` }]);
  const { host, findings } = resolve(parsed.definitions, parsed.sources);
  const all = [...parsed.findings, ...findings, ...checkHost(host, parsed.sources)];
  return { host, parsed, found: all.map(({ code, interface: name, at }) => `${name} ${code} ${at?.line}`) };
}

describe('a veth pair', () => {
  test.each<[what: string, elements: string[], found: string[]]>([
    ['both ends name each other', [end('a', 'b'), end('b', 'a')], []],
    ['nobody defines the other end', [end('a', 'b')], []],
    ['a vlan stands on the end that nobody defines', [end('a', 'b'), vlanOn('b')], []],
    ['an end names itself', [end('a', 'a')], ['a veth-peer-self 1']],
    [
      'an end names nothing',
      [`<interface type='veth' name='a'><veth/></interface>`],
      ['a missing-attribute 1'],
    ],
    ['an end says no pair', [`<interface type='veth' name='a'/>`], ['a missing-element 1']],
    ['the peer is no device name', [end('a', 'b b')], ['a device-name 1']],
    [
      'the peer is a NIC',
      [end('a', 'eth0'), "<interface type='ethernet' name='eth0'/>"],
      ['a veth-peer-type 2'],
    ],
    ['two name one peer that nobody defines', [end('a', 'c'), end('b', 'c')], ['b veth-peer-twice 2']],
    [
      'the peer names another one',
      [end('a', 'b'), end('b', 'c'), end('c', 'b')],
      ['a veth-peers-disagree 2'],
    ],
    [
      'both ends in one bridge',
      [end('a', 'b'), bridgeOf('br0', "<interface name='a'/>", end('b', 'a'))],
      ['a veth-loop 2'],
    ],
    ['each end in a bridge of its own', [bridgeOf('br0', end('a', 'b')), bridgeOf('br1', end('b', 'a'))], []],
    ['MTUs that differ', [end('a', 'b', "<mtu size='9000'/>"), end('b', 'a')], ['a veth-mtus-differ 2']],
    [
      'an end in a bond',
      [`<interface type='bond' name='bond0'><bond>${end('a', 'b')}</bond></interface>`],
      [],
    ],
  ])('%s', (_what, elements, found) => {
    expect(outcomeOf(...elements).found).toEqual(found);
  });

  test('a member that is only named is the other end, if one names it', () => {
    const { host, found } = outcomeOf(end('a', 'b'), bridgeOf('br0', "<interface name='b'/>"));
    expect(found).toEqual([]);
    expect(host.interfaces.find(({ name }) => name === 'b')).toEqual(
      veth('b', 'a', { topLevel: false, port: { controller: 'br0', position: 0 } }),
    );
  });
});

describe('the order', () => {
  const names = (...interfaces: Parameters<typeof orderInterfaces>[0]): string[] =>
    orderInterfaces(interfaces).map(({ name }) => name);
  const inBridge = (controller: string, position = 0) => ({ port: { controller, position } });

  test('an end comes after the bridge that it reaches through the other one', () => {
    const members = [veth('z', 'a', inBridge('br0')), ethernet('eth0', inBridge('br0', 1))];
    expect(names(veth('a', 'z'), bridge('br0'), ...members)).toEqual(['z', 'eth0', 'br0', 'a']);
  });

  test('a vlan on the end that nobody defines comes after the other one', () => {
    expect(names(vlan('a', 'far', 5), veth('near', 'far'))).toEqual(['near', 'a']);
  });

  test('a vlan still comes after its parent where bridge and end stand on each other', () => {
    const one = [veth('a', 'b'), vlan('a.5', 'a', 5, inBridge('br0')), veth('b', 'a', inBridge('br0', 1))];
    expect(names(bridge('br0'), ...one)).toEqual(['a', 'a.5', 'b', 'br0']);
  });
});

describe('in a root', () => {
  type Files = Readonly<Record<string, string>>;
  const place = { backend: networkd, others: [], prune: false, allowLoss: false };
  const apply = (files: Files, ...elements: string[]) => {
    const { findings, changes } = planApply({
      ...place,
      ...outcomeOf(...elements).parsed,
      root: memoryRoot(files),
    });
    return { files: rootAfter(files, changes).files, codes: findings.map(({ code }) => code) };
  };
  const undefine = (files: Files, ...names: string[]) => {
    const { findings, changes } = planUndefine({ ...place, root: memoryRoot(files), names });
    return { files: rootAfter(files, changes).files, codes: findings.map(({ code }) => code) };
  };
  const netdevs = (files: Files): string[] =>
    Object.keys(files).flatMap((path) => /([^/]*)\.netdev$/.exec(path)?.[1] ?? []);

  test('the pair is made by one file, which goes over to the other end with the first by name', () => {
    const { files } = apply({}, end('b', 'a'));
    expect(netdevs(files)).toEqual(['10-ifscribe-b']);
    const both = apply(files, end('a', 'b')).files;
    expect(netdevs(both)).toEqual(['10-ifscribe-a']);
    const left = undefine(both, 'a').files;
    expect(netdevs(left)).toEqual(['10-ifscribe-b']);
    expect(networkd.read(memoryRoot(left)).host.interfaces).toEqual([veth('b', 'a')]);
  });

  test('a peer that the other end does not name is a conflict with what stands there', () => {
    const { files } = apply({}, end('a', 'b'), end('b', 'a'));
    expect(apply(files, end('a', 'c')).codes).toContain('veth-peers-disagree');
  });

  test('an end goes only with the vlan on the other one that nobody defines', () => {
    const { files } = apply({}, end('a', 'b'), vlanOn('b'));
    expect(undefine(files, 'a').codes).toEqual(['removal-blocked']);
    expect(undefine(files, 'a', 'tagged')).toEqual({ files: {}, codes: [] });
  });
});

describe('files that somebody edited', () => {
  const file = (name: string, text: string): [string, string] => [
    `/etc/systemd/network/10-ifscribe-${name}`,
    `# ifscribe 1: ${name.split('.')[0]}, part 1 of 1, 3 lines, checksum 00000000000000000000000000000000\n${text}`,
  ];
  const read = (...files: [string, string][]) => networkd.read(memoryRoot(Object.fromEntries(files)));
  const network = (name: string): [string, string] => file(`${name}.network`, `[Match]\nName=${name}\n`);

  test('an address for an end that nobody defines is reported', () => {
    const text = '[NetDev]\nName=a\nKind=veth\n[Peer]\nName=b\nMACAddress=02:00:5e:00:53:02\n';
    const lines = read(file('a.netdev', text), network('a')).problems.map(({ at }) => at?.line);
    expect(lines).toEqual([7]);
    expect(read(file('a.netdev', text), network('a'), network('b')).problems).toEqual([]);
  });

  test.each(['[NetDev]\nName=a\nKind=veth\n', '[NetDev]\nName=a\nKind=veth\n[Peer]\nName=a\n'])(
    'a pair that is none is no interface: %j',
    (text) => {
      const { host } = read(file('a.netdev', text));
      expect(host.interfaces).toEqual([]);
    },
  );

  test("somebody else's pair is in the way of a device that has the name of either end", () => {
    const { claims } = read([
      '/etc/systemd/network/50-x.netdev',
      '[NetDev]\nName=x\nKind=veth\n[Peer]\nName=y\n',
    ]);
    const covered = ['x', 'y', 'z'].filter((name) =>
      claims.some(({ covers }) => covers({ name, type: 'bridge' })),
    );
    expect(covered).toEqual(['x', 'y']);
  });
});
