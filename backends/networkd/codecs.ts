import { canonicalMac, familyOf, isUnicastMac, msToSeconds } from '../../src/model/values.ts';
import { UnsafeValueError } from '../../src/native/guard.ts';

/** A value's text in a unit file, and back. */
export interface Codec<T> {
  readonly write: (value: T) => string;
  readonly read: Take<T>;
}

/** What a text says: a value; more than the model can say; or undefined where networkd itself does not take it. */
export type Take<T> = (text: string) => T | Beyond | undefined;

/** A value that networkd takes and the model has no place for. */
export interface Beyond {
  readonly beyond: string;
}

export const beyond = (why: string): Beyond => ({ beyond: why });

export const isBeyond = (value: unknown): value is Beyond =>
  typeof value === 'object' && value !== null && 'beyond' in value;

/**
 * The one way into a template: words of characters that mean nothing to systemd's parser (no white space, no
 * `%`, `\`, quote, glob or comment sign), so that a value can only ever be that value.
 */
export function word(value: string): string {
  if (!/^[A-Za-z0-9_.:@+/-]+$/.test(value)) throw new UnsafeValueError('a value', value);
  return value;
}

/** The words of a list (extract_first_word in systemd). */
export const wordsOf = (text: string): string[] => text.split(/[ \t\n\r]+/).filter((part) => part !== '');

/** The words of a list that may stand in quotes, which are taken off (EXTRACT_UNQUOTE). */
export const unquotedWordsOf = (text: string): string[] =>
  (text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((part) =>
    part.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single),
  );

/** What networkd takes for the name of a device, or with 127 characters for another name of it (ifname_valid_full). */
export const isInterfaceName = (text: string, most = 15): boolean =>
  text.length <= most && /^[!-$&-.0-9;-~]+$/.test(text) && !/^(?:[0-9]+|all|default|\.\.?)$/.test(text);

/** systemd.syntax(7): several spellings are read, `yes` and `no` are written. */
export const bool = {
  write: (value: boolean) => (value ? 'yes' : 'no'),
  read: (text: string): boolean | undefined => {
    if (/^(?:1|yes|y|true|t|on)$/i.test(text)) return true;
    return /^(?:0|no|n|false|f|off)$/i.test(text) ? false : undefined;
  },
} satisfies Codec<boolean>;

/** A number as strtoull(3) with base 0 reads it, and systemd's 0b and 0o besides (safe_atou_full in parse-util.c). */
export function unsigned(text: string, max = 4_294_967_295): number | undefined {
  // Where systemd takes the prefix off itself, no sign is left to stand before it.
  const digits = text.replace(/^\+(?!0[bo])/i, '').toLowerCase();
  const octal = /^0o?([0-7]+)$/.exec(digits)?.[1];
  const value =
    octal !== undefined
      ? Number.parseInt(octal, 8)
      : /^(?:0x[0-9a-f]+|0b[01]+|0|[1-9][0-9]*)$/.test(digits)
        ? Number(digits)
        : undefined;
  return value !== undefined && value <= max ? value : undefined;
}

/** `max`: the model's; what networkd itself takes is more. */
export const integer = (min: number, max: number, consumerMax = 4_294_967_295): Codec<number> => ({
  write: (value) => {
    if (!isWithin(value, min, max) || !Number.isSafeInteger(value))
      throw new UnsafeValueError('a number', value);
    return String(value);
  },
  read: (text) => {
    const value = unsigned(text, consumerMax);
    return value === undefined ? undefined : limited(value, min, max);
  },
});

/** Bytes with K, M or G, to the base of 1024 (parse_size in parse-util.c). */
export const bytes = (min: number, max: number): Codec<number> => ({
  write: integer(min, max).write,
  read: (text) => {
    const size = sizeOf(text);
    return size === undefined || size > 4_294_967_295 ? undefined : limited(size, min, max);
  },
});

const SIZES = 'EPTGMKB';

/** `1.5K 20`: amounts with ever smaller units. */
function sizeOf(text: string): number | undefined {
  let sum = 0;
  let least = -1;
  const amountAndUnit = /[ \t]*\+?([0-9]+(?:\.[0-9]*)?)[ \t]*([EPTGMKB]?)/y;
  const end = text.length;
  if (end === 0) return undefined;
  while (amountAndUnit.lastIndex < end) {
    const [, amount, unit] = amountAndUnit.exec(text) ?? [];
    if (amount === undefined) return undefined;
    const place = unit ? SIZES.indexOf(unit) : SIZES.length;
    if (place <= least) return undefined;
    least = place;
    sum += Math.floor(Number(amount) * 1024 ** Math.max(0, 6 - place));
  }
  return sum;
}

/** A closed set of words. `read` takes networkd's own spelling only. */
export const oneOf = <T extends string>(
  ...words: readonly T[]
): Codec<T> & { read: (text: string) => T | undefined } => ({
  write: (value) => {
    if (!words.includes(value)) throw new UnsafeValueError('a setting', value);
    return value;
  },
  read: (text) => words.find((known) => known === text),
});

/** Six bytes in any of systemd's spellings. */
export function hardwareAddress(text: string): string | undefined {
  const bytes = bytesOf(text);
  return bytes?.length === 6 ? canonicalMac(bytes.join(':')) : undefined;
}

/** Whether it is the address of any device: also of a tunnel, or of InfiniBand. */
export const isHardwareAddress = (text: string): boolean =>
  familyOf(text) !== undefined || [4, 6, 16, 20].includes(bytesOf(text)?.length ?? 0);

/** `aa:bb:cc:dd:ee:ff`, with hyphens, or `aabb.ccdd.eeff`; leading zeros may be missing (parse_hw_addr_full). */
function bytesOf(text: string): string[] | undefined {
  const separator = /^[0-9a-f]*([:.-])/i.exec(text)?.[1];
  if (separator === undefined) return undefined;
  const digits = separator === '.' ? 4 : 2;
  const fields = text.split(separator);
  if (!fields.every((field) => /^[0-9a-f]+$/i.test(field) && field.length <= digits)) return undefined;
  return fields.flatMap((field) => field.padStart(digits, '0').match(/../g) ?? []);
}

export const mac = {
  write: word,
  read: (text: string): string | undefined => {
    const address = hardwareAddress(text);
    return address !== undefined && isUnicastMac(address) ? address : undefined;
  },
} satisfies Codec<string>;

/** Milliseconds with their unit: a bare number would be seconds (systemd.time(7)). What is finer is cut off. */
export const milliseconds = (min: number, max: number): Codec<number> => ({
  write: (ms) => `${integer(min, max).write(ms)}ms`,
  read: (text) => inTime(text, min, max, Math.floor),
});

/** Milliseconds as seconds, without a unit: 1500 is `1.5`. What is finer is rounded up (usec_to_jiffies). */
export const seconds = (min: number, max: number): Codec<number> => ({
  write: (ms) => msToSeconds(Number(integer(min, max).write(ms))),
  read: (text) => inTime(text, min, max, (ms) => (Number.isInteger(ms) ? ms : Math.ceil(ms / 10) * 10)),
});

/** The same where fractions of a millisecond are kept too. */
export const fineSeconds = (max: number): Codec<number> => ({
  write: (ms) => {
    if (!isWithin(ms, 0, max)) throw new UnsafeValueError('a time', ms);
    return msToSeconds(ms);
  },
  read: (text) => inTime(text, 0, max, (ms) => ms),
});

/** The units of systemd.time(7), in microseconds. */
const UNITS: Readonly<Record<string, number>> = {
  ...unitsOf(1, 'us', 'usec', '\u00b5s', '\u03bcs'),
  ...unitsOf(1000, 'ms', 'msec'),
  ...unitsOf(1_000_000, '', 's', 'sec', 'second', 'seconds'),
  ...unitsOf(60_000_000, 'm', 'min', 'minute', 'minutes'),
  ...unitsOf(3_600_000_000, 'h', 'hr', 'hour', 'hours'),
  ...unitsOf(86_400_000_000, 'd', 'day', 'days'),
  ...unitsOf(604_800_000_000, 'w', 'week', 'weeks'),
  ...unitsOf(2_629_800_000_000, 'M', 'month', 'months'),
  ...unitsOf(31_557_600_000_000, 'y', 'year', 'years'),
};

function unitsOf(factor: number, ...names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, factor]));
}

/** A time span in milliseconds (systemd.time(7)): `1.5`, `100ms`, `1min 30s`, `infinity`. */
export function timeSpan(text: string): number | undefined {
  if (text === 'infinity') return Number.POSITIVE_INFINITY;
  if (text === '') return undefined;
  let sum = 0;
  // One amount after the other: a pattern for the whole would take exponential time on a long number.
  const amountAndUnit = /[ \t]*\+?([0-9]*)(?:\.([0-9]+))?([ \t]*[A-Za-z\u00b5\u03bc]*)[ \t]*/y;
  while (amountAndUnit.lastIndex < text.length) {
    const [, whole = '', fraction = '', rest = ''] = amountAndUnit.exec(text) ?? [];
    const factor = UNITS[rest.trim()];
    if (whole + fraction === '' || factor === undefined) return undefined;
    // Without a unit or a blank nothing may follow: `12.34.56` is none, `12.34 .56` is.
    if (rest === '' && amountAndUnit.lastIndex < text.length) return undefined;
    // systemd's own grain is the microsecond; digits beyond it are cut off.
    sum += Number(whole || '0') * factor + Math.floor(Number(`0.${fraction || '0'}`) * factor + 1e-6);
  }
  return sum / 1000;
}

function inTime(
  text: string,
  min: number,
  max: number,
  rounded: (ms: number) => number,
): number | Beyond | undefined {
  const ms = timeSpan(text);
  return ms === undefined ? undefined : limited(rounded(ms), min, max, ' ms');
}

const limited = (value: number, min: number, max: number, unit = ''): number | Beyond =>
  isWithin(value, min, max) ? value : beyond(`the document takes ${min} to ${max}${unit} here`);

const isWithin = (value: number, min: number, max: number): boolean => value >= min && value <= max;
