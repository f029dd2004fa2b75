import type { Backend, RenderedFile } from '../backend.ts';
import { type Finding, hasErrors } from '../findings/finding.ts';
import { checkHost } from '../model/check.ts';
import { checkNetworks } from '../model/check-networks.ts';
import { without } from '../model/defaults.ts';
import { type Definition, definedNames, type SourceMap } from '../model/definition.ts';
import { emptyHost, type Host } from '../model/host.ts';
import { merge } from '../model/merge.ts';
import type { InstalledNetwork, Network } from '../model/network.ts';
import { resolve } from '../model/resolve.ts';
import type { Link, ServiceLayer } from '../services/layer.ts';
import { foreignOf, type Holding, holdingOf, namesIn, standsAsWanted } from './adopt/holding.ts';
import { carry, namesGone, namesUnread, nothing, type Place, type Plan, withOrphans } from './carry.ts';
import { express } from './express.ts';
import { expressNetworks } from './express-networks.ts';
import {
  bridgesDefined,
  bridgesLeft,
  type NetworkOptions,
  type NetworkPlan,
  networksAfter,
  resolveNetworks,
  withBridgePlaces,
} from './networks.ts';

/** What documents say, as `parseDocuments` returns it. */
export interface Documents {
  readonly definitions: readonly Definition[];
  readonly networks?: readonly Network[];
  readonly sources: SourceMap;
  /** What was wrong with each by itself. With an error there the rest is still checked, but nothing rendered. */
  readonly findings?: readonly Finding[];
}

/** How documents are to be put into a root. */
interface ApplyOptions extends Partial<NetworkOptions> {
  /** Nothing else of ours is to be in the root. */
  readonly prune: boolean;
  readonly allowLoss: boolean;
  /** Whether interfaces that others wrote are taken over, in the files in which they stand. */
  readonly adopt?: boolean;
}

/** Plans what the documents say into the root; `prune`: and nothing else of ours in it. */
export const planApply = (place: Place & Documents & ApplyOptions): Plan =>
  planOnto(holdingOf(place.backend, place.root, place.adopt ? namesIn(place.definitions) : undefined), place);

/** The same onto what was read. `leaving`: interfaces that go, or that the documents define as something else. */
export function planOnto(
  holding: Holding,
  place: Place & Documents & ApplyOptions & { readonly leaving?: readonly string[] },
): Plan {
  const { backend, root, services, prune, allowLoss, findings: parsed = [], leaving = [] } = place;
  const { reading } = holding;
  const incomingNetworks = resolveNetworks(place.networks ?? [], place.sources);
  const asked = networksAfter(
    services?.read(root).networks ?? [],
    incomingNetworks.networks,
    { defined: place.definitions, standing: reading.host },
    { ...place, unread: namesUnread(place) },
  );
  const sources = withBridgePlaces(place.sources, asked);
  const definitions = [...place.definitions, ...bridgesDefined(asked)];
  const standing = withoutInterfaces(reading.host, new Set([...bridgesLeft(asked), ...leaving]));
  const kept = prune ? foreignOf(holding, standing) : standing;
  const { host: merged, findings } = resolve(merge(kept, definitions), sources);
  findings.push(...checkHost(merged, sources), ...incomingNetworks.findings);
  findings.push(...checkNetworks(asked.after, merged, sources));
  const incoming = new Set(definitions.flatMap(definedNames));
  const isThere = standsAsWanted(holding, merged);
  const { host: expressed, findings: limits } = express(backend, merged, {
    root,
    sources,
    allowLoss,
    only: (name) => incoming.has(name) && !isThere(name),
  });
  const given = new Set(incomingNetworks.networks.map(({ name }) => name));
  const served = expressNetworks(services, asked.after, {
    sources,
    allowLoss,
    only: (name) => given.has(name),
  });
  const networks = { ...asked, after: served.networks };
  findings.push(...limits, ...served.findings);
  const host = withOrphans(expressed, kept);
  // What contradicts itself or cannot be said must not reach a backend.
  if (hasErrors([...parsed, ...findings])) return { ...nothing(reading.host), findings };
  const touched = new Set([...incoming, ...namesGone(reading.host, host)]);
  return withNeeds(place, networks, carry(place, { holding, host, networks, touched, findings, allowLoss }));
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
  const { findings: parsed = [] } = place;
  const { findings, ...checked } = checkDocuments(place);
  const isRefused = hasErrors([...parsed, ...findings]);
  const rendered = renderChecked({ ...place, ...checked, isRefused });
  return { ...rendered, findings: [...findings, ...rendered.findings] };
}

/** The same for a host that was checked; nothing where it is refused. */
export function renderChecked({
  host: asked,
  networks: askedNetworks,
  backend,
  services,
  isRefused,
  ...options
}: {
  readonly host: Host;
  /** Their own bridges are in the host. */
  readonly networks: readonly InstalledNetwork[];
  readonly sources: SourceMap;
  readonly backend: Backend;
  readonly services?: ServiceLayer | undefined;
  readonly allowLoss: boolean;
  readonly isRefused: boolean;
}): ReturnType<typeof planRender> {
  const { host, findings } = express(backend, asked, { ...options, only: () => true });
  const served = expressNetworks(services, askedNetworks, { ...options, only: () => true });
  const { networks } = served;
  findings.push(...served.findings);
  if (isRefused || hasErrors(findings)) return { findings, host, files: [], links: [], networks };
  if (networks.length === 0) return { findings, host, files: backend.render(host), links: [], networks };
  if (!services) throw new TypeError('guest networks need `services`');
  const surroundings = { dnsmasqFolder: false, dnsmasqIsDynamic: false, firewalld: false };
  return {
    findings,
    host,
    files: [...backend.render(host), ...services.render({ networks, surroundings })],
    links: services.links(networks),
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

/** Adds what the boot of the planned host lacks in the root (promise 1). */
function withNeeds({ backend, services, root }: Place, { after }: NetworkPlan, plan: Plan): Plan {
  const served = after.length > 0 ? (services?.needs(after, root) ?? []) : [];
  return { ...plan, findings: [...plan.findings, ...backend.needs(plan.host, root), ...served] };
}

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
