import type { RootView } from '../../backend.ts';
import { changedFacets } from '../../model/facets.ts';
import type { Facet, Survey } from '../../survey.ts';
import { withEdits } from '../with-edits.ts';
import type { AdoptOptions } from './adopt.ts';
import type { Aim } from './aim.ts';
import type { Draft } from './draft.ts';
import { type Group, groupsOf } from './groups.ts';
import type { Silenced } from './idle-lines.ts';
import { sealAdopted } from './seal-adopted.ts';
import { search, type Undone, type Ways } from './search.ts';
import { filesAfter, type Step, stepsFor } from './steps.ts';

/** How many lines are read to find out which steps are needed; for what is left then all are taken. */
const MOST_LINES = 300_000;

/** What is not found soon is not found. */
const MOST_TRIES = 400;

/**
 * The steps that are needed, for each group of interfaces that hang together by itself. First those are looked at that
 * are about what changes; where these are not enough all are, then those that put ours in the place of all that is said.
 */
export function fewestSteps(
  { root, survey, wanted }: AdoptOptions,
  draft: Draft,
  { aim, silenced }: { readonly aim: Aim; readonly silenced: Silenced },
): Step[] {
  const differs = changedFacets(survey.host, wanted);
  const ways = waysIn(
    draft,
    (name, facet) => differs(name)?.has(facet) !== false || silenced.facets.get(name)?.has(facet) === true,
  );
  let lines = MOST_LINES;
  return groupsOf(draft, [survey.host, wanted]).flatMap((group): readonly Step[] => {
    const find = (undone: Undone<Step>, way: Way): readonly Step[] | undefined => {
      const tries = Math.min(MOST_TRIES, Math.floor(lines / group.lines));
      const found = search(way(group.names), undone, tries);
      lines -= found.tried * group.lines;
      return found.steps;
    };
    const { strictly, nearly } = trials(group, draft, aim, root);
    for (const undone of [strictly, nearly]) {
      for (const way of ways) {
        // Whether they are right all together is seen at last.
        if (lines < group.lines) return way(group.names).steps;
        const steps = find(undone, way);
        if (steps) return steps;
      }
    }
    return [];
  });
}

/** What some steps leave undone; `strictly`: and which lines that said something they make idle, or the other way round. */
function trials(group: Group, draft: Draft, aim: Aim, before: RootView) {
  const part: Draft = { ...draft, root: group.root, native: group.native };
  const surveyAfter = (some: readonly Step[]) =>
    draft.backend.survey(
      withEdits(group.root, sealAdopted(part, filesAfter(part, some), group.names, before)),
    );
  let known: Survey | undefined;
  const standing = (): Survey => {
    known ??= draft.backend.survey(group.root);
    return known;
  };
  return {
    strictly: (some: readonly Step[]): ReadonlySet<string> => {
      const after = surveyAfter(some);
      return new Set([...aim.undone(after, group.names), ...aim.idle(standing(), after)]);
    },
    nearly: (some: readonly Step[]): ReadonlySet<string> => aim.undone(surveyAfter(some), group.names),
  };
}

/** The steps of some interfaces. */
type Way = (names: ReadonlySet<string>) => Ways<Step>;

function waysIn(draft: Draft, differing: (name: string, facet: Facet) => boolean): readonly Way[] {
  const all = (): boolean => true;
  return [
    (names) => stepsFor(draft, names, differing, 'alike'),
    (names) => stepsFor(draft, names, all, 'alike'),
    (names) => stepsFor(draft, names, differing, 'none'),
    (names) => stepsFor(draft, names, all, 'none'),
  ];
}
