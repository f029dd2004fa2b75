/** How a format writes a comment of one line: `# …`, or `<!-- … -->`. */
export type CommentStyle = 'hash' | 'xml';

/**
 * A line of its own that says `text`, which is one line without backslashes but for JSON's. XML allows no `--` in
 * a comment (section 2.5): of hyphens in a row all but the last are written as JSON would escape them.
 */
export function commentLine(text: string, style: CommentStyle): string {
  return style === 'hash' ? `# ${text}\n` : `<!-- ${text.replace(/-(?=-)/g, '\\u002d')} -->\n`;
}

/** What a comment line of either style says, or undefined where it is none. */
export function commentText(line: string): string | undefined {
  if (line.startsWith('# ')) return line.slice(2);
  const inXml = /^<!-- (.*) -->$/.exec(line)?.[1];
  return inXml?.replaceAll('\\u002d', '-');
}
