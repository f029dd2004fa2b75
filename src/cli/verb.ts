import type { Finding } from '../findings/finding.ts';
import type { ExitStatus } from './exit-status.ts';
import type { Options } from './options.ts';
import type { FormName } from './output/forms.ts';
import type { Report } from './output/report.ts';
import type { Style } from './output/style.ts';

/** What a verb is called with. */
export interface Invocation {
  readonly operands: readonly string[];
  readonly options: Options;
}

/** What a verb found out. It prints nothing itself. */
export interface Outcome<F extends FormName = FormName> {
  /** For --json. */
  readonly report: Report<F>;
  /** For --json instead of the report, where the answer is an object of a kind of its own. */
  readonly answer?: object;
  readonly findings: readonly Finding[];
  /** Standard output without --json. */
  readonly text: (style: Style) => string;
  /** Where the findings hold no error: 2 for changes, else 0. */
  readonly status?: ExitStatus;
  /** The text that a finding's position refers to, for a code frame. */
  readonly sourceText?: (file: string) => string | undefined;
}

export type RunVerb<F extends FormName = FormName> = (call: Invocation) => Outcome<F> | Promise<Outcome<F>>;

/** A verb as the command line declares it; its code is loaded when it is called. */
export interface Verb<F extends FormName = FormName> {
  readonly name: string;
  readonly alias?: string;
  /** In commander's notation: `[FILE...]`. */
  readonly operands?: string;
  readonly summary: string;
  /** Flags in commander's notation, and what they do. */
  readonly options?: readonly (readonly [flags: string, description: string])[];
  readonly examples: readonly string[];
  /** The form of its JSON. */
  readonly form: F;
  readonly load: () => Promise<RunVerb<F>>;
}
