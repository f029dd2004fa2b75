import type { BridgeOptions } from '../../src/model/interface.ts';
import { canonicalMac, isUnicastMac, secondsToMs, wholeNumber } from '../../src/model/values.ts';
import { classfulPrefix, prefixOfMask } from './netmask.ts';
import type { Step } from './steps.ts';
import { addressIn, broadcastOf, device, routeOf } from './steps-ip.ts';

/** What a command of net-tools, bridge-utils, vlan or procps does, or undefined where that is not certain. */
export function oldToolSteps(program: string, words: readonly string[]): Step[] | undefined {
  switch (program) {
    case 'true':
    case ':':
      return [{ does: 'nothing' }];
    case 'ifconfig':
      return ifconfigSteps(words);
    case 'route':
      return routeSteps(words);
    case 'brctl':
      return brctlSteps(words);
    case 'vconfig':
      return vconfigSteps(words);
    case 'ifenslave':
      return enslaveSteps(words);
    case 'sysctl':
      return sysctlSteps(words);
    case 'ifup':
    case 'ifdown': {
      const name = device(words[0]);
      if (name === undefined || words.length > 1) return undefined;
      return [{ does: program === 'ifup' ? 'start' : 'stop', device: name }];
    }
    default:
      return undefined;
  }
}

/** `ifconfig DEVICE up`, `… ADDRESS netmask MASK`, `… inet6 add ADDRESS/PREFIX`, `… mtu N`, `… hw ether MAC`. */
function ifconfigSteps([first = '', ...words]: readonly string[]): Step[] | undefined {
  const name = device(first.split(':')[0]);
  if (name === undefined || words.length === 0) return undefined;
  const label = first === name ? {} : { label: first };
  const steps: Step[] = [];
  let ipv4: string | undefined;
  let mask: string | undefined;
  let broadcast: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const value = words[at + 1] ?? '';
    if (word === 'inet' && at === 0) continue;
    if (word === 'up') steps.push({ does: 'raise', device: name });
    else if (word === 'down') steps.push({ does: 'lower', device: name });
    else if (word === 'netmask' || word === 'broadcast') {
      if (word === 'netmask') mask = value;
      else broadcast = value;
      at++;
    } else if (word === 'mtu') {
      const mtuBytes = wholeNumber(value);
      if (mtuBytes === undefined) return undefined;
      steps.push({ does: 'mtu', device: name, mtuBytes });
      at++;
    } else if (word === 'hw') {
      const mac = canonicalMac(words[at + 2] ?? '');
      if (value !== 'ether' || mac === undefined || !isUnicastMac(mac)) return undefined;
      steps.push({ does: 'mac', device: name, mac });
      at += 2;
    } else if (
      word === 'add' ||
      word === 'del' ||
      (word === 'inet6' && (value === 'add' || value === 'del'))
    ) {
      const adds = word === 'add' || (word === 'inet6' && value === 'add');
      at += word === 'inet6' ? 2 : 1;
      const known = addressIn(words[at] ?? '', 'ipv6');
      if (!known) return undefined;
      steps.push({ does: adds ? 'address' : 'drop-address', device: name, ...known });
    } else if (at === 0 || (at === 1 && words[0] === 'inet')) ipv4 = word;
    else return undefined;
  }
  if (ipv4 === undefined) return mask === undefined && broadcast === undefined ? steps : undefined;
  // It takes an address away, and brings the device up.
  if (ipv4 === '0.0.0.0' && mask === undefined) return [{ does: 'raise', device: name }, ...steps];
  const bare = ipv4.split('/')[0] as string;
  const prefix = mask === undefined ? classfulPrefix(bare) : prefixOfDotted(mask);
  const known = ipv4.includes('/') ? addressIn(ipv4, 'ipv4') : addressIn(`${ipv4}/${prefix}`, 'ipv4');
  if (!known || (broadcast !== undefined && broadcast !== broadcastOf(known.address))) return undefined;
  return [{ does: 'address', device: name, ...known, ...label }, { does: 'raise', device: name }, ...steps];
}

/** `route add [-net|-host] TARGET [netmask MASK] [gw GATEWAY] [metric N] [dev DEVICE]`, with `-A inet6` as well. */
function routeSteps(all: readonly string[]): Step[] | undefined {
  const words = all.filter((word) => word !== '-n');
  let six = false;
  const family = words.findIndex((word) => word === '-A' || word === '--inet6' || word === '-6');
  if (family >= 0) {
    six = words[family] !== '-A' || words[family + 1] === 'inet6';
    words.splice(family, words[family] === '-A' ? 2 : 1);
  }
  const [verb, ...rest] = words;
  if (verb !== 'add' && verb !== 'del') return undefined;
  const kind = rest[0] === '-net' || rest[0] === '-host' ? rest.shift() : undefined;
  const target = rest.shift() ?? '';
  const said: Record<string, string> = {};
  while (rest.length > 0) {
    const word = rest.shift() as string;
    const isKey = ['netmask', 'gw', 'metric', 'dev'].includes(word);
    const value = isKey ? rest.shift() : word;
    // What stands at the end by itself is the device.
    if (value === undefined || (!isKey && rest.length > 0)) return undefined;
    said[isKey ? word : 'dev'] = value;
  }
  const { netmask: mask, gw: via, metric, dev } = said;
  if (dev !== undefined && device(dev) === undefined) return undefined;
  const to = six ? target : ipv4Target(target, kind, mask);
  // route(8) gives an IPv6 route the metric 1, where the kernel by itself would give it 1024.
  const measure = metric ?? (six && verb === 'add' ? '1' : undefined);
  const route =
    to === undefined ? undefined : routeOf({ to, via, metric: measure, family: six ? 'ipv6' : 'ipv4' });
  if (!route) return undefined;
  return [
    { does: verb === 'add' ? 'route' : 'drop-route', ...(dev === undefined ? {} : { device: dev }), route },
  ];
}

/** What route(8) takes a target for: a host, unless it is told otherwise, and a net only with its length. */
function ipv4Target(target: string, kind: string | undefined, mask: string | undefined): string | undefined {
  const [address = '', bits] = target.split('/');
  const isAll = (bits ?? '0') === '0' && (mask ?? '0.0.0.0') === '0.0.0.0';
  if (target === 'default') return isAll && kind !== '-host' ? target : undefined;
  if (kind !== '-net') {
    const isHost = address !== '0.0.0.0' && (bits ?? '32') === '32' && mask === undefined;
    return isHost ? `${address}/32` : undefined;
  }
  if (address === '0.0.0.0' && isAll) return 'default';
  if (bits !== undefined) return mask === undefined ? target : undefined;
  const prefix = mask === undefined ? undefined : prefixOfDotted(mask);
  return prefix === undefined ? undefined : `${address}/${prefix}`;
}

/** net-tools take no mask by its length. */
const prefixOfDotted = (mask: string): number | undefined =>
  mask.includes('.') ? prefixOfMask(mask) : undefined;

const BRIDGE_TIMES: Readonly<Record<string, keyof BridgeOptions>> = {
  setfd: 'forwardDelayMs',
  sethello: 'helloTimeMs',
  setmaxage: 'maxAgeMs',
  setageing: 'ageingTimeMs',
};

/** What brctl(8) takes for on and for off; at another word it does nothing. */
export const brctlSwitch = (text: string): boolean | undefined =>
  /^(?:on|yes|1)$/.test(text) ? true : /^(?:off|no|0)$/.test(text) ? false : undefined;

function brctlSteps([verb = '', first, ...more]: readonly string[]): Step[] | undefined {
  const bridge = device(first);
  if (bridge === undefined) return undefined;
  const [second = '', third = ''] = more;
  const set = (options: BridgeOptions): Step[] => [{ does: 'bridge', device: bridge, options }];
  if (verb === 'addbr' && more.length === 0)
    return [{ does: 'make', device: bridge, made: { type: 'bridge' } }];
  if (verb === 'delbr' && more.length === 0) return [{ does: 'remove', device: bridge }];
  if (verb === 'addif' || verb === 'delif') {
    const ports = more.map(device);
    if (ports.length === 0 || ports.includes(undefined)) return undefined;
    return (ports as string[]).map((port) =>
      verb === 'addif'
        ? { does: 'enslave', device: port, controller: bridge }
        : { does: 'free', device: port, controller: bridge },
    );
  }
  if (verb === 'stp') {
    const stp = brctlSwitch(second);
    return stp === undefined ? undefined : set({ stp });
  }
  const time = Object.hasOwn(BRIDGE_TIMES, verb) ? BRIDGE_TIMES[verb] : undefined;
  if (time) {
    const ms = secondsToMs(second);
    return ms === undefined ? undefined : set({ [time]: ms });
  }
  const number = wholeNumber(verb === 'setbridgeprio' ? second : third);
  if (number === undefined) return undefined;
  if (verb === 'setbridgeprio') return set({ priority: number });
  const port = device(second);
  if (port === undefined) return undefined;
  if (verb === 'setpathcost') return [{ does: 'port', device: port, cost: number, bridge }];
  if (verb === 'setportprio') return [{ does: 'port', device: port, priority: number, bridge }];
  return undefined;
}

/** The kernel names what vconfig makes PARENT.TAG. */
function vconfigSteps([verb, first, second = '']: readonly string[]): Step[] | undefined {
  const parent = device(first);
  if (parent === undefined) return undefined;
  if (verb === 'rem') return [{ does: 'remove', device: parent }];
  const tag = wholeNumber(second);
  const name = device(`${parent}.${second}`);
  if (verb !== 'add' || tag === undefined || name === undefined) return undefined;
  return [{ does: 'make', device: name, made: { type: 'vlan', vlan: { parent, tag } } }];
}

function enslaveSteps(words: readonly string[]): Step[] | undefined {
  const frees = words[0] === '-d';
  const [controller, ...members] = (frees ? words.slice(1) : words).map(device);
  if (controller === undefined || members.length === 0 || members.includes(undefined)) return undefined;
  return (members as string[]).map((member) =>
    frees ? { does: 'free', device: member, controller } : { does: 'enslave', device: member, controller },
  );
}

const IPV6_KEYS = { disable_ipv6: 'off', accept_ra: 'ra', autoconf: 'autoconf' } as const;

/** `sysctl [-qewnox]… net.ipv6.conf.DEVICE.KEY=VALUE…`; dots of a device are slashes where dots part the key. */
function sysctlSteps(words: readonly string[]): Step[] | undefined {
  const steps: Step[] = [];
  for (const word of words) {
    if (/^-[enoqwx]+$/.test(word)) continue;
    const [, key = '', value = ''] = /^([^=]+)=([0-9])$/.exec(word) ?? [];
    const [, slashed, dotted, leaf = ''] =
      /^net(?:\/ipv6\/conf\/([^/]+)\/|\.ipv6\.conf\.([^.]+)\.)([a-z0-9_]+)$/.exec(key) ?? [];
    const name = device(slashed ?? dotted?.replaceAll('/', '.'));
    if (name === undefined || !Object.hasOwn(IPV6_KEYS, leaf)) return undefined;
    const setting = { [IPV6_KEYS[leaf as keyof typeof IPV6_KEYS]]: Number(value) };
    steps.push({ does: 'ipv6', device: name, ...setting });
  }
  return steps.length > 0 ? steps : undefined;
}
