import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { parsePublish, publishFaults } from '../../language/publish.ts';
import { addressText, subnetBlock, subnetText } from '../../model/address-block.ts';
import type { Network, NetworkIp } from '../../model/network.ts';
import { addressBits, canonicalAddress, type Family } from '../../model/values.ts';
import { dhcpIn } from './leases.ts';
import {
  addressAndPrefix,
  addressOf,
  allowOnly,
  badValue,
  choice,
  type NewOptions,
  numberOf,
  refused,
  required,
} from './options.ts';

const modes = ['nat', 'route', 'open', 'host-only', 'isolated', 'bridge', 'none'] as const;
type Mode = (typeof modes)[number];

const OWN_BRIDGE = ['mode', 'bridge', 'mac', 'mtu'] as const;
const ADDRESSED = [
  ...OWN_BRIDGE,
  'subnet',
  'ipv6Subnet',
  'gateway',
  'dhcp',
  'dhcpRange',
  'host',
  'domain',
  'dns',
] as const;
const ALLOWED = {
  nat: [...ADDRESSED, 'dev', 'publish'],
  route: [...ADDRESSED, 'dev', 'publish'],
  open: ADDRESSED,
  'host-only': ADDRESSED,
  isolated: OWN_BRIDGE,
  bridge: ['mode', 'bridge'],
  none: ['mode'],
} as const satisfies Record<Mode, readonly (keyof NewOptions)[]>;

/** A guest network to start from, or undefined in mode `none`; values are as said, for the language to judge. */
export function newNetwork(name: string | undefined, options: NewOptions): Network | undefined {
  if (name === undefined) throw refused('name the network: `ifscribe new network NAME`');
  const mode = choice('--mode', options.mode ?? 'nat', modes);
  const what = `a network in mode ${mode}`;
  allowOnly(options, ALLOWED[mode], what);
  if (mode === 'none') return undefined;
  const empty = { name, ips: [], routes: [], portForwards: [] };
  if (mode === 'bridge') {
    const bridge = required(options.bridge, '--bridge, the bridge of the host that guests use', what);
    return { ...empty, bridge: { name: bridge }, forward: { mode } };
  }
  const mtuBytes = numberOf('--mtu', options.mtu);
  const network: Network = {
    ...empty,
    // A guest network is not a looped LAN: guests need not wait for the spanning tree.
    bridge: { name: options.bridge ?? bridgeNameOf(name), stp: false },
    ...(options.mac === undefined ? {} : { mac: options.mac }),
    ...(mtuBytes === undefined ? {} : { mtuBytes }),
  };
  if (mode === 'isolated') return network;
  const ips = ipsOf(options, what);
  return {
    ...network,
    ...(mode === 'host-only' ? {} : { forward: forwardOf(mode, options) }),
    ...(options.domain === undefined ? {} : { domain: { name: options.domain } }),
    ...(options.dns === undefined ? {} : { dns: forwarding(options.dns) }),
    ips,
    portForwards: (options.publish ?? []).map(publishOf),
  };
}

/** A device name has 15 characters: `virbr-` and a short name, or the begin of a long one and what tells it apart. */
export function bridgeNameOf(name: string): string {
  // A dot is a vlan's to some programs.
  if (/^[A-Za-z0-9_-]{1,9}$/.test(name)) return `virbr-${name}`;
  return `virbr-${name.replace(/[^A-Za-z0-9_]/g, '').slice(0, 4)}${hashOf(name).slice(0, 5)}`;
}

const hashOf = (name: string): string => bytesToHex(sha256(utf8ToBytes(name)));

function forwardOf(mode: 'nat' | 'route' | 'open', { dev, ipv6Subnet }: NewOptions): Network['forward'] {
  // Nobody outside answers unique local addresses (RFC 4193), so they are translated like IPv4's private ones.
  const isLocal = ipv6Subnet !== undefined && /^f[cd]/i.test(ipv6Subnet);
  return {
    mode,
    ...(dev === undefined ? {} : { dev }),
    ...(mode === 'nat' && isLocal ? { nat: { ipv6: true } } : {}),
  };
}

function ipsOf(options: NewOptions, what: string): NetworkIp[] {
  const { subnet, ipv6Subnet } = options;
  if (subnet === undefined && ipv6Subnet === undefined) {
    throw refused(`${what} needs --subnet (or --ipv6-subnet): for example --subnet 192.168.150.0/24`);
  }
  return [
    ...(subnet === undefined ? withoutIpv4(options) : [ipv4Of(subnet, options)]),
    ...(ipv6Subnet === undefined ? [] : [ipv6Of(ipv6Subnet)]),
  ];
}

function withoutIpv4({ gateway, dhcpRange, host }: NewOptions): [] {
  if (gateway ?? dhcpRange ?? host) {
    throw refused('--gateway, --dhcp-range and --host are about IPv4: they need --subnet');
  }
  return [];
}

function ipv4Of(subnet: string, options: NewOptions): NetworkIp {
  const { prefix, first, last } = subnetOf('--subnet', subnet, 'ipv4');
  const firstUsable = prefix > 30 ? first : first + 1n;
  const address = options.gateway ?? addressText('ipv4', firstUsable);
  if (canonicalAddress('ipv4', address) === undefined) {
    throw badValue('--gateway', address, 'it is no IPv4 address');
  }
  const own = addressBits(address);
  if (own < firstUsable || own > (prefix > 30 ? last : last - 1n)) {
    throw badValue('--gateway', address, `it is no host's address in ${subnet}`);
  }
  const dhcp = dhcpIn({ subnet, prefix, first, last, own }, options);
  return { family: 'ipv4', address, prefix, ...(dhcp ? { dhcp } : {}) };
}

/** Guests give themselves addresses, which only a subnet of prefix 64 lets them (RFC 4862). */
function ipv6Of(subnet: string): NetworkIp {
  const { prefix, first } = subnetOf('--ipv6-subnet', subnet, 'ipv6');
  if (prefix !== 64) {
    throw badValue('--ipv6-subnet', subnet, 'guests give themselves addresses in a subnet of prefix 64 only');
  }
  return { family: 'ipv6', address: addressText('ipv6', first + 1n), prefix };
}

function subnetOf(
  flag: string,
  value: string,
  wanted: Family,
): { readonly prefix: number; readonly first: bigint; readonly last: bigint } {
  const { family, address, prefix } = addressAndPrefix(flag, value);
  if (family !== wanted) {
    throw badValue(flag, value, `it is no ${wanted === 'ipv4' ? 'IPv4' : 'IPv6'} subnet`);
  }
  const block = subnetBlock(address, prefix);
  if (prefix === 0 || addressBits(address) !== block.first) {
    const hint = prefix === 0 ? '' : `; did you mean ${subnetText(address, prefix)}?`;
    throw badValue(flag, value, `it is no subnet: the address goes on beyond the prefix${hint}`);
  }
  return { prefix, first: block.first, last: block.last };
}

const forwarding = (servers: readonly string[]): NonNullable<Network['dns']> => ({
  forwarders: servers.map((value) => ({ address: addressOf('--dns', value).address })),
  texts: [],
  services: [],
  hosts: [],
});

function publishOf(text: string): Network['portForwards'][number] {
  const parsed = parsePublish(text);
  if ('portForward' in parsed) return parsed.portForward;
  throw badValue('--publish', text, publishFaults[parsed.fault]);
}
