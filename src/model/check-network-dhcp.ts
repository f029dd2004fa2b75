import {
  type AddressBlock,
  isWithin,
  rangeBlock,
  reservedWithin,
  subnetBlock,
  subnetText,
} from './address-block.ts';
import { networkKey } from './definition.ts';
import type { DhcpHost, DhcpRange, Network, NetworkIp } from './network.ts';
import type { Reporter } from './report.ts';

/** What a network leases: to whom, and of which subnet. */
export function checkNetworkDhcp(network: Network, report: Reporter): void {
  network.ips.forEach((ip, n) => {
    if (!ip.dhcp) return;
    const subnet = { network, ip, n };
    if (!checkPrefix(subnet, report)) return;
    checkRanges(subnet, ip.dhcp.ranges, report);
    checkHosts(subnet, ip.dhcp.hosts, report);
  });
}

interface Subnet {
  readonly network: Network;
  readonly ip: NetworkIp;
  readonly n: number;
}

const placesOf = ({ network: { name }, n }: Subnet, slot?: string): string[] => [
  networkKey(name),
  networkKey(name, `ip.${n}`),
  ...(slot === undefined ? [] : [networkKey(name, `ip.${n}.${slot}`)]),
];

const textOf = ({ ip }: Subnet): string => subnetText(ip.address, ip.prefix);

/** Prefixes that leave room for a guest beside the host; dnsmasq(8), dhcp-range: IPv6 must be 64 at least. */
const PREFIXES = { ipv4: { least: 1, most: 30 }, ipv6: { least: 64, most: 126 } };

function checkPrefix(subnet: Subnet, report: Reporter): boolean {
  const { family, prefix } = subnet.ip;
  const { least, most } = PREFIXES[family];
  if (prefix >= least && prefix <= most) return true;
  const args = { subnet: textOf(subnet), least, most };
  report('dhcp-prefix', args, placesOf(subnet), { network: subnet.network.name });
  return false;
}

function checkRanges(subnet: Subnet, ranges: readonly DhcpRange[], report: Reporter): void {
  const spans: { block: AddressBlock; text: string; places: readonly string[] }[] = [];
  const about = { network: subnet.network.name };
  ranges.forEach(({ start, end }, m) => {
    const places = placesOf(subnet, `range.${m}`);
    const block = rangeBlock(start, end);
    spans.push({ block, text: `${start} to ${end}`, places });
    if (!isWithin(block, subnetBlock(subnet.ip.address, subnet.ip.prefix))) {
      report('dhcp-range-outside', { start, end, subnet: textOf(subnet) }, places, about);
    }
    const held = reservedWithin(subnet.ip, block).join(', ');
    if (held) report('dhcp-range-reserved', { start, end, held }, places, about);
  });
  spans.sort((a, b) => (a.block.first < b.block.first ? -1 : a.block.first > b.block.first ? 1 : 0));
  let furthest = spans[0];
  for (const range of spans.slice(1)) {
    if (furthest && range.block.first <= furthest.block.last) {
      const args = { range: range.text, other: furthest.text };
      report('dhcp-ranges-overlap', args, [...furthest.places, ...range.places], about);
    }
    if (!furthest || range.block.last > furthest.block.last) furthest = range;
  }
}

function checkHosts(subnet: Subnet, hosts: readonly DhcpHost[], report: Reporter): void {
  const { ip, network } = subnet;
  const about = { network: network.name };
  const block = subnetBlock(ip.address, ip.prefix);
  const holders = new Map<string, readonly string[]>();
  hosts.forEach((host, m) => {
    const places = placesOf(subnet, `host.${m}`);
    if (host.mac !== undefined && host.mac === network.mac) {
      const args = { mac: host.mac, name: network.name };
      report('dhcp-host-bridge-mac', args, [...places, networkKey(network.name, 'mac')], about);
    }
    if (host.ip !== undefined && !isWithin(rangeBlock(host.ip, host.ip), block)) {
      report('dhcp-host-outside', { ip: host.ip, subnet: textOf(subnet) }, places, about);
    } else if (host.ip !== undefined) {
      const [held] = reservedWithin(ip, rangeBlock(host.ip, host.ip));
      if (held) report('dhcp-host-reserved', { held }, places, about);
    }
    for (const [what, value] of identitiesOf(host)) {
      const known = holders.get(`${what} ${value}`);
      if (!known) holders.set(`${what} ${value}`, places);
      else report('dhcp-host-twice', { what, value }, [...known, ...places], about);
    }
  });
}

/** What belongs to one guest. Names are the same in any case (RFC 4343). */
const identitiesOf = ({ ip, mac, id, name }: DhcpHost): [what: string, value: string][] =>
  Object.entries({ address: ip, 'MAC address': mac, DUID: id, name: name?.toLowerCase() }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
