import * as z from 'zod/mini';
import { type Interface, interfaceSchema, type StartMode, type Veth } from './interface.ts';

/** All interfaces of a host: names are unique, and every interface comes after those it stands on. */
export interface Host {
  readonly interfaces: readonly Interface[];
}

/** `Host` as data that came from elsewhere. */
export const hostSchema = z.strictObject({ interfaces: z.array(interfaceSchema) });

export const emptyHost: Host = { interfaces: [] };

/** Look-ups over a host, made once; every question is answered in constant time. */
export interface HostIndex {
  readonly get: (name: string) => Interface | undefined;
  /** Members of a bond or bridge, in the document's order. */
  readonly membersOf: (name: string) => readonly Interface[];
  /** Vlans that stand on `name`, whether or not the host holds `name`; ordered by name. */
  readonly vlansOn: (name: string) => readonly (Interface & { type: 'vlan' })[];
  /** Vlan parents that the host does not hold, ordered by name. */
  readonly undefinedParents: () => readonly string[];
  /** The end of a veth pair whose peer is `name`, whether or not the host holds `name`; of several the first by name. */
  readonly vethTo: (name: string) => Veth | undefined;
  /** Start mode in force: its own, else that of the controller it stands in, else onboot. */
  readonly startOf: (iface: Interface) => StartMode;
  /** MTU in force, bytes: its own, else that of the controller it stands in; undefined: the driver's own. */
  readonly mtuOf: (iface: Interface) => number | undefined;
}

export function indexHost(host: Host): HostIndex {
  const byName = new Map<string, Interface>();
  const members = new Map<string, Interface[]>();
  const vlans = new Map<string, (Interface & { type: 'vlan' })[]>();
  const veths = new Map<string, Veth>();
  for (const iface of host.interfaces) {
    byName.set(iface.name, iface);
    if (iface.port) append(members, iface.port.controller, iface);
    if (iface.type === 'vlan') append(vlans, iface.vlan.parent, iface);
    if (iface.type === 'veth' && !(iface.name > (veths.get(iface.veth.peer)?.name ?? iface.name)))
      veths.set(iface.veth.peer, iface);
  }
  for (const list of members.values()) list.sort((a, b) => (a.port?.position ?? 0) - (b.port?.position ?? 0));
  for (const list of vlans.values()) list.sort(byNameOf);
  const inherited = <T>(iface: Interface, own: (i: Interface) => T | undefined): T | undefined => {
    for (let at: Interface | undefined = iface, hops = 0; at && hops < 16; hops++) {
      const value = own(at);
      if (value !== undefined) return value;
      at = at.port && byName.get(at.port.controller);
    }
    return undefined;
  };
  return {
    get: (name) => byName.get(name),
    membersOf: (name) => members.get(name) ?? [],
    vlansOn: (name) => vlans.get(name) ?? [],
    undefinedParents: () => [...vlans.keys()].filter((name) => !byName.has(name)).sort(compareText),
    vethTo: (name) => veths.get(name),
    startOf: (iface) => inherited(iface, (i) => i.start) ?? 'onboot',
    mtuOf: (iface) => inherited(iface, (i) => i.mtuBytes),
  };
}

/** Adds to the list that the map holds under `key`. */
export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** By code unit: the same on every host and in every locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byNameOf = (a: Interface, b: Interface): number => compareText(a.name, b.name);

/**
 * The interfaces in dependency order: members before their controller, a parent before its vlans, an end of a veth
 * pair after the bridge or bond that its peer is in, whose network it reaches through it (unless that stands on it in
 * turn), otherwise by name; so the order they came in never shows. What the checks refuse, circles and endless stacks, still
 * comes out once.
 */
export function orderInterfaces(interfaces: readonly Interface[]): Interface[] {
  const index = indexHost({ interfaces });
  const ordered: Interface[] = [];
  const seen = new Set<string>();
  const leadsBack = pathFinder((iface) => [...standsOn(iface, index), ...reachesBy(iface, index)]);
  const visit = (iface: Interface, depth: number): void => {
    if (seen.has(iface.name)) return;
    seen.add(iface.name);
    if (depth < 100) {
      for (const below of standsOn(iface, index)) visit(below, depth + 1);
      for (const far of reachesBy(iface, index)) if (!leadsBack(far, iface)) visit(far, depth + 1);
    }
    ordered.push(iface);
  };
  for (const iface of [...interfaces].sort(byNameOf)) visit(iface, 0);
  return ordered;
}

/** What must be there before the interface. */
function standsOn(iface: Interface, index: HostIndex): readonly Interface[] {
  if (iface.type !== 'vlan') return index.membersOf(iface.name);
  const parent = index.get(iface.vlan.parent) ?? index.vethTo(iface.vlan.parent);
  return parent ? [parent] : [];
}

/** The bridge or bond behind the other end of a veth pair. */
function reachesBy(iface: Interface, index: HostIndex): readonly Interface[] {
  const peer = iface.type === 'veth' && !iface.port ? index.get(iface.veth.peer) : undefined;
  const behind = peer?.port && index.get(peer.port.controller);
  return behind ? [behind] : [];
}

/** Whether a path of such steps leads from one interface to another. */
function pathFinder(steps: (iface: Interface) => readonly Interface[]) {
  const reached = new Map<string, Set<string>>();
  return (from: Interface, to: Interface): boolean => {
    let names = reached.get(from.name);
    if (!names) {
      names = new Set();
      reached.set(from.name, names);
      const open = [from];
      for (let at = open.pop(); at; at = open.pop()) {
        if (names.has(at.name)) continue;
        names.add(at.name);
        open.push(...steps(at));
      }
    }
    return names.has(to.name);
  };
}
