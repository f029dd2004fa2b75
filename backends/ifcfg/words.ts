import { wholeNumber } from '../../src/model/values.ts';
import type { Directives } from './directives.ts';

/** BONDING_OPTS and BRIDGING_OPTS: words `key=value`, split at blanks by initscripts and NetworkManager alike. */
export type Words = readonly (readonly [key: string, value: string])[];

export const formatWords = (words: Words): string => words.map(([key, value]) => `${key}=${value}`).join(' ');

/** What an option may be when it is read: its value in the model, or undefined where the text is none. */
export type Parse<T> = (text: string) => T | undefined;

export const oneOf =
  <T extends string>(...values: readonly T[]): Parse<T> =>
  (text) =>
    values.find((value) => value === text);

export const numberUpTo =
  (max: number, min = 0): Parse<number> =>
  (text) => {
    const value = wholeNumber(text);
    return value !== undefined && value >= min && value <= max ? value : undefined;
  };

/** The spelling that every reader knows: initscripts up to RHEL 8 look for `no`, NetworkManager takes `off` for yes. */
export const yesNo = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? 'yes' : 'no';

/** yes, no and the other spellings that NetworkManager knows (svParseBoolean in shvar.c). */
export const yesOrNo: Parse<boolean> = (text) =>
  /^(?:yes|true|t|y|1)$/i.test(text) ? true : /^(?:no|false|f|n|0)$/i.test(text) ? false : undefined;

export const zeroOrOne: Parse<boolean> = (text) => (text === '1' ? true : text === '0' ? false : undefined);

/** A name, or as people write it the number by which the kernel knows it: its place in the list. */
export const oneOfNumbered =
  <T extends string>(...values: readonly T[]): Parse<T> =>
  (text) =>
    values.find((value, number) => value === text || String(number) === text);

/** What to tell of a text's words. */
export interface WordReport {
  /** No reader acts on it. */
  readonly refuse: (word: string, what: string) => void;
  /** The model has no word for it. */
  readonly keep: (word: string, why: string) => void;
  readonly differ: (what: string) => void;
}

export const reportOn = (directives: Directives, key: string): WordReport => ({
  refuse: (word, what) => directives.refuseWord(key, word, what),
  keep: (word, why) => directives.keepWord(key, word, why),
  differ: (what) => directives.differ(key, what),
});

/** The options of a text, each to be asked for once. */
export interface WordReader {
  readonly has: (key: string) => boolean;
  /** The option's value; undefined where it is absent, or refused. */
  readonly take: <T>(key: string, parse: Parse<T>) => T | undefined;
  /** Says of an option that was taken that no reader acts on it. */
  readonly refuse: (key: string, what: string) => void;
  /** Whatever nobody asked for is kept. */
  readonly keepRest: (why: string) => void;
}

/** `joined`: options that may stand several times, each adding to a list. */
export function readWords(text: string, report: WordReport, joined: readonly string[] = []): WordReader {
  const words = new Map<string, string>();
  for (const word of text.split(/\s+/)) {
    const at = word.indexOf('=');
    const key = word.slice(0, at);
    const value = word.slice(at + 1);
    const before = words.get(key);
    if (at > 0 && before !== undefined && joined.includes(key)) words.set(key, `${before},${value}`);
    else if (at > 0) {
      if (before !== undefined)
        report.refuse(`${key}=${before}`, `${key} is said again behind ${key}=${before}`);
      words.set(key, value);
    } else if (word !== '') report.refuse(word, `${word} is no option`);
  }
  const asked = new Set<string>();
  const said = (key: string): string => `${key}=${words.get(key)}`;
  return {
    has: (key) => words.has(key),
    take: (key, parse) => {
      asked.add(key);
      const value = words.get(key);
      if (value === undefined) return undefined;
      const parsed = parse(value);
      if (parsed === undefined) report.refuse(said(key), `${said(key)} is nothing that ${key} can be`);
      return parsed;
    },
    refuse: (key, what) => {
      if (words.has(key)) report.refuse(said(key), `${said(key)}: ${what}`);
    },
    keepRest: (why) => {
      for (const key of words.keys()) if (!asked.has(key)) report.keep(said(key), why);
    },
  };
}
