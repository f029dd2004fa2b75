import { addressText, subnetBlock } from '../model/address-block.ts';
import { addressBits, type Family } from '../model/values.ts';
import { safeAddress, safePrefix, safeWord } from './guard.ts';

/** What DNS cuts an address into: octets below in-addr.arpa (RFC 1035 3.5), nibbles below ip6.arpa (RFC 3596 2.5). */
const digits: Readonly<
  Record<Family, { readonly bits: number; readonly of: number; readonly zone: string }>
> = {
  ipv4: { bits: 8, of: 32, zone: 'in-addr.arpa' },
  ipv6: { bits: 4, of: 128, zone: 'ip6.arpa' },
};

/**
 * The zones that hold the names of a subnet's addresses and no others: one where the subnet ends between two
 * digits, else as many as its last digit has values (128 for a /25).
 */
export function reverseZones(family: Family, address: string, prefix: number): string[] {
  const { bits, of, zone } = digits[safeWord(family, ['ipv4', 'ipv6'])];
  const length = Math.max(Math.ceil(prefix / bits), 1);
  const { first } = subnetBlock(safeAddress(family, address), safePrefix(family, prefix));
  const step = 1n << BigInt(of - length * bits);
  return Array.from({ length: 2 ** (length * bits - prefix) }, (_, n) => {
    const labels = reverseLabels(family, addressText(family, first + BigInt(n) * step));
    return [...labels.slice(of / bits - length), zone].join('.');
  });
}

/** The digits of an address, last first. */
function reverseLabels(family: Family, address: string): string[] {
  const { bits, of } = digits[family];
  const value = addressBits(address);
  const radix = family === 'ipv4' ? 10 : 16;
  return Array.from({ length: of / bits }, (_, n) =>
    ((value >> BigInt(n * bits)) & ((1n << BigInt(bits)) - 1n)).toString(radix),
  );
}
