import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixturesFolder } from '../support/fixture-cases.ts';
import type { HostFacts } from './facts.ts';
import { inItsWay } from './in-its-way.ts';
import type { Ways } from './ways.ts';

/**
 * fixtures/<case>/kernel.json: what the kernel must show, written by a person who read the document and not
 * computed; but for the consumer's ways.
 */
export function handWritten(fixture: string, ways: Ways): HostFacts {
  const path = join(fixturesFolder, fixture, 'kernel.json');
  if (!existsSync(path)) throw new Error(`${path} is missing: what must the kernel show?`);
  return inItsWay(JSON.parse(readFileSync(path, 'utf8')) as HostFacts, ways);
}
