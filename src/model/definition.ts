import type { Position } from '../findings/finding.ts';
import { without } from './defaults.ts';
import { type Host, indexHost } from './host.ts';
import type { Interface } from './interface.ts';

/**
 * What a document says, before it is made one host: a top-level element with the members nested in it.
 * resolve.ts makes a flat host of definitions; `definitionsOf` is the way back, used to merge and to print.
 */
export interface Definition {
  /** Settings of its own; without `port`. `topLevel` tells which element it is. */
  readonly iface: Interface;
  /** Of a bond or bridge, in order; empty otherwise. */
  readonly members: readonly MemberDefinition[];
}

/** A bond's or bridge's member as its element says it; `cost` and `priority` are of a bridge's port (see Port). */
export interface MemberDefinition {
  readonly name: string;
  /** What the nested element says; absent where it only names the interface (no type: 2009 form). */
  readonly definition?: Definition;
  readonly cost?: number;
  readonly priority?: number;
}

/**
 * Where things stand in the documents, by `sourceKey`, in document order, so that findings about the flat host
 * still name a line. What is said twice stands where it was said last; interfaces that come from the root have
 * no entry.
 */
export type SourceMap = ReadonlyMap<string, Position>;

/**
 * The key of a thing in a SourceMap. Slots: none (the element that defines the interface), `start`, `mtu`, `mac`,
 * `bond`, `monitor`, `bridge`, `delay`, `vlan`, `tag`, `parent`, `veth`, `peer`, `member.NAME`, `ipv4`, `ipv6`, `ipv4.address.0`,
 * `ipv6.route.0`, `dns`, `dns.server.0`, `dns.search.0`. A place is that of the element, or of the value where one
 * attribute is meant.
 */
export const sourceKey = (interfaceName: string, slot = ''): string =>
  slot ? `${interfaceName} ${slot}` : interfaceName;

/**
 * The same for a guest network. Slots: none, `bridge`, `mac`, `mtu`, `zone`, `forward`, `forward.dev`, `domain`,
 * `dns`, `ip.0`, `ip.0.range.0`, `ip.0.host.0`, `ip.0.tftp`, `route.0`, `publish.0`, numbered as in the canonical
 * network.
 */
export const networkKey = (networkName: string, slot = ''): string =>
  sourceKey(`network:${networkName}`, slot);

/** The definitions that a host amounts to: its top-level interfaces with their members, in the host's order. */
export function definitionsOf(host: Host): Definition[] {
  const index = indexHost(host);
  const define = (iface: Interface): Definition => ({
    iface: without(iface, 'port'),
    members: index.membersOf(iface.name).map((member) => ({
      name: member.name,
      ...(member.topLevel ? {} : { definition: define(member) }),
      ...(member.port?.cost === undefined ? {} : { cost: member.port.cost }),
      ...(member.port?.priority === undefined ? {} : { priority: member.port.priority }),
    })),
  });
  return host.interfaces.filter(({ topLevel }) => topLevel).map(define);
}

/** Every interface that the definition says something about: itself and what is nested in it. */
export function definedNames({ iface, members }: Definition): string[] {
  return [iface.name, ...members.flatMap((m) => (m.definition ? definedNames(m.definition) : [m.name]))];
}
