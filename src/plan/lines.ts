import type { Position } from '../findings/finding.ts';
import { append } from '../model/host.ts';
import type { Account, Survey } from '../survey.ts';

/** The lines about each interface. */
export function linesByInterface({ accounts }: Survey): ReadonlyMap<string, readonly Account[]> {
  const lines = new Map<string, Account[]>();
  for (const account of accounts)
    if (account.interface !== undefined) append(lines, account.interface, account);
  return lines;
}

/** Where an interface is said first: of the lines about it, the first that is understood, if any is. */
export function firstPlace(lines: readonly Account[] = []): Position | undefined {
  const first = lines.find(({ state }) => state === 'understood') ?? lines[0];
  return first && { file: first.path, line: first.line, column: 1 };
}
