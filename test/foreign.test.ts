import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatDocument } from '../src/language/format.ts';
import { loadBackends } from '../src/registry.ts';
import type { Account, Survey } from '../src/survey.ts';
import { fixturesFolder } from './support/fixture-cases.ts';
import { foreignRoot } from './support/foreign-root.ts';
import { expectSayable, expectWhole } from './support/surveys.ts';

/**
 * What people and other tools wrote. fixtures/foreign/<backend>/<case>/ holds
 *
 *   source.txt     one line: which manual or tool shows configuration of this kind, and what it is about
 *   root/etc/…     the files, as they stand below a root; a file whose text is `-> TARGET` is a symbolic link
 *   interface.xml  what they mean: the canonical document of all interfaces, members without a line of their own too
 *   accounts.txt   the lines that are kept or never read, with the reason, and the findings; absent where there are none
 *
 * UPDATE_FIXTURES=1 writes the last two anew; then read them line by line before you believe them.
 */
const update = process.env.UPDATE_FIXTURES === '1';
const folder = join(fixturesFolder, 'foreign');
const backends = await loadBackends();

describe.each(backends)('$name', (backend) => {
  const cases = existsSync(join(folder, backend.name)) ? readdirSync(join(folder, backend.name)).sort() : [];

  test.each(cases)('%s', (name) => {
    const place = join(folder, backend.name, name);
    const root = foreignRoot(join(place, 'root'));
    const survey = backend.survey(root.view);
    settle(join(place, 'interface.xml'), formatDocument(survey.host, []));
    settle(join(place, 'accounts.txt'), describeAccounts(survey));
    expect(readFileSync(join(place, 'source.txt'), 'utf8')).toMatch(/^\S.{20,}\n$/);
    expectWhole(survey, root.texts);
    expectSayable(survey);
  });
});

function describeAccounts({ accounts, findings }: Survey): string {
  const rows = [
    ...accounts.filter(({ state }) => state === 'kept' || state === 'unread').map(describeAccount),
    ...findings.map(
      ({ severity, code, message, interface: name = '-' }) => `${severity} ${code} ${name}: ${message}`,
    ),
  ];
  return rows.map((row) => `${row}\n`).join('');
}

const describeAccount = ({ state, path, line, interface: name = '-', text, why }: Account): string =>
  `${state} ${path}:${line} ${name}: ${text.trim().replaceAll('\n', '⏎')} (${why})`;

/** Compares a file with what came, empty meaning none; or makes it so. */
function settle(path: string, came: string): void {
  const stands = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (!update) expect(came).toBe(stands);
  else if (came === '') rmSync(path, { force: true });
  else if (came !== stands) writeFileSync(path, came);
}
