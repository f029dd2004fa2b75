import type { RootView } from '../../src/backend.ts';
import { type Finding, finding } from '../../src/findings/finding.ts';
import { type Notes, settleHost } from '../../src/model/defaults.ts';
import { emptyHost } from '../../src/model/host.ts';
import { type Ledger, ledgerOf, type Verdict } from '../../src/native/ledger.ts';
import { parseNotes } from '../../src/native/notes.ts';
import type { Account, Survey } from '../../src/survey.ts';
import { type Devices, devicesOf, placesOf } from './devices.ts';
import type { Fault, Iface, Place } from './lexer.ts';
import { addAll } from './lists.ts';
import { isNg } from './ng.ts';
import { MAIN_FILE, OUR_FILE } from './paths.ts';
import { chunksOf } from './read.ts';
import { type Noted, readHost, type ToRead } from './read-host.ts';
import { renameFault } from './renames.ts';
import { type SourcedFile, type Sources, sourcesOf } from './sources.ts';

/** What ifup makes of /etc/network/interfaces and everything that it sources, whoever wrote it. */
export function survey(root: RootView): Survey {
  const sources = sourcesIn(root);
  const [main] = sources.files;
  const fault = main?.fault ?? renameFault(sources.entries);
  if (fault) return unreadHost(sources, fault, isNg(root));
  const devices = devicesOf(sources);
  const { interfaces, noted, findings } = readHost({
    ...devices,
    bases: sources.bases,
    ...notesIn(sources),
    withoutScripts: devices.others.flatMap(({ keyword, words }) => (keyword === 'no-scripts' ? words : [])),
  });
  const others = [...restOf(devices), ...sourceLines(sources), ...unread(sources.files)];
  return {
    host: settleHost(interfaces),
    accounts: accountsOf(sources.files, [...noted, ...others]),
    findings: [...findings, ...findingsOf(sources, devices)],
  };
}

/** A root without the main file has nothing but what waits to be sourced by the one that integrate.ts makes. */
const sourcesIn = (root: RootView): Sources =>
  sourcesOf(root, { from: root.text(MAIN_FILE) === undefined ? OUR_FILE : MAIN_FILE });

/** The notes of interfaces in parts of ours, and which of those we wrote ourselves. */
function notesIn({ files }: Sources): Pick<ToRead, 'notesOf' | 'isOurs'> {
  const notes = new Map<string, Notes>();
  const written = new Set<string>();
  for (const file of files) {
    for (const { state, interface: name, text, isAdopted } of chunksOf(file.text)) {
      if ((state !== 'intact' && state !== 'edited') || (file.path !== OUR_FILE && !isAdopted)) continue;
      if (!notes.has(name)) notes.set(name, parseNotes(text));
      if (!isAdopted) written.add(name);
    }
  }
  return { notesOf: (name) => notes.get(name), isOurs: (name) => written.has(name) };
}

/** ifup gives up: it brings up nothing, not even what stands above the line. */
function unreadHost({ files }: Sources, fault: Fault, hasNg: boolean): Survey {
  const why = `ifup reads nothing at all: it gives up at line ${fault.line} of ${fault.path}`;
  const noted = files.flatMap(({ entries }) => noteAll(placesOf(entries), { state: 'unread', why }));
  const what = `the ifup of this root is ifupdown-ng's, which reads on behind line ${fault.line}; taken: as ifupdown, which reads nothing`;
  const differs = hasNg ? [finding('readers-differ', { path: fault.path, what })] : [];
  return {
    host: emptyHost,
    accounts: accountsOf(files, noted),
    findings: [faultFinding(fault, true), ...differs],
  };
}

const noteAll = (places: readonly Place[], verdict: Verdict): Noted[] =>
  places.map((place) => ({ place, verdict }));

/** What stands behind the line at which ifup gives up on a file that another one sources. */
const unread = (files: readonly SourcedFile[]): Noted[] =>
  files.flatMap(({ entries, fault }) => {
    if (!fault) return [];
    const why = `ifup stops reading the file at line ${fault.line}: ${fault.problem}`;
    const rest = placesOf(entries).filter(({ line }) => line >= fault.line);
    return noteAll(rest, { state: 'unread', why });
  });

const NO_LOOPBACK = 'the loopback device has no place in a document';

/** Lines that are about no device of the host. */
function restOf({ kept, loopback, others, templates }: Devices): Noted[] {
  const noted: Noted[] = kept.map(({ place, interface: name, why, text }) => ({
    place,
    verdict: { state: 'kept', interface: name, why, text },
  }));
  for (const each of loopback) {
    if ('word' in each) {
      const verdict = { state: 'understood', interface: 'lo', says: 'start', text: each.word } as const;
      noted.push({ place: each.line, verdict });
    } else addAll(noted, loopbackStanza(each));
  }
  for (const template of templates) noted.push({ place: template, verdict: { state: 'understood' } });
  for (const { keyword, words, ...place } of others) {
    for (const word of words) {
      const [about = '', renamed] = word.split('=');
      const name = /[/*?[]/.test(about) ? undefined : (renamed ?? about);
      noted.push({ place, verdict: { state: 'kept', interface: name, why: WHY_KEPT[keyword], text: word } });
    }
    if (words.length === 0) noted.push({ place, verdict: { state: 'kept', why: 'it names nobody' } });
  }
  return noted;
}

const WHY_KEPT: Readonly<Record<string, string>> = {
  'no-auto-down': 'that it stays up when the others go down has no place in a document',
  'no-scripts': 'that scripts of other packages pass over it has no place in a document',
  rename: 'a new name for a device has no place in a document',
};

function loopbackStanza(stanza: Iface): Noted[] {
  const isPlain = stanza.method === 'loopback' && stanza.name === 'lo';
  const verdict: Verdict = isPlain
    ? { state: 'understood', interface: 'lo', says: 'match' }
    : { state: 'kept', interface: 'lo', why: NO_LOOPBACK };
  const options = noteAll(stanza.options, { state: 'kept', interface: 'lo', why: NO_LOOPBACK });
  return [{ place: stanza, verdict }, ...options];
}

function sourceLines({ entries, dead }: Sources): Noted[] {
  return entries.flatMap((entry): Noted[] => {
    if (entry.kind !== 'source') return [];
    const why = dead.get(entry);
    if (!why) return [{ place: entry, verdict: { state: 'understood' } }];
    const text = 'refused' in why ? why.refused : why.unknown;
    return [{ place: entry, verdict: { state: 'kept', why: `the files are not read: ${text}` } }];
  });
}

function findingsOf({ files, dead, entries }: Sources, { mapped, kept }: Devices): Finding[] {
  const findings: Finding[] = [];
  for (const { fault } of files) if (fault) findings.push(faultFinding(fault));
  for (const [source, why] of dead) {
    const at = { file: source.path, line: source.line, column: 1 };
    if ('refused' in why) {
      const what = `ifup reads nothing for "${source.pattern}": ${why.refused}`;
      findings.push(finding('consumer-refuses', { path: source.path, what }, { at }));
    } else {
      const what = `which files "${source.pattern}" stands for depends on the environment of ifup: ${why.unknown}; taken: none`;
      findings.push(finding('readers-differ', { path: source.path, what }, { at }));
    }
  }
  for (const name of new Set(mapped)) {
    const what =
      'a mapping has a script choose its stanza when it comes up, so the document has nothing of it';
    findings.push(finding('approximated', { interface: name, what }, { interface: name }));
  }
  const open = new Map(
    kept.flatMap(({ text, interface: name }) => (text?.includes('/') && name ? [[name, text]] : [])),
  );
  for (const [name, word] of open) {
    const what = `${word} has it used for devices that only the machine itself tells, so the document has nothing of it`;
    findings.push(finding('approximated', { interface: name, what }, { interface: name }));
  }
  const told = new Set<string>();
  for (const entry of entries) {
    if (entry.kind !== 'selection' || entry.keyword !== 'auto' || entry.words.length < 2) continue;
    if (told.has(entry.path)) continue;
    told.add(entry.path);
    const what = `ifupdown-ng starts the first name of an auto line only (${entry.words.join(' ')}); taken: all, as ifupdown does`;
    const at = { file: entry.path, line: entry.line, column: 1 };
    findings.push(finding('readers-differ', { path: entry.path, what }, { at }));
  }
  return findings;
}

function faultFinding({ path, line, problem }: Fault, isOfAll = false): Finding {
  const what = isOfAll
    ? `ifup gives up at line ${line}, and brings up nothing at all: ${problem}`
    : `ifup gives up at line ${line}, and never reads the rest of the file: ${problem}`;
  return finding('consumer-refuses', { path, what }, { at: { file: path, line, column: 1 } });
}

/** By path, then line; a backslash by itself goes on with nothing. */
function accountsOf(files: readonly SourcedFile[], noted: readonly Noted[]): Account[] {
  const ledgers = new Map<string, Ledger>();
  for (const { path, text } of files)
    ledgers.set(
      path,
      ledgerOf(path, text, (line) => line.startsWith('#') || line === '\\'),
    );
  for (const { place, verdict } of noted) ledgers.get(place.path)?.note(place.line, place.lines, verdict);
  return [...ledgers.keys()].sort().flatMap((path) => ledgers.get(path)?.accounts() ?? []);
}
