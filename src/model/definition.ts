import type { Position } from '../findings/finding.ts';
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

export interface MemberDefinition {
  readonly name: string;
  /** What the nested element says; absent where it only names the interface (no type: 2009 form). */
  readonly definition?: Definition;
  readonly cost?: number;
  readonly priority?: number;
}

/**
 * Where things stand in the documents, by `sourceKey`, in document order; so findings about the flat host
 * still name a line. Interfaces that come from the root have no entry.
 */
export type SourceMap = ReadonlyMap<string, Position>;

/**
 * The key of a thing in a SourceMap. Slots: none (the element that defines the interface), `mtu`, `mac`, `tag`,
 * `parent`, `delay`, `monitor`, `bond`, `bridge`, `member.NAME`, `ipv4`, `ipv6`, `ipv4.address.0`,
 * `ipv6.route.0`, `dns.server.0`, `dns.search.0`.
 */
export const sourceKey = (interfaceName: string, slot = ''): string => (slot ? `${interfaceName} ${slot}` : interfaceName);
