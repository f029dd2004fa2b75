import { hasErrors } from '../../findings/finding.ts';
import { checkDocuments, planRender } from '../../plan/plan.ts';
import { fault } from '../../root/fault.ts';
import { readDocuments } from '../documents.ts';
import { networkOptions } from '../networks.ts';
import { counted } from '../output/text.ts';
import { chooseBackend, loadServices } from '../place.ts';
import type { RunVerb } from '../verb.ts';

export const validate: RunVerb<'result'> = async ({ operands, options }) => {
  const { allowLoss = false, dhcp } = options;
  if (options.backend === undefined && (allowLoss || dhcp !== undefined))
    throw fault('usage', {
      problem: `${allowLoss ? '--allow-loss' : '--dhcp'} is for --backend: a document by itself loses nothing, and is written by nobody`,
    });
  const backend = options.backend === undefined ? undefined : await chooseBackend(options);
  const documents = readDocuments(operands);
  const found = backend
    ? planRender({
        ...documents,
        ...networkOptions(options),
        backend,
        services: documents.networks.length > 0 ? await loadServices() : undefined,
        allowLoss,
      })
    : checkDocuments(documents);
  const { interfaces } = found.host;
  const counts = [
    counted(interfaces.length, 'interface'),
    ...(found.networks.length > 0 ? [counted(found.networks.length, 'network')] : []),
  ].join(' and ');
  const suits = backend ? ` for ${backend.name}` : '';
  const summary = `valid${suits}: ${counts} in ${counted(documents.count, 'document')}\n`;
  const findings = documents.inOrder(found.findings);
  return {
    report: {
      changed: false,
      backend: backend?.name ?? null,
      root: options.root,
      files: [],
      interfaces: interfaces.map(({ name, type }) => ({ name, type, action: 'unchanged' })),
      networks: found.networks.map(({ network }) => ({
        name: network.name,
        action: 'unchanged',
        effects: [],
      })),
    },
    findings,
    text: (style) => (options.quiet || hasErrors(findings) ? '' : style.green(summary)),
    sourceText: documents.textOf,
  };
};
