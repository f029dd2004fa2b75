import {
  type Bond,
  type Bridge,
  bondModes,
  hasPrimary,
  type Interface,
  type Vlan,
} from '../../src/model/interface.ts';
import { msToSeconds } from '../../src/model/values.ts';
import type { Dice } from './dice.ts';
import { type Around, BLANK, command, type Line, line } from './native-ifupdown-lines.ts';

/** What makes the device, with its options, its MAC address and its place in a bond; `isBare`: all of it goes unsaid. */
export function linkLines(iface: Interface, around: Around): { lines: Line[]; isBare: boolean } {
  const { dice } = around;
  const mac = macLines(iface, dice);
  const master = masterLines(iface, around);
  const isBare = mac.length === 0 && master.length === 0;
  switch (iface.type) {
    case 'ethernet':
      return { lines: [...master, ...mac], isBare };
    case 'vlan':
      return {
        lines: [...vlanLines(iface, dice), ...mac],
        isBare: isBare && canBeMadeByBridge(iface, around),
      };
    case 'veth':
      return {
        lines: [
          line(
            'pre-up',
            `ip link add ${nameOf(iface.name)} type veth peer name ${iface.veth.peer}${dice.pick([' || true', ''])}`,
          ),
          ...master,
          ...mac,
        ],
        isBare: false,
      };
    case 'bond':
      return { lines: [...bondLines(iface, around), ...mac], isBare: false };
    case 'bridge':
      return { lines: [...bridgeLines(iface, around), ...mac], isBare: false };
  }
}

/** Behind `ether` ifup looks for a blank, not for a tab. */
const spelled = (mac: string, dice: Dice): string =>
  dice.pick([mac, mac.toUpperCase(), `ether${BLANK}${mac}`]);

function macLines({ name, type, assignMac }: Interface, dice: Dice): Line[] {
  if (!assignMac) return [];
  if (type === 'bridge' && dice.once(2)) return [line('hwaddress', spelled(assignMac, dice))];
  return [
    dice.pick([
      line('hwaddress', spelled(assignMac, dice)),
      line('pre-up', `ip link set dev ${name} address ${assignMac}`),
      line('pre-up', `ifconfig ${name} hw ether ${assignMac}`),
    ]),
  ];
}

/** `bond-master`, and which member is the primary, where members say so. */
function masterLines({ port }: Interface, { index, byMembers, dice }: Around): Line[] {
  if (!port || !byMembers.has(port.controller)) return [];
  const bond = index.get(port.controller);
  const members = index.membersOf(port.controller).map(({ name }) => name);
  const master = line(dice.pick(['bond-master', 'bond_master']), port.controller);
  if (bond?.type !== 'bond' || !hasPrimary(bond.bond.mode)) return [master];
  return [master, line('bond-primary', members[0] ?? '')];
}

const canBeMadeByBridge = ({ name, vlan, port }: Vlan, { index }: Around): boolean =>
  name === `${vlan.parent}.${vlan.tag}` &&
  index.get(port?.controller ?? '')?.type === 'bridge' &&
  [vlan.reorderHdr, vlan.gvrp, vlan.mvrp, vlan.looseBinding].every((flag) => flag === undefined);

function vlanLines({ name, vlan }: Vlan, dice: Dice): Line[] {
  const flags = [
    ['reorder_hdr', vlan.reorderHdr],
    ['gvrp', vlan.gvrp],
    ['mvrp', vlan.mvrp],
    ['loose_binding', vlan.looseBinding],
  ] as const;
  const said = flags
    .flatMap(([key, on]) => (on === undefined ? [] : [`${key} ${on ? 'on' : 'off'}`]))
    .join(' ');
  const setting = said === '' ? [] : [line('pre-up', `ip link set dev ${name} type vlan ${said}`)];
  const raw = (value: string): Line => line(dice.pick(['vlan-raw-device', 'vlan_raw_device']), value);
  if (name === `${vlan.parent}.${vlan.tag}`) return [...(dice.once(2) ? [raw(vlan.parent)] : []), ...setting];
  const made = `ip link add link ${vlan.parent} name ${name} type vlan id ${vlan.tag}`;
  const forms: Line[][] = [
    [line('pre-up', `${made}${said === '' ? '' : ` ${said}`}`)],
    [line('pre-up', `ip link show ${name} >/dev/null 2>&1 || ${made}`), ...setting],
    ...(/^vlan[0-9]+$/.test(name)
      ? []
      : [[raw(vlan.parent), line(dice.pick(['vlan-id', 'vlan_id']), vlan.tag), ...setting]]),
    ...(name === `vlan${vlan.tag}` ? [[raw(vlan.parent), ...setting]] : []),
  ];
  const undoing = dice.once(2) ? [line('post-down', `ip link del ${name}`)] : [];
  return [...dice.pick(forms), ...undoing];
}

/** A keyword of a hook, as its script takes it. */
const hook = (keyword: string, dice: Dice): string =>
  dice.pick([keyword, keyword, keyword.replaceAll('-', '_'), keyword.replace('-', '_')]);

/** A word, or the kernel's number for it. */
const word = (said: string, all: readonly string[], dice: Dice): string =>
  dice.once(3) ? String(all.indexOf(said)) : said;

const POLICIES = ['layer2', 'layer3+4', 'layer2+3', 'encap2+3', 'encap3+4', 'vlan+srcmac'];

function bondLines({ name, bond }: Bond, { index, byMembers, dice }: Around): Line[] {
  const members = index.membersOf(name).map((member) => member.name);
  const isListed = !byMembers.has(name);
  const set = (key: string, value: string | number | undefined): Line[] =>
    value === undefined ? [] : [line(hook(`bond-${key}`, dice), value)];
  const chosen = (key: string, value: string | undefined, all: readonly string[]): Line[] =>
    value === undefined ? [] : set(key, word(value, all, dice));
  const { monitor, mode } = bond;
  const isDefault = mode === 'balance-rr' && dice.once(2);
  const monitoring =
    monitor?.kind === 'miimon'
      ? [
          ...set('miimon', monitor.freqMs),
          ...set('updelay', monitor.updelayMs),
          ...set('downdelay', monitor.downdelayMs),
          ...set('use-carrier', monitor.carrier && (monitor.carrier === 'netif' ? 1 : 0)),
        ]
      : monitor?.kind === 'arpmon'
        ? [
            ...set('arp-interval', monitor.intervalMs),
            ...set('arp-ip-target', dice.shuffle(monitor.targets).join(' ')),
            ...chosen('arp-validate', monitor.validate, ['none', 'active', 'backup', 'all']),
          ]
        : [];
  const options = [
    ...(isDefault ? [] : chosen('mode', mode, bondModes)),
    ...monitoring,
    ...chosen('lacp-rate', bond.lacpRate, ['slow', 'fast']),
    ...chosen('xmit-hash-policy', bond.xmitHashPolicy, POLICIES),
    ...chosen('ad-select', bond.adSelect, ['stable', 'bandwidth', 'count']),
    ...chosen('fail-over-mac', bond.failOverMac, ['none', 'active', 'follow']),
    ...chosen('primary-reselect', bond.primaryReselect, ['always', 'better', 'failure']),
    ...set('packets-per-slave', bond.packetsPerSlave),
    ...(isListed && hasPrimary(mode) ? set('primary', dice.pick([members[0], `eth99 ${members[0]}`])) : []),
    ...(bond.minLinks === undefined
      ? []
      : [line('pre-up', `ip link set dev ${name} type bond min_links ${bond.minLinks}`)]),
  ];
  const listed = hasPrimary(mode) ? dice.shuffle(members) : members;
  const slaves = line(
    isListed ? dice.pick(['bond-slaves', 'bond_slaves', 'slaves']) : 'bond-slaves',
    isListed ? listed.join(' ') : 'none',
  );
  return dice.shuffle([slaves, ...options]);
}

function bridgeLines({ name, bridge }: Bridge, { index, dice }: Around): Line[] {
  const members = index.membersOf(name);
  const ports = members.map((member) => member.name).join(' ');
  const byCommands = dice.once(4);
  const seconds = (ms: number | undefined): string | undefined =>
    ms === undefined ? undefined : msToSeconds(ms);
  const settings = [
    [
      'bridge-stp',
      'stp',
      bridge.stp === undefined
        ? undefined
        : bridge.stp
          ? dice.pick(['on', 'yes', '1'])
          : dice.pick(['off', 'no', '0']),
    ],
    ['bridge-fd', 'setfd', seconds(bridge.forwardDelayMs)],
    ['bridge-hello', 'sethello', seconds(bridge.helloTimeMs)],
    ['bridge-maxage', 'setmaxage', seconds(bridge.maxAgeMs)],
    ['bridge-ageing', 'setageing', seconds(bridge.ageingTimeMs)],
    ['bridge-bridgeprio', 'setbridgeprio', bridge.priority],
  ] as const;
  const options = settings.flatMap(([keyword, verb, value]) => {
    if (value === undefined || (verb === 'stp' && !bridge.stp && dice.once(2))) return [];
    return [byCommands ? line('pre-up', `brctl ${verb} ${name} ${value}`) : line(hook(keyword, dice), value)];
  });
  const filtering =
    bridge.vlanFiltering === undefined
      ? []
      : !byCommands && dice.once(2)
        ? [line('bridge-vlan-aware', bridge.vlanFiltering ? 'yes' : 'no')]
        : [
            line(
              'pre-up',
              `ip link set dev ${name} type bridge vlan_filtering ${bridge.vlanFiltering ? 1 : 0}`,
            ),
          ];
  const snooping =
    bridge.multicastSnooping === undefined
      ? []
      : [
          line(
            'pre-up',
            `ip link set ${name} type bridge mcast_snooping ${bridge.multicastSnooping ? 1 : 0}`,
          ),
        ];
  const costs = members.flatMap(({ name: port, port: options }) => [
    ...(options?.cost === undefined
      ? []
      : [command(dice, `brctl setpathcost ${name} ${port} ${options.cost}`)]),
    ...(options?.priority === undefined
      ? []
      : [line('up', `ip link set dev ${port} type bridge_slave priority ${options.priority}`)]),
  ]);
  const settled = [...options, ...filtering, ...snooping, ...costs];
  if (!byCommands) {
    const waiting = dice.once(2) ? [line(hook('bridge-maxwait', dice), 0)] : [];
    return dice.shuffle([line(hook('bridge-ports', dice), ports || 'none'), ...waiting, ...settled]);
  }
  const add = members.map(({ name: port }) =>
    line(
      'pre-up',
      dice.pick([
        `brctl addif ${name} ${port}`,
        `ip link set ${port} master ${name}`,
        `ip link set dev ${port} up master ${name}`,
      ]),
    ),
  );
  const made = line(
    'pre-up',
    dice.pick([
      `brctl addbr ${name}`,
      `ip link add name ${name} type bridge`,
      `ip link add ${nameOf(name)} type bridge || true`,
    ]),
  );
  const undoing = dice.once(2)
    ? [line('post-down', dice.pick([`brctl delbr ${name}`, `ip link delete dev ${name}`]))]
    : [];
  return [made, ...dice.shuffle([...add, ...settled]), ...undoing];
}

/** A name that ip would take for a word of its own (ip-link(8)) needs to be announced. */
const nameOf = (name: string): string =>
  /^(?:up|down|dev|link|mtu|type|arp|multicast|address|promisc|index|netns|broadcast|name)$/.test(name)
    ? `name ${name}`
    : name;
