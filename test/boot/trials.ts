import { type FixtureCase, fixtureCases, hasNetworks } from '../support/fixture-cases.ts';
import { broken } from './broken.ts';
import { type Consumer, firstConsumers } from './consumers.ts';
import { conversionTrials, coveringConversionTrials } from './conversions/trials.ts';
import { coveringCases } from './covering.ts';
import { coveringNetworkTrials, networkTrials } from './networks/trials.ts';
import { specials } from './special.ts';
import { Refused, type Special } from './specials/special.ts';
import { type Bench, bootBroken, bootFixture, type Outcome } from './trial.ts';

/** A case on a consumer. */
export interface Trial {
  readonly name: string;
  readonly consumer: Consumer;
  readonly run: (bench: Bench) => Promise<Outcome>;
}

/** Everything that is booted with a consumer; cases with guest networks are tried with guests. */
export const trialsOf = (consumer: Consumer): Trial[] => [
  ...fixtureCases
    .filter((fixture) => !hasNetworks(fixture))
    .map((fixture) => fixtureTrial(consumer, fixture)),
  ...specials.map((special) => ({
    name: special.name,
    consumer,
    run: (bench: Bench) => runSpecial(special, bench, consumer),
  })),
  ...brokenTrials(consumer),
  ...networkTrials(consumer),
  ...conversionTrials(consumer),
];

/**
 * What is booted before every change lands: on the first consumer of each backend, cases with every feature of the
 * backend's and the configurations broken on purpose; each special case on one of these consumers, in turn; hosts with
 * guest networks; and for every ordered pair of backends a host that is converted.
 */
export function coveringTrials(): Trial[] {
  return [
    ...specials.map((special, n): Trial => {
      const at = n % firstConsumers.length;
      const inTurn = [...firstConsumers.slice(at), ...firstConsumers.slice(0, at)];
      const [consumer] = inTurn;
      if (!consumer) throw new Error('no consumers');
      return {
        name: special.name,
        consumer,
        run: (bench) => onFirstThatCan(inTurn, (each) => runSpecial(special, bench, each)),
      };
    }),
    ...firstConsumers.flatMap((consumer) => [
      ...coveringCases(consumer.backend).map((fixture) => fixtureTrial(consumer, fixture)),
      ...brokenTrials(consumer),
    ]),
    ...coveringNetworkTrials(),
    ...coveringConversionTrials(),
  ];
}

async function runSpecial({ run }: Special, bench: Bench, consumer: Consumer): Promise<Outcome> {
  try {
    return await run(bench, consumer);
  } catch (error) {
    if (error instanceof Refused) return { faults: [], refused: error.message };
    throw error;
  }
}

const fixtureTrial = (consumer: Consumer, fixture: FixtureCase): Trial => ({
  name: fixture.name,
  consumer,
  run: (bench) => bootFixture(bench, consumer, fixture),
});

const brokenTrials = (consumer: Consumer): Trial[] =>
  broken
    .filter((each) => each.consumer === consumer.name)
    .map((each) => ({ name: each.name, consumer, run: (bench) => bootBroken(bench, consumer, each) }));

async function onFirstThatCan(
  candidates: readonly Consumer[],
  run: (consumer: Consumer) => Promise<Outcome>,
): Promise<Outcome> {
  let outcome: Outcome = { faults: ['no consumer can'] };
  for (const consumer of candidates) {
    outcome = await run(consumer);
    if (outcome.refused === undefined) return { ...outcome, bootedBy: consumer.name };
  }
  return { ...outcome, faults: [`no consumer can: ${outcome.refused}`] };
}
