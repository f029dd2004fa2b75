import type { FileEdit } from '../../backend.ts';
import { append } from '../../model/host.ts';
import type { AccountedText } from '../../native/accounted-text.ts';
import { type Amendment, amend } from '../../native/amend.ts';
import { END, type LineEdit, withLineEdits } from '../../native/line-edits.ts';
import type { Facet } from '../../survey.ts';
import type { Draft } from './draft.ts';
import type { Ways } from './search.ts';
import type { Stretch } from './stretches.ts';

/** One thing that may be done to the files of an interface, or left: a line, or a file that is new. */
export type Step = { readonly name: string; readonly path: string } & (
  | { readonly edit: LineEdit }
  | { readonly file: FileEdit }
);

/**
 * What has to be done so that the files say of some interfaces what is wanted. `changes`: which facets of an interface
 * are to change. `stay`: which of their lines stay, those that ours say too or none.
 */
export function stepsFor(
  draft: Draft,
  names: ReadonlySet<string>,
  changes: (name: string, facet: Facet) => boolean,
  stay: Amendment['stay'],
): Ways<Step> {
  const { roles, roleOf, headOf, respell } = draft.backend.layout;
  const steps: Step[] = [];
  const others: Step[] = [];
  for (const name of names) {
    const how: Amendment = {
      interface: name,
      among: draft.names,
      changes: (facet) => changes(name, facet),
      headOf,
      respell,
      stay,
    };
    const standing = new Map<string, Stretch[]>();
    for (const stretch of draft.stretchesOf(name)) append(standing, roleOf(stretch.path), stretch);
    for (const role of roles) {
      const ours = draft.ours(role, name);
      const stretches = standing.get(role) ?? [];
      if (stretches.length === 0 && ours) steps.push(newFile(name, ours));
      stretches.forEach((stretch, n) => {
        // Ours takes the place of the first; of what else there is of the role nothing is left.
        const made = amend(stretch, n === 0 && ours ? ours : { text: '', accounts: [] }, how);
        const step = (edit: LineEdit): Step => ({ name, path: stretch.path, edit: inFile(edit, stretch) });
        steps.push(...made.edits.map(step));
        others.push(...made.others.map(step));
      });
    }
  }
  return { steps, others };
}

const newFile = (name: string, ours: Stretch): Step => {
  const { path } = ours;
  return { name, path, file: { path, mode: 0o644, content: bodyOf(ours) } };
};

/** The lines of a text of ours without header and notes. */
function bodyOf({ text, accounts }: AccountedText): string {
  const lines = text.split(/(?<=\n)/);
  return accounts
    .filter(({ state }) => state === 'understood')
    .flatMap(({ line, lines: count }) => lines.slice(line - 1, line - 1 + count))
    .join('');
}

/** Where an edit of a stretch is in its file: what comes at its end comes behind its last line. */
const inFile = (edit: LineEdit, { line, lines }: Stretch): LineEdit =>
  edit.line === END
    ? { ...edit, line: line + lines - 1, lines: 1, place: 'behind' }
    : { ...edit, line: edit.line + line - 1 };

/** The files in which the interfaces stand after some steps, without headers. */
export function filesAfter(
  { root, native }: Pick<Draft, 'root' | 'native'>,
  steps: readonly Step[],
): FileEdit[] {
  const edits = new Map<string, LineEdit[]>();
  for (const step of steps) if ('edit' in step) append(edits, step.path, step.edit);
  return [
    ...[...native.keys()].map((path): FileEdit => {
      const content = withLineEdits(root.text(path) ?? '', edits.get(path) ?? []);
      return { path, mode: root.mode(path) ?? 0o644, content };
    }),
    ...steps.flatMap((step) => ('file' in step ? [step.file] : [])),
  ];
}
