import { type Family, familyOf, prefixMax, wholeNumber } from '../../model/values.ts';
import { type Fault, fault } from '../../root/fault.ts';
import { didYouMean } from '../suggest.ts';

/** What `new` is told beside KIND and NAME; which of it a kind takes is for the kind to say. */
export interface NewOptions {
  readonly type?: string;
  readonly mode?: string;
  readonly mac?: string;
  readonly mtu?: string;
  readonly dns?: readonly string[];
  readonly gateway?: string;
  /** True with --dhcp, false with --no-dhcp. */
  readonly dhcp?: boolean;
  readonly address?: readonly string[];
  readonly autoconf?: boolean;
  readonly none?: boolean;
  readonly search?: readonly string[];
  readonly port?: readonly string[];
  readonly tag?: string;
  readonly on?: string;
  readonly peer?: string;
  readonly subnet?: string;
  readonly ipv6Subnet?: string;
  readonly bridge?: string;
  readonly dhcpRange?: readonly string[];
  readonly host?: readonly string[];
  readonly domain?: string;
  readonly dev?: string;
  readonly publish?: readonly string[];
}
type OptionName = keyof NewOptions;

const NAMES = [
  'type',
  'mode',
  'mac',
  'mtu',
  'dns',
  'gateway',
  'dhcp',
  'address',
  'autoconf',
  'none',
  'search',
  'port',
  'tag',
  'on',
  'peer',
  'subnet',
  'ipv6Subnet',
  'bridge',
  'dhcpRange',
  'host',
  'domain',
  'dev',
  'publish',
] as const satisfies readonly OptionName[];

const flagOf = (name: OptionName, options: NewOptions): string => {
  const flag = name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
  return name === 'dhcp' && options.dhcp === false ? '--no-dhcp' : `--${flag}`;
};

export const refused = (problem: string): Fault => fault('usage', { problem });

/** An option's value that is none. */
export const badValue = (flag: string, value: string, reason: string): Fault =>
  refused(`${flag} ${value}: ${reason}`);

/** Whatever is said must mean something for what is wanted: nothing is passed over. */
export function allowOnly(options: NewOptions, allowed: readonly OptionName[], what: string): void {
  const odd = NAMES.find((name) => options[name] !== undefined && !allowed.includes(name));
  if (odd === undefined) return;
  const flags = allowed.map((name) => flagOf(name, {})).sort();
  throw refused(
    `${flagOf(odd, options)} means nothing for ${what}, which takes ${flags.length > 0 ? flags.join(', ') : 'no option'}`,
  );
}

export function required<T>(value: T | undefined, flag: string, what: string): T {
  if (value === undefined) throw refused(`${what} needs ${flag}`);
  return value;
}

/** One of a few words. */
export function choice<T extends string>(flag: string, value: string, choices: readonly T[]): T {
  const found = choices.find((each) => each === value);
  if (found !== undefined) return found;
  throw badValue(flag, value, `it is none of ${choices.join(', ')}${didYouMean(value, choices)}`);
}

export function numberOf(flag: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = wholeNumber(value);
  if (number === undefined) throw badValue(flag, value, 'it is no whole decimal number');
  return number;
}

/** An address as written; its spelling is made canonical with the whole document. */
export function addressOf(
  flag: string,
  value: string,
): { readonly family: Family; readonly address: string } {
  const family = familyOf(value);
  if (family === undefined) throw badValue(flag, value, 'it is no IP address');
  return { family, address: value };
}

/** ADDRESS/PREFIX. */
export function addressAndPrefix(
  flag: string,
  value: string,
): { readonly family: Family; readonly address: string; readonly prefix: number } {
  const [text = '', length, ...rest] = value.split('/');
  const family = familyOf(text);
  const prefix = length === undefined ? undefined : wholeNumber(length);
  if (family === undefined || rest.length > 0) throw badValue(flag, value, 'it is not ADDRESS/PREFIX');
  if (prefix === undefined || prefix > prefixMax(family)) {
    const most = prefixMax(family);
    throw badValue(flag, value, `the prefix is said behind a slash, a number up to ${most}`);
  }
  return { family, address: text, prefix };
}
