import { type Family, familyOf, isUnmistakableHostName, prefixMax } from '../model/values.ts';
import { checkDeviceName, readChoice, readNumber } from './attributes.ts';
import { report, type Scope, valuePlace } from './scope.ts';
import { classfulPrefix } from './subnet.ts';
import type { XmlElement } from './xml-tree.ts';

/** Reading attributes that networks have and interfaces have not; see attributes.ts for what is returned. */

export function readHostName(scope: Scope, element: XmlElement, attribute: string): string | undefined {
  const name = element.attributes[attribute];
  if (name === undefined || isUnmistakableHostName(name)) return name;
  report(scope, 'host-name-syntax', { name }, valuePlace(scope, element, attribute));
  return undefined;
}

export function readDeviceName(scope: Scope, element: XmlElement, attribute: string): string | undefined {
  const name = element.attributes[attribute];
  return name === undefined
    ? undefined
    : checkDeviceName(scope, name, () => valuePlace(scope, element, attribute));
}

/** A schema of the model's, as a judge of one value. */
interface Grammar {
  readonly safeParse: (value: unknown) => { readonly success: boolean };
}

/** Text of which the model says what it may be. */
export function readMatching(
  scope: Scope,
  element: XmlElement,
  attribute: string,
  grammar: Grammar,
  code: 'path-syntax' | 'duid-syntax' | 'service-name' | 'zone-name' | 'text-value',
): string | undefined {
  const value = element.attributes[attribute];
  if (value === undefined || grammar.safeParse(value).success) return value;
  report(scope, code, { value }, valuePlace(scope, element, attribute));
  return undefined;
}

/**
 * The family that an `<ip>` or `<route>` is of: ipv4 unless it says otherwise, as in libvirt. One that only
 * forgot to say so is read as what its address is.
 */
export function readFamily(scope: Scope, element: XmlElement): Family {
  const said = readChoice(scope, element, 'family', ['ipv4', 'ipv6'] as const);
  const { address = '' } = element.attributes;
  const found = familyOf(address);
  if (element.attributes.family !== undefined) return said ?? found ?? 'ipv4';
  if (found === 'ipv6') report(scope, 'family-unsaid', { address }, valuePlace(scope, element, 'address'));
  return found ?? 'ipv4';
}

/**
 * The prefix of `address`, said as such or as a netmask. Where neither is there it is that of the address's class,
 * with a warning.
 */
export function readSubnetPrefix(
  scope: Scope,
  element: XmlElement,
  family: Family,
  address: string | undefined,
  min: 0 | 1,
): number | undefined {
  const { netmask, prefix } = element.attributes;
  if (netmask !== undefined && prefix !== undefined) {
    report(scope, 'prefix-and-netmask', {}, valuePlace(scope, element, 'netmask'));
  }
  const range = { min, max: prefixMax(family), code: 'prefix-range' } as const;
  if (prefix !== undefined) return readNumber(scope, element, 'prefix', range);
  if (netmask !== undefined) return readNetmask(scope, element, family, netmask, min);
  if (address === undefined) return undefined;
  const assumed = /^(?:0\.0\.0\.0|::)$/.test(address) ? 0 : classfulPrefix(family, address);
  const code = assumed === undefined ? 'missing-attribute' : 'prefix-missing';
  if (code === 'missing-attribute') {
    report(scope, code, { element: element.name, attribute: 'prefix' }, element.start);
  } else {
    report(scope, code, { address, prefix: assumed as number }, valuePlace(scope, element, 'address'));
  }
  return assumed;
}

function readNetmask(
  scope: Scope,
  element: XmlElement,
  family: Family,
  netmask: string,
  min: 0 | 1,
): number | undefined {
  const place = valuePlace(scope, element, 'netmask');
  const prefix = family === 'ipv4' ? NETMASKS.indexOf(netmask) : -1;
  if (prefix >= min) return prefix;
  const hint = family === 'ipv6' ? "IPv6 has none; write prefix='64'" : "write prefix='24' and the like";
  report(scope, 'netmask', { netmask, hint }, place);
  return undefined;
}

/** By their prefix: `0.0.0.0`, `128.0.0.0` … `255.255.255.255`. */
const NETMASKS: readonly string[] = Array.from({ length: 33 }, (_, prefix) =>
  [0, 8, 16, 24].map((shift) => 256 - 2 ** (8 - Math.max(0, Math.min(8, prefix - shift)))).join('.'),
);
