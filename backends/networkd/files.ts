import type { RootView } from '../../src/backend.ts';
import { compareText } from '../../src/model/host.ts';
import { isMask } from '../../src/native/systemd-units.ts';
import { type FileKind, FOLDER, kindOf, SEARCH_PATH } from './paths.ts';

/** A configuration file that is in force. */
export interface ConfigFile {
  readonly name: string;
  readonly path: string;
  readonly kind: FileKind;
  readonly text: string;
  /** Of the folders, which one. */
  readonly folder: (typeof SEARCH_PATH)[number];
}

/**
 * The files that networkd and udev read in this root, in their order: by name over all folders, where a name
 * in one folder hides it in those behind, and an empty file or a link to /dev/null stands for none at all
 * (systemd.network(5)). Hidden names are passed over (systemd's hidden_or_backup_file).
 */
export function filesInForce(root: RootView): ConfigFile[] {
  const seen = new Set<string>();
  const files: ConfigFile[] = [];
  for (const folder of SEARCH_PATH) {
    for (const name of root.list(folder)) {
      const kind = kindOf(name);
      const path = `${folder}/${name}`;
      if (!kind || name.startsWith('.') || seen.has(name)) continue;
      const text = root.text(path);
      if (text === undefined && root.link(path) === undefined) continue;
      seen.add(name);
      if (text !== undefined && !isMask(root, path)) files.push({ name, path, kind, text, folder });
    }
  }
  return files.sort((a, b) => compareText(a.name, b.name));
}

/** Whether the administrator's own folder holds the file: only there do we write. */
export const isInOurFolder = (file: ConfigFile): boolean => file.folder === FOLDER;
