import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { catalog } from '../src/findings/catalog.ts';
import type { Code } from '../src/findings/finding.ts';
import { networkHostCatalog } from '../src/findings/network-host-catalog.ts';
import { parseDocuments } from '../src/language/parse.ts';
import { addressText, reservedWithin, subnetBlock, subnetText } from '../src/model/address-block.ts';
import { checkNetworks } from '../src/model/check-networks.ts';
import { networkKey, type SourceMap } from '../src/model/definition.ts';
import type { Host } from '../src/model/host.ts';
import type { Interface } from '../src/model/interface.ts';
import type { InstalledNetwork, Network, NetworkIp } from '../src/model/network.ts';
import { bridgeDefinition } from '../src/model/network-bridge.ts';
import { addressBits, type Family } from '../src/model/values.ts';
import { checkDocuments } from '../src/plan/plan.ts';
import { arbitraryNetworks } from './support/arbitrary-network.ts';
import { bond, bridge, define, ethernet, placesOf, vlan } from './support/hosts.ts';

type Ipv4 = NetworkIp & { family: 'ipv4' };
type Dhcp = NonNullable<Ipv4['dhcp']>;

const ipv4 = (address: string, prefix = 24, dhcp?: Partial<Dhcp>): NetworkIp => ({
  family: 'ipv4',
  address,
  prefix,
  ...(dhcp && { dhcp: { ranges: [], hosts: [], ...dhcp } }),
});
const ipv6 = (address: string, prefix = 64, dhcp?: object): NetworkIp =>
  ({
    family: 'ipv6',
    address,
    prefix,
    ...(dhcp && { dhcp: { ranges: [], hosts: [], ...dhcp } }),
  }) as NetworkIp;

/** A NAT network that nothing is wrong with, but for what a test says. */
const network = (name: string, more: Partial<Network> = {}): Network => ({
  name,
  bridge: { name: `vir-${name}`, stp: false, ...more.bridge },
  forward: { mode: 'nat' },
  ips: [ipv4('192.168.150.1')],
  routes: [],
  portForwards: [],
  ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'bridge')),
});
const leasing = (dhcp: Partial<Dhcp>, more: Partial<Network> = {}): Network =>
  network('lab', { ips: [ipv4('192.168.150.1', 24, dhcp)], ...more });
const forwarding = (
  forward: Partial<Network['portForwards'][number]>,
  more: Partial<Network> = {},
): Network =>
  leasing(
    { hosts: [{ name: 'alpha', mac: '52:54:00:00:00:01', ip: '192.168.150.10' }] },
    {
      portForwards: [{ protocol: 'tcp', start: 2222, end: 2222, to: 'alpha', toPort: 22, ...forward }],
      ...more,
    },
  );

const install = (each: Network, more: Partial<InstalledNetwork> = {}): InstalledNetwork => ({
  network: each,
  autostart: true,
  dhcpServer: 'dnsmasq',
  ownsBridge: each.forward?.mode !== 'bridge',
  ...more,
});
/** On an interface that is defined apart. */
const apart = (each: Network): InstalledNetwork => install(each, { ownsBridge: false });

const isInstalled = (each: Network | InstalledNetwork): each is InstalledNetwork => 'network' in each;
const installed = (networks: readonly (Network | InstalledNetwork)[]): InstalledNetwork[] =>
  networks.map((each) => (isInstalled(each) ? each : install(each)));

/** Every place of a network, each on a line of its own. */
function placesOfNetworks(networks: readonly InstalledNetwork[]): SourceMap {
  const sources = new Map<string, { file: string; line: number; column: number }>();
  for (const { network: each } of networks) {
    const slots = ['', 'bridge', 'mac', 'mtu', 'forward', 'forward.dev', 'dns'];
    each.ips.forEach(({ dhcp }, n) => {
      slots.push(`ip.${n}`, `ip.${n}.tftp`);
      slots.push(...(dhcp?.ranges ?? []).map((_, m) => `ip.${n}.range.${m}`));
      slots.push(...(dhcp?.hosts ?? []).map((_, m) => `ip.${n}.host.${m}`));
    });
    slots.push(
      ...each.routes.map((_, m) => `route.${m}`),
      ...each.portForwards.map((_, m) => `publish.${m}`),
    );
    for (const slot of slots)
      sources.set(networkKey(each.name, slot), { file: 'n.xml', line: sources.size + 1, column: 1 });
  }
  return sources;
}

/** The merged host: with the bridges that networks own. */
const hostWith = (networks: readonly InstalledNetwork[], interfaces: readonly Interface[]): Host => ({
  interfaces: [
    ...interfaces,
    ...networks.filter(({ ownsBridge }) => ownsBridge).map((each) => bridgeDefinition(each).iface),
  ],
});

interface Surroundings {
  /** Interfaces of the root, which no document holds. */
  readonly standing?: readonly Interface[];
  /** Interfaces of documents after those of the networks. */
  readonly defined?: readonly Interface[];
}

function findingsOf(
  networks: readonly (Network | InstalledNetwork)[],
  { standing = [], defined = [] }: Surroundings = {},
) {
  const all = installed(networks);
  const sources = new Map([...placesOfNetworks(all), ...placesOf(defined.map((iface) => define(iface)))]);
  return { found: checkNetworks(all, hostWith(all, [...standing, ...defined]), sources), sources };
}

/** Findings as `code at PLACE`, the place by its key. */
function faults(networks: readonly (Network | InstalledNetwork)[], surroundings?: Surroundings): string[] {
  const { found, sources } = findingsOf(networks, surroundings);
  const keyAt = new Map([...sources].map(([key, { file, line }]) => [`${file} ${line}`, key]));
  return found.map(({ code, at }) => `${code} at ${keyAt.get(`${at?.file} ${at?.line}`)}`);
}

const static4 = (address: string, prefix = 24) => ({
  ipv4: { addresses: [{ address, prefix }], routes: [] },
});

describe('subnets', () => {
  const onIp = (code: string): string[] => [`${code} at network:lab ip.0`];

  test('two networks that share addresses are told at the later one', () => {
    const wide = network('wide', { ips: [ipv4('192.168.144.1', 20)] });
    const narrow = network('narrow', { ips: [ipv4('192.168.150.9', 28)] });
    expect(faults([wide, network('lab')])).toEqual(onIp('subnet-overlap'));
    expect(faults([narrow, network('lab')])).toEqual(onIp('subnet-overlap'));
    expect(findingsOf([narrow, network('lab')]).found[0]?.network).toBe('lab');
  });

  test('neighbouring subnets and other families are no overlap', () => {
    const networks = [
      network('a', { ips: [ipv4('10.0.0.1', 25), ipv6('fd00:1::1')] }),
      network('b', { ips: [ipv4('10.0.0.129', 25), ipv6('fd00:2::1')], forward: { mode: 'nat' } }),
    ];
    expect(faults(networks).filter((fault) => fault.startsWith('subnet'))).toEqual([]);
  });

  test('two subnets of one network are apart as well', () => {
    const twice = network('lab', { ips: [ipv4('192.168.150.1'), ipv4('192.168.150.2')] });
    expect(faults([twice])).toEqual(['subnet-overlap at network:lab ip.1']);
  });

  test('an interface of the root or of a document has an address in it', () => {
    const uplink = ethernet('eth0', static4('192.168.150.77', 32));
    expect(faults([network('lab')], { standing: [uplink] })).toEqual(onIp('subnet-overlap'));
    expect(faults([network('lab')], { defined: [uplink] })).toEqual([
      'subnet-overlap at eth0 ipv4.address.0',
    ]);
  });

  test('what overlaps is found behind what does not count: its own bridge, and nested subnets', () => {
    const standing = [
      bridge('br0', static4('192.168.150.1')),
      ethernet('eth0', static4('192.168.150.2', 30)),
      ethernet('eth1', static4('192.168.0.1', 16)),
    ];
    const lab = apart(network('lab', { bridge: { name: 'br0' } }));
    expect(faults([lab], { standing })).toEqual([
      'subnet-overlap at network:lab ip.0',
      'subnet-overlap at network:lab ip.0',
    ]);
  });

  test('link-local addresses are the same on every link', () => {
    const ips = [ipv6('fe80::1')];
    expect(
      faults([network('a', { ips, forward: undefined }), network('b', { ips, forward: undefined })]),
    ).toEqual([]);
  });

  test("both ends of a veth pair are in its network's subnet", () => {
    const veth = (name: string, peer: string, address: string): Interface =>
      ({ type: 'veth', name, topLevel: true, veth: { peer }, ...static4(address, 30) }) as Interface;
    const standing = [veth('v0', 'v1', '172.18.255.1'), veth('v1', 'v0', '172.18.255.2')];
    const lab = network('lab', { bridge: { name: 'v0' }, ips: [ipv4('172.18.255.1', 30)] });
    expect(faults([apart({ ...lab, bridge: { name: 'v0' } })], { standing })).toEqual([]);
  });

  test('a route leads elsewhere', () => {
    const route = { destination: { address: '192.168.150.0', prefix: 24 }, gateway: '10.0.0.2' };
    const uplink = ethernet('eth0', {
      ipv4: { addresses: [{ address: '10.0.0.1', prefix: 24 }], routes: [route] },
    });
    expect(faults([network('lab')], { defined: [uplink] })).toEqual(['subnet-routed at eth0 ipv4.route.0']);
    expect(faults([network('lab')], { standing: [uplink] })).toEqual(onIp('subnet-routed'));
  });

  test("libvirt's own subnet is warned of", () => {
    const lab = network('lab', { ips: [ipv4('192.168.122.1')] });
    expect(faults([lab])).toEqual(onIp('subnet-of-libvirt'));
  });

  test('what only the root holds is not told again', () => {
    const all = installed([network('a'), network('b')]);
    expect(checkNetworks(all, hostWith(all, []), new Map())).toEqual([]);
  });
});

describe('bridges', () => {
  const br0 = (more: Partial<Interface> = {}): Interface =>
    bridge('br0', { ...static4('192.168.150.1'), ...(more as object) });
  const onBr0 = (more: Partial<Network> = {}): InstalledNetwork =>
    apart(
      network('lab', {
        ...more,
        bridge: { name: 'br0', stp: undefined, ...more.bridge } as Network['bridge'],
      }),
    );

  test('two networks on one bridge', () => {
    const other = network('b', { ips: [ipv4('10.0.0.1')], bridge: { name: 'vir-a' } });
    expect(faults([network('a'), other])).toEqual(['bridge-shared at network:b bridge']);
  });

  test("networks with mode='bridge' may share one", () => {
    const shared = (name: string): Network =>
      network(name, { bridge: { name: 'br0' }, ips: [], forward: { mode: 'bridge' } });
    expect(faults([shared('a'), shared('b')], { defined: [bridge('br0')] })).toEqual([]);
  });

  test('the same uuid, the same MAC address', () => {
    const uuid = '11111111-2222-3333-4444-555555555555';
    const mac = '52:54:00:00:00:99';
    const other = network('b', { ips: [ipv4('10.0.0.1')], uuid, mac });
    expect(faults([network('a', { uuid, mac }), other])).toEqual([
      'network-uuid-twice at network:b',
      'network-mac-twice at network:b mac',
    ]);
  });

  test('a bridge that is defined apart and has what the network says', () => {
    expect(faults([onBr0()], { defined: [br0()] })).toEqual([]);
    const lab = onBr0({
      mac: '52:54:00:00:00:99',
      mtuBytes: 1400,
      bridge: { name: 'br0', stp: false, delayMs: 0 },
    });
    const same = br0({ assignMac: '52:54:00:00:00:99', mtuBytes: 1400 });
    expect(
      faults([lab], { defined: [{ ...same, bridge: { stp: false, forwardDelayMs: 0 } } as Interface] }),
    ).toEqual([]);
  });

  test('what it says otherwise', () => {
    const lab = onBr0({
      mac: '52:54:00:00:00:99',
      mtuBytes: 1400,
      bridge: { name: 'br0', stp: true, delayMs: 2000 },
    });
    expect(faults([lab], { standing: [br0()] })).toEqual([
      'network-setting-differs at network:lab mac',
      'network-setting-differs at network:lab mtu',
      'network-setting-differs at network:lab bridge',
      'network-setting-differs at network:lab bridge',
    ]);
  });

  test('an address that the interface lacks, or has with another prefix', () => {
    const lacking = ['network-address-missing at network:lab ip.0'];
    expect(faults([onBr0()], { standing: [bridge('br0')] })).toEqual(lacking);
    expect(faults([onBr0()], { standing: [br0(static4('192.168.150.1', 25))] })).toEqual(lacking);
  });

  test('a NIC, a bond or a vlan is no place for a network', () => {
    for (const iface of [ethernet('br0'), bond('br0'), vlan('br0', 'eth0', 5)]) {
      const found = faults([onBr0()], { standing: [{ ...iface, ...static4('192.168.150.1') }] });
      expect(found).toEqual(['network-bridge-type at network:lab bridge']);
    }
  });

  test('the host end of a veth pair is one, but for a network that guests plug into', () => {
    const veth = {
      type: 'veth',
      name: 'br0',
      topLevel: true,
      veth: { peer: 'p' },
      ...static4('192.168.150.1'),
    };
    expect(faults([onBr0()], { standing: [veth as Interface] })).toEqual([]);
    const plugged = network('lab', { bridge: { name: 'br0' }, ips: [], forward: { mode: 'bridge' } });
    expect(faults([plugged], { standing: [veth as Interface] })).toEqual([
      'network-bridge-type at network:lab bridge',
    ]);
  });

  test('the interface by which the host reaches others, unless the network has no rules', () => {
    const on = 'network-on-uplink at network:lab bridge';
    const addresses = static4('192.168.150.1').ipv4;
    const gateway = { ...addresses, routes: [{ gateway: '192.168.150.254' }] };
    const route = {
      ...addresses,
      routes: [{ destination: { address: '10.0.0.0', prefix: 8 }, gateway: '192.168.150.254' }],
    };
    expect(faults([onBr0()], { standing: [br0({ ipv4: gateway })] })).toEqual([on]);
    expect(faults([onBr0()], { standing: [br0({ ipv4: { ...addresses, dhcp: {} } })] })).toEqual([on]);
    expect(faults([onBr0()], { standing: [br0({ ipv4: route })] })).toEqual([]);
    expect(faults([onBr0({ forward: { mode: 'open' } })], { standing: [br0({ ipv4: gateway })] })).toEqual(
      [],
    );
  });

  test('a member of something', () => {
    const veth = {
      type: 'veth',
      name: 'br0',
      topLevel: true,
      veth: { peer: 'p' },
      ...static4('192.168.150.1'),
      port: { controller: 'br1', position: 0 },
    };
    expect(faults([onBr0()], { standing: [veth as Interface, bridge('br1')] })).toEqual([
      'network-bridge-member at network:lab bridge',
    ]);
  });

  test('a bridge that is not there, or not at boot', () => {
    expect(faults([onBr0()])).toEqual(['network-bridge-missing at network:lab bridge']);
    const plugged = network('lab', { bridge: { name: 'br0' }, ips: [], forward: { mode: 'bridge' } });
    expect(faults([plugged])).toEqual(['network-bridge-undefined at network:lab bridge']);
    expect(faults([plugged], { standing: [bridge('br0', { start: 'none' })] })).toEqual([
      'network-bridge-not-started at network:lab bridge',
    ]);
    expect(
      faults([{ ...apart(plugged), autostart: false }], { standing: [bridge('br0', { start: 'none' })] }),
    ).toEqual([]);
  });

  test.each([
    [{ stp: true, delayMs: 0 }, ['network-stp-delay at network:lab bridge']],
    [{ stp: undefined }, ['network-stp-delay at network:lab bridge']],
    [{ stp: true, delayMs: 31_000 }, ['network-stp-delay at network:lab bridge']],
    [{ stp: true, delayMs: 2000 }, []],
    [{ stp: false, delayMs: 0 }, []],
  ])('a spanning tree that the kernel delays: %j', (options, expected) => {
    const lab = { ...network('lab'), bridge: { name: 'vir-lab', ...options } };
    expect(faults([lab as Network])).toEqual(expected);
  });
});

describe('forwarding', () => {
  const by = (dev: string): Network => network('lab', { forward: { mode: 'nat', dev } });

  test('by its own bridge, by a member, by what nobody defines', () => {
    const member = ethernet('eth0', { port: { controller: 'bond0', position: 0 } });
    expect(faults([by('vir-lab')])).toEqual(['forward-dev-own at network:lab forward.dev']);
    expect(faults([by('eth0')], { standing: [member, bond('bond0')] })).toEqual([
      'forward-dev-member at network:lab forward.dev',
    ]);
    expect(faults([by('eth0')])).toEqual(['forward-dev-undefined at network:lab forward.dev']);
    expect(faults([by('eth0')], { standing: [ethernet('eth0')] })).toEqual([]);
    expect(faults([by('eth0')], { standing: [vlan('v5', 'eth0', 5)] })).toEqual([]);
  });

  test('IPv6 is warned of once, and names what listens to routers', () => {
    const six = (name: string, n: number): Network => network(name, { ips: [ipv6(`fd00:${n}::1`)] });
    const listening = ethernet('eth0', { ipv6: { autoconf: true, addresses: [], routes: [] } });
    const { found } = findingsOf([six('a', 1), six('b', 2)], { standing: [listening] });
    expect(found.map(({ code, network: name }) => [code, name])).toEqual([['ipv6-forwarding', 'a']]);
    expect(found[0]?.message).toContain('eth0');
    expect(faults([{ ...six('a', 1), forward: undefined } as Network])).toEqual([]);
  });

  test('a route by a gateway that is no neighbour, or to where one leads already', () => {
    const route = { family: 'ipv4', destination: '10.9.0.0', prefix: 16, gateway: '192.168.150.9' } as const;
    expect(faults([network('lab', { routes: [route] })])).toEqual([]);
    const everywhere = { ...route, destination: '0.0.0.0', prefix: 0 };
    expect(faults([network('lab', { routes: [everywhere] })])).toEqual([
      'network-nat-default-route at network:lab route.0',
    ]);
    expect(faults([network('lab', { routes: [everywhere], forward: { mode: 'route' } })])).toEqual([]);
    const den = network('den', {
      bridge: { name: 'br-den' },
      ips: [{ family: 'ipv4', address: '10.9.5.1', prefix: 24 }],
    });
    expect(faults([network('lab', { routes: [route] }), den])).toEqual(['network-nat-route at network:den']);
    const narrow = { ...route, destination: '10.9.4.0', prefix: 24 };
    expect(faults([network('lab', { routes: [narrow] }), den])).toEqual([]);
    expect(faults([network('lab', { routes: [{ ...route, gateway: '192.168.151.9' }] })])).toEqual([
      'network-route-gateway at network:lab route.0',
    ]);
    expect(faults([network('lab', { routes: [route, { ...route, gateway: '192.168.150.8' }] })])).toEqual([
      'network-route-twice at network:lab route.1',
    ]);
    expect(faults([network('lab', { routes: [route, { ...route, metric: 5 }] })])).toEqual([]);
    const destination = { address: '10.9.0.0', prefix: 16 };
    const uplink = ethernet('eth0', {
      ipv4: { addresses: [], routes: [{ destination, gateway: '192.0.2.1' }] },
    });
    expect(faults([network('lab', { routes: [route] })], { standing: [uplink] })).toEqual([
      'network-route-twice at network:lab route.0',
    ]);
  });
});

describe('DHCP', () => {
  const range = (start: number, end: number) => ({
    start: `192.168.150.${start}`,
    end: `192.168.150.${end}`,
  });

  test.each([
    ['all that is free', [range(2, 254)], []],
    [
      'outside',
      [{ start: '192.168.150.200', end: '192.168.151.5' }],
      ['dhcp-range-outside', 'dhcp-range-reserved'],
    ],
    ['elsewhere', [{ start: '10.0.0.2', end: '10.0.0.9' }], ['dhcp-range-outside']],
    ['with the gateway', [range(1, 9)], ['dhcp-range-reserved']],
    ["with the subnet's first", [range(0, 0)], ['dhcp-range-reserved']],
    ['with the broadcast address', [range(250, 255)], ['dhcp-range-reserved']],
  ])('a range %s', (_, ranges, codes) => {
    expect(faults([leasing({ ranges })])).toEqual(codes.map((code) => `${code} at network:lab ip.0.range.0`));
  });

  test('ranges that share addresses, also with one in between', () => {
    const ranges = [range(2, 100), range(10, 20), range(90, 110)];
    expect(faults([leasing({ ranges })])).toEqual([
      'dhcp-ranges-overlap at network:lab ip.0.range.1',
      'dhcp-ranges-overlap at network:lab ip.0.range.2',
    ]);
    expect(faults([leasing({ ranges: [range(2, 9), range(10, 20)] })])).toEqual([]);
  });

  const alpha = { mac: '52:54:00:00:00:01', name: 'alpha', ip: '192.168.150.10' };
  test.each([
    ['in the range', [alpha], []],
    ['of another subnet', [{ ...alpha, ip: '192.168.151.10' }], ['dhcp-host-outside 0']],
    ['with the address of the gateway', [{ ...alpha, ip: '192.168.150.1' }], ['dhcp-host-reserved 0']],
    ['with the broadcast address', [{ ...alpha, ip: '192.168.150.255' }], ['dhcp-host-reserved 0']],
    ['with an address twice', [alpha, { name: 'beta', ip: alpha.ip }], ['dhcp-host-twice 1']],
    ['with a MAC address twice', [alpha, { mac: alpha.mac, ip: '192.168.150.11' }], ['dhcp-host-twice 1']],
    [
      'with a name twice, in any case',
      [alpha, { name: 'ALPHA', ip: '192.168.150.11' }],
      ['dhcp-host-twice 1'],
    ],
    [
      'with the MAC address of the bridge',
      [{ ...alpha, mac: '52:54:00:00:00:99' }],
      ['dhcp-host-bridge-mac 0'],
    ],
  ])('a reservation %s', (_, hosts, expected) => {
    const lab = leasing({ ranges: [range(2, 254)], hosts }, { mac: '52:54:00:00:00:99' });
    expect(faults([lab])).toEqual(
      expected.map((each) => each.replace(/ (\d)$/, ' at network:lab ip.0.host.$1')),
    );
  });

  test('a DUID twice', () => {
    const hosts = [{ id: '00:01' }, { id: '00:01' }];
    const lab = network('lab', { forward: undefined, ips: [ipv6('fd00::1', 64, { hosts })] });
    expect(faults([lab])).toEqual(['dhcp-host-twice at network:lab ip.0.host.1']);
  });

  test.each([
    [ipv4('192.168.150.1', 30, {}), []],
    [ipv4('192.168.150.1', 31, {}), ['dhcp-prefix']],
    [ipv4('192.168.150.1', 31), []],
    [ipv6('fd00::1', 64, {}), []],
    [ipv6('fd00::1', 126, {}), []],
    [ipv6('fd00::1', 127, {}), ['dhcp-prefix']],
    [ipv6('fd00::1', 63, {}), ['dhcp-prefix']],
  ])('a subnet that holds guests, or none: %j', (ip, codes) => {
    const lab = network('lab', { ips: [ip], forward: undefined });
    expect(faults([lab])).toEqual(codes.map((code) => `${code} at network:lab ip.0`));
  });
});

test('a DNS server that is to ask itself', () => {
  const none = { texts: [], services: [], hosts: [] };
  const asking = (address: string): Network =>
    network('lab', { dns: { forwarders: [{ address }, { domain: 'example.net' }], ...none } });
  expect(faults([asking('192.168.150.1')])).toEqual(['dns-forwarder-own at network:lab dns']);
  expect(faults([asking('192.0.2.53')])).toEqual([]);
});

describe('port forwards', () => {
  const at = (code: string, m = 0, name = 'lab'): string => `${code} at network:${name} publish.${m}`;

  test.each([
    ['to a guest by name, in any case', { to: 'Alpha' }, []],
    ['to an address of the network', { to: '192.168.150.77' }, []],
    ['to a name that nobody has', { to: 'beta' }, ['port-forward-target']],
    ['to an address elsewhere', { to: '192.168.151.7' }, ['port-forward-outside']],
    ['to the host itself', { to: '192.168.150.1' }, ['port-forward-reserved']],
    [
      'of what guests ask the host for',
      { protocol: 'udp', start: 50, end: 70, toPort: 50 } as const,
      ['port-forward-own-service', 'port-forward-own-service'],
    ],
    [
      'of that port of another address',
      { protocol: 'udp', start: 53, end: 53, address: '192.0.2.1' } as const,
      [],
    ],
  ])('%s', (_, forward, codes) => {
    expect(faults([forwarding(forward)])).toEqual(codes.map((code) => at(code)));
  });

  test('to a guest without an address', () => {
    const lab = forwarding({}, { ips: [ipv4('192.168.150.1', 24, { hosts: [{ name: 'alpha' }] })] });
    expect(faults([lab])).toEqual([at('port-forward-target')]);
  });

  test('only networks with rules that lead in have them', () => {
    for (const mode of ['nat', 'route'] as const)
      expect(faults([forwarding({}, { forward: { mode } })])).toEqual([]);
    for (const forward of [undefined, { mode: 'open' } as const])
      expect(faults([forwarding({}, { forward })])).toEqual([at('port-forward-mode')]);
  });

  test.each([
    ['the same port', {}, {}, true],
    ['ports that meet', { start: 2000, end: 2222 }, { start: 2100, end: 2101 }, true],
    ['neighbours', { start: 2000, end: 2099 }, { start: 2100, end: 2101 }, false],
    ['another protocol', {}, { protocol: 'udp' } as const, false],
    ['two addresses', { address: '192.0.2.1' }, { address: '192.0.2.2' }, false],
    ['one address twice', { address: '192.0.2.1' }, { address: '192.0.2.1' }, true],
    ['any address and one of them', {}, { address: '192.0.2.1' }, true],
  ])('published twice: %s', (_, first, second, clash) => {
    const [mine, other] = [forwarding(first), forwarding(second)].map(({ portForwards }) => portForwards[0]);
    const both = forwarding({}, { portForwards: [mine, other] as Network['portForwards'] });
    expect(faults([both])).toEqual(clash ? [at('port-forward-twice', 1)] : []);
    const elsewhere = { ...other, to: '10.0.0.7' } as Network['portForwards'][number];
    const beta = network('beta', { ips: [ipv4('10.0.0.1')], portForwards: [elsewhere] });
    expect(faults([forwarding(first), beta])).toEqual(clash ? [at('port-forward-twice', 0, 'beta')] : []);
  });

  test('an address that a host with static addresses does not have', () => {
    const lab = forwarding({ address: '203.0.113.2' });
    const eth0 = ethernet('eth0', static4('203.0.113.2'));
    expect(faults([lab], { standing: [ethernet('eth0', static4('203.0.113.3'))] })).toEqual([
      at('port-forward-address'),
    ]);
    expect(faults([lab], { standing: [eth0] })).toEqual([]);
    const leased = ethernet('eth1', { ipv4: { dhcp: {}, addresses: [], routes: [] } });
    expect(faults([lab], { standing: [ethernet('eth0', static4('203.0.113.3')), leased] })).toEqual([]);
    expect(faults([lab])).toEqual([]);
  });
});

describe('all of them', () => {
  it('tells the place in the documents', () => {
    const text = `<network>
  <name>lab</name>
  <metadata>
    <publish xmlns='urn:ifscribe:network:1'>
      <portForward proto='tcp' to='beta'><range start='80' end='80' to='80'/></portForward>
    </publish>
  </metadata>
  <forward mode='nat' dev='virbr7'/>
  <bridge name='virbr7' stp='off'/>
  <mac address='52:54:00:00:00:01'/>
  <ip address='192.168.122.1' prefix='24'>
    <dhcp>
      <range start='192.168.122.1' end='192.168.122.9'/>
      <host mac='52:54:00:00:00:02' ip='192.168.1.2'/>
    </dhcp>
  </ip>
  <route address='10.0.0.0' prefix='8' gateway='192.168.1.1'/>
</network>
`;
    const { findings } = checkDocuments(parseDocuments([{ file: 'lab.xml', text }]));
    const found = findings.map(({ code, at, network: name }) => `${at?.line} ${code} ${name}`);
    expect(found.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))).toEqual([
      '5 port-forward-target lab',
      '8 forward-dev-own lab',
      '11 subnet-of-libvirt lab',
      '13 dhcp-range-reserved lab',
      '14 dhcp-host-outside lab',
      '17 network-route-gateway lab',
    ]);
  });

  it('raises no error over networks that are right', () => {
    fc.assert(
      fc.property(arbitraryNetworks(), (networks) => {
        const { found } = findingsOf(networks);
        expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
      }),
    );
  });

  it('says of every finding which network it is about, and explains it', () => {
    const { found } = findingsOf([network('a'), network('b')]);
    expect(found.every(({ network: name }) => name === 'b')).toBe(true);
    for (const code of Object.keys(networkHostCatalog))
      expect(catalog[code as Code].explain.length).toBeGreaterThan(40);
  });

  it('finds its way through thousands of interfaces and a hundred networks', () => {
    const standing = Array.from({ length: 4000 }, (_, n) =>
      ethernet(`eth${n}`, static4(`10.${n >> 8}.${n & 255}.1`, 8 + (n % 17))),
    );
    const networks = Array.from({ length: 100 }, (_, n) =>
      network(`n${n}`, { ips: [ipv4(`172.16.${n}.1`, n === 0 ? 12 : 24)] }),
    );
    expect(faults(networks, { standing }).length).toBe(99);
  });
});

describe('address blocks', () => {
  const families: Family[] = ['ipv4', 'ipv6'];
  it('writes back every address that it reads', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...families),
        fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
        (family, bits) => {
          const number = family === 'ipv4' ? bits & 0xffffffffn : bits;
          expect(addressBits(addressText(family, number))).toBe(number);
        },
      ),
    );
  });

  it('knows what a subnet keeps for itself', () => {
    const kept = (address: string, prefix: number): number =>
      reservedWithin({ address, prefix }, subnetBlock(address, prefix)).length;
    expect(subnetText('192.168.150.77', 24)).toBe('192.168.150.0/24');
    expect(subnetText('2001:db8::1:2', 64)).toBe('2001:db8::/64');
    expect([kept('10.0.0.1', 30), kept('10.0.0.0', 31), kept('10.0.0.1', 32)]).toEqual([3, 1, 1]);
    expect([kept('fd00::1', 64), kept('fd00::', 127)]).toEqual([2, 1]);
  });
});
