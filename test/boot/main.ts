import { parseArgs } from 'node:util';
import { fixtureCases } from '../support/fixture-cases.ts';
import { type Consumer, consumers, imageOf } from './consumers.ts';
import type { Image } from './images.ts';
import { buildKernel } from './kernel.ts';
import { type Bench, bootFixture, type Outcome } from './trial.ts';

const usage = `npm run test:boot [-- OPTIONS]
  --backend NAME    only this backend's consumers
  --consumer NAME   only this consumer (${consumers.map(({ name }) => name).join(', ')})
  --case NAME       only this case; may be repeated`;

/** Guests at a time. */
const GUESTS = 2;

/** Boots cases and tells how they came up; `ifscribe`: the command's file. The exit status: whether all did. */
export async function main(args: readonly string[], ifscribe: string): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      backend: { type: 'string' },
      consumer: { type: 'string', multiple: true },
      case: { type: 'string', multiple: true },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const chosen = consumers
    .filter(({ backend }) => values.backend === undefined || values.backend === backend)
    .filter(({ name }) => values.consumer?.includes(name) ?? true);
  const cases = fixtureCases.filter(({ name }) => values.case?.includes(name) ?? true);
  const trials = chosen.flatMap((consumer) => cases.map((fixture) => ({ consumer, fixture })));
  if (trials.length === 0) {
    console.error(`boot: no such case\n${usage}`);
    return 1;
  }
  const bench = prepareBench(chosen, ifscribe);
  let failures = 0;
  await inParallel(GUESTS, trials, async ({ consumer, fixture }) => {
    const outcome = await bootFixture(bench, consumer, fixture);
    if (outcome.faults.length) failures += 1;
    console.log(resultText(`${consumer.name} ${fixture.name}`, outcome));
  });
  console.log(`${trials.length} cases, ${failures} failed`);
  return failures ? 1 : 0;
}

function prepareBench(chosen: readonly Consumer[], ifscribe: string): Bench {
  const kernel = buildKernel();
  const images = new Map<Consumer, Image>(chosen.map((consumer) => [consumer, imageOf(consumer, kernel)]));
  return {
    kernel,
    ifscribe,
    imageOf: (consumer) => images.get(consumer) ?? imageOf(consumer, kernel),
  };
}

async function inParallel<T>(
  count: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: count }, worker));
}

function resultText(name: string, { faults, refused, seconds, secondsToOnline }: Outcome): string {
  if (refused !== undefined) return `refused  ${name}`;
  const times = `${seconds?.toFixed(0) ?? '?'} s, online after ${secondsToOnline?.toFixed(1) ?? '?'} s`;
  return [
    `${faults.length ? 'FAILED ' : 'ok     '}  ${name}: ${times}`,
    ...faults.map((fault) => `    ${fault}`),
  ].join('\n');
}
