import { expect } from 'vitest';
import { formatDocument } from '../../src/language/format.ts';
import { parseDocuments } from '../../src/language/parse.ts';
import type { Host } from '../../src/model/host.ts';
import { resolve } from '../../src/model/resolve.ts';
import type { Account, Survey } from '../../src/survey.ts';

type Texts = Readonly<Record<string, string>>;

/**
 * Every line of every file that the survey tells of has an account, with a reason where it is not in the
 * model.
 */
export function expectWhole({ accounts }: Survey, texts: Texts): void {
  const lines = new Map<string, Set<number>>();
  for (const { path, line, lines: count, state, why } of accounts) {
    expect(line).toBeGreaterThan(0);
    expect(count).toBeGreaterThan(0);
    const known = lines.get(path) ?? new Set();
    for (let at = line; at < line + count; at++) known.add(at);
    lines.set(path, known);
    if (state === 'kept' || state === 'unread') expect(why, `${path}:${line}`).toMatch(/\S/);
  }
  for (const [path, known] of lines) {
    const text = texts[path] ?? '';
    const count = text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
    expect(
      [...known].sort((a, b) => a - b),
      path,
    ).toEqual(Array.from({ length: count }, (_, n) => n + 1));
  }
}

/** What is read prints as a document that says the same. */
export function expectSayable({ host }: { readonly host: Host }): void {
  const parsed = parseDocuments([{ file: 'interface.xml', text: formatDocument(host, []) }]);
  const resolved = resolve(parsed.definitions, parsed.sources);
  const found = [...parsed.findings, ...resolved.findings];
  expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(resolved.host).toEqual(host);
}

/** The lines came out as whoever made them meant, and no other line is kept. */
export function expectStates(
  { accounts }: Survey,
  expected: readonly Pick<Account, 'path' | 'line' | 'text' | 'state'>[],
): void {
  for (const { path, line, text, state } of expected) {
    const found = accounts.filter(
      (account) => account.path === path && account.line === line && account.text.trim().startsWith(text),
    );
    expect(
      found.map((account) => account.state),
      `${path}:${line} ${text}`,
    ).toContain(state);
  }
  const isKept = ({ state }: Pick<Account, 'state'>): boolean => state === 'kept';
  expect(accounts.filter(isKept)).toHaveLength(expected.filter(isKept).length);
}
