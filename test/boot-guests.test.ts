import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { consumers } from './boot/consumers.ts';
import { type GuestHost, NOTHING, parseTable } from './boot/networks/host.ts';
import { leaseFaults, parseLeases } from './boot/networks/leases.ts';
import { planFiles } from './boot/networks/plan.ts';
import { faultsOf, probesOf } from './boot/networks/probes.ts';
import { transcriptFaults } from './boot/networks/transcript.ts';
import { coveringNetworkTrials, guestHosts, networkTrials } from './boot/networks/trials.ts';
import { fixtureCases, hasNetworks } from './support/fixture-cases.ts';

/** How hosts with guests are tried and judged (test/boot/networks), without booting them. */

describe.each(guestHosts)('$name', (host) => {
  const actors = new Set(['host', 'outside', ...Object.keys(host.guests)]);

  test('tells of all guests who reaches whom', () => {
    const cells = parseTable(host.reaches);
    expect(new Set(cells.map(({ row }) => row))).toEqual(actors);
    expect(new Set(cells.map(({ column }) => column))).toEqual(new Set(Object.keys(host.addresses)));
    for (const { row, column, cell } of cells) expect(['yes', 'no', '.'], `${row} ${column}`).toContain(cell);
  });

  test('tries what somebody can try', () => {
    for (const { actor, command } of probesOf(host)) {
      expect(actors).toContain(actor);
      for (const [, guest] of command.matchAll(/@(\w+)/g)) expect(actors).toContain(guest);
    }
  });

  test('a guest has a lease or addresses of its own', () => {
    for (const [name, guest] of Object.entries(host.guests))
      expect(guest.static === undefined, name).toBe(name in host.leases);
  });

  test('its fixture has networks, and every bridge of a guest is one of theirs', () => {
    const fixture = fixtureCases.find(({ name }) => name === host.fixture);
    const bridges = fixture?.parsed.networks.map(({ bridge }) => bridge.name);
    for (const { bridge } of Object.values(host.guests)) if (bridge) expect(bridges).toContain(bridge);
  });

  test('every file that the guest machine goes by has an end of line at its end', () => {
    for (const { path, content } of planFiles(host, []).filter((file) => file.path.startsWith('/etc/boot')))
      expect(content.length === 0 || content.toString().endsWith('\n'), path).toBe(true);
  });
});

test('every fixture with networks is tried with guests', () => {
  const tried = guestHosts.map(({ fixture }) => fixture);
  for (const fixture of fixtureCases.filter(hasNetworks)) expect(tried).toContain(fixture.name);
});

test('every host is booted before a change lands', () => {
  const names = coveringNetworkTrials().map(({ name }) => name);
  for (const { name } of guestHosts) expect(names).toContain(name);
});

test.each(consumers.map((consumer) => [consumer.name, consumer] as const))(
  'no two trials of %s have one name',
  (_name, consumer) => {
    const names = networkTrials(consumer).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  },
);

describe('what a probe shows', () => {
  const host: GuestHost = {
    name: 'test',
    fixture: 'xen-dom0-guests',
    outside: [],
    guests: {},
    listening: [],
    leases: {},
    addresses: { b: '192.0.2.2' },
    reaches: `
        b
      a yes
    `,
    opens: [['a', '192.0.2.2:22', 'b sees @a', NOTHING]],
    names: [['a', '192.0.2.1', 'b', '@b']],
    files: [['a', '192.0.2.1', 'f', 'text']],
  };
  const addresses = new Map([
    ['a', '192.0.2.9'],
    ['b', '192.0.2.2'],
  ]);
  const good = [
    '1 packets received\nstatus 0\n',
    'b sees 192.0.2.9\nstatus 0\n',
    'Server:\t\t192.0.2.1\nAddress:\t192.0.2.1:53\n\nName:\tb\nAddress: 192.0.2.2\n\nstatus 0\n',
    'f 100%\ntext\nstatus 0\n',
  ];
  const faults = (outputs: readonly (string | undefined)[], isFiltered = false) =>
    faultsOf(probesOf(host), isFiltered, (n) => outputs[n], addresses);

  test('nothing where all is as wanted', () => {
    expect(faults(good)).toEqual([]);
  });

  test.each<[number, string | undefined, string]>([
    [0, '0 packets received\nstatus 1\n', 'a pings b: no, wanted yes'],
    [1, 'b sees 192.0.2.1\nstatus 0\n', 'a opens 192.0.2.2:22: b sees 192.0.2.1, wanted b sees 192.0.2.9'],
    [1, 'Connection refused\nstatus 1\n', 'a opens 192.0.2.2:22: nothing, wanted b sees 192.0.2.9'],
    [2, "Server:\t\t192.0.2.1\n\n** server can't find b\n\nstatus 1\n", 'a asks 192.0.2.1 for b: nothing'],
    [3, 'tftp: timeout\nstatus 1\n', 'a fetches f: nothing, wanted text'],
    [3, undefined, 'a fetches f: was not tried, wanted text'],
  ])('probe %i: %j', (n, output, fault) => {
    expect(faults(good.map((each, at) => (at === n ? output : each)))).toEqual([
      expect.stringContaining(fault),
    ]);
  });

  test('another answer is wanted where bridged frames are filtered', () => {
    expect(faults(good, true)).toHaveLength(1);
    expect(
      faults(
        good.map((each, n) => (n === 1 ? 'status 1\n' : each)),
        true,
      ),
    ).toEqual([]);
  });

  test('what name servers answer in other words', () => {
    const [, , { seen } = { seen: () => '' }] = probesOf(host);
    const head = 'Server:\t\t192.0.2.1\nAddress:\t192.0.2.1:53\n\n';
    expect(seen(`${head}1.2.0.192.in-addr.arpa\tname = b.example\n\nstatus 0\n`)).toBe('b.example');
    expect(seen(`${head}motto\ttext = "plan; then apply"\n\nstatus 0\n`)).toBe('plan; then apply');
  });
});

describe('leases', () => {
  const [told] = parseLeases('event=bound\nip=192.0.2.150\nmask=24\nlease=3600\nserverid=192.0.2.1\n\n');
  const wanted = { address: '192.0.2.1??/24', seconds: '3600', server: '192.0.2.1' };

  test('as wanted', () => {
    expect(leaseFaults('a', told, wanted)).toEqual([]);
  });

  test('something else, something more, something less, none', () => {
    expect(leaseFaults('a', told, { ...wanted, address: '192.0.2.2/24' })).toHaveLength(1);
    expect(leaseFaults('a', new Map([...(told ?? []), ['router', '192.0.2.1']]), wanted)).toEqual([
      'a: leased router 192.0.2.1, wanted none',
    ]);
    expect(leaseFaults('a', told, { ...wanted, dns: '192.0.2.1' })).toHaveLength(1);
    expect(leaseFaults('a', undefined, wanted)).toEqual(['a: no lease']);
  });
});

describe('what README.md shows of booted guests', () => {
  const shown = [...readFileSync('README.md', 'utf8').matchAll(/<!-- booted:(.*) -->/g)].map(
    ([, name]) => name,
  );
  const xen = guestHosts.find(({ name }) => name === 'xen-dom0-guests') as GuestHost;
  const probes = probesOf(xen);
  const log = [
    'udhcpc: started, v1.35.0',
    'udhcpc: broadcasting discover',
    'udhcpc: broadcasting select for 192.168.150.2, server 192.168.150.1',
    'udhcpc: lease of 192.168.150.2 obtained from 192.168.150.1, lease time 3600',
    'udhcpc: sending renew to server 192.168.150.1',
  ];
  const answer = (actor: string, to: string, text: string): [string, string] => {
    const number = probes.findIndex((probe) => probe.actor === actor && probe.command.includes(`TCP:${to},`));
    return [`guests/probes/boot/${number}`, `${text}\nstatus 0\n`];
  };
  const seen = new Map([
    ['guests/udhcpc-alpha', `${log.join('\n')}\n`],
    answer('alpha', '198.51.100.7:7', 'outside sees 10.0.0.100'),
    answer('outside', '10.0.0.100:1001', 'alpha sees 10.0.0.1'),
  ]);

  test('is of a host that every change boots', () => {
    expect(shown).toEqual([`networkd-252 ${xen.name}`]);
    expect(coveringNetworkTrials().map(({ consumer, name }) => `${consumer.name} ${name}`)).toContain(
      shown[0],
    );
  });

  test('is held against what they saw', () => {
    expect(transcriptFaults({ consumer: 'networkd-252', host: xen.name }, probes, seen)).toEqual([]);
    for (const [path, text] of seen) {
      const otherwise = new Map([...seen, [path, text.replaceAll(/\d/g, '7')]]);
      const gone = new Map([...seen].filter(([each]) => each !== path));
      for (const received of [otherwise, gone])
        expect(
          transcriptFaults({ consumer: 'networkd-252', host: xen.name }, probes, received),
          path,
        ).toHaveLength(1);
    }
  });
});
