import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { devicesOf } from '../../backends/ifupdown/devices.ts';
import { ifupdown } from '../../backends/ifupdown/index.ts';
import { prefixOfMask } from '../../backends/ifupdown/netmask.ts';
import { sourcesOf } from '../../backends/ifupdown/sources.ts';
import { stanzaReader } from '../../backends/ifupdown/stanzas.ts';
import { indexHost } from '../../src/model/host.ts';
import type { Interface } from '../../src/model/interface.ts';
import { arbitraryHost } from '../support/arbitrary-host.ts';
import { diceOf } from '../support/dice.ts';
import { fixturesFolder } from '../support/fixture-cases.ts';
import { foreignRoot } from '../support/foreign-root.ts';
import { onMachine } from '../support/ifupdown-machine.ts';
import { addressesOf, hasLinkLocal, REPORT, statesIn } from '../support/kernel-state.ts';
import { expressible } from '../support/meaning.ts';
import { memoryRoot } from '../support/memory-root.ts';
import { describeConsumer, whyNot } from '../support/namespace.ts';
import { asStarted, nativeIfupdown } from '../support/native-ifupdown.ts';

/** What others wrote, as Debian's ifupdown reads it, and what comes of it. */
const missing = await whyNot('ifup', 'brctl', 'route', 'ifconfig', '/etc/network/if-pre-up.d/bridge');

const folder = join(fixturesFolder, 'foreign/ifupdown');
/** A machine has files of its own below /etc/network only. */
const treeOf = (name: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(foreignRoot(join(folder, name, 'root')).texts).filter(([path]) =>
      path.startsWith('/etc/network/'),
    ),
  );
const cases = readdirSync(folder).map((name) => ({ name, tree: treeOf(name) }));

const random = fc
  .sample(
    fc.tuple(arbitraryHost, fc.infiniteStream(fc.nat())).map(([host, numbers]) => {
      const said = asStarted(expressible(ifupdown, host, { alsoLossy: true }));
      return nativeIfupdown(said, diceOf(numbers)).files;
    }),
    { numRuns: 25, seed: 20_250_601 },
  )
  .map((tree, n) => ({ name: `random ${n}`, tree }));

/** Options that ifup works on before it shows them. */
const CONVERTED = new Set(['address', 'netmask', 'broadcast', 'hwaddress', 'preferred-lifetime']);

describeConsumer('what others wrote, as ifquery has it', missing, () => {
  test.each([...cases, ...random])('$name', async ({ tree }) => {
    const root = memoryRoot(tree);
    const sources = sourcesOf(root);
    const { devices, mapped } = devicesOf(sources);
    const names = [...new Set(devices.map(({ logical }) => logical))];
    const { stdout } = await onMachine(
      { tree },
      `for class in auto hotplug; do
         ifquery --list --exclude=lo --allow=$class 2>/dev/null | sed "s/^/$class /"
       done
       for name in ${names.join(' ')}; do echo "== $name"; ifquery --no-mappings $name 2>/dev/null || :; done`,
    );
    const [lists = '', ...shown] = stdout.split(/^== /m);
    const host = ifupdown.survey(root).host;
    if (sources.files[0]?.fault) {
      expect(stdout.replace(/^== .*\n/gm, '')).toBe('');
      expect(host.interfaces).toEqual([]);
      return;
    }
    expectSelected(lists, devices, mapped);
    const byName = new Map(
      shown.map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n') + 1)]),
    );
    const read = stanzaReader(sources.bases);
    for (const { name, label, logical, stanzas } of devices) {
      const lines = byName.get(logical) ?? '';
      for (const stanza of stanzas) {
        const known = read(stanza, name, label);
        expect(known).toBeDefined();
        for (const { keyword, options } of known?.groups.values() ?? []) {
          const spellings = new Set(options.map((option) => option.keyword));
          if (CONVERTED.has(keyword) || spellings.size > 1) continue;
          const value = options.map((option) => option.value).join('\n');
          expect(`\n${lines}`, `${name} ${keyword}`).toContain(`\n${options[0]?.keyword}: ${value}\n`);
        }
        for (const { option } of known?.commands ?? [])
          expect(`\n${lines}`).toContain(`\n${option.keyword}: ${option.value}\n`);
      }
      expectAddresses(
        lines,
        host.interfaces.find((iface) => iface.name === name),
        stanzas.length,
      );
    }
  });
});

/** ifquery lists by class what is selected and defined; of patterns, what the machine has: nothing. */
function expectSelected(
  lists: string,
  devices: ReturnType<typeof devicesOf>['devices'],
  mapped: readonly string[],
): void {
  const classes = { auto: /^(?:auto|allow-auto)$/, hotplug: /^allow-hotplug$/ };
  const wanted = Object.entries(classes).flatMap(([name, keyword]) =>
    devices
      .filter(({ selected }) => selected.some((each) => keyword.test(each.keyword)))
      .map((device) => `${name} ${device.label ?? device.name}`),
  );
  const listed = lists
    .split('\n')
    .filter((line) => line !== '' && !mapped.includes(line.split(' ')[1] ?? ''));
  expect(listed.sort()).toEqual(wanted.sort());
}

/** ifquery shows each address with the netmask that ifup has worked out. */
function expectAddresses(lines: string, iface: Interface | undefined, stanzas: number): void {
  if (!iface || iface.port) return;
  const shown = [...lines.matchAll(/^(address|netmask): ([0-9.]+)$/gm)].map(([, key, value]) => [key, value]);
  const addresses = shown.filter(([key]) => key === 'address').map(([, value]) => value as string);
  const masks = shown.filter(([key]) => key === 'netmask').map(([, value]) => prefixOfMask(value as string));
  const known = iface.ipv4?.addresses ?? [];
  for (const address of addresses) {
    const mine = known.find((each) => each.address === address);
    if (!mine) continue;
    // A point-to-point link has no subnet.
    if (!lines.includes('pointopoint')) expect(masks, `${iface.name} ${address}`).toContain(mine.prefix);
  }
  expect(stanzas).toBeGreaterThan(0);
}

/** Cases of which a namespace can show everything, and whose other commands set nothing that is looked at. */
const shown = [
  ...['aliases', 'bridge-by-commands', 'bridge-classic', 'classful', 'dns', 'gateway-off-link', 'host-web'],
  ...['ifconfig-commands', 'installer-static', 'ip-addr-add', 'ipv6-off', 'ipv6-routes', 'ipv6-static'],
  ...['ipv6-static-no-gateway', 'mac-and-mtu', 'netmask-era', 'pointopoint', 'several-addresses-in-one'],
  ...['veth', 'bridge-vlan-port', 'vlan-parent-by-hand', 'bridge-refused', 'comments-behind-values'],
];

describeConsumer('what others wrote, as the kernel has it after ifup -a', missing, () => {
  test.concurrent.each(shown)('%s', async (name) => {
    const tree = treeOf(name);
    const { host } = ifupdown.survey(memoryRoot(tree));
    const index = indexHost(host);
    const nics = host.interfaces.filter(({ type }) => type === 'ethernet').map((iface) => iface.name);
    const parents = index.undefinedParents().filter((parent) => !index.vethTo(parent));
    const started = host.interfaces.filter((iface) => index.startOf(iface) === 'onboot');
    const { stdout, stderr } = await onMachine(
      { tree, nics: [...nics.filter((nic) => !index.vethTo(nic)), ...parents] },
      `for file in /proc/sys/net/ipv6/conf/*/dad_transmits; do echo 0 >$file; done
       ifup -a || :
       ${REPORT}
       cd /proc/sys/net/ipv6/conf; grep . */accept_ra */autoconf */disable_ipv6`,
    );
    const [state] = statesIn(stdout);
    const settings = new Map(
      [...stdout.matchAll(/^([^/\n]+)\/([a-z0-9_]+):([0-9]+)$/gm)].map(([, device, key, value]) => [
        `${device} ${key}`,
        Number(value),
      ]),
    );
    for (const iface of started) {
      const device = state?.devices.get(iface.name);
      expect(device?.flags, `${iface.name} ${stderr}`).toContain('UP');
      const { ipv4, ipv6, port, assignMac } = iface;
      const addresses = [...(ipv4?.addresses ?? []), ...(ipv6?.addresses ?? [])];
      // The other end of a point-to-point link stands in its place.
      if (name !== 'pointopoint')
        expect(addressesOf(device), iface.name).toEqual(
          addresses.map(({ address, prefix }) => `${address}/${prefix}`).sort(),
        );
      const mtu = index.mtuOf(iface);
      if (mtu !== undefined) expect(device?.mtu, iface.name).toBe(mtu);
      if (assignMac) expect(device?.address, iface.name).toBe(assignMac);
      expect(device?.master, iface.name).toBe(port?.controller);
      if (port) continue;
      const setting = (key: string): number => settings.get(`${iface.name} ${key}`) ?? Number.NaN;
      expect(setting('disable_ipv6') === 1, iface.name).toBe(ipv6?.disabled === true);
      if (ipv6?.disabled) expect(hasLinkLocal(device)).toBe(false);
      const slaac = setting('accept_ra') !== 0 && setting('autoconf') !== 0 && setting('disable_ipv6') === 0;
      expect(slaac, iface.name).toBe(ipv6?.autoconf === true);
    }
    const routes = (state?.routes ?? []).filter(({ gateway }) => gateway !== undefined);
    expect(
      routes
        .map(({ dst, gateway, dev, metric }) => `${dst} via ${gateway} dev ${dev} metric ${metric}`)
        .sort(),
    ).toEqual(started.flatMap(routesOf).sort());
  });
});

describeConsumer('what rename lines come to', missing, () => {
  const stanzas =
    'auto eth0\niface eth0 inet static\n address 192.0.2.3/24\niface lan inet static\n address 192.0.2.4/24\n';
  test.concurrent.each(['eth0=lan', 'eth9=lan', '/eth?=lan', 'eth0', 'eth0 = lan', '/eth9'])(
    '%s',
    async (words) => {
      const tree = { '/etc/network/interfaces': `rename ${words}\n${stanzas}` };
      const { host } = ifupdown.survey(memoryRoot(tree));
      const { stdout } = await onMachine({ tree, nics: ['eth0'] }, 'ifup -a || :; ip -o -4 address show');
      const shown = [...stdout.matchAll(/^[0-9]+: (\S+) +inet (192\S+)/gm)].map(([, ...found]) => found);
      const read = host.interfaces
        .filter(({ start }) => start === 'onboot')
        .map(({ name, ipv4 }) => [
          name,
          ...(ipv4?.addresses ?? []).map(({ address, prefix }) => `${address}/${prefix}`),
        ]);
      // Which devices a pattern is about only the machine itself tells.
      if (words !== '/eth?=lan') expect(read).toEqual(shown);
      else expect(shown).toEqual([['lan', '192.0.2.4/24']]);
    },
  );
});

/** The routes of an interface as `ip route` prints them. */
const routesOf = ({ name, ipv4, ipv6 }: Interface): string[] =>
  (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const protocol = { ipv4, ipv6 }[family];
    return (protocol?.routes ?? []).map(({ destination, gateway, metric }) => {
      const isHost = destination?.prefix === (family === 'ipv4' ? 32 : 128);
      const to = destination ? `${destination.address}${isHost ? '' : `/${destination.prefix}`}` : 'default';
      const measure = family === 'ipv4' ? metric || undefined : metric || 1024;
      return `${to} via ${gateway} dev ${name} metric ${measure}`;
    });
  });
