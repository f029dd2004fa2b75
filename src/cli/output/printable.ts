/** Text of others on one line, with nothing in it that a terminal would obey: control and bidirectional characters. */
export const printable = (text: string): string =>
  text.replace(
    /[\0-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu,
    escaped,
  );

/** A byte that is no UTF-8 (root/bytes.ts) as a byte, all others as characters. */
function escaped(character: string): string {
  const code = character.codePointAt(0) as number;
  return code >= 0xdc80 && code <= 0xdcff
    ? `\\x${(code - 0xdc00).toString(16)}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Longer than any line that a person writes; what is longer was not written by one. */
const MOST_SHOWN = 2000;

/** The same, cut where nobody would read on. */
export const printableStart = (text: string): string =>
  text.length > MOST_SHOWN ? `${printable(text.slice(0, MOST_SHOWN))}\u2026` : printable(text);
