import forwardTemplate from '../../templates/services/forward.hbs';
import forwardUnitTemplate from '../../templates/services/forward-unit.hbs';
import { compareText } from '../model/host.ts';
import type { InstalledNetwork, Network } from '../model/network.ts';
import { filterUnitName, UNIT_FOLDER } from './names.ts';
import { hasFilter } from './nftables.ts';

/**
 * Forwarding fails closed. The kernel forwards for the whole host or not at all, so a file in /etc/sysctl.d, which is
 * read whatever became of the rules, would open every network whose rules did not load. These settings stand
 * apart instead, and the unit that makes them needs every network's rules to be there.
 */
export const FORWARD_PATH = '/etc/ifscribe/forward.conf';
export const FORWARD_UNIT = 'ifscribe-forward.service';
export const FORWARD_UNIT_PATH = `${UNIT_FOLDER}/${FORWARD_UNIT}`;

/** Whether the host forwards packets between the network and others. */
export const forwards = ({ forward }: Network): boolean => forward !== undefined && forward.mode !== 'bridge';

/** Whether the host has to forward IPv6 for the network. */
export const forwardsIpv6 = (network: Network): boolean =>
  forwards(network) && network.ips.some(({ family }) => family === 'ipv6');

/** Whether it is for the network's own units to ask for forwarding: where it starts at boot, forwarding does too. */
export const bringsForwarding = ({ network, autostart }: InstalledNetwork): boolean =>
  forwards(network) && !autostart;

const forwardsIpv4 = (network: Network): boolean =>
  forwards(network) && (network.ips.some(({ family }) => family === 'ipv4') || !forwardsIpv6(network));

interface Forwarding {
  readonly ipv4: boolean;
  readonly ipv6: boolean;
}

/**
 * What is forwarded for all the networks. IPv6 only where it must be: a host that forwards it no longer takes its own
 * address from router advertisements (accept_ra=1, the kernel's ip-sysctl.rst).
 */
const forwardingOf = (networks: readonly InstalledNetwork[]): Forwarding => ({
  ipv4: networks.some(({ network }) => forwardsIpv4(network)),
  ipv6: networks.some(({ network }) => forwardsIpv6(network)),
});

/** The settings, as sysctl.d(5) has them; undefined where no network forwards. */
export function forwardFile(networks: readonly InstalledNetwork[]): string | undefined {
  const { ipv4, ipv6 } = forwardingOf(networks);
  return ipv4 || ipv6 ? forwardTemplate({ ipv4, ipv6 }) : undefined;
}

/**
 * The unit that turns forwarding on. It needs the rules of every network that starts at boot, of those too that
 * forward nothing themselves: with forwarding on only their rules keep them apart. When any of those goes (for a
 * restart of nftables.service, say), this unit stops before it and starts after it: nothing is forwarded in between,
 * or ever again where the rules do not come back. What the administrator's own sysctl.d says of forwarding holds then.
 *
 * The rules of a network that is started by hand are not there at boot, so they are not required. Once they have been
 * loaded this unit stops with them too, and does not start where they have failed.
 */
export function forwardUnit(networks: readonly InstalledNetwork[]): string {
  const filtersOf = (started: boolean): string =>
    networks
      .filter(({ network, autostart }) => autostart === started && hasFilter(network))
      .map(({ network }) => filterUnitName(network.name))
      .sort(compareText)
      .join(' ');
  return forwardUnitTemplate({
    filters: filtersOf(true),
    byHand: filtersOf(false),
    path: FORWARD_PATH,
    ...forwardingOf(networks),
  });
}
