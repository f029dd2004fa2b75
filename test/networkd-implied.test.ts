import { describe, expect, test } from 'vitest';
import { networkd } from '../backends/networkd/index.ts';
import { memoryRoot } from './support/memory-root.ts';
import { nic, readFiles, written } from './support/networkd-files.ts';

const ETC = '/etc/systemd/network';
type Files = Readonly<Record<string, string>>;

/** What is made of lines of files that others wrote, and what the document says otherwise than they. */
function read(files: Files) {
  const { accounts, findings } = networkd.survey(
    memoryRoot(Object.fromEntries(Object.entries(files).map(([name, text]) => [`${ETC}/${name}`, text]))),
  );
  return {
    stateOf: (line: string) => accounts.find(({ text }) => text === line)?.state,
    approximated: findings.filter(({ code }) => code === 'approximated').map(({ message }) => message),
  };
}

const eth0 = (...lines: readonly string[]): Files => ({
  'a.network': `[Match]\nName=eth0\n[Network]\n${lines.join('\n')}\n`,
});

describe('lines of which the document says what they say by something else', () => {
  const DHCP4 = ['DHCP=ipv4', 'IPv6AcceptRA=no'];
  const DHCP6 = ['DHCP=ipv6', 'IPv6AcceptRA=yes', '[IPv6AcceptRA]', 'DHCPv6Client=always'];
  const ROUTERS = ['IPv6AcceptRA=yes', '[IPv6AcceptRA]', 'DHCPv6Client=no'];

  test.each<[string, readonly string[], string, string]>([
    ['yes is what servers are used for', DHCP4, '[DHCPv4] UseDomains=yes', 'understood'],
    ['in any spelling', DHCP4, '[DHCPv4] UseDomains=on', 'understood'],
    ['by an older name', DHCP4, '[DHCP] UseDomainName=yes', 'understood'],
    ['no is not', DHCP4, '[DHCPv4] UseDomains=no', 'kept'],
    [
      'but where their DNS is not used',
      [...DHCP4, '[DHCPv4]', 'UseDNS=no'],
      '[DHCPv4] UseDomains=no',
      'understood',
    ],
    ['routing alone is neither', DHCP4, '[DHCPv4] UseDomains=route', 'kept'],
    ['and this no value', DHCP4, '[DHCPv4] UseDomains=maybe', 'unread'],
    ['without DHCP there is nothing to use', ['IPv6AcceptRA=no'], '[DHCPv4] UseDomains=yes', 'kept'],
    ['of IPv6 the same', DHCP6, '[DHCPv6] UseDomains=yes', 'understood'],
    ['of IPv6 the same', DHCP6, '[DHCPv6] UseDomains=no', 'kept'],
    ['of IPv6 the same', DHCP6, '[DHCPv6] UseDomains=route', 'kept'],
    ['of IPv6 the same', DHCP6, '[DHCPv6] UseDomains=maybe', 'unread'],
    ['of IPv6 the same', DHCP4, '[DHCPv6] UseDomains=yes', 'kept'],
    ['routers go with DHCPv6', DHCP6, '[IPv6AcceptRA] UseDomains=yes', 'understood'],
    ['routers go with DHCPv6', DHCP6, '[IPv6AcceptRA] UseDomains=route', 'kept'],
    ['routers go with DHCPv6', DHCP6, '[IPv6AcceptRA] UseDomains=maybe', 'unread'],
    ['routers go with DHCPv6', DHCP6, '[IPv6AcceptRA] UseDNS=no', 'kept'],
    ['routers go with DHCPv6', [...DHCP6, '[DHCPv6]', 'UseDNS=no'], '[IPv6AcceptRA] UseDNS=no', 'understood'],
    ['alone they are used', ROUTERS, '[IPv6AcceptRA] UseDNS=yes', 'understood'],
    ['and not where none is heard', DHCP4, '[IPv6AcceptRA] UseDNS=yes', 'kept'],
    ['DHCPv6 is asked always', DHCP6, '[DHCPv6] WithoutRA=solicit', 'understood'],
    ['DHCPv6 is asked always', DHCP6, '[DHCPv6] WithoutRA=no', 'kept'],
    ['DHCPv6 is asked always', DHCP6, '[IPv6AcceptRA] DHCPv6Client=yes', 'kept'],
    ['or never', ROUTERS, '[IPv6AcceptRA] DHCPv6Client=false', 'understood'],
    ['or never', ROUTERS, '[IPv6AcceptRA] DHCPv6Client=maybe', 'unread'],
    ['advertised routes have no metric', ROUTERS, '[IPv6AcceptRA] RouteMetric=300', 'kept'],
    ['advertised routes have no metric', ROUTERS, '[IPv6AcceptRA] RouteMetric=far', 'unread'],
    [
      'but the next one behind those of the document',
      ['[Route]', 'Gateway=2001:db8::1', '[Network]', ...ROUTERS],
      '[IPv6AcceptRA] RouteMetric=0x401',
      'understood',
    ],
    ['addresses of a NIC wait for a carrier', DHCP4, '[Network] ConfigureWithoutCarrier=no', 'understood'],
    ['addresses of a NIC wait for a carrier', DHCP4, '[Network] ConfigureWithoutCarrier=yes', 'kept'],
    ['addresses of a NIC wait for a carrier', DHCP4, '[Network] ConfigureWithoutCarrier=maybe', 'unread'],
  ])('%s: with %j, %s is %s', (_what, lines, said, state) => {
    const [header = '', line = ''] = said.split(' ');
    expect(read(eth0(...lines, header, line)).stateOf(line)).toBe(state);
  });

  // systemd.network(5): what is the default says nothing, and anything else says more than the document can.
  test.each([
    ['DHCPv4', 'Anonymize', 'no', 'yes'],
    ['DHCPv4', 'ClientIdentifier', 'duid', 'mac'],
    ['DHCPv4', 'RouteMetric', '0x400', '100'],
    ['DHCPv4', 'SendHostname', 'yes', 'no'],
    ['DHCPv4', 'UseHostname', 'yes', 'no'],
    ['DHCPv4', 'UseMTU', 'no', 'yes'],
    ['DHCPv4', 'UseNTP', 'yes', 'no'],
    ['DHCPv4', 'UseRoutes', 'yes', 'no'],
    ['DHCPv4', 'UseTimezone', 'no', 'yes'],
    ['DHCP', 'UseRoutes', 'on', 'off'],
    ['Network', 'DHCPServer', 'no', 'yes'],
    ['Network', 'EmitLLDP', 'no', 'nearest-bridge'],
    ['Network', 'IPMasquerade', 'no', 'ipv4'],
    ['Network', 'IPv6SendRA', 'no', 'yes'],
    ['Network', 'KeepMaster', 'no', 'yes'],
    ['Network', 'LLMNR', 'yes', 'resolve'],
    ['Network', 'MulticastDNS', 'no', 'yes'],
    ['Network', 'IgnoreCarrierLoss', 'no', '3s'],
    ['IPv6AcceptRA', 'UseGateway', 'yes', 'no'],
    ['IPv6AcceptRA', 'UseMTU', 'yes', 'no'],
  ])('[%s] %s=%s is the default, %s is not', (section, key, usual, other) => {
    const stateOf = (value: string) =>
      read(eth0(...DHCP4, `[${section}]`, `${key}=${value}`)).stateOf(`${key}=${value}`);
    expect([stateOf(usual), stateOf(other)]).toEqual(['understood', 'kept']);
  });

  test('a change of them by hand is no fault of a file of ours', () => {
    const { root } = written(nic('eth0', '<dhcp/>'));
    const path = `${ETC}/10-ifscribe-eth0.network`;
    const text = root[path] ?? '';
    expect(text).toContain('UseDomains=yes');
    const { host, problems } = readFiles({
      ...root,
      [path]: text.replace('UseDomains=yes', 'UseDomains=no'),
    });
    expect([host.interfaces.length, problems]).toEqual([1, []]);
  });
});

describe('what DHCPv6 and routers do where a file leaves it to them', () => {
  const V6 = ['DHCP=ipv6', 'IPv6AcceptRA=yes'];

  test.each<[readonly string[], RegExp | undefined]>([
    [['DHCP=ipv4', 'IPv6AcceptRA=no'], undefined],
    [['IPv6AcceptRA=yes'], /asks DHCPv6 too where a router says so/],
    [['IPv6AcceptRA=yes', '[IPv6AcceptRA]', 'DHCPv6Client=no'], undefined],
    [
      ['IPv6AcceptRA=yes', '[IPv6AcceptRA]', 'UseAutonomousPrefix=no'],
      /takes routes from routers, and no addresses/,
    ],
    [V6, /asks DHCPv6 only where a router says so/],
    [[...V6, '[IPv6AcceptRA]', 'DHCPv6Client=always'], undefined],
    [[...V6, '[DHCPv6]', 'WithoutRA=solicit'], undefined],
    [['DHCP=ipv6', 'IPv6AcceptRA=no'], /asks DHCPv6 once it hears a router, and is to hear none/],
    [
      ['DHCP=ipv6', 'IPv6AcceptRA=no', '[DHCPv6]', 'WithoutRA=solicit'],
      /hears no router; .* takes its routes from them/,
    ],
    // Servers of DNS come from routers too.
    [
      [...V6, '[DHCPv6]', 'UseDNS=no', '[IPv6AcceptRA]', 'DHCPv6Client=always'],
      /uses the DNS servers that routers advertise/,
    ],
    [[...V6, '[DHCPv6]', 'UseDNS=no', '[IPv6AcceptRA]', 'DHCPv6Client=always', 'UseDNS=no'], undefined],
    [[...V6, '[DHCPv6]', 'UseDNS=yes', '[IPv6AcceptRA]', 'DHCPv6Client=always'], undefined],
  ])('%j: %s', (lines, told) => {
    const { approximated } = read(eth0(...lines));
    if (told === undefined) expect(approximated).toEqual([]);
    else expect(approximated).toEqual([expect.stringMatching(told)]);
  });
});

describe('whose MAC address a bond, bridge or other device has', () => {
  const files = (kind: string, netdev: string, link?: string): Files => ({
    'd.netdev': `[NetDev]\nName=d\nKind=${kind}\n${netdev}\n${kind === 'vlan' ? '[VLAN]\nId=5\n' : ''}`,
    'd.network': '[Match]\nName=d\n[Network]\nDHCP=ipv4\nIPv6AcceptRA=no\n',
    'e.network': `[Match]\nName=eth0\n[Network]\n${kind === 'bond' ? 'Bond' : kind === 'vlan' ? 'VLAN' : 'Bridge'}=d\n`,
    ...(link === undefined ? {} : { 'd.link': `[Match]\nOriginalName=d\n[Link]\n${link}\n` }),
  });

  test.each([
    ['bridge', '', undefined, /networkd gives it a MAC .* that of a port/],
    ['bond', '', undefined, /networkd gives it a MAC .* that of a member/],
    ['bridge', 'MACAddress=none', undefined, /udev gives it a MAC/],
    ['bridge', 'MACAddress=none', 'MACAddressPolicy=persistent', /udev gives it a MAC/],
    ['bridge', 'MACAddress=none', 'MTUBytes=1400\nAlternativeName=none', /udev gives it a MAC/],
    ['bridge', '', 'MACAddressPolicy=none', /networkd gives it a MAC/],
    ['bridge', 'MACAddress=none', 'MACAddressPolicy=none\nMTUBytes=1400', undefined],
    ['bond', 'MACAddress=none', 'MACAddressPolicy=none', undefined],
    // What is said is no difference, and a vlan has its parent's from the kernel.
    ['bridge', 'MACAddress=02:00:00:00:00:01', undefined, undefined],
    ['vlan', '', undefined, undefined],
  ])('%s, %j, a .link with %j: %s', (kind, netdev, link, told) => {
    const { approximated } = read(files(kind, netdev, link));
    const ofAddresses = approximated.filter((message) => message.includes('MAC address'));
    if (told === undefined) expect(ofAddresses).toEqual([]);
    else expect(ofAddresses).toEqual([expect.stringMatching(told)]);
  });

  test.each([
    ['OriginalName=d', 'NamePolicy=keep', 'understood'],
    ['OriginalName=d', 'NamePolicy=kernel', 'kept'],
    ['OriginalName=d', 'MACAddressPolicy=none', 'understood'],
    ['OriginalName=d', 'MACAddressPolicy=persistent', 'kept'],
    ['OriginalName=d', 'AlternativeNamesPolicy=database onboard slot path', 'kept'],
    // Of a NIC that is found by its address, what the default says.
    ['MACAddress=02:00:00:00:00:01', 'MACAddressPolicy=persistent', 'understood'],
    ['MACAddress=02:00:00:00:00:01', 'MACAddressPolicy=none', 'kept'],
    ['MACAddress=02:00:00:00:00:01', 'NamePolicy=keep', 'kept'],
    ['MACAddress=02:00:00:00:00:01', 'AlternativeNamesPolicy=database onboard slot path', 'understood'],
    ['MACAddress=02:00:00:00:00:01', 'AlternativeNamesPolicy=mac', 'kept'],
    // The document has nothing of a NIC that is found by its name.
    ['OriginalName=eth0', 'NamePolicy=keep', 'kept'],
    ['OriginalName=eth0', 'MACAddressPolicy=persistent', 'kept'],
  ])('a .link of others with %s says %s: %s', (match, line, state) => {
    const name = match.startsWith('MAC') ? 'Name=lan0\n' : '';
    const { stateOf } = read({
      ...files('bridge', 'MACAddress=none'),
      'lan0.network': '[Match]\nName=lan0\n[Network]\nDHCP=ipv4\nIPv6AcceptRA=no\n',
      'x.link': `[Match]\n${match}\n[Link]\n${name}${line}\nMTUBytes=1400\n`,
    });
    expect(stateOf(line)).toBe(state);
  });

  test('a veth in a bridge has one of its own', () => {
    const { approximated } = read({
      ...files('bridge', 'MACAddress=none', 'MACAddressPolicy=none'),
      'v.netdev': '[NetDev]\nName=v0\nKind=veth\n[Peer]\nName=v1\n',
      'v.network': '[Match]\nName=v0 v1\n[Network]\nBridge=d\n',
    });
    expect(approximated).toEqual([]);
  });
});

describe('what a device waits for, and what its ports take from it', () => {
  const WAITS = /gives it its addresses once it has a carrier/;
  const bridge = (port: string, ...lines: readonly string[]): Files => ({
    'd.netdev': '[NetDev]\nName=d\nKind=bridge\nMACAddress=02:00:00:00:00:01\n',
    'd.network': `[Match]\nName=d\n[Network]\nIPv6AcceptRA=no\n${lines.join('\n')}\n`,
    ...(port === '' ? {} : { 'e.network': `[Match]\nName=eth0\n[Network]\nBridge=d\n${port}\n` }),
  });

  test.each<[string, readonly string[], boolean]>([
    ['', ['Address=192.0.2.5/24'], true],
    ['', ['Address=2001:db8::5/64'], true],
    ['', ['Address=192.0.2.5/24', 'ConfigureWithoutCarrier=yes'], false],
    ['', ['Address=192.0.2.5/24', 'ConfigureWithoutCarrier=no'], false],
    ['', ['DHCP=ipv4'], false],
    // It comes up with its NIC.
    ['[Link]', ['Address=192.0.2.5/24'], false],
  ])(
    'a bridge with the port %j and %j waits for a carrier, unlike in the document: %s',
    (port, lines, isTold) => {
      const { approximated, stateOf } = read(bridge(port, ...lines));
      expect(approximated).toEqual(isTold ? [expect.stringMatching(WAITS)] : []);
      if (lines.includes('ConfigureWithoutCarrier=no'))
        expect(stateOf('ConfigureWithoutCarrier=no')).toBe('kept');
    },
  );

  test.each([
    ['[Link]\nMTUBytes=1400', '', false],
    ['[Link]\nMTUBytes=1400', '[Link]\nMTUBytes=1400', false],
    ['LinkLocalAddressing=no', '[Link]\nMTUBytes=1400', true],
    ['LinkLocalAddressing=no', '', false],
  ])('a port with %j of a bridge with %j takes its MTU in the document alone: %s', (port, own, isTold) => {
    const { approximated } = read(bridge(port, 'DHCP=ipv4', own));
    const told = approximated.filter((message) => message.includes('MTU'));
    expect(told).toEqual(
      isTold ? [expect.stringContaining('its ports eth0 have no MTUBytes= of their own')] : [],
    );
  });
});
