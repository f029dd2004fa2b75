import type { Finding } from '../../findings/finding.ts';
import { codeFrame } from './code-frame.ts';
import { printable, printableStart } from './printable.ts';
import type { Style } from './style.ts';

/** What people read: findings, tables, trees. Machines read json.ts. */

/** Every finding as `FILE:LINE:COL: error: message [code]`, on a terminal with the line it is about. */
export function findingLines(
  findings: readonly Finding[],
  style: Style,
  sourceText?: (file: string) => string | undefined,
): string {
  return findings
    .map((found) => {
      const line = `${findingLine(found, style)}\n`;
      const text = style.isTerminal && found.at ? sourceText?.(found.at.file) : undefined;
      return found.at && text !== undefined ? line + codeFrame(text, found.at, style) : line;
    })
    .join('');
}

function findingLine({ severity, code, message, at }: Finding, style: Style): string {
  const place = at ? `${at.file}:${at.line}:${at.column}` : 'ifscribe';
  const word = severity === 'error' ? style.red('error') : style.yellow('warning');
  return `${style.bold(`${printable(place)}:`)} ${word}: ${printableStart(message)} ${style.dim(`[${code}]`)}`;
}

/** Columns as wide as their widest cell; the last one is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, n) => {
      widths[n] = Math.max(widths[n] ?? 0, cell.length);
    });
  }
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, n) => cell.padEnd(widths[n] as number))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** `1 interface`, `2 interfaces`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Long text in lines of at most `width`; the first one begins with `lead`, the others with as many blanks. */
export function wrap(text: string, lead = '', width = 96): string {
  const lines: string[] = [];
  let line = lead;
  for (const word of text.split(' ')) {
    if (line.length > lead.length && line.length + 1 + word.length > width) {
      lines.push(line);
      line = ' '.repeat(lead.length);
    }
    line += line.length > lead.length ? ` ${word}` : word;
  }
  return `${[...lines, line].join('\n')}\n`;
}
