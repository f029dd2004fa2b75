import { isGlob } from './glob.ts';

/** What the words of a `source` line stand for, or why nothing can be said of it. */
export type Expansion =
  | { readonly patterns: readonly string[] }
  /** wordexp(3) refuses it, and ifup goes on without a word. */
  | { readonly refused: string }
  /** What it comes to depends on the environment of ifup. */
  | { readonly unknown: string };

/** Characters that wordexp(3) takes for an error where they are not quoted (WRDE_BADCHAR). */
const BAD = '|&;<>(){}';

/**
 * The words of `text` as wordexp(3) with WRDE_NOCMD makes them, as far as globs: quotes and backslashes are taken
 * off, and what they protect is no wildcard (it is written with a backslash).
 */
export function expandWords(text: string): Expansion {
  const patterns: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const c = text[at] as string;
    const add = (literal: string): void => {
      word = (word ?? '') + (isGlob(literal) || literal === '\\' ? `\\${literal}` : literal);
    };
    if (quote === "'") {
      if (c === quote) quote = '';
      else add(c);
    } else if (c === '`' || (c === '$' && text[at + 1] === '(')) {
      return { refused: 'it runs a command' };
    } else if (c === '$') return { unknown: 'it names a variable' };
    else if (quote === '"') {
      if (c === quote) quote = '';
      else if (c === '\\' && '$`"\\'.includes(text[at + 1] ?? 'none')) add(text[++at] as string);
      else add(c);
    } else if (c === "'" || c === '"') {
      quote = c;
      word ??= '';
    } else if (c === '\\') {
      if (at + 1 === text.length) return { refused: 'nothing follows its last backslash' };
      add(text[++at] as string);
    } else if (c === ' ' || c === '\t') {
      if (word !== undefined) patterns.push(word);
      word = undefined;
    } else if (BAD.includes(c)) return { refused: `it has a ${c} that is not quoted` };
    else if (c === '~' && word === undefined) return { unknown: 'it names a home folder' };
    else word = (word ?? '') + c;
  }
  if (quote !== '') return { refused: 'a quote is not closed' };
  if (word !== undefined) patterns.push(word);
  return { patterns };
}
