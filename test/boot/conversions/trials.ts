import { type Consumer, firstConsumers } from '../consumers.ts';
import type { Trial } from '../trials.ts';
import { foreignHosts } from './hosts.ts';
import { bootConverted, type Move, moveName } from './trial.ts';

/** Every ordered pair of backends, each with one consumer. */
const pairs = firstConsumers.flatMap((from) =>
  firstConsumers.filter((to) => to !== from).map((to) => ({ from, to })),
);

const trialOf = (move: Move): Trial => ({
  name: moveName(move),
  consumer: move.to,
  run: (bench) => bootConverted(bench, move),
});

/** Every host that is carried to this consumer. */
export const conversionTrials = (consumer: Consumer): Trial[] =>
  pairs
    .filter(({ to }) => to === consumer)
    .flatMap(({ from, to }) => foreignHosts(from.backend).map((host) => trialOf({ host, from, to })));

/**
 * One host for every pair, so that each host is among them: in turn, backwards, by which a KVM host's ifcfg files and
 * an office server's interfaces files go to networkd.
 */
export const coveringConversionTrials = (): Trial[] =>
  pairs.map(({ from, to }, n) => {
    const hosts = foreignHosts(from.backend);
    const host = hosts.at(-n % hosts.length);
    if (host === undefined) throw new Error(`no hosts of ${from.backend}`);
    return trialOf({ host, from, to });
  });
