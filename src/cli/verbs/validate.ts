import { hasErrors } from '../../findings/finding.ts';
import { checkHost } from '../../model/check.ts';
import { resolve } from '../../model/resolve.ts';
import { planRender } from '../../plan/plan.ts';
import { readDocuments } from '../documents.ts';
import { counted } from '../output/text.ts';
import { chooseBackend } from '../place.ts';
import type { RunVerb } from '../verb.ts';

export const validate: RunVerb<'result'> = async ({ operands, options }) => {
  const backend = options.backend === undefined ? undefined : await chooseBackend(options);
  const documents = readDocuments(operands);
  const { definitions, sources } = documents;
  const found = backend
    ? planRender({ ...documents, backend, allowLoss: options.allowLoss === true })
    : checkAlone();
  const { interfaces } = found.host;
  const suits = backend ? ` for ${backend.name}` : '';
  const summary = `valid${suits}: ${counted(interfaces.length, 'interface')} in ${counted(documents.count, 'document')}\n`;
  const findings = documents.inOrder(found.findings);
  return {
    report: {
      changed: false,
      backend: backend?.name ?? null,
      root: options.root,
      files: [],
      interfaces: interfaces.map(({ name, type }) => ({ name, type, action: 'unchanged' })),
    },
    findings,
    text: (style) => (options.quiet || hasErrors(findings) ? '' : style.green(summary)),
    sourceText: documents.textOf,
  };

  function checkAlone() {
    const { host, findings } = resolve(definitions, sources);
    return { host, findings: [...findings, ...checkHost(host, sources)] };
  }
};
