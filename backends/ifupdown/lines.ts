import { type Finding, finding } from '../../src/findings/finding.ts';
import type { Verdict } from '../../src/native/ledger.ts';
import type { Facet } from '../../src/survey.ts';
import type { Iface, Option, Place } from './lexer.ts';
import type { Step } from './steps.ts';

/** The lines of a stanza with one keyword. ifup joins their values, one a line (config.c), but for commands. */
export interface Group {
  /** As below in `canonical`. */
  readonly keyword: string;
  readonly options: readonly Option[];
  readonly value: string;
}

/** A stanza with everything that it inherits. */
export interface Stanza {
  readonly iface: Iface;
  /** The alias that it is about, as in `iface eth0:1`. */
  readonly label?: string;
  readonly family: string;
  readonly method: string;
  readonly groups: ReadonlyMap<string, Group>;
  readonly commands: readonly CommandLine[];
}

/** A command, and what became of each thing that it does; `doings` absent: of what it does nothing is certain. */
export interface CommandLine {
  readonly option: Option;
  readonly doings?: readonly Doing[];
}

/** One thing that a command does. */
export interface Doing {
  readonly step: Step;
  /** Whose stanza the command stands in. */
  readonly owner: string;
  /** Whether it runs when the interface goes down. */
  readonly undoes: boolean;
  /** Whether it runs before the interface is up and has its addresses. */
  readonly isEarly: boolean;
  /** Set once somebody has seen to it. */
  verdict?: { readonly says?: Facet } | { readonly why: string; readonly isRefused?: true };
}

/** A group where it was found. */
export interface Found extends Group {
  readonly stanza: Stanza;
}

/** A value from its text, or undefined where it is none. */
export type Parse<T> = (text: string) => T | undefined;

/** What is said of the lines of a device, while they are read. */
export interface Lines {
  readonly name: string;
  /** Whether ifscribe wrote them. */
  readonly own: boolean;
  readonly stanzas: readonly Stanza[];
  /** What commands do to the device. */
  readonly doings: readonly Doing[];
  /** The groups of a keyword, in the order of the stanzas. */
  readonly find: (...keywords: readonly string[]) => Found[];
  /** The value of a group, which is understood, or kept where it has none. */
  readonly take: <T>(found: Found, parse: Parse<T>, says: Facet) => T | undefined;
  readonly understood: (places: Place | readonly Place[], says?: Facet) => void;
  readonly keep: (places: Place | readonly Place[], why: string) => void;
  /** Keeps lines that ifup, or the script that the option is for, makes nothing of. */
  readonly refuse: (places: Place | readonly Place[], why: string) => void;
  /** Tells what the model says only nearly. */
  readonly approximate: (what: string) => void;
  /** Tells that ifupdown-ng takes a line for something else. */
  readonly differs: (places: Place | readonly Place[], what: string) => void;
  /** Keeps everything that is said of the device, for the document cannot have it. */
  readonly leaveOut: (why: string) => void;
  /** Why it was left out. */
  readonly leftOut: () => string | undefined;
  readonly findings: Finding[];
  /** Of each line; `interface` is the device's. */
  readonly verdicts: Map<Place, Verdict>;
}

/** Whether a stanza's options are asked for. */
export type Within = (stanza: Stanza) => boolean;

/** Options of ifup itself, which it knows by this very spelling. */
const CORE = new Set(
  'address netmask broadcast network metric gateway pointopoint hwaddress mtu scope hostname leasetime vendor client accept_ra autoconf privext dhcp request_prefix ll-attempts ll-interval media preferred-lifetime dad-attempts dad-interval description'.split(
    ' ',
  ),
);

/**
 * A keyword as the scripts of other packages see it, which is the name of a variable: in any case, with hyphens or
 * underscores.
 */
export function canonical(keyword: string): string {
  if (CORE.has(keyword)) return keyword;
  const spelling = keyword.toLowerCase().replaceAll('_', '-');
  return CORE.has(spelling) ? keyword : spelling;
}

/** What is said of most lines: one object for all of them. */
const UNDERSTOOD: Readonly<Record<Facet, Verdict>> = {
  match: { state: 'understood', says: 'match' },
  start: { state: 'understood', says: 'start' },
  link: { state: 'understood', says: 'link' },
  controller: { state: 'understood', says: 'controller' },
  members: { state: 'understood', says: 'members' },
  options: { state: 'understood', says: 'options' },
  addressing: { state: 'understood', says: 'addressing' },
  dns: { state: 'understood', says: 'dns' },
};

const listOf = (places: Place | readonly Place[]): readonly Place[] =>
  Array.isArray(places) ? places : [places as Place];

export function linesOf(
  name: string,
  own: boolean,
  stanzas: readonly Stanza[],
  doings: readonly Doing[],
): Lines {
  const verdicts = new Map<Place, Verdict>();
  const findings: Finding[] = [];
  const told = new Set<string>();
  let leftOut: string | undefined;
  const say = (places: Place | readonly Place[], verdict: Verdict): void => {
    for (const place of listOf(places)) verdicts.set(place, verdict);
  };
  const lines: Lines = {
    name,
    own,
    stanzas,
    doings,
    verdicts,
    findings,
    find: (...keywords) => {
      const found: Found[] = [];
      for (const stanza of stanzas)
        for (const keyword of keywords) {
          const group = stanza.groups.get(keyword);
          if (group) found.push({ ...group, stanza });
        }
      return found;
    },
    take: (found, parse, says) => {
      const value = parse(found.value);
      if (value !== undefined) say(found.options, UNDERSTOOD[says]);
      else if (found.options.length > 1)
        lines.refuse(found.options, `${found.keyword} stands there ${found.options.length} times`);
      else lines.refuse(found.options, `${found.value} is nothing that ${found.keyword} can be`);
      return value;
    },
    understood: (places, says) => say(places, says ? UNDERSTOOD[says] : { state: 'understood' }),
    keep: (places, why) => say(places, { state: 'kept', why }),
    refuse: (places, why) => {
      say(places, { state: 'kept', why });
      const [place] = listOf(places);
      if (!place || told.has(why)) return;
      told.add(why);
      findings.push(finding('consumer-refuses', { path: place.path, what: why }, subject(name, place)));
    },
    approximate: (what) => {
      findings.push(finding('approximated', { interface: name, what }, { interface: name }));
    },
    leaveOut: (why) => {
      leftOut = why;
      verdicts.clear();
      for (const { iface, groups, commands } of stanzas) {
        lines.keep(iface, why);
        for (const { options } of groups.values()) lines.keep(options, why);
        for (const { option } of commands) lines.keep(option, why);
      }
      for (const doing of doings) doing.verdict = { why };
    },
    leftOut: () => leftOut,
    differs: (places, what) => {
      const [place] = listOf(places);
      if (!place || told.has(what)) return;
      told.add(what);
      findings.push(finding('readers-differ', { path: place.path, what }, subject(name, place)));
    },
  };
  return lines;
}

const subject = (name: string, { path, line }: Place) => ({
  interface: name,
  at: { file: path, line, column: 1 },
});

export const isDoing = (said: Found | Doing): said is Doing => 'step' in said;

/**
 * The options with these keywords and whatever commands do to the device, in the order in which ifup brings them into
 * force: stanza by stanza, and what stanzas of other devices do to it last.
 */
export function inOrder(lines: Lines, ...keywords: readonly string[]): (Found | Doing)[] {
  const ours = new Set(lines.doings);
  const found = lines.find(...keywords);
  const all = lines.stanzas.flatMap((stanza): (Found | Doing)[] => {
    const doings = stanza.commands
      .flatMap((command) => command.doings ?? [])
      .filter((doing) => ours.delete(doing));
    return [
      ...doings.filter(({ isEarly }) => isEarly),
      ...found.filter((option) => option.stanza === stanza),
      ...doings.filter(({ isEarly }) => !isEarly),
    ];
  });
  return [...all, ...ours];
}

export const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** One of these words, or its number, counted from 0: what the kernel takes for an option of a bond. */
export const wordOrNumber =
  <T extends string>(...words: readonly T[]): Parse<T> =>
  (text) =>
    words.find((word) => word === text) ?? (/^[0-9]+$/.test(text) ? words[Number(text)] : undefined);
