import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Backend } from '../src/backend.ts';
import { hasErrors } from '../src/findings/finding.ts';
import { checkHost } from '../src/model/check.ts';
import { definitionsOf } from '../src/model/definition.ts';
import type { Host } from '../src/model/host.ts';
import type { Interface } from '../src/model/interface.ts';
import { rootStatus } from '../src/plan/status.ts';
import { loadBackends } from '../src/registry.ts';
import {
  changesOf,
  errorsOf,
  expectSame,
  linesMissing,
  linesToKeep,
  planAdopting,
} from './support/adopting.ts';
import { fixturesFolder } from './support/fixture-cases.ts';
import { foreignRoot } from './support/foreign-root.ts';
import { placesOf } from './support/hosts.ts';
import { memoryRoot, rootAfter } from './support/memory-root.ts';

/** What others wrote (fixtures/foreign), taken over in its place: apply --adopt. */
const backends = await loadBackends();
const cases = backends.flatMap((backend) => {
  const folder = join(fixturesFolder, 'foreign', backend.name);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const all = names.map((name) => ({ backend, name, folder: join(folder, name) }));
  return all.filter(isSound);
});

/** Hosts with interfaces that no check refuses. */
function isSound({ backend, folder }: { readonly backend: Backend; readonly folder: string }): boolean {
  const { host } = backend.survey(foreignRoot(join(folder, 'root')).view);
  return host.interfaces.length > 0 && !hasErrors(checkHost(host, placesOf(definitionsOf(host))));
}

const everyone =
  (change: (iface: Interface, n: number) => Interface) =>
  (host: Host): Host => ({
    interfaces: host.interfaces.map((iface, n) => (iface.port ? iface : change(iface, n))),
  });

/** What people change, on every interface that is no member, at once. */
const changes: Readonly<Record<string, (host: Host) => Host>> = {
  mtu: everyone((iface) => ({ ...iface, mtuBytes: iface.mtuBytes === 1400 ? 1380 : 1400 })),
  address: everyone((iface, n) => {
    const { routes = [], addresses = [], ...ipv4 } = iface.ipv4 ?? {};
    const more = { address: `10.77.${n}.5`, prefix: 24 };
    return { ...iface, ipv4: { ...ipv4, routes, addresses: [...addresses, more] } };
  }),
  start: everyone((iface) => ({ ...iface, start: 'none' as const })),
};

/**
 * What cannot be changed line by line, and why: the lines stand in a drop-in, in a package's folder, or in a file of two
 * interfaces; a line that is kept, or was not read, would come into force or undo the change. Or the backend cannot say
 * what the interface is.
 */
const refused: ReadonlySet<string> = new Set([
  'networkd drop-ins mtu',
  'networkd drop-ins address',
  'networkd drop-ins start',
  'networkd mac-also-matches-bond address',
  'networkd netplan-generated mtu',
  'networkd netplan-generated address',
  'networkd netplan-generated start',
  'networkd order-over-folders mtu',
  'networkd order-over-folders address',
  'networkd order-over-folders start',
  'networkd two-names-one-file address',
  'networkd vlan-by-pattern address',
  'networkd vlan-of-two address',
  'ifcfg bridge-options mtu',
  'ifcfg bridge-options address',
  'ifcfg bridge-options start',
  'ifcfg cloud-init address',
  'ifcfg dhcp-extras address',
  'ifcfg initscripts-alone address',
  'ifcfg left-by-tools start',
  'ifcfg member-of-nothing address',
  'ifcfg not-networkmanagers address',
  'ifcfg several-addresses address',
  'ifcfg two-files start',
  'ifcfg veth-pair mtu',
  'ifcfg veth-pair address',
  'ifcfg veth-pair start',
  'ifupdown aliases address',
  'ifupdown aliases start',
  'ifupdown bridge-vlan-port mtu',
  'ifupdown bridge-vlan-port start',
  'ifupdown bridge-refused address',
  'ifupdown gives-up mtu',
  'ifupdown gives-up address',
  'ifupdown gives-up start',
  'ifupdown kinds-unknown address',
  'ifupdown logical-over-own address',
  'ifupdown logical-over-own start',
  'ifupdown patterns start',
  'ifupdown sources mtu',
  'ifupdown sources address',
  'ifupdown sources start',
  'ifupdown vlan-dotted mtu',
  'ifupdown vlan-dotted address',
  'ifupdown vlan-dotted start',
  'ifupdown vlan-of-a-vlan mtu',
  'ifupdown vlan-of-a-vlan address',
  'ifupdown vlan-of-a-vlan start',
]);

/** Of these what cannot be had at all: a pattern, or a file outside of /etc, still says something else. */
const stuck: ReadonlySet<string> = new Set([
  'networkd mac-also-matches-bond address',
  'ifupdown patterns start',
  'ifupdown sources mtu',
  'ifupdown sources address',
  'ifupdown sources start',
]);

describe.each(cases)('$backend.name $name', ({ backend, name, folder }) => {
  const { view: root, texts, links } = foreignRoot(join(folder, 'root'));
  const { host } = backend.survey(root);

  test('as it is: nothing changes, and it stays whose it was', () => {
    const plan = planAdopting({ backend, backends, root, host });
    expect(errorsOf(plan)).toEqual([]);
    expect(changesOf(plan)).toEqual([]);
    expect(plan.copies).toEqual([]);
  });

  test.each(Object.keys(changes))('another %s: it is said, and nothing else changes', (what) => {
    const wanted = changes[what]?.(host) as Host;
    const isRefused = refused.has(`${backend.name} ${name} ${what}`);
    const strict = planAdopting({ backend, backends, root, host: wanted });
    expect(errorsOf(strict).length > 0, JSON.stringify(errorsOf(strict))).toBe(isRefused);
    const plan = isRefused
      ? planAdopting({ backend, backends, root, host: wanted, allowLoss: true })
      : strict;
    if (stuck.has(`${backend.name} ${name} ${what}`)) {
      const kinds = errorsOf(plan).map(({ kind }) => kind);
      expect(kinds).toEqual(kinds.map(() => 'foreign'));
      expect(kinds).not.toEqual([]);
      return;
    }
    expect(errorsOf(plan)).toEqual([]);
    const after = memoryRoot(rootAfter(texts, [...plan.copies, ...plan.changes]).files, links);
    expectSame(backend.survey(after).host, plan.host);
    if (!isRefused) {
      const files = Object.values(rootAfter(texts, plan.changes).files);
      expect(linesMissing(linesToKeep(backend, root), files)).toEqual([]);
    }
    expect(rootStatus(backend, [], after)).toEqual([]);
    const again = planAdopting({ backend, backends, root: after, host: plan.host });
    expect(errorsOf(again)).toEqual([]);
    expect(changesOf(again)).toEqual([]);
  });
});
