import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkd } from '../../backends/networkd/index.ts';
import { formatDocument } from '../../src/language/format.ts';
import { parseDocuments } from '../../src/language/parse.ts';
import { hostSchema } from '../../src/model/host.ts';
import { resolve } from '../../src/model/resolve.ts';
import type { Account } from '../../src/survey.ts';
import { memoryRoot } from '../support/memory-root.ts';
import { mutateTexts, textEdits } from '../support/mutated-text.ts';
import { nativeFiles } from '../support/native-networkd.ts';
import { runs } from '../support/runs.ts';

/** The accounts by path and first line. */
function byLine(accounts: readonly Account[]): ReadonlyMap<string, readonly Account[]> {
  const found = new Map<string, Account[]>();
  for (const account of accounts) {
    const place = `${account.path}:${account.line}`;
    found.set(place, [...(found.get(place) ?? []), account]);
  }
  return found;
}

describe('random files whose meaning is known', () => {
  test('are read as they are meant', () => {
    fc.assert(
      fc.property(nativeFiles, ({ files, host }) => {
        expect(networkd.survey(memoryRoot(files)).host).toEqual(host);
      }),
      runs(2),
    );
  });

  test('every line is understood or kept, as it is meant', () => {
    fc.assert(
      fc.property(nativeFiles, ({ files, lines }) => {
        const accounts = byLine(networkd.survey(memoryRoot(files)).accounts);
        for (const { path, line, text, state, says } of lines) {
          const found = accounts.get(`${path}:${line}`) ?? [];
          const what = `${path}:${line} ${text}: ${found.map(({ why }) => why).join()}`;
          expect([...new Set(found.map((account) => account.state))], what).toEqual([state]);
          if (says !== undefined)
            expect([...new Set(found.map((account) => account.says))], what).toEqual([says]);
        }
      }),
      runs(2),
    );
  });

  test('what is let go of is configured no more, and all others are as before', () => {
    fc.assert(
      fc.property(nativeFiles, fc.constantFrom('eth1', 'vlan7', 'eth3'), ({ files, host }, name) => {
        const after: Record<string, string> = { ...files };
        for (const { path, content } of networkd.release(memoryRoot(files), new Set([name]))) {
          if (content === undefined) delete after[path];
          else after[path] = content;
        }
        const left = networkd.survey(memoryRoot(after)).host.interfaces;
        const others = host.interfaces.filter((iface) => iface.name !== name);
        expect(left.map((iface) => iface.name)).toEqual(others.map((iface) => iface.name));
        for (const iface of others) {
          const found = left.find((other) => other.name === iface.name);
          expect({ ...found, port: undefined }).toEqual({ ...iface, port: undefined });
        }
      }),
      runs(),
    );
  });
});

test('whatever stands in the files, what is printed is a document that says the same', () => {
  fc.assert(
    fc.property(nativeFiles, textEdits, ({ files }, edits) => {
      const { host } = networkd.survey(memoryRoot(mutateTexts(files, edits)));
      const parsed = parseDocuments([{ file: 'd.xml', text: formatDocument(host, []) }]);
      const resolved = resolve(parsed.definitions, parsed.sources);
      const findings = [...parsed.findings, ...resolved.findings];
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(resolved.host).toEqual(host);
    }),
    runs(2),
  );
});

test('whatever stands in the files, reading never throws, and accounts for every line', () => {
  fc.assert(
    fc.property(nativeFiles, textEdits, ({ files }, edits) => {
      const texts = mutateTexts(files, edits);
      const root = memoryRoot(texts);
      const { host, accounts } = networkd.survey(root);
      expect(hostSchema.safeParse(host).error).toBeUndefined();
      const covered = new Map<string, Set<number>>();
      for (const { path, line, lines, state, why, says } of accounts) {
        const known = covered.get(path) ?? new Set();
        for (let n = 0; n < lines; n++) known.add(line + n);
        covered.set(path, known);
        if (state === 'kept' || state === 'unread') expect(why).toMatch(/\S/);
        if (state === 'understood') expect(says).toBeDefined();
      }
      for (const [path, text] of Object.entries(texts)) {
        if (text === '') continue;
        expect(covered.get(path)?.size, path).toBe(text.replace(/\n$/, '').split('\n').length);
      }
      networkd.read(root);
      networkd.release(root, new Set(['eth0', 'br0']));
    }),
    runs(3),
  );
});
