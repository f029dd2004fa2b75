import type { Reading, RootView, StandingPart } from '../../src/backend.ts';
import type { Finding } from '../../src/findings/finding.ts';
import { type ExplicitInterface, type Notes, settleHost, without } from '../../src/model/defaults.ts';
import { compareText, type HostIndex, indexHost } from '../../src/model/host.ts';
import { hasPrimary, type Interface, interfaceSchema } from '../../src/model/interface.ts';
import { parseNotes } from '../../src/native/notes.ts';
import { wholeFileChunk } from '../../src/native/seal.ts';
import { isBridgePortMac } from './bridge-port-mac.ts';
import { claimsOf } from './claims.ts';
import { type ConfigFile, filesInForce, isInOurFolder } from './files.ts';
import { isMembersMac } from './inherited-mac.ts';
import { isRequiredForOnline } from './online.ts';
import { type Device, deviceName, readDevice } from './read-device.ts';
import { type Network, readNetwork } from './read-network.ts';
import { problem, type Settings, settingsOf } from './settings.ts';

/** One of our files. */
interface OurFile extends ConfigFile {
  readonly part: StandingPart;
  readonly settings: Settings;
}

/** A thing that was read, and the file it was read from. */
interface From<T> {
  readonly file: OurFile;
  readonly value: T;
}

export function read(root: RootView): Reading {
  const files = filesInForce(root);
  const ours = files.flatMap(ourFile);
  const devices = firstOfEach(ours, 'netdev', readDevice, ({ name }) => name);
  const links = firstOfEach(ours, 'link', readLink, ({ device }, { part }) => device ?? part.interface);
  const networks = firstOfEach(
    ours,
    'network',
    readNetwork,
    ({ name }, { part }) => name ?? links.get(part.interface)?.value.newName ?? part.interface,
  );
  const { interfaces, problems } = assemble(devices, networks, new Set(links.keys()));
  const ourPaths = new Set(ours.map(({ path }) => path));
  return {
    host: settleHost(interfaces),
    parts: ours.map(({ part }) => part),
    claims: claimsOf(
      root,
      files.filter(({ path }) => !ourPaths.has(path)),
    ),
    problems: [...problems, ...ours.flatMap(({ settings }) => settings.problems())],
  };
}

function ourFile(file: ConfigFile): OurFile[] {
  const chunk = wholeFileChunk(file.text);
  if (!isInOurFolder(file) || chunk.state === 'foreign') return [];
  const settings = settingsOf(file.path, chunk.interface, file.text);
  return [{ ...file, part: { ...chunk, path: file.path }, settings }];
}

/** What the files of a kind hold, by name; of two for one name the first file is in force. */
function firstOfEach<T>(
  files: readonly OurFile[],
  kind: OurFile['kind'],
  readOne: (settings: Settings) => T | undefined,
  nameOf: (value: T, file: OurFile) => string,
): Map<string, From<T>> {
  const found = new Map<string, From<T>>();
  for (const file of files) {
    const value = file.kind === kind ? readOne(file.settings) : undefined;
    if (value === undefined) continue;
    const name = nameOf(value, file);
    if (!found.has(name)) found.set(name, { file, value });
  }
  return found;
}

/** Of a .link: the device that it is for, where it says so, and the name it gives. The rest is implied. */
function readLink(settings: Settings): { readonly device?: string; readonly newName?: string } {
  const device = settings.value('Match', 'OriginalName', deviceName);
  const newName = settings.value('Link', 'Name', deviceName);
  settings.implied('Match', 'PermanentMACAddress');
  settings.implied('Link', 'NamePolicy', 'AlternativeNamesPolicy', 'MACAddressPolicy');
  return { ...(device === undefined ? {} : { device }), ...(newName === undefined ? {} : { newName }) };
}

function assemble(
  devices: ReadonlyMap<string, From<Device>>,
  networks: ReadonlyMap<string, From<Network>>,
  links: ReadonlySet<string>,
): { interfaces: ExplicitInterface[]; problems: Finding[] } {
  const problems: Finding[] = [];
  const parents = new Map<string, string>();
  for (const [name, { value }] of networks)
    for (const vlan of value.vlans) if (!parents.has(vlan)) parents.set(vlan, name);
  const places = placesOf(devices, networks);
  const peers = farEnds(devices, networks);

  const found: Draft[] = [];
  for (const name of new Set([...devices.keys(), ...networks.keys()])) {
    const device = devices.get(name)?.value;
    const network = networks.get(name);
    if (!device && network?.value.isBareParent) continue;
    const file = (network ?? devices.get(name))?.file as OurFile;
    const notes = network ? parseNotes(network.file.part.text) : {};
    const draft = {
      ...common(name, network?.value, places),
      ...kindOf(name, device ?? peers.get(name), network?.value, parents, notes),
    };
    const { data, error } = interfaceSchema.safeParse(draft);
    if (data)
      found.push({
        iface: data,
        notes,
        isUnclear: network?.value.start === 'unclear',
        hasLink: links.has(name),
      });
    else {
      const what =
        error.issues[0]?.path.join('.') === 'vlan.parent'
          ? 'no .network names it in VLAN='
          : 'it is not complete';
      problems.push(problem(file.path, file.part.interface, 1, `${name} is left out: ${what}`));
    }
  }
  return { interfaces: settle(found), problems };
}

/** The ends of veth pairs that the .netdev of the other end makes, as far as a .network of ours configures them. */
function farEnds(
  devices: ReadonlyMap<string, From<Device>>,
  networks: ReadonlyMap<string, From<Network>>,
): Map<string, Device> {
  const ends = new Map<string, Device>();
  for (const { file, value: device } of devices.values()) {
    if (device.type !== 'veth') continue;
    const { name, veth, peerMac: assignMac } = device;
    const isOurs = networks.get(veth.peer)?.value.isBareParent === false;
    if (isOurs && !ends.has(veth.peer))
      ends.set(veth.peer, {
        type: 'veth',
        name: veth.peer,
        veth: { peer: name },
        ...(assignMac ? { assignMac } : {}),
      });
    // What nobody defines has no address either.
    const said = isOurs ? undefined : file.settings.last('Peer', 'MACAddress');
    if (said) file.settings.reject(said);
  }
  return ends;
}

/** A member's controller and its place there, and what it says of the port. */
type Places = ReadonlyMap<string, NonNullable<Interface['port']>>;

function placesOf(
  devices: ReadonlyMap<string, From<Device>>,
  networks: ReadonlyMap<string, From<Network>>,
): Places {
  const members = new Map<string, { name: string; network: Network; order: number }[]>();
  for (const [name, { file, value: network }] of networks) {
    const controller = devices.get(network.controller ?? '')?.value;
    if (controller?.type !== 'bond' && controller?.type !== 'bridge') continue;
    const { position } = parseNotes(file.part.text);
    const isFirst = network.isPrimary && controller.type === 'bond' && hasPrimary(controller.bond.mode);
    const order = isFirst ? -1 : typeof position === 'number' ? position : Number.MAX_SAFE_INTEGER;
    const list = members.get(controller.name) ?? [];
    members.set(controller.name, [...list, { name, network, order }]);
  }
  const places = new Map<string, NonNullable<Interface['port']>>();
  for (const [controller, list] of members) {
    list.sort((a, b) => a.order - b.order || compareText(a.name, b.name));
    list.forEach(({ name, network: { cost, priority } }, position) => {
      const said = {
        ...(cost === undefined ? {} : { cost }),
        ...(priority === undefined ? {} : { priority }),
      };
      places.set(name, { controller, position, ...said });
    });
  }
  return places;
}

/** What all kinds have. Without a .network of ours networkd makes a device, and leaves it down. */
function common(name: string, network: Network | undefined, places: Places): object {
  const { ipv4, ipv6, dns, mtuBytes, start = 'none' } = network ?? {};
  const port = places.get(name);
  return {
    name,
    topLevel: true,
    start: start === 'unclear' ? 'onboot' : start,
    ...(mtuBytes === undefined ? {} : { mtuBytes }),
    ...(ipv4 ? { ipv4 } : {}),
    ...(ipv6 ? { ipv6 } : {}),
    ...(dns ? { dns } : {}),
    ...(port ? { port } : {}),
  };
}

function kindOf(
  name: string,
  device: Device | undefined,
  network: Network | undefined,
  parents: ReadonlyMap<string, string>,
  notes: Notes,
): object {
  const assignMac = network?.assignMac ?? device?.assignMac;
  const mac = assignMac === undefined ? {} : { assignMac };
  if (!device) {
    const { permanentMac } = network ?? {};
    return { type: 'ethernet', ...mac, ...(permanentMac === undefined ? {} : { permanentMac }) };
  }
  switch (device.type) {
    case 'bond': {
      const { monitor } = device.bond;
      const isNetif = monitor?.kind === 'miimon' && notes.carrier === 'netif';
      const carrier = isNetif ? { monitor: { ...monitor, carrier: 'netif' } } : {};
      return { type: 'bond', ...mac, bond: { mode: 'balance-rr', ...device.bond, ...carrier } };
    }
    case 'bridge':
      return { type: 'bridge', ...mac, bridge: { stp: false, ...device.bridge } };
    case 'veth':
      return { type: 'veth', ...mac, veth: device.veth };
    case 'vlan':
      return { type: 'vlan', ...mac, vlan: { ...device.vlan, parent: parents.get(name) } };
  }
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
