import { backendError, backendWarning } from './entry.ts';

export interface NetworkSettingArgs {
  readonly network: string;
  readonly setting: string;
  readonly server: string;
  readonly note: string;
}

/** What a root may lack, or hold against them, that serves guest networks. */
export const serviceCatalog = {
  'unsupported-network-setting': backendError<NetworkSettingArgs>(
    ({ network, setting, server, note }) => `network ${network}: ${server} cannot do ${setting}: ${note}`,
    'The server that leases addresses on the network (dnsmasq, or kea with --dhcp kea) has no way to do what the document says. kea leases IPv4 addresses and does nothing else: names, files and IPv6 are for dnsmasq. Choose the other server or take the setting out; --allow-loss writes everything but that setting, and dumpxml shows what is left.',
  ),
  'limited-network-setting': backendWarning<NetworkSettingArgs>(
    ({ network, setting, server, note }) => `network ${network}: ${server} does no ${setting}: ${note}`,
    'The document does not say it, but with the usual server, dnsmasq, guests would have it: names answered by the host, and IPv6 addresses by router advertisements. kea (--dhcp kea) leases IPv4 addresses and does nothing else. The message says what the document may say so that nothing is left to guess.',
  ),
  'networks-without-systemd': backendWarning(
    () => 'systemd is not in the root: nothing starts the packet filters and servers of guest networks',
    'Rules, DHCP and DNS of guest networks are started by units of systemd, on every backend. Without it the bridges come up, if the backend is read, but nothing is filtered, leased or forwarded. Install systemd, or load the files below /etc/ifscribe/networks by other means.',
  ),
  'other-filter-drops': backendWarning<{ unit: string }>(
    ({ unit }) => `${unit} is enabled in the root: it drops what is forwarded, that of guest networks too`,
    'Of several packet filters on a host each must let a packet pass. Docker and ufw set the policy for forwarded packets to drop, and no rule of ifscribe can take that back: guests do not get out, and their published ports do not answer. Let the bridges pass there: in the chain DOCKER-USER for Docker, with `ufw route allow in on BRIDGE` and `out on BRIDGE` for ufw.',
  ),
  'zone-of-its-own': backendWarning<{ bridge: string; zone: string }>(
    ({ bridge, zone }) =>
      `${bridge} is to be in firewalld's zone ${zone}, which is not ifscribe's: run firewall-offline-cmd --zone=${zone} --add-interface=${bridge}`,
    "A zone's file lists its interfaces, and that of a zone which ifscribe did not make is the administrator's: it is not changed. Until the bridge is in its zone, firewalld treats it as one of the default zone. On a running system the command is firewall-cmd --permanent --zone=ZONE --add-interface=BRIDGE.",
  ),
};
