import { type ExplicitInterface, type Notes, without } from '../../src/model/defaults.ts';
import { append, compareText, type HostIndex, indexHost } from '../../src/model/host.ts';
import { hasPrimary, type Interface, interfaceSchema } from '../../src/model/interface.ts';
import { defined } from '../../src/native/defined.ts';
import { isBridgePortMac } from './bridge-port-mac.ts';
import type { Document } from './documents.ts';
import { isMembersMac } from './inherited-mac.ts';
import type { Candidate, Interpretation } from './interpret.ts';
import { isRequiredForOnline } from './online.ts';
import type { Device } from './read-device.ts';
import type { Network } from './read-network.ts';

/** The interfaces that came of the files, and those that did not. */
export interface Assembly {
  readonly interfaces: readonly ExplicitInterface[];
  /** By name: why it is left out. */
  readonly leftOut: ReadonlyMap<string, string>;
}

export function assemble({ candidates, onUnnamed }: Interpretation): Assembly {
  const parents = parentsOf(candidates);
  const { places, empty } = placesOf(candidates);
  const peers = farEnds(candidates);
  const leftOut = new Map<string, string>();
  const drafts: Draft[] = [];
  for (const candidate of candidates.values()) {
    const { name } = candidate;
    const device = candidate.device?.value ?? peers.get(name);
    const isOther = candidate.type === 'other';
    if (empty.has(name)) leftOut.set(name, NO_MEMBERS);
    if (empty.has(name)) continue;
    if (isOther || !isConfigured(candidate)) continue;
    const document = (candidate.network ?? candidate.device)?.document;
    const isUnmanaged = candidate.network?.value.isUnmanaged === true;
    const network = isUnmanaged ? undefined : candidate.network?.value;
    const { data, error } = interfaceSchema.safeParse({
      ...common(candidate, device, network, places),
      ...kindOf(candidate, device, network, parents, document?.notes ?? {}),
    });
    if (!data) {
      leftOut.set(name, whyLeftOut(error.issues[0]?.path.join('.'), onUnnamed.get(name)));
      continue;
    }
    const notes = document?.part ? document.notes : { unsaid: unsaidBy(data, device) };
    drafts.push({
      iface: explicitly(data),
      notes,
      isUnclear: network?.start === 'unclear',
      hasLink: candidate.link?.document.isOurs === true,
    });
  }
  return { interfaces: settle(drafts), leftOut };
}

export const NEVER_MADE = 'no .network names it in VLAN=, so that it is never made';

const NO_MEMBERS = 'no file names a member of the bond, and the document has none without';

function whyLeftOut(property: string | undefined, nics: string | undefined): string {
  if (property !== 'vlan.parent') return 'it is not complete';
  return nics === undefined
    ? NEVER_MADE
    : `it stands on a NIC that ${nics} finds by a pattern or a MAC address, and no file says its name`;
}

/** Whether something is an interface: a device that is made, or a NIC that is configured. */
export function isConfigured({ device, network }: Candidate): boolean {
  if (device) return true;
  if (!network || network.value.isUnmanaged) return false;
  return !network.document.isOurs || !network.value.isBareParent;
}

/** What the vlans stand on: of several files that name one, the first. */
function parentsOf(candidates: ReadonlyMap<string, Candidate>): Map<string, string> {
  const parents = new Map<string, string>();
  const sorted = [...candidates.values()]
    .flatMap((candidate) => (candidate.network ? [{ name: candidate.name, ...candidate.network }] : []))
    .sort((a, b) => compareText(a.document.file.name, b.document.file.name) || compareText(a.name, b.name));
  const makers = new Map<string, Document>();
  for (const { name, value, document } of sorted)
    for (const vlan of value.vlans) {
      const maker = makers.get(vlan);
      if (maker === undefined && vlan !== name) {
        makers.set(vlan, document);
        parents.set(vlan, name);
      } else if (maker && maker !== document) notMade(document, vlan, maker);
    }
  return parents;
}

/** Of two devices that name a vlan, it stands on the first that is there. */
function notMade({ settings }: Document, vlan: string, maker: Document): void {
  const why = `${vlan} stands on the interface of ${maker.file.path}, if that one is there first`;
  for (const entry of settings.in('Network').entries)
    if (entry.key === 'VLAN' && entry.value === vlan) settings.judge(entry, { state: 'unread', why });
}

/** The ends of veth pairs that the .netdev of the other end makes, as far as some .network configures them. */
function farEnds(candidates: ReadonlyMap<string, Candidate>): Map<string, Device> {
  const ends = new Map<string, Device>();
  for (const { device } of candidates.values()) {
    if (device?.value.type !== 'veth') continue;
    const { name, veth, peerMac: assignMac } = device.value;
    const far = candidates.get(veth.peer);
    const isDefined =
      far?.network !== undefined && !(far.network.document.isOurs && far.network.value.isBareParent);
    if (isDefined && !far.device && !ends.has(veth.peer))
      ends.set(veth.peer, { type: 'veth', name: veth.peer, veth: { peer: name }, ...defined({ assignMac }) });
    // What nobody defines has no address either.
    if (!isDefined)
      device.document.settings.in('Peer').settle('MACAddress', {
        state: 'kept',
        why: 'no file configures that end, and so the document does not',
      });
  }
  return ends;
}

/** A member's controller and its place there, and what it says of the port. */
type Places = ReadonlyMap<string, NonNullable<Interface['port']>>;

function placesOf(candidates: ReadonlyMap<string, Candidate>): {
  places: Places;
  empty: ReadonlySet<string>;
} {
  const members = new Map<string, { name: string; network: Network; order: number }[]>();
  for (const { name, network, type } of candidates.values()) {
    const controller = candidates.get(network?.value.controller ?? '')?.device?.value;
    if (!network || !controller || network.value.isUnmanaged || type === 'other') continue;
    if (!isFitFor(type, controller.type)) {
      if ([...network.document.owners].some((owner) => candidates.get(owner)?.type === 'ethernet')) continue;
      const why = `the document has no ${type} in a ${controller.type}`;
      const key = controller.type === 'bond' ? 'Bond' : 'Bridge';
      network.document.settings.in('Network').settle(key, { state: 'kept', why });
      continue;
    }
    const { position } = network.document.notes;
    const isFirst = network.value.isPrimary && controller.type === 'bond' && hasPrimary(controller.bond.mode);
    const order = isFirst ? -1 : typeof position === 'number' ? position : Number.MAX_SAFE_INTEGER;
    append(members, controller.name, { name, network: network.value, order });
  }
  const empty = emptyBonds(candidates, members);
  const places = new Map<string, NonNullable<Interface['port']>>();
  for (const [controller, all] of members) {
    const list = all.filter(({ name }) => !empty.has(name));
    list.sort((a, b) => a.order - b.order || compareText(a.name, b.name));
    list.forEach(({ name, network: { cost, priority } }, position) => {
      places.set(name, { controller, position, ...defined({ cost, priority }) });
    });
  }
  return { places, empty };
}

/** What may stand in a bond or a bridge, in the document. */
const isFitFor = (type: Candidate['type'], controller: Device['type']): boolean =>
  controller === 'bond' ? type === 'ethernet' || type === 'veth' : type !== 'bridge';

/** Bonds of others into which nothing goes that has a name. */
function emptyBonds(
  candidates: ReadonlyMap<string, Candidate>,
  members: ReadonlyMap<string, readonly unknown[]>,
): Set<string> {
  const empty = [...candidates.values()].filter(
    ({ name, device }) =>
      device?.value.type === 'bond' && !device.document.isOurs && !members.get(name)?.length,
  );
  return new Set(empty.map(({ name }) => name));
}

/** What all kinds have. Without a .network networkd makes a device, and leaves it down. */
function common(
  { name, link }: Candidate,
  device: Device | undefined,
  network: Network | undefined,
  places: Places,
): object {
  const { ipv4, ipv6, dns, start = 'none' } = network ?? {};
  const mtuBytes = network?.mtuBytes ?? link?.value.mtuBytes ?? device?.mtuBytes;
  return {
    name,
    topLevel: true,
    start: start === 'unclear' ? 'onboot' : start,
    ...defined({ mtuBytes, ipv4, ipv6, dns, port: places.get(name) }),
  };
}

function kindOf(
  { name, link, permanentMac }: Candidate,
  device: Device | undefined,
  network: Network | undefined,
  parents: ReadonlyMap<string, string>,
  notes: Notes,
): object {
  const mac = defined({ assignMac: network?.assignMac ?? link?.value.assignMac ?? device?.assignMac });
  if (!device) return { type: 'ethernet', ...mac, ...defined({ permanentMac }) };
  switch (device.type) {
    case 'bond': {
      const { monitor } = device.bond;
      const isNetif = monitor?.kind === 'miimon' && notes.carrier === 'netif';
      const carrier = isNetif ? { monitor: { ...monitor, carrier: 'netif' } } : {};
      return { type: 'bond', ...mac, bond: { ...device.bond, ...carrier } };
    }
    case 'bridge':
      return { type: 'bridge', ...mac, bridge: device.bridge };
    case 'veth':
      return { type: 'veth', ...mac, veth: device.veth };
    case 'vlan':
      return { type: 'vlan', ...mac, vlan: { ...device.vlan, parent: parents.get(name) } };
    default:
      return {};
  }
}

/** What others' files leave to networkd's default, as the notes say it (model/defaults.ts). */
function unsaidBy(iface: Interface, device: Device | undefined): string[] {
  return [
    ...(device?.type === 'bond' && device.bond.mode === undefined ? ['bond-mode'] : []),
    ...(device?.type === 'bridge' && device.bridge.stp === undefined ? ['stp'] : []),
    ...(iface.ipv4?.dhcp && iface.ipv4.dhcp.peerdns === undefined ? ['ipv4-peerdns'] : []),
    ...(iface.ipv6?.dhcp && iface.ipv6.dhcp.peerdns === undefined ? ['ipv6-peerdns'] : []),
  ];
}

/** With networkd's defaults, which are the kernel's and the language's. */
function explicitly(iface: Interface): Interface {
  const { ipv4, ipv6 } = iface;
  const said = {
    ...iface,
    ...(ipv4?.dhcp ? { ipv4: { ...ipv4, dhcp: { peerdns: ipv4.dhcp.peerdns ?? true } } } : {}),
    ...(ipv6?.dhcp ? { ipv6: { ...ipv6, dhcp: { peerdns: ipv6.dhcp.peerdns ?? true } } } : {}),
  };
  if (said.type === 'bond') return { ...said, bond: { mode: 'balance-rr', ...said.bond } };
  if (said.type === 'bridge') return { ...said, bridge: { stp: false, ...said.bridge } };
  return said;
}

/** An interface that was read, but for what only shows on the whole host. */
interface Draft {
  readonly iface: Interface;
  readonly notes: Notes;
  /** Neither plainly onboot nor plainly hotplug. */
  readonly isUnclear: boolean;
  /** A .link of ours leaves the device's address to its ports. */
  readonly hasLink: boolean;
}

function settle(drafts: readonly Draft[]): ExplicitInterface[] {
  const index = indexHost({ interfaces: drafts.map(({ iface }) => iface) });
  return drafts.map((draft) => ({
    iface: withSettledStart(withoutBridgePortMac(withoutInheritedMac(draft, index), index), index),
    notes: draft.notes,
  }));
}

function withoutInheritedMac({ hasLink, ...draft }: Draft, index: HostIndex): Omit<Draft, 'hasLink'> {
  const { iface } = draft;
  const { assignMac } = iface;
  if (!hasLink || iface.type !== 'bond' || assignMac === undefined) return draft;
  return isMembersMac(iface, index, assignMac) ? { ...draft, iface: without(iface, 'assignMac') } : draft;
}

function withoutBridgePortMac<D extends Omit<Draft, 'hasLink'>>(draft: D, index: HostIndex): D {
  const { iface, notes } = draft;
  if (notes.mac === 'said' || !isBridgePortMac(iface, index)) return draft;
  return { ...draft, iface: without(iface, 'assignMac') };
}

/**
 * RequiredForOnline=no alone is what we write for an interface that has nothing to wait for. Where there is
 * something, somebody (hence the document, from now on) means hotplug by it.
 */
function withSettledStart({ iface, isUnclear }: Omit<Draft, 'hasLink'>, index: HostIndex): Interface {
  return isUnclear && isRequiredForOnline(iface, index) ? { ...iface, start: 'hotplug' } : iface;
}
