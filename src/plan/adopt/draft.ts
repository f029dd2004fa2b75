import type { Backend, RenderedFile, RootView } from '../../backend.ts';
import type { Notes } from '../../model/defaults.ts';
import { featureUses } from '../../model/features.ts';
import { append, type Host } from '../../model/host.ts';
import type { Account } from '../../survey.ts';
import { composeFiles } from '../compose.ts';
import { rootOf } from '../with-edits.ts';
import { type Stretch, stretchesIn } from './stretches.ts';

/** What others wrote of some interfaces, and what we would write of them. */
export interface Draft {
  readonly backend: Backend;
  /** Without our headers in the files in question. */
  readonly root: RootView;
  readonly names: ReadonlySet<string>;
  /** Of every line that stands there. */
  readonly accounts: readonly Account[];
  /** By path, the lines of the files in which the interfaces stand. */
  readonly native: ReadonlyMap<string, readonly Account[]>;
  /** What stands there of an interface, by file. */
  readonly stretchesOf: (name: string) => readonly Stretch[];
  /** What we would write of it, by the role of the file. */
  readonly ours: (role: string, name: string) => Stretch | undefined;
  /** What we would note of it there. */
  readonly notes: (role: string, name: string) => Notes;
  /** Whether the format keeps several interfaces in a file. */
  readonly isShared: boolean;
}

/** `before`: the root as it was before the run; there lines may say more, of a bridge that goes. */
export function draftOf(
  backend: Backend,
  { root, before }: { readonly root: RootView; readonly before: RootView },
  wanted: Host,
  names: ReadonlySet<string>,
): Draft {
  const accounts = accountsOf(backend, root, before);
  const native = filesOf(accounts, names);
  // The others tell what those are in and on; what the format cannot say of them is none of this run's business.
  const unsaid = namesUnsayable(backend, wanted);
  const rendered = backend.render(wanted, (name) => names.has(name) || !unsaid.has(name));
  return {
    backend,
    root,
    names,
    accounts,
    native,
    stretchesOf: stretchesIn(native, root.text),
    ours: oursOf(backend, rendered, names),
    notes: notesOf(backend, rendered),
    isShared: rendered.some(({ shared }) => shared),
  };
}

/** What the lines say, or said before the run where that is the same text. */
function accountsOf(backend: Backend, root: RootView, before: RootView): readonly Account[] {
  const { accounts } = backend.survey(root);
  if (root === before) return accounts;
  const known = new Map<string, boolean>();
  const isAsBefore = ({ path }: Account): boolean => {
    const is = known.get(path) ?? root.text(path) === before.text(path);
    known.set(path, is);
    return is;
  };
  return [
    ...accounts.filter((account) => !isAsBefore(account)),
    ...backend.survey(before).accounts.filter(isAsBefore),
  ];
}

/** The files that speak of some of the interfaces. */
function filesOf(accounts: readonly Account[], names: ReadonlySet<string>): Map<string, Account[]> {
  const about = new Set<string>();
  for (const { path, interface: name = '' } of accounts) if (names.has(name)) about.add(path);
  const files = new Map<string, Account[]>();
  for (const account of accounts) if (about.has(account.path)) append(files, account.path, account);
  return files;
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
  const root = rootOf(composeFiles(rendered));
  const stretchesOf = stretchesIn(filesOf(backend.survey(root).accounts, names), root.text);
  return (role, name) => stretchesOf(name).find(({ path }) => backend.layout.roleOf(path) === role);
}

function notesOf({ layout }: Backend, rendered: readonly RenderedFile[]): Draft['notes'] {
  const notes = new Map<string, Notes>();
  for (const { path, parts } of rendered)
    for (const part of parts) notes.set(`${layout.roleOf(path)} ${part.interface}`, part.notes);
  return (role, name) => notes.get(`${role} ${name}`) ?? {};
}
