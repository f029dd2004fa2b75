import { lineEnd, matchAt } from './shell-words.ts';

/** Compound commands and here-documents of a shell's text: how far they go, and what they might set. */

const BLANK = /(?:[ \t]|\\\n)+/y;
const FUNCTION =
  /(?:function[ \t]+[^\s;(){}]+[ \t]*(?:\([ \t]*\))?|[A-Za-z_][A-Za-z0-9_-]*[ \t]*\([ \t]*\))\s*/y;
/** A word as far as grammar cares: quotes are skipped, nothing is resolved. */
const WORD = /(?:[^\s;&|()<>'"`\\#]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|(?<=[^\s;&|()])#)+/y;

const CLOSERS: Readonly<Record<string, string>> = {
  if: 'fi',
  for: 'done',
  while: 'done',
  until: 'done',
  select: 'done',
  case: 'esac',
  '{': '}',
  '(': ')',
};
/** Words behind which a command begins. */
const LEADS: ReadonlySet<string> = new Set([
  'then',
  'do',
  'else',
  'elif',
  '!',
  'time',
  ...Object.keys(CLOSERS),
]);
const ENDS: ReadonlySet<string> = new Set(['fi', 'done', 'esac', '}']);

export interface Block {
  /** Just behind its last line. */
  readonly end: number;
  /** What it is, for people: `an if … fi block`. */
  readonly what: string;
}

/**
 * The compound command or function that begins at `at`, with the rest of its last line; undefined where none begins,
 * or where it is never closed.
 */
export function blockAt(text: string, at: number): Block | 'unclosed' | undefined {
  const head = matchAt(FUNCTION, text, at);
  const word = text[at] === '(' ? '(' : (matchAt(WORD, text, at) ?? '');
  if (head === undefined && !Object.hasOwn(CLOSERS, word)) return undefined;
  const end = closeOf(text, at + (head?.length ?? 0));
  if (end === undefined) return 'unclosed';
  const what = head ? 'a function' : `${word === 'if' ? 'an' : 'a'} ${word} … ${CLOSERS[word]} block`;
  return { end: lineEnd(text, end - 1), what };
}

/** Where the compound command that begins at `from` is closed. */
function closeOf(text: string, from: number): number | undefined {
  const open: string[] = [];
  let isCommand = true;
  for (let at = from; at < text.length; ) {
    const c = text[at] as string;
    const blank = matchAt(BLANK, text, at);
    if (blank !== undefined) at += blank.length;
    else if (c === '#') at = lineEnd(text, at);
    else if (c === '\n' || c === ';' || c === '&' || c === '|') {
      isCommand = true;
      at++;
    } else if (c === '(') {
      open.push(')');
      isCommand = true;
      at++;
    } else if (c === ')') {
      // Behind a pattern of `case` there is none to close.
      if (open.at(-1) === ')') open.pop();
      isCommand = true;
      at++;
      if (open.length === 0) return at;
    } else {
      const word = matchAt(WORD, text, at) ?? c;
      at += word.length;
      if (isCommand && Object.hasOwn(CLOSERS, word)) open.push(CLOSERS[word] as string);
      else if (isCommand && ENDS.has(word) && open.at(-1) === word) {
        open.pop();
        if (open.length === 0) return at;
      }
      // Behind `in` a case may end; a loop has words there.
      isCommand = isCommand ? LEADS.has(word) || ENDS.has(word) : word === 'in' && open.at(-1) === 'esac';
    }
  }
  return undefined;
}

/**
 * Behind the here-documents of a command's line (`<<EOF` up to the line EOF), or `end` where it has none; undefined
 * where one is never closed.
 */
export function behindHereDocuments(text: string, from: number, end: number): number | undefined {
  let at = end;
  for (const [, dash, word = ''] of text.slice(from, end).matchAll(/<<(-?)[ \t]*\\?['"]?([A-Za-z0-9_]+)/g)) {
    let isClosed = false;
    for (let start = at; start < text.length; ) {
      const next = lineEnd(text, start);
      const line = text.slice(start, next).replace(/\n$/, '');
      start = next;
      if ((dash ? line.replace(/^\t+/, '') : line) !== word) continue;
      at = next;
      isClosed = true;
      break;
    }
    if (!isClosed) return undefined;
  }
  return at;
}
