import type { Position } from '../../findings/finding.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/** Of a longer line only the stretch around the column is shown. */
const WIDTH = 100;

/** The line that a position is in, and a caret below the column. */
export function codeFrame(text: string, { line, column }: Position, style: Style): string {
  const source = text.split(/\r\n?|\n/, line)[line - 1];
  if (source === undefined) return '';
  const from = Math.max(0, column - 1 - WIDTH / 2);
  const before = printable(source.slice(from, column - 1).replaceAll('\t', ' '));
  const after = printable(source.slice(column - 1, from + WIDTH).replaceAll('\t', ' '));
  const gutter = `${line}`.padStart(5);
  return `${style.dim(`${gutter} |`)} ${before}${after}\n${style.dim(`${' '.repeat(5)} |`)} ${' '.repeat(before.length)}${style.red('^')}\n`;
}
