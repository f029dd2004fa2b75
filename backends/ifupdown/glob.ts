/** Whether `text` matches a shell pattern as fnmatch(3) does without flags: `*`, `?` and `[…]`. */
export function matchesGlob(pattern: string, text: string): boolean {
  return regexOf(pattern).test(text);
}

/** Whether `pattern` means more than itself. */
export const isGlob = (pattern: string): boolean => /[*?[]/.test(pattern);

const cache = new Map<string, RegExp>();

function regexOf(pattern: string): RegExp {
  let regex = cache.get(pattern);
  if (!regex) {
    regex = new RegExp(`^${translate(pattern)}$`, 's');
    cache.set(pattern, regex);
  }
  return regex;
}

const quote = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');

function translate(pattern: string): string {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    const set = character === '[' ? /^\[([!^]?)(\]?[^\]]*)\]/.exec(pattern.slice(at)) : null;
    if (set) {
      source += setOf(set[1] !== '', set[2] as string);
      at += set[0].length - 1;
    } else if (character === '*') source += source.endsWith('.*') ? '' : '.*';
    else if (character === '?') source += '.';
    else if (character === '\\' && at + 1 < pattern.length) source += quote(pattern[++at] as string);
    else source += quote(character);
  }
  return source;
}

/** A bracket expression; a range that runs backwards matches nothing, as in the C library. */
function setOf(negated: boolean, members: string): string {
  let source = '';
  for (let at = 0; at < members.length; at++) {
    const from = members[at] as string;
    const to = members[at + 1] === '-' ? members[at + 2] : undefined;
    if (to === undefined) source += quote(from);
    else {
      if (from <= to) source += `${quote(from)}-${quote(to)}`;
      at += 2;
    }
  }
  if (source === '') return negated ? '.' : '(?!)';
  return `[${negated ? '^' : ''}${source}]`;
}
