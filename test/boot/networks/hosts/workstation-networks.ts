import { type GuestHost, NOTHING } from '../host.ts';

/** lab (virbr10) is behind eth0, here (virbr11) has guests and host, alone (virbr12) guests only. */
export const workstation: GuestHost = {
  name: 'workstation-networks',
  fixture: 'workstation-networks',
  outside: [
    'address add 10.0.0.1/24 dev eth0',
    'address add 198.51.100.7/32 dev eth0',
    'route add 192.168.151.0/24 via 10.0.0.100',
    'route add 192.168.152.0/24 via 10.0.0.100',
    'route add 10.99.0.0/24 via 10.0.0.100',
  ],
  guests: {
    anna: { bridge: 'virbr10', mac: '52:54:00:51:00:01' },
    bob: { bridge: 'virbr10', mac: '52:54:00:51:00:02' },
    // Told of no router, they try one.
    carol: { bridge: 'virbr11', mac: '52:54:00:52:00:01', besides: ['route add default via 192.168.152.1'] },
    dave: { bridge: 'virbr11', mac: '52:54:00:52:00:02', besides: ['route add default via 192.168.152.1'] },
    erin: {
      bridge: 'virbr12',
      mac: '52:54:00:53:00:01',
      static: ['address add 10.99.0.2/24 dev eth0', 'route add default dev eth0'],
    },
    frank: {
      bridge: 'virbr12',
      mac: '52:54:00:53:00:02',
      static: ['address add 10.99.0.3/24 dev eth0', 'route add default dev eth0'],
    },
  },
  listening: ['anna 22', 'anna 81', 'carol 22', 'erin 22', 'outside 7', 'host 9'],
  leases: {
    anna: {
      address: '192.168.151.10/24',
      router: '192.168.151.1',
      dns: '192.168.151.1',
      domain: 'lab.example',
      hostname: 'anna',
      seconds: '7200',
      bootFile: 'pxelinux.0',
      server: '192.168.151.1',
    },
    bob: {
      address: '192.168.151.1??/24',
      router: '192.168.151.1',
      dns: '192.168.151.1',
      domain: 'lab.example',
      hostname: 'bob',
      seconds: '7200',
      bootFile: 'pxelinux.0',
      server: '192.168.151.1',
    },
    carol: {
      address: '192.168.152.10/24',
      dns: '192.168.152.1',
      hostname: 'carol',
      seconds: '3600',
      server: '192.168.152.1',
    },
    dave: {
      address: '192.168.152.1??/24',
      dns: '192.168.152.1',
      hostname: 'dave',
      seconds: '3600',
      server: '192.168.152.1',
    },
  },
  addresses: {
    anna: '@anna',
    bob: '@bob',
    carol: '@carol',
    dave: '@dave',
    erin: '10.99.0.2',
    frank: '10.99.0.3',
    virbr10: '192.168.151.1',
    virbr11: '192.168.152.1',
    eth0: '10.0.0.100',
    outside: '198.51.100.7',
  },
  reaches: `
              anna  bob   carol  dave  erin  frank  virbr10  virbr11  eth0  outside
    host      yes   yes   yes    yes   no    no     yes      yes      yes   yes
    anna      yes   yes   no     no    no    no     yes      yes      yes   yes
    bob       yes   yes   no     no    no    no     yes      yes      yes   yes
    carol     no    no    yes    yes   no    no     yes      yes      yes   no
    dave      no    no    yes    yes   no    no     yes      yes      yes   no
    erin      no    no    no     no    yes   yes    no       no       no    no
    frank     no    no    no     no    yes   yes    no       no       no    no
    outside   no    no    no     no    no    no     yes      yes      yes   yes
  `,
  opens: [
    ['anna', '198.51.100.7:7', 'outside sees 10.0.0.100'],
    ['bob', '@anna:22', 'anna sees @bob'],
    ['dave', '@carol:22', 'carol sees @dave'],
    ['frank', '10.99.0.2:22', 'erin sees 10.99.0.3'],
    ['outside', '10.0.0.100:2222', 'anna sees 10.0.0.1'],
    ['outside', '10.0.0.100:8001', 'anna sees 10.0.0.1'],
    ['host', '10.0.0.100:2222', 'anna sees 10.0.0.100'],
    ['bob', '10.0.0.100:2222', 'anna sees 192.168.151.1'],
    // A port of another network is as far away as its guests.
    ['carol', '10.0.0.100:2222', NOTHING],
    ['carol', '10.0.0.100:9', 'host sees @carol'],
    ['erin', '10.0.0.100:9', NOTHING],
    ['outside', '@anna:22', NOTHING],
    ['outside', '@carol:22', NOTHING],
  ],
  names: [
    ['bob', '192.168.151.1', 'anna.lab.example', '192.168.151.10'],
    ['anna', '192.168.151.1', 'bob.lab.example', '@bob'],
    ['bob', '192.168.151.1', 'printer.lab.example', '192.168.151.250'],
    ['bob', '192.168.151.1', '192.168.151.10', 'anna.lab.example'],
    ['bob', '192.168.151.1', '-type=txt motto', 'plan; then apply'],
    ['dave', '192.168.152.1', 'carol', '192.168.152.10'],
    ['dave', '192.168.152.1', 'anna.lab.example', NOTHING],
  ],
  files: [['bob', '192.168.151.1', 'pxelinux.0', 'what boots']],
};
