import { type AddressBlock, overlap, subnetBlock, subnetText } from './address-block.ts';
import { networkKey, sourceKey } from './definition.ts';
import { compareText, type Host } from './host.ts';
import type { InstalledNetwork } from './network.ts';
import type { Reporter } from './report.ts';
import { isLinkLocal } from './values.ts';

/** A subnet on an interface: a guest network's on its bridge, or one that an interface has an address of. */
interface Holding extends AddressBlock {
  readonly text: string;
  /** Absent: an interface's own address. */
  readonly network?: string;
  /** Which of the networks, in their order. */
  readonly order: number;
  readonly device: string;
  readonly keys: readonly string[];
}

const protocols = ['ipv4', 'ipv6'] as const;

/** Subnets of guest networks that meet another one, a host's address, or a route that leads elsewhere. */
export function checkNetworkSubnets(
  networks: readonly InstalledNetwork[],
  host: Host,
  report: Reporter,
): void {
  const ofNetworks = networks.flatMap(holdingsOf);
  checkOverlaps([...ofNetworks, ...addressesOf(host, ofNetworks)], report);
  checkRoutesElsewhere(ofNetworks, networks, host, report);
  const libvirts = subnetBlock('192.168.122.0', 24);
  for (const { text: subnet, network: name = '', keys, ...block } of ofNetworks) {
    if (overlap(block, libvirts)) report('subnet-of-libvirt', { subnet, name }, keys, { network: name });
  }
}

/** Link-local subnets are the same on every link, and none of theirs is anywhere else. */
const holdingsOf = (
  { network: { name, bridge, ips } }: InstalledNetwork,
  order: number,
): (Holding & { network: string })[] =>
  ips.flatMap(({ address, prefix }, n) =>
    isLinkLocal(address)
      ? []
      : [
          {
            ...subnetBlock(address, prefix),
            text: subnetText(address, prefix),
            network: name,
            order,
            device: bridge.name,
            keys: [networkKey(name), networkKey(name, `ip.${n}`)],
          },
        ],
  );

/** What the host's interfaces have, but for what a network says of its own bridge, and what is at a veth's other end. */
function addressesOf(host: Host, ofNetworks: readonly Holding[]): Holding[] {
  const idOf = ({ device, first, last }: Holding): string => `${device} ${first} ${last}`;
  const known = new Set(ofNetworks.map(idOf));
  return host.interfaces.flatMap((iface) =>
    protocols.flatMap((family) =>
      (iface[family]?.addresses ?? []).flatMap(({ address, prefix }, n) => {
        const holding = {
          ...subnetBlock(address, prefix),
          text: `${address}/${prefix}`,
          order: -1,
          device: iface.name,
          keys: [sourceKey(iface.name, `${family}.address.${n}`)],
        };
        const others = iface.type === 'veth' ? [{ ...holding, device: iface.veth.peer }] : [];
        const isOfNetwork = [holding, ...others].some((each) => known.has(idOf(each)));
        return isLinkLocal(address) || isOfNetwork ? [] : [holding];
      }),
    ),
  );
}

/**
 * One pass in the order of addresses. Two subnets that share addresses hold one another whole, so whatever
 * overlaps the one at hand is among those that still hold its first address; the innermost is named.
 */
function checkOverlaps(holdings: readonly Holding[], report: Reporter): void {
  const ordered = [...holdings].sort(byPlace);
  const open: { all: Holding[]; networks: Holding[] } = { all: [], networks: [] };
  for (const holding of ordered) {
    close(open.all, holding);
    close(open.networks, holding);
    const candidates = holding.network === undefined ? open.networks : open.all;
    const other = candidates.findLast((each) => isAnother(each, holding));
    if (other) reportOverlap(holding, other, report);
    open.all.push(holding);
    if (holding.network !== undefined) open.networks.push(holding);
  }
}

const byPlace = (a: Holding, b: Holding): number =>
  compareText(a.family, b.family) ||
  compareBigints(a.first, b.first) ||
  compareBigints(b.last, a.last) ||
  compareText(a.network ?? '', b.network ?? '') ||
  compareText(a.device, b.device);

const compareBigints = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

function close(open: Holding[], { family, first }: Holding): void {
  for (let top = open.at(-1); top && (top.family !== family || top.last < first); top = open.at(-1))
    open.pop();
}

/** Whether two holdings are not a network and the bridge that it is on. */
const isAnother = (a: Holding, b: Holding): boolean =>
  a.device !== b.device || (a.network !== undefined && b.network !== undefined);

function reportOverlap(a: Holding, b: Holding, report: Reporter): void {
  const [mine, other] = a.order < b.order ? [b, a] : [a, b];
  const name = mine.network ?? '';
  report(
    'subnet-overlap',
    {
      subnet: mine.text,
      name,
      otherSubnet: other.text,
      other:
        other.network === undefined
          ? `interface ${other.device}`
          : other.network === name
            ? 'its own'
            : `network ${other.network}`,
    },
    [...mine.keys, ...other.keys],
    { network: name },
  );
}

/** Routes of other networks and interfaces whose destination is just a network's subnet. */
function checkRoutesElsewhere(
  subnets: readonly (Holding & { network: string })[],
  networks: readonly InstalledNetwork[],
  host: Host,
  report: Reporter,
): void {
  const bySubnet = new Map(subnets.map((subnet) => [subnet.text, subnet]));
  const check = (destination: string, other: string, key: string): void => {
    const subnet = bySubnet.get(destination);
    if (!subnet) return;
    const args = { subnet: subnet.text, name: subnet.network, other };
    report('subnet-routed', args, [...subnet.keys, key], { network: subnet.network });
  };
  for (const { network } of networks) {
    network.routes.forEach(({ destination, prefix }, n) => {
      const key = networkKey(network.name, `route.${n}`);
      check(`${destination}/${prefix}`, `network ${network.name}`, key);
    });
  }
  const owned = ownBridges(networks); // Their routes are those of their networks.
  for (const iface of host.interfaces) {
    if (owned.has(iface.name)) continue;
    for (const family of protocols) {
      iface[family]?.routes.forEach(({ destination }, n) => {
        if (!destination) return;
        const key = sourceKey(iface.name, `${family}.route.${n}`);
        check(`${destination.address}/${destination.prefix}`, `interface ${iface.name}`, key);
      });
    }
  }
}

const ownBridges = (networks: readonly InstalledNetwork[]): Set<string> =>
  new Set(networks.filter(({ ownsBridge }) => ownsBridge).map(({ network }) => network.bridge.name));
