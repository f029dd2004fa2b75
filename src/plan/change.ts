import type { FileEdit, RootView } from '../backend.ts';

/** What is to become of one file below the root. `after` undefined: it goes; `before` undefined: it was not there. */
export interface Change {
  readonly path: string;
  readonly action: 'create' | 'update' | 'delete' | 'unchanged';
  /** Permission bits it has afterwards (or had, where it goes); 0777 for a link. */
  readonly mode: number;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** A symbolic link: `before` and `after` are its targets. One is made or goes, never changed. */
  readonly isLink?: true;
}

export const asEdit = ({ path, after, mode }: Change): FileEdit => ({ path, content: after, mode });

/** Permission bits for people: four octal digits. */
export const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

/** The change from what stands at `path` to a file of that text; `mode` absent: it keeps its own. */
export function changeTo(
  root: RootView,
  path: string,
  after: string | undefined,
  mode: number | undefined,
): Change {
  const before = root.text(path);
  const modeBefore = root.mode(path);
  const wanted = mode ?? modeBefore ?? 0o644;
  const same =
    before === after && (before === undefined || modeBefore === undefined || modeBefore === wanted);
  return { path, action: same ? 'unchanged' : actionOf(before, after), mode: wanted, before, after };
}

/** The change of a symbolic link. */
export function linkChange(path: string, before: string | undefined, after: string | undefined): Change {
  const action = before === after ? 'unchanged' : actionOf(before, after);
  return { path, action, mode: 0o777, before, after, isLink: true };
}

const actionOf = (before: string | undefined, after: string | undefined) =>
  before === undefined ? 'create' : after === undefined ? 'delete' : 'update';
