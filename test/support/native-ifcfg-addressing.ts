import { broadcastOf, networkOf } from '../../backends/ifcfg/subnets.ts';
import type { Interface, Route } from '../../src/model/interface.ts';
import type { Family } from '../../src/model/values.ts';
import type { Dice } from './dice.ts';
import { type Entry, type Expected, shellFile } from './native-shell.ts';

/** Addresses, DNS servers and routes as people write them into ifcfg and route files. */

export interface NativeFile {
  readonly path: string;
  readonly text: string;
  readonly expected: readonly Expected[];
}

export const lengthEntry = (suffix: string, prefix: number, dice: Dice): Entry =>
  dice.once(2)
    ? { key: `NETMASK${suffix}`, value: maskOf(prefix) }
    : { key: `PREFIX${suffix}`, value: String(prefix) };

const maskOf = (prefix: number): string =>
  [0, 8, 16, 24].map((from) => 256 - 2 ** (8 - Math.min(8, Math.max(0, prefix - from)))).join('.');

export function ipv4Entries(
  { ipv4 }: Interface,
  addresses: readonly { address: string; prefix: number }[],
  gateway: Route | undefined,
  dice: Dice,
  isScripts: boolean,
): Entry[] {
  const from = dice.pick([-1, 0, 1, 2]);
  const suffixes = addresses.map((_, n) => (from + n < 0 ? '' : String(from + n)));
  const numbered = addresses.flatMap(({ address, prefix }, n): Entry[] => {
    const suffix = suffixes[n] ?? '';
    return [
      { key: `IPADDR${suffix}`, value: address },
      lengthEntry(suffix, prefix, dice),
      ...(dice.once(6) ? [{ key: `NETWORK${suffix}`, value: networkOf(address, prefix) }] : []),
      ...(dice.once(6) ? [{ key: `BROADCAST${suffix}`, value: broadcastOf(address, prefix) }] : []),
      ...(dice.once(6) ? [{ key: `ARPCHECK${suffix}`, value: 'no' }] : []),
    ];
  });
  const protocol = ipv4?.dhcp
    ? dice.pick(['dhcp', 'bootp', ...(isScripts ? [] : ['DHCP'])])
    : dice.pick(['none', 'static', 'None', undefined]);
  const { peerdns } = ipv4?.dhcp ?? {};
  return [
    ...(protocol === undefined ? [] : [{ key: 'BOOTPROTO', value: protocol }]),
    ...(peerdns === false
      ? [{ key: 'PEERDNS', value: 'no' }]
      : dice.once(2)
        ? [{ key: 'PEERDNS', value: 'yes' }]
        : []),
    ...numbered,
    ...(gateway
      ? [{ key: `GATEWAY${isScripts ? '' : dice.pick([suffixes[0] ?? '', ''])}`, value: gateway.gateway }]
      : []),
    ...(gateway?.metric === undefined ? [] : [{ key: 'METRIC', value: String(gateway.metric) }]),
    ...(dice.once(4) ? [{ key: 'DEFROUTE', value: 'yes' }] : []),
    ...(dice.once(4) ? [{ key: 'NOZEROCONF', value: 'yes' }] : []),
  ];
}

export const portIpv6 = ({ ipv6 }: Interface): Entry[] =>
  ipv6?.disabled ? [{ key: 'IPV6_DISABLED', value: 'yes' }] : [];

export function ipv6Entries({ ipv6 }: Interface, gateway: Route | undefined, dice: Dice): Entry[] {
  if (ipv6?.disabled) return [{ key: 'IPV6_DISABLED', value: dice.pick(['yes', 'true']) }];
  const isKernels = ipv6?.autoconf && !ipv6.dhcp && !ipv6.addresses.length && !ipv6.routes.length;
  if (isKernels && dice.once(2))
    return dice.pick([[], [{ key: 'IPV6INIT', value: 'no' }], [{ key: 'IPV6_AUTOCONF', value: 'yes' }]]);
  const addresses =
    ipv6?.addresses.map(
      ({ address, prefix }) => `${dice.pick([address, address.toUpperCase()])}/${prefix}`,
    ) ?? [];
  const [first, ...others] = addresses;
  return [
    ...(dice.once(3) ? [] : [{ key: 'IPV6INIT', value: 'yes' }]),
    ...(ipv6?.autoconf
      ? dice.pick([[], [{ key: 'IPV6_AUTOCONF', value: 'yes' }]])
      : [{ key: 'IPV6_AUTOCONF', value: 'no' }]),
    ...(ipv6?.dhcp ? [{ key: 'DHCPV6C', value: 'yes' }] : []),
    ...(ipv6?.dhcp?.peerdns === false ? [{ key: 'IPV6_PEERDNS', value: 'no' }] : []),
    ...(first === undefined ? [] : [{ key: 'IPV6ADDR', value: first }]),
    ...(others.length ? [{ key: 'IPV6ADDR_SECONDARIES', value: others.join(' ') }] : []),
    ...(gateway ? [{ key: 'IPV6_DEFAULTGW', value: gateway.gateway }] : []),
    ...(gateway?.metric === undefined ? [] : [{ key: 'IPV6_ROUTE_METRIC', value: String(gateway.metric) }]),
  ];
}

export const dnsEntries = ({ dns, ipv4 }: Interface): Entry[] => [
  // Without it initscripts leave resolv.conf alone.
  ...(dns && ipv4?.dhcp?.peerdns === false ? [{ key: 'RESOLV_MODS', value: 'yes' }] : []),
  ...(dns?.servers ?? []).map((value, n) => ({ key: `DNS${n + 1}`, value })),
  ...(dns?.search.length ? [{ key: 'DOMAIN', value: dns.search.join(' ') }] : []),
];

export function routeFile(
  path: string,
  routes: readonly Route[],
  device: string,
  family: Family,
  dice: Dice,
  isScripts: boolean,
): NativeFile[] {
  if (routes.length === 0) return [];
  const expected: Expected[] = [];
  let text = '';
  const put = (said: string, state?: Expected['state']): void => {
    if (state) expected.push({ path, line: text.split('\n').length, text: said.trimEnd(), state });
    text += `${said}\n`;
  };
  // initscripts do not know METRIC0=.
  const mayNumber = family === 'ipv4' && !(isScripts && routes.some(({ metric }) => metric !== undefined));
  if (mayNumber && dice.once(3)) return [{ path, ...shellFile(path, numberedRoutes(routes), dice, true) }];
  for (const { destination, gateway, metric } of routes) {
    if (dice.once(5)) put(dice.pick(['', '# a comment', '   ']));
    if (dice.once(6))
      put(family === 'ipv4' ? '10.99.0.0/16 dev eth9' : '2001:db8:99::/48 via 2001:db8::1 table 9', 'kept');
    const zero = family === 'ipv4' ? '0.0.0.0/0' : '::/0';
    const to = destination ? `${destination.address}/${destination.prefix}` : dice.pick(['default', zero]);
    const options = [
      `via ${gateway}`,
      ...(metric === undefined ? [] : [`metric ${metric}`]),
      ...(dice.once(2) ? [`dev ${device}`] : []),
      ...(dice.once(4) ? ['onlink'] : []),
    ];
    put(
      [dice.pick(['', 'to ']) + to, ...dice.shuffle(options)].join(dice.pick([' ', '  ', '\t'])),
      'understood',
    );
  }
  return [{ path, text, expected }];
}

const numberedRoutes = (routes: readonly Route[]): Entry[] =>
  routes.flatMap(({ destination, gateway, metric }, n) => [
    { key: `ADDRESS${n}`, value: destination?.address ?? '0.0.0.0' },
    { key: `NETMASK${n}`, value: maskOf(destination?.prefix ?? 0) },
    { key: `GATEWAY${n}`, value: gateway },
    ...(metric === undefined ? [] : [{ key: `METRIC${n}`, value: String(metric) }]),
  ]);
