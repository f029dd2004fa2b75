import { wholeNumber } from '../../src/model/values.ts';

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

/** The options of a text, each to be asked for once; `rest` tells what nobody asked for. */
export interface WordReader {
  readonly has: (key: string) => boolean;
  /** The option's value; undefined where it is absent, or reported as bad. */
  readonly take: <T>(key: string, parse: Parse<T>) => T | undefined;
  readonly reportRest: () => void;
}

export function readWords(text: string, report: (problem: string) => void): WordReader {
  const words = new Map<string, string>();
  for (const word of text.split(/\s+/)) {
    const at = word.indexOf('=');
    if (at > 0) words.set(word.slice(0, at), word.slice(at + 1));
    else if (word !== '') report(`${word} is no option`);
  }
  const asked = new Set<string>();
  return {
    has: (key) => words.has(key),
    take: (key, parse) => {
      asked.add(key);
      const value = words.get(key);
      if (value === undefined) return undefined;
      const parsed = parse(value);
      if (parsed === undefined) report(`${key}=${value} is not understood`);
      return parsed;
    },
    reportRest: () => {
      for (const [key, value] of words) if (!asked.has(key)) report(`${key}=${value} is not understood`);
    },
  };
}
