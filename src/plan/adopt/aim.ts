import { changedFacets, differences } from '../../model/facets.ts';
import type { Host } from '../../model/host.ts';
import type { Account, Survey } from '../../survey.ts';
import { counted, differing, idleLines, isHead, silencedSince } from './idle-lines.ts';

/** What the files shall come to. */
export interface Aim {
  /** In what files that read so differ from it, of some of the interfaces that change, and what they say in vain. */
  readonly undone: (after: Survey, names: ReadonlySet<string>) => ReadonlySet<string>;
  /** Lines that say nothing now, and did before, or the other way round; of those that are to go, what is left. */
  readonly idle: (before: Survey, after: Survey) => readonly string[];
  /** Interfaces that come out otherwise than wanted, and those that must not change and do. */
  readonly unlike: (after: Survey) => ReadonlySet<string>;
}

/**
 * `changed`: the interfaces that come to what is wanted; all else stays as it was before. `asItStood`: before the run,
 * which has written other files since.
 */
export function aimOf(
  { before, asItStood }: { readonly before: Survey; readonly asItStood: Survey },
  wanted: Host,
  changed: ReadonlySet<string>,
): Aim {
  const silencedIn = silencedSince(asItStood);
  const silenced = silencedIn(before);
  const known = new Set(before.host.interfaces.map(({ name }) => name));
  /** Lines that no change of these interfaces may touch. */
  const isBystander = ({ interface: name, state, text }: Account): boolean =>
    state !== 'comment' &&
    !isHead(text) &&
    (name === undefined || !known.has(name) || (state === 'kept' && !changed.has(name)));
  const bystanders = counted(before.accounts, isBystander);
  return {
    undone: (after, names) => {
      const left = differences(after.host, wanted);
      const { facets } = silencedIn(after);
      return new Set(
        [...names].flatMap((name) => [
          ...[...left(name)].map((what) => `${name} ${what}`),
          ...[...(facets.get(name) ?? [])].map((what) => `${name} ${what} without effect`),
        ]),
      );
    },
    idle: (then, now) => differing(silenced.without(idleLines(then)), idleLines(now)),
    unlike: (after) => {
      const fromWanted = changedFacets(after.host, wanted);
      const fromBefore = changedFacets(before.host, after.host);
      // What stands in or on an interface other files say.
      const isAnother = (name: string): boolean =>
        [...(fromBefore(name) ?? ['all'])].some((facet) => facet !== 'members');
      const isTouched = differing(bystanders, counted(after.accounts, isBystander)).length > 0;
      const { facets } = silencedIn(after);
      return new Set([
        ...[...changed].filter((name) => isTouched || facets.has(name) || fromWanted(name)?.size !== 0),
        ...[...known].filter((name) => !changed.has(name) && isAnother(name)),
      ]);
    },
  };
}
