import type { HostIndex } from '../../src/model/host.ts';
import {
  type Bond,
  type Bridge,
  hasPrimary,
  type Interface,
  type Veth,
  type Vlan,
} from '../../src/model/interface.ts';
import { msToSeconds } from '../../src/model/values.ts';
import { ipv6StateOf } from './addressing.ts';
import {
  bondOptions,
  bridgeMtu,
  bridgeOptions,
  createBond,
  createBridge,
  createBridgeLikePort,
  createVeth,
  createVlan,
  ifupUnlessUp,
  ipv6State,
  noIpv6ForParent,
  portOptions,
  raiseDevice,
  removeDevice,
  removeVeth,
  sysctlPath,
  vlanFlags,
} from './commands.ts';
import { create, type Option, option, postDown, preUp, up } from './stanza.ts';

/** What an interface's first stanza says of the device itself: how it is made, its MAC, MTU and options. */
export function linkOptions(iface: Interface, index: HostIndex): Option[] {
  switch (iface.type) {
    case 'ethernet':
      return [...macAndMtu(iface), preUp(ipv6Command(iface))];
    case 'vlan':
      return [...macAndMtu(iface), ...vlanOptions(iface, index)];
    case 'veth':
      return [...macAndMtu(iface), ...vethOptions(iface, index)];
    case 'bond':
      return [...ofIfenslave(iface, index), ...macAndMtu(iface), ...bondCommands(iface)];
    case 'bridge':
      return [
        ...ofBridgeUtils(iface, index),
        ...option('hwaddress', iface.assignMac),
        ...bridgeCommands(iface, index),
      ];
  }
}

const macAndMtu = ({ assignMac, mtuBytes }: Interface): Option[] => [
  ...option('hwaddress', assignMac),
  ...option('mtu', mtuBytes),
];

function ipv6Command(iface: Interface): string {
  return ipv6State.write({ path: sysctlPath(iface.name), ...ipv6StateOf(iface) });
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
  // What has to be up for the parent to be there.
  const stanza = index.get(parent) ?? index.vethTo(parent);
  const startsByHand = stanza?.start === 'none';
  const options: Option[] = [];
  if (!isMadeByIfup(iface)) {
    // ifup goes by the order of the stanzas; ifupdown-ng has one of its own, and must be told of the parent.
    options.push(...option('requires', stanza?.name ?? parent));
    if (startsByHand) options.push(preUp(ifupUnlessUp.write({ device: stanza.name })));
    options.push(preUp(raiseDevice.write({ device: parent })));
    options.push(preUp(createVlan.write({ device: name, parent, tag })));
  }
  if (!index.get(parent)) options.push(preUp(noIpv6ForParent.write({ parent, path: sysctlPath(parent) })));
  if (hasFlags) options.push(preUp(vlanFlags.write({ device: name, ...flags })));
  const removal = isMadeByIfup(iface) ? [] : [postDown(removeDevice.write({ device: name }))];
  return [...options, preUp(ipv6Command(iface)), ...removal];
}

function vethOptions(iface: Veth, index: HostIndex): Option[] {
  const { name, assignMac, veth } = iface;
  const peer = index.get(veth.peer);
  const pair = { device: name, mac: assignMac, peer: veth.peer, peerMac: peer?.assignMac };
  const removal = peer
    ? removeVeth.write({ device: name, peer: veth.peer })
    : removeDevice.write({ device: name });
  return [preUp(createVeth.write(pair)), preUp(ipv6Command(iface)), postDown(removal)];
}

function ofIfenslave({ name, bond }: Bond, index: HostIndex): Option[] {
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
          ...option('bond-arp-ip-target', monitor.targets[0]),
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
  const { name, bond } = iface;
  const targets = bond.monitor?.kind === 'arpmon' ? bond.monitor.targets : [];
  const said = {
    minLinks: bond.minLinks,
    arpIpTargets: targets.length > 1 ? targets.join(',') : undefined,
  };
  return [
    preUp(createBond.write({ device: name })),
    ...(isSaid(said) ? [preUp(bondOptions.write({ device: name, ...said }))] : []),
    preUp(ipv6Command(iface)),
  ];
}

const isSaid = (options: object): boolean => Object.values(options).some((value) => value !== undefined);

const seconds = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : msToSeconds(ms);
const yesNo = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? 'yes' : 'no';

/** maxwait 0: ifup would wait for ports to forward, which those of a bridge for guests never do. */
function ofBridgeUtils({ name, bridge }: Bridge, index: HostIndex): Option[] {
  const members = index.membersOf(name).map((member) => member.name);
  return [
    ...(members.length ? option('bridge-ports', ...members) : option('bridge-ports', 'none')),
    ...option('bridge-stp', yesNo(bridge.stp)),
    ...option('bridge-fd', seconds(bridge.forwardDelayMs)),
    ...option('bridge-hello', seconds(bridge.helloTimeMs)),
    ...option('bridge-maxage', seconds(bridge.maxAgeMs)),
    ...option('bridge-ageing', seconds(bridge.ageingTimeMs)),
    ...option('bridge-bridgeprio', bridge.priority),
    ...option('bridge-maxwait', 0),
  ];
}

function bridgeCommands(iface: Bridge, index: HostIndex): Option[] {
  const { name, mtuBytes, bridge } = iface;
  const said = { vlanFiltering: oneZero(bridge.vlanFiltering), snooping: oneZero(bridge.multicastSnooping) };
  const ports = index
    .membersOf(name)
    .filter(({ port }) => port?.cost !== undefined || port?.priority !== undefined);
  return [
    // ifupdown-ng brings a bridge up before the pre-up commands, and routers would be heard.
    create(ipv6Command(iface)),
    preUp(creationOf(iface, index)),
    ...(mtuBytes === undefined ? [] : [preUp(bridgeMtu.write({ device: name, mtu: mtuBytes }))]),
    ...(isSaid(said) ? [preUp(bridgeOptions.write({ device: name, ...said }))] : []),
    preUp(ipv6Command(iface)),
    ...ports.map((member) =>
      up(
        portOptions.write({ device: member.name, cost: member.port?.cost, priority: member.port?.priority }),
      ),
    ),
  ];
}

const oneZero = (value: boolean | undefined): 0 | 1 | undefined =>
  value === undefined ? undefined : value ? 1 : 0;

/**
 * As the kernel would: udev gives a bridge without ports an address that no switch port or lease knows. That of an end
 * of a veth pair nobody knows either, and it is another one at every boot.
 */
function creationOf({ name, assignMac }: Bridge, index: HostIndex): string {
  const port = index.membersOf(name).find(({ type }) => type !== 'veth');
  return port && !assignMac
    ? createBridgeLikePort.write({ device: name, port: port.name })
    : createBridge.write({ device: name, mac: assignMac });
}
