import type { RootView } from '../../src/backend.ts';
import { splitChunks } from '../../src/native/seal.ts';
import { entriesOf, inForce, parseUnitFile } from '../../src/native/unit-file.ts';

/** Where udev looks for .link files; of several of one name the first counts (systemd.link(5)). */
const FOLDERS = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map((top) => `${top}/systemd/network`);

/** Files of others by which udev gives a NIC of a known MAC address its name. Those of ours go with what they are for. */
export function linksByMac(root: RootView): string[] {
  const found = new Map<string, string>();
  for (const folder of FOLDERS)
    for (const file of root.list(folder))
      if (file.endsWith('.link') && !found.has(file)) found.set(file, `${folder}/${file}`);
  return [...found.values()].filter((path) => namesByMac(root.text(path) ?? ''));
}

function namesByMac(text: string): boolean {
  if (splitChunks(text).some(({ state }) => state !== 'foreign')) return false;
  const file = parseUnitFile(text);
  const says = (section: string, ...keys: readonly string[]): boolean =>
    keys.some((key) => inForce(entriesOf(file, section), key).length > 0);
  return says('Match', 'MACAddress', 'PermanentMACAddress') && says('Link', 'Name');
}
