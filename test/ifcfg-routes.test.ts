import { describe, expect, test } from 'vitest';
import { readNumbered, readRouteFile } from '../backends/ifcfg/read-routes.ts';
import type { Route } from '../src/model/interface.ts';
import { onlyNetworkManager, readLines } from './support/foreign-ifcfg.ts';

const spoken = ({ destination, gateway, metric }: Route): string =>
  `${destination ? `${destination.address}/${destination.prefix}` : 'default'} via ${gateway}${metric === undefined ? '' : ` metric ${metric}`}`;

/** The routes of a file for eth0, why its other lines are kept, and what is told. */
function routesOf(lines: readonly string[], ...how: ['ipv4' | 'ipv6', ('initscripts' | 'NetworkManager')?]) {
  const { routes, rows, remarks } = readRouteFile(lines.join('\n'), 'eth0', ...how);
  const kept = rows().filter(({ state }) => state === 'kept');
  return {
    routes: routes.map(spoken),
    kept: kept.map(({ text }) => text),
    why: kept.map(({ why }) => why ?? ''),
    told: remarks.map(({ kind, what }) => `${kind}: ${what}`),
  };
}
const kept = (why: RegExp) => ({ routes: [], why: [expect.stringMatching(why)] });

describe('a line with the arguments of `ip route add`', () => {
  test.each([
    ['10.0.0.0/8 via 192.0.2.1', '10.0.0.0/8 via 192.0.2.1'],
    ['  to 10.0.0.0/8   via 192.0.2.1 dev eth0\tmetric 5 \r', '10.0.0.0/8 via 192.0.2.1 metric 5'],
    ['10.0.0.1 via 192.0.2.1', '10.0.0.1/32 via 192.0.2.1'],
    ['default via 192.0.2.1 metric 4294967295', 'default via 192.0.2.1 metric 4294967295'],
    ['0.0.0.0/0 via 192.0.2.1 onlink', 'default via 192.0.2.1'],
    ['10.0.0.0/255.0.0.0 via 192.0.2.1', '10.0.0.0/8 via 192.0.2.1'],
    ['10.1.2.3/8 via 192.0.2.1', '10.0.0.0/8 via 192.0.2.1'],
    ['203.0.113.255/29 via 192.0.2.1', '203.0.113.248/29 via 192.0.2.1'],
  ])('%s', (line, route) => expect(routesOf([line], 'ipv4').routes).toEqual([route]));

  test.each([
    ['2001:db8:1::/48 via fe80::1', '2001:db8:1::/48 via fe80::1'],
    ['2001:db8:1:2::5/49 via fe80::1', '2001:db8:1::/49 via fe80::1'],
    ['2001:db8:1:ffff::/52 via 2001:db8::1', '2001:db8:1:f000::/52 via 2001:db8::1'],
    ['2001:db8::5 via 2001:db8::1', '2001:db8::5/128 via 2001:db8::1'],
    ['::/0 via fe80::1 metric 1', 'default via fe80::1 metric 1'],
  ])('%s', (line, route) => expect(routesOf([line], 'ipv6').routes).toEqual([route]));

  test.each([
    'unicast 10.0.0.0/8 via 192.0.2.1',
    'blackhole 10.0.0.0/8',
    'prohibit 10.0.0.0/8',
    'throw 10.0.0.0/8',
  ])('%s: a kind that is not in the document', (line) =>
    expect(routesOf([line], 'ipv4')).toMatchObject({ ...kept(/^a route of the kind [a-z]+ has/), told: [] }),
  );

  test.each([
    'src',
    'table',
    'mtu',
    'from',
    'scope',
    'proto',
    'tos',
    'realm',
    'weight',
    'nexthop',
    'pref',
    'lock',
  ])('%s is not in the document either', (word) =>
    expect(routesOf([`10.0.0.0/8 via 192.0.2.1 ${word} 1`], 'ipv4')).toMatchObject({
      ...kept(new RegExp(`^a route with ${word} has no word`)),
      told: [],
    }),
  );

  test.each(['10.0.0.0/8 dev eth0', '10.0.0.0/8 via 0.0.0.0'])(
    '%s: nor is a route without a gateway',
    (line) =>
      expect(routesOf([line], 'ipv4')).toMatchObject({ ...kept(/^a route without a gateway/), told: [] }),
  );

  test('nor one to multicast addresses', () => {
    for (const to of ['224.0.0.0/4', '239.1.0.0/16', '230.0.0.0/8'])
      expect(routesOf([`${to} via 192.0.2.1`], 'ipv4')).toMatchObject(
        kept(/^a route to multicast addresses/),
      );
    for (const to of ['ff02::/16', 'ff00::/8'])
      expect(routesOf([`${to} via fe80::1`], 'ipv6')).toMatchObject(kept(/^a route to multicast addresses/));
    expect(routesOf(['240.0.0.0/4 via 192.0.2.1', '10.224.0.0/16 via 192.0.2.1'], 'ipv4').kept).toEqual([]);
    expect(routesOf(['2001:db8:ff02::/48 via fe80::1', 'fec0::/10 via fe80::1'], 'ipv6').kept).toEqual([]);
  });

  test.each([
    ['10.0.0.0/8 10.1.0.0/16 via 192.0.2.1', /^10\.1\.0\.0\/16 is no argument/],
    ['10.0.0.0/8 blackhole via 192.0.2.1', /^blackhole is no argument/],
    ['10.0.0.0/8 via 192.0.2.1 # the lab', /^# is no argument/],
    ['unicasts via 192.0.2.1', /^unicasts is no destination/],
    ['xblackhole via 192.0.2.1', /^xblackhole is no destination/],
    ['via 192.0.2.1', /^ is no destination/],
    ['10.0.0.0/33 via 192.0.2.1', /^10\.0\.0\.0\/33 is no destination/],
    ['10.0.0.0/8/8 via 192.0.2.1', /^10\.0\.0\.0\/8\/8 is no destination/],
    ['10.0.0.0/255.0.255.0 via 192.0.2.1', /is no destination/],
    ['10.0.0/8 via 192.0.2.1', /^10\.0\.0\/8 is no destination/],
    ['10.0.0.0/8 via 192.0.2.1 metric', /^ is no metric/],
    ['10.0.0.0/8 via 192.0.2.1 metric high', /^high is no metric/],
    ['10.0.0.0/8 via 192.0.2.1 metric 4294967296', /^4294967296 is no metric/],
    ['10.0.0.0/8 via 2001:db8::1', /^2001:db8::1 is no gateway/],
    ['10.0.0.0/8 via 224.0.0.1', /^224\.0\.0\.1 is no gateway/],
    ['10.0.0.0/8 via', /^ is no gateway/],
  ])('%s is refused', (line, why) => {
    const read = routesOf([line], 'ipv4');
    expect(read).toMatchObject(kept(why));
    expect(read.told).toEqual([`refused: ${read.why[0]}`]);
  });

  test('IPv6 has neither netmasks nor a gateway ::', () => {
    expect(routesOf(['2001:db8::/255.255.0.0 via fe80::1'], 'ipv6')).toMatchObject(kept(/is no destination/));
    expect(routesOf(['2001:db8::/32 via ::'], 'ipv6')).toMatchObject(kept(/without a gateway/));
    expect(routesOf(['2001:db8::/129 via fe80::1'], 'ipv6')).toMatchObject(kept(/is no destination/));
  });

  test.each([
    ['10.0.0.0/255.0.0.0 via 192.0.2.1', 'NetworkManager takes no netmask in a route file'],
    ['10.9.0.0/8 via 192.0.2.1', 'the kernel refuses a route to 10.9.0.0/8 from initscripts'],
    ['  10.9.0.0/8 via 192.0.2.1', 'the kernel refuses a route to 10.9.0.0/8 from initscripts'],
    ['default via 192.0.2.1', 'NetworkManager before 1.22 passes over a default route'],
    ['10.0.0.0/8 via 192.0.2.1 dev eth9', 'the route is by eth9 to initscripts, by eth0 to NetworkManager'],
    ['10.0.0.0/8 via 192.0.2.1', undefined],
  ])('%s: where the readers differ', (line, what) =>
    expect(routesOf([line], 'ipv4').told).toEqual(
      what === undefined ? [] : [expect.stringContaining(`differs: ${what}`)],
    ),
  );

  test.each([
    ['initscripts', '10.0.0.0/255.0.0.0 via 192.0.2.1', 1, undefined],
    ['initscripts', '10.9.0.0/8 via 192.0.2.1', 0, /has bits behind its prefix/],
    ['initscripts', '10.0.0.0/8 via 192.0.2.1 dev eth9', 0, /^differs/],
    ['NetworkManager', '10.0.0.0/255.0.0.0 via 192.0.2.1', 0, /has a netmask/],
    ['NetworkManager', '10.0.0.0/8 via 192.0.2.1 dev eth9', 1, /passes over dev eth9/],
    ['NetworkManager', '10.0.0.0/8 via 192.0.2.1 dev eth0', 1, undefined],
  ] as const)('%s alone: %s', (reader, line, count, told) => {
    const read = routesOf([line], 'ipv4', reader);
    expect(read.routes).toHaveLength(count);
    expect(read.told).toEqual(told ? [expect.stringMatching(told)] : []);
  });

  test('what is said twice counts once; another gateway or metric is another route', () => {
    const lines = [
      '10.0.0.0/8 via 192.0.2.1',
      '',
      ' # comment',
      '10.0.0.0/8 via 192.0.2.1 dev eth0',
      '10.0.0.0/8 via 192.0.2.2',
      '10.0.0.0/8 via 192.0.2.1 metric 5',
      '10.0.0.0/9 via 192.0.2.1',
      '11.0.0.0/8 via 192.0.2.1',
    ];
    const read = routesOf(lines, 'ipv4');
    expect(read.routes).toHaveLength(5);
    expect(read.kept).toEqual(['10.0.0.0/8 via 192.0.2.1 dev eth0']);
    expect(read.told).toEqual(['refused: 10.0.0.0/8 via 192.0.2.1 dev eth0 is there already']);
  });
});

describe('numbered keys', () => {
  const one = ['ADDRESS0=10.0.0.0', 'NETMASK0=255.0.0.0', 'GATEWAY0=192.0.2.1'];

  test.each([
    [one, ['10.0.0.0/8 via 192.0.2.1'], []],
    [[' \tADDRESS0=10.0.0.0', ...one.slice(1)], ['10.0.0.0/8 via 192.0.2.1'], []],
    [[...one, 'METRIC0=7'], ['10.0.0.0/8 via 192.0.2.1 metric 7'], []],
    [['ADDRESS0=0.0.0.0', 'NETMASK0=0.0.0.0', 'GATEWAY0=192.0.2.1'], ['default via 192.0.2.1'], []],
    [['ADDRESS0=10.1.2.3', 'NETMASK0=255.255.0.0', 'GATEWAY0=192.0.2.1'], ['10.1.0.0/16 via 192.0.2.1'], []],
    [[...one, 'OPTIONS0="mtu 1400"'], ['10.0.0.0/8 via 192.0.2.1'], ['OPTIONS0="mtu 1400"']],
    // Neither reader looks beyond a gap, nor for another spelling of a number.
    [
      [...one, 'ADDRESS2=10.2.0.0', 'GATEWAY2=192.0.2.1'],
      ['10.0.0.0/8 via 192.0.2.1'],
      ['ADDRESS2=10.2.0.0', 'GATEWAY2=192.0.2.1'],
    ],
    [[...one, 'GATEWAY1=192.0.2.1'], ['10.0.0.0/8 via 192.0.2.1'], ['GATEWAY1=192.0.2.1']],
    [[...one, 'METRIC00=7'], ['10.0.0.0/8 via 192.0.2.1'], ['METRIC00=7']],
    [['ADDRESS10=10.2.0.0', 'GATEWAY10=192.0.2.1'], [], ['ADDRESS10=10.2.0.0', 'GATEWAY10=192.0.2.1']],
    // A route that is none, or not in the document.
    [one.slice(0, 2), [], one.slice(0, 2)],
    [[...one.slice(0, 2), 'GATEWAY0=0.0.0.0'], [], [...one.slice(0, 2), 'GATEWAY0=0.0.0.0']],
    [[...one.slice(0, 2), 'GATEWAY0=gate'], [], [...one.slice(0, 2), 'GATEWAY0=gate']],
    [[...one.slice(0, 2), 'GATEWAY0=224.0.0.1'], [], [...one.slice(0, 2), 'GATEWAY0=224.0.0.1']],
    [['ADDRESS0=224.0.0.0', ...one.slice(1)], [], ['ADDRESS0=224.0.0.0', ...one.slice(1)]],
    [['ADDRESS0=net', ...one.slice(1)], [], ['ADDRESS0=net', ...one.slice(1)]],
    [[one[0] as string, one[2] as string], [], [one[0], one[2]]],
    [
      [one[0] as string, 'NETMASK0=255.0.255.0', one[2] as string],
      [],
      [one[0], 'NETMASK0=255.0.255.0', one[2]],
    ],
    // Said twice.
    [
      [...one, ...one.map((line) => line.replace('0=', '1='))],
      ['10.0.0.0/8 via 192.0.2.1'],
      ['ADDRESS1=10.0.0.0'],
    ],
  ])('%j', (lines, routes, left) => {
    const read = routesOf(lines, 'ipv4');
    expect([read.routes, read.kept]).toEqual([routes, left]);
  });

  test('behind a gap are told of', () => {
    const told = (...lines: readonly string[]) => routesOf([...one, ...lines], 'ipv4').told;
    const gap = 'refused: both readers stop at the first gap: there is no ADDRESS1';
    for (const line of ['GATEWAY1=192.0.2.1', 'NETMASK7=255.0.0.0', 'METRIC12=1', 'ADDRESS00=10.0.0.0'])
      expect([line, told(line)]).toEqual([line, [gap]]);
    for (const line of ['XGATEWAY1=192.0.2.1', 'GATEWAY1X=192.0.2.1', 'GATEWAY=192.0.2.1'])
      expect([line, told(line)]).toEqual([line, []]);
  });

  test('have more routes, by number', () => {
    const lines = Array.from({ length: 11 }, (_, n) => [
      `ADDRESS${n}=10.${n}.0.0`,
      `NETMASK${n}=255.255.0.0`,
      `GATEWAY${n}=192.0.2.1`,
    ]);
    const read = routesOf(lines.flat().toReversed(), 'ipv4');
    expect(read.kept).toEqual([]);
    expect(read.routes).toEqual(lines.map((_, n) => `10.${n}.0.0/16 via 192.0.2.1`));
  });

  test('are lines of arguments to IPv6, and where the key does not begin the line', () => {
    expect(routesOf(one, 'ipv6').kept).toEqual(one);
    expect(routesOf([`10.1.0.0/16 via 192.0.2.1`, '# ADDRESS0=10.0.0.0'], 'ipv4').routes).toHaveLength(1);
    expect(routesOf(['MYADDRESS0=10.0.0.0', '10.1.0.0/16 via 192.0.2.1'], 'ipv4').routes).toHaveLength(1);
  });

  test.each([
    [undefined, ['METRIC0=7'], 7, 'differs'],
    ['NetworkManager', ['METRIC0=7'], 7, undefined],
    ['initscripts', ['METRIC0=7'], undefined, 'refused'],
    [undefined, ['OPTIONS0=onlink'], undefined, 'near'],
    ['initscripts', ['OPTIONS0=onlink'], undefined, 'refused'],
  ] as const)('%s: only NetworkManager knows %j', (reader, more, metric, told) => {
    const { routes, remarks } = readNumbered([...one, ...more].join('\n'), reader);
    expect(routes[0]?.metric).toBe(metric);
    expect(remarks.map(({ kind }) => kind)).toEqual(told === undefined ? [] : [told]);
  });
});

describe('which files are read', () => {
  const lan = [
    'DEVICE=eth0',
    'TYPE=Ethernet',
    'IPADDR=192.0.2.5',
    'PREFIX=24',
    'IPV6INIT=yes',
    'IPV6_AUTOCONF=no',
  ];
  const files = (more: Readonly<Record<string, readonly string[]>>) => ({ 'ifcfg-lan': lan, ...more });
  const line = '10.0.0.0/8 via 192.0.2.1';
  const six = '2001:db8::/32 via fe80::1';
  const numbered = ['ADDRESS0=10.0.0.0', 'NETMASK0=255.0.0.0', 'GATEWAY0=192.0.2.1'];
  const outcome = (more: Readonly<Record<string, readonly string[]>>, boots?: typeof onlyNetworkManager) => {
    const { iface, findings } = readLines(files(more), boots);
    const routes = [...(iface?.ipv4?.routes ?? []), ...(iface?.ipv6?.routes ?? [])].map(spoken);
    return [routes, findings.map((text) => text.replace(/^(\S+): \S+ /, '$1 '))];
  };

  test.each([
    [{ 'route-lan': [line] }, [line], []],
    [{ 'route6-lan': [six] }, [six], []],
    [
      { 'route-eth0': [line] },
      [line],
      [expect.stringMatching(/looks for the routes of ifcfg-lan in route-lan only/)],
    ],
    [
      { 'route6-eth0': [six] },
      [six],
      [expect.stringMatching(/looks for the routes of ifcfg-lan in route-lan only/)],
    ],
    [
      { 'lan.route': numbered },
      [line],
      [expect.stringMatching(/NetworkManager does not read a file of that name/)],
    ],
    [
      { 'route-lan': [line], 'rule-lan': ['from 192.0.2.0/24 table 5'] },
      [line],
      [expect.stringMatching(/beside a rule file/)],
    ],
    [
      { 'route-lan': [line], 'rule6-lan': ['from all table 5'] },
      [line],
      [expect.stringMatching(/beside a rule file/)],
    ],
    [{ 'route-lan': [''], 'rule-lan': [''] }, [], []],
    [{ 'route-eth1': [line] }, [], []],
  ])('%j', (more, routes, told) => expect(outcome(more)).toEqual([routes, told]));

  test.each([
    [{ 'route-lan': [line], 'route6-lan': [six] }, [line, six]],
    [{ 'route-eth0': [line], 'route6-eth0': [six], 'lan.route': numbered }, []],
  ])('by NetworkManager alone: %j', (more, routes) =>
    expect(outcome(more, onlyNetworkManager)).toEqual([routes, []]),
  );

  test('initscripts alone have no differences to tell of', () => {
    for (const more of [{ 'route-eth0': [line] }, { 'lan.route': numbered }]) {
      const { iface, findings } = readLines({ ...more, 'ifcfg-lan': [...lan, 'NM_CONTROLLED=no'] });
      expect([iface?.ipv4?.routes.map(spoken), findings]).toEqual([[line], []]);
    }
  });

  test('GATEWAY and the same default route in the route file are one', () => {
    const read = readLines({
      'ifcfg-lan': [...lan, 'GATEWAY=192.0.2.1'],
      'route-lan': ['default via 192.0.2.1'],
    });
    expect(read.iface?.ipv4?.routes).toEqual([{ gateway: '192.0.2.1' }]);
    expect(read.left).toEqual([]);
  });

  test('rules and keys are of the interface whose file is called so, or which is', () => {
    const rule = ['from 192.0.2.0/24 table 5'];
    for (const name of ['rule-lan', 'rule-eth0', 'rule6-eth0'])
      expect(readLines(files({ [name]: rule })).reasons).toEqual([
        `${rule[0]} (policy routing has no word in the document)`,
      ]);
    expect(readLines(files({ 'rule-eth1': rule })).reasons).toEqual([
      `${rule[0]} (there is no ifcfg-eth1 that it is for)`,
    ]);
    expect(readLines(files({ 'keys-eth0': ['KEY=1'] })).reasons).toEqual([
      'KEY=… (a secret of the interface)',
    ]);
  });

  test('secrets are not shown', () => {
    const { reasons } = readLines(files({ 'keys-lan': ['# a comment', 'KEY1=hunter2', 'hunter2'] }));
    expect(reasons).toEqual(['KEY1=… (a secret of the interface)', '… (a secret of the interface)']);
  });
});
