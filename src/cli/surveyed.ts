import type { Backend, RootView } from '../backend.ts';
import { type Finding, finding } from '../findings/finding.ts';
import { append } from '../model/host.ts';
import type { Account, Survey } from '../survey.ts';

/** A survey, and which of it is ours. */
export interface Surveyed extends Survey {
  /** Interfaces that ifscribe wrote. */
  readonly ours: ReadonlySet<string>;
}

/** Everything that a backend's files say below a root. */
export function surveyRoot(backend: Backend, root: RootView): Surveyed {
  const survey = backend.survey(root);
  return { ...survey, ours: headedBy(survey.accounts, root) };
}

/** The interfaces that headers name. */
function headedBy(accounts: readonly Account[], root: RootView): Set<string> {
  const names = new Set<string>();
  for (const path of new Set(accounts.map((account) => account.path))) {
    for (const [, name] of (root.text(path) ?? '').matchAll(/^# ifscribe [0-9]+: ([^\s,]+),/gm))
      names.add(name as string);
  }
  return names;
}

/** A finding for each file that says more than the interfaces that are printed. */
export function linesLeft(accounts: readonly Account[]): Finding[] {
  const left = new Map<string, Account[]>();
  for (const account of accounts) if (account.state === 'kept') append(left, account.path, account);
  return [...left].map(([path, kept]) => {
    const at = { file: path, line: (kept[0] as Account).line, column: 1 };
    return finding('lines-left', { path, count: kept.length }, { at });
  });
}
