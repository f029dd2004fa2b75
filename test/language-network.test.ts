import { describe, expect, test } from 'vitest';
import { parseDocuments } from '../src/language/parse.ts';
import { networkKey } from '../src/model/definition.ts';
import { type Network, networkSchema } from '../src/model/network.ts';

const parse = (...texts: string[]) => parseDocuments(texts.map((text, n) => ({ file: `${n}.xml`, text })));

/** The one network of a text in which nothing is wrong. */
function read(text: string): Network {
  const { networks, findings } = parse(text);
  expect(findings).toEqual([]);
  expect(networks).toHaveLength(1);
  return networks[0] as Network;
}

/** A network of which nothing is said but this. */
const network = (content: string, bridge = "<bridge name='virbr7'/>"): string =>
  `<network><name>lab</name>${bridge}${content}</network>`;
const bare: Network = { name: 'lab', bridge: { name: 'virbr7' }, ips: [], routes: [], portForwards: [] };

const codesOf = (text: string) => parse(text).findings.map(({ code }) => code);

describe('what a network says', () => {
  const ip = { family: 'ipv4', address: '192.168.150.1', prefix: 24 } as const;
  const routed = (content: string): string => network(`${content}<ip address='192.168.150.1' prefix='24'/>`);
  const dhcp = (content: string): string =>
    network(`<ip address='192.168.150.1' prefix='24'><dhcp>${content}</dhcp></ip>`);

  test.each<[string, string, Network]>([
    ['next to nothing', network(''), bare],
    [
      'what it is called and by whom',
      network(`<uuid>3E3FCE45-4F53-4FA7-BB32-11F34168B82B</uuid><title>the lab</title>
        <description>two\nlines</description>`),
      {
        ...bare,
        uuid: '3e3fce45-4f53-4fa7-bb32-11f34168b82b',
        title: 'the lab',
        description: 'two\nlines',
      },
    ],
    [
      'its bridge',
      network(
        "<mtu size='9000'/><mac address='52:54:00:AA:BB:01'/>",
        "<bridge name='virbr7' zone='lab' stp='off' delay='2' macTableManager='kernel'/>",
      ),
      {
        ...bare,
        bridge: { name: 'virbr7', zone: 'lab', stp: false, delayMs: 2000 },
        mtuBytes: 9000,
        mac: '52:54:00:aa:bb:01',
      },
    ],
    [
      'NAT, which is what <forward> means',
      routed('<forward/>'),
      { ...bare, ips: [ip], forward: { mode: 'nat' } },
    ],
    [
      'NAT with addresses and ports',
      routed(`<forward mode='nat'><nat ipv6='yes'><address start='203.0.113.4' end='203.0.113.4'/>
        <port start='1024' end='65535'/></nat></forward>`),
      {
        ...bare,
        ips: [ip],
        forward: {
          mode: 'nat',
          nat: {
            addresses: { start: '203.0.113.4', end: '203.0.113.4' },
            ports: { start: 1024, end: 65_535 },
            ipv6: true,
          },
        },
      },
    ],
    [
      'an empty <nat>, which says nothing',
      routed('<forward><nat/></forward>'),
      { ...bare, ips: [ip], forward: { mode: 'nat' } },
    ],
    [
      'the device that packets leave by',
      routed("<forward mode='route' dev='eth0'/>"),
      { ...bare, ips: [ip], forward: { mode: 'route', dev: 'eth0' } },
    ],
    [
      'the device as libvirt prints it, twice',
      routed("<forward mode='route' dev='eth0'><interface dev='eth0' connections='2'/></forward>"),
      { ...bare, ips: [ip], forward: { mode: 'route', dev: 'eth0' } },
    ],
    ["a bridge of the host's", network("<forward mode='bridge'/>"), { ...bare, forward: { mode: 'bridge' } }],
    ['a netmask', network("<ip address='192.168.150.1' netmask='255.255.255.0'/>"), { ...bare, ips: [ip] }],
    [
      'several subnets, in order',
      network(`<ip family='ipv6' address='2001:DB8:0::1' prefix='64' localPtr='yes'/>
        <ip address='192.168.150.1' prefix='24' family='ipv4'/>`),
      { ...bare, ips: [{ family: 'ipv6', address: '2001:db8::1', prefix: 64, localPtr: true }, ip] },
    ],
    ['an empty <dhcp>, which says nothing', dhcp(''), { ...bare, ips: [ip] }],
    [
      'another one beside it',
      network(`<ip address='192.168.150.1' prefix='24'><dhcp/></ip>
        <ip address='192.168.151.1' prefix='24'><dhcp><host name='alpha'/></dhcp></ip>`),
      {
        ...bare,
        ips: [ip, { ...ip, address: '192.168.151.1', dhcp: { ranges: [], hosts: [{ name: 'alpha' }] } }],
      },
    ],
    [
      'leases',
      dhcp(`<range start='192.168.150.100' end='192.168.150.199'><lease expiry='2'/></range>
        <range start='192.168.150.10' end='192.168.150.19'><lease expiry='1' unit='hours'/></range>
        <host mac='52:54:00:00:00:01' name='alpha' ip='192.168.150.2'><lease expiry='0'/></host>
        <host name='beta'><lease expiry='150' unit='seconds'/></host>
        <bootp file='pxelinux.0' server='192.168.150.3'/>`),
      {
        ...bare,
        ips: [
          {
            ...ip,
            dhcp: {
              ranges: [
                { start: '192.168.150.10', end: '192.168.150.19', leaseSeconds: 3600 },
                { start: '192.168.150.100', end: '192.168.150.199', leaseSeconds: 120 },
              ],
              hosts: [
                { name: 'beta', leaseSeconds: 150 },
                { mac: '52:54:00:00:00:01', name: 'alpha', ip: '192.168.150.2', leaseSeconds: 0 },
              ],
              bootp: { file: 'pxelinux.0', server: '192.168.150.3' },
            },
          },
        ],
      },
    ],
    [
      'a guest of DHCPv6',
      network(`<ip family='ipv6' address='2001:db8::1' prefix='64'><dhcp>
        <host id='0:4:AB:CD' ip='2001:db8::2'/></dhcp></ip>`),
      {
        ...bare,
        ips: [
          {
            family: 'ipv6',
            address: '2001:db8::1',
            prefix: 64,
            dhcp: { ranges: [], hosts: [{ id: '00:04:ab:cd', ip: '2001:db8::2' }] },
          },
        ],
      },
    ],
    [
      'files for network boot',
      network("<ip address='192.168.150.1' prefix='24'><tftp root='/srv/tftp'/></ip>"),
      { ...bare, ips: [{ ...ip, tftpRoot: '/srv/tftp' }] },
    ],
    [
      'routes',
      network(`<ip address='192.168.150.1' prefix='24'/>
        <route address='198.51.100.0' netmask='255.255.255.128' gateway='192.168.150.2' metric='50'/>
        <route address='0.0.0.0' prefix='0' gateway='192.168.150.3'/>
        <route family='ipv6' address='2001:db8:1::' prefix='48' gateway='2001:db8::2'/>`),
      {
        ...bare,
        ips: [ip],
        routes: [
          { family: 'ipv4', destination: '0.0.0.0', prefix: 0, gateway: '192.168.150.3' },
          { family: 'ipv4', destination: '198.51.100.0', prefix: 25, gateway: '192.168.150.2', metric: 50 },
          { family: 'ipv6', destination: '2001:db8:1::', prefix: 48, gateway: '2001:db8::2' },
        ],
      },
    ],
    [
      'names',
      network(`<domain name='lab.example' localOnly='yes' register='no'/>
        <dns forwardPlainNames='no'>
          <host ip='192.168.150.2'><hostname>zeta</hostname><hostname>alpha</hostname></host>
          <srv service='ldap' protocol='tcp' target='alpha' port='389' priority='0' weight='5'/>
          <txt name='alpha' value='a, b'/>
          <forwarder domain='example.net'/><forwarder addr='192.0.2.53'/>
        </dns>`),
      {
        ...bare,
        domain: { name: 'lab.example', localOnly: true },
        dns: {
          forwardPlainNames: false,
          forwarders: [{ domain: 'example.net' }, { address: '192.0.2.53' }],
          texts: [{ name: 'alpha', value: 'a, b' }],
          services: [
            { service: 'ldap', protocol: 'tcp', target: 'alpha', port: 389, priority: 0, weight: 5 },
          ],
          hosts: [{ address: '192.168.150.2', names: ['zeta', 'alpha'] }],
        },
      },
    ],
    ['an empty <dns>, which says nothing', network('<dns/>'), bare],
    [
      'no names',
      network("<dns enable='no'/>"),
      { ...bare, dns: { enable: false, forwarders: [], texts: [], services: [], hosts: [] } },
    ],
    [
      'what libvirt reports of a running network, and what it would do anyway',
      `<network connections='2' trustGuestRxFilters='no'><name>lab</name><bridge name='virbr7'/>
        <port isolated='no'/></network>`,
      bare,
    ],
  ])('%s', (_, text, said) => {
    expect(read(text)).toEqual(said);
    expect(networkSchema.parse(said)).toEqual(said);
  });

  test('a prefix that is not said is the one of the class, with a warning', () => {
    const { networks, findings } = parse(
      network(`<ip address='172.16.0.1'/><ip family='ipv6' address='2001:db8::1'/>
        <route address='10.0.0.0' gateway='172.16.0.2'/><route address='0.0.0.0' gateway='172.16.0.2'/>`),
    );
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual(
      Array.from({ length: 4 }, () => ['prefix-missing', 'warning']),
    );
    expect(networks[0]?.ips.map(({ prefix }) => prefix)).toEqual([16, 64]);
    expect(networks[0]?.routes.map(({ prefix }) => prefix)).toEqual([0, 8]);
  });
});

describe('published ports', () => {
  const published = (content: string): string =>
    network(`<metadata><publish xmlns='urn:ifscribe:network:1'>${content}</publish></metadata>`);

  test('one, several, and a row of them', () => {
    const text = published(`
      <portForward proto='tcp' to='alpha'><range start='2222' to='22'/><range start='80'/></portForward>
      <portForward proto='udp' to='192.168.150.2' address='203.0.113.2'>
        <range start='5000' end='5009' to='6000'/>
      </portForward>`);
    expect(read(text).portForwards).toEqual([
      { protocol: 'udp', address: '203.0.113.2', start: 5000, end: 5009, to: '192.168.150.2', toPort: 6000 },
      { protocol: 'tcp', start: 2222, end: 2222, to: 'alpha', toPort: 22 },
      { protocol: 'tcp', start: 80, end: 80, to: 'alpha', toPort: 80 },
    ]);
  });

  const forward = "<X:portForward proto='tcp' to='alpha'><X:range start='80'/></X:portForward>";
  const prefixed = `<X:publish>${forward}</X:publish>`;
  test.each([
    ['on the network', `<network xmlns:X='urn:ifscribe:network:1'><metadata>${prefixed}</metadata>`],
    ['on <metadata>', `<network><metadata xmlns:X='urn:ifscribe:network:1'>${prefixed}</metadata>`],
    [
      'here',
      `<network><metadata>${prefixed.replace('publish', "publish xmlns:X='urn:ifscribe:network:1'")}</metadata>`,
    ],
  ])('by a prefix that is declared %s', (_, start) => {
    expect(read(`${start}<name>lab</name><bridge name='virbr7'/></network>`).portForwards).toEqual([
      { protocol: 'tcp', start: 80, end: 80, to: 'alpha', toPort: 80 },
    ]);
  });

  test('a prefix that is declared around all documents', () => {
    const text = `<interfaces xmlns:X='urn:ifscribe:network:1'><network><name>lab</name><bridge name='virbr7'/>
      <metadata>${prefixed}</metadata></network></interfaces>`;
    expect(read(text).portForwards).toHaveLength(1);
  });

  test("a prefix that means something else meanwhile is somebody else's", () => {
    const text = `<network xmlns:X='urn:ifscribe:network:1'><name>lab</name><bridge name='virbr7'/>
      <metadata xmlns:X='urn:other'>${prefixed}</metadata></network>`;
    expect(read(text)).toEqual({
      ...bare,
      metadata: [prefixed.replace('publish', "publish xmlns:X='urn:other'")],
    });
  });

  test('what is wrong in them stands where it is', () => {
    const text = network(
      `<metadata><p:publish xmlns:p='urn:ifscribe:network:1'>\n` +
        `<p:portForward proto='sctp' to='alpha'>\n<p:range start='0' ende='2'/></p:portForward></p:publish></metadata>`,
    );
    expect(parse(text).findings.map(({ code, at }) => [code, at?.line, at?.column])).toEqual([
      ['invalid-choice', 2, 23],
      ['number-range', 3, 17],
      ['unknown-attribute', 3, 20],
    ]);
  });
});

describe("others' metadata", () => {
  const kept = (metadata: string): readonly string[] => read(network(metadata)).metadata ?? [];

  test('is kept as it was written, but for comments and CDATA', () => {
    expect(
      kept(`<metadata>
        <!-- of nobody -->
        <a:x  xmlns:a="urn:a" b='"'>one <a:y/> two<!-- gone --> &#38; <![CDATA[<b> & c]]></a:x>
        <y xmlns='urn:y'/>
      </metadata>`),
    ).toEqual([
      `<a:x  xmlns:a="urn:a" b='"'>one <a:y/> two &#38; &lt;b&gt; &amp; c</a:x>`,
      "<y xmlns='urn:y'/>",
    ]);
  });

  test('takes the namespaces with it that were declared further out, and no others', () => {
    const text = `<interfaces xmlns:a='urn:a' xmlns:b='urn:b&amp;' xmlns:c='urn:c'><network xmlns:a='urn:nearer'>
      <name>lab</name><bridge name='virbr7'/>
      <metadata><a:x><c:y xmlns:c='urn:other'/><z b:k='v'/></a:x></metadata></network></interfaces>`;
    expect(read(text).metadata).toEqual([
      "<a:x xmlns:a='urn:nearer' xmlns:b='urn:b&amp;'><c:y xmlns:c='urn:other'/><z b:k='v'/></a:x>",
    ]);
  });

  test('holds no <! that could be taken for anything else', () => {
    const text =
      "<metadata><x xmlns='urn:x'><![CDATA[<!-- sealed --> ]]>]]&gt;<!-- <![CDATA[ --></x></metadata>";
    expect(kept(text)).toEqual(["<x xmlns='urn:x'>&lt;!-- sealed --&gt; ]]&gt;</x>"]);
  });

  test('text of nobody is none', () => {
    expect(codesOf(network("<metadata>mine<x xmlns='urn:x'/></metadata>"))).toEqual(['unexpected-text']);
  });
});

describe('hostile documents', () => {
  test.each([
    [
      'a line break in a name of a network',
      "<network><name>a\n/../b</name><bridge name='virbr7'/></network>",
      'network-name',
    ],
    ['a device that is an option', network('', "<bridge name='-f'/>"), 'device-name'],
    ["libvirt's pattern for a name", network('', "<bridge name='virbr%d'/>"), 'device-name'],
    [
      'a device of a word',
      network("<forward dev='all'/><ip address='192.168.150.1' prefix='24'/>"),
      'device-name',
    ],
    [
      'a directive in a TXT value',
      network("<dns><txt name='a' value='b&#10;dhcp-script=/x'/></dns>"),
      'text-value',
    ],
    [
      'an option in a forwarder',
      network("<dns><forwarder addr='192.0.2.1#53@eth0'/></dns>"),
      'address-syntax',
    ],
    [
      'a list for a MAC address',
      network(
        "<ip address='192.168.150.1' prefix='24'><dhcp><host mac='52:54:00:00:00:01,set:x'/></dhcp></ip>",
      ),
      'mac-syntax',
    ],
    ['a zone', network('', "<bridge name='virbr7' zone='&lt;x/>'/>"), 'zone-name'],
    ['names of JavaScript', network('<toString/>'), 'unknown-element'],
    [
      'an attribute of JavaScript',
      "<network hasOwnProperty='1'><name>lab</name><bridge name='virbr7'/></network>",
      'unknown-attribute',
    ],
    ['a mode of JavaScript', network("<forward mode='constructor'/>"), 'invalid-choice'],
    ['a network in a network', network(network('')), 'unknown-element'],
    [
      'a network that hides in a namespace',
      "<network xmlns='urn:x'><name>lab</name><bridge name='virbr7'/></network>",
      'unknown-attribute',
    ],
    [
      "a prefixed element of libvirt's",
      network("<l:ip xmlns:l='urn:l' address='192.168.150.1' prefix='24'/>"),
      'unknown-element',
    ],
  ])('%s', (_, text, code) => {
    expect(codesOf(text)).toEqual([code]);
  });
});

test('all faults are told at once, each about its network', () => {
  const { findings, networks } = parse(`<interfaces>
    <network><name>a</name><bridge name='virbr1'/><mtu size='1'/></network>
    <interface type='ethernet' name='eth0'><mtu size='2'/></interface>
    <network><name>b</name><bridge name='virbr2'/><mac address='x'/><ip address='1.2.3'/></network>
  </interfaces>`);
  expect(findings.map(({ code, network: of, interface: iface }) => [code, of ?? iface])).toEqual([
    ['mtu-range', 'a'],
    ['mtu-range', 'eth0'],
    ['mac-syntax', 'b'],
    ['address-syntax', 'b'],
  ]);
  expect(networks.map(({ name }) => name)).toEqual(['a', 'b']);
});

test('a network without a good name or bridge is none', () => {
  expect(parse(network('', "<bridge name='a b'/>")).networks).toEqual([]);
  expect(parse("<network><name/><bridge name='virbr7'/></network>").networks).toEqual([]);
});

test('the places of a network are numbered as in the model, whatever the order of the document', () => {
  const { sources } = parse(`<network>
<name>lab</name>
<route address='198.51.100.0' prefix='24' gateway='192.168.150.9'/>
<route address='192.0.2.0' prefix='24' gateway='192.168.150.8'/>
<ip address='192.168.150.1' prefix='24'><dhcp>
<range start='192.168.150.100' end='192.168.150.199'/>
<range start='192.168.150.20' end='192.168.150.29'/>
<host mac='52:54:00:00:00:02' ip='192.168.150.3'/>
<host mac='52:54:00:00:00:01' ip='192.168.150.2'/>
</dhcp><tftp root='/srv'/></ip>
<forward dev='eth0'/>
<metadata><publish xmlns='urn:ifscribe:network:1'><portForward proto='udp' to='a'>
<range start='9'/></portForward><portForward proto='tcp' to='a'>
<range start='8'/></portForward></publish></metadata>
<bridge name='virbr7' zone='x'/><mac address='52:54:00:00:00:03'/><mtu size='1500'/><domain name='a'/><dns enable='yes'/>
</network>`);
  const line = (slot: string) => sources.get(networkKey('lab', slot))?.line;
  const slots = {
    '': 1,
    'route.0': 4,
    'route.1': 3,
    'ip.0': 5,
    'ip.0.range.0': 7,
    'ip.0.range.1': 6,
    'ip.0.host.0': 9,
    'ip.0.host.1': 8,
    'ip.0.tftp': 10,
    forward: 11,
    'forward.dev': 11,
    'publish.0': 14,
    'publish.1': 13,
    bridge: 15,
    zone: 15,
    mac: 15,
    mtu: 15,
    domain: 15,
    dns: 15,
  };
  expect(Object.fromEntries(Object.keys(slots).map((slot) => [slot, line(slot)]))).toEqual(slots);
  expect(sources.size).toBe(Object.keys(slots).length);
});
