import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, test, vi } from 'vitest';
import { networkd } from '../../backends/networkd/index.ts';
import type { Host } from '../../src/model/host.ts';
import type { Survey } from '../../src/survey.ts';
import { filesBelow, fixturesFolder } from '../support/fixture-cases.ts';
import { foreignRoot } from '../support/foreign-root.ts';
import { kernelDifferences } from '../support/kernel-differences.ts';
import { memoryRoot } from '../support/memory-root.ts';
import { describeConsumer, kernelHas, whyNot } from '../support/namespace.ts';
import { nativeFiles } from '../support/native-networkd.ts';
import { boot, NETWORKD } from '../support/networkd.ts';
import { NICS, nameLists } from '../support/networkd-names.ts';

/** What networkd makes of what others wrote, beside what is read of it. */
const reason = await whyNot(NETWORKD);
const hasFiltering = await kernelHas('bridge vlan_filtering 1');
const folder = join(fixturesFolder, 'foreign', 'networkd');

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly survey: Survey;
}

/** Random ones, the same in every run. */
const random: readonly Case[] = fc
  .sample(nativeFiles, { seed: 252, numRuns: 24 })
  .map(({ files }, n) => ({ name: `random ${n}`, files, survey: networkd.survey(memoryRoot(files)) }));

const cases: readonly Case[] = (existsSync(folder) ? readdirSync(folder).sort() : []).map((name) => {
  const root = join(folder, name, 'root');
  const files = Object.fromEntries(
    Object.entries(filesBelow(root)).map(([path, text]) => [`/${path}`, text]),
  );
  return { name, files, survey: networkd.survey(foreignRoot(root).view) };
});

/** A line that networkd warns of, though it takes it. */
const isTaken = (warning: string): boolean => /deprecated|without prefix length|wireguard key/.test(warning);

/** Where and why networkd passes over a line, as its log says. */
const ignoredIn = (log: readonly string[]): readonly { place: string; warning: string }[] =>
  log.flatMap((line) => {
    const [, place = '', warning = ''] = /^(\/(?:etc|run|usr)\S+?:[0-9]+): (.*)/.exec(line) ?? [];
    return place === '' || isTaken(warning) ? [] : [{ place, warning }];
  });

/** Where networkd does more, or else, than the document can say; the accounts and findings of the case tell. */
const BEYOND: Readonly<Record<string, string>> = {
  addresses: 'an address from a pool, and one without a length',
  conditions: 'conditions that do not hold here',
  'ipv6-only-static': 'no link-local address beside IPv6 addresses',
  'link-renames': 'an MTU that udev sets, which has no part here',
  'other-kinds': 'a macvlan and a VRF, which the kernel may lack',
  'point-to-point': 'an address with a peer',
  resets: 'an empty Address=, which networkd 252 ignores',
  routes: 'routes without a gateway',
};

/**
 * Networks that this kernel can show with veths for NICs, where networkd does at once what the document says: no NIC
 * that is found by its MAC address, no device that has no carrier.
 */
function canBeSeen({ name, survey: { host, findings } }: Case): boolean {
  const isLate = findings.some(
    ({ code, message }) =>
      code === 'approximated' && /carrier|route may fail|takes it down|follows/.test(message),
  );
  return (
    BEYOND[name] === undefined &&
    host.interfaces.length > 0 &&
    !isLate &&
    host.interfaces.every((iface) => {
      if (iface.type === 'bridge') return hasFiltering || iface.bridge.vlanFiltering === undefined;
      return iface.type === 'veth' || (iface.type === 'ethernet' && iface.permanentMac === undefined);
    })
  );
}

const nicsOf = ({ interfaces }: Host): string[] =>
  interfaces.filter(({ type }) => type === 'ethernet').map(({ name }) => name);

// They wait more than they work.
vi.setConfig({ maxConcurrency: 4 });

describeConsumer('systemd-networkd', reason, () => {
  describe('ignores the lines that are told to be ignored, and no other', () => {
    test.concurrent.for([...cases, ...random])('$name', async ({ files, survey }, { expect }) => {
      const { log } = await boot(files, { nics: ['probe0'], settle: false });
      const ignored = ignoredIn(log);
      for (const { place, warning } of ignored) {
        const found = survey.accounts.filter(({ path, line }) => `${path}:${line}` === place);
        // networkd 252 knows an empty Address= as a fault, and later ones as a reset: that is told apart.
        const isDisputed = survey.findings.some(
          ({ code, at }) => code === 'readers-differ' && `${at?.file}:${at?.line}` === place,
        );
        const states = new Set(found.map(({ state }) => state));
        const isTold = states.has('kept') || states.has('unread');
        if (!isDisputed) expect(isTold, `${place}: ${warning}`).toBe(true);
      }
      const places = new Set(ignored.map(({ place }) => place));
      // A key below a section that networkd does not know has no warning of its own.
      const told = survey.findings.filter(
        ({ code, message }) =>
          code === 'consumer-refuses' &&
          /no value for this key|it knows no \S+= in|below no section|no assignment/.test(message),
      );
      for (const { at, message } of told) expect(places, message).toContain(`${at?.file}:${at?.line}`);
    });
  });

  describe('takes a file for the NICs that it is read for', () => {
    test.concurrent.for(nameLists)('%j', async ([match, ...holds], { expect }) => {
      const path = '/etc/systemd/network/a.network';
      const booted = await boot({ [path]: `[Match]\n${match}\n` }, { nics: NICS });
      const its = NICS.filter((nic) => booted.state(nic).NETWORK_FILE === path);
      expect(its).toEqual(holds);
    });
  });

  describe('takes a section for void in which one value is none', () => {
    test.concurrent.for([
      '[Route]\nGateway=192.0.2.1\nMetric=far',
      '[Route]\nGateway=192.0.2.1\nGateway=host',
      '[Route]\nGateway=192.0.2.1\nGatewayOnLink=perhaps',
      '[Address]\nAddress=198.51.100.5/24\nAddress=host',
      // But passes over a key that there is not.
      '[Route]\nGateway=192.0.2.1\nMetrik=5',
      '[Address]\nAddress=198.51.100.5/24\nLabl=x',
    ])('%j', async (section, { expect }) => {
      const text = `[Match]\nName=eth0\n[Network]\nIPv6AcceptRA=no\nAddress=192.0.2.5/24\n${section}\n`;
      const files = { '/etc/systemd/network/a.network': text };
      const { host } = networkd.survey(memoryRoot(files));
      const booted = await boot(files, { nics: ['eth0'] });
      expect(kernelDifferences(host, booted, { isOurs: false })).toEqual([]);
      const isVoid = /host|far|perhaps/.test(section);
      const [eth0] = host.interfaces;
      const said = [...(eth0?.ipv4?.routes ?? []), ...(eth0?.ipv4?.addresses.slice(1) ?? [])];
      expect(said).toHaveLength(isVoid ? 0 : 1);
    });
  });

  describe('configures what is read', () => {
    test.concurrent.for(cases.filter(canBeSeen))('$name', async ({ files, survey: { host } }, { expect }) => {
      const booted = await boot(files, { nics: nicsOf(host) });
      expect(kernelDifferences(host, booted, { isOurs: false })).toEqual([]);
    });
  });
});
