import type { ForeignClaim, Reading, RootView } from '../../src/backend.ts';
import { type Finding, finding } from '../../src/findings/finding.ts';
import { claimsOf } from './claims.ts';
import type { Row } from './directives.ts';
import { filesIn } from './files.ts';
import { readFiles } from './reading.ts';
import type { ReadFile } from './route-files.ts';

/** What the root holds: our files as interfaces, those of others as claims. */
export function read(root: RootView): Reading {
  const all = filesIn(root);
  const { host, files } = readFiles(root, 'ours', all);
  const parts: Reading['parts'][number][] = [];
  const claims: ForeignClaim[] = [];
  for (const file of all) {
    if (file.ignored === 'by both' || file.kind === 'keys') continue;
    if (file.chunk.state === 'foreign') claims.push(...claimsOf(file));
    else parts.push({ ...file.chunk, path: file.path });
  }
  return { host, parts, claims, problems: files.flatMap(problemsOf) };
}

/** What somebody wrote into a file of ours that the model cannot say. */
function problemsOf({ file, rows = () => [], remarks = [], leftOut, unread }: ReadFile): Finding[] {
  const { path, chunk } = file;
  const problem = (line: number, what: string): Finding =>
    finding(
      'not-understood',
      { path, problem: what },
      { at: { file: path, line, column: 1 }, interface: chunk.interface },
    );
  const lost = unread ?? (chunk.state === 'edited' && remarks.length > 0 ? undefined : leftOut);
  if (lost !== undefined) return [problem(rows()[0]?.line ?? 1, lost)];
  if (chunk.state === 'edited') {
    const told = remarks.map(({ line, what }) => problem(line, what));
    const lines = new Set(remarks.map(({ line }) => line));
    // Where the file says no interface, nothing asked for its other keys.
    const isSaid = (row: Row): boolean => leftOut === undefined || !row.isUnasked;
    const kept = rows().filter((row) => row.state === 'kept' && !lines.has(row.line) && isSaid(row));
    return [
      ...told,
      ...kept.map(({ line, why, text = '' }) => problem(line, `${text.slice(0, 80)}: ${why}`)),
    ];
  }
  return [];
}
