import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { InstalledNetwork, Network } from '../../src/model/network.ts';
import { composeFiles } from '../../src/plan/compose.ts';
import { services } from '../../src/services/index.ts';
import { inSystemd, whyNoSystemd } from '../support/booted-systemd.ts';
import { describeConsumer, inNamespace, missingPrograms } from '../support/namespace.ts';
import { installed, network } from '../support/networks.ts';

const ips = (n: number): Network['ips'] => [
  { family: 'ipv4', address: `192.168.${n}.1`, prefix: 24 },
  { family: 'ipv6', address: `fd00:${n}::1`, prefix: 64 },
];
const networks = [
  installed(network('lab', { bridge: { name: 'br-lab' }, forward: { mode: 'nat' }, ips: ips(1) })),
  // Named so that its units could be taken for those of another.
  installed(network('lab-filter', { bridge: { name: 'br-lab.2@+' }, ips: ips(2) })),
];
const surroundings = { dnsmasqFolder: false, dnsmasqIsDynamic: false, firewalld: true };
const filesOf = (of: readonly InstalledNetwork[]): Record<string, string> =>
  Object.fromEntries(
    composeFiles(services.render({ networks: of, surroundings })).map(({ path, text }) => [path, text]),
  );
const files = filesOf(networks);
const byHand = [...networks, installed(network('open', { forward: { mode: 'open' }, ips: ips(3) }))].map(
  (each) => ({ ...each, autostart: false }),
);

describeConsumer('systemd-analyze', missingPrograms('systemd-analyze', 'nft', 'dnsmasq'), () => {
  test.each([
    ['at boot', files, 5],
    ['by hand', filesOf(byHand), 6],
  ])('takes every unit of networks that are started %s', async (_, files, count) => {
    const folder = mkdtempSync(join(tmpdir(), 'units-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const units = Object.entries(files).filter(([path]) => path.endsWith('.service'));
    expect(units).toHaveLength(count);
    for (const [path, text] of units) writeFileSync(join(folder, basename(path)), text);
    const { stdout, stderr } = await inNamespace(
      `systemd-analyze verify --man=no ${folder}/*.service || true`,
    );
    expect(`${stdout}${stderr}`).toBe('');
  });
});

describeConsumer('xmllint', missingPrograms('xmllint'), () => {
  test("takes the records, firewalld's zone and its policy", async () => {
    const documents = Object.entries(files).filter(([path]) => path.endsWith('.xml'));
    expect(documents).toHaveLength(4);
    for (const [path, text] of documents) {
      const { status, stderr } = await inNamespace('printf %s "$TEXT" | xmllint --noout -', { TEXT: text });
      expect({ path, status, stderr }).toEqual({ path, status: 0, stderr: '' });
    }
  });
});

describeConsumer('systemd', await whyNoSystemd('nft', '/lib/systemd/system/nftables.service'), () => {
  /** Both tables, forwarding of both families, and the units, once nothing more is under way. */
  const settled = `
    filters='ifscribe-net-lab-filter.service ifscribe-net-lab-filter--filter.service'
    show() {
      for _ in $(seq 100); do systemctl list-jobs --no-legend | grep -q ifscribe || break; sleep 0.1; done
      tables=$(nft list tables | grep -c ifscribe || true)
      forwarding="$(cat /proc/sys/net/ipv4/ip_forward)$(cat /proc/sys/net/ipv6/conf/all/forwarding)"
      echo "$1: tables $tables, forwarding $forwarding, $(systemctl is-active $filters ifscribe-forward | tr '\\n' ' ')"
    }
  `;
  const nftables = {
    path: '/etc/systemd/system/sysinit.target.wants/nftables.service',
    target: '/lib/systemd/system/nftables.service',
  };
  const flushing = { '/etc/nftables.conf': 'flush ruleset\ntable inet mine { }\n' };
  const allUp = 'tables 2, forwarding 11, active active active';
  const inTrial = async (more: Readonly<Record<string, string>>, script: string): Promise<string[]> => {
    const links = [nftables, ...services.links(networks)];
    const said = await inSystemd({ ...files, ...flushing, ...more }, links, settled + script);
    return said
      .trim()
      .split('\n')
      .map((line) => line.trim());
  };

  test("loads and forwards at boot, and again after what becomes of the administrator's own rules", async () => {
    const script = `
      show boot
      systemctl reload nftables; show reload
      systemctl restart nftables; show restart
      systemctl stop nftables; show stop
      systemctl start nftables; show start
      systemctl stop ifscribe-net-lab-filter; show 'one stopped'
      systemctl start ifscribe-forward; show 'forwarding started'
      systemctl is-enabled $filters ifscribe-forward | sort -u
      journalctl -b -o cat | grep -ci 'ordering cycle' || true
    `;
    expect(await inTrial({}, script)).toEqual([
      `boot: ${allUp}`,
      `reload: ${allUp}`,
      `restart: ${allUp}`,
      'stop: tables 0, forwarding 00, inactive inactive inactive',
      `start: ${allUp}`,
      'one stopped: tables 1, forwarding 00, inactive active inactive',
      `forwarding started: ${allUp}`,
      'enabled',
      '0',
    ]);
  });

  test('nothing is forwarded where the rules of one network do not load, until they do', async () => {
    const path = '/etc/ifscribe/networks/lab-filter.nft';
    const script = `
      show boot
      sed -i /nonsense/d ${path}; systemctl start ifscribe-forward; show mended
      echo nonsense >>${path}
      systemctl reload ifscribe-net-lab-filter--filter 2>/dev/null; show 'failed reload'
      systemctl restart nftables; show 'failed restart'
    `;
    expect(await inTrial({ [path]: `${files[path]}nonsense\n` }, script)).toEqual([
      'boot: tables 1, forwarding 00, active failed inactive',
      `mended: ${allUp}`,
      `failed reload: ${allUp}`,
      'failed restart: tables 1, forwarding 00, active failed inactive',
    ]);
  });

  test("what the administrator's sysctl.d says of forwarding holds where ours ends", async () => {
    const mine = { '/etc/sysctl.d/mine.conf': 'net.ipv4.ip_forward=1\n' };
    // Not before it has started: systemd calls a unit that is stopped while it starts failed.
    const script = 'show boot; systemctl stop ifscribe-forward; show stop';
    expect(await inTrial(mine, script)).toEqual([
      `boot: ${allUp}`,
      'stop: tables 2, forwarding 10, active active inactive',
    ]);
  });
});
