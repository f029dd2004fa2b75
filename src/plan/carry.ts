import type { Backend, FileEdit, RootView } from '../backend.ts';
import { type Finding, hasErrors } from '../findings/finding.ts';
import { definedNames, definitionsOf } from '../model/definition.ts';
import { type Host, indexHost, orderInterfaces } from '../model/host.ts';
import type { InterfaceType } from '../model/interface.ts';
import { sameValue } from '../model/same.ts';
import type { ServiceLayer } from '../services/layer.ts';
import { type Holding, renderBesides, withoutNames } from './adopt/holding.ts';
import { notAmended, stillOtherwise } from './adopt/not-amended.ts';
import { copyKept, copyOf, takeOver } from './adopt/take-over.ts';
import { asEdit, type Change, changeTo } from './change.ts';
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
import { withChanges, withEdits } from './with-edits.ts';

/** What a run would do. Where `findings` holds an error, none of it may be carried out. */
export interface Plan {
  readonly findings: readonly Finding[];
  readonly changes: readonly Change[];
  /** Copies of what others wrote, made before it is changed. */
  readonly copies: readonly Change[];
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
  /** What stands there now. */
  readonly holding: Holding;
  readonly host: Host;
  readonly networks: NetworkPlan;
  /** Interfaces that the run defines or removes. */
  readonly touched: ReadonlySet<string>;
  /** What is known already. */
  readonly findings: readonly Finding[];
  /** Whether what others wrote may go where it cannot be changed as it stands. */
  readonly allowLoss?: boolean;
}

/** The plan that makes the root hold what is wanted. */
export function carry(place: Place, target: Wanted): Plan {
  const { backend, root } = place;
  const { host, allowLoss = false } = target;
  const before = target.holding.survey;
  const told: Finding[] = [];
  const anew = new Set<string>();
  for (let { holding } = target; ; holding = withoutNames(holding, anew)) {
    const released = anew.size === 0 ? [] : backend.release(root, anew);
    const { refused, after, ...plan } = carryOnto(place, { ...target, holding }, released);
    if (refused.size === 0) {
      const others =
        anew.size === 0 || !before
          ? []
          : stillOtherwise(before, backend.survey(after), { host, names: anew });
      const findings = [...told, ...plan.findings, ...others];
      // Where nothing is written, nothing is copied either.
      const kept = hasErrors(findings) ? [] : plan.copies.map(copyKept);
      return { ...plan, findings: [...findings, ...kept] };
    }
    if (before) told.push(...notAmended(before, refused, { backend: backend.name, allowLoss }));
    if (hasErrors(told)) return { ...plan, findings: [...plan.findings, ...told] };
    for (const name of refused) anew.add(name);
  }
}

/** The same; `released`: edits after which the root lacks what cannot be changed where it stands. */
function carryOnto(
  place: Place,
  target: Wanted,
  released: readonly FileEdit[],
): Plan & { readonly refused: ReadonlySet<string>; readonly after: RootView } {
  const { backend, others, services } = place;
  const { holding, host, networks, touched } = target;
  const { reading, adopted } = holding;
  const base = withEdits(place.root, released);
  const files = computeChanges(renderBesides(backend, adopted), base, {
    before: reading.host,
    after: host,
    parts: reading.parts.filter((part) => !adopted.has(part.interface)),
    touched,
    subject: (name) => ({ interface: name }),
  });
  const written = withChanges(base, files.changes);
  const own = { interfaces: host.interfaces.filter(({ name }) => !adopted.has(name)) };
  const integration = touched.size === 0 ? [] : (backend.integrate?.(own, written) ?? []);
  const integrated = withEdits(written, integration);
  const taken = takeOver(
    backend,
    // What reads the files is no part of what they say.
    { root: integrated, before: withEdits(base, integration) },
    holding,
    host,
  );
  const withMode = (edit: FileEdit): FileEdit => ({ ...edit, mode: place.root.mode(edit.path) ?? edit.mode });
  const edits = lastOf([
    ...released.map(withMode),
    ...files.changes.map(asEdit),
    ...integration.map(withMode),
    ...taken.edits.map(withMode),
  ]);
  // Bridges without what guards and serves them would be half of what was asked.
  if (!services && networks.after.length > 0) throw new TypeError('guest networks need `services`');
  const served = services ? serviceChanges(services, place.root, networks) : { changes: [], findings: [] };
  const known = indexHost(reading.host);
  const elsewhere = [...bridgesLeft(networks)].filter((name) => !known.get(name) && !files.written.has(name));
  const after = withEdits(integrated, taken.edits);
  const { claims } = released.length + taken.edits.length > 0 ? backend.read(after) : reading;
  const inTheWay = [
    ...whatStandsInTheWay({ claims, written: files.written }, others, place.root, {
      host,
      taken: taken.names,
    }),
    // A bridge that is to go, and that another backend wrote, would be left without what serves and guards it.
    ...others.flatMap((other) => partsOfAnother(other, other.read(place.root).parts, new Set(elsewhere))),
  ];
  const copies = [...released, ...taken.edits].flatMap((edit) => copyOf(edit, place.root));
  const changes = [
    ...[...edits.values()].map(({ path, content, mode }) => changeTo(place.root, path, content, mode)),
    ...served.changes,
  ];
  return {
    refused: taken.refused,
    after,
    findings: [
      ...target.findings,
      ...taken.findings,
      ...files.findings,
      ...withoutRepeats(inTheWay, files.findings),
      ...served.findings,
    ],
    copies: copies.map(({ path, content, mode }) => changeTo(place.root, path, content, mode)),
    changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)),
    interfaces: interfaceChanges(reading.host, host, touched),
    networks: networkChanges(networks, { before: reading.host, after: host }, served.changes),
    host,
  };
}

/** Of several edits of a file the last, which was made of those before it. */
const lastOf = (edits: readonly FileEdit[]): Map<string, FileEdit> =>
  new Map(edits.map((edit) => [edit.path, edit]));

/** The plan of a run that must not change anything. */
export const nothing = (host: Host): Omit<Plan, 'findings'> => ({
  changes: [],
  copies: [],
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
