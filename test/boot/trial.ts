import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { resolve } from '../../src/model/resolve.ts';
import { type FixtureCase, fixtureCases } from '../support/fixture-cases.ts';
import type { CpioEntry } from './archive.ts';
import type { Broken } from './broken.ts';
import type { Consumer } from './consumers.ts';
import { differences } from './facts.ts';
import { handWritten } from './hand-written.ts';
import { cacheFolder, type Image } from './images.ts';
import type { Kernel } from './kernel.ts';
import { type Machine, type Nic, startMachine } from './machine.ts';
import { nicsOf } from './nics.ts';
import { observedFacts } from './observed.ts';
import { applyDocuments } from './prepare.ts';
import { parseReport, type Report } from './report.ts';
import { wantedFacts } from './wanted.ts';

/** What every boot needs. */
export interface Bench {
  readonly kernel: Kernel;
  /** The command under test, one file. */
  readonly ifscribe: string;
  readonly imageOf: (consumer: Consumer) => Image;
}

/** What came of a boot. */
export interface Outcome {
  /** Empty: the kernel is as the model says. */
  readonly faults: readonly string[];
  /** Why nothing was booted: the backend cannot say this. */
  readonly refused?: string;
  /** From QEMU's start to the report. */
  readonly seconds?: number;
  /** From the start of the network's service to network-online.target. */
  readonly secondsToOnline?: number | undefined;
}

/** Applies a fixture's documents, boots, and compares. `spoil` changes the files that the guest gets. */
export async function bootFixture(
  bench: Bench,
  consumer: Consumer,
  { name, documents, parsed }: FixtureCase,
  spoil = (files: readonly CpioEntry[]) => files,
): Promise<Outcome> {
  const image = bench.imageOf(consumer);
  const applied = applyDocuments(bench.ifscribe, image, consumer.backend, documents);
  if (applied.status === 4) return { faults: [], refused: applied.output };
  if (applied.status !== 0) return { faults: [`apply ended with ${applied.status}: ${applied.output}`] };
  const { host } = resolve(parsed.definitions, parsed.sources);
  const nics = nicsOf(host, consumer.ways.renames);
  const began = Date.now();
  return withMachine(bench, consumer, { nics, files: spoil(applied.files), name }, async (_machine, next) => {
    const { report, facts } = await next();
    const seconds = (Date.now() - began) / 1000;
    const isWaitedFor = !applied.output.includes('[nothing-to-wait-for]');
    const wanted = wantedFacts(host, { nics, ways: consumer.ways, isWaitedFor });
    const faults = [...differences(facts, wanted), ...differences(facts, handWritten(name, consumer.ways))];
    return { faults: [...new Set(faults)], seconds, secondsToOnline: secondsToOnline(report, consumer) };
  });
}

/** Boots a configuration that is broken on purpose; the fault is that nobody sees it. */
export async function bootBroken(
  bench: Bench,
  consumer: Consumer,
  { name, fixture, spoil, seenAs }: Broken,
): Promise<Outcome> {
  const whole = fixtureCases.find((each) => each.name === fixture);
  if (!whole) throw new Error(`no fixture ${fixture}`);
  const outcome = await bootFixture(bench, consumer, whole, spoil);
  if (outcome.faults.some((fault) => seenAs.test(fault))) return { ...outcome, faults: [] };
  return { ...outcome, faults: [`${name}: not seen as ${seenAs}`, ...outcome.faults] };
}

function secondsToOnline({ times }: Report, { unit }: Consumer): number | undefined {
  const started = times.started(unit);
  return started === undefined || times.online === undefined ? undefined : times.online - started;
}

interface Setup {
  readonly name: string;
  readonly nics: readonly Nic[];
  readonly files: readonly CpioEntry[];
}

export interface Sight {
  readonly report: Report;
  readonly facts: ReturnType<typeof observedFacts>;
}

/** Boots a guest for `use`, which gets the machine and a way to have the next report; what fails is kept to be looked at. */
export async function withMachine(
  { kernel, imageOf }: Bench,
  consumer: Consumer,
  { name, nics, files }: Setup,
  use: (machine: Machine, next: () => Promise<Sight>) => Promise<Outcome>,
): Promise<Outcome> {
  const machine = await startMachine({ kernel, image: imageOf(consumer), nics, files });
  const kept = join(cacheFolder, 'failures', `${consumer.name}-${name}`);
  rmSync(kept, { recursive: true, force: true });
  const seen = new Map<string, string>();
  let count = 0;
  const next = async (): Promise<Sight> => {
    const received = await machine.report();
    count += 1;
    const report = parseReport(received);
    const facts = observedFacts(report, { nics, leases: machine.segment.leases(), ways: consumer.ways });
    for (const [path, text] of received) seen.set(`report-${count}/${path}`, text);
    seen.set(`report-${count}/facts.json`, JSON.stringify(facts, null, 2));
    return { report, facts };
  };
  try {
    const outcome = await use(machine, next).catch((error: Error) => ({ faults: [error.message] }));
    if (outcome.faults.length === 0) return outcome;
    seen.set('console', machine.console());
    for (const { path, content } of files) seen.set(`files${path}`, content.toString());
    keep(kept, seen);
    return { ...outcome, faults: [...outcome.faults, `report, journal and console are in ${kept}`] };
  } finally {
    await machine.stop();
  }
}

function keep(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
