import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Feature, featureUses } from '../../src/model/features.ts';
import { resolve } from '../../src/model/resolve.ts';
import { type FixtureCase, fixtureCases, fixturesFolder, hasNetworks } from '../support/fixture-cases.ts';

/**
 * As few cases as a simple rule finds that together have every feature which any case of the backend's has: always
 * the case with the most features not yet seen, of several the first by name.
 */
export function coveringCases(backend: string): FixtureCase[] {
  const left = new Map(
    fixtureCases.filter((each) => isAccepted(each, backend)).map((each) => [each, new Set(featuresOf(each))]),
  );
  const chosen: FixtureCase[] = [];
  for (;;) {
    const [best, gain] = [...left].reduce<[FixtureCase | undefined, ReadonlySet<Feature>]>(
      (most, each) => (each[1].size > most[1].size ? each : most),
      [undefined, new Set()],
    );
    if (!best) return chosen;
    chosen.push(best);
    const seen = [...gain];
    for (const features of left.values()) for (const feature of seen) features.delete(feature);
  }
}

/** A case that the backend refuses has findings in place of files; one with guest networks is tried with guests. */
const isAccepted = (fixture: FixtureCase, backend: string): boolean =>
  !hasNetworks(fixture) && existsSync(join(fixturesFolder, fixture.name, 'expected', backend));

function featuresOf({ parsed }: FixtureCase): Feature[] {
  const { host } = resolve(parsed.definitions, parsed.sources);
  return featureUses(host).map(({ feature }) => feature);
}
