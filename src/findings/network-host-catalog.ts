import { documentError, documentWarning } from './entry.ts';

/** What can be wrong between a host's guest networks, and between them and its interfaces. */
const surroundingsCatalog = {
  'subnet-overlap': documentError<{ subnet: string; name: string; otherSubnet: string; other: string }>(
    ({ subnet, name, otherSubnet, other }) =>
      `${subnet} of network ${name} overlaps ${otherSubnet} of ${other}`,
    'An address can be behind one interface only: where two subnets share addresses, packets for some of them go the wrong way, and answers never come back. Choose a subnet that nothing else uses.',
  ),
  'subnet-routed': documentError<{ subnet: string; name: string; other: string }>(
    ({ subnet, name, other }) => `${other} has a route to ${subnet}, the subnet of network ${name}`,
    'The network is on its bridge, and a route says that it is behind a gateway elsewhere. Only one of the two can be. Remove the route or choose another subnet.',
  ),
  'subnet-of-libvirt': documentWarning<{ subnet: string; name: string }>(
    ({ subnet, name }) => `${subnet} of network ${name} is what libvirt's own default network uses`,
    '192.168.122.0/24 is set up by libvirtd on its own wherever it is installed: on this host beside this network, in a guest that has it installed, or on the host if this one is a guest itself. Any of them cuts connections. Choose another subnet.',
  ),
  'bridge-shared': documentError<{ bridge: string; name: string; other: string }>(
    ({ bridge, name, other }) => `networks ${name} and ${other} are both on ${bridge}`,
    "Each network has its own rules and its own DHCP server on its bridge, and two on one bridge contradict each other. Give one of them another bridge. (Networks with mode='bridge' set nothing up and may name any.)",
  ),
  'network-uuid-twice': documentWarning<{ uuid: string; name: string; other: string }>(
    ({ uuid, name, other }) => `networks ${name} and ${other} have the same uuid ${uuid}`,
    'A uuid tells networks apart for whoever manages them; libvirt would refuse the second. Nothing at boot depends on it. It is probably left from a copy: change or remove one.',
  ),
  'network-mac-twice': documentWarning<{ mac: string; name: string; other: string }>(
    ({ mac, name, other }) => `the bridges of networks ${name} and ${other} have the same MAC address ${mac}`,
    'It works while the two never meet. It is probably left from a copy: change or remove one. Without <mac> the kernel chooses an address.',
  ),
  'ipv6-forwarding': documentWarning<{ name: string; heeding: readonly string[] }>(
    ({ name, heeding }) =>
      `network ${name} turns on IPv6 forwarding, and a host that forwards takes no address from router advertisements${heeding.length > 0 ? `, as ${list(heeding)} would` : ''}`,
    'The kernel heeds no router advertisements on a host that forwards IPv6, unless accept_ra is 2 on that interface (ip-sysctl: accept_ra) or systemd-networkd takes them in its stead. Addresses and the default route that the host got that way are gone after the boot. Give the uplink a static IPv6 address and gateway, or take the IPv6 address out of the network.',
  ),
};

/** What can be wrong with what a network stands on, and where its packets leave. */
const bridgeCatalog = {
  'network-bridge-type': documentError<{ name: string; bridge: string; type: string }>(
    ({ name, bridge, type }) =>
      `network ${name} cannot stand on ${bridge}, which is ${type === 'ethernet' ? 'a NIC' : `a ${type}`}`,
    "Guests plug into a bridge, or talk through a veth pair whose host end the network names. On a NIC, bond or vlan the network's DHCP server would answer the machines of somebody else's network. Put the interface into a bridge, and name that.",
  ),
  'network-on-uplink': documentError<{ name: string; bridge: string }>(
    ({ name, bridge }) => `network ${name} cannot stand on ${bridge}, by which the host reaches others`,
    "The network's rules keep its guests apart from everyone else, and so would stop what other networks and the host's guests send out by the same interface; its DHCP server would answer on a network that has one. Give it a bridge of its own; guests that are to sit on the host's own network use mode='bridge', and mode='open' has no rules.",
  ),
  'network-bridge-member': documentError<{ name: string; bridge: string; controller: string }>(
    ({ name, bridge, controller }) =>
      `network ${name} cannot stand on ${bridge}, which is a member of ${controller}`,
    'What a member receives belongs to its controller, so neither rules nor servers on the member would see a packet. Name the controller.',
  ),
  'network-bridge-missing': documentError<{ name: string; bridge: string }>(
    ({ name, bridge }) => `network ${name} stands on ${bridge}, which is defined apart and is not there`,
    'The network was set up on an interface of a document of its own, and that is gone. Define the interface again, or apply the document of the network again: then it gets a bridge of its own.',
  ),
  'network-bridge-undefined': documentWarning<{ name: string; bridge: string }>(
    ({ name, bridge }) => `network ${name} uses the bridge ${bridge}, which no document defines`,
    "A network with mode='bridge' uses a bridge that somebody else makes. It is not among the interfaces that ifscribe writes here; if nobody else makes it at boot, guests do not start.",
  ),
  'network-bridge-not-started': documentWarning<{ name: string; bridge: string }>(
    ({ name, bridge }) => `network ${name} stands on ${bridge}, which does not come up at boot`,
    "The interface has <start mode='none'/>, so nothing makes it at boot, and the network waits for it. Give it mode='onboot', or apply the network with --no-autostart.",
  ),
  'network-address-missing': documentError<{ name: string; bridge: string; address: string }>(
    ({ name, bridge, address }) =>
      `network ${name} stands on ${bridge}, which does not have its address ${address}`,
    "A network that stands on an interface of a document of its own leaves the interface as it is: what its <ip> says must stand there too, with the same prefix. Add the address to the interface's <protocol>.",
  ),
  'network-setting-differs': documentError<{
    name: string;
    bridge: string;
    setting: string;
    value: string;
    otherValue: string;
  }>(
    ({ name, bridge, setting, value, otherValue }) =>
      `network ${name} wants ${setting} ${value} of ${bridge}, whose own document has ${otherValue}`,
    'A network that stands on an interface of a document of its own leaves the interface as it is. Say the setting there, and here the same or nothing.',
  ),
  'network-stp-delay': documentWarning<{ name: string; delay: string; effective: string }>(
    ({ name, delay, effective }) =>
      `the bridge of network ${name} has stp on with a delay of ${delay} s, which the kernel makes ${effective} s`,
    "With the spanning tree protocol on, the kernel takes forward delays of 2 to 30 seconds only, and a guest's port is deaf for twice that: its first DHCP request is lost. libvirt's own documents say stp='on' delay='0' all the same, and so does one that says neither. A network without loops needs no stp: write stp='off' delay='0'.",
  ),
  'forward-dev-own': documentError<{ name: string; dev: string }>(
    ({ name, dev }) => `network ${name} forwards by ${dev}, which is its own bridge`,
    "The interface named for forwarding is the only one that guests' packets may leave by. It must be another than the one that they come in by: the uplink, or leave it out to allow any.",
  ),
  'forward-dev-member': documentError<{ name: string; dev: string; controller: string }>(
    ({ name, dev, controller }) =>
      `network ${name} forwards by ${dev}, a member of ${controller}, by which no packet leaves on its own`,
    'The host sends by the bond or bridge, never by a member of it, so the rule would match nothing and guests would reach nobody. Name the controller.',
  ),
  'forward-dev-undefined': documentWarning<{ name: string; dev: string }>(
    ({ name, dev }) =>
      `no document defines ${dev}, by which network ${name} forwards; it is taken to be there at boot`,
    "Guests' packets may leave by that interface only. If the name is a typing error, guests reach nobody.",
  ),
};

/** What can be wrong with the addresses that a network leases. */
const dhcpCatalog = {
  'dhcp-prefix': documentError<{ subnet: string; least: number; most: number }>(
    ({ subnet, least, most }) =>
      `no addresses can be leased in ${subnet}: the prefix must be ${least} to ${most}`,
    "A subnet with DHCP holds, besides its own first address and IPv4's broadcast address, the host and a guest at least: prefix 30 for IPv4, 126 for IPv6. In IPv6, dnsmasq leases in subnets of prefix 64 and longer only.",
  ),
  'dhcp-range-outside': documentError<{ start: string; end: string; subnet: string }>(
    ({ start, end, subnet }) => `the range ${start} to ${end} leaves the subnet ${subnet}`,
    'A guest with an address of another subnet would not reach the host, nor be reached. Keep the range within the subnet of the <ip> that it stands in.',
  ),
  'dhcp-range-reserved': documentError<{ start: string; end: string; held: string }>(
    ({ start, end, held }) => `the range ${start} to ${end} holds ${held}`,
    "The host's own address on the network (which guests have as their gateway), the subnet's first and IPv4's broadcast address can be no guest's. Let the range begin after or end before them.",
  ),
  'dhcp-ranges-overlap': documentError<{ range: string; other: string }>(
    ({ range, other }) => `the ranges ${range} and ${other} share addresses`,
    'An address belongs to one range, which may have a lease time of its own. Merge the two or part them.',
  ),
  'dhcp-host-outside': documentError<{ ip: string; subnet: string }>(
    ({ ip, subnet }) => `${ip} is reserved for a guest, but not in the subnet ${subnet}`,
    'A guest can have an address of the subnet only that its reservation stands in.',
  ),
  'dhcp-host-reserved': documentError<{ held: string }>(
    ({ held }) => `${held} cannot be reserved for a guest`,
    "The host's own address on the network (which guests have as their gateway), the subnet's first and IPv4's broadcast address can be no guest's.",
  ),
  'dhcp-host-twice': documentError<{ what: string; value: string }>(
    ({ what, value }) => `two reservations have the ${what} ${value}`,
    'In one subnet a guest has one reservation, and an address, MAC address, DUID and name belong to one guest. Remove or correct one of the two.',
  ),
  'dhcp-host-bridge-mac': documentError<{ mac: string; name: string }>(
    ({ mac, name }) => `${mac} is the MAC address of network ${name}'s own bridge, so no guest can have it`,
    "Two devices with one address on one network take each other's packets. Change one of the two.",
  ),
};

/** What can be wrong with whom a network asks for names. */
const nameCatalog = {
  'dns-forwarder-own': documentWarning<{ address: string; name: string }>(
    ({ address, name }) => `network ${name} asks ${address} for other names, which is its own address`,
    "The network's DNS server would ask itself, which it does not do: names that it does not know stay unknown. Name the server of the outside, or leave the forwarder out: then it asks those that the host asks.",
  ),
};

/** What can be wrong with routes to guests and ports that lead to them. */
const forwardCatalog = {
  'network-nat-default-route': documentError<{ name: string }>(
    ({ name }) => `network ${name} translates its guests' addresses, and has a default route of its own`,
    "What a network's routes lead to counts as its own side, and has its addresses translated where it leaves. With a default route that is everybody: other networks' guests and the host would be translated too. If a guest is the host's way out (a firewall), its network has mode='route', or no <forward>.",
  ),
  'network-route-gateway': documentError<{ gateway: string; destination: string; name: string }>(
    ({ gateway, destination, name }) =>
      `the gateway ${gateway} to ${destination} is in no subnet of network ${name}`,
    'The kernel refuses a route whose gateway is no neighbour. It must be an address of a guest, in the subnet of one of the <ip>s.',
  ),
  'network-nat-route': documentError<{ name: string; destination: string; subnet: string; other: string }>(
    ({ name, destination, subnet, other }) =>
      `the route of network ${name} to ${destination} holds ${subnet} of network ${other}, which would be translated with it`,
    'A NAT network gives the address of the host to whatever comes from its own subnets and from those that its routes lead to. Another network in there would lose its addresses too. Make the route narrower.',
  ),
  'network-route-twice': documentError<{ destination: string; name: string; other: string }>(
    ({ destination, name, other }) =>
      `network ${name} has a route to ${destination} with the same metric as ${other}`,
    'The kernel keeps one route for a destination and metric; the second is refused or replaces the first. A route without metric counts as 0 for IPv4 and 1024 for IPv6.',
  ),
  'port-forward-mode': documentError<{ name: string; mode: string }>(
    ({ name, mode }) => `network ${name} is ${mode}, and forwards no ports: only nat and route do`,
    "Forwarding a port is a rule of the network's packet filter. An open network has no rules, one with mode='bridge' has none of ours, and guests of a host-only or isolated network are not to be reached from outside. Take the port forward out or give the network mode='nat'.",
  ),
  'port-forward-target': documentError<{ to: string; hint: string }>(
    ({ to, hint }) => `a port is forwarded to ${to}, which is no <host> with an ip${hint}`,
    'A rule needs an address that stays. Name a guest that has a reservation with an IPv4 address in this network (<host name=… ip=…>), or write the address itself.',
  ),
  'port-forward-outside': documentError<{ to: string; name: string }>(
    ({ to, name }) => `a port is forwarded to ${to}, which is in no IPv4 subnet of network ${name}`,
    'Ports are forwarded to guests of the network that the rule stands in.',
  ),
  'port-forward-reserved': documentError<{ held: string }>(
    ({ held }) => `a port is forwarded to ${held}, which is no guest`,
    "The host's own address on the network, the subnet's first and its broadcast address can be no guest's.",
  ),
  'port-forward-twice': documentError<{ ports: string; name: string; otherPorts: string; other: string }>(
    ({ ports, name, otherPorts, other }) =>
      `network ${name} forwards ${ports}, and ${name === other ? 'again' : `network ${other}`} ${otherPorts}`,
    'A port of an address leads to one guest. Without an address it is that port of all of them. Give one of the two another port or an address of its own.',
  ),
  'port-forward-address': documentWarning<{ address: string }>(
    ({ address }) => `a port of ${address} is forwarded, but no interface has that address`,
    'Only what arrives for an address of the host itself is forwarded. All interfaces of this host have static addresses, and this is none of them; if nobody else sets it, the rule never matches.',
  ),
  'port-forward-own-service': documentWarning<{ ports: string; name: string; service: string }>(
    ({ ports, name, service }) =>
      `${ports} is forwarded, which takes ${service} from the guests of network ${name}`,
    "Guests ask the host's own address for it, and without an address (or with that one) the forwarded port takes their requests too. Give the port forward the address that the outside uses.",
  ),
};

export const networkHostCatalog = {
  ...surroundingsCatalog,
  ...bridgeCatalog,
  ...dhcpCatalog,
  ...nameCatalog,
  ...forwardCatalog,
};

/** Names with commas; of many only the first three. */
const list = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
