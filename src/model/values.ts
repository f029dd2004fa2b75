import ipaddr from 'ipaddr.js';

/**
 * The small values that configuration is made of: device names, MAC and IP addresses. Each has one strict
 * grammar and one canonical spelling, because every format below reads sloppy spellings differently
 * (`010.0.0.1` is 8.0.0.1 to some).
 */

/** IFNAMSIZ less the terminating NUL (linux/if.h): a device name has at most 15 bytes. */
export const DEVICE_NAME_MAX = 15;

/**
 * What a device name may be made of. Narrower than the kernel's rule on purpose: a name stands in file names,
 * in shell words, in unit files' globs and in bridge-utils' word lists, and no character here means anything
 * in any of them.
 */
const DEVICE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.@+-]*$/;

/** Words that some consumer takes for something else than a device (bridge_ports, IPv6 sysctl folders, lo). */
const RESERVED_NAMES: ReadonlySet<string> = new Set(['all', 'default', 'none', 'lo']);

export type NameFault = 'empty' | 'too-long' | 'character' | 'all-digits' | 'reserved';

/** Why `name` is no device name, or undefined if it is one. */
export function deviceNameFault(name: string): NameFault | undefined {
  if (name === '') return 'empty';
  if (!DEVICE_NAME.test(name)) return 'character';
  if (name.length > DEVICE_NAME_MAX) return 'too-long';
  if (/^[0-9]+$/.test(name)) return 'all-digits';
  if (RESERVED_NAMES.has(name)) return 'reserved';
  return undefined;
}

/**
 * What a network's name may be made of. It stands in file names, in unit names (systemd.unit(5), where @ would
 * make a template) and in nft's table names.
 */
const NETWORK_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** File names have at most 255 bytes, of which units take some for themselves. */
export const NETWORK_NAME_MAX = 64;

/** Why `name` is no network's name, or undefined if it is one. */
export function networkNameFault(name: string): 'empty' | 'too-long' | 'character' | undefined {
  if (name === '') return 'empty';
  if (!NETWORK_NAME.test(name)) return 'character';
  return name.length > NETWORK_NAME_MAX ? 'too-long' : undefined;
}

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** A MAC address in lower case, or undefined where `text` is not six colon-separated pairs. */
export function canonicalMac(text: string): string | undefined {
  const lower = text.toLowerCase();
  return MAC.test(lower) ? lower : undefined;
}

/** Whether a canonical MAC address can be a device's own: not multicast (low bit of the first byte), not zero. */
export function isUnicastMac(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0 && mac !== '00:00:00:00:00:00';
}

export type Family = 'ipv4' | 'ipv6';

const IPV4 = /^(?:(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])(?:\.(?!$)|$)){4}$/;
const IPV6_CHARACTERS = /^[0-9A-Fa-f:.]{2,45}$/;

/**
 * The canonical text of an address of that family (RFC 5952 for IPv6), or undefined where `text` is none:
 * four decimal octets without leading zeros, or RFC 4291 text without a zone.
 */
export function canonicalAddress(family: Family, text: string): string | undefined {
  if (family === 'ipv4') return IPV4.test(text) ? text : undefined;
  if (!IPV6_CHARACTERS.test(text) || !text.includes(':')) return undefined;
  const groups = withoutDots(text);
  if (groups === undefined || !ipaddr.IPv6.isValid(groups)) return undefined;
  return ipaddr.IPv6.parse(groups).toRFC5952String();
}

/**
 * IPv6 text whose last 32 bits are written as IPv4 (RFC 4291 2.2) with two groups instead; undefined where
 * they are no IPv4 address. ipaddr.js would take `::192.0.2.1` for `::ffff:192.0.2.1`.
 */
function withoutDots(text: string): string | undefined {
  if (!text.includes('.')) return text;
  const at = text.lastIndexOf(':') + 1;
  const dotted = text.slice(at);
  if (!IPV4.test(dotted)) return undefined;
  const [a, b, c, d] = dotted.split('.').map(Number) as [number, number, number, number];
  return `${text.slice(0, at)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** The family whose address `text` is, or undefined. */
export function familyOf(text: string): Family | undefined {
  if (canonicalAddress('ipv4', text) !== undefined) return 'ipv4';
  return canonicalAddress('ipv6', text) === undefined ? undefined : 'ipv6';
}

/** The longest prefix of a family, bits. */
export const prefixMax = (family: Family): number => (family === 'ipv4' ? 32 : 128);

/** The address as a number, for comparisons: 32 or 128 bits. `address` must be canonical. */
export function addressBits(address: string): bigint {
  let bits = 0n;
  for (const byte of ipaddr.parse(address).toByteArray()) bits = (bits << 8n) | BigInt(byte);
  return bits;
}

/** Whether `address` lies in the subnet that `member`/`prefix` stands in. Both canonical, of one family. */
export function inSubnet(address: string, member: string, prefix: number): boolean {
  const a = ipaddr.parse(address);
  const b = ipaddr.parse(member);
  return a.kind() === b.kind() && a.match(b, prefix);
}

/** Whether a canonical IPv6 address is link-local (fe80::/10, RFC 4291 2.5.6). */
export const isLinkLocal = (address: string): boolean => /^fe[89ab][0-9a-f]:/.test(address);

const DECIMAL = /^(?:0|[1-9][0-9]*)$/;

/** A whole number in decimal digits only (no sign, leading zero, exponent or hexadecimal), or undefined. */
export function wholeNumber(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/**
 * Seconds with an optional fraction (`1`, `0.75`) as milliseconds, exact where a double can hold them;
 * undefined where `text` is none.
 */
export function secondsToMs(text: string): number | undefined {
  const match = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(text);
  if (!match) return undefined;
  const fraction = (match[2] ?? '').padEnd(3, '0');
  return Number(`${match[1]}${fraction.slice(0, 3)}.${fraction.slice(3)}0`);
}

/** Milliseconds as the shortest decimal of seconds: 1500 → `1.5`, 0 → `0`. */
export function msToSeconds(ms: number): string {
  const [whole = '0', fraction = ''] = decimalText(ms).split('.');
  const digits = whole.padStart(4, '0');
  const rest = `${digits.slice(-3)}${fraction}`.replace(/0+$/, '');
  return rest === '' ? digits.slice(0, -3) : `${digits.slice(0, -3)}.${rest}`;
}

/** A number's decimal text without an exponent. */
function decimalText(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}

const HOST_NAME =
  /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*$/;

/** Whether `text` is a host name (RFC 1123, with the underscore that real search domains carry). */
export const isHostName = (text: string): boolean => HOST_NAME.test(text);

/**
 * Whether it is one that cannot be taken for an address, as `10.0.0.1` and `3600` are (inet_aton(3)): what networks
 * serve as a name must be told from what they serve it for.
 */
export const isUnmistakableHostName = (text: string): boolean => isHostName(text) && !/^[0-9.]*$/.test(text);

/** Whether a host name is one of the machine itself (RFC 6761 6.3, with the old `.localdomain`). */
export const isLocalhost = (name: string): boolean => /(?:^|\.)localhost(?:\.localdomain)?$/i.test(name);

/** An RFC 4122 shaped UUID of any version and variant, as libvirt takes it, in lower case; or undefined. */
export function canonicalUuid(text: string): string | undefined {
  const lower = text.toLowerCase();
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(lower) ? lower : undefined;
}

const XML_TEXT = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

/** Whether `text` holds only characters that XML 1.0 allows (section 2.2). */
export const isXmlText = (text: string): boolean => XML_TEXT.test(text);
