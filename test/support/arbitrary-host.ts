import fc from 'fast-check';
import { type Host, orderInterfaces } from '../../src/model/host.ts';
import type {
  Address,
  Interface,
  Ipv4Protocol,
  Ipv6Protocol,
  Route,
  Veth,
  VlanOptions,
} from '../../src/model/interface.ts';
import { bondOptions, bridgeOptions } from './arbitrary-options.ts';
import {
  addressesOf,
  defined,
  description,
  deviceName,
  macAddress,
  maybe,
  neighbourOf,
  searchDomain,
  uuid,
} from './arbitrary-values.ts';

/** What only a top-level element can say. `addressed`: it may have addresses, being no member. */
function topSpec(addressed: boolean) {
  return fc.record({
    start: maybe(fc.constantFrom('onboot', 'none', 'hotplug')),
    mtuBytes: maybe(fc.oneof(fc.constantFrom(1500, 9000), fc.integer({ min: 68, max: 65_535 }))),
    description: maybe(description),
    ipv4: maybe(addressed ? ipv4Protocol() : fc.constant<Ipv4Protocol>({ addresses: [], routes: [] })),
    ipv6: maybe(addressed ? ipv6Protocol() : ipv6WithoutAddresses()),
    dns: addressed ? maybe(dnsSpec()) : fc.constant(undefined),
  });
}
type TopSpec = ArbitraryOf<ReturnType<typeof topSpec>>;
type ArbitraryOf<A> = A extends fc.Arbitrary<infer T> ? T : never;

function dhcp() {
  return maybe(fc.record({ peerdns: maybe(fc.boolean()) }).map(defined));
}

const metric = maybe(fc.oneof(fc.constantFrom(0, 50, 1024, 4_294_967_295), fc.nat({ max: 5000 })));
const routeSpecs = (family: 'ipv4' | 'ipv6') =>
  fc.array(
    fc.record({
      destination: maybe(addressesOf[family].destination),
      gateway: addressesOf[family].host,
      /** The subnet that the gateway is in, by its place among the addresses, where there is such a one. */
      subnet: maybe(fc.nat({ max: 2 })),
      metric,
    }),
    { maxLength: 3 },
  );

/** The protocol that `said` specifies: gateways are put into the subnets that they are to be in. */
function withRoutes<P extends { addresses: Address[]; routes: ArbitraryOf<ReturnType<typeof routeSpecs>> }>(
  said: P,
) {
  const routes = said.routes.map(({ subnet, gateway, ...rest }): Route => {
    const address = subnet === undefined ? undefined : said.addresses[subnet];
    return { ...defined(rest), gateway: (address && neighbourOf(address)) ?? gateway };
  });
  return { ...said, routes };
}

function ipv4Protocol(): fc.Arbitrary<Ipv4Protocol> {
  return fc
    .record({
      dhcp: dhcp(),
      addresses: fc.array(addressesOf.ipv4.interface, { maxLength: 3 }),
      routes: routeSpecs('ipv4'),
    })
    .map(withRoutes)
    .map((p) => ({ ...defined(p), addresses: p.addresses, routes: p.routes }));
}

function ipv6Protocol(): fc.Arbitrary<Ipv6Protocol> {
  const enabled = fc
    .record({
      autoconf: fc.boolean(),
      dhcp: dhcp(),
      addresses: fc.array(addressesOf.ipv6.interface, { maxLength: 3 }),
      routes: routeSpecs('ipv6'),
    })
    .map(withRoutes)
    .map((p) => ({ ...defined(p), autoconf: p.autoconf, addresses: p.addresses, routes: p.routes }));
  return fc.oneof({ weight: 4, arbitrary: enabled }, { weight: 1, arbitrary: ipv6WithoutAddresses() });
}

function ipv6WithoutAddresses(): fc.Arbitrary<Ipv6Protocol> {
  const empty: Ipv6Protocol = { autoconf: false, addresses: [], routes: [] };
  return fc.constantFrom<Ipv6Protocol>(empty, { ...empty, disabled: true });
}

function dnsSpec() {
  return fc
    .record({
      servers: fc.array(fc.oneof(addressesOf.ipv4.host, addressesOf.ipv6.host), { maxLength: 5 }),
      search: fc.array(searchDomain, { maxLength: 3 }),
    })
    .filter(({ servers, search }) => servers.length + search.length > 0);
}

function nicSpec() {
  return fc.record({ uuid: maybe(uuid), permanentMac: maybe(macAddress), assignMac: maybe(macAddress) });
}

function vlanSpec() {
  return fc.record({
    naming: fc.constantFrom('supply', 'parent.tag', 'vlanTAG'),
    parent: fc.nat({ max: 30 }),
    parentUndefined: fc.boolean(),
    tag: fc.integer({ min: 1, max: 4094 }),
    flags: fc
      .record({
        reorderHdr: maybe(fc.boolean()),
        gvrp: maybe(fc.boolean()),
        mvrp: maybe(fc.boolean()),
        looseBinding: maybe(fc.boolean()),
      })
      .map(defined),
    uuid: maybe(uuid),
    assignMac: maybe(macAddress),
  });
}

function vethSpec() {
  return fc.record({
    /** Of the peer: another veth of the host, one that is made later, or nobody's device. */
    peer: fc.constantFrom('earlier', 'later', 'nobody'),
    uuid: maybe(uuid),
    assignMac: maybe(macAddress),
  });
}

function bondSpec() {
  return fc.record({
    options: bondOptions(),
    uuid: maybe(uuid),
    assignMac: maybe(macAddress),
    members: fc.array(
      fc.oneof(
        {
          weight: 3,
          arbitrary: fc.record({ kind: fc.constant('nic' as const), nic: nicSpec(), own: memberSpec() }),
        },
        {
          weight: 1,
          arbitrary: fc.record({ kind: fc.constant('veth' as const), veth: vethSpec(), own: memberSpec() }),
        },
      ),
      { minLength: 1, maxLength: 3 },
    ),
  });
}
type BondSpec = ArbitraryOf<ReturnType<typeof bondSpec>>;

/** A member is nested only, or has a top-level definition besides. */
function memberSpec() {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: topSpec(false) });
}

function bridgeSpec() {
  const costs = { cost: maybe(fc.integer({ min: 1, max: 65_535 })), priority: maybe(fc.nat({ max: 63 })) };
  return fc.record({
    options: bridgeOptions(),
    uuid: maybe(uuid),
    assignMac: maybe(macAddress),
    members: fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('nic' as const), nic: nicSpec(), own: memberSpec(), ...costs }),
        fc.record({ kind: fc.constant('bond' as const), bond: bondSpec(), own: memberSpec(), ...costs }),
        fc.record({ kind: fc.constant('vlan' as const), vlan: vlanSpec(), own: memberSpec(), ...costs }),
        fc.record({ kind: fc.constant('veth' as const), veth: vethSpec(), own: memberSpec(), ...costs }),
      ),
      { maxLength: 3 },
    ),
  });
}

type NicSpec = ArbitraryOf<ReturnType<typeof nicSpec>>;
type VethSpec = ArbitraryOf<ReturnType<typeof vethSpec>>;
type VlanSpec = ArbitraryOf<ReturnType<typeof vlanSpec>>;
type BridgeSpec = ArbitraryOf<ReturnType<typeof bridgeSpec>>;
type Spec =
  | { readonly kind: 'nic'; readonly nic: NicSpec }
  | { readonly kind: 'bond'; readonly bond: BondSpec }
  | { readonly kind: 'bridge'; readonly bridge: BridgeSpec }
  | { readonly kind: 'vlan'; readonly vlan: VlanSpec }
  | { readonly kind: 'veth'; readonly veth: VethSpec };

/**
 * Random hosts that documents could have described and that pass every check: a tree of specifications is
 * drawn first, each by itself, and then assembled into a flat host, where what must be unique or must refer
 * to something else is settled (names, addresses, routes, parents, tags, places among members).
 */
export const arbitraryHost: fc.Arbitrary<Host> = fc
  .record({
    names: fc.uniqueArray(deviceName, { minLength: 24, maxLength: 24 }),
    tops: fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('nic' as const), nic: nicSpec(), own: topSpec(true) }),
        fc.record({ kind: fc.constant('bond' as const), bond: bondSpec(), own: topSpec(true) }),
        fc.record({ kind: fc.constant('bridge' as const), bridge: bridgeSpec(), own: topSpec(true) }),
        fc.record({ kind: fc.constant('vlan' as const), vlan: vlanSpec(), own: topSpec(true) }),
        fc.record({ kind: fc.constant('veth' as const), veth: vethSpec(), own: topSpec(true) }),
      ),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ names, tops }) => assemble(names, tops));

/** Everything below a controller is made before it, so that what a vlan finds as its parent never stands on it. */
function assemble(supply: readonly string[], tops: readonly (Spec & { readonly own: TopSpec })[]): Host {
  const made = new Map<string, Interface>();
  const taken = takenValues();
  const names = [...supply];
  const possibleParents: string[] = [];
  const absentParents: string[] = [];
  const peers = new Set<string>();
  /** Ends of veth pairs at top level whose peers are still to be made. */
  const openEnds: { readonly name: string; readonly peer: string }[] = [];

  for (const spec of tops) {
    const { type, name, ...made } = make(spec, spec.own);
    if (type === 'veth' && spec.kind === 'veth' && spec.veth.peer === 'later')
      openEnds.push({ name, peer: (made as Veth).veth.peer });
  }
  return { interfaces: orderInterfaces([...made.values()]) };

  function freshName(): string {
    for (let n = 0; ; n++) {
      const name = names.shift() ?? `spare${n}`;
      if (isFree(name)) return name;
    }
  }

  function isFree(name: string): boolean {
    return !made.has(name) && !absentParents.includes(name) && !peers.has(name);
  }

  function make(spec: Spec, own: TopSpec | undefined, bondMember = false): Interface {
    const iface = { ...bare(spec), ...common(own) } as Interface;
    made.set(iface.name, iface);
    if (!bondMember) possibleParents.push(iface.name);
    return iface;
  }

  function common(own: TopSpec | undefined): object {
    if (!own) return { topLevel: false };
    const { ipv4, ipv6, ...rest } = own;
    return {
      ...defined({
        ...rest,
        ipv4: ipv4 && taken.onceOnly('ipv4', ipv4),
        ipv6: ipv6 && taken.onceOnly('ipv6', ipv6),
      }),
      topLevel: true,
    };
  }

  function bare(spec: Spec): object {
    if (spec.kind === 'nic') return { type: 'ethernet', name: freshName(), ...defined(taken.nic(spec.nic)) };
    if (spec.kind === 'vlan') return bareVlan(spec.vlan);
    if (spec.kind === 'veth') return bareVeth(spec.veth);
    if (spec.kind === 'bond') return bareBond(spec.bond);
    return bareBridge(spec.bridge);
  }

  function bareVlan({ naming, flags, tag: wanted, uuid: id, assignMac, ...spec }: VlanSpec): object {
    const parent = spec.parentUndefined
      ? absentParent(spec.parent)
      : (pick(possibleParents, spec.parent) ?? absentParent(0));
    const tag = taken.tag(parent, wanted);
    const vlan: VlanOptions = { parent, tag, ...flags };
    const derived = naming === 'parent.tag' ? `${parent}.${tag}` : `vlan${tag}`;
    const usable = naming !== 'supply' && derived.length <= 15 && isFree(derived);
    return { type: 'vlan', name: usable ? derived : freshName(), vlan, ...defined({ uuid: id, assignMac }) };
  }

  /** Only an end at top level waits for a peer, so that no pair has both ends in one bridge. */
  function bareVeth({ peer: wanted, uuid: id, assignMac }: VethSpec): object {
    const open = wanted === 'earlier' ? openEnds.shift() : undefined;
    const name = open?.peer ?? freshName();
    made.set(name, { type: 'veth', name } as Veth);
    const peer = open?.name ?? freshName();
    peers.add(peer);
    // Vlans may stand on it: it is there, though nobody defines it.
    if (wanted === 'nobody') absentParents.push(peer);
    return { type: 'veth', name, veth: { peer }, ...defined({ uuid: id, assignMac }) };
  }

  /** A NIC of the host that no document defines; several vlans may stand on the same. */
  function absentParent(choice: number): string {
    const known = choice % 2 ? pick(absentParents, choice) : undefined;
    if (known !== undefined) return known;
    const name = freshName();
    absentParents.push(name);
    return name;
  }

  function bareBond({ options, uuid: id, assignMac, members }: BondSpec): object {
    const name = freshName();
    absentParents.push(name);
    members.forEach((spec, position) => {
      const member = make(spec, spec.own, true);
      made.set(member.name, { ...member, port: { controller: name, position } });
    });
    absentParents.splice(absentParents.indexOf(name), 1);
    return { type: 'bond', name, bond: options, ...defined({ uuid: id, assignMac }) };
  }

  function bareBridge({ options, uuid: id, assignMac, members }: BridgeSpec): object {
    const below = members.map((member) => ({ ...member, name: make(member, member.own).name }));
    const name = freshName();
    below.forEach(({ name: member, cost, priority }, position) => {
      const port = { controller: name, position, ...defined({ cost, priority }) };
      made.set(member, { ...(made.get(member) as Interface), port });
    });
    return { type: 'bridge', name, bridge: options, ...defined({ uuid: id, assignMac }) };
  }
}

const pick = <T>(list: readonly T[], choice: number): T | undefined => list[choice % list.length];

/** What a host may hold once only; what is drawn a second time is left out, or moved on. */
function takenValues() {
  const addresses = new Set<string>();
  const destinations = new Set<string>();
  const tags = new Set<string>();
  const macs = new Set<string>();
  const first = (set: Set<string>, key: string): boolean => set.size < set.add(key).size;
  return {
    nic: <N extends { readonly permanentMac?: string | undefined }>(nic: N): N =>
      nic.permanentMac && !first(macs, nic.permanentMac) ? { ...nic, permanentMac: undefined } : nic,
    tag: (parent: string, wanted: number): number => {
      let tag = wanted;
      while (!first(tags, `${parent} ${tag}`)) tag = (tag % 4094) + 1;
      return tag;
    },
    onceOnly: <P extends Ipv4Protocol | Ipv6Protocol>(family: 'ipv4' | 'ipv6', protocol: P): P => ({
      ...protocol,
      addresses: protocol.addresses.filter(({ address }) => first(addresses, address)),
      routes: protocol.routes.filter(({ destination, metric: said }) => {
        const inForce = family === 'ipv4' ? (said ?? 0) : said || 1024;
        return first(destinations, `${family} ${destination?.address}/${destination?.prefix} ${inForce}`);
      }),
    }),
  };
}
