import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A base image is what Debian's packages make of this; it is kept until the recipe changes. */
export interface Recipe {
  readonly suite: string;
  readonly packages: readonly string[];
  /** Units to enable besides those the packages enable themselves. */
  readonly enable: readonly string[];
  /** Files that were built, by path in the image; the folder they come from is one of the cache. */
  readonly built?: Readonly<Record<string, string>>;
  /** More files, by path in the image. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A base image in the cache. */
export interface Image {
  /** The read-only erofs file system. */
  readonly disk: string;
  /** A copy of the image's tree, in which binaries are empty: what `apply --root` starts from. */
  readonly tree: string;
}

export const cacheFolder = join(process.env.XDG_CACHE_HOME ?? '/var/tmp', 'ifscribe-boot');

/** Where this machine gets its own Debian packages from, unless IFSCRIBE_MIRROR says otherwise. */
export const mirror = (): string => {
  const said = process.env.IFSCRIBE_MIRROR;
  if (said) return said;
  const targets = ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'];
  const places = spawnSync('apt-get', targets, { encoding: 'utf8' }).stdout?.split('\n') ?? [];
  const main = places.find((place) => /\/debian\/?$/.test(place));
  if (!main) throw new Error('no Debian mirror in apt-get indextargets; set IFSCRIBE_MIRROR');
  return main;
};

/** Needs nothing but time in the guest, and has no part in its network. */
const masked = [
  ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'dpkg-db-backup.timer', 'e2scrub_all.timer'],
  ...['fstrim.timer', 'logrotate.timer', 'man-db.timer', 'systemd-tmpfiles-clean.timer'],
  ...['systemd-random-seed.service', 'systemd-update-utmp.service', 'systemd-update-utmp-runlevel.service'],
  ...['systemd-journal-flush.service', 'systemd-journal-catalog-update.service', 'systemd-pcrphase.service'],
  ...['systemd-pcrphase-sysinit.service', 'systemd-hwdb-update.service', 'systemd-update-done.service'],
  ...['getty.target', 'serial-getty@ttyS0.service', 'systemd-logind.service', 'e2scrub_reap.service'],
  ...['dev-hugepages.mount', 'dev-mqueue.mount', 'sys-kernel-debug.mount', 'sys-kernel-tracing.mount'],
  ...['systemd-binfmt.service', 'systemd-timesyncd.service', 'keyboard-setup.service'],
  ...['console-setup.service', 'systemd-modules-load.service', 'systemd-network-generator.service'],
  ...['systemd-sysusers.service', 'systemd-user-sessions.service', 'systemd-repart.service'],
  ...['configfs', 'dm_mod', 'drm', 'efi_pstore', 'fuse', 'loop'].map((name) => `modprobe@${name}.service`),
];

/** Generators that look for what the guest does not have. */
const generators = [
  'bless-boot',
  'cryptsetup',
  'debug',
  'fstab',
  'getty',
  'gpt-auto',
  'hibernate-resume',
  'integritysetup',
  'rc-local',
  'run',
  'system-update',
  'veritysetup',
  'tpm2',
  'ssh',
  'factory-reset',
];

/** To be raised when `furnish` changes: images are made anew. */
const REVISION = 2;

const fixed: Readonly<Record<string, string>> = {
  '/etc/machine-id': '8f3c1d2e4b5a69788796a5b4c3d2e1f0\n',
  '/etc/hostname': 'guest\n',
  '/etc/fstab': '',
  // Of the hundreds of devices that a kernel has, those that the guest uses.
  '/etc/systemd/system/systemd-udev-trigger.service.d/few-devices.conf': [
    '[Service]',
    'ExecStart=',
    `ExecStart=udevadm trigger --type=devices --action=add ${['net', 'virtio', 'block', 'virtio-ports'].map((name) => `--subsystem-match=${name}`).join(' ')}`,
    '',
  ].join('\n'),
  '/etc/systemd/journald.conf.d/boot.conf': '[Journal]\nStorage=volatile\nRateLimitBurst=0\n',
};

export const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

/** Makes `folder` in the cache with `make`, unless it is there: whole, or not at all. */
export function cached(name: string, recipe: unknown, make: (folder: string) => void): string {
  const folder = join(cacheFolder, `${name}-${hashOf(recipe)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cacheFolder, { recursive: true });
  const unfinished = mkdtempSync(`${folder}.`);
  chmodSync(unfinished, 0o755);
  try {
    console.error(`boot: building ${name} below ${cacheFolder}`);
    make(unfinished);
    // Another run may have made it meanwhile.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** Builds, or finds in the cache, the image of a recipe. `modules`: the folder with the kernel's modules. */
export function buildImage(name: string, recipe: Recipe, modules: string): Image {
  const folder = cached(name, [REVISION, recipe, masked, generators, fixed, modules], (target) => {
    const root = mkdtempSync(join(tmpdir(), 'ifscribe-image-'));
    try {
      bootstrap(root, recipe);
      furnish(root, recipe, modules);
      execFileSync('mkfs.erofs', ['--quiet', '-T0', join(target, 'disk'), root], { stdio: ['ignore', 2, 2] });
      copyHollow(root, join(target, 'tree'));
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
  return { disk: join(folder, 'disk'), tree: join(folder, 'tree') };
}

function bootstrap(root: string, { suite, packages }: Recipe): void {
  const keep = ['doc', 'man', 'locale', 'info', 'lintian', 'bug'].map(
    (name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`,
  );
  mmdebstrap(['--variant=minbase', `--include=${packages.join(',')}`, ...keep, suite, root, mirror()]);
}

export function mmdebstrap(args: readonly string[]): void {
  execFileSync('mmdebstrap', ['--quiet', ...args], { stdio: ['ignore', 2, 2] });
}

function furnish(root: string, { enable, files = {}, built = {} }: Recipe, modules: string): void {
  for (const [path, text] of Object.entries({ ...fixed, ...files })) put(root, path, text);
  for (const [path, source] of Object.entries(built)) cpSync(source, join(root, path));
  // mmdebstrap leaves the builder's there.
  const resolver = join(root, 'etc/resolv.conf');
  if (lstatSync(resolver, { throwIfNoEntry: false })?.isFile()) truncateSync(resolver);
  const units = join(root, 'etc/systemd/system');
  for (const unit of masked) {
    rmSync(join(units, unit), { force: true });
    symlinkSync('/dev/null', join(units, unit));
  }
  for (const name of generators) {
    const program = `usr/lib/systemd/system-generators/systemd-${name}-generator`;
    rmSync(join(root, program), { force: true });
  }
  for (const folder of ['usr/lib/udev/hwdb.bin', 'var/lib/apt/lists', 'var/cache/apt', 'usr/share/zoneinfo'])
    rmSync(join(root, folder), { recursive: true, force: true });
  cpSync(modules, join(root, 'usr/lib/modules'), { recursive: true });
  if (enable.length)
    execFileSync('systemctl', ['--quiet', '--root', root, 'enable', ...enable], { stdio: ['ignore', 2, 2] });
}

function put(root: string, path: string, text: string): void {
  const target = join(root, path);
  mkdirSync(join(target, '..'), { recursive: true });
  rmSync(target, { force: true });
  writeFileSync(target, text);
}

/** Bytes; larger files, which are programs and libraries, are there by name only. */
const KEPT_MAX = 32 * 1024;
const NOT_LOOKED_AT =
  /^(?:dev|proc|sys|run|tmp|boot|usr\/share|usr\/lib\/modules|var\/cache|var\/lib\/(?:dpkg|apt))$/;

/** A small copy of a tree, which everyone may read. */
function copyHollow(from: string, to: string, below = ''): void {
  mkdirSync(join(to, below));
  if (NOT_LOOKED_AT.test(below)) return;
  for (const name of readdirSync(join(from, below))) {
    const path = below ? `${below}/${name}` : name;
    const source = join(from, path);
    const target = join(to, path);
    const status = lstatSync(source);
    if (status.isDirectory()) copyHollow(from, to, path);
    else if (status.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (status.isFile()) {
      const content = status.size > KEPT_MAX ? Buffer.alloc(0) : readFileSync(source);
      writeFileSync(target, content, { mode: (status.mode & 0o777) | 0o444 });
    }
  }
}
