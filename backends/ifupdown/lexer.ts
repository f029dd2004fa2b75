/** A stretch of a file: whole physical lines. */
export interface Place {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** How many: a line may go on. */
  readonly lines: number;
}

/** One option or command of a stanza. */
export interface Option extends Place {
  readonly keyword: string;
  readonly value: string;
}

/** A stanza that defines a logical interface. */
export interface Iface extends Place {
  readonly kind: 'iface';
  readonly name: string;
  /** Absent where the stanza takes it, or the method, from the one that it inherits from. */
  readonly family?: string;
  readonly method?: string;
  /** The stanza that it begins with a copy of. */
  readonly inherits?: string;
  readonly options: readonly Option[];
}

/** `mapping PATTERN…` with its `script` and `map` lines. */
export interface Mapping extends Place {
  readonly kind: 'mapping';
  readonly words: readonly string[];
  readonly options: readonly Option[];
}

/** `auto`, `allow-CLASS`, `no-auto-down`, `no-scripts`, `rename`. */
export interface Selection extends Place {
  readonly kind: 'selection';
  readonly keyword: string;
  readonly words: readonly string[];
  /** A line inside of a stanza, without a word of its own: it is about the stanza's interface. */
  readonly inStanza?: true;
}

export interface Source extends Place {
  readonly kind: 'source';
  readonly directory: boolean;
  readonly pattern: string;
}

/** An option outside of a stanza. */
interface Stray extends Place {
  readonly kind: 'stray';
  readonly keyword: string;
}

/** What a file holds, in its order. */
export type Entry = Iface | Mapping | Selection | Source | Stray;

/** Where ifup gives up on a file: the line itself, and all that follow it, are never read. */
export interface Fault extends Place {
  readonly problem: string;
}

/** `entries` go on behind the fault: who mends that line has them read. */
export interface Lexed {
  readonly entries: readonly Entry[];
  readonly fault?: Fault;
}

/** A line as ifup sees it: continued lines joined, comments and blank lines left out. */
interface LogicalLine {
  readonly place: Place;
  readonly keyword: string;
  readonly rest: string;
}

/** isspace(3) in the C locale, but for the line feed. */
const BLANK = '[ \\t\\v\\f\\r]';
const LEADING_BLANK = new RegExp(`^${BLANK}+`);
const FIRST_WORD = new RegExp(`^([^ \\t\\v\\f\\r]+)${BLANK}*([^]*)$`);
const BETWEEN_WORDS = new RegExp(`${BLANK}+`);

/** Without a search for the end at every blank, as a regular expression would make it. */
function withoutTrailingBlank(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\v\f\r'.includes(text[end - 1] as string)) end--;
  return text.slice(0, end);
}

/** Up to a NUL, where a string of C ends. */
const cString = (text: string): string => {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
};

/** The lines that count, as get_line() of ifupdown 0.8.41 reads them: a comment is never continued. */
function logicalLines(text: string, path: string, firstLine: number): LogicalLine[] {
  const logical: LogicalLine[] = [];
  const physical = text.split('\n');
  if (physical.at(-1) === '') physical.pop();
  for (let at = 0; at < physical.length; at++) {
    const from = at;
    let whole = cString(physical[at] as string).replace(LEADING_BLANK, '');
    if (whole === '' || whole.startsWith('#')) continue;
    if (whole.endsWith('\\')) {
      const pieces: string[] = [];
      let last = whole;
      while (last.endsWith('\\') && at + 1 < physical.length) {
        pieces.push(last.slice(0, -1));
        last = cString(physical[++at] as string);
      }
      pieces.push(at + 1 === physical.length ? last.replace(/\\+$/, '') : last);
      whole = pieces.join('');
    }
    const match = FIRST_WORD.exec(withoutTrailingBlank(whole));
    if (!match) continue;
    const [, keyword = '', rest = ''] = match;
    logical.push({ place: { path, line: firstLine + from, lines: at - from + 1 }, keyword, rest });
  }
  return logical;
}

export const wordsOf = (text: string): string[] => text.split(BETWEEN_WORDS).filter((word) => word !== '');

const isSelection = (keyword: string): boolean =>
  keyword === 'auto' ||
  (keyword.startsWith('allow-') && keyword.length > 'allow-'.length) ||
  keyword === 'no-auto-down' ||
  keyword === 'no-scripts' ||
  keyword === 'rename';
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['post-up', 'up'],
  ['pre-down', 'down'],
]);

/** The methods of each family (ifupdown 0.8.41, *.defn): of another one ifup knows nothing, and gives up. */
const METHODS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['inet', new Set(['loopback', 'static', 'manual', 'dhcp', 'bootp', 'tunnel', 'ppp', 'wvdial', 'ipv4ll'])],
  ['inet6', new Set(['auto', 'loopback', 'static', 'manual', 'dhcp', 'tunnel', 'v4tunnel', '6to4'])],
  ['ipx', new Set(['static', 'dynamic'])],
  ['can', new Set(['static'])],
  ['meta', new Set(['none'])],
]);

/** Cuts a file into its entries; never throws, whatever it holds. `firstLine`: of `text` in its file. */
export function lex(text: string, path: string, firstLine = 1): Lexed {
  const entries: Entry[] = [];
  let fault: Fault | undefined;
  /** The stanza that is open: its options, and the interface it is about. */
  let open: { readonly options: Option[]; readonly iface?: string; hasScript?: boolean } | undefined;
  const giveUp = (place: Place, problem: string): void => {
    fault ??= { ...place, problem };
  };
  for (const { keyword, rest, place } of logicalLines(text, path, firstLine)) {
    if (keyword === 'iface') {
      const { problem, ...head } = headOf(wordsOf(rest));
      if (problem !== undefined) giveUp(place, problem);
      const options: Option[] = [];
      open = { options, iface: head.name };
      entries.push({ kind: 'iface', ...place, ...head, options });
    } else if (keyword === 'mapping') {
      open = { options: [] };
      entries.push({ kind: 'mapping', ...place, words: wordsOf(rest), options: open.options });
    } else if (keyword === 'source' || keyword.startsWith('source-dir')) {
      open = undefined;
      entries.push({ kind: 'source', ...place, directory: keyword !== 'source', pattern: rest });
    } else if (isSelection(keyword)) {
      // Alone inside a stanza, it is about the stanza's interface and does not end it.
      const own = rest === '' && keyword !== 'rename' ? open?.iface : undefined;
      const words = own === undefined ? wordsOf(rest) : [own];
      const inStanza = own === undefined ? {} : ({ inStanza: true } as const);
      entries.push({ kind: 'selection', ...place, keyword, words, ...inStanza });
      if (own === undefined) open = undefined;
    } else if (open) {
      const { path: file, line, lines } = place;
      const option = { path: file, line, lines, keyword: SYNONYMS.get(keyword) ?? keyword, value: rest };
      if (open.iface === undefined) {
        if (keyword !== 'script' && keyword !== 'map') giveUp(place, `${keyword} is no line of a mapping`);
        else if (keyword === 'script' && open.hasScript) giveUp(place, 'the mapping has a script already');
        if (keyword === 'script') open.hasScript = true;
      } else if (rest === '') giveUp(place, `${keyword} has no value`);
      open.options.push(option);
    } else {
      giveUp(place, `${keyword} stands outside of a stanza`);
      entries.push({ kind: 'stray', ...place, keyword });
    }
  }
  return { entries, ...(fault ? { fault } : {}) };
}

interface Head {
  readonly name: string;
  readonly family?: string;
  readonly method?: string;
  readonly inherits?: string;
  readonly problem?: string;
}

/** `NAME [FAMILY [METHOD]] [inherits OTHER]`, of which the family and the method may come from the other stanza. */
function headOf([name = '', ...words]: readonly string[]): Head {
  const [family, method, ...more] = words;
  const methods = METHODS.get(family ?? '');
  if (name === '' || family === undefined)
    return { name, problem: 'iface needs a name, a family and a method' };
  if (!methods) {
    if (family === 'inherits') return { name, ...inheritsFrom(method) };
    return { name, family, ...present({ method }), problem: `${family} is no family that ifup knows` };
  }
  if (method !== undefined && methods.has(method))
    return { name, family, method, ...(more[0] === 'inherits' ? inheritsFrom(more[1]) : {}) };
  if (method === 'inherits') return { name, family, ...inheritsFrom(more[0]) };
  const problem = `${method ?? 'nothing'} is no method of ${family} that ifup knows`;
  return { name, family, ...present({ method }), problem };
}

const present = ({ method }: { method: string | undefined }): { method?: string } =>
  method === undefined ? {} : { method };

const inheritsFrom = (other: string | undefined): { inherits?: string; problem?: string } =>
  other === undefined ? { problem: 'inherits needs the name of a stanza' } : { inherits: other };

/** The entries of a text by itself. */
export const entriesOf = (text: string): readonly Entry[] => lex(text, '').entries;
