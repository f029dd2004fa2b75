import type { HostIndex } from './host.ts';
import type { Interface } from './interface.ts';

/** Whether nothing ever gives a bridge that starts a carrier, and nothing but a link-local address is asked for. */
export function isIdleBridge(iface: Interface, index: HostIndex): boolean {
  const { ipv4, ipv6 } = iface;
  if (iface.type !== 'bridge' || index.membersOf(iface.name).length > 0) return false;
  const hasFour = ipv4 !== undefined && (ipv4.dhcp !== undefined || ipv4.addresses.length > 0);
  const hasSix =
    ipv6 !== undefined &&
    (ipv6.disabled === true || ipv6.autoconf || ipv6.dhcp !== undefined || ipv6.addresses.length > 0);
  return !hasFour && !hasSix && index.startOf(iface) !== 'none';
}

/** Whether a port of a bridge that starts is to stay down. */
export function isDownInBridge(iface: Interface, index: HostIndex): boolean {
  const bridge = index.get(iface.port?.controller ?? '');
  return bridge?.type === 'bridge' && index.startOf(bridge) !== 'none' && index.startOf(iface) === 'none';
}

/** The first member before it whose name holds its own: eth10 before eth1. */
export function memberBefore({ name, port }: Interface, index: HostIndex): string | undefined {
  if (!port) return undefined;
  const members = index.membersOf(port.controller).map((member) => member.name);
  return members.slice(0, members.indexOf(name)).find((other) => other.includes(name));
}
