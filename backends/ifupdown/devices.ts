import { append } from '../../src/model/host.ts';
import { deviceNameFault } from '../../src/model/values.ts';
import { isGlob, matchesGlob } from './glob.ts';
import type { Entry, Iface, Mapping, Place, Selection } from './lexer.ts';
import { addAll } from './lists.ts';
import { renamesIn } from './renames.ts';
import type { Sources } from './sources.ts';

/** One word of an `auto` or `allow-…` line. */
export interface Selected {
  readonly line: Selection;
  readonly word: string;
  readonly keyword: string;
}

/** A device that stanzas are about, under its own name: that of ifup's physical interface, without an alias. */
export interface Device {
  readonly name: string;
  /** `NAME:LABEL` where the stanzas are an alias's. */
  readonly label?: string;
  /** Whose stanzas are used: its own, but for `auto eth0=home`. */
  readonly logical: string;
  readonly stanzas: readonly Iface[];
  readonly selected: readonly Selected[];
}

/** Lines that stay as they are, and why. */
export interface Kept {
  readonly place: Place;
  readonly interface?: string | undefined;
  readonly why: string;
  /** The part of the line that is meant. */
  readonly text?: string;
}

/** What the entries come to. */
export interface Devices {
  /** In the order in which ifup comes upon them: those of `auto` lines first. */
  readonly devices: readonly Device[];
  readonly patterns: readonly Selected[];
  readonly kept: readonly Kept[];
  /** Words and stanzas of the loopback device. */
  readonly loopback: readonly (Selected | Iface)[];
  /** Other lines: `no-auto-down`, `no-scripts`, `rename`. */
  readonly others: readonly Selection[];
  /** Devices of which a mapping's script chooses the stanza. */
  readonly mapped: readonly string[];
  /** Stanzas that only others inherit from. */
  readonly templates: readonly Iface[];
}

const LOOPBACK = /^lo(?::|$)/;

/** Sorts stanzas and selections by the devices that they are about. */
export function devicesOf({ entries, bases }: Pick<Sources, 'entries' | 'bases'>): Devices {
  const stanzas = new Map<string, Iface[]>();
  const mappings = entries.filter((entry): entry is Mapping => entry.kind === 'mapping');
  for (const entry of entries) if (entry.kind === 'iface') append(stanzas, entry.name, entry);

  const kept: Kept[] = [];
  const loopback: (Selected | Iface)[] = [];
  const others: Selection[] = [];
  const patterns: Selected[] = [];
  const logicalOf = new Map<string, string>();
  const selected = new Map<string, Selected[]>();
  const renamed = renamesIn(entries);
  const select = (choice: Selected): void => {
    const { physical: said, logical, pattern } = readWord(choice.word);
    const physical = (logical === undefined && renamed.get(said)) || said;
    if (LOOPBACK.test(physical)) loopback.push(choice);
    else if (pattern === 'all') patterns.push(choice);
    else if (pattern === 'some') {
      const why = 'which devices it is about only the machine itself tells';
      kept.push({ place: choice.line, interface: logical, text: choice.word, why });
      if (logical) undecided.set(logical, why);
    } else {
      const chosen = logicalOf.get(physical) ?? logical ?? physical;
      if (chosen !== (logical ?? physical)) {
        const why = `${physical} comes up as ${chosen} already`;
        kept.push({ place: choice.line, interface: physical, text: choice.word, why });
        return;
      }
      logicalOf.set(physical, chosen);
      append(selected, physical, choice);
    }
  };
  const undecided = new Map<string, string>();
  for (const entry of entries) {
    if (entry.kind !== 'selection') continue;
    if (!/^(?:auto|allow-.+)$/.test(entry.keyword)) others.push(entry);
    else for (const word of new Set(entry.words)) select({ line: entry, word, keyword: entry.keyword });
  }

  const mapped: string[] = [];
  const isMapped = mapper(mappings);
  const byScript = scriptChoices(mappings);
  const devices: Device[] = [];
  const used = new Set<string>(undecided.keys());
  const add = (physical: string, logical: string): void => {
    const own = stanzas.get(logical) ?? [];
    const words = selected.get(physical) ?? [];
    const [name = '', label] = physical.split(':');
    const interfaceName = name;
    const keepAll = (why: string): void => {
      for (const stanza of own)
        addAll(
          kept,
          linesOf(stanza).map((place) => ({ place, interface: interfaceName, why })),
        );
      for (const { line, word } of words)
        kept.push({ place: line, interface: interfaceName, text: word, why });
    };
    used.add(logical);
    if (isMapped(logical)) {
      mapped.push(interfaceName);
      keepAll('a mapping has a script choose the stanza when the device comes up');
    } else if (deviceNameFault(name) !== undefined) keepAll(`${physical} is no name of a device`);
    else if (own.length === 0) keepAll(`no stanza defines ${logical}`);
    else {
      const device = { name, logical, stanzas: own, selected: words };
      devices.push(label === undefined ? device : { ...device, label: physical });
    }
  };
  for (const [physical, logical] of logicalOf) add(physical, logical);
  const templates: Iface[] = [];
  const inheritedFrom = new Set([...bases.values()].map(({ iface }) => iface.name));
  for (const [name, own] of stanzas) {
    if (LOOPBACK.test(name)) addAll(loopback, own);
    else if (undecided.has(name))
      for (const stanza of own)
        kept.push(
          ...linesOf(stanza).map((place) => ({ place, interface: name, why: undecided.get(name) as string })),
        );
    else if (!used.has(name) && byScript.has(name)) {
      const why = 'a mapping has a script choose it when a device comes up';
      for (const stanza of own)
        addAll(
          kept,
          linesOf(stanza).map((place) => ({ place, interface: name, why })),
        );
    } else if (!used.has(name) && inheritedFrom.has(name)) addAll(templates, own);
    else if (!used.has(name) && (logicalOf.has(name) || renamed.has(name))) {
      const why = renamed.has(name)
        ? `ifup first gives ${name} the name ${renamed.get(name)}, whose stanzas are used instead`
        : `${name} comes up as ${logicalOf.get(name)}, whose stanzas are used instead`;
      for (const stanza of own)
        addAll(
          kept,
          linesOf(stanza).map((place) => ({ place, interface: name, why })),
        );
    } else if (!used.has(name)) add(name, name);
  }
  for (const { words, options, ...place } of mappings) {
    const why = 'what a script chooses cannot be told';
    const [only] = words;
    const about = only !== undefined && words.length === 1 && !isGlob(only) ? { interface: only } : {};
    kept.push({ place, why, ...about }, ...options.map((option) => ({ place: option, why, ...about })));
  }
  return { devices, patterns, kept, loopback, others, mapped, templates };
}

/** A stanza's own lines. */
export const linesOf = (stanza: Iface): Place[] => [stanza, ...stanza.options];

interface Word {
  readonly physical: string;
  readonly logical?: string;
  /** `all`: every device that a wildcard matches, under its own name. `some`: which ones cannot be told. */
  readonly pattern?: 'all' | 'some';
}

/** `NAME`, `NAME=LOGICAL` or `[VARIABLE]/PATTERN[/NUMBER][=LOGICAL]` (interfaces(5)). */
function readWord(word: string): Word {
  const at = word.indexOf('=');
  const selected = at < 0 ? word : word.slice(0, at);
  const logical = at < 0 ? {} : { logical: word.slice(at + 1) };
  if (!selected.includes('/')) return { physical: selected, ...logical };
  const [variable, pattern = '', number] = selected.split('/');
  if (variable !== '' || number !== undefined || (isGlob(pattern) && at >= 0))
    return { physical: '', ...logical, pattern: 'some' };
  return isGlob(pattern) ? { physical: '', pattern: 'all' } : { physical: pattern, ...logical };
}

/** Each is held against every name; nobody writes as many. */
const MOST_GLOBS = 200;

/** Whether a mapping is for a name; of too many patterns nobody can tell. */
function mapper(mappings: readonly Mapping[]): (name: string) => boolean {
  const words = new Set(mappings.flatMap((mapping) => mapping.words));
  const globs = [...words].filter(isGlob);
  return (name) =>
    words.has(name) || globs.length > MOST_GLOBS || globs.some((glob) => matchesGlob(glob, name));
}

/** The pattern of a word of that kind. */
export const patternOf = (word: string): string => word.slice(1);

/** The names that `map` lines hand to their scripts, of which those choose one. */
function scriptChoices(mappings: readonly Mapping[]): ReadonlySet<string> {
  const lines = mappings.flatMap(({ options }) => options.filter(({ keyword }) => keyword === 'map'));
  return new Set(lines.flatMap(({ value }) => value.split(/\s+/)));
}

/** All lines of `entries`, for who has nothing to say of them. */
export const placesOf = (entries: readonly Entry[]): Place[] =>
  entries.flatMap((entry): Place[] =>
    entry.kind === 'iface' || entry.kind === 'mapping' ? [entry, ...entry.options] : [entry],
  );
