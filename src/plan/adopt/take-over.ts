import type { Backend, FileEdit, RootView } from '../../backend.ts';
import { type Finding, finding } from '../../findings/finding.ts';
import { type Host, indexHost } from '../../model/host.ts';
import { splitChunks } from '../../native/seal.ts';
import type { Survey } from '../../survey.ts';
import { inTheWay } from '../changes.ts';
import { firstPlace, linesByInterface } from '../lines.ts';
import { withEdits } from '../with-edits.ts';
import { adopt } from './adopt.ts';
import type { Holding } from './holding.ts';

export interface TakenOver {
  readonly edits: readonly FileEdit[];
  /** Whose files change. */
  readonly names: ReadonlySet<string>;
  /** Interfaces whose lines cannot be changed where they stand. */
  readonly refused: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

/**
 * The files of adopted interfaces as they shall be, without those that go. `root`: with all that the run writes else;
 * `before`: without.
 */
export function takeOver(
  backend: Backend,
  { root, before }: { readonly root: RootView; readonly before: RootView },
  holding: Holding,
  wanted: Host,
): TakenOver {
  const { adopted } = holding;
  if (adopted.size === 0) return { edits: [], names: new Set(), refused: new Set(), findings: [] };
  const { get } = indexHost(wanted);
  const gone = new Set([...adopted].filter((name) => !get(name)));
  const released = gone.size === 0 ? [] : backend.release(root, gone);
  const left = withEdits(root, released);
  const surveyOf = (view: RootView): Survey =>
    view === holding.root && holding.survey ? holding.survey : backend.survey(view);
  const survey = surveyOf(left);
  const { edits, names, refused } = adopt({
    backend,
    root: left,
    survey,
    before: { root: before, survey: before === left ? survey : surveyOf(before) },
    wanted,
    names: new Set([...adopted].filter((name) => get(name))),
  });
  const paths = new Set(edits.map(({ path }) => path));
  const all = [...released.filter(({ path }) => !paths.has(path)), ...edits];
  const changed = new Set([...gone, ...names]);
  return {
    edits: all,
    names: changed,
    refused,
    findings: [...editedParts(holding, all), ...foreignLines(holding, changed)],
  };
}

/** Where what others wrote is kept, under its own path: no consumer reads there. */
const KEPT = '/var/lib/ifscribe/adopted';

/** The path of the file that a copy is of. */
const originalOf = (copy: string): string => copy.slice(KEPT.length).replace(/~[0-9]+$/, '');

/** That there is a copy. */
export const copyKept = ({ path }: Pick<FileEdit, 'path'>): Finding =>
  finding('copy-kept', { path, original: originalOf(path) });

/** A copy of a file in which something changes that is not as ifscribe left it, unless there is one that says the same. */
export function copyOf({ path, content: after }: FileEdit, root: RootView): FileEdit[] {
  const content = root.text(path);
  if (content === undefined || foreignText(content) === foreignText(after ?? '')) return [];
  for (let n = 1; ; n++) {
    const place = `${KEPT}${path}${n === 1 ? '' : `~${n}`}`;
    const kept = root.text(place);
    if (kept === content) return [];
    if (kept === undefined && !root.exists(place))
      return [{ path: place, mode: root.mode(path) ?? 0o644, content }];
  }
}

const foreignText = (text: string): string =>
  splitChunks(text)
    .filter(({ state }) => state !== 'intact')
    .map((chunk) => chunk.text)
    .join('');

/** Parts that somebody edited since, in files that change, and that nobody asked to take over. */
function editedParts(
  { reading: { parts }, adopted, seized }: Holding,
  edits: readonly FileEdit[],
): Finding[] {
  const paths = new Set(edits.map(({ path }) => path));
  return parts
    .filter(
      ({ path, state, interface: name }) =>
        state !== 'intact' && paths.has(path) && adopted.has(name) && !seized.has(name),
    )
    .map((part) => inTheWay(part, part.interface, (name) => ({ interface: name })));
}

/** Interfaces that change in lines of others, and that nobody asked to take over. */
function foreignLines({ survey, foreign, seized }: Holding, changed: ReadonlySet<string>): Finding[] {
  const unasked = [...changed].filter((name) => foreign.has(name) && !seized.has(name));
  if (!survey || unasked.length === 0) return [];
  const lines = linesByInterface(survey);
  return unasked.flatMap((name) => {
    const at = firstPlace(lines.get(name));
    return at ? [finding('foreign-file', { path: at.file, interface: name }, { at, interface: name })] : [];
  });
}
