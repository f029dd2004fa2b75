import type { StandingPart } from '../../src/backend.ts';
import type { Notes } from '../../src/model/defaults.ts';
import { parseNotes } from '../../src/native/notes.ts';
import { wholeFileChunk } from '../../src/native/seal.ts';
import { bool } from './codecs.ts';
import { type ConfigFile, isInOurFolder } from './files.ts';
import { type Match, matchOf, matchOfNothing } from './match.ts';
import type { FileKind } from './paths.ts';
import { type Settings, settingsOf } from './settings.ts';

/** A file in force with its drop-ins, as it is being read. */
export interface Document {
  readonly file: ConfigFile;
  readonly kind: FileKind;
  readonly settings: Settings;
  readonly match: Match;
  /** Where the file is ours, as we write it or taken over. */
  readonly part: StandingPart | undefined;
  /** Whether it is laid out as we write it: what is taken over is read as others' files are. */
  readonly isOurs: boolean;
  readonly notes: Notes;
  /** The interfaces that it is about. */
  readonly owners: Set<string>;
}

/** `withDropIns`: what others add to the file counts too. */
export function documentOf(file: ConfigFile, { withDropIns }: { withDropIns: boolean }): Document {
  const part = isInOurFolder(file) ? wholeFileChunk(file.text) : undefined;
  const hasHeader = part !== undefined && part.state !== 'foreign';
  const isOurs = hasHeader && !part.isAdopted;
  const settings = settingsOf(file.kind, withDropIns ? [file, ...file.dropIns] : [file], isOurs);
  return {
    file,
    kind: file.kind,
    settings,
    match: file.kind === 'netdev' ? matchOfNothing(settings) : matchOf(settings),
    part: hasHeader ? { ...part, path: file.path } : undefined,
    isOurs,
    notes: hasHeader ? parseNotes(part.text) : {},
    owners: new Set(),
  };
}

/** Whether a .network keeps networkd away from what it matches. It goes on doing so whoever else has the interface. */
export const leavesAlone = ({ settings }: Pick<Document, 'settings'>): boolean =>
  settings
    .in('Link')
    .entries.map(({ key, value }) => (key === 'Unmanaged' ? bool.read(value) : undefined))
    .findLast((said) => said !== undefined) ?? false;

/**
 * Sets aside what networkd refuses as a whole: a file with a broken section header, and a .network or .link that
 * matches nothing; and what is for containers. True where the file is to be read on.
 */
export function isRead(document: Document): boolean {
  const { file, kind, settings, match } = document;
  const { refusal } = settings;
  if (refusal) {
    const place = refusal.path === file.path ? `line ${refusal.line}` : `${refusal.path}:${refusal.line}`;
    const reader = kind === 'link' ? 'udev' : 'networkd';
    const why = `${reader} refuses the whole file: ${place} is no section header, or no UTF-8`;
    settings.judgeAll({ state: 'kept', why, isRefused: true });
    return false;
  }
  if (isForContainers(document)) {
    settings.judgeAll({ state: 'unread', why: 'systemd ships it for containers, and a host is none' });
    return false;
  }
  if (kind === 'netdev' || !match.isEmpty) return true;
  const why = `${kind === 'link' ? 'udev' : 'networkd'} ignores the file: it has no valid setting in [Match]`;
  settings.judgeAll({ state: 'kept', why, isRefused: true });
  return false;
}

/**
 * systemd's own 80-container-host0.network stands in every root, and names a NIC that no host has. What an
 * administrator writes so, or adds to it, is taken to hold.
 */
const isForContainers = ({ file, match }: Document): boolean =>
  file.folder === '/usr/lib/systemd/network' &&
  file.dropIns.length === 0 &&
  match.untold.some(({ key, value }) => key === 'Virtualization' && value === 'container');
