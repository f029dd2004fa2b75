import keaUnitTemplate from '../../templates/services/kea-unit.hbs';
import { subnetText } from '../model/address-block.ts';
import type { DhcpHost, InstalledNetwork, Network, NetworkIp } from '../model/network.ts';
import { familyOf } from '../model/values.ts';
import { leasesOf } from './dnsmasq-dhcp.ts';
import {
  safeAddress,
  safeBootFile,
  safeDevice,
  safeHostName,
  safeInteger,
  safeMac,
  safeNetworkName,
  safePrefix,
} from './guard.ts';
import { keaPath } from './names.ts';
import { serverUnitView } from './server-unit.ts';

type Leasing = ReturnType<typeof leasesOf<'ipv4'>>[number];

/** What dnsmasq takes where nothing is said; kea would take two hours. Seconds. */
const LEASE_SECONDS = 3600;
/** What stands for ever (RFC 2131 3.3). */
const FOREVER = 4_294_967_295;

/** The configuration of the kea-dhcp4 that leases a network's addresses, or undefined where it has none to lease. */
export function keaConfiguration(network: Network): string | undefined {
  const subnets = leasesOf(network, 'ipv4');
  if (network.forward?.mode === 'bridge' || subnets.length === 0) return undefined;
  const bridge = safeDevice(network.bridge.name);
  const views = subnets.map((ip, n) => subnetView(network, ip, n + 1));
  return `${JSON.stringify(
    {
      Dhcp4: {
        'interfaces-config': {
          interfaces: [bridge],
          // A bridge without guests has no carrier, and kea gives up on it unless told how often to try again.
          'service-sockets-max-retries': FOREVER,
          'service-sockets-retry-wait-time': 1000,
        },
        'lease-database': {
          type: 'memfile',
          persist: true,
          name: `/var/lib/ifscribe/${safeNetworkName(network.name)}.leases4`,
        },
        authoritative: true,
        'valid-lifetime': LEASE_SECONDS,
        'option-data': commonOptions(network),
        // kea takes subnets of one link for different links, unless they are said to share it.
        ...(views.length === 1
          ? { subnet4: views.map((view) => ({ ...view, interface: bridge })) }
          : { 'shared-networks': [{ name: network.name, interface: bridge, subnet4: views }] }),
        loggers: [{ name: 'kea-dhcp4', severity: 'INFO', output_options: [{ output: 'stdout' }] }],
      },
    },
    undefined,
    2,
  )}\n`;
}

interface KeaOption {
  readonly name: string;
  readonly data: string;
}

/** What every guest is told. kea answers no names, so guests ask the servers that the document has for it. */
function commonOptions({ dns, domain, mtuBytes }: Network): KeaOption[] {
  const servers = serversOf(dns).map((address) => safeAddress('ipv4', address));
  return [
    ...(servers.length ? [{ name: 'domain-name-servers', data: servers.join(', ') }] : []),
    ...(domain ? [{ name: 'domain-name', data: safeHostName(domain.name) }] : []),
    ...(mtuBytes === undefined
      ? []
      : [{ name: 'interface-mtu', data: `${safeInteger(mtuBytes, 68, 65_535)}` }]),
  ];
}

/** Those that are asked for everything; DHCP names IPv4 addresses only. */
const serversOf = (dns: Network['dns']): string[] =>
  dns?.enable === false
    ? []
    : (dns?.forwarders ?? []).flatMap(({ domain, address }) =>
        domain === undefined && address !== undefined && familyOf(address) === 'ipv4' ? [address] : [],
      );

function subnetView(network: Network, { address, prefix, dhcp }: Leasing, id: number): object {
  const [lease] = dhcp.ranges.map(({ leaseSeconds }) => leaseSeconds);
  const router = safeAddress('ipv4', address);
  return {
    id,
    subnet: subnetText(router, safePrefix('ipv4', prefix)),
    ...(lease === undefined ? {} : { 'valid-lifetime': lifetime(lease) }),
    pools: dhcp.ranges.map(({ start, end }) => ({
      pool: `${safeAddress('ipv4', start)} - ${safeAddress('ipv4', end)}`,
    })),
    reservations: dhcp.hosts.flatMap(reservation),
    // A default route to a host that forwards nothing would take the place of one that works.
    'option-data': network.forward === undefined ? [] : [{ name: 'routers', data: router }],
    ...(dhcp.bootp
      ? {
          'boot-file-name': safeBootFile(dhcp.bootp.file),
          'next-server': safeAddress('ipv4', dhcp.bootp.server ?? router),
        }
      : {}),
  };
}

const lifetime = (seconds: number): number =>
  seconds === 0 ? FOREVER : safeInteger(seconds, 120, 4_294_967_294);

/** kea knows a host by its MAC address, and takes no reservation of nothing. */
const reservation = ({ mac, ip, name }: DhcpHost): object[] =>
  mac === undefined || (ip === undefined && name === undefined)
    ? []
    : [
        {
          'hw-address': safeMac(mac),
          ...(ip === undefined ? {} : { 'ip-address': safeAddress('ipv4', ip) }),
          ...(name === undefined ? {} : { hostname: safeHostName(name) }),
        },
      ];

/** What of a network is lost with kea, which leases IPv4 addresses and does nothing else. */
export function keaCannot(network: Network): string[] {
  if (network.forward?.mode === 'bridge') return [];
  const { dns, domain, ips } = network;
  const says = (condition: boolean, what: string): string[] => (condition ? [what] : []);
  const ipv4 = leasesOf(network, 'ipv4');
  const hosts = ipv4.flatMap(({ dhcp }) => dhcp.hosts);
  return [
    ...says(ips.length > 0 && asksForNames(dns), 'dns'),
    ...says(domain?.localOnly === true, 'domain localOnly'),
    ...says(
      ips.some(({ localPtr }) => localPtr),
      'ip localPtr',
    ),
    ...says(
      ips.some((ip) => ip.family === 'ipv4' && ip.tftpRoot !== undefined),
      'tftp',
    ),
    ...says(leasesOf(network, 'ipv6').length > 0, 'IPv6 dhcp'),
    ...says(
      ips.some(({ family }) => family === 'ipv6'),
      'IPv6 router advertisements',
    ),
    ...says(
      hosts.some(({ mac }) => mac === undefined),
      'a dhcp host without mac',
    ),
    ...says(
      hosts.some(({ leaseSeconds }) => leaseSeconds !== undefined),
      'the lease of a dhcp host',
    ),
    ...says(ipv4.some(hasSeveralLeases), 'dhcp ranges with different leases'),
  ];
}

/** Whether guests are promised a server of the network's own: not where the document only names others' for everything. */
const asksForNames = (dns: Network['dns']): boolean =>
  dns?.enable !== false &&
  (dns === undefined ||
    dns.texts.length + dns.services.length + dns.hosts.length > 0 ||
    dns.forwardPlainNames === false ||
    serversOf(dns).length === 0 ||
    serversOf(dns).length < dns.forwarders.length);

const hasSeveralLeases = ({ dhcp }: NetworkIp): boolean =>
  new Set(dhcp?.ranges.map(({ leaseSeconds }) => leaseSeconds)).size > 1;

/** The unit of that kea-dhcp4. */
export function keaUnit({ network, dhcpServer }: InstalledNetwork): string | undefined {
  if (dhcpServer !== 'kea' || keaConfiguration(network) === undefined) return undefined;
  return keaUnitTemplate({
    ...serverUnitView(network),
    path: keaPath(network.name),
    runtime: `ifscribe-net-${safeNetworkName(network.name)}`,
  });
}
