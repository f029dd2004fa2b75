import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../src/backend.ts';
import { type Finding, hasErrors } from '../../src/findings/finding.ts';
import { checkHost } from '../../src/model/check.ts';
import { definitionsOf } from '../../src/model/definition.ts';
import type { Feature } from '../../src/model/features.ts';
import type { Host } from '../../src/model/host.ts';
import type { Interface } from '../../src/model/interface.ts';
import { sameValue } from '../../src/model/same.ts';
import { composeFiles } from '../../src/plan/compose.ts';
import { type Conversion, convertedFiles, planConvert } from '../../src/plan/convert.ts';
import { loadBackends } from '../../src/registry.ts';
import { arbitraryHost } from '../support/arbitrary-host.ts';
import { placesOf } from '../support/hosts.ts';
import { expressible } from '../support/meaning.ts';
import { memoryRoot, rootAfter, rootOf } from '../support/memory-root.ts';
import { runs } from '../support/runs.ts';

const backends = await loadBackends();
const pairs = backends.flatMap((from) =>
  backends.filter((to) => to !== from).map((to) => ({ from, to, name: `${from.name} to ${to.name}` })),
);

/**
 * Of random hosts that the first backend takes, the least share that is carried to the second without any loss. The
 * hosts are full of rare settings; ifupdown lacks MAC matches, peerdns=no and names with dots.
 */
const floors: Readonly<Record<string, number>> = { networkd: 0.45, ifcfg: 0.2, ifupdown: 0.05 };
const carried = new Map<string, { whole: number; of: number }>();

afterAll(() => {
  const shares = [...carried].map(([name, { whole, of }]) => `${name} ${Math.round((100 * whole) / of)} %`);
  console.log(`hosts carried without loss: ${shares.join(', ')}`);
});

describe.each(pairs)('$name, random hosts', ({ from, to, name }) => {
  const hosts = arbitraryHost
    .map((host) => expressible(from, host))
    .filter((host) => !hasErrors(checkHost(host, placesOf(definitionsOf(host)))));
  const convert = (host: Host, allowLoss: boolean) =>
    convertedFiles({
      from,
      to,
      root: rootOf(from.render(host)),
      rename: new Map(),
      dropMacMatch: false,
      allowLoss,
    });
  const written = ({ host }: Conversion): Host => to.survey(rootOf(to.render(host))).host;

  test('what is carried reads back the same, and what is lost is named', () => {
    const tally = { whole: 0, of: 0 };
    carried.set(name, tally);
    fc.assert(
      fc.property(hosts, (host) => {
        const conversion = convert(host, false);
        const errors = conversion.findings.filter(({ severity }) => severity === 'error');
        tally.of++;
        if (errors.length === 0) {
          tally.whole++;
          expect(written(conversion)).toEqual(host);
          return;
        }
        expect(conversion.files).toEqual([]);
        expect(errors.filter((error) => !isLimitOf(to, error))).toEqual([]);
        const lossy = convert(host, true);
        expect(written(lossy)).toEqual(lossy.host);
        expectNamed(host, lossy.host, new Set(errors.map((error) => error.interface)));
      }),
      runs(2),
    );
    expect(tally.whole / tally.of).toBeGreaterThan(floors[to.name] ?? 0.5);
  });

  test('in place, the old files go and nothing but the new ones configures the interfaces', () => {
    fc.assert(
      fc.property(hosts, (host) => {
        const files = Object.fromEntries(
          composeFiles(from.render(host)).map(({ path, text }) => [path, text] as const),
        );
        const plan = planConvert({
          from,
          to,
          backend: to,
          others: backends.filter((other) => other !== to),
          root: memoryRoot(files),
          rename: new Map(),
          dropMacMatch: false,
          allowLoss: true,
        });
        expect(plan.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
        const after = rootAfter(files, plan.changes).root;
        expect(from.survey(after).host.interfaces).toEqual([]);
        expect(to.survey(after).host).toEqual(plan.host);
        expect(from.read(after).claims).toEqual([]);
      }),
      runs(0.5),
    );
  });
});

/** Whether an error tells of a feature that the backend declares it cannot say. */
function isLimitOf({ capabilities }: Backend, { code }: Finding): boolean {
  const feature = code.replace(/^unsupported-/, '') as Feature;
  if (code === 'lost-along') return true;
  return code.startsWith('unsupported-') && capabilities[feature]?.level === 'none';
}

/** Members move up where one before them goes. */
const withoutPlace = (iface: Interface | undefined) =>
  iface?.port ? { ...iface, port: { ...iface.port, position: 0 } } : iface;

/** What differs is named, or is a member of what is: a controller that is lost lets go of its members. */
function expectNamed(before: Host, after: Host, named: ReadonlySet<string | undefined>): void {
  const then = new Map(after.interfaces.map((iface) => [iface.name, iface]));
  const changed = before.interfaces.filter(
    (iface) => !sameValue(withoutPlace(iface), withoutPlace(then.get(iface.name))),
  );
  const names = new Set(changed.map((iface) => iface.name));
  expect([...named].filter((name) => !names.has(name ?? ''))).toEqual([]);
  const isBelowNamed = (iface: Interface): boolean => {
    const controller = before.interfaces.find(({ name }) => name === iface.port?.controller);
    return controller !== undefined && (named.has(controller.name) || isBelowNamed(controller));
  };
  expect(changed.filter((iface) => !named.has(iface.name) && !isBelowNamed(iface))).toEqual([]);
}
