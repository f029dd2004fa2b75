/** The two archive formats between host and guest: newc cpio on the way in, tar on the way out. */

/** A file for a cpio archive: mode with the file type's bits; a link's content is its target. */
export interface CpioEntry {
  readonly path: string;
  readonly mode: number;
  readonly content: Buffer;
}

export const FILE = 0o100000;
export const FOLDER = 0o040000;
export const LINK = 0o120000;

/** A newc archive as the kernel takes for an initrd (Documentation/driver-api/early-userspace/buffer-format.rst); all files are root's. */
export function cpio(entries: readonly CpioEntry[]): Buffer {
  const parts: Buffer[] = [];
  const padded = (buffer: Buffer): Buffer => Buffer.concat([buffer, Buffer.alloc(-buffer.length & 3)]);
  [...entries, { path: 'TRAILER!!!', mode: 0, content: Buffer.alloc(0) }].forEach(
    ({ path, mode, content }, n) => {
      const name = Buffer.from(`${path}\0`);
      const links = mode & FOLDER ? 2 : 1;
      const fields = [n + 1, mode, 0, 0, links, 0, content.length, 0, 0, 0, 0, name.length, 0];
      const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
      parts.push(padded(Buffer.concat([Buffer.from(header), name])), padded(content));
    },
  );
  return Buffer.concat(parts);
}

/** A folder's ancestors come before it, which the kernel needs. */
export function withFolders(entries: readonly CpioEntry[]): CpioEntry[] {
  const folders = new Set<string>();
  for (const { path } of entries) {
    const names = path.split('/');
    for (let depth = 1; depth < names.length; depth++) folders.add(names.slice(0, depth).join('/'));
  }
  const known = new Set(entries.map(({ path }) => path));
  const missing = [...folders].filter((path) => !known.has(path));
  const made = missing.map((path) => ({ path, mode: FOLDER | 0o755, content: Buffer.alloc(0) }));
  return [...made, ...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The regular files of a tar archive (ustar and GNU) by path; names of more than 100 bytes do not occur. */
export function untar(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  const text = (from: number, to: number): string => archive.toString('utf8', from, to).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const path = text(at, at + 100).replace(/^\.\//, '');
    const size = Number.parseInt(text(at + 124, at + 136), 8);
    const type = text(at + 156, at + 157);
    if (type === '0' || type === '') files.set(path, archive.toString('utf8', at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
