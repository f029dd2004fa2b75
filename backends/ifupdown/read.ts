import type { ForeignClaim, Reading, RootView, StandingPart } from '../../src/backend.ts';
import { type Finding, finding } from '../../src/findings/finding.ts';
import { type ExplicitInterface, type Notes, settleHost } from '../../src/model/defaults.ts';
import { type Interface, interfaceSchema, type Port } from '../../src/model/interface.ts';
import { deviceNameFault } from '../../src/model/values.ts';
import { parseNotes } from '../../src/native/notes.ts';
import { type Chunk, splitChunks } from '../../src/native/seal.ts';
import { claimsOf } from './claims.ts';
import { type Entry, entriesOf } from './lexer.ts';
import { type IfaceEntry, linesOf, type ReportLine } from './lines.ts';
import { OUR_FILE } from './paths.ts';
import { readDns, readIpv4, readIpv6 } from './read-addressing.ts';
import { type ReadLink, readLink, readMacAndMtu } from './read-link.ts';
import { sourcedFiles } from './sources.ts';

/** One part of ours, read by itself: an explicit interface but for its place below a controller. */
interface ReadPart {
  readonly iface: Interface;
  readonly notes: Notes;
  readonly link: ReadLink;
  readonly ipv6Off: boolean;
}

/** What /etc/network/interfaces and the files that it sources hold; interfaces only from parts of ours. */
export function read(root: RootView): Reading {
  const problems: Finding[] = [];
  const parts: StandingPart[] = [];
  const claims: ForeignClaim[] = [];
  const read: ReadPart[] = [];
  let above: Chunk | undefined;
  for (const chunk of splitChunks(root.text(OUR_FILE) ?? '')) {
    const entries = entriesOf(chunk.text);
    if (chunk.state === 'foreign') claims.push(...foreignText(chunk, entries, above));
    else {
      parts.push({ ...chunk, path: OUR_FILE });
      claims.push(
        ...claimsOf(
          OUR_FILE,
          entries.filter((entry) => isOfAnother(entry, chunk.interface)),
          chunk.line,
        ),
      );
      const part = chunk.state === 'newer' ? undefined : readPart(chunk, entries, problems);
      if (part && !read.some(({ iface }) => iface.name === part.iface.name)) read.push(part);
    }
    above = chunk;
  }
  for (const { path, entries } of sourcedFiles(root, OUR_FILE).files) {
    if (path !== OUR_FILE) claims.push(...claimsOf(path, entries));
  }
  return { host: settleHost(withPorts(read)), parts, claims, problems };
}

/** Text of others in our file. Options right below a part of ours belong to its last stanza. */
function foreignText(chunk: Chunk, entries: readonly Entry[], above: Chunk | undefined): ForeignClaim[] {
  const claims = claimsOf(OUR_FILE, entries, chunk.line);
  const [first] = entries;
  if (first?.kind !== 'stray' || !above || above.state === 'foreign') return claims;
  const line = chunk.line + first.line - 1;
  const name = above.interface;
  const covers = (iface: { readonly name: string }): boolean => iface.name === name;
  return [{ path: OUR_FILE, line, by: 'name', names: first.keyword, covers, wins: () => true }, ...claims];
}

function isOfAnother(entry: Entry, name: string): boolean {
  if (entry.kind === 'iface') return entry.name !== name;
  if (entry.kind === 'selection') return entry.words.some((word) => word !== name);
  return entry.kind === 'mapping';
}

function readPart(chunk: Chunk, entries: readonly Entry[], problems: Finding[]): ReadPart | undefined {
  const name = chunk.interface;
  const report: ReportLine = (line, problem) => {
    const at = { file: OUR_FILE, line: chunk.line + line - 1, column: 1 };
    problems.push(finding('not-understood', { path: OUR_FILE, problem }, { at, interface: name }));
  };
  if (deviceNameFault(name) !== undefined) {
    report(1, `${name} is no name of an interface`);
    return undefined;
  }
  const notes = parseNotes(chunk.text);
  const lines = linesOf(stanzasOf(name, entries, report), report);
  if (lines.stanzas.length === 0) return undefined;
  const link = readLink(name, lines);
  const { ipv6, off } = readIpv6(lines, report);
  const explicit = {
    name,
    topLevel: true,
    start: startOf(name, entries, notes, link.type, report),
    ...deviceOf(link),
    ...readMacAndMtu(lines),
    ...present('ipv4', readIpv4(lines, report)),
    ...present('ipv6', ipv6),
    ...present(
      'dns',
      readDns(lines) ?? (notes['empty-dns'] === true ? { servers: [], search: [] } : undefined),
    ),
  };
  lines.reportRest();
  const parsed = interfaceSchema.safeParse(explicit);
  if (parsed.success) return { iface: parsed.data, notes, link, ipv6Off: off };
  for (const { path, message } of parsed.error.issues) report(1, `${path.join('.')} of ${name}: ${message}`);
  return undefined;
}

const present = <K extends string, V>(key: K, value: V | undefined): { [k in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { [k in K]?: V };

const METHODS: ReadonlySet<string> = new Set([
  'inet manual',
  'inet static',
  'inet dhcp',
  'inet6 manual',
  'inet6 static',
  'inet6 dhcp',
  'inet6 auto',
]);

/** The stanzas of `name` whose methods are ours. */
function stanzasOf(name: string, entries: readonly Entry[], report: ReportLine): IfaceEntry[] {
  const stanzas = entries.filter(
    (entry): entry is IfaceEntry => entry.kind === 'iface' && entry.name === name,
  );
  for (const { line, family, method, more } of stanzas) {
    if (!METHODS.has(`${family} ${method}`) || more.length > 0)
      report(line, `iface ${[name, family, method, ...more].join(' ')} is not understood`);
  }
  for (const entry of entries) {
    if (entry.kind === 'stray') report(entry.line, `${entry.keyword} stands outside of a stanza`);
  }
  return stanzas.filter(({ family, method }) => METHODS.has(`${family} ${method}`));
}

function startOf(
  name: string,
  entries: readonly Entry[],
  notes: Notes,
  type: Interface['type'],
  report: ReportLine,
): Interface['start'] {
  let start: Interface['start'] = 'none';
  for (const entry of entries) {
    if (entry.kind !== 'selection' || !entry.words.includes(name)) continue;
    if (entry.keyword === 'auto' || entry.keyword === 'allow-auto') start = 'onboot';
    else if (entry.keyword === 'allow-hotplug') start = start === 'onboot' ? 'onboot' : 'hotplug';
    else report(entry.line, `${entry.keyword} ${name} is not understood`);
  }
  return start === 'onboot' && type !== 'ethernet' && notes.start === 'hotplug' ? 'hotplug' : start;
}

function deviceOf(link: ReadLink): object {
  switch (link.type) {
    case 'ethernet':
      return { type: 'ethernet' };
    case 'vlan':
      return { type: 'vlan', vlan: link.vlan };
    case 'bond':
      return { type: 'bond', bond: link.bond };
    case 'bridge':
      return { type: 'bridge', bridge: link.bridge };
  }
}

/** Puts members below the controllers that list them; one that has no part is a NIC nobody defines. */
function withPorts(parts: readonly ReadPart[]): ExplicitInterface[] {
  const ports = new Map<string, Port>();
  const bare: ExplicitInterface[] = [];
  const known = new Set(parts.map(({ iface }) => iface.name));
  for (const { iface, link } of parts) {
    if (link.type !== 'bond' && link.type !== 'bridge') continue;
    const members = link.members.filter((name, n) => link.members.indexOf(name) === n && !ports.has(name));
    members.forEach((name, position) => {
      const options = link.type === 'bridge' ? link.ports.get(name) : undefined;
      ports.set(name, { controller: iface.name, position, ...options });
      if (known.has(name)) return;
      known.add(name);
      const { start, mtuBytes } = iface;
      const nic = {
        type: 'ethernet',
        name,
        topLevel: false,
        start,
        ...present('mtuBytes', mtuBytes),
      } as const;
      bare.push({ iface: { ...nic, port: ports.get(name) } as Interface, notes: {} });
    });
  }
  return [...parts.map((part) => explicitOf(part, ports.get(part.iface.name))), ...bare];
}

function explicitOf({ iface, notes, ipv6Off }: ReadPart, port: Port | undefined): ExplicitInterface {
  const isDisabled = ipv6Off && (!port || notes['ipv6-disabled'] === true);
  const ipv6 = isDisabled ? { disabled: true, autoconf: false, addresses: [], routes: [] } : iface.ipv6;
  return { iface: { ...iface, ...present('ipv6', ipv6), ...present('port', port) } as Interface, notes };
}
