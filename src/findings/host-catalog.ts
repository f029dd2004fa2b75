import { documentError, documentWarning } from './entry.ts';

/** What can be wrong with interfaces as a whole: the documents together with what the root holds already. */
export const hostCatalog = {
  'defined-twice': documentError<{ name: string }>(
    ({ name }) => `${name} is defined twice with different content`,
    'One name means one interface. Two definitions that say the same are taken as one; these differ. Remove or rename one of them.',
  ),
  'network-twice': documentError<{ name: string }>(
    ({ name }) => `network ${name} is defined twice with different content`,
    'One name means one network. Two definitions that say the same are taken as one; these differ. Remove or rename one of them.',
  ),
  'contradictory-member': documentError<{ name: string; what: string }>(
    ({ name, what }) => `${name} is defined elsewhere with another ${what}`,
    'An interface that is a member and is also defined at top level is one interface: type, MAC and options must agree. Say them in one place only, or make them the same.',
  ),
  'member-twice': documentError<{ name: string; controller: string; other: string }>(
    ({ name, controller, other }) => `${name} is a member of ${other} and cannot be one of ${controller} too`,
    'An interface can be a member of one bond or bridge only. Take it out of one of the two.',
  ),
  'member-repeated': documentError<{ name: string; controller: string }>(
    ({ name, controller }) => `${name} stands twice in ${controller}`,
    'A bond or bridge lists each member once. Remove the second mention.',
  ),
  'member-type': documentError<{ name: string; type: string; controller: string; controllerType: string }>(
    ({ name, type, controller, controllerType }) =>
      `${name} is a ${type}, which a ${controllerType} (${controller}) cannot hold`,
    'A bond holds NICs and ends of veth pairs; a bridge holds those, vlans and bonds. A bridge cannot be a member of anything.',
  ),
  'member-with-addresses': documentError<{ name: string; controller: string }>(
    ({ name, controller }) =>
      `${name} is a member of ${controller} and cannot have addresses, routes or DNS of its own`,
    'Traffic of a member belongs to its controller: an address on the member would never be reached. Move the addressing to the bond or bridge.',
  ),
  'holds-itself': documentError<{ chain: string }>(
    ({ chain }) => `an interface stands on itself: ${chain}`,
    'Members, controllers, vlans and their parents must form a stack. This one is a circle, so nothing in it could ever come up. Break it at one place.',
  ),
  'stack-too-deep': documentError<{ name: string; most: number }>(
    ({ name, most }) => `${name} stands on more than ${most - 1} interfaces, one above the other`,
    'The kernel stacks eight devices at most (a NIC, a bond on it, a vlan on that, …) and refuses the ninth, so it would not come up. Take a layer out.',
  ),
  'mac-twice': documentError<{ mac: string; name: string; other: string }>(
    ({ mac, name, other }) => `${name} and ${other} are both the NIC with MAC address ${mac}`,
    'A NIC is found by its permanent address, so two interfaces with one address are the same NIC, and only one of the two would ever be configured. Correct one of the addresses. (To give a device an address, use assign.)',
  ),
  'vlan-twice': documentError<{ name: string; other: string; parent: string; tag: number }>(
    ({ name, other, parent, tag }) => `${name} and ${other} are both vlan ${tag} of ${parent}`,
    'A device has one vlan of a tag: the kernel refuses the second, whatever it is called. Remove one of the two, or give it another tag.',
  ),
  'veth-peer-type': documentError<{ name: string; peer: string; type: string }>(
    ({ name, peer, type }) => `${peer}, the peer of veth ${name}, is defined as type ${type}`,
    "A veth pair is made as a whole, so its other end is of type='veth' too, whether or not a document defines it. Give the peer another name, or define it as <interface type='veth'>.",
  ),
  'veth-peer-twice': documentError<{ name: string; other: string; peer: string }>(
    ({ name, other, peer }) => `veth ${name} names ${peer} as its peer, and so does ${other}`,
    'A veth pair has two ends, so a device can be the peer of one other only. Give one of the two another peer.',
  ),
  'veth-peers-disagree': documentError<{ name: string; peer: string; other: string }>(
    ({ name, peer, other }) => `veth ${name} names ${peer} as its peer, whose peer is ${other}`,
    'Where both ends of a veth pair are defined, each names the other. Correct the peer of one of the two.',
  ),
  'veth-loop': documentError<{ name: string; peer: string; controller: string }>(
    ({ name, peer, controller }) => `both ends of the veth pair ${name} and ${peer} are in ${controller}`,
    'What a bridge or bond sends into one end comes back out of the other, for ever: without spanning tree one broadcast fills the bridge. Take one of the two ends out.',
  ),
  'vlan-on-bond-member': documentError<{ name: string; parent: string; bond: string }>(
    ({ name, parent, bond }) => `vlan ${name} stands on ${parent}, a member of bond ${bond}`,
    'A bond takes all traffic of its members, so a vlan on a member sees none. Put the vlan on the bond.',
  ),
  'address-twice': documentError<{ address: string; name: string; other: string }>(
    ({ address, name, other }) =>
      name === other
        ? `${address} stands twice in ${name}`
        : `${name} has ${address}, which ${other} has too`,
    'An address belongs to one interface of a host. Remove it from one of the two.',
  ),
  'route-twice': documentError<{ destination: string; name: string; other: string }>(
    ({ destination, name, other }) =>
      `${name} has a route to ${destination} with the same metric as ${name === other ? 'another of its routes' : `one of ${other}`}`,
    'The kernel keeps one route for a destination and metric; the second is refused or replaces the first. For a default route on two interfaces give one of them a higher metric. A route without metric counts as 0 for IPv4 and 1024 for IPv6.',
  ),
  'removal-blocked': documentError<{ name: string; other: string; how: string }>(
    ({ name, other, how }) => `${name} cannot be removed: ${other} ${how}`,
    'What stands on an interface would be cut off. Remove or change that first, or name both in one undefine.',
  ),
  'gateway-outside-subnets': documentWarning<{ gateway: string; name: string }>(
    ({ gateway, name }) => `gateway ${gateway} is in no subnet of ${name}`,
    'A gateway is normally a neighbour: in the subnet of one of the addresses. It is written as reachable on the link all the same (as some hosters want it); if that is not what you mean, check the address and the prefix.',
  ),
  'vlan-mtu-above-parent': documentWarning<{ name: string; mtu: number; parent: string; parentMtu: number }>(
    ({ name, mtu, parent, parentMtu }) =>
      `vlan ${name} has MTU ${mtu}, more than the ${parentMtu} of its parent ${parent}`,
    "A vlan's frames go through its parent, and the kernel refuses an MTU above the parent's. Raise the parent's MTU or lower the vlan's.",
  ),
  'veth-mtus-differ': documentWarning<{ name: string; mtu: number; peer: string; peerMtu: number }>(
    ({ name, mtu, peer, peerMtu }) => `veth ${name} has MTU ${mtu}, and its peer ${peer} has ${peerMtu}`,
    'A frame larger than the MTU of the end that it comes out of is dropped without a word, so connections would hang once they carry much. Give both ends of a veth pair one MTU (1500 where none is said); a member without its own takes that of its bridge or bond.',
  ),
  'mtu-below-ipv6': documentWarning<{ name: string; mtu: number }>(
    ({ name, mtu }) => `${name} has MTU ${mtu}, and IPv6 needs 1280 at least`,
    'No link that carries IPv6 may have an MTU below 1280 bytes (RFC 8200, section 5): the kernel turns IPv6 off on such an interface, and systemd-networkd raises the MTU instead. Raise the MTU or take the IPv6 protocol out.',
  ),
  'undefined-parent': documentWarning<{ name: string; parent: string }>(
    ({ name, parent }) =>
      `no document defines ${parent}, the parent of vlan ${name}; it is taken to be a NIC of the host`,
    'A vlan may stand on a NIC that is configured nowhere else: it is brought up without addresses. If the name is a typing error, the vlan will not come up.',
  ),
  'undefined-member': documentWarning<{ name: string; controller: string }>(
    ({ name, controller }) =>
      `no document defines ${name}, a member of ${controller}; it is taken to be a NIC of the host`,
    "The member is only named, without a type. If it is a NIC all is well (type='ethernet' says so and silences this); if the name is a typing error, the member will be missing.",
  ),
};
