import { ICMPV6, icmp6, ipv6Bytes, macBytes, udp6 } from './frames.ts';

/** What the router and DHCPv6 server of a link says. */
export interface Ipv6Link {
  readonly routerMac: string;
  /** A /64 from which hosts make their addresses: `2001:db8:1:2::`. */
  readonly prefix: string;
  readonly dns: string;
}

const ROUTER = 'fe80::1';
const ALL_NODES = 'ff02::1';
const ROUTER_SOLICITATION = 133;
const ROUTER_ADVERTISEMENT = 134;
const LIFETIME_S = 1800;

export const isRouterSolicitation = (packet: Buffer): boolean =>
  packet[6] === ICMPV6 && packet[40] === ROUTER_SOLICITATION;

/**
 * A router advertisement (RFC 4861 4.2) with everything a router may offer: addresses by SLAAC and by DHCPv6
 * (M and O), a default route, DNS (RFC 8106). What of it a host takes is what its configuration says.
 */
export function routerAdvertisement({ routerMac, prefix, dns }: Ipv6Link): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt8(ROUTER_ADVERTISEMENT, 0);
  head.writeUInt8(64, 4);
  head.writeUInt8(0xc0, 5);
  head.writeUInt16BE(LIFETIME_S, 6);
  const prefixInfo = Buffer.alloc(32);
  prefixInfo.set([3, 4, 64, 0xc0]);
  prefixInfo.writeUInt32BE(LIFETIME_S * 2, 4);
  prefixInfo.writeUInt32BE(LIFETIME_S, 8);
  ipv6Bytes(prefix).copy(prefixInfo, 16);
  const rdnss = Buffer.alloc(24);
  rdnss.set([25, 3]);
  rdnss.writeUInt32BE(LIFETIME_S, 4);
  ipv6Bytes(dns).copy(rdnss, 8);
  const linkAddress = Buffer.concat([Buffer.from([1, 1]), macBytes(routerMac)]);
  const message = Buffer.concat([head, prefixInfo, rdnss, linkAddress]);
  return icmp6(ipv6Bytes(ROUTER), ipv6Bytes(ALL_NODES), message);
}

const CLIENT_ID = 1;
const SERVER_ID = 2;
const IA_NA = 3;
const IA_ADDRESS = 5;
const RAPID_COMMIT = 14;
const DNS_SERVERS = 23;
const SOLICIT = 1;
const ADVERTISE = 2;
const REPLY = 7;
const INFORMATION_REQUEST = 11;
/** Messages that are answered with a REPLY: REQUEST, CONFIRM, RENEW, REBIND, RELEASE, INFORMATION-REQUEST. */
const REPLIED: ReadonlySet<number> = new Set([3, 4, 5, 6, 8, INFORMATION_REQUEST]);

/** The DHCPv6 server's answer (an IPv6 packet, RFC 8415) to an IPv6 packet that asks for one, if it does. */
export function dhcpv6Answer(packet: Buffer, link: Ipv6Link, addressFor: () => string): Buffer | undefined {
  if (packet.length < 52 || packet[6] !== 17 || packet.readUInt16BE(42) !== 547) return undefined;
  const request = packet.subarray(48);
  const kind = request[0] ?? 0;
  const said = options(request.subarray(4));
  if (kind !== SOLICIT && !REPLIED.has(kind)) return undefined;
  const isRapid = kind === SOLICIT && said.has(RAPID_COMMIT);
  const clientId = said.get(CLIENT_ID);
  const association = kind === INFORMATION_REQUEST ? undefined : said.get(IA_NA);
  const answer = Buffer.concat([
    Buffer.from([kind === SOLICIT && !isRapid ? ADVERTISE : REPLY]),
    request.subarray(1, 4),
    option(SERVER_ID, Buffer.concat([Buffer.from([0, 3, 0, 1]), macBytes(link.routerMac)])),
    ...(clientId ? [option(CLIENT_ID, clientId)] : []),
    ...(isRapid ? [option(RAPID_COMMIT, Buffer.alloc(0))] : []),
    ...(association ? [identityAssociation(association, addressFor())] : []),
    option(DNS_SERVERS, ipv6Bytes(link.dns)),
  ]);
  return udp6(ipv6Bytes(ROUTER), packet.subarray(8, 24), [547, 546], answer);
}

function identityAssociation(asked: Buffer, address: string): Buffer {
  const lease = Buffer.alloc(24);
  ipv6Bytes(address).copy(lease);
  lease.writeUInt32BE(LIFETIME_S, 16);
  lease.writeUInt32BE(LIFETIME_S * 2, 20);
  return option(IA_NA, Buffer.concat([asked.subarray(0, 4), Buffer.alloc(8), option(IA_ADDRESS, lease)]));
}

function option(code: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(code, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value]);
}

function options(bytes: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt16BE(at + 2);
    found.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return found;
}
