import { addressBits, type Family, prefixMax } from '../model/values.ts';

/**
 * The prefix of an address that is given without one, as libvirt's network XML has it: 64 for IPv6, that of
 * the address's class for IPv4; undefined in the classes that have none (224.0.0.0 and up).
 */
export function classfulPrefix(family: Family, address: string): number | undefined {
  if (family === 'ipv6') return 64;
  const first = Number.parseInt(address, 10);
  if (first < 128) return 8;
  if (first < 192) return 16;
  return first < 224 ? 24 : undefined;
}

/** What an IPv4 address is that its subnet keeps for itself; RFC 3021 lets a /31 use both, a /32 is one host. */
export function subnetRole(address: string, prefix: number): 'own' | 'broadcast' | undefined {
  if (prefix > 30) return undefined;
  const size = 2 ** (32 - prefix);
  const number = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const host = number % size;
  if (host === 0) return 'own';
  return host === size - 1 ? 'broadcast' : undefined;
}

/** Whether the address has bits set beyond its prefix, and so is none of a subnet. */
export function hasHostBits(family: Family, address: string, prefix: number): boolean {
  const hostBits = BigInt(prefixMax(family) - prefix);
  return (addressBits(address) & ((1n << hostBits) - 1n)) !== 0n;
}
