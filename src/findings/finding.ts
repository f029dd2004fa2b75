import { catalog } from './catalog.ts';

/** Where in a text: lines and columns count from 1, columns in UTF-16 units. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An error keeps anything from being written; a warning does not. */
export type Severity = 'error' | 'warning';

/**
 * What a finding is about, which decides the exit status: a document that is wrong, a setting that the
 * backend cannot express, a file of someone else's in the way, or work that failed.
 */
export type FindingKind = 'document' | 'backend' | 'foreign' | 'failure';

export type Code = keyof typeof catalog;
type Args<C extends Code> = Parameters<(typeof catalog)[C]['message']>[0];

/** One thing to tell the user, as data; output/ gives it its form. */
export interface Finding {
  readonly severity: Severity;
  readonly code: Code;
  readonly kind: FindingKind;
  readonly message: string;
  readonly at?: Position;
  readonly interface?: string;
  readonly network?: string;
}

/** Where a finding belongs: a place in a text, an interface or a guest network, or both. */
export interface Subject {
  readonly at?: Position | undefined;
  readonly interface?: string | undefined;
  readonly network?: string | undefined;
}

/** A finding of that code, phrased by the catalog. */
export function finding<C extends Code>(code: C, args: Args<C>, subject: Subject = {}): Finding {
  const entry = catalog[code];
  return {
    severity: entry.severity,
    code,
    kind: entry.kind,
    message: (entry.message as (args: Args<C>) => string)(args),
    ...(subject.at ? { at: subject.at } : {}),
    ...(subject.interface === undefined ? {} : { interface: subject.interface }),
    ...(subject.network === undefined ? {} : { network: subject.network }),
  };
}

/** Whether any of them is an error. */
export const hasErrors = (findings: readonly Finding[]): boolean =>
  findings.some((f) => f.severity === 'error');
