import { hasErrors } from '../../findings/finding.ts';
import { composeFiles } from '../../plan/compose.ts';
import { planRender } from '../../plan/plan.ts';
import { fault } from '../../root/fault.ts';
import { readDocuments } from '../documents.ts';
import { networkOptions, withPublished } from '../networks.ts';
import { appliedText, renderedText } from '../output/files.ts';
import { chooseBackend, loadServices } from '../place.ts';
import type { RunVerb } from '../verb.ts';
import { deliverFiles } from '../write-below.ts';

export const render: RunVerb<'result'> = async ({ operands, options }) => {
  if (options.backend === undefined) {
    throw fault('usage', {
      problem: 'render needs --backend NAME (or auto): it looks at no root to choose one',
    });
  }
  const backend = await chooseBackend(options);
  const documents = withPublished(readDocuments(operands), options);
  const rendered = planRender({
    ...documents,
    ...networkOptions(options),
    backend,
    services: documents.networks.length > 0 ? await loadServices() : undefined,
    allowLoss: options.allowLoss === true,
  });
  const findings = documents.inOrder(rendered.findings);
  const files = hasErrors(findings) ? [] : composeFiles(rendered.files);
  const reported = await deliverFiles(
    options,
    { backend, host: rendered.host, files, links: rendered.links },
    findings,
  );
  const refused = hasErrors(findings);
  return {
    report: {
      changed: options.out !== undefined && reported.some(({ action }) => action !== 'unchanged'),
      backend: backend.name,
      root: options.root,
      files: reported,
      interfaces: refused
        ? []
        : rendered.host.interfaces.map(({ name, type }) => ({ name, type, action: 'create' })),
      networks: refused
        ? []
        : rendered.networks.map(({ network }) => ({ name: network.name, action: 'create', effects: [] })),
    },
    findings,
    text: (style) => {
      if (options.out === undefined) return renderedText(reported, style);
      return refused ? '' : appliedText(reported, style, options.quiet === true);
    },
    sourceText: documents.textOf,
  };
};
