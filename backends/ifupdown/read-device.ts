import type { Notes } from '../../src/model/defaults.ts';
import { type Interface, interfaceSchema } from '../../src/model/interface.ts';
import type { Lines } from './lines.ts';
import { readDns, readIpv4, readIpv6 } from './read-addressing.ts';
import { type ReadMembership, readMembership } from './read-bond.ts';
import { tellMadeUpMac } from './read-bridge.ts';
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
    lines.leaveOut(`ifscribe has no interfaces of this kind: ${link.kind}`);
    return undefined;
  }
  if (link.type === 'vlan' && (link.vlan.tag < 1 || link.vlan.tag > 4094)) {
    const why = `${link.vlan.tag} is no tag of a vlan, which go from 1 to 4094`;
    lines.leaveOut(why);
    lines.refuse(
      lines.stanzas.map(({ iface }) => iface),
      why,
    );
    return undefined;
  }
  readHeads(lines);
  const { name } = lines;
  const { ipv6, off, isExplicit } = readIpv6(lines);
  const ipv4 = readIpv4(lines);
  const assignMac = readMac(lines) ?? (link.type === 'bridge' ? link.assignMac : undefined);
  if (link.type === 'bridge' && assignMac === undefined) tellMadeUpMac(lines, link.members);
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
    lines.leaveOut(what);
    lines.approximate(`the document does not have it, for it would be none: ${what}`);
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
