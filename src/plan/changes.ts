import type { RenderedFile, RootView, StandingPart } from '../backend.ts';
import { type Finding, finding, type Subject } from '../findings/finding.ts';
import { append } from '../model/host.ts';
import { type Change, changeTo } from './change.ts';
import { type SealedPart, sealParts } from './compose.ts';

/** What the root holds, what it is to hold, and which of it this run is about. */
export interface Target<State> {
  readonly before: State;
  readonly after: State;
  /** Parts of ours that stand in the root. */
  readonly parts: readonly StandingPart[];
  /** Whose files the run defines or removes: they are written and must be ours, changed or not. */
  readonly touched: ReadonlySet<string>;
  /** What a part of that name belongs to. */
  readonly subject: (name: string) => Subject;
}

export interface ChangeSet {
  readonly changes: Change[];
  /** Parts edited by someone, or written by a later version, that would have to be overwritten. */
  readonly findings: Finding[];
  /** What this run writes, by name: nobody else may configure it. */
  readonly written: ReadonlySet<string>;
}

const keyOf = (part: { path: string; interface: string }): string => `${part.path}\0${part.interface}`;

/**
 * Compares what is written for the target with what stands in the root. Only parts that this run is about are
 * touched: those of touched names, and those that come out differently than for the state that was read.
 * Everything else, edited by hand or not, stays as it is, byte for byte.
 */
export function computeChanges<State>(
  render: (state: State) => RenderedFile[],
  root: RootView,
  target: Target<State>,
): ChangeSet {
  const { parts, touched, subject } = target;
  const rendered = render(target.after);
  // What was read, written again; looked at only for what the run is not about.
  let before: Map<string, SealedPart> | undefined;
  const renderedBefore = (): Map<string, SealedPart> => {
    before ??= new Map(sealParts(render(target.before)).map((each) => [keyOf(each), each]));
    return before;
  };
  const textBefore = (part: { path: string; interface: string }): string | undefined =>
    renderedBefore().get(keyOf(part))?.text;
  let owners: Map<string, string> | undefined;
  /** Whom a whole file belonged to, whatever its header says. */
  const ownerBefore = (path: string): string | undefined => {
    owners ??= new Map(
      [...renderedBefore().values()]
        .filter(({ shared }) => !shared)
        .map((each) => [each.path, each.interface]),
    );
    return owners.get(path);
  };
  const after = sealParts(rendered);
  const standing = new Map(parts.map((part) => [keyOf(part), part]));
  const standingAt = new Map<string, StandingPart[]>();
  for (const part of parts) append(standingAt, part.path, part);
  const isConcerned = (part: SealedPart): boolean =>
    touched.has(part.interface) || textBefore(part) !== part.text;

  const findings: Finding[] = [];
  const written = new Set<string>();
  const texts = new Map<string, string[]>();
  const write = (path: string, text: string): void => append(texts, path, text);
  const refuseUnlessIntact = (part: StandingPart): void => {
    if (part.state === 'edited' || part.state === 'newer')
      findings.push(inTheWay(part, part.interface, subject));
  };

  for (const part of after) {
    const stands = standing.get(keyOf(part));
    standing.delete(keyOf(part));
    // A header that names another interface than the file is about came with a copy, or was edited.
    const misnamed = stands || part.shared ? undefined : standingAt.get(part.path)?.[0];
    if (misnamed) standing.delete(keyOf(misnamed));
    if (isConcerned(part)) {
      written.add(part.interface);
      if (stands) refuseUnlessIntact(stands);
      else if (misnamed) findings.push(inTheWay(misnamed, part.interface, subject));
      else if (!standingAt.has(part.path)) findings.push(...foreignFileAt(root, part, subject));
      write(part.path, part.text);
    } else if (stands ?? misnamed) write(part.path, (stands ?? misnamed)?.text ?? '');
  }
  // What is left stood for an interface that goes, or is a leftover of one that is touched.
  for (const part of standing.values()) {
    const owner = ownerBefore(part.path) ?? part.interface;
    const goes = touched.has(owner) || textBefore(part) !== undefined;
    if (!goes) write(part.path, part.text);
    else if (owner === part.interface) refuseUnlessIntact(part);
    else findings.push(inTheWay(part, owner, subject));
  }

  const paths = new Set([...texts.keys(), ...parts.map(({ path }) => path)]);
  const modes = new Map(rendered.map(({ path, mode }) => [path, mode]));
  const changes = [...paths].map((path) => {
    const ours = joinTexts(texts.get(path) ?? []);
    const text = withForeign(root.text(path), standingAt.get(path) ?? [], ours);
    return changeTo(root, path, text === '' ? undefined : text, modes.get(path));
  });
  return { changes, findings, written };
}

type SubjectOf = Target<unknown>['subject'];

/** A part of ours that somebody edited, or that a later version wrote. */
export function inTheWay(part: StandingPart, name: string, subject: SubjectOf): Finding {
  const code = part.state === 'newer' ? 'newer-format' : 'edited-file';
  const at = { file: part.path, line: part.line, column: 1 };
  return finding(code, { path: part.path, interface: name }, { at, ...subject(name) });
}

/** A file of someone else's at the very path; a shared file may hold text of others. */
function foreignFileAt(root: RootView, { path, shared, interface: name }: SealedPart, subject: SubjectOf) {
  if (shared || !root.exists(path)) return [];
  const at = { file: path, line: 1, column: 1 };
  return [finding('foreign-file', { path, interface: name }, { at, ...subject(name) })];
}

/**
 * Our text in a file together with the foreign text that stands in it, which is all that the backend did not
 * read as part of ours: what preceded ours stays first, the rest goes last.
 */
function withForeign(stands: string | undefined, parts: readonly StandingPart[], ours: string): string {
  if (stands === undefined) return ours;
  let lead: string | undefined;
  let rest = '';
  let at = 0;
  for (const part of [...parts].sort((a, b) => a.line - b.line)) {
    const from = stands.indexOf(part.text, at);
    if (lead === undefined) lead = stands.slice(0, from);
    else rest += stands.slice(at, from);
    at = from + part.text.length;
  }
  if (lead === undefined) return joinTexts([stands, ours]);
  return joinTexts([lead + ours, rest + stands.slice(at)]);
}

/** Texts one after the other; one that others follow gets the line feed that it may lack at its end. */
function joinTexts(texts: readonly string[]): string {
  const said = texts.filter((text) => text !== '');
  return said.map((text, n) => (n === said.length - 1 || text.endsWith('\n') ? text : `${text}\n`)).join('');
}
