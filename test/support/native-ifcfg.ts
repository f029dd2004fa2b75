import { explicitHost } from '../../src/model/defaults.ts';
import { type Host, type HostIndex, indexHost } from '../../src/model/host.ts';
import { bondModes, hasPrimary, type Interface, type Route } from '../../src/model/interface.ts';
import { type Family, inSubnet, isLinkLocal } from '../../src/model/values.ts';
import type { Dice } from './dice.ts';
import { SCRIPTS } from './ifcfg.ts';
import {
  dnsEntries,
  ipv4Entries,
  ipv6Entries,
  lengthEntry,
  type NativeFile,
  portIpv6,
  routeFile,
} from './native-ifcfg-addressing.ts';
import { type Entry, type Expected, shellFile } from './native-shell.ts';

/** Files that say a host, in the spelling of people and tools; never as ifscribe writes them. */
export interface NativeFiles {
  readonly files: Record<string, string>;
  readonly expected: readonly Expected[];
}

/** The host must be one that ifcfg files say in full. */
export function nativeIfcfg(host: Host, dice: Dice): NativeFiles {
  const index = indexHost(host);
  const uuids = new Map(host.interfaces.map(({ name }, n) => [name, uuidOf(n)]));
  const all = explicitHost(host).flatMap(({ iface }) => {
    const isScripts = !iface.ipv6?.disabled && dice.once(6);
    return filesOf(iface, { index, uuids, dice, isScripts });
  });
  if (dice.once(2)) {
    const entries = [
      { key: 'NETWORKING', value: 'yes' },
      { key: 'HOSTNAME', value: 'h1.example.net', isKept: true as const },
      { key: 'NOZEROCONF', value: 'yes' },
    ];
    const path = '/etc/sysconfig/network';
    all.push({ path, ...shellFile(path, entries, dice) });
  }
  return {
    files: Object.fromEntries(all.map(({ path, text }) => [path, text])),
    expected: all.flatMap(({ expected }) => expected),
  };
}

const uuidOf = (n: number): string => `0f6a3c1e-58d2-4b7e-9c35-${n.toString(16).padStart(12, '0')}`;

interface Around {
  readonly index: HostIndex;
  readonly uuids: ReadonlyMap<string, string>;
  readonly dice: Dice;
  /** Whether the file is for initscripts alone, and in their words. */
  readonly isScripts: boolean;
}

function filesOf(iface: Interface, around: Around): NativeFile[] {
  const { dice } = around;
  const { name, ipv4, ipv6, port } = iface;
  // Both readers go by DEVICE; routes go with the file.
  const file = dice.once(4) ? `my_${name}` : name;
  const aliased = !port && !ipv4?.dhcp && file === name && (ipv4?.addresses.length ?? 0) > 1 && dice.once(3);
  const inFile = aliased ? (ipv4?.addresses.slice(0, 1) ?? []) : (ipv4?.addresses ?? []);
  const gateway4 = gatewayOf(iface, 'ipv4', dice);
  const gateway6 = gatewayOf(iface, 'ipv6', dice);
  const path = `${SCRIPTS}/ifcfg-${file}`;
  const entries: Entry[] = [
    { key: 'DEVICE', value: name },
    ...identity(iface, around),
    ...kind(iface, around),
    ...(port ? member(iface, around) : []),
    ...(port ? [] : ipv4Entries(iface, inFile, gateway4, dice, around.isScripts)),
    ...(port ? portIpv6(iface) : ipv6Entries(iface, gateway6, dice)),
    ...dnsEntries(iface),
    ...unmodelled(dice),
  ];
  const aliases = aliased
    ? (ipv4?.addresses.slice(1) ?? []).slice(0, 9).map(({ address, prefix }, n) => {
        const alias = `${SCRIPTS}/ifcfg-${name}:${n}`;
        const said = [
          { key: 'DEVICE', value: `${name}:${n}` },
          { key: 'IPADDR', value: address },
          lengthEntry('', prefix, dice),
          ...(dice.once(2) ? [{ key: 'ONPARENT', value: 'yes' }] : []),
        ];
        return { path: alias, ...shellFile(alias, said, dice) };
      })
    : [];
  const main = { path, ...shellFile(path, entries, dice) };
  return [
    main,
    ...aliases,
    ...routeFile(
      `${SCRIPTS}/route-${file}`,
      rest(ipv4?.routes, gateway4),
      name,
      'ipv4',
      dice,
      around.isScripts,
    ),
    ...routeFile(
      `${SCRIPTS}/route6-${file}`,
      rest(ipv6?.routes, gateway6),
      name,
      'ipv6',
      dice,
      around.isScripts,
    ),
  ];
}

const rest = (routes: readonly Route[] = [], gateway: Route | undefined): Route[] =>
  routes.filter((route) => route !== gateway);

/** A default route that the key of the file itself can say. */
function gatewayOf(iface: Interface, family: Family, dice: Dice): Route | undefined {
  const protocol = iface[family];
  const [first] = protocol?.addresses ?? [];
  if (!first || iface.ipv4?.dhcp || dice.once(4)) return undefined;
  return protocol?.routes.find(
    ({ destination, gateway, metric }) =>
      !destination &&
      (metric === undefined || (family === 'ipv4' && protocol.addresses.length > 0)) &&
      (inSubnet(gateway, first.address, first.prefix) || isLinkLocal(gateway)),
  );
}

function identity({ start, mtuBytes, assignMac }: Interface, { dice, isScripts }: Around): Entry[] {
  const starts = {
    onboot: [
      [],
      [['ONBOOT', 'yes']],
      [['ONBOOT', 'Yes']],
      [['ONBOOT', 'true']],
      [
        ['ONBOOT', '1'],
        ['HOTPLUG', 'no'],
      ],
    ],
    hotplug: [
      [
        ['ONBOOT', 'yes'],
        ['HOTPLUG', 'yes'],
      ],
      [['HOTPLUG', 'true']],
    ],
    none: [[['ONBOOT', 'no']], [['ONBOOT', 'NO']], [['ONBOOT', 'false']], [['ONBOOT', '0']]],
  } as const;
  const chosen: readonly (readonly [string, string])[] = dice.pick<readonly (readonly [string, string])[]>(
    starts[start ?? 'onboot'],
  );
  return [
    ...chosen.map(([key, value]) => ({ key, value })),
    ...(mtuBytes === undefined ? [] : [{ key: 'MTU', value: String(mtuBytes) }]),
    ...(assignMac === undefined
      ? []
      : [{ key: 'MACADDR', value: dice.pick([assignMac, assignMac.toUpperCase()]) }]),
    ...(dice.once(4) ? [{ key: 'USERCTL', value: 'no' }] : []),
    ...(isScripts
      ? [{ key: 'NM_CONTROLLED', value: dice.pick(['no', 'No', 'false']) }]
      : dice.once(4)
        ? [{ key: 'NM_CONTROLLED', value: 'yes' }]
        : []),
  ];
}

function kind(iface: Interface, { index, uuids, dice, isScripts }: Around): Entry[] {
  const members = index.membersOf(iface.name);
  const uuid = members.length || dice.once(3) ? [{ key: 'UUID', value: uuids.get(iface.name) ?? '' }] : [];
  switch (iface.type) {
    case 'ethernet':
      return [
        ...(dice.once(3) ? [] : [{ key: 'TYPE', value: 'Ethernet' }]),
        ...(iface.permanentMac
          ? [{ key: 'HWADDR', value: dice.pick([iface.permanentMac, iface.permanentMac.toUpperCase()]) }]
          : []),
      ];
    case 'bond': {
      const keptWords = dice.once(4) ? ['num_grat_arp=3'] : [];
      const words = dice.shuffle([...bondWords(iface, members, dice), ...keptWords]);
      const said = dice.pick([
        [
          ['TYPE', 'Bond'],
          ['BONDING_MASTER', 'yes'],
        ],
        [['TYPE', 'Bond']],
        [['BONDING_MASTER', 'yes']],
        [['TYPE', 'Ethernet']],
        [],
      ] as [string, string][][]);
      return [
        ...uuid,
        ...said.map(([key, value]) => ({ key, value })),
        { key: 'BONDING_OPTS', value: words.join(dice.pick([' ', '  '])), keptWords },
      ];
    }
    case 'bridge':
      return [...uuid, { key: 'TYPE', value: 'Bridge' }, ...bridgeEntries(iface, dice, isScripts)];
    case 'vlan':
      return vlanEntries(iface, dice, isScripts);
    default:
      throw new Error(`no file says a ${iface.type}`);
  }
}

/** An option by its name or by the number that the kernel has for it. */
const numbered = (key: string, value: string | undefined, names: readonly string[], dice: Dice): string[] =>
  value === undefined ? [] : [`${key}=${dice.once(2) ? names.indexOf(value) : value}`];

function bondWords(
  { bond }: Interface & { type: 'bond' },
  members: readonly Interface[],
  dice: Dice,
): string[] {
  const { mode = 'balance-rr', monitor } = bond;
  const word = (key: string, value: number | undefined): string[] =>
    value === undefined ? [] : [`${key}=${value}`];
  const primary = hasPrimary(mode) ? members[0]?.name : undefined;
  const watch =
    monitor?.kind === 'miimon'
      ? [
          ...word('miimon', monitor.freqMs),
          ...word('updelay', monitor.updelayMs),
          ...word('downdelay', monitor.downdelayMs),
          ...(monitor.carrier ? [`use_carrier=${monitor.carrier === 'netif' ? 1 : 0}`] : []),
        ]
      : monitor
        ? [
            `arp_interval=${monitor.intervalMs}`,
            ...(dice.once(2)
              ? monitor.targets.map((target) => `arp_ip_target=+${target}`)
              : [`arp_ip_target=${dice.shuffle(monitor.targets).join(',')}`]),
            ...numbered('arp_validate', monitor.validate, ['none', 'active', 'backup', 'all'], dice),
          ]
        : [];
  return [
    ...numbered('mode', mode, bondModes, dice),
    ...watch,
    ...numbered('lacp_rate', bond.lacpRate, ['slow', 'fast'], dice),
    ...numbered(
      'xmit_hash_policy',
      bond.xmitHashPolicy,
      ['layer2', 'layer3+4', 'layer2+3', 'encap2+3', 'encap3+4', 'vlan+srcmac'],
      dice,
    ),
    ...numbered('ad_select', bond.adSelect, ['stable', 'bandwidth', 'count'], dice),
    ...numbered('fail_over_mac', bond.failOverMac, ['none', 'active', 'follow'], dice),
    ...word('min_links', bond.minLinks),
    ...numbered('primary_reselect', bond.primaryReselect, ['always', 'better', 'failure'], dice),
    ...word('packets_per_slave', bond.packetsPerSlave),
    ...(primary === undefined ? [] : [`primary=${primary}`]),
  ];
}

function bridgeEntries({ bridge }: Interface & { type: 'bridge' }, dice: Dice, isScripts: boolean): Entry[] {
  const seconds = (ms: number): number => ms / 1000;
  const timer = (key: string, ms: number | undefined): string[] =>
    ms === undefined
      ? []
      : [`${key}=${seconds(ms)}`, ...(isScripts || dice.once(2) ? [`./${key}=${ms / 10}`] : [])];
  const flag = (key: string, value: boolean | undefined): string[] =>
    value === undefined ? [] : [`${key}=${value ? 1 : 0}`];
  const keptWords = dice.once(4) ? ['group_fwd_mask=8'] : [];
  const words = [
    ...(bridge.priority === undefined ? [] : [`priority=${bridge.priority}`]),
    ...timer('hello_time', bridge.helloTimeMs),
    ...timer('max_age', bridge.maxAgeMs),
    ...timer('ageing_time', bridge.ageingTimeMs),
    ...flag('vlan_filtering', bridge.vlanFiltering),
    ...flag('multicast_snooping', bridge.multicastSnooping),
    ...keptWords,
  ];
  const delay = bridge.forwardDelayMs;
  return [
    ...(bridge.stp
      ? [{ key: 'STP', value: dice.pick(['yes', 'on', 'ON']) }]
      : dice.pick([[], [{ key: 'STP', value: 'no' }], [{ key: 'STP', value: 'off' }]])),
    ...(delay === undefined ? [] : [{ key: 'DELAY', value: String(seconds(delay)) }]),
    ...(words.length ? [{ key: 'BRIDGING_OPTS', value: dice.shuffle(words).join(' '), keptWords }] : []),
  ];
}

function vlanEntries({ name, vlan }: Interface & { type: 'vlan' }, dice: Dice, isScripts: boolean): Entry[] {
  const { tag, parent } = vlan;
  const flag = (key: string, value: boolean | undefined): Entry[] =>
    value === undefined ? [] : [{ key, value: value ? 'yes' : 'no' }];
  const byName = name === `${parent}.${tag}` && !parent.includes('.') && !parent.startsWith('vlan');
  const physdev = { key: 'PHYSDEV', value: parent };
  const ways: Entry[][] = [
    ...(isScripts ? [] : [[physdev, { key: 'VLAN_ID', value: String(tag) }]]),
    [physdev, { key: 'VID', value: String(tag) }, { key: 'VLAN_ID', value: String(tag) }],
    ...(byName ? [[], [], [physdev]] : []),
    ...(name === `vlan${tag}` ? [[physdev]] : []),
  ];
  return [
    { key: 'VLAN', value: dice.pick(['yes', 'yes', 'true']) },
    ...(dice.once(2) ? [{ key: 'TYPE', value: 'Vlan' }] : []),
    ...dice.pick(ways),
    ...(vlan.reorderHdr === false
      ? dice.pick([[{ key: 'REORDER_HDR', value: 'no' }], [{ key: 'VLAN_FLAGS', value: 'NO_REORDER_HDR' }]])
      : flag('REORDER_HDR', vlan.reorderHdr)),
    ...flag('GVRP', vlan.gvrp),
    ...flag('MVRP', vlan.mvrp),
  ];
}

function member({ port }: Interface, { index, uuids, dice, isScripts }: Around): Entry[] {
  if (!port) return [];
  const isBond = index.get(port.controller)?.type === 'bond';
  const key = isBond ? 'MASTER' : 'BRIDGE';
  const uuid = uuids.get(port.controller) ?? '';
  const said = dice
    .pick([
      [{ key, value: port.controller }],
      [
        { key: `${key}_UUID`, value: uuid },
        { key, value: port.controller },
      ],
      [{ key: `${key}_UUID`, value: uuid }],
    ])
    .filter((entry) => !isScripts || entry.key === key);
  if (isScripts && said.length === 0) said.push({ key, value: port.controller });
  const words = [
    ...(port.cost === undefined ? [] : [`path_cost=${port.cost}`]),
    ...(port.priority === undefined ? [] : [`priority=${port.priority}`]),
  ];
  return [
    ...said,
    ...(isBond ? [{ key: 'SLAVE', value: 'yes' }] : []),
    ...(words.length ? [{ key: 'BRIDGING_OPTS', value: words.join(' ') }] : []),
    ...dice.pick([[], [{ key: 'BOOTPROTO', value: 'none' }], [{ key: 'IPV6INIT', value: 'no' }]]),
  ];
}

/** What no document says; each stays where it is. */
const unmodelled = (dice: Dice): Entry[] =>
  [
    { key: 'ZONE', value: 'public' },
    { key: 'ETHTOOL_OPTS', value: 'speed 1000 duplex full' },
    { key: 'DHCP_HOSTNAME', value: 'h1' },
    { key: 'LINKDELAY', value: '5' },
    { key: 'MY_OWN_KEY', value: 'x' },
  ].flatMap((entry) => (dice.once(8) ? [{ ...entry, isKept: true as const }] : []));
