import type { Entry, Fault, Selection } from './lexer.ts';

/** `rename CURRENT=NEW` by the names themselves: a device of that name has the new one before anything comes up. */
export function renamesIn(entries: readonly Entry[]): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  for (const { words } of renameLines(entries)) {
    for (const word of words) {
      const [current = '', name = ''] = word.split('=');
      if (current.includes('/') || name === '' || renames.has(current)) continue;
      renames.set(current, name);
    }
  }
  return renames;
}

/** A name without a new one, as in `rename eth0 = lan`: ifup stops at it, and brings up nothing (0.8.41). */
export function renameFault(entries: readonly Entry[]): Fault | undefined {
  for (const { path, line, lines, words } of renameLines(entries)) {
    const word = words.find((each) => !/[/=]/.test(each));
    if (word !== undefined) return { path, line, lines, problem: `rename ${word} says no new name` };
  }
  return undefined;
}

const renameLines = (entries: readonly Entry[]): Selection[] =>
  entries.filter((entry): entry is Selection => entry.kind === 'selection' && entry.keyword === 'rename');
