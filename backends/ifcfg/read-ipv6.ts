import type { Address, Ipv6Protocol } from '../../src/model/interface.ts';
import { inSubnet, isLinkLocal, wholeNumber } from '../../src/model/values.ts';
import { defined } from '../../src/native/defined.ts';
import type { Directives } from './directives.ts';
import { type Addressing, readDefault, readMetric, tellTable, withGateway } from './read-ipv4.ts';
import { hostAddress } from './subnets.ts';
import { yesOrNo } from './words.ts';

/** Keys that mean nothing where IPv6 is not the readers' business. */
const CONFIGURES = ['IPV6ADDR', 'IPV6ADDR_SECONDARIES', 'IPV6_DEFAULTGW'];

export const ipv6Off: Ipv6Protocol = { disabled: true, autoconf: false, addresses: [], routes: [] };

/**
 * The ipv6 protocol in force. Neither reader turns IPv6 off but for IPV6_DISABLED, which is NetworkManager's: what they
 * leave alone is the kernel's, and that takes addresses and routes from routers (accept_ra, autoconf).
 */
export function readIpv6(directives: Directives, addressing: Addressing): Ipv6Protocol | undefined {
  const { network, device } = addressing;
  const global = <T>(key: string, parse: (text: string) => T | undefined): T | undefined => {
    const value = parse(network.directives.peek(key) ?? '');
    if (value !== undefined && !directives.has(key)) network.use(key, device);
    return value;
  };
  const isManager = directives.onlyReader === 'NetworkManager';
  const init =
    directives.value('IPV6INIT', yesOrNo) ?? global('IPV6INIT', yesOrNo) ?? (isManager ? false : undefined);
  const forScripts = (key: string): boolean | undefined => (isManager ? undefined : global(key, yesOrNo));
  const isOff = readsOff(directives);
  const wantsDhcp = directives.value('DHCPV6C', yesOrNo);
  const autoconfSaid = readAutoconf(directives);
  if (isOff || init === false) {
    const said = [
      ...CONFIGURES,
      ...(wantsDhcp ? ['DHCPV6C'] : []),
      ...(autoconfSaid && isOff ? ['IPV6_AUTOCONF'] : []),
    ];
    const beside = isOff
      ? 'beside IPV6_DISABLED=yes'
      : directives.has('IPV6INIT')
        ? 'beside IPV6INIT=no'
        : 'without IPV6INIT=yes';
    for (const each of said.filter(directives.has))
      directives.refuse(each, `${each} has no effect ${beside}`);
    if (isOff) {
      if (!isManager)
        directives.differ(
          'IPV6_DISABLED',
          'initscripts do not know IPV6_DISABLED, and leave IPv6 to the kernel; taken: off',
        );
      return ipv6Off;
    }
    if (autoconfSaid === false) directives.refuse('IPV6_AUTOCONF', `IPV6_AUTOCONF has no effect ${beside}`);
    return leftAlone(directives, forScripts('IPV6_AUTOCONF') ?? true);
  }
  const forwards = directives.value('IPV6FORWARDING', yesOrNo) ?? forScripts('IPV6FORWARDING') ?? false;
  if (forwards) directives.keep('IPV6FORWARDING', 'forwarding is a setting of the host');
  const autoconf = autoconfSaid ?? forScripts('IPV6_AUTOCONF') ?? !forwards;
  const addresses: Address[] = [];
  for (const key of CONFIGURES.slice(0, 2)) addresses.push(...readAddresses(directives, key, addresses));
  const isDefault = readDefault(directives, 'IPV6_DEFROUTE', autoconf, {
    device,
    network,
    keys: globalDevice(addressing),
  });
  const gateway = readGateway(directives, addressing, addresses, isDefault);
  const peerdns = directives.value('IPV6_PEERDNS', yesOrNo);
  const metric = readMetric(
    directives,
    'IPV6_ROUTE_METRIC',
    autoconf,
    gateway !== undefined || addressing.routes.length > 0,
  );
  if (init === undefined && (addresses.length || wantsDhcp || !autoconf || gateway !== undefined)) {
    const key = [...CONFIGURES, 'DHCPV6C', 'IPV6_AUTOCONF'].find(directives.has) ?? 'IPV6INIT';
    directives.differ(key, 'without IPV6INIT=yes NetworkManager leaves IPv6 to the kernel', 'initscripts');
  }
  if (wantsDhcp && !autoconf && directives.value('IPV6_FORCE_ACCEPT_RA', yesOrNo) !== true)
    directives.near(
      'DHCPV6C',
      'routers are not listened to, so DHCPv6 comes without a default route; the document has it with one',
    );
  tellTable(directives, 'IPV6_ROUTE_TABLE');
  const protocol = {
    autoconf,
    dhcp: wantsDhcp ? defined({ peerdns }) : undefined,
    addresses,
    routes: withGateway(addressing.routes, gateway, metric, addressing.gatewayAt),
  };
  const isEmpty = !autoconf && !wantsDhcp && !addresses.length && !protocol.routes.length;
  return isEmpty ? undefined : defined(protocol);
}

/** Only NetworkManager can turn IPv6 off. */
export function readsOff(directives: Directives): boolean {
  const isOff = directives.value('IPV6_DISABLED', yesOrNo) === true;
  if (!isOff || directives.onlyReader !== 'initscripts') return isOff;
  directives.refuse('IPV6_DISABLED', 'initscripts alone read this file, and do not know IPV6_DISABLED');
  return false;
}

function readAutoconf(directives: Directives): boolean | undefined {
  if (directives.peek('IPV6_AUTOCONF') !== 'shared') return directives.value('IPV6_AUTOCONF', yesOrNo);
  directives.keep('IPV6_AUTOCONF', 'the document has no word for handing on an IPv6 prefix');
  return undefined;
}

function leftAlone(directives: Directives, autoconf: boolean): Ipv6Protocol | undefined {
  if (!autoconf) return undefined;
  if (directives.has('IPV6INIT'))
    directives.near(
      'IPV6INIT',
      'IPV6INIT=no leaves IPv6 to the kernel, which goes on taking addresses and routes from routers; IPV6_DISABLED=yes turns it off',
    );
  return { autoconf: true, addresses: [], routes: [] };
}

function readAddresses(directives: Directives, key: string, before: readonly Address[]): Address[] {
  const words =
    directives
      .text(key)
      ?.split(/\s+/)
      .filter((word) => word !== '') ?? [];
  const there = new Set(before.map(({ address }) => address));
  return words.flatMap((word) => {
    const address = readCidr(word);
    if (address && !there.has(address.address)) {
      if (!word.includes('/')) directives.near(key, `${word} has no prefix length; the readers take 64`);
      there.add(address.address);
      return [address];
    }
    const what = `${word.slice(0, 50)} is ${address ? 'there already' : 'no IPv6 address'}`;
    if (words.length === 1) directives.refuse(key, what);
    else directives.refuseWord(key, word, what);
    return [];
  });
}

function readCidr(text: string): Address | undefined {
  const [addressText = '', lengthText = '64', ...more] = text.split('/');
  const address = hostAddress('ipv6')(addressText);
  const prefix = wholeNumber(lengthText);
  if (address === undefined || prefix === undefined || prefix > 128 || more.length) return undefined;
  return { address, prefix };
}

/** The keys of the network file that name one device: the scope of its gateway goes before IPV6_DEFAULTDEV. */
const globalDevice = ({ network }: Addressing): string[] =>
  network.directives.peek('IPV6_DEFAULTGW')?.includes('%') ? ['IPV6_DEFAULTGW'] : ['IPV6_DEFAULTDEV'];

/** The default route that IPV6_DEFAULTGW says, here or in /etc/sysconfig/network. */
function readGateway(
  directives: Directives,
  { device, network }: Addressing,
  addresses: readonly Address[],
  isDefault: boolean,
): string | undefined {
  if (!directives.has('IPV6_DEFAULTGW')) return isDefault ? globalGateway() : undefined;
  const [text = '', zone] = (directives.peek('IPV6_DEFAULTGW') ?? '').split('%');
  const gateway = directives.value('IPV6_DEFAULTGW', () => hostAddress('ipv6')(text));
  if (gateway === undefined) return undefined;
  if (!isDefault) {
    directives.refuse('IPV6_DEFAULTGW', `${device} is not to have the default route`);
    return undefined;
  }
  const isManager = directives.onlyReader === 'NetworkManager';
  if (zone !== undefined && zone !== device && !isManager) {
    const what = `the gateway is on ${zone.slice(0, 20)}, not on ${device}`;
    directives.keep('IPV6_DEFAULTGW', what);
    directives.differ('IPV6_DEFAULTGW', `${what}; NetworkManager passes over the device`, 'initscripts');
    return undefined;
  }
  if (zone === undefined && isLinkLocal(gateway))
    directives.differ(
      'IPV6_DEFAULTGW',
      `initscripts need the device with a link-local gateway (${gateway}%${device})`,
      'NetworkManager',
    );
  if (addresses.length === 0 && isManager) {
    directives.refuse('IPV6_DEFAULTGW', 'NetworkManager passes over IPV6_DEFAULTGW without IPV6ADDR');
    return undefined;
  }
  if (addresses.length === 0)
    directives.differ(
      'IPV6_DEFAULTGW',
      'NetworkManager passes over IPV6_DEFAULTGW without IPV6ADDR',
      'initscripts',
    );
  return gateway;

  function globalGateway(): string | undefined {
    const [address = '', scope] = (network.directives.peek('IPV6_DEFAULTGW') ?? '').split('%');
    const said = hostAddress('ipv6')(address);
    if (said === undefined) return undefined;
    const named = scope ?? network.directives.peek('IPV6_DEFAULTDEV');
    // Where one is named, it is this one, or this one would not have the default route.
    const isHere = named !== undefined || addresses.some((a) => inSubnet(said, a.address, a.prefix));
    if (!isHere) return undefined;
    network.use('IPV6_DEFAULTGW', device);
    return said;
  }
}
