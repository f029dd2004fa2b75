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

/** What lines were about that said something of an interface, and say nothing any more, although they stand there. */
export interface Silenced {
  /** By interface. */
  readonly facets: ReadonlyMap<string, ReadonlySet<Facet>>;
  /** The lines that say nothing, without them. */
  readonly without: (idle: IdleLines) => IdleLines;
}

/**
 * Lines that others take their meaning from since, as those with the addresses of what has become the port of a bridge.
 * Not every consumer passes over them as the model does: ifup sets such an address all the same.
 */
export function silencedSince(before: Survey): (now: Survey) => Silenced {
  const then = idleLines(before);
  const said = facetsByLine(before);
  return (now) => {
    const keys = new Map<string, number>();
    for (const [key, n] of idleLines(now))
      if (n > (then.get(key) ?? 0)) keys.set(key, n - (then.get(key) ?? 0));
    const facets = new Map<string, Set<Facet>>();
    for (const key of keys.keys()) {
      const { name, says } = said.get(key) ?? {};
      if (name !== undefined && says) facets.set(name, new Set([...(facets.get(name) ?? []), ...says]));
    }
    return {
      facets,
      without: (idle) =>
        new Map(
          [...idle]
            .map(([key, n]): [string, number] => [key, n - (keys.get(key) ?? 0)])
            .filter(([, n]) => n > 0),
        ),
    };
  };
}

/** What each line that says something is about, and of which interface. */
function facetsByLine({ accounts }: Survey): ReadonlyMap<string, { name: string; says: ReadonlySet<Facet> }> {
  const lines = new Map<string, { name: string; says: Set<Facet> }>();
  for (const account of accounts) {
    const { interface: name, state, says } = account;
    if (name === undefined || state !== 'understood' || !says) continue;
    const key = keyOf(account);
    const line = lines.get(key) ?? { name, says: new Set() };
    lines.set(key, line);
    line.says.add(says);
  }
  return lines;
}
