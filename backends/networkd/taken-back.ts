import { type Entry, placeOf, type Section, type Settings } from './settings.ts';

/** What versions of networkd take differently. */
export interface Dispute {
  readonly entry: Entry;
  readonly what: string;
}

/**
 * An empty Address= or Gateway= of [Network] takes back all addresses or routes before it, those of sections of their
 * own too (config_parse_address_section and config_parse_route_section, from 257 on).
 */
const kinds = {
  Address: { section: 'Address', what: 'addresses' },
  Gateway: { section: 'Route', what: 'routes' },
} as const;

type Key = keyof typeof kinds;

/** The sections that say the same at length, and that stand. */
export function standingPieces(settings: Settings, key: Key): readonly Section[] {
  const pieces = settings.pieces(kinds[key].section);
  const reset = resetOf(settings, key);
  if (!reset) return pieces;
  return pieces.filter((piece) => {
    if (!isBefore(piece, reset)) return true;
    for (const entry of piece.entries)
      settings.judge(entry, { state: 'unread', why: `${placeOf(reset, entry)} takes it back` });
    return false;
  });
}

/** Older ones warn of it, and what stands before it stays. */
export function resetDisputes(settings: Settings): Dispute[] {
  return (Object.keys(kinds) as Key[]).flatMap((key) => {
    const reset = resetOf(settings, key);
    if (!reset) return [];
    const { section, what } = kinds[key];
    const takesAny =
      settings.in('Network').entries.some((e) => e.key === key && e.value !== '' && e.at < reset.at) ||
      settings.pieces(section).some((piece) => isBefore(piece, reset));
    const said = `an empty ${key}= takes back the ${what} before it, as networkd does from 257 on; older ones ignore it`;
    return takesAny ? [{ entry: reset, what: said }] : [];
  });
}

const resetOf = (settings: Settings, key: Key): Entry | undefined =>
  settings.in('Network').entries.findLast((entry) => entry.key === key && entry.value === '');

const isBefore = ({ entries: [first] }: Section, reset: Entry): boolean =>
  first !== undefined && first.at < reset.at;
