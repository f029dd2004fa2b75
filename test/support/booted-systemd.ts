import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Link } from '../../src/services/layer.ts';
import { inNamespace, whyNot } from './namespace.ts';

/** The machine's own systemd, booted in a container over a copy of the machine's files that goes with it. */

/**
 * Boots with these files and links (paths in the root), as far as sysinit.target, and runs a bash script there. Returns
 * what it prints.
 */
export async function inSystemd(
  files: Readonly<Record<string, string>>,
  links: readonly Pick<Link, 'path' | 'target'>[],
  script: string,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'systemd-'));
  try {
    const place = (path: string): string => {
      mkdirSync(dirname(join(folder, 'tree', path)), { recursive: true });
      return join(folder, 'tree', path);
    };
    const all = { ...files, ...unitsOfTrial, '/trial/script': script };
    for (const [path, text] of Object.entries(all)) writeFileSync(place(path), text);
    for (const { path, target } of links) symlinkSync(target, place(path));
    mkdirSync(join(folder, 'said'));
    const { stdout, stderr } = await inNamespace(boot, { FOLDER: folder });
    const said = readSaid(join(folder, 'said', 'log'));
    if (said === undefined) throw new Error(`systemd did not boot: ${stdout}${stderr}`);
    return said;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Why that cannot be done here, or undefined where it can. */
export async function whyNoSystemd(...programs: readonly string[]): Promise<string | undefined> {
  const missing = await whyNot('systemd-nspawn', '/lib/systemd/systemd', ...programs);
  if (missing) return missing;
  return inSystemd({}, [], 'echo booted').then(
    () => undefined,
    (error: Error) => error.message,
  );
}

function readSaid(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const unitsOfTrial = {
  '/etc/systemd/system/trial.target': '[Unit]\nRequires=sysinit.target\nWants=trial.service\n',
  '/etc/systemd/system/trial.service': [
    '[Unit]',
    'DefaultDependencies=no',
    'After=sysinit.target',
    '[Service]',
    'Type=oneshot',
    'ExecStart=/bin/bash /trial/script',
    'StandardOutput=file:/said/log',
    'StandardError=file:/said/log',
    'ExecStopPost=/bin/systemctl --no-block exit',
    '',
  ].join('\n'),
};

/** None of the machine's own configuration of systemd is there. */
const boot = `
over=$FOLDER/over
mkdir "$over"; mount -t tmpfs tmpfs "$over"; mkdir "$over/up" "$over/work" "$over/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$over/up,workdir=$over/work" "$over/root"
rm -rf "$over/root/etc/systemd/system" "$over/root/etc/sysctl.d"
cp -a "$FOLDER/tree/." "$over/root/"
: >"$over/root/etc/machine-id"
SYSTEMD_NSPAWN_API_VFS_WRITABLE=network systemd-nspawn -q --register=no --keep-unit --private-network \\
  --machine=trial --console=pipe --directory="$over/root" --bind="$FOLDER/said:/said" \\
  --boot systemd.unit=trial.target systemd.show_status=no
`;
