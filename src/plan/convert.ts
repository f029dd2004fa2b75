import type { Backend, RenderedFile, RootView } from '../backend.ts';
import { type Finding, finding, hasErrors, type Position } from '../findings/finding.ts';
import { checkHost } from '../model/check.ts';
import { without } from '../model/defaults.ts';
import { definitionsOf, type SourceMap, sourceKey } from '../model/definition.ts';
import { type Host, indexHost } from '../model/host.ts';
import type { Interface } from '../model/interface.ts';
import { merge } from '../model/merge.ts';
import type { InstalledNetwork } from '../model/network.ts';
import { type Renames, renameInterfaces } from '../model/rename.ts';
import { resolve } from '../model/resolve.ts';
import type { Account, Survey } from '../survey.ts';
import { holdingOf, namesIn } from './adopt/holding.ts';
import { carry, nothing, type Place, type Plan, withOrphans } from './carry.ts';
import { changeTo } from './change.ts';
import { express } from './express.ts';
import { firstPlace, linesByInterface } from './lines.ts';
import { isLost, lossesOf } from './losses.ts';
import type { NetworkPlan } from './networks.ts';
import { withEdits } from './with-edits.ts';

/** What is to be carried from one backend to another, and how. */
export interface ConvertOptions {
  readonly from: Backend;
  readonly to: Backend;
  /** Where the files of `from` stand. */
  readonly root: RootView;
  readonly rename: Renames;
  /** NICs are found by their names alone, as on other hardware. */
  readonly dropMacMatch: boolean;
  readonly allowLoss: boolean;
}

/** Interfaces on their way from one backend to another. */
export interface Conversion {
  /** As `to` can say them, under their new names. */
  readonly host: Host;
  readonly findings: readonly Finding[];
  /** Every line of `from`, by path and line; what `to` loses is `lost`. */
  readonly accounts: readonly ConvertedAccount[];
  /** The names that they have in the files of `from`; kinds that the model lacks stay there. */
  readonly names: ReadonlySet<string>;
  /** The new names, by the old ones. */
  readonly renamed: Renames;
}

export type ConvertedAccount = Omit<Account, 'state'> & { readonly state: Account['state'] | 'lost' };

/** Reads what `from` has below the root, and holds it against what `to` can say. `into`: the root that it is for. */
export function convert(options: ConvertOptions, into?: RootView): Conversion {
  const { from, to, root, rename, dropMacMatch, allowLoss } = options;
  const survey = from.survey(root);
  const renamed = renameInterfaces(dropMacMatch ? withoutMacMatch(survey.host) : survey.host, rename);
  const sources = placesOf(survey, renamed.names);
  const limits = express(to, renamed.host, { root: into, sources, allowLoss, only: () => true });
  return {
    host: limits.host,
    findings: [
      ...survey.findings,
      ...renamed.findings,
      ...checkHost(renamed.host, sources).map(asItBootsNow),
      ...lossesOf(survey.accounts, to.name, allowLoss),
      ...emptiness(survey, from),
      ...limits.findings,
    ],
    accounts: survey.accounts.map((account) => (isLost(account) ? { ...account, state: 'lost' } : account)),
    names: new Set(survey.host.interfaces.map(({ name }) => name)),
    renamed: renamed.names,
  };
}

/** The files that say the same for `to`; none where a finding forbids it. */
export function convertedFiles(options: ConvertOptions): Conversion & { readonly files: RenderedFile[] } {
  const conversion = convert(options);
  return { ...conversion, files: hasErrors(conversion.findings) ? [] : options.to.render(conversion.host) };
}

/** Plans the conversion in place: `to` gets the interfaces, `from` lets go of them, in one run. */
export function planConvert(
  place: Place & ConvertOptions & { readonly adopt?: boolean },
): Plan & { readonly accounts: readonly ConvertedAccount[] } {
  const { from, to, root, services } = place;
  const conversion = convert(place, root);
  const { accounts, names } = conversion;
  const holding = holdingOf(to, root, place.adopt ? namesIn(definitionsOf(conversion.host)) : undefined);
  const { reading } = holding;
  const { host, findings } = resolve(merge(reading.host, definitionsOf(conversion.host)), new Map());
  const known = [...conversion.findings, ...findings];
  if (hasErrors(known)) return { ...nothing(reading.host), findings: known, accounts };
  const edits = from.release(root, names);
  const after = withEdits(root, edits);
  const plan = carry(
    { ...place, backend: to, root: after },
    {
      holding,
      host: withOrphans(host, reading.host),
      networks: renameNetworks(services?.read(root).networks ?? [], conversion.renamed),
      touched: new Set(conversion.host.interfaces.map(({ name }) => name)),
      findings: known,
      allowLoss: place.allowLoss,
    },
  );
  const released = edits.map(({ path, content, mode }) =>
    changeTo(root, path, content, root.mode(path) ?? mode),
  );
  return {
    ...plan,
    findings: [...plan.findings, ...to.needs(plan.host, after)],
    changes: [...plan.changes, ...released].sort((a, b) => (a.path < b.path ? -1 : 1)),
    accounts,
  };
}

/** What two interfaces both have boots so today, whichever of them wins; it is told, and carried as it is. */
const asItBootsNow = (found: Finding): Finding =>
  found.code === 'route-twice' || found.code === 'address-twice' ? { ...found, severity: 'warning' } : found;

const withoutMacMatch = ({ interfaces }: Host): Host => ({
  interfaces: interfaces.map((iface) => (iface.type === 'ethernet' ? without(iface, 'permanentMac') : iface)),
});

/** Nothing to carry is most likely a mistake: another manager, another root. */
const emptiness = ({ host, accounts }: Survey, { name: from }: Backend): Finding[] =>
  host.interfaces.length === 0 && !accounts.some(isLost) ? [finding('nothing-to-convert', { from })] : [];

/**
 * Where the interfaces stand in native files: the first line that is about each. What they say stands there too, for a
 * line may say several things.
 */
export function placesOf(survey: Survey, names: Renames): SourceMap {
  const { host } = survey;
  const lines = linesByInterface(survey);
  const index = indexHost(host);
  const places = new Map<string, Position>();
  for (const iface of host.interfaces) {
    const at = firstPlace(lines.get(iface.name));
    if (!at) continue;
    const name = names.get(iface.name) ?? iface.name;
    const members = index.membersOf(iface.name).map((member) => names.get(member.name) ?? member.name);
    for (const slot of slotsOf(iface, members)) places.set(sourceKey(name, slot), at);
  }
  return places;
}

/** Everything of an interface that a check may be about (model/definition.ts). */
const slotsOf = ({ ipv4, ipv6 }: Interface, members: readonly string[]): string[] => [
  '',
  ...['start', 'mtu', 'mac', 'bond', 'monitor', 'bridge', 'delay', 'vlan', 'tag', 'parent', 'veth', 'peer'],
  ...members.map((name) => `member.${name}`),
  ...Object.entries({ ipv4, ipv6 }).flatMap(([family, protocol]) => [
    family,
    ...(protocol?.addresses ?? []).map((_, n) => `${family}.address.${n}`),
    ...(protocol?.routes ?? []).map((_, n) => `${family}.route.${n}`),
  ]),
];

/** Guest networks reach outside through interfaces, and may stand on a bridge that is not theirs. */
function renameNetworks(before: readonly InstalledNetwork[], names: Renames): NetworkPlan {
  const renamed = (name: string): string => names.get(name) ?? name;
  const after = before.map((each): InstalledNetwork => {
    const { bridge, forward } = each.network;
    const dev = forward?.dev;
    return {
      ...each,
      network: {
        ...each.network,
        bridge: { ...bridge, name: renamed(bridge.name) },
        ...(forward ? { forward: { ...forward, ...(dev === undefined ? {} : { dev: renamed(dev) }) } } : {}),
      },
    };
  });
  const touched = before.filter(({ network: { bridge, forward } }) =>
    [bridge.name, forward?.dev].some((name) => name !== undefined && names.has(name)),
  );
  return { before, after, touched: new Set(touched.map(({ network }) => network.name)) };
}
