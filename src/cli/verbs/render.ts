import { mkdirSync } from 'node:fs';
import { withLock } from '../../apply/lock.ts';
import type { RootView } from '../../backend.ts';
import { type Finding, finding, hasErrors } from '../../findings/finding.ts';
import { splitChunks } from '../../native/seal.ts';
import type { Change } from '../../plan/changes.ts';
import { composeFiles } from '../../plan/compose.ts';
import { planRender } from '../../plan/plan.ts';
import { openRoot } from '../../root/disk-root.ts';
import { fault, systemReason } from '../../root/fault.ts';
import { change } from '../changing.ts';
import { readDocuments } from '../documents.ts';
import { appliedText, renderedText, reportedFile } from '../output/files.ts';
import { chooseBackend } from '../place.ts';
import type { RunVerb } from '../verb.ts';

export const render: RunVerb<'result'> = async ({ operands, options }) => {
  if (options.backend === undefined) {
    throw fault('usage', {
      problem: 'render needs --backend NAME (or auto): it looks at no root to choose one',
    });
  }
  const backend = await chooseBackend(options);
  const documents = readDocuments(operands);
  const rendered = planRender({ ...documents, backend, allowLoss: options.allowLoss === true });
  const findings = documents.inOrder(rendered.findings);
  const files = hasErrors(findings) ? [] : composeFiles(rendered.files);
  const changes =
    options.out === undefined
      ? files.map(({ path, mode, text }) => additionOf(path, mode, text))
      : await writeBelow(options.out, files, findings);
  const refused = hasErrors(findings);
  const reported = refused
    ? []
    : changes.map((each) => ({ ...reportedFile(each), content: each.after ?? '' }));
  return {
    report: {
      changed: options.out !== undefined && reported.some(({ action }) => action !== 'unchanged'),
      backend: backend.name,
      root: options.root,
      files: reported,
      interfaces: refused
        ? []
        : rendered.host.interfaces.map(({ name, type }) => ({ name, type, action: 'create' })),
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
async function writeBelow(folder: string, files: readonly File[], findings: Finding[]): Promise<Change[]> {
  if (hasErrors(findings)) return [];
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw fault('root-not-found', { root: folder, reason: systemReason(error) }, error);
  }
  const disk = openRoot(folder);
  return withLock(disk, async () => {
    const changes = files.map((file) => changeOf(file, disk.view, findings));
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
