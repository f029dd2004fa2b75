import type { Reading } from '../backend.ts';
import { type Finding, finding, hasErrors, type Position } from '../findings/finding.ts';
import { NAME_FAULTS } from '../language/attributes.ts';
import { bridged, lostByUnbridging, unbridged } from '../model/bridging.ts';
import { without } from '../model/defaults.ts';
import { definitionsOf, type SourceMap, sourceKey } from '../model/definition.ts';
import { type Host, type HostIndex, indexHost } from '../model/host.ts';
import type { BridgeOptions, Interface } from '../model/interface.ts';
import type { InstalledNetwork } from '../model/network.ts';
import { deviceNameFault } from '../model/values.ts';
import { type Holding, holdingOf } from './adopt/holding.ts';
import { nothing, type Place, type Plan } from './carry.ts';
import { whyNotOurs } from './not-ours.ts';
import { planOnto } from './plan.ts';

interface Options {
  readonly allowLoss: boolean;
  /** Whether an interface that others wrote is taken over, in the files in which it stands. */
  readonly adopt?: boolean;
}

/** Plans to put `port` under a new bridge, which takes over its addressing, MTU and start mode. */
export function planBridge(
  place: Place &
    Options & { readonly port: string; readonly bridge: string; readonly options: BridgeOptions },
): Plan {
  const { port, bridge, options } = place;
  const holding = holdingOf(place.backend, place.root, new Set(place.adopt ? [port] : []));
  const { reading } = holding;
  const index = indexHost(reading.host);
  const iface = index.get(port);
  if (!iface) return refused(reading, whyNotOurs(place, reading, port));
  const networks = standingNetworks(place);
  const findings = [
    ...portFaults(iface, networks),
    ...nameFaults(bridge, index, networks),
    ...index.vlansOn(port).map(({ name, vlan: { tag } }) => {
      return finding('vlan-beside-bridge', { name, tag, port, bridge }, { interface: name });
    }),
  ];
  if (hasErrors(findings)) return refused(reading, findings);
  const after = bridged(reading.host, port, bridge, options);
  return redefined(place, holding, { after, name: bridge, leaving: port, findings });
}

/** Plans to take a bridge away from its one port, which gets its addressing, MTU and start mode. */
export function planUnbridge(place: Place & Options & { readonly bridge: string }): Plan {
  const { bridge } = place;
  const holding = holdingOf(place.backend, place.root, new Set(place.adopt ? [bridge] : []));
  const { reading } = holding;
  const index = indexHost(reading.host);
  const iface = index.get(bridge);
  if (!iface) return refused(reading, whyNotOurs(place, reading, bridge));
  const [port] = index.membersOf(bridge);
  const faults = bridgeFaults(iface, index, standingNetworks(place));
  if (!port || hasErrors(faults)) return refused(reading, faults);
  const findings = lostByUnbridging(iface, port).map((what) =>
    finding('unbridge-drops', { name: bridge, what }, { interface: bridge }),
  );
  const after = unbridged(reading.host, bridge);
  return redefined(place, holding, { after, name: port.name, leaving: bridge, findings });
}

const refused = ({ host }: Reading, findings: readonly Finding[]): Plan => ({ ...nothing(host), findings });

const standingNetworks = ({ services, root }: Place): readonly InstalledNetwork[] =>
  services?.read(root).networks ?? [];

/** Why an interface cannot become a port. */
function portFaults(
  { name, type, port, topLevel }: Interface,
  networks: readonly InstalledNetwork[],
): Finding[] {
  const because = (why: string, remedy: string): Finding =>
    finding('cannot-bridge', { name, why, remedy }, { interface: name });
  if (type === 'bridge')
    return [because('it is a bridge itself', 'what belongs in a bridge can be its port')];
  if (port || !topLevel) {
    const controller = port?.controller ?? '';
    return [because(`it is a member of ${controller}`, `take it out of ${controller} first, or bridge that`)];
  }
  return [
    ...networks
      .filter(({ network }) => network.bridge.name === name)
      .map(({ network }) =>
        because(`guest network ${network.name} stands on it`, `ifscribe undefine --network ${network.name}`),
      ),
    ...leavingBy(name, networks).map((network) =>
      because(`guests of network ${network} leave the host by it`, otherDev(network)),
    ),
  ];
}

/** Networks whose guests may leave the host by the interface alone. */
const leavingBy = (name: string, networks: readonly InstalledNetwork[]): string[] =>
  networks.filter(({ network }) => network.forward?.dev === name).map(({ network }) => network.name);

const otherDev = (network: string): string =>
  `have them leave by another first (dev in <forward>: ifscribe edit --network ${network})`;

/** Why a new bridge cannot have the name. */
function nameFaults(name: string, index: HostIndex, networks: readonly InstalledNetwork[]): Finding[] {
  const fault = deviceNameFault(name);
  if (fault !== undefined) return [finding('device-name', { name, reason: NAME_FAULTS[fault] })];
  const how = whatHasName(name, index, networks);
  return how === undefined ? [] : [finding('bridge-name-taken', { name, how }, { interface: name })];
}

/** What is called so already, among it devices that nobody defines. */
function whatHasName(
  name: string,
  index: HostIndex,
  networks: readonly InstalledNetwork[],
): string | undefined {
  const iface = index.get(name);
  const owner = networks.find(({ network, ownsBridge }) => ownsBridge && network.bridge.name === name);
  if (owner) return `the bridge of guest network ${owner.network.name}`;
  if (iface) return `there already (${iface.type})`;
  const [member] = index.membersOf(name);
  if (member) return `what ${member.name} is a member of`;
  const [vlan] = index.vlansOn(name);
  if (vlan) return `the parent of vlan ${vlan.name}`;
  const veth = index.vethTo(name);
  return veth && `the other end of veth ${veth.name}`;
}

/** Why a bridge cannot be taken away from its port. */
function bridgeFaults(
  { name, type }: Interface,
  index: HostIndex,
  networks: readonly InstalledNetwork[],
): Finding[] {
  const because = (why: string, remedy: string): Finding =>
    finding('cannot-unbridge', { name, why, remedy }, { interface: name });
  if (type !== 'bridge') return [because(`it is no bridge (${type})`, 'name the bridge')];
  const ports = index.membersOf(name).map((port) => port.name);
  const [port] = ports;
  const ownedBy = networks.filter(({ network }) => network.bridge.name === name);
  return [
    ...ownedBy.map(({ network, ownsBridge }) =>
      because(
        ownsBridge
          ? `it is the bridge of guest network ${network.name}`
          : `guest network ${network.name} stands on it`,
        `ifscribe undefine --network ${network.name}`,
      ),
    ),
    ...leavingBy(name, networks).map((network) =>
      because(`guests of network ${network} leave the host by it`, otherDev(network)),
    ),
    ...(port === undefined && ownedBy.length === 0
      ? [because('it has no port', `ifscribe undefine ${name} removes it`)]
      : []),
    ...(ports.length > 1
      ? [because(`it has ${ports.length} ports (${ports.join(', ')})`, 'take all but one out of it first')]
      : []),
    ...index
      .vlansOn(name)
      .map((vlan) => because(`vlan ${vlan.name} stands on it`, `ifscribe undefine ${vlan.name} first`)),
  ];
}

/**
 * The plan of a run that changes one definition into another, with all the checks that a document would have to pass.
 * There is no document, so findings have no place in one.
 */
function redefined(
  place: Place & Options,
  holding: Holding,
  change: {
    readonly after: Host;
    /** What is defined anew. */
    readonly name: string;
    /** What no longer has a definition of its own. */
    readonly leaving: string;
    readonly findings: readonly Finding[];
  },
): Plan {
  const { after, name, leaving } = change;
  const plan = planOnto(holding, {
    ...place,
    definitions: definitionsOf(after).filter(({ iface }) => iface.name === name),
    sources: placesIn(after, name),
    leaving: [leaving],
    prune: false,
  });
  const told = plan.findings.map((found) => (found.at === HERE ? without(found, 'at') : found));
  return { ...plan, findings: [...change.findings, ...told] };
}

/** On the command line. */
const HERE: Position = { file: '', line: 1, column: 1 };

/** The settings that move: what is wrong with them is news. */
function placesIn(host: Host, name: string): SourceMap {
  const index = indexHost(host);
  const iface = index.get(name);
  const members = index.membersOf(name).map((member) => `member.${member.name}`);
  const addressing = (['ipv4', 'ipv6'] as const).flatMap((family) => [
    family,
    ...(iface?.[family]?.addresses ?? []).map((_, n) => `${family}.address.${n}`),
    ...(iface?.[family]?.routes ?? []).map((_, n) => `${family}.route.${n}`),
  ]);
  const slots = ['start', 'mtu', 'dns', ...members, ...addressing];
  const keys = [...(iface?.type === 'bridge' ? [name] : []), ...slots.map((slot) => sourceKey(name, slot))];
  return new Map(keys.map((key) => [key, HERE]));
}
