import type { Backend, FileEdit, RenderedFile, RootView } from '../../backend.ts';
import type { Notes } from '../../model/defaults.ts';
import { featureUses } from '../../model/features.ts';
import { append, type Host } from '../../model/host.ts';
import type { AccountedText } from '../../native/accounted-text.ts';
import { type Amendment, amend } from '../../native/amend.ts';
import { END, type LineEdit, withLineEdits } from '../../native/line-edits.ts';
import type { Account, Facet } from '../../survey.ts';
import { composeFiles } from '../compose.ts';
import { rootOf } from '../with-edits.ts';

/**
 * One thing that may be done to the files of an interface, or left: a line, or a file that is new. `isOther`: another way
 * to say what one of the others says.
 */
export type Step = { readonly name: string; readonly path: string } & (
  | { readonly edit: LineEdit; readonly isOther?: true }
  | { readonly file: FileEdit }
);

/** What others wrote of some interfaces, and what we would write of them. */
export interface Draft {
  readonly backend: Backend;
  /** Without our headers in the files in question. */
  readonly root: RootView;
  readonly names: readonly string[];
  /** The same names. */
  readonly among: ReadonlySet<string>;
  /** By path, the lines of the files in which the interfaces stand. */
  readonly native: ReadonlyMap<string, readonly Account[]>;
  /** What stands there of one of them, by file. */
  readonly stretchesOf: (name: string) => Stretch[];
  /** What we would write, by the role of the file and the interface. */
  readonly ours: (role: string, name: string) => (AccountedText & { readonly path: string }) | undefined;
  /** What we would note of it there. */
  readonly notes: (role: string, name: string) => Notes;
  /** Whether the format keeps several interfaces in a file. */
  readonly isShared: boolean;
}

export function draftOf(
  backend: Backend,
  { root, before }: { readonly root: RootView; readonly before: RootView },
  wanted: Host,
  names: readonly string[],
): Draft {
  const accounts = accountsOf(backend, root, before);
  const isMeant = new Set(names);
  const about = new Set<string>();
  for (const { path, interface: name = '' } of accounts) if (isMeant.has(name)) about.add(path);
  const native = new Map<string, Account[]>();
  for (const account of accounts) if (about.has(account.path)) append(native, account.path, account);
  // The others tell what those are in and on; what the format cannot say of them is none of this run's business.
  const unsaid = namesUnsayable(backend, wanted);
  const rendered = backend.render(wanted, (name) => isMeant.has(name) || !unsaid.has(name));
  const notes = new Map<string, Notes>();
  for (const { path, parts } of rendered)
    for (const part of parts) {
      const key = `${backend.roleOf(path)} ${part.interface}`;
      notes.set(key, { ...notes.get(key), ...part.notes });
    }
  return {
    backend,
    root,
    names,
    among: isMeant,
    native,
    stretchesOf: stretchesIn(native, root),
    ours: oursOf(backend, rendered, isMeant),
    notes: (role, name) => notes.get(`${role} ${name}`) ?? {},
    isShared: rendered.some(({ shared }) => shared),
  };
}

/** What the lines say, or said before the run where that is the same text. */
function accountsOf(backend: Backend, root: RootView, before: RootView): Account[] {
  const known = new Map<string, boolean>();
  const isAsBefore = ({ path }: Account): boolean => {
    const is = known.get(path) ?? root.text(path) === before.text(path);
    known.set(path, is);
    return is;
  };
  return [
    ...backend.survey(root).accounts.filter((account) => !isAsBefore(account)),
    ...backend.survey(before).accounts.filter(isAsBefore),
  ];
}

/** Interfaces with something that the format does not say. */
const namesUnsayable = ({ capabilities }: Backend, host: Host): ReadonlySet<string> =>
  new Set(
    featureUses(host, { features: (feature) => capabilities[feature].level === 'none' }).map(
      (use) => use.interface,
    ),
  );

function oursOf(
  backend: Backend,
  rendered: readonly RenderedFile[],
  names: ReadonlySet<string>,
): Draft['ours'] {
  const files = composeFiles(rendered);
  const lines = new Map(files.map(({ path, text }) => [path, text.split(/(?<=\n)/)]));
  const said = new Map<string, Account[]>();
  for (const account of backend.survey(rootOf(files)).accounts)
    if (names.has(account.interface ?? ''))
      append(said, `${backend.roleOf(account.path)} ${account.interface}`, account);
  return (role, name) => {
    const accounts = said.get(`${role} ${name}`);
    const path = accounts?.[0]?.path;
    if (!accounts || path === undefined) return undefined;
    const from = Math.min(...accounts.map(({ line }) => line));
    const to = Math.max(...accounts.map((account) => account.line + account.lines - 1));
    const text = (lines.get(path) ?? []).slice(from - 1, to).join('');
    return { path, text, accounts: accounts.map((each) => ({ ...each, line: each.line - from + 1 })) };
  };
}

/**
 * What has to be done so that the files say of some interfaces what is wanted of these facets. `stay`: which of their
 * lines stay, those that ours say too or none.
 */
export function stepsFor(
  draft: Draft,
  names: ReadonlySet<string>,
  facetsOf: (name: string) => ReadonlySet<Facet>,
  stay: Amendment['stay'],
): Step[] {
  const { backend, among } = draft;
  return [...names].flatMap((name): Step[] => {
    const standing = new Map<string, Stretch[]>();
    for (const stretch of draft.stretchesOf(name)) append(standing, backend.roleOf(stretch.path), stretch);
    const { headOf, respell } = backend;
    const how = { interface: name, facets: facetsOf(name), headOf, respell, among, stay };
    return backend.roles.flatMap((role): Step[] => {
      const ours = draft.ours(role, name);
      const [first, ...more] = standing.get(role) ?? [];
      if (first === undefined) {
        if (!ours) return [];
        const { path } = ours;
        return [{ name, path, file: { path, mode: 0o644, content: bodyOf(ours) } }];
      }
      return [first, ...more].flatMap((stretch) => {
        const { path } = stretch;
        const text = stretch === first && ours ? ours : { text: '', accounts: [] };
        const { edits, others } = amend(stretch, text, how);
        const placed = (edit: LineEdit): LineEdit => inFile(edit, stretch);
        return [
          ...edits.map((edit) => ({ name, path, edit: placed(edit) })),
          ...others.map((edit) => ({ name, path, edit: placed(edit), isOther: true as const })),
        ];
      });
    });
  });
}

/** Where an edit of a stretch is in its file: what comes at its end comes behind its last line. */
const inFile = (edit: LineEdit, { line, lines }: Stretch): LineEdit =>
  edit.line === END
    ? { ...edit, line: line + lines - 1, lines: 1, place: 'behind' }
    : { ...edit, line: edit.line + line - 1 };

/** The lines of a file from the first to the last that is about an interface, with their accounts; numbered from 1. */
interface Stretch extends AccountedText {
  readonly path: string;
  /** Where it begins in the file. */
  readonly line: number;
  readonly lines: number;
}

/** The stretches of each interface, one a file. */
function stretchesIn(
  native: ReadonlyMap<string, readonly Account[]>,
  root: RootView,
): (name: string) => Stretch[] {
  const found = new Map<string, Stretch[]>();
  for (const [path, all] of native) {
    const accounts = [...all].sort((a, b) => a.line - b.line);
    const physical = (root.text(path) ?? '').split(/(?<=\n)/);
    for (const [name, { from, to }] of rangesIn(accounts)) {
      const own = accounts.slice(firstFrom(accounts, from), firstFrom(accounts, to + 1));
      append(found, name, {
        path,
        line: from,
        lines: to - from + 1,
        text: physical.slice(from - 1, to).join(''),
        accounts: own.map((account) => ({ ...account, line: account.line - from + 1 })),
      });
    }
  }
  return (name) => found.get(name) ?? [];
}

/** From which line to which an interface is spoken of, where anything of that is understood. */
function rangesIn(accounts: readonly Account[]): Map<string, { from: number; to: number }> {
  const ranges = new Map<string, { from: number; to: number }>();
  const isUnderstood = new Set<string>();
  for (const { interface: name, line, lines, state } of accounts) {
    if (name === undefined) continue;
    if (state === 'understood') isUnderstood.add(name);
    const { from = line, to = line } = ranges.get(name) ?? {};
    ranges.set(name, { from: Math.min(from, line), to: Math.max(to, line + lines - 1) });
  }
  for (const name of ranges.keys()) if (!isUnderstood.has(name)) ranges.delete(name);
  return ranges;
}

/** The index of the first account at or behind a line. */
function firstFrom(accounts: readonly Account[], line: number): number {
  let [low, high] = [0, accounts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((accounts[middle] as Account).line < line) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The lines of a text of ours without header and notes. */
function bodyOf({ text, accounts }: AccountedText): string {
  const lines = text.split('\n');
  const said = accounts
    .filter(({ state }) => state === 'understood')
    .flatMap(({ line, lines: count }) => lines.slice(line - 1, line - 1 + count));
  return said.map((line) => `${line}\n`).join('');
}

/** The files in which the interfaces stand after some steps, without headers. */
export function filesAfter({ root, native }: Draft, steps: readonly Step[]): FileEdit[] {
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
