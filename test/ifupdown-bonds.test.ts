import { describe, expect, test } from 'vitest';
import { ifupdown } from '../backends/ifupdown/index.ts';
import { MAIN_FILE } from '../backends/ifupdown/paths.ts';
import { memoryRoot } from './support/memory-root.ts';

/** What is read of stanzas that others wrote: the interfaces, the lines that stay, and what is told. */
function read(...lines: readonly string[]) {
  const { host, accounts, findings } = ifupdown.survey(memoryRoot({ [MAIN_FILE]: `${lines.join('\n')}\n` }));
  return {
    interfaces: host.interfaces,
    bond: host.interfaces.flatMap((iface) => (iface.type === 'bond' ? [iface.bond] : []))[0],
    members: host.interfaces
      .filter(({ port }) => port?.controller === 'bond0')
      .sort((a, b) => (a.port?.position ?? 0) - (b.port?.position ?? 0))
      .map(({ name }) => name),
    left: accounts.filter(({ state }) => state === 'kept').map(({ text }) => text.trim()),
    says: (text: string) => accounts.find((account) => account.text.trim() === text)?.says,
    why: (text: string) => accounts.find((account) => account.text.trim() === text)?.why,
    codes: findings.map(({ code }) => code),
  };
}
const bond = (...options: readonly string[]) =>
  read('iface bond0 inet manual', ' bond-slaves eth0 eth1', ...options.map((option) => ` ${option}`));

describe('an option of a bond, as ifenslave hands it to the kernel', () => {
  test.each<[string[], object]>([
    [['bond-mode 1'], { mode: 'active-backup' }],
    [['bond-mode balance-tlb'], { mode: 'balance-tlb' }],
    [['bond-mode 4', 'bond-lacp-rate 1'], { mode: '802.3ad', lacpRate: 'fast' }],
    [['bond-mode 802.3ad', 'bond-lacp-rate slow'], { mode: '802.3ad', lacpRate: 'slow' }],
    [['bond-mode 802.3ad', 'bond-ad-select 2'], { mode: '802.3ad', adSelect: 'count' }],
    [
      ['bond-mode balance-xor', 'bond-xmit-hash-policy vlan+srcmac'],
      { mode: 'balance-xor', xmitHashPolicy: 'vlan+srcmac' },
    ],
    [['bond-mode 802.3ad', 'bond-xmit-hash-policy 1'], { mode: '802.3ad', xmitHashPolicy: 'layer3+4' }],
    [
      ['bond-mode balance-tlb', 'bond-xmit-hash-policy 4'],
      { mode: 'balance-tlb', xmitHashPolicy: 'encap3+4' },
    ],
    [['bond-packets-per-slave 8'], { packetsPerSlave: 8 }],
    [['bond-packets-per-slave 65535'], { packetsPerSlave: 65_535 }],
    [['bond-miimon 2147483647'], { monitor: { kind: 'miimon', freqMs: 2_147_483_647 } }],
    [['bond-mode 0', 'bond-packets-per-slave 0'], { mode: 'balance-rr', packetsPerSlave: 0 }],
    [['bond-mode 1', 'bond-fail-over-mac 2'], { mode: 'active-backup', failOverMac: 'follow' }],
    [['bond-mode 1', 'bond-primary-reselect 1'], { mode: 'active-backup', primaryReselect: 'better' }],
    // Monitoring of the carrier.
    [['bond-miimon 0'], { monitor: { kind: 'miimon', freqMs: 0 } }],
    [['bond-miimon 100'], { monitor: { kind: 'miimon', freqMs: 100 } }],
    [
      ['bond-miimon 100', 'bond-updelay 200', 'bond-downdelay 300'],
      { monitor: { kind: 'miimon', freqMs: 100, updelayMs: 200, downdelayMs: 300 } },
    ],
    [['bond-miimon 100', 'bond-updelay 0', 'bond-downdelay 0'], { monitor: { kind: 'miimon', freqMs: 100 } }],
    ...['0', 'off'].map((word): [string[], object] => [
      ['bond-miimon 100', `bond-use-carrier ${word}`],
      { monitor: { kind: 'miimon', freqMs: 100, carrier: 'ioctl' } },
    ]),
    ...['1', 'on'].map((word): [string[], object] => [
      ['bond-miimon 100', `bond-use-carrier ${word}`],
      { monitor: { kind: 'miimon', freqMs: 100, carrier: 'netif' } },
    ]),
    // Monitoring by ARP: shorter addresses come first.
    [
      ['bond-arp-interval 1', 'bond-arp-ip-target 192.0.2.20  192.0.2.9 192.0.2.10'],
      { monitor: { kind: 'arpmon', intervalMs: 1, targets: ['192.0.2.9', '192.0.2.10', '192.0.2.20'] } },
    ],
    [
      ['bond-arp-interval 250', 'bond-arp-ip-target 192.0.2.1 192.0.2.1 192.0.2.2', 'bond-miimon 0'],
      { monitor: { kind: 'arpmon', intervalMs: 250, targets: ['192.0.2.1', '192.0.2.2'] } },
    ],
    [
      ['bond-arp-interval 250', 'bond-arp-ip-target 192.0.2.1', 'bond-arp-validate 2'],
      { monitor: { kind: 'arpmon', intervalMs: 250, targets: ['192.0.2.1'], validate: 'backup' } },
    ],
    [
      ['bond-arp-interval 250', 'bond-arp-ip-target 192.0.2.1', 'bond-arp-validate none'],
      { monitor: { kind: 'arpmon', intervalMs: 250, targets: ['192.0.2.1'] } },
    ],
    [
      ['bond-mode broadcast', 'bond-arp-interval 250', 'bond-arp-ip-target 192.0.2.1'],
      { mode: 'broadcast', monitor: { kind: 'arpmon', intervalMs: 250, targets: ['192.0.2.1'] } },
    ],
  ])('%j', (options, said) => {
    const { bond: found, left } = bond(...options);
    expect(found).toEqual(said);
    expect(left).toEqual([]);
  });

  test.each<[string[], object, string[]]>([
    [['bond-mode 7'], {}, ['bond-mode 7']],
    [['bond-mode fast'], {}, ['bond-mode fast']],
    [['bond-lacp-rate fast'], {}, ['bond-lacp-rate fast']],
    [['bond-mode 1', 'bond-xmit-hash-policy 1'], { mode: 'active-backup' }, ['bond-xmit-hash-policy 1']],
    [['bond-mode 1', 'bond-packets-per-slave 8'], { mode: 'active-backup' }, ['bond-packets-per-slave 8']],
    [['bond-mode 1', 'bond-fail-over-mac 3'], { mode: 'active-backup' }, ['bond-fail-over-mac 3']],
    [['bond-packets-per-slave 65536'], {}, ['bond-packets-per-slave 65536']],
    [['bond-miimon 2147483648'], {}, ['bond-miimon 2147483648']],
    [['bond-packets-per-slave few'], {}, ['bond-packets-per-slave few']],
    [['bond-miimon often'], {}, ['bond-miimon often']],
    [['bond-updelay 200', 'bond-downdelay 300'], {}, ['bond-updelay 200', 'bond-downdelay 300']],
    [['bond-miimon 0', 'bond-updelay 200'], { monitor: { kind: 'miimon', freqMs: 0 } }, ['bond-updelay 200']],
    [['bond-use-carrier 1'], {}, ['bond-use-carrier 1']],
    ...['2', '10', '00', 'onn', 'son', 'soft', 'coff', 'off0'].map((word): [string[], object, string[]] => [
      ['bond-miimon 100', `bond-use-carrier ${word}`],
      { monitor: { kind: 'miimon', freqMs: 100 } },
      [`bond-use-carrier ${word}`],
    ]),
    // miimon, and the modes that know of no ARP, end the monitoring by it.
    [
      ['bond-miimon 100', 'bond-arp-interval 250', 'bond-arp-ip-target 192.0.2.1', 'bond-arp-validate 1'],
      { monitor: { kind: 'miimon', freqMs: 100 } },
      ['bond-arp-interval 250', 'bond-arp-ip-target 192.0.2.1', 'bond-arp-validate 1'],
    ],
    ...['802.3ad', 'balance-tlb', 'balance-alb'].map((mode): [string[], object, string[]] => [
      [`bond-mode ${mode}`, 'bond-arp-interval 250', 'bond-arp-ip-target 192.0.2.1'],
      { mode },
      ['bond-arp-interval 250', 'bond-arp-ip-target 192.0.2.1'],
    ]),
    [['bond-arp-ip-target 192.0.2.1'], {}, ['bond-arp-ip-target 192.0.2.1']],
    [['bond-arp-interval 0', 'bond-arp-ip-target 192.0.2.1'], {}, ['bond-arp-ip-target 192.0.2.1']],
    [['bond-arp-interval 250'], {}, ['bond-arp-interval 250']],
    ...['gateway', '192.0.2.1 gateway', '2001:db8::1', '192.0.2.01', '+192.0.2.1', '192.0.2.1,192.0.2.2'].map(
      (targets): [string[], object, string[]] => [
        ['bond-arp-interval 250', `bond-arp-ip-target ${targets}`],
        {},
        ['bond-arp-interval 250', `bond-arp-ip-target ${targets}`],
      ],
    ),
    [
      [
        ...['bond-arp-interval 250', 'bond-arp-ip-target 192.0.2.1', 'bond-updelay 5', 'bond-downdelay 6'],
        ...['bond-use-carrier 1', 'bond-arp-validate 9'],
      ],
      { monitor: { kind: 'arpmon', intervalMs: 250, targets: ['192.0.2.1'] } },
      ['bond-updelay 5', 'bond-downdelay 6', 'bond-use-carrier 1', 'bond-arp-validate 9'],
    ],
    // ifenslave knows no such option.
    [['bond-min-links 2'], {}, ['bond-min-links 2']],
    [['bond-num-grat-arp 2'], {}, ['bond-num-grat-arp 2']],
  ])('%j stays where it has no effect', (options, said, kept) => {
    const { bond: found, left } = bond(...options);
    expect(found).toEqual(said);
    expect(left).toEqual(kept);
  });

  test('of several stanzas of a bond those count that name members or a mode, and the last of them', () => {
    const { bond: found, left } = read(
      ...['iface bond0 inet manual', ' bond-slaves eth0 eth1', ' bond-miimon 50', ' bond-updelay 50'],
      ...['iface bond0 inet6 manual', ' bond-miimon 100', ' bond-arp-ip-target 192.0.2.1'],
      ...['iface bond0 inet manual', ' bond-mode 1', ' bond-miimon 200'],
    );
    expect(found).toEqual({
      mode: 'active-backup',
      monitor: { kind: 'miimon', freqMs: 200, updelayMs: 50 },
    });
    expect(left).toEqual(['bond-miimon 50', 'bond-miimon 100', 'bond-arp-ip-target 192.0.2.1']);
  });

  test('the kernel has room for sixteen targets', () => {
    const targets = (count: number) => {
      const list = Array.from({ length: count }, (_, n) => `192.0.2.${n + 1}`);
      const { bond: found } = bond('bond-arp-interval 250', `bond-arp-ip-target ${list.join(' ')}`);
      return found && (found.monitor?.kind === 'arpmon' ? found.monitor.targets.length : 0);
    };
    expect([targets(16), targets(17)]).toEqual([16, 0]);
  });

  test('targets add up over the stanzas of the bond', () => {
    const { bond: found, left } = read(
      ...['iface bond0 inet manual', ' bond-slaves eth0 eth1', ' bond-arp-ip-target 192.0.2.2'],
      ...[' bond-arp-interval 250', 'iface bond0 inet6 manual', ' bond-arp-ip-target 192.0.2.4'],
      ...['iface bond0 inet manual', ' bond-mode 0', ' bond-arp-ip-target 192.0.2.1'],
    );
    expect(found?.monitor).toEqual({ kind: 'arpmon', intervalMs: 250, targets: ['192.0.2.1', '192.0.2.2'] });
    expect(left).toEqual(['bond-arp-ip-target 192.0.2.4']);
  });
});

describe('options that a command sets', () => {
  test.each<[string, object]>([
    ['mode active-backup miimon 100', { mode: 'active-backup', monitor: { kind: 'miimon', freqMs: 100 } }],
    ['mode 802.3ad min_links 2 lacp_rate 1', { mode: '802.3ad', minLinks: 2, lacpRate: 'fast' }],
  ])('%s', (words, said) => {
    const command = `up ip link set bond0 type bond ${words}`;
    const { bond: found, left, says } = bond(command);
    expect(found).toEqual(said);
    expect(left).toEqual([]);
    expect(says(command)).toBe('options');
  });

  test('after the options of the stanza, or before them', () => {
    const monitor = (command: string, ...options: readonly string[]) => {
      const { bond: found, left, why } = bond(`${command} ip link set bond0 type bond miimon 50`, ...options);
      return [found?.monitor, left.map((line) => `${line}: ${why(line)}`)];
    };
    const every = (freqMs: number) => ({ kind: 'miimon', freqMs });
    const set = 'ip link set bond0 type bond miimon 50';
    expect(monitor('up', 'bond-miimon 100')).toEqual([
      every(50),
      ['bond-miimon 100: miimon is set to 50 after it'],
    ]);
    expect(monitor('pre-up', 'bond-miimon 100')).toEqual([
      every(100),
      [`pre-up ${set}: miimon is set to 100 after it`],
    ]);
    expect(monitor('pre-up', 'bond-miimon 50')).toEqual([every(50), []]);
    expect(monitor('up', 'bond-miimon 50')).toEqual([every(50), []]);
  });

  test('targets anew, to which ifenslave adds its own', () => {
    const targets = (command: string) => {
      const { bond: found, left } = bond(
        ...['bond-arp-interval 250', 'bond-arp-ip-target 192.0.2.1 192.0.2.2'],
        `${command} ip link set bond0 type bond arp_ip_target 192.0.2.3,192.0.2.1`,
      );
      return [found?.monitor?.kind === 'arpmon' && found.monitor.targets, left];
    };
    expect(targets('pre-up')).toEqual([['192.0.2.1', '192.0.2.2', '192.0.2.3'], []]);
    expect(targets('up')).toEqual([['192.0.2.1', '192.0.2.3'], ['bond-arp-ip-target 192.0.2.1 192.0.2.2']]);
  });

  test.each([['mode fast'], ['lacp_rate fast'], ['use_carrier 1'], ['updelay 200'], ['primary eth1']])(
    '%s has no effect',
    (words) => {
      const command = `up ip link set bond0 type bond ${words}`;
      const { bond: found, left, members } = bond(command);
      expect(found).toEqual({});
      expect(left).toEqual([command]);
      expect(members).toEqual(['eth0', 'eth1']);
    },
  );

  test('what is set when the bond goes down says nothing of it', () => {
    const command = 'down ip link set bond0 type bond miimon 100';
    const { bond: found, left } = bond(command);
    expect(found).toEqual({});
    expect(left).toEqual([command]);
  });
});

describe('the primary is the first member', () => {
  const active = (...options: readonly string[]) => bond('bond-mode 1', ...options);

  test.each([
    [['bond-primary eth1'], ['eth1', 'eth0']],
    [['bond-primary eth0'], ['eth0', 'eth1']],
    // The first word that is a member.
    [['bond-primary eth7 eth1 eth0'], ['eth1', 'eth0']],
    [
      ['bond-primary eth0', 'up ip link set bond0 type bond primary eth1'],
      ['eth1', 'eth0'],
    ],
  ])('%j', (options, order) => {
    const { members, left, codes } = active(...options);
    expect(members).toEqual(order);
    expect(left).toEqual([]);
    expect(codes).toEqual([]);
  });

  test('without any, the first one is taken for it, and that is told', () => {
    const { members, codes } = active();
    expect(members).toEqual(['eth0', 'eth1']);
    expect(codes).toEqual(['approximated']);
    expect(bond().codes).toEqual([]);
    expect(read('iface bond0 inet manual', ' bond-mode 1', ' bond-slaves eth0').codes).toEqual([]);
  });

  test('one that is no member stays', () => {
    const { members, left } = active('bond-primary eth7');
    expect(members).toEqual(['eth0', 'eth1']);
    expect(left).toEqual(['bond-primary eth7']);
  });

  test('in the other modes there is none', () => {
    const { members, left, why } = bond('bond-primary eth1');
    expect(members).toEqual(['eth0', 'eth1']);
    expect(left).toEqual(['bond-primary eth1']);
    expect(why('bond-primary eth1')).toBe(
      'the kernel takes a primary in mode active-backup or balance-tlb or balance-alb only',
    );
  });

  test('a stanza that makes no bond says none of it', () => {
    const { members, left } = read(
      ...['iface bond0 inet manual', ' bond-mode 1', ' bond-slaves eth0 eth1'],
      ...['iface bond0 inet6 manual', ' bond-primary eth1'],
    );
    expect(members).toEqual(['eth0', 'eth1']);
    expect(left).toEqual(['bond-primary eth1']);
  });
});

describe('members that name their bond', () => {
  const masters = (...stanzas: readonly string[]) =>
    read('iface bond0 inet manual', ' bond-slaves none', ' bond-mode 1', ...stanzas);
  const member = (name: string, ...options: readonly string[]) => [
    `iface ${name} inet manual`,
    ...options.map((option) => ` ${option}`),
  ];

  test('are in it, and may say the primary', () => {
    const { members, left, says } = masters(
      ...member('eth0', 'bond-master bond0'),
      ...member('eth1', 'bond-master bond0', 'bond-primary eth7 eth1'),
    );
    expect(members).toEqual(['eth1', 'eth0']);
    expect(left).toEqual([]);
    expect(says('bond-master bond0')).toBe('controller');
    expect(says('bond-primary eth7 eth1')).toBe('members');
  });

  test('one beside bond-master counts, and not one in another stanza of the member', () => {
    const { members, left } = masters(
      ...member('eth0', 'bond-master bond0', 'bond-primary eth0'),
      ...member('eth1', 'bond-master bond0'),
      ...['iface eth1 inet6 manual', ' bond-primary eth1'],
    );
    expect(members).toEqual(['eth0', 'eth1']);
    expect(left).toEqual(['bond-primary eth1']);
  });

  test.each(['bond0 bond1', 'none', '-', 'bond0 # the uplink'])('bond-master %s is no name', (words) => {
    const { members, left, codes } = masters(
      ...member('eth0', 'bond-master bond0', 'bond-primary eth0'),
      ...member('eth1', `bond-master ${words}`),
    );
    expect(members).toEqual(['eth0']);
    expect(left).toEqual([`bond-master ${words}`]);
    expect(codes).toEqual(['consumer-refuses']);
  });
});
