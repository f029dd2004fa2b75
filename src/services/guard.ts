import {
  canonicalAddress,
  canonicalMac,
  deviceNameFault,
  type Family,
  isUnmistakableHostName,
  isXmlText,
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

const safeText =
  (what: string, allowed: (text: string) => boolean) =>
  (text: string): string => {
    if (typeof text !== 'string' || !allowed(text)) throw new UnsafeValueError(what, text);
    return text;
  };

export const safeMac = safeText('a MAC address', (text) => canonicalMac(text) === text);

export const safeDuid = safeText('a DUID', (text) => /^[0-9a-f]{2}(?::[0-9a-f]{2}){1,129}$/.test(text));

/** A host name that no reader takes for an address. */
export const safeHostName = safeText('a host name', isUnmistakableHostName);

/** A service's name (RFC 6335), without the underscore that DNS puts before it. */
export const safeService = safeText('a service', (text) =>
  /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,60}[A-Za-z0-9])?$/.test(text),
);

/** A file name or path that guests ask for. */
export const safeBootFile = safeText('a boot file', (text) => /^[A-Za-z0-9_./:+@%~-]{1,127}$/.test(text));

/** An absolute path without `..`, empty parts, blanks or quotes. */
export const safeFolder = safeText(
  'a folder',
  (text) => text.length <= 1000 && /^(?:\/[A-Za-z0-9_+@%~-][A-Za-z0-9_.+@%~-]*)+$/.test(text),
);

/** Text of one line; what its characters mean to a format is its writer's matter. */
export const safeLine = safeText('a text', (text) => isXmlText(text) && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text));
