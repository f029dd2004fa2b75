import type { Route } from '../../src/model/interface.ts';
import type { Family } from '../../src/model/values.ts';
import type { ReadDirectives, Reader, Remark, Row } from './directives.ts';
import type { FoundFile, KeyFile } from './files.ts';
import { type ReadRoutes, readNumbered, readRouteFile } from './read-routes.ts';

/** A file and what became of it; without `rows` its lines are all alike. */
export interface ReadFile extends Partial<ReadDirectives> {
  readonly file: FoundFile;
  readonly interface?: string;
  /** Why the model does not have it. */
  readonly leftOut?: string;
  /** Why no reader acts on it. */
  readonly unread?: string;
}

type Outcomes = ReadonlyMap<string, Pick<ReadFile, 'interface' | 'leftOut' | 'unread'>>;

/** The route and rule files, to be asked for by interface. */
export interface RouteFiles {
  readonly take: (file: KeyFile, device: string) => { ipv4: Route[]; ipv6: Route[] };
  /** What became of a file after all interfaces have asked. */
  readonly outcome: (file: FoundFile, interfaces: Outcomes) => ReadFile;
}

export function routeFilesOf(files: readonly FoundFile[]): RouteFiles {
  const byName = new Map(files.map((file) => [`${file.kind} ${file.name}`, file]));
  const taken = new Map<string, { device: string; read: ReadRoutes }>();
  const passedOver = new Map<string, { readonly interface: string; readonly unread: string }>();
  const has = (name: string): boolean => byName.has(`rule ${name}`) || byName.has(`rule6 ${name}`);

  /** The routes of one file, for the interface that asks first. */
  const routesIn = (
    kind: FoundFile['kind'],
    name: string,
    device: string,
    remarks: readonly Remark[],
    onlyReader: Reader | undefined,
  ): Route[] => {
    const file = byName.get(`${kind} ${name}`);
    if (!file || taken.has(file.path)) return [];
    const family: Family = kind === 'route6' ? 'ipv6' : 'ipv4';
    const read =
      kind === 'old-route'
        ? readNumbered(file.text, 'initscripts')
        : readRouteFile(file.text, device, family, onlyReader);
    const told = read.routes.length ? [...remarks, ...read.remarks] : read.remarks;
    taken.set(file.path, { device, read: { ...read, remarks: told } });
    return [...read.routes];
  };

  return {
    take: ({ name, directives }, device) => {
      const { onlyReader } = directives;
      const isScripts = onlyReader === 'initscripts';
      const differ = (what: string): Remark => ({ kind: 'differs', line: 1, what });
      const ruled =
        has(name) && !isScripts
          ? [
              differ(
                'beside a rule file NetworkManager leaves the routes to a dispatcher script; taken as initscripts do',
              ),
            ]
          : [];
      const byDevice = isScripts
        ? []
        : [
            differ(
              `NetworkManager looks for the routes of ifcfg-${name} in route-${name} only; taken as initscripts do`,
            ),
          ];
      const old = [differ('NetworkManager does not read a file of that name; taken as initscripts do')];
      const byFile = {
        ipv4: routesIn('route', name, device, ruled, onlyReader),
        ipv6: routesIn('route6', name, device, ruled, onlyReader),
      };
      if (onlyReader === 'NetworkManager') {
        for (const other of [`old-route ${name}`, `route ${device}`, `route6 ${device}`]) {
          const path = byName.get(other)?.path;
          const unread = `NetworkManager looks in route-${name} and route6-${name} only`;
          if (path !== undefined && !taken.has(path)) passedOver.set(path, { interface: device, unread });
        }
        return byFile;
      }
      return {
        ipv4: [
          ...byFile.ipv4,
          ...routesIn('route', device, device, [...ruled, ...byDevice], onlyReader),
          ...routesIn('old-route', name, device, isScripts ? [] : old, onlyReader),
        ],
        ipv6: [...byFile.ipv6, ...routesIn('route6', device, device, [...ruled, ...byDevice], onlyReader)],
      };
    },
    outcome: (file, interfaces) => {
      const read = taken.get(file.path);
      if (read) return { file, interface: read.device, rows: read.read.rows, remarks: read.read.remarks };
      const unread = passedOver.get(file.path);
      if (unread) return { file, ...unread };
      const owner = ownerOf(file, interfaces);
      if (!owner?.interface)
        return { file, interface: file.name, unread: `there is no ifcfg-${file.name} that it is for` };
      const { interface: name } = owner;
      if (file.kind === 'keys') return { file, interface: name, rows: () => secretRows(file.text) };
      const what = /^rule/.test(file.kind) ? 'policy routing has no word in the document' : undefined;
      return {
        file,
        interface: name,
        leftOut: what ?? owner.leftOut ?? owner.unread ?? `${name} has no routes of its own`,
      };
    },
  };
}

/** The interface whose ifcfg file a file of routes, rules or keys goes with. */
function ownerOf({ name, path }: FoundFile, interfaces: Outcomes) {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return (
    interfaces.get(`${folder}/ifcfg-${name}`) ??
    [...interfaces.values()].find((each) => each.interface === name)
  );
}

/** Passwords are nobody's business but the line's. */
const secretRows = (text: string): Row[] =>
  text.split('\n').flatMap((said, n): Row[] => {
    if (/^\s*(?:#.*)?$/.test(said)) return [];
    const shown = said.includes('=') ? `${said.slice(0, said.indexOf('='))}=…` : '…';
    return [{ line: n + 1, lines: 1, text: shown, state: 'kept', why: 'a secret of the interface' }];
  });
