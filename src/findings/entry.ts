import type { FindingKind, Severity } from './finding.ts';

/** One code's entry in the catalog. */
export interface CatalogEntry<A> {
  readonly severity: Severity;
  readonly kind: FindingKind;
  /** One line: what is wrong and, where it is not plain, what to do. */
  readonly message: (args: A) => string;
  /** A few sentences for `explain`: what it means, why it matters, how to mend it. */
  readonly explain: string;
}

const entry =
  (severity: Severity, kind: FindingKind) =>
  <A = Record<string, never>>(message: (args: A) => string, explain: string): CatalogEntry<A> => ({
    severity,
    kind,
    message,
    explain,
  });

export const documentError = entry('error', 'document');
export const documentWarning = entry('warning', 'document');
export const backendError = entry('error', 'backend');
export const backendWarning = entry('warning', 'backend');
export const foreignError = entry('error', 'foreign');
export const foreignWarning = entry('warning', 'foreign');
export const failure = entry('error', 'failure');
