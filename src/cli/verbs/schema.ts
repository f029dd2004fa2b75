import * as z from 'zod/mini';
import { fault } from '../../root/fault.ts';
import { published } from '../output/forms.ts';
import { jsonText } from '../output/json.ts';
import { emptyReports } from '../output/report.ts';
import { didYouMean } from '../suggest.ts';
import type { RunVerb } from '../verb.ts';

export const schema: RunVerb<'result'> = ({ operands: [name = ''], options }) => {
  const names = Object.keys(published);
  if (!Object.hasOwn(published, name)) {
    const problem = name === '' ? 'name a schema' : `there is no schema ${name}${didYouMean(name, names)}`;
    throw fault('usage', { problem: `${problem} (${names.join(', ')})` });
  }
  const form = published[name as keyof typeof published];
  // As input: later versions may add keys, and a reader must let them be.
  const answer = z.toJSONSchema(form, { io: 'input' });
  return {
    report: emptyReports.result({ backend: null, root: options.root }),
    answer,
    findings: [],
    text: () => jsonText(answer),
  };
};
