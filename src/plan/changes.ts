import type { Backend, Reading, RootView, StandingPart } from '../backend.ts';
import { type Finding, finding } from '../findings/finding.ts';
import { append, type Host } from '../model/host.ts';
import { type SealedPart, sealParts } from './compose.ts';

/** What is to become of one file below the root. `after` undefined: it goes; `before` undefined: it was not there. */
export interface Change {
  readonly path: string;
  readonly action: 'create' | 'update' | 'delete' | 'unchanged';
  /** Permission bits it has afterwards (or had, where it goes). */
  readonly mode: number;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Permission bits for people: four octal digits. */
export const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

/** What the root will hold, and which of it this run is about. */
export interface Target {
  readonly reading: Reading;
  readonly host: Host;
  /** Interfaces that the run defines or removes: their files are written and must be ours, changed or not. */
  readonly touched: ReadonlySet<string>;
}

export interface ChangeSet {
  readonly changes: Change[];
  /** Parts edited by someone, or written by a later version, that would have to be overwritten. */
  readonly findings: Finding[];
  /** Interfaces that this run writes: nobody else may configure them. */
  readonly written: ReadonlySet<string>;
}

const keyOf = (part: { path: string; interface: string }): string => `${part.path}\0${part.interface}`;

/**
 * Compares what the backend writes for the target with what stands in the root. Only parts that this run is
 * about are touched: those of touched interfaces, and those that come out differently than for the host that
 * was read. Everything else, edited by hand or not, stays as it is, byte for byte.
 */
export function computeChanges(backend: Backend, root: RootView, target: Target): ChangeSet {
  const { reading, touched } = target;
  const rendered = backend.render(target.host);
  // What was read, written again; looked at only for interfaces that the run is not about.
  let before: Map<string, SealedPart> | undefined;
  const renderedBefore = (): Map<string, SealedPart> => {
    before ??= new Map(sealParts(backend.render(reading.host)).map((each) => [keyOf(each), each]));
    return before;
  };
  const textBefore = (part: { path: string; interface: string }): string | undefined =>
    renderedBefore().get(keyOf(part))?.text;
  let owners: Map<string, string> | undefined;
  /** The interface that a whole file belonged to, whatever its header says. */
  const ownerBefore = (path: string): string | undefined => {
    owners ??= new Map(
      [...renderedBefore().values()]
        .filter(({ shared }) => !shared)
        .map((each) => [each.path, each.interface]),
    );
    return owners.get(path);
  };
  const after = sealParts(rendered);
  const standing = new Map(reading.parts.map((part) => [keyOf(part), part]));
  const standingAt = new Map<string, StandingPart[]>();
  for (const part of reading.parts) append(standingAt, part.path, part);
  const isConcerned = (part: SealedPart): boolean =>
    touched.has(part.interface) || textBefore(part) !== part.text;

  const findings: Finding[] = [];
  const written = new Set<string>();
  const texts = new Map<string, string[]>();
  const write = (path: string, text: string): void => append(texts, path, text);
  const refuseUnlessIntact = (part: StandingPart): void => {
    if (part.state === 'edited' || part.state === 'newer') findings.push(inTheWay(part, part.interface));
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
      else if (misnamed) findings.push(inTheWay(misnamed, part.interface));
      else if (!standingAt.has(part.path)) findings.push(...foreignFileAt(root, part));
      write(part.path, part.text);
    } else if (stands ?? misnamed) write(part.path, (stands ?? misnamed)?.text ?? '');
  }
  // What is left stood for an interface that goes, or is a leftover of one that is touched.
  for (const part of standing.values()) {
    const owner = ownerBefore(part.path) ?? part.interface;
    const goes = touched.has(owner) || textBefore(part) !== undefined;
    if (!goes) write(part.path, part.text);
    else if (owner === part.interface) refuseUnlessIntact(part);
    else findings.push(inTheWay(part, owner));
  }

  const paths = new Set([...texts.keys(), ...reading.parts.map(({ path }) => path)]);
  const modes = new Map(rendered.map(({ path, mode }) => [path, mode]));
  const changes = [...paths].map((path) => {
    const stands = root.text(path);
    const ours = joinTexts(texts.get(path) ?? []);
    const text = withForeign(stands, standingAt.get(path) ?? [], ours);
    return changeOf(path, stands, text === '' ? undefined : text, root.mode(path), modes.get(path));
  });
  const edits = touched.size === 0 ? undefined : backend.integrate?.(target.host, root);
  for (const edit of edits ?? []) {
    const stands = root.text(edit.path);
    changes.push(
      changeOf(edit.path, stands, edit.content, root.mode(edit.path), root.mode(edit.path) ?? edit.mode),
    );
  }
  return { changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)), findings, written };
}

function inTheWay(part: StandingPart, interfaceName: string): Finding {
  const code = part.state === 'newer' ? 'newer-format' : 'edited-file';
  const at = { file: part.path, line: part.line, column: 1 };
  return finding(code, { path: part.path, interface: interfaceName }, { at, interface: interfaceName });
}

/** A file of someone else's at the very path; a shared file may hold text of others. */
function foreignFileAt(root: RootView, part: SealedPart): Finding[] {
  if (part.shared || !root.exists(part.path)) return [];
  const at = { file: part.path, line: 1, column: 1 };
  return [
    finding(
      'foreign-file',
      { path: part.path, interface: part.interface },
      { at, interface: part.interface },
    ),
  ];
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

function changeOf(
  path: string,
  before: string | undefined,
  after: string | undefined,
  modeBefore: number | undefined,
  mode: number = modeBefore ?? 0o644,
): Change {
  const same = before === after && (before === undefined || modeBefore === undefined || modeBefore === mode);
  const action = same
    ? 'unchanged'
    : before === undefined
      ? 'create'
      : after === undefined
        ? 'delete'
        : 'update';
  return { path, action, mode, before, after };
}
