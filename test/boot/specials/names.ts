import { differences, type HostFacts } from '../facts.ts';
import type { Nic } from '../machine.ts';
import { judged, type Outcome, type Setup } from '../trial.ts';
import { wantedFacts } from '../wanted.ts';
import { documentOf, outcomeOf, prepared, type Special, together } from './special.ts';

const [OUTER, INNER] = ['52:54:00:00:00:a0', '52:54:00:00:00:a1'];

/** Two NICs that are found by their MAC addresses, and a vlan on the first. */
const documents = (outer: string, inner: string) =>
  documentOf(`
    <interface type='ethernet' name='${outer}'>
      <start mode='onboot'/>
      <protocol family='ipv4'><ip address='192.0.2.10' prefix='24'/></protocol>
      <mac address='${OUTER}'/>
    </interface>
    <interface type='ethernet' name='${inner}'>
      <start mode='onboot'/>
      <protocol family='ipv4'><ip address='198.51.100.10' prefix='24'/></protocol>
      <mac address='${INNER}'/>
    </interface>
    <interface type='vlan' name='tagged'>
      <start mode='onboot'/>
      <protocol family='ipv4'><ip address='203.0.113.10' prefix='24'/></protocol>
      <vlan tag='10'><interface name='${outer}'/></vlan>
    </interface>`);

const nic = (mac: string, name: string, nameAtBoot: string): Nic => ({
  mac,
  name,
  nameAtBoot,
  carrier: true,
});

/**
 * ifupdown goes by names, and its backend refuses to find a NIC by its address; for ifcfg files initscripts'
 * rename_device gives NICs their names, of which NetworkManager alone, as in Debian, has nothing.
 */
const NO_RENAMING: Outcome = { faults: [], refused: 'nothing here gives a NIC a name by its MAC address' };

/** The kernel finds the NICs in one order, and in the other in the next boot: each is what it was. */
export const swappedNames: Special = {
  name: 'NICs whose names are swapped between boots',
  run: async (bench, consumer) => {
    if (!consumer.ways.renames) return NO_RENAMING;
    const { host, files } = prepared(bench, consumer, documents('outer0', 'inner0'));
    const boot = (...[outer, inner]: readonly [string, string]): Promise<Outcome> => {
      const nics = [nic(OUTER, 'outer0', outer), nic(INNER, 'inner0', inner)];
      const setup: Setup = { name: `swapped-names-${outer}`, nics, files };
      const wanted = wantedFacts(host, { nics, ways: consumer.ways });
      return judged(bench, consumer, setup, (sight) =>
        outcomeOf(sight, consumer, differences(sight.facts, wanted)),
      );
    };
    return together(await boot('eth0', 'eth1'), await boot('eth1', 'eth0'));
  },
};

/** The wanted names are the kernel's own, and the kernel has given them to the other NIC: addresses go by MAC. */
export const takenNames: Special = {
  name: 'NICs whose names are taken by others',
  run: (bench, consumer) => {
    if (!consumer.ways.renames) return Promise.resolve(NO_RENAMING);
    const { files } = prepared(bench, consumer, documents('eth0', 'eth1'));
    const nics = [nic(OUTER, 'eth1', 'eth1'), nic(INNER, 'eth0', 'eth0')];
    const wanted: HostFacts = {
      host: { interfaces: ['eth0', 'eth1', 'tagged'], online: 'yes', 'failed units': [] },
      eth0: { mac: 'of eth0', 'IPv4 addresses': ['198.51.100.10/24'] },
      eth1: { mac: 'of eth1', 'IPv4 addresses': ['192.0.2.10/24'] },
      tagged: { parent: 'eth1', 'IPv4 addresses': ['203.0.113.10/24'] },
    };
    return judged(bench, consumer, { name: 'taken-names', nics, files }, (sight) =>
      outcomeOf(sight, consumer, differences(sight.facts, wanted)),
    );
  },
};
