import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Backend } from '../../src/backend.ts';
import { hasErrors } from '../../src/findings/finding.ts';
import { checkHost } from '../../src/model/check.ts';
import { definitionsOf } from '../../src/model/definition.ts';
import type { Host } from '../../src/model/host.ts';
import { silencedSince } from '../../src/plan/adopt/idle-lines.ts';
import { planBridge } from '../../src/plan/bridge.ts';
import type { Plan } from '../../src/plan/carry.ts';
import { rootStatus } from '../../src/plan/status.ts';
import { loadBackends } from '../../src/registry.ts';
import {
  changes,
  changesOf,
  errorsOf,
  everyone,
  expectSame,
  linesBetween,
  linesMissing,
  linesToKeep,
  planAdopting,
} from '../support/adopting.ts';
import { fixturesFolder } from '../support/fixture-cases.ts';
import { foreignRoot } from '../support/foreign-root.ts';
import { placesOf } from '../support/hosts.ts';
import { memoryRoot, rootAfter } from '../support/memory-root.ts';

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

/**
 * What cannot be changed line by line, and why: the lines stand in a drop-in, in a package's folder, or in a file of two
 * interfaces; a line that is kept, or was not read, would come into force or undo the change. Or the backend cannot say
 * what the interface is.
 */
const refused: ReadonlySet<string> = new Set([
  'networkd addresses bridge',
  'networkd drop-ins bridge',
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
  'networkd order-over-folders bridge',
  'networkd routes bridge',
  'networkd two-names-one-file address',
  'networkd two-names-one-file bridge',
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
  'ifcfg name-servers bridge',
  'ifcfg not-networkmanagers address',
  'ifcfg routes-by-device bridge',
  'ifcfg several-addresses address',
  'ifcfg two-files start',
  'ifcfg veth-pair mtu',
  'ifcfg veth-pair address',
  'ifcfg veth-pair start',
  'ifupdown allow-hotplug-virtual start',
  'ifupdown aliases address',
  'ifupdown aliases start',
  'ifupdown bridge-vlan-port mtu',
  'ifupdown bridge-vlan-port start',
  'ifupdown bridge-refused address',
  'ifupdown commands-guarded mtu',
  'ifupdown commands-guarded address',
  'ifupdown gives-up bridge',
  'ifupdown gives-up mtu',
  'ifupdown gives-up address',
  'ifupdown gives-up start',
  'ifupdown kinds-unknown address',
  'ifupdown logical-over-own address',
  'ifupdown logical-over-own bridge',
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

/** Lines that come and go for each interface, at most, but for a bridge, which takes more or fewer away. */
const MOST = 4;

/** Where it takes more: addresses in files of ranges, and numbered ones before which others go or none may be. */
const many: ReadonlySet<string> = new Set([
  'ifcfg ranges address',
  'ifcfg host-office address',
  'ifcfg no-hosts-addresses address',
  'ifcfg mask-with-holes address',
  'ifcfg shell-needed address',
]);

/** A NIC with addresses, for a new bridge to take over. */
const portFor = ({ interfaces }: Host): string | undefined =>
  interfaces.find(({ type, port, ipv4 }) => type === 'ethernet' && !port && ipv4 !== undefined)?.name;

describe.each(cases)('$backend.name $name', ({ backend, name, folder }) => {
  const { view: root, texts, links } = foreignRoot(join(folder, 'root'));
  const survey = backend.survey(root);
  const { host } = survey;
  const port = portFor(host);

  test('as it is: nothing changes, and it stays whose it was', () => {
    const plan = planAdopting({ backend, backends, root, host });
    expect(errorsOf(plan)).toEqual([]);
    expect(changesOf(plan)).toEqual([]);
    expect(plan.copies).toEqual([]);
  });

  /** A change of all interfaces at once, or a bridge on one of them. */
  const planOf = (what: string, allowLoss: boolean): Plan => {
    if (what !== 'bridge' || port === undefined) {
      const wanted = everyone(host, changes[what as keyof typeof changes]);
      return planAdopting({ backend, backends, root, host: wanted, allowLoss });
    }
    const others = backends.filter((other) => other !== backend);
    const place = { backend, others, root, allowLoss, adopt: true };
    return planBridge({ ...place, port, bridge: 'switch0', options: { stp: false } });
  };

  test.each([...Object.keys(changes), ...(port === undefined ? [] : ['bridge'])])(
    'another %s: it is said, and nothing else changes',
    (what) => {
      const trial = `${backend.name} ${name} ${what}`;
      const isRefused = refused.has(trial);
      const strict = planOf(what, false);
      expect(errorsOf(strict).length > 0, JSON.stringify(errorsOf(strict))).toBe(isRefused);
      const plan = isRefused ? planOf(what, true) : strict;
      if (stuck.has(trial)) {
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
        const isMuch = linesBetween(Object.values(texts), files) > MOST * host.interfaces.length;
        if (what !== 'bridge') expect(isMuch).toBe(many.has(trial));
        // No line is left without its meaning: not every consumer passes over what a document does.
        expect([...silencedSince(survey)(backend.survey(after)).facets]).toEqual([]);
      }
      expect(rootStatus(backend, [], after)).toEqual([]);
      const again = planAdopting({ backend, backends, root: after, host: plan.host });
      expect(errorsOf(again)).toEqual([]);
      expect(changesOf(again)).toEqual([]);
    },
  );
});
