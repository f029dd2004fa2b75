import { deviceNameFault } from '../../src/model/values.ts';
import { UnsafeValueError } from '../../src/native/guard.ts';

/** Where ifscribe writes. */
export const FOLDER = '/etc/systemd/network';

/**
 * Sorts before everything that distributions ship (from 60- on) and before netplan's `10-netplan-`, so that
 * what wins at boot is what the documents say: networkd takes the first matching file (systemd.network(5)).
 */
const PREFIX = '10-ifscribe-';

/** Every folder networkd reads, the one whose files hide those of the same name in the others first. */
export const SEARCH_PATH = [
  FOLDER,
  '/run/systemd/network',
  '/usr/local/lib/systemd/network',
  '/usr/lib/systemd/network',
  '/lib/systemd/network',
] as const;

export type FileKind = 'link' | 'netdev' | 'network';

/** The kind that a file's name gives it; anything else networkd and udev do not read. */
export function kindOf(fileName: string): FileKind | undefined {
  return /\.(link|netdev|network)$/.exec(fileName)?.[1] as FileKind | undefined;
}

export const fileNameOf = (interfaceName: string, kind: FileKind): string =>
  `${PREFIX}${interfaceName}.${kind}`;

export function pathOf(interfaceName: string, kind: FileKind): string {
  if (deviceNameFault(interfaceName)) throw new UnsafeValueError('an interface name', interfaceName);
  return `${FOLDER}/${fileNameOf(interfaceName, kind)}`;
}

/** The interface whose file a folder of drop-ins (`10-ifscribe-eth0.network.d`) changes, if it is one of ours. */
export function dropInTarget(folderName: string): string | undefined {
  const match = /^(.*)\.(?:link|netdev|network)\.d$/.exec(folderName);
  return match?.[1]?.startsWith(PREFIX) ? match[1].slice(PREFIX.length) : undefined;
}
