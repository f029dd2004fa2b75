import { describe, expect, test } from 'vitest';
import { type Lines, onlyNetworkManager, readLines } from './support/foreign-ifcfg.ts';

const NETWORK = '/etc/sysconfig/network';
/** The ipv6 protocol of eth0, in a word or two, what is left over, and what is told of the readers. */
function six(lines: readonly string[], files: Lines = {}, boots?: typeof onlyNetworkManager) {
  const read = readLines({ 'ifcfg-eth0': ['DEVICE=eth0', 'TYPE=Ethernet', ...lines], ...files }, boots);
  const { ipv6 } = read.iface ?? {};
  const addresses = (ipv6?.addresses ?? []).map(({ address, prefix }) => `${address}/${prefix}`);
  const routes = (ipv6?.routes ?? []).map(
    ({ destination, gateway, metric }) =>
      `${destination ? 'route' : 'default'} ${gateway}${metric === undefined ? '' : ` ${metric}`}`,
  );
  const said = [...(ipv6?.disabled ? ['off'] : []), ...(ipv6?.autoconf ? ['autoconf'] : [])];
  return {
    protocol: [...said, ...(ipv6?.dhcp ? ['dhcp'] : []), ...addresses, ...routes].join(', '),
    left: read.left,
    findings: read.findings,
    differences: read.findings.filter((text) => /^readers-differ/.test(text)),
  };
}
const on = ['IPV6INIT=yes', 'IPV6_AUTOCONF=no'];

describe('whether IPv6 is configured', () => {
  test.each([
    [[], 'autoconf', []],
    [['IPV6INIT=no'], 'autoconf', []],
    [['IPV6INIT=no', 'IPV6_AUTOCONF=no'], 'autoconf', ['IPV6_AUTOCONF=no']],
    [['IPV6INIT=no', 'IPV6_AUTOCONF=yes'], 'autoconf', []],
    [['IPV6INIT=no', 'DHCPV6C=yes'], 'autoconf', ['DHCPV6C=yes']],
    [['IPV6INIT=no', 'DHCPV6C=no'], 'autoconf', []],
    [['IPV6INIT=yes'], 'autoconf', []],
    [on, '', []],
    [['IPV6INIT=yes', 'IPV6_AUTOCONF=shared'], 'autoconf', ['IPV6_AUTOCONF=shared']],
    [['IPV6INIT=yes', 'IPV6FORWARDING=yes'], '', ['IPV6FORWARDING=yes']],
    [['IPV6INIT=yes', 'IPV6FORWARDING=no'], 'autoconf', []],
    [['IPV6_DISABLED=yes'], 'off', []],
    [['IPV6_DISABLED=yes', 'IPV6INIT=no', 'IPV6_AUTOCONF=no'], 'off', []],
    [['IPV6_DISABLED=yes', 'IPV6_AUTOCONF=yes'], 'off', ['IPV6_AUTOCONF=yes']],
    [
      ['IPV6_DISABLED=yes', 'IPV6ADDR=2001:db8::1', 'DHCPV6C=yes'],
      'off',
      ['IPV6ADDR=2001:db8::1', 'DHCPV6C=yes'],
    ],
    [['IPV6_DISABLED=no', ...on], '', []],
  ])('%j: %s', (lines, protocol, left) =>
    expect([six(lines).protocol, six(lines).left]).toEqual([protocol, left]),
  );

  test('the file of the host has a default for IPV6INIT; for the others it has to initscripts alone', () => {
    const host = (...lines: readonly string[]) => six([], { [NETWORK]: lines });
    expect(host('IPV6INIT=yes', 'IPV6_AUTOCONF=no')).toMatchObject({ protocol: '', left: [] });
    expect(host('IPV6INIT=no', 'IPV6_AUTOCONF=no')).toMatchObject({ protocol: '', left: [] });
    expect(host('IPV6FORWARDING=yes').protocol).toBe('');
    expect(host('IPV6INIT=yes', 'IPV6_AUTOCONF=no').differences).toEqual([
      expect.stringMatching(/NetworkManager does not look for IPV6_AUTOCONF in this file/),
    ]);
    // What the interface says itself is not asked for there.
    const own = six(['IPV6INIT=yes', 'IPV6_AUTOCONF=yes'], {
      [NETWORK]: ['IPV6INIT=no', 'IPV6_AUTOCONF=no'],
    });
    expect(own).toMatchObject({ protocol: 'autoconf', left: ['IPV6INIT=no', 'IPV6_AUTOCONF=no'] });
  });

  test.each([
    [['IPV6_AUTOCONF=no'], 'IPV6_AUTOCONF'],
    [['DHCPV6C=yes'], 'DHCPV6C'],
    [['IPV6ADDR=2001:db8::1/64'], 'IPV6ADDR'],
    [[], undefined],
    [['IPV6_AUTOCONF=yes'], undefined],
  ])('%j without IPV6INIT: NetworkManager leaves it to the kernel', (lines, key) => {
    const told = six(lines).differences.filter((text) => /without IPV6INIT=yes/.test(text));
    expect(told).toHaveLength(key === undefined ? 0 : 1);
  });

  test.each([
    [['IPV6ADDR=2001:db8::1/64'], 'autoconf', ['IPV6ADDR=2001:db8::1/64']],
    [['IPV6_AUTOCONF=no'], 'autoconf', ['IPV6_AUTOCONF=no']],
    [['IPV6_DISABLED=yes'], 'off', []],
    [[...on, 'IPV6ADDR=2001:db8::1/64'], '2001:db8::1/64', []],
  ])('NetworkManager alone, %j: %s', (lines, protocol, left) => {
    const host = { [NETWORK]: ['NETWORKING=yes'] };
    expect(six(lines, host, onlyNetworkManager)).toEqual({
      protocol,
      left,
      findings: left.map(() =>
        expect.stringMatching(/^consumer-refuses: .* has no effect without IPV6INIT=yes$/),
      ),
      differences: [],
    });
  });

  test('the kernel is told of where IPV6INIT=no says less than people think', () => {
    const told = (...lines: readonly string[]) =>
      six(lines).findings.filter((text) => /^approximated/.test(text));
    expect(told('IPV6INIT=no')).toEqual([expect.stringMatching(/IPV6INIT=no leaves IPv6 to the kernel/)]);
    expect(told()).toEqual([]);
    const host = { [NETWORK]: ['IPV6INIT=no'] };
    expect(six([], host).findings).toEqual([]);
  });
});

describe('addresses', () => {
  test.each([
    [['IPV6ADDR=2001:db8::1/64'], '2001:db8::1/64', []],
    [['IPV6ADDR=2001:db8::1'], '2001:db8::1/64', []],
    [['IPV6ADDR=2001:db8::1/128'], '2001:db8::1/128', []],
    [['IPV6ADDR=2001:db8::1/129'], '', ['IPV6ADDR=2001:db8::1/129']],
    [['IPV6ADDR=2001:db8::1/'], '', ['IPV6ADDR=2001:db8::1/']],
    [['IPV6ADDR=2001:db8::1/64/64'], '', ['IPV6ADDR=2001:db8::1/64/64']],
    [['IPV6ADDR=ff02::1/64'], '', ['IPV6ADDR=ff02::1/64']],
    [['IPV6ADDR_SECONDARIES=" 2001:db8::2/64   2001:db8::3/64 "'], '2001:db8::2/64, 2001:db8::3/64', []],
    [['IPV6ADDR_SECONDARIES="2001:db8::2/64 nonsense"'], '2001:db8::2/64', ['nonsense']],
    [
      ['IPV6ADDR=2001:db8::1/64', 'IPV6ADDR_SECONDARIES="2001:db8::1/48 2001:db8::2/64"'],
      '2001:db8::1/64, 2001:db8::2/64',
      ['2001:db8::1/48'],
    ],
    [
      ['IPV6ADDR=2001:db8::1/64', 'IPV6ADDR_SECONDARIES=2001:db8::1/64'],
      '2001:db8::1/64',
      ['IPV6ADDR_SECONDARIES=2001:db8::1/64'],
    ],
  ])('%j', (lines, protocol, left) => {
    const read = six([...on, ...lines]);
    expect([read.protocol, read.left]).toEqual([protocol, left]);
  });

  test('DHCPv6 without routers has no default route, unless they are listened to by force', () => {
    const told = (...lines: readonly string[]) =>
      six([...on, 'DHCPV6C=yes', ...lines]).findings.filter((text) => /without a default route/.test(text));
    expect(told()).toHaveLength(1);
    expect(told('IPV6_FORCE_ACCEPT_RA=no')).toHaveLength(1);
    expect(told('IPV6_FORCE_ACCEPT_RA=yes')).toHaveLength(0);
  });
});

describe('the default route', () => {
  const there = [...on, 'IPV6ADDR=2001:db8::1/64'];

  test.each([
    [['IPV6_DEFAULTGW=2001:db8::9'], 'default 2001:db8::9', [], 0],
    [['IPV6_DEFAULTGW=fe80::9%eth0'], 'default fe80::9', [], 0],
    [['IPV6_DEFAULTGW=fe80::9'], 'default fe80::9', [], 1],
    [['IPV6_DEFAULTGW=fe80::9%eth1'], undefined, ['IPV6_DEFAULTGW=fe80::9%eth1'], 1],
    [['IPV6_DEFAULTGW=gate'], undefined, ['IPV6_DEFAULTGW=gate'], 0],
    [['IPV6_DEFAULTGW=2001:db8::9', 'IPV6_DEFROUTE=yes'], 'default 2001:db8::9', [], 0],
    [['IPV6_DEFAULTGW=2001:db8::9', 'IPV6_DEFROUTE=no'], undefined, ['IPV6_DEFAULTGW=2001:db8::9'], 0],
    [['IPV6_DEFAULTGW=2001:db8::9', 'IPV6_ROUTE_METRIC=5'], 'default 2001:db8::9 5', [], 1],
    [['IPV6_DEFAULTGW=2001:db8::9', 'IPV6_ROUTE_METRIC=-1'], 'default 2001:db8::9', [], 0],
    [['IPV6_ROUTE_METRIC=5'], undefined, ['IPV6_ROUTE_METRIC=5'], 0],
  ])('%j', (lines, route, left, differences) => {
    const read = six([...there, ...lines]);
    expect(read.protocol).toBe(['2001:db8::1/64', ...(route === undefined ? [] : [route])].join(', '));
    expect(read.left).toEqual(left);
    expect(read.differences).toHaveLength(differences);
  });

  test('routes of the route file have the metric too', () => {
    const read = six([...there, 'IPV6_ROUTE_METRIC=5'], { 'route6-eth0': ['2001:db8:1::/48 via fe80::1'] });
    expect([read.protocol, read.left]).toEqual(['2001:db8::1/64, route fe80::1 5', []]);
  });

  test('without an address NetworkManager passes over it', () => {
    const lines = [...on, 'IPV6_DEFAULTGW=2001:db8::9'];
    expect(six(lines)).toMatchObject({ protocol: 'default 2001:db8::9', left: [] });
    expect(six(lines).differences).toHaveLength(1);
    expect(six(lines, {}, onlyNetworkManager)).toMatchObject({
      protocol: '',
      left: ['IPV6_DEFAULTGW=2001:db8::9'],
    });
  });

  test('NetworkManager passes over the device that it names', () => {
    const lines = [...there, 'IPV6_DEFAULTGW=fe80::9%eth1'];
    expect(six(lines, {}, onlyNetworkManager)).toMatchObject({
      protocol: '2001:db8::1/64, default fe80::9',
      left: [],
    });
  });

  test.each([
    // Of the host: by what it is on the link of, by its own scope, by IPV6_DEFAULTDEV.
    [['IPV6_DEFAULTGW=2001:db8::9'], 'default 2001:db8::9', []],
    [['IPV6_DEFAULTGW=2001:db8:9::9'], undefined, ['IPV6_DEFAULTGW=2001:db8:9::9']],
    [['IPV6_DEFAULTGW=gate'], undefined, ['IPV6_DEFAULTGW=gate']],
    [['IPV6_DEFAULTGW=fe80::9%eth0'], 'default fe80::9', []],
    [['IPV6_DEFAULTGW=fe80::9%eth1'], undefined, ['IPV6_DEFAULTGW=fe80::9%eth1']],
    [['IPV6_DEFAULTGW=fe80::9', 'IPV6_DEFAULTDEV=eth0'], 'default fe80::9', []],
    [['IPV6_DEFAULTGW=fe80::9', 'IPV6_DEFAULTDEV=eth1'], undefined, ['IPV6_DEFAULTGW=fe80::9']],
    // The scope goes before the device.
    [['IPV6_DEFAULTGW=fe80::9%eth0', 'IPV6_DEFAULTDEV=eth1'], 'default fe80::9', ['IPV6_DEFAULTDEV=eth1']],
  ])('of the host: %j', (lines, route, left) => {
    const read = six(there, { [NETWORK]: lines });
    expect(read.protocol).toBe(['2001:db8::1/64', ...(route === undefined ? [] : [route])].join(', '));
    expect(read.left).toEqual(left);
  });

  test('of the host, where one of several addresses is on its link', () => {
    const more = [...there, 'IPV6ADDR_SECONDARIES=2001:db8:9::1/64'];
    expect(six(more, { [NETWORK]: ['IPV6_DEFAULTGW=2001:db8:9::9'] }).protocol).toMatch(
      /default 2001:db8:9::9$/,
    );
  });

  test('the default route of a router is not to be passed over in a document', () => {
    const read = six(['IPV6INIT=yes', 'IPV6_DEFROUTE=no']);
    expect([read.left, read.findings]).toEqual([
      ['IPV6_DEFROUTE=no'],
      [expect.stringMatching(/to be passed over/)],
    ]);
  });
});
