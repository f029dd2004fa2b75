import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ifcfg } from '../../backends/ifcfg/index.ts';
import type { Host } from '../../src/model/host.ts';
import type { Survey } from '../../src/survey.ts';
import { arbitraryHost } from '../support/arbitrary-host.ts';
import { hostileTexts } from '../support/arbitrary-values.ts';
import { diceOf } from '../support/dice.ts';
import { SCRIPTS } from '../support/ifcfg.ts';
import { expressible, meaningOf } from '../support/meaning.ts';
import { memoryRoot, rootOf } from '../support/memory-root.ts';
import { mutateTexts, textEdits } from '../support/mutated-text.ts';
import { nativeIfcfg } from '../support/native-ifcfg.ts';
import { runs } from '../support/runs.ts';
import { expectSayable, expectStates, expectWhole } from '../support/surveys.ts';

/** Hosts that both readers understand in full. */
const clear: fc.Arbitrary<Host> = arbitraryHost.map((host) =>
  withoutEmptyBonds(expressible(ifcfg, host, { alsoLossy: true })),
);

/** No document says a bond without members. */
function withoutEmptyBonds({ interfaces }: Host): Host {
  const controllers = new Set(interfaces.map(({ port }) => port?.controller));
  return { interfaces: interfaces.filter(({ type, name }) => type !== 'bond' || controllers.has(name)) };
}

const native = fc
  .tuple(clear, fc.infiniteStream(fc.nat()))
  .map(([host, numbers]) => ({ host, ...nativeIfcfg(host, diceOf(numbers)) }));

describe('ifcfg files as people and tools write them', () => {
  test('what is modelled is understood as it was meant, and nothing else is', () => {
    fc.assert(
      fc.property(native, ({ host, files, expected }) => {
        const survey = ifcfg.survey(memoryRoot(files));
        expect(meaningOf(survey.host)).toEqual(meaningOf(host));
        expectSayable(survey);
        expectStates(survey, expected);
        expectWhole(survey, files);
        for (const { state, says, path, line } of survey.accounts)
          if (state === 'understood') expect(says, `${path}:${line}`).toBeTruthy();
      }),
      runs(3),
    );
  });

  test('whatever somebody does to them, nothing throws and every line has an account', () => {
    fc.assert(
      fc.property(native, textEdits, ({ files }, edits) => {
        const broken = mutateTexts(files, edits);
        const root = memoryRoot(broken);
        const survey = ifcfg.survey(root);
        expectWhole(survey, broken);
        expectSayable(survey);
        ifcfg.release(root, new Set(['eth0', 'br0']));
        ifcfg.read(root);
      }),
      runs(3),
    );
  });

  test('any text at all is read without a throw', () => {
    const name = fc.constantFrom(
      'ifcfg-eth0',
      'ifcfg-eth0:1',
      'ifcfg-eth0-range0',
      'route-eth0',
      'route6-eth0',
      'rule-eth0',
      'keys-eth0',
      'eth0.route',
    );
    const scrap = fc.oneof(
      fc.constantFrom(
        ...hostileTexts,
        'if',
        'fi',
        'case x in',
        'esac',
        '{',
        '}',
        '(',
        'f()',
        '<<E',
        "$'",
        'DEVICE=eth0',
        'IPADDR=192.0.2.1',
      ),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    const text = fc.array(scrap, { maxLength: 12 }).map((scraps) => scraps.join('\n'));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, text), { maxLength: 4 }), text, (named, network) => {
        const files = {
          ...Object.fromEntries(named.map(([file, said]) => [`${SCRIPTS}/${file}`, said])),
          '/etc/sysconfig/network': network,
        };
        expectWhole(ifcfg.survey(memoryRoot(files)), files);
      }),
      runs(5),
    );
  });
});

describe('ifcfg files of our own', () => {
  test('are surveyed as they are read, every line of them, and without a finding', () => {
    const taken = arbitraryHost.map((host) => expressible(ifcfg, host));
    fc.assert(
      fc.property(taken, (host) => {
        const root = rootOf(ifcfg.render(host));
        const survey = ifcfg.survey(root);
        expect(survey.host).toEqual(ifcfg.read(root).host);
        expect(survey.findings).toEqual([]);
        expect(survey.accounts.filter(({ state }) => state === 'kept' || state === 'unread')).toEqual([]);
      }),
      runs(2),
    );
  });
});

describe('letting go of interfaces', () => {
  test('nothing configures them afterwards, and what is said of others stays', () => {
    fc.assert(
      fc.property(native, fc.infiniteStream(fc.boolean()), ({ host, files }, coin) => {
        const names = new Set(host.interfaces.map(({ name }) => name).filter(() => coin.next().value));
        const gone = new Set(ifcfg.release(memoryRoot(files), names).map(({ path }) => path));
        const left = Object.fromEntries(Object.entries(files).filter(([path]) => !gone.has(path)));
        const before = ifcfg.survey(memoryRoot(files));
        const after = ifcfg.survey(memoryRoot(left));
        expect(after.host.interfaces.filter(({ name }) => names.has(name))).toEqual([]);
        expect(after.accounts.filter((account) => account.interface && names.has(account.interface))).toEqual(
          [],
        );
        const ofOthers = (survey: Survey) =>
          new Set(
            survey.accounts
              .filter(({ interface: name }) => name !== undefined && !names.has(name))
              .map(({ path }) => path),
          );
        expect(ofOthers(after)).toEqual(ofOthers(before));
      }),
      runs(),
    );
  });
});
