import type { Facet } from '../survey.ts';
import { explicitHost } from './defaults.ts';
import type { Host, HostIndex } from './host.ts';
import { indexHost } from './host.ts';
import type { Interface } from './interface.ts';
import { sameValue } from './same.ts';

/** What each facet of an interface comes to, nothing left to a default. */
type FacetValues = Readonly<Record<Facet, unknown>>;

/**
 * In what an interface means something else in one host than in another; undefined where it is not in both. What the
 * document left unsaid does not count where it comes to the same, nor a uuid or description that `after` has not.
 */
export function changedFacets(before: Host, after: Host): (name: string) => ReadonlySet<Facet> | undefined {
  const [then, now] = [facetsOf(before), facetsOf(after)];
  return (name) => {
    const [old, anew] = [then(name), now(name)];
    if (!old || !anew) return undefined;
    const facets = new Set(
      (Object.keys(old.facets) as Facet[]).filter(
        (facet) => !sameValue(old.facets[facet], anew.facets[facet]),
      ),
    );
    const { uuid = old.iface.uuid, description = old.iface.description } = anew.iface;
    return uuid === old.iface.uuid && description === old.iface.description ? facets : facets.add('match');
  };
}

type Facets = (name: string) => { iface: Interface; facets: FacetValues } | undefined;

/** Of hosts, which never change: one that is wanted is compared with thousands. */
const known = new WeakMap<Host, Facets>();

function facetsOf(host: Host): Facets {
  const facets = known.get(host) ?? computeFacets(host);
  known.set(host, facets);
  return facets;
}

function computeFacets(host: Host): Facets {
  const explicit = { interfaces: explicitHost(host).map(({ iface }) => iface) };
  // As notes hold them, the explicit form lacks both.
  const identity = new Map(host.interfaces.map((iface) => [iface.name, iface]));
  const index = indexHost(explicit);
  return (name) => {
    const iface = index.get(name);
    return iface && { iface: identity.get(name) ?? iface, facets: valuesOf(iface, index) };
  };
}

/** The same more finely: what of each facet, as `addressing.ipv4.routes`. */
export function differences(before: Host, after: Host): (name: string) => ReadonlySet<string> {
  const [then, now] = [facetsOf(before), facetsOf(after)];
  const facets = changedFacets(before, after);
  return (name) => {
    const [old, anew] = [then(name), now(name)];
    if (!old || !anew) return new Set(['presence']);
    const found = [...(facets(name) ?? [])].flatMap((facet) => {
      const leaves = differingLeaves(old.facets[facet], anew.facets[facet], facet);
      return leaves.length > 0 ? leaves : [facet];
    });
    return new Set(found);
  };
}

/** Lists of plain values are leaves: their order counts. */
function differingLeaves(a: unknown, b: unknown, path: string): string[] {
  if (sameValue(a, b)) return [];
  const isInner = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && (!Array.isArray(value) || path.split('.').length < 2);
  if (!isInner(a ?? {}) || !isInner(b ?? {})) return [path];
  const [one, other] = [a ?? {}, b ?? {}] as [Record<string, unknown>, Record<string, unknown>];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) =>
    differingLeaves(one[key], other[key], `${path}.${key}`),
  );
}

const valuesOf = (iface: Interface, index: HostIndex): FacetValues => ({
  match: [iface.type, iface.type === 'ethernet' ? iface.permanentMac : undefined],
  start: iface.start,
  link: [iface.assignMac, iface.mtuBytes],
  controller: iface.port && [iface.port.controller, iface.port.cost, iface.port.priority],
  members: [
    index.membersOf(iface.name).map(({ name }) => name),
    index.vlansOn(iface.name).map(({ name }) => name),
  ],
  options: optionsOf(iface),
  addressing: [iface.ipv4, iface.ipv6],
  dns: iface.dns,
});

function optionsOf(iface: Interface): unknown {
  switch (iface.type) {
    case 'bond':
      return iface.bond;
    case 'bridge':
      return iface.bridge;
    case 'vlan':
      return iface.vlan;
    case 'veth':
      return iface.veth;
    case 'ethernet':
      return undefined;
  }
}
