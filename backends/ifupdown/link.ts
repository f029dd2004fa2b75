import type { HostIndex } from '../../src/model/host.ts';
import { type Bond, type Bridge, hasPrimary, type Interface, type Vlan } from '../../src/model/interface.ts';
import { msToSeconds } from '../../src/model/values.ts';
import { ipv6StateOf } from './addressing.ts';
import {
  bondMinLinks,
  bridgeMtu,
  bridgeSnooping,
  createVlan,
  ifupUnlessUp,
  ipv6State,
  portOptions,
  raiseDevice,
  removeDevice,
  sysctlPath,
  vlanFlags,
} from './commands.ts';
import { type Option, option, postDown, preUp, up } from './stanza.ts';

/** What an interface's first stanza says of the device itself: how it is made, its MAC, MTU and options. */
export function linkOptions(iface: Interface, index: HostIndex): Option[] {
  switch (iface.type) {
    case 'ethernet':
      return [...macAndMtu(iface), preUp(ipv6Command(iface))];
    case 'vlan':
      return [...macAndMtu(iface), ...vlanOptions(iface, index)];
    case 'bond':
      return [...bondOptions(iface, index), ...macAndMtu(iface), ...bondCommands(iface)];
    case 'bridge':
      return [...bridgeOptions(iface, index), ...bridgeCommands(iface, index)];
  }
}

const macAndMtu = ({ assignMac, mtuBytes }: Interface): Option[] => [
  ...option('hwaddress', assignMac),
  ...option('mtu', mtuBytes),
];

function ipv6Command(iface: Interface): string {
  return ipv6State.write({ path: sysctlPath(iface.name), ...ipv6StateOf(iface) });
}

/**
 * The same for a device that is up by then, as ifenslave and bridge-utils leave theirs: a router may have been
 * heard before the kernel is told not to listen, and what it said goes when IPv6 is off for a moment.
 */
function ipv6CommandsOnceUp(iface: Interface): string[] {
  const path = sysctlPath(iface.name);
  const state = ipv6StateOf(iface);
  const off = ipv6State.write({ path, ...state, off: 1 });
  return state.off ? [off] : [off, ipv6State.write({ path, off: 0 })];
}

/** Whether ifup itself makes the vlan and brings up its parent: by a name of the form PARENT.TAG. */
const isMadeByIfup = ({ name, vlan }: Vlan): boolean => name === `${vlan.parent}.${vlan.tag}`;

const onOff = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? 'on' : 'off';

function vlanOptions(iface: Vlan, index: HostIndex): Option[] {
  const { name, vlan } = iface;
  const { parent, tag } = vlan;
  const flags = {
    reorderHdr: onOff(vlan.reorderHdr),
    gvrp: onOff(vlan.gvrp),
    mvrp: onOff(vlan.mvrp),
    looseBinding: onOff(vlan.looseBinding),
  };
  const hasFlags = Object.values(flags).some((flag) => flag !== undefined);
  const startsByHand = index.get(parent)?.start === 'none';
  const options: Option[] = [];
  if (!isMadeByIfup(iface)) {
    if (startsByHand) options.push(preUp(ifupUnlessUp.write({ device: parent })));
    options.push(preUp(raiseDevice.write({ device: parent })));
    options.push(preUp(createVlan.write({ device: name, parent, tag })));
  }
  if (hasFlags) options.push(preUp(vlanFlags.write({ device: name, ...flags })));
  const removal = isMadeByIfup(iface) ? [] : [postDown(removeDevice.write({ device: name }))];
  return [...options, preUp(ipv6Command(iface)), ...removal];
}

/** ifenslave makes the bond after all `pre-up` commands, so what needs the device comes with `up`. */
function bondOptions({ name, bond }: Bond, index: HostIndex): Option[] {
  const members = index.membersOf(name).map((member) => member.name);
  const { monitor } = bond;
  return [
    ...(members.length ? option('bond-slaves', ...members) : option('bond-slaves', 'none')),
    ...option('bond-mode', bond.mode),
    ...(hasPrimary(bond.mode) ? option('bond-primary', members[0]) : []),
    ...(monitor?.kind === 'miimon'
      ? [
          ...option('bond-miimon', monitor.freqMs),
          ...option('bond-updelay', monitor.updelayMs),
          ...option('bond-downdelay', monitor.downdelayMs),
          ...option('bond-use-carrier', monitor.carrier && (monitor.carrier === 'netif' ? 1 : 0)),
        ]
      : []),
    ...(monitor?.kind === 'arpmon'
      ? [
          ...option('bond-arp-interval', monitor.intervalMs),
          ...option('bond-arp-ip-target', ...monitor.targets),
          ...option('bond-arp-validate', monitor.validate),
        ]
      : []),
    ...option('bond-lacp-rate', bond.lacpRate),
    ...option('bond-xmit-hash-policy', bond.xmitHashPolicy),
    ...option('bond-ad-select', bond.adSelect),
    ...option('bond-fail-over-mac', bond.failOverMac),
    ...option('bond-primary-reselect', bond.primaryReselect),
    ...option('bond-packets-per-slave', bond.packetsPerSlave),
  ];
}

function bondCommands(iface: Bond): Option[] {
  const { minLinks } = iface.bond;
  return [
    ...(minLinks === undefined ? [] : [up(bondMinLinks.write({ device: iface.name, minLinks }))]),
    ...ipv6CommandsOnceUp(iface).map(up),
  ];
}

const seconds = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : msToSeconds(ms);
const yesNo = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? 'yes' : 'no';

/**
 * maxwait 0: ifup would wait for ports to forward, which those of a bridge for guests never do. A bridge that
 * is more than a switch keeps its first port's address: udev gives a new bridge one of its own, which no
 * switch port or lease knows.
 */
function bridgeOptions({ name, bridge, assignMac, ipv4, ipv6 }: Bridge, index: HostIndex): Option[] {
  const members = index.membersOf(name).map((member) => member.name);
  const isMoreThanSwitch = ipv4 || ipv6 || index.vlansOn(name).length > 0;
  return [
    ...(members.length ? option('bridge-ports', ...members) : option('bridge-ports', 'none')),
    ...option('bridge-stp', yesNo(bridge.stp)),
    ...option('bridge-fd', seconds(bridge.forwardDelayMs)),
    ...option('bridge-hello', seconds(bridge.helloTimeMs)),
    ...option('bridge-maxage', seconds(bridge.maxAgeMs)),
    ...option('bridge-ageing', seconds(bridge.ageingTimeMs)),
    ...option('bridge-bridgeprio', bridge.priority),
    ...option('bridge-vlan-aware', yesNo(bridge.vlanFiltering)),
    ...option('bridge-hw', assignMac ?? (isMoreThanSwitch ? members[0] : undefined)),
    ...option('bridge-maxwait', 0),
  ];
}

/** bridge-utils makes the bridge after all `pre-up` commands. */
function bridgeCommands(iface: Bridge, index: HostIndex): Option[] {
  const { name, mtuBytes, bridge } = iface;
  const snooping = bridge.multicastSnooping;
  const ports = index
    .membersOf(name)
    .filter(({ port }) => port?.cost !== undefined || port?.priority !== undefined);
  return [
    ...(mtuBytes === undefined ? [] : [up(bridgeMtu.write({ device: name, mtu: mtuBytes }))]),
    ...(snooping === undefined
      ? []
      : [up(bridgeSnooping.write({ device: name, snooping: snooping ? 1 : 0 }))]),
    ...ports.map((member) =>
      up(
        portOptions.write({ device: member.name, cost: member.port?.cost, priority: member.port?.priority }),
      ),
    ),
    ...ipv6CommandsOnceUp(iface).map(up),
  ];
}
