import type { Backend, Reading, RootView, StandingPart } from '../backend.ts';
import { indexHost } from '../model/host.ts';
import { type ServiceLayer, SHARED } from '../services/layer.ts';
import { holdingOf, renderBesides } from './adopt/holding.ts';
import { leadsTo } from './links.ts';
import { partFaults } from './part-faults.ts';

/** One thing below the root that is not as ifscribe wrote it. */
export interface StatusEntry {
  readonly path: string;
  /** What it is about; neither for what all networks share. */
  readonly interface?: string;
  readonly network?: string;
  /**
   * `edited`: changed by someone. `newer`: by a later version of ifscribe. `missing`: deleted, or one of its
   * files is. `foreign`: someone else configures the same interface. `leftover`: ours, and no longer part of
   * anything.
   */
  readonly state: 'edited' | 'newer' | 'missing' | 'foreign' | 'leftover';
  /** What is known of it, for people. */
  readonly detail: string;
}

/** Everything that no longer matches what ifscribe wrote for this backend; empty where all is as it was. */
export function rootStatus(
  backend: Backend,
  others: readonly Backend[],
  root: RootView,
  services?: ServiceLayer,
): StatusEntry[] {
  const { reading, adopted } = holdingOf(backend, root);
  const rendered = renderBesides(backend, adopted)(reading.host);
  const entries = [
    ...partFaults(rendered, reading.parts, root, adopted).map(({ name, ...rest }) => ({
      ...rest,
      interface: name,
    })),
    ...missingControllers(reading),
    ...damagedHeaders(reading, root),
    ...foreignClaims(reading, others, root, adopted),
    ...(services ? networkEntries(services, reading, root) : []),
  ];
  const key = ({ path, interface: iface = '', network = '' }: StatusEntry): string =>
    `${path}\0${iface}\0${network}`;
  return entries.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** What serves guest networks, and the bridges that are theirs. */
function networkEntries(services: ServiceLayer, { host }: Reading, root: RootView): StatusEntry[] {
  const { networks, parts } = services.read(root);
  const about = (name: string) => (name === SHARED ? {} : { network: name });
  const rendered = services.render({ networks, surroundings: services.surroundingsOf(root) });
  const faults = partFaults(rendered, parts, root).map(({ name, ...rest }) => ({ ...rest, ...about(name) }));
  const links = services.links(networks).flatMap((link): StatusEntry[] => {
    const said = root.link(link.path);
    if (said !== undefined && leadsTo(link, said)) return [];
    const isThere = said !== undefined || root.exists(link.path);
    const state = isThere ? 'foreign' : 'missing';
    const detail = isThere
      ? 'is not the link that enables the unit'
      : 'the link that enables the unit is not there';
    return [{ path: link.path, ...about(link.network), state, detail }];
  });
  const known = new Set(host.interfaces.map(({ name }) => name));
  const bridges = networks.flatMap(({ network: { name, bridge, forward } }): StatusEntry[] => {
    if (known.has(bridge.name) || forward?.mode === 'bridge') return [];
    const path = rendered.find((file) => file.parts.some((part) => part.interface === name))?.path ?? '';
    return [{ path, network: name, state: 'missing', detail: `its bridge ${bridge.name} has no file` }];
  });
  return [...faults, ...links, ...bridges];
}

/** A member names its bond or bridge; where nothing of that name stands, its file was deleted. */
function missingControllers({ host, parts }: Reading): StatusEntry[] {
  const known = new Set([...host.interfaces.map(({ name }) => name), ...parts.map((part) => part.interface)]);
  return host.interfaces.flatMap(({ name, port }) => {
    if (!port || known.has(port.controller)) return [];
    const path = parts.find((part) => part.interface === name)?.path ?? '';
    const detail = `${port.controller}, which it is a member of, has no file`;
    return [{ path, interface: name, state: 'missing' as const, detail }];
  });
}

/** A header that was damaged, or is no longer the first line of its file: what follows it counts as foreign. */
function damagedHeaders({ claims, parts }: Reading, root: RootView): StatusEntry[] {
  const headers = new Set(parts.map(({ path, line }) => `${path}\0${line}`));
  const told = new Set(parts.filter(({ state }) => state === 'edited').map(({ path }) => path));
  const paths = [...new Set([...claims, ...parts].map(({ path }) => path))].filter((path) => !told.has(path));
  return paths.flatMap((path) =>
    (root.text(path) ?? '').split('\n').flatMap((text, n) => {
      const name = LIKE_A_HEADER.exec(text)?.[1];
      if (name === undefined || headers.has(`${path}\0${n + 1}`)) return [];
      const detail = `the header (line ${n + 1}) was changed, so that what follows it is no longer ours`;
      return [{ path, interface: name, state: 'edited' as const, detail }];
    }),
  );
}

const LIKE_A_HEADER = /^\s*# ifscribe [0-9]+: *([^\s,]+)/;

function foreignClaims(
  reading: Reading,
  others: readonly Backend[],
  root: RootView,
  adopted: ReadonlySet<string>,
): StatusEntry[] {
  const { interfaces } = reading.host;
  const index = indexHost(reading.host);
  const entries: StatusEntry[] = [];
  const readings = [
    { claims: reading.claims, parts: [] as readonly StandingPart[], own: true },
    ...others.map((other) => ({ ...other.read(root), own: false })),
  ];
  for (const { claims, parts, own } of readings) {
    for (const claim of claims) {
      for (const iface of interfaces) {
        if (!claim.covers(iface) || (claim.by === 'pattern' && !(own && claim.wins(iface.name)))) continue;
        // It stands among lines of others, and shares some with them.
        if (own && adopted.has(iface.name)) continue;
        const detail = `${claim.names} (line ${claim.line}) is not ours`;
        entries.push({ path: claim.path, interface: iface.name, state: 'foreign', detail });
      }
    }
    for (const { path, interface: name } of parts) {
      if (index.get(name))
        entries.push({ path, interface: name, state: 'foreign', detail: 'written for another backend' });
    }
  }
  return entries;
}
