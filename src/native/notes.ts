import type { Notes, NoteValue } from '../model/defaults.ts';
import { type CommentStyle, commentLine, commentText } from './comment.ts';

/**
 * Notes are structured comments: `# ifscribe: KEY VALUE`, the value as JSON on one line. Every character
 * outside a small allow-list is written as \uXXXX, so that nothing in a note can be a directive, a variable
 * that a script greps for (`eval $(grep -F "DEVICE=" …)` in Red Hat's), a template (`${…}`) or a line of its own.
 */
const PREFIX = 'ifscribe: ';
const UNSAFE = /[^A-Za-z0-9 _.,:@+/-]/g;

export function formatNotes(notes: Notes, style: CommentStyle = 'hash'): string {
  return Object.keys(notes)
    .sort()
    .map((key) => commentLine(`${PREFIX}${key} ${formatValue(notes[key] as NoteValue)}`, style))
    .join('');
}

function formatValue(value: NoteValue): string {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'object' ? `[${value.map(quote).join(',')}]` : String(value);
}

const quote = (text: string): string =>
  `"${text.replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;

/** The notes among the lines of `text`; a line that is no well-formed note is passed over. */
export function parseNotes(text: string): Notes {
  const notes: Record<string, NoteValue> = {};
  if (!text.includes(PREFIX)) return notes;
  for (const line of text.split('\n')) {
    const comment = commentText(line);
    if (!comment?.startsWith(PREFIX)) continue;
    const match = /^([a-z0-9-]+) (.+)$/.exec(comment.slice(PREFIX.length));
    const value = parseValue(match?.[2] ?? '');
    if (match?.[1] && value !== undefined) notes[match[1]] = value;
  }
  return notes;
}

function parseValue(text: string): NoteValue | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    return Array.isArray(value) && value.every((v) => typeof v === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}
