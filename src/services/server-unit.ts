import type { InstalledNetwork, Network } from '../model/network.ts';
import { addressBits } from '../model/values.ts';
import { bringsForwarding, FORWARD_UNIT } from './forwarding.ts';
import { safeAddress } from './guard.ts';
import { deviceUnitName, filterUnitName } from './names.ts';
import { hasFilter } from './nftables.ts';

/** What the unit of a server says, whichever server it is. */
export interface ServerUnitView {
  readonly network: string;
  /** The bridge's: with it the server stops. */
  readonly device: string;
  /**
   * The filter's unit, or empty. Wanted, not required: what keeps guests in without it is that nothing is forwarded
   * then, and a guest that cannot be reached is not one that can be helped. Nor is a server to stop with each
   * restart of the rules.
   */
  readonly filter: string;
  /** The filter's unit, which brings forwarding along where nobody else does; without one, forwarding itself, or empty. */
  readonly wants: string;
  readonly address: HostAddress;
}

/** Where the kernel lists an address once the host has it. */
interface HostAddress {
  readonly file: string;
  /** As the file writes it. */
  readonly text: string;
}

export function serverUnitView(installed: InstalledNetwork): ServerUnitView {
  const { network } = installed;
  const filter = hasFilter(network) ? filterUnitName(network.name) : '';
  return {
    network: network.name,
    device: deviceUnitName(network.bridge.name),
    filter,
    wants: filter || (bringsForwarding(installed) ? FORWARD_UNIT : ''),
    address: firstAddress(network),
  };
}

/**
 * What a server waits for: the device is there before its addresses are. dnsmasq that starts in between takes
 * DHCP requests from everywhere, so that of two of them one gets the other's; kea has nothing to open a socket on.
 */
function firstAddress({ ips }: Network): HostAddress {
  const ipv4 = ips.find(({ family }) => family === 'ipv4');
  if (ipv4) return { file: '/proc/net/fib_trie', text: safeAddress('ipv4', ipv4.address) };
  const address = safeAddress('ipv6', ips[0]?.address ?? '');
  return { file: '/proc/net/if_inet6', text: addressBits(address).toString(16).padStart(32, '0') };
}
