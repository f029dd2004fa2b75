import { describe, expect, test } from 'vitest';
import { type Lines, onlyNetworkManager, readLines } from './support/foreign-ifcfg.ts';

const NETWORK = '/etc/sysconfig/network';
const scripts = 'NM_CONTROLLED=no';

function four(lines: readonly string[], files: Lines = {}, boots?: typeof onlyNetworkManager) {
  const eth0 = ['DEVICE=eth0', 'TYPE=Ethernet', 'IPV6INIT=yes', 'IPV6_AUTOCONF=no', ...lines];
  const read = readLines({ 'ifcfg-eth0': eth0, ...files }, boots);
  const { addresses = [], routes = [], dhcp } = read.iface?.ipv4 ?? {};
  return {
    addresses: addresses.map(({ address, prefix }) => `${address}/${prefix}`),
    routes: routes.map(
      ({ destination, gateway, metric }) =>
        `${destination?.address ?? 'default'} ${gateway}${metric === undefined ? '' : ` ${metric}`}`,
    ),
    dhcp: dhcp !== undefined,
    left: read.left,
    differences: read.findings.filter((text) => /^readers-differ/.test(text)).length,
  };
}
const first = ['IPADDR=192.0.2.5', 'PREFIX=24'];

describe('BOOTPROTO', () => {
  test.each([
    ['dhcp', true, [], 0],
    ['bootp', true, [], 0],
    ['DHCP', true, [], 1],
    ['BOOTP', true, [], 1],
    ['none', false, [], 0],
    ['static', false, [], 0],
    ['dhcp6', false, ['BOOTPROTO=dhcp6'], 0],
    ['xdhcp', false, ['BOOTPROTO=xdhcp'], 0],
    ['shared', false, ['BOOTPROTO=shared'], 0],
    ['AutoIP', false, ['BOOTPROTO=AutoIP'], 0],
    ['autoip2', false, ['BOOTPROTO=autoip2'], 0],
    ['unshared', false, ['BOOTPROTO=unshared'], 0],
  ])('%s', (method, dhcp, left, differences) =>
    expect(four([`BOOTPROTO=${method}`])).toMatchObject({ dhcp, left, differences }),
  );

  test('says what it is that the document has no word for', () => {
    const why = (method: string) =>
      readLines({ 'ifcfg-eth0': ['DEVICE=eth0', `BOOTPROTO=${method}`] }).reasons;
    expect(why('shared')).toEqual([expect.stringMatching(/NAT to this interface/)]);
    expect(why('autoip')).toEqual([expect.stringMatching(/link-local IPv4 addresses/)]);
  });

  test.each([
    [[], { addresses: ['192.0.2.5/24'], dhcp: true, left: [], differences: 1 }],
    [[scripts], { addresses: [], dhcp: true, left: first, differences: 0 }],
  ])('dhcp beside an address: %j', (lines, read) =>
    expect(four(['BOOTPROTO=dhcp', ...first, ...lines])).toMatchObject(read),
  );
});

test('initscripts alone know dhcp in lower case', () => {
  expect(four(['BOOTPROTO=DHCP', scripts])).toMatchObject({ dhcp: false, left: ['BOOTPROTO=DHCP'] });
  expect(four(['BOOTPROTO=dhcp', scripts])).toMatchObject({ dhcp: true, left: [] });
});

test('what neither reader acts on is told of', () => {
  const told = (...lines: readonly string[]) =>
    readLines({ 'ifcfg-eth0': ['DEVICE=eth0', 'IPV6INIT=yes', ...first, ...lines] }).findings.map((text) =>
      text.replace(/^.*ifcfg-eth0: /, ''),
    );
  expect(told('PREFIX7=24')).toEqual(['there is no IPADDR7']);
  expect(told('IPADDR7=192.0.2.7')).toEqual(['both readers stop at the first gap: there is no IPADDR2']);
  expect(told('GATEWAY7=192.0.2.1', 'GATEWAY=192.0.2.1')).toEqual(['GATEWAY counts, GATEWAY7 does not']);
  expect(told('GATEWAY17=192.0.2.1')).toEqual(['no address counts, GATEWAY17 does not']);
  expect(told('MYIPADDR=1', 'PREFIX_1=2', 'XGATEWAY1=1', 'GATEWAY1X=1')).toEqual([]);
  expect(told('PREFIX1=24', 'IPADDR1=$(x)')).toEqual([
    expect.stringMatching(/IPADDR1 is set to what only a shell knows/),
  ]);
});

describe('addresses', () => {
  test.each([
    [['IPADDR=192.0.2.5', 'PREFIX=24', 'ARPCHECK=yes'], ['192.0.2.5/24'], ['ARPCHECK=yes']],
    [['IPADDR=192.0.2.5', 'PREFIX=24', 'ARPCHECK=NO'], ['192.0.2.5/24'], []],
    [['IPADDR=192.0.2.5', 'PREFIX=24', 'ARPCHECK=no1'], ['192.0.2.5/24'], ['ARPCHECK=no1']],
    [['IPADDR=192.0.2.5', 'PREFIX=24', 'ARPCHECK=xno'], ['192.0.2.5/24'], ['ARPCHECK=xno']],
    [['IPADDR=192.0.2.5', 'PREFIX=31'], ['192.0.2.5/31'], []],
    [['IPADDR=192.0.2.4', 'PREFIX=30'], [], ['IPADDR=192.0.2.4', 'PREFIX=30']],
    [['IPADDR=192.0.2.4', 'PREFIX=31'], ['192.0.2.4/31'], []],
    [['IPADDR=192.0.2.5', 'NETMASK=255.0.255.0'], [], ['IPADDR=192.0.2.5', 'NETMASK=255.0.255.0']],
    [['PREFIX=24', 'NETMASK3=255.0.0.0'], [], ['PREFIX=24', 'NETMASK3=255.0.0.0']],
    [[...first, 'IPADDR3=192.0.2.6', 'PREFIX3=24'], ['192.0.2.5/24'], ['IPADDR3=192.0.2.6', 'PREFIX3=24']],
    [['IPADDR2=192.0.2.6', 'PREFIX2=24'], ['192.0.2.6/24'], []],
    [
      [...first, 'MYIPADDR=1', 'IPADDRX=1', 'PREFIX_1=2'],
      ['192.0.2.5/24'],
      ['MYIPADDR=1', 'IPADDRX=1', 'PREFIX_1=2'],
    ],
  ])('%j', (lines, addresses, left) => expect(four(lines)).toMatchObject({ addresses, left }));
});

describe('the default route', () => {
  test.each([
    [['GATEWAY=192.0.2.1'], ['default 192.0.2.1'], [], 0],
    [['GATEWAY=192.0.2.1', 'DEFROUTE=yes'], ['default 192.0.2.1'], [], 0],
    [['GATEWAY=192.0.2.1', 'DEFROUTE=no'], [], ['GATEWAY=192.0.2.1'], 0],
    [['GATEWAY=198.51.100.1'], ['default 198.51.100.1'], [], 1],
    [['GATEWAY=198.51.100.1', scripts], [], ['GATEWAY=198.51.100.1'], 0],
    [['GATEWAY=192.0.2.1', scripts], ['default 192.0.2.1'], [], 0],
    [['GATEWAY1=192.0.2.1'], [], ['GATEWAY1=192.0.2.1'], 0],
    [['GATEWAY=192.0.2.1', 'GATEWAY0=192.0.2.2'], ['default 192.0.2.1'], ['GATEWAY0=192.0.2.2'], 0],
    [['GATEWAY=192.0.2.1', 'GATEWAY10=192.0.2.2'], ['default 192.0.2.1'], ['GATEWAY10=192.0.2.2'], 0],
    [
      ['GATEWAY=192.0.2.1', 'GATEWAY_PING=1', 'MYGATEWAY1=1'],
      ['default 192.0.2.1'],
      ['GATEWAY_PING=1', 'MYGATEWAY1=1'],
      0,
    ],
    [['GATEWAY=gate'], [], ['GATEWAY=gate'], 0],
  ])('%j', (lines, routes, left, differences) =>
    expect(four([...first, ...lines])).toMatchObject({ routes, left, differences }),
  );

  const numbered = ['IPADDR0=192.0.2.5', 'PREFIX0=24'];
  test.each([
    [['GATEWAY0=192.0.2.1'], undefined, ['default 192.0.2.1'], 1],
    [['GATEWAY0=192.0.2.1', scripts], undefined, [], 0],
    [['GATEWAY=192.0.2.1'], undefined, ['default 192.0.2.1'], 1],
    [['GATEWAY=192.0.2.1', scripts], undefined, ['default 192.0.2.1'], 0],
    [['GATEWAY0=192.0.2.1'], onlyNetworkManager, ['default 192.0.2.1'], 0],
    [['GATEWAY=192.0.2.1'], onlyNetworkManager, [], 0],
  ])('NetworkManager takes that of the address alone: %j', (lines, boots, routes, differences) => {
    const read = four([...numbered, ...lines], {}, boots);
    expect([read.routes, read.differences]).toEqual([routes, differences]);
    expect(read.left).toEqual(routes.length ? [] : lines.slice(0, 1));
  });

  test('beside DHCP it is NetworkManager that has one', () => {
    const lines = ['BOOTPROTO=dhcp', ...first, 'GATEWAY=192.0.2.1'];
    expect(four(lines)).toMatchObject({ routes: ['default 192.0.2.1'], left: [], differences: 2 });
    expect(four([...lines, 'DEFROUTE=no'])).toMatchObject({
      routes: [],
      left: ['GATEWAY=192.0.2.1', 'DEFROUTE=no'],
    });
  });

  test.each([
    ['default via 192.0.2.1', [], ['default 192.0.2.1']],
    ['default via 192.0.2.1 metric 5', [], ['default 192.0.2.1', 'default 192.0.2.1 5']],
    ['default via 192.0.2.1 metric 5', ['METRIC=5'], ['default 192.0.2.1 5']],
    ['default via 192.0.2.9', [], ['default 192.0.2.1', 'default 192.0.2.9']],
    ['10.0.0.0/8 via 192.0.2.1', [], ['default 192.0.2.1', '10.0.0.0 192.0.2.1']],
  ])('beside %s in the route file, with %j', (line, more, routes) =>
    expect(four([...first, 'GATEWAY=192.0.2.1', ...more], { 'route-eth0': [line] })).toMatchObject({
      routes,
      left: [],
    }),
  );

  test('without an address, or none that counts, has no effect', () => {
    expect(four(['GATEWAY=192.0.2.1'])).toMatchObject({ routes: [], left: ['GATEWAY=192.0.2.1'] });
    expect(four(['BOOTPROTO=dhcp', 'GATEWAY=192.0.2.1'])).toMatchObject({
      routes: [],
      left: ['GATEWAY=192.0.2.1'],
    });
  });

  test.each([
    [['GATEWAY=192.0.2.1'], first, ['default 192.0.2.1'], [], 0],
    [['GATEWAY=198.51.100.1'], first, [], ['GATEWAY=198.51.100.1'], 1],
    [['GATEWAY=gate'], first, [], ['GATEWAY=gate'], 0],
    [['GATEWAY=192.0.2.1'], [...first, 'GATEWAY=192.0.2.2'], ['default 192.0.2.2'], ['GATEWAY=192.0.2.1'], 0],
    [['GATEWAY=192.0.2.1'], [...first, 'DEFROUTE=no'], [], ['GATEWAY=192.0.2.1'], 0],
    [['GATEWAY=192.0.2.1'], ['BOOTPROTO=dhcp'], [], ['GATEWAY=192.0.2.1'], 0],
    [['GATEWAY=192.0.2.1', 'GATEWAYDEV=eth0'], first, ['default 192.0.2.1'], [], 0],
    [['GATEWAY=192.0.2.1', 'GATEWAYDEV=eth1'], first, [], ['GATEWAY=192.0.2.1'], 0],
    // GATEWAYDEV goes before DEFROUTE.
    [['GATEWAYDEV=eth0'], [...first, 'GATEWAY=192.0.2.2', 'DEFROUTE=no'], ['default 192.0.2.2'], [], 0],
    [['GATEWAYDEV=eth1'], [...first, 'GATEWAY=192.0.2.2', 'DEFROUTE=yes'], [], ['GATEWAY=192.0.2.2'], 0],
  ])('of the host: %j', (host, lines, routes, left, differences) =>
    expect(four(lines, { [NETWORK]: host })).toMatchObject({ routes, left, differences }),
  );

  test('that DHCP names is not to be passed over in a document', () => {
    const told = (...lines: readonly string[]) =>
      readLines({
        [NETWORK]: ['GATEWAYDEV=eth1'],
        'ifcfg-eth0': ['DEVICE=eth0', 'IPV6INIT=yes', 'IPV6_AUTOCONF=no', 'BOOTPROTO=dhcp', ...lines],
      });
    const passed = [
      expect.stringMatching(/^approximated: .*to be passed over, and the document cannot say so/),
    ];
    expect(told()).toMatchObject({ left: [], findings: passed });
    expect(told('DEFROUTE=yes')).toMatchObject({ left: [], findings: passed });
    expect(told('DEFROUTE=no')).toMatchObject({ left: ['DEFROUTE=no'], findings: passed });
  });
});

describe('metrics and tables', () => {
  const route = { 'route-eth0': ['10.0.0.0/8 via 192.0.2.9', '11.0.0.0/8 via 192.0.2.9 metric 1'] };
  const lines = [...first, 'GATEWAY=192.0.2.1'];

  test.each([
    [['METRIC=7'], ['default 192.0.2.1 7', '10.0.0.0 192.0.2.9', '11.0.0.0 192.0.2.9 1'], [], 1],
    [['METRIC=7', scripts], ['default 192.0.2.1 7', '10.0.0.0 192.0.2.9', '11.0.0.0 192.0.2.9 1'], [], 0],
    [['IPV4_ROUTE_METRIC=7'], ['default 192.0.2.1 7', '10.0.0.0 192.0.2.9 7', '11.0.0.0 192.0.2.9 1'], [], 1],
    [['IPV4_ROUTE_METRIC=-1'], ['default 192.0.2.1', '10.0.0.0 192.0.2.9', '11.0.0.0 192.0.2.9 1'], [], 0],
    [
      ['IPV4_ROUTE_METRIC=7', scripts],
      ['default 192.0.2.1', '10.0.0.0 192.0.2.9', '11.0.0.0 192.0.2.9 1'],
      ['IPV4_ROUTE_METRIC=7'],
      0,
    ],
    [['METRIC=x'], ['default 192.0.2.1', '10.0.0.0 192.0.2.9', '11.0.0.0 192.0.2.9 1'], ['METRIC=x'], 0],
  ])('%j', (more, routes, left, differences) =>
    expect(four([...lines, ...more], route)).toMatchObject({ routes, left, differences }),
  );

  test('METRIC is for initscripts', () => {
    expect(four([...lines, 'METRIC=7'], {}, onlyNetworkManager)).toMatchObject({
      routes: ['default 192.0.2.1'],
      left: ['METRIC=7'],
      differences: 0,
    });
  });

  test('are of the routes that are there, of a server they have no word', () => {
    expect(four(['BOOTPROTO=dhcp', 'IPV4_ROUTE_METRIC=7', 'METRIC=8']).left).toEqual([
      'IPV4_ROUTE_METRIC=7',
      'METRIC=8',
    ]);
    const withRoute = { 'route-eth0': ['10.0.0.0/8 via 192.0.2.9'] };
    expect(four(['BOOTPROTO=dhcp', 'IPV4_ROUTE_METRIC=7'], withRoute)).toMatchObject({
      routes: ['10.0.0.0 192.0.2.9 7'],
      left: [],
    });
  });
});
