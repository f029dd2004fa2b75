import { type Finding, finding } from '../findings/finding.ts';
import type { Account } from '../survey.ts';

/**
 * Comments may go, and what nobody reads. What is kept without an interface's name is about interfaces all the same (a
 * pattern, a MAC address), unless it says so; what a system ships for all of its hosts is nobody's wish.
 */
export const isLost = ({ state, path, isBeside }: Account): boolean =>
  state === 'kept' && !isBeside && !/^\/(?:usr\/|lib\/)/.test(path);

/** One finding for neighbouring lines that are lost for the same reason. */
export function lossesOf(accounts: readonly Account[], to: string, allowLoss: boolean): Finding[] {
  const groups: { first: Account; lines: number }[] = [];
  let last: Account | undefined;
  for (const account of accounts) {
    const group = groups.at(-1);
    if (!isLost(account)) {
      if (account.state !== 'comment') last = undefined;
    } else if (group && last && isAlike(last, account)) {
      group.lines++;
      last = account;
    } else {
      groups.push({ first: account, lines: 1 });
      last = account;
    }
  }
  return groups.map(({ first: { path, line, text, interface: name, why = '' }, lines }) => {
    const at = { file: path, line, column: 1 };
    const found = finding(
      'line-lost',
      { path, text: shortened(text.trim()), lines, why, to },
      { at, interface: name },
    );
    return allowLoss ? { ...found, severity: 'warning' } : found;
  });
}

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

const isAlike = (a: Account, b: Account): boolean =>
  a.path === b.path && a.interface === b.interface && a.why === b.why;
