import type { Consumer } from '../consumers.ts';
import { differences, type HostFacts } from '../facts.ts';
import type { Nic } from '../machine.ts';
import { judged, type Outcome } from '../trial.ts';
import type { Lacking } from '../ways.ts';
import { cut } from './carrier.ts';
import { documentOf, outcomeOf, prepared, type Special, together } from './special.ts';

/**
 * How much later one of two boots of the same host may be online in an emulated machine, which gets more or less of
 * its processor: well below every timeout that could be waited for (dhclient 60 s, NetworkManager-wait-online 60 s,
 * networkd-wait-online 120 s, bridge_maxwait 32 s).
 */
const CHANCE = { share: 0.5, seconds: 5 };

const documents = documentOf(`
  <interface type='bond' name='bond0'>
    <start mode='onboot'/>
    <protocol family='ipv4'><ip address='192.0.2.10' prefix='24'/></protocol>
    <bond mode='active-backup'>
      <miimon freq='100'/>
      <interface type='ethernet' name='eth0'/>
      <interface type='ethernet' name='eth1'/>
    </bond>
  </interface>
  <interface type='bridge' name='br0'>
    <start mode='onboot'/>
    <protocol family='ipv4'><ip address='198.51.100.10' prefix='24'/></protocol>
    <bridge stp='off'>
      <interface type='ethernet' name='eth2'/>
      <interface type='ethernet' name='eth3'/>
    </bridge>
  </interface>
  <interface type='ethernet' name='eth4'>
    <start mode='hotplug'/>
    <protocol family='ipv4'><dhcp/></protocol>
  </interface>
  <interface type='ethernet' name='eth5'>
    <start mode='none'/>
    <protocol family='ipv4'><dhcp/></protocol>
  </interface>`);

const bond0 = { state: 'up', carrier: 'yes', 'IPv4 addresses': ['192.0.2.10/24'] };
const br0 = { state: 'up', carrier: 'yes', 'IPv4 addresses': ['198.51.100.10/24'] };
const wantedAlways: HostFacts = { host: { online: 'yes', 'failed units': [] }, bond0, br0 };

/** A host that lacks something is online as soon as it is with everything there. */
const lacking = (
  name: string,
  lack: (nics: readonly Nic[]) => Nic[],
  wanted: (ways: Lacking) => HostFacts = () => ({}),
): Special => ({
  name,
  run: async (bench, consumer) => {
    const { files, nics } = prepared(bench, consumer, documents);
    const boot = (as: string, those: readonly Nic[], facts: HostFacts): Promise<Outcome> =>
      judged(bench, consumer, { name: as, nics: those, files }, (sight) =>
        outcomeOf(sight, consumer, differences(sight.facts, facts)),
      );
    const whole = await boot(`${name}, before`, nics, wantedAlways);
    const outcome = await boot(name, lack(nics), { ...wantedAlways, ...wanted(consumer.ways.lacking) });
    return together(whole, {
      ...outcome,
      faults: [...outcome.faults, ...delay(whole, outcome, consumer)],
    });
  },
});

/** A difference where the second boot was online later. */
function delay(whole: Outcome, outcome: Outcome, { ways }: Consumer): string[] {
  const [soon, late] = [whole.secondsToOnline, outcome.secondsToOnline];
  if (soon === undefined || late === undefined) return [];
  const limit = soon * (1 + CHANCE.share) + CHANCE.seconds + ways.lacking.secondsForCarrier;
  if (late <= limit) return [];
  return [
    `host: online after ${late.toFixed(1)} s, wanted within ${limit.toFixed(1)} s: ${soon.toFixed(1)} s with everything there`,
  ];
}

const without =
  (...names: readonly string[]) =>
  (nics: readonly Nic[]): Nic[] =>
    nics.filter(({ name }) => !names.includes(name));

export const lackings: readonly Special[] = [
  lacking(
    'members without carrier at boot',
    (nics) => cut(nics, 'eth0', 'eth2'),
    ({ joinsWithCarrier }) => ({
      bond0: { ...bond0, members: joinsWithCarrier ? ['eth1'] : ['eth0', 'eth1'], 'active member': 'eth1' },
      br0: { ...br0, members: joinsWithCarrier ? ['eth3'] : ['eth2', 'eth3'] },
    }),
  ),
  lacking('members that are absent', without('eth0', 'eth2'), () => ({
    bond0: { ...bond0, members: ['eth1'], 'active member': 'eth1' },
    br0: { ...br0, members: ['eth3'] },
  })),
  lacking('optional NICs without carrier', (nics) => cut(nics, 'eth4', 'eth5')),
  lacking('optional NICs that are absent', without('eth4', 'eth5')),
];
