import { describe, expect, test } from 'vitest';
import { ifupdown } from '../backends/ifupdown/index.ts';
import { entriesOf } from '../backends/ifupdown/lexer.ts';
import { MAIN_FILE, OUR_FILE } from '../backends/ifupdown/paths.ts';
import type { Reading } from '../src/backend.ts';
import type { Host } from '../src/model/host.ts';
import type { Interface } from '../src/model/interface.ts';
import { UnsafeValueError } from '../src/native/guard.ts';
import { composeFiles } from '../src/plan/compose.ts';
import { planApply } from '../src/plan/plan.ts';
import { planUndefine } from '../src/plan/undefine.ts';
import { bond, bridge, define, ethernet, vlan } from './support/hosts.ts';
import { memoryRoot, rootAfter } from './support/memory-root.ts';

const hostOf = (...interfaces: Interface[]): Host => ({ interfaces });
const textOf = (...interfaces: Interface[]): string =>
  composeFiles(ifupdown.render(hostOf(...interfaces)))[0]?.text ?? '';
/** The lines without comments: what ifup reads. */
const linesOf = (...interfaces: Interface[]): string[] =>
  textOf(...interfaces)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
const readText = (text: string): Reading => ifupdown.read(memoryRoot({ [OUR_FILE]: text }));

const six = { autoconf: false, addresses: [], routes: [] };
const address = (text: string) => {
  const [ip = '', prefix] = text.split('/');
  return { address: ip, prefix: Number(prefix) };
};
const addressed = (...texts: string[]) => ({ addresses: texts.map(address), routes: [] });
const inBridge = (name: string, controller: string, position: number) =>
  ethernet(name, { topLevel: false, port: { controller, position } });

describe('traps of ifupdown', () => {
  test('1: values go unquoted to /bin/sh as root, so nothing but a plain word is ever a value', () => {
    for (const evil of [
      '1.1.1.1; touch pwned',
      '$(id)',
      '`id`',
      'a b',
      'a\nb',
      '$'.concat('{x}'),
      '%x%',
      '#x',
      'a\\',
      '-x',
      '',
    ]) {
      const gateway = { addresses: [], routes: [{ gateway: evil }] };
      expect(() => textOf(ethernet('eth0', { ipv4: gateway })), evil).toThrow(UnsafeValueError);
      expect(() => textOf(ethernet('eth0', { dns: { servers: [], search: [evil] } })), evil).toThrow(
        UnsafeValueError,
      );
      expect(() => textOf(ethernet(evil)), evil).toThrow(UnsafeValueError);
      expect(() => textOf(vlan('lan', evil, 5)), evil).toThrow(UnsafeValueError);
    }
    const text = textOf(ethernet('eth0', { description: '$(id) `id`\nup reboot\\' }));
    expect(text).not.toMatch(/[$`\\]\(|`|^up reboot/m);
  });

  test('2: a second address in a stanza is dropped, so every address has a stanza of its own', () => {
    const lines = linesOf(
      ethernet('eth0', {
        ipv4: addressed('192.0.2.1/24', '192.0.2.2/24'),
        ipv6: { ...six, ...addressed('2001:db8::1/64', '2001:db8::2/64') },
      }),
    );
    expect(lines.filter((line) => line.startsWith('iface'))).toEqual([
      'iface eth0 inet static',
      'iface eth0 inet static',
      'iface eth0 inet6 static',
      'iface eth0 inet6 static',
    ]);
    expect(lines.filter((line) => line.includes(' address ')).length).toBe(4);
  });

  test('3: comments are whole lines, no line goes on, and no option is empty', () => {
    const text = textOf(
      ethernet('eth0', { description: 'ends with \\', uuid: '0f2c1c3e-57d4-4d1b-8a44-9a1c6b1f2e3d' }),
    );
    for (const line of text.split('\n').slice(0, -1)) {
      expect(line).not.toMatch(/\\$/);
      if (!line.startsWith('#')) expect(line).toMatch(/^(?:auto|iface| {4}[a-z]\S*) [^#]*\S$/);
    }
  });

  test('4: a misspelt option is accepted, so only those that the manuals name are written', () => {
    const known =
      /^ {4}(?:address|gateway|metric|mtu|hwaddress|accept_ra|autoconf|dad-attempts|dns-(?:nameservers|search)|bridge-(?:ports|stp|fd|hello|maxage|ageing|bridgeprio|maxwait)|bond-(?:slaves|mode|primary|miimon|updelay|downdelay|use-carrier|arp-interval|arp-ip-target|arp-validate|lacp-rate|xmit-hash-policy|ad-select|fail-over-mac|primary-reselect|packets-per-slave)|create|pre-up|up|down|post-down) /;
    const all = linesOf(
      inBridge('eth0', 'bond0', 0),
      bond('bond0', {
        bond: {
          mode: 'active-backup',
          monitor: { kind: 'miimon', freqMs: 100, updelayMs: 100, downdelayMs: 100, carrier: 'netif' },
          failOverMac: 'active',
          primaryReselect: 'better',
        },
        mtuBytes: 9000,
        assignMac: '02:00:00:00:00:01',
      }),
      bridge('br0', {
        bridge: {
          stp: true,
          forwardDelayMs: 4000,
          helloTimeMs: 1000,
          maxAgeMs: 8000,
          ageingTimeMs: 0,
          priority: 1,
        },
        ipv4: { addresses: [address('192.0.2.1/24')], routes: [{ gateway: '192.0.2.9', metric: 5 }] },
        ipv6: { ...six, dhcp: {}, autoconf: true, addresses: [address('2001:db8::1/64')] },
        dns: { servers: ['192.0.2.53'], search: ['example.net'] },
      }),
    );
    for (const line of all.filter((line) => line.startsWith(' '))) expect(line).toMatch(known);
  });

  test('a bond or bridge is made before the scripts that bring it up, and so is told in time to hear no router', () => {
    for (const device of [bond('bond0', {}), bridge('br0', {})]) {
      const commands = linesOf(device).filter((line) => /pre-up (?:ip link add|sysctl)/.test(line));
      expect(commands).toEqual([
        expect.stringMatching(/^ {4}pre-up ip link add name .* \|\| true$/),
        expect.stringMatching(/^ {4}pre-up sysctl .*disable_ipv6=0 .*accept_ra=0 .*autoconf=0 /),
      ]);
    }
  });

  test('ifupdown-ng brings a bridge up before its pre-up commands: it is told when the bridge is made', () => {
    const lines = linesOf(bridge('br0', {}));
    const told = lines.filter((line) => /sysctl/.test(line));
    expect(told).toEqual([
      expect.stringMatching(/^ {4}create sysctl .*disable_ipv6=0 .*accept_ra=0 .*autoconf=0 /),
      told[0]?.replace('create', 'pre-up'),
    ]);
  });

  test('5: the file has a name that source-directory takes too', () => {
    expect(OUR_FILE.slice(OUR_FILE.lastIndexOf('/') + 1)).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(ifupdown.render(hostOf(ethernet('eth0.100'), ethernet('x.cfg'))).map(({ path }) => path)).toEqual([
      OUR_FILE,
    ]);
  });

  test('6: a missing port is skipped in silence, so every port comes up before its bridge', () => {
    const names = linesOf(
      bridge('a-bridge'),
      { ...vlan('lan', 'eth0', 5), port: { controller: 'a-bridge', position: 0 }, topLevel: false },
      inBridge('eth1', 'bond0', 0),
      bond('bond0', { topLevel: false, port: { controller: 'a-bridge', position: 1 } }),
    ).flatMap((line) => /^auto (.*)/.exec(line)?.[1] ?? []);
    expect(names).toEqual(['lan', 'eth1', 'bond0', 'a-bridge']);
    expect(linesOf(bridge('br0'))).toContain('    bridge-ports none');
  });

  test('7: ifup waits for no port, stp is yes or no, and the MTU is not pushed to the ports', () => {
    const lines = linesOf(
      { ...inBridge('eth0', 'br0', 0), mtuBytes: 1500, topLevel: true },
      bridge('br0', { mtuBytes: 9000, bridge: { stp: true, forwardDelayMs: 0 } }),
    );
    expect(lines).toContain('    bridge-maxwait 0');
    expect(lines).toContain('    bridge-stp yes');
    expect(lines).toContain('    bridge-fd 0');
    expect(lines).not.toContain('    mtu 9000');
    expect(lines).toContain('    pre-up ip link set dev br0 mtu 9000');
    expect(lines.join('\n')).not.toMatch(/^ *(?:bridge|bond|dns)_/m);
  });

  test('8: a name with a dot is a vlan to ifup, a slash a pattern, a colon an alias, an equals sign a logical interface', () => {
    expect(ifupdown.capabilities['dotted-name'].level).toBe('none');
    for (const name of ['eth/0', 'eth0:1', 'eth0=lan'])
      expect(() => textOf(ethernet(name)), name).toThrow(UnsafeValueError);
  });

  test('9: package vlan derives names of its own, so a vlan of another name is made by its exact name', () => {
    const lines = linesOf(vlan('vlan7', 'eth0', 8), vlan('eth0.9', 'eth0', 9));
    expect(lines.join('\n')).not.toContain('raw-device');
    expect(lines).toContain(
      '    pre-up ip link show dev vlan7 >/dev/null 2>&1 || ip link add link eth0 name vlan7 type vlan id 8',
    );
    expect(lines.filter((line) => line.includes('eth0.9 type vlan'))).toEqual([]);
  });

  test('10: ifenslave takes ARP targets separated by spaces, ifupdown-ng by commas: several are set by a command', () => {
    const linesFor = (...targets: string[]) =>
      linesOf(
        inBridge('eth0', 'bond0', 0),
        bond('bond0', { bond: { monitor: { kind: 'arpmon', intervalMs: 500, targets } } }),
      ).filter((line) => line.includes('10.0.0'));
    expect(linesFor('10.0.0.1')).toEqual(['    bond-arp-ip-target 10.0.0.1']);
    expect(linesFor('10.0.0.1', '10.0.0.10')).toEqual([
      '    bond-arp-ip-target 10.0.0.1',
      '    pre-up ip link set dev bond0 type bond arp_ip_target 10.0.0.1,10.0.0.10',
    ]);
  });

  test('11: of several stanzas of a bridge only the first has bridge options', () => {
    const lines = linesOf(
      inBridge('eth0', 'br0', 0),
      bridge('br0', {
        ipv4: addressed('192.0.2.1/24', '192.0.2.2/24'),
        ipv6: { ...six, ...addressed('2001:db8::1/64') },
      }),
    );
    const stanzas = lines
      .join('\n')
      .split(/^(?=iface br0)/m)
      .slice(1);
    expect(stanzas.length).toBe(3);
    expect(stanzas.map((stanza) => /^ {4}bridge-/m.test(stanza))).toEqual([true, false, false]);
  });

  test('12: allow-hotplug never fires for a device that ifup makes: it starts at boot, and reads back as hotplug', () => {
    const host = hostOf(
      ethernet('eth0', { start: 'hotplug' }),
      vlan('eth0.5', 'eth0', 5, { start: 'hotplug' }),
    );
    const lines = linesOf(...host.interfaces);
    expect(lines.filter((line) => /^(?:auto|allow)/.test(line))).toEqual([
      'allow-hotplug eth0',
      'auto eth0.5',
    ]);
    expect(readText(textOf(...host.interfaces)).host).toEqual(host);
    expect(ifupdown.capabilities['hotplug-virtual'].level).toBe('lossy');
  });

  test('13: without a DHCP client ifup fails: a root without one is told of', () => {
    const host = hostOf(
      ethernet('eth0', { ipv4: { ...addressed(), dhcp: {} } }),
      ethernet('eth1', { ipv6: { ...six, dhcp: {} } }),
    );
    const needs = (...programs: string[]) =>
      ifupdown.needs(host, rootWith(...programs)).map(({ code, interface: name }) => [code, name]);
    expect(needs('dhclient')).toEqual([]);
    expect(needs('udhcpc')).toEqual([['package-missing', 'eth1']]);
    expect(needs()).toEqual([
      ['package-missing', 'eth0'],
      ['package-missing', 'eth1'],
    ]);
  });

  test('DHCPv6: ifup waits for a minute where nobody answers, not without end as its dhcp method', () => {
    const lines = linesOf(ethernet('eth0', { ipv6: { ...six, dhcp: {} } }));
    expect(lines.join('\n')).not.toContain('inet6 dhcp');
    const ask = lines.find((line) => line.includes('dhclient -6 -1'));
    expect(ask).toMatch(/^ {4}up dhclient -6 -1 .* eth0 \|\| dhclient -6 -nw .* eth0 \|\| true$/);
    expect(lines.findIndex((line) => line.includes('scope link'))).toBeLessThan(lines.indexOf(ask ?? ''));
  });

  test('14: the ifup of busybox brings up no link and makes no bridge: a root with it does not boot with ours', () => {
    const root = memoryRoot(
      { '/bin/busybox': '' },
      { '/sbin/ifup': '/bin/busybox', '/etc/runlevels/boot/networking': '/etc/init.d/networking' },
    );
    expect(ifupdown.detect(root).verdict).toBe('absent');
    expect(ifupdown.needs(hostOf(ethernet('eth0')), root).map(({ code }) => code)).toContain(
      'service-missing',
    );
  });
});

describe('traps of the kernel', () => {
  test('use_carrier=0: written as it is said', () => {
    const monitor = { kind: 'miimon', freqMs: 100, carrier: 'ioctl' } as const;
    expect(linesOf(inBridge('eth0', 'bond0', 0), bond('bond0', { bond: { monitor } }))).toContain(
      '    bond-use-carrier 0',
    );
  });

  test('forward delay: nothing is written where nothing is said, the kernel’s 15 s then hold as everywhere', () => {
    expect(linesOf(bridge('br0', { bridge: { stp: true } })).join('\n')).not.toContain('bridge-fd');
  });

  test.each([
    'active-backup',
    'balance-tlb',
    'balance-alb',
    'balance-rr',
    'balance-xor',
    'broadcast',
    '802.3ad',
  ] as const)('primary: %s: its first member, in the modes that have one', (mode) => {
    const members = [inBridge('eth1', 'bond0', 0), inBridge('eth0', 'bond0', 1)];
    const primary = linesOf(...members, bond('bond0', { bond: { mode } })).filter((line) =>
      line.includes('bond-primary'),
    );
    const has = ['active-backup', 'balance-tlb', 'balance-alb'].includes(mode);
    expect(primary).toEqual(has ? ['    bond-primary eth1'] : []);
  });

  test('a member has no IPv6 of its own: no link-local address, and no router is heard', () => {
    for (const controller of [bond('bond0'), bridge('bond0')])
      expect(linesOf(inBridge('eth0', 'bond0', 0), controller).join('\n')).toContain(
        'net.ipv6.conf.eth0.disable_ipv6=1',
      );
  });

  test('names: up to 15 bytes', () => {
    expect(linesOf(ethernet('enp129s0f0np123'))).toContain('auto enp129s0f0np123');
    expect(() => textOf(ethernet('enp129s0f0np1234'))).toThrow(UnsafeValueError);
  });

  test('MAC addresses: in lower case', () => {
    expect(linesOf(ethernet('eth0', { assignMac: '02:00:5e:00:53:0a' }))).toContain(
      '    hwaddress 02:00:5e:00:53:0a',
    );
  });
});

describe('what is written', () => {
  test('DNS stands in the last stanza of IPv4: resolvconf forgets what those before it have said', () => {
    const dns = { servers: ['192.0.2.53'], search: ['example.org'] };
    const keywordsAfter = (lines: readonly string[], head: string): string[] => {
      const stanza =
        lines
          .slice(lines.lastIndexOf(head) + 1)
          .join('\n')
          .split(/^iface/m)[0] ?? '';
      return [...stanza.matchAll(/^ +(\S+)/gm)].map(([, keyword]) => keyword ?? '');
    };
    const several = linesOf(
      ethernet('eth0', {
        ipv4: addressed('192.0.2.10/24', '198.51.100.10/24'),
        ipv6: { ...six, ...addressed('2001:db8::10/64') },
        dns,
      }),
    );
    expect(keywordsAfter(several, 'iface eth0 inet static')).toEqual([
      'address',
      'dns-nameservers',
      'dns-search',
    ]);
    expect(several.join('\n').match(/dns-/g)).toHaveLength(2);
    const leased = linesOf(
      ethernet('eth0', { mtuBytes: 1400, ipv4: { dhcp: {}, addresses: [], routes: [] }, dns }),
    );
    expect(keywordsAfter(leased, 'iface eth0 inet dhcp')).toContain('dns-nameservers');
    expect(keywordsAfter(leased, 'iface eth0 inet manual')).not.toContain('dns-nameservers');
  });

  test('an MTU stands in a stanza of its own before a lease, whose method ignores it', () => {
    const lines = linesOf(ethernet('eth0', { mtuBytes: 1400, ipv4: { ...addressed(), dhcp: {} } }));
    expect(lines.filter((line) => /iface|mtu/.test(line))).toEqual([
      'iface eth0 inet manual',
      '    mtu 1400',
      'iface eth0 inet dhcp',
    ]);
  });

  test('a bridge has its first port’s MAC, unless it is given one', () => {
    const createdLike = (...more: Interface[]) =>
      /ip link add name br0 .*\$\(cat \/sys\/class\/net\/(\w+)\/address\)/.exec(
        linesOf(inBridge('eth0', 'br0', 0), inBridge('eth1', 'br0', 1), ...more).join('\n'),
      )?.[1];
    expect(createdLike(bridge('br0'))).toBe('eth0');
    expect(createdLike(bridge('br0', { assignMac: '02:00:00:00:00:01' }))).toBeUndefined();
    expect(linesOf(bridge('br0'))).toContain(
      '    pre-up ip link add name br0 type bridge 2>/dev/null || true',
    );
  });

  test('a bridge’s own MAC is its from the start: bridge-hw of ifupdown-ng would be that of its ports', () => {
    const lines = linesOf(inBridge('eth0', 'br0', 0), bridge('br0', { assignMac: '02:00:00:00:00:01' }));
    expect(lines).toContain('    hwaddress 02:00:00:00:00:01');
    expect(lines).toContain(
      '    pre-up ip link add name br0 address 02:00:00:00:00:01 type bridge 2>/dev/null || true',
    );
  });

  test('a vlan brings up its parent, by ifup where that is not started at boot', () => {
    const lines = linesOf(ethernet('eth0', { start: 'none' }), vlan('lan', 'eth0', 5));
    const first = lines.indexOf('    pre-up ifquery --state eth0 >/dev/null || ifup eth0');
    expect(first).toBeGreaterThan(0);
    expect(lines[first + 1]).toBe('    pre-up ip link set dev eth0 up');
  });

  test('a parent that nobody defines is brought up for its vlan, and hears no router', () => {
    const lines = linesOf(vlan('eth0.5', 'eth0', 5), ethernet('eth1'), vlan('eth1.5', 'eth1', 5));
    expect(lines.filter((line) => line.includes('grep'))).toEqual([
      expect.stringMatching(
        /^ {4}pre-up grep .*'\^iface eth0 ' .* \|\| sysctl .*eth0\.accept_ra=0 .* \|\| true$/,
      ),
    ]);
  });

  test('nothing at all for no interfaces', () => {
    expect(ifupdown.render(hostOf())).toEqual([]);
  });
});

/** A root with these programs in /usr/sbin, beside what ifup always needs, that boots with ifup. */
function rootWith(...programs: string[]) {
  const files = ['ifup', 'sysctl', ...programs].map((program) => [`/usr/sbin/${program}`, '']);
  return memoryRoot(Object.fromEntries([...files, ['/lib/systemd/system/networking.service', 'x']]), {
    '/etc/systemd/system/multi-user.target.wants/networking.service':
      '/lib/systemd/system/networking.service',
  });
}

describe('reading', () => {
  const eth0 = ethernet('eth0', {
    start: 'onboot',
    description: 'uplink',
    ipv4: { addresses: [address('192.0.2.5/24')], routes: [{ gateway: '192.0.2.1' }] },
  });
  const edit = (from: string, to: string): Reading => {
    const text = textOf(eth0);
    expect(text).toContain(from);
    return readText(text.replace(from, to));
  };

  test('a part that someone changed says what it says now, and what notes hold', () => {
    const reading = edit('address 192.0.2.5/24', 'address 192.0.2.77/25');
    expect(reading.parts.map(({ state }) => state)).toEqual(['edited']);
    expect(reading.problems).toEqual([]);
    expect(reading.host.interfaces).toEqual([
      { ...eth0, ipv4: { addresses: [address('192.0.2.77/25')], routes: [{ gateway: '192.0.2.1' }] } },
    ]);
  });

  test('a directive wins over a note that no longer fits', () => {
    const text = textOf(ethernet('eth0')).replace('auto eth0', 'allow-hotplug eth0');
    expect(readText(text).host.interfaces[0]?.start).toBe('hotplug');
    const virtual = textOf(bridge('br0', { start: 'hotplug' })).replace('auto br0\n', '');
    expect(readText(virtual).host.interfaces[0]?.start).toBe('none');
  });

  test.each([
    ['    gateway 192.0.2.1', '    gateway somewhere'],
    ['    gateway 192.0.2.1', '    gatway 192.0.2.1'],
    ['    gateway 192.0.2.1', '    up ethtool -K eth0 tso off'],
    ['    address 192.0.2.5/24', '    address 192.0.2.5/33'],
    ['inet static', 'inet wvdial'],
    ['inet static', 'inet static inherits other'],
    ['auto eth0', 'allow-storage eth0'],
    ['iface eth0', 'iface eth9'],
  ])('what it cannot read is told with its line: %s -> %s', (from, to) => {
    const reading = edit(from, to);
    const line = textOf(eth0).slice(0, textOf(eth0).indexOf(from)).split('\n').length;
    const told = reading.problems.map(({ code, at }) => [code, at?.file, at?.line]);
    if (to !== 'iface eth9') expect(told).toContainEqual(['not-understood', OUR_FILE, line]);
    // Another interface's stanza in our part is a claim on that interface.
    else expect(reading.claims.map(({ line: at, names }) => [at, names])).toEqual([[line, 'iface eth9']]);
  });

  test('a line that goes on is one line, its number that of its beginning', () => {
    const reading = edit('    gateway 192.0.2.1', '    gateway \\\n    192.0.2.9');
    expect(reading.host.interfaces[0]?.ipv4?.routes).toEqual([{ gateway: '192.0.2.9' }]);
  });

  test('text that is no configuration at all reads as problems, never as an error', () => {
    for (const text of [
      '\0',
      '\\',
      'iface',
      'iface\n',
      'auto',
      '[Match]\nName=*\n',
      '    x\n',
      'mapping\n',
      'source\n',
    ])
      expect(() => readText(`${textOf(eth0)}${text}`), text).not.toThrow();
  });

  test('a member whose own part is gone is still a member', () => {
    const text = textOf(inBridge('eth0', 'br0', 0), bridge('br0', { start: 'onboot' }));
    const alone = text.slice(text.indexOf('# ifscribe 1: br0'));
    expect(readText(alone).host.interfaces).toEqual([
      inBridge('eth0', 'br0', 0),
      expect.objectContaining({ name: 'br0' }),
    ]);
  });

  test('the primary of a bond is its first member, also where someone names another', () => {
    const text = textOf(
      inBridge('eth0', 'bond0', 0),
      inBridge('eth1', 'bond0', 1),
      bond('bond0', { bond: { mode: 'active-backup' } }),
    ).replace('bond-primary eth0', 'bond-primary eth1');
    const positions = readText(text).host.interfaces.map(({ name, port }) => [name, port?.position]);
    expect(positions).toEqual([
      ['eth1', 0],
      ['eth0', 1],
      ['bond0', undefined],
    ]);
  });

  test('options that someone added below a part are an edit of that part', () => {
    const both = textOf(eth0, ethernet('eth1'));
    const cut = both.indexOf('# ifscribe 1: eth1');
    const text = `${both.slice(0, cut)}    mtu 1400\n# mine\nauto eth7\n${both.slice(cut)}`;
    const reading = readText(text);
    expect(reading.parts.map(({ interface: name, state }) => [name, state])).toEqual([
      ['eth0', 'edited'],
      ['eth1', 'intact'],
    ]);
    expect(reading.host.interfaces[0]?.mtuBytes).toBe(1400);
    expect(reading.claims.map(({ names, line }) => [names, text.split('\n')[line - 1]])).toEqual([
      ['auto eth7', 'auto eth7'],
    ]);
  });
});

describe('what others wrote', () => {
  const claimsIn = (text: string, more: Record<string, string> = {}) =>
    ifupdown.read(memoryRoot({ [MAIN_FILE]: text, ...more })).claims;
  const covered = (text: string, name: string): string[] =>
    claimsIn(text)
      .filter((claim) => claim.covers({ name, type: 'ethernet' }))
      .map(({ by, wins }) => (by === 'name' ? 'name' : wins(name) ? 'pattern, wins' : 'pattern'));

  test('lo is nobody’s', () => {
    expect(claimsIn('auto lo\niface lo inet loopback\niface lo inet6 loopback\n')).toEqual([]);
  });

  test.each([
    ['iface eth0 inet dhcp', ['name']],
    ['auto eth0', ['name']],
    ['allow-hotplug eth1 eth0', ['name']],
    ['no-scripts eth0', ['name']],
    ['no-scripts eth*', ['pattern, wins']],
    // These two say nothing of devices: ifup holds them against the names of stanzas as they stand.
    ['no-scripts /eth*', []],
    ['no-scripts eth9=eth0', []],
    ['no-auto-down eth0', []],
    ['rename eth0=lan', ['name']],
    ['rename /eth*=lan', ['pattern, wins']],
    ['rename /eth*/1=eth0', []],
    ['rename eth9=eth0', []],
    ['rename mac/52:54:00:12:34:56=lan', []],
    ['auto eth*', []],
    ['auto mac/52:54:00:12:34:56=work', ['pattern']],
    ['auto eth9=eth0', ['name']],
    ['iface eth0:1 inet static', ['name']],
    ['auto eth0=work', ['name']],
    ['auto /eth*', ['pattern']],
    ['auto /eth*=work', ['pattern, wins']],
    ['auto mac/52:54:00:12:34:56', ['pattern']],
    ['mapping eth*\n  script /x', ['pattern, wins']],
    ['mapping eth0\n  script /x', ['name']],
    ['iface br0 inet manual\n  bridge_ports eth0 eth1', ['name']],
    ['iface br0 inet manual\n  bridge-ports all', ['pattern, wins']],
    ['iface br0 inet manual\n  bridge-ports regex e.*', ['pattern, wins']],
    ['iface br0 inet manual\n  bridge-ports none', []],
    ['iface bond0 inet manual\n  slaves eth0', ['name']],
    ['iface eth0.5 inet manual', []],
    ['# iface eth0 inet dhcp', []],
    ['iface eth1 inet manual\n  up echo iface eth0', []],
  ])('%s', (text, expected) => {
    expect(covered(`${text}\n`, 'eth0')).toEqual(expected);
  });

  test('by a MAC address: where that of the NIC is known, as sysfs writes it', () => {
    const ofMac = (text: string, permanentMac: string) =>
      claimsIn(text)
        .filter((claim) => claim.covers({ name: 'eth0', type: 'ethernet', permanentMac }))
        .map((claim) => claim.wins('eth0'));
    const mac = '52:54:00:12:34:5a';
    for (const [text, expected] of [
      [`rename mac/${mac}=lan`, [true]],
      ['rename mac/52:54:*=lan', [true]],
      [`rename mac/${mac}=eth0`, []],
      [`rename mac/${mac.toUpperCase()}=lan`, []],
      [`auto mac/${mac}=work`, [true]],
      [`auto mac/${mac}`, [false]],
      ['auto mac/52:54:00:12:34:00=work', []],
    ] as const)
      expect(ofMac(text, mac), text).toEqual(expected);
  });

  test('it counts in files that are sourced, where it stands, and not in others', () => {
    const claims = claimsIn('source interfaces.d/*.cfg\nsource-directory more\n', {
      '/etc/network/interfaces.d/a.cfg': '# x\n\niface eth0 inet dhcp\n',
      '/etc/network/interfaces.d/b.bak': 'iface eth1 inet dhcp\n',
      '/etc/network/interfaces.d/.hidden.cfg': 'iface eth1 inet dhcp\n',
      '/etc/network/more/c': 'source /etc/network/deep\n',
      '/etc/network/more/d.cfg': 'iface eth2 inet dhcp\n',
      '/etc/network/deep': 'source /etc/network/deep\niface eth3 inet dhcp\n',
    });
    expect(claims.map(({ path, line, names }) => [path, line, names])).toEqual([
      ['/etc/network/interfaces.d/a.cfg', 3, 'iface eth0'],
      ['/etc/network/deep', 2, 'iface eth3'],
    ]);
  });
});

describe('/etc/network/interfaces', () => {
  const host = hostOf(ethernet('eth0'));
  const edit = (files: Record<string, string>, left = host) => ifupdown.integrate?.(left, memoryRoot(files));
  const edited = (files: Record<string, string>): string => edit(files)?.[0]?.content ?? '';

  test('one line is added where none covers our file, and taken out with the last interface', () => {
    for (const before of ['auto lo\n', '# mine\nsource /etc/network/interfaces.d/*.cfg\n', '']) {
      const text = edited({ [MAIN_FILE]: before });
      expect(text.startsWith(before)).toBe(true);
      expect(text.match(/^source \/etc\/network\/interfaces\.d\/ifscribe$/m)).not.toBeNull();
      expect(edit({ [MAIN_FILE]: text })).toEqual([]);
      expect(edit({ [MAIN_FILE]: text }, hostOf())).toEqual([
        { path: MAIN_FILE, mode: 0o644, content: before },
      ]);
    }
  });

  test.each(['auto eth9', 'iface eth9 inet manual\n    up true \\\n'])(
    'a last line that does not end, or goes on, takes nothing of ours: %j',
    (before) => {
      // But for how many lines they take.
      const said = (text: string) =>
        JSON.stringify(entriesOf(text), (key, value) => (key === 'lines' ? 0 : value));
      const after = edited({ [MAIN_FILE]: before });
      const entries = entriesOf(after);
      expect(said(after).startsWith(said(before).slice(0, -1))).toBe(true);
      expect(entries).toHaveLength(entriesOf(before).length + 1);
      expect(entries.at(-1)).toMatchObject({ kind: 'source', pattern: OUR_FILE });
    },
  );

  test('it stays as it is where a line covers our file', () => {
    expect(edit({ [MAIN_FILE]: 'source /etc/network/interfaces.d/*\n' })).toEqual([]);
    expect(edit({ [MAIN_FILE]: 'source-directory interfaces.d\n' }, hostOf())).toEqual([]);
  });

  test('where it is missing it is made, and goes again unless someone changed it', () => {
    const text = edited({});
    expect(text).toMatch(/^auto lo\niface lo inet loopback\n/);
    expect(edit({ [MAIN_FILE]: text }, hostOf())).toEqual([
      { path: MAIN_FILE, mode: 0o644, content: undefined },
    ]);
    const changed = edit({ [MAIN_FILE]: `${text}auto eth9\n` }, hostOf());
    expect(changed?.[0]?.content).toBe('auto lo\niface lo inet loopback\nauto eth9\n');
    expect(edit({}, hostOf())).toEqual([]);
  });
});

describe('a root', () => {
  const place = (files: Record<string, string>) => ({
    backend: ifupdown,
    others: [],
    root: memoryRoot(files),
  });
  const documents = (...interfaces: Interface[]) => ({
    definitions: interfaces.map((iface) => define(iface)),
    sources: new Map(),
    prune: false,
    allowLoss: false,
  });
  const debian = {
    [MAIN_FILE]: '# Debian\nsource /etc/network/interfaces.d/*\n\nauto lo\niface lo inet loopback\n',
  };

  test('is as before when everything is removed again', () => {
    const applied = rootAfter(
      debian,
      planApply({ ...place(debian), ...documents(ethernet('eth0')) }).changes,
    );
    expect(Object.keys(applied.files).sort()).toEqual([MAIN_FILE, OUR_FILE]);
    const again = planApply({ ...place(applied.files), ...documents(ethernet('eth0')) });
    expect(again.changes.map(({ action }) => action)).toEqual(['unchanged']);
    const removed = planUndefine({ ...place(applied.files), names: ['eth0'] });
    expect(rootAfter(applied.files, removed.changes).files).toEqual(debian);
  });

  test('keeps what others put into our file', () => {
    const foreign = '# mine\nauto eth9\niface eth9 inet dhcp\n    up logger hi\n';
    const files = { ...debian, [OUR_FILE]: `${textOf(ethernet('eth0'))}${foreign}` };
    const plan = planApply({ ...place(files), ...documents(ethernet('eth1')) });
    expect(plan.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const text = rootAfter(files, plan.changes).files[OUR_FILE] ?? '';
    expect(text).toBe(textOf(ethernet('eth0'), ethernet('eth1')) + foreign);
    expect(
      planApply({ ...place(files), ...documents(ethernet('eth9')) }).findings.map(({ code }) => code),
    ).toContain('foreign-file');
  });

  test('is told apart by what is installed and enabled in it', () => {
    const unit = {
      '/usr/sbin/ifup': '',
      '/lib/systemd/system/networking.service': 'x',
      '/lib/systemd/systemd': '',
    };
    const wants = { '/etc/systemd/system/multi-user.target.wants/networking.service': '/lib/x' };
    const verdict = (files: Record<string, string>, links = {}) =>
      ifupdown.detect(memoryRoot(files, links)).verdict;
    expect(verdict({})).toBe('absent');
    expect(verdict({ '/lib/systemd/system/networking.service': 'x' })).toBe('absent');
    expect(verdict(unit)).toBe('installed');
    expect(verdict(unit, wants)).toBe('boots');
    expect(verdict(unit, { ...wants, '/etc/systemd/system/networking.service': '/dev/null' })).toBe(
      'installed',
    );
    const sysv = { '/sbin/ifup': '', '/etc/init.d/networking': '' };
    expect(verdict(sysv)).toBe('installed');
    expect(verdict(sysv, { '/etc/rcS.d/S10networking': '../init.d/networking' })).toBe('boots');
    expect(verdict(sysv, { '/etc/runlevels/boot/networking': '/etc/init.d/networking' })).toBe('boots');
  });

  test('is told what it lacks', () => {
    const host = hostOf(inBridge('eth0', 'bond0', 0), bond('bond0'), bridge('br0'));
    const codes = (root = memoryRoot({})) => ifupdown.needs(host, root).map(({ code }) => code);
    expect(codes()).toEqual(['service-missing', ...Array(3).fill('package-missing')]);
    expect(codes(rootWith('brctl'))).toEqual(['package-missing']);
    expect(codes(memoryRoot({ '/usr/sbin/ifup': '' }))[0]).toBe('service-not-enabled');
    expect(ifupdown.needs(hostOf(), memoryRoot({}))).toEqual([]);
  });

  test('is told of .link files of others that name NICs by their addresses', () => {
    const link = (match: string, set = 'Name=lan') => `[Match]\n${match}\n\n[Link]\n${set}\n`;
    const noteIn = (files: Record<string, string>): string => {
      const support = ifupdown.capabilitiesIn?.(memoryRoot(files))['mac-match'];
      return support && support.level !== 'full' ? `${support.level} ${support.note}` : '';
    };
    const mac = 'MACAddress=02:00:00:00:00:01';
    const [etc, usr] = ['/etc/systemd/network/10-lan.link', '/usr/lib/systemd/network/10-lan.link'];
    expect(noteIn({ [usr]: link(`Permanent${mac}`) })).toMatch(`(${usr})`);
    expect(noteIn({ [usr]: link('Driver=x'), [etc]: link(mac) })).toMatch(
      /^none .*\(\/etc\/\S+10-lan.link\)/,
    );
    expect(noteIn({ [etc]: link('Driver=x'), [usr]: link(mac) })).toBe('');
    expect(noteIn({ [etc]: link(mac, 'MTUBytes=1400') })).toBe('');
    expect(noteIn({ [etc]: '' })).toBe('');
  });

  test('with ifupdown-ng: refused is what it takes for something else', () => {
    const ng = memoryRoot({ '/usr/libexec/ifupdown-ng/link': '', '/sbin/resolvconf': '' });
    const levels = Object.entries(ifupdown.capabilitiesIn?.(ng) ?? {}).map(([what, how]) => [
      what,
      how?.level,
    ]);
    expect(levels).toEqual([
      ['member-within-name', 'none'],
      ['hotplug', 'none'],
      ['ipv6-dhcp-with-address', 'none'],
      ['dns', 'lossy'],
    ]);
  });

  test('DNS is said with a warning where nothing in the root uses it', () => {
    const resolved = {
      '/etc/network/if-up.d/resolved': 'x',
      '/lib/systemd/system/systemd-resolved.service': 'x',
    };
    const enabled = { '/etc/systemd/system/multi-user.target.wants/systemd-resolved.service': '/lib/x' };
    const level = (files: Record<string, string>, links = {}) =>
      ifupdown.capabilitiesIn?.(memoryRoot(files, links)).dns?.level;
    expect(level({})).toBe('lossy');
    expect(level({ '/sbin/resolvconf': '' })).toBeUndefined();
    expect(level(resolved)).toBe('lossy');
    expect(level(resolved, enabled)).toBeUndefined();
  });
});
