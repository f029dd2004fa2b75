import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ifupdown } from '../../backends/ifupdown/index.ts';
import { MAIN_FILE } from '../../backends/ifupdown/paths.ts';
import { checkHost } from '../../src/model/check.ts';
import type { Host } from '../../src/model/host.ts';
import { arbitraryHost } from '../support/arbitrary-host.ts';
import { hostileTexts } from '../support/arbitrary-values.ts';
import { diceOf } from '../support/dice.ts';
import { treeOf } from '../support/ifupdown-machine.ts';
import { expressible, meaningOf } from '../support/meaning.ts';
import { memoryRoot } from '../support/memory-root.ts';
import { mutateTexts, textEdits } from '../support/mutated-text.ts';
import { asStarted, nativeIfupdown } from '../support/native-ifupdown.ts';
import { runs } from '../support/runs.ts';
import { expectStates, expectWhole } from '../support/surveys.ts';

/** Hosts that the format says in full, as they come up. */
const clear: fc.Arbitrary<Host> = arbitraryHost
  .map((host) => asStarted(expressible(ifupdown, host, { alsoLossy: true })))
  .filter(({ interfaces }) =>
    interfaces.every(({ name, type }) => type !== 'bond' || hasMembers(interfaces, name)),
  );
const hasMembers = (interfaces: Host['interfaces'], name: string): boolean =>
  interfaces.some(({ port }) => port?.controller === name);
const native = fc
  .tuple(clear, fc.infiniteStream(fc.nat()))
  .map(([host, numbers]) => ({ host, ...nativeIfupdown(host, diceOf(numbers)) }));

describe('interfaces files as people and tools write them', () => {
  test('what is modelled is understood as it was meant, and nothing else is', () => {
    fc.assert(
      fc.property(native, ({ host, files, expected }) => {
        const survey = ifupdown.survey(memoryRoot(files));
        expect(meaningOf(survey.host)).toEqual(meaningOf(host));
        expectStates(survey, expected);
        expectWhole(survey, files);
        const seen = new Set(survey.accounts.map(({ path }) => path));
        expect([...seen].sort()).toEqual(
          Object.keys(files)
            .filter((path) => files[path] !== '')
            .sort(),
        );
      }),
      runs(3),
    );
  });

  test('a host of ours is surveyed as it is read', () => {
    fc.assert(
      fc.property(arbitraryHost, (any) => {
        const host = expressible(ifupdown, any);
        const root = memoryRoot(treeOf(host));
        const survey = ifupdown.survey(root);
        expect(survey.host).toEqual(ifupdown.read(root).host);
        expect(survey.accounts.filter(({ state }) => state === 'kept' || state === 'unread')).toEqual([]);
        expect(survey.findings).toEqual([]);
      }),
      runs(2),
    );
  });

  test('what lets go of every interface leaves none, and of one the others as they were', () => {
    fc.assert(
      fc.property(native, ({ host, files }) => {
        const names = host.interfaces.map(({ name }) => name);
        const surveyWithout = (gone: ReadonlySet<string>) => {
          const left: Record<string, string> = { ...files };
          for (const { path, content } of ifupdown.release(memoryRoot(files), gone)) {
            if (content === undefined) delete left[path];
            else left[path] = content;
          }
          return ifupdown.survey(memoryRoot(left));
        };
        expect(surveyWithout(new Set(names)).host.interfaces).toEqual([]);
        // Who stands alone takes nobody along.
        const alone = host.interfaces.find(
          ({ name, port, type }) =>
            !port &&
            type === 'ethernet' &&
            !host.interfaces.some(
              (other) =>
                (other.type === 'vlan' && other.vlan.parent === name) ||
                (other.type === 'veth' && other.veth.peer === name),
            ),
        );
        if (!alone) return;
        const rest = { interfaces: host.interfaces.filter(({ name }) => name !== alone.name) };
        const survey = surveyWithout(new Set([alone.name]));
        expect(meaningOf(survey.host)).toEqual(meaningOf(rest));
        expect(survey.accounts.filter((account) => account.interface === alone.name)).toEqual([]);
      }),
      runs(1),
    );
  });

  test('whatever somebody does to them, nothing throws and every line has an account', () => {
    fc.assert(
      fc.property(native, textEdits, ({ files }, edits) => {
        const broken = mutateTexts(files, edits);
        const root = memoryRoot(broken);
        const survey = ifupdown.survey(root);
        expectWhole(survey, broken);
        checkHost(survey.host, new Map());
        ifupdown.release(root, new Set(['eth0', 'br0']));
        ifupdown.read(root);
      }),
      runs(3),
    );
  });

  test('any text at all is read without a throw', () => {
    const scrap = fc.oneof(
      fc.constantFrom(
        ...hostileTexts,
        ...[
          'auto eth0',
          'iface eth0 inet static',
          'iface eth0 inet6 auto',
          'address 192.0.2.1/24',
          'source *',
        ],
        ...[
          'source /etc/network/*',
          'source-directory .',
          'mapping *',
          'script x',
          'map y',
          'auto /*',
          'rename a=b',
        ],
        ...[
          'iface x inet dhcp inherits x',
          'iface x inherits eth0',
          'auto',
          '\\',
          'bridge_ports eth0.5 br0',
          'iface br0 inet manual',
        ],
        ...[
          'bond-master bond0',
          'bond-mode 9',
          'bond-slaves eth0 eth0',
          'up ip link add eth0 type veth peer name eth0',
        ],
        ...[
          'up ip route add default via 1 dev',
          'up brctl',
          'up ifconfig',
          'up echo > /proc/sys/net',
          'up "',
          "up '",
          'up $',
        ],
        ...[
          'auto eth0=x',
          'auto x=eth0 y=eth0',
          'iface eth0:1 inet static',
          'auto eth0:1',
          'iface lo inet static',
          'no-scripts *',
        ],
      ),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    const text = fc.array(scrap, { maxLength: 14 }).map((scraps) => scraps.join('\n'));
    fc.assert(
      fc.property(text, text, (main, more) => {
        const files = { [MAIN_FILE]: main, '/etc/network/more': more };
        const root = memoryRoot(files);
        const survey = ifupdown.survey(root);
        expectWhole(survey, files);
        checkHost(survey.host, new Map());
        ifupdown.release(root, new Set(['eth0', 'x']));
      }),
      runs(8),
    );
  });
});
