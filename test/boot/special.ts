import { parseDocuments } from '../../src/language/parse.ts';
import { resolve } from '../../src/model/resolve.ts';
import { fixtureCases } from '../support/fixture-cases.ts';
import type { Consumer } from './consumers.ts';
import { differences, type HostFacts } from './facts.ts';
import type { Nic } from './machine.ts';
import { nicsOf } from './nics.ts';
import { applyDocuments, type Document } from './prepare.ts';
import { type Bench, type Outcome, type Sight, withMachine } from './trial.ts';
import { wantedFacts } from './wanted.ts';

/** What takes more than one boot, or something that happens after it. */
export interface Special {
  readonly name: string;
  readonly run: (bench: Bench, consumer: Consumer) => Promise<Outcome>;
}

/** The documents of a fixture. */
function documentsOf(name: string): readonly Document[] {
  const fixture = fixtureCases.find((each) => each.name === name);
  if (!fixture) throw new Error(`no fixture ${name}`);
  return fixture.documents;
}

/** Files and NICs for a boot of the last of these sets of documents, applied one after the other. */
function prepared(bench: Bench, consumer: Consumer, ...sets: readonly (readonly Document[])[]) {
  const applied = applyDocuments(bench.ifscribe, bench.imageOf(consumer), consumer.backend, ...sets);
  if (applied.status !== 0) throw new Error(`apply ended with ${applied.status}: ${applied.output}`);
  const { definitions, sources } = parseDocuments(sets.at(-1) ?? []);
  const { host } = resolve(definitions, sources);
  return { host, files: applied.files, nics: nicsOf(host, consumer.ways.renames) };
}

/** The cable of the primary goes and comes back: the other member takes over, and gives back. */
const failover: Special = {
  name: 'failover of the primary',
  run: (bench, consumer) => {
    const { files, nics } = prepared(bench, consumer, documentsOf('bond-active-backup'));
    return withMachine(bench, consumer, { name: 'failover', nics, files }, async (machine, next) => {
      const faults: string[] = [];
      const expectActive = async (member: string): Promise<void> => {
        const bond0 = { 'active member': member, carrier: 'yes', 'IPv4 addresses': ['192.0.2.10/24'] };
        const { facts } = await next();
        const heard = await machine.segment.answersFor('192.0.2.10');
        const through = heard.map((nic) => nics[nic]?.name);
        if (through.join() !== member)
          faults.push(`bond0: answers through ${through.join(', ') || 'no NIC'}, wanted ${member}`);
        faults.push(...differences(facts, { bond0 }));
      };
      await expectActive('eth1');
      await machine.setCarrier('eth1', false);
      await expectActive('eth0');
      await machine.setCarrier('eth1', true);
      await expectActive('eth1');
      return { faults };
    });
  },
};

/** A member without carrier at boot holds nobody up. */
const deadMember: Special = {
  name: 'a member without carrier at boot',
  run: (bench, consumer) => {
    const { files, nics } = prepared(bench, consumer, documentsOf('bond-active-backup'));
    const cut = nics.map((nic): Nic => ({ ...nic, carrier: nic.name !== 'eth1' }));
    return withMachine(bench, consumer, { name: 'dead-member', nics: cut, files }, async (_machine, next) => {
      const { facts } = await next();
      const wanted: HostFacts = {
        host: { online: 'yes' },
        bond0: { 'active member': 'eth0', members: ['eth0', 'eth1'], 'IPv4 addresses': ['192.0.2.10/24'] },
      };
      return { faults: differences(facts, wanted) };
    });
  },
};

/** A NIC that is plugged in after boot gets what its interface says. */
const hotplug: Special = {
  name: 'a NIC added after boot',
  run: (bench, consumer) => {
    const text = `<interfaces>
  <interface type='ethernet' name='eth0'><protocol family='ipv4'><dhcp/></protocol></interface>
  <interface type='ethernet' name='eth1'>
    <start mode='hotplug'/>
    <protocol family='ipv4'><ip address='198.51.100.10' prefix='24'/></protocol>
  </interface>
</interfaces>`;
    const { files, nics } = prepared(bench, consumer, [{ file: 'hotplug.xml', text }]);
    const late = nics.map((nic) => ({ ...nic, isLate: nic.name === 'eth1' }));
    return withMachine(bench, consumer, { name: 'hotplug', nics: late, files }, async (machine, next) => {
      const before = await next();
      await machine.plug('eth1');
      const after = await next();
      const wanted: HostFacts = { eth1: { state: 'up', 'IPv4 addresses': ['198.51.100.10/24'] } };
      return {
        faults: [
          ...differences(before.facts, { host: { interfaces: ['eth0'], online: 'yes' } }),
          ...differences(after.facts, wanted),
        ],
      };
    });
  },
};

/** Two boots in a row, the second with the NICs found in the other order, show the same. */
const rebootWith = (name: string, fixture: string): Special => ({
  name,
  run: async (bench, consumer) => {
    const { files, nics } = prepared(bench, consumer, documentsOf(fixture));
    const seen: Sight['facts'][] = [];
    const boot = (order: readonly Nic[]): Promise<Outcome> =>
      withMachine(bench, consumer, { name, nics: order, files }, async (_machine, next) => {
        seen.push((await next()).facts);
        return { faults: [] };
      });
    const outcomes = [await boot(nics), await boot([...nics].reverse())];
    const [first = {}, second = {}] = seen;
    const comparable = Object.fromEntries(
      Object.entries(first).map(([iface, facts]) => [iface, withoutChance(facts)]),
    );
    return { faults: [...outcomes.flatMap(({ faults }) => faults), ...differences(second, comparable)] };
  },
});

/** Without what is another in every boot of the same machine. */
const withoutChance = (facts: Sight['facts'][string]) =>
  Object.fromEntries(Object.entries(facts).filter(([what]) => what !== 'active member'));

/** A machine whose configuration was another before shows nothing of it. */
const changed: Special = {
  name: 'a changed configuration',
  run: (bench, consumer) => {
    const sets = [documentsOf('xen-host'), documentsOf('vlan-on-bond')];
    const { host, files, nics } = prepared(bench, consumer, ...sets);
    return withMachine(bench, consumer, { name: 'changed', nics, files }, async (_machine, next) => {
      const { facts } = await next();
      return {
        faults: differences(facts, wantedFacts(host, { nics, ways: consumer.ways, isWaitedFor: true })),
      };
    });
  },
};

export const specials: readonly Special[] = [
  failover,
  deadMember,
  hotplug,
  changed,
  rebootWith('NICs found in another order', 'xen-host'),
];
