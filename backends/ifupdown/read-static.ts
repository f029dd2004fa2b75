import type { Address, Route } from '../../src/model/interface.ts';
import { canonicalAddress, type Family, inSubnet, prefixMax, wholeNumber } from '../../src/model/values.ts';
import type { Group, Lines, Stanza } from './lines.ts';
import { classfulPrefix, prefixOfMask } from './netmask.ts';
import { broadcastOf } from './steps-ip.ts';

export const familyWords = { ipv4: 'inet', ipv6: 'inet6' } as const;

/** What a `static` stanza sets. */
export interface ReadStatic {
  readonly address?: Address;
  readonly route?: Route;
}

export function readStatic(lines: Lines, stanza: Stanza, family: Family): ReadStatic {
  const address = readAddress(lines, stanza, family);
  const route = readGateway(lines, stanza, family, address);
  return { ...(address ? { address } : {}), ...(route ? { route } : {}) };
}

function readAddress(lines: Lines, stanza: Stanza, family: Family): Address | undefined {
  const group = stanza.groups.get('address');
  if (!group) {
    lines.refuse(stanza.iface, 'a static stanza without an address: ifup stops at it');
    return undefined;
  }
  const text = firstAddress(lines, group);
  const [word = '', tail, ...more] = text.split('/');
  // Of what stands behind the prefix ifup takes no notice (compute_v4_mask() of archcommon.c).
  const bits = family === 'ipv4' ? tail?.replace(/^([0-9]+)[ \t].*$/, '$1') : tail;
  const canonical = canonicalAddress(family, word);
  const mask = stanza.groups.get('netmask');
  const prefix = more.length > 0 ? undefined : prefixOf(family, word, bits, mask?.value);
  if (canonical === undefined || prefix === undefined) {
    const why =
      canonical === undefined
        ? `${text} is no ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address`
        : `${mask?.value ?? bits} is no netmask`;
    lines.refuse([...group.options, ...(mask?.options ?? [])], why);
    return undefined;
  }
  if (!lines.own && !isUsable({ address: canonical, prefix })) {
    lines.keep([...group.options, ...(mask?.options ?? [])], `${text} is no address that a host can have`);
    return undefined;
  }
  lines.understood(group.options.slice(0, 1), 'addressing');
  if (mask) lines.understood(mask.options, 'addressing');
  const peer = family === 'ipv4' ? stanza.groups.get('pointopoint') : undefined;
  if (peer) {
    lines.keep(peer.options, 'the other end of a point-to-point link has no place in a document');
    lines.approximate(
      `${canonical} is that of a point-to-point link to ${peer.value.replaceAll('\n', ' ')}; the document has it without the other end`,
    );
  }
  const address = { address: canonical, prefix: peer ? 32 : prefix };
  readSubnet(lines, stanza, { address: canonical, prefix });
  return address;
}

/** Whether a document takes it: an address of a host, not of many, of none, or of a subnet itself. */
function isUsable({ address, prefix }: Address): boolean {
  if (address.includes(':')) return address !== '::' && !address.startsWith('ff');
  const isHost = Number(address.split('.')[0]) < 224 && address !== '0.0.0.0';
  if (!isHost || prefix > 30) return isHost;
  return address !== networkOf({ address, prefix }) && address !== broadcastOf({ address, prefix });
}

/** Of several lines ifup takes the first one, if that has its prefix; the others follow in one value (config.c). */
function firstAddress(lines: Lines, { options }: Group): string {
  const [first, ...more] = options;
  const text = first?.value ?? '';
  if (more.length === 0) return text;
  if (!text.includes('/')) return options.map(({ value }) => value).join(' ');
  const why = 'ifup takes the first address of a stanza only; make a stanza of each';
  lines.refuse(more, why);
  lines.differs(more, `ifupdown sets the first address of a stanza, ifupdown-ng all of them; taken: ${text}`);
  return text;
}

/** The netmask counts where one is said; without any, IPv4 goes by the class of the address, and IPv6 is alone. */
function prefixOf(
  family: Family,
  address: string,
  bits: string | undefined,
  mask: string | undefined,
): number | undefined {
  const said = mask ?? bits;
  if (said === undefined) return family === 'ipv4' ? classfulPrefix(address) : prefixMax('ipv6');
  if (family === 'ipv4') return prefixOfMask(said);
  const prefix = wholeNumber(said);
  return prefix !== undefined && prefix <= 128 ? prefix : undefined;
}

/** `broadcast` and `network`, which go with the address; ifup has no use for `network`. */
function readSubnet(lines: Lines, { groups }: Stanza, address: Address): void {
  const broadcast = groups.get('broadcast');
  const usual = broadcastOf(address);
  if (broadcast && (broadcast.value === '+' || broadcast.value === usual))
    lines.understood(broadcast.options, 'addressing');
  else if (broadcast)
    lines.keep(
      broadcast.options,
      'another broadcast address than that of the subnet has no place in a document',
    );
  const network = groups.get('network');
  if (network && usual !== undefined && network.value === networkOf(address))
    lines.understood(network.options, 'addressing');
  else if (network) lines.refuse(network.options, 'ifup passes over it, and it is not that of the address');
  const scope = groups.get('scope');
  if (scope?.value === 'global') lines.understood(scope.options, 'addressing');
}

/** The first address of an IPv4 subnet. */
function networkOf({ address, prefix }: Address): string {
  const bits = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - prefix);
  const first = Math.floor(bits / size) * size;
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
}

/** The default route: of every gateway ifup says that it is on the link. */
function readGateway(
  lines: Lines,
  { groups }: Stanza,
  family: Family,
  address: Address | undefined,
): Route | undefined {
  const group = groups.get('gateway');
  const metric = groups.get('metric');
  if (!group) {
    if (metric) lines.refuse(metric.options, 'the metric is that of the gateway, and there is none');
    return undefined;
  }
  const gateway = canonicalAddress(family, group.value) ?? commentedGateway(group.value, family, address);
  if (gateway === undefined || (metric && group.value.includes('#'))) {
    const why = `${group.value.replaceAll('\n', ' ')} is no ${family === 'ipv4' ? 'IPv4' : 'IPv6'} gateway`;
    lines.refuse([...group.options, ...(metric?.options ?? [])], why);
    return undefined;
  }
  lines.understood(group.options, 'addressing');
  if (!metric) return { gateway };
  const value = wholeNumber(metric.value);
  if (value === undefined || value > 4_294_967_295) {
    lines.refuse(metric.options, `${metric.value} is no metric`);
    return { gateway };
  }
  lines.understood(metric.options, 'addressing');
  return { gateway, metric: value };
}

/**
 * `GATEWAY # …`: ifup hands it to a shell, where the device behind it becomes part of the comment. The kernel finds it
 * by the subnet.
 */
function commentedGateway(text: string, family: Family, address: Address | undefined): string | undefined {
  const [, word = ''] = /^(\S+)[ \t]+#[^\n]*$/.exec(text) ?? [];
  const gateway = canonicalAddress(family, word);
  const isNear = gateway !== undefined && address && inSubnet(gateway, address.address, address.prefix);
  return isNear ? gateway : undefined;
}
