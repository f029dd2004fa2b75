import type { HostIndex } from '../../src/model/host.ts';
import type { Interface, Vlan } from '../../src/model/interface.ts';
import { inet6Stanzas, inetStanzas } from './addressing.ts';
import { device } from './guard.ts';
import { linkOptions } from './link.ts';
import { type Option, option, type Stanza, withOptions } from './stanza.ts';

/** What the template prints of one interface. */
export interface InterfaceView {
  readonly name: string;
  /** The keyword of the line that has it started, if anything starts it. */
  readonly start: 'auto' | 'allow-hotplug' | undefined;
  readonly stanzas: readonly Stanza[];
}

/** An explicit interface (model/defaults.ts) as a view; `index` is of the explicit host. */
export const viewOf = (iface: Interface, index: HostIndex): InterfaceView => ({
  name: device(iface.name),
  start: startKeyword(iface),
  stanzas: stanzasOf(iface, index),
});

/** Hotplug events come from NICs alone: a device that ifup itself makes starts at boot instead. */
function startKeyword({ type, start }: Interface): InterfaceView['start'] {
  if (start === 'none') return undefined;
  return start === 'hotplug' && type === 'ethernet' ? 'allow-hotplug' : 'auto';
}

/**
 * The first stanza is of IPv4 and also says everything about the device: the options of the tools that make
 * bonds and bridges must stand in the first one, and IPv6 is settled before its addresses come.
 */
function stanzasOf(iface: Interface, index: HostIndex): Stanza[] {
  const addressing = [...inetStanzas(iface), ...inet6Stanzas(iface, hasLateCarrier(iface, index))];
  const [first, ...rest] = addressing;
  const link = linkOptions(iface, index);
  const stanzas =
    first?.family === 'inet' && holds(first, link)
      ? [withLink(first, link), ...rest]
      : [withLink({ family: 'inet', method: 'manual', options: [] }, link), ...addressing];
  return withDns(stanzas, dnsOptions(iface));
}

/**
 * In the last stanza of IPv4: with every stanza resolvconf takes back what one before it of the same family and
 * interface has said (if-up.d/000resolvconf: `resolvconf -a "${IFACE}.${ADDRFAM}"`, also of nothing).
 */
function withDns(stanzas: readonly Stanza[], dns: readonly Option[]): Stanza[] {
  const last = stanzas.findLastIndex(({ family }) => family === 'inet');
  return stanzas.map((stanza, n) => (n === last ? withOptions(stanza, dns) : stanza));
}

/** The dhcp method ignores `mtu`, and waits for a lease before it runs what must precede it. */
const holds = ({ method }: Stanza, link: readonly Option[]): boolean =>
  method !== 'dhcp' || !link.some(({ keyword }) => keyword === 'mtu' || keyword === 'up');

/** The device's own commands run before those of the addressing, its routes. */
function withLink(stanza: Stanza, link: readonly Option[]): Stanza {
  const routes = stanza.options.filter(({ keyword }) => keyword === 'up');
  const keywords = stanza.options.filter(({ keyword }) => keyword !== 'up');
  return withOptions({ ...stanza, options: keywords }, [...link, ...routes]);
}

const dnsOptions = ({ dns }: Interface): Option[] => [
  ...option('dns-nameservers', ...(dns?.servers ?? [])),
  ...option('dns-search', ...(dns?.search ?? [])),
];

/**
 * Whether the device may get its carrier long after ifup: a bridge has none before a port forwards, a bond
 * none before a member is found up, an end of a veth pair none before the other end is up, and all may stay without;
 * so has a vlan on one.
 */
function hasLateCarrier(iface: Interface, index: HostIndex): boolean {
  let at: Interface | undefined = iface;
  for (let hops = 0; at?.type === 'vlan' && hops < 16; hops++) at = parentOf(at, index);
  return at !== undefined && at.type !== 'ethernet';
}

/** A vlan's parent; of one that is the far end of a veth pair, which nobody defines, the near end. */
const parentOf = ({ vlan }: Vlan, index: HostIndex): Interface | undefined =>
  index.get(vlan.parent) ?? index.vethTo(vlan.parent);
