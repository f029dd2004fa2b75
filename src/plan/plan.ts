import type { Backend, RenderedFile, RootView } from '../backend.ts';
import { type Finding, finding, hasErrors } from '../findings/finding.ts';
import { checkHost } from '../model/check.ts';
import { type Definition, definedNames, definitionsOf, type SourceMap } from '../model/definition.ts';
import { type Host, type HostIndex, indexHost, orderInterfaces } from '../model/host.ts';
import type { Interface, InterfaceType } from '../model/interface.ts';
import { merge } from '../model/merge.ts';
import { resolve } from '../model/resolve.ts';
import { sameValue } from '../model/same.ts';
import { type Change, computeChanges } from './changes.ts';
import { express } from './express.ts';
import { whatStandsInTheWay } from './in-the-way.ts';

/** What a run would do. Where `findings` holds an error, none of it may be carried out. */
export interface Plan {
  readonly findings: readonly Finding[];
  readonly changes: readonly Change[];
  readonly interfaces: readonly InterfaceChange[];
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
}

/** What documents say, as `parseDocuments` returns it. */
export interface Documents {
  readonly definitions: readonly Definition[];
  readonly sources: SourceMap;
  /** What was wrong with each by itself. With an error there the rest is still checked, but nothing rendered. */
  readonly findings?: readonly Finding[];
}

/** Plans the interfaces of the documents into the root; `prune`: and nothing else of ours in it. */
export function planApply(
  place: Place & Documents & { readonly prune: boolean; readonly allowLoss: boolean },
): Plan {
  const { backend, root, definitions, sources, prune, allowLoss, findings: parsed = [] } = place;
  const reading = backend.read(root);
  const { host: merged, findings } = resolve(merge(reading.host, definitions, prune), sources);
  findings.push(...checkHost(merged, sources));
  const incoming = new Set(definitions.flatMap(definedNames));
  const { host: expressed, findings: limits } = express(backend, merged, {
    root,
    sources,
    allowLoss,
    only: (name) => incoming.has(name),
  });
  findings.push(...limits);
  const host = prune ? expressed : withOrphans(expressed, reading.host);
  // What contradicts itself or cannot be said must not reach a backend.
  if (hasErrors([...parsed, ...findings])) return { ...nothing(reading.host), findings };
  const touched = new Set([...incoming, ...namesGone(reading.host, host)]);
  return withNeeds(place, carry(place, { reading, host, touched, findings }));
}

/**
 * Plans the removal of interfaces, a bond or bridge with its bare members. A name that is not there is a
 * warning; one that something else still stands on is an error.
 */
export function planUndefine(place: Place & { readonly names: readonly string[] }): Plan {
  const { backend, root, names } = place;
  const reading = backend.read(root);
  const index = indexHost(reading.host);
  // What was edited past understanding, or written by a later version, is there too.
  const parents = new Set(index.undefinedParents());
  const parts = new Set(reading.parts.map((part) => part.interface).filter((name) => !parents.has(name)));
  const there = new Set(names.filter((name) => index.get(name) || parts.has(name)));
  const findings: Finding[] = [...new Set(names)]
    .filter((name) => !there.has(name))
    .map((name) => finding('not-there', { name }, { interface: name }));
  const leaving = new Set(
    [...there].flatMap((name) => [name, ...bareMembers(name, index).map((member) => member.name)]),
  );
  for (const name of there) if (index.get(name)) findings.push(...blockers(name, index, leaving));
  if (hasErrors(findings)) return { ...nothing(reading.host), findings };
  const left = definitionsOf(reading.host).filter(({ iface }) => !there.has(iface.name));
  const host = withOrphans(resolve(left, new Map()).host, reading.host, leaving);
  const touched = new Set([...there, ...namesGone(reading.host, host)]);
  return carry(place, { reading, host, touched, findings });
}

/** The files that a backend writes for documents, without any root. */
export function planRender(place: Documents & { readonly backend: Backend; readonly allowLoss: boolean }): {
  readonly findings: Finding[];
  readonly files: RenderedFile[];
  readonly host: Host;
} {
  const { backend, definitions, sources, allowLoss, findings: parsed = [] } = place;
  const { host: resolved, findings } = resolve(definitions, sources);
  findings.push(...checkHost(resolved, sources));
  const { host, findings: limits } = express(backend, resolved, { sources, allowLoss, only: () => true });
  findings.push(...limits);
  return { findings, host, files: hasErrors([...parsed, ...findings]) ? [] : backend.render(host) };
}

function carry(
  place: Place,
  target: {
    reading: ReturnType<Backend['read']>;
    host: Host;
    touched: ReadonlySet<string>;
    findings: Finding[];
  },
): Plan {
  const { backend, others, root } = place;
  const { changes, findings, written } = computeChanges(backend, root, target);
  const inTheWay = whatStandsInTheWay(
    { backend, reading: target.reading },
    others,
    root,
    target.host,
    written,
  );
  return {
    findings: [...target.findings, ...findings, ...withoutRepeats(inTheWay, findings)],
    changes,
    interfaces: interfaceChanges(target.reading.host, target.host, target.touched),
    host: target.host,
  };
}

/** Adds what the boot of the planned host lacks in the root (promise 1). */
function withNeeds({ backend, root }: Place, plan: Plan): Plan {
  return { ...plan, findings: [...plan.findings, ...backend.needs(plan.host, root)] };
}

const nothing = (host: Host): Omit<Plan, 'findings'> => ({ changes: [], interfaces: [], host });

/** A foreign file at the very path is in the way once, also where it names the interface. */
const withoutRepeats = (findings: readonly Finding[], known: readonly Finding[]): Finding[] =>
  findings.filter((f) => !known.some((k) => k.at?.file === f.at?.file && k.interface === f.interface));

function namesGone(before: Host, after: Host): string[] {
  const left = new Set(after.interfaces.map(({ name }) => name));
  return before.interfaces.map(({ name }) => name).filter((name) => !left.has(name));
}

/**
 * What of the rest stands on `name`. A vlan on a bare member that is a NIC is no obstacle: the NIC is the
 * host's, and goes on as the vlan's undefined parent.
 */
function blockers(name: string, index: HostIndex, leaving: ReadonlySet<string>): Finding[] {
  const iface = index.get(name) as Interface;
  const findings: Finding[] = [];
  const block = (other: string, how: string): void => {
    findings.push(finding('removal-blocked', { name, other, how }, { interface: name }));
  };
  if (iface.port && index.get(iface.port.controller) && !leaving.has(iface.port.controller))
    block(iface.port.controller, 'holds it as a member');
  const removed = [iface, ...bareMembers(name, index)];
  for (const each of removed) {
    if (each !== iface && each.type === 'ethernet') continue;
    for (const vlan of index.vlansOn(each.name)) {
      if (!leaving.has(vlan.name) && !removed.includes(vlan)) block(vlan.name, `is a vlan on ${each.name}`);
    }
  }
  return findings;
}

function bareMembers(controller: string, index: HostIndex): Interface[] {
  return index
    .membersOf(controller)
    .filter(({ topLevel }) => !topLevel)
    .flatMap((member) => [member, ...bareMembers(member.name, index)]);
}

/**
 * With the members that stand in the root without their bond or bridge (someone deleted its file, or a later
 * version wrote it): nobody defines them, and they stay as they are.
 */
function withOrphans(host: Host, standing: Host, leaving: ReadonlySet<string> = new Set()): Host {
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
