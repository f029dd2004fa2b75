import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CpioEntry, cpio, FILE, FOLDER, withFolders } from './archive.ts';
import { cached, mirror, mmdebstrap } from './images.ts';

/** What every guest starts with, whatever its image. */
export interface Kernel {
  /** The uncompressed ELF kernel, which QEMU starts through PVH: nothing is decompressed under emulation. */
  readonly vmlinux: string;
  readonly initrd: string;
  /** A folder with the modules that guests need. */
  readonly modules: string;
}

const SUITE = 'bookworm';
const PACKAGES = ['linux-image-cloud-amd64', 'busybox-static', 'kmod'];
/** In the initrd, for the root file system and the NICs' names. */
const EARLY = ['virtio_pci', 'virtio_blk', 'virtio_net', 'erofs', 'overlay'];
/** In the image, loaded by udev or by the kernel when they are wanted. */
const LATER = [
  'virtio_console',
  'bonding',
  '8021q',
  'bridge',
  'br_netfilter',
  'dummy',
  'veth',
  'af_packet',
  'xt_set',
];

/** Debian's kernel for clouds, unpacked, and an initrd around test/boot/guest/init. `more`: modules besides the usual ones. */
export function buildKernel(more: readonly string[] = []): Kernel {
  const init = readFileSync(join(import.meta.dirname, 'guest/init'));
  const later = [...LATER, ...more];
  const recipe = [SUITE, PACKAGES, EARLY, later, init.toString()];
  const folder = cached('kernel', recipe, (target) => {
    const root = mkdtempSync(join(tmpdir(), 'ifscribe-kernel-'));
    try {
      mmdebstrap(['--variant=extract', `--include=${PACKAGES.join(',')}`, SUITE, root, mirror()]);
      const image = readdirSync(join(root, 'boot')).find((name) => name.startsWith('vmlinuz-'));
      if (!image) throw new Error('the kernel package holds no vmlinuz');
      const version = image.slice('vmlinuz-'.length);
      writeFileSync(join(target, 'vmlinux'), decompressed(readFileSync(join(root, 'boot', image))));
      execFileSync('depmod', ['-b', root, version], { stdio: ['ignore', 2, 2] });
      writeFileSync(join(target, 'initrd'), initrd(root, version, init));
      keepModules(root, version, later, join(target, 'modules'));
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
  return {
    vmlinux: join(folder, 'vmlinux'),
    initrd: join(folder, 'initrd'),
    modules: join(folder, 'modules'),
  };
}

/** The ELF kernel in a bzImage: Documentation/arch/x86/boot.rst, payload_offset and payload_length. */
function decompressed(image: Buffer): Buffer {
  const setupSectors = image.readUInt8(0x1f1) || 4;
  const start = (setupSectors + 1) * 512 + image.readUInt32LE(0x248);
  // The last four bytes are the size of what comes out.
  const payload = image.subarray(start, start + image.readUInt32LE(0x24c) - 4);
  const program = { 407642370: 'lz4', 4247762216: 'zstd', 1484404733: 'xz' }[payload.readUInt32LE(0)];
  if (!program) throw new Error('the kernel is compressed in an unknown way');
  return execFileSync(program, ['-dc'], { input: payload, maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 2] });
}

/** The modules, each after those it needs, as paths below lib/modules/VERSION. */
function withNeeds(root: string, version: string, names: readonly string[]): string[] {
  const needs = new Map(
    readFileSync(join(root, 'lib/modules', version, 'modules.dep'), 'utf8')
      .split('\n')
      .map((line): [string, string[]] => {
        const [path = '', list = ''] = line.split(':');
        return [path, list.trim().split(/\s+/).filter(Boolean)];
      }),
  );
  const byName = new Map([...needs.keys()].map((path) => [moduleName(path), path]));
  const ordered = new Set<string>();
  const add = (path: string): void => {
    for (const need of [...(needs.get(path) ?? [])].reverse()) add(need);
    ordered.add(path);
  };
  for (const name of names) {
    const path = byName.get(name);
    if (path) add(path);
  }
  return [...ordered];
}

const moduleName = (path: string): string =>
  path
    .replace(/^.*\//, '')
    .replace(/\.ko.*$/, '')
    .replaceAll('-', '_');

function initrd(root: string, version: string, init: Buffer): Buffer {
  const modules = withNeeds(root, version, EARLY);
  const file = (path: string, content: Buffer, mode = 0o644): CpioEntry => ({
    path,
    mode: FILE | mode,
    content,
  });
  const folders = ['proc', 'sys', 'dev', 'case/root'].map((path) => ({
    path,
    mode: FOLDER | 0o755,
    content: Buffer.alloc(0),
  }));
  return cpio(
    withFolders([
      ...folders,
      file('init', init, 0o755),
      file('bin/busybox', readFileSync(join(root, 'bin/busybox')), 0o755),
      file('modules/order', Buffer.from(`${modules.map((path) => `${moduleName(path)}.ko`).join('\n')}\n`)),
      ...modules.map((path) =>
        file(`modules/${moduleName(path)}.ko`, readFileSync(join(root, 'lib/modules', version, path))),
      ),
    ]),
  );
}

function keepModules(root: string, version: string, later: readonly string[], target: string): void {
  const from = join(root, 'lib/modules', version);
  const to = join(target, version);
  mkdirSync(to, { recursive: true });
  for (const path of [
    ...withNeeds(root, version, [...EARLY, ...later]),
    'modules.order',
    'modules.builtin',
    'modules.builtin.modinfo',
  ])
    cpSync(join(from, path), join(to, path));
  // depmod looks below lib/modules of a base folder.
  const base = mkdtempSync(join(tmpdir(), 'ifscribe-modules-'));
  try {
    cpSync(target, join(base, 'lib/modules'), { recursive: true });
    execFileSync('depmod', ['-b', base, version], { stdio: ['ignore', 2, 2] });
    cpSync(join(base, 'lib/modules'), target, { recursive: true });
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}
