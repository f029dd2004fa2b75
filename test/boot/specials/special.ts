import { parseDocuments } from '../../../src/language/parse.ts';
import type { Host } from '../../../src/model/host.ts';
import { resolve } from '../../../src/model/resolve.ts';
import { fixtureCases } from '../../support/fixture-cases.ts';
import type { Consumer } from '../consumers.ts';
import { nicsOf } from '../nics.ts';
import { applyDocuments, type Document } from '../prepare.ts';
import { type Bench, type Outcome, type Setup, type Sight, secondsToOnline } from '../trial.ts';

/** What takes more than one boot, or something that happens after it, or NICs that a fixture does not have. */
export interface Special {
  readonly name: string;
  readonly run: (bench: Bench, consumer: Consumer) => Promise<Outcome>;
}

/** The backend cannot say what a special case needs. */
export class Refused extends Error {}

/** The documents of a fixture. */
export function documentsOf(name: string): readonly Document[] {
  const fixture = fixtureCases.find((each) => each.name === name);
  if (!fixture) throw new Error(`no fixture ${name}`);
  return fixture.documents;
}

/** Interfaces as the documents of a host. */
export const documentOf = (interfaces: string): readonly Document[] => [
  { file: 'special.xml', text: `<interfaces>${interfaces}</interfaces>` },
];

/** What is written for a host, and the NICs that it is made for. */
export interface Prepared extends Pick<Setup, 'nics' | 'files'> {
  readonly host: Host;
}

/** Files and NICs for a boot of the last of these sets of documents, applied one after the other. */
export function prepared(
  bench: Bench,
  consumer: Consumer,
  ...sets: readonly (readonly Document[])[]
): Prepared {
  const applied = applyDocuments(bench.ifscribe, bench.imageOf(consumer), consumer, ...sets);
  if (applied.status === 4) throw new Refused(applied.output);
  if (applied.status !== 0) throw new Error(`apply ended with ${applied.status}: ${applied.output}`);
  const { definitions, sources } = parseDocuments(sets.at(-1) ?? []);
  const { host } = resolve(definitions, sources);
  return { host, files: applied.files, nics: nicsOf(host, consumer.ways.renames) };
}

/** The outcome of a boot that showed this. */
export const outcomeOf = (
  { report, seconds }: Sight,
  consumer: Consumer,
  faults: readonly string[],
): Outcome => ({ faults, seconds, secondsToOnline: secondsToOnline(report, consumer) });

/** The outcome of boots of which the last one is the one that matters. */
export const together = (...outcomes: readonly Outcome[]): Outcome => ({
  ...outcomes.at(-1),
  faults: outcomes.flatMap(({ faults }) => faults),
  seconds: outcomes.reduce((sum, { seconds = 0 }) => sum + seconds, 0),
});
