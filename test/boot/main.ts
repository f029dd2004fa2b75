import { parseArgs } from 'node:util';
import { fixtureCases } from '../support/fixture-cases.ts';
import { broken } from './broken.ts';
import { type Consumer, consumers, imageOf } from './consumers.ts';
import type { Image } from './images.ts';
import { buildKernel } from './kernel.ts';
import { specials } from './special.ts';
import { type Bench, bootBroken, bootFixture, type Outcome } from './trial.ts';

const usage = `npm run test:boot [-- OPTIONS]
  --backend NAME    only this backend's consumers
  --consumer NAME   only this consumer (${consumers.map(({ name }) => name).join(', ')})
  --case NAME       only this case: a fixture, a special case or a configuration broken on purpose
  --reuse           judge what was booted before, where nothing of it changed, instead of booting again
  --list            say what would be booted
Of the options with a NAME the last two may be repeated.`;

/** Guests at a time. */
const GUESTS = 2;

interface Trial {
  readonly name: string;
  readonly consumer: Consumer;
  readonly run: (bench: Bench) => Promise<Outcome>;
}

/** Boots cases and tells how they came up; `ifscribe`: the command's file. The exit status: whether all did. */
export async function main(args: readonly string[], ifscribe: string): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      backend: { type: 'string' },
      consumer: { type: 'string', multiple: true },
      case: { type: 'string', multiple: true },
      reuse: { type: 'boolean' },
      list: { type: 'boolean' },
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
  const trials = chosen.flatMap(trialsOf).filter(({ name }) => values.case?.includes(name) ?? true);
  if (trials.length === 0) {
    console.error(`boot: no such case\n${usage}`);
    return 1;
  }
  if (values.list) {
    for (const { name, consumer } of trials) console.log(`${consumer.name} ${name}`);
    return 0;
  }
  return bootAll(trials, prepareBench(chosen, ifscribe, values.reuse ?? false));
}

/** Everything that is booted with a consumer. */
function trialsOf(consumer: Consumer): Trial[] {
  return [
    ...fixtureCases.map((fixture) => ({
      name: fixture.name,
      consumer,
      run: (bench: Bench) => bootFixture(bench, consumer, fixture),
    })),
    ...specials.map(({ name, run }) => ({ name, consumer, run: (bench: Bench) => run(bench, consumer) })),
    ...broken
      .filter((each) => each.consumer === consumer.name)
      .map((each) => ({
        name: each.name,
        consumer,
        run: (bench: Bench) => bootBroken(bench, consumer, each),
      })),
  ];
}

async function bootAll(trials: readonly Trial[], bench: Bench): Promise<number> {
  // Whoever interrupts this wants the guests gone as well.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  let failures = 0;
  await inParallel(GUESTS, trials, async ({ name, consumer, run }) => {
    const outcome = await run(bench);
    if (outcome.faults.length) failures += 1;
    console.log(resultText(`${consumer.name}: ${name}`, outcome));
  });
  console.log(`${trials.length} cases, ${failures} failed`);
  return failures ? 1 : 0;
}

function prepareBench(chosen: readonly Consumer[], ifscribe: string, reuses: boolean): Bench {
  const kernel = buildKernel();
  const images = new Map<Consumer, Image>(chosen.map((consumer) => [consumer, imageOf(consumer, kernel)]));
  return {
    kernel,
    ifscribe,
    reuses,
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
  if (refused !== undefined) return `refused ${name}`;
  const times = [
    ...(seconds === undefined ? [] : [`${seconds.toFixed(0)} s`]),
    ...(secondsToOnline === undefined ? [] : [`online after ${secondsToOnline.toFixed(1)} s`]),
  ];
  const line = `${faults.length ? 'FAILED ' : 'ok     '} ${[name, ...times].join(', ')}`;
  return [line, ...faults.map((fault) => `    ${fault}`)].join('\n');
}
