import type { ForeignClaim, RootView } from '../../src/backend.ts';
import { type ConfigFile, isInOurFolder } from './files.ts';
import { hasLink } from './links.ts';
import { type Match, matchOf, type Subject } from './match.ts';
import { dropInFolderOf, type FileKind, fileNameOf, interfaceOfFile, SEARCH_PATH } from './paths.ts';
import { type Settings, settingsOf } from './settings.ts';

/** What files of others say about interfaces; `files`: those in force that are not ours. */
export function claimsOf(root: RootView, files: readonly ConfigFile[]): ForeignClaim[] {
  return [...files.flatMap(claimOf), ...dropIns(root)];
}

function claimOf(file: ConfigFile): ForeignClaim[] {
  const settings = settingsOf(file.kind, [file]);
  const claims = file.kind === 'netdev' ? netdevClaims(file, settings) : matchClaims(file, settings);
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
function netdevClaims(file: ConfigFile, settings: Settings): ForeignClaim[] {
  // The other end of a veth pair is made along.
  const names = ['NetDev', 'Peer'].map((section) =>
    settings.in(section).entries.findLast(({ key }) => key === 'Name'),
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
function matchClaims(file: ConfigFile, settings: Settings): ForeignClaim[] {
  const match = matchOf(settings);
  const { names, first, text } = match;
  if (!first) return [];
  const givenName = settings.in('Link').entries.findLast(({ key }) => key === 'Name')?.value;
  // A .link is in the way only of one that we write, unless it gives the NIC the very name.
  const covers: ForeignClaim['covers'] = (iface) =>
    isClaimed(match, iface) && (file.kind !== 'link' || (hasLink(iface) && givenName !== iface.name));
  const common = { path: file.path, line: first.line, names: text, wins: precedes(file) };
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

/**
 * A MAC address that nobody knows is taken not to be the one, unless the name is; anything else that only the machine
 * can tell is taken to hold.
 */
const isClaimed = (match: Match, iface: Subject): boolean =>
  match.holds(iface) !== 'no' &&
  (match.macs.length === 0 || iface.permanentMac !== undefined || match.names.has(iface.name));

/** Drop-ins change a file of ours without touching it: `10-ifscribe-eth0.network.d/x.conf`. */
function dropIns(root: RootView): ForeignClaim[] {
  return SEARCH_PATH.flatMap((folder) =>
    root.list(folder).flatMap((name) => {
      const file = dropInFolderOf(name);
      const target = file && interfaceOfFile(file);
      if (target === undefined) return [];
      return root
        .list(`${folder}/${name}`)
        .filter((conf) => conf.endsWith('.conf'))
        .map(
          (conf): ForeignClaim => ({
            path: `${folder}/${name}/${conf}`,
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
