import { compareText } from '../model/host.ts';
import {
  type Arpmon,
  type BondMode,
  type BondOptions,
  bondModes,
  hasPrimary,
  type Miimon,
} from '../model/interface.ts';
import { addressOf, readChoice, readNumber } from './attributes.ts';
import { compact } from './compact.ts';
import { locate, report, type Scope, valuePlace } from './scope.ts';
import { checkShape, childrenOf } from './shape.ts';
import { attributePlace, hasAttribute, type XmlElement } from './xml-tree.ts';

/** The largest value of the kernel's integer options. */
const INT_MAX = 2_147_483_647;

/**
 * The modes that the kernel takes an option in (`unsuppmodes` in drivers/net/bonding/bond_options.c; for the
 * hash policy what its description there names). The others it takes in every mode, with effect or without.
 */
const OPTION_MODES: Readonly<Record<string, readonly BondMode[]>> = {
  lacp_rate: ['802.3ad'],
  xmit_hash_policy: ['balance-xor', '802.3ad', 'balance-tlb'],
  packets_per_slave: ['balance-rr'],
};
const OTHER_OPTIONS = ['ad_select', 'fail_over_mac', 'min_links', 'primary_reselect'];
const PRIMARY_MODES = bondModes.filter(hasPrimary);
const ARPMON_MODES: readonly BondMode[] = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast'];

/** A member as it was read. */
interface Member {
  /** Where it says that it is the primary, if it does. */
  readonly primary: number | undefined;
}

/** What `<bond>` says, and its members with the primary put first. */
export function readBond<M extends Member>(
  scope: Scope,
  element: XmlElement,
  members: readonly M[],
): { readonly bond: BondOptions; readonly members: readonly M[] } {
  checkShape(scope, element, {
    optional: ['mode', ...Object.keys(OPTION_MODES), ...OTHER_OPTIONS],
    once: ['miimon', 'arpmon'],
    many: ['interface'],
  });
  locate(scope, 'bond', element);
  const mode = readMode(scope, element);
  for (const [option, modes] of Object.entries(OPTION_MODES)) {
    const place = (): number => attributePlace(scope.source.text, element, option)?.name ?? element.start;
    if (hasAttribute(element, option)) checkMode(scope, option, modes, mode, place);
  }
  if (!childrenOf(element, 'interface').length) report(scope, 'bond-without-members', {}, element.start);
  const bond = compact({
    mode: mode.said,
    monitor: readMonitor(scope, element, mode),
    lacpRate: readChoice(scope, element, 'lacp_rate', ['slow', 'fast']),
    xmitHashPolicy: readChoice(scope, element, 'xmit_hash_policy', XMIT_HASH_POLICIES),
    adSelect: readChoice(scope, element, 'ad_select', ['stable', 'bandwidth', 'count']),
    failOverMac: readChoice(scope, element, 'fail_over_mac', ['none', 'active', 'follow']),
    minLinks: readNumber(scope, element, 'min_links', { min: 0, max: INT_MAX }),
    primaryReselect: readChoice(scope, element, 'primary_reselect', ['always', 'better', 'failure']),
    packetsPerSlave: readNumber(scope, element, 'packets_per_slave', { min: 0, max: 65_535 }),
  });
  return { bond, members: primaryFirst(scope, members, mode) };
}

const XMIT_HASH_POLICIES = ['layer2', 'layer2+3', 'layer3+4', 'encap2+3', 'encap3+4', 'vlan+srcmac'] as const;

function primaryFirst<M extends Member>(scope: Scope, members: readonly M[], mode: Mode): readonly M[] {
  const [primary, ...more] = members.filter((member) => member.primary !== undefined);
  if (primary?.primary === undefined) return members;
  const { primary: place } = primary;
  checkMode(scope, 'primary', PRIMARY_MODES, mode, () => place);
  for (const { primary: place } of more) if (place !== undefined) report(scope, 'bond-primaries', {}, place);
  return [primary, ...members.filter((member) => member !== primary)];
}

/** `inForce` is undefined where the document says a mode that is none. */
interface Mode {
  readonly said: BondMode | undefined;
  readonly inForce: BondMode | undefined;
}

function readMode(scope: Scope, element: XmlElement): Mode {
  const said = readChoice(scope, element, 'mode', bondModes);
  return { said, inForce: hasAttribute(element, 'mode') ? said : 'balance-rr' };
}

function checkMode(
  scope: Scope,
  option: string,
  modes: readonly BondMode[],
  { inForce }: Mode,
  place: () => number,
): void {
  if (inForce === undefined || modes.includes(inForce)) return;
  report(scope, 'bond-option-mode', { option, mode: inForce, modes: modes.join(', ') }, place());
}

function readMonitor(scope: Scope, element: XmlElement, mode: Mode): Miimon | Arpmon | undefined {
  let monitor: Miimon | Arpmon | undefined;
  let first: XmlElement | undefined;
  for (const child of element.children) {
    if (child.name !== 'miimon' && child.name !== 'arpmon') continue;
    if (first && first.name !== child.name) report(scope, 'bond-monitors', {}, child.start);
    first ??= child;
    locate(scope, 'monitor', child);
    if (child.name === 'arpmon') checkMode(scope, 'arpmon', ARPMON_MODES, mode, () => child.start);
    const read = child.name === 'miimon' ? readMiimon(scope, child) : readArpmon(scope, child);
    monitor ??= read;
  }
  return monitor;
}

/** Delays of 0 are the kernel's own and mean the same as none. */
function readMiimon(scope: Scope, element: XmlElement): Miimon | undefined {
  checkShape(scope, element, { required: ['freq'], optional: ['downdelay', 'updelay', 'carrier'] });
  const milliseconds = (attribute: string): number | undefined =>
    readNumber(scope, element, attribute, { min: 0, max: INT_MAX });
  const freqMs = milliseconds('freq');
  const delays = {
    downdelay: milliseconds('downdelay') || undefined,
    updelay: milliseconds('updelay') || undefined,
  };
  for (const [delay, value] of Object.entries(delays)) {
    if (freqMs !== 0 || value === undefined) continue;
    report(scope, 'bond-delay-without-miimon', { delay }, valuePlace(scope, element, delay));
  }
  const carrier = readChoice(scope, element, 'carrier', ['ioctl', 'netif']);
  if (carrier === 'ioctl') report(scope, 'carrier-ioctl', {}, valuePlace(scope, element, 'carrier'));
  if (freqMs === undefined) return undefined;
  const { downdelay: downdelayMs, updelay: updelayMs } = delays;
  return compact({ kind: 'miimon' as const, freqMs, downdelayMs, updelayMs, carrier });
}

/** Validation `none` is the kernel's own and means the same as nothing said. */
function readArpmon(scope: Scope, element: XmlElement): Arpmon | undefined {
  checkShape(scope, element, { required: ['interval', 'target'], optional: ['validate'] });
  const intervalMs = readNumber(scope, element, 'interval', { min: 1, max: INT_MAX });
  const targets = readTargets(scope, element);
  const said = readChoice(scope, element, 'validate', ['none', 'active', 'backup', 'all']);
  if (intervalMs === undefined || !targets.length) return undefined;
  return compact({
    kind: 'arpmon' as const,
    intervalMs,
    targets,
    validate: said === 'none' ? undefined : said,
  });
}

/** BOND_MAX_ARP_TARGETS of include/net/bonding.h. */
const TARGETS_MAX = 16;

function readTargets(scope: Scope, element: XmlElement): string[] {
  const list = element.attributes.target;
  if (list === undefined) return [];
  const start = valuePlace(scope, element, 'target');
  const targets = new Set<string>();
  let next = start;
  for (const text of list.split(',')) {
    const at = next;
    const target = addressOf(scope, text, 'ipv4', 'host', () => at);
    if (target !== undefined && targets.has(target)) report(scope, 'arp-target-twice', { target }, at);
    if (target !== undefined) targets.add(target);
    next = at + text.length + 1;
  }
  if (targets.size > TARGETS_MAX)
    report(scope, 'arp-targets', { count: targets.size, max: TARGETS_MAX }, start);
  return [...targets].sort((a, b) => a.length - b.length || compareText(a, b));
}
