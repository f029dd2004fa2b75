import { type Finding, finding } from '../../src/findings/finding.ts';
import { lastAssignments, readAssignments } from '../../src/native/shell.ts';
import type { Parse } from './words.ts';

/** The assignments of one of our files, as someone may have edited it. What is never asked for is reported. */
export interface Directives {
  /** The text of a key; undefined where it is absent or empty, which is the same to both readers. */
  readonly text: (key: string) => string | undefined;
  /** The same, understood; a text that is not gets reported and counts as absent. */
  readonly value: <T>(key: string, parse: Parse<T>) => T | undefined;
  /** Whether a key is there, without taking note of it. */
  readonly has: (key: string) => boolean;
  /** Keys whose value does not matter to the model. */
  readonly ignore: (keys: RegExp) => void;
  /** Something about a key's line. */
  readonly problem: (key: string, problem: string) => void;
  /** Reports every key that nobody asked for. */
  readonly reportRest: () => void;
}

export function readDirectives(
  text: string,
  place: { path: string; interface: string },
  problems: Finding[],
): Directives {
  const { assignments, faults } = readAssignments(text);
  const byKey = lastAssignments(assignments);
  const asked = new Set<string>();
  const report = (line: number, problem: string): void => {
    const at = { file: place.path, line, column: 1 };
    problems.push(
      finding('not-understood', { path: place.path, problem }, { at, interface: place.interface }),
    );
  };
  for (const { line, problem } of faults) report(line, problem);
  const ask = (key: string): string | undefined => {
    asked.add(key);
    return byKey.get(key)?.value || undefined;
  };
  return {
    text: ask,
    value: (key, parse) => {
      const value = ask(key);
      if (value === undefined) return undefined;
      const parsed = parse(value);
      if (parsed === undefined) report(byKey.get(key)?.line ?? 1, `${key}=${value} is not understood`);
      return parsed;
    },
    has: (key) => !!byKey.get(key)?.value,
    ignore: (keys) => {
      for (const key of byKey.keys()) if (keys.test(key)) asked.add(key);
    },
    problem: (key, problem) => report(byKey.get(key)?.line ?? 1, problem),
    reportRest: () => {
      for (const { key, line } of byKey.values())
        if (!asked.has(key)) report(line, `${key} is not among the keys that ifscribe writes`);
    },
  };
}
