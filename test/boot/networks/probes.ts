import { type GuestHost, NOTHING, parseTable } from './host.ts';

/** Something that an actor tries, as a command in its network namespace. */
export interface Probe {
  readonly actor: string;
  readonly command: string;
  /** For a sentence: `alpha pings outside`. */
  readonly what: string;
  readonly wanted: string;
  /** What is wanted where bridged frames are filtered (br_netfilter). */
  readonly wantedFiltered?: string | undefined;
  /** What the command's output says. */
  readonly seen: (output: string) => string;
}

/** Everything that a host's table wants tried. */
export const probesOf = (host: GuestHost): Probe[] => [
  ...parseTable(host.reaches)
    .filter(({ cell }) => cell !== '.')
    .map(({ row, column, cell }): Probe => {
      const address = host.addresses[column];
      if (address === undefined) throw new Error(`${host.name}: no address for ${column}`);
      return {
        actor: row,
        // One answer is enough: an emulated machine may stand still for seconds.
        command: `busybox ping -c 3 -W 4 ${address}`,
        what: `${row} pings ${column}`,
        wanted: cell,
        seen: (output) => (succeeded(output) ? 'yes' : 'no'),
      };
    }),
  ...host.opens.map(
    ([actor, to, answer, filtered]): Probe => ({
      actor,
      command: `socat -u TCP:${to},connect-timeout=8 -`,
      what: `${actor} opens ${to}`,
      wanted: answer,
      wantedFiltered: filtered,
      seen: (output) => output.split('\n').find((line) => line.includes(' sees ')) ?? NOTHING,
    }),
  ),
  ...host.names.map(
    ([actor, server, name, answer]): Probe => ({
      actor,
      command: `timeout 25 busybox nslookup ${name} ${server}`,
      what: `${actor} asks ${server} for ${name}`,
      wanted: answer,
      seen: nameAnswer,
    }),
  ),
  ...host.files.map(
    ([actor, server, path, text]): Probe => ({
      actor,
      command: `fetch ${path} ${server}`,
      what: `${actor} fetches ${path}`,
      wanted: text,
      // The programs tell of their progress in lines of their own.
      seen: (output) => (succeeded(output) ? (output.trim().split('\n').at(-2) ?? NOTHING) : NOTHING),
    }),
  ),
];

const succeeded = (output: string): boolean => /^status 0$/m.test(output);

/** What busybox's nslookup says after it has said whom it asks. */
function nameAnswer(output: string): string {
  const [, ...answers] = output.split('\n\n');
  const answer = answers.join('\n');
  const [, text] = /^Address: (\S+)$/m.exec(answer) ?? /\t(?:name|text) = "?(.*?)"?$/m.exec(answer) ?? [];
  return text ?? NOTHING;
}

/** What became of the probes of a phase, a sentence for each that saw something else than is wanted. */
export function faultsOf(
  probes: readonly Probe[],
  isFiltered: boolean,
  outputOf: (probe: number) => string | undefined,
  addresses: ReadonlyMap<string, string>,
): string[] {
  return probes.flatMap(({ what, wanted, wantedFiltered = wanted, seen }, n) => {
    const output = outputOf(n);
    const [is, should] = [
      output === undefined ? 'was not tried' : seen(output),
      withAddresses(isFiltered ? wantedFiltered : wanted, addresses),
    ];
    return is === should ? [] : [`${what}: ${is}, wanted ${should}`];
  });
}

/** A text in which addresses stand for the guests that have them. */
const withAddresses = (text: string, addresses: ReadonlyMap<string, string>): string =>
  text.replace(/@(\w+)/g, (_, name: string) => addresses.get(name) ?? `@${name}`);
