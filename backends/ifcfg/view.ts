import type { HostIndex } from '../../src/model/host.ts';
import type { Dns, Interface } from '../../src/model/interface.ts';
import { UnsafeValueError } from '../../src/native/guard.ts';
import { dnsEntries, ipv4Entries, ipv6Entries } from './addressing.ts';
import { bondingOpts } from './bond.ts';
import { bridgingOpts, delaySeconds, portOpts } from './bridge.ts';
import { hasScript } from './kind.ts';
import type { PlacedRoutes } from './routes.ts';
import { vlanEntries } from './vlan.ts';

type Entries = [key: string, value: string | undefined][];

/** TYPE, in the spelling that initscripts compare with. */
const TYPES = { ethernet: 'Ethernet', bond: 'Bond', bridge: 'Bridge', vlan: 'Vlan' } as const;

/** Where the routes of an interface go, by family. */
export interface RoutesOfBoth {
  readonly four: PlacedRoutes;
  readonly six: PlacedRoutes;
}

/** The keys of an interface's ifcfg file, in their order; undefined ones are left out. */
export function entriesOf(
  iface: Interface,
  index: HostIndex,
  { routes, dns, uuid }: { routes: RoutesOfBoth; dns: Dns | undefined; uuid: unknown },
): Entries {
  return [
    ...identity(iface, uuid),
    ...link(iface, index),
    ...ipv4Entries(iface, routes.four),
    // A member has no IPv6 of its own, and both readers leave it alone, unless it is turned off.
    ...(iface.port && !iface.ipv6 ? [] : ipv6Entries(iface, routes.six)),
    ...dnsEntries(dns, iface),
  ];
}

function identity({ name, type, start }: Interface, uuid: unknown): Entries {
  // Refused before (capabilities.ts); without a TYPE it would be taken for a NIC.
  if (type === 'veth') throw new UnsafeValueError('a type', type);
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
