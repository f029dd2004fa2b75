import type { HostIndex } from './host.ts';
import type { Bond, Interface } from './interface.ts';

/** The MAC address that the document gives an interface, or finds it by. */
export const saidMac = (iface: Interface): string | undefined =>
  iface.assignMac ?? (iface.type === 'ethernet' ? iface.permanentMac : undefined);

/** Whether all members of the bond have one address, the bond's (bonding.rst, fail_over_mac). */
export const sharesMac = ({ bond }: Bond): boolean => (bond.failOverMac ?? 'none') === 'none';

/** The address that a bond may have of a member: that of the first one whose address the document tells. */
export const memberMac = (bond: Bond, index: HostIndex): string | undefined =>
  index
    .membersOf(bond.name)
    .map(saidMac)
    .find((mac) => mac !== undefined);

/** Whether the bond takes the address of one of several members, and the document tells none of theirs. */
export const isMacUnsaid = (bond: Bond, index: HostIndex): boolean =>
  sharesMac(bond) &&
  bond.assignMac === undefined &&
  index.membersOf(bond.name).length > 1 &&
  memberMac(bond, index) === undefined;
