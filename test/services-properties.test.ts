import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkd } from '../backends/networkd/index.ts';
import { hasErrors } from '../src/findings/finding.ts';
import { parseDocuments } from '../src/language/parse.ts';
import { compareText } from '../src/model/host.ts';
import { dhcpServers, type InstalledNetwork, type Network } from '../src/model/network.ts';
import { UnsafeValueError } from '../src/native/guard.ts';
import { composeFiles } from '../src/plan/compose.ts';
import { planRender } from '../src/plan/plan.ts';
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

test('what a document says is refused when it is read, or written', () => {
  const label = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
  const name = fc.oneof(
    fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.')),
    fc.constantFrom('10.0.0.1', '3600', '1h', 'infinite', 'ignore', '_a', 'a._b', '0x7f.1', '1e3', '-', '__'),
  );
  const long = fc.integer({ min: 960, max: 1000 });
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom('"', '\\', 'é', 'x', ' ', ',', '#', "'") }),
    fc.tuple(fc.constantFrom('"', '\\', 'é', 'x'), long).map(([c, length]) => c.repeat(length)),
  );
  const path = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9_.+@%~/-]{1,30}$/).map((rest) => `/${rest}`),
    long.map((length) => `/${'x'.repeat(length)}`),
  );
  const written = (value: string) => value.replace(/[&<']/g, (c) => `&#${c.charCodeAt(0)};`);
  const document = fc
    .record({ domain: name, forwarder: name, txt: name, text, target: name, own: name, guest: name, path })
    .map((said) => {
      const { domain, forwarder, txt, text, target, own, guest, path } = said;
      return `<network>
        <name>lab</name><bridge name='virbr7' stp='off' delay='0'/>
        <domain name='${domain}' localOnly='yes'/>
        <dns>
          <forwarder domain='${forwarder}'/><txt name='${txt}' value='${written(text)}'/>
          <srv service='ldap' protocol='tcp' target='${target}'/>
          <host ip='192.168.7.9'><hostname>${own}</hostname></host>
        </dns>
        <ip address='192.168.7.1' prefix='24'>
          <tftp root='${path}'/>
          <dhcp><host mac='52:54:00:00:00:01' name='${guest}' ip='192.168.7.8'/><bootp file='${path}'/></dhcp>
        </ip></network>`;
    });
  let accepted = 0;
  fc.assert(
    fc.property(document, fc.constantFrom(...dhcpServers), (xml, dhcpServer) => {
      const parsed = parseDocuments([{ file: 'a.xml', text: xml }]);
      const { findings, files } = planRender({
        ...parsed,
        ...{ backend: networkd, services, dhcpServer, allowLoss: true },
      });
      const isRefused = hasErrors([...parsed.findings, ...findings]);
      expect(files.length > 0).toBe(!isRefused);
      if (!isRefused) accepted += 1;
    }),
    runs(10),
  );
  expect(accepted).toBeGreaterThan(0);
});

describe('no value of a network becomes anything but a value', () => {
  /** What is written without looking at the model as a whole first: each value is guarded where it is used. */
  const textsOf = (each: InstalledNetwork): string =>
    [
      filterFile(each),
      filterUnit(each),
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
