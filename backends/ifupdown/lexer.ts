/** A line of interfaces(5) as ifup sees it: continued lines joined, comments and blank lines left out. */
interface LogicalLine {
  /** Of its first physical line, from 1. */
  readonly line: number;
  readonly keyword: string;
  readonly rest: string;
}

/** One option or command of a stanza. */
export interface ReadOption {
  readonly line: number;
  readonly keyword: string;
  readonly value: string;
}

/** What a file holds, in its order. */
export type Entry =
  | {
      readonly kind: 'iface';
      readonly line: number;
      readonly name: string;
      readonly family: string;
      readonly method: string;
      /** The words after the method, as in `inherits NAME`. */
      readonly more: readonly string[];
      readonly options: readonly ReadOption[];
    }
  /** `mapping PATTERN…` with its `script` and `map` lines. */
  | {
      readonly kind: 'mapping';
      readonly line: number;
      readonly words: readonly string[];
      readonly options: readonly ReadOption[];
    }
  /** `auto`, `allow-CLASS`, `no-auto-down`, `no-scripts`, `rename`. */
  | {
      readonly kind: 'selection';
      readonly line: number;
      readonly keyword: string;
      readonly words: readonly string[];
    }
  | { readonly kind: 'source'; readonly line: number; readonly directory: boolean; readonly pattern: string }
  /** An option outside of a stanza, where ifup gives up on the file. */
  | { readonly kind: 'stray'; readonly line: number; readonly keyword: string };

/** isspace(3) in the C locale, but for the line feed. */
const BLANK = '[ \\t\\v\\f\\r]';
const LEADING_BLANK = new RegExp(`^${BLANK}+`);
const TRAILING_BLANK = new RegExp(`${BLANK}+$`);
const FIRST_WORD = new RegExp(`^([^ \\t\\v\\f\\r]+)${BLANK}*([^]*)$`);
const BETWEEN_WORDS = new RegExp(`${BLANK}+`);

/** The lines that count, as get_line() of ifupdown 0.8.41 reads them: a comment is never continued. */
function* logicalLines(text: string): Generator<LogicalLine> {
  const physical = text.split('\n');
  for (let at = 0; at < physical.length; at++) {
    const line = at + 1;
    let joined = (physical[at] as string).replace(LEADING_BLANK, '');
    if (joined.startsWith('#')) continue;
    while (joined.endsWith('\\') && at + 1 < physical.length) joined = joined.slice(0, -1) + physical[++at];
    const match = FIRST_WORD.exec(joined.replace(TRAILING_BLANK, ''));
    if (match) yield { line, keyword: match[1] as string, rest: match[2] as string };
  }
}

const wordsOf = (text: string): string[] => text.split(BETWEEN_WORDS).filter((word) => word !== '');

const SELECTION = /^(?:auto|allow-.+|no-auto-down|no-scripts|rename)$/;

/** Cuts a file into its entries; never throws, whatever it holds. */
export function entriesOf(text: string): Entry[] {
  const entries: Entry[] = [];
  /** The options of the stanza that is open, and the interface it is about. */
  let open: { readonly options: ReadOption[]; readonly iface?: string } | undefined;
  for (const { line, keyword, rest } of logicalLines(text)) {
    if (keyword === 'iface') {
      const [name = '', family = '', method = '', ...more] = wordsOf(rest);
      open = { options: [], iface: name };
      entries.push({ kind: 'iface', line, name, family, method, more, options: open.options });
    } else if (keyword === 'mapping') {
      open = { options: [] };
      entries.push({ kind: 'mapping', line, words: wordsOf(rest), options: open.options });
    } else if (keyword === 'source' || keyword.startsWith('source-dir')) {
      open = undefined;
      entries.push({ kind: 'source', line, directory: keyword !== 'source', pattern: rest });
    } else if (SELECTION.test(keyword)) {
      // Alone inside a stanza, it is about the stanza's interface and does not end it.
      const own = rest === '' && keyword !== 'rename' ? open?.iface : undefined;
      entries.push({ kind: 'selection', line, keyword, words: own === undefined ? wordsOf(rest) : [own] });
      if (own === undefined) open = undefined;
    } else if (open) open.options.push({ line, keyword: SYNONYMS[keyword] ?? keyword, value: rest });
    else entries.push({ kind: 'stray', line, keyword });
  }
  return entries;
}

const SYNONYMS: Readonly<Record<string, string>> = { 'post-up': 'up', 'pre-down': 'down' };
