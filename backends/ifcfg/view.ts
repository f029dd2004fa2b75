import type { RenderedFile } from '../../src/backend.ts';
import { type ExplicitInterface, explicitHost, type Notes, without } from '../../src/model/defaults.ts';
import { type Host, type HostIndex, hostSchema, indexHost } from '../../src/model/host.ts';
import { hasPrimary, type Interface } from '../../src/model/interface.ts';
import { UnsafeValueError } from '../../src/native/guard.ts';
import { shellAssignment } from '../../src/native/shell.ts';
import ifcfgTemplate from '../../templates/ifcfg/ifcfg.hbs';
import routeTemplate from '../../templates/ifcfg/route.hbs';
import { dnsEntries, ipv4Entries, ipv6Entries, placeDns } from './addressing.ts';
import { bondingOpts } from './bond.ts';
import { bridgingOpts, delaySeconds, portOpts } from './bridge.ts';
import { memberOrder } from './members.ts';
import { pathOf } from './paths.ts';
import { type PlacedRoutes, placeRoutes, type RouteLine } from './routes.ts';
import { vlanEntries, vlanNotes } from './vlan.ts';

type Entries = [key: string, value: string | undefined][];

/** TYPE, in the spelling that initscripts compare with. */
const TYPES = { ethernet: 'Ethernet', bond: 'Bond', bridge: 'Bridge', vlan: 'Vlan' } as const;

/** One file an interface, and one for its routes of each family. */
export function render(host: Host): RenderedFile[] {
  refuseStrangers(host);
  const index = indexHost(host);
  return explicitHost(host)
    .flatMap((explicit) => filesOf(explicit, index))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Numbers and addresses are written as they are, so that a model made by hand must be one that could be read. */
function refuseStrangers(host: Host): void {
  const issue = hostSchema.safeParse(host).error?.issues[0];
  if (!issue) return;
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], host);
  throw new UnsafeValueError(issue.path.slice(2).join('.'), value);
}

function filesOf({ iface, notes }: ExplicitInterface, index: HostIndex): RenderedFile[] {
  const { name } = iface;
  const four = placeRoutes(iface, 'ipv4');
  const six = placeRoutes(iface, 'ipv6');
  const dns = placeDns(iface);
  const entries: Entries = [
    ...identity(iface, notes.uuid),
    ...link(iface, index),
    ...ipv4Entries(iface, four),
    // A member has no IPv6 of its own, and both readers leave it alone, unless it is turned off.
    ...(iface.port && !iface.ipv6 ? [] : ipv6Entries(iface, six)),
    ...dnsEntries(dns?.written, iface),
  ];
  const file = (path: string, body: string, more: Notes = {}): RenderedFile => ({
    path,
    mode: 0o644,
    parts: [{ interface: name, notes: more, body }],
  });
  const routeFile = (kind: 'route' | 'route6', routes: readonly RouteLine[]): RenderedFile[] =>
    routes.length ? [file(pathOf(kind, name), routeTemplate({ routes }))] : [];
  return [
    file(
      pathOf('ifcfg', name),
      ifcfgTemplate({
        assignments: entries.flatMap(([key, value]) =>
          value === undefined ? [] : [shellAssignment(key, value)],
        ),
      }),
      { ...without(notes, 'uuid'), ...dns?.notes, ...ownNotes(iface, index, { four, six }) },
    ),
    ...routeFile('route', four.lines),
    ...routeFile('route6', six.lines),
  ];
}

function identity({ name, type, start }: Interface, uuid: unknown): Entries {
  return [
    ['DEVICE', name],
    ['NAME', name],
    ['UUID', typeof uuid === 'string' ? uuid : undefined],
    ['TYPE', TYPES[type]],
    ['DEVICETYPE', type !== 'ethernet' && hasScript(name) ? 'eth' : undefined],
    ['ONBOOT', start === 'none' ? 'no' : 'yes'],
    // Nobody has acted on it since RHEL 6: the difference to onboot is for the way back.
    ['HOTPLUG', start === 'hotplug' ? 'yes' : undefined],
  ];
}

/**
 * ifup looks for a script `ifup-` and the name without its number where DEVICETYPE is not said and TYPE is
 * not Ethernet: a vlan called post1 would run ifup-post.
 */
const hasScript = (name: string): boolean =>
  /^(?:aliases|bnep|ctc|ib|ippp|ipv6|ovs|plip|plusb|post|ppp|routes|sit|Team|TeamPort|tunnel|wireless)[0-9]*$/.test(
    name,
  );

function link(iface: Interface, index: HostIndex): Entries {
  const members = index.membersOf(iface.name);
  return [
    ['HWADDR', iface.type === 'ethernet' ? iface.permanentMac : undefined],
    ['MACADDR', iface.assignMac],
    ['MTU', iface.mtuBytes === undefined ? undefined : String(iface.mtuBytes)],
    ...controller(iface, index),
    ...(iface.type === 'bond'
      ? ([
          ['BONDING_MASTER', 'yes'],
          ['BONDING_OPTS', bondingOpts(iface, members)],
        ] satisfies Entries)
      : []),
    ...(iface.type === 'bridge'
      ? ([
          ['STP', iface.bridge.stp ? 'yes' : 'no'],
          ['DELAY', delaySeconds(iface.bridge)],
          ['BRIDGING_OPTS', bridgingOpts(iface.bridge) || undefined],
        ] satisfies Entries)
      : []),
    ...(iface.type === 'vlan' ? vlanEntries(iface.vlan) : []),
  ];
}

/** The member's line on its controller. initscripts look for MASTER= at the start of a line. */
function controller({ port }: Interface, index: HostIndex): Entries {
  if (!port) return [];
  if (index.get(port.controller)?.type === 'bond') {
    return [
      ['MASTER', port.controller],
      ['SLAVE', 'yes'],
    ];
  }
  return [
    ['BRIDGE', port.controller],
    ['BRIDGING_OPTS', portOpts(port) || undefined],
  ];
}

/** What the format has no place for beside what every format lacks. */
function ownNotes(
  iface: Interface,
  index: HostIndex,
  { four, six }: { four: PlacedRoutes; six: PlacedRoutes },
): Notes {
  const members = index.membersOf(iface.name).map(({ name }) => name);
  const primary = iface.type === 'bond' && hasPrimary(iface.bond.mode) ? members[0] : undefined;
  const isExpected = memberOrder(members, primary).every((name, n) => name === members[n]);
  return {
    ...(isExpected ? {} : { members }),
    ...(four.gateway?.at ? { 'ipv4-gateway-at': four.gateway.at } : {}),
    ...(six.gateway?.at ? { 'ipv6-gateway-at': six.gateway.at } : {}),
    ...(iface.type === 'vlan' ? vlanNotes(iface.vlan) : {}),
  };
}
