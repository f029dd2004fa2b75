import type { Backend, FileEdit, RootView } from '../../backend.ts';
import { changedFacets } from '../../model/facets.ts';
import { compareText, type Host } from '../../model/host.ts';
import type { Survey } from '../../survey.ts';
import { withEdits } from '../with-edits.ts';
import { aimOf } from './aim.ts';
import { type Draft, draftOf } from './draft.ts';
import { fewestSteps } from './fewest-steps.ts';
import { silencedSince } from './idle-lines.ts';
import { headersIn, sealAdopted, withoutHeaders } from './seal-adopted.ts';
import { filesAfter, type Step } from './steps.ts';

/** What is taken over, and what it shall become. */
export interface AdoptOptions {
  readonly backend: Backend;
  readonly root: RootView;
  /** Everything that stands in `root`. */
  readonly survey: Survey;
  /** As it was before the run: there lines may say more, of a bridge that goes, or of what becomes a port. */
  readonly before: { readonly root: RootView; readonly survey: Survey };
  /** What shall stand there. */
  readonly wanted: Host;
  /** Interfaces that have files already, and shall keep them. */
  readonly names: ReadonlySet<string>;
}

/** Their files as they shall be; only what changes. */
export interface Adoption {
  readonly edits: readonly FileEdit[];
  /** Whose files these are. */
  readonly names: ReadonlySet<string>;
  /** Interfaces whose lines cannot be changed so; then there are no edits. */
  readonly refused: ReadonlySet<string>;
}

const nothing: Adoption = { edits: [], names: new Set(), refused: new Set() };

/**
 * The edits after which the files of `names` say what is wanted, and as little else is different as can be. An interface
 * that means the same already is left alone, and stays whose it was. Whether an edit is right the backend's own reader
 * tells, of the files as they would be.
 */
export function adopt(options: AdoptOptions): Adoption {
  const { backend, survey, wanted, names } = options;
  const differs = changedFacets(survey.host, wanted);
  const silenced = silencedSince(options.before.survey)(survey);
  const isChanged = (name: string): boolean => differs(name)?.size !== 0 || silenced.facets.has(name);
  const changed = new Set([...names].filter(isChanged).sort(compareText));
  if (changed.size === 0) return nothing;
  const headers = withoutHeaders(options, changed);
  const [bare, before] = [withEdits(options.root, headers), withEdits(options.before.root, headers)];
  const draft = draftOf(backend, { root: bare, before }, wanted, changed);
  const outside = namesOutside(draft);
  if (outside.size > 0) return { ...nothing, refused: outside };

  const aim = aimOf({ before: survey, asItStood: options.before.survey }, wanted, changed);
  const finish = (steps: readonly Step[]): Finished => {
    let sealed = new Set([...steps.map(({ name }) => name), ...headersIn(options, changed)]);
    for (;;) {
      const edits = sealAdopted(draft, filesAfter(draft, steps), sealed, options.root);
      const after = withEdits(options.root, edits);
      const unlike = new Set([...aim.unlike(backend.survey(after)), ...namesBroken(backend, after, sealed)]);
      // What only a note can say needs a header.
      const more = new Set([...sealed, ...unlike].filter((name) => changed.has(name)));
      if (unlike.size === 0 || more.size === sealed.size) return { edits, names: sealed, unlike };
      sealed = more;
    }
  };
  const fewer = fewestSteps(options, draft, { aim, silenced });
  const { edits, names: taken, unlike } = finish(fewer);
  if (unlike.size > 0) return { ...nothing, refused: meant(unlike, changed) };
  const changing = edits.filter((edit) => edit.content !== options.root.text(edit.path));
  return { edits: changing, names: taken, refused: new Set() };
}

/** Interfaces of which a part does not count as whole: text of others right behind it is read as part of it. */
const namesBroken = (backend: Backend, root: RootView, names: ReadonlySet<string>): string[] =>
  backend
    .read(root)
    .parts.filter((part) => names.has(part.interface) && part.state !== 'intact')
    .map((part) => part.interface);

/** The files with headers, of whom they are, and who comes out otherwise than wanted. */
interface Finished {
  readonly edits: FileEdit[];
  readonly names: ReadonlySet<string>;
  readonly unlike: ReadonlySet<string>;
}

/** Interfaces in files that are not the administrator's: a package's, or a generator's. */
function namesOutside({ native, names }: Draft): ReadonlySet<string> {
  const outside = [...native].filter(([path]) => !path.startsWith('/etc/'));
  return new Set(
    outside.flatMap(([, accounts]) =>
      accounts.flatMap(({ interface: name, state }) =>
        name !== undefined && names.has(name) && state === 'understood' ? [name] : [],
      ),
    ),
  );
}

/** Where another interface would change, those that were to change are not to be had. */
const meant = (unlike: ReadonlySet<string>, changed: ReadonlySet<string>): ReadonlySet<string> => {
  const among = [...changed].filter((name) => unlike.has(name));
  return among.length > 0 ? new Set(among) : changed;
};
