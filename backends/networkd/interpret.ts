import { without } from '../../src/model/defaults.ts';
import { append } from '../../src/model/host.ts';
import { deviceNameFault } from '../../src/model/values.ts';
import { type Chooser, chooserOf } from './applies.ts';
import { mac } from './codecs.ts';
import { type Document, isRead } from './documents.ts';
import type { Subject } from './match.ts';
import { type Device, readDevice } from './read-device.ts';
import { type Link, readLink } from './read-link.ts';
import { type Network, readNetwork } from './read-network.ts';

/** A thing that was read, and the file it was read from. */
export interface From<T> {
  readonly document: Document;
  readonly value: T;
}

/** A device that files make or name, and what of the files is for it. */
export interface Candidate extends Subject {
  readonly device: From<Device> | undefined;
  readonly network: From<Network> | undefined;
  readonly link: From<Link> | undefined;
}

export interface Interpretation {
  /** By name. */
  readonly candidates: ReadonlyMap<string, Candidate>;
  /** What the document says otherwise than the files, by interface. */
  readonly differences: ReadonlyMap<string, readonly string[]>;
  /** The vlans that stand on NICs without a name, with the file that finds these. */
  readonly onUnnamed: ReadonlyMap<string, string>;
}

/** What the documents say together; every one of them comes out with its lines judged, and with its owners. */
export function interpret(documents: readonly Document[]): Interpretation {
  const read = documents.filter(isRead);
  const of = (kind: Document['kind']): Document[] => read.filter((document) => document.kind === kind);
  const differences = new Map<string, string[]>();
  const devices = readDevices(of('netdev'));
  const links = of('link').map((document): From<Link> => ({ document, value: readLink(document.settings) }));
  const subjects = subjectsOf(devices, links, of('network'));
  const networks = new Map<Document, Network>();
  const deviceOf = (name: string): Device | undefined => devices.get(name)?.value;
  const networkFor = chooserOf(of('network'));
  const linkFor = chooserOf(links.map(({ document }) => document));
  const linkOf = new Map(links.map((link) => [link.document, link]));
  // What gives a device its name is about it, whatever it finds it by.
  const renaming = new Map(links.map((link) => [link.value.newName, link]));
  const candidates = new Map<string, Candidate>();
  for (const subject of subjects.values()) {
    const { name } = subject;
    const choice = networkFor.choose(subject);
    const document = choice?.document;
    if (document && !networks.has(document)) networks.set(document, readNetwork(document.settings, deviceOf));
    document?.owners.add(name);
    const link = renaming.get(name) ?? linkChosen(linkFor, linkOf, subject);
    if (link && isAbout(link, subject)) link.document.owners.add(name);
    for (const other of choice?.before ?? []) {
      const what = `${other.file.path} (${other.match.text}) comes first, and is taken not to match it; only the machine can tell`;
      append(differences, name, what);
    }
    if (
      document &&
      subject.type !== 'ethernet' &&
      !document.match.names.has(name) &&
      !document.match.isGeneral
    ) {
      const what = `${document.file.path} (${document.match.text}) is meant for a NIC and matches it too, by its MAC address`;
      append(differences, name, what);
    }
    const network = document && { document, value: networks.get(document) as Network };
    // A file that is not used finds no NIC either.
    const inForce = [document, link?.document].filter((each) => each !== undefined);
    const isFoundByMac =
      subject.type !== 'ethernet' || inForce.some((each) => macIn(each) === subject.permanentMac);
    const found = isFoundByMac ? subject : without(subject, 'permanentMac');
    candidates.set(name, { ...found, device: devices.get(name), network, link });
  }
  const onUnnamed = unnamedIn(of('network'), differences);
  return { candidates, differences, onUnnamed };
}

/** What files that match by a pattern or a MAC address alone say of the bonds, bridges and vlans that have names. */
function unnamedIn(documents: readonly Document[], differences: Map<string, string[]>): Map<string, string> {
  const vlans = new Map<string, string>();
  for (const { owners, match, settings, file } of documents) {
    if (owners.size > 0 || match.isOnlyNames) continue;
    for (const { key, value } of settings.in('Network').entries) {
      if (key === 'VLAN' && !vlans.has(value)) vlans.set(value, file.path);
      if (key !== 'Bond' && key !== 'Bridge') continue;
      const what = `the NICs that ${file.path} puts into it (${match.text}) have no names in any file, and are not in the document`;
      append(differences, value, what);
    }
  }
  return vlans;
}

/** Whether a .link says something of an interface: udev's default matches them all, and says nothing of any. */
const isAbout = ({ document, value }: From<Link>, { name, permanentMac = '' }: Subject): boolean =>
  document.match.names.has(name) ||
  document.match.macs.includes(permanentMac) ||
  Object.keys(value).length > 0;

/** Of two files for one name the first is in force. */
function readDevices(documents: readonly Document[]): Map<string, From<Device>> {
  const devices = new Map<string, From<Device>>();
  for (const document of documents) {
    const value = readDevice(document.settings);
    if (value === undefined) continue;
    document.owners.add(value.name);
    const first = devices.get(value.name);
    if (first) {
      const why = `${first.document.file.path} makes ${value.name} already`;
      document.settings.judgeAll({ state: 'unread', why });
    } else devices.set(value.name, { document, value });
  }
  return devices;
}

/** Everything that the files make or name. */
function subjectsOf(
  devices: ReadonlyMap<string, From<Device>>,
  links: readonly From<Link>[],
  networks: readonly Document[],
): Map<string, Subject> {
  const subjects = new Map<string, Subject>();
  const add = (subject: Subject): void => {
    const known = subjects.get(subject.name);
    if (!known) subjects.set(subject.name, subject);
    else if (
      known.type === 'ethernet' &&
      known.permanentMac === undefined &&
      subject.permanentMac !== undefined
    )
      subjects.set(subject.name, { ...known, permanentMac: subject.permanentMac });
  };
  for (const { value } of devices.values())
    add(
      value.type === 'other'
        ? { name: value.name, type: 'other', kind: value.kind }
        : { name: value.name, type: value.type, permanentMac: value.assignMac },
    );
  for (const { value } of devices.values()) {
    if (value.type === 'veth') add({ name: value.veth.peer, type: 'veth', permanentMac: value.peerMac });
  }
  const namedByLink = new Map<string, string>();
  for (const { document, value } of links) {
    if (document.part && value.newName !== undefined) namedByLink.set(document.part.interface, value.newName);
    if (value.newName !== undefined) add(nicSubject(value.newName, macIn(document), document));
  }
  for (const document of networks) {
    const { match, part } = document;
    const mac = macIn(document);
    for (const name of match.names)
      if (isFit(name)) add(nicSubject(name, match.names.size === 1 ? mac : undefined, document));
    // A NIC that our own file finds by its MAC address has the name that the file is for.
    if (match.names.size || !part || mac === undefined) continue;
    const name = namedByLink.get(part.interface) ?? part.interface;
    if (isFit(name)) add(nicSubject(name, mac, document));
  }
  return subjects;
}

const isFit = (name: string): boolean => deviceNameFault(name) === undefined;

/** The one address that a file is for. */
const macIn = ({ match: { macs } }: Document): string | undefined =>
  new Set(macs).size === 1 ? mac.read(macs[0] as string) : undefined;

/**
 * A device that no .netdev makes: a NIC, unless [Match] asks for another kind of device, or the name is one that udev
 * gives to wireless ones (systemd.net-naming-scheme(7)).
 */
function nicSubject(name: string, permanentMac: string | undefined, { settings, part }: Document): Subject {
  if (part) return { name, type: 'ethernet', permanentMac };
  const { entries } = settings.in('Match');
  const last = (key: string): string | undefined =>
    entries.findLast((entry) => entry.key === key && /^[a-z0-9]+$/.test(entry.value))?.value;
  const type = last('Type');
  const isWireless =
    /^wl/.test(name) || entries.some(({ key }) => /^(?:WLANInterfaceType|B?SSID)$/.test(key));
  const kind =
    last('Kind') ??
    (type !== undefined && type !== 'ether'
      ? type
      : isWireless
        ? 'wlan'
        : /^ww/.test(name)
          ? 'wwan'
          : undefined);
  return kind === undefined ? { name, type: 'ethernet', permanentMac } : { name, type: 'other', kind };
}

function linkChosen(
  chooser: Chooser,
  links: ReadonlyMap<Document, From<Link>>,
  subject: Subject,
): From<Link> | undefined {
  const choice = chooser.choose(subject);
  return choice && links.get(choice.document);
}
