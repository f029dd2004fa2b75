import type { RenderedFile, RootView } from '../../src/backend.ts';
import type { Change } from '../../src/plan/change.ts';
import { composeFiles } from '../../src/plan/compose.ts';
import { memoryRoot as inMemory } from '../../src/root/memory-root.ts';

/** A root that exists only as a record of paths and texts, with symbolic links and permission bits. */
export const memoryRoot = (
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
  modes: Readonly<Record<string, number>> = {},
): RootView => inMemory(files, { links, modes });

/** What a root holds after these files were written. */
export const rootOf = (
  rendered: readonly RenderedFile[],
  more: Readonly<Record<string, string>> = {},
): RootView =>
  memoryRoot({
    ...more,
    ...Object.fromEntries(composeFiles(rendered).map(({ path, text }) => [path, text])),
  });

/** What `root` holds after `changes` were carried out. Only for roots whose files are all in `files`. */
export function rootAfter(
  files: Readonly<Record<string, string>>,
  changes: readonly Change[],
): { readonly files: Record<string, string>; readonly root: RootView } {
  const left: Record<string, string> = { ...files };
  for (const { path, after } of changes) {
    if (after === undefined) delete left[path];
    else left[path] = after;
  }
  const modes = Object.fromEntries(changes.map(({ path, mode }) => [path, mode]));
  return { files: left, root: memoryRoot(left, {}, modes) };
}
