import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { composeFiles } from '../../src/plan/compose.ts';
import { services } from '../../src/services/index.ts';
import { ipv4 } from '../support/guest-networks.ts';
import { describeConsumer, inNamespace, missingPrograms } from '../support/namespace.ts';
import { installed, network } from '../support/networks.ts';

const served = (name: string, subnet: string) =>
  network(name, {
    forward: { mode: 'nat' },
    ips: [ipv4({ address: subnet, dhcp: { ranges: [], hosts: [{ mac: '52:54:00:00:00:01' }] } })],
  });
const started = [
  installed(served('lab', '192.168.1.1')),
  installed(served('lab-filter', '192.168.2.1'), { dhcpServer: 'kea' }),
  installed(network('alone')),
];
const byHand = started.map(({ network: { name, ...rest } }) =>
  installed({ ...rest, name: `${name}.2` }, { autostart: false }),
);

describeConsumer('systemctl preset-all', missingPrograms('systemctl'), () => {
  test.each([
    ['networks that start at boot', started],
    ['networks that do not', byHand],
    ['both', [...started, ...byHand]],
  ])('leaves links as they are: %s', async (_, networks) => {
    const files = composeFiles(
      services.render({
        networks,
        surroundings: { dnsmasqFolder: false, dnsmasqIsDynamic: false, firewalld: false },
      }),
    );
    const wanted = services.links(networks).map(({ path, target }) => [path, target]);
    // What distributions say of all other units: Debian nothing, so that they are enabled; Fedora this.
    for (const others of ['', 'disable *\n']) {
      for (const links of [wanted, []]) {
        const root = mkdtempSync(join(tmpdir(), 'presets-'));
        onTestFinished(() => rmSync(root, { recursive: true }));
        const place = (path: string): string => {
          mkdirSync(dirname(join(root, path)), { recursive: true });
          return join(root, path);
        };
        for (const { path, text } of files) writeFileSync(place(path), text);
        for (const [path = '', target = ''] of links) symlinkSync(target, place(path));
        writeFileSync(place('/usr/lib/systemd/system-preset/99-default.preset'), others);
        const { status, stderr } = await inNamespace('systemctl --root="$ROOT" preset-all', { ROOT: root });
        expect({ status, stderr: stderr.replace(/^(?:Created|Removed) .*\n/gm, '') }).toEqual({
          status: 0,
          stderr: '',
        });
        expect(linksBelow(root, '/etc/systemd/system')).toEqual(wanted);
      }
    }
  });
});

/** Every link below a folder, with where it says to lead, sorted. */
function linksBelow(root: string, folder: string): string[][] {
  const found = readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry): string[][] => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return linksBelow(root, path);
    return entry.isSymbolicLink() ? [[path, readlinkSync(join(root, path))]] : [];
  });
  return found.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}
