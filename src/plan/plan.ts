import type { Backend, RenderedFile, RootView } from '../backend.ts';
import { type Finding, finding, hasErrors } from '../findings/finding.ts';
import { checkHost } from '../model/check.ts';
import { checkNetworks } from '../model/check-networks.ts';
import { without } from '../model/defaults.ts';
import { type Definition, definedNames, definitionsOf, type SourceMap } from '../model/definition.ts';
import { emptyHost, type Host, type HostIndex, indexHost, orderInterfaces } from '../model/host.ts';
import type { Interface, InterfaceType } from '../model/interface.ts';
import { merge } from '../model/merge.ts';
import type { InstalledNetwork, Network } from '../model/network.ts';
import { resolve } from '../model/resolve.ts';
import { sameValue } from '../model/same.ts';
import type { ServiceLayer } from '../services/layer.ts';
import { type Change, changeTo } from './change.ts';
import { computeChanges } from './changes.ts';
import { express } from './express.ts';
import { expressNetworks } from './express-networks.ts';
import { partsOfAnother, whatStandsInTheWay } from './in-the-way.ts';
import type { Link } from './links.ts';
import {
  bridgesDefined,
  bridgesLeft,
  type NetworkChange,
  type NetworkOptions,
  type NetworkPlan,
  networkChanges,
  networksAfter,
  networksWithout,
  resolveNetworks,
  serviceChanges,
  withBridgePlaces,
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

/** What documents say, as `parseDocuments` returns it. */
export interface Documents {
  readonly definitions: readonly Definition[];
  readonly networks?: readonly Network[];
  readonly sources: SourceMap;
  /** What was wrong with each by itself. With an error there the rest is still checked, but nothing rendered. */
  readonly findings?: readonly Finding[];
}

/** Plans what the documents say into the root; `prune`: and nothing else of ours in it. */
export function planApply(
  place: Place &
    Documents &
    Partial<NetworkOptions> & { readonly prune: boolean; readonly allowLoss: boolean },
): Plan {
  const { backend, root, services, prune, allowLoss, findings: parsed = [] } = place;
  const reading = backend.read(root);
  const incomingNetworks = resolveNetworks(place.networks ?? [], place.sources);
  const asked = networksAfter(
    services?.read(root).networks ?? [],
    incomingNetworks.networks,
    { defined: place.definitions, standing: reading.host },
    { ...place, unread: namesUnread(place) },
  );
  const sources = withBridgePlaces(place.sources, asked);
  const definitions = [...place.definitions, ...bridgesDefined(asked)];
  const standing = withoutInterfaces(reading.host, bridgesLeft(asked));
  const { host: merged, findings } = resolve(merge(standing, definitions, prune), sources);
  findings.push(...checkHost(merged, sources), ...incomingNetworks.findings);
  findings.push(...checkNetworks(asked.after, merged, sources));
  const incoming = new Set(definitions.flatMap(definedNames));
  const { host: expressed, findings: limits } = express(backend, merged, {
    root,
    sources,
    allowLoss,
    only: (name) => incoming.has(name),
  });
  const given = new Set(incomingNetworks.networks.map(({ name }) => name));
  const served = expressNetworks(services, asked.after, {
    sources,
    allowLoss,
    only: (name) => given.has(name),
  });
  const networks = { ...asked, after: served.networks };
  findings.push(...limits, ...served.findings);
  const host = prune ? expressed : withOrphans(expressed, standing);
  // What contradicts itself or cannot be said must not reach a backend.
  if (hasErrors([...parsed, ...findings])) return { ...nothing(reading.host), findings };
  const touched = new Set([...incoming, ...namesGone(reading.host, host)]);
  return withNeeds(place, networks, carry(place, { reading, host, networks, touched, findings }));
}

/**
 * Plans the removal of interfaces, a bond or bridge with its bare members, and of networks, with the bridges
 * that are theirs. A name that is not there is a warning; one that something else still stands on is an error.
 * `networksOnly`: the names are those of networks; else an interface of the name comes first.
 */
export function planUndefine(
  place: Place & { readonly names: readonly string[]; readonly networksOnly?: boolean },
): Plan {
  const { backend, root, services, networksOnly = false } = place;
  const reading = backend.read(root);
  const index = indexHost(reading.host);
  const standing = services?.read(root).networks ?? [];
  const unread = namesUnread(place);
  // What was edited past understanding, or written by a later version, is there too.
  const parents = new Set(index.undefinedParents());
  const parts = new Set(reading.parts.map((part) => part.interface).filter((name) => !parents.has(name)));
  const isInterface = (name: string): boolean =>
    !networksOnly && (index.get(name) !== undefined || parts.has(name));
  const names = [...new Set(place.names)];
  const isNetwork = new Set([...standing.map(({ network }) => network.name), ...unread]);
  const networks = networksWithout(
    standing,
    new Set(names.filter((name) => !isInterface(name) && isNetwork.has(name))),
  );
  const there = new Set([...names.filter(isInterface), ...bridgesLeft(networks)]);
  const findings: Finding[] = names
    .filter((name) => !there.has(name) && !networks.touched.has(name))
    .map((name) => finding('not-there', { name }, networksOnly ? { network: name } : { interface: name }));
  const leaving = new Set(
    [...there].flatMap((name) => [name, ...bareMembers(name, index).map((member) => member.name)]),
  );
  for (const name of there) if (index.get(name)) findings.push(...blockers(name, index, leaving));
  findings.push(...networksStandingOn(there, networks));
  if (hasErrors(findings)) return { ...nothing(reading.host), findings };
  const left = definitionsOf(reading.host).filter(({ iface }) => !there.has(iface.name));
  const host = withOrphans(resolve(left, new Map()).host, reading.host, leaving);
  const touched = new Set([...there, ...namesGone(reading.host, host)]);
  return carry(place, { reading, host, networks, touched, findings });
}

/** The files and links that are written for documents, without any root. */
export function planRender(
  place: Documents &
    Partial<NetworkOptions> & {
      readonly backend: Backend;
      readonly services?: ServiceLayer | undefined;
      readonly allowLoss: boolean;
    },
): {
  readonly findings: Finding[];
  readonly files: RenderedFile[];
  readonly links: readonly Link[];
  readonly host: Host;
  readonly networks: readonly InstalledNetwork[];
} {
  const { backend, services, allowLoss, findings: parsed = [] } = place;
  const { host: resolved, networks: asked, sources, findings } = checkDocuments(place);
  const options = { sources, allowLoss, only: () => true };
  const { host, findings: limits } = express(backend, resolved, options);
  const { networks, findings: serverLimits } = expressNetworks(services, asked, options);
  findings.push(...limits, ...serverLimits);
  if (hasErrors([...parsed, ...findings])) return { findings, host, files: [], links: [], networks };
  const surroundings = { dnsmasqFolder: false, dnsmasqIsDynamic: false, firewalld: false };
  const served = networks.length > 0 ? services?.render({ networks, surroundings }) : undefined;
  return {
    findings,
    host,
    files: [...backend.render(host), ...(served ?? [])],
    links: (networks.length > 0 && services?.links(networks)) || [],
    networks,
  };
}

/** The host and the networks that documents amount to, without any root or backend, and what is wrong with them. */
export function checkDocuments(place: Documents & Partial<NetworkOptions>): {
  readonly host: Host;
  readonly networks: readonly InstalledNetwork[];
  readonly sources: SourceMap;
  readonly findings: Finding[];
} {
  const { definitions } = place;
  const incoming = resolveNetworks(place.networks ?? [], place.sources);
  const networks = networksAfter(
    [],
    incoming.networks,
    { defined: definitions, standing: emptyHost },
    { ...place, prune: true },
  );
  const sources = withBridgePlaces(place.sources, networks);
  const { host, findings } = resolve([...definitions, ...bridgesDefined(networks)], sources);
  findings.push(...checkHost(host, sources), ...incoming.findings);
  findings.push(...checkNetworks(networks.after, host, sources));
  return { host, networks: networks.after, sources, findings };
}

function carry(
  place: Place,
  target: {
    reading: ReturnType<Backend['read']>;
    host: Host;
    networks: NetworkPlan;
    touched: ReadonlySet<string>;
    findings: Finding[];
  },
): Plan {
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

/** Networks that stand in the root, and cannot be read. */
function namesUnread({ services, root }: Place): string[] {
  return services
    ? [...unreadNetworks(services, services.read(root), services.surroundingsOf(root)).keys()]
    : [];
}

/** Adds what the boot of the planned host lacks in the root (promise 1). */
function withNeeds({ backend, services, root }: Place, { after }: NetworkPlan, plan: Plan): Plan {
  const served = after.length > 0 ? (services?.needs(after, root) ?? []) : [];
  return { ...plan, findings: [...plan.findings, ...backend.needs(plan.host, root), ...served] };
}

const nothing = (host: Host): Omit<Plan, 'findings'> => ({ changes: [], interfaces: [], networks: [], host });

/** A foreign file at the very path is in the way once, also where it names the interface. */
const withoutRepeats = (findings: readonly Finding[], known: readonly Finding[]): Finding[] =>
  findings.filter((f) => !known.some((k) => k.at?.file === f.at?.file && k.interface === f.interface));

/** The host without some interfaces; what was a member of one of them is so no longer. */
function withoutInterfaces(host: Host, names: ReadonlySet<string>): Host {
  if (names.size === 0) return host;
  const left = host.interfaces.filter(({ name }) => !names.has(name));
  return {
    interfaces: left.map((iface) =>
      iface.port && names.has(iface.port.controller) ? without(iface, 'port') : iface,
    ),
  };
}

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
    // The end of a veth pair that nobody defines goes along.
    const far = each.type === 'veth' && !index.get(each.veth.peer) ? index.vlansOn(each.veth.peer) : [];
    for (const vlan of [...index.vlansOn(each.name), ...far]) {
      if (leaving.has(vlan.name) || removed.includes(vlan)) continue;
      block(vlan.name, `is a vlan on ${vlan.vlan.parent}`);
    }
  }
  return findings;
}

/** Networks that stay and whose bridge would go. */
function networksStandingOn(leaving: ReadonlySet<string>, { after }: NetworkPlan): Finding[] {
  return after
    .filter(({ network }) => leaving.has(network.bridge.name))
    .map(({ network, ownsBridge }) => {
      const name = network.bridge.name;
      const how = ownsBridge ? 'is a network, whose own bridge it is' : 'is a network that stands on it';
      return finding('removal-blocked', { name, other: network.name, how }, { interface: name });
    });
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
