import type { Entry, Fault, Selection } from './lexer.ts';

/** A word of a `rename` line: CURRENT=NEW, where CURRENT is a name or `[VARIABLE]/PATTERN[/NUMBER]` (interfaces(5)). */
export function readRename(word: string): { readonly current: string; readonly name: string } | undefined {
  const at = word.indexOf('=');
  return at < 0 ? undefined : { current: word.slice(0, at), name: word.slice(at + 1) };
}

/** What is renamed by its name itself: a device of that name has the new one before anything comes up. */
export function renamesIn(entries: readonly Entry[]): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  for (const { words } of renameLines(entries)) {
    for (const { current, name } of words.flatMap((word) => readRename(word) ?? [])) {
      if (!current.includes('/') && name !== '' && !renames.has(current)) renames.set(current, name);
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
