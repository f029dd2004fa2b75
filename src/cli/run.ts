import { type Finding, finding } from '../findings/finding.ts';
import { Fault } from '../root/fault.ts';
import { type ExitStatus, exitStatusOf } from './exit-status.ts';
import type { Options } from './options.ts';
import { jsonAnswer, jsonText } from './output/json.ts';
import { emptyReports } from './output/report.ts';
import { styleFor } from './output/style.ts';
import { findingLines } from './output/text.ts';
import { isTerminal, print } from './streams.ts';
import type { Invocation, Outcome, Verb } from './verb.ts';

/** Runs a verb, prints what it found out, and returns the exit status. */
export async function runVerb(verb: Verb, call: Invocation): Promise<ExitStatus> {
  return deliver(await outcomeOf(verb, call), call.options);
}

async function outcomeOf(verb: Verb, call: Invocation): Promise<Outcome> {
  try {
    const run = await verb.load();
    return await run(call);
  } catch (error) {
    return failedOutcome(verb.form, call.options, findingsOf(error));
  }
}

/** What went wrong, as findings: what is no Fault is a defect of ours. */
export function findingsOf(error: unknown): readonly Finding[] {
  if (error instanceof Fault) return error.findings;
  if (process.env.IFSCRIBE_DEBUG && error instanceof Error) print(2, `${error.stack}\n`);
  const problem = error instanceof Error ? error.message : String(error);
  return [finding('internal-error', { problem })];
}

export function failedOutcome(form: Verb['form'], options: Options, findings: readonly Finding[]): Outcome {
  const backend = options.backend === undefined || options.backend === 'auto' ? null : options.backend;
  return { report: emptyReports[form]({ backend, root: options.root }), findings, text: () => '' };
}

export function deliver(outcome: Outcome, options: Options): ExitStatus {
  const { report, answer, findings, text, status = 0, sourceText } = outcome;
  const refused = exitStatusOf(findings);
  if (options.json) print(1, answer ? jsonText(answer) : jsonAnswer(report, refused === 0, findings));
  else {
    const shown = options.quiet ? findings.filter(({ severity }) => severity === 'error') : findings;
    print(1, text(styleFor(isTerminal(1), options.color, process.env)));
    print(2, findingLines(shown, styleFor(isTerminal(2), options.color, process.env), sourceText));
  }
  return refused === 0 ? status : refused;
}
