import type { RenderedFile, RootView } from '../../src/backend.ts';
import type { Change } from '../../src/plan/change.ts';
import { composeFiles } from '../../src/plan/compose.ts';

/**
 * A root that exists only as a record of paths and texts; `links` are symbolic links (path to target), and a
 * file without an entry in `modes` has 0644.
 */
export function memoryRoot(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
  modes: Readonly<Record<string, number>> = {},
): RootView {
  const resolve = (path: string): string => {
    const target = links[path];
    if (target === undefined) return path;
    return resolve(target.startsWith('/') ? target : `${path.slice(0, path.lastIndexOf('/'))}/${target}`);
  };
  const paths = [...Object.keys(files), ...Object.keys(links)];
  return {
    text: (path) => files[resolve(path)],
    list: (folder) => {
      const prefix = folder.endsWith('/') ? folder : `${folder}/`;
      const names = paths
        .filter((p) => p.startsWith(prefix))
        .map((p) => p.slice(prefix.length).split('/')[0] as string);
      return [...new Set(names)].sort();
    },
    exists: (path) => {
      const at = resolve(path);
      return at in files || paths.some((p) => p.startsWith(`${at}/`));
    },
    link: (path) => links[path],
    mode: (path) => (resolve(path) in files ? (modes[resolve(path)] ?? 0o644) : undefined),
  };
}

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
