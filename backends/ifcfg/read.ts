import type { Reading, RootView, StandingPart } from '../../src/backend.ts';
import { type Finding, finding } from '../../src/findings/finding.ts';
import { type ExplicitInterface, settleHost } from '../../src/model/defaults.ts';
import type { Route } from '../../src/model/interface.ts';
import type { Family } from '../../src/model/values.ts';
import { wholeFileChunk } from '../../src/native/seal.ts';
import { claimsOf } from './claims.ts';
import { memberOrder } from './members.ts';
import { FOLDER, nobodyReads } from './paths.ts';
import { type FoundInterface, type ReadFile, readInterface } from './read-interface.ts';
import { readRouteLine } from './routes.ts';

/** What the root holds: our files as interfaces, those of others as claims. */
export function read(root: RootView): Reading {
  const problems: Finding[] = [];
  const files = new Map<string, ReadFile>();
  const routes = new Map<string, Route[]>();
  const parts: StandingPart[] = [];
  const claims: Reading['claims'][number][] = [];
  for (const file of root.list(FOLDER)) {
    const path = `${FOLDER}/${file}`;
    const [, kind, name] = /^(ifcfg|route6?|rule6?)-(.+)$/.exec(file) ?? [];
    const text = isOfInterest(file) ? root.text(path) : undefined;
    if (text === undefined) continue;
    const chunk = wholeFileChunk(text);
    if (chunk.state === 'foreign') claims.push(...claimsOf(path, file, text));
    else parts.push({ ...chunk, path });
    if (name === undefined || (chunk.state !== 'intact' && chunk.state !== 'edited')) continue;
    const place = { path, interface: chunk.interface };
    if (kind === 'ifcfg') files.set(name, { place, text });
    else if (kind === 'route') routes.set(`ipv4 ${name}`, readRoutes(text, name, 'ipv4', place, problems));
    else if (kind === 'route6') routes.set(`ipv6 ${name}`, readRoutes(text, name, 'ipv6', place, problems));
  }
  const routesOf = (name: string) => ({
    ipv4: routes.get(`ipv4 ${name}`) ?? [],
    ipv6: routes.get(`ipv6 ${name}`) ?? [],
  });
  const found = [...files].flatMap(
    ([name, file]) => readInterface(name, file, routesOf(name), problems) ?? [],
  );
  const once = withoutRepeats(found, problems);
  return { host: settleHost(withPositions(once)), parts, claims, problems };
}

const isOfInterest = (file: string): boolean =>
  (/^(?:ifcfg|route6?|rule6?)-./.test(file) || /.\.route$/.test(file)) && !nobodyReads(file);

function readRoutes(
  text: string,
  device: string,
  family: Family,
  place: { path: string; interface: string },
  problems: Finding[],
): Route[] {
  return text.split('\n').flatMap((line, n) => {
    const said = readRouteLine(line, device, family);
    if (said === undefined) return [];
    if ('route' in said) return [said.route];
    const at = { file: place.path, line: n + 1, column: 1 };
    problems.push(
      finding(
        'not-understood',
        { path: place.path, problem: said.problem },
        { at, interface: place.interface },
      ),
    );
    return [];
  });
}

/** Someone may have copied a file: the one whose name is the interface's counts. */
function withoutRepeats(found: readonly FoundInterface[], problems: Finding[]): FoundInterface[] {
  const byName = new Map<string, FoundInterface>();
  for (const each of found) {
    const { name } = each.iface;
    const other = byName.get(name);
    const isOwn = each.place.path === `${FOLDER}/ifcfg-${name}`;
    if (!other || isOwn) byName.set(name, each);
    const lost = other && (isOwn ? other : each);
    if (!lost) continue;
    const { path } = lost.place;
    const problem = `${name} has a file of its own`;
    problems.push(
      finding(
        'not-understood',
        { path, problem },
        { at: { file: path, line: 1, column: 1 }, interface: name },
      ),
    );
  }
  return [...byName.values()];
}

/** Members know their controller; their places come from its file. */
function withPositions(found: readonly FoundInterface[]): ExplicitInterface[] {
  const files = new Map(found.map((file) => [file.iface.name, file]));
  const members = new Map<string, string[]>();
  for (const { iface } of found) {
    if (iface.port)
      members.set(iface.port.controller, [...(members.get(iface.port.controller) ?? []), iface.name]);
  }
  const positions = new Map<string, number>();
  for (const [controller, names] of members) {
    const file = files.get(controller);
    const noted = file?.notes.members;
    const order = memberOrder(names, file?.primary, Array.isArray(noted) ? noted : []);
    for (const [position, name] of order.entries()) positions.set(name, position);
  }
  return found.map(({ iface, notes }) => {
    const position = positions.get(iface.name);
    if (!iface.port || position === undefined) return { iface, notes };
    return { iface: { ...iface, port: { ...iface.port, position } }, notes };
  });
}
