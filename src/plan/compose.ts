import type { RenderedFile, RenderedPart } from '../backend.ts';
import type { CommentStyle } from '../native/comment.ts';
import { formatNotes } from '../native/notes.ts';
import { seal } from '../native/seal.ts';

/** A rendered part with its place in a file and its whole text: header, notes, body. */
export interface SealedPart {
  readonly path: string;
  readonly interface: string;
  /** Whether text of others may stand beside it in the file. */
  readonly shared: boolean;
  readonly text: string;
}

/** Every part of a rendering, sealed, in the order of files and parts. */
export function sealParts(files: readonly RenderedFile[]): SealedPart[] {
  const of = new Map<string, number>();
  for (const { parts } of files)
    for (const part of parts) of.set(part.interface, (of.get(part.interface) ?? 0) + 1);
  const seen = new Map<string, number>();
  return files.flatMap(({ path, parts, shared = false, comment }) =>
    parts.map((part) => {
      const number = (seen.get(part.interface) ?? 0) + 1;
      seen.set(part.interface, number);
      const place = { part: number, of: of.get(part.interface) ?? 1 };
      const text = seal(part.interface, unsealed(part, comment), place, comment);
      return { path, interface: part.interface, shared, text };
    }),
  );
}

const unsealed = ({ notes, body }: RenderedPart, comment?: CommentStyle): string =>
  formatNotes(notes, comment) + body;

/** The texts of a rendering as files of their own, in its order. */
export function composeFiles(files: readonly RenderedFile[]): { path: string; mode: number; text: string }[] {
  const texts = new Map<string, string>();
  for (const { path, text } of sealParts(files)) texts.set(path, (texts.get(path) ?? '') + text);
  return files.map(({ path, mode }) => ({ path, mode, text: texts.get(path) ?? '' }));
}
