import ipaddr from 'ipaddr.js';
import { addressText, rangeBlock, subnetBlock } from '../model/address-block.ts';
import type { DhcpHost, DhcpRange, Network, NetworkIp } from '../model/network.ts';
import type { Family } from '../model/values.ts';
import { type Directive, directive } from './directive.ts';
import { unmistakable } from './dnsmasq-names.ts';
import {
  safeAddress,
  safeBootFile,
  safeDevice,
  safeDuid,
  safeFolder,
  safeHostName,
  safeInteger,
  safeMac,
  safePrefix,
} from './guard.ts';

type Of<F extends Family> = Extract<NetworkIp, { family: F }>;
type WithDhcp<F extends Family> = Of<F> & { dhcp: NonNullable<Of<F>['dhcp']> };

/** Whether an address comes with anything to lease: ranges, or hosts. */
const leases = <F extends Family>(ip: NetworkIp, family: F): ip is WithDhcp<F> =>
  ip.family === family && ip.dhcp !== undefined && ip.dhcp.ranges.length + ip.dhcp.hosts.length > 0;

export const leasesOf = <F extends Family>(network: Network, family: F): WithDhcp<F>[] =>
  network.ips.filter((ip): ip is WithDhcp<F> => leases(ip, family));

/** The folders that are given out by TFTP. */
export const tftpRoots = ({ ips }: Network): string[] => [
  ...new Set(ips.flatMap((ip) => (ip.family === 'ipv4' && ip.tftpRoot !== undefined ? [ip.tftpRoot] : []))),
];

/** Leases, where they are kept and what comes with them; empty where none are given. */
export function dhcpDirectives(network: Network, leaseFile: string): Directive[] {
  const ipv4 = leasesOf(network, 'ipv4');
  const ipv6 = leasesOf(network, 'ipv6');
  if (ipv4.length + ipv6.length === 0) return [];
  return [
    directive('dhcp-leasefile', leaseFile),
    directive('dhcp-lease-max', leaseMax([...ipv4, ...ipv6])),
    // Nobody else leases addresses here: a guest that comes with an old one is answered at once.
    directive('dhcp-authoritative'),
    ...(ipv4.length ? ipv4Options(network) : []),
    ...ipv4.flatMap((ip, n) => ipv4Directives(ip, ipv4.length > 1 ? `subnet${n + 1}` : undefined)),
    ...ipv6.flatMap(ipv6Directives),
  ];
}

/** Every address that can be leased, and no more than a table that stays quick. */
function leaseMax(ips: readonly NetworkIp[]): number {
  const sizes = ips.flatMap(({ family, dhcp }) => [
    BigInt(dhcp?.hosts.length ?? 0),
    ...(dhcp?.ranges ?? []).map(({ start, end }) => {
      const { first, last } = rangeBlock(safeAddress(family, start), safeAddress(family, end));
      return last - first + 1n;
    }),
  ]);
  const total = sizes.reduce((sum, size) => sum + (size > 0n ? size : 0n), 0n);
  return total > 65_535n ? 65_535 : Math.max(Number(total), 1);
}

/** What all guests are told, in whatever subnet. */
const ipv4Options = ({ forward, mtuBytes }: Network): Directive[] => [
  // The fields of file and server hold these and nothing else: old boot ROMs want it so.
  directive('dhcp-no-override'),
  // A default route to a host that forwards nothing would take the place of one that works.
  ...(forward === undefined ? [directive('dhcp-option', 'option:router')] : []),
  // Nobody else tells a guest how large the packets are that its bridge takes.
  ...(mtuBytes === undefined
    ? []
    : [directive('dhcp-option', 'option:mtu', safeInteger(mtuBytes, 68, 65_535))]),
];

/** `tag`: tells subnets apart where there are several, for what is said to one of them only. */
function ipv4Directives({ address, prefix, dhcp }: WithDhcp<'ipv4'>, tag: string | undefined): Directive[] {
  const mask = ipaddr.IPv4.subnetMaskFromPrefixLength(safePrefix('ipv4', prefix)).toString();
  const set = tag === undefined ? [] : [`set:${tag}`];
  const match = tag === undefined ? [] : [`tag:${tag}`];
  const { ranges, hosts, bootp } = dhcp;
  const subnet = addressText(
    'ipv4',
    subnetBlock(safeAddress('ipv4', address), safePrefix('ipv4', prefix)).first,
  );
  return [
    ...ranges.map((range) => rangeDirective('ipv4', range, set, mask)),
    // Without a range somebody must still say that leases are given.
    ...(ranges.length === 0 ? [directive('dhcp-range', ...set, subnet, 'static', mask)] : []),
    ...hosts.map((host) => hostDirective('ipv4', host)),
    ...(bootp
      ? [
          directive(
            'dhcp-boot',
            ...match,
            safeBootFile(bootp.file),
            ...(bootp.server === undefined ? [] : ['', safeAddress('ipv4', bootp.server)]),
          ),
        ]
      : []),
  ];
}

function ipv6Directives({ address, prefix, dhcp: { ranges, hosts } }: WithDhcp<'ipv6'>): Directive[] {
  const length = safePrefix('ipv6', prefix);
  const subnet = addressText('ipv6', subnetBlock(safeAddress('ipv6', address), length).first);
  return [
    ...ranges.map((range) => rangeDirective('ipv6', range, [], length)),
    ...(ranges.length === 0 ? [directive('dhcp-range', subnet, 'static', length)] : []),
    ...hosts.map((host) => hostDirective('ipv6', host)),
  ];
}

const rangeDirective = (
  family: Family,
  { start, end, leaseSeconds }: DhcpRange,
  set: readonly string[],
  mask: string | number,
): Directive =>
  directive(
    'dhcp-range',
    ...set,
    safeAddress(family, start),
    safeAddress(family, end),
    mask,
    ...leaseTime(leaseSeconds),
  );

function hostDirective(family: Family, { mac, id, name, ip, leaseSeconds }: DhcpHost): Directive {
  const address = ip === undefined ? undefined : safeAddress(family, ip);
  return directive(
    'dhcp-host',
    ...(mac === undefined ? [] : [safeMac(mac)]),
    ...(id === undefined ? [] : [`id:${safeDuid(id)}`]),
    ...(address === undefined ? [] : [family === 'ipv6' ? `[${address}]` : address]),
    ...(name === undefined ? [] : [unmistakable(safeHostName(name))]),
    ...leaseTime(leaseSeconds),
  );
}

const leaseTime = (seconds: number | undefined): (string | number)[] => {
  if (seconds === undefined) return [];
  return [seconds === 0 ? 'infinite' : safeInteger(seconds, 120, 4_294_967_294)];
};

/**
 * Router advertisements: with DHCP they send guests there; without, guests make their addresses themselves, which
 * needs a /64 (RFC 4862 5.5.3).
 */
export function advertisementDirectives(network: Network): Directive[] {
  const ipv6 = network.ips.filter((ip) => ip.family === 'ipv6');
  if (ipv6.length === 0) return [];
  const managed = leasesOf(network, 'ipv6').length > 0;
  return [
    ...(managed
      ? [directive('enable-ra')]
      : ipv6
          .filter(({ prefix }) => safePrefix('ipv6', prefix) <= 64)
          .map(({ address }) => directive('dhcp-range', safeAddress('ipv6', address), 'ra-only', 64))),
    // Lifetime 0: on this link, and no way out of it.
    ...(network.forward === undefined ? [directive('ra-param', safeDevice(network.bridge.name), 0, 0)] : []),
  ];
}

export const tftpDirectives = (network: Network): Directive[] => {
  const roots = tftpRoots(network);
  if (roots.length === 0) return [];
  return [
    directive('enable-tftp'),
    // A folder that is missing takes neither leases nor names away.
    directive('tftp-no-fail'),
    ...roots.map((root) => directive('tftp-root', safeFolder(root))),
  ];
};
