import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Parsed, parseDocuments } from '../../src/language/parse.ts';

/**
 * A folder below fixtures/ is a case: its *.xml are the documents of one run, and `expected/` is what comes
 * of them. `invalid/` holds documents that are refused, `foreign/` what others wrote (test/foreign.test.ts).
 */
export interface FixtureCase {
  readonly name: string;
  readonly documents: readonly { readonly file: string; readonly text: string }[];
  readonly parsed: Parsed;
}

export const fixturesFolder = join(import.meta.dirname, '../../fixtures');
const notCases: ReadonlySet<string> = new Set(['invalid', 'foreign']);

const names = readdirSync(fixturesFolder).filter((name) => !notCases.has(name));

export const fixtureCases: readonly FixtureCase[] = names.sort().map((name) => {
  const folder = join(fixturesFolder, name);
  const documents = readdirSync(folder)
    .filter((file) => file.endsWith('.xml'))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
  return { name, documents, parsed: parseDocuments(documents) };
});

/** Whether guest networks are among what the case's documents hold. */
export const hasNetworks = ({ parsed }: FixtureCase): boolean => parsed.networks.length > 0;

/** Every file below `folder` by its path in it; empty where there is no such folder. */
export function filesBelow(folder: string, prefix = ''): Record<string, string> {
  if (!existsSync(folder)) return {};
  const found: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) Object.assign(found, filesBelow(path, `${prefix}${entry.name}/`));
    else found[prefix + entry.name] = readFileSync(path, 'utf8');
  }
  return found;
}
