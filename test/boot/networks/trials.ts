import { type Consumer, consumers } from '../consumers.ts';
import type { Bench, Outcome } from '../trial.ts';
import type { Trial } from '../trials.ts';
import { withFirewalld, withGuests } from './bench.ts';
import { bootWithNetworks } from './boot-times.ts';
import { type BrokenNetwork, brokenNetworks, remade } from './broken.ts';
import type { GuestHost } from './host.ts';
import { behindFirewalld } from './hosts/behind-firewalld.ts';
import { containerHost } from './hosts/container-host.ts';
import { routedServer } from './hosts/routed-server.ts';
import { withoutRules } from './hosts/without-rules.ts';
import { workstation } from './hosts/workstation-networks.ts';
import { xenDom0 } from './hosts/xen-dom0-guests.ts';
import { atBoot, type Phase, restart } from './plan.ts';
import { bootGuestHost, type Otherwise } from './trial.ts';

const [xen, xenWithKea] = xenDom0;
export const guestHosts: readonly GuestHost[] = [xen, xenWithKea, workstation, routedServer, containerHost];

/** The consumers that hosts with guests are tried on. */
const onAll: readonly string[] = ['networkd-252', 'networkd-257', 'ifupdown', 'network-manager'];
/** The one on which it is tried what no consumer has a part in. */
const ON_ONE = 'networkd-252';

/** Every trial of guest networks with a consumer. */
export const networkTrials = (consumer: Consumer): Trial[] => [
  ...(onAll.includes(consumer.name) ? guestHosts.map((host) => hostTrial(consumer, host)) : []),
  ...(consumer.name === ON_ONE
    ? [...specialTrials(consumer), ...brokenNetworks.map(brokenTrial(consumer))]
    : []),
  ...(onAll.includes(consumer.name) ? bootTimes(consumer) : []),
];

/**
 * What every change boots: the Xen host on what such hosts are configured by, the others each on another consumer,
 * and rules that do not load. A second boot is for those of which guests have leases, once a consumer.
 */
export function coveringNetworkTrials(): Trial[] {
  const on = (name: string): Consumer => {
    const consumer = consumers.find((each) => each.name === name);
    if (!consumer) throw new Error(`no consumer ${name}`);
    return consumer;
  };
  return [
    hostTrial(on('ifupdown'), xen),
    hostTrial(on('ifupdown'), xenWithKea),
    hostTrial(on(ON_ONE), xen),
    hostTrial(on('network-manager'), workstation),
    hostTrial(on('ifupdown'), routedServer, { once: true }),
    hostTrial(on(ON_ONE), containerHost, { once: true }),
    rulesThatDoNotLoad(on(ON_ONE)),
  ];
}

const hostTrial = (consumer: Consumer, host: GuestHost, otherwise: Otherwise = {}): Trial => ({
  name: host.name,
  consumer,
  run: (bench) => bootGuestHost(bench, withGuests(consumer), host, otherwise),
});

const failing = ['ifscribe-net-guests-filter.service'];

const rulesThatDoNotLoad = (consumer: Consumer): Trial => ({
  name: withoutRules.name,
  consumer,
  run: (bench) =>
    bootGuestHost(bench, withGuests(consumer), withoutRules, {
      phases: [atBoot, restart],
      once: true,
      failing,
      spoil: (files) =>
        files.map((file) =>
          file.path.endsWith('.nft')
            ? { ...file, content: Buffer.concat([file.content, Buffer.from('nonsense\n')]) }
            : file,
        ),
    }),
});

const firewalldPhases: readonly Phase[] = [
  atBoot,
  { name: 'reload', command: 'firewalld reload' },
  { name: 'restart', command: 'firewalld restart' },
];

const specialTrials = (consumer: Consumer): Trial[] => [
  rulesThatDoNotLoad(consumer),
  {
    name: 'rules that break while the host is up',
    consumer,
    run: (bench) =>
      bootGuestHost(bench, withGuests(consumer), withoutRules, {
        name: 'rules that break',
        phases: [
          { name: 'broken', command: 'break_rules' },
          { name: 'stopped', command: 'systemctl stop nftables' },
        ],
        once: true,
        failing,
      }),
  },
  {
    name: behindFirewalld.name,
    consumer,
    run: (bench) =>
      bootGuestHost(bench, withFirewalld(consumer), behindFirewalld, { phases: firewalldPhases, once: true }),
  },
  {
    name: 'bridges made anew under guests',
    consumer,
    run: (bench) =>
      bootGuestHost(bench, withGuests(consumer), workstation, {
        name: 'bridges made anew',
        phases: [remade],
        once: true,
      }),
  },
];

const brokenTrial =
  (consumer: Consumer) =>
  ({ name, host, phases, spoil, seenAs }: BrokenNetwork): Trial => ({
    name,
    consumer,
    run: async (bench: Bench): Promise<Outcome> => {
      const manner = { name, phases, spoil, once: true };
      const outcome = await bootGuestHost(bench, withGuests(consumer), host, manner);
      if (outcome.isPostponed) return outcome;
      if (outcome.faults.some((fault) => seenAs.test(fault))) return { ...outcome, faults: [] };
      return { ...outcome, faults: [`${name}: not seen as ${seenAs}`, ...outcome.faults] };
    },
  });

const bootTimes = (consumer: Consumer): Trial[] =>
  [0, 1, 10].map((count) => ({
    name: `a NIC and networks, ${count} of them`,
    consumer,
    run: (bench) => bootWithNetworks(bench, withGuests(consumer), count),
  }));
