import type { Consumer } from '../consumers.ts';
import { differences } from '../facts.ts';
import { documentOf, outcomeOf, prepared } from '../specials/special.ts';
import { type Bench, judged, type Outcome } from '../trial.ts';
import { benchOf } from './bench.ts';

const network = (n: number): string => `
  <network>
    <name>net${n}</name>
    <forward mode='nat'/>
    <bridge name='virbr${n}' stp='off' delay='0'/>
    <ip address='10.77.${n}.1' prefix='24'>
      <dhcp><range start='10.77.${n}.100' end='10.77.${n}.199'/></dhcp>
    </ip>
  </network>`;

const nic = `
  <interface type='ethernet' name='eth0'>
    <start mode='onboot'/>
    <protocol family='ipv4'><ip address='192.0.2.10' prefix='24'/></protocol>
  </interface>`;

/** Boots a host with a NIC and so many networks: what is told is when it is online. */
export async function bootWithNetworks(
  usualBench: Bench,
  consumer: Consumer,
  count: number,
): Promise<Outcome> {
  const bench = benchOf(usualBench);
  const documents = documentOf(nic + Array.from({ length: count }, (_, n) => network(n)).join(''));
  const { files, nics } = prepared(bench, consumer, documents);
  return judged(bench, consumer, { name: `${count} networks`, files, nics }, (sight) =>
    outcomeOf(sight, consumer, differences(sight.facts, { host: { online: 'yes', 'failed units': [] } })),
  );
}
