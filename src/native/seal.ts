import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Notes } from '../model/defaults.ts';
import { type CommentStyle, commentLine, commentText } from './comment.ts';
import { parseNotes } from './notes.ts';

/**
 * What ifscribe writes says so itself: every part (a file, or an interface's stanzas in a file that holds
 * several) begins with a line
 *
 *     # ifscribe 1: br0, part 1 of 3, 12 lines, checksum 0b5e…
 *
 * (in XML the same between `<!--` and `-->`): the format version, the interface or network that the part is of,
 * how many parts there are of it, how many lines follow, and their checksum. A part whose lines no longer have
 * that checksum was edited by someone, a part that the count promises and the root lacks was deleted; text outside
 * of parts is foreign.
 */
export const FORMAT_VERSION = 1;

const HEADER =
  /^ifscribe ([0-9]+): (\S+), part ([0-9]+) of ([0-9]+), ([0-9]+) lines, checksum ([0-9a-f]{32})$/;

/** What a line says, if it is a header. */
const headerOf = (line: string): RegExpExecArray | null => HEADER.exec(commentText(line.trimEnd()) ?? '');

/** The checksum of a part's text: the first half of its SHA-256, in hex. It finds edits, not forgeries. */
const checksum = (text: string): string => bytesToHex(sha256(utf8ToBytes(text))).slice(0, 32);

/** The part's place among the interface's parts, from 1. */
export interface PartNumber {
  readonly part: number;
  readonly of: number;
}

/** `text` (whole lines) as a part of ours. */
export function seal(
  interfaceName: string,
  text: string,
  { part, of }: PartNumber = { part: 1, of: 1 },
  style: CommentStyle = 'hash',
): string {
  const lines = text.split('\n').length - 1;
  const header = `ifscribe ${FORMAT_VERSION}: ${interfaceName}, part ${part} of ${of}, ${lines} lines, checksum ${checksum(text)}`;
  return commentLine(header, style) + text;
}

/**
 * A stretch of a file. `foreign`: no header. `intact`: as ifscribe wrote it. `edited`: the lines changed
 * since. `newer`: written by a later format version, which this one must not touch.
 */
export interface Chunk {
  readonly state: 'foreign' | 'intact' | 'edited' | 'newer';
  /** The interface that the header names; empty for foreign text. */
  readonly interface: string;
  /** How many parts the interface has in all, as the header says; 0 for foreign text. */
  readonly parts: number;
  /** Whether someone else wrote it, and ifscribe took it over where it stood: its text is to be read as theirs is. */
  readonly isAdopted: boolean;
  /** First line of `text` in the file, from 1 (the header's own line for a part of ours). */
  readonly line: number;
  /** All of it, header included. */
  readonly text: string;
}

const FOREIGN = { state: 'foreign', interface: '', parts: 0 } as const;

/** The note in each part that was taken over. */
export const ADOPTED: Notes = { adopted: true };

const isAdopted = ({ state, text }: Pick<Chunk, 'state' | 'text'>): boolean =>
  state !== 'foreign' && parseNotes(text).adopted === ADOPTED.adopted;

/** Cuts a file into parts of ours and foreign text between them; the chunks joined are the file again. */
export function splitChunks(text: string): Chunk[] {
  if (!/^(?:#|<!--) ifscribe [0-9]+:/m.test(text))
    return text === '' ? [] : [{ ...FOREIGN, line: 1, text, isAdopted: false }];
  const lines = text.split(/(?<=\n)/);
  const starts = lines.flatMap((line, at) => (headerOf(line) ? [at] : []));
  const chunks: Chunk[] = [];
  const cut = (from: number, to: number, chunk: Pick<Chunk, 'state' | 'interface' | 'parts'>): void => {
    if (from >= to) return;
    const said = lines.slice(from, to).join('');
    chunks.push({ ...chunk, line: from + 1, text: said, isAdopted: isAdopted({ ...chunk, text: said }) });
  };
  cut(0, starts[0] ?? lines.length, FOREIGN);
  starts.forEach((from, n) => {
    const to = starts[n + 1] ?? lines.length;
    const [, version = '', name = '', , of, count, sum] = headerOf(lines[from] as string) ?? [];
    const ours = { interface: name, parts: Number(of) };
    const end = Math.min(from + 1 + Number(count), to);
    if (Number(version) > FORMAT_VERSION) cut(from, to, { state: 'newer', ...ours });
    else if (checksum(lines.slice(from + 1, end).join('')) === sum && end === from + 1 + Number(count)) {
      cut(from, end, { state: 'intact', ...ours });
      cut(end, to, FOREIGN);
    } else cut(from, to, { state: 'edited', ...ours });
  });
  return chunks;
}

/**
 * A file that as a whole belongs to one interface or network, as one chunk: ours only where the header is the first
 * line, and intact only where nothing stands after the sealed lines. What looks like a header further down is text.
 */
export function wholeFileChunk(text: string): Chunk {
  const start = text.indexOf('\n') + 1;
  const header = start === 0 ? null : headerOf(text.slice(0, start));
  if (!header) return { ...FOREIGN, line: 1, text, isAdopted: false };
  const [, version, name = '', , of, count, sum] = header;
  const sealed = text.slice(start);
  const isIntact = sealed.split('\n').length - 1 === Number(count) && checksum(sealed) === sum;
  const state = Number(version) > FORMAT_VERSION ? 'newer' : isIntact ? 'intact' : 'edited';
  return { state, interface: name, parts: Number(of), line: 1, text, isAdopted: isAdopted({ state, text }) };
}
