import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Network } from '../src/model/network.ts';
import { UnsafeValueError } from '../src/native/guard.ts';
import { keaConfiguration, keaUnit } from '../src/services/kea.ts';
import { arbitraryNetwork } from './support/arbitrary-network.ts';
import { dhcp4, dns, installed, ipv4, ipv6, network } from './support/guest-networks.ts';

const leased = (more: Parameters<typeof dhcp4>[0] = {}, rest: Partial<Network> = {}): Network =>
  network('lab', { ips: [ipv4({ dhcp: dhcp4(more) })], ...rest });

const kea = (of: Network) => JSON.parse(keaConfiguration(of) ?? 'null')?.Dhcp4;

test('there is a server for IPv4 leases only', () => {
  expect(keaConfiguration(leased())).toBeDefined();
  expect(keaUnit(installed(leased(), 'kea'))).toContain('kea-dhcp4');
  expect(keaUnit(installed(leased()))).toBeUndefined();
  for (const of of [network('lab'), network('lab', { ips: [ipv6()] }), leased({ ranges: [] })]) {
    expect(keaConfiguration(of)).toBeUndefined();
    expect(keaUnit(installed(of, 'kea'))).toBeUndefined();
  }
});

describe('configuration', () => {
  test('a pool, a reservation, a route', () => {
    const hosts = [
      { mac: '52:54:00:00:00:01', name: 'alpha', ip: '192.168.150.5' },
      { mac: '52:54:00:00:00:02' },
      { name: 'gamma' },
    ];
    expect(kea(leased({ hosts })).subnet4).toEqual([
      {
        id: 1,
        subnet: '192.168.150.0/24',
        interface: 'virbr7',
        pools: [{ pool: '192.168.150.100 - 192.168.150.199' }],
        reservations: [
          { 'hw-address': '52:54:00:00:00:01', 'ip-address': '192.168.150.5', hostname: 'alpha' },
        ],
        'option-data': [{ name: 'routers', data: '192.168.150.1' }],
      },
    ]);
  });

  test('no route to a host that forwards nothing', () => {
    const { forward: _, ...hostOnly } = leased();
    expect(kea(hostOnly).subnet4[0]['option-data']).toEqual([]);
  });

  test.each([
    [undefined, undefined],
    [300, 300],
    [0, 4_294_967_295],
  ])('lease %s', (leaseSeconds, lifetime) => {
    const range = { start: '192.168.150.100', end: '192.168.150.199' };
    const ranges = [leaseSeconds === undefined ? range : { ...range, leaseSeconds }];
    expect(kea(leased({ ranges })).subnet4[0]['valid-lifetime']).toBe(lifetime);
  });

  test('subnets of one link share it', () => {
    const second = ipv4({
      address: '10.1.0.1',
      dhcp: { ranges: [{ start: '10.1.0.5', end: '10.1.0.9' }], hosts: [] },
    });
    const config = kea(network('lab', { ips: [ipv4({ dhcp: dhcp4() }), second] }));
    expect(config.subnet4).toBeUndefined();
    expect(config['shared-networks']).toHaveLength(1);
    expect(config['shared-networks'][0].subnet4.map(({ id }: { id: number }) => id)).toEqual([1, 2]);
  });

  test('names are asked of the servers that are asked for everything', () => {
    const forwarders = [
      { address: '192.0.2.53' },
      { domain: 'a.example', address: '192.0.2.54' },
      { address: '2001:db8::53' },
    ];
    const servers = (of: Network) =>
      kea(of)['option-data'].filter(({ name }: { name: string }) => name === 'domain-name-servers');
    expect(servers(leased({}, { dns: dns({ forwarders }) }))).toEqual([
      { name: 'domain-name-servers', data: '192.0.2.53' },
    ]);
    expect(servers(leased({}, { dns: dns({ enable: false, forwarders }) }))).toEqual([]);
  });
});

test('whatever is said, it is JSON, and names no file or program but our own', () => {
  fc.assert(
    fc.property(arbitraryNetwork(), (of) => {
      const text = keaConfiguration(of);
      if (text === undefined) return;
      const { Dhcp4 } = JSON.parse(text);
      expect(
        Object.keys(Dhcp4).filter(
          (key) =>
            !/^(interfaces-config|lease-database|authoritative|valid-lifetime|option-data|subnet4|shared-networks|loggers)$/.test(
              key,
            ),
        ),
      ).toEqual([]);
    }),
  );
});

test.each([
  ['bridge', leased({}, { bridge: { name: '*' } })],
  ['name', { ...leased(), name: '../x' }],
  ['pool', leased({ ranges: [{ start: '192.168.150.1 - 192.168.150.9', end: '192.168.150.9' }] })],
  ['file', leased({ bootp: { file: 'a b' } })],
])('past the schema: %s', (_, of) => {
  expect(() => keaConfiguration(of)).toThrow(UnsafeValueError);
});
