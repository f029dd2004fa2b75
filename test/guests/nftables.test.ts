import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { InstalledNetwork, Network, NetworkForward } from '../../src/model/network.ts';
import { tableName } from '../../src/services/names.ts';
import { filterFile } from '../../src/services/nftables.ts';
import { arbitraryNetworks } from '../support/arbitrary-network.ts';
import { hostAddresses, machines, type Probe, reach, tryOut } from '../support/guest-machines.ts';
import { describeConsumer, inNamespace, missingPrograms, whyNot } from '../support/namespace.ts';
import { installed, network } from '../support/networks.ts';

const reason = await whyNot('nft', 'socat', 'sysctl');
const bridgeNetfilter =
  (await inNamespace('modprobe -q br_netfilter || true; [ -d /proc/sys/net/bridge ]')).status === 0;

// They wait more than they work.
vi.setConfig({ maxConcurrency: 3 });

type Settings = Partial<Omit<Network, 'name' | 'bridge'>>;

/** A network as the machines have it: n is 1 (lab) or 2 (two). */
const numbered = (n: 1 | 2, mode: NetworkForward['mode'] | undefined, settings: Settings = {}): Network =>
  network(n === 1 ? 'lab' : 'two', {
    bridge: { name: `virbr${n}` },
    ips: [ipv4(n)],
    ...(mode && { forward: { mode } }),
    ...settings,
  });
const ipv4 = (n: number): Network['ips'][number] => ({
  family: 'ipv4',
  address: `192.168.${n}.1`,
  prefix: 24,
  dhcp: { ranges: [], hosts: [{ mac: '52:54:00:00:00:01', name: 'beta', ip: `192.168.${n}.11` }] },
});
const ipv6 = (n: number): Network['ips'][number] => ({ family: 'ipv6', address: `fd00:${n}::1`, prefix: 64 });
const dual = (n: number) => ({ ips: [ipv4(n), ipv6(n)] });

const rulesOf = (...networks: readonly (Network | InstalledNetwork)[]): string[] =>
  networks.map((each) => filterFile('network' in each ? each : installed(each)) ?? '');

/** A table as `reach` makes it, from one that is indented and spaced by hand. */
const table = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map((cells, n) =>
      (n === 0 ? ['', ...cells] : cells)
        .map((cell) => cell.padEnd(8))
        .join('')
        .trimEnd(),
    )
    .join('\n');

const outside4 = machines.outside.ipv4;
const onHost = (
  port: number,
  from: Probe['from'] = 'outside',
  to: string = hostAddresses.outside.ipv4,
): Probe => ({
  from,
  to,
  port,
});

describeConsumer('nftables', reason, () => {
  test('takes the rules of any network', async () => {
    const drawn = fc.sample(arbitraryNetworks(), { numRuns: 150 }).flat();
    const rules = rulesOf(...drawn).filter((text) => text !== '');
    expect(rules.length).toBeGreaterThan(50);
    const folder = mkdtempSync(join(tmpdir(), 'nftables-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    // In one go: nft takes its time to start.
    writeFileSync(join(folder, 'rules'), rules.join(''));
    const { status, stderr } = await inNamespace(`nft -c -f ${folder}/rules`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test.concurrent('without rules everybody reaches everybody', async ({ expect }) => {
    const everybody = table(`
                host    outside aside   lab-a   lab-b   two-a   two-b
        host    -       yes     yes     yes     yes     yes     yes
        outside yes     -       yes     yes     yes     yes     yes
        aside   yes     yes     -       yes     yes     yes     yes
        lab-a   yes     yes     yes     -       yes     yes     yes
        lab-b   yes     yes     yes     yes     -       yes     yes
        two-a   yes     yes     yes     yes     yes     -       yes
        two-b   yes     yes     yes     yes     yes     yes     -
    `);
    expect(await reach('ipv4', { rules: [] })).toBe(everybody);
    expect(await reach('ipv6', { rules: [] })).toBe(everybody);
  });

  test.concurrent('two NAT networks: out as the host, nobody in, and apart', async ({ expect }) => {
    const rules = rulesOf(numbered(1, 'nat'), numbered(2, 'nat'));
    expect(await reach('ipv4', { rules })).toBe(
      table(`
                host    outside aside   lab-a   lab-b   two-a   two-b
        host    -       yes     yes     yes     yes     yes     yes
        outside yes     -       yes     no      no      no      no
        aside   yes     yes     -       no      no      no      no
        lab-a   yes     nat     nat     -       yes     no      no
        lab-b   yes     nat     nat     yes     -       no      no
        two-a   yes     nat     nat     no      no      -       yes
        two-b   yes     nat     nat     no      no      yes     -
      `),
    );
  });

  test.concurrent('a routed network beside a NAT network: the former is reached as itself', async ({
    expect,
  }) => {
    const rules = rulesOf(numbered(1, 'route', dual(1)), numbered(2, 'nat', dual(2)));
    expect(await reach('ipv4', { rules })).toBe(
      table(`
                host    outside aside   lab-a   lab-b   two-a   two-b
        host    -       yes     yes     yes     yes     yes     yes
        outside yes     -       yes     yes     yes     no      no
        aside   yes     yes     -       yes     yes     no      no
        lab-a   yes     yes     yes     -       yes     no      no
        lab-b   yes     yes     yes     yes     -       no      no
        two-a   yes     nat     nat     nat     nat     -       yes
        two-b   yes     nat     nat     nat     nat     yes     -
      `),
    );
    // IPv6 is masqueraded only where the document says so.
    expect(await reach('ipv6', { rules })).toBe(
      table(`
                host    outside aside   lab-a   lab-b   two-a   two-b
        host    -       yes     yes     yes     yes     yes     yes
        outside yes     -       yes     yes     yes     yes     yes
        aside   yes     yes     -       yes     yes     yes     yes
        lab-a   yes     yes     yes     -       yes     yes     yes
        lab-b   yes     yes     yes     yes     -       yes     yes
        two-a   yes     yes     yes     yes     yes     -       yes
        two-b   yes     yes     yes     yes     yes     yes     -
      `),
    );
  });

  test.concurrent('a host-only and an isolated network: guests talk among themselves', async ({ expect }) => {
    const rules = rulesOf(numbered(1, undefined), numbered(2, undefined, { ips: [] }));
    expect(await reach('ipv4', { rules })).toBe(
      table(`
                host    outside aside   lab-a   lab-b   two-a   two-b
        host    -       yes     yes     yes     yes     no      no
        outside yes     -       yes     no      no      no      no
        aside   yes     yes     -       no      no      no      no
        lab-a   yes     no      no      -       yes     no      no
        lab-b   yes     no      no      yes     -       no      no
        two-a   no      no      no      no      no      -       yes
        two-b   no      no      no      no      no      yes     -
      `),
    );
    // Neither has an IPv6 address for the host.
    expect(await reach('ipv6', { rules })).toBe(
      table(`
                host    outside aside   lab-a   lab-b   two-a   two-b
        host    -       yes     yes     no      no      no      no
        outside yes     -       yes     no      no      no      no
        aside   yes     yes     -       no      no      no      no
        lab-a   no      no      no      -       yes     no      no
        lab-b   no      no      no      yes     -       no      no
        two-a   no      no      no      no      no      -       yes
        two-b   no      no      no      no      no      yes     -
      `),
    );
  });

  test.concurrent('IPv6 that is masqueraded', async ({ expect }) => {
    const forward: NetworkForward = { mode: 'nat', nat: { ipv6: true } };
    const rules = rulesOf(numbered(1, 'nat', { ...dual(1), forward }), numbered(2, undefined, dual(2)));
    expect(await reach('ipv6', { rules })).toBe(
      table(`
                host    outside aside   lab-a   lab-b   two-a   two-b
        host    -       yes     yes     yes     yes     yes     yes
        outside yes     -       yes     no      no      no      no
        aside   yes     yes     -       no      no      no      no
        lab-a   yes     nat     nat     -       yes     no      no
        lab-b   yes     nat     nat     yes     -       no      no
        two-a   yes     no      no      no      no      -       yes
        two-b   yes     no      no      no      no      yes     -
      `),
    );
  });

  test.concurrent('forward dev: by that device only, out and in', async ({ expect }) => {
    const rules = rulesOf(
      numbered(1, 'nat', { forward: { mode: 'nat', dev: 'up0' } }),
      numbered(2, 'route', { forward: { mode: 'route', dev: 'up1' } }),
    );
    expect(await reach('ipv4', { rules })).toBe(
      table(`
                host    outside aside   lab-a   lab-b   two-a   two-b
        host    -       yes     yes     yes     yes     yes     yes
        outside yes     -       yes     no      no      no      no
        aside   yes     yes     -       no      no      yes     yes
        lab-a   yes     nat     no      -       yes     no      no
        lab-b   yes     nat     no      yes     -       no      no
        two-a   yes     no      yes     no      no      -       yes
        two-b   yes     no      yes     no      no      yes     -
      `),
    );
  });

  test.concurrent('a bridge that is defined apart: what it tells the host is not ours to refuse', async ({
    expect,
  }) => {
    const rules = rulesOf(installed(numbered(1, undefined, { ips: [] }), { ownsBridge: false }));
    const probes = {
      'to the host': { from: 'lab-a', to: hostAddresses.lab.ipv4 },
      'to the host by IPv6': { from: 'lab-a', to: hostAddresses.lab.ipv6 },
      'to the outside': { from: 'lab-a', to: outside4 },
    } as const;
    expect(await tryOut({ rules, probes })).toEqual({
      'to the host': 'host sees 192.168.1.10 at 7',
      'to the host by IPv6': 'host sees fd00:1::10 at 7',
      'to the outside': 'refused',
    });
  });

  describeConsumer('dnsmasq as a hostile guest', missingPrograms('dnsmasq'), () => {
    test.concurrent('no guest becomes the router of the host', async ({ expect }) => {
      // What the host has learnt stands in its routes; the rules are away for the second half.
      const prepare = `
        sysctl -qw net.ipv6.conf.virbr1.accept_ra=2
        ip netns exec lab-a dnsmasq -k --conf-file=/dev/null --pid-file= --port=0 --interface=eth0 --enable-ra \\
          --ra-param=eth0,high,4,1200 --dhcp-range=fd00:1::,ra-only --log-facility=/run/ra &
        learnt() { for _ in $(seq $1); do ip -6 route show default dev virbr1 | grep . && return; sleep 0.1; done; echo none; }
        learnt 60 >/run/with; nft flush ruleset; learnt 300 >/run/without
        grep -q none /run/with || { echo "learnt: $(cat /run/with)" >&2; exit 1; }
        grep -q 'proto ra' /run/without || { echo 'not a hostile guest' >&2; cat /run/ra >&2; exit 1; }
      `;
      const probes = { any: { from: 'lab-a', to: machines['lab-b'].ipv4 } } as const;
      const rules = rulesOf(numbered(1, 'nat', dual(1)));
      expect((await tryOut({ rules, probes, prepare })).any).toBe('lab-b sees 192.168.1.10 at 7');
    });
  });

  test.concurrent('sources that are not of the network, and what is behind its guests', async ({
    expect,
  }) => {
    const behind = { family: 'ipv4', destination: '10.9.0.0', prefix: 16, gateway: '192.168.1.10' } as const;
    const probes = {
      'from behind lab-a': { from: 'lab-a', to: outside4, as: '10.9.0.1' },
      'to behind lab-a': { from: 'lab-b', to: '10.9.0.1' },
      'to behind lab-a from outside': { from: 'outside', to: '10.9.0.1' },
    } as const;
    const nat = await tryOut({ rules: rulesOf(numbered(1, 'nat')), probes });
    expect(nat).toEqual({
      'from behind lab-a': 'refused',
      'to behind lab-a': 'lab-a sees 192.168.1.11 at 7',
      'to behind lab-a from outside': 'refused',
    });
    const routes = [behind];
    expect(await tryOut({ rules: rulesOf(numbered(1, 'nat', { routes })), probes })).toEqual({
      'from behind lab-a': 'outside sees 198.51.100.2 at 7',
      'to behind lab-a': 'lab-a sees 192.168.1.11 at 7',
      'to behind lab-a from outside': 'refused',
    });
    expect(await tryOut({ rules: rulesOf(numbered(1, 'route', { routes })), probes })).toEqual({
      'from behind lab-a': 'outside sees 10.9.0.1 at 7',
      'to behind lab-a': 'lab-a sees 192.168.1.11 at 7',
      'to behind lab-a from outside': 'lab-a sees 198.51.100.1 at 7',
    });
  });

  test.concurrent('addresses and ports that guests leave by', async ({ expect }) => {
    const addresses = { start: '198.51.100.66', end: '198.51.100.66' };
    const nat = { addresses, ports: { start: 40_000, end: 40_099 } };
    const probes = {
      tcp: { from: 'lab-a', to: outside4 },
      udp: { from: 'lab-a', to: outside4, protocol: 'udp' },
      'the other network': { from: 'two-a', to: outside4 },
    } as const;
    // The outside counts what comes from the ports that are meant; ping shows what has none.
    const prepare = `
      ip netns exec outside ip route replace 198.51.100.66 via 198.51.100.2
      ip netns exec outside nft 'table inet heard { chain input { type filter hook input priority 0; ip saddr { 198.51.100.66, 198.51.100.2 } meta l4proto { tcp, udp } th dport 7 th sport != 40000-40099 reject; }; }'
      ip netns exec lab-a ping -c1 -W2 ${outside4} >/dev/null || { echo 'no ping' >&2; exit 1; }
    `;
    const ports = { nat: { ports: nat.ports } };
    const rules = rulesOf(
      numbered(1, 'nat', { forward: { mode: 'nat', nat } }),
      numbered(2, 'nat', { forward: { mode: 'nat', ...ports } }),
    );
    expect(await tryOut({ rules, probes, prepare })).toEqual({
      tcp: 'outside sees 198.51.100.66 at 7',
      udp: 'outside sees 198.51.100.66 at 7',
      'the other network': 'outside sees 198.51.100.2 at 7',
    });
  });

  const portForwards: Network['portForwards'] = [
    { protocol: 'tcp', start: 2222, end: 2222, to: 'beta', toPort: 22 },
    { protocol: 'tcp', start: 8022, end: 8024, to: '192.168.1.11', toPort: 22 },
    { protocol: 'tcp', start: 23, end: 24, to: 'beta', toPort: 23 },
    { protocol: 'udp', start: 5007, end: 5007, to: 'Beta', toPort: 7 },
    { protocol: 'tcp', address: '203.0.113.2', start: 9022, end: 9022, to: 'beta', toPort: 22 },
  ];

  test.concurrent('published ports', async ({ expect }) => {
    const rules = rulesOf(numbered(1, 'nat', { portForwards }), numbered(2, 'nat'));
    const probes = {
      'from outside': onHost(2222),
      'from elsewhere': onHost(2222, 'aside', hostAddresses.aside.ipv4),
      'from the host': onHost(2222, 'host'),
      'from the host, on the bridge': onHost(2222, 'host', hostAddresses.lab.ipv4),
      'from the host, on loopback': onHost(2222, 'host', '127.0.0.1'),
      'from another guest': onHost(2222, 'lab-a'),
      'from another guest, on the bridge': onHost(2222, 'lab-a', hostAddresses.lab.ipv4),
      'from the guest itself': onHost(2222, 'lab-b'),
      'from a guest of another network': onHost(2222, 'two-a'),
      'one of a range': onHost(8023),
      'the last of a range': onHost(8024),
      'one past a range': onHost(8025),
      'one of a range that is not shifted': onHost(24),
      'by udp': { ...onHost(5007), protocol: 'udp' },
      'by an address of its own': onHost(9022, 'aside', hostAddresses.aside.ipv4),
      'by another address': onHost(9022),
      'not by the guest itself': { from: 'outside', to: machines['lab-b'].ipv4, port: 22 },
    } as const;
    expect(await tryOut({ rules, probes })).toEqual({
      'from outside': 'lab-b sees 198.51.100.1 at 22',
      'from elsewhere': 'lab-b sees 203.0.113.1 at 22',
      'from the host': 'lab-b sees 198.51.100.2 at 22',
      'from the host, on the bridge': 'lab-b sees 192.168.1.1 at 22',
      'from the host, on loopback': 'refused',
      'from another guest': 'lab-b sees 192.168.1.1 at 22',
      'from another guest, on the bridge': 'lab-b sees 192.168.1.1 at 22',
      'from the guest itself': 'lab-b sees 192.168.1.1 at 22',
      'from a guest of another network': 'lab-b sees 192.168.1.1 at 22',
      'one of a range': 'lab-b sees 198.51.100.1 at 23',
      'the last of a range': 'lab-b sees 198.51.100.1 at 24',
      'one past a range': 'refused',
      'one of a range that is not shifted': 'lab-b sees 198.51.100.1 at 24',
      'by udp': 'lab-b sees 198.51.100.1 at 7',
      'by an address of its own': 'lab-b sees 203.0.113.1 at 22',
      'by another address': 'refused',
      'not by the guest itself': 'refused',
    });
  });

  test.concurrent('a published port of a network with forward dev answers where its guests may go', async ({
    expect,
  }) => {
    const forward: NetworkForward = { mode: 'nat', dev: 'up0' };
    const rules = rulesOf(numbered(1, 'nat', { forward, portForwards }), numbered(2, undefined));
    const probes = {
      'by that device': onHost(2222),
      'by another': onHost(2222, 'aside', hostAddresses.aside.ipv4),
      'from the host': onHost(2222, 'host'),
      'from another guest': onHost(2222, 'lab-a'),
      'from a host-only network': onHost(2222, 'two-a'),
    };
    expect(await tryOut({ rules, probes })).toEqual({
      'by that device': 'lab-b sees 198.51.100.1 at 22',
      'by another': 'refused',
      'from the host': 'lab-b sees 198.51.100.2 at 22',
      'from another guest': 'lab-b sees 192.168.1.1 at 22',
      'from a host-only network': 'refused',
    });
  });

  describe('each rule is needed:', () => {
    const all = numbered(1, 'nat', { portForwards });
    const isolated = numbered(1, undefined, { ips: [] });
    // Its answer could not come back in any case; that it is refused shows that it did not leave.
    const spoofed: Probe = { from: 'lab-a', to: outside4, as: '10.9.0.1' };
    const fromOutside: Probe = { from: 'outside', to: machines['lab-a'].ipv4 };
    const toHost: Probe = { from: 'lab-a', to: hostAddresses.lab.ipv4 };
    /** What is taken out, of which network's rules, by what pattern; a probe, and what it then sees. */
    const mutants: [what: string, from: Network, pattern: RegExp, probe: Probe, seen: string][] = [
      ['the source', all, /ip saddr \S+ (?=accept)/, spoofed, 'lost'],
      ['the state', all, / ct state established,related/, fromOutside, 'lab-a sees 198.51.100.1 at 7'],
      ['the first reject', all, /\n\t\tiifname \S+ reject/, spoofed, 'lost'],
      ['the last reject', all, /\n\t\toifname \S+ reject/, fromOutside, 'lab-a sees 198.51.100.1 at 7'],
      [
        'masquerade',
        all,
        /\n\t\toifname != .* masquerade/,
        { from: 'lab-a', to: outside4 },
        'outside sees 192.168.1.10 at 7',
      ],
      ['the hairpin', all, /\n.* ct status dnat masquerade/, onHost(2222, 'lab-a'), 'lost'],
      ['accept for what is published', all, /\n.* ct status dnat ip .*/g, onHost(2222), 'refused'],
      ['the output chain', all, /\tchain output[\s\S]*?\n\t\}\n/, onHost(2222, 'host'), 'refused'],
      ['the input chain', isolated, /\tchain input \{[^}]*\}\n/, toHost, 'host sees 192.168.1.10 at 7'],
    ];
    test.concurrent.for(mutants)('%s', async ([, from, pattern, probe, seen], { expect }) => {
      const [rules = ''] = rulesOf(from);
      const mutant = rules.replace(pattern, '');
      expect(mutant).not.toBe(rules);
      expect((await tryOut({ rules: [mutant], probes: { probe } })).probe).toBe(seen);
    });

    test.concurrent.for([all, isolated])(
      'and with all of them none of that is seen (%$)',
      async (from, { expect }) => {
        const ours = mutants.filter((mutant) => mutant[1] === from);
        const probes = Object.fromEntries(ours.map(([what, , , probe]) => [what, probe]));
        const seen = await tryOut({ rules: rulesOf(from), probes });
        for (const [what, , , , without] of ours) expect(seen[what]).not.toBe(without);
      },
    );

    test('names of devices: one that is not there yet has no index', async () => {
      const [rules = ''] = rulesOf(all);
      const load = 'printf \'%s\' "$RULES" | nft -c -f -';
      const statusOf = async (text: string) => (await inNamespace(load, { RULES: text })).status;
      expect(await statusOf(rules)).toBe(0);
      expect(await statusOf(rules.replace('iifname', 'iif'))).not.toBe(0);
      expect(await statusOf(rules.replace('oifname', 'oif'))).not.toBe(0);
    });
  });

  test.concurrent('rules are replaced in one step, and taken back', async ({ expect }) => {
    const [before = '', after = ''] = [
      ...rulesOf(numbered(1, 'nat', { portForwards })),
      ...rulesOf(numbered(1, undefined)),
    ];
    const { stdout, stderr } = await inNamespace(
      `
        load() { printf '%s' "$1" | nft -f -; }
        load "$BEFORE"; load "$AFTER"; nft list ruleset; echo %%
        ! load "$AFTER nonsense" 2>/dev/null; nft list ruleset; echo %%
        nft delete table inet ${tableName('lab')}; nft list ruleset
      `,
      { BEFORE: before, AFTER: after },
    );
    const [replaced, afterNonsense, takenBack] = stdout.split('%%\n');
    expect(stderr).toBe('');
    expect(replaced).not.toMatch(/nat|dnat/);
    expect(replaced?.match(/reject/g)).toHaveLength(2);
    expect(afterNonsense).toBe(replaced);
    expect(takenBack).toBe('');
  });

  describeConsumer(
    'br_netfilter',
    bridgeNetfilter ? undefined : 'the kernel here has no br_netfilter',
    () => {
      test.concurrent('what is bridged keeps its source', async ({ expect }) => {
        const rules = rulesOf(
          numbered(1, 'nat', { ...dual(1), portForwards }),
          numbered(2, undefined, { ips: [] }),
        );
        expect(await reach('ipv4', { rules, bridgeNetfilter })).toBe(
          table(`
                host    outside aside   lab-a   lab-b   two-a   two-b
        host    -       yes     yes     yes     yes     no      no
        outside yes     -       yes     no      no      no      no
        aside   yes     yes     -       no      no      no      no
        lab-a   yes     nat     nat     -       yes     no      no
        lab-b   yes     nat     nat     yes     -       no      no
        two-a   no      no      no      no      no      -       yes
        two-b   no      no      no      no      no      yes     -
        `),
        );
        // Not from lab-b: what is bridged does not leave by the port that it came in by.
        const probes = { published: onHost(2222, 'lab-a'), shifted: onHost(8024, 'lab-a') };
        expect(await tryOut({ rules, probes, bridgeNetfilter })).toEqual({
          published: 'lab-b sees 192.168.1.1 at 22',
          shifted: 'lab-b sees 192.168.1.1 at 24',
        });
      });

      test.concurrent('for which masquerading asks where a packet goes', async ({ expect }) => {
        const [rules = ''] = rulesOf(numbered(1, 'nat'));
        const mutant = rules.replace('oifname != "virbr1" ', '');
        expect(mutant).not.toBe(rules);
        const probes = { bridged: { from: 'lab-a', to: machines['lab-b'].ipv4 } } as const;
        const { bridged } = await tryOut({ rules: [mutant], probes, bridgeNetfilter });
        expect(bridged).not.toBe('lab-b sees 192.168.1.10 at 7');
      });
    },
  );
});
