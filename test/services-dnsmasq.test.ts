import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Network } from '../src/model/network.ts';
import { UnsafeValueError } from '../src/native/guard.ts';
import { entriesOf, inForce, parseUnitFile } from '../src/native/unit-file.ts';
import { dnsmasqConfiguration, dnsmasqUnit } from '../src/services/dnsmasq.ts';
import { bindsDynamically, dnsmasqDropIn } from '../src/services/dnsmasq-drop-in.ts';
import { arbitraryNetwork } from './support/arbitrary-network.ts';
import { hostileTexts } from './support/arbitrary-values.ts';
import { dhcp4, dns, installed, ipv4, ipv6, network } from './support/guest-networks.ts';
import { memoryRoot } from './support/memory-root.ts';

/** What the configuration says, line by line; nothing where there is none. */
const lines = (of: Network): string[] =>
  (dnsmasqConfiguration(of) ?? '').split('\n').filter((line) => line !== '');

const having = (of: Network, key: string): string[] =>
  lines(of).filter((line) => line === key || line.startsWith(`${key}=`));

describe('there is a server', () => {
  const silent = dns({ enable: false });
  test.each<[string, boolean, Partial<Network>]>([
    ['for names alone', true, {}],
    ['for leases alone', true, { dns: silent, ips: [ipv4({ dhcp: dhcp4() })] }],
    ['for files alone', true, { dns: silent, ips: [ipv4({ tftpRoot: '/srv/tftp' })] }],
    ['on a host-only network', true, { forward: undefined as never }],
    ['on an open network', true, { forward: { mode: 'open' } }],
    ['not for nothing', false, { dns: silent }],
    ['not for an empty dhcp', false, { dns: silent, ips: [ipv4({ dhcp: dhcp4({ ranges: [] }) })] }],
    ['not without an address', false, { ips: [] }],
    ['not on a bridge of the host', false, { forward: { mode: 'bridge' }, ips: [] }],
  ])('%s', (_, expected, more) => {
    expect(dnsmasqConfiguration(network('lab', more)) !== undefined).toBe(expected);
    expect(dnsmasqUnit(installed(network('lab', more))) !== undefined).toBe(expected);
  });
});

describe('sockets', () => {
  test('of the bridge alone', () => {
    expect(lines(network('lab')).slice(0, 4)).toEqual([
      'bind-dynamic',
      'interface=virbr7',
      'except-interface=lo',
      'pid-file=',
    ]);
  });

  test('the distribution is told to keep off', () => {
    expect(dnsmasqDropIn(network('lab'), false)).toBe('bind-interfaces\nexcept-interface=virbr7\n');
    expect(dnsmasqDropIn(network('lab'), true)).toBe('except-interface=virbr7\n');
  });
});

test.each<[boolean, string, string]>([
  [true, '/etc/dnsmasq.conf', 'port=5353\n  bind-dynamic   # as ever\n'],
  [true, '/etc/dnsmasq.d/mine', 'bind-dynamic'],
  [
    false,
    '/etc/dnsmasq.conf',
    '#bind-dynamic\nbind-interfaces\nbind-dynamically\nlog-facility=bind-dynamic\n',
  ],
  [false, '/etc/dnsmasq.d/mine.dpkg-old', 'bind-dynamic\n'],
  [false, '/etc/dnsmasq.d/mine.rpmsave', 'bind-dynamic\n'],
  [false, '/etc/dnsmasq.d/mine~', 'bind-dynamic\n'],
  [false, '/etc/dnsmasq.d/.mine', 'bind-dynamic\n'],
  [false, '/etc/other.conf', 'bind-dynamic\n'],
])('whether it binds dynamically: %s for %s', (expected, path, text) => {
  expect(bindsDynamically(memoryRoot({ [path]: text }))).toBe(expected);
});

describe('the unit', () => {
  const unitOf = (of: Network) => {
    const file = parseUnitFile(dnsmasqUnit(installed(of)) ?? '');
    return (section: string, key: string) =>
      inForce(entriesOf(file, section), key).flatMap(({ value }) => value.split(' '));
  };
  const device = 'sys-subsystem-net-devices-virbr7.device';
  const filter = 'ifscribe-net-lab-filter.service';

  test('has the bridge say that it is a router where IPv6 is forwarded, whatever brought it up', () => {
    const flag = '/proc/sys/net/ipv6/conf/virbr7/forwarding';
    const unit = (of: Network) => dnsmasqUnit(installed(of));
    const six = network('lab', { ips: [ipv6()], forward: { mode: 'route' } });
    expect(unit(six)).toContain(flag);
    const { forward: _, ...hostOnly } = six;
    for (const other of [network('lab'), hostOnly]) expect(unit(other)).not.toContain(flag);
  });

  test('comes and goes with the bridge, and waits for its address', () => {
    const get = unitOf(network('lab'));
    expect(get('Unit', 'BindsTo')).toEqual([device]);
    expect(get('Unit', 'After')).toContain(device);
    expect(get('Install', 'WantedBy')).toContain(device);
    expect(get('Service', 'ExecStartPre')).toContain('192.168.150.1');
    expect(unitOf(network('lab', { ips: [ipv6()] }))('Service', 'ExecStartPre')).toContain(
      '20010db8015000000000000000000001',
    );
  });

  test('follows the filter where there is one, but does not depend on it', () => {
    const get = unitOf(network('lab'));
    expect(get('Unit', 'Wants')).toEqual([filter]);
    expect(get('Unit', 'After')).toContain(filter);
    expect(get('Unit', 'Requires')).toEqual([]);
    expect(dnsmasqUnit(installed(network('lab', { forward: { mode: 'open' } })))).not.toContain(filter);
  });

  test('keeps leases where systemd makes room for them', () => {
    const of = network('lab', { ips: [ipv4({ dhcp: dhcp4() })] });
    expect(unitOf(of)('Service', 'StateDirectory')).toEqual(['ifscribe']);
    expect(having(of, 'dhcp-leasefile')).toEqual(['dhcp-leasefile=/var/lib/ifscribe/lab.leases']);
  });

  test('of dnsmasq only where dnsmasq serves', () => {
    expect(dnsmasqUnit(installed(network('lab'), 'kea'))).toBeUndefined();
  });
});

describe('leases', () => {
  const leased = (more: Parameters<typeof dhcp4>[0], rest: Partial<Network> = {}): Network =>
    network('lab', { ips: [ipv4({ dhcp: dhcp4(more) })], ...rest });

  test('ranges, with their lease', () => {
    const ranges = [
      { start: '192.168.150.10', end: '192.168.150.19', leaseSeconds: 300 },
      { start: '192.168.150.20', end: '192.168.150.29', leaseSeconds: 0 },
      { start: '192.168.150.30', end: '192.168.150.39' },
    ];
    expect(having(leased({ ranges }), 'dhcp-range')).toEqual([
      'dhcp-range=192.168.150.10,192.168.150.19,255.255.255.0,300',
      'dhcp-range=192.168.150.20,192.168.150.29,255.255.255.0,infinite',
      'dhcp-range=192.168.150.30,192.168.150.39,255.255.255.0',
    ]);
    expect(having(leased({ ranges }), 'dhcp-lease-max')).toEqual(['dhcp-lease-max=30']);
  });

  test('hosts alone', () => {
    const hosts = [{ mac: '52:54:00:00:00:01', name: 'alpha', ip: '192.168.150.5' }];
    expect(having(leased({ ranges: [], hosts }), 'dhcp-range')).toEqual([
      'dhcp-range=192.168.150.0,static,255.255.255.0',
    ]);
  });

  test.each([
    [
      { mac: '52:54:00:00:00:01', name: 'alpha', ip: '192.168.150.5', leaseSeconds: 0 },
      '52:54:00:00:00:01,192.168.150.5,alpha,infinite',
    ],
    [{ name: 'alpha', ip: '192.168.150.5' }, '192.168.150.5,alpha'],
    [{ mac: '52:54:00:00:00:01', name: 'alpha' }, '52:54:00:00:00:01,alpha'],
    // Names that dnsmasq would take for times and words of its own.
    [{ mac: '52:54:00:00:00:01', name: '1h' }, '52:54:00:00:00:01,1h.'],
    [{ mac: '52:54:00:00:00:01', name: '1H' }, '52:54:00:00:00:01,1H.'],
    [{ mac: '52:54:00:00:00:01', name: 'ignore' }, '52:54:00:00:00:01,ignore.'],
    [{ mac: '52:54:00:00:00:01', name: 'infinite' }, '52:54:00:00:00:01,infinite.'],
  ])('host %j', (host, expected) => {
    expect(having(leased({ hosts: [host] }), 'dhcp-host')).toEqual([`dhcp-host=${expected}`]);
  });

  test('network boot', () => {
    expect(having(leased({ bootp: { file: 'pxelinux.0' } }), 'dhcp-boot')).toEqual(['dhcp-boot=pxelinux.0']);
    expect(having(leased({ bootp: { file: 'a/b.efi', server: '192.168.150.9' } }), 'dhcp-boot')).toEqual([
      'dhcp-boot=a/b.efi,,192.168.150.9',
    ]);
  });

  test('what is said to one subnet of two', () => {
    const second = ipv4({
      address: '10.1.0.1',
      prefix: 16,
      dhcp: { ranges: [{ start: '10.1.5.0', end: '10.1.5.9' }], hosts: [], bootp: { file: 'x' } },
    });
    const both = network('lab', { ips: [ipv4({ dhcp: dhcp4() }), second] });
    expect(having(both, 'dhcp-range')).toEqual([
      'dhcp-range=set:subnet1,192.168.150.100,192.168.150.199,255.255.255.0',
      'dhcp-range=set:subnet2,10.1.5.0,10.1.5.9,255.255.0.0',
    ]);
    expect(having(both, 'dhcp-boot')).toEqual(['dhcp-boot=tag:subnet2,x']);
  });

  test('no route to a host that forwards nothing', () => {
    expect(having(leased({}), 'dhcp-option')).toEqual([]);
    const { forward: _, ...hostOnly } = leased({}, { mtuBytes: 9000 });
    expect(having(hostOnly, 'dhcp-option')).toEqual([
      'dhcp-option=option:router',
      'dhcp-option=option:mtu,9000',
    ]);
  });
});

describe('IPv6', () => {
  const managed = ipv6({
    dhcp: {
      ranges: [{ start: '2001:db8:150::100', end: '2001:db8:150::1ff' }],
      hosts: [{ id: '00:03:00:01:52:54:00:00:00:01', name: 'alpha', ip: '2001:db8:150::5' }],
    },
  });

  test('with DHCP, advertisements send guests there', () => {
    const of = network('lab', { ips: [managed, ipv6({ address: '2001:db8:151::1' })] });
    expect(having(of, 'enable-ra')).toHaveLength(1);
    expect(having(of, 'dhcp-range')).toEqual(['dhcp-range=2001:db8:150::100,2001:db8:150::1ff,64']);
    expect(having(of, 'dhcp-host')).toEqual([
      'dhcp-host=id:00:03:00:01:52:54:00:00:00:01,[2001:db8:150::5],alpha',
    ]);
  });

  test('without, guests make their addresses themselves, where the subnet lets them', () => {
    const of = network('lab', { ips: [ipv6(), ipv6({ address: 'fd00::1', prefix: 80 })] });
    expect(having(of, 'enable-ra')).toEqual([]);
    expect(having(of, 'dhcp-range')).toEqual(['dhcp-range=2001:db8:150::1,ra-only,64']);
    expect(having(of, 'ra-param')).toEqual([]);
  });

  test('no route to a host that forwards nothing', () => {
    const { forward: _, ...hostOnly } = network('lab', { ips: [managed] });
    expect(having(hostOnly, 'ra-param')).toEqual(['ra-param=virbr7,0,0']);
  });
});

describe('names', () => {
  const named = (more: Parameters<typeof dns>[0], rest: Partial<Network> = {}): Network =>
    network('lab', { dns: dns(more), ...rest });

  test('none: no port, no records', () => {
    const of = named(
      { enable: false, texts: [{ name: 'a', value: 'b' }], forwarders: [{ address: '192.0.2.53' }] },
      { ips: [ipv4({ dhcp: dhcp4(), localPtr: true })], domain: { name: 'lab', localOnly: true } },
    );
    expect(having(of, 'port')).toEqual(['port=0']);
    for (const key of ['txt-record', 'server', 'local', 'expand-hosts']) expect(having(of, key)).toEqual([]);
    // Leases name it all the same.
    expect(having(of, 'domain')).toEqual(['domain=lab']);
  });

  test('whom to ask', () => {
    const forwarders = [
      { address: '192.0.2.53' },
      { domain: 'corp.example', address: '2001:db8::53' },
      { domain: 'example.net' },
    ];
    expect(having(named({ forwarders }), 'server')).toEqual([
      'server=192.0.2.53',
      'server=/corp.example/2001:db8::53',
      'server=/example.net/#',
    ]);
    expect(having(named({ forwarders }), 'no-resolv')).toHaveLength(1);
    expect(having(named({ forwarders: forwarders.slice(1) }), 'no-resolv')).toEqual([]);
  });

  test('guests that reach nothing outside ask nobody there', () => {
    const { forward: _, ...hostOnly } = network('lab');
    expect(having(hostOnly, 'no-resolv')).toHaveLength(1);
  });

  test('plain names stay', () => {
    expect(having(named({ forwardPlainNames: true }), 'local')).toEqual([]);
    expect(having(named({ forwardPlainNames: false }), 'local')).toEqual(['local=//']);
    expect(having(named({ forwardPlainNames: false }), 'domain-needed')).toHaveLength(1);
  });

  test('the domain', () => {
    const domain = { name: 'lab.example' };
    expect(having(network('lab', { domain }), 'local')).toEqual([]);
    expect(having(network('lab', { domain: { ...domain, localOnly: true } }), 'local')).toEqual([
      'local=/lab.example/',
    ]);
  });

  test('records', () => {
    const of = named(
      {
        hosts: [{ address: '192.168.150.1', names: ['gate', 'gate.example.net', '1d'] }],
        services: [
          { service: 'ldap', protocol: 'tcp', target: 'alpha.lab', port: 389, weight: 5 },
          { service: 'x', protocol: 'udp', domain: 'example.net', target: 'alpha' },
          { service: 'none', protocol: 'tcp' },
        ],
        texts: [{ name: 'note', value: 'a,b "c" \\ #d' }],
      },
      { domain: { name: 'lab' } },
    );
    expect(having(of, 'host-record')).toEqual([
      'host-record=gate.lab,gate,192.168.150.1',
      'host-record=gate.example.net,192.168.150.1',
      'host-record=1d.lab,1d.,192.168.150.1',
    ]);
    expect(having(of, 'srv-host')).toEqual([
      'srv-host=_ldap._tcp.lab,alpha.lab,389,0,5',
      'srv-host=_x._udp.example.net,alpha,1,0,0',
      'srv-host=_none._tcp.lab',
    ]);
    expect(having(of, 'txt-record')).toEqual(['txt-record=note,"a,b \\"c\\" \\\\ #d"']);
  });

  test.each([
    [ipv4({ address: '10.1.2.3', prefix: 8 }), ['local=/10.in-addr.arpa/']],
    [ipv4(), ['local=/150.168.192.in-addr.arpa/']],
    [ipv4({ prefix: 23 }), ['local=/150.168.192.in-addr.arpa/', 'local=/151.168.192.in-addr.arpa/']],
    [
      ipv4({ prefix: 31, address: '192.168.150.7' }),
      ['local=/6.150.168.192.in-addr.arpa/', 'local=/7.150.168.192.in-addr.arpa/'],
    ],
    [ipv6(), ['local=/0.0.0.0.0.5.1.0.8.b.d.0.1.0.0.2.ip6.arpa/']],
    [
      ipv6({ prefix: 47 }),
      ['local=/0.5.1.0.8.b.d.0.1.0.0.2.ip6.arpa/', 'local=/1.5.1.0.8.b.d.0.1.0.0.2.ip6.arpa/'],
    ],
  ])('reverse zones %#', (ip, expected) => {
    expect(having(network('lab', { ips: [{ ...ip, localPtr: true }] }), 'local')).toEqual(expected);
  });
});

describe('files', () => {
  test('TFTP', () => {
    const of = network('lab', { ips: [ipv4({ tftpRoot: '/srv/tftp' })] });
    expect(lines(of).slice(-3)).toEqual(['enable-tftp', 'tftp-no-fail', 'tftp-root=/srv/tftp']);
  });
});

test('a text that would go on in a line of its own is not written', () => {
  const text = (value: string): Network => network('lab', { dns: dns({ texts: [{ name: 'a', value }] }) });
  for (const value of ['x'.repeat(900), '\\'.repeat(450), 'ü'.repeat(450)]) {
    expect(having(text(value), 'txt-record')).toHaveLength(1);
    expect(() => dnsmasqConfiguration(text(value.repeat(2)))).toThrow(UnsafeValueError);
  }
});

describe('no value is more than a value', () => {
  /** Directives by what reads them: keys, and how many fields each has outside of quotes. */
  const shape = (text: string): string[] =>
    text.split('\n').map((line) => {
      const [key = '', ...value] = line.split('=');
      const fields = value.join('=').replace(/"(?:[^"\\]|\\.)*"/g, 'Q');
      return `${key} ${fields.split(',').length}`;
    });

  test('every string and number in turn, past the schema', () => {
    fc.assert(
      fc.property(arbitraryNetwork(), fc.constantFrom(...hostileTexts), fc.nat(), (of, hostile, at) => {
        const text = dnsmasqConfiguration(of);
        fc.pre(text !== undefined);
        const paths = leaves(of);
        const path = paths[at % paths.length] ?? [];
        const changed = put(of, path, hostile) as Network;
        let after: string | undefined;
        try {
          after = dnsmasqConfiguration(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(UnsafeValueError);
          return;
        }
        // What it took stands in quotes or nowhere, but for words that choose among directives.
        if (after === undefined || ['mode', 'family'].includes(String(path.at(-1)))) return;
        expect(shape(after)).toEqual(shape(text));
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['10.0.0.7', 'an address as a name'],
    ['a,b', 'a comma'],
    ['a#b', 'a comment'],
    ['a b', 'a blank'],
  ])('%s: %s', (name) => {
    const hosts = [{ mac: '52:54:00:00:00:01', name }];
    const of = network('lab', { ips: [ipv4({ dhcp: dhcp4({ hosts }) })] });
    expect(() => dnsmasqConfiguration(of)).toThrow(UnsafeValueError);
  });
});

type Path = readonly (string | number)[];

/** Where there are strings and numbers in a value. */
const leaves = (value: unknown, path: Path = []): Path[] => {
  if (typeof value === 'string' || typeof value === 'number') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
};

function put(value: unknown, [key, ...rest]: Path, leaf: unknown): unknown {
  if (key === undefined) return leaf;
  if (Array.isArray(value)) return value.map((each, n) => (String(n) === key ? put(each, rest, leaf) : each));
  return { ...(value as object), [key]: put((value as Record<string, unknown>)[key], rest, leaf) };
}
