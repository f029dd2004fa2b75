import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { withLock } from '../apply/lock.ts';
import type { Backend, RootView } from '../backend.ts';
import { type Finding, finding, hasErrors } from '../findings/finding.ts';
import { compareText, type Host } from '../model/host.ts';
import { splitChunks } from '../native/seal.ts';
import { type Change, linkChange } from '../plan/change.ts';
import type { composeFiles } from '../plan/compose.ts';
import { linkChanges } from '../plan/links.ts';
import { withChanges } from '../plan/with-edits.ts';
import { loadBackends } from '../registry.ts';
import { openRoot } from '../root/disk-root.ts';
import { fault, systemReason } from '../root/fault.ts';
import { type Link, SHARED } from '../services/layer.ts';
import { change } from './changing.ts';
import type { Options } from './options.ts';
import { reportedFile } from './output/files.ts';
import { loadServices } from './place.ts';

/** Files and links for a root, as they are printed or written below a folder, and what they say for whom. */
export interface Rendering {
  readonly backend: Backend;
  readonly host: Host;
  readonly files: readonly File[];
  readonly links: readonly Link[];
}

/**
 * What becomes of a rendering: each file with its text, to be printed; or, with --out, written below that folder.
 * Nothing where `findings` hold an error; what stands in the way is added to them.
 */
export async function deliverFiles(
  { out }: Options,
  rendering: Rendering,
  findings: Finding[],
): Promise<ReturnType<typeof reportedFile>[]> {
  const { files, links } = rendering;
  const changes =
    out === undefined
      ? [
          ...files.map(({ path, mode, text }) => additionOf(path, mode, text)),
          ...links.map(({ path, target }) => linkChange(path, undefined, target)),
        ]
      : await writeBelow(out, rendering, findings);
  if (hasErrors(findings)) return [];
  return changes.map((each) =>
    each.isLink ? reportedFile(each) : { ...reportedFile(each), content: each.after ?? '' },
  );
}

const additionOf = (path: string, mode: number, text: string): Change => ({
  path,
  action: 'create',
  mode,
  before: undefined,
  after: text,
});

type File = ReturnType<typeof composeFiles>[number];

/** With what is missing above it. Step by step: where mkdir(2) fails without end (/proc), mkdirSync would not end either. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Writes files below a folder, as below a root: what stands there and is not ours is not overwritten. */
async function writeBelow(
  folder: string,
  { backend, host, files, links }: Rendering,
  findings: Finding[],
): Promise<Change[]> {
  if (hasErrors(findings)) return [];
  try {
    makeFolder(resolve(folder));
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
    findings.push(...linked.findings, ...(await leftBehind(disk.view, files)));
    const changes = [...files.map((file) => changeOf(file, disk.view, findings)), ...linked.changes];
    if (hasErrors(findings)) return changes;
    findings.push(...unread(backend, host, withChanges(disk.view, changes)));
    findings.push(...(await change(disk, changes)));
    return changes;
  });
}

/** Files of others through which the consumer would come to read what is written; a folder to be copied has none. */
const unread = ({ integrate, name }: Backend, host: Host, view: RootView): Finding[] =>
  (integrate?.(host, view) ?? []).map(({ path }) => finding('not-read-from', { path, backend: name }));

/**
 * What an earlier run wrote there, for whichever backend, and this one does not. It may be somebody's work of another
 * document, so it is not removed; and it would boot beside what is written, so it is not passed over.
 */
async function leftBehind(view: RootView, files: readonly File[]): Promise<Finding[]> {
  const written = new Set(
    files.flatMap(({ path, text }) => splitChunks(text).map((part) => keyOf(path, part.interface))),
  );
  const writers = [...(await loadBackends()), await loadServices()];
  const parts = writers.flatMap((writer) => writer.read(view).parts);
  const left = new Map(
    parts.filter((part) => !written.has(keyOf(part.path, part.interface))).map((part) => [part.path, part]),
  );
  return [...left.values()]
    .sort((a, b) => compareText(a.path, b.path))
    .map(({ path, interface: name }) => finding('left-behind', { path, interface: name }));
}

const keyOf = (path: string, name: string): string => `${path} ${name}`;

function changeOf({ path, mode, text }: File, view: RootView, findings: Finding[]): Change {
  const before = view.text(path);
  if (before === undefined) return additionOf(path, mode, text);
  const isOurs = splitChunks(before).every(({ state }) => state === 'intact');
  if (!isOurs) findings.push(finding('in-the-way', { path }));
  const same = before === text && view.mode(path) === mode;
  return { path, action: same ? 'unchanged' : 'update', mode, before, after: text };
}
