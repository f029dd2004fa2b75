/** Ethernet frames as the far end of a NIC's cable sees and makes them. Addresses are text, payloads bytes. */

/** An Ethernet frame; `tag`: its 802.1Q tag, 0 for none. */
export interface Frame {
  readonly destination: string;
  readonly source: string;
  readonly tag: number;
  readonly etherType: number;
  readonly payload: Buffer;
}

export const ETHER_IPV4 = 0x0800;
export const ETHER_ARP = 0x0806;
export const ETHER_IPV6 = 0x86dd;
const ETHER_VLAN = 0x8100;
export const BROADCAST = 'ff:ff:ff:ff:ff:ff';

export const macText = (bytes: Buffer): string =>
  [...bytes.subarray(0, 6)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
export const macBytes = (mac: string): Buffer => Buffer.from(mac.replaceAll(':', ''), 'hex');

export function parseFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 18) return undefined;
  const isTagged = bytes.readUInt16BE(12) === ETHER_VLAN;
  const at = isTagged ? 16 : 12;
  return {
    destination: macText(bytes),
    source: macText(bytes.subarray(6)),
    tag: isTagged ? bytes.readUInt16BE(14) & 0xfff : 0,
    etherType: bytes.readUInt16BE(at),
    payload: bytes.subarray(at + 2),
  };
}

export function frameBytes({ destination, source, tag, etherType, payload }: Frame): Buffer {
  const vlan = Buffer.alloc(4);
  vlan.writeUInt16BE(ETHER_VLAN, 0);
  vlan.writeUInt16BE(tag, 2);
  const type = Buffer.alloc(2);
  type.writeUInt16BE(etherType);
  const parts = [macBytes(destination), macBytes(source), ...(tag ? [vlan] : []), type, payload];
  const frame = Buffer.concat(parts);
  return frame.length < 60 ? Buffer.concat([frame, Buffer.alloc(60 - frame.length)]) : frame;
}

/** The Internet checksum (RFC 1071). */
export function checksum(...parts: readonly Buffer[]): number {
  const bytes = Buffer.concat(parts);
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

export const ipv4Bytes = (text: string): Buffer => Buffer.from(text.split('.').map(Number));
export const ipv4Text = (bytes: Buffer): string => [...bytes.subarray(0, 4)].join('.');

/** An IPv6 address in any spelling without an embedded IPv4 address. */
export function ipv6Bytes(text: string): Buffer {
  const [head = '', tail] = text.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const bytes = Buffer.alloc(16);
  [...front, ...Array(8 - front.length - back.length).fill(0), ...back].forEach((group, n) => {
    bytes.writeUInt16BE(group, n * 2);
  });
  return bytes;
}

/** A UDP datagram in IPv4; without a UDP checksum, which IPv4 allows (RFC 768). */
export function udp4(
  source: string,
  destination: string,
  ports: readonly [number, number],
  data: Buffer,
): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(28 + data.length, 2);
  header.writeUInt8(64, 8);
  header.writeUInt8(17, 9);
  ipv4Bytes(source).copy(header, 12);
  ipv4Bytes(destination).copy(header, 16);
  header.writeUInt16BE(checksum(header), 10);
  return Buffer.concat([header, udpHeader(ports, data.length), data]);
}

function udpHeader([from, to]: readonly [number, number], length: number): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(from, 0);
  header.writeUInt16BE(to, 2);
  header.writeUInt16BE(8 + length, 4);
  return header;
}

export const ICMPV6 = 58;
const UDP = 17;

/** An IPv6 packet whose payload has its checksum at `checksumAt`. */
function ipv6(
  source: Buffer,
  destination: Buffer,
  next: number,
  payload: Buffer,
  checksumAt: number,
): Buffer {
  const pseudo = Buffer.alloc(8);
  pseudo.writeUInt32BE(payload.length, 0);
  pseudo.writeUInt8(next, 7);
  payload.writeUInt16BE(checksum(source, destination, pseudo, payload), checksumAt);
  const header = Buffer.alloc(8);
  header.writeUInt8(0x60, 0);
  header.writeUInt16BE(payload.length, 4);
  header.writeUInt8(next, 6);
  header.writeUInt8(255, 7);
  return Buffer.concat([header, source, destination, payload]);
}

export const icmp6 = (source: Buffer, destination: Buffer, message: Buffer): Buffer =>
  ipv6(source, destination, ICMPV6, message, 2);

export const udp6 = (
  source: Buffer,
  destination: Buffer,
  ports: readonly [number, number],
  data: Buffer,
): Buffer => ipv6(source, destination, UDP, Buffer.concat([udpHeader(ports, data.length), data]), 6);
