import { type GuestHost, NOTHING } from '../host.ts';

/** Guests with public addresses on br-public, and the private ones of br-red and br-blue. */
export const routedServer: GuestHost = {
  name: 'routed-server',
  fixture: 'routed-server',
  outside: [
    'address add 192.0.2.1/24 dev eth0',
    'address add 2001:db8:1::1/64 dev eth0 nodad',
    'route add 203.0.113.16/28 via 192.0.2.10',
    'route add 2001:db8:16::/64 via 2001:db8:1::10',
    'route add 192.168.161.0/24 via 192.0.2.10',
    'route add 192.168.162.0/24 via 192.0.2.10',
  ],
  guests: {
    web: { bridge: 'br-public', mac: '52:54:00:71:00:01' },
    mail: {
      bridge: 'br-public',
      mac: '52:54:00:71:00:02',
      static: ['address add 203.0.113.19/28 dev eth0', 'route add default via 203.0.113.17'],
    },
    rosa: { bridge: 'br-red', mac: '52:54:00:72:00:01' },
    rolf: { bridge: 'br-red', mac: '52:54:00:72:00:02' },
    bert: { bridge: 'br-blue', mac: '52:54:00:73:00:01' },
    // It has what is none of its network's.
    bill: {
      bridge: 'br-blue',
      mac: '52:54:00:73:00:02',
      static: [
        'address add 192.168.161.99/32 dev eth0',
        'route add 192.168.162.1 dev eth0',
        'route add default via 192.168.162.1',
      ],
    },
  },
  listening: ['web 22', 'mail 22', 'rosa 22', 'bert 22', 'outside 7', 'host 9'],
  leases: {
    web: {
      address: '203.0.113.18/28',
      router: '203.0.113.17',
      dns: '203.0.113.17',
      hostname: 'web',
      seconds: '3600',
      server: '203.0.113.17',
    },
    rosa: {
      address: '192.168.161.10/24',
      router: '192.168.161.1',
      dns: '192.168.161.1',
      domain: 'red.example',
      hostname: 'rosa',
      seconds: '3600',
      server: '192.168.161.1',
    },
    rolf: {
      address: '192.168.161.1??/24',
      router: '192.168.161.1',
      dns: '192.168.161.1',
      domain: 'red.example',
      hostname: 'rolf',
      seconds: '3600',
      server: '192.168.161.1',
    },
    bert: {
      address: '192.168.162.10/24',
      router: '192.168.162.1',
      dns: '192.168.162.1',
      hostname: 'bert',
      seconds: '3600',
      server: '192.168.162.1',
    },
  },
  addresses: {
    web: '203.0.113.18',
    mail: '203.0.113.19',
    // What it makes of the advertised prefix (RFC 4291, appendix A).
    web6: '2001:db8:16:0:5054:ff:fe71:1',
    rosa: '@rosa',
    rolf: '@rolf',
    bert: '@bert',
    eth0: '192.0.2.10',
    outside: '192.0.2.1',
    outside6: '2001:db8:1::1',
  },
  // Guests of red and blue reach no public guest: those are let through to eth0 alone (dev).
  reaches: `
              web   mail  web6  rosa  rolf  bert  eth0  outside  outside6
    host      yes   yes   yes   yes   yes   yes   yes   yes      yes
    web       yes   yes   yes   no    no    no    yes   yes      yes
    mail      yes   yes   .     no    no    no    yes   yes      .
    rosa      no    no    .     yes   yes   no    yes   yes      .
    rolf      no    no    .     yes   yes   no    yes   yes      .
    bert      no    no    .     no    no    yes   yes   yes      .
    bill      no    no    .     no    no    .     .     no       .
    outside   yes   yes   yes   no    no    no    yes   yes      yes
  `,
  opens: [
    ['web', '192.0.2.1:7', 'outside sees 203.0.113.18'],
    ['mail', '192.0.2.1:7', 'outside sees 203.0.113.19'],
    ['rosa', '192.0.2.1:7', 'outside sees 192.0.2.10'],
    ['bert', '192.0.2.1:7', 'outside sees 192.0.2.10'],
    ['outside', '203.0.113.18:22', 'web sees 192.0.2.1'],
    ['outside', '203.0.113.19:22', 'mail sees 192.0.2.1'],
    ['mail', '203.0.113.18:22', 'web sees 203.0.113.19'],
    ['outside', '192.0.2.10:8022', 'rosa sees 192.0.2.1'],
    ['host', '192.0.2.10:8022', 'rosa sees 192.0.2.10'],
    ['rolf', '192.0.2.10:8022', 'rosa sees 192.168.161.1'],
    ['bert', '192.0.2.10:8022', 'rosa sees 192.168.161.1'],
    ['outside', '203.0.113.17:8022', NOTHING],
    ['outside', '@rosa:22', NOTHING],
    ['bert', '@rosa:22', NOTHING],
    ['rosa', '@bert:22', NOTHING],
    ['rosa', '203.0.113.18:22', NOTHING],
  ],
  names: [
    ['rolf', '192.168.161.1', 'rosa.red.example', '192.168.161.10'],
    ['bert', '192.168.162.1', 'rosa.red.example', NOTHING],
    ['web', '192.168.162.1', 'bert', NOTHING],
  ],
  files: [],
};
