import { canonicalAddress, type Family, wholeNumber } from '../../src/model/values.ts';
import type { Parse } from './words.ts';

/** Arithmetic of IPv4 subnets, as the readers do it. Addresses are canonical. */

const bitsOf = (address: string): number =>
  address.split('.').reduce((bits, octet) => bits * 256 + Number(octet), 0);
const dotted = (bits: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.');
const hostsOf = (prefix: number): number => 2 ** (32 - prefix);

export const networkOf = (address: string, prefix: number): string =>
  dotted(bitsOf(address) - (bitsOf(address) % hostsOf(prefix)));

export const broadcastOf = (address: string, prefix: number): string =>
  dotted(bitsOf(address) - (bitsOf(address) % hostsOf(prefix)) + hostsOf(prefix) - 1);

/** The length that both readers take where none is said: that of the address's class (RFC 791). */
export const classfulPrefix = (address: string): number => {
  const first = Number.parseInt(address, 10);
  return first < 128 ? 8 : first < 192 ? 16 : 24;
};

/** The length of a netmask; undefined where it is none, or has holes. */
export const readNetmask: Parse<number> = (text) => {
  if (canonicalAddress('ipv4', text) === undefined) return undefined;
  const ones = 2 ** 32 - bitsOf(text);
  const hostBits = Math.log2(ones);
  return Number.isInteger(hostBits) ? 32 - hostBits : undefined;
};

/** An address that a host can have or be reached at: neither unspecified, nor multicast, nor the limited broadcast. */
export const hostAddress =
  (family: Family): Parse<string> =>
  (text) => {
    const address = canonicalAddress(family, text);
    return address === undefined || NO_HOST.test(address) ? undefined : address;
  };
const NO_HOST = /^(?:0\.0\.0\.0|255\.255\.255\.255|(?:22[4-9]|23[0-9])\..*|::|ff[0-9a-f]{2}:.*)$/;

/** What an address is to its subnet, where that is nothing that a host has (a document says no such address). */
export function roleIn(address: string, prefix: number): string | undefined {
  if (prefix > 30) return undefined;
  if (address === networkOf(address, prefix)) return 'the address of the subnet itself';
  return address === broadcastOf(address, prefix) ? 'the broadcast address of its subnet' : undefined;
}

/** The addresses from one to another, in the last octet. */
export function rangeOf(start: string, end: string): string[] | undefined {
  const base = start.replace(/[0-9]+$/, '');
  const [from, to] = [start, end].map(
    (address) => wholeNumber(address.slice(address.lastIndexOf('.') + 1)) ?? 0,
  );
  if (from === undefined || to === undefined || end.replace(/[0-9]+$/, '') !== base || from > to)
    return undefined;
  return Array.from({ length: to - from + 1 }, (_, n) => `${base}${from + n}`);
}
