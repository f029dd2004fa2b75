import { finding } from '../../src/findings/finding.ts';
import type { Notes } from '../../src/model/defaults.ts';
import { type Interface, interfaceSchema } from '../../src/model/interface.ts';
import type { Lines, Stanza } from './lines.ts';
import { readDns, readIpv4, readIpv6 } from './read-addressing.ts';
import { type ReadMembership, readMembership } from './read-bond.ts';
import { deviceOf, type ReadLink, readLink, readMac, readMtu } from './read-link.ts';

/** One device read by itself: an explicit interface but for its place below a controller and its start. */
export interface ReadDevice {
  readonly lines: Lines;
  readonly iface: Interface;
  readonly notes: Notes;
  readonly link: Exclude<ReadLink, { type: 'other' }>;
  readonly ipv6Off: boolean;
  /** Whether its stanzas configure addresses, rather than leave IPv6 to the kernel. */
  readonly hasAddressing: boolean;
  readonly membership?: ReadMembership;
}

/** The interface that the lines come to; undefined where the model has none such, and then all lines are kept. */
export function readDevice(lines: Lines, notes: Notes): ReadDevice | undefined {
  const membership = readMembership(lines);
  const link = readLink(lines);
  if (link.type === 'other') {
    leaveOut(lines, `ifscribe has no interfaces of this kind: ${link.kind}`);
    return undefined;
  }
  readHeads(lines);
  const { name } = lines;
  const { ipv6, off, isExplicit } = readIpv6(lines);
  const ipv4 = readIpv4(lines);
  const assignMac = readMac(lines) ?? (link.type === 'bridge' ? link.assignMac : undefined);
  const dns = readDns(lines) ?? (notes['empty-dns'] === true ? { servers: [], search: [] } : undefined);
  const described = readDescription(lines);
  const explicit = {
    name,
    topLevel: true,
    ...deviceOf(link, lines.own),
    ...present('assignMac', assignMac),
    ...present('mtuBytes', readMtu(lines, link.type)),
    ...present('ipv4', ipv4),
    ...present('ipv6', ipv6),
    ...present('dns', dns),
  };
  const parsed = interfaceSchema.safeParse(explicit);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const what = `${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'is nothing that a document can hold'}`;
    const [stanza] = lines.stanzas;
    leaveOut(lines, what);
    lines.findings.push(
      finding(
        'consumer-refuses',
        { path: stanza?.iface.path ?? '', what: `${name}: ${what}` },
        { interface: name },
      ),
    );
    return undefined;
  }
  return {
    lines,
    iface: parsed.data,
    notes: described === undefined ? notes : { ...notes, description: described },
    link,
    ipv6Off: off,
    hasAddressing: ipv4 !== undefined || isExplicit || dns !== undefined,
    ...(membership ? { membership } : {}),
  };
}

export const present = <K extends string, V>(key: K, value: V | undefined): { [k in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { [k in K]?: V };

/** Keeps everything that the stanzas say. */
function leaveOut(lines: Lines, why: string): void {
  lines.verdicts.clear();
  for (const { iface, groups, commands } of lines.stanzas) {
    lines.keep(iface, why);
    for (const { options } of groups.values()) lines.keep(options, why);
    for (const { option } of commands) lines.keep(option, why);
  }
  for (const doing of lines.doings) doing.verdict = { why };
}

/** Methods that ask for an address in a way that the language has no word for. */
const OTHER_ADDRESSES: ReadonlySet<string> = new Set(['bootp', 'ipv4ll']);

function readHeads(lines: Lines): void {
  for (const { iface, method } of lines.stanzas) {
    if (OTHER_ADDRESSES.has(method)) {
      lines.keep(iface, `a document has no word for the method ${method}`);
      lines.approximate(`it asks for an address by ${method}, and the document has none for it`);
    } else if (method === 'loopback') lines.keep(iface, 'it is another loopback device');
    else lines.understood(iface, method === 'manual' ? 'match' : 'addressing');
  }
}

/** The device's alias, which the kernel shows; ifup takes that of the first stanza (main.c). */
function readDescription(lines: Lines): string | undefined {
  const [first, ...more] = lines.find('description');
  for (const { options } of more)
    lines.refuse(options, 'ifup takes the description of the first stanza only');
  if (!first) return undefined;
  if (first.stanza !== lines.stanzas[0]) {
    lines.refuse(first.options, 'ifup takes the description of the first stanza only');
    return undefined;
  }
  lines.understood(first.options);
  return first.value;
}

/** Why an option is kept that nobody has taken: what it does, or who would have had a use for it. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:hostname|leasetime|vendor|client)$/,
    'what the DHCP client says of itself has no place in a document',
  ],
  [/^metric$/, 'the metric of the routes that DHCP brings has no place in a document'],
  [/^privext$/, 'privacy extensions have no place in a document'],
  [/^request_prefix$/, 'prefix delegation has no place in a document'],
  [/^(?:ll|dad)-/, 'how long ifup waits for IPv6 has no place in a document'],
  [/^(?:scope|preferred-lifetime)$/, 'the scope and lifetime of an address have no place in a document'],
  [/^dns-/, 'a document has servers and search domains only'],
  [/^bond-(?:primary|give-a-chance)$/, 'it stands in the stanza of a device that is in no bond'],
  [/^bond-/, 'a document has no such option of a bond, or it stands in the stanza of no bond'],
  [/^bridge-/, 'a document has no such option of a bridge, or it stands in the stanza of no bridge'],
  [
    /^(?:ethernet|link|offload|hardware|driver)-/,
    'settings of the NIC itself (ethtool) have no place in a document',
  ],
  [/^(?:up|pre-up|down|post-down)$/, 'what the command does is nothing that ifscribe is certain of'],
];

const UNKNOWN = 'an option that ifscribe does not know';

/** Gives a reason to every line that nobody has spoken of, and tells commands by what they do. */
export function settleLines(lines: Lines): void {
  for (const stanza of lines.stanzas) {
    const underscored = [...stanza.groups.values()].find(({ options }) =>
      /^b(?:ond|ridge)_/.test(options[0]?.keyword ?? ''),
    );
    const [place] = underscored?.options ?? [];
    if (place)
      lines.differs(
        place,
        `ifupdown-ng does not know ${place.keyword} and other options of ${lines.name} with underscores; taken: as ifupdown, which takes them for hyphens`,
      );
    for (const group of stanza.groups.values()) {
      const rest = group.options.filter((option) => !lines.verdicts.has(option));
      if (rest.length === 0) continue;
      if (lines.own && /^(?:dad-attempts|bond-primary)$/.test(group.keyword))
        lines.understood(rest, 'addressing');
      else if (isNeutral(group.keyword, group.value)) lines.understood(rest, 'addressing');
      else lines.keep(rest, REASONS.find(([pattern]) => pattern.test(group.keyword))?.[1] ?? UNKNOWN);
    }
    settleCommands(lines, stanza);
  }
}

/** What says no more than what holds anyway. */
const isNeutral = (keyword: string, value: string): boolean =>
  (keyword === 'privext' || keyword === 'request_prefix') && value === '0';

function settleCommands(lines: Lines, { commands }: Stanza): void {
  for (const { option, doings } of commands) {
    if (!doings) lines.keep(option, 'what the command does is nothing that ifscribe is certain of');
    else {
      const refused = doings.find(({ verdict }) => !verdict || 'why' in verdict);
      const said = doings.find(({ verdict }) => verdict && 'says' in verdict && verdict.says !== undefined);
      if (refused) {
        const why = refused.verdict && 'why' in refused.verdict ? refused.verdict.why : undefined;
        lines.keep(option, why ?? 'what the command does has no place in a document');
      } else
        lines.understood(option, said?.verdict && 'says' in said.verdict ? said.verdict.says : undefined);
    }
  }
}
