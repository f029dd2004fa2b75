import { describe, expect, test, vi } from 'vitest';
import { networkd } from '../../backends/networkd/index.ts';
import { FOLDER } from '../../backends/networkd/paths.ts';
import { featureUses } from '../../src/model/features.ts';
import type { Host } from '../../src/model/host.ts';
import { resolve } from '../../src/model/resolve.ts';
import { composeFiles } from '../../src/plan/compose.ts';
import { fixtureCases } from '../support/fixture-cases.ts';
import { ethernet } from '../support/hosts.ts';
import { kernelDifferences } from '../support/kernel-differences.ts';
import { describeConsumer, kernelHas, whyNot } from '../support/namespace.ts';
import { boot, complaint, NETWORKD } from '../support/networkd.ts';
import { nic, written } from '../support/networkd-files.ts';

const reason = await whyNot(NETWORKD);
const has = {
  bond: await kernelHas('bond'),
  vlan: await kernelHas('vlan'),
  filtering: await kernelHas('bridge vlan_filtering 1'),
};

/** Every case that networkd takes without a loss. */
const cases = fixtureCases
  .map(({ name, parsed }) => ({ name, host: resolve(parsed.definitions, parsed.sources).host }))
  .filter(({ host }) =>
    featureUses(host).every(({ feature }) => networkd.capabilities[feature].level !== 'none'),
  );

const filesOf = (host: Host): Record<string, string> =>
  Object.fromEntries(composeFiles(networkd.render(host)).map(({ path, text }) => [path, text]));

/** A kind that the kernel lacks cannot be made; that is then no fault of the file. */
function isFault(line: string): boolean {
  if (/could not (?:be created|create stacked netdev)/i.test(line)) return has.bond && has.vlan;
  // Outside of a service's cgroup networkd 257 says so once.
  return complaint.test(line) && !line.includes('cgroup path');
}

/** Whether this kernel can show the case: it has the kinds, and a veth stands in for each NIC. */
const canBeSeen = ({ interfaces }: Host): boolean =>
  interfaces.every((iface) => {
    if (iface.type === 'bridge') return has.filtering || iface.bridge.vlanFiltering === undefined;
    return iface.type === 'veth' || (iface.type === 'ethernet' && iface.permanentMac === undefined);
  });

const nicsOf = ({ interfaces }: Host): string[] =>
  interfaces.filter(({ type }) => type === 'ethernet').map(({ name }) => name);

// They wait more than they work.
vi.setConfig({ maxConcurrency: 8 });

describeConsumer('systemd-networkd', reason, () => {
  const seen = cases.filter(({ host }) => canBeSeen(host));
  const parsed = cases.filter(({ host }) => !canBeSeen(host));
  if (parsed.length)
    console.log(
      `networkd: ${parsed.length} cases are only parsed: the kernel here lacks bonds, vlans, bridge filtering or NICs with a permanent MAC`,
    );

  describe('brings up', () => {
    test.concurrent.for(seen)('$name', async ({ host }, { expect }) => {
      const booted = await boot(filesOf(host), { nics: nicsOf(host) });
      expect(booted.log.filter(isFault)).toEqual([]);
      expect(kernelDifferences(host, booted)).toEqual([]);
    });
  });

  describe('takes without complaint', () => {
    test.concurrent.for(parsed)('$name', async ({ host }, { expect }) => {
      const booted = await boot(filesOf(host), { nics: nicsOf(host), settle: false });
      expect(booted.state('lo').ADMIN_STATE).toBe('unmanaged');
      expect(booted.log.filter(isFault)).toEqual([]);
    });
  });

  describe('cannot be told', () => {
    const bridgeWith = (lines: string) => ({
      [`${FOLDER}/br0.netdev`]: `[NetDev]\nName=br0\nKind=bridge\n\n[Bridge]\n${lines}\n`,
    });
    const bridgeData = async (lines: string) =>
      (await boot(bridgeWith(lines))).links.get('br0')?.linkinfo?.info_data;

    test.concurrent('bridge priority 0: it is taken for none', async ({ expect }) => {
      expect(await bridgeData('Priority=0')).toMatchObject({ priority: 32_768 });
      expect(await bridgeData('Priority=1')).toMatchObject({ priority: 1 });
    });

    test.concurrent('a delay finer than 10 ms: it is rounded up', async ({ expect }) => {
      expect(await bridgeData('ForwardDelaySec=0.015')).toMatchObject({ forward_delay: 2 });
    });

    test.concurrent.for([
      [
        'the search domain localhost',
        'eth0.network',
        '[Match]\nName=eth0\n[Network]\nDomains=db.localhost\n',
      ],
      ['vlan+srcmac', 'b.netdev', '[NetDev]\nName=b\nKind=bond\n[Bond]\nTransmitHashPolicy=vlan+srcmac\n'],
      ['use_carrier', 'b.netdev', '[NetDev]\nName=b\nKind=bond\n[Bond]\nUseCarrier=no\n'],
      ['an MTU below 1280 beside IPv6', 'eth0.network', '[Match]\nName=eth0\n[Link]\nMTUBytes=1000\n'],
    ] as const)('%s: it complains', async ([, name, text], { expect }) => {
      const booted = await boot({ [`${FOLDER}/${name}`]: text }, { nics: ['eth0'] });
      expect(booted.log.filter(isFault)).toHaveLength(1);
    });
  });

  describe('network-online.target', () => {
    const wait = `${NETWORKD}-wait-online`;
    const bare =
      "<interface type='bridge' name='br1'><bridge stp='on'><interface type='ethernet' name='eth1'/></bridge></interface>";
    const exitOf = async (...documents: string[]) => {
      const then = `code=0; ${wait} --timeout=3 2>/dev/null || code=$?; echo "exit $code" >>/run/log`;
      const { log } = await boot(written(...documents).root, { nics: ['eth0', 'eth1', 'eth2'], then });
      return log.at(-1);
    };

    test.concurrent('waits for no port, bridge without NICs, interface without addresses or hotplug', async ({
      expect,
    }) => {
      const others = [
        bare,
        "<interface type='bridge' name='br0'><protocol family='ipv4'><ip address='198.51.100.1' prefix='24'/></protocol><bridge/></interface>",
        "<interface type='ethernet' name='eth2'><start mode='hotplug'/><protocol family='ipv4'><dhcp/></protocol></interface>",
      ];
      expect(await exitOf(nic('eth0'), ...others)).toBe('exit 0');
    });

    test.concurrent('is never reached where nothing counts', async ({ expect }) => {
      expect(await exitOf(bare)).toBe('exit 1');
    });
  });

  test('start none: configured once somebody brings it up', async () => {
    const files = filesOf({
      interfaces: [
        ethernet('eth0', {
          start: 'none',
          ipv4: { addresses: [{ address: '192.0.2.1', prefix: 24 }], routes: [] },
        }),
      ],
    });
    const addresses = async (then: string) =>
      (await boot(files, { nics: ['eth0'], then })).links.get('eth0')?.addr_info.map(({ local }) => local) ??
      [];
    expect(await addresses('')).toEqual([]);
    const wait = 'for _ in $(seq 100); do [ "$(ip -4 -o addr show dev eth0)" ] && break; sleep 0.1; done';
    expect(await addresses(`ip link set eth0 up; ${wait}`)).toContain('192.0.2.1');
  });
});
