import type { RenderedFile } from '../../src/backend.ts';
import { type ExplicitInterface, explicitHost, type Notes, without } from '../../src/model/defaults.ts';
import { type Host, type HostIndex, indexHost } from '../../src/model/host.ts';
import { hasPrimary, type Interface } from '../../src/model/interface.ts';
import { guardHost } from '../../src/native/guard.ts';
import { shellAssignment } from '../../src/native/shell.ts';
import ifcfgTemplate from '../../templates/ifcfg/ifcfg.hbs';
import routeTemplate from '../../templates/ifcfg/route.hbs';
import { placeDns } from './addressing.ts';
import { memberOrder } from './members.ts';
import { pathOf } from './paths.ts';
import { placeRoutes, type RouteLine } from './routes.ts';
import { entriesOf, type RoutesOfBoth } from './view.ts';
import { vlanNotes } from './vlan.ts';

/** One file an interface, and one for its routes of each family. */
export function render(host: Host, only: (name: string) => boolean = () => true): RenderedFile[] {
  const explicit = explicitHost(guardHost(host));
  const index = indexHost(host);
  return explicit
    .filter(({ iface }) => only(iface.name))
    .flatMap((each) => filesOf(each, index))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function filesOf({ iface, notes }: ExplicitInterface, index: HostIndex): RenderedFile[] {
  const { name } = iface;
  const routes = { four: placeRoutes(iface, 'ipv4'), six: placeRoutes(iface, 'ipv6') };
  const dns = placeDns(iface);
  const entries = entriesOf(iface, index, { routes, dns: dns?.written, uuid: notes.uuid });
  const assignments = entries.flatMap(([key, value]) =>
    value === undefined ? [] : [shellAssignment(key, value)],
  );
  const file = (kind: 'ifcfg' | 'route' | 'route6', body: string, more: Notes = {}): RenderedFile => ({
    path: pathOf(kind, name),
    mode: 0o644,
    parts: [{ interface: name, notes: more, body }],
  });
  const routeFile = (kind: 'route' | 'route6', lines: readonly RouteLine[]): RenderedFile[] =>
    lines.length ? [file(kind, routeTemplate({ routes: lines }))] : [];
  return [
    file('ifcfg', ifcfgTemplate({ assignments }), {
      ...without(notes, 'uuid'),
      ...dns?.notes,
      ...ownNotes(iface, index, routes),
    }),
    ...routeFile('route', routes.four.lines),
    ...routeFile('route6', routes.six.lines),
  ];
}

/** What the format has no place for beside what every format lacks. */
function ownNotes(iface: Interface, index: HostIndex, { four, six }: RoutesOfBoth): Notes {
  const members = index.membersOf(iface.name).map(({ name }) => name);
  const primary = iface.type === 'bond' && hasPrimary(iface.bond.mode) ? members[0] : undefined;
  const isExpected = memberOrder(members, primary).every((name, n) => name === members[n]);
  return {
    ...(isExpected ? {} : { members }),
    ...(four.gateway?.at ? { 'ipv4-gateway-at': four.gateway.at } : {}),
    ...(six.gateway?.at ? { 'ipv6-gateway-at': six.gateway.at } : {}),
    ...(iface.type === 'vlan' ? vlanNotes(iface.vlan) : {}),
  };
}
