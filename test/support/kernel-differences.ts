import { explicitHost } from '../../src/model/defaults.ts';
import { type Host, indexHost } from '../../src/model/host.ts';
import type { Bridge, Interface } from '../../src/model/interface.ts';
import { inSubnet, isLinkLocal } from '../../src/model/values.ts';
import type { Booted, KernelLink } from './networkd.ts';

/**
 * Where the kernel's state is not what the host says, in words; empty where it is. For NICs, bridges and veths. What
 * a server would have to give (DHCP, router advertisements) is not there and not looked for. `isOurs`: the files are
 * what we write for the host, so that nothing is left to networkd.
 */
export function kernelDifferences(
  host: Host,
  booted: Booted,
  { isOurs = true }: { readonly isOurs?: boolean } = {},
): string[] {
  const differences: string[] = [];
  const explicit = explicitHost(host).map(({ iface }) => iface);
  const index = indexHost({ interfaces: explicit });
  for (const iface of explicit) {
    const { name } = iface;
    const expectSame = (what: string, is: unknown, should: unknown): void => {
      if (JSON.stringify(is) !== JSON.stringify(should))
        differences.push(`${name}: ${what} is ${JSON.stringify(is)}, should be ${JSON.stringify(should)}`);
    };
    const link = booted.links.get(name);
    if (!link) {
      differences.push(`${name}: is not there`);
      continue;
    }
    const isUp = iface.start !== 'none';
    expectSame('up', link.flags.includes('UP'), isUp);
    expectSame('master', link.master, iface.port?.controller);
    if (iface.mtuBytes !== undefined) expectSame('mtu', link.mtu, iface.mtuBytes);
    // That of an end of a veth pair is nobody's.
    const firstPort = nicsIn(name).find(({ assignMac }) => assignMac === undefined);
    const isPorts = isOurs && iface.type === 'bridge' && firstPort !== undefined;
    const mac = iface.assignMac ?? (isPorts ? portMacs(name) : undefined);
    if (typeof mac === 'string') expectSame('mac', link.address, mac);
    else if (mac) expectSame('mac of a port', mac.includes(link.address), true);
    if (iface.type === 'veth') {
      expectSame('kind', link.linkinfo?.info_kind, 'veth');
      expectSame('peer', link.link, iface.veth.peer);
    }
    if (iface.type === 'bridge') bridgeSettings(iface, link, expectSame);
    portSettings(iface, link, expectSame);
    // networkd listens to routers itself, where it is told to; the kernel never may.
    expectSame('kernel accepts router advertisements', booted.acceptsRa(name), false);
    const hasIpv6 = !iface.port && !iface.ipv6?.disabled && (iface.mtuBytes ?? 1500) >= 1280;
    // With spanning tree a bridge has no carrier for twice the forward delay, longer than is waited here.
    if (isUp && !(iface.type === 'bridge' && iface.bridge.stp)) {
      addressing(iface, link, expectSame);
      expectSame('link-local address', link.addr_info.some(isIpv6LinkLocal), hasIpv6 && hasCarrier(iface));
    }
    if (isOurs)
      expectSame('file', booted.state(name).NETWORK_FILE, `/etc/systemd/network/10-ifscribe-${name}.network`);
  }
  return [...differences, ...routeDifferences(explicit, booted)];

  function portMacs(bridge: string): string[] {
    return nicsIn(bridge).map((port) => booted.links.get(port.name)?.address ?? '');
  }

  function nicsIn(bridge: string): Interface[] {
    return index.membersOf(bridge).filter(({ type }) => type !== 'veth');
  }

  /**
   * A bridge without ports has an address of its own, hence no carrier (br_stp_change_bridge_id in the kernel); an end
   * of a veth pair has one if both ends are up.
   */
  function hasCarrier(iface: Interface): boolean {
    if (iface.type === 'bridge') return index.membersOf(iface.name).some(hasCarrier);
    return iface.type !== 'veth' || (index.get(iface.veth.peer)?.start ?? 'none') !== 'none';
  }
}

const isIpv6LinkLocal = ({ family, scope }: KernelLink['addr_info'][number]): boolean =>
  family === 'inet6' && scope === 'link';

type ExpectSame = (what: string, is: unknown, should: unknown) => void;

/** Times are hundredths of a second in the kernel. */
function bridgeSettings({ bridge }: Bridge, link: KernelLink, expectSame: ExpectSame): void {
  const data = link.linkinfo?.info_data ?? {};
  const centiseconds = (ms: number): number => ms / 10;
  expectSame('kind', link.linkinfo?.info_kind, 'bridge');
  expectSame('stp', data.stp_state, bridge.stp ? 1 : 0);
  const said: [string, unknown][] = [
    ['forward_delay', bridge.forwardDelayMs === undefined ? undefined : centiseconds(bridge.forwardDelayMs)],
    ['priority', bridge.priority],
    ['hello_time', bridge.helloTimeMs === undefined ? undefined : centiseconds(bridge.helloTimeMs)],
    ['max_age', bridge.maxAgeMs === undefined ? undefined : centiseconds(bridge.maxAgeMs)],
    ['ageing_time', bridge.ageingTimeMs === undefined ? undefined : centiseconds(bridge.ageingTimeMs)],
    ['vlan_filtering', bridge.vlanFiltering === undefined ? undefined : Number(bridge.vlanFiltering)],
    ['mcast_snooping', bridge.multicastSnooping === undefined ? undefined : Number(bridge.multicastSnooping)],
  ];
  for (const [key, should] of said) if (should !== undefined) expectSame(key, data[key], should);
}

function portSettings({ port }: Interface, link: KernelLink, expectSame: ExpectSame): void {
  const data = link.linkinfo?.info_slave_data ?? {};
  if (port?.cost !== undefined) expectSame('port cost', data.cost, port.cost);
  if (port?.priority !== undefined) expectSame('port priority', data.priority, port.priority);
}

function addressing(iface: Interface, link: KernelLink, expectSame: ExpectSame): void {
  const of = (family: string): string[] =>
    link.addr_info
      .filter((a) => a.family === family)
      .filter((a) => a.scope !== 'link')
      .map((a) => `${a.local}/${a.prefixlen}`);
  const said = (addresses: readonly { address: string; prefix: number }[] = []): string[] =>
    addresses.filter(({ address }) => !isLinkLocal(address)).map((a) => `${a.address}/${a.prefix}`);
  const four = said(iface.ipv4?.addresses);
  expectSame('IPv4 addresses', of('inet'), inKernelOrder(four));
  // The kernel shows the one added last first.
  expectSame('IPv6 addresses', of('inet6').reverse(), said(iface.ipv6?.addresses));
}

/** The kernel lists an address of a subnet that it has already (a secondary one) behind all others. */
function inKernelOrder(addresses: readonly string[]): string[] {
  const split = addresses.map((text, at) => {
    const [address = '', prefix = ''] = text.split('/');
    const isSecondary = addresses
      .slice(0, at)
      .some(
        (earlier) =>
          earlier.endsWith(`/${prefix}`) && inSubnet(address, earlier.split('/')[0] ?? '', Number(prefix)),
      );
    return { text, isSecondary };
  });
  return [...split.filter((a) => !a.isSecondary), ...split.filter((a) => a.isSecondary)].map(
    ({ text }) => text,
  );
}

function routeDifferences(explicit: readonly Interface[], booted: Booted): string[] {
  const should = explicit
    .filter(({ start }) => start !== 'none')
    .flatMap(({ name, ipv4, ipv6 }) => [
      ...(ipv4?.routes ?? []).map((route) => ({ name, base: 0, ...route })),
      ...(ipv6?.routes ?? []).map((route) => ({ name, base: 1024, ...route })),
    ])
    .map(({ name, base, destination, gateway, metric }) => {
      const { address, prefix } = destination ?? {};
      const isHost = prefix === (address?.includes(':') ? 128 : 32);
      const dst = destination ? (isHost ? address : `${address}/${prefix}`) : 'default';
      return `${dst} via ${gateway} dev ${name} metric ${metric || base}`;
    });
  const is = booted.routes.map(
    ({ dst, gateway, dev, metric }) => `${dst} via ${gateway} dev ${dev} metric ${metric ?? 0}`,
  );
  const missing = should.filter((route) => !is.includes(route)).map((route) => `route missing: ${route}`);
  const more = is.filter((route) => !should.includes(route)).map((route) => `route too many: ${route}`);
  return [...missing, ...more];
}
