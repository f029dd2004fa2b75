import type { Account, Facet, Survey } from '../../survey.ts';

/** How often a line that says nothing stands there, by whose it is and its text. */
export type IdleLines = ReadonlyMap<string, number>;

/** Lines that say nothing, or nothing that a document can. The head of a section goes by what is below it. */
export const idleLines = ({ accounts }: Survey): IdleLines =>
  counted(accounts, ({ state, text }) => (state === 'kept' || state === 'unread') && !isHead(text));

export const isHead = (text: string): boolean => text.trim().startsWith('[');

/** How many accounts of a kind there are, by whose they are and their text. */
export function counted(
  accounts: readonly Account[],
  isMeant: (account: Account) => boolean,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const account of accounts) {
    if (!isMeant(account)) continue;
    const key = keyOf(account);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

const keyOf = ({ interface: name, text }: Account): string => `${name ?? ''}\0${text.trim()}`;

/** Of which lines there are more in one than in the other. */
export const differing = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));

/** Lines that said something of an interface, and say nothing any more, although they stand there. */
export interface Silenced {
  /** What they were about, by interface. */
  readonly facets: ReadonlyMap<string, ReadonlySet<Facet>>;
  /** The lines that say nothing, without them. */
  readonly without: (idle: IdleLines) => IdleLines;
  /** The interfaces of those that stand there still. */
  readonly left: (after: Survey) => ReadonlySet<string>;
}

/**
 * Lines that other lines of this run take their meaning from, as those with the addresses of what becomes the port of a
 * bridge. Not every consumer passes over them as the model does: ifup sets such an address all the same.
 */
export function silencedLines(before: Survey, now: Survey): Silenced {
  const then = idleLines(before);
  const idle = idleLines(now);
  const more = new Map([...idle].map(([key, n]) => [key, n - (then.get(key) ?? 0)]));
  const facets = new Map<string, Set<Facet>>();
  const keys = new Map<string, number>();
  for (const account of before.accounts) {
    const { interface: name, state, says } = account;
    const key = keyOf(account);
    const count = more.get(key) ?? 0;
    if (name === undefined || state !== 'understood' || count <= 0) continue;
    keys.set(key, count);
    const known = facets.get(name) ?? new Set();
    facets.set(name, says ? known.add(says) : known);
  }
  const nameIn = (key: string): string => key.slice(0, key.indexOf('\0'));
  return {
    facets,
    without: (lines) =>
      new Map(
        [...lines]
          .map(([key, n]): [string, number] => [key, n - (keys.get(key) ?? 0)])
          .filter(([, n]) => n > 0),
      ),
    left: (after) => {
      const still = idleLines(after);
      return new Set(
        [...keys.keys()].filter((key) => (still.get(key) ?? 0) > (then.get(key) ?? 0)).map(nameIn),
      );
    },
  };
}
