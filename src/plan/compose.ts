import type { RenderedFile, RenderedPart } from '../backend.ts';
import { formatNotes } from '../native/notes.ts';
import { seal } from '../native/seal.ts';

/** A part as it stands in a file: header, notes, body. */
export const partText = (part: RenderedPart): string => seal(part.interface, formatNotes(part.notes) + part.body);

/** The whole text of a rendered file. */
export const fileText = (file: RenderedFile): string => file.parts.map(partText).join('');
