import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareText } from '../src/model/host.ts';
import type { InstalledNetwork, Network } from '../src/model/network.ts';
import { UnsafeValueError } from '../src/native/guard.ts';
import { composeFiles } from '../src/plan/compose.ts';
import { zoneFile } from '../src/services/firewalld.ts';
import { forwardFile, forwardUnit } from '../src/services/forwarding.ts';
import { services } from '../src/services/index.ts';
import { filterFile } from '../src/services/nftables.ts';
import { filterUnit } from '../src/services/units.ts';
import { arbitraryNetwork, arbitraryNetworks } from './support/arbitrary-network.ts';
import { deepFreeze } from './support/freeze.ts';
import { hostileFor, leaves, put, valueAt } from './support/hostile-model.ts';
import { rootOf } from './support/memory-root.ts';
import { installed, network as networkOf } from './support/networks.ts';
import { runs } from './support/runs.ts';

/** What a network may be set up as: one on a bridge of somebody's never owns it. */
const settings = fc.record({
  autostart: fc.boolean(),
  dhcpServer: fc.constantFrom('dnsmasq' as const, 'kea' as const),
  ownsBridge: fc.boolean(),
});

const arbitraryState = fc
  .record({
    networks: arbitraryNetworks(),
    settings: fc.array(settings, { minLength: 3, maxLength: 3 }),
    surroundings: fc.record({
      dnsmasqFolder: fc.boolean(),
      dnsmasqIsDynamic: fc.boolean(),
      firewalld: fc.boolean(),
    }),
  })
  .map(({ networks, settings, surroundings }) => ({
    networks: networks
      .map((network, n) => installed(network, settings[n]))
      .sort((a, b) => compareText(a.network.name, b.network.name)),
    surroundings,
  }));

const glob = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((text) => text.replace(/[.+\\]/g, '\\$&'))
      .join('[^/]*')}$`,
  );
const isOwned = (path: string): boolean => services.owns.some((pattern) => glob(pattern).test(path));

describe('what serves networks', () => {
  test('is read back as it was', () => {
    fc.assert(
      fc.property(arbitraryState, (state) => {
        const { networks, problems, parts } = services.read(rootOf(services.render(deepFreeze(state))));
        expect(problems).toEqual([]);
        expect(networks).toEqual(state.networks);
        expect(parts.map(({ state: is }) => is)).toEqual(parts.map(() => 'intact'));
      }),
      runs(),
    );
  });

  test('is the same in any order of networks, and stays where it may', () => {
    fc.assert(
      fc.property(arbitraryState, (state) => {
        const files = services.render(state);
        const reversed = { ...state, networks: [...state.networks].reverse() };
        expect(composeFiles(services.render(reversed))).toEqual(composeFiles(files));
        expect(services.links(reversed.networks)).toEqual(services.links(state.networks));
        const paths = [...files, ...services.links(state.networks)].map(({ path }) => path);
        expect(paths.filter((path) => !isOwned(path))).toEqual([]);
        expect(new Set(paths).size).toBe(paths.length);
        const targets = services.links(state.networks).map(({ target }) => target);
        expect(targets.filter((target) => !paths.includes(target))).toEqual([]);
      }),
      runs(),
    );
  });
});

describe('no value of a network becomes anything but a value', () => {
  /** What is written without looking at the model as a whole first: each value is guarded where it is used. */
  const textsOf = (each: InstalledNetwork): string =>
    [
      filterFile(each),
      filterUnit(each.network),
      forwardFile([each]),
      forwardUnit([each]),
      zoneFile([each]),
      ...services.links([each]).map(({ path }) => path),
    ].join('\n%%\n');

  /** What tells networks and addresses apart, and is not written as a value. */
  const untouched: ReadonlySet<string> = new Set(['mode', 'family']);

  /** Whether it is refused, or at most leaves out what was said before; a flag that is none may be taken for either. */
  const isGuarded = (write: () => string, before: ReadonlySet<string>, value: unknown): boolean => {
    try {
      const text = write();
      if (hostileFor(true).includes(value)) return !text.includes('evil');
      return text.split('\n').every((line) => before.has(line));
    } catch (error) {
      return error instanceof UnsafeValueError;
    }
  };

  test('of nft, a unit or a path', () => {
    fc.assert(
      fc.property(arbitraryNetwork(), (network) => {
        const before = new Set(textsOf(installed(network)).split('\n'));
        const values = leaves(network).filter((path) => !untouched.has(path.at(-1) as string));
        const leaks = values.flatMap((path) =>
          hostileFor(valueAt(network, path))
            .map((value) => ({ path: path.join('.'), value, hostile: put(network, path, value) as Network }))
            .filter(({ hostile, value }) => !isGuarded(() => textsOf(installed(hostile)), before, value)),
        );
        expect(leaks.map(({ path, value }) => ({ path, value }))).toEqual([]);
      }),
      runs(0.3),
    );
  });

  test('and what the model does not allow is not written at all', () => {
    const surroundings = { dnsmasqFolder: true, dnsmasqIsDynamic: false, firewalld: true };
    const network = { ...networkOf('lab'), description: 'a\u0000b' };
    expect(() => services.render({ networks: [installed(network)], surroundings })).toThrow(UnsafeValueError);
  });
});
