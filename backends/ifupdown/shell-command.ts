/** A command without any shell around it: its words, and the file that its output goes to, if to one. */
export interface SimpleCommand {
  readonly words: readonly string[];
  readonly output?: string;
  /** It only runs where this device is not there. */
  readonly unlessThere?: string;
}

/** The value of a variable of the environment, or undefined where it is not known. */
export type Environment = (name: string) => string | undefined;

type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'operator'; readonly text: string }
  /** Where the output of descriptor 1 goes. */
  | { readonly kind: 'output'; readonly text: string };

/**
 * The commands that /bin/sh runs of a line, one after the other, where that is certain without running anything:
 * words in whatever quotes, variables whose value is known, output that is thrown away. Anything else (a pipe, a
 * substitution, a loop, a condition) is undefined, but for two conditions: of `A || B` it is A where B does nothing,
 * and B, unless the device is there, where A only asks for one.
 */
export function readCommands(text: string, environment: Environment): SimpleCommand[] | undefined {
  const plain = plainCommand(text);
  if (plain) return [plain];
  const tokens = tokensOf(text, environment);
  if (!tokens?.every(isInPlace)) return undefined;
  const commands: SimpleCommand[] = [];
  for (const sequence of splitAt(tokens, '&&', ';')) {
    if (sequence.length === 0) continue;
    const choices = splitAt(sequence, '||').map(commandOf);
    while (choices.length > 1 && doesNothing(choices.at(-1) as SimpleCommand)) choices.pop();
    const [first, second, ...more] = choices as [SimpleCommand, ...SimpleCommand[]];
    const unlessThere = deviceAskedFor(first);
    if (!second) commands.push(first);
    else if (unlessThere !== undefined && more.length === 0) commands.push({ ...second, unlessThere });
    else return undefined;
  }
  return commands.length > 0 && commands.every(({ words }) => words.length > 0) ? commands : undefined;
}

/** What nearly all commands are: words that mean themselves, and what becomes of a failure. */
const PLAIN_COMMAND =
  /^([A-Za-z0-9_.,:@%+=/-]+(?:[ \t]+[A-Za-z0-9_.,:@%+=/-]+)*)(?: 2>\/dev\/null)?(?: \|\| true)?$/;

function plainCommand(text: string): SimpleCommand | undefined {
  const said = PLAIN_COMMAND.exec(text)?.[1];
  return said === undefined ? undefined : { words: said.split(/[ \t]+/) };
}

/** A shell runs nothing of a line with an operator that has no command before it, or behind it but for `;`. */
const isInPlace = ({ kind, text }: Token, at: number, tokens: readonly Token[]): boolean =>
  kind !== 'operator' ||
  (at > 0 && tokens[at - 1]?.kind !== 'operator' && (text === ';' || at + 1 < tokens.length));

const doesNothing = ({ words, output }: SimpleCommand): boolean =>
  output === undefined && /^(?:true|\/bin\/true|:|exit 0)$/.test(words.join(' '));

/** `ip link show …`, `[ -e /sys/class/net/… ]`, `test -d /sys/class/net/…/bridge`. */
const QUESTIONS = [
  /^(?:\/(?:usr\/)?s?bin\/)?ip (?:-[a-z]+ )*l(?:i|in|ink)? (?:sh|sho|show|ls|list) (?:dev )?(\S+)$/,
  /^\[ -[deL] \/sys\/class\/net\/([^/ ]+)(?:\/|\/bridge|\/bonding)? \]$/,
  /^test -[deL] \/sys\/class\/net\/([^/ ]+)(?:\/|\/bridge|\/bonding)?$/,
];

function deviceAskedFor({ words, output }: SimpleCommand): string | undefined {
  if (output !== undefined) return undefined;
  const text = words.join(' ');
  for (const question of QUESTIONS) {
    const device = question.exec(text)?.[1];
    if (device !== undefined) return device;
  }
  return undefined;
}

function splitAt(tokens: readonly Token[], ...operators: readonly string[]): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'operator' && operators.includes(token.text)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

function commandOf(tokens: readonly Token[]): SimpleCommand {
  const output = tokens.findLast(({ kind }) => kind === 'output')?.text;
  return {
    words: tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text),
    ...(output === undefined ? {} : { output }),
  };
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*|\{[A-Za-z_][A-Za-z0-9_]*\}/y;
/** What sends output nowhere (`2>/dev/null`, `>/dev/null 2>&1`), and what writes a file (`> FILE`). */
const REDIRECTION = /([0-9]?)>(?:(&[0-2])(?=[ \t;]|$)|>?[ \t]*(?!#))/y;
const OPERATOR = /&&|\|\||;/y;

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

function tokensOf(text: string, environment: Environment): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const c = text[at] as string;
    const operator = '&|;'.includes(c) ? matchAt(OPERATOR, text, at)?.[0] : undefined;
    const mayRedirect = c === '>' || text[at + 1] === '>';
    const redirection = mayRedirect ? matchAt(REDIRECTION, text, at) : null;
    if (c === ' ' || c === '\t') at++;
    else if (c === '#') break;
    else if (operator !== undefined) {
      tokens.push({ kind: 'operator', text: operator });
      at += operator.length;
    } else if (redirection) {
      const [all, from, duplicate] = redirection;
      const target = duplicate === undefined ? readWord(text, at + all.length, environment) : undefined;
      if (duplicate === undefined && (!target || target.value === '')) return undefined;
      if (target && target.value !== '/dev/null') {
        if (from !== '' && from !== '1') return undefined;
        tokens.push({ kind: 'output', text: target.value });
      }
      at = target?.end ?? at + all.length;
    } else {
      const word = readWord(text, at, environment);
      if (!word) return undefined;
      tokens.push({ kind: 'word', text: word.value });
      at = word.end;
    }
  }
  return tokens;
}

/** Characters that mean themselves, quoted or not. */
const PLAIN = /[A-Za-z0-9_.,:@%+=/-]+/y;
/** Characters that mean something to a shell where nothing quotes them. */
const SPECIAL = /[`()<>|&*?[\]{}~!]/;

function readWord(
  text: string,
  from: number,
  environment: Environment,
): { readonly value: string; readonly end: number } | undefined {
  let value = '';
  let at = from;
  let quoted = false;
  while (at < text.length) {
    PLAIN.lastIndex = at;
    if (PLAIN.test(text)) {
      value += text.slice(at, PLAIN.lastIndex);
      at = PLAIN.lastIndex;
      continue;
    }
    const c = text[at] as string;
    if (c === '"') {
      quoted = !quoted;
      at++;
    } else if (c === '$') {
      const name = matchAt(NAME, text, at + 1)?.[0];
      const known = name === undefined ? undefined : environment(name.replace(/[{}]/g, ''));
      // Unquoted, it would be cut into words.
      if (name === undefined || known === undefined || /\s/.test(known)) return undefined;
      value += known;
      at += 1 + name.length;
    } else if (c === '`') return undefined;
    else if (c === '\\') {
      const next = text[at + 1];
      if (next === undefined) return undefined;
      value += quoted && !'$`"\\'.includes(next) ? `\\${next}` : next;
      at += 2;
    } else if (quoted) {
      value += c;
      at++;
    } else if (c === "'") {
      const close = text.indexOf("'", at + 1);
      if (close < 0) return undefined;
      value += text.slice(at + 1, close);
      at = close + 1;
    } else if (/[ \t;]/.test(c) || text.startsWith('&&', at) || text.startsWith('||', at)) break;
    else if (isTestBracket(text, at, from) || !SPECIAL.test(c)) {
      value += c;
      at++;
    } else return undefined;
  }
  return quoted ? undefined : { value, end: at };
}

/** `[` and `]` by themselves are the command test(1) and its end. */
const isTestBracket = (text: string, at: number, from: number): boolean =>
  (text[at] === '[' || text[at] === ']') && at === from && /^[ \t;]?$/.test(text[at + 1] ?? '');
