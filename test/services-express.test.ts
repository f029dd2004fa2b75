import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalNetwork, type DhcpServer, type Network, networkSchema } from '../src/model/network.ts';
import { express } from '../src/services/express.ts';
import { arbitraryNetwork } from './support/arbitrary-network.ts';
import { dhcp4, dns, installed, ipv4, ipv6, network } from './support/guest-networks.ts';
import { runs } from './support/runs.ts';

const leased = (more: Parameters<typeof dhcp4>[0] = {}, rest: Partial<Network> = {}): Network =>
  network('lab', { ips: [ipv4({ dhcp: dhcp4(more) })], ...rest });
const settings = (server: DhcpServer, of: Network) =>
  express(installed(of, server)).lost.map(({ setting }) => setting);
const leftOf = (server: DhcpServer, of: Network) => express(installed(of, server)).left;

const mac = '52:54:00:00:00:01';
const ip = '192.168.150.5';
const asked = dns({ forwarders: [{ address: '192.0.2.53' }] });
const silent = dns({ enable: false });

describe('what is lost with kea, and what is left', () => {
  const [start, end] = ['192.168.150.100', '192.168.150.109'];
  test.each<[string[], Network, Network?]>([
    [[], leased({}, { dns: silent })],
    [[], leased({}, { dns: asked })],
    [[], leased()],
    [['<dns>'], leased({}, { dns: dns({ enable: true }) }), leased({}, { dns: silent })],
    [
      ['<dns>'],
      leased({}, { dns: { ...asked, texts: [{ name: 'a', value: 'b' }] } }),
      leased({}, { dns: asked }),
    ],
    [
      ['<dns>'],
      leased({}, { dns: dns({ forwarders: [{ address: '192.0.2.53' }, { address: '2001:db8::53' }] }) }),
      leased({}, { dns: asked }),
    ],
    // Nobody is told anything without leases.
    [
      ['<dns>', '<domain>'],
      network('lab', { dns: asked, domain: { name: 'lab' } }),
      network('lab', { dns: silent }),
    ],
    [
      ["localOnly='yes'"],
      leased({}, { dns: asked, domain: { name: 'lab', localOnly: true } }),
      leased({}, { dns: asked, domain: { name: 'lab' } }),
    ],
    [[], leased({}, { dns: asked, domain: { name: 'lab' } })],
    [["localPtr='yes'"], network('lab', { ips: [ipv4({ localPtr: true })] }), network('lab')],
    [['<tftp>'], network('lab', { ips: [ipv4({ tftpRoot: '/srv/tftp' })] }), network('lab')],
    [
      ['<dhcp> for IPv6'],
      network('lab', { ips: [ipv6({ dhcp: { ranges: [], hosts: [{ name: 'a' }] } })] }),
      network('lab', { ips: [ipv6()] }),
    ],
    [
      ['a <host> without mac in <dhcp>'],
      leased({ hosts: [{ name: 'a', ip }, { mac }] }),
      leased({ hosts: [{ mac }] }),
    ],
    // A port that is published for it is still that of its address.
    [
      ['a <host> without mac in <dhcp>'],
      leased(
        { ranges: [], hosts: [{ name: 'a', ip }], bootp: { file: 'x' } },
        { portForwards: [{ protocol: 'tcp', start: 22, end: 22, to: 'a', toPort: 22 }] },
      ),
      network('lab', { portForwards: [{ protocol: 'tcp', start: 22, end: 22, to: ip, toPort: 22 }] }),
    ],
    [
      ['the <lease> of a <host> in <dhcp>'],
      leased({ hosts: [{ mac, name: 'a', leaseSeconds: 300 }] }),
      leased({ hosts: [{ mac, name: 'a' }] }),
    ],
    [
      ['the <lease> of one <range> beside another'],
      leased({
        ranges: [
          { start, end, leaseSeconds: 300 },
          { start: end, end },
        ],
      }),
      leased({
        ranges: [
          { start, end, leaseSeconds: 300 },
          { start: end, end, leaseSeconds: 300 },
        ],
      }),
    ],
    [[], leased({ hosts: [{ mac, name: '_a' }] })],
    [[], network('lab', { forward: { mode: 'bridge' }, ips: [], dns: dns({ enable: true }) })],
    [[], network('lab', { ips: [], dns: dns({ enable: true }) })],
  ])('%j', (expected, of, left = of) => {
    expect(settings('kea', of)).toEqual(expected);
    expect(leftOf('kea', of)).toEqual(left);
  });
});

test('what comes by itself with dnsmasq is missed with kea', () => {
  const missed = (of: Network) => express(installed(of, 'kea')).limited.map(({ setting }) => setting);
  expect(missed(leased())).toEqual(['names']);
  expect(missed(leased({}, { dns: silent }))).toEqual([]);
  expect(missed(leased({}, { dns: asked }))).toEqual([]);
  expect(missed(network('lab', { ips: [ipv4(), ipv6()], dns: silent }))).toEqual(['router advertisements']);
  expect(missed(network('lab', { ips: [] }))).toEqual([]);
  expect(missed(network('lab', { forward: { mode: 'bridge' }, ips: [] }))).toEqual([]);
  expect(express(installed(network('lab', { ips: [ipv4(), ipv6()] }))).limited).toEqual([]);
});

test('dnsmasq leases to no name that begins with an underscore', () => {
  const of = leased({ hosts: [{ mac, name: '_a', ip }, { name: 'b._c' }, { mac, name: 'd_' }] });
  expect(settings('dnsmasq', of)).toHaveLength(1);
  expect(leftOf('dnsmasq', of)).toEqual(
    leased({
      hosts: [
        { mac, name: 'd_' },
        { mac, ip },
      ],
    }),
  );
});

test('what is left is a network, of which nothing is lost any more', () => {
  const server = fc.constantFrom<DhcpServer>('dnsmasq', 'kea');
  fc.assert(
    fc.property(arbitraryNetwork(), server, (of, dhcpServer) => {
      const { left } = express(installed(of, dhcpServer));
      expect(networkSchema.parse(left)).toEqual(left);
      expect(canonicalNetwork(left)).toEqual(left);
      expect(settings(dhcpServer, left)).toEqual([]);
    }),
    runs(),
  );
});
