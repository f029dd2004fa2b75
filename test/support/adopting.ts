import { expect } from 'vitest';
import type { Backend, RootView } from '../../src/backend.ts';
import type { Finding } from '../../src/findings/finding.ts';
import { definitionsOf } from '../../src/model/definition.ts';
import { changedFacets } from '../../src/model/facets.ts';
import type { Host } from '../../src/model/host.ts';
import type { Interface } from '../../src/model/interface.ts';
import type { Plan } from '../../src/plan/carry.ts';
import type { Change } from '../../src/plan/change.ts';
import { planApply } from '../../src/plan/plan.ts';
import { placesOf } from './hosts.ts';

/** Plans a host into what others wrote: apply --adopt. */
export function planAdopting({
  backend,
  backends = [],
  root,
  host,
  allowLoss = false,
}: {
  readonly backend: Backend;
  readonly backends?: readonly Backend[];
  readonly root: RootView;
  readonly host: Host;
  readonly allowLoss?: boolean;
}): Plan {
  const definitions = definitionsOf(host);
  return planApply({
    backend,
    others: backends.filter((other) => other !== backend),
    root,
    definitions,
    sources: placesOf(definitions),
    prune: false,
    allowLoss,
    adopt: true,
  });
}

export const errorsOf = ({ findings }: Plan): readonly Finding[] =>
  findings.filter(({ severity }) => severity === 'error');

export const changesOf = ({ changes }: Plan): readonly Change[] =>
  changes.filter(({ action }) => action !== 'unchanged');

/** The hosts hold the same interfaces, which mean the same. */
export function expectSame(host: Host, wanted: Host): void {
  const differs = changedFacets(host, wanted);
  for (const { name } of wanted.interfaces) expect([...(differs(name) ?? ['absent'])], name).toEqual([]);
}

/** `n`: which of the interfaces it is. */
type Edit = (iface: Interface, n: number) => Interface;

/** What people change. */
export const changes: Readonly<Record<'mtu' | 'address' | 'start', Edit>> = {
  mtu: (iface) => ({ ...iface, mtuBytes: iface.mtuBytes === 1400 ? 1380 : 1400 }),
  address: (iface, n) => {
    const { routes = [], addresses = [], ...ipv4 } = iface.ipv4 ?? {};
    const more = { address: `10.77.${n}.5`, prefix: 24 };
    return { ...iface, ipv4: { ...ipv4, routes, addresses: [...addresses, more] } };
  },
  start: (iface) => ({ ...iface, start: iface.start === 'none' ? 'onboot' : 'none' }),
};

/** A change of every interface that is no member, at once. */
export const everyone = (host: Host, change: Edit): Host => ({
  interfaces: host.interfaces.map((iface, n) => (iface.port ? iface : change(iface, n))),
});

/** How many lines are in only one of two sets of files, without the headers and notes that the second has. */
export function linesBetween(
  before: readonly (string | undefined)[],
  after: readonly (string | undefined)[],
): number {
  const count = new Map<string, number>();
  const add = (texts: readonly (string | undefined)[], by: number): void => {
    for (const line of texts.flatMap((text) => (text ?? '').split('\n')).map((each) => each.trim()))
      if (line !== '' && !/^# ifscribe\b/.test(line)) count.set(line, (count.get(line) ?? 0) + by);
  };
  add(before, -1);
  add(after, 1);
  return [...count.values()].reduce((sum, n) => sum + Math.abs(n), 0);
}

/** Lines that must survive: comments, and what the model has no word for. */
export function linesToKeep(backend: Backend, root: RootView): string[] {
  const { accounts } = backend.survey(root);
  return accounts
    .filter(({ state }) => state === 'comment' || state === 'kept')
    .map(({ text }) => text.trim())
    .filter((text) => text !== '');
}

/** Of some lines those that stand in none of the files any more, or less often. */
export function linesMissing(lines: readonly string[], files: readonly (string | undefined)[]): string[] {
  const left = files.flatMap((text) => (text ?? '').split('\n')).map((line) => line.trim());
  const text = left.join('\n');
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    // A word of a line, or a line that goes on.
    const parts = line.replace(/^\w+=/, '').split('\n');
    return at < 0 && !parts.every((part) => text.includes(part.trim()));
  });
}
