import type { ForeignClaim } from '../../src/backend.ts';
import { canonicalMac } from '../../src/model/values.ts';
import { type FoundFile, type KeyFile, withKeys } from './files.ts';

/** What a file of others configures, as initscripts or NetworkManager would take it. */
export function claimsOf(file: FoundFile): ForeignClaim[] {
  const { kind, path, name } = file;
  if (kind === 'keys') return [];
  // Routes and rules go by the file's name; a rule file also makes NetworkManager drop all routes of ours.
  if (kind !== 'ifcfg' && kind !== 'alias' && kind !== 'range') return [byName(path, 1, name)];
  return ifcfgClaims(withKeys(file));
}

function ifcfgClaims({ path, name, directives }: KeyFile): ForeignClaim[] {
  const device = directives.peek('DEVICE');
  const mac = directives.peek('HWADDR');
  const isEthernet = /^ethernet$/i.test(directives.peek('TYPE') ?? '');
  // An alias (eth0:1) and a range (eth0-range0) add addresses to the interface that their name begins with.
  const base = (device ?? name).replace(/:.*$/, '');
  const claims: ForeignClaim[] = [];
  if (base !== 'lo' && (device || !mac)) claims.push(byName(path, directives.lineOf('DEVICE'), base));
  if (mac) claims.push(...byMac(path, directives.lineOf('HWADDR'), mac));
  // NetworkManager takes a file without either for any NIC.
  else if (!device && isEthernet) claims.push(anyNic(path, directives.lineOf('TYPE')));
  return claims;
}

const byName = (path: string, line: number, name: string): ForeignClaim => ({
  path,
  line,
  by: 'name',
  names: name,
  covers: (iface) => iface.name === name,
  wins: () => true,
});

/** udev renames the NIC by it (rename_device), and NetworkManager may take that file instead of ours. */
function byMac(path: string, line: number, text: string): ForeignClaim[] {
  const mac = canonicalMac(text.trim().replaceAll('-', ':'));
  if (mac === undefined) return [];
  const covers: ForeignClaim['covers'] = (iface) => iface.type === 'ethernet' && iface.permanentMac === mac;
  return [{ path, line, by: 'pattern', names: `HWADDR=${mac}`, covers, wins: () => true }];
}

const anyNic = (path: string, line: number): ForeignClaim => ({
  path,
  line,
  by: 'pattern',
  names: 'any NIC',
  covers: (iface) => iface.type === 'ethernet',
  wins: () => false,
});
