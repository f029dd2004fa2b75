import { append } from '../../model/host.ts';
import type { ConvertedAccount } from '../../plan/convert.ts';
import { printable, printableStart } from './printable.ts';
import type { Report } from './report.ts';
import type { Style } from './style.ts';

export const reportedAccount = ({
  path,
  line,
  lines,
  text,
  state,
  interface: name,
  why,
}: ConvertedAccount): Report<'list'>['accounts'][number] => ({
  path,
  line,
  lines,
  text,
  state,
  interface: name ?? null,
  why: why ?? null,
});

/**
 * What --report prints: every file that was read with the number of its lines by what became of them, and each line
 * that was not understood with its reason.
 */
export function accountsText(accounts: readonly ConvertedAccount[], style: Style): string {
  const byPath = new Map<string, ConvertedAccount[]>();
  for (const account of accounts) append(byPath, account.path, account);
  return [...byPath].map(([path, ofFile]) => fileText(path, ofFile, style)).join('');
}

function fileText(path: string, accounts: readonly ConvertedAccount[], style: Style): string {
  const count = (state: ConvertedAccount['state']): number =>
    accounts.filter((account) => account.state === state).length;
  const counts = (['understood', 'kept', 'lost', 'unread', 'comment'] as const)
    .filter((state) => count(state) > 0)
    .map((state) => `${count(state)} ${state === 'comment' ? 'comments and blank lines' : state}`);
  const lines = accounts
    .filter(({ state }) => state !== 'understood' && state !== 'comment')
    .map((account) => `${lineText(account, style)}\n`);
  return `${style.bold(printable(path))}: ${counts.join(', ')}\n${lines.join('')}`;
}

function lineText({ line, state, interface: name, text, why }: ConvertedAccount, style: Style): string {
  const word = state === 'lost' ? style.red(state) : style.yellow(state);
  const about = name === undefined ? '' : `${printableStart(name)}: `;
  const said = printableStart(text.trim().replaceAll('\n', ' '));
  return `  ${line}  ${word}  ${about}${said}${why === undefined ? '' : style.dim(` (${printableStart(why)})`)}`;
}
