import { canonicalMac, isUnicastMac, msToSeconds, wholeNumber } from '../../src/model/values.ts';
import { UnsafeValueError } from '../../src/native/guard.ts';

/** A value's text in a unit file, and back; `read` is undefined where the text is no such value. */
export interface Codec<T> {
  readonly write: (value: T) => string;
  readonly read: (text: string) => T | undefined;
}

/**
 * The one way into a template: words of characters that mean nothing to systemd's parser (no white space, no
 * `%`, `\`, quote, glob or comment sign), so that a value can only ever be that value.
 */
export function word(value: string): string {
  if (!/^[A-Za-z0-9_.:@+/-]+$/.test(value)) throw new UnsafeValueError('a value', value);
  return value;
}

/** systemd.syntax(7): several spellings are read, `yes` and `no` are written. */
export const bool: Codec<boolean> = {
  write: (value) => (value ? 'yes' : 'no'),
  read: (text) => {
    if (/^(?:1|yes|y|true|t|on)$/i.test(text)) return true;
    return /^(?:0|no|n|false|f|off)$/i.test(text) ? false : undefined;
  },
};

export const integer = (min: number, max: number): Codec<number> => ({
  write: (value) => {
    if (within(value, min, max) === undefined || !Number.isSafeInteger(value))
      throw new UnsafeValueError('a number', value);
    return String(value);
  },
  read: (text) => within(wholeNumber(text), min, max),
});

/** A closed set of words. `read` takes networkd's own spelling only. */
export const oneOf = <T extends string>(...words: readonly T[]): Codec<T> => ({
  write: (value) => {
    if (!words.includes(value)) throw new UnsafeValueError('a setting', value);
    return value;
  },
  read: (text) => words.find((known) => known === text),
});

export const mac: Codec<string> = {
  write: word,
  read: (text) => {
    const address = canonicalMac(text.replaceAll('-', ':'));
    return address !== undefined && isUnicastMac(address) ? address : undefined;
  },
};

/** Milliseconds with their unit: a bare number would be seconds (systemd.time(7)). */
export const milliseconds = (min: number, max: number): Codec<number> => ({
  write: (ms) => `${integer(min, max).write(ms)}ms`,
  read: (text) => wholeMs(text, min, max),
});

/** Milliseconds as seconds, without a unit: 1500 is `1.5`. */
export const seconds = (min: number, max: number): Codec<number> => ({
  write: (ms) => msToSeconds(Number(integer(min, max).write(ms))),
  read: (text) => wholeMs(text, min, max),
});

/** The same where fractions of a millisecond are kept too. */
export const fineSeconds: Codec<number> = {
  write: (ms) => {
    if (within(ms, 0, Number.MAX_SAFE_INTEGER) === undefined) throw new UnsafeValueError('a time', ms);
    return msToSeconds(ms);
  },
  read: (text) => within(timeSpan(text), 0, Number.MAX_SAFE_INTEGER),
};

const UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  usec: 0.001,
  '\u00b5s': 0.001,
  ms: 1,
  msec: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  seconds: 1000,
  '': 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
};

/** A time span in milliseconds (systemd.time(7)): `1.5`, `100ms`, `1min 30s`. */
function timeSpan(text: string): number | undefined {
  if (text === '') return undefined;
  let sum = 0;
  // One amount after the other: a pattern for the whole would take exponential time on a long number.
  const amountAndUnit = /([0-9]+(?:\.[0-9]+)?) *([a-z\u00b5]*) */y;
  while (amountAndUnit.lastIndex < text.length) {
    const [, amount, unit = ''] = amountAndUnit.exec(text) ?? [];
    const factor = UNITS[unit];
    if (amount === undefined || factor === undefined) return undefined;
    sum += Number(amount) * factor;
  }
  // Decimal fractions of seconds are exact to the microsecond, which is systemd's own grain.
  return Math.round(sum * 1000) / 1000;
}

function wholeMs(text: string, min: number, max: number): number | undefined {
  const ms = timeSpan(text);
  return Number.isSafeInteger(ms) ? within(ms, min, max) : undefined;
}

const within = (value: number | undefined, min: number, max: number): number | undefined =>
  value !== undefined && value >= min && value <= max ? value : undefined;
