import { without } from '../model/defaults.ts';
import type { Network, NetworkDns, NetworkIp } from '../model/network.ts';
import { familyOf } from '../model/values.ts';
import { leasesOf } from './dnsmasq-dhcp.ts';
import type { NetworkLimit } from './layer.ts';
import { type NetworkLoss, withDhcp, withHosts, withIps } from './network-loss.ts';

/** kea's DHCP server for IPv4 leases addresses, and does nothing else. */

/** The name servers that guests are told: those asked for everything. DHCP names IPv4 addresses only. */
export const serversOf = (dns: Network['dns']): string[] =>
  dns?.enable === false ? [] : (dns?.forwarders ?? []).filter(isTold).map(({ address }) => address);

const isTold = (forwarder: NetworkDns['forwarders'][number]): forwarder is { address: string } =>
  forwarder.domain === undefined && forwarder.address !== undefined && familyOf(forwarder.address) === 'ipv4';

const leasesAny = (network: Network): boolean => leasesOf(network, 'ipv4').length > 0;

/** What of a document is lost with kea: first leases, for what else guests are told comes with those. */
export const keaLosses: readonly NetworkLoss[] = [
  {
    setting: '<dhcp> for IPv6',
    note: 'only its server for IPv4 is set up',
    lose: (network) => withIps(network, (ip) => (ip.family === 'ipv6' ? without(ip, 'dhcp') : ip)),
  },
  {
    setting: 'a <host> without mac in <dhcp>',
    note: 'it knows guests by their MAC address only; say that',
    lose: (network) => withHosts(network, (host) => (host.mac === undefined ? undefined : host)),
  },
  {
    setting: 'the <lease> of a <host> in <dhcp>',
    note: 'how long a lease lasts is said of all leases of a subnet; say it of the <range>',
    lose: (network) => withHosts(network, (host) => without(host, 'leaseSeconds')),
  },
  {
    setting: 'the <lease> of one <range> beside another',
    note: 'how long a lease lasts is said of all leases of a subnet; give all its ranges the same',
    lose: (network) => withIps(network, (ip) => (ip.dhcp ? withDhcp(ip, evenLeases(ip.dhcp)) : ip)),
  },
  {
    setting: '<dns>',
    note: "it answers no names; it can only tell guests, with their leases, which servers of IPv4 they may ask (<forwarder addr='…'/>), or write enable='no'",
    lose: loseNames,
  },
  {
    setting: '<domain>',
    note: 'guests are told of it with an IPv4 lease only',
    lose: (network) => (network.ips.length > 0 && !leasesAny(network) ? without(network, 'domain') : network),
  },
  {
    setting: "localOnly='yes'",
    note: 'it answers no names',
    lose: (network) =>
      network.domain?.localOnly ? { ...network, domain: without(network.domain, 'localOnly') } : network,
  },
  {
    setting: "localPtr='yes'",
    note: 'it answers no names',
    lose: (network) => withIps(network, (ip) => (ip.localPtr ? without(ip, 'localPtr') : ip)),
  },
  {
    setting: '<tftp>',
    note: 'it gives out no files; <bootp> may name another server',
    lose: (network) => withIps(network, (ip) => (ip.family === 'ipv4' ? without(ip, 'tftpRoot') : ip)),
  },
];

/** What is left of `<dns>` are the servers that guests are told of; without any there is no DNS. */
function loseNames(network: Network): Network {
  const { dns } = network;
  if (dns === undefined || !promisesNames(network)) return network;
  const forwarders = leasesAny(network) ? dns.forwarders.filter(isTold) : [];
  const silent = { forwarders, texts: [], services: [], hosts: [] };
  return { ...network, dns: forwarders.length > 0 ? silent : { enable: false, ...silent } };
}

/** Whether guests are to have a server of the network's own: not where others are named for everything. */
function promisesNames(network: Network): boolean {
  const { dns, ips } = network;
  if (ips.length === 0 || dns?.enable === false) return false;
  if (dns === undefined) return true;
  const records = dns.texts.length + dns.services.length + dns.hosts.length;
  const told = leasesAny(network) ? serversOf(dns).length : 0;
  return records > 0 || dns.forwardPlainNames === false || told === 0 || told < dns.forwarders.length;
}

/** All ranges with the lease of the first. */
function evenLeases<T extends NonNullable<NetworkIp['dhcp']>>(dhcp: T): T {
  const [first] = dhcp.ranges;
  const ranges = dhcp.ranges.map((range) => ({
    ...without(range, 'leaseSeconds'),
    ...(first?.leaseSeconds === undefined ? {} : { leaseSeconds: first.leaseSeconds }),
  }));
  return { ...dhcp, ranges };
}

/** What comes with a network where nothing is said of it, and not with kea. */
export function keaLimits(network: Network): NetworkLimit[] {
  const limits: NetworkLimit[] = [];
  if (network.dns === undefined && promisesNames(network)) {
    limits.push({
      setting: 'names',
      note: `it answers none, and guests are told of no server that would; if that is meant, write <dns enable='no'/>${leasesAny(network) ? ", or <dns><forwarder addr='…'/></dns> to tell them of one" : ''}`,
    });
  }
  if (network.ips.some(({ family }) => family === 'ipv6')) {
    limits.push({
      setting: 'router advertisements',
      note: 'guests get neither an address nor a route of IPv6 by themselves; set theirs up in the guests, and take the IPv6 <ip> out if the host needs none',
    });
  }
  return limits;
}
