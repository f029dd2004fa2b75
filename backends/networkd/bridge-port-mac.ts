import type { HostIndex } from '../../src/model/host.ts';
import type { Interface } from '../../src/model/interface.ts';

/**
 * The address of an end of a veth pair in a bridge that has its address of its ports, where the document says none.
 * Of those the kernel takes the lowest (br_stp_recalculate_bridge_id), and networkd's own for the veth may be lower
 * than the NIC's, which is the one that DHCP servers and switches know. None is higher than this one; Xen gives it to
 * all its guests' interfaces for the same reason, and the kernel takes several ports with one address (fdb_add_local).
 */
const HIGHEST = 'fe:ff:ff:ff:ff:ff';

export function bridgePortMac(iface: Interface, index: HostIndex): string | undefined {
  const bridge = bridgeOf(iface, index);
  return bridge && bridge.assignMac === undefined && !hasOwnMac(bridge, index) ? HIGHEST : undefined;
}

/** Whether an interface has that address, be it that the document says so. */
export const isBridgePortMac = (iface: Interface, index: HostIndex): boolean =>
  iface.assignMac === HIGHEST && bridgeOf(iface, index) !== undefined;

/** The bridge that an end of a veth pair is in. */
function bridgeOf({ type, port }: Interface, index: HostIndex): Interface | undefined {
  const controller = type === 'veth' && port ? index.get(port.controller) : undefined;
  return controller?.type === 'bridge' ? controller : undefined;
}

/**
 * Whether a bridge has no port to take an address from: none, or only ends of veth pairs. The kernel's would be another
 * one at every boot; networkd's own comes of the machine's id and the bridge's name (systemd.netdev(5), MACAddress=),
 * and stays when guests join.
 */
export const hasOwnMac = ({ type, name }: Interface, index: HostIndex): boolean =>
  type === 'bridge' && index.membersOf(name).every((member) => member.type === 'veth');
