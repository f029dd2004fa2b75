import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Definition } from './definition.ts';
import type { Bridge } from './interface.ts';
import type { InstalledNetwork, Network } from './network.ts';

/** Whether the network needs a bridge of its own, unless its bridge is defined apart. */
export const wantsBridge = ({ forward }: Network): boolean => forward?.mode !== 'bridge';

/** Forward delays that the kernel takes with stp on, milliseconds (BR_MIN_FORWARD_DELAY, BR_MAX_FORWARD_DELAY). */
const STP_DELAY_MS = { min: 2000, max: 30_000 };

/** The forward delay that the kernel makes of a network's with stp on; what sets others may lose the whole bridge. */
export const stpDelayMs = ({ delayMs = 0 }: Network['bridge']): number =>
  Math.min(Math.max(delayMs, STP_DELAY_MS.min), STP_DELAY_MS.max);

/**
 * An address of its own for the bridge, as libvirt gives it one: without, it takes that of whatever guest is plugged
 * in, and the others lose their gateway for a while whenever that changes. 52:54:00 is what libvirt begins with.
 */
const macOf = (name: string): string => {
  const hash = bytesToHex(sha256(utf8ToBytes(name)));
  return `52:54:00:${hash.slice(0, 2)}:${hash.slice(2, 4)}:${hash.slice(4, 6)}`;
};

/**
 * The bridge of a network that owns it, as if a document had defined it: no members of its own, the network's
 * addresses and routes. Without an IPv6 address it has no IPv6 at all unless guests may speak it among
 * themselves: an address of the host's own on it would let guests reach the host past every other rule.
 */
export function bridgeDefinition({ network, autostart }: InstalledNetwork): Definition {
  const { name, bridge, ips, routes, mac = macOf(name), mtuBytes } = network;
  const of = <F extends 'ipv4' | 'ipv6'>(family: F) => ({
    addresses: ips.filter((ip) => ip.family === family).map(({ address, prefix }) => ({ address, prefix })),
    routes: routes
      .filter((route) => route.family === family)
      .map(({ destination, prefix, gateway, metric }) => ({
        ...(prefix === 0 ? {} : { destination: { address: destination, prefix } }),
        gateway,
        ...(metric === undefined ? {} : { metric }),
      })),
  });
  const [ipv4, ipv6] = [of('ipv4'), of('ipv6')];
  // As libvirt has it where nothing is said. Without the protocol ports forward at once (net/bridge/br_stp_if.c).
  const stp = bridge.stp ?? true;
  const iface: Bridge = {
    type: 'bridge',
    name: bridge.name,
    topLevel: true,
    start: autostart ? 'onboot' : 'none',
    ...(mtuBytes === undefined ? {} : { mtuBytes }),
    assignMac: mac,
    ...(ipv4.addresses.length > 0 ? { ipv4 } : {}),
    ipv6:
      ipv6.addresses.length > 0
        ? { autoconf: false, ...ipv6 }
        : network.guestIpv6
          ? { autoconf: false, addresses: [], routes: [] }
          : { disabled: true, autoconf: false, addresses: [], routes: [] },
    bridge: stp ? { stp, forwardDelayMs: stpDelayMs(bridge) } : { stp },
  };
  return { iface, members: [] };
}
