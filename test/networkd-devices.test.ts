import { describe, expect, test } from 'vitest';
import { networkd } from '../backends/networkd/index.ts';
import { memoryRoot } from './support/memory-root.ts';

const ETC = '/etc/systemd/network';

/** A .netdev that others wrote, in use: what the document holds of its device, and the lines that are left out. */
function device(kind: 'bond' | 'bridge' | 'vlan', ...lines: readonly string[]) {
  const path = `${ETC}/dev0.netdev`;
  const { host, accounts } = networkd.survey(
    memoryRoot({
      [path]: `[NetDev]\nName=dev0\nKind=${kind}\n${lines.join('\n')}\n`,
      [`${ETC}/dev0.network`]: '[Match]\nName=dev0\n[Network]\nDHCP=ipv4\nIPv6AcceptRA=no\n',
      [`${ETC}/eth0.network`]: `[Match]\nName=eth0\n[Network]\n${kind === 'vlan' ? 'VLAN' : kind === 'bond' ? 'Bond' : 'Bridge'}=dev0\n`,
    }),
  );
  const iface = host.interfaces.find(({ name }) => name === 'dev0');
  const left = accounts.filter(
    (account) => account.path === path && (account.state === 'kept' || account.state === 'unread'),
  );
  return {
    options:
      iface?.type === 'bond'
        ? iface.bond
        : iface?.type === 'bridge'
          ? iface.bridge
          : iface?.type === 'vlan'
            ? iface.vlan
            : undefined,
    left: left.filter(({ text }) => !text.startsWith('[')).map(({ state, text }) => `${state} ${text}`),
  };
}

describe('the monitor of a bond', () => {
  const miimon = (freqMs: number, more: object = {}) => ({ monitor: { kind: 'miimon', freqMs, ...more } });
  const arpmon = (targets: readonly string[], more: object = {}) => ({
    monitor: { kind: 'arpmon', intervalMs: 1000, targets, ...more },
  });
  const ARP = 'ARPIntervalSec=1';
  const TARGET = 'ARPIPTargets=192.0.2.1';

  test.each<[string, object, readonly string[]]>([
    ['MIIMonitorSec=1 UpDelaySec=2 DownDelaySec=3', miimon(1000, { updelayMs: 2000, downdelayMs: 3000 }), []],
    // The order of the lines is none of networkd's.
    ['UpDelaySec=2 MIIMonitorSec=1', miimon(1000, { updelayMs: 2000 }), []],
    ['MIIMonitorSec=1 UpDelaySec=0', miimon(1000), []],
    ['MIIMonitorSec=1 UpDelaySec=soon', miimon(1000), ['unread UpDelaySec=soon']],
    ['MIIMonitorSec=1 UpDelaySec=infinity', miimon(1000), ['kept UpDelaySec=infinity']],
    ['MIIMonitorSec=1 MIIMonitorSec=often', miimon(1000), ['unread MIIMonitorSec=often']],
    ['MIIMonitorSec=often', {}, ['unread MIIMonitorSec=often']],
    ['MIIMonitorSec=infinity', {}, ['kept MIIMonitorSec=infinity']],
    // Delays are of this monitor, and without an interval there is none.
    ['UpDelaySec=2', {}, ['kept UpDelaySec=2']],
    ['MIIMonitorSec=0 UpDelaySec=2', miimon(0), ['kept UpDelaySec=2']],
    [`${ARP} ${TARGET} DownDelaySec=2`, arpmon(['192.0.2.1']), ['kept DownDelaySec=2']],
    // Of two monitors the kernel has one; an interval of 0 is none.
    [`MIIMonitorSec=1 ${ARP} ${TARGET}`, miimon(1000), [`kept ${ARP}`, `kept ${TARGET}`]],
    [`MIIMonitorSec=0 ${ARP} ${TARGET}`, arpmon(['192.0.2.1']), []],
    [`ARPIntervalSec=often ${TARGET}`, {}, ['unread ARPIntervalSec=often', `kept ${TARGET}`]],
    [`ARPIntervalSec=infinity ${TARGET}`, {}, ['kept ARPIntervalSec=infinity', `kept ${TARGET}`]],
    // Targets add up to a set.
    [
      `${ARP} ARPIPTargets=192.0.2.21 ARPIPTargets=192.0.2.20 ARPIPTargets=192.0.2.9 ARPIPTargets=192.0.2.21`,
      arpmon(['192.0.2.9', '192.0.2.20', '192.0.2.21']),
      [],
    ],
    [`${ARP} ${TARGET} ARPIPTargets=host`, arpmon(['192.0.2.1']), ['unread ARPIPTargets=host']],
    [`${ARP} ${TARGET} ARPIPTargets=::1`, arpmon(['192.0.2.1']), ['unread ARPIPTargets=::1']],
    [`${ARP} ${TARGET} ARPValidate=all`, arpmon(['192.0.2.1'], { validate: 'all' }), []],
    [`${ARP} ${TARGET} ARPValidate=none`, arpmon(['192.0.2.1']), []],
    [`${ARP} ${TARGET} ARPValidate=some`, arpmon(['192.0.2.1']), ['unread ARPValidate=some']],
    ['MIIMonitorSec=1 ARPValidate=all', miimon(1000), ['kept ARPValidate=all']],
  ])('%s', (lines, monitor, left) => {
    const found = device('bond', '[Bond]', 'Mode=active-backup', ...lines.split(' '));
    expect(found.options).toEqual({ mode: 'active-backup', ...monitor });
    expect(found.left).toEqual(left);
  });

  test('words of one line', () => {
    const words = device('bond', '[Bond]', 'Mode=active-backup', ARP, 'ARPIPTargets=192.0.2.2 x 192.0.2.1');
    expect(words.options).toMatchObject(arpmon(['192.0.2.1', '192.0.2.2']));
    expect(words.left).toEqual(['unread ARPIPTargets=x']);
  });

  test('the kernel takes 16 targets', () => {
    const targets = Array.from({ length: 17 }, (_, n) => `192.0.2.${n + 100}`);
    const asking = (count: number) =>
      device(
        'bond',
        '[Bond]',
        'Mode=active-backup',
        ARP,
        `ARPIPTargets=${targets.slice(0, count).join(' ')}`,
      );
    expect(asking(16).options).toMatchObject(arpmon(targets.slice(0, 16)));
    expect(asking(16).left).toEqual([]);
    expect(asking(17).options).toEqual({ mode: 'active-backup' });
    expect(asking(17).left.map((line) => line.slice(0, 17))).toEqual([
      `kept ${ARP}`.slice(0, 17),
      'kept ARPIPTargets',
    ]);
  });

  test.each([
    ['balance-rr', true],
    ['active-backup', true],
    ['balance-xor', true],
    ['broadcast', true],
    ['802.3ad', false],
    ['balance-tlb', false],
    ['balance-alb', false],
  ] as const)('by ARP in the mode %s: %s', (mode, isThere) => {
    const { options, left } = device('bond', '[Bond]', `Mode=${mode}`, ARP, TARGET);
    expect(options).toEqual(isThere ? { mode, ...arpmon(['192.0.2.1']) } : { mode });
    expect(left).toEqual(isThere ? [] : [`kept ${ARP}`, `kept ${TARGET}`]);
  });
});

test.each([
  ['TransmitHashPolicy=layer3+4', { xmitHashPolicy: 'layer3+4' }, ['balance-xor', '802.3ad', 'balance-tlb']],
  ['LACPTransmitRate=fast', { lacpRate: 'fast' }, ['802.3ad']],
  ['PacketsPerSlave=5', { packetsPerSlave: 5 }, ['balance-rr']],
  ['MinLinks=2', { minLinks: 2 }, ['balance-rr', 'balance-xor', 'active-backup', '802.3ad', 'balance-tlb']],
] as const)('[Bond] %s counts in some modes', (line, said, modes) => {
  for (const mode of ['balance-rr', 'balance-xor', 'active-backup', '802.3ad', 'balance-tlb'] as const) {
    const isIn = (modes as readonly string[]).includes(mode);
    const { options, left } = device('bond', '[Bond]', `Mode=${mode}`, line);
    expect(options).toEqual(isIn ? { mode, ...said } : { mode });
    expect(left).toEqual(isIn ? [] : [`kept ${line}`]);
  }
});

describe('a bridge', () => {
  test.each<[string, object, string?]>([
    ['STP=yes ForwardDelaySec=2', { stp: true, forwardDelayMs: 2000 }],
    ['STP=yes ForwardDelaySec=30', { stp: true, forwardDelayMs: 30_000 }],
    // With spanning tree the kernel takes no other delay, and keeps its own.
    ['STP=yes ForwardDelaySec=1999ms', { stp: true }, 'kept ForwardDelaySec=1999ms'],
    ['STP=yes ForwardDelaySec=30001ms', { stp: true }, 'kept ForwardDelaySec=30001ms'],
    ['ForwardDelaySec=31', { forwardDelayMs: 31_000 }],
    ['ForwardDelaySec=0', { forwardDelayMs: 0 }],
    ['Priority=1', { priority: 1 }],
    ['Priority=65535', { priority: 65_535 }],
    ['Priority=0', {}, 'kept Priority=0'],
    ['Priority=0x0', {}, 'kept Priority=0x0'],
    ['Priority=65536', {}, 'unread Priority=65536'],
    ['HelloTimeSec=3', { helloTimeMs: 3000 }],
    ['HelloTimeSec=1999500us', { helloTimeMs: 2000 }],
    ['HelloTimeSec=1500ms', {}, 'kept HelloTimeSec=1500ms'],
    ['HelloTimeSec=11', {}, 'kept HelloTimeSec=11'],
    ['VLANFiltering=on', { vlanFiltering: true }],
    ['VLANFiltering=maybe', {}, 'unread VLANFiltering=maybe'],
  ])('%s', (lines, options, ...left) => {
    expect(device('bridge', '[Bridge]', ...lines.split(' '))).toEqual({ options, left });
  });
});
