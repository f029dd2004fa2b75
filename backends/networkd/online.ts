import type { HostIndex } from '../../src/model/host.ts';
import type { Interface } from '../../src/model/interface.ts';

/**
 * What the boot waits for. systemd-networkd-wait-online holds network-online.target until every link with
 * RequiredForOnline=yes is configured, two minutes at most; so only what comes up by itself, and has
 * something to get from it, may say yes.
 *
 * What has no NIC below it could (`no-carrier`: it is configured at once), and a boot without anything else to
 * wait for would not wait in vain. But one interface online is enough for wait-online as long as it knows of no
 * other (systemd issue 27822): before the first NIC is found, it would call a machine online whose NICs someone
 * else's files configure. So that boot is left to a warning, `nothing-to-wait-for`.
 */
export const isRequiredForOnline = (iface: Interface, index: HostIndex): boolean =>
  !iface.port && hasAddressing(iface) && comesUp(iface, index);

const hasAddressing = ({ ipv4, ipv6 }: Interface): boolean =>
  Boolean(ipv4?.dhcp || ipv4?.addresses.length || ipv6?.dhcp || ipv6?.autoconf || ipv6?.addresses.length);

/** Whether the interface reaches a NIC at boot without anybody's help: what it stands on must come up, too. */
function comesUp(iface: Interface, index: HostIndex, seen: Set<string> = new Set()): boolean {
  if (index.startOf(iface) !== 'onboot' || !isFirstVisit(iface, seen)) return false;
  return isNic(iface, index) || below(iface, index).some((other) => comesUp(other, index, seen));
}

/**
 * Whether the interface has no NIC below it at all: a bridge for guests only, an end of a veth pair, and what stands on
 * them. It has no carrier until a guest runs or the other end is up, and networkd would not give it its addresses
 * before (trap 4: unless ConfigureWithoutCarrier=yes, systemd.network(5)).
 */
export function hasNoNicBelow(iface: Interface, index: HostIndex, seen: Set<string> = new Set()): boolean {
  if (!isFirstVisit(iface, seen)) return true;
  return !isNic(iface, index) && below(iface, index).every((other) => hasNoNicBelow(other, index, seen));
}

/**
 * Whether the interface has its carrier from a bond that asks for ARP answers, whose targets may be reached by the
 * interface's own address: with arp_validate there is no carrier before there is that address ("no route to
 * arp_ip_target", bonding.rst), and for networkd no address before there is a carrier.
 */
export function standsOnArpMonitor(
  iface: Interface,
  index: HostIndex,
  seen: Set<string> = new Set(),
): boolean {
  if (!isFirstVisit(iface, seen) || iface.type === 'veth') return false;
  if (iface.type === 'bond') return iface.bond.monitor?.kind === 'arpmon';
  return below(iface, index).some((other) => standsOnArpMonitor(other, index, seen));
}

/** False for one that was seen: pairs of veths may join bridges to a ring, and edited files whatever to a circle. */
const isFirstVisit = ({ name }: Interface, seen: Set<string>): boolean => seen.size < seen.add(name).size;

/** A NIC, or a vlan on one that nobody defines. */
const isNic = (iface: Interface, index: HostIndex): boolean =>
  iface.type === 'ethernet' ||
  (iface.type === 'vlan' && !index.get(iface.vlan.parent) && !index.vethTo(iface.vlan.parent));

/** What the interface has its traffic from. */
function below(iface: Interface, index: HostIndex): readonly Interface[] {
  if (iface.type === 'veth') return behind(index.get(iface.veth.peer), index);
  if (iface.type !== 'vlan') return index.membersOf(iface.name);
  const parent = index.get(iface.vlan.parent);
  return parent ? [parent] : behind(index.vethTo(iface.vlan.parent), index);
}

/** The bridge or bond that an end of a veth pair is in: what the other end has its traffic from. */
function behind(end: Interface | undefined, index: HostIndex): readonly Interface[] {
  const controller = end?.port && index.startOf(end) !== 'none' ? index.get(end.port.controller) : undefined;
  return controller ? [controller] : [];
}
