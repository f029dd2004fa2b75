import type { FileEdit, RootView } from '../../src/backend.ts';
import { append } from '../../src/model/host.ts';
import { likelyFor } from './applies.ts';
import { type Document, documentOf, leavesAlone } from './documents.ts';
import { configFiles, type Source } from './files.ts';
import { type Candidate, interpret } from './interpret.ts';
import { patternsOf } from './match.ts';
import { FOLDER, SEARCH_PATH } from './paths.ts';
import type { Entry } from './settings.ts';

/**
 * Changes after which networkd configures none of `names`. A file that is for them alone goes; where it stands outside
 * of /etc, or another of its name would come to light, an empty one masks it (systemd.network(5)). A file that is for
 * others too loses their names, or excludes them from its patterns. A .link of somebody else stays: it is read by udev
 * whatever manages the network, and takes its name away from a NIC when it goes.
 */
export function release(root: RootView, names: ReadonlySet<string>): FileEdit[] {
  if (names.size === 0) return [];
  const { inForce } = configFiles(root);
  const documents = inForce.map((file) => documentOf(file, { withDropIns: true }));
  const { candidates } = interpret(documents);
  const general = generalOf(documents, names);
  const users = new Map<Document, Candidate[]>();
  for (const candidate of candidates.values())
    if (candidate.network) append(users, candidate.network.document, candidate);
  const edits = new Map<string, FileEdit>();
  const write = (edit: FileEdit): void => void edits.set(edit.path, edit);
  for (const document of documents) {
    if (document.settings.refusal) continue;
    switch (document.kind) {
      case 'netdev':
        if ([...document.owners].some((name) => names.has(name))) drop(document);
        break;
      case 'link':
        if (document.part && [...document.owners, document.part.interface].some((name) => names.has(name)))
          drop(document);
        break;
      case 'network':
        releaseNetwork(document);
    }
  }
  return [...edits.values()].sort((a, b) => (a.path < b.path ? -1 : 1));

  function drop({ file }: Document): void {
    const path = `${FOLDER}/${file.name}`;
    const isBehind = SEARCH_PATH.some(
      (folder) => folder !== FOLDER && root.text(`${folder}/${file.name}`) !== undefined,
    );
    write({ path, mode: 0o644, content: isBehind ? '' : undefined });
    for (const dropIn of file.dropIns)
      if (dropIn.path.startsWith(`${FOLDER}/`)) write({ path: dropIn.path, mode: 0o644, content: undefined });
  }

  function releaseNetwork(document: Document): void {
    const { match, owners, isOurs } = document;
    if (leavesAlone(document)) return;
    const said = new Set([...match.names, ...owners]);
    const matched = (general.get(document) ?? []).filter((name) => isFor(document, name));
    const concerned = new Set([...said].filter((name) => names.has(name)).concat(matched));
    const isBareParent =
      isOurs && (users.get(document) ?? []).some((candidate) => isBareParentFor(candidate, names));
    const isForThem = said.size > 0 && [...said].every((name) => names.has(name)) && !match.isGeneral;
    if (isBareParent || isForThem) drop(document);
    else if (concerned.size > 0 || !isOurs) rewrite(document, concerned);
  }

  function isFor(document: Document, name: string): boolean {
    return document.match.holds(candidates.get(name) ?? { name, type: 'ethernet' }) !== 'no';
  }

  /** Takes `concerned` out of [Match], and the vlans among `names` out of [Network]. */
  function rewrite({ settings, match, file }: Document, concerned: ReadonlySet<string>): void {
    const changes = new Map<string, Change[]>();
    const change = (entry: Entry, lines: readonly string[], keeps = false): void =>
      append(changes, entry.path, { entry, lines, keeps });
    for (const entry of settings.in('Network').entries)
      if (entry.key === 'VLAN' && names.has(entry.value)) change(entry, []);
    const patterns = patternsOf(settings.in('Match').entries, ['Name']);
    for (const entry of new Set(patterns.map((pattern) => pattern.entry))) {
      const words = patterns.filter((pattern) => pattern.entry === entry);
      const rest = words.filter(({ text, isExcluding }) => isExcluding || !concerned.has(text));
      if (rest.length === words.length) continue;
      // A `!` that comes to stand at the beginning would negate all words.
      rest.sort((a, b) => Number(a.isExcluding) - Number(b.isExcluding));
      change(entry, rest.length ? [`Name=${rest.map(({ word }) => word).join(' ')}`] : []);
    }
    const excluded = [...concerned].filter((name) => match.isGeneral || isByPattern(name));
    const last = settings.in('Match').entries.at(-1);
    if (excluded.length > 0 && last) {
      const known = changes.get(last.path)?.find(({ entry }) => entry === last);
      const exclusion = `Name=!${excluded.join(' ')}`;
      if (known) known.lines = [...known.lines, exclusion];
      else change(last, [exclusion], true);
    }
    for (const source of [file, ...file.dropIns]) {
      const own = changes.get(source.path);
      if (own) write({ path: inEtc(source), mode: 0o644, content: edited(source.text, own) });
    }

    function isByPattern(name: string): boolean {
      return (
        patterns.some(({ text, isExcluding }) => !isExcluding && /[*?[]/.test(text)) && match.isNamed(name)
      );
    }
  }
}

/** Which of `names` the patterns of each file may hold for. */
function generalOf(documents: readonly Document[], names: ReadonlySet<string>): Map<Document, string[]> {
  const likely = likelyFor(documents.filter(({ match }) => match.isGeneral));
  const found = new Map<Document, string[]>();
  for (const name of names) for (const document of likely(name)) append(found, document, name);
  return found;
}

/** Lines in the place of an assignment, or behind it where it `keeps` its own. */
interface Change {
  readonly entry: Entry;
  readonly keeps: boolean;
  lines: readonly string[];
}

/** A file below /etc hides those of its name elsewhere. */
const inEtc = ({ path }: Source): string =>
  SEARCH_PATH.reduce(
    (at, folder) => (at.startsWith(`${folder}/`) ? `${FOLDER}${at.slice(folder.length)}` : at),
    path,
  );

function edited(text: string, changes: readonly Change[]): string {
  const lines: string[] = text.split(/(?<=\n)/);
  for (const { entry, keeps, lines: after } of changes) {
    const at = entry.line - 1;
    const whole = lines.slice(at, at + entry.lines).join('');
    const ending = whole.endsWith('\r\n') ? '\r\n' : '\n';
    const first = keeps ? `${whole}${whole.endsWith('\n') || after.length === 0 ? '' : ending}` : '';
    // The places of the lines that follow stay what they were.
    lines.fill('', at, at + entry.lines);
    lines[at] = first + after.map((line) => `${line}${ending}`).join('');
  }
  return lines.join('');
}

function isBareParentFor({ name, network }: Candidate, names: ReadonlySet<string>): boolean {
  if (!network?.value.isBareParent) return false;
  const { vlans } = network.value;
  return names.has(name) || (vlans.length > 0 && vlans.every((vlan) => names.has(vlan)));
}
