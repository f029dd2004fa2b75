import { changedFacets, differences } from '../../model/facets.ts';
import type { Host } from '../../model/host.ts';
import type { Account, Survey } from '../../survey.ts';

/** What the files shall come to. */
export interface Aim {
  /** In what files that read so differ from it, of some of the interfaces that change. */
  readonly undone: (after: Survey, names: ReadonlySet<string>) => ReadonlySet<string>;
  /** Lines that say nothing now, and did before, or the other way round. */
  readonly idle: (before: Survey, after: Survey) => readonly string[];
  /** Interfaces that come out otherwise than wanted, and those that must not change and do. */
  readonly unlike: (after: Survey) => ReadonlySet<string>;
}

/** `changed`: the interfaces that come to what is wanted; all else stays as it was before. */
export function aimOf(before: Survey, wanted: Host, changed: ReadonlySet<string>): Aim {
  const known = new Set(before.host.interfaces.map(({ name }) => name));
  /** Lines that no change of these interfaces may touch. */
  const isBystander = ({ interface: name, state, text }: Account): boolean =>
    state !== 'comment' &&
    !isHead(text) &&
    (name === undefined || !known.has(name) || (state === 'kept' && !changed.has(name)));
  const bystanders = counted(before, isBystander);
  return {
    undone: ({ host }, names) => {
      const left = differences(host, wanted);
      return new Set([...names].flatMap((name) => [...left(name)].map((what) => `${name} ${what}`)));
    },
    idle: (then, now) => {
      const isIdle = ({ state, text }: Account): boolean =>
        (state === 'kept' || state === 'unread') && !isHead(text);
      return differing(counted(then, isIdle), counted(now, isIdle));
    },
    unlike: (after) => {
      const fromWanted = changedFacets(after.host, wanted);
      const fromBefore = changedFacets(before.host, after.host);
      // What stands in or on an interface other files say.
      const isAnother = (name: string): boolean =>
        [...(fromBefore(name) ?? ['all'])].some((facet) => facet !== 'members');
      const isTouched = differing(bystanders, counted(after, isBystander)).length > 0;
      return new Set([
        ...[...changed].filter((name) => isTouched || fromWanted(name)?.size !== 0),
        ...[...known].filter((name) => !changed.has(name) && isAnother(name)),
      ]);
    },
  };
}

/** The head of a section goes by what is below it. */
const isHead = (text: string): boolean => text.trim().startsWith('[');

function counted({ accounts }: Survey, isMeant: (account: Account) => boolean): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const account of accounts) {
    if (!isMeant(account)) continue;
    const key = `${account.interface ?? ''}\0${account.text.trim()}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

const differing = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
