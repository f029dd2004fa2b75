import { parseArgs } from 'node:util';
import { type Consumer, consumers, imageOf } from './consumers.ts';
import type { Image } from './images.ts';
import { buildKernel } from './kernel.ts';
import { currentHash, type Result, readMatrix, resultOf, writeMatrix } from './matrix.ts';
import { GUESTS } from './slots.ts';
import type { Bench, Outcome } from './trial.ts';
import { coveringTrials, type Trial, trialsOf } from './trials.ts';

const usage = `npm run test:boot [-- OPTIONS]
  --backend NAME    only this backend's consumers
  --consumer NAME   only this consumer (${consumers.map(({ name }) => name).join(', ')})
  --case NAME       only this case: a fixture, a special case or a configuration broken on purpose
  --covering        cases that together have every feature of every backend, and each special case once
  --all             everything, and write the result to test/booted.md
  --reuse           judge what was booted before, where nothing of it changed, instead of booting again
  --minutes N       start no more guests after N minutes; with --reuse the next run goes on from there
  --images          only make the images
  --list            only say what would be booted
  --check           only see whether test/booted.md is current, and whole
--consumer and --case may be repeated. IFSCRIBE_GUESTS: guests at a time, ${GUESTS}.`;

/** Boots cases and tells how they came up; `ifscribe`: the command's file. The exit status: whether all did. */
export async function main(args: readonly string[], ifscribe: string): Promise<number> {
  const values = optionsIn(args);
  if (values === undefined) {
    console.error(usage);
    return 64;
  }
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values.check) return checkMatrix();
  const trials = (values.covering ? coveringTrials() : consumers.flatMap(trialsOf))
    .filter(({ consumer }) => values.backend === undefined || values.backend === consumer.backend)
    .filter(({ consumer }) => values.consumer?.includes(consumer.name) ?? true)
    .filter(({ name }) => values.case?.includes(name) ?? true);
  if (
    trials.length === 0 ||
    (values.all && (values.backend ?? values.consumer ?? values.case) !== undefined)
  ) {
    console.error(`boot: no such cases\n${usage}`);
    return 1;
  }
  if (values.list) {
    for (const { name, consumer } of trials) console.log(`${consumer.name} ${name}`);
    return 0;
  }
  const images = prepareImages(trials.map(({ consumer }) => consumer));
  if (values.images) return 0;
  const bench: Bench = {
    ...images,
    ifscribe,
    reuses: values.reuse ?? false,
    deadline: values.minutes === undefined ? Infinity : Date.now() + Number(values.minutes) * 60_000,
  };
  // What changes while the guests run is not what was booted.
  const hash = currentHash();
  const results = await bootAll(trials, bench);
  if (values.all) writeMatrix({ hash, results });
  return [...results.values()].some((column) => [...column.values()].some(fails)) ? 1 : 0;
}

/** Undefined, and said, where they make no sense. */
function optionsIn(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        backend: { type: 'string' },
        consumer: { type: 'string', multiple: true },
        case: { type: 'string', multiple: true },
        covering: { type: 'boolean' },
        all: { type: 'boolean' },
        reuse: { type: 'boolean' },
        minutes: { type: 'string' },
        images: { type: 'boolean' },
        list: { type: 'boolean' },
        check: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    if (values.minutes !== undefined && !/^\d+$/.test(values.minutes))
      throw new Error(`--minutes ${values.minutes} is no whole number`);
    return values;
  } catch (error) {
    console.error(`boot: ${(error as Error).message}`);
    return undefined;
  }
}

const fails = ({ verdict }: Result): boolean => verdict === 'FAILS';

async function bootAll(
  trials: readonly Trial[],
  bench: Bench,
): Promise<ReadonlyMap<string, ReadonlyMap<string, Result>>> {
  // Whoever interrupts this wants the guests gone as well.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const began = Date.now();
  const results = emptyResults(trials);
  let failures = 0;
  await inParallel(GUESTS, trials, async ({ name, consumer, run }) => {
    // A case that cannot even be prepared is a case that fails.
    const outcome = await run(bench).catch((error: Error): Outcome => ({ faults: [error.message] }));
    const result = resultOf(outcome);
    results.get(consumer.name)?.set(name, result);
    if (fails(result)) failures += 1;
    console.log(resultText(`${outcome.bootedBy ?? consumer.name}: ${name}`, outcome));
  });
  const minutes = (Date.now() - began) / 60_000;
  console.log(`${trials.length} cases in ${minutes.toFixed(1)} minutes, ${failures} failed`);
  return results;
}

/** In the trials' order, in which they do not end. */
function emptyResults(trials: readonly Trial[]): Map<string, Map<string, Result>> {
  const results = new Map<string, Map<string, Result>>();
  for (const { name, consumer } of trials)
    results.set(consumer.name, (results.get(consumer.name) ?? new Map()).set(name, { verdict: 'FAILS' }));
  return results;
}

/** Whether the committed table is of what stands here, and everything came up. */
function checkMatrix(): number {
  const { hash, results } = readMatrix();
  const complaints = consumers.flatMap(trialsOf).flatMap(({ name, consumer }) => {
    const result = results.get(consumer.name)?.get(name);
    return result && !fails(result)
      ? []
      : [`${consumer.name}: ${name} ${result ? 'does not come up' : 'is missing'}`];
  });
  if (hash !== currentHash())
    complaints.unshift('it is of other backends, templates, fixtures or test/boot than these');
  for (const complaint of complaints) console.error(`test/booted.md: ${complaint}`);
  if (complaints.length) console.error('test/booted.md: run `npm run test:boot -- --all` and commit it');
  return complaints.length ? 1 : 0;
}

function prepareImages(chosen: readonly Consumer[]): Pick<Bench, 'kernel' | 'imageOf'> {
  const kernel = buildKernel();
  const images = new Map<Consumer, Image>(
    [...new Set(chosen)].map((consumer) => [consumer, imageOf(consumer, kernel)]),
  );
  return { kernel, imageOf: (consumer) => images.get(consumer) ?? imageOf(consumer, kernel) };
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

function resultText(
  name: string,
  { faults, refused, isPostponed, seconds, secondsToOnline }: Outcome,
): string {
  if (refused !== undefined) return `refused ${name}`;
  if (isPostponed) return `not yet ${name}`;
  const times = [
    ...(seconds === undefined ? [] : [`${seconds.toFixed(0)} s`]),
    ...(secondsToOnline === undefined ? [] : [`online after ${secondsToOnline.toFixed(1)} s`]),
  ];
  const line = `${faults.length ? 'FAILED ' : 'ok     '} ${[name, ...times].join(', ')}`;
  return [line, ...faults.map((fault) => `    ${fault}`)].join('\n');
}
