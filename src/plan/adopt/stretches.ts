import { append } from '../../model/host.ts';
import type { AccountedText } from '../../native/accounted-text.ts';
import type { Account } from '../../survey.ts';

/** The lines of a file from the first to the last that is about an interface, with their accounts; numbered from 1. */
export interface Stretch extends AccountedText {
  readonly path: string;
  /** Where it begins in the file. */
  readonly line: number;
  readonly lines: number;
}

/** The stretches of each interface of which something is understood, one a file. */
export function stretchesIn(
  files: ReadonlyMap<string, readonly Account[]>,
  textOf: (path: string) => string | undefined,
): (name: string) => readonly Stretch[] {
  const found = new Map<string, Stretch[]>();
  for (const [path, all] of files) {
    const accounts = [...all].sort((a, b) => a.line - b.line);
    const physical = (textOf(path) ?? '').split(/(?<=\n)/);
    for (const [name, { from, to }] of rangesIn(accounts)) {
      const own = accounts.slice(firstFrom(accounts, from), firstFrom(accounts, to + 1));
      append(found, name, {
        path,
        line: from,
        lines: to - from + 1,
        text: physical.slice(from - 1, to).join(''),
        accounts: own.map((account) => ({ ...account, line: account.line - from + 1 })),
      });
    }
  }
  return (name) => found.get(name) ?? [];
}

/** From which line to which an interface is spoken of, where anything of that is understood. */
function rangesIn(accounts: readonly Account[]): Map<string, { from: number; to: number }> {
  const ranges = new Map<string, { from: number; to: number }>();
  const isUnderstood = new Set<string>();
  for (const { interface: name, line, lines, state } of accounts) {
    if (name === undefined) continue;
    if (state === 'understood') isUnderstood.add(name);
    const { from = line, to = line } = ranges.get(name) ?? {};
    ranges.set(name, { from: Math.min(from, line), to: Math.max(to, line + lines - 1) });
  }
  for (const name of ranges.keys()) if (!isUnderstood.has(name)) ranges.delete(name);
  return ranges;
}

/** The index of the first account at or behind a line. */
function firstFrom(accounts: readonly Account[], line: number): number {
  let [low, high] = [0, accounts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((accounts[middle] as Account).line < line) low = middle + 1;
    else high = middle;
  }
  return low;
}
