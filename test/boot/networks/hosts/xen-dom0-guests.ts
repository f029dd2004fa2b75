import { type GuestHost, NOTHING } from '../host.ts';

const leases = (names: { readonly dns?: string }): GuestHost['leases'] => {
  const both = {
    router: '192.168.150.1',
    domain: 'guests.example',
    seconds: '3600',
    server: '192.168.150.1',
    ...names,
  };
  return {
    alpha: { ...both, address: '192.168.150.2/24', hostname: 'alpha' },
    beta: { ...both, address: '192.168.150.1??/24', hostname: 'beta' },
  };
};

/** eth0 is a port of xenbr0, which has a lease; guests are behind it on xenbr1. */
const withDnsmasq: GuestHost = {
  name: 'xen-dom0-guests',
  fixture: 'xen-dom0-guests',
  outside: [
    'address add 10.0.0.1/24 dev eth0',
    'address add 198.51.100.7/32 dev eth0',
    'route add 192.168.150.0/24 via 10.0.0.100',
  ],
  guests: {
    alpha: { bridge: 'xenbr1', mac: '00:16:3e:00:00:01' },
    beta: { bridge: 'xenbr1', mac: '00:16:3e:00:00:02' },
  },
  listening: ['alpha 22', 'outside 7', 'host 9'],
  leases: leases({ dns: '192.168.150.1' }),
  addresses: {
    alpha: '@alpha',
    beta: '@beta',
    xenbr1: '192.168.150.1',
    xenbr0: '10.0.0.100',
    outside: '198.51.100.7',
  },
  reaches: `
              alpha  beta   xenbr1  xenbr0  outside
    host      yes    yes    yes     yes     yes
    alpha     yes    yes    yes     yes     yes
    beta      yes    yes    yes     yes     yes
    outside   no     no     yes     yes     yes
  `,
  opens: [
    ['alpha', '198.51.100.7:7', 'outside sees 10.0.0.100'],
    ['beta', '10.0.0.1:7', 'outside sees 10.0.0.100'],
    ['beta', '@alpha:22', 'alpha sees @beta'],
    // The published port, from everywhere.
    ['outside', '10.0.0.100:1001', 'alpha sees 10.0.0.1'],
    ['host', '10.0.0.100:1001', 'alpha sees 10.0.0.100'],
    ['beta', '10.0.0.100:1001', 'alpha sees 192.168.150.1'],
    // The bridge, where it translates by itself, sends no frame back by the port that it came by.
    ['alpha', '192.168.150.1:1001', 'alpha sees 192.168.150.1', NOTHING],
    // And no more than it.
    ['outside', '@alpha:22', NOTHING],
    ['host', '127.0.0.1:1001', NOTHING],
    ['outside', '10.0.0.100:22', NOTHING],
    ['outside', '10.0.0.100:9', 'host sees 10.0.0.1'],
  ],
  names: [
    ['beta', '192.168.150.1', 'alpha.guests.example', '192.168.150.2'],
    ['beta', '192.168.150.1', 'alpha', '192.168.150.2'],
    ['alpha', '192.168.150.1', 'beta.guests.example', '@beta'],
    ['outside', '10.0.0.100', 'alpha.guests.example', NOTHING],
  ],
  files: [],
};

/** kea serves no names, and tells guests of no name server. */
const withKea: GuestHost = {
  ...withDnsmasq,
  name: 'xen-dom0-guests with kea',
  options: ['--dhcp', 'kea'],
  leases: leases({}),
  names: [],
};

export const xenDom0 = [withDnsmasq, withKea] as const;
