import { memberMac, saidMac, sharesMac } from '../../src/model/bond-mac.ts';
import type { HostIndex } from '../../src/model/host.ts';
import type { Bond } from '../../src/model/interface.ts';

/**
 * The address a bond is to have when the document gives it none: that of the first member whose address the
 * document knows. With fail_over_mac the address is none of the bond's own.
 *
 * Where the document knows none, the bond takes that of the member that joins first (bonding.rst), and networkd has
 * no key for which one that is. NICs that are there before it starts join in the order of the kernel's list, which
 * systemd 252 reads backwards (netlink-socket.c) and 257 does not; the others join as udev gets done with them,
 * several at a time (manager_process_uevent in networkd-manager.c). So two boots of one machine may differ, and do
 * where there are several processors and udev is slow: of three boots with three members the bond had eth2's
 * address in one, and eth1's in two. An address that networkd makes up (no MACAddress=) would stay, but no DHCP
 * server or switch port knows it; each member's is at least the machine's own. A document that wants one and the
 * same says <mac>, of the bond or of one member.
 */
export const inheritedMac = (bond: Bond, index: HostIndex): string | undefined =>
  sharesMac(bond) ? memberMac(bond, index) : undefined;

/** Whether some member has that address: what `inheritedMac` may have been, in whichever order they stood. */
export const isMembersMac = (bond: Bond, index: HostIndex, mac: string): boolean =>
  index.membersOf(bond.name).some((member) => saidMac(member) === mac);
