import type { BondOptions, BridgeOptions, VethOptions, VlanOptions } from '../../src/model/interface.ts';
import { canonicalMac, isUnicastMac, wholeNumber } from '../../src/model/values.ts';
import type { Doing, Lines, Parse, Stanza } from './lines.ts';
import { isBondStanza, readBond } from './read-bond.ts';
import { isBridgeStanza, type PortOptions, readBridge } from './read-bridge.ts';
import { readVlan } from './read-vlan.ts';
import type { Made } from './steps.ts';

/** The type of the device, with its options; of a bond or bridge also what it says of its members. */
export type ReadLink =
  | { readonly type: 'ethernet' }
  | { readonly type: 'vlan'; readonly vlan: VlanOptions }
  | { readonly type: 'veth'; readonly veth: VethOptions }
  | {
      readonly type: 'bond';
      readonly bond: BondOptions;
      readonly members: readonly string[];
      readonly primary?: string;
    }
  | {
      readonly type: 'bridge';
      readonly bridge: BridgeOptions;
      readonly members: readonly string[];
      readonly ports: ReadonlyMap<string, PortOptions>;
      readonly assignMac?: string;
    }
  /** Of a kind that the model lacks. */
  | { readonly type: 'other'; readonly kind: string };

export function readLink(lines: Lines): ReadLink {
  const made = madeBy(lines);
  const kind = otherKind(lines, made);
  if (kind !== undefined) return { type: 'other', kind };
  if (lines.stanzas.some(isBridgeStanza) || made?.type === 'bridge')
    return { type: 'bridge', ...readBridge(lines) };
  if (lines.stanzas.some(isBondStanza) || made?.type === 'bond') return { type: 'bond', ...readBond(lines) };
  if (made?.type === 'veth') return { type: 'veth', veth: made.veth };
  const vlan = readVlan(lines, made?.type === 'vlan' ? made.vlan : undefined);
  return vlan ? { type: 'vlan', vlan } : { type: 'ethernet' };
}

/** What a command makes the device; the first one counts, for what is there stays. */
function madeBy(lines: Lines): Made | undefined {
  let made: Made | undefined;
  for (const doing of lines.doings) {
    if (doing.step.does !== 'make' || doing.undoes) continue;
    doing.verdict = { says: 'match' };
    made ??= doing.step.made;
  }
  return made;
}

/** Methods that make a device of their own, or ask another program for one. */
const OTHER_METHODS: ReadonlyMap<string, string> = new Map([
  ['ppp', 'PPP'],
  ['wvdial', 'PPP'],
  ['tunnel', 'a tunnel'],
  ['v4tunnel', 'a tunnel'],
  ['6to4', 'a tunnel'],
  ['dynamic', 'IPX'],
  ['none', 'no network at all'],
]);
const OTHER_FAMILIES: ReadonlyMap<string, string> = new Map([
  ['ipx', 'IPX'],
  ['can', 'a CAN bus'],
]);
/** Options of packages that make devices which the model lacks. */
const OTHER_OPTIONS: readonly (readonly [RegExp, string])[] = [
  [/^(?:wpa|wireless)-/, 'a wireless network'],
  [/^(?:hostapd|wifi)(?:-|$)/, 'a wireless network'],
  [/^wireguard(?:-|$)/, 'WireGuard'],
  [/^vxlan-/, 'VXLAN'],
  [/^(?:tunnel|gre)-/, 'a tunnel'],
  [/^ovs-/, 'Open vSwitch'],
  [/^team(?:-|$)/, 'a team'],
  [/^vrf-table$/, 'a VRF'],
  [/^batman-/, 'a mesh'],
  [/^(?:macvlan|veth|dummy|ipvlan)-/, 'another virtual device'],
  [/^(?:openvpn|uml-proxy-arp|tunctl)(?:-|$)/, 'a tunnel'],
  [/^link-type$/, 'another virtual device'],
];

function otherKind(lines: Lines, made: Made | undefined): string | undefined {
  if (made?.type === 'other') return made.kind;
  for (const { family, method, groups } of lines.stanzas) {
    const known = OTHER_FAMILIES.get(family) ?? OTHER_METHODS.get(method);
    if (known !== undefined) return known;
    for (const keyword of groups.keys()) {
      const other = OTHER_OPTIONS.find(([pattern]) => pattern.test(keyword));
      if (other) return other[1];
    }
  }
  return undefined;
}

/** The MAC address that the device is given, of the stanzas and of commands. */
export function readMac(lines: Lines): string | undefined {
  let mac: string | undefined;
  let setBy: Stanza | undefined;
  for (const found of lines.find('hwaddress', 'hw-mac-address')) {
    const said = found.value === 'random' ? undefined : lines.take(found, hardwareAddress, 'link');
    if (found.value === 'random')
      lines.keep(found.options, 'a new address at every start has no place in a document');
    if (said !== undefined) [mac, setBy] = [said, found.stanza];
  }
  const isOverruled = overruling(lines, setBy);
  for (const doing of lines.doings) {
    const { step } = doing;
    if (step.does !== 'mac' || doing.undoes) continue;
    doing.verdict = step.mac !== mac && isOverruled(doing) ? OVERRULED : { says: 'link' };
    if (doing.verdict !== OVERRULED) mac = step.mac;
  }
  return mac;
}

const OVERRULED = { why: 'what an option of the stanza says is set after it' };

/** Whether a command runs before the options of a stanza are in force, in which the same is said. */
function overruling({ stanzas }: Lines, setBy: Stanza | undefined): (doing: Doing) => boolean {
  const early = new Set<Doing>();
  for (const stanza of setBy ? stanzas.slice(0, stanzas.indexOf(setBy) + 1) : [])
    for (const { doings = [] } of stanza.commands)
      for (const doing of doings) if (doing.isEarly) early.add(doing);
  return (doing) => early.has(doing);
}

const hardwareAddress: Parse<string> = (text) => {
  const mac = canonicalMac(text.replace(/^ether [ \t]*/i, ''));
  return mac !== undefined && isUnicastMac(mac) ? mac : undefined;
};

/** What the kernel starts most devices with. */
const USUAL_MTU = 1500;

/**
 * The MTU of the device. The dhcp method has none, but bridge-utils gives it to the ports, and a bridge follows them.
 * That of an inet6 stanza is IPv6's alone where it is below the device's.
 */
export function readMtu(lines: Lines, type: ReadLink['type']): number | undefined {
  let mtuBytes: number | undefined;
  let setBy: Stanza | undefined;
  for (const found of lines.find('mtu')) {
    const { family, method } = found.stanza;
    const ofPorts = type === 'bridge' && isBridgeStanza(found.stanza);
    const value = lines.take(found, mtu, 'link');
    if (value === undefined) continue;
    if (family === 'inet6') {
      if (method === 'auto' || method === 'dhcp')
        lines.refuse(found.options, `the ${method} method has no mtu`);
      else if (value < (mtuBytes ?? USUAL_MTU))
        lines.keep(found.options, 'below the MTU of the device it is that of IPv6 alone');
      else if (value > (mtuBytes ?? USUAL_MTU)) [mtuBytes, setBy] = [value, found.stanza];
    } else if (method === 'dhcp' && !ofPorts) lines.refuse(found.options, 'the dhcp method has no mtu');
    else [mtuBytes, setBy] = [value, found.stanza];
  }
  const isOverruled = overruling(lines, setBy);
  for (const doing of lines.doings) {
    const { step } = doing;
    if (step.does !== 'mtu' || doing.undoes) continue;
    const value = mtu(String(step.mtuBytes));
    if (value === undefined) doing.verdict = { why: 'it is no MTU that a device can have' };
    else if (value !== mtuBytes && isOverruled(doing)) doing.verdict = OVERRULED;
    else {
      doing.verdict = { says: 'link' };
      mtuBytes = value;
    }
  }
  return mtuBytes;
}

const mtu: Parse<number> = (text) => {
  const value = wholeNumber(text);
  return value !== undefined && value >= 68 && value <= 65_535 ? value : undefined;
};

/** `link` as properties of an interface; `own`: with the options said that a document may leave unsaid. */
export function deviceOf(link: ReadLink, own: boolean): object {
  switch (link.type) {
    case 'vlan':
      return { type: 'vlan', vlan: link.vlan };
    case 'veth':
      return { type: 'veth', veth: link.veth };
    case 'bond':
      return { type: 'bond', bond: own ? { mode: 'balance-rr', ...link.bond } : link.bond };
    case 'bridge':
      return { type: 'bridge', bridge: own ? { stp: false, ...link.bridge } : link.bridge };
    default:
      return { type: 'ethernet' };
  }
}
