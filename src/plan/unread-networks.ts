import type { StandingPart } from '../backend.ts';
import { type Finding, finding } from '../findings/finding.ts';
import { append } from '../model/host.ts';
import type { InstalledNetwork } from '../model/network.ts';
import { networkNameFault } from '../model/values.ts';
import { type ServiceLayer, SHARED, type Surroundings } from '../services/layer.ts';
import { recordPath } from '../services/names.ts';

/**
 * Networks of which files of ours stand in a root, and whose record is gone or cannot be read (edited past
 * understanding, or of a later version): their parts by their names. What is only misnamed in its header is none.
 */
export function unreadNetworks(
  services: ServiceLayer,
  {
    networks,
    parts,
  }: { readonly networks: readonly InstalledNetwork[]; readonly parts: readonly StandingPart[] },
  surroundings: Surroundings,
): Map<string, StandingPart[]> {
  const known = new Set([SHARED, ...networks.map(({ network }) => network.name)]);
  const strange = parts.filter(({ interface: name }) => !known.has(name) && !networkNameFault(name));
  if (strange.length === 0) return new Map();
  const paths = new Set(services.render({ networks, surroundings }).map(({ path }) => path));
  const unread = new Map<string, StandingPart[]>();
  for (const part of strange) if (!paths.has(part.path)) append(unread, part.interface, part);
  return unread;
}

/**
 * Why the files that all networks share cannot be written anew: they would forget such a network, and the host would
 * forward for it also where its rules did not load.
 */
export function forgottenNetworks(
  unread: ReadonlyMap<string, readonly StandingPart[]>,
  touched: ReadonlySet<string>,
): Finding[] {
  return [...unread]
    .filter(([name]) => !touched.has(name))
    .map(([name, parts]) => {
      const record = recordPath(name);
      const part = parts.find(({ path }) => path === record) ?? (parts[0] as StandingPart);
      const { path, line } = part;
      const at = { file: path, line, column: 1 };
      if (path !== record)
        return finding('network-record-missing', { path, name, record }, { at, network: name });
      const code = part.state === 'newer' ? 'newer-format' : 'edited-file';
      return finding(code, { path, interface: name }, { at, network: name });
    });
}
