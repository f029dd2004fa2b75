import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasErrors } from '../src/findings/finding.ts';
import { formatHost } from '../src/language/format.ts';
import { parseDocuments } from '../src/language/parse.ts';
import { checkHost } from '../src/model/check.ts';
import { definitionsOf } from '../src/model/definition.ts';
import { emptyHost, type Host } from '../src/model/host.ts';
import { merge } from '../src/model/merge.ts';
import { resolve } from '../src/model/resolve.ts';
import { arbitraryHost } from './support/arbitrary-host.ts';
import { shuffled } from './support/arbitrary-values.ts';
import { placesOf } from './support/hosts.ts';
import { runs } from './support/runs.ts';
import { scrambled } from './support/scrambled-xml.ts';

/** What documents make of themselves: no error, and the host. */
function hostOf(...texts: readonly string[]): Host {
  const parsed = parseDocuments(texts.map((text, n) => ({ file: `${n}.xml`, text })));
  const { host, findings } = resolve(parsed.definitions, parsed.sources);
  const all = [...parsed.findings, ...findings, ...checkHost(host, parsed.sources)];
  expect(all.filter(({ severity }) => severity === 'error')).toEqual([]);
  return host;
}

const dice = fc.infiniteStream(fc.nat());

describe('the language', () => {
  test('a host that is formatted and read again is the same, and is formatted the same', () => {
    fc.assert(
      fc.property(arbitraryHost, (host) => {
        const text = formatHost(host);
        expect(hostOf(text)).toEqual(host);
        expect(formatHost(hostOf(text))).toBe(text);
      }),
      runs(3),
    );
  });

  test('the order of attributes, of elements of different kinds and of interfaces says nothing', () => {
    fc.assert(
      fc.property(arbitraryHost, dice, (host, order) => {
        expect(hostOf(scrambled(formatHost(host), order))).toEqual(host);
      }),
      runs(2),
    );
  });

  test('the order of files says nothing', () => {
    fc.assert(
      fc.property(arbitraryHost, dice, (host, order) => {
        const names = host.interfaces.filter(({ topLevel }) => topLevel).map(({ name }) => name);
        const one = names.map((name) => formatHost(host, [name]));
        expect(hostOf(...shuffled(one, order))).toEqual(host);
      }),
      runs(),
    );
  });
});

describe('the model', () => {
  const resolved = (definitions: ReturnType<typeof definitionsOf>) =>
    resolve(definitions, placesOf(definitions));

  test('definitions in any order resolve into the host they came of, without an error', () => {
    fc.assert(
      fc.property(arbitraryHost, dice, (host, order) => {
        const { host: again, findings } = resolved(shuffled(definitionsOf(host), order));
        expect(hasErrors(findings)).toBe(false);
        expect(again).toEqual(host);
      }),
      runs(2),
    );
  });

  test('merging what stands already changes nothing', () => {
    fc.assert(
      fc.property(arbitraryHost, fc.infiniteStream(fc.boolean()), (host, coin) => {
        const some = definitionsOf(host).filter(() => coin.next().value);
        expect(resolved(merge(host, some)).host).toEqual(host);
      }),
      runs(2),
    );
  });

  test('merging into nothing leaves what comes in', () => {
    fc.assert(
      fc.property(arbitraryHost, (host) => {
        expect(resolved(merge(emptyHost, definitionsOf(host))).host).toEqual(host);
      }),
      runs(),
    );
  });

  test('random hosts pass the checks', () => {
    fc.assert(
      fc.property(arbitraryHost, (host) => {
        const found = checkHost(host, placesOf(definitionsOf(host)));
        expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
      }),
      runs(2),
    );
  });
});
