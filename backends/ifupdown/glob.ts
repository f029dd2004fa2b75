/** One element of a pattern: any run of characters, or what a single one may be. */
type Token = 'star' | ((character: string) => boolean);

/**
 * Whether `text` matches a shell pattern as fnmatch(3) does without flags: `*`, `?` and `[…]`. Only ever goes back to
 * the last star, so that no pattern takes longer than its length times that of the text.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const tokens = tokensOf(pattern);
  let [at, token] = [0, 0];
  let star: { readonly at: number; readonly token: number } | undefined;
  while (at < text.length) {
    const wanted = tokens[token];
    if (wanted === 'star') star = { at, token: token++ };
    else if (wanted?.(text[at] as string)) {
      at++;
      token++;
    } else if (star) {
      star = { at: star.at + 1, token: star.token };
      at = star.at;
      token = star.token + 1;
    } else return false;
  }
  return tokens.slice(token).every((rest) => rest === 'star');
}

/** Whether `pattern` means more than itself. */
export const isGlob = (pattern: string): boolean => /[*?[]/.test(pattern);

const cache = new Map<string, readonly Token[]>();

function tokensOf(pattern: string): readonly Token[] {
  let tokens = cache.get(pattern);
  if (!tokens) {
    tokens = translate(pattern);
    cache.set(pattern, tokens);
  }
  return tokens;
}

const SET = /\[([!^]|(?![!^]))(\][^\]]*|[^\]]+)\]/y;
const isOne =
  (wanted: string): Token =>
  (character) =>
    character === wanted;

function translate(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    SET.lastIndex = at;
    const set = character === '[' ? SET.exec(pattern) : null;
    if (set) {
      tokens.push(setOf(set[1] !== '', set[2] as string));
      at += set[0].length - 1;
    } else if (character === '*') tokens.push('star');
    else if (character === '?') tokens.push(() => true);
    else if (character === '\\' && at + 1 < pattern.length) tokens.push(isOne(pattern[++at] as string));
    else tokens.push(isOne(character));
  }
  return tokens;
}

/** A bracket expression; a range that runs backwards matches nothing, as in the C library. */
function setOf(negated: boolean, members: string): Token {
  const ranges: (readonly [from: string, to: string])[] = [];
  for (let at = 0; at < members.length; at++) {
    const from = members[at] as string;
    const to = members[at + 1] === '-' ? members[at + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) at += 2;
  }
  return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== negated;
}
