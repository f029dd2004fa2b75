import { addressText } from '../../model/address-block.ts';
import type { DhcpHost, DhcpRange, NetworkIp } from '../../model/network.ts';
import { addressBits, canonicalAddress } from '../../model/values.ts';
import { badValue, type NewOptions, refused } from './options.ts';

type Ipv4Dhcp = NonNullable<(NetworkIp & { family: 'ipv4' })['dhcp']>;

/** An IPv4 subnet, as said and as numbers; `own`: the host's address. */
export interface LeasedSubnet {
  readonly subnet: string;
  readonly prefix: number;
  readonly first: bigint;
  readonly last: bigint;
  readonly own: bigint;
}

/**
 * What a new network leases: the guests that --host names have addresses of their own, the lowest that are free
 * where none is said, and the rest are a range: --dhcp-range, else the longest that is left.
 */
export function dhcpIn(subnet: LeasedSubnet, options: NewOptions): Ipv4Dhcp | undefined {
  const { host = [], dhcpRange = [] } = options;
  if (options.dhcp === false) {
    if (host.length + dhcpRange.length > 0)
      throw refused('--no-dhcp excludes --host and --dhcp-range, which are DHCP');
    return undefined;
  }
  if (subnet.prefix > 30) {
    throw badValue(
      '--subnet',
      subnet.subnet,
      'it has no room for DHCP, whose prefix is 30 at most; say --no-dhcp',
    );
  }
  const said = dhcpRange.map(rangeOf);
  const guests = host.map(hostOf);
  const taken = new Set([
    subnet.own,
    ...guests.flatMap(({ ip }) => (ip === undefined ? [] : [addressBits(ip)])),
  ]);
  const hosts = guests.map((guest): DhcpHost => {
    if (guest.ip !== undefined) return guest;
    const free = lowestFree(subnet, taken, said) ?? lowestFree(subnet, taken, []);
    if (free === undefined) throw refused(`${subnet.subnet} has no address left for the guest ${guest.name}`);
    taken.add(free);
    return { ...guest, ip: addressText('ipv4', free) };
  });
  return { ranges: said.length > 0 ? said : longestFree(subnet, taken), hosts };
}

/** NAME=MAC[=IP]. */
function hostOf(value: string): DhcpHost & { readonly name: string } {
  const [name = '', mac, ip, ...rest] = value.split('=');
  if (name === '' || !mac || ip === '' || rest.length > 0)
    throw badValue('--host', value, 'it is not NAME=MAC[=IP]');
  if (ip === undefined) return { name, mac };
  if (canonicalAddress('ipv4', ip) === undefined) throw badValue('--host', value, `${ip} is no IPv4 address`);
  return { name, mac, ip };
}

/** START-END. */
function rangeOf(value: string): DhcpRange {
  const [start = '', end = '', ...rest] = value.split('-');
  const sound = [start, end].every((text) => canonicalAddress('ipv4', text) !== undefined);
  if (!sound || rest.length > 0)
    throw badValue('--dhcp-range', value, 'it is not START-END, two IPv4 addresses');
  if (addressBits(start) > addressBits(end))
    throw badValue('--dhcp-range', value, 'it ends before it starts');
  return { start, end };
}

/** The lowest address of a guest's that is neither taken nor in one of the ranges. */
function lowestFree(
  { first, last }: LeasedSubnet,
  taken: ReadonlySet<bigint>,
  ranges: readonly DhcpRange[],
): bigint | undefined {
  const spans = ranges.map(({ start, end }) => ({ start: addressBits(start), end: addressBits(end) }));
  let at = first + 1n;
  while (at < last) {
    const candidate = at;
    const span = spans.find(({ start, end }) => candidate >= start && candidate <= end);
    if (!span && !taken.has(candidate)) return candidate;
    at = span ? span.end + 1n : at + 1n;
  }
  return undefined;
}

/** The longest row of addresses that are not taken, the lowest of several; none where every address is. */
function longestFree({ first, last }: LeasedSubnet, taken: ReadonlySet<bigint>): DhcpRange[] {
  const walls = [first, ...[...taken].filter((bits) => bits > first && bits < last), last];
  walls.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  let best = { start: 0n, length: 0n };
  walls.slice(1).forEach((wall, n) => {
    const start = (walls[n] as bigint) + 1n;
    if (wall - start > best.length) best = { start, length: wall - start };
  });
  if (best.length === 0n) return [];
  return [
    { start: addressText('ipv4', best.start), end: addressText('ipv4', best.start + best.length - 1n) },
  ];
}
