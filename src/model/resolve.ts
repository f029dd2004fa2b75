import type { Finding } from '../findings/finding.ts';
import { without } from './defaults.ts';
import { type Definition, type MemberDefinition, type SourceMap, sourceKey } from './definition.ts';
import { type Host, orderInterfaces } from './host.ts';
import type { Interface, Port } from './interface.ts';
import { reporter } from './report.ts';
import { sameValue } from './same.ts';

/** One flat host out of definitions; the findings are about what they say of each other. */
export interface Resolved {
  readonly host: Host;
  readonly findings: Finding[];
}

/**
 * Makes one host of definitions: an interface that stands in several places becomes one, members get their
 * port, and what stands on itself is refused. `sources` says where the definitions stand.
 */
export function resolve(definitions: readonly Definition[], sources: SourceMap): Resolved {
  const report = reporter(sources);
  const top = new Map<string, Definition>();
  for (const definition of definitions) {
    const { name } = definition.iface;
    const known = top.get(name);
    if (!known) top.set(name, definition);
    else if (!sameValue(known, definition)) report('defined-twice', { name }, [sourceKey(name)], name);
  }

  const interfaces = new Map<string, Interface>([...top].map(([name, { iface }]) => [name, iface]));
  const memberLists = new Map<string, readonly MemberDefinition[]>(
    [...top].map(([name, { members }]) => [name, members]),
  );
  const ports = new Map<string, Port>();
  const place = (controller: Interface, members: readonly MemberDefinition[]): void => {
    members.forEach((member, position) => {
      const key = sourceKey(controller.name, `member.${member.name}`);
      const taken = ports.get(member.name);
      if (taken?.controller === controller.name) {
        report('member-repeated', { name: member.name, controller: controller.name }, [key], member.name);
      } else if (taken) {
        const names = { name: member.name, controller: controller.name, other: taken.controller };
        report(
          'member-twice',
          names,
          [key, sourceKey(taken.controller, `member.${member.name}`)],
          member.name,
        );
      } else ports.set(member.name, portOf(controller, position, member));
      if (member.definition) nest(member.definition, key);
    });
  };
  const nest = ({ iface, members }: Definition, key: string): void => {
    const known = interfaces.get(iface.name);
    const knownMembers = memberLists.get(iface.name);
    const difference = known && differs(known, knownMembers ?? [], iface, members);
    if (difference) {
      report(
        'contradictory-member',
        { name: iface.name, what: difference },
        [key, sourceKey(iface.name)],
        iface.name,
      );
    }
    interfaces.set(iface.name, known && !difference ? unite(known, iface) : (known ?? iface));
    if (knownMembers) return;
    memberLists.set(iface.name, members);
    place(iface, members);
  };
  for (const { iface, members } of top.values()) place(iface, members);

  // A member that is only named may be the other end of a veth pair.
  const peers = peersIn(interfaces.values());
  for (const [controller, members] of memberLists) {
    for (const { name } of members) {
      if (interfaces.has(name)) continue;
      const peer = peers.get(name);
      if (peer !== undefined) {
        interfaces.set(name, { type: 'veth', name, topLevel: false, veth: { peer } });
        continue;
      }
      interfaces.set(name, { type: 'ethernet', name, topLevel: false });
      report('undefined-member', { name, controller }, [sourceKey(controller, `member.${name}`)], name);
    }
  }

  const placed = [...interfaces.values()].map((iface): Interface => {
    const port = ports.get(iface.name);
    return port ? { ...iface, port } : iface;
  });
  return { host: { interfaces: orderInterfaces(placed) }, findings: report.findings() };
}

/** The ends of veth pairs that are only named, with the end that names them; of several the first by name. */
function peersIn(interfaces: Iterable<Interface>): Map<string, string> {
  const peers = new Map<string, string>();
  for (const { name, ...iface } of interfaces) {
    if (iface.type === 'veth' && !(name > (peers.get(iface.veth.peer) ?? name)))
      peers.set(iface.veth.peer, name);
  }
  return peers;
}

const portOf = (controller: Interface, position: number, { cost, priority }: MemberDefinition): Port => ({
  controller: controller.name,
  position,
  ...(cost === undefined ? {} : { cost }),
  ...(priority === undefined ? {} : { priority }),
});

/** In what a nested element contradicts the interface that is known by that name, or undefined. */
function differs(
  known: Interface,
  knownMembers: readonly MemberDefinition[],
  nested: Interface,
  members: readonly MemberDefinition[],
): string | undefined {
  if (known.type !== nested.type) return `type, ${known.type}`;
  if (known.assignMac && nested.assignMac && known.assignMac !== nested.assignMac) return 'MAC address';
  if (known.uuid && nested.uuid && known.uuid !== nested.uuid) return 'uuid';
  if (known.type === 'ethernet' && nested.type === 'ethernet') {
    return known.permanentMac && nested.permanentMac && known.permanentMac !== nested.permanentMac
      ? 'MAC address'
      : undefined;
  }
  if (known.type === 'vlan' && nested.type === 'vlan')
    return sameValue(known.vlan, nested.vlan) ? undefined : 'tag, parent or flag';
  if (known.type === 'veth' && nested.type === 'veth')
    return sameValue(known.veth, nested.veth) ? undefined : 'peer';
  if (known.type === 'bond' && nested.type === 'bond') {
    if (!sameValue(known.bond, nested.bond)) return 'set of bond options';
    return sameValue(
      knownMembers.map(({ name }) => name),
      members.map(({ name }) => name),
    )
      ? undefined
      : 'list of members';
  }
  return undefined;
}

/** What two elements about one interface, which do not contradict each other, say together. */
function unite(known: Interface, nested: Interface): Interface {
  const assignMac = known.assignMac ?? nested.assignMac;
  const uuid = known.uuid ?? nested.uuid;
  const permanentMac =
    (known.type === 'ethernet' && known.permanentMac) || (nested.type === 'ethernet' && nested.permanentMac);
  return {
    ...known,
    ...(assignMac ? { assignMac } : {}),
    ...(uuid ? { uuid } : {}),
    ...(permanentMac ? { permanentMac } : {}),
  } as Interface;
}

/** The definition without its nested definitions of `names`, which are then only named. */
export function nameOnly(definition: Definition, names: ReadonlySet<string>): Definition {
  return {
    ...definition,
    members: definition.members.map((member) => {
      if (!member.definition) return member;
      if (names.has(member.name)) return without(member, 'definition');
      return { ...member, definition: nameOnly(member.definition, names) };
    }),
  };
}
