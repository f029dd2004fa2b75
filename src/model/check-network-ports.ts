import { isWithin, rangeBlock, reservedWithin, subnetBlock } from './address-block.ts';
import { networkKey } from './definition.ts';
import { compareText, type Host } from './host.ts';
import type { InstalledNetwork, Network, NetworkIp, PortForward } from './network.ts';
import type { Reporter } from './report.ts';
import { familyOf } from './values.ts';

/** Ports of the host that lead to guests: by themselves, among each other, and what they take from others. */
export function checkPortForwards(networks: readonly InstalledNetwork[], host: Host, report: Reporter): void {
  const published = networks.flatMap(({ network }, order) =>
    network.portForwards.map(
      (forward, m): Published => ({
        forward,
        network,
        order,
        places: [networkKey(network.name), networkKey(network.name, `publish.${m}`)],
      }),
    ),
  );
  if (published.length === 0) return;
  const own = addressesOf(host, networks);
  for (const each of published) {
    checkMode(each, report);
    checkOwnServices(each, networks, report);
    checkTarget(each, report);
    checkAddress(each, own, report);
  }
  checkRepeated(published, report);
}

interface Published {
  readonly forward: PortForward;
  readonly network: Network;
  /** Which of the networks, in their order. */
  readonly order: number;
  readonly places: readonly string[];
}

/** `192.0.2.1:80-88/tcp`, as --publish has it. */
const portsText = ({ protocol, address, start, end }: PortForward): string =>
  `${address === undefined ? '' : `${address}:`}${start === end ? start : `${start}-${end}`}/${protocol}`;

/** `open` has no rules at all, and what does not forward has none that lead in. */
function checkMode({ network, places }: Published, report: Reporter): void {
  const { name, forward, ips } = network;
  if (forward?.mode === 'nat' || forward?.mode === 'route') return;
  const mode = forward?.mode ?? (ips.length > 0 ? 'host-only' : 'isolated');
  report('port-forward-mode', { name, mode }, places, { network: name });
}

type Ipv4 = NetworkIp & { family: 'ipv4' };

function checkTarget({ forward: { to }, network, places }: Published, report: Reporter): void {
  const about = { network: network.name };
  const subnets = network.ips.filter((ip): ip is Ipv4 => ip.family === 'ipv4');
  if (familyOf(to) === undefined) {
    if (hostsOf(subnets).some((host) => host.ip !== undefined && sameName(host.name, to))) return;
    report('port-forward-target', { to, hint: whyNot(to, network) }, places, about);
    return;
  }
  const target = rangeBlock(to, to);
  const subnet = subnets.find((ip) => isWithin(target, subnetBlock(ip.address, ip.prefix)));
  if (!subnet) report('port-forward-outside', { to, name: network.name }, places, about);
  const [held] = subnet ? reservedWithin(subnet, target) : [];
  if (held) report('port-forward-reserved', { held }, places, about);
}

const hostsOf = (ips: readonly NetworkIp[]) => ips.flatMap(({ dhcp }) => dhcp?.hosts ?? []);

/** Host names are the same in any case (RFC 4343). */
const sameName = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

function whyNot(to: string, { ips }: Network): string {
  const known = hostsOf(ips).filter(({ name }) => sameName(name, to));
  if (known.length === 0) return '';
  return known.some(({ ip }) => ip !== undefined) ? ', but an IPv6 one' : `; give ${to} an ip`;
}

/**
 * Ports that are forwarded twice, in one pass over their starts: an entry meets what came before it where that
 * has the same address or none, or where it has none itself.
 */
function checkRepeated(published: readonly Published[], report: Reporter): void {
  const ordered = [...published].sort(
    (a, b) => compareText(a.forward.protocol, b.forward.protocol) || a.forward.start - b.forward.start,
  );
  /** Of those that came before, the one whose ports end last: by protocol and address, `any`, or `all` of both. */
  const furthest = new Map<string, Published>();
  for (const each of ordered) {
    const { protocol, address, start } = each.forward;
    const meets = address === undefined ? ['all'] : ['any', address];
    const other = meets
      .map((group) => furthest.get(`${protocol} ${group}`))
      .find((before) => before && before.forward.end >= start);
    if (other) reportRepeated(each, other, report);
    for (const group of ['all', address ?? 'any']) {
      const key = `${protocol} ${group}`;
      const before = furthest.get(key);
      if (!before || before.forward.end < each.forward.end) furthest.set(key, each);
    }
  }
}

function reportRepeated(a: Published, b: Published, report: Reporter): void {
  const [each, other] = a.order < b.order ? [b, a] : [a, b];
  const args = {
    ports: portsText(each.forward),
    name: each.network.name,
    otherPorts: portsText(other.forward),
    other: other.network.name,
  };
  report('port-forward-twice', args, [...each.places, ...other.places], { network: each.network.name });
}

/** The host's own IPv4 addresses, where all that it has are known: undefined where one is leased or none is said. */
function addressesOf(host: Host, networks: readonly InstalledNetwork[]): ReadonlySet<string> | undefined {
  if (host.interfaces.some(({ ipv4 }) => ipv4?.dhcp)) return undefined;
  const bridges = new Set(networks.map(({ network }) => network.bridge.name));
  const outside = host.interfaces.filter(({ name }) => !bridges.has(name)).flatMap(addressesOn);
  if (outside.length === 0) return undefined;
  const inside = networks.flatMap(({ network }) => network.ips.map(({ address }) => address));
  return new Set([...outside, ...host.interfaces.flatMap(addressesOn), ...inside]);
}

const addressesOn = ({ ipv4 }: Host['interfaces'][number]): string[] =>
  (ipv4?.addresses ?? []).map(({ address }) => address);

function checkAddress(
  { forward: { address }, network, places }: Published,
  own: ReadonlySet<string> | undefined,
  report: Reporter,
): void {
  if (address === undefined || !own || own.has(address)) return;
  report('port-forward-address', { address }, places, { network: network.name });
}

/** What guests ask their gateway for by unicast, by protocol and port. */
const SERVICES: readonly (readonly [protocol: string, port: number, service: string])[] = [
  ['udp', 53, 'DNS'],
  ['tcp', 53, 'DNS'],
  ['udp', 67, 'DHCP renewals'],
  ['udp', 69, 'TFTP'],
];

/** A port of any address is one of the bridges' too, so it can take what guests ask the host itself for. */
function checkOwnServices(
  { forward, network, places }: Published,
  networks: readonly InstalledNetwork[],
  report: Reporter,
): void {
  for (const [protocol, port, service] of SERVICES) {
    if (forward.protocol !== protocol || port < forward.start || port > forward.end) continue;
    const loser = networks.find(
      (each) =>
        offers(each.network, service) &&
        (forward.address === undefined || each.network.ips.some((ip) => ip.address === forward.address)),
    );
    if (!loser) continue;
    const args = { ports: portsText(forward), name: loser.network.name, service };
    report('port-forward-own-service', args, places, { network: network.name });
  }
}

function offers({ ips, dns }: Network, service: string): boolean {
  const subnets = ips.filter((ip): ip is Ipv4 => ip.family === 'ipv4');
  if (service === 'DNS') return subnets.length > 0 && dns?.enable !== false;
  if (service === 'TFTP') return subnets.some(({ tftpRoot }) => tftpRoot !== undefined);
  return subnets.some(({ dhcp }) => dhcp !== undefined);
}
