import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatNetwork } from '../../src/language/format-network.ts';
import { parseDocuments } from '../../src/language/parse.ts';
import { canonicalNetwork, type Network, type NetworkIp } from '../../src/model/network.ts';
import { arbitraryNetworks } from '../support/arbitrary-network.ts';
import { describeConsumer, missingPrograms } from '../support/namespace.ts';
import { runs } from '../support/runs.ts';

/**
 * What libvirt makes of canonical documents: its own parser and formatter, by virsh with the test driver, which
 * needs no daemon and sets nothing up. test/consumers/install.sh unpacks it.
 */
const virsh = join(
  process.env.IFSCRIBE_CONSUMERS ?? '/var/cache/ifscribe-consumers',
  'libvirt/usr/bin/virsh',
);

/** What libvirt prints of networks that it was given; `undefined` for one that it refused. */
function throughLibvirt(networks: readonly Network[]): (string | undefined)[] {
  const folder = mkdtempSync(join(tmpdir(), 'ifscribe-libvirt-'));
  const commands = networks.map((network, n) => {
    const file = join(folder, `${n}.xml`);
    writeFileSync(file, formatNetwork(network));
    return `echo == ${n}; net-define ${file}; net-dumpxml ${network.name}`;
  });
  try {
    const output = execFileSync(virsh, ['-c', 'test:///default', `${commands.join('; ')}; echo end`], {
      encoding: 'utf8',
      stdio: 'pipe',
      env: { LC_ALL: 'C.UTF-8' },
    });
    const sections = output.split(/^== \d+$/m).slice(1);
    return sections.map((section) => /^<network[\s\S]*^<\/network>\n/m.exec(section)?.[0]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The network with what libvirt adds, and without what it does not take or keep. */
function asLibvirtHasIt(
  { title: _, description: __, metadata: ___, ...network }: Network,
  n: number,
): Network {
  const { bridge, forward, guestIpv6, dns, ...rest } = network;
  const services = dns?.services.map(({ priority, weight, ...service }) => ({
    ...service,
    ...(priority ? { priority } : {}),
    ...(weight ? { weight } : {}),
  }));
  return canonicalNetwork({
    ...rest,
    // The test driver has a network of that name.
    name: network.name === 'default' ? 'other' : network.name,
    uuid: `3e3fce45-4f53-4fa7-bb32-11f34168b8${n.toString(16).padStart(2, '0')}`,
    ...(guestIpv6 ? { guestIpv6 } : {}),
    ...(forward ? { forward } : {}),
    bridge: forward?.mode === 'bridge' ? bridge : { stp: true, delayMs: 0, ...bridge },
    ...(dns && services ? { dns: { ...dns, services } } : {}),
    ips: network.ips.map(withFewerLeases),
  });
}

/** A range has 65535 addresses at most, a reservation an address, and its name no underscore in front. */
function withFewerLeases(ip: NetworkIp): NetworkIp {
  const { dhcp, ...rest } = ip;
  const ranges = ip.family === 'ipv4' ? (dhcp?.ranges ?? []) : [];
  const hosts = (dhcp?.hosts ?? []).filter((host) => host.ip !== undefined && !host.name?.startsWith('_'));
  if (ranges.length + hosts.length === 0) return rest as NetworkIp;
  return { ...ip, dhcp: { ...dhcp, ranges, hosts } } as NetworkIp;
}

describeConsumer('canonical networks, as libvirt understands them', missingPrograms(virsh), () => {
  test('it prints the very bytes that it was given', () => {
    fc.assert(
      fc.property(arbitraryNetworks(10), (networks) => {
        const said = networks.map((network, n) => ({ ...asLibvirtHasIt(network, n), portForwards: [] }));
        expect(throughLibvirt(said)).toEqual(said.map(formatNetwork));
      }),
      runs(0.1),
    );
  });

  test('it keeps published ports', () => {
    fc.assert(
      fc.property(arbitraryNetworks(10, { modes: ['nat', 'route'] }), (networks) => {
        const said = networks.map(asLibvirtHasIt);
        const back = throughLibvirt(said).map((text, n) => ({ file: `${n}.xml`, text: text ?? '' }));
        const { networks: read, findings } = parseDocuments(back);
        expect(findings).toEqual([]);
        expect(read).toEqual(said);
      }),
      runs(0.05),
    );
  });
});
