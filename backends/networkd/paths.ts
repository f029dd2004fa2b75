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

/** The file that a folder of drop-ins changes: `NAME.network` of `NAME.network.d`. */
export const dropInFolderOf = (folderName: string): string | undefined =>
  /\.(?:link|netdev|network)\.d$/.test(folderName) ? folderName.slice(0, -2) : undefined;

/** The interface that a file of ours is named for. */
export const interfaceOfFile = (fileName: string): string | undefined =>
  fileName.startsWith(PREFIX) ? fileName.slice(PREFIX.length, fileName.lastIndexOf('.')) : undefined;
