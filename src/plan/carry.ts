import type { Backend, Reading, RootView } from '../backend.ts';
import type { Finding } from '../findings/finding.ts';
import { definedNames, definitionsOf } from '../model/definition.ts';
import { type Host, indexHost, orderInterfaces } from '../model/host.ts';
import type { InterfaceType } from '../model/interface.ts';
import { sameValue } from '../model/same.ts';
import type { ServiceLayer } from '../services/layer.ts';
import { type Change, changeTo } from './change.ts';
import { computeChanges } from './changes.ts';
import { partsOfAnother, whatStandsInTheWay } from './in-the-way.ts';
import {
  bridgesLeft,
  type NetworkChange,
  type NetworkPlan,
  networkChanges,
  serviceChanges,
} from './networks.ts';
import { unreadNetworks } from './unread-networks.ts';

/** What a run would do. Where `findings` holds an error, none of it may be carried out. */
export interface Plan {
  readonly findings: readonly Finding[];
  readonly changes: readonly Change[];
  readonly interfaces: readonly InterfaceChange[];
  readonly networks: readonly NetworkChange[];
  /** The backend's interfaces below the root afterwards. */
  readonly host: Host;
}

/** What becomes of one interface. */
export interface InterfaceChange {
  readonly name: string;
  readonly type: InterfaceType;
  readonly action: 'create' | 'update' | 'delete' | 'unchanged';
}

/** The backend that writes, and the root it writes to. */
export interface Place {
  readonly backend: Backend;
  /** All other backends: what they hold for the same interfaces is in the way. */
  readonly others: readonly Backend[];
  readonly root: RootView;
  /** What serves guest networks; undefined where neither the root nor the run has any. */
  readonly services?: ServiceLayer | undefined;
}

/** What the run wants the root to hold. */
export interface Wanted {
  readonly reading: Reading;
  readonly host: Host;
  readonly networks: NetworkPlan;
  /** Interfaces that the run defines or removes. */
  readonly touched: ReadonlySet<string>;
  /** What is known already. */
  readonly findings: readonly Finding[];
}

/** The plan that makes the root hold what is wanted. */
export function carry(place: Place, target: Wanted): Plan {
  const { backend, others, services, root } = place;
  const { reading, host, networks, touched } = target;
  const files = computeChanges(backend.render, root, {
    before: reading.host,
    after: host,
    parts: reading.parts,
    touched,
    subject: (name) => ({ interface: name }),
  });
  const integration = touched.size === 0 ? [] : (backend.integrate?.(host, root) ?? []);
  const edits = integration.map(({ path, content, mode }) =>
    changeTo(root, path, content, root.mode(path) ?? mode),
  );
  // Bridges without what guards and serves them would be half of what was asked.
  if (!services && networks.after.length > 0) throw new TypeError('guest networks need `services`');
  const served = services ? serviceChanges(services, root, networks) : { changes: [], findings: [] };
  const known = indexHost(reading.host);
  const elsewhere = [...bridgesLeft(networks)].filter((name) => !known.get(name) && !files.written.has(name));
  const inTheWay = [
    ...whatStandsInTheWay({ backend, reading }, others, root, host, files.written),
    // A bridge that is to go, and that another backend wrote, would be left without what serves and guards it.
    ...others.flatMap((other) => partsOfAnother(other, other.read(root).parts, new Set(elsewhere))),
  ];
  const changes = [...files.changes, ...edits, ...served.changes];
  return {
    findings: [
      ...target.findings,
      ...files.findings,
      ...withoutRepeats(inTheWay, files.findings),
      ...served.findings,
    ],
    changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)),
    interfaces: interfaceChanges(reading.host, host, touched),
    networks: networkChanges(networks, { before: reading.host, after: host }, served.changes),
    host,
  };
}

/** The plan of a run that must not change anything. */
export const nothing = (host: Host): Omit<Plan, 'findings'> => ({
  changes: [],
  interfaces: [],
  networks: [],
  host,
});

/** Networks that stand in the root, and cannot be read. */
export function namesUnread({ services, root }: Place): string[] {
  return services
    ? [...unreadNetworks(services, services.read(root), services.surroundingsOf(root)).keys()]
    : [];
}

/** A foreign file at the very path is in the way once, also where it names the interface. */
const withoutRepeats = (findings: readonly Finding[], known: readonly Finding[]): Finding[] =>
  findings.filter((f) => !known.some((k) => k.at?.file === f.at?.file && k.interface === f.interface));

/** Interfaces that are no longer there. */
export function namesGone(before: Host, after: Host): string[] {
  const left = new Set(after.interfaces.map(({ name }) => name));
  return before.interfaces.map(({ name }) => name).filter((name) => !left.has(name));
}

/**
 * With the members that stand in the root without their bond or bridge (someone deleted its file, or a later
 * version wrote it): nobody defines them, and they stay as they are.
 */
export function withOrphans(host: Host, standing: Host, leaving: ReadonlySet<string> = new Set()): Host {
  const defined = new Set(definitionsOf(standing).flatMap(definedNames));
  const known = new Set(host.interfaces.map(({ name }) => name));
  const orphans = standing.interfaces.filter(
    ({ name }) => !defined.has(name) && !known.has(name) && !leaving.has(name),
  );
  if (orphans.length === 0) return host;
  return { interfaces: orderInterfaces([...host.interfaces, ...orphans]) };
}

function interfaceChanges(before: Host, after: Host, touched: ReadonlySet<string>): InterfaceChange[] {
  const then = indexHost(before);
  const now = indexHost(after);
  const written = after.interfaces
    .filter(({ name }) => touched.has(name))
    .map((iface): InterfaceChange => {
      const old = then.get(iface.name);
      const action = !old ? 'create' : sameValue(old, iface) ? 'unchanged' : 'update';
      return { name: iface.name, type: iface.type, action };
    });
  const gone = before.interfaces
    .filter(({ name }) => !now.get(name))
    .map(({ name, type }): InterfaceChange => ({ name, type, action: 'delete' }));
  return [...written, ...gone];
}
