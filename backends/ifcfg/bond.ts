import {
  type Bond,
  type BondMode,
  type BondOptions,
  bondModes,
  hasPrimary,
  type Interface,
  type Miimon,
} from '../../src/model/interface.ts';
import { canonicalAddress, deviceNameFault } from '../../src/model/values.ts';
import { defined } from './defined.ts';
import { formatWords, numberUpTo, oneOf, readWords, type WordReader } from './words.ts';

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

/** The inverse; `primary` is the member that the text names as such. */
export function readBondingOpts(
  text: string,
  report: (problem: string) => void,
): { bond: BondOptions; primary: string | undefined } {
  const words = readWords(text, report);
  const mode = words.take('mode', readMode);
  const monitor = readMonitor(words, report);
  const options = {
    lacpRate: words.take('lacp_rate', oneOf('slow', 'fast')),
    xmitHashPolicy: words.take(
      'xmit_hash_policy',
      oneOf('layer2', 'layer2+3', 'layer3+4', 'encap2+3', 'encap3+4', 'vlan+srcmac'),
    ),
    adSelect: words.take('ad_select', oneOf('stable', 'bandwidth', 'count')),
    failOverMac: words.take('fail_over_mac', oneOf('none', 'active', 'follow')),
    minLinks: words.take('min_links', numberUpTo(MAX)),
    primaryReselect: words.take('primary_reselect', oneOf('always', 'better', 'failure')),
    packetsPerSlave: words.take('packets_per_slave', numberUpTo(65_535)),
  };
  const primary = words.take('primary', (word) => (deviceNameFault(word) === undefined ? word : undefined));
  words.reportRest();
  return { bond: defined({ mode: mode ?? 'balance-rr', monitor, ...options }), primary };
}

/** By name or, as people write it, by number, which is the place in the kernel's list. */
const readMode = (word: string): BondMode | undefined =>
  bondModes.find((mode, number) => word === mode || word === String(number));

const MAX = 2_147_483_647;

function readMonitor(words: WordReader, report: (problem: string) => void): BondOptions['monitor'] {
  const freqMs = words.take('miimon', numberUpTo(MAX));
  const updelayMs = words.take('updelay', numberUpTo(MAX));
  const downdelayMs = words.take('downdelay', numberUpTo(MAX));
  const useCarrier = words.take('use_carrier', oneOf('0', '1'));
  const intervalMs = words.take('arp_interval', numberUpTo(MAX));
  const targets = words.take('arp_ip_target', readTargets);
  const validate = words.take('arp_validate', oneOf('none', 'active', 'backup', 'all'));
  if (freqMs !== undefined) {
    if (intervalMs) report('miimon and arp_interval exclude each other');
    const carrier: Miimon['carrier'] =
      useCarrier === undefined ? undefined : useCarrier === '1' ? 'netif' : 'ioctl';
    return defined({ kind: 'miimon' as const, freqMs, updelayMs, downdelayMs, carrier });
  }
  if (updelayMs ?? downdelayMs ?? useCarrier) report('updelay, downdelay and use_carrier need miimon');
  if (intervalMs && targets) return defined({ kind: 'arpmon' as const, intervalMs, targets, validate });
  if (intervalMs || targets) report('arp_interval and arp_ip_target need each other');
  return undefined;
}

function readTargets(text: string): string[] | undefined {
  const targets = text.split(',').map((target) => target.replace(/^\+/, ''));
  const good = targets.every((target) => canonicalAddress('ipv4', target) !== undefined);
  return good && targets.length <= 16 ? byLength([...new Set(targets)]) : undefined;
}
