import type { Definition } from '../../model/definition.ts';
import {
  type Bond,
  bondModes,
  type Interface,
  type InterfaceType,
  type Ipv4Protocol,
  type Ipv6Protocol,
} from '../../model/interface.ts';
import {
  addressAndPrefix,
  addressOf,
  allowOnly,
  badValue,
  choice,
  type NewOptions,
  numberOf,
  refused,
  required,
} from './options.ts';

export const interfaceTypes = [
  'bridge',
  'bond',
  'vlan',
  'veth',
  'ethernet',
] as const satisfies InterfaceType[];

const EVERY = ['dhcp', 'autoconf', 'address', 'gateway', 'none', 'mtu', 'mac', 'dns', 'search'] as const;
const ALLOWED = {
  bridge: [...EVERY, 'port'],
  bond: [...EVERY, 'port', 'mode'],
  vlan: [...EVERY, 'tag', 'on'],
  veth: [...EVERY, 'peer'],
  ethernet: EVERY,
} as const;

/** An interface to start from; values are as said, for the language to judge. */
export function newInterface(type: InterfaceType, name: string | undefined, options: NewOptions): Definition {
  allowOnly(options, ALLOWED[type], `a ${type}`);
  if (name === undefined && type !== 'vlan') throw refused(`name the ${type}: \`ifscribe new ${type} NAME\``);
  const common = {
    name: name ?? '',
    topLevel: true,
    start: 'onboot',
    ...(options.mtu === undefined ? {} : { mtuBytes: numberOf('--mtu', options.mtu) }),
    ...addressing(type, options),
    ...names(options),
  } as const;
  const assigned = options.mac === undefined ? {} : { assignMac: options.mac };
  const members = portsOf(options).map(memberOf);
  return { iface: ofType(), members };

  function ofType(): Interface {
    switch (type) {
      case 'bridge':
        return { ...common, ...assigned, type, bridge: { stp: false } };
      case 'bond':
        required(options.port, '--port, once for each NIC', 'a bond');
        return { ...common, ...assigned, type, bond: bondOptions(options) };
      case 'vlan': {
        const parent = required(options.on, '--on, the interface that it stands on', 'a vlan');
        const tag = required(numberOf('--tag', options.tag), '--tag', 'a vlan');
        return { ...common, ...assigned, name: name ?? `${parent}.${tag}`, type, vlan: { tag, parent } };
      }
      case 'veth':
        return {
          ...common,
          ...assigned,
          type,
          veth: { peer: required(options.peer, '--peer, the name of its other end', 'a veth') },
        };
      case 'ethernet':
        return { ...common, type, ...(options.mac === undefined ? {} : { permanentMac: options.mac }) };
    }
  }
}

/** The language has a member stand once; here the second is more likely a slip. */
function portsOf({ port: ports = [] }: NewOptions): readonly string[] {
  const twice = ports.find((port, n) => ports.indexOf(port) < n);
  if (twice !== undefined) throw badValue('--port', twice, 'it is said twice');
  return ports;
}

const memberOf = (name: string): Definition['members'][number] => ({
  name,
  definition: { iface: { type: 'ethernet', name, topLevel: false }, members: [] },
});

/** Without a monitor a bond never notices a dead link. */
const bondOptions = ({ mode = 'active-backup' }: NewOptions): Bond['bond'] => ({
  mode: choice('--mode', mode, bondModes),
  monitor: { kind: 'miimon', freqMs: 100 },
});

/**
 * Where nothing is said of addresses an interface that leads outside asks for one; the end of a cable, and a
 * bridge that nothing is plugged into, has nobody to ask.
 */
function addressing(type: InterfaceType, options: NewOptions): { ipv4?: Ipv4Protocol; ipv6?: Ipv6Protocol } {
  const { address = [], gateway, none, autoconf = false } = options;
  if (none && (options.dhcp || autoconf || address.length > 0)) {
    throw refused('--none excludes --dhcp, --autoconf and --address');
  }
  if (gateway !== undefined && address.length === 0) throw refused('--gateway needs --address');
  const leadsOutside = type === 'bridge' ? options.port !== undefined : type !== 'veth';
  const asks = options.dhcp ?? (leadsOutside && !none && address.length === 0 && !autoconf);
  const addresses = address.map((value) => addressAndPrefix('--address', value));
  const routes = gateway === undefined ? [] : [addressOf('--gateway', gateway)];
  const of = (family: 'ipv4' | 'ipv6') => ({
    addresses: addresses
      .filter((each) => each.family === family)
      .map(({ address: text, prefix }) => ({ address: text, prefix })),
    routes: routes.filter((each) => each.family === family).map((route) => ({ gateway: route.address })),
  });
  const [four, six] = [of('ipv4'), of('ipv6')];
  return {
    ...(asks ? { ipv4: { dhcp: {}, ...four } } : isEmpty(four) ? {} : { ipv4: four }),
    ...(autoconf || !isEmpty(six) ? { ipv6: { autoconf, ...six } } : {}),
  };
}

const isEmpty = ({
  addresses,
  routes,
}: {
  addresses: readonly object[];
  routes: readonly object[];
}): boolean => addresses.length + routes.length === 0;

function names({ dns = [], search = [] }: NewOptions): Pick<Interface, 'dns'> {
  if (dns.length + search.length === 0) return {};
  return { dns: { servers: dns.map((value) => addressOf('--dns', value).address), search: [...search] } };
}
