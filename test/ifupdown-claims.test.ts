import { describe, expect, test } from 'vitest';
import { ifupdown } from '../backends/ifupdown/index.ts';
import { MAIN_FILE } from '../backends/ifupdown/paths.ts';
import type { Interface } from '../src/model/interface.ts';
import { memoryRoot } from './support/memory-root.ts';

const nic = (name: string, permanentMac?: string): Interface => ({
  type: 'ethernet',
  name,
  topLevel: true,
  ...(permanentMac === undefined ? {} : { permanentMac }),
});
const MAC = '02:00:00:00:00:01';
const DEVICES: readonly Interface[] = [
  ...['eth0', 'eth1', 'em1', 'p1p1', 'p1', 'lan0', 'xeth0', 'port'].map((name) => nic(name)),
  nic('mac1', MAC),
  { type: 'bridge', name: 'br0', topLevel: true, bridge: {} },
];

/** The devices that what others wrote is about; those in parentheses are not in the way, only told of. */
function claimed(...lines: readonly string[]): string {
  const { claims } = ifupdown.read(memoryRoot({ [MAIN_FILE]: `${lines.join('\n')}\n` }));
  return DEVICES.flatMap((iface) => {
    const about = claims.filter(({ covers }) => covers(iface));
    if (about.length === 0) return [];
    return about.some((claim) => claim.wins(iface.name)) ? [iface.name] : [`(${iface.name})`];
  }).join(' ');
}

describe('what others wrote is about', () => {
  test.each([
    ['iface eth0 inet dhcp', 'eth0'],
    ['iface eth0:1 inet dhcp', 'eth0'],
    ['iface lo inet loopback', ''],
    ['auto eth0 eth1', 'eth0 eth1'],
    ['auto lo lo:1', ''],
    ['allow-hotplug eth0:2', 'eth0'],
    ['auto /eth*', '(eth0) (eth1)'],
    ['auto eth0=lan0', 'eth0 lan0'],
    ['auto /eth*=lan0', 'eth0 eth1 lan0'],
    // By a MAC address or another variable of sysfs: NICs of which a document says no address may be any.
    [`auto mac/${MAC}`, '(eth0) (eth1) (em1) (p1p1) (p1) (lan0) (xeth0) (port) (mac1)'],
    ['auto address/03:*', '(eth0) (eth1) (em1) (p1p1) (p1) (lan0) (xeth0) (port)'],
    ['auto uevent/*', '(eth0) (eth1) (em1) (p1p1) (p1) (lan0) (xeth0) (port)'],
    ['mapping eth*', 'eth0 eth1'],
    ['no-scripts e*', 'eth0 eth1 em1'],
    ['no-auto-down eth0', ''],
    // No device of the old name is left, and the new one is there for whoever configures it.
    ['rename eth0=lan0', 'eth0'],
    ['rename /e*=eth1', 'eth0 em1'],
    [`rename mac/${MAC}=lan0`, 'mac1'],
    ['rename uevent/*=lan0', ''],
    ['rename eth0', ''],
  ])('%s: %s', (line, names) => expect(claimed(line)).toBe(names));

  test.each([
    ['bridge-ports eth0', 'eth0'],
    ['bridge_ports eth0 eth1', 'eth0 eth1'],
    ['bond-slaves eth0', 'eth0'],
    ['bond_slaves eth0', 'eth0'],
    ['slaves eth0', 'eth0'],
    ['bridge-ports none', ''],
    ['bridge-ports all', 'eth0 eth1 em1 p1p1 p1'],
    ['bridge-ports regex eth. noregex lan0', 'eth0 eth1 em1 p1p1 p1 lan0 xeth0 port mac1 br0'],
    ['bridge-ports noregex lan0', 'lan0'],
    ['bridge-ports none eth0', 'eth0'],
    ['bridge-portsx eth0', ''],
    ['xbridge-ports eth0', ''],
    ['slavesx eth0', ''],
    ['bridge-waitport 5 eth0', ''],
  ])('members by %s: %s', (option, names) => {
    expect(claimed('iface other0 inet manual', option)).toBe(names);
  });
});
