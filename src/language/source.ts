import type { Position } from '../findings/finding.ts';

/** One document's text, in the form that offsets refer to: without byte order mark, lines ended by LF. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** Offset of each line's first character. */
  readonly lineStarts: readonly number[];
}

/**
 * Line ends become LF as XML 1.0 section 2.11 wants; that moves offsets but neither lines nor columns, so
 * positions hold for the file as it stands.
 */
export function openSource(file: string, raw: string): Source {
  const unmarked = raw.startsWith('\uFEFF') ? raw.slice(1) : raw;
  const text = unmarked.includes('\r') ? unmarked.replace(/\r\n?/g, '\n') : unmarked;
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { file, text, lineStarts };
}

/** Where the character at `offset` stands; the end of the text is a place too. */
export function positionAt(source: Source, offset: number): Position {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lineStarts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return { file: source.file, line: low + 1, column: offset - (source.lineStarts[low] as number) + 1 };
}
