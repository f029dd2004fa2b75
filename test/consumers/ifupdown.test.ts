import { expect, test } from 'vitest';
import { ifupdown } from '../../backends/ifupdown/index.ts';
import { MAIN_FILE, OUR_FILE } from '../../backends/ifupdown/paths.ts';
import { featureUses } from '../../src/model/features.ts';
import { type Host, type HostIndex, indexHost } from '../../src/model/host.ts';
import type { Interface, Route } from '../../src/model/interface.ts';
import { resolve } from '../../src/model/resolve.ts';
import { fixtureCases } from '../support/fixture-cases.ts';
import { bond, bridge, ethernet, vlan } from '../support/hosts.ts';
import { ng, onMachine, treeOf } from '../support/ifupdown-machine.ts';
import { addressesOf, hasLinkLocal, type KernelState, REPORT, statesIn } from '../support/kernel-state.ts';
import { memoryRoot } from '../support/memory-root.ts';
import { describeConsumer, kernelHas, whyNot } from '../support/namespace.ts';

/**
 * What ifup makes of it: Debian's ifupdown with bridge-utils, ifenslave and vlan, and ifupdown-ng.
 * test/consumers/install.sh gets them.
 */
const missing = await whyNot(
  'ifup',
  'brctl',
  'dhclient',
  '/etc/network/if-pre-up.d/bridge',
  '/etc/network/if-pre-up.d/ifenslave',
);
const hasBonds = await kernelHas('bond');
const missingNg = await whyNot(`${ng}/sbin/ifup`);

/** What a case comes to, less what the backend refuses. */
const cases = fixtureCases
  .map(({ name, parsed }) => ({ name, host: resolve(parsed.definitions, parsed.sources).host }))
  .filter(({ host }) =>
    featureUses(host).every(({ feature }) => ifupdown.capabilities[feature].level !== 'none'),
  );

/** The files of all cases, each in a file of its own below /etc/network/cases. */
const allCases = Object.fromEntries(
  cases.map(({ name, host }) => [`/etc/network/cases/${name}`, treeOf(host)[OUR_FILE] ?? '']),
);

/** The text of one case out of an output that has `== NAME` lines. */
function perCase(output: string): Map<string, string> {
  return new Map(
    output
      .split(/^== /m)
      .slice(1)
      .map((section): [string, string] => {
        const end = section.indexOf('\n');
        return [section.slice(0, end), section.slice(end + 1)];
      }),
  );
}

describeConsumer('every case, as ifupdown understands it', missing, () => {
  test('ifquery finds every interface in its class and has nothing to say against it', async () => {
    const { stdout, status } = await onMachine(
      { tree: allCases },
      `for file in /etc/network/cases/*; do
         echo "== \${file##*/}"
         for class in auto hotplug; do
           ifquery -i $file --list --exclude=lo --allow=$class 2>&1 | sed "s/^/$class /"
         done
         for name in $(sed -n 's/^iface \\([^ ]*\\) .*/\\1/p' $file | sort -u); do
           ifquery -i $file $name >/dev/null 2>/tmp/errors || echo "$name is refused"
           cat /tmp/errors
         done
       done`,
    );
    expect(status).toBe(0);
    const seen = perCase(stdout);
    for (const [path, text] of Object.entries(allCases)) {
      const selected = [...text.matchAll(/^(auto|allow-hotplug) (\S+)$/gm)].map(
        ([, keyword, name]) => `${keyword === 'auto' ? 'auto' : 'hotplug'} ${name}`,
      );
      const lines = (seen.get(path.slice(path.lastIndexOf('/') + 1)) ?? 'not run').trim().split('\n');
      expect(lines.filter(Boolean).sort(), path).toEqual(selected.sort());
    }
  });

  test('ifup would run every stanza and every command of ours, and lacks nothing', async () => {
    const { stdout, status } = await onMachine(
      { tree: allCases },
      `for file in /etc/network/cases/*; do
         echo "== \${file##*/}"
         names=$(sed -n 's/^iface \\([^ ]*\\) .*/\\1/p' $file | sort -u)
         ifup -i $file --no-act -v --force --state-dir=/tmp/state $names 2>&1 || echo FAILED
       done`,
    );
    expect(status).toBe(0);
    const seen = perCase(stdout);
    for (const [path, text] of Object.entries(allCases)) {
      const ran = seen.get(path.slice(path.lastIndexOf('/') + 1)) ?? 'not run';
      expect(ran, path).not.toMatch(/FAILED|missing required|couldn't|misplaced|unknown|not understood/);
      const stanzas = [...text.matchAll(/^iface (\S+) /gm)].map(([, name]) => name as string);
      for (const name of new Set(stanzas)) {
        const wanted = stanzas.filter((stanza) => stanza === name).length;
        const configured = ran
          .split('\n')
          .filter((line) => line.includes(`configuring interface ${name}=${name} `));
        // A vlan's parent is brought up with it, and so may be seen more than once.
        expect(configured.length % wanted, `${path} ${name}`).toBe(0);
        expect(configured.length, `${path} ${name}`).toBeGreaterThan(0);
      }
      for (const [, command] of text.matchAll(/^ {4}(?:pre-up|up) (.*)$/gm)) {
        expect(ran.split('\n'), path).toContain(command);
      }
    }
  });
});

describeConsumer('every case, as ifupdown-ng understands it', missingNg, () => {
  test('ifquery lists every interface that starts at boot, and has every address', async () => {
    const { stdout, status } = await onMachine(
      { tree: allCases },
      `for file in /etc/network/cases/*; do
         echo "== \${file##*/}"
         $NG/sbin/ifquery -i $file -L -a -X lo 2>&1 | sed 's/^/auto /'
         names=$(sed -n 's/^iface \\([^ ]*\\) .*/\\1/p' $file | sort -u)
         $NG/sbin/ifquery -i $file -E $NG/usr/libexec/ifupdown-ng $names 2>&1 || echo FAILED
       done`,
    );
    expect(status).toBe(0);
    const seen = perCase(stdout);
    for (const [path, text] of Object.entries(allCases)) {
      const understood = (seen.get(path.slice(path.lastIndexOf('/') + 1)) ?? 'not run').split('\n');
      expect(understood.join('\n'), path).not.toMatch(/FAILED|error|warning/i);
      for (const [line] of text.matchAll(/^auto \S+$/gm)) expect(understood, path).toContain(line);
      for (const [, address] of text.matchAll(/^ {4}address (\S+)$/gm))
        expect(understood, path).toContain(`  address ${address}`);
    }
  });

  test('ifup would run every command of ours', async () => {
    const { stdout } = await onMachine(
      { tree: allCases },
      `for file in /etc/network/cases/*; do
         echo "== \${file##*/}"
         names=$(sed -n 's/^iface \\([^ ]*\\) .*/\\1/p' $file | sort -u)
         $NG/sbin/ifup -i $file -E $NG/usr/libexec/ifupdown-ng -S /tmp/state -n -v -f $names || :
       done`,
    );
    const seen = perCase(stdout);
    for (const [path, text] of Object.entries(allCases)) {
      const ran = (seen.get(path.slice(path.lastIndexOf('/') + 1)) ?? 'not run').split('\n');
      for (const [, command] of text.matchAll(/^ {4}(?:pre-up|up) (.*)$/gm)) {
        expect(
          ran.some((line) => line.includes(command as string)),
          `${path}: ${command}`,
        ).toBe(true);
      }
    }
  });
});

/** A host of these interfaces, members before their controllers. */
const hostOf = (...interfaces: Host['interfaces']): Host => ({ interfaces });

const none = { autoconf: false, addresses: [], routes: [] };

/** `ifup -a`, `ifdown -a`, `ifup -a` again; each must succeed. The states after the first and the last. */
async function upDownUp(
  host: Host,
  nics: { readonly nics?: readonly string[]; readonly unplugged?: readonly string[] },
): Promise<KernelState & { readonly log: string; readonly left: readonly string[] }> {
  const { stdout, stderr, status } = await onMachine(
    { tree: treeOf(host), ...nics },
    `ifup -a; ${REPORT}; ifdown -a; ${REPORT}; ifup -a; ${REPORT}; cat /run/ip.log 2>/dev/null || :`,
  );
  expect(status, stderr).toBe(0);
  const [first, down, again] = statesIn(stdout) as [KernelState, KernelState, KernelState];
  const names = (state: KernelState): string[] => [...state.devices.keys()].sort();
  expect(names(again)).toEqual(names(first));
  expect(names(first).map((name) => addressesOf(again.devices.get(name)))).toEqual(
    names(first).map((name) => addressesOf(first.devices.get(name))),
  );
  return { ...first, log: stdout.slice(stdout.lastIndexOf('>>>')), left: names(down) };
}

/** The NICs that a host needs: its own, and vlans' parents that it does not define. */
function nicsOf(host: Host): string[] {
  const index = indexHost(host);
  const own = host.interfaces.filter(({ type }) => type === 'ethernet').map(({ name }) => name);
  return [...own, ...index.undefinedParents().filter((name) => !index.vethTo(name))];
}

const routesOf = ({ name, ipv4, ipv6 }: Interface): string[] => [
  ...(ipv4?.routes ?? []).map((route) => describeRoute(name, route, route.metric || undefined)),
  ...(ipv6?.routes ?? []).map((route) => describeRoute(name, route, route.metric || 1024)),
];
function describeRoute(device: string, { destination, gateway }: Route, metric: number | undefined): string {
  const whole = destination?.prefix === (gateway.includes(':') ? 128 : 32);
  const to = destination ? `${destination.address}${whole ? '' : `/${destination.prefix}`}` : 'default';
  return `${to} via ${gateway} dev ${device} metric ${metric}`;
}

describeConsumer('ifup -a and ifdown -a of every case', missing, () => {
  test.concurrent.each(cases)('$name', async ({ host }) => {
    const index = indexHost(host);
    // Duplicate address detection takes a second an address; whether ifup waits for it is tested below.
    const { stdout, stderr, status } = await onMachine(
      { tree: treeOf(host), nics: nicsOf(host) },
      `for file in /proc/sys/net/ipv6/conf/*/dad_transmits; do echo 0 >$file; done
       ifup -a; ${REPORT}; ifdown -a; ${REPORT}; ifup -a; ${REPORT}
       echo "left in /tmp: $(ls -A /tmp)"`,
    );
    expect(status, stderr).toBe(0);
    // Some cases are full of commands that would leave a file there.
    expect(stdout).toMatch(/^left in \/tmp: $/m);
    const [up, down, again] = statesIn(stdout) as [KernelState, KernelState, KernelState];
    for (const state of [up, again]) {
      const started = host.interfaces.filter((iface) => startsAtBoot(iface, index));
      for (const iface of started) {
        const device = state.devices.get(iface.name);
        // ifenslave leaves a member down that it cannot enslave.
        const inBond = index.get(iface.port?.controller ?? '')?.type === 'bond';
        if (hasBonds || !inBond) expect(device?.flags, `${iface.name} ${stderr}`).toContain('UP');
        const { ipv4, ipv6, port, assignMac } = iface;
        const addresses = [...(ipv4?.addresses ?? []), ...(ipv6?.addresses ?? [])];
        expect(addressesOf(device), iface.name).toEqual(
          addresses.map(({ address, prefix }) => `${address}/${prefix}`).sort(),
        );
        if (index.mtuOf(iface) !== undefined) expect(device?.mtu, iface.name).toBe(index.mtuOf(iface));
        if (assignMac) expect(device?.address, iface.name).toBe(assignMac);
        if (index.get(port?.controller ?? '')?.type === 'bridge')
          expect(device?.master, iface.name).toBe(port?.controller);
        if (ipv6?.disabled || port) expect(hasLinkLocal(device), iface.name).toBe(false);
      }
      const routes = state.routes.filter(({ gateway }) => gateway !== undefined);
      expect(
        routes
          .map(({ dst, gateway, dev, metric }) => `${dst} via ${gateway} dev ${dev} metric ${metric}`)
          .sort(),
      ).toEqual(started.flatMap(routesOf).sort());
    }
    const made = host.interfaces.filter(
      ({ type }) => type === 'bridge' || type === 'vlan' || type === 'veth',
    );
    expect(made.filter(({ name }) => down.devices.has(name)).map(({ name }) => name)).toEqual([]);
    const left = [...down.devices.values()].filter(({ ifname }) => ifname !== 'lo');
    expect(left.flatMap(addressesOf)).toEqual([]);
  });
});

/** Whether `ifup -a` brings it up: hotplug events are not sent, and what one starts by hand stays down. */
function startsAtBoot(iface: Interface, index: HostIndex): boolean {
  const start = index.startOf(iface);
  return start === 'onboot' || (start === 'hotplug' && iface.type !== 'ethernet');
}

describeConsumer('ifup and ifdown for real', missing, () => {
  test('addresses, gateways and routes of both families, the gateway in a subnet or not', async () => {
    const host = hostOf(
      ethernet('eth0', {
        mtuBytes: 1400,
        ipv4: {
          addresses: [
            { address: '192.0.2.5', prefix: 24 },
            { address: '198.51.100.5', prefix: 25 },
          ],
          routes: [
            { gateway: '192.0.2.1' },
            { destination: { address: '10.0.0.0', prefix: 8 }, gateway: '203.0.113.9', metric: 50 },
          ],
        },
        ipv6: {
          autoconf: false,
          addresses: [
            { address: '2001:db8::5', prefix: 64 },
            { address: '2001:db8:1::5', prefix: 64 },
          ],
          routes: [
            { gateway: 'fe80::1' },
            { destination: { address: '2001:db8:f::', prefix: 48 }, gateway: '2001:db8::9', metric: 7 },
          ],
        },
      }),
      ethernet('eth1', {
        ipv4: {
          addresses: [{ address: '203.0.113.77', prefix: 32 }],
          routes: [{ gateway: '169.254.1.1', metric: 100 }],
        },
      }),
    );
    const { devices, routes } = await upDownUp(host, { nics: ['eth0', 'eth1'] });
    expect(devices.get('eth0')?.mtu).toBe(1400);
    expect(addressesOf(devices.get('eth0')).sort()).toEqual([
      '192.0.2.5/24',
      '198.51.100.5/25',
      '2001:db8:1::5/64',
      '2001:db8::5/64',
    ]);
    expect(addressesOf(devices.get('eth1'))).toEqual(['203.0.113.77/32']);
    const ours = routes.filter(({ gateway }) => gateway !== undefined);
    expect(ours.map(({ dst, gateway, dev, metric }) => [dst, gateway, dev, metric])).toEqual([
      ['default', '192.0.2.1', 'eth0', undefined],
      ['default', '169.254.1.1', 'eth1', 100],
      ['10.0.0.0/8', '203.0.113.9', 'eth0', 50],
      ['2001:db8:f::/48', '2001:db8::9', 'eth0', 7],
      ['default', 'fe80::1', 'eth0', 1024],
    ]);
  });

  test('a bridge takes its ports, in turn its MTU, and its first port’s MAC; without ports it has its address', async () => {
    const host = hostOf(
      ethernet('eth0', { topLevel: false, port: { controller: 'br0', position: 0, cost: 7, priority: 9 } }),
      ethernet('eth1', { mtuBytes: 1600, port: { controller: 'br0', position: 1 } }),
      bridge('br0', {
        mtuBytes: 1450,
        bridge: {
          stp: true,
          forwardDelayMs: 4500,
          helloTimeMs: 1000,
          maxAgeMs: 7000,
          ageingTimeMs: 60_000,
          priority: 4096,
        },
        ipv4: { addresses: [{ address: '192.0.2.5', prefix: 24 }], routes: [] },
      }),
      bridge('br1', {
        bridge: { forwardDelayMs: 0 },
        ipv4: { addresses: [{ address: '198.51.100.5', prefix: 24 }], routes: [] },
        ipv6: { ...none, addresses: [{ address: '2001:db8::5', prefix: 64 }] },
      }),
    );
    const { devices, left } = await upDownUp(host, { nics: ['eth0', 'eth1'] });
    const br0 = devices.get('br0');
    expect(devices.get('eth0')).toMatchObject({ master: 'br0', mtu: 1450 });
    expect(devices.get('eth1')).toMatchObject({ master: 'br0', mtu: 1600 });
    expect(br0).toMatchObject({ mtu: 1450, address: devices.get('eth0')?.address });
    expect(br0?.linkinfo?.info_data).toMatchObject({
      forward_delay: 450,
      hello_time: 100,
      max_age: 700,
      ageing_time: 6000,
      stp_state: 1,
      priority: 4096,
    });
    expect(devices.get('eth0')?.linkinfo).toMatchObject({ info_slave_data: { cost: 7, priority: 9 } });
    expect(addressesOf(devices.get('br1'))).toEqual(['198.51.100.5/24', '2001:db8::5/64']);
    expect(devices.get('br1')?.linkinfo?.info_data).toMatchObject({ forward_delay: 0, stp_state: 0 });
    expect(left).not.toContain('br0');
    expect(left).not.toContain('br1');
  });

  test('MAC addresses are set: of a NIC, of a bridge', async () => {
    const host = hostOf(
      ethernet('eth0', { assignMac: '02:00:00:00:00:01', ipv4: { dhcp: {}, addresses: [], routes: [] } }),
      ethernet('eth1', { assignMac: '02:00:00:00:00:02' }),
      bridge('br0', { assignMac: '02:00:00:00:00:03' }),
    );
    const { stdout } = await onMachine(
      { tree: treeOf(host), nics: ['eth0', 'eth1'] },
      `ifup eth1 br0; ifup --no-act --force -v eth0 2>&1 | grep 02:00; ${REPORT}`,
    );
    const [state] = statesIn(stdout);
    expect(stdout).toContain('ip link set dev eth0 address 02:00:00:00:00:01');
    expect(state?.devices.get('eth1')?.address).toBe('02:00:00:00:00:02');
    expect(state?.devices.get('br0')?.address).toBe('02:00:00:00:00:03');
  });

  test('IPv6 is as the document says on every kind of interface, whatever the kernel would do', async () => {
    const host = hostOf(
      ethernet('member', { topLevel: false, port: { controller: 'br0', position: 0 } }),
      bridge('br0'),
      ethernet('nothing'),
      ethernet('empty', { ipv6: none }),
      ethernet('off', { ipv6: { ...none, disabled: true } }),
      ethernet('slaac', { ipv6: { ...none, autoconf: true } }),
      ethernet('both', {
        ipv6: { ...none, autoconf: true, addresses: [{ address: '2001:db8::1', prefix: 64 }] },
      }),
      ethernet('static', {
        ipv6: {
          ...none,
          addresses: [{ address: '2001:db8::2', prefix: 64 }],
          routes: [{ gateway: '2001:db8::9' }],
        },
      }),
    );
    const names = host.interfaces.map(({ name }) => name);
    const { stdout, stderr, status } = await onMachine(
      { tree: treeOf(host), nics: names.filter((name) => name !== 'br0') },
      // The worst defaults: IPv6 off where it must be on, and advertisements accepted.
      `echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
       for name in ${names.filter((name) => name !== 'br0').join(' ')}; do
         echo 1 >/proc/sys/net/ipv6/conf/$name/disable_ipv6
       done
       ifup -a >&2
       cd /proc/sys/net/ipv6/conf
       for name in ${names.join(' ')}; do
         echo "$name $(cat $name/disable_ipv6 $name/accept_ra $name/autoconf | tr '\\n' ' ')"
       done; sleep 2; ${REPORT}`,
    );
    expect(status, stderr).toBe(0);
    const [state] = statesIn(stdout);
    // Of a device without IPv6 the other two do not matter.
    expect(stdout.slice(0, stdout.indexOf('<<<')).replace(/ 1 [012] [012] $/gm, ' 1')).toBe(
      [
        'member 1',
        'br0 0 0 0 ',
        'nothing 0 0 0 ',
        'empty 0 0 0 ',
        'off 1',
        'slaac 0 2 1 ',
        'both 0 2 1 ',
        'static 0 0 0 ',
        '',
      ].join('\n'),
    );
    const withLinkLocal = names.filter((name) => hasLinkLocal(state?.devices.get(name)));
    expect(withLinkLocal).toEqual(['br0', 'nothing', 'empty', 'slaac', 'both', 'static']);
  });

  test('an unplugged bridge with IPv6 comes up at once, ifup waits for no carrier', async () => {
    const host = hostOf(
      ethernet('eth0', { topLevel: false, port: { controller: 'br0', position: 0 } }),
      bridge('br0', {
        bridge: { stp: true },
        ipv6: {
          ...none,
          addresses: [
            { address: '2001:db8::5', prefix: 64 },
            { address: '2001:db8::6', prefix: 64 },
          ],
        },
      }),
    );
    const { devices } = await upDownUp(host, { unplugged: ['eth0'] });
    expect(addressesOf(devices.get('br0')).sort()).toEqual(['2001:db8::5/64', '2001:db8::6/64']);
  });

  test('vlans of any name are made with their flags and go again; a bond holds its members', async () => {
    const host = hostOf(
      ethernet('eth1', { topLevel: false, port: { controller: 'bond0', position: 0 } }),
      ethernet('eth2', { topLevel: false, port: { controller: 'bond0', position: 1 } }),
      bond('bond0', { start: 'none', bond: { mode: '802.3ad', minLinks: 2 } }),
      vlan('bond0.30', 'bond0', 30, {
        ipv4: { addresses: [{ address: '10.3.0.1', prefix: 24 }], routes: [] },
      }),
      vlan('lan', 'bond0', 31, { vlan: { parent: 'bond0', tag: 31, gvrp: true, reorderHdr: false } }),
      vlan('eth0.20', 'eth0', 20, {
        vlan: { parent: 'eth0', tag: 20, looseBinding: true },
        topLevel: false,
        port: { controller: 'br0', position: 0 },
      }),
      vlan('guests', 'eth0', 21, { mtuBytes: 1400, port: { controller: 'br0', position: 1 } }),
      bridge('br0'),
    );
    const { devices, log, left } = await upDownUp(host, { nics: ['eth0', 'eth1', 'eth2'] });
    expect(addressesOf(devices.get('bond0.30'))).toEqual(['10.3.0.1/24']);
    expect(devices.get('eth0.20')).toMatchObject({ master: 'br0' });
    expect(devices.get('guests')).toMatchObject({ master: 'br0', mtu: 1400 });
    expect(devices.get('eth0')?.flags).toContain('UP');
    for (const name of ['bond0', 'bond0.30', 'lan', 'eth0.20', 'guests', 'br0'])
      expect([...devices.keys()]).toContain(name);
    for (const name of ['bond0.30', 'lan', 'eth0.20', 'guests', 'br0']) expect(left).not.toContain(name);
    for (const command of [
      'ip link add name bond0 type bond',
      'ip link set dev bond0 type bond min_links 2',
      'ip link add link bond0 name bond0.30 type vlan id 30',
      'ip link add link bond0 name lan type vlan id 31',
      'ip link set dev lan type vlan reorder_hdr off gvrp on',
      'ip link add link eth0 name eth0.20 type vlan id 20',
      'ip link set dev eth0.20 type vlan loose_binding on',
      'ip link add link eth0 name guests type vlan id 21',
    ])
      expect(log.split('\n')).toContain(command);
  });
});

/** One NIC, eth0, with a static address. */
const oneNic = hostOf(
  ethernet('eth0', { ipv4: { addresses: [{ address: '192.0.2.5', prefix: 24 }], routes: [] } }),
);

describeConsumer('/etc/network/interfaces and what it sources', missing, () => {
  const lo = 'auto lo\niface lo inet loopback\n';
  const mainFiles: Readonly<Record<string, string | undefined>> = {
    'Debian’s own': '# interfaces(5)\nsource /etc/network/interfaces.d/*\n',
    'source-directory': `${lo}source-directory /etc/network/interfaces.d\n`,
    'relative source': `${lo}source interfaces.d/*\n`,
    'relative source-directory': `${lo}source-directory interfaces.d\n`,
    'a pattern of one name': 'source /etc/network/interfaces.d/if[a-s]*e\n',
    'a pattern that does not match': `${lo}source /etc/network/interfaces.d/*.cfg\n`,
    'two words': 'source /etc/network/nothing /etc/network/interfaces.d/*\n',
    'source by way of another file': 'source /etc/network/more\n',
    'source in a folder by a pattern': 'source /etc/*/interfaces.d/*\n',
    'a variable': 'source $HOME/interfaces.d/*\n',
    'a comment': '#source /etc/network/interfaces.d/*\n',
    'a line that goes on': `${lo}source \\\n /etc/network/interfaces.d/*\n`,
    'a last line that goes on': `${lo}iface eth9 inet manual\n    up true \\`,
    'a last line without an end': 'iface eth9 inet manual',
    'an open stanza': 'iface eth9 inet manual\n',
    'nothing in it': '',
    'not there': undefined,
  };
  test('ours is read whatever stands there, and a line for it added only where ifup would not read it', async () => {
    const more = { '/etc/network/more': 'source /etc/network/interfaces.d/*\n' };
    const entries = Object.entries(mainFiles);
    const trees = entries.map(([, text]) =>
      treeOf(oneNic, text === undefined ? more : { ...more, [MAIN_FILE]: text }),
    );
    const variants = entries.flatMap(([, text], n) => [
      [`/etc/network/main/${n}.before`, text ?? ''],
      [`/etc/network/main/${n}.after`, trees[n]?.[MAIN_FILE] ?? ''],
    ]);
    const tree = { ...more, [OUR_FILE]: trees[0]?.[OUR_FILE] ?? '', ...Object.fromEntries(variants) };
    const { stdout, stderr, status } = await onMachine(
      { tree },
      `for n in $(seq 0 ${entries.length - 1}); do
         for when in before after; do
           cp /etc/network/main/$n.$when ${MAIN_FILE}
           ifquery --list 2>&1 | grep -qx eth0 && echo "$n $when" || :
         done
       done`,
    );
    expect(status, stderr).toBe(0);
    const found = new Set(stdout.split('\n'));
    for (const [n, [what, text]] of entries.entries()) {
      expect(found.has(`${n} after`), what).toBe(true);
      const isAdded = trees[n]?.[MAIN_FILE] !== text;
      // What takes a shell's expansion to know is not followed; a second line for it does no harm.
      if (what !== 'a variable') expect(isAdded, what).toBe(!found.has(`${n} before`));
      expect(ifupdown.integrate?.(oneNic, memoryRoot(trees[n] ?? {})), what).toEqual([]);
    }
  });
});

describeConsumer('what the tools do', missing, () => {
  test('brctl cuts a forward delay to hundredths of a second', async () => {
    const { stdout } = await onMachine(
      { tree: treeOf(hostOf(bridge('br0', { bridge: { forwardDelayMs: 2509 } }))) },
      `ifup br0; ${REPORT}`,
    );
    const [state] = statesIn(stdout);
    expect(state?.devices.get('br0')?.linkinfo?.info_data).toMatchObject({ forward_delay: 250 });
  });

  test('ifup makes a vlan of what stands around the first dot of a name, so others are refused', async () => {
    const file = ['eth0.100.200', 'a.b'].map((name) => `iface ${name} inet manual\n`).join('');
    const { stdout } = await onMachine(
      { tree: { [MAIN_FILE]: file } },
      'ifup --no-act -v --force eth0.100.200 a.b 2>&1',
    );
    expect(stdout).toContain('ip link add link eth0 name eth0.100.200 type vlan id 100');
    expect(stdout).toContain('ip link add link a name a.b type vlan id b');
  });

  test('ifenslave writes every option of a bond into the file of that name', async () => {
    const member = (name: string, position: number, controller: string) =>
      ethernet(name, { topLevel: false, port: { controller, position } });
    const host = hostOf(
      member('eth0', 0, 'ab'),
      member('eth1', 1, 'ab'),
      bond('ab', {
        bond: {
          mode: 'active-backup',
          monitor: { kind: 'arpmon', intervalMs: 500, targets: ['10.0.0.1', '10.0.0.10'], validate: 'all' },
          failOverMac: 'follow',
          primaryReselect: 'better',
        },
      }),
      member('eth2', 0, 'lacp'),
      bond('lacp', {
        bond: {
          mode: '802.3ad',
          monitor: { kind: 'miimon', freqMs: 100, updelayMs: 200, downdelayMs: 300, carrier: 'netif' },
          lacpRate: 'fast',
          adSelect: 'bandwidth',
          xmitHashPolicy: 'vlan+srcmac',
        },
      }),
      member('eth3', 0, 'rr'),
      bond('rr', { bond: { packetsPerSlave: 0 } }),
    );
    const { stdout, stderr, status } = await onMachine(
      { tree: treeOf(host) },
      // Plain files stand in for those of the bonding driver.
      `mount -t tmpfs tmpfs /sys/class/net
       for name in ab lacp rr; do
         files=/sys/class/net/$name/bonding
         mkdir -p $files
         ifquery $name | sed -n 's/^bond-slaves: //p' >$files/slaves
         export IFACE=$name ADDRFAM=inet METHOD=manual MODE=start PHASE=pre-up VERBOSITY=0
         while IFS=: read -r key value; do
           case $key in bond-*) export "IF_$(echo "$key" | tr 'a-z-' 'A-Z_')=\${value# }" ;; esac
         done <<END
$(ifquery $name)
END
         /etc/network/if-pre-up.d/ifenslave
         for file in $files/*; do echo "$name \${file##*/} $(tr '\\n' ' ' <$file)"; done
         unset $(env | sed -n 's/^\\(IF_BOND_[A-Z_]*\\)=.*/\\1/p')
       done`,
    );
    expect(status, stderr).toBe(0);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual([
      'ab arp_interval 500',
      // The first one: several are set by a command before.
      'ab arp_ip_target +10.0.0.1',
      'ab arp_validate all',
      'ab fail_over_mac follow',
      'ab mode active-backup',
      'ab primary eth0',
      'ab primary_reselect better',
      'ab slaves eth0 eth1',
      'lacp ad_select bandwidth',
      'lacp downdelay 300',
      'lacp lacp_rate fast',
      'lacp miimon 100',
      'lacp mode 802.3ad',
      'lacp slaves eth2',
      'lacp updelay 200',
      'lacp use_carrier 1',
      'lacp xmit_hash_policy vlan+srcmac',
      'rr mode balance-rr',
      'rr packets_per_slave 0',
      'rr slaves eth3',
    ]);
  });

  test('a lease is asked for by the client that is there, DHCPv6 by dhclient', async () => {
    const host = hostOf(
      ethernet('eth0', {
        mtuBytes: 1400,
        ipv4: { dhcp: {}, addresses: [], routes: [] },
        ipv6: { ...none, dhcp: {} },
      }),
      ethernet('eth1', {
        ipv4: { dhcp: {}, addresses: [{ address: '192.0.2.5', prefix: 24 }], routes: [] },
        ipv6: { ...none, autoconf: true, dhcp: {}, addresses: [{ address: '2001:db8::5', prefix: 64 }] },
      }),
    );
    const { stdout } = await onMachine({ tree: treeOf(host) }, 'ifup --no-act -v -a 2>&1');
    const place = (text: string, ...what: string[]): number[] => what.map((line) => text.indexOf(line));
    expect(stdout).not.toContain('No DHCP');
    const ofEth0 = place(stdout, 'ip link set dev eth0 mtu 1400', 'dhclient -4', 'dhclient -6');
    expect(ofEth0).toEqual([...ofEth0].sort((a, b) => a - b));
    expect(Math.min(...ofEth0)).toBeGreaterThan(0);
    const later = stdout.slice(stdout.indexOf('eth1=eth1'));
    // dhclient begins by flushing permanent IPv6 addresses: they come after it.
    const ofEth1 = place(
      later,
      'ip addr add 192.0.2.5',
      'dhclient -4',
      'dhclient -6',
      'ip -6 addr add 2001:db8::5',
    );
    expect(ofEth1).toEqual([...ofEth1].sort((a, b) => a - b));
    expect(Math.min(...ofEth1)).toBeGreaterThan(0);
  });

  test('allow-hotplug: up with the event, not with all', async () => {
    const host = hostOf(
      ethernet('eth0', { start: 'hotplug' }),
      ethernet('eth1', { start: 'none' }),
      ethernet('eth2'),
    );
    const { stdout, stderr, status } = await onMachine(
      { tree: treeOf(host), nics: ['eth0', 'eth1', 'eth2'] },
      `ifup -a; ${REPORT}; ifup --allow=hotplug eth0 eth1; ${REPORT}; ifup eth1; ${REPORT}`,
    );
    expect(status, stderr).toBe(0);
    const isUp = (state: KernelState): boolean[] =>
      ['eth0', 'eth1', 'eth2'].map((name) => state.devices.get(name)?.flags.includes('UP') ?? false);
    expect(statesIn(stdout).map(isUp)).toEqual([
      [false, false, true],
      [true, false, true],
      [true, true, true],
    ]);
  });
});
