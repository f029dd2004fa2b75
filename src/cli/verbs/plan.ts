import { planApply } from '../../plan/plan.ts';
import { showPlan } from '../changing.ts';
import { type Documents, readDocuments } from '../documents.ts';
import { networkOptions, withPublished } from '../networks.ts';
import type { Options } from '../options.ts';
import type { Place } from '../place.ts';
import type { RunVerb } from '../verb.ts';

export const plan: RunVerb<'result'> = async ({ operands, options }) => {
  const documents = withPublished(readDocuments(operands), options);
  return showPlan(
    options,
    (place) => planDocuments(place, documents, options),
    documents.networks.length > 0,
  );
};

/** The plan of putting documents into a root; of a document that was refused, the rest is still checked. */
export function planDocuments(
  { disk, backend, others, services }: Place,
  documents: Documents,
  options: Options,
) {
  const { inOrder, textOf } = documents;
  const { prune = false, allowLoss = false, adopt = false } = options;
  const made = planApply({
    ...documents,
    ...networkOptions(options),
    backend,
    others,
    services,
    root: disk.view,
    prune,
    allowLoss,
    adopt,
  });
  const sourceText = (file: string) => textOf(file) ?? disk.view.text(file);
  return { plan: made, findings: inOrder(made.findings), sourceText };
}
