import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Backend, RenderedFile, RootView } from '../src/backend.ts';
import { hasErrors } from '../src/findings/finding.ts';
import { checkHost } from '../src/model/check.ts';
import { definitionsOf } from '../src/model/definition.ts';
import { emptyHost, type Host, hostSchema } from '../src/model/host.ts';
import type { Plan } from '../src/plan/carry.ts';
import type { Change } from '../src/plan/change.ts';
import { composeFiles } from '../src/plan/compose.ts';
import { planApply } from '../src/plan/plan.ts';
import { rootStatus } from '../src/plan/status.ts';
import { planUndefine } from '../src/plan/undefine.ts';
import { loadBackends } from '../src/registry.ts';
import { arbitraryHost } from './support/arbitrary-host.ts';
import { shuffled } from './support/arbitrary-values.ts';
import { arbitraryEdits, edited, withMembersReversed, withoutLastMembers } from './support/changed-host.ts';
import { deepFreeze } from './support/freeze.ts';
import { placesOf } from './support/hosts.ts';
import { expressible, meaningOf, withNotesOf, withoutComments } from './support/meaning.ts';
import { memoryRoot, rootAfter, rootOf } from './support/memory-root.ts';
import { mutate, textEdits } from './support/mutated-text.ts';
import { runs } from './support/runs.ts';

const backends = await loadBackends();

/** What every backend must hold for every host, tried on random ones; a new backend is tried by being listed. */
describe.each(backends)('$name, random hosts', (backend) => {
  /** Hosts that the backend takes, with settings that it only holds in notes or, `clear`, without those. */
  const taken = arbitraryHost.map((host) => expressible(backend, host));
  const clear = arbitraryHost.map((host) => expressible(backend, host, { alsoLossy: true }));
  const read = (files: readonly RenderedFile[]) => backend.read(rootOf(files));

  test('reading what was rendered gives the host back', () => {
    fc.assert(
      fc.property(taken, (host) => {
        const reading = read(backend.render(host));
        expect(reading.problems).toEqual([]);
        expect(reading.claims).toEqual([]);
        expect(reading.parts.filter(({ state }) => state !== 'intact')).toEqual([]);
        expect(reading.host).toEqual(host);
      }),
      runs(3),
    );
  });

  test('rendering is deterministic, harms no input and does not depend on the order of interfaces', () => {
    fc.assert(
      fc.property(taken, fc.infiniteStream(fc.nat()), (host, dice) => {
        const files = composeFiles(backend.render(deepFreeze(host)));
        expect(composeFiles(backend.render(host))).toEqual(files);
        expect(composeFiles(backend.render({ interfaces: shuffled(host.interfaces, dice) }))).toEqual(files);
      }),
      runs(),
    );
  });

  test('without any comment line it means the same', () => {
    fc.assert(
      fc.property(clear, (host) => {
        const reading = read(withoutComments(backend.render(host)));
        expect(reading.problems).toEqual([]);
        expect(meaningOf(reading.host)).toEqual(meaningOf(host));
      }),
      runs(2),
    );
  });

  test('a directive that was changed by hand wins over a note', () => {
    fc.assert(
      fc.property(clear, arbitraryEdits, fc.boolean(), (host, edits, reverse) => {
        const rewritten = edited(reverse ? withMembersReversed(host) : host, edits);
        const now = expressible(backend, rewritten, { alsoLossy: true });
        const reading = read(withNotesOf(backend.render(now), backend.render(host)));
        expect(meaningOf(reading.host)).toEqual(meaningOf(now));
      }),
      runs(2),
    );
  });

  test('planning its own output again changes nothing, and removing all of it leaves nothing', () => {
    fc.assert(
      fc.property(taken, (host) => {
        const first = carriedOut({}, applyTo(backend, memoryRoot({}), host));
        const again = applyTo(backend, first.root, host);
        expect(again.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(again.changes.filter(({ action }) => action !== 'unchanged')).toEqual([]);
        expect(again.interfaces.filter(({ action }) => action !== 'unchanged')).toEqual([]);
        expect(rootStatus(backend, [], first.root)).toEqual([]);
        const names = topLevelNames(host);
        const removal = planUndefine({ backend, others: [], root: first.root, names });
        expect(carriedOut(first.files, removal).files).toEqual({});
      }),
      runs(),
    );
  });

  test('applying in two runs ends where one run does', () => {
    fc.assert(
      fc.property(taken, fc.infiniteStream(fc.boolean()), (host, coin) => {
        const whole = carriedOut({}, applyTo(backend, memoryRoot({}), host));
        const later = new Set(
          host.interfaces.filter(({ topLevel }) => topLevel && coin.next().value).map(({ name }) => name),
        );
        const definitions = definitionsOf(host);
        const place = { backend, others: [], sources: new Map(), prune: false, allowLoss: false };
        const first = planApply({
          ...place,
          root: memoryRoot({}),
          definitions: definitions.filter(({ iface }) => !later.has(iface.name)),
        });
        // What is only named is a NIC as long as nothing defines it, and not every name is fit for one.
        fc.pre(!hasErrors(first.findings));
        const one = carriedOut({}, first);
        const second = planApply({
          ...place,
          root: one.root,
          definitions: definitions.filter(({ iface }) => later.has(iface.name)),
        });
        expect(second.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
        const both = carriedOut(one.files, second);
        expect(both.files).toEqual(whole.files);
      }),
      runs(),
    );
  });

  test('what is defined anew, or pruned, leaves nothing behind', () => {
    fc.assert(
      fc.property(taken, taken, arbitraryEdits, (before, other, edits) => {
        const first = carriedOut({}, applyTo(backend, memoryRoot({}), before));
        const changed = expressible(backend, edited(withoutLastMembers(before), edits));
        const ends = (host: Host, prune: boolean) => {
          const plan = applyTo(backend, first.root, host, prune);
          expect(plan.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
          return carriedOut(first.files, plan).files;
        };
        const fresh = (host: Host) => carriedOut({}, applyTo(backend, memoryRoot({}), host)).files;
        fc.pre(sameNames(before, changed));
        expect(ends(changed, false)).toEqual(fresh(changed));
        expect(ends(other, true)).toEqual(fresh(other));
      }),
      runs(0.5),
    );
  });

  test('reading never throws, whatever was done to the files, and what it reads can be written and read', () => {
    fc.assert(
      fc.property(taken, textEdits, (host, edits) => {
        const texts = mutate(backend.render(host), edits);
        const { host: found, problems, parts } = backend.read(memoryRoot(texts));
        expect(hostSchema.safeParse(found).error).toBeUndefined();
        for (const { at } of problems) {
          const lines = texts[at?.file ?? '']?.split('\n').length;
          expect(at?.line).toBeGreaterThanOrEqual(1);
          expect(at?.line).toBeLessThanOrEqual(lines ?? 0);
        }
        for (const part of parts) expect(texts[part.path]).toContain(part.text);
        if (!hasErrors(checkHost(found, placesOf(definitionsOf(found)))))
          backend.render(expressible(backend, found));
      }),
      runs(4),
    );
  });
});

const topLevelNames = (host: Host): string[] =>
  host.interfaces.filter(({ topLevel }) => topLevel).map(({ name }) => name);
const sameNames = (a: Host, b: Host): boolean =>
  `${topLevelNames(a).sort()}` === `${topLevelNames(b).sort()}`;

const applyTo = (backend: Backend, root: RootView, host: Host, prune = false): Plan =>
  planApply({
    backend,
    others: backends.filter((other) => other !== backend),
    root,
    definitions: definitionsOf(host),
    sources: new Map(),
    prune,
    allowLoss: false,
  });

const carriedOut = (files: Record<string, string>, { changes }: { readonly changes: readonly Change[] }) =>
  rootAfter(files, changes);

test.each(backends)('$name: an empty root holds nothing and needs no edit', (backend) => {
  const root = memoryRoot({});
  expect(backend.read(root)).toEqual({ host: emptyHost, parts: [], claims: [], problems: [] });
  expect(backend.integrate?.(emptyHost, root) ?? []).toEqual([]);
});
