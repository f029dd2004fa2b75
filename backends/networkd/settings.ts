import { type Finding, finding } from '../../src/findings/finding.ts';
import { entriesOf, inForce, parseUnitFile, type UnitEntry } from '../../src/native/unit-file.ts';

/**
 * One file's assignments, and what of them has been understood. Whatever a reader does not ask for, or
 * cannot take, somebody wrote by hand: `problems` names it with its line.
 */
export interface Settings {
  /** The assignment to a key that is in force, if any. */
  readonly last: (section: string, key: string) => UnitEntry | undefined;
  /** All assignments to a key that are in force. */
  readonly all: (section: string, key: string) => readonly UnitEntry[];
  /** The last assignment as `take` understands it; undefined where there is none, or it is a problem. */
  readonly value: <T>(section: string, key: string, take: (text: string) => T | undefined) => T | undefined;
  /** Every assignment as `take` understands it; the others are problems. */
  readonly values: <T>(section: string, key: string, take: (text: string) => T | undefined) => T[];
  /** The pieces of a section that may be repeated, each as settings of its own. */
  readonly each: (section: string) => readonly Section[];
  /** Keys that follow from others: read by networkd, but no more than the rest of the file says. */
  readonly implied: (section: string, ...keys: readonly string[]) => void;
  readonly reject: (entry: UnitEntry) => void;
  readonly problems: () => Finding[];
}

/** One piece of a repeated section. */
export interface Section {
  readonly value: <T>(key: string, take: (text: string) => T | undefined) => T | undefined;
  readonly implied: (...keys: readonly string[]) => void;
  /** The whole piece means nothing to us. */
  readonly reject: () => void;
}

export function settingsOf(path: string, interfaceName: string, text: string): Settings {
  const file = parseUnitFile(text);
  const understood = new Set<UnitEntry>();
  const rejected = new Set<UnitEntry>();
  const note = (entries: readonly UnitEntry[]): void => {
    for (const entry of entries) understood.add(entry);
  };
  const taken = <T>(entry: UnitEntry, take: (text: string) => T | undefined): T[] => {
    const value = take(entry.value);
    if (value !== undefined) return [value];
    rejected.add(entry);
    return [];
  };
  const all = (section: string, key: string): UnitEntry[] => {
    const entries = entriesOf(file, section);
    note(entries.filter((entry) => entry.key === key));
    return inForce(entries, key);
  };
  const values: Settings['values'] = (section, key, take) =>
    all(section, key).flatMap((entry) => taken(entry, take));
  return {
    all,
    values,
    last: (section, key) => all(section, key).at(-1),
    value: (section, key, take) => values(section, key, take).at(-1),
    implied: (section, ...keys) => {
      for (const key of keys) all(section, key);
    },
    each: (section) =>
      file.sections
        .filter(({ name }) => name === section)
        .map(({ entries }) => ({
          value: (key, take) => {
            note(entries.filter((entry) => entry.key === key));
            return inForce(entries, key)
              .flatMap((entry) => taken(entry, take))
              .at(-1);
          },
          implied: (...keys) => note(entries.filter(({ key }) => keys.includes(key))),
          reject: () => {
            for (const entry of entries) rejected.add(entry);
          },
        })),
    reject: (entry) => void rejected.add(entry),
    problems: () => {
      const entries = file.sections.flatMap((section) => section.entries);
      const unread = entries.filter((entry) => rejected.has(entry) || !understood.has(entry));
      const lines = [
        ...unread.map(({ line, key, value }) => ({ line, text: `${key}=${value}` })),
        ...file.faults,
      ];
      return lines
        .sort((a, b) => a.line - b.line)
        .map((at) => problem(path, interfaceName, at.line, `"${at.text}" is not understood`));
    },
  };
}

export const problem = (path: string, interfaceName: string, line: number, what: string): Finding =>
  finding(
    'not-understood',
    { path, problem: what },
    { at: { file: path, line, column: 1 }, interface: interfaceName },
  );
