import type { HostIndex } from '../../src/model/host.ts';
import type { Bond, Interface } from '../../src/model/interface.ts';

/**
 * The address a bond is to have when the document gives it none: its first member's, as far as the document
 * knows that one. Left alone, a bond takes the address of the member that joins first (bonding.rst), and
 * networkd lets members join in whatever order it meets them; so it is said where it can be. With
 * fail_over_mac the address is none of the bond's own.
 */
export function inheritedMac(bond: Bond, index: HostIndex): string | undefined {
  const isShared = bond.bond.failOverMac === undefined || bond.bond.failOverMac === 'none';
  const [first] = index.membersOf(bond.name);
  return isShared && first ? macOf(first) : undefined;
}

/** Whether some member has that address: what `inheritedMac` may have been, in whichever order they stood. */
export const isMembersMac = (bond: Bond, index: HostIndex, mac: string): boolean =>
  index.membersOf(bond.name).some((member) => macOf(member) === mac);

const macOf = (iface: Interface): string | undefined =>
  iface.assignMac ?? (iface.type === 'ethernet' ? iface.permanentMac : undefined);
