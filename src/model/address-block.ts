import ipaddr from 'ipaddr.js';
import { addressBits, type Family, familyOf, prefixMax } from './values.ts';

/** Addresses in a row: a subnet's, or a range's. Both ends belong to it. */
export interface AddressBlock {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

/** All addresses of the subnet that a canonical address stands in. */
export function subnetBlock(address: string, prefix: number): AddressBlock {
  const family = familyOf(address) ?? 'ipv6';
  const hostPart = (1n << BigInt(prefixMax(family) - prefix)) - 1n;
  const bits = addressBits(address);
  return { family, first: bits & ~hostPart, last: bits | hostPart };
}

/** The addresses from one to another, both canonical and of one family. */
export const rangeBlock = (start: string, end: string): AddressBlock => ({
  family: familyOf(start) ?? 'ipv6',
  first: addressBits(start),
  last: addressBits(end),
});

export const overlap = (a: AddressBlock, b: AddressBlock): boolean =>
  a.family === b.family && a.first <= b.last && b.first <= a.last;

export const isWithin = (inner: AddressBlock, outer: AddressBlock): boolean =>
  inner.family === outer.family && inner.first >= outer.first && inner.last <= outer.last;

/** A number as the canonical text of an address; the way back from `addressBits`. */
export function addressText(family: Family, bits: bigint): string {
  const bytes: number[] = [];
  for (let shift = prefixMax(family) - 8; shift >= 0; shift -= 8)
    bytes.push(Number((bits >> BigInt(shift)) & 0xffn));
  const address = ipaddr.fromByteArray(bytes);
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}

/** `192.168.5.1`/24 as `192.168.5.0/24`. */
export function subnetText(address: string, prefix: number): string {
  const { family, first } = subnetBlock(address, prefix);
  return `${addressText(family, first)}/${prefix}`;
}

/** An address of a subnet that no guest can have, and why. */
export interface ReservedAddress {
  readonly bits: bigint;
  readonly role: 'host' | 'network' | 'broadcast';
}

/**
 * What of its subnet the host keeps from guests: its own address, the subnet's first (which names an IPv4 subnet,
 * and means every router of an IPv6 one: RFC 4291 2.6.1) and IPv4's broadcast address. In a /31 (RFC 3021), a /127
 * (RFC 6164) and a subnet of one address only the host's own.
 */
export function reservedAddresses(address: string, prefix: number): ReservedAddress[] {
  const { family, first, last } = subnetBlock(address, prefix);
  const reserved: ReservedAddress[] = [{ bits: addressBits(address), role: 'host' }];
  if (last - first < 2n) return reserved;
  reserved.push({ bits: first, role: 'network' });
  if (family === 'ipv4') reserved.push({ bits: last, role: 'broadcast' });
  return reserved;
}

/** What the subnet of `address` keeps from guests, of those between two addresses, in words. */
export function reservedWithin(
  { address, prefix }: { readonly address: string; readonly prefix: number },
  { family, first, last }: AddressBlock,
): string[] {
  return reservedAddresses(address, prefix)
    .filter(({ bits }) => bits >= first && bits <= last)
    .map(({ bits, role }) => `${addressText(family, bits)} (${ROLES[role]})`);
}

const ROLES: Readonly<Record<ReservedAddress['role'], string>> = {
  host: "the host's own",
  network: "the subnet's first",
  broadcast: 'its broadcast address',
};
