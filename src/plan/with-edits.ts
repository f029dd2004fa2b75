import type { FileEdit, RootView } from '../backend.ts';
import { asEdit, type Change } from './change.ts';

/** The root as it will be after some files were edited, or went. */
export function withEdits(root: RootView, edits: readonly FileEdit[]): RootView {
  if (edits.length === 0) return root;
  const edited = new Map(edits.map((edit) => [edit.path, edit]));
  const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  return {
    text: (path) => (edited.has(path) ? edited.get(path)?.content : root.text(path)),
    mode: (path) => {
      const edit = edited.get(path);
      return edit ? (edit.content === undefined ? undefined : edit.mode) : root.mode(path);
    },
    list: (folder) => {
      const names = new Set(root.list(folder));
      for (const { path, content } of edits) {
        if (folderOf(path) !== folder) continue;
        if (content === undefined) names.delete(nameOf(path));
        else names.add(nameOf(path));
      }
      return [...names].sort();
    },
    exists: (path) => {
      const edit = edited.get(path);
      return edit ? edit.content !== undefined : root.exists(path);
    },
    link: (path) => (edited.has(path) ? undefined : root.link(path)),
  };
}

/** The root as it will be after the changes. */
export const withChanges = (root: RootView, changes: readonly Change[]): RootView =>
  withEdits(root, changes.filter(({ action }) => action !== 'unchanged').map(asEdit));

/** A root with nothing but these files. */
export const rootOf = (
  files: readonly { readonly path: string; readonly mode: number; readonly text: string }[],
): RootView =>
  withEdits(
    emptyRoot,
    files.map(({ path, mode, text }) => ({ path, mode, content: text })),
  );

const emptyRoot: RootView = {
  text: () => undefined,
  list: () => [],
  exists: () => false,
  link: () => undefined,
  mode: () => undefined,
};
