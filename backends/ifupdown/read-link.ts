import type { BondOptions, BridgeOptions, VethOptions, VlanOptions } from '../../src/model/interface.ts';
import { bondModes } from '../../src/model/interface.ts';
import {
  canonicalAddress,
  canonicalMac,
  deviceNameFault,
  secondsToMs,
  wholeNumber,
} from '../../src/model/values.ts';
import {
  bondOptions,
  bridgeMtu,
  bridgeOptions,
  createBond,
  createBridge,
  createBridgeLikePort,
  createVeth,
  createVlan,
  ifupUnlessUp,
  noIpv6ForParent,
  portOptions,
  raiseDevice,
  removeDevice,
  removeVeth,
  vlanFlags,
} from './commands.ts';
import { type Lines, oneOf, type Parse, wordsOf, yesOrNo } from './lines.ts';

/** The type of the device, with its options; of a bond or bridge also what it says of its members. */
export type ReadLink =
  | { readonly type: 'ethernet' }
  | { readonly type: 'vlan'; readonly vlan: VlanOptions }
  | { readonly type: 'veth'; readonly veth: VethOptions }
  | { readonly type: 'bond'; readonly bond: BondOptions; readonly members: readonly string[] }
  | {
      readonly type: 'bridge';
      readonly bridge: BridgeOptions;
      readonly members: readonly string[];
      readonly ports: ReadonlyMap<string, { readonly cost?: number; readonly priority?: number }>;
    };

export function readLink(name: string, lines: Lines): ReadLink {
  if (lines.has('bridge-ports')) return { type: 'bridge', ...readBridge(lines) };
  if (lines.has('bond-slaves') || lines.has('bond-mode')) return { type: 'bond', ...readBond(lines) };
  const veth = readVeth(lines);
  if (veth) return { type: 'veth', veth };
  const vlan = readVlan(name, lines);
  return vlan ? { type: 'vlan', vlan } : { type: 'ethernet' };
}

function readVeth(lines: Lines): VethOptions | undefined {
  const made = lines.takeCommands(createVeth).at(-1);
  if (made?.peer === undefined) return undefined;
  for (const command of [removeVeth, removeDevice]) lines.takeCommands(command);
  return { peer: made.peer };
}

/** The MAC address that the device is given, and its MTU. */
export function readMacAndMtu(lines: Lines): { assignMac?: string; mtuBytes?: number } {
  const assignMac = lines.take('hwaddress', hardwareAddress);
  const ofBridge = lines.takeCommands(bridgeMtu).at(-1)?.mtu;
  const mtuBytes =
    lines.take('mtu', wholeNumber) ?? (ofBridge === undefined ? undefined : wholeNumber(ofBridge));
  return { ...defined({ assignMac, mtuBytes }) };
}

const hardwareAddress: Parse<string> = (text) => canonicalMac(text.replace(/^ether /, ''));
function readVlan(name: string, lines: Lines): VlanOptions | undefined {
  const made = lines.takeCommands(createVlan).at(-1);
  for (const command of [raiseDevice, ifupUnlessUp, noIpv6ForParent, removeDevice])
    lines.takeCommands(command);
  if (made) lines.ignore('requires');
  const said = together(lines.takeCommands(vlanFlags));
  // ifup makes a vlan of every name with a dot, of what stands before and after the first one.
  const [before, after] = name.split('.');
  const parent = made?.parent ?? (after === undefined ? undefined : before);
  const tag = wholeNumber(made?.tag ?? after ?? '');
  if (parent === undefined || tag === undefined) return undefined;
  const flags = defined({
    reorderHdr: switched(said.reorderHdr),
    gvrp: switched(said.gvrp),
    mvrp: switched(said.mvrp),
    looseBinding: switched(said.looseBinding),
  });
  return { parent, tag, ...flags };
}

const switched = (text: string | undefined): boolean | undefined =>
  text === undefined ? undefined : text === 'on';

/** Names only: bridge-utils' `all` and regular expressions are nothing that the model can hold. */
const memberList: Parse<string[]> = (text) => {
  const words = wordsOf(text).filter((word) => word !== 'none');
  return words.every((word) => deviceNameFault(word) === undefined) ? words : undefined;
};

function readBond(lines: Lines): { bond: BondOptions; members: string[] } {
  const listed = lines.take('bond-slaves', memberList) ?? [];
  const primary = lines.take('bond-primary', oneOf(...listed));
  lines.takeCommands(createBond);
  const { minLinks, arpIpTargets } = together(lines.takeCommands(bondOptions));
  const bond = defined({
    mode: lines.take('bond-mode', bondMode) ?? 'balance-rr',
    monitor: readMonitor(lines, arpIpTargets),
    lacpRate: lines.take('bond-lacp-rate', oneOf('slow', 'fast')),
    xmitHashPolicy: lines.take(
      'bond-xmit-hash-policy',
      oneOf('layer2', 'layer2+3', 'layer3+4', 'encap2+3', 'encap3+4', 'vlan+srcmac'),
    ),
    adSelect: lines.take('bond-ad-select', oneOf('stable', 'bandwidth', 'count')),
    failOverMac: lines.take('bond-fail-over-mac', oneOf('none', 'active', 'follow')),
    minLinks: minLinks === undefined ? undefined : wholeNumber(minLinks),
    primaryReselect: lines.take('bond-primary-reselect', oneOf('always', 'better', 'failure')),
    packetsPerSlave: lines.take('bond-packets-per-slave', wholeNumber),
  });
  // The primary is the first member.
  const members =
    primary === undefined ? listed : [primary, ...listed.filter((member) => member !== primary)];
  return { bond, members };
}

/** By name, or by the number that the kernel also takes (bonding.rst, `mode`). */
const bondMode: Parse<(typeof bondModes)[number]> = (text) =>
  oneOf(...bondModes)(text) ?? bondModes[Number(text)];

/** `moreTargets`: all of several ARP targets, of which ifenslave's option has the first. */
function readMonitor(lines: Lines, moreTargets = ''): BondOptions['monitor'] {
  const freqMs = lines.take('bond-miimon', wholeNumber);
  const carrier = lines.take('bond-use-carrier', oneOf('0', '1'));
  const delays = {
    updelayMs: lines.take('bond-updelay', wholeNumber),
    downdelayMs: lines.take('bond-downdelay', wholeNumber),
  };
  const intervalMs = lines.take('bond-arp-interval', wholeNumber);
  const listed = [
    ...(lines.take('bond-arp-ip-target', targetList) ?? []),
    ...moreTargets.split(',').filter((word) => word !== ''),
  ];
  const targets = [...new Set(listed)];
  const validate = lines.take('bond-arp-validate', oneOf('none', 'active', 'backup', 'all'));
  if (intervalMs !== undefined && targets.length > 0)
    return { kind: 'arpmon', intervalMs, targets, ...defined({ validate }) };
  if (freqMs === undefined) return undefined;
  const said = carrier && ({ 0: 'ioctl', 1: 'netif' } as const)[carrier];
  return { kind: 'miimon', freqMs, ...defined({ ...delays, carrier: said }) };
}

const targetList: Parse<string[]> = (text) => {
  const words = wordsOf(text);
  return words.every((word) => canonicalAddress('ipv4', word) === word) ? words : undefined;
};

function readBridge(lines: Lines) {
  const members = lines.take('bridge-ports', memberList) ?? [];
  lines.takeCommands(createBridge);
  lines.takeCommands(createBridgeLikePort);
  const { vlanFiltering, snooping } = together(lines.takeCommands(bridgeOptions));
  const bridge: BridgeOptions = defined({
    stp: lines.take('bridge-stp', yesOrNo) ?? false,
    forwardDelayMs: lines.take('bridge-fd', secondsToMs),
    helloTimeMs: lines.take('bridge-hello', secondsToMs),
    maxAgeMs: lines.take('bridge-maxage', secondsToMs),
    ageingTimeMs: lines.take('bridge-ageing', secondsToMs),
    priority: lines.take('bridge-bridgeprio', wholeNumber),
    vlanFiltering: vlanFiltering === undefined ? undefined : vlanFiltering !== '0',
    multicastSnooping: snooping === undefined ? undefined : snooping !== '0',
  });
  lines.ignore('bridge-maxwait');
  const ports = new Map(
    lines.takeCommands(portOptions).map(({ device, cost, priority }) => [
      device ?? '',
      defined({
        cost: cost === undefined ? undefined : wholeNumber(cost),
        priority: priority === undefined ? undefined : wholeNumber(priority),
      }),
    ]),
  );
  return { bridge, members, ports };
}

/** What several commands of one form set, the last one of each option. */
const together = <T extends object>(commands: readonly T[]): Partial<T> => Object.assign({}, ...commands);

/** `record` without the properties that are undefined. */
function defined<T extends object>(record: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
