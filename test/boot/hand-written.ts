import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixturesFolder } from '../support/fixture-cases.ts';
import type { Consumer } from './consumers.ts';
import type { Facts, HostFacts } from './facts.ts';

/**
 * fixtures/<case>/kernel.json: what the kernel must show, written by a person who read the document and not
 * computed. A route without a metric has the consumer's usual one.
 */
export function handWritten(fixture: string, { usualMetric }: Pick<Consumer, 'usualMetric'>): HostFacts {
  const path = join(fixturesFolder, fixture, 'kernel.json');
  if (!existsSync(path)) throw new Error(`${path} is missing: what must the kernel show?`);
  const written = JSON.parse(readFileSync(path, 'utf8')) as HostFacts;
  return Object.fromEntries(
    Object.entries(written).map(([name, facts]) => [name, withMetrics(facts, usualMetric)]),
  );
}

function withMetrics(facts: Facts, usualMetric: Consumer['usualMetric']): Facts {
  const { routes, kind } = facts;
  if (!Array.isArray(routes)) return facts;
  const usual = usualMetric?.[kind as keyof typeof usualMetric];
  const complete = (routes as readonly string[]).map((route) =>
    route.includes(' metric ') ? route : `${route} metric ${usual ?? (route.includes(':') ? 1024 : 0)}`,
  );
  return { ...facts, routes: complete.sort() };
}
