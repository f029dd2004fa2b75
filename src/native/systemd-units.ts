import type { RootView } from '../backend.ts';

/** How a unit stands in a root, and the path that shows it. */
export interface UnitState {
  readonly state: 'enabled' | 'disabled' | 'masked' | 'absent';
  /** The link that enables or masks it, else the unit file; empty where there is none. */
  readonly path: string;
}

const FOLDERS = [
  '/etc/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

/**
 * Whether systemd starts a unit at the boot of this root: `systemctl is-enabled` read off the files. A unit
 * is enabled by a link in some `TARGET.wants` or `.requires` folder, of the administrator's or the vendor's
 * (systemd.unit(5)), and masked by a link to /dev/null or an empty file in its place.
 */
export function unitState(root: RootView, unit: string): UnitState {
  const file = FOLDERS.map((folder) => `${folder}/${unit}`).find((path) => isThere(root, path));
  if (!file) return { state: 'absent', path: '' };
  if (isMask(root, file)) return { state: 'masked', path: file };
  const link = enablingLink(root, unit);
  return link ? { state: 'enabled', path: link } : { state: 'disabled', path: file };
}

/** Of links of one name in several folders the first counts, and one to /dev/null takes the others away. */
function enablingLink(root: RootView, unit: string): string | undefined {
  const seen = new Set<string>();
  for (const folder of FOLDERS) {
    for (const name of root.list(folder)) {
      const link = `${folder}/${name}/${unit}`;
      if (!/\.(?:wants|requires)$/.test(name) || seen.has(name) || !isThere(root, link)) continue;
      seen.add(name);
      if (root.link(link) !== '/dev/null') return link;
    }
  }
  return undefined;
}

/** A link counts even where its target is not in the root: systemd goes by the name. */
const isThere = (root: RootView, path: string): boolean => root.link(path) !== undefined || root.exists(path);

/** Whether a configuration file only hides those of its name in folders further down. */
export const isMask = (root: RootView, path: string): boolean =>
  root.link(path) === '/dev/null' || root.text(path) === '';
