import type { ExplicitInterface } from '../../src/model/defaults.ts';
import { append } from '../../src/model/host.ts';
import { hasPrimary, type Interface, type Port, type StartMode } from '../../src/model/interface.ts';
import { deviceNameFault, wholeNumber } from '../../src/model/values.ts';
import { present, type ReadDevice } from './read-device.ts';

/** A device with its place on the host. */
export interface Placed {
  readonly device: ReadDevice;
  /** As its own lines have it. */
  readonly start: StartMode;
}

/** How early a device comes up. */
const RANK: Readonly<Record<StartMode, number>> = { none: 0, hotplug: 1, onboot: 2 };

/** Puts members below their controllers, and works out when each comes up. */
export function assemble(placed: readonly Placed[]): ExplicitInterface[] {
  const devices = withVethEnds(placed.map(({ device }) => device));
  const byName = new Map(devices.map((device) => [device.iface.name, device]));
  const members = membersOf(devices, byName);
  const ports = new Map<string, Port>();
  for (const [controller, names] of members) {
    const { link } = byName.get(controller) as ReadDevice;
    names.forEach((name, position) => {
      const options = link.type === 'bridge' ? link.ports.get(name) : undefined;
      ports.set(name, { controller, position, ...options });
    });
  }
  const starts = startsOf(
    devices,
    new Map(placed.map(({ device, start }) => [device.iface.name, start])),
    ports,
  );
  const explicit = devices.map((device) => explicitOf(device, starts, ports));
  const peers = peersOf(devices);
  for (const [name, port] of ports) {
    const controller = byName.get(port.controller) as ReadDevice;
    if (!byName.has(name)) explicit.push(bareMember(name, port, controller, starts, peers.get(name)));
  }
  return explicit;
}

/** The other ends of veth pairs, with the end that makes each. */
const peersOf = (devices: readonly ReadDevice[]): Map<string, string> =>
  new Map(
    devices.flatMap(({ iface }) => (iface.type === 'veth' ? [[iface.veth.peer, iface.name] as const] : [])),
  );

/** The far end of a pair that a command makes is an end of it, too. */
function withVethEnds(devices: readonly ReadDevice[]): ReadDevice[] {
  const peers = peersOf(devices);
  return devices.map((device) => {
    const { iface } = device;
    const peer = peers.get(iface.name);
    if (iface.type !== 'ethernet' || peer === undefined || device.lines.own) return device;
    const { permanentMac: _none, ...rest } = iface;
    return { ...device, iface: { ...rest, type: 'veth', veth: { peer } } };
  });
}

/** The members of each bond and bridge, in order; each is in one only. */
function membersOf(
  devices: readonly ReadDevice[],
  byName: ReadonlyMap<string, ReadDevice>,
): Map<string, string[]> {
  const members = new Map<string, string[]>();
  const taken = new Map<string, string>();
  const put = (controller: ReadDevice, name: string): boolean => {
    const { lines, link } = controller;
    const above = taken.get(name);
    if (above === lines.name) return true;
    const type = byName.get(name)?.iface.type ?? 'ethernet';
    const isFit = link.type === 'bond' ? type === 'ethernet' || type === 'veth' : type !== 'bridge';
    if (above !== undefined || name === lines.name || (!isFit && !lines.own)) {
      const why =
        above === undefined ? `a ${type} is no member that it can have` : `it is in ${above} already`;
      lines.approximate(`${name} is not among its members in the document: ${why}`);
      return false;
    }
    taken.set(name, lines.name);
    members.get(lines.name)?.push(name);
    return true;
  };
  for (const { iface } of devices)
    if (iface.type === 'bond' || iface.type === 'bridge') members.set(iface.name, []);
  for (const device of devices) {
    if (device.link.type !== 'bond' && device.link.type !== 'bridge') continue;
    for (const name of device.link.members) put(device, name);
  }
  for (const device of devices) {
    const { membership, lines } = device;
    if (!membership) continue;
    const bond = byName.get(membership.controller);
    const masters = lines.find('bond-master').flatMap(({ options }) => options);
    if (bond?.link.type !== 'bond') {
      lines.refuse(masters, `no stanza makes ${membership.controller} a bond`);
      lines.refuse(membership.places, `no stanza makes ${membership.controller} a bond`);
    } else if (!put(bond, lines.name))
      lines.keep(masters, `${lines.name} cannot be in ${membership.controller}`);
  }
  const inBond = new Map<string, ReadDevice[]>();
  for (const device of devices) if (device.membership) append(inBond, device.membership.controller, device);
  for (const device of devices)
    if (device.link.type === 'bond') putPrimaryFirst(device, inBond.get(device.lines.name) ?? [], members);
  return members;
}

/** The primary is the first member: the one that the bond's stanza says, or a member's own. */
function putPrimaryFirst(
  bond: ReadDevice,
  itsMembers: readonly ReadDevice[],
  members: Map<string, string[]>,
): void {
  if (bond.link.type !== 'bond') return;
  const { lines, link } = bond;
  const names = members.get(lines.name) ?? [];
  const isMember = new Set(names);
  const takesPrimary = hasPrimary(link.bond.mode);
  let primary = link.primary;
  for (const { membership, lines: ofMember } of itsMembers) {
    if (!membership || membership.places.length === 0) continue;
    const chosen = membership.primaries.find((name) => isMember.has(name));
    if (!takesPrimary || chosen === undefined) {
      const why = takesPrimary
        ? 'none of them is in the bond'
        : 'the kernel takes a primary in mode active-backup, balance-tlb or balance-alb only';
      ofMember.refuse(membership.places, why);
    } else {
      ofMember.understood(membership.places, 'members');
      primary = chosen;
    }
  }
  if (primary !== undefined && isMember.has(primary))
    members.set(lines.name, [primary, ...names.filter((name) => name !== primary)]);
  else if (takesPrimary && names.length > 1 && !lines.own)
    lines.approximate(
      `nothing says which member is the primary; in the document it is ${names[0]}, the first one`,
    );
}

/**
 * When each device comes up: when its own lines say so, or with what needs it or holds it. ifup brings up the parent
 * of a vlan with it, a member that names its bond brings up the bond, and a controller its members.
 */
function startsOf(
  devices: readonly ReadDevice[],
  said: ReadonlyMap<string, StartMode>,
  ports: ReadonlyMap<string, Port>,
): Map<string, StartMode> {
  const starts = new Map<string, StartMode>();
  for (const device of devices)
    starts.set(device.lines.name, startWith(device, said.get(device.lines.name) ?? 'none'));
  const isOwn = new Set(devices.filter(({ lines }) => lines.own).map(({ lines }) => lines.name));
  const raise = (name: string, start: StartMode): boolean => {
    const now = starts.get(name);
    if (now === undefined || isOwn.has(name) || RANK[now] >= RANK[start]) return false;
    starts.set(name, start);
    return true;
  };
  const unheard = devices.filter((device) => isUnheard(device, starts));
  for (const { lines } of unheard) starts.set(lines.name, 'none');
  // A change goes up or down one step at a time, and no stack is deeper than this.
  for (let round = 0, changed = true; changed && round < 16; round++) {
    changed = false;
    for (const { lines, iface, membership } of devices) {
      const start = starts.get(lines.name) ?? 'none';
      for (const { step, undoes } of lines.doings)
        if (step.does === 'start' && !undoes) changed = raise(step.device, start) || changed;
      if (membership && ports.get(lines.name)?.controller === membership.controller)
        changed = raise(membership.controller, start) || changed;
      if (iface.type === 'vlan' && lines.name.startsWith(`${iface.vlan.parent}.`))
        changed = raise(iface.vlan.parent, start) || changed;
      const above = ports.get(lines.name);
      if (above) changed = raise(lines.name, starts.get(above.controller) ?? 'none') || changed;
    }
  }
  for (const { lines } of unheard)
    if (starts.get(lines.name) === 'none')
      lines.approximate(
        'allow-hotplug does not start a device that ifup itself makes; in the document nothing starts it by itself',
      );
  return starts;
}

/** Nothing but a NIC is seen to appear before ifup has made it; a vlan of its parent's name comes with the parent. */
function isUnheard({ lines, iface }: ReadDevice, starts: ReadonlyMap<string, StartMode>): boolean {
  if (lines.own || iface.type === 'ethernet' || starts.get(lines.name) !== 'hotplug') return false;
  const comesWithParent = iface.type === 'vlan' && lines.name.startsWith(`${iface.vlan.parent}.`);
  return !comesWithParent || starts.get(iface.vlan.parent) !== 'hotplug';
}

function explicitOf(
  { iface, notes, lines, ipv6Off, hasAddressing }: ReadDevice,
  starts: ReadonlyMap<string, StartMode>,
  ports: ReadonlyMap<string, Port>,
): ExplicitInterface {
  const port = ports.get(lines.name);
  const start = starts.get(lines.name) ?? 'none';
  const isDisabled = ipv6Off && (!port || notes['ipv6-disabled'] === true);
  const disabled = { disabled: true, autoconf: false, addresses: [], routes: [] };
  const { ipv4, ipv6, dns, ...bare } = iface;
  if (port && !lines.own) {
    if (hasAddressing) dropAddressing({ lines, port });
    return { iface: { ...bare, start, port } as Interface, notes };
  }
  const placed = {
    ...bare,
    start,
    ...present('ipv4', ipv4),
    ...present('ipv6', isDisabled ? disabled : ipv6),
    ...present('dns', dns),
    ...present('port', port),
  };
  return { iface: placed as Interface, notes };
}

/** What a note of ours says of the start: of a device that ifup itself makes, hotplug is written as auto. */
const startWith = ({ iface, notes, lines }: ReadDevice, start: StartMode): StartMode =>
  lines.own && notes.start === 'hotplug' && start === 'onboot' && iface.type !== 'ethernet'
    ? 'hotplug'
    : start;

/** Members have no addresses of their own in a document. */
function dropAddressing({ lines, port }: { lines: ReadDevice['lines']; port: Port }): void {
  const why = `a member of ${port.controller} has no addresses of its own in a document`;
  for (const [place, { state, says }] of lines.verdicts)
    if (state === 'understood' && (says === 'addressing' || says === 'dns')) lines.keep(place, why);
  for (const doing of lines.doings)
    if (doing.verdict && 'says' in doing.verdict && doing.verdict.says === 'addressing')
      doing.verdict = { why };
  lines.approximate(`it is in ${port.controller}, and so the document has no addresses for it`);
}

/** A member that has no stanza: a NIC, or a vlan that bridge-utils makes by its name. */
function bareMember(
  name: string,
  port: Port,
  controller: ReadDevice,
  starts: ReadonlyMap<string, StartMode>,
  peer: string | undefined,
): ExplicitInterface {
  const vlan = controller.link.type === 'bridge' ? vlanOfName(name) : undefined;
  const kind = vlan ? { type: 'vlan', vlan } : { type: 'ethernet' };
  const iface = {
    ...(peer === undefined ? kind : { type: 'veth', veth: { peer } }),
    name,
    topLevel: false,
    start: starts.get(port.controller) ?? 'none',
    ...present('mtuBytes', controller.iface.mtuBytes),
    port,
  };
  return { iface: iface as Interface, notes: {} };
}

/** create_vlan_port() of bridge-utils: the parent is what stands before the last dot. */
function vlanOfName(name: string): { parent: string; tag: number } | undefined {
  const cut = name.lastIndexOf('.');
  const parent = name.slice(0, Math.max(cut, 0));
  const tag = wholeNumber(name.slice(cut + 1).replace(/^0+(?=.)/, ''));
  if (cut < 0 || deviceNameFault(parent) !== undefined) return undefined;
  return tag === undefined || tag < 1 || tag > 4094 ? undefined : { parent, tag };
}
