import dnsmasqTemplate from '../../templates/services/dnsmasq.hbs';
import unitTemplate from '../../templates/services/dnsmasq-unit.hbs';
import type { InstalledNetwork, Network } from '../model/network.ts';
import { type Directive, directive, directiveGroups } from './directive.ts';
import {
  advertisementDirectives,
  dhcpDirectives,
  leasesOf,
  tftpDirectives,
  tftpRoots,
} from './dnsmasq-dhcp.ts';
import { nameDirectives, servesNames } from './dnsmasq-names.ts';
import { forwardsIpv6 } from './forwarding.ts';
import { safeDevice, safeNetworkName } from './guard.ts';
import { dnsmasqPath } from './names.ts';
import { serverUnitView } from './server-unit.ts';

/**
 * The configuration of the dnsmasq that serves a network, or undefined where it has nothing to serve: no address
 * to be asked at, or neither leases, names nor files. Meanings are those of libvirt's bridge driver.
 */
export function dnsmasqConfiguration(network: Network): string | undefined {
  if (!isServed(network)) return undefined;
  const groups = [
    socketDirectives(network),
    nameDirectives(network),
    dhcpDirectives(network, leaseFile(network)),
    advertisementDirectives(network),
    tftpDirectives(network),
  ];
  return dnsmasqTemplate({ groups: directiveGroups(groups) });
}

/** Whether anybody on the network is to be answered. */
export function isServed(network: Network): boolean {
  if (network.forward?.mode === 'bridge' || network.ips.length === 0) return false;
  return servesNames(network) || leasesAny(network) || tftpRoots(network).length > 0;
}

const leasesAny = (network: Network): boolean =>
  leasesOf(network, 'ipv4').length + leasesOf(network, 'ipv6').length > 0;

const leaseFile = ({ name }: Network): string => `/var/lib/ifscribe/${safeNetworkName(name)}.leases`;

/**
 * Sockets of the bridge's addresses alone, beside other instances, and of those that come later too (a link-local
 * one, with the first guest). No listen-address: packets that came in elsewhere would be answered (CVE-2012-3411).
 */
const socketDirectives = ({ bridge }: Network): Directive[] => [
  directive('bind-dynamic'),
  directive('interface', safeDevice(bridge.name)),
  directive('except-interface', 'lo'),
  // systemd knows the process. Empty: none.
  directive('pid-file', ''),
];

/** The unit of that dnsmasq. */
export function dnsmasqUnit(installed: InstalledNetwork): string | undefined {
  const { network, dhcpServer } = installed;
  if (dhcpServer !== 'dnsmasq' || !isServed(network)) return undefined;
  // NetworkManager takes the flag from each device that it brings up: packets are forwarded all the same, but the
  // host no longer says that it is a router, and guests forget their default route (RFC 4861 7.2.5).
  const router = forwardsIpv6(network) ? safeDevice(network.bridge.name) : '';
  return unitTemplate({ ...serverUnitView(installed), router, path: dnsmasqPath(network.name) });
}
