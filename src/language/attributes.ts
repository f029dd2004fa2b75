import {
  canonicalAddress,
  canonicalMac,
  deviceNameFault,
  type Family,
  familyOf,
  isHostName,
  isUnicastMac,
  type NameFault,
  wholeNumber,
} from '../model/values.ts';
import { report, type Scope, valuePlace } from './scope.ts';
import type { XmlElement } from './xml-tree.ts';

/**
 * Reading one attribute: its value in the model's form, or undefined where the attribute is absent (which
 * checkShape reports if it must not be) or its value is none (which is reported here, at the value).
 */

export function readChoice<T extends string>(
  scope: Scope,
  element: XmlElement,
  attribute: string,
  choices: readonly T[],
): T | undefined {
  const value = element.attributes[attribute];
  if (value === undefined) return undefined;
  if (choices.includes(value as T)) return value as T;
  const args = { element: element.name, attribute, value, choices: choices.join(', ') };
  report(scope, 'invalid-choice', args, valuePlace(scope, element, attribute));
  return undefined;
}

const readFlag =
  (yes: string, no: string) =>
  (scope: Scope, element: XmlElement, attribute: string): boolean | undefined => {
    const word = readChoice(scope, element, attribute, [yes, no]);
    return word === undefined ? undefined : word === yes;
  };

export const readYesNo = readFlag('yes', 'no');
export const readOnOff = readFlag('on', 'off');

/** The codes for a number outside its range; all but the first are of one thing only. */
type RangeCode = 'number-range' | 'mtu-range' | 'vlan-tag-range' | 'prefix-range';

interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly code?: RangeCode;
}

export function readNumber(
  scope: Scope,
  element: XmlElement,
  attribute: string,
  range: NumberRange,
): number | undefined {
  const text = element.attributes[attribute];
  if (text === undefined) return undefined;
  const subject = { element: element.name, attribute };
  return numberOf(scope, subject, text, range, () => valuePlace(scope, element, attribute));
}

/** The number that `text`, which stands at `place`, is. */
export function numberOf(
  scope: Scope,
  subject: { readonly element: string; readonly attribute: string },
  text: string,
  { min, max, code = 'number-range' }: NumberRange,
  place: () => number,
): number | undefined {
  const value = wholeNumber(text);
  if (value !== undefined && value >= min && value <= max) return value;
  const isNumber = /^(?:0|[1-9][0-9]*)$/.test(text);
  if (isNumber) report(scope, code, { ...subject, value: text, min, max }, place());
  else report(scope, 'number-syntax', { ...subject, value: text }, place());
  return undefined;
}

/** What an address is wanted for; the subnet of a route may be the unspecified address (`0.0.0.0/1`). */
export type AddressUse = 'host' | 'destination';

/** `family` undefined: either. */
export function readAddress(
  scope: Scope,
  element: XmlElement,
  attribute: string,
  family: Family | undefined,
  use: AddressUse = 'host',
): string | undefined {
  const text = element.attributes[attribute];
  if (text === undefined) return undefined;
  return addressOf(scope, text, family, use, () => valuePlace(scope, element, attribute));
}

/** The address that `text`, which stands at `place`, is, in canonical form. */
export function addressOf(
  scope: Scope,
  text: string,
  family: Family | undefined,
  use: AddressUse,
  place: () => number,
): string | undefined {
  const found =
    family !== undefined && canonicalAddress(family, text) !== undefined ? family : familyOf(text);
  if (found === undefined) {
    report(scope, 'address-syntax', { address: text, family: familyName(family) }, place());
    return undefined;
  }
  if (family !== undefined && found !== family) {
    report(scope, 'address-family', { address: text, family: familyName(family) }, place());
    return undefined;
  }
  const address = canonicalAddress(found, text) as string;
  const kind = unusable(found, address);
  if (kind === undefined || (kind === 'unspecified' && use === 'destination')) return address;
  report(scope, 'address-unusable', { address, kind }, place());
  return undefined;
}

/** As messages have it. */
export const familyName = (family: Family | undefined): string =>
  family === undefined ? 'IP' : family === 'ipv4' ? 'IPv4' : 'IPv6';

type Unusable = 'unspecified' | 'multicast' | 'limited broadcast';

function unusable(family: Family, address: string): Unusable | undefined {
  if (family === 'ipv6') {
    if (address === '::') return 'unspecified';
    return /^ff[0-9a-f]{2}:/.test(address) ? 'multicast' : undefined;
  }
  if (address === '0.0.0.0') return 'unspecified';
  if (address === '255.255.255.255') return 'limited broadcast';
  const first = Number.parseInt(address, 10);
  return first >= 224 && first < 240 ? 'multicast' : undefined;
}

export function readMac(scope: Scope, element: XmlElement, attribute: string): string | undefined {
  const text = element.attributes[attribute];
  if (text === undefined) return undefined;
  const mac = canonicalMac(text);
  if (mac !== undefined && isUnicastMac(mac)) return mac;
  const code = mac === undefined ? 'mac-syntax' : 'mac-not-unicast';
  report(scope, code, { mac: text }, valuePlace(scope, element, attribute));
  return undefined;
}

export function readSearchDomain(scope: Scope, element: XmlElement): string | undefined {
  const domain = element.attributes.domain;
  if (domain === undefined || isHostName(domain)) return domain;
  report(scope, 'search-domain-syntax', { domain }, valuePlace(scope, element, 'domain'));
  return undefined;
}

/** `name` if it is a device name. */
export function checkDeviceName(scope: Scope, name: string, place: () => number): string | undefined {
  const fault = deviceNameFault(name);
  if (fault === undefined) return name;
  report(scope, 'device-name', { name, reason: NAME_FAULTS[fault] }, place());
  return undefined;
}

/** Why a name is none, in words. */
export const NAME_FAULTS: Readonly<Record<NameFault, string>> = {
  empty: 'it is empty',
  'too-long': 'it is longer than 15 characters, the most that Linux allows',
  character: 'only letters, digits and . _ - + @ may stand in it, and it begins with a letter, a digit or _',
  'all-digits': 'a name of digits only would be taken for an index or a number',
  reserved: 'the word has a meaning of its own in network configuration',
};
