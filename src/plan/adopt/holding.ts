import type { Backend, Reading, RenderedFile, RootView, StandingPart } from '../../backend.ts';
import { type Definition, definedNames } from '../../model/definition.ts';
import { changedFacets } from '../../model/facets.ts';
import { append, type Host, orderInterfaces } from '../../model/host.ts';
import { relatives } from '../../model/related.ts';
import type { Account, Survey } from '../../survey.ts';

/** What is ours in a root, and what of it stands in files that others wrote. */
export interface Holding {
  readonly root: RootView;
  readonly reading: Reading;
  /** Interfaces that keep the files in which they stand: taken over before, or those of others that hang together with them. */
  readonly adopted: ReadonlySet<string>;
  /** Of these, those that may be taken over now, with whatever somebody changed in them. */
  readonly seized: ReadonlySet<string>;
  /** Of the adopted, those that stand in lines of others. */
  readonly foreign: ReadonlySet<string>;
  /** Of everything; there where anything is adopted. */
  readonly survey?: Survey;
}

/**
 * What stands in the root; `speaksOf`: with these interfaces of others, which may be taken over, and so may those that
 * hang together with them.
 */
export function holdingOf(
  backend: Backend,
  root: RootView,
  speaksOf: ReadonlySet<string> = new Set(),
): Holding {
  const reading = backend.read(root);
  const before = reading.parts.filter(({ isAdopted }) => isAdopted).map((part) => part.interface);
  const nobody = new Set<string>();
  if (before.length === 0 && speaksOf.size === 0)
    return { root, reading, adopted: nobody, seized: nobody, foreign: nobody };
  const survey = backend.survey(root);
  const named = (isMeant: (part: StandingPart) => boolean): Set<string> =>
    new Set(reading.parts.filter(isMeant).map((part) => part.interface));
  const newer = named(({ state }) => state === 'newer');
  const edited = named(({ state }) => state === 'edited');
  const ours = named(() => true);
  const known = survey.host.interfaces.map(({ name }) => name).filter((name) => !newer.has(name));
  const around = relatives(survey.host, speaksOf);
  const seized = known.filter((name) =>
    ours.has(name) ? edited.has(name) && speaksOf.has(name) : around.has(name),
  );
  const beside = relatives(survey.host, new Set(before));
  const adopted = new Set([
    ...before.filter((name) => !newer.has(name)),
    ...seized,
    ...known.filter((name) => !ours.has(name) && beside.has(name)),
  ]);
  const own = reading.host.interfaces.filter(({ name }) => !adopted.has(name));
  const taken = survey.host.interfaces.filter(({ name }) => adopted.has(name));
  return {
    root,
    reading: { ...reading, host: { interfaces: orderInterfaces([...own, ...taken]) } },
    adopted,
    seized: new Set(seized),
    foreign: inLinesOfOthers(reading, survey, new Set([...adopted].filter((name) => !ours.has(name)))),
    survey,
  };
}

/** Of some interfaces those of which a line speaks that stands in no part of ours: a port stands in that of its bridge. */
function inLinesOfOthers(
  { parts }: Reading,
  { accounts }: Survey,
  names: ReadonlySet<string>,
): ReadonlySet<string> {
  const byPath = new Map<string, StandingPart[]>();
  for (const part of parts) append(byPath, part.path, part);
  const isOurs = ({ path, line }: Account): boolean =>
    byPath
      .get(path)
      ?.some((part) => line >= part.line && line < part.line + part.text.split('\n').length - 1) === true;
  const outside = accounts.filter(
    (account) => names.has(account.interface ?? '') && account.state !== 'comment' && !isOurs(account),
  );
  return new Set(outside.map((account) => account.interface ?? ''));
}

/** The holding in which some interfaces are not taken over. */
export function withoutNames(holding: Holding, names: ReadonlySet<string>): Holding {
  const without = (set: ReadonlySet<string>): ReadonlySet<string> =>
    new Set([...set].filter((name) => !names.has(name)));
  const { reading, adopted, seized, foreign } = holding;
  return {
    ...holding,
    reading: { ...reading, parts: reading.parts.filter((part) => !names.has(part.interface)) },
    adopted: without(adopted),
    seized: without(seized),
    foreign: without(foreign),
  };
}

/** Of a host that stands in the root, what is not ours: no run takes it away unasked. */
export const foreignOf = ({ foreign }: Holding, host: Host): Host => ({
  interfaces: host.interfaces.filter(({ name }) => foreign.has(name)),
});

/** Whether an adopted interface means what is wanted already, so that nothing is written of it. */
export function standsAsWanted({ survey, adopted }: Holding, wanted: Host): (name: string) => boolean {
  if (!survey || adopted.size === 0) return () => false;
  const differs = changedFacets(survey.host, wanted);
  return (name) => adopted.has(name) && differs(name)?.size === 0;
}

/** Every interface that definitions name: themselves, members, what vlans stand on, the other ends of veth pairs. */
export const namesIn = (definitions: readonly Definition[]): Set<string> =>
  new Set(
    definitions.flatMap((definition) => [
      ...definedNames(definition),
      ...definition.members.map(({ name }) => name),
      ...below(definition),
      ...definition.members.flatMap((member) => (member.definition ? below(member.definition) : [])),
    ]),
  );

const below = ({ iface }: Definition): string[] => {
  if (iface.type === 'vlan') return [iface.vlan.parent];
  return iface.type === 'veth' ? [iface.veth.peer] : [];
};

/** What a backend renders of the interfaces that have no files of others. */
export const renderBesides =
  ({ render }: Backend, adopted: ReadonlySet<string>) =>
  (host: Host): RenderedFile[] =>
    render(host, (name) => !adopted.has(name));
