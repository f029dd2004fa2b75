import { type Finding, finding } from '../findings/finding.ts';
import { openSource, positionAt } from './source.ts';

/** The largest document, in bytes. */
export const DOCUMENT_BYTES_MAX = 16 * 1024 * 1024;

/** A document's text, or why its bytes are none. */
export type Decoded = { readonly text: string } | { readonly finding: Finding };

/** The text of a file's bytes: UTF-8, or UTF-16 with a byte order mark (XML 1.0 section 4.3.3). */
export function decodeDocument(file: string, bytes: Uint8Array): Decoded {
  if (bytes.length > DOCUMENT_BYTES_MAX) {
    return { finding: finding('xml-too-large', {}, { at: { file, line: 1, column: 1 } }) };
  }
  const encoding = encodingOf(bytes);
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    const readable = bytes.subarray(0, firstBadByte(bytes, encoding));
    const good = new TextDecoder(encoding).decode(readable, { stream: true });
    const source = openSource(file, good);
    return {
      finding: finding('xml-encoding', { encoding: '' }, { at: positionAt(source, source.text.length) }),
    };
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-8';
}

/** How many bytes can be decoded before the first that cannot. */
function firstBadByte(bytes: Uint8Array, encoding: string): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (canDecode(bytes.subarray(0, middle), encoding)) good = middle;
    else bad = middle;
  }
  return good;
}

function canDecode(bytes: Uint8Array, encoding: string): boolean {
  try {
    // As a stream, a character that is cut off at the end is no fault.
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Whether a text is larger than a document may be. */
export function isTooLarge(text: string): boolean {
  if (text.length > DOCUMENT_BYTES_MAX) return true;
  return text.length * 3 > DOCUMENT_BYTES_MAX && new TextEncoder().encode(text).length > DOCUMENT_BYTES_MAX;
}
