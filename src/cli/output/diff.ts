import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { Change } from '../../plan/change.ts';

/** After this long the shortest difference is given up for a plain one, ms. */
const TIMEOUT_MS = 2000;

/**
 * One change as a unified diff; empty where the text stays. `patch -p1` in the root's folder carries it out.
 */
export function unifiedDiff(change: Pick<Change, 'path' | 'before' | 'after' | 'isLink'>): string {
  const { path, before, after, isLink } = change;
  if (before === after) return '';
  const from = before === undefined ? '/dev/null' : `a${path}`;
  const to = after === undefined ? '/dev/null' : `b${path}`;
  if (isLink) return linkHeader(path, before, after) + wholeFile(from, to, before ?? '', after ?? '');
  if (before === undefined || after === undefined) return wholeFile(from, to, before ?? '', after ?? '');
  return (
    createTwoFilesPatch(from, to, before, after, undefined, undefined, {
      context: 3,
      timeout: TIMEOUT_MS,
      headerOptions: FILE_HEADERS_ONLY,
    }) ?? wholeFile(from, to, before, after)
  );
}

/** What tells `patch` and git that the text is where a symbolic link leads. */
const linkHeader = (path: string, before: string | undefined, after: string | undefined): string =>
  `diff --git a${path} b${path}\n${before === undefined ? 'new' : after === undefined ? 'deleted' : 'changed'} file mode 120000\n`;

/** All lines of one text go, all of the other come. */
function wholeFile(from: string, to: string, before: string, after: string): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  const range = (lines: readonly string[]): string => `${lines.length === 0 ? 0 : 1},${lines.length}`;
  const body = [...old.map((line) => `-${line}`), ...now.map((line) => `+${line}`)].join('');
  const hunk = body === '' ? '' : `@@ -${range(old)} +${range(now)} @@\n${body}`;
  return `--- ${from}\n+++ ${to}\n${hunk}`;
}

const linesOf = (text: string): string[] =>
  text === ''
    ? []
    : text
        .split(/(?<=\n)/)
        .map((line) => (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`));
