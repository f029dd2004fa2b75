import type { Definition, MemberDefinition, SourceMap } from '../../src/model/definition.ts';
import { sourceKey } from '../../src/model/definition.ts';
import type { Bond, Bridge, Ethernet, Interface, Veth, Vlan } from '../../src/model/interface.ts';

/** Short ways to write interfaces in tests; every property can be overridden. */
export const ethernet = (name: string, more: Partial<Ethernet> = {}): Ethernet => ({
  type: 'ethernet',
  name,
  topLevel: true,
  ...more,
});
export const bond = (name: string, more: Partial<Bond> = {}): Bond => ({
  type: 'bond',
  name,
  topLevel: true,
  bond: {},
  ...more,
});
export const bridge = (name: string, more: Partial<Bridge> = {}): Bridge => ({
  type: 'bridge',
  name,
  topLevel: true,
  bridge: {},
  ...more,
});
export const vlan = (name: string, parent: string, tag: number, more: Partial<Vlan> = {}): Vlan => ({
  type: 'vlan',
  name,
  topLevel: true,
  vlan: { tag, parent },
  ...more,
});

export const veth = (name: string, peer: string, more: Partial<Veth> = {}): Veth => ({
  type: 'veth',
  name,
  topLevel: true,
  veth: { peer },
  ...more,
});

/** `iface` as an element of a document, with members: a name alone is one that is only named. */
export const define = (iface: Interface, members: readonly (string | Definition)[] = []): Definition => ({
  iface,
  members: members.map(
    (member): MemberDefinition =>
      typeof member === 'string' ? { name: member } : { name: member.iface.name, definition: member },
  ),
});

/** A bare `<interface type='ethernet' name='…'>` inside a controller. */
export const bare = (name: string): Definition => define(ethernet(name, { topLevel: false }));

/** Invented places for definitions: definition N stands on line N+1, so that findings can be told apart. As in
 * the language, a thing that is said twice stands where it was said last. */
export function placesOf(definitions: readonly Definition[]): SourceMap {
  const sources = new Map<string, { file: string; line: number; column: number }>();
  const put = (key: string, line: number): void => {
    sources.delete(key);
    sources.set(key, { file: 'd.xml', line, column: 1 });
  };
  const putAll = ({ iface, members }: Definition, line: number): void => {
    const { name } = iface;
    put(sourceKey(name), line);
    if (iface.type === 'vlan') put(sourceKey(name, 'parent'), line);
    if (iface.type === 'veth') put(sourceKey(name, 'peer'), line);
    for (const family of ['ipv4', 'ipv6'] as const) {
      if (iface[family]) put(sourceKey(name, family), line);
      iface[family]?.addresses.forEach((_, n) => {
        put(sourceKey(name, `${family}.address.${n}`), line);
      });
      iface[family]?.routes.forEach((_, n) => {
        put(sourceKey(name, `${family}.route.${n}`), line);
      });
    }
    for (const member of members) {
      put(sourceKey(name, `member.${member.name}`), line);
      if (member.definition) putAll(member.definition, line);
    }
  };
  definitions.forEach((definition, n) => {
    putAll(definition, n + 1);
  });
  return sources;
}
