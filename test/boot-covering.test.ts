import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { featureUses } from '../src/model/features.ts';
import { resolve } from '../src/model/resolve.ts';
import { backendNames } from '../src/registry.ts';
import { broken } from './boot/broken.ts';
import { consumers } from './boot/consumers.ts';
import { coveringCases } from './boot/covering.ts';
import { specials } from './boot/special.ts';
import { coveringTrials } from './boot/trials.ts';
import { type FixtureCase, fixtureCases, fixturesFolder } from './support/fixture-cases.ts';

/** What every change boots (`npm run test:boot -- --covering`), without booting it. */

const featuresOf = (cases: readonly FixtureCase[]): Set<string> =>
  new Set(
    cases.flatMap(({ parsed }) =>
      featureUses(resolve(parsed.definitions, parsed.sources).host).map(({ feature }) => feature),
    ),
  );

describe.each(backendNames)('the cases that are booted with %s', (backend) => {
  test('have every feature that some case it writes has', () => {
    const written = fixtureCases.filter(({ name }) =>
      existsSync(join(fixturesFolder, name, 'expected', backend)),
    );
    expect(featuresOf(coveringCases(backend))).toEqual(featuresOf(written));
  });

  test('are cases that it writes', () => {
    for (const { name } of coveringCases(backend))
      expect(existsSync(join(fixturesFolder, name, 'expected', backend)), name).toBe(true);
  });
});

test('every backend has a consumer that boots', () => {
  expect(new Set(consumers.map(({ backend }) => backend))).toEqual(new Set(backendNames));
});

test('every special case is booted once, and what is broken on purpose with the first consumer of a backend', () => {
  const names = coveringTrials().map(({ name }) => name);
  for (const { name } of specials)
    expect(
      names.filter((each) => each === name),
      name,
    ).toHaveLength(1);
  expect(broken.some(({ name }) => names.includes(name))).toBe(true);
});
