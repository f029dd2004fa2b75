import type { Backend, Reading, RenderedFile, RootView, StandingPart } from '../backend.ts';
import { append, indexHost } from '../model/host.ts';
import { octal } from './changes.ts';
import { sealParts } from './compose.ts';

/** One thing below the root that is not as ifscribe wrote it. */
export interface StatusEntry {
  readonly path: string;
  readonly interface: string;
  /**
   * `edited`: changed by someone. `newer`: by a later version of ifscribe. `missing`: deleted, or one of an
   * interface's files is. `foreign`: someone else configures the same interface. `leftover`: ours, and no
   * longer part of any interface.
   */
  readonly state: 'edited' | 'newer' | 'missing' | 'foreign' | 'leftover';
  /** What is known of it, for people. */
  readonly detail: string;
}

/** Everything that no longer matches what ifscribe wrote for this backend; empty where all is as it was. */
export function rootStatus(backend: Backend, others: readonly Backend[], root: RootView): StatusEntry[] {
  const reading = backend.read(root);
  const rendered = backend.render(reading.host);
  const expected = new Set(sealParts(rendered).map(({ path, interface: name }) => `${path}\0${name}`));
  const entries: StatusEntry[] = [];
  const seen = new Set<string>();
  for (const part of reading.parts) {
    const { path, interface: name, state } = part;
    const key = `${path}\0${name}`;
    const isRepeated = seen.has(key);
    seen.add(key);
    if (state === 'edited')
      entries.push({ path, interface: name, state, detail: 'changed since ifscribe wrote it' });
    else if (state === 'newer')
      entries.push({ path, interface: name, state, detail: 'written by a later version' });
    else if (isRepeated) {
      entries.push({ path, interface: name, state: 'leftover', detail: 'a copy of what stands above it' });
    } else if (!expected.has(key)) {
      entries.push({
        path,
        interface: name,
        state: 'leftover',
        detail: 'written by ifscribe, and of no interface any more',
      });
    }
  }
  entries.push(
    ...changedModes(rendered, reading, root),
    ...missingParts(reading),
    ...missingControllers(reading),
    ...damagedHeaders(reading, root),
    ...foreignClaims(reading, others, root),
  );
  return entries.sort((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : a.interface < b.interface ? -1 : 1,
  );
}

/** Files of ours, as they were written, that can no longer be read by those who must, or by more. */
function changedModes(rendered: readonly RenderedFile[], { parts }: Reading, root: RootView): StatusEntry[] {
  const standing = new Map(parts.map((part) => [part.path, part]));
  return rendered.flatMap(({ path, mode: wanted }) => {
    const part = standing.get(path);
    const mode = root.mode(path);
    if (part?.state !== 'intact' || mode === undefined || mode === wanted) return [];
    const detail = `its mode is ${octal(mode)}, not ${octal(wanted)}`;
    return [{ path, interface: part.interface, state: 'edited' as const, detail }];
  });
}

/** A part says how many the interface has; where fewer stand, some were deleted. */
function missingParts({ parts }: Reading): StatusEntry[] {
  const byInterface = new Map<string, StandingPart[]>();
  for (const part of parts) append(byInterface, part.interface, part);
  return [...byInterface].flatMap(([name, list]) => {
    const wanted = Math.max(...list.map((part) => part.parts));
    const missing = wanted - list.length;
    if (missing <= 0) return [];
    const detail = `${missing} of ${wanted} files are missing beside it`;
    return [{ path: (list[0] as StandingPart).path, interface: name, state: 'missing' as const, detail }];
  });
}

/** A member names its bond or bridge; where nothing of that name stands, its file was deleted. */
function missingControllers({ host, parts }: Reading): StatusEntry[] {
  const known = new Set([...host.interfaces.map(({ name }) => name), ...parts.map((part) => part.interface)]);
  return host.interfaces.flatMap(({ name, port }) => {
    if (!port || known.has(port.controller)) return [];
    const path = parts.find((part) => part.interface === name)?.path ?? '';
    const detail = `${port.controller}, which it is a member of, has no file`;
    return [{ path, interface: name, state: 'missing' as const, detail }];
  });
}

/** A header that was damaged, or is no longer the first line of its file: what follows it counts as foreign. */
function damagedHeaders({ claims, parts }: Reading, root: RootView): StatusEntry[] {
  const headers = new Set(parts.map(({ path, line }) => `${path}\0${line}`));
  const told = new Set(parts.filter(({ state }) => state === 'edited').map(({ path }) => path));
  const paths = [...new Set([...claims, ...parts].map(({ path }) => path))].filter((path) => !told.has(path));
  return paths.flatMap((path) =>
    (root.text(path) ?? '').split('\n').flatMap((text, n) => {
      const name = LIKE_A_HEADER.exec(text)?.[1];
      if (name === undefined || headers.has(`${path}\0${n + 1}`)) return [];
      const detail = `the header (line ${n + 1}) was changed, so that what follows it is no longer ours`;
      return [{ path, interface: name, state: 'edited' as const, detail }];
    }),
  );
}

const LIKE_A_HEADER = /^\s*# ifscribe [0-9]+: *([^\s,]+)/;

function foreignClaims(reading: Reading, others: readonly Backend[], root: RootView): StatusEntry[] {
  const { interfaces } = reading.host;
  const index = indexHost(reading.host);
  const entries: StatusEntry[] = [];
  const readings = [
    { claims: reading.claims, parts: [] as readonly StandingPart[], own: true },
    ...others.map((other) => ({ ...other.read(root), own: false })),
  ];
  for (const { claims, parts, own } of readings) {
    for (const claim of claims) {
      for (const iface of interfaces) {
        if (!claim.covers(iface) || (claim.by === 'pattern' && !(own && claim.wins(iface.name)))) continue;
        const detail = `${claim.names} (line ${claim.line}) is not ours`;
        entries.push({ path: claim.path, interface: iface.name, state: 'foreign', detail });
      }
    }
    for (const { path, interface: name } of parts) {
      if (index.get(name))
        entries.push({ path, interface: name, state: 'foreign', detail: 'written for another backend' });
    }
  }
  return entries;
}
