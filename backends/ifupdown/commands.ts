import { UnsafeValueError } from '../../src/native/guard.ts';
import { word } from './guard.ts';
import type { Step } from './steps.ts';

/** The names of the places in a command's text. */
type Places<Text extends string> = Text extends `${string}<${infer Place}>${infer Rest}`
  ? Place | Places<Rest>
  : never;
type Values<Text extends string> = { readonly [P in Places<Text>]?: string | number | undefined };

/** A command of a stanza (`pre-up`, `up`, `post-down`), as it is written. */
export interface Command<Text extends string> {
  readonly write: (values: Values<Text>) => string;
}

/** One that only we write: it is read back by its very text. */
interface Form<Text extends string> extends Command<Text> {
  /** The words in its places, or undefined where `line` is another command. */
  readonly read: (line: string) => Readonly<Record<string, string>> | undefined;
}

/**
 * A command from its text: `<place>` stands for one guarded word, and what is in brackets is left out where
 * its place has no value. steps.ts reads it, as it reads what others write.
 */
function command<Text extends string>(text: Text): Command<Text> {
  return {
    write: (values) =>
      text
        .replace(/\[([^\]]*)\]/g, (_, optional: string) =>
          placesIn(optional).every((place) => valueAt(values, place) !== undefined) ? optional : '',
        )
        .replace(/<([A-Za-z0-9]+)>/g, (_, place: string) => {
          const value = valueAt(values, place);
          if (value === undefined) throw new UnsafeValueError(place, value);
          return word(place, value);
        }),
  };
}

/** The same of a command that needs more of a shell than steps.ts follows. */
function form<Text extends string>(text: Text): Form<Text> {
  const pattern = patternOf(text);
  return { ...command(text), read: (line) => pattern.exec(line)?.groups };
}

const valueAt = (values: object, place: string): string | number | undefined =>
  (values as Record<string, string | number | undefined>)[place];

const placesIn = (text: string): string[] =>
  [...text.matchAll(/<([A-Za-z0-9]+)>/g)].map(([, place]) => place as string);

function patternOf(text: string): RegExp {
  const seen = new Set<string>();
  const source = text.replace(/[.*+?^${}()|\\]/g, '\\$&').replace(/<([A-Za-z0-9]+)>/g, (_, place: string) => {
    if (seen.has(place)) return `\\k<${place}>`;
    seen.add(place);
    return `(?<${place}>[A-Za-z0-9_.:,@+/-]+)`;
  });
  return new RegExp(`^${source}$`);
}

/**
 * The state of IPv6 on a device. `-e` passes over a kernel without IPv6; a root without sysctl must still come
 * up. `path` is the device's name with dots as slashes, sysctl(8)'s own way to write such names.
 */
export const ipv6State = command(
  'sysctl -q -e -w net.ipv6.conf.<path>.disable_ipv6=<off>[ net.ipv6.conf.<path>.accept_ra=<ra>][ net.ipv6.conf.<path>.autoconf=<autoconf>] || true',
);

/**
 * A vlan's parent that nobody configures is brought up for the vlan's sake: what routers offer is not for it.
 * One that others define stays theirs. ifupdown-ng's ifquery takes every parent for defined, so it is not asked.
 */
export const noIpv6ForParent = form(
  "grep -rqs '^iface <parent> ' /etc/network || sysctl -q -e -w net.ipv6.conf.<path>.disable_ipv6=1 net.ipv6.conf.<path>.accept_ra=0 net.ipv6.conf.<path>.autoconf=0 net.ipv6.conf.<path>.disable_ipv6=0 || true",
);

/** `onlink`: the gateway is the interface's own, in a subnet of it or not. */
export const ipv4Route = command(
  'ip route replace <destination> via <gateway> dev <device>[ metric <metric>] onlink',
);
export const ipv6Route = command(
  'ip -6 route replace <destination> via <gateway> dev <device>[ metric <metric>] onlink',
);

/** dhclient -6 ends where the device has no link-local address to ask from. */
export const awaitLinkLocal = form(
  'for n in $(seq <attempts>); do ip -6 -o address show dev <device> scope link -tentative | grep -q . && break; sleep 0.1; done',
);
const DHCLIENT_FILES =
  '-pf /run/dhclient6.<device>.pid -lf /var/lib/dhcp/dhclient6.<device>.leases -I -df /var/lib/dhcp/dhclient.<device>.leases <device>';
/**
 * What the dhcp method does waits for an answer without end, and no later interface comes up. This waits for a
 * minute, as for DHCPv4, and goes on asking behind.
 */
export const dhcpv6 = form(
  `dhclient -6 -1 -v ${DHCLIENT_FILES} || dhclient -6 -nw -v ${DHCLIENT_FILES} || true`,
);
export const releaseDhcpv6 = form(`dhclient -6 -r -v ${DHCLIENT_FILES} || true`);

export const createVlan = command(
  'ip link show dev <device> >/dev/null 2>&1 || ip link add link <parent> name <device> type vlan id <tag>',
);
/** Either end makes the pair, with the addresses of both, whichever is started first or again. */
export const createVeth = command(
  'ip link show dev <device> >/dev/null 2>&1 || ip link add name <device>[ address <mac>] type veth peer name <peer>[ address <peerMac>]',
);
/** A pair goes with any of its ends, so it stays for as long as the other one is up. */
export const removeVeth = form(
  'ip -o link show up dev <peer> 2>/dev/null | grep -q . || ip link del dev <device>',
);
export const vlanFlags = command(
  'ip link set dev <device> type vlan[ reorder_hdr <reorderHdr>][ gvrp <gvrp>][ mvrp <mvrp>][ loose_binding <looseBinding>]',
);
export const removeDevice = command('ip link del dev <device>');
/** Brings up what the interface stands on where ifup does not do so by itself. */
export const raiseDevice = command('ip link set dev <device> up');
export const ifupUnlessUp = form('ifquery --state <device> >/dev/null || ifup <device>');

/**
 * ifenslave and bridge-utils make a device after all `pre-up` commands, and at once bring up a bridge: it would
 * hear routers before it is told not to. So it is made here; they and ifupdown-ng go on with one that is there.
 */
export const createBond = command('ip link add name <device> type bond 2>/dev/null || true');
/** With its address from the first moment: udev gives a new bridge without one an address of its own. */
export const createBridge = command(
  'ip link add name <device>[ address <mac>] type bridge 2>/dev/null || true',
);
export const createBridgeLikePort = form(
  'ip link add name <device> address $(cat /sys/class/net/<port>/address) type bridge 2>/dev/null || ip link add name <device> type bridge 2>/dev/null || true',
);

/** ifenslave has no option for min_links; it wants targets separated by spaces, and ifupdown-ng by commas. */
export const bondOptions = command(
  'ip link set dev <device> type bond[ min_links <minLinks>][ arp_ip_target <arpIpTargets>]',
);

/** As an option of the stanza with the ports, bridge-utils would set it on every port too. */
export const bridgeMtu = command('ip link set dev <device> mtu <mtu>');
/** bridge-utils has no option for snooping, and filters by vlan only on bridges that it makes itself. */
export const bridgeOptions = command(
  'ip link set dev <device> type bridge[ vlan_filtering <vlanFiltering>][ mcast_snooping <snooping>]',
);
/** bridge-pathcost and bridge-portprio take one port a bridge. */
export const portOptions = command(
  'ip link set dev <device> type bridge_slave[ cost <cost>][ priority <priority>]',
);

/** A device's name as sysctl(8) writes it in a key. */
export const sysctlPath = (name: string): string => name.replaceAll('.', '/');

/** What the commands that only we write do. */
const forms: readonly (readonly [Form<string>, (device: string) => Step])[] = [
  [noIpv6ForParent, () => ({ does: 'nothing' })],
  [awaitLinkLocal, () => ({ does: 'nothing' })],
  [dhcpv6, (device) => ({ does: 'lease-ipv6', device })],
  [releaseDhcpv6, () => ({ does: 'nothing' })],
  [removeVeth, (device) => ({ does: 'remove', device })],
  [ifupUnlessUp, () => ({ does: 'nothing' })],
  [createBridgeLikePort, (device) => ({ does: 'make', device, made: { type: 'bridge' } })],
];

/** How they begin: what begins otherwise is none of them. */
const BEGINNINGS =
  /^(?:grep -rqs|for n in|dhclient -6|ip -o link|ifquery --state|ip link add name \S+ address \$)/;

/** What `line` does, if it is one of those. */
export function stepsOfOurs(line: string): Step[] | undefined {
  if (!BEGINNINGS.test(line)) return undefined;
  for (const [{ read }, stepOf] of forms) {
    const said = read(line);
    if (said) return [stepOf(said.device ?? '')];
  }
  return undefined;
}
