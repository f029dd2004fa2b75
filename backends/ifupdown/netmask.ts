import { canonicalAddress, wholeNumber } from '../../src/model/values.ts';

/** The prefix of an IPv4 mask, `255.255.255.0` or `24`; undefined where it is none, or has gaps. */
export function prefixOfMask(text: string): number | undefined {
  const bits = wholeNumber(text);
  if (bits !== undefined) return bits <= 32 ? bits : undefined;
  if (canonicalAddress('ipv4', text) === undefined) return undefined;
  const mask = text
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(mask) ? mask.replaceAll('0', '').length : undefined;
}

/** The prefix that goes with an IPv4 address of which nothing says one. */
export function classfulPrefix(address: string): number | undefined {
  if (canonicalAddress('ipv4', address) === undefined) return undefined;
  const first = Number(address.split('.')[0]);
  return first < 128 ? 8 : first < 192 ? 16 : first < 224 ? 24 : 32;
}
