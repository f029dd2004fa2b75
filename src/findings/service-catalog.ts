import { backendWarning } from './entry.ts';

/** What a root may lack, or hold against them, that serves guest networks. */
export const serviceCatalog = {
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
