import type { Finding } from '../findings/finding.ts';
import { checkVeths } from './check-veths.ts';
import { type SourceMap, sourceKey } from './definition.ts';
import { usesFamily } from './features.ts';
import { type Host, type HostIndex, indexHost } from './host.ts';
import type { Interface, Route } from './interface.ts';
import { type Reporter, reporter } from './report.ts';
import { type Family, inSubnet, isLinkLocal } from './values.ts';

/** Everything that can be wrong between the interfaces of one (merged) host. `sources`: where they stand. */
export function checkHost(host: Host, sources: SourceMap): Finding[] {
  const report = reporter(sources);
  const index = indexHost(host);
  checkStacks(host, index, report);
  checkParents(index, report);
  for (const iface of host.interfaces) {
    checkMember(iface, index, report);
    checkVlan(iface, index, report);
    checkGateways(iface, report);
    checkIpv6Mtu(iface, index, report);
  }
  checkVeths(host, index, report);
  checkMacs(host, report);
  checkTags(host, report);
  checkAddresses(host, report);
  checkRoutes(host, report);
  return report.findings();
}

/** How many devices the kernel stacks on each other at most (MAX_NEST_DEV, include/linux/netdevice.h). */
const DEEPEST_STACK = 8;

/** Follows everything that an interface stands on: no circles, and no stack that the kernel refuses. */
function checkStacks(host: Host, index: HostIndex, report: Reporter): void {
  const heights = new Map<string, number>();
  const path: string[] = [];
  const heightOf = (name: string): number => {
    const known = heights.get(name);
    if (known !== undefined) return known;
    const at = path.indexOf(name);
    if (at >= 0) {
      reportCircle(path.slice(at), report);
      return 0;
    }
    const iface = index.get(name);
    let height = 1;
    if (iface && path.length <= DEEPEST_STACK) {
      path.push(name);
      for (const { name: member } of index.membersOf(name)) height = Math.max(height, heightOf(member) + 1);
      if (iface.type === 'vlan') height = Math.max(height, heightOf(iface.vlan.parent) + 1);
      path.pop();
    }
    heights.set(name, height);
    return height;
  };
  for (const { name } of host.interfaces) {
    if (heightOf(name) <= DEEPEST_STACK) continue;
    report(
      'stack-too-deep',
      { name, most: DEEPEST_STACK },
      [sourceKey(name, 'parent'), sourceKey(name)],
      name,
    );
    return;
  }
}

function reportCircle(circle: readonly string[], report: Reporter): void {
  const keys = circle.flatMap((name, n) => {
    const next = circle[(n + 1) % circle.length] as string;
    return [sourceKey(name, `member.${next}`), sourceKey(name, 'parent'), sourceKey(name)];
  });
  const first = circle[0] as string;
  report('holds-itself', { chain: [...circle, first].join(' on ') }, keys, first);
}

function checkMember(iface: Interface, index: HostIndex, report: Reporter): void {
  const { port, name } = iface;
  if (!port) return;
  const place = sourceKey(port.controller, `member.${name}`);
  const controller = index.get(port.controller);
  const isFit =
    controller?.type === 'bond'
      ? iface.type === 'ethernet' || iface.type === 'veth'
      : iface.type !== 'bridge';
  if (!isFit) {
    const args = {
      name,
      type: iface.type,
      controller: port.controller,
      controllerType: controller?.type ?? 'bridge',
    };
    report('member-type', args, [place, sourceKey(name)], name);
  }
  const keys = ['ipv4', 'ipv6', 'dns'].map((slot) => sourceKey(name, slot));
  if (hasAddressing(iface)) {
    report(
      'member-with-addresses',
      { name, controller: port.controller },
      [place, sourceKey(name), ...keys],
      name,
    );
  }
}

function hasAddressing({ ipv4, ipv6, dns }: Interface): boolean {
  const four = ipv4 && (ipv4.dhcp || ipv4.addresses.length || ipv4.routes.length);
  const six = ipv6 && (ipv6.dhcp || ipv6.autoconf || ipv6.addresses.length || ipv6.routes.length);
  return Boolean(four || six || dns);
}

function checkVlan(iface: Interface, index: HostIndex, report: Reporter): void {
  if (iface.type !== 'vlan') return;
  const { name, vlan } = iface;
  const place = [sourceKey(name, 'parent'), sourceKey(name)];
  const parent = index.get(vlan.parent);
  if (!parent) return;
  const bond = parent.port && index.get(parent.port.controller);
  if (bond?.type === 'bond') {
    const args = { name, parent: parent.name, bond: bond.name };
    report('vlan-on-bond-member', args, [...place, sourceKey(bond.name, `member.${parent.name}`)], name);
  }
  const mtu = index.mtuOf(iface);
  const parentMtu = index.mtuOf(parent);
  if (mtu !== undefined && parentMtu !== undefined && mtu > parentMtu) {
    const args = { name, mtu, parent: parent.name, parentMtu };
    report(
      'vlan-mtu-above-parent',
      args,
      [sourceKey(name, 'mtu'), sourceKey(parent.name, 'mtu'), ...place],
      name,
    );
  }
}

/** A parent that nobody defines is said once, at the first vlan on it that the documents hold. */
function checkParents(index: HostIndex, report: Reporter): void {
  for (const parent of index.undefinedParents()) {
    // The far end of a veth pair is there with the near one.
    if (index.vethTo(parent)) continue;
    for (const { name } of index.vlansOn(parent)) {
      const keys = [sourceKey(name, 'parent'), sourceKey(name)];
      if (report('undefined-parent', { name, parent }, keys, name)) break;
    }
  }
}

function checkMacs(host: Host, report: Reporter): void {
  const holders = new Map<string, string>();
  for (const iface of host.interfaces) {
    if (iface.type !== 'ethernet' || iface.permanentMac === undefined) continue;
    const { name, permanentMac: mac } = iface;
    const other = holders.get(mac);
    if (other === undefined) holders.set(mac, name);
    else {
      const keys = [sourceKey(name, 'mac'), sourceKey(name), sourceKey(other, 'mac'), sourceKey(other)];
      report('mac-twice', { mac, name, other }, keys, name);
    }
  }
}

function checkTags(host: Host, report: Reporter): void {
  const holders = new Map<string, string>();
  for (const iface of host.interfaces) {
    if (iface.type !== 'vlan') continue;
    const { parent, tag } = iface.vlan;
    if (tag === 0) continue; // Stands for a tag that was refused.
    const other = holders.get(`${parent} ${tag}`);
    if (other === undefined) holders.set(`${parent} ${tag}`, iface.name);
    else {
      const keys = [
        sourceKey(iface.name, 'tag'),
        sourceKey(iface.name),
        sourceKey(other, 'tag'),
        sourceKey(other),
      ];
      report('vlan-twice', { name: iface.name, other, parent, tag }, keys, iface.name);
    }
  }
}

const protocols = ['ipv4', 'ipv6'] as const;

function checkGateways(iface: Interface, report: Reporter): void {
  for (const family of protocols) {
    const protocol = iface[family];
    protocol?.routes.forEach(({ gateway }, n) => {
      if (isLinkLocal(gateway)) return;
      if (protocol.addresses.some(({ address, prefix }) => inSubnet(gateway, address, prefix))) return;
      const keys = [sourceKey(iface.name, `${family}.route.${n}`)];
      report('gateway-outside-subnets', { gateway, name: iface.name }, keys, iface.name);
    });
  }
}

/** The least MTU of a link with IPv6, bytes (RFC 8200, section 5). */
const IPV6_LEAST_MTU = 1280;

function checkIpv6Mtu(iface: Interface, index: HostIndex, report: Reporter): void {
  const mtu = index.mtuOf(iface);
  if (mtu === undefined || mtu >= IPV6_LEAST_MTU || !usesFamily(iface, 'ipv6')) return;
  report(
    'mtu-below-ipv6',
    { name: iface.name, mtu },
    [sourceKey(iface.name, 'mtu'), sourceKey(iface.name)],
    iface.name,
  );
}

function checkAddresses(host: Host, report: Reporter): void {
  const holders = new Map<string, { name: string; slot: string }>();
  for (const iface of host.interfaces) {
    const { name } = iface;
    for (const family of protocols) {
      iface[family]?.addresses.forEach(({ address }, n) => {
        const slot = `${family}.address.${n}`;
        // A link-local address is unique on its link only (RFC 4291 2.5.6): fe80::1 may stand on every interface.
        const scope = isLinkLocal(address) ? `${address}%${name}` : address;
        const other = holders.get(scope);
        if (!other) holders.set(scope, { name, slot });
        else {
          const keys = [sourceKey(name, slot), sourceKey(other.name, other.slot)];
          report('address-twice', { address, name, other: other.name }, keys, name);
        }
      });
    }
  }
}

function checkRoutes(host: Host, report: Reporter): void {
  const holders = new Map<string, { name: string; slot: string }>();
  for (const iface of host.interfaces) {
    const { name } = iface;
    for (const family of protocols) {
      iface[family]?.routes.forEach((route, n) => {
        const slot = `${family}.route.${n}`;
        const destination = route.destination
          ? `${route.destination.address}/${route.destination.prefix}`
          : `the ${family} default`;
        const id = `${destination} ${metricInForce(family, route)}`;
        const other = holders.get(id);
        if (!other) holders.set(id, { name, slot });
        else {
          const keys = [sourceKey(name, slot), sourceKey(other.name, other.slot)];
          report('route-twice', { destination, name, other: other.name }, keys, name);
        }
      });
    }
  }
}

/** The kernel's metric for a route without one: 0 for IPv4, 1024 for IPv6, whose 0 means the same (ip-route(8)). */
const metricInForce = (family: Family, { metric }: Route): number =>
  family === 'ipv4' ? (metric ?? 0) : metric || 1024;
