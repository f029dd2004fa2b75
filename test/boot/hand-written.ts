import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InterfaceType } from '../../src/model/interface.ts';
import { fixturesFolder } from '../support/fixture-cases.ts';
import type { Facts, HostFacts } from './facts.ts';
import { type Ways, withStpDefaults } from './ways.ts';

/**
 * fixtures/<case>/kernel.json: what the kernel must show, written by a person who read the document and not
 * computed; but for the consumer's ways.
 */
export function handWritten(fixture: string, ways: Ways): HostFacts {
  const path = join(fixturesFolder, fixture, 'kernel.json');
  if (!existsSync(path)) throw new Error(`${path} is missing: what must the kernel show?`);
  const written = JSON.parse(readFileSync(path, 'utf8')) as HostFacts;
  return Object.fromEntries(Object.entries(written).map(([name, facts]) => [name, inItsWay(facts, ways)]));
}

/** A route without a metric has the usual one. */
function inItsWay({ state, ...facts }: Facts, ways: Ways): Facts {
  const { raisesUnstarted, usualMetric } = ways;
  const { routes, kind } = facts;
  const usual = usualMetric?.[kind as InterfaceType];
  const complete = (route: string): string =>
    route.includes(' metric ') ? route : `${route} metric ${usual ?? (route.includes(':') ? 1024 : 0)}`;
  return {
    ...withStpDefaults(facts, ways),
    ...(ways.followsManagedFlag && facts['advertised address'] === 'yes' ? { 'DHCPv6 address': 'yes' } : {}),
    ...(state === undefined || (state === 'down' && raisesUnstarted) ? {} : { state }),
    ...(typeof routes === 'object' ? { routes: routes.map(complete).sort() } : {}),
  };
}
