import filterTemplate from '../../templates/services/filter.hbs';
import { addressText, isWithin, subnetBlock } from '../model/address-block.ts';
import type { InstalledNetwork, Network, NetworkForward, PortForward } from '../model/network.ts';
import { type Family, familyOf } from '../model/values.ts';
import { safeAddress, safeDevice, safePort, safePrefix, safeWord } from './guard.ts';
import { tableName } from './names.ts';

/** Whether a network's packets are filtered: `open` says that somebody else does it, `bridge` has no bridge of its own. */
export const hasFilter = ({ forward }: Network): boolean =>
  forward === undefined || forward.mode === 'nat' || forward.mode === 'route';

/**
 * The packet filter of a network as a file for nft(8): one table, which takes the place of the one before it in a
 * single step. Undefined where the network has none.
 *
 * Devices go by their names, for the bridge is not there yet when the rules load. All policies are accept: what is
 * not about the bridge is none of our business; and as a reject in any table is final, each network's own table keeps
 * others out. An accept is not: another table that drops (docker's, ufw's) still does.
 */
export function filterFile({ network, ownsBridge }: InstalledNetwork): string | undefined {
  if (!hasFilter(network)) return undefined;
  const bridge = safeDevice(network.bridge.name);
  const { forward } = network;
  const uplink = forward?.dev === undefined ? undefined : safeDevice(forward.dev);
  const insides = forward ? insidesOf(network) : [];
  const published = forward ? network.portForwards.flatMap((each) => publishedView(each, network)) : [];
  const translations =
    forward?.mode === 'nat' ? insides.flatMap((inside) => translationsOf(inside, forward)) : [];
  const hairpin = published.length
    ? insides.filter(({ family }) => family === 'ipv4').map(({ from }) => from)
    : [];
  return filterTemplate({
    table: tableName(network.name),
    bridge,
    input: ownsBridge ? inputRules(network) : [],
    toUplink: uplink === undefined ? '' : `oifname "${uplink}" `,
    fromUplink: uplink === undefined ? '' : `iifname "${uplink}" `,
    inside: insides.map(({ family, from, to }) => ({
      from,
      to,
      state: forward && isTranslated(family, forward) ? ' ct state established,related' : '',
    })),
    published,
    translated: hairpin.length + translations.length > 0,
    hairpin,
    exempt: [...new Set(translations.map(({ family }) => localMulticast[family]))],
    leaving: uplink === undefined ? `!= "${bridge}"` : `"${uplink}"`,
    translations,
  });
}

/**
 * What guests may not tell the host. Without an address for the host on a network there is nothing on the host to
 * reach, yet the kernel would take in packets for any of its addresses that come over the bridge (the weak host
 * model), and IPv6 has link-local addresses where nobody gave any: libvirt turns it off on such a bridge, not every
 * backend can. Router advertisements would make a guest the host's router. A bridge that is defined apart may be
 * the host's way out, and is left to whoever defined it.
 */
function inputRules({ ips }: Network): string[] {
  if (ips.length === 0) return ['drop'];
  return ips.some(({ family }) => family === 'ipv6')
    ? ['icmpv6 type nd-router-advert drop']
    : ['meta nfproto ipv6 drop'];
}

/** What is on the network's side, of one family. */
interface Inside {
  readonly family: Family;
  /** Matches packets by their source, and by their destination. */
  readonly from: string;
  readonly to: string;
}

/** The network's own subnets and those that its routes lead to; a source beyond them is spoofed. */
function insidesOf({ ips, routes }: Network): Inside[] {
  const subnets = [...ips, ...routes.map((route) => ({ ...route, address: route.destination }))];
  return (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const own = widest(subnets.filter((subnet) => subnet.family === family));
    return own.length ? [{ family, from: match('saddr', own), to: match('daddr', own) }] : [];
  });
}

interface Subnet {
  readonly family: Family;
  readonly address: string;
  readonly prefix: number;
}

/** Without repeats and without those that lie in another: nft(8) refuses sets that overlap. */
function widest(subnets: readonly Subnet[]): Subnet[] {
  const blocks = subnets.map(({ family, address, prefix }) => ({
    family,
    prefix: safePrefix(family, prefix),
    block: subnetBlock(safeAddress(family, address), prefix),
  }));
  return blocks
    .filter(({ block, prefix }, at) =>
      blocks.every(
        (other, n) => n === at || !isWithin(block, other.block) || (other.prefix === prefix && at < n),
      ),
    )
    .sort((a, b) => (a.block.first < b.block.first ? -1 : 1))
    .map(({ family, prefix, block }) => ({ family, prefix, address: addressText(family, block.first) }));
}

function match(field: 'saddr' | 'daddr', subnets: readonly Subnet[]): string {
  const [{ family, prefix }] = subnets as [Subnet];
  if (prefix === 0) return `meta nfproto ${family}`;
  const texts = subnets.map((subnet) => `${subnet.address}/${subnet.prefix}`);
  return `${protocols[family]} ${field} ${texts.length === 1 ? texts[0] : `{ ${texts.join(', ')} }`}`;
}

const protocols = { ipv4: 'ip', ipv6: 'ip6' } as const;

/** What never leaves the link must keep its source, be it the host's own from an address on the bridge. */
const localMulticast = {
  ipv4: 'ip daddr { 224.0.0.0/24, 255.255.255.255 }',
  ipv6: 'ip6 daddr ff02::/16',
} as const;

/** Whether the outside sees the host's address in place of the guests'. */
const isTranslated = (family: Family, { mode, nat }: NetworkForward): boolean =>
  mode === 'nat' && (family === 'ipv4' || nat?.ipv6 === true);

interface Translation extends Pick<Inside, 'family' | 'from'> {
  readonly action: string;
}

/** Only tcp and udp have ports: where a range of them is to be used, others are translated without. */
function translationsOf({ family, from }: Inside, forward: NetworkForward): Translation[] {
  if (!isTranslated(family, forward)) return [];
  const { addresses, ports } = forward.nat ?? {};
  const to =
    addresses && family === 'ipv4'
      ? span(safeAddress(family, addresses.start), safeAddress(family, addresses.end))
      : '';
  const action = to === '' ? 'masquerade' : `snat ip to ${to}`;
  const all: Translation = { family, from, action };
  if (!ports) return [all];
  const range = span(safePort(ports.start), safePort(ports.end));
  const withPorts = to === '' ? `masquerade to :${range}` : `${action}:${range}`;
  return [{ family, from, action: `meta l4proto { tcp, udp } ${withPorts}` }, all];
}

const span = <T extends string | number>(start: T, end: T): string =>
  start === end ? `${start}` : `${start}-${end}`;

const PORT_MAX = 65_535;

interface PublishedView {
  readonly host: string;
  readonly hostPorts: string;
  readonly protocol: string;
  readonly guest: string;
  readonly guestPorts: string;
  readonly target: string;
}

/** A port forward; none where its guest has no address that is known, or not so many ports (refused long before). */
function publishedView(forward: PortForward, network: Network): PublishedView[] {
  const address = guestAddress(forward, network);
  if (address === undefined || forward.toPort + forward.end - forward.start > PORT_MAX) return [];
  const guest = safeAddress('ipv4', address);
  const protocol = safeWord(forward.protocol, ['tcp', 'udp']);
  const [start, end, toPort] = [safePort(forward.start), safePort(forward.end), safePort(forward.toPort)];
  const toEnd = safePort(toPort + end - start);
  return [
    {
      // Packets to 127.0.0.0/8 cannot leave the host without route_localnet.
      host:
        forward.address === undefined
          ? 'ip daddr != 127.0.0.0/8 fib daddr type local'
          : `ip daddr ${safeAddress('ipv4', forward.address)}`,
      hostPorts: span(start, end),
      protocol,
      guest,
      guestPorts: span(toPort, toEnd),
      target: `${guest}${portTarget({ protocol, start, end, toPort })}`,
    },
  ];
}

/** nft has no way to shift a range of ports (it would choose one of the targets by itself): a map does. */
function portTarget({ protocol, start, end, toPort }: Omit<PortForward, 'to' | 'address'>): string {
  if (start === toPort) return '';
  if (start === end) return `:${toPort}`;
  const pairs = Array.from({ length: end - start + 1 }, (_, n) => `${start + n} : ${toPort + n}`);
  return `:${protocol} dport map { ${pairs.join(', ')} }`;
}

/** The address that a port forward leads to: itself one, or that of the DHCP host of its name. */
function guestAddress({ to }: PortForward, { ips }: Network): string | undefined {
  if (familyOf(to) === 'ipv4') return to;
  const hosts = ips.flatMap(({ family, dhcp }) => (family === 'ipv4' ? (dhcp?.hosts ?? []) : []));
  return hosts.find(({ name, ip }) => ip !== undefined && name?.toLowerCase() === to.toLowerCase())?.ip;
}
