import type { RootView } from '../../src/backend.ts';
import { type ExplicitInterface, settleHost } from '../../src/model/defaults.ts';
import { append, type Host } from '../../src/model/host.ts';
import { hasPrimary, type InterfaceType, interfaceSchema } from '../../src/model/interface.ts';
import { canonicalUuid } from '../../src/model/values.ts';
import { withAlias } from './aliases.ts';
import { onlyReaderIn } from './detect.ts';
import { type FoundFile, type KeyFile, withKeys } from './files.ts';
import { memberOrder } from './members.ts';
import { type NetworkFile, networkFileOf, settleNetworkFile } from './network-file.ts';
import { FOLDER, NETWORK_FILE } from './paths.ts';
import { interfaceOf, readInterface, type SaidInterface } from './read-interface.ts';
import { type ReadFile, routeFilesOf } from './route-files.ts';

/** What all files together say, and what became of each. */
export interface Readout {
  readonly host: Host;
  /** In the order of their names. */
  readonly files: readonly ReadFile[];
  readonly network: NetworkFile;
}

/** Which files are read: those of ifscribe's own, for they are no one else's business, or everything that is there. */
export type Scope = 'ours' | 'everything';

/** `all`: the files that are there. */
export function readFiles(root: RootView, scope: Scope, all: readonly FoundFile[]): Readout {
  const found = all.filter((file) => scope === 'everything' || isWrittenByUs(file));
  const network = networkFileOf(scope === 'everything' ? root.text(NETWORK_FILE) : undefined);
  const reader = scope === 'everything' ? onlyReaderIn(root) : undefined;
  const isIgnored = ({ ignored }: FoundFile): boolean => ignored === 'by both' || ignored === `by ${reader}`;
  const live = found.filter((file) => !isIgnored(file));
  const keyed = live
    .filter(({ kind }) => kind === 'ifcfg' || kind === 'alias' || kind === 'range')
    .map((file) => withKeys(file, reader));
  const main = keyed.filter(({ kind }) => kind === 'ifcfg');
  const routes = routeFilesOf(live);
  const outcomes = new Map<string, Pick<ReadFile, 'interface' | 'leftOut' | 'unread'>>();
  const around = {
    network,
    masters: new Set(main.flatMap(({ directives }) => directives.peek('MASTER') ?? [])),
    deviceOf: deviceByUuid(main),
    routesOf: routes.take,
  };
  const said = main.flatMap((file) => {
    const read = readInterface(file, around);
    const name = 'leftOut' in read ? interfaceOf(file) : read.iface.name;
    const leftOut = 'leftOut' in read ? read.leftOut : undefined;
    outcomes.set(file.path, { interface: name, ...(leftOut === undefined ? {} : { leftOut }) });
    return 'leftOut' in read ? [] : [read];
  });
  const leaveOut = (file: KeyFile, how: 'leftOut' | 'unread', why: string): void => {
    outcomes.set(file.path, {
      interface: outcomes.get(file.path)?.interface ?? interfaceOf(file),
      [how]: why,
    });
  };
  const once = withoutRepeats(said, leaveOut);
  const whole = withAliases(once, keyed, outcomes).filter((each) => isSound(each, leaveOut));
  const tied = scope === 'everything' ? withMembers(withControllers(whole), leaveOut) : whole;
  const host = settleHost(withPositions(tied));
  settleNetworkFile(network);
  if (reader === undefined) tellIgnored(keyed);
  const byPath = new Map(keyed.map((file) => [file.path, file]));
  return {
    host,
    network,
    files: found.map((file): ReadFile => {
      if (isIgnored(file))
        return { file: { ...file, ignored: 'by both' }, unread: 'no reader takes a file of that name' };
      const keys = byPath.get(file.path);
      if (keys) return { file, ...keys.directives.read(), ...outcomes.get(file.path) };
      return routes.outcome(file, outcomes);
    }),
  };
}

/** What was taken over is read with what others wrote. */
const isWrittenByUs = ({ chunk, ignored }: FoundFile): boolean =>
  (chunk.state === 'intact' || chunk.state === 'edited') && !chunk.isAdopted && ignored !== 'by both';

/** NetworkManager takes the UUID of a connection for the name of its device. */
function deviceByUuid(files: readonly KeyFile[]): (name: string) => string {
  const devices = new Map<string, string>();
  for (const file of files) {
    const uuid = canonicalUuid(file.directives.peek('UUID') ?? '');
    if (uuid !== undefined && !devices.has(uuid)) devices.set(uuid, interfaceOf(file));
  }
  return (name) => devices.get(name.toLowerCase()) ?? name;
}

type LeaveOut = (file: KeyFile, how: 'leftOut' | 'unread', why: string) => void;

/** Of several files for a device the one in force is that which is started, then that which is called like it. */
function withoutRepeats(said: readonly SaidInterface[], leaveOut: LeaveOut): SaidInterface[] {
  const rank = ({ iface, file }: SaidInterface): number =>
    (iface.start === 'none' ? 0 : 2) + (file.name === iface.name ? 1 : 0);
  const byName = new Map<string, SaidInterface>();
  for (const each of said) {
    const { name } = each.iface;
    const other = byName.get(name);
    const better = !other || rank(each) > rank(other) ? each : other;
    byName.set(name, better);
    const worse = better === each ? other : each;
    if (!worse) continue;
    leaveOut(worse.file, 'unread', `${name} has a file of its own, ${better.file.path}`);
  }
  return [...byName.values()];
}

function withAliases(
  said: readonly SaidInterface[],
  keyed: readonly KeyFile[],
  outcomes: Map<string, Pick<ReadFile, 'interface' | 'leftOut' | 'unread'>>,
): SaidInterface[] {
  const aliases = new Map<string, KeyFile[]>();
  for (const file of keyed) if (file.kind !== 'ifcfg') append(aliases, file.name, file);
  if (aliases.size === 0) return [...said];
  const names = new Set(said.map(({ iface }) => iface.name));
  for (const [name, files] of aliases) {
    const why = names.has(name) ? undefined : `no file brings up ${name}, and this one adds to it`;
    for (const { path } of files) outcomes.set(path, { interface: name, ...(why ? { unread: why } : {}) });
  }
  return said.map((each) => {
    const files = aliases.get(each.iface.name) ?? [];
    const labels = new Set<string>();
    if (!each.iface.port) return files.reduce((above, file) => withAlias(above, file, labels), each);
    for (const { path } of files)
      outcomes.set(path, {
        interface: each.iface.name,
        leftOut: `a member of ${each.iface.port.controller} has no addresses`,
      });
    return each;
  });
}

/** What the model takes; lines that contradict each other leave the interface out. */
function isSound({ iface, file }: SaidInterface, leaveOut: LeaveOut): boolean {
  const [issue] = interfaceSchema.safeParse(iface).error?.issues ?? [];
  if (!issue) return true;
  const what = `what is said of ${iface.name} contradicts itself (${issue.path.join('.')})`;
  file.directives.near(undefined, `${what}; it is left out`);
  leaveOut(file, 'leftOut', what);
  return false;
}

/** Members of a bond or bridge that is there; a controller that is not, or is another thing, makes none. */
function withControllers(said: readonly SaidInterface[]): SaidInterface[] {
  const types = new Map<string, InterfaceType>(said.map(({ iface }) => [iface.name, iface.type]));
  return said.map((each) => {
    const { port, ...alone } = each.iface;
    if (!port) return each;
    const { directives } = each.file;
    const kind = directives.has('MASTER') || directives.has('MASTER_UUID') ? 'bond' : 'bridge';
    const type = types.get(port.controller);
    const fits =
      kind === 'bond' ? alone.type === 'ethernet' || alone.type === 'veth' : alone.type !== 'bridge';
    if (type === kind && fits) return each;
    const keys = kind === 'bond' ? ['MASTER', 'MASTER_UUID'] : ['BRIDGE', 'BRIDGE_UUID', 'BRIDGING_OPTS'];
    const what = type
      ? type === kind
        ? `a ${alone.type} is no member of a ${kind}`
        : `${port.controller} is no ${kind}`
      : `no file here makes ${port.controller} a ${kind}, so ${alone.name} is a member of nothing`;
    if (!type && kind === 'bridge') {
      const own = `initscripts make a bridge ${port.controller} that has no file of its own, NetworkManager none; not taken`;
      directives.differ(directives.has('BRIDGE') ? 'BRIDGE' : 'BRIDGE_UUID', own);
      for (const key of keys) directives.keep(key, what);
    } else for (const key of keys.filter(directives.has)) directives.refuse(key, what);
    return { ...each, iface: alone as SaidInterface['iface'] };
  });
}

/** A document says no bond without members; one that only comes up empty is left out. */
function withMembers(said: readonly SaidInterface[], leaveOut: LeaveOut): SaidInterface[] {
  const controllers = new Set(said.map(({ iface }) => iface.port?.controller));
  return said.filter(({ iface, file }) => {
    const isOurs = file.chunk.state !== 'foreign' && !file.chunk.isAdopted;
    if (iface.type !== 'bond' || controllers.has(iface.name) || isOurs) return true;
    const what = `no file makes anything a member of ${iface.name}, and the document has no bond without members`;
    file.directives.near(undefined, `${what}; it is left out`);
    leaveOut(file, 'leftOut', what);
    return false;
  });
}

/** Members know their controller; their places come from its file. */
function withPositions(said: readonly SaidInterface[]): ExplicitInterface[] {
  const files = new Map(said.map((each) => [each.iface.name, each]));
  const members = new Map<string, string[]>();
  for (const { iface } of said) if (iface.port) append(members, iface.port.controller, iface.name);
  const positions = new Map<string, number>();
  for (const [controller, names] of members) {
    const above = files.get(controller);
    const noted = above?.notes.members;
    if (above) tellPrimary(above, names);
    const order = memberOrder(names, above?.primary, Array.isArray(noted) ? noted : []);
    for (const [position, name] of order.entries()) positions.set(name, position);
  }
  return said.map(({ iface, notes, file }) => {
    const position = positions.get(iface.name);
    const above = iface.port && files.get(iface.port.controller)?.iface;
    if (above?.type === 'bridge' && above.mtuBytes !== undefined && iface.mtuBytes === undefined)
      file.directives.near(
        undefined,
        `it keeps an MTU of its own, for none is said; the document gives it that of ${above.name}, ${above.mtuBytes}`,
      );
    if (!iface.port || position === undefined) return { iface, notes };
    return { iface: { ...iface, port: { ...iface.port, position } }, notes };
  });
}

/** The document makes the first member the primary, where the mode has one. */
function tellPrimary({ iface, primary, file }: SaidInterface, members: readonly string[]): void {
  if (iface.type !== 'bond' || !hasPrimary(iface.bond.mode)) return;
  const { directives } = file;
  if (primary === undefined)
    directives.near(
      'BONDING_OPTS',
      `no primary is said, any member may be active; the document makes its first member, ${memberOrder(members)[0]}, the primary`,
    );
  else if (!members.includes(primary))
    directives.refuseWord('BONDING_OPTS', `primary=${primary}`, `${primary} is no member of ${iface.name}`);
}

function tellIgnored(files: readonly KeyFile[]): void {
  for (const { ignored, directives, path } of files) {
    if (ignored !== 'by initscripts' && ignored !== 'by NetworkManager') continue;
    const [not, reads] =
      ignored === 'by initscripts' ? ['initscripts', 'NetworkManager'] : ['NetworkManager', 'initscripts'];
    directives.differ(
      '',
      `${path.slice(FOLDER.length + 1)} is read by ${reads}, ${not} pass${not === 'initscripts' ? '' : 'es'} over a file of that name`,
    );
  }
}
