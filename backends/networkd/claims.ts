import type { ForeignClaim, RootView } from '../../src/backend.ts';
import { entriesOf, parseUnitFile, type UnitFile } from '../../src/native/unit-file.ts';
import { type ConfigFile, isInOurFolder } from './files.ts';
import { hasLink } from './links.ts';
import { matchOf } from './match.ts';
import { dropInTarget, type FileKind, fileNameOf, SEARCH_PATH } from './paths.ts';

/** What files of others say about interfaces; `files`: those in force that are not ours. */
export function claimsOf(root: RootView, files: readonly ConfigFile[]): ForeignClaim[] {
  return [...files.flatMap(claimOf), ...dropIns(root)];
}

function claimOf(file: ConfigFile): ForeignClaim[] {
  const unit = parseUnitFile(file.text);
  const claims = file.kind === 'netdev' ? netdevClaims(file, unit) : matchClaims(file, unit);
  // What comes with the system matches by patterns and stands back behind what is configured (99-default.link).
  if (isInOurFolder(file) || file.folder.startsWith('/run/')) return claims;
  return claims.map((claim) =>
    claim.by === 'name'
      ? claim
      : { ...claim, covers: (iface) => claim.covers(iface) && claim.wins(iface.name) },
  );
}

/** Of two files networkd and udev use the one whose name sorts first, whatever its folder. */
const precedes =
  ({ name, kind }: { name: string; kind: FileKind }) =>
  (interfaceName: string): boolean =>
    name < fileNameOf(interfaceName, kind);

/** A second .netdev of that name is passed over by networkd, and which one that is depends on the file's name. */
function netdevClaims(file: ConfigFile, unit: UnitFile): ForeignClaim[] {
  // The other end of a veth pair is made along.
  const names = ['NetDev', 'Peer'].map((section) =>
    entriesOf(unit, section).findLast(({ key }) => key === 'Name'),
  );
  return names.flatMap((name): ForeignClaim[] =>
    name?.value
      ? [
          {
            path: file.path,
            line: name.line,
            by: 'name',
            names: `Name=${name.value}`,
            covers: (iface) => iface.name === name.value,
            wins: precedes(file),
          },
        ]
      : [],
  );
}

/** One claim for the names that a [Match] lists, one for whatever else it matches. */
function matchClaims(file: ConfigFile, unit: UnitFile): ForeignClaim[] {
  const match = matchOf(unit);
  if (!match) return [];
  const { names, line, text } = match;
  const givenName = entriesOf(unit, 'Link').findLast(({ key }) => key === 'Name')?.value;
  // A .link is in the way only of one that we write, unless it gives the NIC the very name.
  const covers: ForeignClaim['covers'] = (iface) =>
    match.covers(iface) && (file.kind !== 'link' || (hasLink(iface) && givenName !== iface.name));
  const common = { path: file.path, line, names: text, wins: precedes(file) };
  const byName: ForeignClaim = {
    ...common,
    by: 'name',
    covers: (iface) => names.has(iface.name) && covers(iface),
  };
  const byPattern: ForeignClaim = {
    ...common,
    by: 'pattern',
    covers: (iface) => !names.has(iface.name) && covers(iface),
  };
  return [...(names.size ? [byName] : []), ...(match.isOnlyNames ? [] : [byPattern])];
}

/** Drop-ins change a file of ours without touching it: `10-ifscribe-eth0.network.d/x.conf`. */
function dropIns(root: RootView): ForeignClaim[] {
  return SEARCH_PATH.flatMap((folder) =>
    root.list(folder).flatMap((name) => {
      const target = dropInTarget(name);
      if (target === undefined) return [];
      return root
        .list(`${folder}/${name}`)
        .filter((file) => file.endsWith('.conf'))
        .map(
          (file): ForeignClaim => ({
            path: `${folder}/${name}/${file}`,
            line: 1,
            by: 'name',
            names: name,
            covers: (iface) => iface.name === target,
            wins: () => true,
          }),
        );
    }),
  );
}
