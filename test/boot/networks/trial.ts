import { parseDocuments } from '../../../src/language/parse.ts';
import { checkDocuments } from '../../../src/plan/plan.ts';
import { type CpioEntry, FILE } from '../archive.ts';
import type { Consumer } from '../consumers.ts';
import { differences, type HostFacts } from '../facts.ts';
import { handWritten } from '../hand-written.ts';
import { nicsOf } from '../nics.ts';
import { applyDocuments } from '../prepare.ts';
import { documentsOf, outcomeOf, together } from '../specials/special.ts';
import { type Bench, judged, type Outcome, type Sight } from '../trial.ts';
import { benchOf } from './bench.ts';
import type { GuestHost } from './host.ts';
import { leaseFaults, parseLeases } from './leases.ts';
import { atBoot, type Phase, phases, planFiles } from './plan.ts';
import { faultsOf, probesOf } from './probes.ts';
import { transcriptFaults } from './transcript.ts';

/** What is done otherwise than usual. */
export interface Otherwise {
  readonly name?: string;
  /** What happens to the machine. */
  readonly phases?: readonly Phase[];
  /** Whether it is booted once only. */
  readonly once?: boolean;
  /** Changes the files that are written for the host. */
  readonly spoil?: (files: readonly CpioEntry[]) => CpioEntry[];
  /** Units that are to fail. */
  readonly failing?: readonly string[];
}

/** Applies a host's documents, boots it, lets guests try everything, and does it again with what was leased before. */
export async function bootGuestHost(
  usualBench: Bench,
  consumer: Consumer,
  host: GuestHost,
  otherwise: Otherwise = {},
): Promise<Outcome> {
  const { name = host.name, phases: tried = phases, once = false, spoil = (files) => files } = otherwise;
  const { failing = [] } = otherwise;
  const bench = benchOf(usualBench);
  const documents = documentsOf(host.fixture);
  const manner = { backend: consumer.backend, options: host.options ?? [] };
  const applied = applyDocuments(bench.ifscribe, bench.imageOf(consumer), manner, documents);
  if (applied.status === 4) return { faults: [], refused: applied.output };
  if (applied.status !== 0) return { faults: [`apply ended with ${applied.status}: ${applied.output}`] };
  const nics = nicsOf(checkDocuments(parseDocuments(documents)).host, consumer.ways.renames);
  const files = spoil(applied.files);
  const boot = (
    what: string,
    during: readonly Phase[],
    kept: readonly CpioEntry[],
    judge: (sight: Sight) => string[],
  ): Promise<Outcome> => {
    const setup = { name: what, nics, files: [...files, ...planFiles(host, during), ...kept] };
    return judged(bench, consumer, setup, (sight) => outcomeOf(sight, consumer, judge(sight)));
  };

  let before: Guests | undefined;
  const first = await boot(name, tried, [], (sight) => {
    before = guestsIn(sight);
    return faultsIn(host, consumer, { tried, failing }, sight);
  });
  if (once || !before || first.faults.length) return first;
  const { addresses, state } = before;
  const again = { tried: [{ ...atBoot, name: 'rebooted' }], failing };
  const second = await boot(`${name} again`, again.tried, state, (sight) => [
    ...faultsIn(host, consumer, again, sight),
    ...[...addresses].flatMap(([guest, address]) => {
      const now = guestsIn(sight).addresses.get(guest);
      return now === address ? [] : [`${guest}: leased ${now} in the second boot, ${address} in the first`];
    }),
  ]);
  return together(first, second);
}

/** What is known of guests that have a DHCP client. */
interface Guests {
  readonly addresses: ReadonlyMap<string, string>;
  /** What the host's servers remember. */
  readonly state: readonly CpioEntry[];
}

const LEASES = 'guests/leases/';
const STATE = 'guests/state/';

function guestsIn({ received }: Pick<Sight, 'received'>): Guests {
  const leases = [...received].filter(([path]) => path.startsWith(LEASES));
  return {
    addresses: new Map(
      leases.map(([path, log]) => [path.slice(LEASES.length), parseLeases(log).at(-1)?.get('ip') ?? 'none']),
    ),
    state: [...received]
      .filter(([path]) => path.startsWith(STATE))
      .map(([path, content]) => ({
        path: `/var/lib/ifscribe/${path.slice(STATE.length)}`,
        mode: FILE | 0o644,
        content: Buffer.from(content),
      })),
  };
}

/** Where the machine, its leases or what its guests saw is not as wanted. */
function faultsIn(
  host: GuestHost,
  consumer: Consumer,
  { tried, failing }: { readonly tried: readonly Phase[]; readonly failing: readonly string[] },
  { received, facts }: Sight,
): string[] {
  const probes = probesOf(host);
  const { addresses } = guestsIn({ received });
  const leasesOf = (guest: string) => parseLeases(received.get(LEASES + guest) ?? '');
  const failed = (received.get('guests/failed-units') ?? 'no report').split('\n').filter(Boolean);
  return [
    ...differences(withoutUnits(facts), handWritten(host.fixture, consumer.ways)),
    ...(tried.includes(atBoot)
      ? transcriptFaults({ consumer: consumer.name, host: host.name }, probes, received)
      : []),
    ...failed.filter((line) => !failing.includes(line.split(' ')[0] ?? '')).map((line) => `failed: ${line}`),
    ...Object.entries(host.leases).flatMap(([guest, lease]) => leaseFaults(guest, leasesOf(guest)[0], lease)),
    ...inPhases(tried, ({ name, filtersBridged = false, renews }) => [
      ...commandFaults(received.get(`guests/phase-${name}`)),
      ...(renews ? Object.keys(host.leases) : []).flatMap((guest) =>
        renewalFaults(host, guest, renews, received),
      ),
      ...faultsOf(probes, filtersBridged, (n) => received.get(`guests/probes/${name}/${n}`), addresses),
    ]),
  ];
}

/**
 * Whether a guest had an answer when it renewed its lease, and its server heard all that it asked. (busybox's client
 * misses an answer at times, and asks again by broadcast: that an answer came is not enough.)
 */
function renewalFaults(
  host: GuestHost,
  guest: string,
  how: Phase['renews'],
  received: Sight['received'],
): string[] {
  const events = parseLeases(received.get(LEASES + guest) ?? '').map((told) => told.get('event'));
  if (!events.includes('renew')) return [`${guest}: no answer when it renews its lease`];
  const asked = received
    .get(`guests/udhcpc-${guest}`)
    ?.match(/broadcasting select|(?:sending|broadcasting) renew/g);
  const mac = host.guests[guest]?.mac ?? '';
  const heard = (received.get('journal') ?? '')
    .split('\n')
    .filter((line) => line.includes(' DHCPREQUEST(') && line.includes(mac));
  // kea, which has no network beside it, tells of them in other words.
  if (how === 'by any way' || heard.length === 0 || heard.length >= (asked?.length ?? 0)) return [];
  return [`${guest}: no answer from its server when it renews its lease`];
}

/** The faults of all phases, each once, after the phases that it is in. */
function inPhases(tried: readonly Phase[], faultsOfPhase: (phase: Phase) => readonly string[]): string[] {
  const seen = new Map<string, string[]>();
  for (const phase of tried)
    for (const fault of faultsOfPhase(phase)) seen.set(fault, [...(seen.get(fault) ?? []), phase.name]);
  return [...seen].map(([fault, names]) => `${names.join(', ')}: ${fault}`);
}

/** Which units fail is told after everything was done. */
const withoutUnits = ({ host = {}, ...facts }: HostFacts): HostFacts => ({
  ...facts,
  host: { ...host, 'failed units': [] },
});

const commandFaults = (output = 'never came to it'): string[] =>
  /^status 0$/m.test(output) ? [] : [`ended with ${output.trim()}`];
