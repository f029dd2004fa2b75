import type { RootView } from '../backend.ts';
import { type Finding, finding, type Subject } from '../findings/finding.ts';
import { type Definition, networkKey, type SourceMap, sourceKey } from '../model/definition.ts';
import { compareText, type Host } from '../model/host.ts';
import type { DhcpServer, InstalledNetwork, Network } from '../model/network.ts';
import { bridgeDefinition, wantsBridge } from '../model/network-bridge.ts';
import { sameValue } from '../model/same.ts';
import { type ServiceLayer, SHARED } from '../services/layer.ts';
import { dnsmasqPath, filterPath, keaPath, serverUnitName, UNIT_FOLDER } from '../services/names.ts';
import type { Change } from './change.ts';
import { computeChanges } from './changes.ts';
import { linkChanges } from './links.ts';
import { forgottenNetworks, unreadNetworks } from './unread-networks.ts';

/** What becomes of one guest network, and what that costs a host on which it is up. */
export interface NetworkChange {
  readonly name: string;
  readonly action: 'create' | 'update' | 'delete' | 'unchanged';
  readonly effects: readonly NetworkEffect[];
}

/**
 * `filter-reload`: its rules are loaded anew, connections go on. `server-restart`: leases stay, for a moment
 * nobody answers. `bridge-change`: its bridge is set up anew, which may unplug guests. `bridge-removal`: guests
 * lose it.
 */
export type NetworkEffect = 'filter-reload' | 'server-restart' | 'bridge-change' | 'bridge-removal';

/** How networks of documents are to be set up: what their XML has no word for. By default at boot, with dnsmasq. */
export interface NetworkOptions {
  readonly autostart: boolean;
  readonly dhcpServer: DhcpServer;
}

/** The networks of a root before and after a run. */
export interface NetworkPlan {
  readonly before: readonly InstalledNetwork[];
  readonly after: readonly InstalledNetwork[];
  /** Networks that the run defines or removes. */
  readonly touched: ReadonlySet<string>;
}

/** What networks are before and after documents are applied; a bridge that anyone defines apart is not theirs. */
export function networksAfter(
  before: readonly InstalledNetwork[],
  incoming: readonly Network[],
  { defined, standing }: { readonly defined: readonly Definition[]; readonly standing: Host },
  {
    prune,
    unread = [],
    autostart = true,
    dhcpServer = 'dnsmasq',
  }: Partial<NetworkOptions> & {
    readonly prune: boolean;
    /** Networks of the root whose records are gone or cannot be read. */
    readonly unread?: readonly string[];
  },
): NetworkPlan {
  const owned = new Set([
    ...before.filter(({ ownsBridge }) => ownsBridge).map(bridgeOf),
    ...bridgesOfUnread(incoming, standing, new Set(unread)),
  ]);
  const apart = new Set(defined.map(({ iface }) => iface.name));
  if (!prune) for (const { name } of standing.interfaces) if (!owned.has(name)) apart.add(name);
  const settle = (each: InstalledNetwork): InstalledNetwork => ({
    ...each,
    ownsBridge: wantsBridge(each.network) && !apart.has(each.network.bridge.name),
  });
  const names = new Set(incoming.map(({ name }) => name));
  const kept = prune ? [] : before.filter(({ network }) => !names.has(network.name));
  const after = [
    // Of a standing one only its bridge can have found another owner.
    ...kept.map((each) => (each.ownsBridge ? settle(each) : each)),
    ...incoming.map((network) => settle({ network, autostart, dhcpServer, ownsBridge: true })),
  ];
  return {
    before,
    after: inOrder(after),
    touched: new Set([...names, ...(prune ? unread : []), ...namesGone(before, after)]),
  };
}

/** The bridges of networks that have lost their record, and with it that they own them: one without members is theirs. */
function bridgesOfUnread(
  incoming: readonly Network[],
  { interfaces }: Host,
  unread: ReadonlySet<string>,
): string[] {
  const bridges = incoming.filter(({ name }) => unread.has(name)).map(({ bridge }) => bridge.name);
  return bridges.filter((bridge) => interfaces.every(({ port }) => port?.controller !== bridge));
}

/** What networks are before and after some of them are removed. */
export function networksWithout(
  before: readonly InstalledNetwork[],
  names: ReadonlySet<string>,
): NetworkPlan {
  return { before, after: before.filter(({ network }) => !names.has(network.name)), touched: names };
}

const inOrder = (networks: readonly InstalledNetwork[]): InstalledNetwork[] =>
  [...networks].sort((a, b) => compareText(a.network.name, b.network.name));

const bridgeOf = ({ network }: InstalledNetwork): string => network.bridge.name;

function namesGone(before: readonly InstalledNetwork[], after: readonly InstalledNetwork[]): string[] {
  const left = new Set(after.map(({ network }) => network.name));
  return before.map(({ network }) => network.name).filter((name) => !left.has(name));
}

/** The bridges of touched networks that own theirs, as definitions; each once. */
export function bridgesDefined({ after, touched }: NetworkPlan): Definition[] {
  const owners = after.filter(({ network, ownsBridge }) => ownsBridge && touched.has(network.name));
  return [...new Map(owners.map((each) => [bridgeOf(each), bridgeDefinition(each)])).values()];
}

/** The places, with those of networks' own bridges: where the network says its bridge. */
export function withBridgePlaces(sources: SourceMap, { after, touched }: NetworkPlan): SourceMap {
  const owners = after.filter(({ network, ownsBridge }) => ownsBridge && touched.has(network.name));
  const places = owners.flatMap(({ network: { name, bridge } }) => {
    const at = sources.get(networkKey(name, 'bridge')) ?? sources.get(networkKey(name));
    return at ? [[sourceKey(bridge.name), at] as const] : [];
  });
  return places.length === 0 ? sources : new Map([...sources, ...places]);
}

/** Bridges that networks owned and that no network owns any more; one that is now defined apart among them. */
export function bridgesLeft({ before, after }: NetworkPlan): Set<string> {
  const owned = new Set(after.filter(({ ownsBridge }) => ownsBridge).map(bridgeOf));
  return new Set(
    before
      .filter(({ ownsBridge }) => ownsBridge)
      .map(bridgeOf)
      .filter((name) => !owned.has(name)),
  );
}

/** Every network once; one of which documents say two different things is a finding. */
export function resolveNetworks(
  incoming: readonly Network[],
  sources: SourceMap,
): { readonly networks: Network[]; readonly findings: Finding[] } {
  const known = new Map<string, Network>();
  const findings: Finding[] = [];
  for (const network of incoming) {
    const { name } = network;
    const first = known.get(name);
    if (!first) known.set(name, network);
    else if (!sameValue(first, network))
      findings.push(finding('network-twice', { name }, { at: sources.get(networkKey(name)), network: name }));
  }
  return { networks: [...known.values()], findings };
}

/** Changes of the files and links that serve networks. */
export function serviceChanges(
  services: ServiceLayer,
  root: RootView,
  { before, after, touched: networks }: NetworkPlan,
): { readonly changes: Change[]; readonly findings: Finding[] } {
  // What networks share is part of each.
  const touched = networks.size === 0 ? networks : new Set([...networks, SHARED]);
  const surroundings = services.surroundingsOf(root);
  const { parts } = services.read(root);
  const unread = unreadNetworks(services, { networks: before, parts }, surroundings);
  const subject = (name: string): Subject => (name === SHARED ? {} : { network: name });
  const files = computeChanges(services.render, root, {
    before: { networks: before, surroundings },
    after: { networks: after, surroundings },
    parts,
    touched,
    subject,
  });
  const taken = [...unread.keys()].filter((name) => touched.has(name));
  const left = (taken.length === 0 ? [] : [...taken, SHARED]).flatMap((name) =>
    services.standingLinks(root, name),
  );
  const links = linkChanges(
    root,
    { before: [...services.links(before), ...left], after: services.links(after) },
    { touched, subject },
  );
  const changes = [...files.changes, ...links.changes];
  const forgotten = changes.some(({ action }) => action !== 'unchanged')
    ? forgottenNetworks(unread, networks)
    : [];
  return { changes, findings: [...files.findings, ...links.findings, ...forgotten] };
}

/** What becomes of each touched network, and of others that change along: with their bridge, or who owns it. */
export function networkChanges(
  { before, after, touched }: NetworkPlan,
  hosts: { readonly before: Host; readonly after: Host },
  changes: readonly Change[],
): NetworkChange[] {
  const [then, now] = [byName(before), byName(after)];
  return [...new Set([...then.keys(), ...now.keys()])].sort(compareText).flatMap((name): NetworkChange[] => {
    const [old, anew] = [then.get(name), now.get(name)];
    const action = !old ? 'create' : !anew ? 'delete' : sameValue(old, anew) ? 'unchanged' : 'update';
    const effects = old ? effectsOn(old, anew, hosts, changes) : [];
    const isConcerned = touched.has(name) || action !== 'unchanged' || effects.length > 0;
    return isConcerned ? [{ name, action, effects }] : [];
  });
}

const byName = (networks: readonly InstalledNetwork[]): Map<string, InstalledNetwork> =>
  new Map(networks.map((each) => [each.network.name, each]));

function effectsOn(
  old: InstalledNetwork,
  anew: InstalledNetwork | undefined,
  hosts: { readonly before: Host; readonly after: Host },
  changes: readonly Change[],
): NetworkEffect[] {
  const { name, bridge } = old.network;
  const bridgeIn = ({ interfaces }: Host) => interfaces.find((iface) => iface.name === bridge.name);
  const [was, is] = [bridgeIn(hosts.before), bridgeIn(hosts.after)];
  const updates = (pattern: (path: string) => boolean): boolean =>
    changes.some(({ path, action }) => action === 'update' && pattern(path));
  const effects: NetworkEffect[] = [];
  if (was && !is) effects.push('bridge-removal');
  else if (was && is && !sameValue(was, is)) effects.push('bridge-change');
  if (!anew) return effects;
  if (updates((path) => path === filterPath(name))) effects.push('filter-reload');
  const server: readonly string[] = [
    dnsmasqPath(name),
    keaPath(name),
    `${UNIT_FOLDER}/${serverUnitName(name)}`,
  ];
  const isServer = (path: string): boolean => server.includes(path);
  if (updates(isServer)) effects.push('server-restart');
  return effects;
}
