import { mkdirSync } from 'node:fs';
import { withLock } from '../../apply/lock.ts';
import type { RootView } from '../../backend.ts';
import { type Finding, finding, hasErrors } from '../../findings/finding.ts';
import { splitChunks } from '../../native/seal.ts';
import { type Change, linkChange } from '../../plan/change.ts';
import { composeFiles } from '../../plan/compose.ts';
import { linkChanges } from '../../plan/links.ts';
import { planRender } from '../../plan/plan.ts';
import { openRoot } from '../../root/disk-root.ts';
import { fault, systemReason } from '../../root/fault.ts';
import { type Link, SHARED } from '../../services/layer.ts';
import { change } from '../changing.ts';
import { readDocuments } from '../documents.ts';
import { networkOptions, withPublished } from '../networks.ts';
import { appliedText, renderedText, reportedFile } from '../output/files.ts';
import { chooseBackend, loadServices } from '../place.ts';
import type { RunVerb } from '../verb.ts';

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
  const { links } = rendered;
  const changes =
    options.out === undefined
      ? [
          ...files.map(({ path, mode, text }) => additionOf(path, mode, text)),
          ...links.map(({ path, target }) => linkChange(path, undefined, target)),
        ]
      : await writeBelow(options.out, { files, links }, findings);
  const refused = hasErrors(findings);
  const reported = refused
    ? []
    : changes.map((each) =>
        each.isLink ? reportedFile(each) : { ...reportedFile(each), content: each.after ?? '' },
      );
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

const additionOf = (path: string, mode: number, text: string): Change => ({
  path,
  action: 'create',
  mode,
  before: undefined,
  after: text,
});

type File = ReturnType<typeof composeFiles>[number];

/** Writes files below a folder, as below a root: what stands there and is not ours is not overwritten. */
async function writeBelow(
  folder: string,
  { files, links }: { readonly files: readonly File[]; readonly links: readonly Link[] },
  findings: Finding[],
): Promise<Change[]> {
  if (hasErrors(findings)) return [];
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw fault('root-not-found', { root: folder, reason: systemReason(error) }, error);
  }
  const disk = openRoot(folder);
  return withLock(disk, async () => {
    const linked = linkChanges(
      disk.view,
      { before: [], after: links },
      { touched: new Set(), subject: (name) => (name === SHARED ? {} : { network: name }) },
    );
    findings.push(...linked.findings);
    const changes = [...files.map((file) => changeOf(file, disk.view, findings)), ...linked.changes];
    if (!hasErrors(findings)) findings.push(...(await change(disk, changes)));
    return changes;
  });
}

function changeOf({ path, mode, text }: File, view: RootView, findings: Finding[]): Change {
  const before = view.text(path);
  if (before === undefined) return additionOf(path, mode, text);
  const isOurs = splitChunks(before).every(({ state }) => state === 'intact');
  if (!isOurs) findings.push(finding('in-the-way', { path }));
  const same = before === text && view.mode(path) === mode;
  return { path, action: same ? 'unchanged' : 'update', mode, before, after: text };
}
