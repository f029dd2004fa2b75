import { describe, expect, test } from 'vitest';
import { networkd } from '../backends/networkd/index.ts';
import { memoryRoot } from './support/memory-root.ts';

const at = (name: string): string => `/etc/systemd/network/${name}`;
const devices = {
  [at('br0.netdev')]: '[NetDev]\nName=br0\nKind=bridge\n',
  [at('bond0.netdev')]: '[NetDev]\nName=bond0\nKind=bond\n[Bond]\nMode=802.3ad\n',
  [at('bond1.netdev')]: '[NetDev]\nName=bond1\nKind=bond\n[Bond]\nMode=active-backup\n',
  [at('v0.netdev')]: '[NetDev]\nName=v0\nKind=vlan\n[VLAN]\nId=0\n',
  [at('v5.netdev')]: '[NetDev]\nName=v5\nKind=vlan\n[VLAN]\nId=5\n',
};

/** What is read where a file of others' is for a NIC, beside devices that there are. */
function read(match: readonly string[], lines: readonly string[]) {
  const path = at('nic.network');
  const text = ['[Match]', ...match, '[Network]', 'IPv6AcceptRA=no', ...lines].join('\n');
  const { host, accounts } = networkd.survey(memoryRoot({ ...devices, [path]: text }));
  const states = accounts
    .filter(
      (account) => account.path === path && lines.includes(account.text) && !account.text.startsWith('['),
    )
    .map(({ state, text }) => `${state} ${text}`);
  return { names: host.interfaces.map(({ name }) => name), host, states };
}
const nic = (...lines: readonly string[]) => {
  const { host, states } = read(['Name=eth0'], lines);
  return { iface: host.interfaces.find(({ name }) => name === 'eth0'), states };
};

describe('what an interface is in', () => {
  test('of a bond and a bridge it is the bond', () => {
    const { iface, states } = nic('Bridge=br0', 'Bond=bond0');
    expect(iface?.port?.controller).toBe('bond0');
    expect(states).toEqual(['unread Bridge=br0', 'understood Bond=bond0']);
  });

  test('KeepMaster=yes is before both', () => {
    const { iface, states } = nic('Bond=bond0', 'KeepMaster=yes');
    expect(iface?.port).toBeUndefined();
    expect(states[0]).toBe('unread Bond=bond0');
    expect(nic('Bond=bond0', 'KeepMaster=no').iface?.port?.controller).toBe('bond0');
  });

  test.each(['Bond=br0', 'Bridge=bond0', 'Bridge=br7'])('%s is none: there is no such device', (line) => {
    const { iface, states } = nic('Address=192.0.2.5/24', line);
    expect(iface?.port).toBeUndefined();
    expect(states).toContain(`kept ${line}`);
  });

  test('a primary is in bonds of a mode that has one', () => {
    expect(nic('Bond=bond1', 'PrimarySlave=yes').states).toEqual([
      'understood Bond=bond1',
      'understood PrimarySlave=yes',
    ]);
    expect(nic('Bond=bond0', 'PrimarySlave=yes').states[1]).toBe('kept PrimarySlave=yes');
  });

  test('what is said of bridge ports is kept where there is no bridge', () => {
    const lines = ['[Bridge]', 'Cost=5', 'Priority=6'];
    expect(nic('Address=192.0.2.5/24', ...lines).states.slice(1)).toEqual(['kept Cost=5', 'kept Priority=6']);
    const { iface, states } = nic('Bridge=br0', ...lines);
    expect(iface?.port).toMatchObject({ cost: 5, priority: 6 });
    expect(states.slice(1)).toEqual(['understood Cost=5', 'understood Priority=6']);
  });

  test.each([
    ['VLAN=v5', 'understood'],
    ['VLAN=v0', 'kept'],
    ['VLAN=br0', 'kept'],
    ['VLAN=v7', 'kept'],
  ])('%s', (line, state) => {
    expect(nic('Address=192.0.2.5/24', line).states[1]).toBe(`${state} ${line}`);
  });
});

describe('DNS', () => {
  test.each(['192.0.2.53', '192.0.2.53:53', '192.0.2.53:853', '[2001:db8::53]:53', '2001:db8::53'])(
    'DNS=%s is an address, at a usual port',
    (server) => {
      const { iface, states } = nic(`DNS=${server}`);
      expect(iface?.dns?.servers).toEqual([server.includes('db8') ? '2001:db8::53' : '192.0.2.53']);
      expect(states).toEqual([`understood DNS=${server}`]);
    },
  );

  test.each(['192.0.2.53:5353', '192.0.2.53%eth1', '192.0.2.53#dns.example', '192.0.2.53:53#dns.example'])(
    'DNS=%s says more than the document',
    (server) => {
      const { iface, states } = nic(`DNS=${server}`);
      expect(iface?.dns).toBeUndefined();
      expect(states).toEqual([`kept DNS=${server}`]);
    },
  );

  test.each(['~example.org', '~.', '.'])('Domains=%s only routes questions', (domain) => {
    const { iface, states } = nic(`Domains=${domain}`);
    expect(iface?.dns).toBeUndefined();
    expect(states).toEqual([`kept Domains=${domain}`]);
  });

  test.each(['~-', 'no_-.$'])('Domains=%s is none', (domain) => {
    expect(nic(`Domains=${domain}`).states).toEqual([`unread Domains=${domain}`]);
  });
});

describe('a NIC', () => {
  const isRead = (...match: readonly string[]): boolean =>
    read(match, ['Address=192.0.2.5/24']).names.includes(match[0]?.replace('Name=', '') as string);

  test.each([[['Name=eth0']], [['Name=enp1s0', 'Type=ether']], [['Name=xwl0']], [['Name=bwww']]])(
    '%s: is one of the document',
    (match) => expect(isRead(...match)).toBe(true),
  );

  test.each([
    [['Name=wlan0']],
    [['Name=wlp2s0']],
    [['Name=wwan0']],
    [['Name=eth0', 'Type=wlan']],
    [['Name=eth0', 'SSID=home']],
    [['Name=eth0', 'WLANInterfaceType=station']],
    [['Name=tun0', 'Kind=tun']],
  ])('%s: is not', (match) => expect(isRead(...match)).toBe(false));
});
