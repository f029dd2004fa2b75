import keaUnitTemplate from '../../templates/services/kea-unit.hbs';
import { subnetText } from '../model/address-block.ts';
import type { DhcpHost, InstalledNetwork, Network } from '../model/network.ts';
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
import { serversOf } from './kea-limits.ts';
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

/** The unit of that kea-dhcp4. */
export function keaUnit(installed: InstalledNetwork): string | undefined {
  const { network, dhcpServer } = installed;
  if (dhcpServer !== 'kea' || keaConfiguration(network) === undefined) return undefined;
  return keaUnitTemplate({
    ...serverUnitView(installed),
    path: keaPath(network.name),
    runtime: `ifscribe-net-${safeNetworkName(network.name)}`,
  });
}
