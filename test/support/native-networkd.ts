import fc from 'fast-check';
import { type ExplicitInterface, settleHost } from '../../src/model/defaults.ts';
import { compareText, type Host } from '../../src/model/host.ts';
import { type BondMode, hasPrimary, type Interface } from '../../src/model/interface.ts';
import { bondOptions, bridgeOptions } from './native-networkd-options.ts';
import { topSettings } from './native-networkd-settings.ts';
import { layOut } from './native-networkd-text.ts';
import {
  type Draft,
  type ExpectedLine,
  kept,
  mac,
  maybe,
  type Setting,
  says,
  sets,
} from './native-networkd-values.ts';

/** Random files of networkd whose every line's meaning is known, and the host that they mean. */
export interface NativeFiles {
  readonly files: Readonly<Record<string, string>>;
  readonly host: Host;
  readonly lines: readonly ExpectedLine[];
}

/** How the text is laid out. */
const style = fc.record({
  dice: fc.infiniteStream(fc.nat({ max: 99 })),
  isCrLf: fc.boolean(),
});

interface FilePlan {
  readonly name: string;
  readonly settings: readonly Setting[];
}

export const nativeFiles: fc.Arbitrary<NativeFiles> = fc
  .record({
    nic: topSettings(1),
    bond: bondOptions,
    bondNetwork: topSettings(2),
    bridge: bridgeOptions,
    bridgeNetwork: topSettings(3),
    vlanNetwork: topSettings(4),
    vlanTag: fc
      .integer({ min: 1, max: 4094 })
      .chain((n) => fc.constantFrom(String(n), `0x${n.toString(16)}`).map((text) => ({ n, text }))),
    port: fc.record({
      cost: maybe(fc.integer({ min: 1, max: 65_535 })),
      priority: maybe(fc.nat({ max: 63 })),
    }),
    primary: maybe(fc.constantFrom('eth1', 'eth2')),
    nicMac: maybe(mac),
    shared: fc.boolean(),
    style,
  })
  .map((given) => compose(given));

type Given = {
  nic: Setting[];
  bond: { mode: BondMode; settings: Setting[] };
  bondNetwork: Setting[];
  bridge: Setting[];
  bridgeNetwork: Setting[];
  vlanNetwork: Setting[];
  vlanTag: { n: number; text: string };
  port: { cost: number[]; priority: number[] };
  primary: string[];
  nicMac: { address: string; text: string }[];
  shared: boolean;
  style: { dice: fc.Stream<number>; isCrLf: boolean };
};

function compose(given: Given): NativeFiles {
  const { bond, vlanTag, port, style } = given;
  const match = (key: string, value: string): Setting => ({
    section: 'Match',
    lines: [says('match', key, value)],
  });
  const netdev = (name: string, kind: string): Setting[] => [
    { section: 'NetDev', lines: [says('match', 'Name', name)] },
    { section: 'NetDev', lines: [says('match', 'Kind', kind)] },
  ];
  const primary = hasPrimary(bond.mode) ? given.primary[0] : undefined;
  const member = (name: string): Setting[] => [
    { section: 'Network', lines: [says('controller', 'Bond', 'bond0')] },
    ...(primary === name ? [{ section: 'Network', lines: [says('controller', 'PrimarySlave', 'yes')] }] : []),
  ];
  const isShared = given.shared && primary === undefined;
  const plans = new Map<string, { settings: Setting[][]; build: (d: Draft) => object }>();
  const files: FilePlan[] = [];
  const file = (name: string, settings: readonly Setting[]): void => void files.push({ name, settings });
  const own = (name: string, build: (d: Draft) => object, ...settings: Setting[][]): void =>
    void plans.set(name, { build, settings });

  const nicMatch = given.nicMac.map(
    ({ address, text }): Setting => ({
      ...match('MACAddress', text),
      effect: sets('permanentMac', address),
    }),
  );
  const nic = [
    match('Name', 'eth0'),
    ...nicMatch,
    { section: 'Network', lines: [says('members', 'VLAN', 'vlan7')] },
    ...given.nic,
  ];
  file('10-eth0.network', nic);
  own('eth0', () => ({ type: 'ethernet' }), nic);
  if (isShared) file('20-members.network', [match('Name', 'eth1 eth2'), ...member('')]);
  for (const name of ['eth1', 'eth2']) {
    if (!isShared) file(`20-${name}.network`, [match('Name', name), ...member(name)]);
    const position = name === 'eth1' ? (primary === 'eth2' ? 1 : 0) : primary === 'eth2' ? 0 : 1;
    own(name, () => ({ type: 'ethernet', port: { controller: 'bond0', position } }));
  }
  file('30-bond0.netdev', [...netdev('bond0', 'bond'), ...bond.settings]);
  const bondNetwork = [match('Name', 'bond0'), ...given.bondNetwork];
  file('31-bond0.network', bondNetwork);
  own('bond0', ({ options }) => ({ type: 'bond', bond: options }), bond.settings, bondNetwork);
  file('40-br0.netdev', [...netdev('br0', 'bridge'), ...given.bridge]);
  const bridgeNetwork = [match('Name', 'br0'), ...given.bridgeNetwork];
  file('41-br0.network', bridgeNetwork);
  own(
    'br0',
    ({ options }) => ({ type: 'bridge', bridge: { stp: false, ...options } }),
    given.bridge,
    bridgeNetwork,
  );
  const portSettings: Setting[] = [
    match('Name', 'eth3'),
    { section: 'Network', lines: [says('controller', 'Bridge', 'br0')] },
    ...port.cost.map(
      (n): Setting => ({
        section: 'Bridge',
        lines: [says('options', 'Cost', String(n))],
        effect: sets('cost', n),
      }),
    ),
    ...port.priority.map(
      (n): Setting => ({
        section: 'Bridge',
        lines: [says('options', 'Priority', String(n))],
        effect: sets('priority', n),
      }),
    ),
    { section: 'Bridge', lines: [kept('HairPin', 'yes')] },
  ];
  file('42-eth3.network', portSettings);
  own(
    'eth3',
    ({ cost, priority }) => ({
      type: 'ethernet',
      port: {
        controller: 'br0',
        position: 0,
        ...(cost === undefined ? {} : { cost }),
        ...(priority === undefined ? {} : { priority }),
      },
    }),
    portSettings,
  );
  file('50-vlan7.netdev', [
    ...netdev('vlan7', 'vlan'),
    { section: 'VLAN', lines: [says('options', 'Id', vlanTag.text)] },
  ]);
  const vlanNetwork = [match('Name', 'vlan?'), ...given.vlanNetwork];
  file('51-vlans.network', vlanNetwork);
  own('vlan7', () => ({ type: 'vlan', vlan: { tag: vlanTag.n, parent: 'eth0' } }), vlanNetwork);
  file('60-rest.network', [
    { section: 'Match', lines: [kept('Name', 'en* ww*')] },
    { section: 'Network', lines: [kept('DHCP', 'yes')] },
  ]);

  const texts: Record<string, string> = {};
  const lines: ExpectedLine[] = [];
  const effects = new Map<Setting, number>();
  for (const { name, settings } of files) {
    const path = `/etc/systemd/network/${name}`;
    const laid = layOut(path, settings, style);
    texts[path] = laid.text;
    lines.push(...laid.lines);
    for (const [n, setting] of laid.order.entries()) effects.set(setting, n);
  }
  const explicit = [...plans].map(([name, { build, settings }]): ExplicitInterface => {
    const draft: Draft = {
      start: 'onboot',
      autoconf: false,
      addresses: [],
      routes: [],
      servers: [],
      search: [],
      options: {},
    };
    const order = settings.flat().sort((a, b) => (effects.get(a) ?? 0) - (effects.get(b) ?? 0));
    for (const { effect } of order) effect?.(draft);
    return explicitOf(name, draft, build(draft));
  });
  return {
    files: texts,
    host: settleHost(explicit.sort((a, b) => compareText(a.iface.name, b.iface.name))),
    lines,
  };
}

function explicitOf(name: string, draft: Draft, kind: object): ExplicitInterface {
  const { start, mtuBytes, assignMac, permanentMac, servers, search } = draft;
  const isOf =
    (six: boolean) =>
    ({ address }: { address: string }) =>
      address.includes(':') === six;
  const four = draft.addresses.filter(isOf(false));
  const six = draft.addresses.filter(isOf(true));
  const hasFour = draft.dhcp4 || four.length > 0 || draft.routes.length > 0;
  const iface = {
    name,
    topLevel: true,
    start,
    ...(mtuBytes === undefined ? {} : { mtuBytes }),
    ...(assignMac === undefined ? {} : { assignMac }),
    ...(permanentMac === undefined ? {} : { permanentMac }),
    ...(hasFour
      ? {
          ipv4: {
            ...(draft.dhcp4 ? { dhcp: draft.peerdns4 === undefined ? {} : { peerdns: draft.peerdns4 } } : {}),
            addresses: four,
            routes: draft.routes,
          },
        }
      : {}),
    ...(draft.isOff
      ? { ipv6: { disabled: true, autoconf: false, addresses: [], routes: [] } }
      : six.length > 0 || draft.autoconf
        ? { ipv6: { autoconf: draft.autoconf, addresses: six, routes: [] } }
        : {}),
    ...(servers.length > 0 || search.length > 0 ? { dns: { servers, search } } : {}),
    ...kind,
  };
  const isStpUnsaid = (kind as { bridge?: object }).bridge !== undefined && draft.options.stp === undefined;
  return { iface: iface as Interface, notes: isStpUnsaid ? { unsaid: ['stp'] } : {} };
}
