import type { ForeignClaim, Reading, RootView, StandingPart } from '../../src/backend.ts';
import { type Finding, finding } from '../../src/findings/finding.ts';
import { type Notes, settleHost } from '../../src/model/defaults.ts';
import { deviceNameFault } from '../../src/model/values.ts';
import { parseNotes } from '../../src/native/notes.ts';
import { type Chunk, splitChunks } from '../../src/native/seal.ts';
import { claimsOf } from './claims.ts';
import type { Device } from './devices.ts';
import { type Entry, entriesOf, type Iface, lex, type Place, type Selection } from './lexer.ts';
import { addAll } from './lists.ts';
import { OUR_FILE } from './paths.ts';
import { readHost } from './read-host.ts';
import { sourcesOf } from './sources.ts';

/** What /etc/network/interfaces and the files that it sources hold; interfaces only from parts of ours. */
export function read(root: RootView): Reading {
  const problems: Finding[] = [];
  const parts: StandingPart[] = [];
  const claims: ForeignClaim[] = [];
  const devices: Device[] = [];
  const notes = new Map<string, Notes>();
  for (const chunk of chunksOf(root.text(OUR_FILE) ?? '')) {
    const { entries } = lex(chunk.text, OUR_FILE, chunk.line);
    const ofOthers = entries.filter(
      (entry) => chunk.state === 'foreign' || isOfAnother(entry, chunk.interface),
    );
    addAll(claims, claimsOf(ofOthers));
    if (chunk.state === 'foreign') continue;
    parts.push({ ...chunk, path: OUR_FILE });
    // What was taken over is read with what others wrote (survey.ts).
    if (chunk.isAdopted) continue;
    const device = chunk.state === 'newer' ? undefined : deviceIn(chunk, entries, problems);
    if (!device || notes.has(device.name)) continue;
    notes.set(device.name, parseNotes(chunk.text));
    devices.push(device);
  }
  for (const { path, text, entries } of sourcesOf(root, { pastFaults: true }).files) {
    if (path === OUR_FILE) continue;
    const adopted = chunksOf(text).filter(({ isAdopted }) => isAdopted);
    parts.push(...adopted.map((chunk) => ({ ...chunk, path })));
    const isTakenOver = takenOverIn(adopted);
    addAll(claims, claimsOf(entries.filter((entry) => !isTakenOver(entry))));
  }
  const { interfaces, noted } = readHost({
    devices,
    patterns: [],
    bases: new Map(),
    notesOf: (name) => notes.get(name),
    isOurs: () => true,
  });
  for (const { place, verdict } of noted)
    if (verdict.state === 'kept') problems.push(problemAt(place, verdict.why ?? '', verdict.interface));
  return { host: settleHost(interfaces), parts, claims, problems };
}

/** Whether an entry is of the interface of the part in which it stands. */
function takenOverIn(adopted: readonly Chunk[]): (entry: Entry) => boolean {
  const owners = new Map<number, string>();
  for (const { line, text, interface: name } of adopted)
    for (const n of text.split(/(?<=\n)/).keys()) owners.set(line + n, name);
  return (entry) => {
    const owner = owners.get(entry.line);
    return owner !== undefined && !isOfAnother(entry, owner);
  };
}

const problemAt = ({ path, line }: Place, problem: string, name: string | undefined): Finding =>
  finding('not-understood', { path, problem }, { at: { file: path, line, column: 1 }, interface: name });

/**
 * Our file in chunks. Options right below a part of ours belong to its last stanza, so they count as an edit
 * of it: moved elsewhere they would become another interface's.
 */
export function chunksOf(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  for (const chunk of splitChunks(text)) {
    const above = chunks.at(-1);
    const size = chunk.state === 'foreign' && above ? lengthOfOptions(chunk.text) : 0;
    if (!above || size === 0) {
      chunks.push(chunk);
      continue;
    }
    const taken = chunk.text.slice(0, size);
    const state = above.state === 'intact' ? 'edited' : above.state;
    chunks.splice(-1, 1, { ...above, state, text: above.text + taken });
    const line = chunk.line + taken.split('\n').length - 1;
    if (size < chunk.text.length) chunks.push({ ...chunk, line, text: chunk.text.slice(size) });
  }
  return chunks;
}

/** How much of a text stands before its first stanza, if that begins with options. */
function lengthOfOptions(text: string): number {
  const entries = entriesOf(text);
  if (entries[0]?.kind !== 'stray') return 0;
  const next = entries.find(({ kind }) => kind !== 'stray');
  if (!next) return text.length;
  return text
    .split(/(?<=\n)/)
    .slice(0, next.line - 1)
    .join('').length;
}

function isOfAnother(entry: Entry, name: string): boolean {
  if (entry.kind === 'iface') return entry.name !== name;
  if (entry.kind === 'selection') return entry.words.some((word) => word !== name);
  return entry.kind === 'mapping';
}

/** Methods that ifscribe writes. */
const METHODS: ReadonlySet<string> = new Set([
  'inet manual',
  'inet static',
  'inet dhcp',
  'inet6 manual',
  'inet6 static',
  'inet6 dhcp',
  'inet6 auto',
]);

/** The device that a part of ours is about, from the part alone. */
function deviceIn(
  { interface: name, line }: Chunk,
  entries: readonly Entry[],
  problems: Finding[],
): Device | undefined {
  const report = (place: Place, problem: string): void => {
    problems.push(problemAt(place, problem, name));
  };
  if (deviceNameFault(name) !== undefined) {
    report({ path: OUR_FILE, line, lines: 1 }, `${name} is no name of an interface`);
    return undefined;
  }
  for (const entry of entries)
    if (entry.kind === 'stray') report(entry, `${entry.keyword} stands outside of a stanza`);
  const own = entries.filter((entry): entry is Iface => entry.kind === 'iface' && entry.name === name);
  const isOurs = ({ family, method, inherits }: Iface): boolean =>
    METHODS.has(`${family} ${method}`) && inherits === undefined;
  for (const stanza of own)
    if (!isOurs(stanza)) report(stanza, `a stanza of ${name} is not one that ifscribe writes`);
  const stanzas = own.filter(isOurs);
  if (stanzas.length === 0) return undefined;
  const lines = entries.filter((entry): entry is Selection => entry.kind === 'selection');
  const selected = lines
    .filter(({ words }) => words.includes(name))
    .map((entry) => ({ line: entry, word: name, keyword: entry.keyword }));
  return { name, logical: name, stanzas, selected };
}
