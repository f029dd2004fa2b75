import type { Consumer } from '../consumers.ts';
import { lateness } from '../lateness.ts';
import { nicsOf } from '../nics.ts';
import { outcomeOf } from '../specials/special.ts';
import { type Bench, judged, networkTimes, type Outcome } from '../trial.ts';
import { wantedFacts } from '../wanted.ts';
import { convertIn } from './convert.ts';
import { backendOf, bootOriginal, type Original } from './original.ts';
import { faultsAfter } from './same-state.ts';

/** A host that is carried from one consumer to another. */
export interface Move {
  readonly host: string;
  readonly from: Consumer;
  readonly to: Consumer;
}

export const moveName = ({ host, from }: Move): string => `${host} from ${from.backend}`;

/** Boots a host as it was written and as it was converted: the kernel must have the same state. */
export async function bootConverted(bench: Bench, move: Move): Promise<Outcome> {
  const { from, to } = move;
  const [before, ...backends] = await Promise.all([originalOf(bench, move), backendOf(from), backendOf(to)]);
  const beforehand = before.outcome.faults.map((fault) => `as written, ${from.name}: ${fault}`);
  if (!before.state) return { ...before.outcome, faults: beforehand };
  const [of, into] = backends;
  const converted = convertIn(bench.imageOf(to), bench.ifscribe, { host: move.host, from: of, to: into });
  if (converted.status !== 0)
    return { faults: [...beforehand, `convert ended with ${converted.status}: ${converted.output}`] };
  const { state, host } = before;
  const nics = nicsOf(host, to.ways.renames);
  const wanted = wantedFacts(host, { nics, ways: to.ways });
  const setup = { name: moveName(move), nics, files: converted.files };
  const outcome = await judged(bench, to, setup, (sight) =>
    outcomeOf(sight, to, [
      ...faultsAfter(state, { facts: sight.facts, wanted }),
      ...lateness(networkTimes(sight.report, to), host),
    ]),
  );
  return { ...outcome, faults: [...beforehand, ...outcome.faults] };
}

/** Every host is booted once as it was written, for all its conversions. */
function originalOf(bench: Bench, { host, from }: Move): Promise<Original> {
  const known = originals.get(bench) ?? new Map<string, Promise<Original>>();
  originals.set(bench, known);
  const key = `${from.name} ${host}`;
  const original = known.get(key) ?? bootOriginal(bench, from, host);
  known.set(key, original);
  return original;
}

const originals = new WeakMap<Bench, Map<string, Promise<Original>>>();
