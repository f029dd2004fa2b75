import type { Finding } from '../findings/finding.ts';
import type { Options } from './options.ts';
import { readCommandLine } from './program.ts';
import { deliver, failedOutcome, findingsOf, runVerb } from './run.ts';
import { print } from './streams.ts';
import { verbs } from './verbs.ts';

/** Answers one command line and returns the exit status; whatever goes wrong is told, never thrown. */
export async function serve(words: readonly string[], version: string): Promise<number> {
  try {
    const request = readCommandLine(words, version);
    if (request.kind === 'verb') return await runVerb(request.verb, request.call);
    print(1, request.text);
    return 0;
  } catch (error) {
    return tell(findingsOf(error), words);
  }
}

/** A command line that could not be read is still answered in the form that it seems to ask for. */
function tell(findings: readonly Finding[], words: readonly string[]): number {
  const said = words.slice(0, words.includes('--') ? words.indexOf('--') : undefined);
  const options: Options = { root: '/', color: 'auto', json: said.includes('--json') };
  const { code } = findings[0] ?? {};
  // Where standard output cannot be written to, an object there would fail again.
  if (code === 'output-failed')
    return deliver(failedOutcome('result', options, findings), { ...options, json: false });
  const verb = verbs.find(({ name, alias }) => said.some((word) => word === name || word === alias));
  return deliver(failedOutcome(verb?.form ?? 'result', options, findings), options);
}
