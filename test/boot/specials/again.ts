import type { Consumer } from '../consumers.ts';
import { differences, type Facts, type HostFacts } from '../facts.ts';
import type { Nic } from '../machine.ts';
import type { Document } from '../prepare.ts';
import { type Bench, judged, type Outcome, type Sight, withMachine } from '../trial.ts';
import { wantedFacts } from '../wanted.ts';
import type { Ways } from '../ways.ts';
import { documentOf, documentsOf, outcomeOf, prepared, type Special, together } from './special.ts';

/** Boots twice, with the NICs in these orders; `what` of the first boot must be there in the second. */
async function twice(
  bench: Bench,
  consumer: Consumer,
  { name, files }: { name: string; files: ReturnType<typeof prepared>['files'] },
  orders: readonly [readonly Nic[], readonly Nic[]],
  what: (sight: Sight) => HostFacts,
): Promise<Outcome> {
  const seen: HostFacts[] = [];
  const outcomes: Outcome[] = [];
  for (const nics of orders)
    outcomes.push(
      await withMachine(bench, consumer, { name, nics, files }, async (_machine, next) => {
        const sight = await next();
        seen.push(what(sight));
        const [first = {}, second] = seen;
        return outcomeOf(sight, consumer, second ? differences(second, first) : []);
      }),
    );
  return together(...outcomes);
}

/** Without what is another in every boot of the same machine. */
const withoutChance = (facts: HostFacts): HostFacts =>
  Object.fromEntries(
    Object.entries(facts).map(([name, { 'active member': _, ...rest }]): [string, Facts] => [name, rest]),
  );

/** Every device's MAC address and addresses as they are. */
const addressesIn = ({ links }: Sight['report'], { raisesBridgesEarly }: Ways): HostFacts =>
  Object.fromEntries(
    [...links.values()].map((link): [string, Facts] => {
      const isChance = (scope: string): boolean =>
        raisesBridgesEarly && scope === 'link' && link.linkinfo?.info_kind === 'bridge';
      const stable = link.addr_info.filter(({ scope }) => !isChance(scope));
      const addresses = stable.map(({ local, prefixlen }) => `${local}/${prefixlen}`).sort();
      return [link.ifname, { 'MAC address': link.address, addresses }];
    }),
  );

/**
 * With no MAC address said but one without which it is chance whose the bond has. Only the bridge asks for a lease:
 * through which NIC a bond asks is chance, too.
 */
const macsUnsaid = ({ joinsInOrder }: Ways): readonly Document[] =>
  documentOf(`
  <interface type='bond' name='bond0'>
    <start mode='onboot'/>
    <protocol family='ipv4'><ip address='192.0.2.10' prefix='24'/></protocol>
    <bond mode='active-backup'>
      <miimon freq='100'/>
      <interface type='ethernet' name='eth0'>
        ${joinsInOrder ? '' : "<mac address='52:54:00:00:00:10'/>"}
      </interface>
      <interface type='ethernet' name='eth1'/>
    </bond>
  </interface>
  <interface type='vlan' name='bond0.42'>
    <start mode='onboot'/>
    <protocol family='ipv4'><ip address='198.51.100.10' prefix='24'/></protocol>
    <vlan tag='42'><interface name='bond0'/></vlan>
  </interface>
  <interface type='bridge' name='br0'>
    <start mode='onboot'/>
    <protocol family='ipv4'><dhcp/></protocol>
    <protocol family='ipv6'><autoconf/></protocol>
    <bridge stp='off'>
      <interface type='ethernet' name='eth2'/>
    </bridge>
  </interface>`);

/** Nothing is remembered from the boot before, not even the machine's id: what is the same comes from the files and NICs. */
export const twoBoots: Special = {
  name: 'two boots in a row',
  run: (bench, consumer) => {
    const { files, nics } = prepared(bench, consumer, macsUnsaid(consumer.ways));
    return twice(bench, consumer, { name: 'two boots', files }, [nics, nics], ({ facts, report }) => {
      const addresses = addressesIn(report, consumer.ways);
      const both = Object.entries(withoutChance(facts)).map(([name, rest]): [string, Facts] => [
        name,
        { ...rest, ...addresses[name] },
      ]);
      return Object.fromEntries(both);
    });
  },
};

export const otherOrder: Special = {
  name: 'NICs found in another order',
  run: (bench, consumer) => {
    const { files, nics } = prepared(bench, consumer, macsUnsaid(consumer.ways));
    const orders = [nics, [...nics].reverse()] as const;
    return twice(bench, consumer, { name: 'other order', files }, orders, ({ facts }) =>
      withoutChance(facts),
    );
  },
};

/** A machine whose configuration was another before shows nothing of it. */
const changed = (name: string, before: readonly Document[], after: readonly Document[]): Special => ({
  name,
  run: (bench, consumer) => {
    const { host, files, nics } = prepared(bench, consumer, before, after);
    const wanted = wantedFacts(host, { nics, ways: consumer.ways });
    return judged(bench, consumer, { name, nics, files }, (sight) =>
      outcomeOf(sight, consumer, differences(sight.facts, wanted)),
    );
  },
});

export const changes: readonly Special[] = [
  changed('a changed configuration', documentsOf('xen-host'), documentsOf('vlan-on-bond')),
  changed('a bond and bridges that are gone', documentsOf('xen-host'), documentsOf('nic-static')),
];
