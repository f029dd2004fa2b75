import type { BondOptions, BridgeOptions, VethOptions, VlanOptions } from '../../src/model/interface.ts';
import { canonicalMac, isUnicastMac, wholeNumber } from '../../src/model/values.ts';
import { type Doing, type Found, inOrder, isDoing, type Lines, type Parse } from './lines.ts';
import { isBondStanza, readBond } from './read-bond.ts';
import { isBridgeStanza, type PortOptions, readBridge } from './read-bridge.ts';
import { readVlan } from './read-vlan.ts';
import type { Made, Step } from './steps.ts';

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
  const earlier: Doing[] = [];
  for (const said of inOrder(lines, 'hwaddress', 'hw-mac-address')) {
    if (isDoing(said)) {
      if (said.step.does !== 'mac' || said.undoes) continue;
      said.verdict = { says: 'link' };
      mac = said.step.mac;
      earlier.push(said);
    } else if (said.value === 'random')
      lines.keep(said.options, 'a new address at every start has no place in a document');
    else {
      const option = lines.take(said, hardwareAddress, 'link');
      if (option === undefined) continue;
      mac = option;
      overrule(earlier, (step) => step.does === 'mac' && step.mac === option);
    }
  }
  return mac;
}

/** Of these commands the ones that said something else than the option that came after them. */
function overrule(earlier: readonly Doing[], isSame: (step: Step) => boolean): void {
  for (const doing of earlier) if (!isSame(doing.step)) doing.verdict = OVERRULED;
}

const OVERRULED = { why: 'what an option of a stanza says is set after it' };

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
  const earlier: Doing[] = [];
  for (const said of inOrder(lines, 'mtu')) {
    if (isDoing(said)) {
      if (said.step.does !== 'mtu' || said.undoes) continue;
      const value = mtu(String(said.step.mtuBytes));
      if (value === undefined) said.verdict = { why: 'it is no MTU that a device can have' };
      else {
        said.verdict = { says: 'link' };
        mtuBytes = value;
        earlier.push(said);
      }
    } else {
      const option = mtuOption(lines, said, type, mtuBytes);
      if (option === undefined) continue;
      mtuBytes = option;
      overrule(earlier, (step) => step.does === 'mtu' && step.mtuBytes === option);
    }
  }
  return mtuBytes;
}

/** What an option makes of the MTU that the device has by then. */
function mtuOption(
  lines: Lines,
  found: Found,
  type: ReadLink['type'],
  mtuBytes = USUAL_MTU,
): number | undefined {
  const { family, method } = found.stanza;
  const value = lines.take(found, mtu, 'link');
  if (value === undefined) return undefined;
  if (family === 'inet6') {
    if (method === 'auto' || method === 'dhcp') {
      lines.refuse(found.options, `the ${method} method has no mtu`);
      return undefined;
    }
    if (value < mtuBytes) lines.keep(found.options, 'below the MTU of the device it is that of IPv6 alone');
    return value > mtuBytes ? value : undefined;
  }
  if (method !== 'dhcp' || (type === 'bridge' && isBridgeStanza(found.stanza))) return value;
  lines.refuse(found.options, 'the dhcp method has no mtu');
  return undefined;
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
