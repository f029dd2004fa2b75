import type { PortForward } from '../model/network.ts';
import { canonicalAddress, isHostName, wholeNumber } from '../model/values.ts';
import { compact } from './compact.ts';

/** The namespace of what ifscribe has in a network's `<metadata>`. */
export const PUBLISH_NAMESPACE = 'urn:ifscribe:network:1';

/** Why a port forward, in a document or on the command line, is none. */
export type PublishFault = keyof typeof publishFaults;

export const publishFaults = {
  form: 'it is not of the form [ADDRESS:]PORT[-PORT]:GUEST:PORT[/tcp|/udp]',
  protocol: 'the protocol is tcp or udp',
  ipv6: 'ports are published on IPv4 addresses only',
  address: 'it is reached by an IPv4 address of the host, four decimal numbers without leading zeros',
  loopback: 'what is sent to 127.0.0.0/8 is not forwarded; leave the address out, or give one of a NIC',
  port: 'a port is a whole number from 1 to 65535',
  'port-order': 'the last port comes before the first',
  'port-overflow': "the last of the guest's ports would be beyond 65535",
  guest: "a guest is named by the name of a DHCP host, or by an IPv4 address of the network's",
} as const;

export type ParsedPublish = { readonly portForward: PortForward } | { readonly fault: PublishFault };

const FORM = /^(?:(.*):)?([^:-]*)(?:-([^:-]*))?:([^:]*):([^:/]*)(?:\/([^:/]*))?$/s;

/** What `--publish` says: `[ADDRESS:]PORT[-PORT]:GUEST:PORT[/tcp|/udp]`, tcp where it says neither. */
export function parsePublish(text: string): ParsedPublish {
  if (/[[\]]/.test(text)) return { fault: 'ipv6' };
  const match = FORM.exec(text);
  if (!match) return { fault: 'form' };
  const [, address, first = '', last = first, to = '', guestPort = '', protocol = 'tcp'] = match;
  if (!isProtocol(protocol)) return { fault: 'protocol' };
  const [start, end, toPort] = [wholeNumber(first), wholeNumber(last), wholeNumber(guestPort)];
  if (start === undefined || end === undefined || toPort === undefined) return { fault: 'port' };
  const portForward = compact({ protocol, address, start, end, to, toPort });
  const fault = portForwardFault(portForward);
  return fault === undefined ? { portForward } : { fault };
}

const isProtocol = (word: string): word is PortForward['protocol'] => word === 'tcp' || word === 'udp';

/** What is wrong with a port forward that has the form of one. */
export function portForwardFault({ address, start, end, to, toPort }: PortForward): PublishFault | undefined {
  if (address !== undefined) {
    if (canonicalAddress('ipv6', address) !== undefined) return 'ipv6';
    if (address.includes(':')) return 'form';
    if (!isHostAddress(address)) return 'address';
    if (address.startsWith('127.')) return 'loopback';
  }
  if (![start, end, toPort].every((port) => port >= 1 && port <= 65_535)) return 'port';
  if (end < start) return 'port-order';
  if (toPort + end - start > 65_535) return 'port-overflow';
  return isGuest(to) ? undefined : 'guest';
}

/** Whether `text` names one guest: a host name, or an address of IPv4. Numbers with dots are an address or nothing. */
export const isGuest = (text: string): boolean =>
  /^[0-9.]*$/.test(text) ? isHostAddress(text) : isHostName(text);

/** Whether `text` is an IPv4 address that one host can have. */
function isHostAddress(text: string): boolean {
  const first = Number.parseInt(text, 10);
  return canonicalAddress('ipv4', text) !== undefined && first > 0 && first < 224;
}
