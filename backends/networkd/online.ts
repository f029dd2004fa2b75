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

/** Whether the interface gets a carrier at boot without anybody's help: what it stands on must too. */
function comesUp(iface: Interface, index: HostIndex, seen: ReadonlySet<string> = new Set()): boolean {
  if (index.startOf(iface) !== 'onboot' || seen.has(iface.name)) return false;
  const below = (other: Interface): boolean => comesUp(other, index, new Set([...seen, iface.name]));
  switch (iface.type) {
    case 'ethernet':
      return true;
    case 'vlan': {
      const parent = index.get(iface.vlan.parent);
      return !parent || below(parent);
    }
    default:
      return index.membersOf(iface.name).some(below);
  }
}

/**
 * Whether the interface has no NIC below it at all: a bridge for guests only, and what stands on it. It has
 * no carrier until a guest runs, and networkd would not give it its addresses before (trap 4: unless
 * ConfigureWithoutCarrier=yes, systemd.network(5)).
 */
export function hasNoNicBelow(
  iface: Interface,
  index: HostIndex,
  seen: ReadonlySet<string> = new Set(),
): boolean {
  if (seen.has(iface.name)) return false;
  const below = (other: Interface): boolean => hasNoNicBelow(other, index, new Set([...seen, iface.name]));
  switch (iface.type) {
    case 'ethernet':
      return false;
    case 'vlan': {
      const parent = index.get(iface.vlan.parent);
      return !!parent && below(parent);
    }
    default:
      return index.membersOf(iface.name).every(below);
  }
}

/**
 * Whether the interface has its carrier from a bond that asks for ARP answers, whose targets may be reached by the
 * interface's own address: with arp_validate there is no carrier before there is that address ("no route to
 * arp_ip_target", bonding.rst), and for networkd no address before there is a carrier.
 */
export function standsOnArpMonitor(
  iface: Interface,
  index: HostIndex,
  seen: ReadonlySet<string> = new Set(),
): boolean {
  if (seen.has(iface.name)) return false;
  const below = (other: Interface): boolean =>
    standsOnArpMonitor(other, index, new Set([...seen, iface.name]));
  switch (iface.type) {
    case 'ethernet':
      return false;
    case 'bond':
      return iface.bond.monitor?.kind === 'arpmon';
    case 'vlan': {
      const parent = index.get(iface.vlan.parent);
      return !!parent && below(parent);
    }
    case 'bridge':
      return index.membersOf(iface.name).some(below);
  }
}
