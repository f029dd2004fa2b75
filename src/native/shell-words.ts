/** Words of a shell's text, with the values that bash would give them; found without running anything. */

/** Sticky search: what `pattern` (with the flag y) matches at `at`. */
export function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Just behind the line that `at` is in. */
export function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

export interface Word {
  /** Quotes and escapes resolved. */
  readonly value: string;
  readonly end: number;
  readonly problem?: string;
  /** Whether it goes on over a line's end, or is quoted in a way that NetworkManager does not know. */
  readonly isFancy?: boolean;
}

export const UNCLOSED = 'a quote is not closed';

/** A word in whatever quotes, up to a blank, a newline or `;`. An argument of `export` has its braces expanded. */
export function readWord(text: string, from: number, isArgument: boolean): Word {
  let value = '';
  let at = from;
  let isFancy = false;
  const fault = (problem: string, end = at): Word => ({ value, end, problem });
  while (at < text.length) {
    const c = text[at] as string;
    if (c === ' ' || c === '\t' || c === '\n' || c === ';') break;
    const quoted = readQuotes(text, at);
    if (quoted) {
      if (quoted.problem !== undefined) return fault(quoted.problem, quoted.end);
      isFancy ||= quoted.isFancy === true || text.slice(at, quoted.end).includes('\n');
      value += quoted.value;
      at = quoted.end;
    } else if (c === '\\') {
      if (text[at + 1] === '\n') isFancy = true;
      else value += text[at + 1] ?? '';
      at += 2;
    } else if (/[$`()<>|&]/.test(c) || (isArgument && c === '{')) return fault(`${c} needs a shell`);
    else if (c === '~' && (at === from || text[at - 1] === '=' || text[at - 1] === ':'))
      return fault('~ needs a shell');
    else {
      value += c;
      at++;
    }
  }
  const end = Math.min(at, text.length);
  return isFancy ? { value, end, isFancy } : { value, end };
}

/** What is quoted at `at`; undefined where no quotes begin there. */
function readQuotes(text: string, at: number): Word | undefined {
  switch (text[at]) {
    case "'": {
      const close = text.indexOf("'", at + 1);
      if (close < 0) return { value: '', end: at + 1, problem: UNCLOSED };
      return { value: text.slice(at + 1, close), end: close + 1 };
    }
    case '"':
      return readDoubleQuotes(text, at + 1);
    case '$':
      if (text[at + 1] === "'") return readAnsiC(text, at + 2);
      // To be translated (bash(1), locale translation), which never changes a value of configuration.
      return text[at + 1] === '"' ? { ...readDoubleQuotes(text, at + 2), isFancy: true } : undefined;
    default:
      return undefined;
  }
}

function readDoubleQuotes(text: string, from: number): Word {
  let value = '';
  for (let at = from; at < text.length; at++) {
    const c = text[at] as string;
    if (c === '"') return { value, end: at + 1 };
    if (c === '$' || c === '`') return { value, end: at, problem: `${c} needs a shell` };
    const next = text[at + 1];
    if (c === '\\' && next !== undefined && '$`"\\\n'.includes(next)) {
      if (next !== '\n') value += next;
      at++;
    } else value += c;
  }
  return { value, end: from, problem: UNCLOSED };
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
};
const CODE = /\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|c([@-_a-z?]))/y;

/** `$'…'` (bash(1), QUOTING). What it makes beside ASCII depends on the locale, and is not told. */
function readAnsiC(text: string, from: number): Word {
  let value = '';
  let ended = false;
  for (let at = from; at < text.length; ) {
    const c = text[at] as string;
    if (c === "'") return { value, end: at + 1 };
    let said = c;
    let length = 1;
    if (c === '\\') {
      CODE.lastIndex = at;
      const code = CODE.exec(text);
      const simple = ESCAPES[text[at + 1] ?? ''];
      if (code) {
        const number = codeOf(code);
        if (number > 127) return { value, end: at, problem: `${code[0]} depends on the locale` };
        // A NUL ends the string, and what follows in the quotes is gone.
        ended ||= number === 0;
        said = String.fromCharCode(number);
        length = code[0].length;
      } else if (simple !== undefined) {
        said = simple;
        length = 2;
      }
    }
    if (!ended) value += said;
    at += length;
  }
  return { value, end: from, problem: UNCLOSED };
}

function codeOf([, octal, x, u, long, control]: RegExpExecArray): number {
  if (octal !== undefined) return Number.parseInt(octal, 8) & 255;
  if (control !== undefined) return control === '?' ? 127 : control.charCodeAt(0) & 31;
  return Number.parseInt(x ?? u ?? long ?? '', 16);
}
