import { differences, type HostFacts } from '../facts.ts';
import { withMachine } from '../trial.ts';
import { documentOf, outcomeOf, prepared, type Special } from './special.ts';

/** A NIC that is plugged in after boot gets what its interface says. */
export const hotplug: Special = {
  name: 'a NIC added after boot',
  run: (bench, consumer) => {
    const documents = documentOf(`
      <interface type='ethernet' name='eth0'><protocol family='ipv4'><dhcp/></protocol></interface>
      <interface type='ethernet' name='eth1'>
        <start mode='hotplug'/>
        <protocol family='ipv4'><ip address='198.51.100.10' prefix='24'/></protocol>
      </interface>`);
    const { files, nics } = prepared(bench, consumer, documents);
    const late = nics.map((nic) => ({ ...nic, isLate: nic.name === 'eth1' }));
    return withMachine(bench, consumer, { name: 'hotplug', nics: late, files }, async (machine, next) => {
      const before = await next();
      await machine.plug('eth1');
      const after = await next();
      const wanted: HostFacts = { eth1: { state: 'up', 'IPv4 addresses': ['198.51.100.10/24'] } };
      return outcomeOf(after, consumer, [
        ...differences(before.facts, { host: { interfaces: ['eth0'], online: 'yes' } }),
        ...differences(after.facts, wanted),
      ]);
    });
  },
};
