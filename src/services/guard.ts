import {
  canonicalAddress,
  deviceNameFault,
  type Family,
  networkNameFault,
  prefixMax,
} from '../model/values.ts';
import { UnsafeValueError } from '../native/guard.ts';

/**
 * The ways of a value into a file of the service layer. Each lets through what the model allows and nothing else,
 * whatever type the value claims to have: what is written here is read by root at boot. All throw
 * UnsafeValueError.
 */

/** A network's name: it stands in paths, in units' names and in nft's table names. */
export function safeNetworkName(name: string): string {
  if (typeof name !== 'string' || networkNameFault(name) !== undefined)
    throw new UnsafeValueError('the name of a network', name);
  return name;
}

/** A device's name, for quotes, paths and lists of words. */
export function safeDevice(name: string): string {
  if (typeof name !== 'string' || deviceNameFault(name) !== undefined)
    throw new UnsafeValueError('the name of a device', name);
  return name;
}

export function safeAddress(family: Family, address: string): string {
  if (typeof address !== 'string' || canonicalAddress(family, address) !== address)
    throw new UnsafeValueError('an address', address);
  return address;
}

export const safePort = (port: number): number => safeInteger(port, 1, 65_535);

export const safePrefix = (family: Family, prefix: number): number =>
  safeInteger(prefix, 0, prefixMax(family));

export function safeInteger(value: number, min: number, max: number): number {
  if (!Number.isSafeInteger(value) || value < min || value > max)
    throw new UnsafeValueError('a number', value);
  return value;
}

/** One of a closed set of words. */
export function safeWord<T extends string>(value: T, words: readonly T[]): T {
  if (!words.includes(value)) throw new UnsafeValueError('a setting', value);
  return value;
}
