import type { Address, Ipv4Protocol, Route } from '../../src/model/interface.ts';
import { canonicalAddress, inSubnet } from '../../src/model/values.ts';
import { defined } from '../../src/native/defined.ts';
import type { Directives } from './directives.ts';
import type { NetworkFile } from './network-file.ts';
import { broadcastOf, classfulPrefix, hostAddress, networkOf, readNetmask, roleIn } from './subnets.ts';
import { numberUpTo, oneOf, yesOrNo } from './words.ts';

/** What reading an interface's addresses needs beside its own keys. */
export interface Addressing {
  readonly device: string;
  /** Of its route file. */
  readonly routes: readonly Route[];
  /** Place of the gateway among the routes, from a note. */
  readonly gatewayAt: unknown;
  readonly network: NetworkFile;
}

/** The ipv4 protocol that the keys and the route file say; undefined where they say nothing. */
export function readIpv4(directives: Directives, addressing: Addressing): Ipv4Protocol | undefined {
  const hasDhcp = readsDhcp(directives);
  const peerdns = directives.value('PEERDNS', yesOrNo);
  const numbered = readAddresses(directives);
  if (hasDhcp && directives.onlyReader === 'initscripts') leaveOut(directives, numbered);
  else if (hasDhcp && numbered.addresses.length)
    directives.differ('BOOTPROTO', 'initscripts leave static addresses out beside DHCP', 'NetworkManager');
  const gateway = readGateway(directives, addressing, hasDhcp, numbered);
  const metric = readMetric(
    directives,
    'IPV4_ROUTE_METRIC',
    hasDhcp,
    gateway !== undefined || addressing.routes.length > 0,
  );
  tellTable(directives, 'IPV4_ROUTE_TABLE');
  const protocol = {
    dhcp: hasDhcp ? defined({ peerdns }) : undefined,
    addresses: numbered.addresses,
    routes: withGateway(addressing.routes, gateway, metric, addressing.gatewayAt),
  };
  return protocol.dhcp || protocol.addresses.length || protocol.routes.length ? defined(protocol) : undefined;
}

/** NetworkManager can put all routes of an interface into another table (rt_tables(5): 254 is the main one). */
export function tellTable(directives: Directives, key: 'IPV4_ROUTE_TABLE' | 'IPV6_ROUTE_TABLE'): void {
  const table = directives.peek(key);
  if (table === undefined || table === '0' || table === '254') directives.text(key);
  else
    directives.near(
      key,
      `its routes are in table ${table.slice(0, 20)}, for which the document has no word: they would be in the main one`,
    );
}

function readsDhcp(directives: Directives): boolean {
  const said = directives.peek('BOOTPROTO') ?? '';
  if (/^(?:autoip|shared)$/i.test(said)) {
    directives.keep(
      'BOOTPROTO',
      `BOOTPROTO=${said}: the document has no word for ${said === 'shared' ? 'NAT to this interface' : 'link-local IPv4 addresses'}`,
    );
    return false;
  }
  const method = directives.value('BOOTPROTO', (text) =>
    oneOf('dhcp', 'bootp', 'none', 'static')(text.toLowerCase()),
  );
  const isDhcp = method === 'dhcp' || method === 'bootp';
  if (isDhcp && said !== method && directives.onlyReader === 'initscripts') {
    directives.refuse('BOOTPROTO', `initscripts alone read this file, and know ${method} in lower case only`);
    return false;
  }
  if (isDhcp && said !== method)
    directives.differ('BOOTPROTO', `initscripts know ${method} in lower case only`, 'NetworkManager');
  return isDhcp;
}

interface Numbered {
  readonly addresses: Address[];
  /** `''`, `0`, `1` … of those that are there. */
  readonly suffixes: readonly string[];
}

/** IPADDR, IPADDR0 and IPADDR1 may be absent, then both readers stop at the first gap. */
function readAddresses(directives: Directives): Numbered {
  const addresses: Address[] = [];
  const seen = new Set<string>();
  const suffixes: string[] = [];
  let n = -1;
  for (; n < 2 || directives.has(`IPADDR${n}`); n++) {
    const suffix = n < 0 ? '' : String(n);
    if (!directives.has(`IPADDR${suffix}`)) continue;
    suffixes.push(suffix);
    const address = directives.value(`IPADDR${suffix}`, hostAddress('ipv4'));
    const prefix = readPrefix(directives, suffix, address);
    if (address === undefined || prefix === undefined) {
      for (const key of ['IPADDR', 'PREFIX', 'NETMASK'])
        directives.keep(
          `${key}${suffix}`,
          `IPADDR${suffix} and its length go together, and one of them is none`,
        );
      continue;
    }
    const role = roleIn(address, prefix);
    if (role !== undefined) {
      for (const key of ['IPADDR', 'PREFIX', 'NETMASK'])
        directives.keep(`${key}${suffix}`, `${address} is ${role}, which no document gives to an interface`);
      directives.near(`IPADDR${suffix}`, `${address}/${prefix} is ${role}, and left out`);
    } else if (seen.has(address)) directives.refuse(`IPADDR${suffix}`, `${address} is there already`);
    else addresses.push({ address, prefix });
    seen.add(address);
    for (const [key, derived] of [
      ['NETWORK', networkOf],
      ['BROADCAST', broadcastOf],
    ] as const) {
      if (directives.peek(`${key}${suffix}`) === derived(address, prefix)) directives.text(`${key}${suffix}`);
    }
    if (/^no$/i.test(directives.peek(`ARPCHECK${suffix}`) ?? '')) directives.text(`ARPCHECK${suffix}`);
  }
  refuseStrays(directives, new Set(suffixes), n);
  return { addresses, suffixes };
}

/** initscripts have DHCP or static addresses. */
function leaveOut(directives: Directives, { addresses, suffixes }: Numbered): void {
  for (const suffix of suffixes) {
    directives.refuse(`IPADDR${suffix}`, 'initscripts leave static addresses out beside DHCP');
    for (const key of ['PREFIX', 'NETMASK'])
      directives.keep(`${key}${suffix}`, `IPADDR${suffix} is left out`);
  }
  addresses.length = 0;
}

function readPrefix(directives: Directives, suffix: string, address: string | undefined): number | undefined {
  const prefixKey = `PREFIX${suffix}`;
  const maskKey = `NETMASK${suffix}`;
  if (directives.has(prefixKey)) {
    const prefix = directives.value(prefixKey, numberUpTo(32));
    const mask = directives.peek(maskKey);
    if (mask !== undefined && readNetmask(mask) === prefix) directives.text(maskKey);
    else if (mask !== undefined)
      directives.refuse(
        maskKey,
        `${prefixKey} says another length than ${maskKey}=${mask.slice(0, 40)}, and counts`,
      );
    return prefix;
  }
  if (directives.has(maskKey)) {
    const mask = directives.peek(maskKey) ?? '';
    const prefix = readNetmask(mask);
    const fault = canonicalAddress('ipv4', mask) === undefined ? '' : ': its ones are not all at the left';
    if (prefix === undefined)
      directives.refuse(maskKey, `${maskKey}=${mask.slice(0, 40)} is no netmask${fault}`);
    else directives.text(maskKey);
    return prefix;
  }
  if (address === undefined) return undefined;
  const prefix = classfulPrefix(address);
  directives.near(
    `IPADDR${suffix}`,
    `${address} has neither ${prefixKey} nor ${maskKey}; the readers take the length of its class, ${prefix}`,
  );
  return prefix;
}

/** What belongs to an address that is not there, or that stands behind a gap. */
function refuseStrays(directives: Directives, there: ReadonlySet<string>, gap: number): void {
  for (const key of directives.keys()) {
    const [, what, suffix = ''] = /^(IPADDR|PREFIX|NETMASK)([0-9]*)$/.exec(key) ?? [];
    if (what === undefined || there.has(suffix)) continue;
    const addressKey = `IPADDR${suffix}`;
    if (what === 'IPADDR')
      directives.refuse(key, `both readers stop at the first gap: there is no IPADDR${gap}`);
    else if (directives.has(addressKey)) directives.keep(key, `${addressKey} is behind a gap`);
    else if (directives.isUnknown(addressKey))
      directives.keep(key, `${addressKey} is what only a shell knows`);
    else directives.refuse(key, `there is no ${addressKey}`);
  }
}

/** The default route that GATEWAY says, here or in /etc/sysconfig/network. */
function readGateway(
  directives: Directives,
  { device, network }: Addressing,
  hasDhcp: boolean,
  { addresses, suffixes }: Numbered,
): string | undefined {
  const [first] = addresses;
  const isDefault = readDefault(directives, 'DEFROUTE', hasDhcp, { device, network, keys: ['GATEWAYDEV'] });
  const numbered = suffixes.map((suffix) => `GATEWAY${suffix}`).find(directives.has);
  const key = numbered ?? (directives.has('GATEWAY') ? 'GATEWAY' : undefined);
  for (const other of directives.keys())
    if (/^GATEWAY[0-9]+$/.test(other) && other !== key)
      directives.refuse(other, `${key ?? 'no address'} counts, ${other} does not`);
  if (key === undefined)
    return first && isDefault && !hasDhcp ? globalGateway(network, device, first) : undefined;
  const gateway = directives.value(key, hostAddress('ipv4'));
  if (gateway === undefined) return undefined;
  const isOnLink = first !== undefined && inSubnet(gateway, first.address, first.prefix);
  if (directives.onlyReader === 'initscripts' && first && (key !== 'GATEWAY' || !isOnLink)) {
    directives.refuse(key, `initscripts take GATEWAY only, and in the subnet of the first address`);
    return undefined;
  }
  if (!first || !isDefault) {
    directives.refuse(
      key,
      first ? `${device} is not to have the default route` : `${key} has no effect without a static address`,
    );
    return undefined;
  }
  const isBeside = key !== 'GATEWAY' || numbered !== undefined;
  if (directives.onlyReader === 'NetworkManager' && !isBeside) {
    directives.refuse(
      key,
      `NetworkManager alone reads this file, and takes GATEWAY${suffixes[0]} beside IPADDR${suffixes[0]}`,
    );
    return undefined;
  }
  if (hasDhcp) directives.differ(key, `initscripts pass over ${key} beside DHCP`, 'NetworkManager');
  else if (key !== 'GATEWAY')
    directives.differ(key, `initscripts know GATEWAY without a number only`, 'NetworkManager');
  else if (!isBeside)
    directives.differ(
      key,
      `NetworkManager takes GATEWAY beside IPADDR only, and GATEWAY${suffixes[0]} beside IPADDR${suffixes[0]}`,
      'initscripts',
    );
  else if (!isOnLink)
    directives.differ(
      key,
      `initscripts pass over a gateway outside the subnet of the first address`,
      'NetworkManager',
    );
  return gateway;
}

/** Whether the interface may have the default route; `keys` of the network file name the device that has it. */
export function readDefault(
  directives: Directives,
  key: string,
  hasPeers: boolean,
  { device, network, keys }: { device: string; network: NetworkFile; keys: readonly string[] },
): boolean {
  const said = directives.value(key, yesOrNo);
  const globalKey = keys.find(network.directives.has);
  const named = globalKey && network.directives.peek(globalKey)?.replace(/^.*%/, '');
  const isDefault = named === undefined ? said !== false : named === device;
  // A scope in IPV6_DEFAULTGW is used where the gateway is.
  if (globalKey?.endsWith('DEV')) network.use(globalKey, device);
  if (isDefault || !hasPeers) return isDefault;
  const why = 'a default route that comes from DHCP or a router is to be passed over';
  if (said === false) directives.keep(key, `${why}, for which the document has no word`);
  directives.near(
    said === false ? key : undefined,
    `${why}, and the document cannot say so: it would be used`,
  );
  return false;
}

function globalGateway(network: NetworkFile, device: string, first: Address): string | undefined {
  const gateway = hostAddress('ipv4')(network.directives.peek('GATEWAY') ?? '');
  if (gateway === undefined) return undefined;
  if (!inSubnet(gateway, first.address, first.prefix)) {
    network.miss(device);
    return undefined;
  }
  network.use('GATEWAY', device);
  return gateway;
}

/** The metric that routes get which name none: initscripts know METRIC for the default route, NetworkManager its own key. */
export function readMetric(
  directives: Directives,
  key: 'IPV4_ROUTE_METRIC' | 'IPV6_ROUTE_METRIC',
  hasPeers: boolean,
  hasRoutes: boolean,
): { readonly routes: number | undefined; readonly gateway: number | undefined } {
  const read = (each: string): number | undefined => {
    if (!hasRoutes && directives.has(each))
      directives.keep(
        each,
        'the metric of routes that come from DHCP or a router has no word in the document',
      );
    const only = each === 'METRIC' ? 'NetworkManager' : 'initscripts';
    if (hasRoutes && directives.has(each) && directives.onlyReader === only)
      directives.refuse(each, `${only} alone reads this file, and does not know ${each}`);
    else if (hasRoutes) return directives.value(each, numberUpTo(4_294_967_295));
    return undefined;
  };
  // -1 is NetworkManager's own choice.
  if (directives.peek(key) === '-1') directives.text(key);
  const routes = directives.peek(key) === '-1' ? undefined : read(key);
  const gateway = key === 'IPV4_ROUTE_METRIC' ? read('METRIC') : undefined;
  if (routes !== undefined) {
    directives.differ(key, `initscripts do not know ${key}`, 'NetworkManager');
    directives.near(
      key,
      `${key} is also the metric of the route to the subnet itself${hasPeers ? ' and of those that come from DHCP' : ''}, for which the document has no word`,
    );
  } else if (gateway !== undefined)
    directives.differ('METRIC', 'NetworkManager does not know METRIC', 'initscripts');
  return { routes, gateway: routes ?? gateway };
}

/** A note says where among the routes the gateway stood; without it, first. */
export function withGateway(
  routes: readonly Route[],
  gateway: string | undefined,
  metric: { readonly routes: number | undefined; readonly gateway: number | undefined },
  at: unknown,
): Route[] {
  const others = routes.map((route) => ({ ...defined({ metric: metric.routes }), ...route }));
  if (gateway === undefined) return others;
  const place = typeof at === 'number' ? Math.min(Math.max(0, Math.trunc(at)), routes.length) : 0;
  const route = { gateway, ...defined({ metric: metric.gateway }) };
  // The route file may say it once more, and the kernel has it once.
  const isTwice = others.some(
    (other) => !other.destination && other.gateway === gateway && other.metric === route.metric,
  );
  if (isTwice) return others;
  return [...others.slice(0, place), route, ...others.slice(place)];
}
