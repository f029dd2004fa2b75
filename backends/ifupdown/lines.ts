import type { Command, ReadValues } from './commands.ts';
import type { Entry, ReadOption } from './lexer.ts';

export type IfaceEntry = Entry & { readonly kind: 'iface' };

/** Says that a line of ours could not be understood. */
export type ReportLine = (line: number, problem: string) => void;

/**
 * The lines of an interface's stanzas, taken out one by one as they are understood; what is left at the end was
 * not understood.
 */
export interface Lines {
  readonly stanzas: readonly IfaceEntry[];
  readonly has: (keyword: string) => boolean;
  /** The value of `keyword`, in whichever stanza, or in `within`; of several the last, as when ifup runs them. */
  readonly take: <T>(keyword: string, parse: Parse<T>, within?: IfaceEntry) => T | undefined;
  /** What the commands of that form say, in order. */
  readonly takeCommands: <Text extends string>(command: Command<Text>) => ReadValues<Text>[];
  /** Passes over a keyword that says nothing of the model. */
  readonly ignore: (...keywords: readonly string[]) => void;
  /** Reports all lines that nobody has taken. */
  readonly reportRest: () => void;
}

/** A value from its text, or undefined where it is none. */
export type Parse<T> = (text: string) => T | undefined;

const COMMAND_KEYWORDS: ReadonlySet<string> = new Set(['pre-up', 'up', 'down', 'post-down']);

export function linesOf(stanzas: readonly IfaceEntry[], report: ReportLine): Lines {
  const taken = new Set<ReadOption>();
  const options = stanzas.flatMap((stanza) => stanza.options);
  const keywords = new Set(options.map(({ keyword }) => keyword));
  return {
    stanzas,
    has: (keyword) => keywords.has(keyword),
    take: (keyword, parse, within) => {
      const found = (within?.options ?? options).filter((option) => option.keyword === keyword);
      for (const option of found) taken.add(option);
      const last = found.at(-1);
      if (!last) return undefined;
      const value = parse(last.value);
      if (value === undefined) report(last.line, `${keyword} ${last.value} is not understood`);
      return value;
    },
    takeCommands: (command) =>
      options.flatMap((option) => {
        if (!COMMAND_KEYWORDS.has(option.keyword)) return [];
        const values = command.read(option.value);
        if (values) taken.add(option);
        return values ? [values] : [];
      }),
    ignore: (...names) => {
      for (const option of options) if (names.includes(option.keyword)) taken.add(option);
    },
    reportRest: () => {
      for (const option of options) {
        if (!taken.has(option)) report(option.line, `${option.keyword} ${option.value} is not understood`);
      }
    },
  };
}

export const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** One of these words. */
export const oneOf =
  <T extends string>(...words: readonly T[]): Parse<T> =>
  (text) =>
    words.find((word) => word === text);

/** As the scripts of bridge-utils understand it: yes and on, everything else is no. */
export const yesOrNo: Parse<boolean> = (text) => /^(?:yes|on|y|1|true)$/i.test(text);
