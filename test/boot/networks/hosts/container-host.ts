import { type GuestHost, NOTHING } from '../host.ts';

/** The container takes the other end of the pair, and has its address as the container's tool gives it one. */
export const containerHost: GuestHost = {
  name: 'container-host',
  fixture: 'container-host',
  outside: [
    'address add 10.0.0.1/24 dev eth0',
    'address add 198.51.100.7/32 dev eth0',
    'route add 172.18.255.0/30 via 10.0.0.100',
  ],
  guests: {
    container: {
      device: 'vagga_guest',
      static: ['address add 172.18.255.2/30 dev eth0', 'route add default via 172.18.255.1'],
    },
  },
  listening: ['container 80', 'outside 7', 'host 9'],
  leases: {},
  addresses: {
    container: '172.18.255.2',
    vagga: '172.18.255.1',
    eth0: '10.0.0.100',
    outside: '198.51.100.7',
  },
  reaches: `
              container  vagga  eth0  outside
    host      yes        yes    yes   yes
    container yes        yes    yes   yes
    outside   no         yes    yes   yes
  `,
  opens: [
    ['container', '198.51.100.7:7', 'outside sees 10.0.0.100'],
    ['container', '172.18.255.1:9', 'host sees 172.18.255.2'],
    ['host', '172.18.255.2:80', 'container sees 172.18.255.1'],
    ['outside', '172.18.255.2:80', NOTHING],
  ],
  names: [],
  files: [],
};
