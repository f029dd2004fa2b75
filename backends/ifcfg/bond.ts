import {
  type Bond,
  type BondMode,
  type BondOptions,
  bondModes,
  hasPrimary,
  type Interface,
  type Miimon,
} from '../../src/model/interface.ts';
import { deviceNameFault } from '../../src/model/values.ts';
import { defined } from '../../src/native/defined.ts';
import { hostAddress } from './subnets.ts';
import {
  formatWords,
  numberUpTo,
  oneOf,
  oneOfNumbered,
  readWords,
  type WordReader,
  type WordReport,
} from './words.ts';

/**
 * BONDING_OPTS: the kernel's option names (Documentation/networking/bonding.rst), which initscripts write to
 * sysfs word by word and NetworkManager takes over. Never empty: initscripts load the driver, and both tell
 * a bond, by it. All times are milliseconds.
 */
export function bondingOpts({ bond }: Bond, members: readonly Interface[]): string {
  const { mode = 'balance-rr' } = bond;
  const primary = hasPrimary(mode) ? members[0]?.name : undefined;
  const words: [string, string | number | undefined][] = [
    ['mode', mode],
    ...monitorWords(bond.monitor),
    ['lacp_rate', bond.lacpRate],
    ['xmit_hash_policy', bond.xmitHashPolicy],
    ['ad_select', bond.adSelect],
    ['fail_over_mac', bond.failOverMac],
    ['min_links', bond.minLinks],
    ['primary_reselect', bond.primaryReselect],
    ['packets_per_slave', bond.packetsPerSlave],
    ['primary', primary],
  ];
  return formatWords(words.flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
}

function monitorWords(monitor: BondOptions['monitor']): [string, string | number | undefined][] {
  if (!monitor) return [];
  if (monitor.kind === 'miimon') {
    return [
      ['miimon', monitor.freqMs],
      ['updelay', monitor.updelayMs],
      ['downdelay', monitor.downdelayMs],
      ['use_carrier', monitor.carrier === undefined ? undefined : monitor.carrier === 'netif' ? 1 : 0],
    ];
  }
  return [
    ['arp_interval', monitor.intervalMs],
    ['arp_ip_target', byLength(monitor.targets).join(',')],
    ['arp_validate', monitor.validate],
  ];
}

/**
 * initscripts skip a target for which `grep -q TARGET` finds something among those already set
 * (install_bonding_driver in network-functions), so that none may precede one that it is a part of.
 */
const byLength = (targets: readonly string[]): string[] =>
  [...targets].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));

/** What BONDING_OPTS says. */
export interface SaidBond {
  readonly bond: BondOptions;
  /** The member that it names as such. */
  readonly primary: string | undefined;
  /** Whether it says a mode; both readers take balance-rr, the kernel's own, where it does not. */
  readonly saysMode: boolean;
}

/** The inverse, and what others write: names or numbers, in any order. */
export function readBondingOpts(text: string, report: WordReport): SaidBond {
  const words = readWords(text, report, ['arp_ip_target']);
  const said = words.take('mode', oneOfNumbered(...bondModes));
  const mode = said ?? 'balance-rr';
  const monitor = readMonitor(words, mode);
  const inModes = <T>(key: string, value: T | undefined, modes: readonly BondMode[]): T | undefined => {
    if (value === undefined || modes.includes(mode)) return value;
    words.refuse(key, `the kernel does not take it with mode ${mode}`);
    return undefined;
  };
  const options = {
    lacpRate: inModes('lacp_rate', words.take('lacp_rate', oneOfNumbered('slow', 'fast')), ['802.3ad']),
    xmitHashPolicy: inModes('xmit_hash_policy', words.take('xmit_hash_policy', hashPolicy), HASHING),
    adSelect: words.take('ad_select', oneOfNumbered('stable', 'bandwidth', 'count')),
    failOverMac: words.take('fail_over_mac', oneOfNumbered('none', 'active', 'follow')),
    minLinks: words.take('min_links', numberUpTo(MAX)),
    primaryReselect: words.take('primary_reselect', oneOfNumbered('always', 'better', 'failure')),
    packetsPerSlave: inModes('packets_per_slave', words.take('packets_per_slave', numberUpTo(65_535)), [
      'balance-rr',
    ]),
  };
  const primary = words.take('primary', (word) => (deviceNameFault(word) === undefined ? word : undefined));
  if (primary !== undefined && !hasPrimary(mode))
    words.refuse('primary', `mode ${mode} has no primary, and NetworkManager refuses the whole file for it`);
  words.keepRest('the document has no word for this option of a bond');
  return {
    bond: defined({ mode, monitor, ...options }),
    primary: hasPrimary(mode) ? primary : undefined,
    saysMode: said !== undefined,
  };
}

const hashPolicy = oneOfNumbered('layer2', 'layer3+4', 'layer2+3', 'encap2+3', 'encap3+4', 'vlan+srcmac');

/** Modes that spread by a hash, and those in which the kernel watches by ARP (drivers/net/bonding/bond_options.c). */
const HASHING: readonly BondMode[] = ['balance-xor', '802.3ad', 'balance-tlb'];
const ARP_WATCHED: readonly BondMode[] = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast'];

const MAX = 2_147_483_647;

function readMonitor(words: WordReader, mode: BondMode): BondOptions['monitor'] {
  const freqMs = words.take('miimon', numberUpTo(MAX));
  const updelayMs = words.take('updelay', numberUpTo(MAX));
  const downdelayMs = words.take('downdelay', numberUpTo(MAX));
  const useCarrier = words.take('use_carrier', oneOf('0', '1'));
  const intervalMs = words.take('arp_interval', numberUpTo(MAX));
  const targets = words.take('arp_ip_target', readTargets);
  const validate = words.take('arp_validate', oneOfNumbered('none', 'active', 'backup', 'all'));
  const refuse = (keys: readonly string[], what: string): undefined => {
    for (const key of keys) words.refuse(key, what);
  };
  const ARP = ['arp_interval', 'arp_ip_target', 'arp_validate'];
  const watchesByArp = intervalMs && targets && ARP_WATCHED.includes(mode);
  if (freqMs || (freqMs === 0 && !watchesByArp)) {
    refuse(ARP, 'miimon stands beside it, and a bond has one of the two');
    const carrier: Miimon['carrier'] =
      useCarrier === undefined ? undefined : useCarrier === '1' ? 'netif' : 'ioctl';
    // NetworkManager refuses the whole file for a delay without miimon, the kernel leaves it at 0.
    const isOff = freqMs === 0 && (updelayMs || downdelayMs);
    if (isOff) refuse(['updelay', 'downdelay'], 'it needs miimon');
    // No delay is the kernel's own.
    const delays = isOff ? {} : { updelayMs: updelayMs || undefined, downdelayMs: downdelayMs || undefined };
    return defined({ kind: 'miimon' as const, freqMs, ...delays, carrier });
  }
  refuse(['updelay', 'downdelay', 'use_carrier'], 'it needs miimon');
  if (watchesByArp) return defined({ kind: 'arpmon' as const, intervalMs, targets, validate });
  if (!ARP_WATCHED.includes(mode)) return refuse(ARP, `mode ${mode} is not watched by ARP`);
  return refuse(ARP, 'arp_interval and arp_ip_target need each other');
}

function readTargets(text: string): string[] | undefined {
  const targets = text.split(',').map((target) => target.replace(/^\+/, ''));
  const good = targets.every((target) => hostAddress('ipv4')(target) !== undefined);
  const once = [...new Set(targets)];
  return good && once.length <= 16 ? byLength(once) : undefined;
}
