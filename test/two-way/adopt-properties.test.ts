import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ifcfg } from '../../backends/ifcfg/index.ts';
import { ifupdown } from '../../backends/ifupdown/index.ts';
import { networkd } from '../../backends/networkd/index.ts';
import type { Backend } from '../../src/backend.ts';
import { checkHost } from '../../src/model/check.ts';
import { definitionsOf } from '../../src/model/definition.ts';
import type { Host } from '../../src/model/host.ts';
import { rootStatus } from '../../src/plan/status.ts';
import {
  changes,
  changesOf,
  errorsOf,
  everyone,
  expectSame,
  linesMissing,
  linesToKeep,
  planAdopting,
} from '../support/adopting.ts';
import { arbitraryHost } from '../support/arbitrary-host.ts';
import { diceOf } from '../support/dice.ts';
import { placesOf } from '../support/hosts.ts';
import { expressible } from '../support/meaning.ts';
import { memoryRoot, rootAfter } from '../support/memory-root.ts';
import { mutateTexts, textEdits } from '../support/mutated-text.ts';
import { nativeIfcfg } from '../support/native-ifcfg.ts';
import { asStarted, nativeIfupdown } from '../support/native-ifupdown.ts';
import { nativeFiles } from '../support/native-networkd.ts';
import { runs } from '../support/runs.ts';

type Files = Readonly<Record<string, string>>;

const withoutEmptyBonds = ({ interfaces }: Host): Host => {
  const controllers = new Set(interfaces.map(({ port }) => port?.controller));
  return { interfaces: interfaces.filter(({ type, name }) => type !== 'bond' || controllers.has(name)) };
};

const hostFor = (backend: Backend): fc.Arbitrary<Host> =>
  arbitraryHost.map((host) => withoutEmptyBonds(expressible(backend, host, { alsoLossy: true })));

/** Files as people and tools write them. */
const formats: readonly { readonly backend: Backend; readonly native: fc.Arbitrary<Files> }[] = [
  {
    backend: ifcfg,
    native: fc
      .tuple(hostFor(ifcfg), fc.infiniteStream(fc.nat()))
      .map(([host, numbers]) => nativeIfcfg(host, diceOf(numbers)).files),
  },
  {
    backend: ifupdown,
    native: fc
      .tuple(hostFor(ifupdown), fc.infiniteStream(fc.nat()))
      .map(([host, numbers]) => nativeIfupdown(asStarted(host), diceOf(numbers)).files),
  },
  { backend: networkd, native: nativeFiles.map(({ files }) => files) },
];

const isSound = (host: Host): boolean =>
  !checkHost(host, placesOf(definitionsOf(host))).some(({ severity }) => severity === 'error');

describe.each(formats)('$backend.name', ({ backend, native }) => {
  test('adopting what stands there as it is changes no byte', () => {
    fc.assert(
      fc.property(native, (files) => {
        const root = memoryRoot(files);
        const { host } = backend.survey(root);
        if (!isSound(host)) return;
        const plan = planAdopting({ backend, root, host });
        expect(errorsOf(plan)).toEqual([]);
        expect(changesOf(plan)).toEqual([]);
      }),
      runs(1),
    );
  });

  test('what changes is said, and all else stands as it stood; or it is refused', () => {
    fc.assert(
      fc.property(native, fc.nat(), fc.constantFrom(...Object.values(changes)), (files, number, change) => {
        const root = memoryRoot(files);
        const { host } = backend.survey(root);
        const free = host.interfaces.filter(({ port }) => !port);
        const chosen = free[number % Math.max(1, free.length)];
        if (!chosen || !isSound(host)) return;
        const wanted = {
          interfaces: host.interfaces.map((iface) => (iface === chosen ? change(iface, 0) : iface)),
        };
        const plan = planAdopting({ backend, root, host: wanted });
        if (errorsOf(plan).length > 0) {
          expect(errorsOf(plan).map(({ kind }) => kind)).not.toContain('failure');
          return;
        }
        const after = rootAfter(files, plan.changes).files;
        expectSame(backend.survey(memoryRoot(after)).host, plan.host);
        expect(linesMissing(linesToKeep(backend, root), Object.values(after))).toEqual([]);
        expect(rootStatus(backend, [], memoryRoot(after))).toEqual([]);
        const again = planAdopting({ backend, root: memoryRoot(after), host: wanted });
        expect(errorsOf(again)).toEqual([]);
        expect(changesOf(again)).toEqual([]);
      }),
      runs(0.2),
    );
  });

  test('whatever the files say, nothing throws, and what is refused changes nothing', () => {
    fc.assert(
      fc.property(native, textEdits, fc.constantFrom(...Object.values(changes)), (files, edits, change) => {
        const broken = mutateTexts(files, edits);
        const root = memoryRoot(broken);
        const { host } = backend.survey(root);
        const wanted = everyone(host, change);
        for (const allowLoss of [false, true]) {
          const plan = planAdopting({ backend, root, host: wanted, allowLoss });
          if (errorsOf(plan).length > 0) continue;
          const after = memoryRoot(rootAfter(broken, plan.changes).files);
          expectSame(backend.survey(after).host, plan.host);
        }
      }),
      runs(0.1),
    );
  });
});
