import type { FileEdit, RootView } from '../../src/backend.ts';
import type { Host } from '../../src/model/host.ts';
import { splitChunks } from '../../src/native/seal.ts';
import { entriesOf } from './lexer.ts';
import { MAIN_FILE, OUR_FILE } from './paths.ts';
import { covers, sourcesOf } from './sources.ts';

const SOURCE_LINE = `# Added by ifscribe, and removed with its last interface:\nsource ${OUR_FILE}\n`;
const NEW_MAIN_FILE = `auto lo\niface lo inet loopback\n\n${SOURCE_LINE}`;

/**
 * The line of /etc/network/interfaces through which ifup reads our file: added where no line there covers it,
 * gone with the last interface. What others wrote stays as it is.
 */
export function integrate(host: Host, root: RootView): FileEdit[] {
  const text = root.text(MAIN_FILE);
  if (host.interfaces.length === 0 && holdsForeign(root.text(OUR_FILE) ?? '')) return [];
  const content = host.interfaces.length === 0 ? withoutSource(text) : withSource(text, root);
  return content === text ? [] : [{ path: MAIN_FILE, mode: 0o644, content }];
}

/** Whether our file holds stanzas that we do not take away: those of others, and of a later version. */
const holdsForeign = (text: string): boolean =>
  splitChunks(text).some(
    ({ state, text: chunk }) => (state === 'foreign' || state === 'newer') && entriesOf(chunk).length > 0,
  );

function withSource(text: string | undefined, root: RootView): string {
  if (text === undefined) return NEW_MAIN_FILE;
  if (covers(sourcesOf(root, { pastFaults: true }), OUR_FILE)) return text;
  // The blank line also ends a last line that goes on (`\`), which would swallow ours; without one, the line
  // feed that the last line lacks goes again with our line.
  const goesOn = text.endsWith('\\');
  const lead = text === '' ? '' : goesOn ? '\n\n' : '\n';
  return text + lead + SOURCE_LINE;
}

function withoutSource(text: string | undefined): string | undefined {
  if (text === undefined || text === NEW_MAIN_FILE) return undefined;
  if (text.includes(`\n\n${SOURCE_LINE}`)) return text.replace(`\n\n${SOURCE_LINE}`, '\n');
  return text.endsWith(`\n${SOURCE_LINE}`)
    ? text.slice(0, -SOURCE_LINE.length - 1)
    : text.replace(SOURCE_LINE, '');
}
