import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached, mirror, mmdebstrap } from './images.ts';

const SUITE = 'bookworm';
const TOOLS = [
  ...['dpkg-dev', 'meson', 'ninja-build', 'pkg-config', 'gettext', 'perl', 'python3', 'xsltproc'],
  ...['libglib2.0-dev', 'libudev-dev', 'libndp-dev', 'libsystemd-dev', 'uuid-dev', 'libgnutls28-dev'],
  ...['libdbus-1-dev', 'libnvme-dev'],
];
const script = join(import.meta.dirname, 'guest/build-network-manager');
const PLUGIN = 'libnm-settings-plugin-ifcfg-rh.so';

/**
 * Debian's NetworkManager reads no ifcfg files: its source package, built with that plugin, does. The answer is
 * where the files go in an image that has the package installed.
 */
export function buildNetworkManager(): Readonly<Record<string, string>> {
  const folder = cached('network-manager', [SUITE, TOOLS, readFileSync(script, 'utf8')], (target) => {
    const root = mkdtempSync(join(tmpdir(), 'ifscribe-chroot-'));
    try {
      const sources = ['deb', 'deb-src'].map((kind) => `${kind} ${mirror()} ${SUITE} main`);
      mmdebstrap([
        ...['--variant=buildd', `--include=${TOOLS.join(',')}`],
        ...[
          `--customize-hook=copy-in ${script} /root`,
          '--customize-hook=chroot "$1" sh /root/build-network-manager',
        ],
        ...['built/NetworkManager', `built/${PLUGIN}`].map(
          (path) => `--customize-hook=copy-out /${path} ${target}`,
        ),
        ...[SUITE, join(root, 'tree'), ...sources],
      ]);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
  return {
    '/usr/sbin/NetworkManager': join(folder, 'NetworkManager'),
    [`/usr/lib/x86_64-linux-gnu/NetworkManager/1.42.4/${PLUGIN}`]: join(folder, PLUGIN),
  };
}
