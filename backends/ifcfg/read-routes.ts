import type { Route } from '../../src/model/interface.ts';
import {
  addressBits,
  canonicalAddress,
  type Family,
  prefixMax,
  wholeNumber,
} from '../../src/model/values.ts';
import { defined } from '../../src/native/defined.ts';
import {
  type Directives,
  directivesOf,
  type ReadDirectives,
  type Reader,
  type Remark,
  type Row,
} from './directives.ts';
import { hostAddress, readNetmask } from './subnets.ts';
import { numberUpTo } from './words.ts';

/** What a route file says. */
export interface ReadRoutes extends ReadDirectives {
  readonly routes: readonly Route[];
}

/** Both readers tell the formats apart so (ifup-routes; utils_has_route_file_new_syntax). */
const NUMBERED = /^[ \t\v\f\r]*ADDRESS[0-9]+=/m;

/** A route file: arguments of `ip route add`, a line each, or numbered keys (IPv4 only to NetworkManager). */
export function readRouteFile(text: string, device: string, family: Family, onlyReader?: Reader): ReadRoutes {
  return family === 'ipv4' && NUMBERED.test(text)
    ? readNumbered(text, onlyReader)
    : readLines(text, device, family, onlyReader);
}

/** Numbered keys: `NAME.route` is never anything else, and only initscripts know it. */
export function readNumbered(text: string, onlyReader?: Reader): ReadRoutes {
  const directives = directivesOf(text, undefined, onlyReader);
  const routes: Route[] = [];
  let n = 0;
  for (; directives.has(`ADDRESS${n}`); n++) {
    const route = readOneNumbered(directives, n);
    if (route && routes.some((other) => isSame(other, route)))
      directives.refuse(`ADDRESS${n}`, 'the route is there already');
    else if (route) routes.push(route);
  }
  for (const key of directives.keys()) {
    const [, number] = /^(?:ADDRESS|NETMASK|GATEWAY|METRIC|OPTIONS)([0-9]+)$/.exec(key) ?? [];
    if (number !== undefined && (Number(number) >= n || String(Number(number)) !== number))
      directives.refuse(key, `both readers stop at the first gap: there is no ADDRESS${n}`);
  }
  return { routes, ...directives.read() };
}

function readOneNumbered(directives: Directives, n: number): Route | undefined {
  const keys = ['ADDRESS', 'NETMASK', 'GATEWAY', 'METRIC', 'OPTIONS'].map((key) => `${key}${n}`);
  const [addressKey = '', maskKey = '', gatewayKey = '', metricKey = '', optionsKey = ''] = keys;
  const address = directives.value(addressKey, (text) => canonicalAddress('ipv4', text));
  const prefix = directives.value(maskKey, readNetmask);
  const gateway = directives.value(gatewayKey, (text) => canonicalAddress('ipv4', text));
  const isScripts = directives.onlyReader === 'initscripts';
  if (isScripts)
    for (const key of [metricKey, optionsKey].filter(directives.has))
      directives.refuse(key, `initscripts alone read this file, and do not know ${key}`);
  const metric = isScripts ? undefined : directives.value(metricKey, numberUpTo(4_294_967_295));
  if (!directives.has(maskKey))
    directives.refuse(
      addressKey,
      `there is no ${maskKey}, and NetworkManager refuses the whole file without`,
    );
  const isNone = (): undefined => {
    for (const key of keys) directives.keep(key, 'the route that it belongs to is none');
  };
  if (address === undefined || prefix === undefined) return isNone();
  if ((gateway === undefined && !directives.has(gatewayKey)) || gateway === '0.0.0.0') {
    for (const key of keys) directives.keep(key, 'a route without a gateway has no word in the document');
    return undefined;
  }
  if (gateway === undefined) return isNone();
  if (metric !== undefined)
    directives.differ(metricKey, `initscripts do not know ${metricKey}`, 'NetworkManager');
  if (directives.has(optionsKey) && !isScripts) {
    directives.keep(optionsKey, 'options of a route have no word in the document');
    directives.near(
      optionsKey,
      `the route to ${address}/${prefix} has options, which only NetworkManager acts on and the document leaves out`,
    );
  }
  if (hostAddress('ipv4')(gateway) === undefined || isMulticast(address)) {
    for (const key of keys)
      directives.keep(key, 'a route to or by multicast addresses has no word in the document');
    return undefined;
  }
  const destination = prefix === 0 ? undefined : masked(address, prefix, 'ipv4');
  return defined({ destination, gateway, metric });
}

function readLines(text: string, device: string, family: Family, onlyReader?: Reader): ReadRoutes {
  const routes: Route[] = [];
  const rows: Row[] = [];
  const remarks: Remark[] = [];
  text.split('\n').forEach((said, n) => {
    const line = n + 1;
    if (/^\s*(?:#.*)?$/.test(said)) return;
    const read = readRouteLine(said.replace(/\r$/, ''), device, family, onlyReader);
    for (const remark of read.remarks ?? []) remarks.push({ line, ...remark });
    const { route } = read;
    const isTwice = route !== undefined && routes.some((other) => isSame(other, route));
    const why = isTwice ? `${said.trim().slice(0, 60)} is there already` : read.why;
    if (isTwice) remarks.push({ line, kind: 'refused', what: why as string });
    else if (route) routes.push(route);
    rows.push({ line, lines: 1, text: said, ...(why ? { state: 'kept', why } : { state: 'understood' }) });
  });
  return { routes, rows: () => rows, remarks };
}

/** The kernel has one route of a destination and metric; ifup-routes only puts the second into the place of the first. */
const isSame = (a: Route, b: Route): boolean =>
  a.gateway === b.gateway &&
  a.metric === b.metric &&
  a.destination?.address === b.destination?.address &&
  a.destination?.prefix === b.destination?.prefix;

type ReadLine = { readonly remarks?: readonly Omit<Remark, 'line'>[] } & (
  | { readonly route: Route; readonly why?: never }
  | { readonly route?: never; readonly why: string }
);

/** Words of `ip route add` that take another one, and for which the model has no place. */
const UNMODELLED: ReadonlySet<string> = new Set([
  ...[
    'src',
    'table',
    'mtu',
    'window',
    'cwnd',
    'advmss',
    'initcwnd',
    'initrwnd',
    'rto_min',
    'quickack',
    'from',
  ],
  ...[
    'scope',
    'proto',
    'protocol',
    'tos',
    'dsfield',
    'realm',
    'realms',
    'weight',
    'nexthop',
    'pref',
    'hoplimit',
    'lock',
  ],
]);
const KINDS = /^(?:unicast|local|broadcast|multicast|throw|unreachable|prohibit|blackhole|nat|anycast)$/;

/** The route that a line of a route file says, or why there is none. */
function readRouteLine(line: string, device: string, family: Family, onlyReader?: Reader): ReadLine {
  const words = line.trim().split(/\s+/);
  const options = new Map<string, string>();
  let said: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (KINDS.test(word) && said === undefined)
      return { why: `a route of the kind ${word} has no word in the document` };
    if (UNMODELLED.has(word)) return { why: `a route with ${word} has no word in the document` };
    if (word === 'onlink') options.set(word, '');
    else if (word === 'via' || word === 'dev' || word === 'metric') options.set(word, words[++at] ?? '');
    else if (said === undefined) said = word === 'to' ? (words[++at] ?? '') : word;
    else return refusal(`${word.slice(0, 40)} is no argument of \`ip route add\``);
  }
  const destination = readDestination(said ?? '', family);
  if (destination === null) return refusal(`${(said ?? '').slice(0, 40)} is no destination`);
  const via = options.get('via');
  const gateway = canonicalAddress(family, via ?? '');
  const metricText = options.get('metric');
  const metric = metricText === undefined ? undefined : numberUpTo(4_294_967_295)(metricText);
  if (metric === undefined && metricText !== undefined)
    return refusal(`${metricText.slice(0, 40)} is no metric`);
  if (via === undefined || gateway === '0.0.0.0' || gateway === '::')
    return { why: 'a route without a gateway has no word in the document' };
  if (gateway === undefined || hostAddress(family)(gateway) === undefined)
    return refusal(`${via.slice(0, 50)} is no gateway`);
  if (destination && isMulticast(destination.subnet.address))
    return { why: 'a route to multicast addresses has no word in the document' };
  const dev = options.get('dev') ?? device;
  const isOther = dev !== device;
  if (isOther && onlyReader !== 'NetworkManager') {
    const what = `the route is by ${dev.slice(0, 20)} to initscripts, by ${device} to NetworkManager`;
    return { why: what, remarks: [{ kind: 'differs', what: `${what}; not taken` }] };
  }
  const route = defined({ destination: destination?.subnet, gateway, metric });
  if (onlyReader === 'NetworkManager' && destination?.hasNetmask)
    return refusal(`${said} has a netmask, which NetworkManager takes for no destination`);
  if (onlyReader !== 'initscripts') {
    const what = `NetworkManager alone reads this file, and passes over dev ${dev.slice(0, 20)}`;
    const passedOver: Omit<Remark, 'line'>[] = isOther ? [{ kind: 'refused', what }] : [];
    return { route, remarks: [...passedOver, ...differences(destination, line)] };
  }
  return destination?.hasHostBits
    ? refusal(`${said} has bits behind its prefix, and the kernel refuses it`)
    : { route };
}

const refusal = (what: string): ReadLine => ({ why: what, remarks: [{ kind: 'refused', what }] });

function differences(destination: Destination | undefined, line: string): Omit<Remark, 'line'>[] {
  const differ = (what: string): Omit<Remark, 'line'>[] => [{ kind: 'differs', what }];
  if (destination === undefined)
    return differ(
      'NetworkManager before 1.22 passes over a default route in a route file; taken: it is there',
    );
  if (destination.hasNetmask)
    return differ('NetworkManager takes no netmask in a route file; taken as initscripts do');
  if (destination.hasHostBits)
    return differ(
      `the kernel refuses a route to ${line.trim().split(/\s/)[0]?.slice(0, 50)} from initscripts, for its bits behind the prefix; taken as NetworkManager does`,
    );
  return [];
}

interface Destination {
  readonly subnet: { readonly address: string; readonly prefix: number };
  readonly hasNetmask: boolean;
  readonly hasHostBits: boolean;
}

/** `null`: not understood; undefined: the default route. Without a length it is a host (ip-route(8)). */
function readDestination(text: string, family: Family): Destination | undefined | null {
  if (text === 'default') return undefined;
  const [addressText = '', lengthText = String(prefixMax(family)), ...more] = text.split('/');
  const address = canonicalAddress(family, addressText);
  const hasNetmask = family === 'ipv4' && lengthText.includes('.');
  const prefix = hasNetmask ? readNetmask(lengthText) : wholeNumber(lengthText);
  if (address === undefined || prefix === undefined || prefix > prefixMax(family) || more.length) return null;
  if (prefix === 0) return undefined;
  const subnet = masked(address, prefix, family);
  return { subnet, hasNetmask, hasHostBits: subnet.address !== address };
}

const isMulticast = (address: string): boolean => /^(?:22[4-9]|23[0-9])\.|^ff[0-9a-f]{2}:/.test(address);

function masked(address: string, prefix: number, family: Family): Destination['subnet'] {
  const hostBits = BigInt(prefixMax(family) - prefix);
  const bits = (addressBits(address) >> hostBits) << hostBits;
  const [size, count, base] = family === 'ipv4' ? [8n, 4, 10] : [16n, 8, 16];
  const groups = Array.from({ length: count }, (_, n) =>
    Number((bits >> (size * BigInt(count - 1 - n))) & ((1n << size) - 1n)).toString(base),
  );
  const text = groups.join(family === 'ipv4' ? '.' : ':');
  return { address: canonicalAddress(family, text) ?? address, prefix };
}
