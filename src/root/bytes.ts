/**
 * Text as the core sees it and bytes as the disk holds them. Files of others need not be UTF-8, yet must
 * survive byte for byte when something is added to them: a byte that is no UTF-8 becomes a lone surrogate
 * (U+DC80..U+DCFF, as Python's surrogateescape does), which valid UTF-8 never yields, and turns back into
 * that byte when written.
 */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function decodeBytes(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeEscaping(bytes);
  }
}

export function encodeText(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  const chunks = text
    .split(/([\uDC80-\uDCFF])/u)
    .map((chunk, n) => (n % 2 === 0 ? Buffer.from(chunk) : Buffer.of(chunk.charCodeAt(0) - 0xdc00)));
  return Buffer.concat(chunks);
}

/** A path for node:fs: bytes only where the name is no UTF-8. */
export const pathForDisk = (path: string): string | Buffer => (path.isWellFormed() ? path : encodeText(path));

/** The length of the UTF-8 sequence that starts with this byte, 0 where none does. */
const sequenceLength = (lead: number): number =>
  lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;

function decodeEscaping(bytes: Uint8Array): string {
  const parts: string[] = [];
  let from = 0;
  let at = 0;
  const flush = (): void => {
    if (from < at) parts.push(strict.decode(bytes.subarray(from, at)));
  };
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at] as number);
    if (length > 0 && isSequence(bytes, at, length)) {
      at += length;
      continue;
    }
    flush();
    parts.push(String.fromCharCode(0xdc00 + (bytes[at] as number)));
    from = ++at;
  }
  flush();
  return parts.join('');
}

/** Whether `length` bytes from `at` are one well-formed sequence (Unicode, table 3-7). */
function isSequence(bytes: Uint8Array, at: number, length: number): boolean {
  if (at + length > bytes.length) return false;
  for (let n = 1; n < length; n++) if (((bytes[at + n] as number) & 0xc0) !== 0x80) return false;
  const lead = bytes[at];
  const second = bytes[at + 1] ?? 0;
  if (lead === 0xe0) return second >= 0xa0;
  if (lead === 0xed) return second < 0xa0;
  if (lead === 0xf0) return second >= 0x90;
  if (lead === 0xf4) return second < 0x90;
  return true;
}
