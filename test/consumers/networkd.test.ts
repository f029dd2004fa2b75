import { describe, test, vi } from 'vitest';
import { networkd } from '../../backends/networkd/index.ts';
import { featureUses } from '../../src/model/features.ts';
import type { Host } from '../../src/model/host.ts';
import { resolve } from '../../src/model/resolve.ts';
import { composeFiles } from '../../src/plan/compose.ts';
import { fixtureCases } from '../support/fixture-cases.ts';
import { kernelDifferences } from '../support/kernel-differences.ts';
import { describeConsumer, kernelHas, whyNot } from '../support/namespace.ts';
import { boot, complaint, NETWORKD } from '../support/networkd.ts';

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
    return iface.type === 'ethernet' && iface.permanentMac === undefined;
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
});
