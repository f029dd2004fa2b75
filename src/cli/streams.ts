import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { fault, systemCode, systemReason } from '../root/fault.ts';

/**
 * The standard streams, without Node's stream objects: those load much that a run of a few milliseconds does
 * not need, and tell of errors when it is too late.
 */

/** Devices without a person behind them, of which /dev/null is one (devices.txt: major 1). */
const MEMORY_DEVICES = 1;

export function isTerminal(stream: 0 | 1 | 2): boolean {
  try {
    const stats = fstatSync(stream);
    const major = (stats.rdev >> 8) & 0xfff;
    if (!stats.isCharacterDevice() || major === MEMORY_DEVICES) return false;
    return process.getBuiltinModule('node:tty').isatty(stream);
  } catch {
    return false;
  }
}

/**
 * Writes all of `text` to standard output (1) or standard error (2). A reader that has gone away (`| head`)
 * is no error: it has seen what it wanted.
 */
export function print(stream: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(stream, bytes, at);
    } catch (error) {
      const code = systemCode(error);
      if (code === 'EAGAIN') pause();
      else if (code === 'EPIPE' || stream === 2) return;
      else throw fault('output-failed', { reason: systemReason(error) }, error);
    }
  }
}

/** The first `limit` bytes of a file, pipe or descriptor. Throws what the system says. */
export function readUpTo(source: string | 0, limit: number): Buffer {
  const fd = source === 0 ? 0 : openSync(source, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let length = 0; length < limit; ) {
      const chunk = Buffer.allocUnsafe(Math.min(limit - length, 64 * 1024));
      const read = readChunk(fd, chunk);
      if (read === 0) break;
      chunks.push(chunk.subarray(0, read));
      length += read;
    }
    return Buffer.concat(chunks);
  } finally {
    if (source !== 0) closeSync(fd);
  }
}

/** A line that someone types, without its end; undefined where the input has ended. */
export function readLine(): string | undefined {
  const byte = Buffer.alloc(1);
  const bytes: number[] = [];
  while (readChunk(0, byte) > 0) {
    if (byte[0] === 0x0a) return Buffer.from(bytes).toString();
    bytes.push(byte[0] as number);
  }
  return undefined;
}

function readChunk(fd: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(fd, chunk);
    } catch (error) {
      if (systemCode(error) === 'EOF') return 0;
      if (systemCode(error) !== 'EAGAIN') throw error;
      pause();
    }
  }
}

/** A pipe that is not ready, and not blocking: gives its other end 5 ms. */
const pause = (): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
