import { describe, expect, test } from 'vitest';
import { ifupdown } from '../backends/ifupdown/index.ts';
import { MAIN_FILE, OUR_FILE } from '../backends/ifupdown/paths.ts';
import type { Host } from '../src/model/host.ts';
import { composeFiles } from '../src/plan/compose.ts';
import { bond, bridge, ethernet, vlan } from './support/hosts.ts';
import { treeOf } from './support/ifupdown-machine.ts';
import { memoryRoot } from './support/memory-root.ts';

/** What is read of a main file, or of several files. */
const survey = (text: string, more: Readonly<Record<string, string>> = {}) =>
  ifupdown.survey(memoryRoot({ [MAIN_FILE]: text, ...more }));

/** The lines in a state, as LINE TEXT: REASON. */
const inState = ({ accounts }: ReturnType<typeof survey>, state: string): string[] =>
  accounts
    .filter((account) => account.state === state)
    .map(({ line, text, why }) => `${line} ${text.trim()}${why === undefined ? '' : `: ${why}`}`);

const codes = ({ findings }: ReturnType<typeof survey>): string[] => findings.map(({ code }) => code);
const namesOf = ({ interfaces }: Host): string[] => interfaces.map(({ name }) => name).sort();

describe('what becomes of lines', () => {
  test('a command is understood as one only where everything that it does is', () => {
    const read = survey(
      [
        'iface eth0 inet static',
        ' address 192.0.2.1/24',
        ' up ip link set eth0 up && ip route add 10.0.0.0/8 via 192.0.2.9 dev eth0; true',
        ' up ip link set eth0 up && ethtool -K eth0 tso off',
        ' up ip route add 10.1.0.0/16 via 192.0.2.9 dev eth0 || logger failed',
        ' up [ -e /sys/class/net/eth0 ] || ip link set eth0 up',
        ` up ip route add '10.2.0.0/16' via "192.0.2.9" dev \${IFACE} # why`,
        ' up ip route add 10.3.0.0/16 via `cat /gw` dev eth0',
        ' up ip route add 10.4.0.0/16 via 192.0.2.9 dev eth0 &',
        ' up (ip route add 10.5.0.0/16 via 192.0.2.9 dev eth0)',
        '',
      ].join('\n'),
    );
    expect(read.host.interfaces[0]?.ipv4?.routes.map(({ destination }) => destination?.address)).toEqual([
      '10.0.0.0',
      '10.2.0.0',
    ]);
    expect(inState(read, 'kept').map((line) => Number.parseInt(line, 10))).toEqual([4, 5, 6, 8, 9, 10]);
  });

  test.each([
    ['[ -d /sys/class/net/br0 ] || ip link add br0 type bridge', true],
    ['[ -d /sys/class/net/br0/bridge ] || brctl addbr br0', true],
    ['test -e /sys/class/net/br0 || ip link add br0 type bridge stp_state 1 || true', true],
    ['ip -o link show dev br0 >/dev/null 2>&1 || ip link add br0 type bridge && ip link set br0 up', true],
    ['ip link show ve1 || ip link add ve0 type veth peer name ve1', true],
    ['[ -d /sys/class/net/eth0 ] || ip link add br0 type bridge', false],
    ['ip link show dev br1 || ip link add br0 type bridge', false],
    ['[ -d /sys/class/net/br0/brif ] || ip link add br0 type bridge', false],
    ['[ -d /sys/class/net/br0 || ip link add br0 type bridge', false],
    ['[ -d /sys/class/net/br0 ] || exit 0; ip link add br0 type bridge', false],
    ['ip link show br0 > /run/br0 || ip link add br0 type bridge', false],
    ['ip link show eth0 || ip addr add 192.0.2.9/24 dev eth0', false],
    ['[ -d /sys/class/net/br0 ] || ip link set eth0 mtu 1400', false],
    ['[ -d /sys/class/net/eth0/master ] || ip link set eth0 mtu 1400', false],
  ])('what runs only without a device is certain where it makes that very one: %s', (command, isCertain) => {
    const read = survey(`iface eth0 inet manual\n pre-up ${command}\n`);
    expect(inState(read, 'kept')).toHaveLength(isCertain ? 0 : 1);
    expect(namesOf(read.host)).toHaveLength(isCertain ? 2 : 1);
  });

  test('scripts that no-scripts keeps from running make no bridge', () => {
    const read = survey('no-scripts br*\nauto br0\niface br0 inet manual\n bridge-ports eth0\n');
    expect(read.host.interfaces.map(({ name, type }) => [name, type])).toEqual([['br0', 'ethernet']]);
    expect(inState(read, 'kept').map((line) => line.split(':')[0])).toEqual(['1 br*', '4 bridge-ports eth0']);
  });

  test('addresses come in the order in which ifup sets them: stanza by stanza, with their commands', () => {
    const read = survey(
      [
        'iface eth0 inet static',
        ' address 192.0.2.1/24',
        ' pre-up ip addr add 192.0.2.9/24 dev eth0',
        ' up ip addr add 192.0.2.2/24 dev eth0',
        'iface eth0 inet static',
        ' address 192.0.2.3/24',
        'iface eth0 inet static',
        ' address 192.0.2.2/24',
        '',
      ].join('\n'),
    );
    expect(read.host.interfaces[0]?.ipv4?.addresses.map(({ address }) => address)).toEqual([
      '192.0.2.9',
      '192.0.2.1',
      '192.0.2.2',
      '192.0.2.3',
    ]);
    expect(inState(read, 'kept')).toEqual(['8 address 192.0.2.2/24: 192.0.2.2 is set already']);
  });

  test('what a pre-up command sets, an option of the stanza sets anew', () => {
    const lines = (command: string) =>
      survey(
        [
          ...['iface eth0 inet manual', ` ${command} ip link set eth0 mtu 1300 address 02:00:00:00:00:01`],
          ...[' mtu 1400', ' hwaddress 02:00:00:00:00:02', ''],
        ].join('\n'),
      );
    const link = (command: string) =>
      lines(command).host.interfaces.map(({ mtuBytes, assignMac }) => [mtuBytes, assignMac]);
    expect(link('pre-up')).toEqual([[1400, '02:00:00:00:00:02']]);
    expect(inState(lines('pre-up'), 'kept')).toHaveLength(1);
    expect(link('up')).toEqual([[1300, '02:00:00:00:00:01']]);
    const below = survey(
      'iface eth0 inet manual\n mtu 1400\niface eth0 inet6 manual\n pre-up ip link set eth0 mtu 1300\n',
    );
    expect(below.host.interfaces[0]?.mtuBytes).toBe(1300);
  });

  test('an option of a later stanza comes after all commands of an earlier one', () => {
    const stanzas = (mtu: number) =>
      survey(
        [
          ...['iface eth0 inet manual', ' pre-up ip link set eth0 mtu 1200', ' mtu 1250'],
          ...[' post-up ip link set eth0 mtu 1300 address 02:00:00:00:00:01', 'iface eth0 inet6 static'],
          ...[' address 2001:db8::2/64', ` mtu ${mtu}`, 'iface eth0 inet manual'],
          ...[' hwaddress 02:00:00:00:00:02', ''],
        ].join('\n'),
      );
    const [above, below] = [stanzas(9000), stanzas(1280)];
    expect(above.host.interfaces[0]).toMatchObject({ mtuBytes: 9000, assignMac: '02:00:00:00:00:02' });
    expect(inState(above, 'kept').map((line) => line.split(':')[0])).toEqual([
      '2 pre-up ip link set eth0 mtu 1200',
      '4 post-up ip link set eth0 mtu 1300 address 02',
    ]);
    expect(below.host.interfaces[0]?.mtuBytes).toBe(1300);
    expect(inState(below, 'kept')).toContain(
      '7 mtu 1280: below the MTU of the device it is that of IPv6 alone',
    );
  });

  test.each([
    ['ip addr del 192.0.2.2/24 dev eth0', true],
    ['ip addr del 192.0.2.2 dev eth0', true],
    ['ip addr del 192.0.2.2/25 dev eth0', false],
    ['ip addr del 192.0.2.2/24 dev eth1', false],
    ['ip addr del 192.0.2.3/24 dev eth0', false],
    ['ip -6 addr del 2001:db8::2/64 dev eth0', true],
    ['ip -6 addr del 2001:db8::2 dev eth0', false],
    ['ip route del 198.51.100.0/24', true],
    ['ip route del 198.51.100.0/24 dev eth0', true],
    ['ip route del 198.51.100.0/24 dev eth1', false],
    ['ip route del 198.51.100.0/25', false],
    ['ip route del 203.0.113.0/24', false],
    ['ip route del 198.51.100.0/24 via 192.0.2.1', true],
    ['ip route del 198.51.100.0/24 via 192.0.2.9', false],
    ['brctl delif br0 eth2', true],
    ['brctl delif br1 eth2', false],
    ['ip link set eth2 nomaster', true],
    ['ip link set eth1 nomaster', false],
    ['ifenslave -d br0 eth1', false],
    ['ip link del br0', true],
    ['ip link del eth1', false],
    ['ip link set eth9 down', false],
    ['sysctl -w net.ipv6.conf.eth0.accept_ra=0', false],
  ])('down %s: whether it undoes what the document has (%s)', (command, undoes) => {
    const read = survey(
      [
        ...['iface eth0 inet static', ' address 192.0.2.2/24', ' up ip -6 addr add 2001:db8::2/64 dev eth0'],
        ...[' up ip route add 198.51.100.0/24 via 192.0.2.1', ` down ${command}`, 'iface eth1 inet manual'],
        ...['iface br0 inet manual', ' bridge_ports eth2', ''],
      ].join('\n'),
    );
    expect(inState(read, 'kept').some((line) => line.startsWith('5 '))).toBe(!undoes);
  });

  test.each([
    ['-qw', true],
    ['-nx', true],
    ['-pe', false],
    ['-e9', false],
    ['--write', false],
  ])('sysctl %s', (options, isKnown) => {
    const read = survey(
      `iface eth0 inet manual\n pre-up sysctl ${options} net.ipv6.conf.eth0.disable_ipv6=1\n`,
    );
    expect(inState(read, 'kept')).toHaveLength(isKnown ? 0 : 1);
  });

  test('what people take for a comment behind a value', () => {
    const read = survey(
      [
        ...[
          'auto br0',
          'iface br0 inet static',
          ' address 192.0.2.1/24 # ours',
          ' gateway 192.0.2.254 # theirs',
        ],
        ...[' bridge-ports eth0 eth1:1 # uplink', 'iface br1 inet manual', ' bridge-ports none # nobody', ''],
      ].join('\n'),
    );
    expect(read.host.interfaces.map(({ name, port }) => [name, port?.controller])).toEqual([
      ['eth0', 'br0'],
      ['br0', undefined],
      ['br1', undefined],
    ]);
    expect(read.host.interfaces[1]?.ipv4?.routes).toEqual([{ gateway: '192.0.2.254' }]);
    expect(inState(read, 'kept').map((line) => line.split(':')[0])).toEqual(['5 bridge-ports eth0 eth1']);
    const routes = (more: string) =>
      survey(`iface eth0 inet static\n address 192.0.2.1/24\n${more}`).host.interfaces[0]?.ipv4?.routes;
    expect(routes(' gateway 198.51.100.1 # far\n')).toEqual([]);
    expect(routes(' gateway 192.0.2.254 # near\n metric 5\n')).toEqual([]);
  });

  test('a device that is renamed comes up under its new name, and its words go with it', () => {
    const text =
      'rename eth0=lan mac/02:00:00:00:00:01=wan\nauto eth0\niface eth0 inet dhcp\niface lan inet manual\n';
    const read = survey(text);
    expect(read.host.interfaces.map(({ name, start }) => [name, start])).toEqual([['lan', 'onboot']]);
    expect(inState(read, 'kept').map((line) => line.split(':')[0])).toEqual([
      '1 eth0=lan',
      '1 mac/02',
      '3 iface eth0 inet dhcp',
    ]);
    expect(survey(text.replace('=lan', '=lan=x')).host.interfaces.map(({ name }) => name)).toEqual(['lan']);
    expect(ifupdown.release(memoryRoot({ [MAIN_FILE]: text }), new Set(['lan']))[0]?.content).toBe(
      'rename eth0=lan mac/02:00:00:00:00:01=wan\niface eth0 inet dhcp\n',
    );
  });

  test('a source line that reads nothing, or a file twice, harms nobody', () => {
    const read = survey('source /etc/network/interfaces\nsource more\nsource ./more\nsource none\n', {
      '/etc/network/more': 'auto eth0\niface eth0 inet dhcp\nsource-directory ..\n',
    });
    expect(namesOf(read.host)).toEqual(['eth0']);
    expect(inState(read, 'kept')).toEqual([]);
  });

  test('of a template that nobody in force inherits from, nothing is said', () => {
    const read = survey('iface base inet manual\n mtu 1400\niface eth0.4096 inherits base\n');
    expect(read.host.interfaces).toEqual([]);
    expect(inState(read, 'kept')).toHaveLength(2);
  });

  test('a member of two controllers is in the first one, and that is told', () => {
    const read = survey(
      'iface br0 inet manual\n bridge-ports eth0\n bridge-hw 02:00:00:00:00:01\niface br1 inet manual\n bridge-ports eth0 br0\n bridge-hw eth0\n',
    );
    expect(read.host.interfaces.map(({ name, port }) => [name, port?.controller])).toEqual([
      ['eth0', 'br0'],
      ['br0', undefined],
      ['br1', undefined],
    ]);
    expect(codes(read)).toEqual(['approximated', 'approximated']);
  });

  test('a device that the commands of another one start comes up with it', () => {
    const read = survey(
      'auto eth0\niface eth0 inet manual\n up ifup lan\n down ifdown lan\n down ip addr flush dev eth0\niface lan inet manual\n pre-up ip link add link eth0 name lan type vlan id 5\n',
    );
    expect(read.host.interfaces.map(({ name, start }) => [name, start])).toEqual([
      ['eth0', 'onboot'],
      ['lan', 'onboot'],
    ]);
    expect(inState(read, 'kept')).toEqual([]);
    expect(inState(survey('iface eth0 inet manual\n up ifup eth1\n'), 'kept')).toEqual([
      '2 up ifup eth1: the document has no eth1',
    ]);
  });

  test('a device that no document could have is left out, and that is told', () => {
    const read = survey('auto lan\niface lan inet manual\n vlan-raw-device eth0\n vlan-id 5000\n');
    expect(read.host.interfaces).toEqual([]);
    expect(inState(read, 'kept')).toHaveLength(4);
  });

  test('where ifupdown-ng would read on, that is told', () => {
    const read = survey('iface eth0\n', { '/usr/libexec/ifupdown-ng/link': '' });
    expect(codes(read)).toEqual(['consumer-refuses', 'readers-differ']);
  });

  test.each(['rename eth0', 'rename mac/02:00:00:00:00:01 = lan'])('ifup brings up nothing: %s', (line) => {
    const more = '/etc/network/interfaces.d/names';
    const read = survey('source interfaces.d/*\nauto eth1\niface eth1 inet dhcp\n', { [more]: `${line}\n` });
    expect(read.host.interfaces).toEqual([]);
    expect(inState(read, 'unread')).toHaveLength(4);
    expect(read.findings.map(({ code, at }) => [code, at?.file])).toEqual([['consumer-refuses', more]]);
  });

  test('the lines at which ifup gives up', () => {
    const stops = [
      'address 192.0.2.1',
      'iface',
      'iface eth0',
      'iface eth0 inet',
      'iface eth0 inet wired',
      'iface eth0 inet5 static',
      'iface eth0 inherits',
      'iface eth0 inet dhcp inherits nobody',
      'template base',
      'mapping eth0\n eth1',
      'mapping eth0\n script a\n script b',
      'iface eth0 inet dhcp\n hostname',
      'auto eth0\n hostname web',
    ];
    for (const text of stops) {
      const main = survey(`iface eth9 inet dhcp\nauto eth9\n${text}\n`);
      expect(main.host.interfaces, text).toEqual([]);
      expect(codes(main), text).toEqual(['consumer-refuses']);
      const sourced = survey('source one\niface eth8 inet dhcp\n', {
        '/etc/network/one': `iface eth9 inet dhcp\nauto eth9\n${text}\niface eth7 inet dhcp\n`,
      });
      expect(namesOf(sourced.host), text).toContain('eth9');
      expect(namesOf(sourced.host), text).not.toContain('eth7');
      expect(namesOf(sourced.host), text).toContain('eth8');
      expect(inState(sourced, 'unread').at(-1), text).toMatch(/^\d+ iface eth7/);
    }
  });

  test('what counts as one of ours: an alias of others beside it, and a stanza', () => {
    const host: Host = { interfaces: [{ ...ethernet('eth0'), start: 'onboot' }] };
    const files = treeOf(host);
    const read = ifupdown.survey(
      memoryRoot({
        ...files,
        [MAIN_FILE]: `${files[MAIN_FILE]}\niface eth0 inet static\n address 192.0.2.1/24\nauto eth0:1\niface eth0:1 inet static\n address 192.0.2.2/24\n`,
      }),
    );
    expect(read.host.interfaces[0]?.ipv4?.addresses.map(({ address }) => address)).toEqual([
      '192.0.2.1',
      '192.0.2.2',
    ]);
    expect(read.host.interfaces[0]?.ipv6).toBeUndefined();
  });

  test('our file is read where nothing sources it yet, and not where something else is sourced', () => {
    const files = Object.fromEntries(
      composeFiles(ifupdown.render({ interfaces: [ethernet('eth0')] })).map(({ path, text }) => [path, text]),
    );
    expect(namesOf(ifupdown.survey(memoryRoot(files)).host)).toEqual(['eth0']);
    const unsourced = ifupdown.survey(memoryRoot({ ...files, [MAIN_FILE]: 'auto lo\n' }));
    expect(unsourced.host.interfaces).toEqual([]);
    expect(unsourced.accounts.map(({ path }) => path)).not.toContain(OUR_FILE);
  });
});

describe('letting go', () => {
  const release = (files: Readonly<Record<string, string>>, ...names: string[]) =>
    ifupdown.release(memoryRoot(files), new Set(names));

  test('the stanzas, with what stands in them, and the words; nothing else moves', () => {
    const text = [
      '# top',
      'auto lo  eth0\teth1 # no comment',
      'no-auto-down eth0',
      '',
      '# the first one',
      'iface eth0 inet static',
      '  address 192.0.2.1/24',
      '  # inside',
      '  auto',
      '  mtu 1400',
      '# the second one',
      'iface eth1 inet dhcp',
      'auto \\',
      '  eth0 \\',
      '  eth2',
      'mapping eth0',
      '  script x',
      'iface eth0:1 inet static',
      '  address 192.0.2.2/24',
      '',
    ].join('\n');
    expect(release({ [MAIN_FILE]: text }, 'eth0')).toEqual([
      {
        path: MAIN_FILE,
        mode: 0o644,
        content: [
          '# top',
          'auto lo\teth1 # no comment',
          '',
          '# the first one',
          '# the second one',
          'iface eth1 inet dhcp',
          'auto eth2',
          'mapping eth0',
          '  script x',
          '',
        ].join('\n'),
      },
    ]);
  });

  test('a file that then says nothing goes, but not the main file nor one outside /etc', () => {
    const files = {
      [MAIN_FILE]: 'source interfaces.d/*\nsource /srv/net\n',
      '/etc/network/interfaces.d/eth0': '# mine\nauto eth0\niface eth0 inet dhcp\n',
      '/srv/net': 'auto eth1\niface eth1 inet dhcp\n',
    };
    expect(release(files, 'eth0', 'eth1')).toEqual([
      { path: '/etc/network/interfaces.d/eth0', mode: 0o644, content: undefined },
    ]);
  });

  test('what another stanza inherits from stays, but nothing starts it', () => {
    const text =
      'auto eth0 eth1\niface eth0 inet static\n address 192.0.2.1/24\n auto\niface eth1 inherits eth0\n mtu 1400\n';
    expect(release({ [MAIN_FILE]: text }, 'eth0')[0]?.content).toBe(
      'auto eth1\niface eth0 inet static\n address 192.0.2.1/24\niface eth1 inherits eth0\n mtu 1400\n',
    );
    expect(release({ [MAIN_FILE]: text }, 'eth0', 'eth1')[0]?.content).toBe('');
  });

  test('a stanza under another name goes with the last device that uses it', () => {
    const text = 'auto eth0=office eth1=office\niface office inet dhcp\n';
    expect(release({ [MAIN_FILE]: text }, 'eth0')[0]?.content).toBe(
      'auto eth1=office\niface office inet dhcp\n',
    );
    expect(release({ [MAIN_FILE]: text }, 'eth0', 'eth1')[0]?.content).toBe('');
  });

  test('a pattern goes with the last stanza that it is about', () => {
    const head =
      'auto /e* /en*/1 lo\nallow-hotplug /wl*\nno-scripts en* *\nno-auto-down e*\nauto /e*=x mac/02:*\n';
    const stanzas = ['eth0', 'en1'].map((name) => `iface ${name} inet manual\n`);
    const text = `${head}iface lo inet loopback\n${stanzas.join('')}`;
    expect(release({ [MAIN_FILE]: text }, 'en1')[0]?.content).toBe(
      `${head.replace(' /en*/1', '').replace(' en*', '')}iface lo inet loopback\n${stanzas[0]}`,
    );
    expect(release({ [MAIN_FILE]: text }, 'en1', 'eth0')[0]?.content).toBe(
      'auto lo\nallow-hotplug /wl*\nno-scripts *\nauto /e*=x mac/02:*\niface lo inet loopback\n',
    );
    const outside = { [MAIN_FILE]: 'auto /e*\nsource /srv/net\n', '/srv/net': stanzas.join('') };
    expect(release(outside, 'en1', 'eth0')).toEqual([]);
  });

  test('what is left of an interface is in nobody’s way', () => {
    const text = 'auto /lan* eth1\nrename mac/02:00:00:00:00:01=lan0 eth0=lan1\nno-scripts lan*\n';
    const stanzas = 'iface lan0 inet dhcp\niface lan1 inet dhcp\niface eth1 inet manual\n';
    const [edit] = release({ [MAIN_FILE]: text + stanzas }, 'lan0', 'lan1');
    const { claims } = ifupdown.read(memoryRoot({ [MAIN_FILE]: edit?.content ?? '' }));
    for (const name of ['lan0', 'lan1'])
      expect(claims.filter(({ covers }) => covers({ name, type: 'ethernet' }))).toEqual([]);
    expect(claims.some(({ covers }) => covers({ name: 'eth0', type: 'ethernet' }))).toBe(true);
  });

  test('parts of ours go with header and notes, the others as they were', () => {
    const host: Host = {
      interfaces: [
        ethernet('eth0', { description: 'uplink' }),
        vlan('eth0.5', 'eth0', 5),
        { ...ethernet('eth1'), topLevel: false, port: { controller: 'bond0', position: 0 } },
        bond('bond0', { bond: {} }),
        bridge('br0'),
      ],
    };
    const files = treeOf(host);
    const [edit] = release(files, 'eth0.5', 'br0');
    const left = ifupdown.read(memoryRoot({ ...files, [OUR_FILE]: edit?.content ?? '' }));
    expect(namesOf(left.host)).toEqual(['bond0', 'eth0', 'eth1']);
    expect(left.parts.map(({ state }) => state)).toEqual(['intact', 'intact', 'intact']);
    expect(left.problems).toEqual([]);
    expect(release(files, 'eth0', 'eth0.5', 'eth1', 'bond0', 'br0')).toEqual([
      { path: OUR_FILE, mode: 0o644, content: undefined },
    ]);
  });
});

describe('files that nobody would write', () => {
  test.each<[string, Record<string, string>]>([
    [
      'hundreds of thousands of ports',
      {
        [MAIN_FILE]: `iface br0 inet manual\nbridge_ports ${Array.from({ length: 130_000 }, (_, n) => `e${n}`).join(' ')}\n`,
      },
    ],
    ['lines that go on and on', { [MAIN_FILE]: 'auto a \\\n'.repeat(60_000) }],
    [
      'a stanza of a hundred and thirty thousand lines',
      { [MAIN_FILE]: `iface eth0 inet manual\n${'up true\n'.repeat(130_000)}` },
    ],
    [
      'files that source each other without end',
      Object.fromEntries(
        Array.from({ length: 5000 }, (_, n) => [
          n === 0 ? MAIN_FILE : `/etc/network/f${n}`,
          `source f${n + 1}\niface e${n} inet manual\n`,
        ]),
      ),
    ],
    [
      'a long row of heirs',
      {
        [MAIN_FILE]: Array.from(
          { length: 20_000 },
          (_, n) => `iface e${n} inet manual${n === 0 ? '' : ` inherits e${n - 1}`}\n`,
        ).join(''),
      },
    ],
  ])('%s', (_, files) => {
    const root = memoryRoot(files);
    expect(() => ifupdown.survey(root)).not.toThrow();
    expect(() => ifupdown.release(root, new Set(['e1', 'eth0']))).not.toThrow();
    expect(() => ifupdown.read(root)).not.toThrow();
  });
});
