import { compareText, type HostIndex } from '../../src/model/host.ts';
import { hasPrimary, type Interface, type Ipv6Protocol, type Route } from '../../src/model/interface.ts';
import { inSubnet } from '../../src/model/values.ts';
import { bridgePortMac, hasOwnMac } from './bridge-port-mac.ts';
import { bool, integer, word } from './codecs.ts';
import { assignments, bondFields, bridgeFields, portFields, vlanFields } from './fields.ts';
import { inheritedMac } from './inherited-mac.ts';
import { hasLink } from './links.ts';
import { hasNoNicBelow, isRequiredForOnline, standsOnArpMonitor } from './online.ts';

/** Below this the kernel has no IPv6 on a device (RFC 8200 5), and networkd raises an MTU to it. */
export const IPV6_MIN_MTU = 1280;

/** A .link, where there is one: see links.ts. It says all that is needed of the default that it replaces. */
export function linkView(iface: Interface, index: HostIndex): object | undefined {
  if (!hasLink(iface) || hasOwnMac(iface, index)) return undefined;
  if (iface.type === 'ethernet')
    return { name: word(iface.name), permanentMac: word(iface.permanentMac ?? '') };
  return iface.assignMac === undefined ? { name: word(iface.name) } : undefined;
}

/** A .netdev: how the device is made. A veth pair is made by the one of the end whose name comes first. */
export function netdevView(iface: Interface, index: HostIndex): object | undefined {
  const mac = iface.assignMac === undefined ? undefined : word(iface.assignMac);
  const common = { name: word(iface.name), kind: iface.type };
  switch (iface.type) {
    case 'ethernet':
      return undefined;
    case 'bond': {
      const options = assignments(bondFields, iface.bond);
      return { ...common, mac: mac ?? inheritedMac(iface, index) ?? 'none', section: 'Bond', options };
    }
    case 'bridge': {
      const options = assignments(bridgeFields, iface.bridge);
      const inherited = hasOwnMac(iface, index) ? undefined : 'none';
      return { ...common, mac: mac ?? inherited, section: 'Bridge', options };
    }
    case 'vlan':
      return { ...common, mac, section: 'VLAN', options: assignments(vlanFields, iface.vlan) };
    case 'veth': {
      const peer = index.get(iface.veth.peer);
      if (peer && compareText(peer.name, iface.name) < 0) return undefined;
      const peerMac = peer && (peer.assignMac ?? bridgePortMac(peer, index));
      const options = [
        { key: 'Name', value: word(iface.veth.peer) },
        ...(peerMac === undefined ? [] : [{ key: 'MACAddress', value: word(peerMac) }]),
      ];
      return { ...common, mac: mac ?? bridgePortMac(iface, index), section: 'Peer', options };
    }
  }
}

/** A .network: all that is not the device itself. `iface` and `index` in explicit form. */
export function networkView(iface: Interface, index: HostIndex) {
  const { ipv4, ipv6, port } = iface;
  const isNic = iface.type === 'ethernet';
  return {
    name: word(iface.name),
    permanentMac: isNic && iface.permanentMac !== undefined ? word(iface.permanentMac) : undefined,
    mac: isNic && iface.assignMac !== undefined ? word(iface.assignMac) : undefined,
    mtu: iface.mtuBytes === undefined ? undefined : integer(68, 65_535).write(iface.mtuBytes),
    activationPolicy: activationPolicies[iface.start ?? 'onboot'],
    requiredForOnline: bool.write(isRequiredForOnline(iface, index)),
    ...membership(iface, index),
    vlans: index.vlansOn(iface.name).map(({ name }) => word(name)),
    configureWithoutCarrier: !port && isConfiguredWithoutCarrier(iface, index),
    ...linkLocal(iface),
    acceptRa: bool.write(acceptsRa(ipv6)),
    dhcp: dhcpFamilies(ipv4?.dhcp !== undefined, ipv6?.dhcp !== undefined),
    addresses: [...(ipv4?.addresses ?? []), ...(ipv6?.addresses ?? [])].map(prefixed),
    servers: (iface.dns?.servers ?? []).map(word),
    search: (iface.dns?.search ?? []).map(word).join(' '),
    routes: [
      ...(ipv4?.routes ?? []).map((route) => routeView(route, ipv4?.addresses ?? [])),
      ...(ipv6?.routes ?? []).map((route) => routeView(route, ipv6?.addresses ?? [])),
    ],
    dhcp4: ipv4?.dhcp && { peerdns: bool.write(ipv4.dhcp.peerdns !== false) },
    dhcp6: ipv6?.dhcp && { peerdns: bool.write(ipv6.dhcp.peerdns !== false) },
    ra: acceptsRa(ipv6) && {
      autoconf: bool.write(ipv6?.autoconf === true),
      peerdns: bool.write(ipv6?.dhcp?.peerdns !== false),
      // `always`: a document that asks for DHCPv6 gets it whatever the router's flags say.
      dhcpClient: ipv6?.dhcp ? 'always' : 'no',
      routeMetric: behindStaticDefault(ipv6?.routes ?? []),
    },
    portOptions: port ? assignments(portFields, port) : [],
  };
}

const isConfiguredWithoutCarrier = (iface: Interface, index: HostIndex): boolean =>
  hasNoNicBelow(iface, index) || (!!iface.ipv4?.addresses.length && standsOnArpMonitor(iface, index));

/**
 * The .network of a vlan's parent that is no interface of ours: without one the vlan is never made. No
 * interface comes out like this one, so it is told apart when read.
 */
export const bareParentView = (name: string, index: HostIndex): object => ({
  name: word(name),
  requiredForOnline: 'no',
  vlans: index.vlansOn(name).map((vlan) => word(vlan.name)),
  linkLocalAddressing: 'no',
  acceptRa: 'no',
  addresses: [],
  servers: [],
  routes: [],
});

/**
 * `up` is networkd's default and is said for hotplug only, which so stays apart from an interface that is
 * started at boot and has nothing to wait for: both have RequiredForOnline=no.
 */
const activationPolicies = { onboot: undefined, none: 'manual', hotplug: 'up' } as const;

function membership({ name, port }: Interface, index: HostIndex): object {
  const controller = port && index.get(port.controller);
  if (!port || !controller) return {};
  if (controller.type !== 'bond') return { bridge: word(port.controller) };
  const isFirst = index.membersOf(controller.name)[0]?.name === name;
  return { bond: word(port.controller), primary: isFirst && hasPrimary(controller.bond.mode) };
}

/**
 * IPv6 is never left to a default. Off: no link-local address, and no router is listened to, hence no address at
 * all; networkd has no key for the kernel's disable_ipv6, which it only ever sets to 0 (networkd-sysctl.c).
 * A port has none either, and an MTU too small for IPv6 would be raised if it had one; there the generation
 * mode, which by itself comes to the same, tells whether the document said so.
 */
function linkLocal({ ipv6, port, mtuBytes }: Interface): object {
  const hasAddresses = ipv6 && (ipv6.autoconf || ipv6.dhcp || ipv6.addresses.length > 0);
  if (ipv6?.disabled) return { linkLocalAddressing: 'no', addressGenerationMode: 'none' };
  if (port || (isTooSmallForIpv6(mtuBytes) && !hasAddresses)) return { linkLocalAddressing: 'no' };
  return { linkLocalAddressing: 'ipv6' };
}

export const isTooSmallForIpv6 = (mtuBytes: number | undefined): boolean =>
  mtuBytes !== undefined && mtuBytes < IPV6_MIN_MTU;

/** DHCPv6 gives no default route and no prefix length: those come with router advertisements (RFC 8415). */
const acceptsRa = (ipv6: Ipv6Protocol | undefined): boolean => !!ipv6 && (ipv6.autoconf || !!ipv6.dhcp);

/** The kernel's metric of an IPv6 route for which none is said, or 0 (ip-route(8)); networkd's of advertised ones. */
const USUAL_IPV6_METRIC = 1024;
const LAST_METRIC = 4_294_967_295;

/**
 * Metric of advertised routes where the document has default routes of its own: the next one behind theirs.
 * With the same one the kernel joins both into one route (networkd's are not marked as advertised), and sends
 * every other connection through a gateway that the document does not name.
 */
function behindStaticDefault(routes: readonly Route[]): string | undefined {
  const taken = routes
    .filter(({ destination }) => !destination)
    .map(({ metric }) => metric || USUAL_IPV6_METRIC);
  if (taken.length === 0) return undefined;
  let metric = Math.min(Math.max(...taken) + 1, LAST_METRIC);
  while (taken.includes(metric)) metric -= 1;
  return integer(0, LAST_METRIC).write(metric);
}

const dhcpFamilies = (four: boolean, six: boolean): string | undefined =>
  four && six ? 'yes' : four ? 'ipv4' : six ? 'ipv6' : undefined;

const prefixed = ({ address, prefix }: { address: string; prefix: number }): string =>
  `${word(address)}/${integer(0, 128).write(prefix)}`;

/**
 * A gateway that no static address reaches is on the link all the same: the kernel would refuse the route.
 */
function routeView(
  { destination, gateway, metric }: Route,
  addresses: readonly { address: string; prefix: number }[],
): object {
  return {
    destination: destination && prefixed(destination),
    gateway: word(gateway),
    metric: metric === undefined ? undefined : integer(0, 4_294_967_295).write(metric),
    onLink: !addresses.some(({ address, prefix }) => inSubnet(gateway, address, prefix)),
  };
}
