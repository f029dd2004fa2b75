import { carryOutPlan, showPlan } from '../changing.ts';
import { readDocuments } from '../documents.ts';
import { withPublished } from '../networks.ts';
import type { RunVerb } from '../verb.ts';
import { planDocuments } from './plan.ts';

export const apply: RunVerb<'result'> = async ({ operands, options }) => {
  const documents = withPublished(readDocuments(operands), options);
  const run = options.dryRun ? showPlan : carryOutPlan;
  return run(options, (place) => planDocuments(place, documents, options), documents.networks.length > 0);
};
