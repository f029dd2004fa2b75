import fc from 'fast-check';
import { without } from '../../src/model/defaults.ts';
import type { Host } from '../../src/model/host.ts';
import type { Interface } from '../../src/model/interface.ts';

/** One thing that somebody might change in a file by hand; an interface that it does not suit stays as it is. */
type Edit = (iface: Interface) => Interface;

const onDhcp =
  (family: 'ipv4' | 'ipv6', peerdns: boolean): Edit =>
  (i) => {
    const protocol = i[family];
    return protocol?.dhcp ? ({ ...i, [family]: { ...protocol, dhcp: { peerdns } } } as Interface) : i;
  };
const onFree =
  (edit: Edit): Edit =>
  (i) =>
    i.port ? i : edit(i);

const edits: Readonly<Record<string, Edit>> = {
  'start none': (i) => (i.topLevel ? { ...i, start: 'none' } : i),
  'start onboot': (i) => (i.topLevel ? { ...i, start: 'onboot' } : i),
  'another mtu': (i) => (i.topLevel ? { ...i, mtuBytes: 1400 } : i),
  'no mtu': (i) => without(i, 'mtuBytes'),
  'stp the other way': (i) =>
    i.type === 'bridge'
      ? { ...i, bridge: { ...without(i.bridge, 'forwardDelayMs'), stp: !i.bridge.stp } }
      : i,
  'a forward delay': (i) => (i.type === 'bridge' ? { ...i, bridge: { stp: true, forwardDelayMs: 7000 } } : i),
  'another bond mode': (i) => (i.type === 'bond' ? { ...i, bond: { mode: 'broadcast' } } : i),
  'a bond that monitors': (i) =>
    i.type === 'bond' ? { ...i, bond: { mode: 'balance-xor', monitor: { kind: 'miimon', freqMs: 250 } } } : i,
  'peerdns no': onDhcp('ipv4', false),
  'IPv6 peerdns yes': onDhcp('ipv6', true),
  'no IPv4': onFree((i) => without(i, 'ipv4')),
  'no IPv6': onFree((i) => without(i, 'ipv6')),
  'DHCP instead': onFree((i) => ({ ...i, ipv4: { dhcp: {}, addresses: [], routes: [] } })),
  'IPv6 autoconf instead': onFree((i) => ({ ...i, ipv6: { autoconf: true, addresses: [], routes: [] } })),
  'IPv6 off': onFree((i) => ({ ...i, ipv6: { disabled: true, autoconf: false, addresses: [], routes: [] } })),
  'an address fewer': onFree((i) =>
    i.ipv4 ? { ...i, ipv4: { ...i.ipv4, addresses: i.ipv4.addresses.slice(1) } } : i,
  ),
  'no routes': onFree((i) => (i.ipv4 ? { ...i, ipv4: { ...i.ipv4, routes: [] } } : i)),
  'no DNS': (i) => without(i, 'dns'),
  'no MAC set': (i) => without(i, 'assignMac'),
  'a MAC set': (i) => ({ ...i, assignMac: '02:00:5e:00:53:99' }),
  'vlan flags': (i) => (i.type === 'vlan' ? { ...i, vlan: { ...i.vlan, reorderHdr: false, gvrp: true } } : i),
};

/** What of a host somebody edits: for each interface in turn the name of an edit, over and over. */
export const arbitraryEdits: fc.Arbitrary<readonly string[]> = fc.array(
  fc.constantFrom('nothing', ...Object.keys(edits)),
  { minLength: 1, maxLength: 8 },
);

/** The host with these edits made to its interfaces. */
export const edited = (host: Host, names: readonly string[]): Host => ({
  interfaces: host.interfaces.map((iface, n) => edits[names[n % names.length] as string]?.(iface) ?? iface),
});

/** The host with the members of every bond and bridge in the opposite order. */
export const withMembersReversed = (host: Host): Host => ({
  interfaces: host.interfaces.map((iface) => {
    if (!iface.port) return iface;
    const { controller, position } = iface.port;
    const count = host.interfaces.filter(({ port }) => port?.controller === controller).length;
    return { ...iface, port: { ...iface.port, position: count - 1 - position } };
  }),
});

/** The host with the last bare member of every bond and bridge that has several taken out. */
export function withoutLastMembers(host: Host): Host {
  const last = new Map<string, Interface>();
  for (const iface of host.interfaces) {
    const { controller = '', position = 0 } = iface.port ?? {};
    if (position > (last.get(controller)?.port?.position ?? 0)) last.set(controller, iface);
  }
  const parents = new Set(host.interfaces.map((i) => (i.type === 'vlan' ? i.vlan.parent : '')));
  const goes = new Set(
    [...last.values()]
      .filter(({ type, topLevel, name }) => type !== 'bond' && !topLevel && !parents.has(name))
      .map(({ name }) => name),
  );
  return { interfaces: host.interfaces.filter(({ name }) => !goes.has(name)) };
}
