import { describe, expect, test } from 'vitest';
import type { Backend } from '../src/backend.ts';
import { hasErrors } from '../src/findings/finding.ts';
import { without } from '../src/model/defaults.ts';
import type { Host } from '../src/model/host.ts';
import { convertedFiles } from '../src/plan/convert.ts';
import { withEdits } from '../src/plan/with-edits.ts';
import { backendNames, loadBackend } from '../src/registry.ts';
import { firstConsumers } from './boot/consumers.ts';
import { foreignHosts, hostFiles } from './boot/conversions/hosts.ts';
import { changedState, faultsAfter, type State } from './boot/conversions/same-state.ts';
import { conversionTrials, coveringConversionTrials } from './boot/conversions/trials.ts';
import type { Facts, HostFacts } from './boot/facts.ts';
import { memoryRoot, rootOf } from './support/memory-root.ts';

/** Hosts that are booted as people wrote them and as they are converted (test/boot/conversions), without booting them. */

const hosts = foreignHosts('ifcfg');
const backendOf = (name: string): Promise<Backend> => loadBackend(name) as Promise<Backend>;
const rootFor = (backend: string, host: string) =>
  memoryRoot(
    Object.fromEntries(Object.entries(hostFiles(backend, host)).map(([path, text]) => [`/${path}`, text])),
  );
const withoutMacMatch = ({ interfaces }: Host) =>
  interfaces.map((iface) => (iface.type === 'ethernet' ? without(iface, 'permanentMac') : iface));

describe('the hosts', () => {
  test('are five, the same ones in every format', () => {
    expect(hosts).toHaveLength(5);
    for (const name of backendNames) expect(foreignHosts(name)).toEqual(hosts);
  });

  test.each(hosts)(
    '%s is one host in all formats, but for MAC addresses that ifupdown cannot match',
    async (host) => {
      const [one, ...others] = await Promise.all(
        backendNames.map(async (name) => (await backendOf(name)).survey(rootFor(name, host)).host),
      );
      for (const other of others) expect(withoutMacMatch(other)).toEqual(withoutMacMatch(one as Host));
    },
  );

  const pairs = backendNames.flatMap((from) =>
    backendNames.filter((to) => to !== from).map((to) => [from, to] as const),
  );
  describe.each(pairs)('from %s to %s', (fromName, toName) => {
    test.each(hosts)('%s loses nothing, and is let go of', async (host) => {
      const [from, to] = await Promise.all([backendOf(fromName), backendOf(toName)]);
      const root = rootFor(fromName, host);
      const dropMacMatch = to.capabilities['mac-match'].level === 'none';
      const converted = convertedFiles({ from, to, root, rename: new Map(), dropMacMatch, allowLoss: false });
      expect(converted.findings.filter((found) => hasErrors([found]))).toEqual([]);
      expect(converted.accounts.filter(({ state }) => state === 'lost')).toEqual([]);
      const { interfaces } = from.survey(root).host;
      const read = to.survey(rootOf(converted.files)).host;
      if (dropMacMatch) expect(read.interfaces).toEqual(withoutMacMatch({ interfaces }));
      else expect(read.interfaces).toEqual(interfaces);
      const names = new Set(interfaces.map(({ name }) => name));
      expect(from.survey(withEdits(root, from.release(root, names))).host.interfaces).toEqual([]);
    });
  });
});

describe('the trials', () => {
  const nameOf = ({ name, consumer }: { name: string; consumer: { name: string } }) =>
    `${name} to ${consumer.name}`;

  test('every host is carried from and to every backend', () => {
    const all = firstConsumers.flatMap(conversionTrials).map(nameOf);
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(hosts.length * backendNames.length * (backendNames.length - 1));
  });

  test('every change boots one for each pair, and each host', () => {
    const covering = coveringConversionTrials();
    expect(covering).toHaveLength(backendNames.length * (backendNames.length - 1));
    const pairs = covering.map((trial) => nameOf(trial).replace(/^\S+ /, ''));
    expect(new Set(pairs).size).toBe(pairs.length);
    for (const host of hosts)
      expect(
        covering.some(({ name }) => name.startsWith(`${host} `)),
        host,
      ).toBe(true);
    const all = firstConsumers.flatMap(conversionTrials).map(nameOf);
    for (const trial of covering) expect(all).toContain(nameOf(trial));
  });
});

describe('the state after a conversion', () => {
  const br0: Facts = { kind: 'bridge', mtu: '1500', members: ['eth0', 'eth1'], 'multicast snooping': 'on' };
  const eth0: Facts = {
    kind: 'ethernet',
    mtu: '9000',
    routes: ['default via 192.0.2.1 metric 0', '10.0.0.0/8 via 192.0.2.9 metric 0'],
    'DHCPv6 address': 'no',
    'IPv6 in the kernel': 'enabled',
  };
  const facts: HostFacts = {
    host: { interfaces: ['br0', 'eth0'], 'name servers': ['192.0.2.53'] },
    br0,
    eth0,
  };
  /** What the model knows of it. */
  const wanted: HostFacts = {
    ...facts,
    br0: { kind: 'bridge', mtu: '1500', members: ['eth0', 'eth1'] },
    eth0: { kind: 'ethernet', mtu: '9000', routes: eth0.routes ?? [], 'DHCPv6 address': 'no' },
  };
  const before: State = { facts, wanted };
  const changed = (name: string, change: Facts): State => ({
    ...before,
    facts: { ...facts, [name]: { ...facts[name], ...change } },
  });

  test('the same one', () => {
    expect(faultsAfter(before, before)).toEqual([]);
  });

  test.each<[string, Facts, string]>([
    [
      'eth0',
      { routes: ['default via 192.0.2.1 metric 0'] },
      'eth0: routes default via 192.0.2.1 metric 0, wanted',
    ],
    ['eth0', { mtu: '1500' }, 'eth0: mtu 1500, wanted 9000'],
    ['br0', { members: ['eth0'] }, 'br0: members eth0, wanted eth0, eth1'],
    ['host', { interfaces: ['br0', 'br1', 'eth0'] }, 'host: interfaces br0, br1, eth0, wanted br0, eth0'],
    ['host', { 'name servers': [] }, 'host: name servers none, wanted 192.0.2.53'],
    ['br0', { 'multicast snooping': 'off' }, 'br0: multicast snooping off, wanted on'],
  ])('%s, another one: %j', (name, change, fault) => {
    const after = changed(name, change);
    expect(changedState(before, after)).toEqual([expect.stringContaining(fault)]);
    expect(faultsAfter(before, after)).toEqual([expect.stringContaining(fault)]);
  });

  test('an interface that is gone', () => {
    const { br0: _, ...left } = facts;
    expect(faultsAfter(before, { ...before, facts: left })).toEqual(['br0: is not there']);
  });

  test('what a consumer does its own way may differ, and must be as that way is', () => {
    const routes = ['default via 192.0.2.1 metric 100', '10.0.0.0/8 via 192.0.2.9 metric 100'];
    const its: HostFacts = { ...wanted, eth0: { ...wanted.eth0, routes, 'DHCPv6 address': 'yes' } };
    const shown: HostFacts = { ...facts, eth0: { ...eth0, routes, 'DHCPv6 address': 'yes' } };
    const after: State = { facts: shown, wanted: its };
    expect(faultsAfter(before, after)).toEqual([]);
    const lost: State = {
      ...after,
      facts: { ...shown, eth0: { ...shown.eth0, routes: routes.slice(0, 1) } },
    };
    expect(faultsAfter(before, lost)).toEqual([expect.stringContaining('eth0: routes')]);
    // Between two that do it alike, nothing is forgiven.
    expect(faultsAfter(before, { ...after, wanted })).toHaveLength(2);
  });

  test('the kernel may be told that an interface has no IPv6, of one that has none', () => {
    const off: Facts = { 'link-local addresses': [], 'IPv6 in the kernel': 'disabled' };
    const [one, other] = [off, { ...off, 'IPv6 in the kernel': 'enabled' }].map((its) => changed('br0', its));
    const wantsNone = { ...wanted, br0: { ...wanted.br0, 'link-local addresses': [] } };
    expect(
      faultsAfter({ ...one, wanted: wantsNone } as State, { ...other, wanted: wantsNone } as State),
    ).toEqual([]);
    expect(faultsAfter(one as State, other as State)).toEqual([
      'br0: IPv6 in the kernel enabled, wanted disabled',
    ]);
  });

  test('what is left to chance may differ, within what it may be', () => {
    const open = (state: State, mac: string): State => ({
      ...state,
      facts: { ...state.facts, eth0: { ...eth0, mac } },
      wanted: { ...wanted, eth0: { ...wanted.eth0, mac: 'of eth0 or of eth1' } },
    });
    expect(faultsAfter(open(before, 'of eth0'), open(before, 'of eth1'))).toEqual([]);
    expect(faultsAfter(open(before, 'of eth0'), open(before, 'of eth2'))).toHaveLength(1);
  });
});
