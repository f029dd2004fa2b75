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
  const read = new Map<string, ReadPart>();
  for (const chunk of chunksOf(root.text(OUR_FILE) ?? '')) {
    const entries = entriesOf(chunk.text);
    const ofOthers = entries.filter(
      (entry) => chunk.state === 'foreign' || isOfAnother(entry, chunk.interface),
    );
    claims.push(...claimsOf(OUR_FILE, ofOthers, chunk.line));
    if (chunk.state === 'foreign') continue;
    parts.push({ ...chunk, path: OUR_FILE });
    const part = chunk.state === 'newer' ? undefined : readPart(chunk, entries, problems);
    if (part && !read.has(part.iface.name)) read.set(part.iface.name, part);
  }
  for (const { path, entries } of sourcedFiles(root, OUR_FILE).files) {
    if (path !== OUR_FILE) claims.push(...claimsOf(path, entries));
  }
  return { host: settleHost(withPorts([...read.values()])), parts, claims, problems };
}

/**
 * Our file in chunks. Options right below a part of ours belong to its last stanza, so they count as an edit
 * of it: moved elsewhere they would become another interface's.
 */
function chunksOf(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  for (const chunk of splitChunks(text)) {
    const above = chunks.at(-1);
    const size = chunk.state === 'foreign' && above ? lengthOfOptions(chunk.text) : 0;
    if (!above || size === 0) {
      chunks.push(chunk);
      continue;
    }
    const taken = chunk.text.slice(0, size);
    const state = above.state === 'intact' ? 'edited' : above.state;
    chunks.splice(-1, 1, { ...above, state, text: above.text + taken });
    const line = chunk.line + taken.split('\n').length - 1;
    if (size < chunk.text.length) chunks.push({ ...chunk, line, text: chunk.text.slice(size) });
  }
  return chunks;
}

/** How much of a text stands before its first stanza, if that begins with options. */
function lengthOfOptions(text: string): number {
  const entries = entriesOf(text);
  if (entries[0]?.kind !== 'stray') return 0;
  const next = entries.find(({ kind }) => kind !== 'stray');
  if (!next) return text.length;
  return text
    .split(/(?<=\n)/)
    .slice(0, next.line - 1)
    .join('').length;
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
    case 'veth':
      return { type: 'veth', veth: link.veth };
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
