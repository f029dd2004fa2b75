import { append } from '../../src/model/host.ts';
import { ledgerOf, type Verdict } from '../../src/native/ledger.ts';
import { parseUnitFile, type UnitEntry, type UnitFile } from '../../src/native/unit-file.ts';
import type { Account, Facet } from '../../src/survey.ts';
import { isBeyond, type Take, wordsOf } from './codecs.ts';
import type { Source } from './files.ts';
import { isExtension, isReset, unknownKey, unmodelled } from './keys.ts';
import type { FileKind } from './paths.ts';

/** An assignment and where it stands. */
export interface Entry extends UnitEntry {
  readonly path: string;
  readonly section: string;
  /** Its place among all of the file and its drop-ins. */
  readonly at: number;
}

/** What was made of an assignment, or of some of its words. */
export type Judgement = Omit<Verdict, 'interface'> & {
  /** networkd itself passes over it. */
  readonly isRefused?: boolean;
  /** It says no more than what is written anew with the interface, or other than that; no fault of an edit. */
  readonly isImplied?: boolean;
};

/** A value and the assignment that says it. */
export interface Said<T> {
  readonly value: T;
  readonly entry: Entry;
}

/** How networkd takes an assignment, where it is not in the usual way. */
interface How {
  /** Older names of the key. */
  readonly also?: readonly string[];
}

/** The assignments of some sections, and what has been made of them. */
export interface Section {
  readonly entries: readonly Entry[];
  /** The last value that networkd takes. Those before it are unread. */
  readonly value: <T>(key: string, says: Facet, take: Take<T>, how?: How) => T | undefined;
  /** The same with its assignment. */
  readonly said: <T>(key: string, says: Facet, take: Take<T>, how?: How) => Said<T> | undefined;
  /** Every value, of a key whose assignments add up; `take` gets one assignment. */
  readonly each: <T>(key: string, says: Facet, take: Take<T>, how?: How) => Said<T>[];
  /** Every word, of a key whose assignments are lists that add up. */
  readonly words: <T>(key: string, says: Facet, take: Take<T>, how?: How) => Said<T>[];
  /** All of the key are judged so; the last one that is not empty, if any. */
  readonly settle: (key: string, judgement: Judgement) => Entry | undefined;
  /**
   * Whether a value that networkd does not take voids the section, as it does in those that may be repeated
   * (route_free_or_set_invalid and its like); their other lines are then unread.
   */
  readonly isVoid: () => boolean;
  /** The section as a whole is kept, or passed over by networkd. */
  readonly keep: (why: string, isRefused?: boolean) => void;
}

/** What one file and its drop-ins say. Whatever no reader asks for is kept, and why stands in keys.ts. */
export interface Settings {
  readonly kind: FileKind;
  /** The file is ours, and so came of a document: all that the model can say is in it for a reason. */
  readonly isOurs: boolean;
  /** All pieces of a section as one. */
  readonly in: (section: string) => Section;
  /** The pieces of a section that may be repeated, each on its own. */
  readonly pieces: (section: string) => readonly Section[];
  /** Judges an assignment anew. */
  readonly judge: (entry: Entry, ...judgements: readonly Judgement[]) => void;
  readonly judgementsOf: (entry: Entry) => readonly Judgement[];
  readonly entries: readonly Entry[];
  /** Every line is judged so. */
  readonly judgeAll: (judgement: Judgement) => void;
  /** Why networkd refuses the file as a whole. */
  readonly refusal: (Source & { readonly line: number }) | undefined;
  /** What is neither comment, header nor assignment. */
  readonly faults: readonly { readonly path: string; readonly line: number; readonly text: string }[];
  /** Of the file as a whole, where it has been judged so. */
  readonly judgementOnAll: () => Judgement | undefined;
  /**
   * Of every line; `interfaces`: those that the file is about, each of which gets accounts of its own; with a judgement
   * that holds for all lines where it has one.
   */
  readonly accounts: (interfaces: readonly Owner[]) => Account[];
}

/** An interface that a file is about. */
export interface Owner {
  readonly name: string;
  readonly judgement: Judgement | undefined;
}

interface Part {
  readonly source: Source;
  readonly unit: UnitFile;
  readonly sections: readonly {
    readonly name: string;
    readonly line: number;
    readonly lines: number;
    readonly entries: readonly Entry[];
  }[];
}

export function settingsOf(kind: FileKind, sources: readonly Source[], isOurs = false): Settings {
  let count = 0;
  const parts = sources.map((source): Part => {
    const unit = parseUnitFile(source.text);
    const sections = unit.sections.map(({ name, line, lines, entries }) => ({
      name,
      line,
      lines,
      entries: entries.map(
        ({ key, value, line, lines }): Entry => ({
          key,
          value,
          line,
          lines,
          path: source.path,
          section: name,
          at: count++,
        }),
      ),
    }));
    return { source, unit, sections };
  });
  const judged = new Map<Entry, readonly Judgement[]>();
  const judge: Settings['judge'] = (entry, ...judgements) => void judged.set(entry, judgements);
  const named = new Map<string, (readonly Entry[])[]>();
  for (const { sections } of parts) for (const { name, entries } of sections) append(named, name, entries);
  const wholes = new Map<string, Section>();
  let verdictOnAll: Judgement | undefined;
  const judgementsOf: Settings['judgementsOf'] = (entry) =>
    verdictOnAll ? [verdictOnAll] : (judged.get(entry) ?? [unasked(kind, entry)]);
  const refusing = parts.find(({ unit }) => unit.refused);
  return {
    kind,
    isOurs,
    in: (name) => {
      const found = named.get(name);
      if (!found) return EMPTY;
      let section = wholes.get(name);
      if (!section) {
        section = sectionOf(found.length === 1 ? (found[0] ?? []) : found.flat(), judge);
        wholes.set(name, section);
      }
      return section;
    },
    pieces: (name) => (named.get(name) ?? []).map((entries) => sectionOf(entries, judge)),
    judge,
    judgementsOf,
    get entries() {
      return parts.flatMap(({ sections }) => sections.flatMap(({ entries }) => entries));
    },
    judgeAll: (judgement) => {
      verdictOnAll = judgement;
    },
    refusal: refusing && { ...refusing.source, line: refusing.unit.refused?.line ?? 1 },
    get faults() {
      return parts.flatMap(({ source: { path }, unit }) => unit.faults.map((fault) => ({ path, ...fault })));
    },
    judgementOnAll: () => verdictOnAll,
    accounts: (owners) => parts.flatMap((part) => accountsOf(part, judgementsOf, verdictOnAll, owners)),
  };
}

/** What nobody asked for. */
function unasked(kind: FileKind, { section, key }: Entry): Judgement {
  if (isExtension(section) || isExtension(key))
    return { state: 'kept', why: 'it is for other programs, networkd passes over it' };
  const why = unknownKey(kind, section, key);
  if (why !== undefined) return passedOver(`networkd ignores it: ${why}`);
  return { state: 'kept', why: unmodelled(section, key) };
}

/**
 * What networkd passes over while it acts on the rest of the file: nothing of it boots, and so nothing is lost when it
 * goes. It is told all the same (`consumer-refuses`): it is a mistake, or newer than what is known here. A file that
 * networkd refuses as a whole is kept: an interface is meant by it, which would silently be missing.
 */
export const passedOver = (why: string): Judgement => ({ state: 'unread', why, isRefused: true });

const REFUSED = passedOver('networkd ignores it: it is no value for this key');

const VOIDING = passedOver('networkd ignores it with all of its section: it is no value for this key');

const NONE: readonly never[] = [];

const facets = new Map<Facet, Judgement>();

/** One for all that say the same. */
function understood(says: Facet): Judgement {
  let judgement = facets.get(says);
  if (!judgement) {
    judgement = { state: 'understood', says };
    facets.set(says, judgement);
  }
  return judgement;
}

function sectionOf(entries: readonly Entry[], judge: Settings['judge']): Section {
  let byKey: Map<string, Entry[]> | undefined;
  const refused = new Set<Entry>();
  const refuse = (entry: Entry): void => {
    judge(entry, REFUSED);
    if (entry.value !== '') refused.add(entry);
  };
  const withKey = (key: string): readonly Entry[] => {
    if (!byKey) {
      byKey = new Map();
      for (const entry of entries) append(byKey, entry.key, entry);
    }
    return byKey.get(key) ?? NONE;
  };
  const ofKey = (key: string, how?: How): readonly Entry[] => {
    const more = how?.also?.filter((name) => withKey(name).length > 0) ?? NONE;
    if (more.length === 0) return withKey(key);
    return entries.filter((entry) => entry.key === key || how?.also?.includes(entry.key));
  };
  /** The assignments after the last reset; the others are judged. */
  const sinceReset = (
    key: string,
    says: Facet,
    how: How | undefined,
    take: Take<unknown>,
  ): readonly Entry[] => {
    const all = entries.length === 0 ? NONE : ofKey(key, how);
    if (!all.some(({ value }) => value === '')) return all;
    const reset = all.findLastIndex((entry) => entry.value === '' && isReset(entry));
    if (reset < 0) {
      for (const entry of all) if (entry.value === '') refuse(entry);
      return all.filter(({ value }) => value !== '');
    }
    all.slice(0, reset + 1).forEach((entry, at) => {
      const why = `${placeOf(all[reset] as Entry, entry)} takes it back`;
      if (entry.value !== '' && take(entry.value) === undefined) refuse(entry);
      else judge(entry, at === reset ? understood(says) : { state: 'unread', why });
    });
    return all.slice(reset + 1);
  };
  const each: Section['each'] = (key, says, take, how) =>
    sinceReset(key, says, how, take).flatMap((entry) => {
      const value = take(entry.value);
      if (value === undefined) refuse(entry);
      else if (isBeyond(value)) judge(entry, { state: 'kept', why: value.beyond });
      else {
        judge(entry, understood(says));
        return [{ value, entry }];
      }
      return [];
    });
  const said: Section['said'] = <T>(key: string, says: Facet, take: Take<T>, how?: How) => {
    let last: { value: T | undefined; entry: Entry } | undefined;
    for (const entry of sinceReset(key, says, how, take)) {
      const value = take(entry.value);
      if (value === undefined) {
        refuse(entry);
        continue;
      }
      if (last) judge(last.entry, { state: 'unread', why: `${placeOf(entry, last.entry)} says it again` });
      judge(entry, isBeyond(value) ? { state: 'kept', why: value.beyond } : understood(says));
      last = { value: isBeyond(value) ? undefined : value, entry };
    }
    return last?.value === undefined ? undefined : { value: last.value, entry: last.entry };
  };
  return {
    entries,
    each,
    said,
    value: (key, says, take, how) => said(key, says, take, how)?.value,
    words: (key, says, take, how) =>
      sinceReset(key, says, how, (text) =>
        wordsOf(text).every((word) => take(word) === undefined) ? undefined : text,
      ).flatMap((entry) => wordsIn(entry, says, take, judge)),
    settle: (key, judgement) => {
      const all = ofKey(key);
      for (const entry of all) judge(entry, judgement);
      return all.findLast(({ value }) => value !== '');
    },
    isVoid: () => {
      const [first] = refused;
      if (!first) return false;
      for (const entry of entries) {
        const why = `networkd ignores the section: ${placeOf(first, entry)} has no value for its key`;
        judge(entry, refused.has(entry) ? VOIDING : { state: 'unread', why });
      }
      return true;
    },
    keep: (why, isRefused = false) => {
      for (const entry of entries) judge(entry, isRefused ? passedOver(why) : { state: 'kept', why });
    },
  };
}

/** What a file has none of. */
const EMPTY = sectionOf([], () => undefined);

/** Several words of one kind have one judgement, with their text unless it is all there is. */
function wordsIn<T>(entry: Entry, says: Facet, take: Take<T>, judge: Settings['judge']): Said<T>[] {
  const taken: Said<T>[] = [];
  const groups = new Map<string, { judgement: Judgement; words: string[] }>();
  const group = (judgement: Judgement, word: string): void => {
    const id = `${judgement.state} ${judgement.why}`;
    const known = groups.get(id);
    if (known) known.words.push(word);
    else groups.set(id, { judgement, words: [word] });
  };
  for (const word of wordsOf(entry.value)) {
    const value = take(word);
    if (value === undefined) group(REFUSED, word);
    else if (isBeyond(value)) group({ state: 'kept', why: value.beyond }, word);
    else {
      group({ state: 'understood', says }, word);
      taken.push({ value, entry });
    }
  }
  judge(entry, ...partsOf(entry, [...groups.values()]));
  return taken;
}

/** Judgements of an assignment's words. */
export const partsOf = (
  { key }: Entry,
  groups: readonly { readonly judgement: Judgement; readonly words: readonly string[] }[],
): Judgement[] =>
  groups.map(({ judgement, words }) =>
    groups.length === 1 ? judgement : { ...judgement, text: `${key}=${words.join(' ')}` },
  );

/** A header says what its section says: the first thing that is understood, else the first. */
function headerOf(entries: readonly Entry[], judgementsOf: Settings['judgementsOf']): Judgement | undefined {
  let first: Judgement | undefined;
  for (const entry of entries) {
    for (const { text: _text, ...judgement } of judgementsOf(entry)) {
      if (judgement.state === 'understood') return judgement;
      first ??= judgement;
    }
  }
  return first;
}

/** Of a line that is no comment, header or assignment of a section. */
export const whyFaulty = (text: string): string =>
  text.indexOf('=') > 0 && !text.startsWith('[')
    ? 'networkd ignores it: it stands below no section'
    : 'networkd ignores it: it is neither a section nor an assignment';

/** Where an assignment stands, as seen from another. */
export const placeOf = ({ path, line }: Entry, from: { readonly path: string }): string =>
  path === from.path ? `line ${line}` : `${path}:${line}`;

function accountsOf(
  { source, unit, sections }: Part,
  judgementsOf: Settings['judgementsOf'],
  all: Judgement | undefined,
  owners: readonly Owner[],
): Account[] {
  const ledger = ledgerOf(source.path, source.text, (line) => /^[#;]/.test(line));
  const concerned = owners.length ? owners : [undefined];
  const note = (at: { line: number; lines: number }, judgement: Judgement): void => {
    for (const owner of concerned) {
      const { state, says, why, text } = owner?.judgement ?? judgement;
      ledger.note(at.line, at.lines, { state, says, why, text, interface: owner?.name });
    }
  };
  for (const section of sections) {
    note(section, headerOf(section.entries, judgementsOf) ?? all ?? { state: 'comment' });
    for (const entry of section.entries) for (const each of judgementsOf(entry)) note(entry, each);
  }
  for (const fault of unit.faults) note(fault, all ?? { state: 'unread', why: whyFaulty(fault.text) });
  return ledger.accounts();
}
