import type { Finding, FindingKind } from '../findings/finding.ts';

/** 0 done; 1 failed; 2 there were or would be changes; 3, 4, 5 refused, by the kind of finding; 64 wrong usage. */
export type ExitStatus = 0 | 1 | 2 | 3 | 4 | 5 | 64;

/** An error's exit status by its kind. */
export const statusOfKind: Readonly<Record<FindingKind, ExitStatus>> = {
  failure: 1,
  document: 3,
  backend: 4,
  foreign: 5,
};

/** The exit status that findings call for; of several the lowest, but wrong usage before all. */
export function exitStatusOf(findings: readonly Finding[]): ExitStatus {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.some(({ code }) => code === 'usage')) return 64;
  const statuses = errors.map(({ kind }) => statusOfKind[kind]);
  return statuses.reduce<ExitStatus>(
    (lowest, status) => (lowest === 0 || status < lowest ? status : lowest),
    0,
  );
}
