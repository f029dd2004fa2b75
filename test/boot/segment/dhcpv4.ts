import { ipv4Bytes, ipv4Text, udp4 } from './frames.ts';

/** What a DHCP server gives away. */
export interface Lease {
  readonly address: string;
  readonly prefix: number;
  readonly gateway: string;
  readonly dns: string;
}

const DISCOVER = 1;
const OFFER = 2;
const REQUEST = 3;
const ACK = 5;
const INFORM = 8;
const LEASE_S = 3600;
/** The options follow the magic cookie, RFC 2131 section 3. */
const OPTIONS_AT = 28 + 240;

/** The server's answer (an IPv4 packet) to an IPv4 packet that asks for a lease, if it does. */
export function dhcpv4Answer(packet: Buffer, leaseFor: (clientMac: Buffer) => Lease): Buffer | undefined {
  if (packet.length < OPTIONS_AT || packet[9] !== 17 || packet.readUInt16BE(22) !== 67) return undefined;
  const request = packet.subarray(28);
  const kind = options(packet.subarray(OPTIONS_AT)).get(53)?.[0];
  if (kind !== DISCOVER && kind !== REQUEST && kind !== INFORM) return undefined;
  const lease = leaseFor(request.subarray(28, 34));

  const head = Buffer.alloc(240);
  request.copy(head, 0, 0, 240);
  head.fill(0, 44, 236);
  head.writeUInt8(2, 0);
  ipv4Bytes(lease.address).copy(head, 16);
  ipv4Bytes(lease.gateway).copy(head, 20);
  const mask = Buffer.alloc(4);
  mask.writeUInt32BE((0xffffffff << (32 - lease.prefix)) >>> 0);
  const said: [number, Buffer][] = [
    [53, Buffer.from([kind === DISCOVER ? OFFER : ACK])],
    [54, ipv4Bytes(lease.gateway)],
    [51, seconds(LEASE_S)],
    [1, mask],
    [3, ipv4Bytes(lease.gateway)],
    [6, ipv4Bytes(lease.dns)],
  ];
  const body = said.map(([code, value]) => Buffer.concat([Buffer.from([code, value.length]), value]));
  const data = Buffer.concat([head, ...body, Buffer.from([255])]);
  const isBroadcast = (request.readUInt16BE(10) & 0x8000) !== 0;
  const current = ipv4Text(request.subarray(12));
  const to = isBroadcast ? '255.255.255.255' : current === '0.0.0.0' ? lease.address : current;
  return udp4(lease.gateway, to, [67, 68], data);
}

function seconds(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function options(bytes: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at + 1 < bytes.length && bytes[at] !== 255; ) {
    const length = bytes[at + 1] ?? 0;
    if (bytes[at] === 0) {
      at += 1;
      continue;
    }
    found.set(bytes[at] ?? 0, bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return found;
}
