import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Host } from '../../src/model/host.ts';
import { resolve } from '../../src/model/resolve.ts';
import { type FixtureCase, fixtureCases } from '../support/fixture-cases.ts';
import { type CpioEntry, LINK } from './archive.ts';
import type { Broken } from './broken.ts';
import type { Consumer } from './consumers.ts';
import { differences } from './facts.ts';
import { handWritten } from './hand-written.ts';
import { cacheFolder, type Image } from './images.ts';
import type { Kernel } from './kernel.ts';
import { lateness, type NetworkTimes } from './lateness.ts';
import { type Guest, type Machine, startMachine } from './machine.ts';
import { nicsOf } from './nics.ts';
import { observedFacts } from './observed.ts';
import { applyDocuments } from './prepare.ts';
import { type Boot, remember, remembered } from './remembered.ts';
import { parseReport, type Report } from './report.ts';
import { wantedFacts } from './wanted.ts';

/** What every boot needs. */
export interface Bench {
  readonly kernel: Kernel;
  /** The command under test, one file. */
  readonly ifscribe: string;
  readonly imageOf: (consumer: Consumer) => Image;
  /** Whether what a guest showed before is judged again, where nothing of it changed, instead of booting it. */
  readonly reuses: boolean;
  /** When no more guests are started, ms since 1970. */
  readonly deadline: number;
}

/** What came of a boot. */
export interface Outcome {
  /** Empty: the kernel is as the model says. */
  readonly faults: readonly string[];
  /** Why nothing was booted: the backend cannot say this. */
  readonly refused?: string;
  /** The consumer that booted it, where that is another than the first that was asked. */
  readonly bootedBy?: string;
  /** Whether nothing was booted because the time for it was over. */
  readonly isPostponed?: boolean;
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
  const applied = applyDocuments(bench.ifscribe, image, consumer, documents);
  if (applied.status === 4) return { faults: [], refused: applied.output };
  if (applied.status !== 0) return { faults: [`apply ended with ${applied.status}: ${applied.output}`] };
  const { host } = resolve(parsed.definitions, parsed.sources);
  const nics = nicsOf(host, consumer.ways.renames);
  const files = spoil([...applied.files, ...remedies(applied.output)]);
  const setup = { nics, files, name, waitsForTopology: showsAgeing(host) };
  return judged(bench, consumer, setup, ({ report, facts, seconds }) => {
    const wanted = wantedFacts(host, { nics, ways: consumer.ways });
    const faults = [
      ...differences(facts, wanted),
      ...differences(facts, handWritten(name, consumer.ways)),
      ...lateness(networkTimes(report, consumer), host),
    ];
    return { faults: [...new Set(faults)], seconds, secondsToOnline: secondsToOnline(report, consumer) };
  });
}

/** What ifscribe's warnings tell to do: nobody is to wait for a network of which nothing counts as being online. */
const remedies = (output: string): CpioEntry[] =>
  output.includes('[nothing-to-wait-for]')
    ? [
        {
          path: '/etc/systemd/system/systemd-networkd-wait-online.service',
          mode: LINK | 0o777,
          content: Buffer.from('/dev/null'),
        },
      ]
    : [];

/** Whether a bridge's ageing time is said that its spanning tree changes for a while. */
const showsAgeing = ({ interfaces }: Host): boolean =>
  interfaces.some(
    (iface) => iface.type === 'bridge' && iface.bridge.stp && iface.bridge.ageingTimeMs !== undefined,
  );

/** Boots a configuration that is broken on purpose; the fault is that nobody sees it. */
export async function bootBroken(
  bench: Bench,
  consumer: Consumer,
  { name, fixture, spoil, seenAs }: Broken,
): Promise<Outcome> {
  const whole = fixtureCases.find((each) => each.name === fixture);
  if (!whole) throw new Error(`no fixture ${fixture}`);
  const outcome = await bootFixture(bench, consumer, whole, spoil);
  if (outcome.isPostponed) return outcome;
  if (outcome.faults.some((fault) => seenAs.test(fault))) return { ...outcome, faults: [] };
  return { ...outcome, faults: [`${name}: not seen as ${seenAs}`, ...outcome.faults] };
}

/** From the start of the network's service to network-online.target; undefined: it never came. */
export const networkTimes = ({ times }: Report, { unit }: Consumer): NetworkTimes => ({
  started: times.started(unit),
  online: times.online,
});

export function secondsToOnline(report: Report, consumer: Consumer): number | undefined {
  const { started, online } = networkTimes(report, consumer);
  return started === undefined || online === undefined ? undefined : online - started;
}

/** A guest to be made, by the consumer that configures it. */
export interface Setup extends Pick<Guest, 'nics' | 'files' | 'waitsForTopology'> {
  readonly name: string;
}

/** What a guest showed. */
export interface Sight {
  readonly report: Report;
  readonly facts: ReturnType<typeof observedFacts>;
  /** The files of the report. */
  readonly received: Boot['received'];
  /** From QEMU's start to the report. */
  readonly seconds: number;
}

/** Boots a guest, or recalls what it showed, for `judge`; what fails is kept to be looked at. */
export async function judged(
  bench: Bench,
  consumer: Consumer,
  setup: Setup,
  judge: (sight: Sight) => Outcome,
): Promise<Outcome> {
  const { name, ...rest } = setup;
  const guest: Guest = { kernel: bench.kernel, image: bench.imageOf(consumer), ...rest };
  const past = bench.reuses ? remembered(guest) : undefined;
  const outcome = past && judge(sightOf(past, consumer, setup));
  if (outcome?.faults.length === 0) return outcome;
  // What fails from memory, on a machine that was too busy perhaps, is to fail before our eyes.
  return withMachine(bench, consumer, setup, async (_machine, next) => {
    const sight = await next();
    remember(guest, sight.boot);
    return judge(sight);
  });
}

/** Boots a guest for `use`, which gets the machine and a way to have the next report; what fails is kept to be looked at. */
export async function withMachine(
  { kernel, imageOf, deadline }: Bench,
  consumer: Consumer,
  setup: Setup,
  use: (machine: Machine, next: () => Promise<Sight & { readonly boot: Boot }>) => Promise<Outcome>,
): Promise<Outcome> {
  if (Date.now() > deadline) return { faults: [], isPostponed: true };
  const { name: _, ...guest } = setup;
  const machine = await startMachine({ kernel, image: imageOf(consumer), ...guest });
  const seen = new Map<string, string>();
  let count = 0;
  const next = async () => {
    const received = await machine.report();
    count += 1;
    const boot = { received, leases: machine.segment.leases(), seconds: machine.seconds() };
    for (const [path, text] of reportFiles(`report-${count}`, boot, consumer, setup)) seen.set(path, text);
    return { ...sightOf(boot, consumer, setup), boot };
  };
  try {
    const outcome = await use(machine, next).catch((error: Error) => ({ faults: [error.message] }));
    if (outcome.faults.length === 0) return outcome;
    return kept(outcome, consumer, setup, seen.set('console', machine.console()));
  } finally {
    await machine.stop();
  }
}

function sightOf({ received, leases, seconds }: Boot, { ways }: Consumer, { nics }: Setup): Sight {
  const report = parseReport(received);
  return { report, facts: observedFacts(report, { nics, leases, ways }), received, seconds };
}

function reportFiles(folder: string, boot: Boot, consumer: Consumer, setup: Setup): Map<string, string> {
  const files = new Map([...boot.received].map(([path, text]) => [`${folder}/${path}`, text]));
  const { facts } = sightOf(boot, consumer, setup);
  return files.set(`${folder}/facts.json`, JSON.stringify(facts, null, 2));
}

/** Writes everything about a boot that failed below the cache, and says where. */
function kept(
  outcome: Outcome,
  consumer: Consumer,
  { name, files }: Setup,
  seen: ReadonlyMap<string, string>,
): Outcome {
  const folder = join(cacheFolder, 'failures', `${consumer.name}-${name.replaceAll(' ', '-')}`);
  rmSync(folder, { recursive: true, force: true });
  const written = files.map(({ path, content }): [string, string] => [`files${path}`, content.toString()]);
  for (const [path, text] of [...seen, ...written]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { ...outcome, faults: [...outcome.faults, `report, journal and console are in ${folder}`] };
}
