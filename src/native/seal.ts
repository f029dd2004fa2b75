import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * What ifscribe writes says so itself: every part (a file, or an interface's stanzas in a file that holds
 * several) begins with a line
 *
 *     # ifscribe 1 CHECKSUM INTERFACE LINES
 *
 * the format version, a checksum of the lines that follow, the interface they configure, and their number.
 * A part whose lines no longer have that checksum was edited by someone; text outside of parts is foreign.
 */
export const FORMAT_VERSION = 1;

const HEADER = /^# ifscribe ([0-9]+) ([0-9a-f]{32}) (\S+) ([0-9]+)$/;

/** The checksum of a part's text: the first half of its SHA-256, in hex. It finds edits, not forgeries. */
const checksum = (text: string): string => bytesToHex(sha256(utf8ToBytes(text))).slice(0, 32);

/** `text` (whole lines) as a part of ours. */
export function seal(interfaceName: string, text: string): string {
  const lines = text.split('\n').length - 1;
  return `# ifscribe ${FORMAT_VERSION} ${checksum(text)} ${interfaceName} ${lines}\n${text}`;
}

/**
 * A stretch of a file. `foreign`: no header. `intact`: as ifscribe wrote it. `edited`: the lines changed
 * since. `newer`: written by a later format version, which this one must not touch.
 */
export interface Chunk {
  readonly state: 'foreign' | 'intact' | 'edited' | 'newer';
  /** The interface that the header names; empty for foreign text. */
  readonly interface: string;
  /** First line of `text` in the file, from 1 (the header's own line for a part of ours). */
  readonly line: number;
  /** All of it, header included. */
  readonly text: string;
}

/** Cuts a file into parts of ours and foreign text between them; the chunks joined are the file again. */
export function splitChunks(text: string): Chunk[] {
  if (!/^# ifscribe [0-9]/m.test(text)) return text === '' ? [] : [{ state: 'foreign', interface: '', line: 1, text }];
  const lines = text.split(/(?<=\n)/);
  const starts = lines.flatMap((line, at) => (HEADER.test(line.trimEnd()) ? [at] : []));
  const chunks: Chunk[] = [];
  const cut = (from: number, to: number, chunk: Pick<Chunk, 'state' | 'interface'>): void => {
    if (from < to) chunks.push({ ...chunk, line: from + 1, text: lines.slice(from, to).join('') });
  };
  cut(0, starts[0] ?? lines.length, { state: 'foreign', interface: '' });
  starts.forEach((from, n) => {
    const to = starts[n + 1] ?? lines.length;
    const [, version = '', sum, name = '', count] = HEADER.exec((lines[from] as string).trimEnd()) ?? [];
    const end = Math.min(from + 1 + Number(count), to);
    if (Number(version) > FORMAT_VERSION) cut(from, to, { state: 'newer', interface: name });
    else if (checksum(lines.slice(from + 1, end).join('')) === sum && end === from + 1 + Number(count)) {
      cut(from, end, { state: 'intact', interface: name });
      cut(end, to, { state: 'foreign', interface: '' });
    } else cut(from, to, { state: 'edited', interface: name });
  });
  return chunks;
}

/**
 * A file that as a whole belongs to one interface, as one chunk: ours only where the header is the first
 * line, and intact only where nothing stands after the sealed lines.
 */
export function wholeFileChunk(text: string): Chunk {
  const chunks = splitChunks(text);
  const [first] = chunks;
  if (first && first.state !== 'foreign') return chunks.length === 1 ? first : { ...first, state: 'edited', text };
  return { state: 'foreign', interface: '', line: 1, text };
}
