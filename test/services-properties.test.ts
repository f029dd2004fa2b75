import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareText } from '../src/model/host.ts';
import { composeFiles } from '../src/plan/compose.ts';
import { services } from '../src/services/index.ts';
import { arbitraryNetworks } from './support/arbitrary-network.ts';
import { deepFreeze } from './support/freeze.ts';
import { rootOf } from './support/memory-root.ts';
import { installed } from './support/networks.ts';
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
    surroundings: fc.record({ dnsmasqFolder: fc.boolean(), firewalld: fc.boolean() }),
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
