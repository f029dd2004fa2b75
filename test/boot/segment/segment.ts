import { createServer, type Server, type Socket } from 'node:net';
import { canonicalAddress } from '../../../src/model/values.ts';
import { dhcpv4Answer, type Lease } from './dhcpv4.ts';
import {
  BROADCAST,
  ETHER_ARP,
  ETHER_IPV4,
  ETHER_IPV6,
  type Frame,
  frameBytes,
  ipv4Bytes,
  ipv4Text,
  macBytes,
  macText,
  parseFrame,
} from './frames.ts';
import { dhcpv6Answer, type Ipv6Link, isRouterSolicitation, routerAdvertisement } from './ipv6.ts';

/**
 * The other end of a guest's cables: on every NIC, untagged and on every tag, a router with a DHCP server,
 * router advertisements and a DHCPv6 server, each with networks of its own. Nothing is passed on between
 * NICs. QEMU's `-netdev stream` brings the frames through Unix sockets, so that no device and no privilege
 * is needed, and whatever the guest sends ends here.
 */
export interface Segment {
  /** Leases given so far. */
  readonly leases: () => readonly GivenLease[];
  /** NICs (places in their order) through which the guest answers who asks for an IPv4 address on every cable. */
  readonly answersFor: (address: string) => Promise<readonly number[]>;
  /** IPv6 prefix that is advertised to a NIC on a tag (0: untagged). */
  readonly ipv6Prefix: (nic: number, tag: number) => string;
  readonly close: () => Promise<void>;
}

export interface GivenLease {
  readonly mac: string;
  readonly tag: number;
  readonly lease: Lease;
  readonly ipv6Address: string;
}

/** The name server that routers and the DHCPv6 server tell of. */
export const ADVERTISED_DNS = '2001:db8:ffff::53';

/** More often than bonds ask for ARP answers: a member that is not in use is up as long as it hears something. */
const ADVERTISEMENTS_EVERY_MS = 700;
const ANSWER_WAIT_MS = 2000;
const routerMac = (nic: number): string => `52:54:00:ff:ff:${nic.toString(16).padStart(2, '0')}`;

/** Listens on one socket for each NIC, in their order. */
export async function openSegment(sockets: readonly string[]): Promise<Segment> {
  const given = new Map<string, GivenLease>();
  const links = new Map<string, { nic: number; tag: number; cable: Socket }>();

  const networkOf = (nic: number, tag: number) => `${16 * nic + (tag >> 8)}.${tag & 255}`;
  const ipv6Prefix = (nic: number, tag: number) =>
    `2001:db8:${(0xa000 + nic).toString(16)}:${tag.toString(16)}::`;
  const linkOf = (nic: number, tag: number): Ipv6Link => ({
    routerMac: routerMac(nic),
    prefix: ipv6Prefix(nic, tag),
    dns: ADVERTISED_DNS,
  });
  const leaseFor = (nic: number, tag: number, client: Buffer): GivenLease => {
    const mac = macText(client);
    const key = `${mac} ${tag}`;
    const known = given.get(key);
    if (known) return known;
    const network = `10.${networkOf(nic, tag)}`;
    const lease = { address: `${network}.100`, prefix: 24, gateway: `${network}.1`, dns: `${network}.53` };
    const ipv6Address = canonicalAddress('ipv6', `${ipv6Prefix(nic, tag)}d6`) ?? '';
    const made = { mac, tag, lease, ipv6Address };
    given.set(key, made);
    return made;
  };

  const heard = new Map<string, Set<number>>();
  const answersFor = async (address: string): Promise<readonly number[]> => {
    heard.set(address, new Set());
    for (const { nic, tag, cable } of links.values()) {
      const payload = arpRequest(routerMac(nic), address);
      send(
        cable,
        frameBytes({ destination: BROADCAST, source: routerMac(nic), tag, etherType: ETHER_ARP, payload }),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, ANSWER_WAIT_MS));
    return [...(heard.get(address) ?? [])].sort();
  };

  const answers = (nic: number, frame: Frame): Frame[] => {
    const { tag, etherType, payload, source } = frame;
    const reply = (destination: string, answer: Buffer | undefined): Frame[] =>
      answer ? [{ destination, source: routerMac(nic), tag, etherType, payload: answer }] : [];
    switch (etherType) {
      case ETHER_ARP:
        heard.get(ipv4Text(payload.subarray(14)))?.add(nic);
        return reply(source, arpAnswer(payload, routerMac(nic)));
      case ETHER_IPV4:
        return reply(
          frame.destination === BROADCAST ? BROADCAST : source,
          dhcpv4Answer(payload, (mac) => leaseFor(nic, tag, mac).lease),
        );
      case ETHER_IPV6: {
        if (isRouterSolicitation(payload)) return reply(ALL_NODES_MAC, routerAdvertisement(linkOf(nic, tag)));
        const addressFor = () => leaseFor(nic, tag, macBytes(source)).ipv6Address;
        return reply(source, dhcpv6Answer(payload, linkOf(nic, tag), addressFor));
      }
      default:
        return [];
    }
  };

  const servers = await Promise.all(
    sockets.map((path, nic) =>
      listen(path, (cable) => {
        links.set(`${nic} 0`, { nic, tag: 0, cable });
        onFrames(cable, (bytes) => {
          const frame = parseFrame(bytes);
          if (!frame) return;
          links.set(`${nic} ${frame.tag}`, { nic, tag: frame.tag, cable });
          for (const answer of answers(nic, frame)) send(cable, frameBytes(answer));
        });
      }),
    ),
  );
  // Also to who did not ask: a host that shall not listen to routers is told all the same.
  const timer = setInterval(() => {
    for (const { nic, tag, cable } of links.values()) {
      const payload = routerAdvertisement(linkOf(nic, tag));
      send(
        cable,
        frameBytes({
          destination: ALL_NODES_MAC,
          source: routerMac(nic),
          tag,
          etherType: ETHER_IPV6,
          payload,
        }),
      );
    }
  }, ADVERTISEMENTS_EVERY_MS);

  return {
    leases: () => [...given.values()],
    answersFor,
    ipv6Prefix,
    close: async () => {
      clearInterval(timer);
      for (const { cable } of links.values()) cable.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

const ALL_NODES_MAC = '33:33:00:00:00:01';

/** Every address that is asked for is the router's, but for those the guest asks about because it wants them itself. */
function arpAnswer(request: Buffer, mac: string): Buffer | undefined {
  const sender = request.subarray(14, 18);
  const target = request.subarray(24, 28);
  if (request.readUInt16BE(6) !== 1 || sender.equals(target) || sender.every((byte) => byte === 0))
    return undefined;
  const answer = Buffer.from(request.subarray(0, 28));
  answer.writeUInt16BE(2, 6);
  macBytes(mac).copy(answer, 8);
  target.copy(answer, 14);
  request.copy(answer, 18, 8, 18);
  return answer;
}

/** Asked by nobody in particular (an ARP probe, RFC 5227), so that it does no harm in any network. */
function arpRequest(mac: string, target: string): Buffer {
  const request = Buffer.alloc(28);
  request.writeUInt16BE(1, 0);
  request.writeUInt16BE(ETHER_IPV4, 2);
  request.writeUInt8(6, 4);
  request.writeUInt8(4, 5);
  request.writeUInt16BE(1, 6);
  macBytes(mac).copy(request, 8);
  ipv4Bytes(target).copy(request, 24);
  return request;
}

export async function listen(path: string, connected: (socket: Socket) => void): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    connected(socket);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return server;
}

/** QEMU puts each frame's length, 32 bits big-endian, before it. */
function onFrames(cable: Socket, take: (frame: Buffer) => void): void {
  let pending = Buffer.alloc(0);
  cable.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32BE(0)) {
      const end = 4 + pending.readUInt32BE(0);
      take(pending.subarray(4, end));
      pending = pending.subarray(end);
    }
  });
}

function send(cable: Socket, frame: Buffer): void {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(frame.length);
  if (!cable.destroyed) cable.write(Buffer.concat([length, frame]));
}
