import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keaConfiguration } from '../../src/services/kea.ts';
import { arbitraryNetworks } from '../support/arbitrary-network.ts';
import { dhcp4, installed, ipv4, network } from '../support/guest-networks.ts';
import { describeConsumer, inNamespace, whyNot } from '../support/namespace.ts';
import { type Served, serve, variables } from '../support/served-guests.ts';

describeConsumer('kea-dhcp4', await whyNot('kea-dhcp4'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'kea-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('takes the configuration of any network', async () => {
    const networks = fc.sample(arbitraryNetworks(1), { numRuns: 150 }).flat();
    const found = networks.flatMap((each) => {
      const text = keaConfiguration(each);
      return text === undefined ? [] : [{ bridge: each.bridge.name, text }];
    });
    found.forEach(({ text }, n) => void writeFileSync(join(folder, `${n}`), `# ifscribe\n${text}`));
    const checks = found.map(
      ({ bridge }, n) =>
        `ip link add ${bridge} type bridge 2>/dev/null || true; kea-dhcp4 -t ${folder}/${n} >/dev/null 2>${folder}/said || cat ${folder}/said`,
    );
    const { status, stdout } = await inNamespace(checks.join('\n'), { KEA_LOCKFILE_DIR: 'none' });
    expect(status).toBe(0);
    expect(found.length).toBeGreaterThan(20);
    expect(stdout).toBe('');
  });
});

const lab = network('lab', {
  mtuBytes: 1400,
  domain: { name: 'lab.example' },
  dns: { forwarders: [{ address: '192.0.2.53' }], texts: [], services: [], hosts: [] },
  ips: [
    ipv4({
      dhcp: dhcp4({
        ranges: [{ start: '192.168.150.100', end: '192.168.150.199', leaseSeconds: 1800 }],
        hosts: [{ mac: '52:54:00:00:00:01', name: 'alpha', ip: '192.168.150.5' }],
        bootp: { file: 'pxelinux.0', server: '192.168.150.9' },
      }),
    }),
  ],
});

const { forward: _, ...quiet } = network('quiet', {
  bridge: { name: 'virbr8' },
  ips: [
    ipv4({
      address: '192.168.151.1',
      dhcp: { ranges: [{ start: '192.168.151.100', end: '192.168.151.100' }], hosts: [] },
    }),
  ],
});

const script = `
sleep 3
guest a virbr7 52:54:00:00:00:01
guest b virbr7 52:54:00:00:00:02
guest q virbr8 52:54:00:00:00:04
lease a; lease b; lease q
for name in a b q; do show bound-$name cat /run/$name.bound; renew $name; show renew-$name cat /run/$name.renew; done
show leases cat /var/lib/ifscribe/lab.leases4
`;

describeConsumer('kea-dhcp4, live', await whyNot('kea-dhcp4', 'busybox', 'setpriv'), () => {
  let served: Served;
  const told = (name: string) => variables(served.shown[name]);
  beforeAll(async () => {
    served = await serve({ networks: [installed(lab, 'kea'), installed(quiet, 'kea')], script });
  }, 60_000);

  test('a reservation and what comes with it, to the first guest of a bridge that was empty', () => {
    expect(told('bound-a')).toMatchObject({
      ip: '192.168.150.5',
      mask: '24',
      router: '192.168.150.1',
      dns: '192.0.2.53',
      domain: 'lab.example',
      hostname: 'alpha',
      lease: '1800',
      mtu: '1400',
      boot_file: 'pxelinux.0',
      siaddr: '192.168.150.9',
    });
  });

  test('of the range', () => {
    expect(told('bound-b').ip).toMatch(/^192\.168\.150\.1\d\d$/);
  });

  test('no route to a host that forwards nothing; an hour where nothing is said', () => {
    expect(told('bound-q')).toMatchObject({ ip: '192.168.151.100', lease: '3600' });
    expect(told('bound-q').router).toBeUndefined();
  });

  test('renewed by the network that leased it', () => {
    for (const name of ['a', 'b', 'q']) expect(told(`renew-${name}`).ip, name).toBe(told(`bound-${name}`).ip);
  });

  test('leases outlive the server', () => {
    expect(served.shown.leases).toContain('192.168.150.5,52:54:00:00:00:01');
  });
});
