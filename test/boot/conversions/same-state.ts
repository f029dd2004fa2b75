import { differences, EITHER, type Fact, type Facts, type HostFacts } from '../facts.ts';

/** What a machine showed, and what it was to show by the model. */
export interface State {
  readonly facts: HostFacts;
  readonly wanted: HostFacts;
}

/** What is wrong after a conversion: with the new state by itself, and beside the one before. */
export const faultsAfter = (before: State, after: State): string[] => [
  ...new Set([...differences(after.facts, after.wanted), ...changedState(before, after)]),
];

/**
 * Where the kernel's state is another than before. All facts are compared, also those for which the model has no word.
 * Left out is what consumers do each its own way (ways.ts, with the sources): where what is wanted before is not what
 * is wanted after, or is left to chance; and `unmodelled`.
 */
export function changedState(before: State, after: State): string[] {
  const comparable = Object.entries(before.facts).map(([name, facts]): [string, Facts] => [
    name,
    Object.fromEntries(Object.entries(facts).filter(([what]) => !mayDiffer(before, after, name, what))),
  ]);
  return differences(after.facts, Object.fromEntries(comparable));
}

function mayDiffer(before: State, after: State, name: string, what: string): boolean {
  const [was, is] = [before.wanted[name]?.[what], after.wanted[name]?.[what]];
  if (isOpen(was) || isOpen(is) || JSON.stringify(was) !== JSON.stringify(is)) return true;
  return unmodelled.some((each) => each.facts.includes(what) && each.where(before, after, name));
}

const isOpen = (fact: Fact | undefined): boolean => typeof fact === 'string' && fact.includes(EITHER);

interface Unmodelled {
  readonly facts: readonly string[];
  readonly where: (before: State, after: State, name: string) => boolean;
}

/** What else may differ: consumers do it each its own way, and the model has no word for it. */
const unmodelled: readonly Unmodelled[] = [
  // An interface that is to have no IPv6 may be without though nobody has told the kernel.
  {
    facts: ['IPv6 in the kernel'],
    where: ({ wanted }, _after, name) => wanted[name]?.['link-local addresses']?.length === 0,
  },
  // A NIC that nobody starts may be set up, to see whether it has a carrier.
  {
    facts: ['carrier', 'link-local addresses', 'IPv6 in the kernel'],
    where: (before, after, name) => before.wanted[name]?.state !== after.wanted[name]?.state,
  },
];
