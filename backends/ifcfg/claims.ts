import type { ForeignClaim } from '../../src/backend.ts';
import { canonicalMac } from '../../src/model/values.ts';
import { lastAssignments, readAssignments } from '../../src/native/shell.ts';

/** What a file of others configures, as initscripts or NetworkManager would take it. */
export function claimsOf(path: string, file: string, text: string): ForeignClaim[] {
  const named = /^(?:route6?|rule6?)-(.+)$/.exec(file) ?? /^(.+)\.route$/.exec(file);
  // Routes and rules go by the file's name; a rule file also makes NetworkManager drop all routes of ours.
  if (named?.[1] !== undefined) return [byName(path, 1, named[1])];
  return ifcfgClaims(path, file.slice('ifcfg-'.length), text);
}

function ifcfgClaims(path: string, fileName: string, text: string): ForeignClaim[] {
  const values = lastAssignments(readAssignments(text));
  const device = values.get('DEVICE');
  const mac = values.get('HWADDR');
  const isEthernet = /^ethernet$/i.test(values.get('TYPE')?.value ?? '');
  // An alias (eth0:1) and a range (eth0-range0) add addresses to the interface that their name begins with.
  const base = (device?.value || fileName.replace(/-range.*$/, '')).replace(/:.*$/, '');
  const claims: ForeignClaim[] = [];
  if (base !== 'lo' && (device?.value || !mac)) claims.push(byName(path, device?.line ?? 1, base));
  if (mac) claims.push(...byMac(path, mac.line, mac.value));
  // NetworkManager takes a file without either for any NIC.
  else if (!device?.value && isEthernet) claims.push(anyNic(path, values.get('TYPE')?.line ?? 1));
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
