/**
 * A host with guests as it is tried: who is there, and what each of them must see. Actors are the guests, `host`, and
 * `outside`, which is beyond the host's NIC eth0. In addresses and answers, `@NAME` is the address that the guest of
 * that name has.
 */
export interface GuestHost {
  /** What the trial is called: the fixture, and what is said beyond it. */
  readonly name: string;
  readonly fixture: string;
  /** More arguments of `ifscribe apply`. */
  readonly options?: readonly string[];
  /** What the outside is, as arguments of ip(8): its addresses, and ways into the host's networks for it to try. */
  readonly outside: readonly string[];
  readonly guests: Readonly<Record<string, GuestMachine>>;
  /** Where something listens on TCP that answers who it is and whom it sees: `ACTOR PORT`. */
  readonly listening: readonly string[];
  /** What a guest is leased. */
  readonly leases: Readonly<Record<string, Lease>>;
  /** The addresses that are pinged, by column of `reaches`. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Who (row) is answered by whom (column): yes, no, or `.` for what is not tried. */
  readonly reaches: string;
  /** Who connects where, and what answers; where that is another once bridged frames are filtered, what answers then. */
  readonly opens: readonly [actor: string, to: string, answer: string, filtered?: string][];
  /** Who asks which name server for what, and is told what. */
  readonly names: readonly [actor: string, server: string, name: string, answer: string][];
  /** Who fetches which file by TFTP from where, and gets what; the host has it below /srv/tftp. */
  readonly files: readonly [actor: string, server: string, path: string, text: string][];
}

export interface GuestMachine {
  /** The bridge that it is plugged into; absent: it takes over the device. */
  readonly bridge?: string;
  readonly mac?: string;
  readonly device?: string;
  /** Arguments of ip(8), for a guest that asks for no lease. */
  readonly static?: readonly string[];
  /** Arguments of ip(8), after its lease: what a guest does of its own accord. */
  readonly besides?: readonly string[];
}

/** What a DHCP server says; what is absent must not be said. `?` stands for any digit. */
export interface Lease {
  readonly address: string;
  readonly router?: string;
  readonly dns?: string;
  readonly domain?: string;
  readonly hostname?: string;
  readonly seconds: string;
  readonly bootFile?: string;
  readonly server: string;
}

export const NOTHING = 'nothing';

/** The cells of a table by row and column. */
export function parseTable(text: string): { row: string; column: string; cell: string }[] {
  const [columns = [], ...rows] = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([first]) => first !== '');
  return rows.flatMap(([row = '', ...cells]) =>
    columns.map((column, n) => ({ row, column, cell: cells[n] ?? '' })),
  );
}
