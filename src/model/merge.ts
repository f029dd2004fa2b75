import { type Definition, definedNames, definitionsOf } from './definition.ts';
import type { Host } from './host.ts';
import { nameOnly } from './resolve.ts';

/**
 * The definitions that hold after `incoming` is applied to a standing host: what is defined anew replaces
 * what stood under its name, the rest stays.
 */
export function merge(standing: Host, incoming: readonly Definition[]): Definition[] {
  const anew = new Set(incoming.map(({ iface }) => iface.name));
  const redefined = new Set([
    ...anew,
    ...incoming.flatMap((d) => d.members.flatMap((m) => (m.definition ? definedNames(m.definition) : []))),
  ]);
  const kept = definitionsOf(standing)
    .filter(({ iface }) => !anew.has(iface.name))
    .map((definition) => nameOnly(definition, redefined));
  return [...kept, ...incoming];
}
