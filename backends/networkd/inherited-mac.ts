import type { HostIndex } from '../../src/model/host.ts';
import type { Bond, Interface } from '../../src/model/interface.ts';

/**
 * The address a bond is to have when the document gives it none: that of the first member whose address the
 * document knows. With fail_over_mac the address is none of the bond's own.
 *
 * Where the document knows none, the bond takes that of the member that joins first (bonding.rst), and which one
 * that is networkd has no key for: of NICs that are there before it starts, systemd 252 lets the last one found
 * join first (it reads the kernel's list backwards, netlink-socket.c), 257 the first one; later ones join as udev
 * gets done with them. So it is the same in boot after boot as long as the NICs are found in the same order, and
 * another one after an upgrade. An address that networkd makes up (MACAddress= unset) would stay, but no DHCP
 * server or switch port that knows the machine's NICs would know it: a NIC's it is, and a document that says one
 * member's <mac> fixes it.
 */
export function inheritedMac(bond: Bond, index: HostIndex): string | undefined {
  const isShared = bond.bond.failOverMac === undefined || bond.bond.failOverMac === 'none';
  if (!isShared) return undefined;
  return index
    .membersOf(bond.name)
    .map(macOf)
    .find((mac) => mac !== undefined);
}

/** Whether some member has that address: what `inheritedMac` may have been, in whichever order they stood. */
export const isMembersMac = (bond: Bond, index: HostIndex, mac: string): boolean =>
  index.membersOf(bond.name).some((member) => macOf(member) === mac);

const macOf = (iface: Interface): string | undefined =>
  iface.assignMac ?? (iface.type === 'ethernet' ? iface.permanentMac : undefined);
