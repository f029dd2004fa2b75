import { saidMac } from './bond-mac.ts';
import { without } from './defaults.ts';
import { type Host, indexHost, orderInterfaces } from './host.ts';
import type { Bridge, BridgeOptions, Interface } from './interface.ts';

/**
 * What others know an interface by, and what a bridge takes over from its port: when it comes up, how large its
 * frames are, its addressing, what people call it. The rest is what the interface is made of or found by, and stays.
 */
const CARRIED = ['start', 'mtuBytes', 'description', 'ipv4', 'ipv6', 'dns'] as const;

/**
 * The host with `port`, a top-level interface that is no bridge and no member, under a new bridge that it is the only
 * port of. No MAC address is written for the bridge: it has its port's (br_stp_recalculate_bridge_id), so the network
 * sees the address that it knows. Vlans on the port stay on it: the kernel hands them their frames before the bridge
 * sees those.
 */
export function bridged({ interfaces }: Host, port: string, name: string, bridge: BridgeOptions): Host {
  const above = interfaces.filter((iface) => iface.name === port).map((iface) => onTop(iface, name, bridge));
  const rest = interfaces.map((iface) => (iface.name === port ? below(iface, name) : iface));
  return { interfaces: orderInterfaces([...rest, ...above]) };
}

const onTop = (port: Interface, name: string, bridge: BridgeOptions): Bridge => ({
  type: 'bridge',
  name,
  topLevel: true,
  bridge,
  ...carriedBy(port),
});

const below = (port: Interface, controller: string): Interface => ({
  ...bare(port),
  topLevel: false,
  port: { controller, position: 0 },
});

/**
 * The way back: the host without the bridge `name`, whose one port has its addressing, start mode and MTU. The network
 * goes on seeing the MAC address that the bridge had. A description of the port's own stays.
 */
export function unbridged(host: Host, name: string): Host {
  const index = indexHost(host);
  const bridge = index.get(name);
  const [port] = index.membersOf(name);
  if (bridge === undefined || port === undefined) return host;
  const { mtuBytes, description } = { ...carriedBy(bridge), ...carriedBy(port, ['description']) };
  const mtu = mtuBytes ?? port.mtuBytes;
  const mac = macToKeep(bridge, port);
  const released = {
    ...without(bare(port), 'port'),
    ...carriedBy(bridge),
    ...(mtu === undefined ? {} : { mtuBytes: mtu }),
    ...(description === undefined ? {} : { description }),
    ...(mac === undefined ? {} : { assignMac: mac }),
    topLevel: true,
  } as Interface;
  const rest = host.interfaces.filter((iface) => iface !== bridge && iface !== port);
  return { interfaces: orderInterfaces([...rest, released]) };
}

/** What bridge and port both say, and the port's way of it, or the bridge's, goes in `unbridged`; in words. */
export function lostByUnbridging(bridge: Interface, port: Interface): string[] {
  const differ = (key: 'start' | 'mtuBytes' | 'description'): boolean =>
    port[key] !== undefined && bridge[key] !== undefined && port[key] !== bridge[key];
  const ownStart = port.start !== undefined && port.start !== (bridge.start ?? 'onboot');
  return [
    ...(bridge.uuid === undefined ? [] : [`its uuid ${bridge.uuid}`]),
    ...(differ('description') ? ['its description'] : []),
    ...(ownStart ? [`start ${port.start} of ${port.name}`] : []),
    ...(differ('mtuBytes') ? [`mtu ${port.mtuBytes} of ${port.name}`] : []),
    ...(port.assignMac !== undefined && macToKeep(bridge, port) !== undefined
      ? [`the MAC address ${port.assignMac} that ${port.name} was given`]
      : []),
  ];
}

/** The bridge's MAC address where it is another than its port has anyway. */
const macToKeep = ({ assignMac }: Interface, port: Interface): string | undefined =>
  assignMac === saidMac(port) ? undefined : assignMac;

const carriedBy = (
  iface: Interface,
  keys: readonly (typeof CARRIED)[number][] = CARRIED,
): Partial<Pick<Interface, (typeof CARRIED)[number]>> =>
  Object.fromEntries(keys.flatMap((key) => (iface[key] === undefined ? [] : [[key, iface[key]]])));

const bare = (iface: Interface): Interface =>
  CARRIED.reduce<Interface>((left, key) => without(left, key), iface);
