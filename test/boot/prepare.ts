import { execFileSync, spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { append } from '../../src/model/host.ts';
import { type CpioEntry, FILE, LINK } from './archive.ts';
import { cacheFolder, type Image } from './images.ts';

/** What ifscribe did to a copy of an image's tree. */
export interface AppliedRoot extends Ran {
  /** The files below /etc that the image does not have so. */
  readonly files: readonly CpioEntry[];
}

/** How the command ended. */
export interface Ran {
  readonly status: number;
  /** What ifscribe said. */
  readonly output: string;
}

export interface Document {
  readonly file: string;
  readonly text: string;
}

/** How documents are applied. */
interface Manner {
  readonly backend: string;
  /** More arguments of `ifscribe apply`. */
  readonly options?: readonly string[];
}

/** Applies the documents to a root made of the image, one set after the other; `ifscribe`: the command's file. */
export const applyDocuments = (
  ifscribe: string,
  image: Image,
  manner: Manner,
  ...sets: readonly (readonly Document[])[]
): AppliedRoot =>
  inRootOf(image, (root) => {
    let outcome: Ran = { status: 0, output: '' };
    for (const documents of sets) outcome = apply(ifscribe, root, manner, documents);
    return outcome;
  });

/** What `work` makes of a root with the image's files, and the files that it changed. */
export function inRootOf<T extends object>(
  { tree }: Image,
  work: (root: string) => T,
): T & Pick<AppliedRoot, 'files'> {
  const folder = takeFolder(tree);
  try {
    const root = join(folder, 'root');
    rmSync(join(root, 'etc'), { recursive: true, force: true });
    execFileSync('cp', ['-a', join(tree, 'etc'), root]);
    const done = work(root);
    return { ...done, files: changedFiles(join(tree, 'etc'), join(root, 'etc'), '/etc') };
  } finally {
    append(spare, tree, folder);
  }
}

/** Folders whose `root` is a tree's copy but for /etc, by the tree: copying one takes longer than all the rest. */
const spare = new Map<string, string[]>();
const made: string[] = [];
process.once('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function takeFolder(tree: string): string {
  const used = spare.get(tree)?.pop();
  if (used !== undefined) return used;
  const folder = mkdtempSync(join(cacheFolder, 'root.'));
  made.push(folder);
  // Nothing outside /etc is written to: links are enough there.
  execFileSync('cp', ['-al', tree, join(folder, 'root')]);
  return folder;
}

function apply(
  ifscribe: string,
  root: string,
  { backend, options = [] }: Manner,
  documents: readonly Document[],
): Ran {
  const paths = documents.map(({ file, text }) => {
    const path = join(dirname(root), file);
    writeFileSync(path, text);
    return path;
  });
  return runOn(ifscribe, root, ['apply', '--prune', '--backend', backend, ...options, ...paths]);
}

/** Runs the command on a root. */
export function runOn(ifscribe: string, root: string, [verb = '', ...args]: readonly string[]): Ran {
  const all = [ifscribe, verb, '--root', root, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8' });
  return { status: status ?? -1, output: stdout + stderr };
}

function changedFiles(before: string, after: string, path: string): CpioEntry[] {
  return readdirSync(after).flatMap((name): CpioEntry[] => {
    const [old, now, at] = [join(before, name), join(after, name), `${path}/${name}`];
    const status = lstatSync(now);
    if (status.isDirectory()) return changedFiles(old, now, at);
    const [mode, content] = status.isSymbolicLink()
      ? [LINK | 0o777, Buffer.from(readlinkSync(now))]
      : [FILE | (status.mode & 0o777), readFileSync(now)];
    return holds(old, content) ? [] : [{ path: at, mode, content }];
  });
}

function holds(path: string, content: Buffer): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (!status) return false;
  return (status.isSymbolicLink() ? Buffer.from(readlinkSync(path)) : readFileSync(path)).equals(content);
}
