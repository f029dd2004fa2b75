import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { search, type Undone } from '../src/plan/adopt/search.ts';
import { runs } from './support/runs.ts';

/** What is undone is what is needed and not taken, and what was taken and harms. */
const undoneOf =
  (needed: readonly string[], harmful: readonly string[] = []): Undone<string> =>
  (steps) =>
    new Set([
      ...needed.filter((need) => !steps.includes(need)),
      ...harmful.filter((harm) => steps.includes(harm)),
    ]);

describe('the fewest steps', () => {
  test('are none where nothing is undone', () => {
    expect(search({ steps: ['a', 'b'], others: [] }, undoneOf([]), 100).steps).toEqual([]);
  });

  test('are those that are needed, in their order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { maxLength: 12 }),
        fc.infiniteStream(fc.boolean()),
        (steps, coin) => {
          const needed = steps.filter(() => coin.next().value);
          const found = search({ steps, others: [] }, undoneOf([...needed].reverse()), 1000);
          expect(found.steps).toEqual(needed);
        },
      ),
      runs(),
    );
  });

  test('leave out one that harms, and take another way of the same', () => {
    const undone: Undone<string> = (steps) =>
      new Set([
        ...(steps.includes('MTU=1400') || steps.includes('mtu 1400') ? [] : ['mtu']),
        ...(steps.includes('MTU=1400') ? ['a line that is ignored'] : []),
      ]);
    expect(search({ steps: ['MTU=1400'], others: ['mtu 1400'] }, undone, 100).steps).toEqual(['mtu 1400']);
  });

  test('are taken together where one alone does harm', () => {
    const both: Undone<string> = (steps) => {
      const [a, b] = [steps.includes('out'), steps.includes('in')];
      return new Set([...(a && b ? [] : ['moved']), ...(a === b ? [] : ['half'])]);
    };
    expect(search({ steps: ['x', 'out', 'y', 'in'], others: [] }, both, 1000).steps).toEqual(['out', 'in']);
  });

  test('are all but the needless ones where only many together do anything', () => {
    const steps = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const needed = ['a', 'b', 'c', 'e', 'f', 'g'];
    const undone: Undone<string> = (some) =>
      new Set(needed.every((need) => some.includes(need)) ? [] : ['all of it']);
    expect(search({ steps, others: [] }, undone, 1000).steps).toEqual(needed);
  });

  test('are none to be found where no steps do it', () => {
    expect(search({ steps: ['a'], others: ['b'] }, undoneOf(['c']), 100).steps).toBeUndefined();
  });

  test('are looked for no longer than there are tries; then all of them are taken that are known to do', () => {
    const steps = Array.from({ length: 60 }, (_, n) => `${n}`);
    let asked = 0;
    const undone: Undone<string> = (some) => {
      asked++;
      return undoneOf(['58', '59'])(some);
    };
    const { steps: found, tried } = search({ steps, others: [] }, undone, 5);
    expect(found).toEqual(steps);
    expect(asked).toBe(tried);
    expect(asked).toBeLessThan(10);
  });
});
