import { ifcfg } from '../../backends/ifcfg/index.ts';
import { type Host, hostSchema, orderInterfaces } from '../../src/model/host.ts';
import type { Interface } from '../../src/model/interface.ts';
import { lastAssignments, readAssignments } from '../../src/native/shell.ts';
import { composeFiles } from '../../src/plan/compose.ts';

export const SCRIPTS = '/etc/sysconfig/network-scripts';

export const hostOf = (...interfaces: Interface[]): Host => ({ interfaces: orderInterfaces(interfaces) });

/** The files of these interfaces, by their names in the folder. */
export function written(...interfaces: Interface[]): Record<string, string> {
  const host = hostSchema.parse(hostOf(...interfaces));
  return Object.fromEntries(
    composeFiles(ifcfg.render(host)).map(({ path, text }) => [path.slice(SCRIPTS.length + 1), text]),
  );
}

/** The keys of an ifcfg file and what they say. */
export const keysOf = (text: string | undefined): Record<string, string> =>
  Object.fromEntries(
    [...lastAssignments(readAssignments(text ?? ''))].map(([key, { value }]) => [key, value]),
  );

/** The keys that an interface is written with. */
export const keys = (iface: Interface, ...others: Interface[]): Record<string, string> =>
  keysOf(written(iface, ...others)[`ifcfg-${iface.name}`]);

/** The lines of a file without comments. */
export const linesOf = (text: string | undefined): string[] =>
  (text ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));

/** The options of BONDING_OPTS or BRIDGING_OPTS, in order. */
export const optionsOf = (text: string | undefined): [string, string][] =>
  (text ?? '')
    .split(' ')
    .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]);
