import { differences, type HostFacts } from '../facts.ts';
import type { Nic } from '../machine.ts';
import { judged, withMachine } from '../trial.ts';
import { documentOf, documentsOf, outcomeOf, prepared, type Special } from './special.ts';

/** These NICs without their cables. */
export const cut = (nics: readonly Nic[], ...names: readonly string[]): Nic[] =>
  nics.map((nic) => (names.includes(nic.name) ? { ...nic, carrier: false } : nic));

/** The cable of the primary goes and comes back: the other member takes over, and gives back. */
export const failover: Special = {
  name: 'failover of the primary',
  run: (bench, consumer) => {
    const { files, nics } = prepared(bench, consumer, documentsOf('bond-active-backup'));
    return withMachine(bench, consumer, { name: 'failover', nics, files }, async (machine, next) => {
      const faults: string[] = [];
      const expectActive = async (member: string) => {
        const bond0 = { 'active member': member, carrier: 'yes', 'IPv4 addresses': ['192.0.2.10/24'] };
        const sight = await next();
        const heard = await machine.segment.answersFor('192.0.2.10');
        const through = heard.map((nic) => nics[nic]?.name);
        if (through.join() !== member)
          faults.push(`bond0: answers through ${through.join(', ') || 'no NIC'}, wanted ${member}`);
        faults.push(...differences(sight.facts, { bond0 }));
        return sight;
      };
      await expectActive('eth1');
      await machine.setCarrier('eth1', false);
      await expectActive('eth0');
      await machine.setCarrier('eth1', true);
      return outcomeOf(await expectActive('eth1'), consumer, faults);
    });
  },
};

/** The cable of the primary is put in after boot: the bond has done without it, and has it then. */
export const lateCable: Special = {
  name: 'a member whose cable is put in later',
  run: (bench, consumer) => {
    const { files, nics } = prepared(bench, consumer, documentsOf('bond-active-backup'));
    const setup = { name: 'late-cable', nics: cut(nics, 'eth1'), files };
    return withMachine(bench, consumer, setup, async (machine, next) => {
      const bond0 = { carrier: 'yes', 'IPv4 addresses': ['192.0.2.10/24'] };
      const without = await next();
      await machine.setCarrier('eth1', true);
      const after = await next();
      return outcomeOf(after, consumer, [
        ...differences(without.facts, {
          host: { online: 'yes' },
          bond0: { ...bond0, 'active member': 'eth0' },
        }),
        ...differences(after.facts, {
          bond0: { ...bond0, members: ['eth0', 'eth1'], 'active member': 'eth1' },
        }),
      ]);
    });
  },
};

/** A NIC that is to start at boot and has no carrier: the others are as if it had one. */
export const withoutCarrier: Special = {
  name: 'a NIC without carrier beside one that is fine',
  run: (bench, consumer) => {
    const documents = documentOf(`
      <interface type='ethernet' name='eth0'>
        <start mode='onboot'/>
        <protocol family='ipv4'><ip address='192.0.2.10' prefix='24'/><route gateway='192.0.2.1'/></protocol>
      </interface>
      <interface type='ethernet' name='eth1'>
        <start mode='onboot'/>
        <protocol family='ipv4'><ip address='198.51.100.10' prefix='24'/></protocol>
      </interface>`);
    const { files, nics } = prepared(bench, consumer, documents);
    const setup = { name: 'without-carrier', nics: cut(nics, 'eth1'), files };
    const { waitsForCarrier, addsWithoutCarrier } = consumer.ways.lacking;
    const wanted: HostFacts = {
      host: { online: waitsForCarrier ? 'never' : 'yes', 'failed units': [] },
      eth0: { state: 'up', 'IPv4 addresses': ['192.0.2.10/24'] },
      eth1: {
        state: 'up',
        carrier: 'no',
        'IPv4 addresses': addsWithoutCarrier ? ['198.51.100.10/24'] : [],
      },
    };
    return judged(bench, consumer, setup, (sight) =>
      outcomeOf(sight, consumer, differences(sight.facts, wanted)),
    );
  },
};
