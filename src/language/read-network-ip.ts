import { bootFile, type DhcpHost, type DhcpRange, duid, folder, type NetworkIp } from '../model/network.ts';
import { addressBits, type Family } from '../model/values.ts';
import { familyName, readAddress, readChoice, readMac, readNumber, readYesNo } from './attributes.ts';
import { compact } from './compact.ts';
import type { Places } from './network-places.ts';
import { readFamily, readHostName, readMatching, readSubnetPrefix } from './read-network-values.ts';
import { locate, report, type Scope, valuePlace } from './scope.ts';
import { checkShape, childrenOf, readFirst } from './shape.ts';
import { subnetRole } from './subnet.ts';
import type { XmlElement } from './xml-tree.ts';

const IPV4_ONLY = 'the network boots guests over IPv4 only; put it into an <ip> of that family';

/** The `<ip>` elements, in order. What is faulty of one is left out, and it is too where its address is none. */
export function readIps(scope: Scope, network: XmlElement, places: Places): NetworkIp[] {
  const served = new Set<string>();
  const ips: NetworkIp[] = [];
  for (const element of childrenOf(network, 'ip')) {
    const family = readFamily(scope, element);
    checkServices(scope, element, family, served);
    const ip = readIp(scope, element, family, places);
    if (!ip) continue;
    locate(scope, `ip.${ips.length}`, element, 'address');
    const [tftp] = childrenOf(element, 'tftp');
    if (tftp) locate(scope, `ip.${ips.length}.tftp`, tftp, 'root');
    ips.push(ip);
  }
  return ips;
}

/** One DHCP server of a family serves one subnet of the network's, and one TFTP server one folder. */
function checkServices(scope: Scope, element: XmlElement, family: Family, served: Set<string>): void {
  const [dhcp] = childrenOf(element, 'dhcp');
  const [tftp] = childrenOf(element, 'tftp');
  for (const child of [dhcp, tftp]) {
    if (!child || (child === dhcp && child.children.length === 0)) continue;
    const service = `${child.name} ${family}`;
    const args = { element: child.name, family: familyName(family) };
    if (served.has(service)) report(scope, 'network-service-twice', args, child.start);
    served.add(service);
  }
}

function readIp(scope: Scope, element: XmlElement, family: Family, places: Places): NetworkIp | undefined {
  const four = family === 'ipv4';
  checkShape(scope, element, {
    required: ['address'],
    optional: ['netmask', 'prefix', 'family', 'localPtr'],
    once: four ? ['dhcp', 'tftp'] : ['dhcp'],
    ...(four ? {} : { unsupported: { tftp: IPV4_ONLY } }),
  });
  const address = readAddress(scope, element, 'address', family);
  const prefix = readSubnetPrefix(scope, element, family, address, 1);
  const localPtr = readYesNo(scope, element, 'localPtr');
  const dhcp = readFirst(scope, element, 'dhcp', (_, child) => readDhcp(scope, child, family, places));
  const tftpRoot = four ? readFirst(scope, element, 'tftp', readTftp) : undefined;
  if (address === undefined || prefix === undefined) return undefined;
  const role = four ? subnetRole(address, prefix) : undefined;
  if (role) {
    report(scope, 'address-not-host', { address, prefix, role }, valuePlace(scope, element, 'address'));
    return undefined;
  }
  return { ...compact({ localPtr, dhcp, tftpRoot }), family, address, prefix } as NetworkIp;
}

function readTftp(scope: Scope, element: XmlElement): string | undefined {
  checkShape(scope, element, { required: ['root'] });
  return readMatching(scope, element, 'root', folder, 'path-syntax');
}

/** An empty `<dhcp>` says nothing. */
function readDhcp(
  scope: Scope,
  element: XmlElement,
  family: Family,
  places: Places,
): NetworkIp['dhcp'] | undefined {
  const four = family === 'ipv4';
  checkShape(scope, element, {
    many: ['range', 'host'],
    once: four ? ['bootp'] : [],
    ...(four ? {} : { unsupported: { bootp: IPV4_ONLY } }),
  });
  const keep = <T extends object>(child: XmlElement, item: T | undefined): T[] => {
    if (!item) return [];
    places.set(item, { element: child });
    return [item];
  };
  const [ranges, hosts] = [childrenOf(element, 'range'), childrenOf(element, 'host')];
  const said = {
    ranges: ranges.flatMap((child) => keep(child, readRange(scope, child, family))),
    hosts: hosts.flatMap((child) => keep(child, readHost(scope, child, family))),
  };
  const bootp = four ? readFirst(scope, element, 'bootp', readBootp) : undefined;
  if (ranges.length + hosts.length === 0 && element.children.length > 0) {
    report(scope, 'missing-element', { element: 'range', parent: 'dhcp' }, element.start);
  }
  return said.ranges.length + said.hosts.length > 0 ? { ...said, ...compact({ bootp }) } : undefined;
}

function readRange(scope: Scope, element: XmlElement, family: Family): DhcpRange | undefined {
  checkShape(scope, element, { required: ['start', 'end'], once: ['lease'] });
  const leaseSeconds = readFirst(scope, element, 'lease', readLease);
  const range = readAddressRange(scope, element, family);
  return range && { ...range, ...compact({ leaseSeconds }) };
}

/** Addresses from `start` to `end`. */
export function readAddressRange(
  scope: Scope,
  element: XmlElement,
  family: Family,
): { start: string; end: string } | undefined {
  const start = readAddress(scope, element, 'start', family);
  const end = readAddress(scope, element, 'end', family);
  if (start === undefined || end === undefined) return undefined;
  if (addressBits(start) <= addressBits(end)) return { start, end };
  report(scope, 'range-order', { start, end }, valuePlace(scope, element, 'end'));
  return undefined;
}

function readHost(scope: Scope, element: XmlElement, family: Family): DhcpHost | undefined {
  const four = family === 'ipv4';
  checkShape(scope, element, { optional: ['mac', 'id', 'name', 'ip'], once: ['lease'] });
  const { attributes } = element;
  const stranger = four ? 'id' : 'mac';
  const known = four ? 'mac' : 'id';
  if (attributes[stranger] !== undefined) {
    const hint = `${four ? 'IPv4' : 'IPv6'} knows it by ${known} or name, not by ${stranger}`;
    report(scope, 'dhcp-host-identity', { hint }, valuePlace(scope, element, stranger));
  } else if (attributes[known] === undefined && attributes.name === undefined) {
    report(scope, 'dhcp-host-identity', { hint: `it needs ${known} or name` }, element.start);
  }
  const host = compact({
    mac: four ? readMac(scope, element, 'mac') : undefined,
    id: four ? undefined : readDuid(scope, element),
    name: readHostName(scope, element, 'name'),
    ip: readAddress(scope, element, 'ip', family),
    leaseSeconds: readFirst(scope, element, 'lease', readLease),
  });
  return (host.mac ?? host.id ?? host.name) === undefined ? undefined : host;
}

function readDuid(scope: Scope, element: XmlElement): string | undefined {
  const { id } = element.attributes;
  if (id === undefined) return undefined;
  // libvirt's own examples leave the zero of a byte below 16 out.
  const lower = {
    ...element,
    attributes: { id: id.toLowerCase().replace(/(?<=^|:)[0-9a-f](?=:|$)/g, '0$&') },
  };
  return readMatching(scope, lower, 'id', duid, 'duid-syntax');
}

const UNIT_SECONDS = { seconds: 1, minutes: 60, hours: 3600 } as const;
const UNITS = Object.keys(UNIT_SECONDS) as (keyof typeof UNIT_SECONDS)[];

/** dnsmasq leases for at least two minutes, and keeps the time in 32 bits; 0 is for ever. */
const LEASE_SECONDS = { min: 120, max: 4_294_967_294 };

function readLease(scope: Scope, element: XmlElement): number | undefined {
  checkShape(scope, element, { required: ['expiry'], optional: ['unit'] });
  const { max } = LEASE_SECONDS;
  const expiry = readNumber(scope, element, 'expiry', { min: 0, max });
  const unit = readChoice(scope, element, 'unit', UNITS);
  if (expiry === undefined || (unit === undefined && element.attributes.unit !== undefined)) return undefined;
  const seconds = expiry * UNIT_SECONDS[unit ?? 'minutes'];
  if (seconds === 0 || (seconds >= LEASE_SECONDS.min && seconds <= max)) return seconds;
  report(scope, 'lease-range', { seconds, ...LEASE_SECONDS }, valuePlace(scope, element, 'expiry'));
  return undefined;
}

function readBootp(scope: Scope, element: XmlElement): { file: string; server?: string } | undefined {
  checkShape(scope, element, { required: ['file'], optional: ['server'] });
  const file = readMatching(scope, element, 'file', bootFile, 'path-syntax');
  const server = readAddress(scope, element, 'server', 'ipv4');
  return file === undefined ? undefined : { file, ...compact({ server }) };
}
