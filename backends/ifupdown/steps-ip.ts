import type { Address, BridgeOptions, VlanOptions } from '../../src/model/interface.ts';
import {
  canonicalAddress,
  canonicalMac,
  deviceNameFault,
  type Family,
  familyOf,
  isUnicastMac,
  prefixMax,
  wholeNumber,
} from '../../src/model/values.ts';
import type { CommandRoute, Made, Step } from './steps.ts';

/** What a command of iproute2 does, or undefined where that is not certain. */
export function ipSteps(program: string, words: readonly string[]): Step[] | undefined {
  if (program !== 'ip') return undefined;
  let family: Family | undefined;
  let at = 0;
  for (; words[at]?.startsWith('-'); at++) {
    const option = words[at] as string;
    if (option === '-4' || option === '-6') family = option === '-4' ? 'ipv4' : 'ipv6';
    else if (option === '-f' || option === '-family') {
      const named = { inet: 'ipv4', inet6: 'ipv6' } as const;
      family = named[words[++at] as keyof typeof named];
      if (!family) return undefined;
    } else if (option !== '-o') return undefined;
  }
  const [object = '', verb = '', ...more] = words.slice(at);
  if (isShort(object, 'address')) return addressSteps(verb, more, family);
  if (isShort(object, 'route')) return routeSteps(verb, more, family);
  if (isShort(object, 'link')) return linkSteps(verb, more);
  if (isShort(object, 'tunnel') || isShort(object, 'tuntap')) return tunnelSteps(verb, more);
  return undefined;
}

/** iproute2 takes any beginning of a word. */
const isShort = (text: string, word: string): boolean => text !== '' && word.startsWith(text);

export const device = (text: string | undefined): string | undefined =>
  text !== undefined && deviceNameFault(text) === undefined ? text : undefined;

/** `ADDRESS[/PREFIX]`; without one it is the address alone. */
export function addressIn(text: string, family?: Family): { address: Address; family: Family } | undefined {
  const [word = '', bits, ...more] = text.split('/');
  const own = familyOf(word);
  const prefix = bits === undefined ? own && prefixMax(own) : wholeNumber(bits);
  if (!own || (family && own !== family) || prefix === undefined || prefix > prefixMax(own)) return undefined;
  if (more.length > 0) return undefined;
  return { family: own, address: { address: canonicalAddress(own, word) as string, prefix } };
}

/** Takes words off a list, each `KEY VALUE`, or a flag. Undefined where one is unknown or lacks its value. */
function readPairs(
  words: readonly string[],
  keys: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): { bare: string[]; said: Record<string, string>; flags: Set<string> } | undefined {
  const said: Record<string, string> = {};
  const bare: string[] = [];
  const seen = new Set<string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (flags.includes(word)) seen.add(word);
    else if (Object.hasOwn(keys, word)) {
      const value = words[++at];
      const key = keys[word] as string;
      if (value === undefined || said[key] !== undefined) return undefined;
      said[key] = value;
    } else bare.push(word);
  }
  return { bare, said, flags: seen };
}

function addressSteps(verb: string, words: readonly string[], family?: Family): Step[] | undefined {
  if (verb === 'flush') {
    const name = device(words.at(-1));
    return name === undefined || !/^(?:dev )?\S+$/.test(words.join(' '))
      ? undefined
      : [{ does: 'flush', device: name }];
  }
  const adds = isShort(verb, 'add') || verb === 'replace';
  if (!adds && !isShort(verb, 'delete')) return undefined;
  const keys = {
    dev: 'dev',
    brd: 'broadcast',
    broadcast: 'broadcast',
    label: 'label',
    scope: 'scope',
    local: 'local',
  };
  const read = readPairs(words, keys);
  const text = read?.said.local ?? read?.bare[0];
  const known = text === undefined ? undefined : addressIn(text, family);
  const on = device(read?.said.dev);
  if (!read || !known || on === undefined || read.bare.length > (read.said.local ? 0 : 1)) return undefined;
  const { label, scope, broadcast } = read.said;
  if (scope !== undefined && scope !== 'global') return undefined;
  if (broadcast !== undefined && broadcast !== '+' && broadcast !== broadcastOf(known.address))
    return undefined;
  if (label !== undefined && label !== on && !label.startsWith(`${on}:`)) return undefined;
  const labelled = label === undefined || label === on ? {} : { label };
  return [{ does: adds ? 'address' : 'drop-address', device: on, ...known, ...labelled }];
}

/** The broadcast address of an IPv4 subnet, as everybody works it out. */
export function broadcastOf({ address, prefix }: Address): string | undefined {
  if (address.includes(':')) return undefined;
  const bits = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - prefix);
  const last = Math.floor(bits / size) * size + size - 1;
  return [24, 16, 8, 0].map((shift) => Math.floor(last / 2 ** shift) % 256).join('.');
}

function routeSteps(verb: string, words: readonly string[], family?: Family): Step[] | undefined {
  const adds = isShort(verb, 'add') || ['replace', 'append', 'prepend', 'change'].includes(verb);
  if (!adds && !isShort(verb, 'delete')) return undefined;
  const keys = {
    to: 'to',
    via: 'via',
    dev: 'dev',
    metric: 'metric',
    priority: 'metric',
    preference: 'metric',
    proto: 'proto',
  };
  const read = readPairs(words, keys, ['onlink']);
  if (!read || read.bare.length > (read.said.to ? 0 : 1)) return undefined;
  const { to = read.bare[0], via, dev, metric, proto } = read.said;
  if (proto !== undefined && proto !== 'static' && proto !== 'boot') return undefined;
  const on = dev === undefined ? undefined : device(dev);
  if ((dev !== undefined && on === undefined) || to === undefined) return undefined;
  const route = routeOf({ to, via, metric, family });
  if (!route) return undefined;
  return [
    {
      does: adds ? 'route' : 'drop-route',
      ...(on === undefined ? {} : { device: on }),
      route: { ...route, ...(read.flags.has('onlink') ? { onlink: true } : {}) },
    },
  ];
}

/** A route from its words; undefined where one of them is none. */
export function routeOf(said: {
  readonly to: string;
  readonly via?: string | undefined;
  readonly metric?: string | undefined;
  readonly family?: Family | undefined;
}): CommandRoute | undefined {
  const { to, via, metric } = said;
  const isDefault = to === 'default' || to === '0.0.0.0/0' || to === '::/0';
  const destination = isDefault ? undefined : addressIn(to, said.family);
  const ofAll = to === 'default' ? undefined : to === '::/0' ? 'ipv6' : 'ipv4';
  const gatewayFamily = via === undefined ? undefined : familyOf(via);
  const family =
    destination?.family ?? said.family ?? (isDefault ? (ofAll ?? gatewayFamily ?? 'ipv4') : undefined);
  if (!family || (!isDefault && !destination)) return undefined;
  const gateway = via === undefined ? undefined : canonicalAddress(family, via);
  const metricNumber = metric === undefined ? undefined : wholeNumber(metric);
  if (via !== undefined && gateway === undefined) return undefined;
  if (metric !== undefined && (metricNumber === undefined || metricNumber > 4_294_967_295)) return undefined;
  return {
    family,
    ...(destination ? { destination: destination.address } : {}),
    ...(gateway === undefined ? {} : { gateway }),
    ...(metricNumber === undefined ? {} : { metric: metricNumber }),
  };
}

/** Kinds of devices that the model lacks (ip-link(8)). */
const OTHER_KINDS: ReadonlySet<string> = new Set(
  'dummy ifb macvlan macvtap ipvlan vxlan gre gretap ip6gre ip6gretap erspan ipip sit ip6tnl vti vti6 geneve vrf wireguard team can vcan bareudp macsec xfrm ipoib hsr batadv'.split(
    ' ',
  ),
);

function linkSteps(verb: string, words: readonly string[]): Step[] | undefined {
  if (isShort(verb, 'add')) return makeSteps(words);
  if (isShort(verb, 'set')) return setSteps(words);
  if (!isShort(verb, 'delete')) return undefined;
  const [first, second] = words;
  const name = device(first === 'dev' || first === 'name' ? second : first);
  return name === undefined ? undefined : [{ does: 'remove', device: name }];
}

function makeSteps(words: readonly string[]): Step[] | undefined {
  const cut = words.indexOf('type');
  if (cut < 0) return undefined;
  const keys = { link: 'link', name: 'name', dev: 'name', address: 'address', mtu: 'mtu' };
  const read = readPairs(words.slice(0, cut), keys, ['up']);
  if (!read || read.bare.length > (read.said.name ? 0 : 1)) return undefined;
  const name = device(read.said.name ?? read.bare[0]);
  const [type = '', ...options] = words.slice(cut + 1);
  if (name === undefined) return undefined;
  const made = OTHER_KINDS.has(type)
    ? [{ does: 'make', device: name, made: { type: 'other', kind: type } } as const]
    : madeSteps(name, type, read.said.link, options);
  const more = [
    ...(read.said.address === undefined ? [] : ['address', read.said.address]),
    ...(read.said.mtu === undefined ? [] : ['mtu', read.said.mtu]),
    ...(read.flags.has('up') ? ['up'] : []),
  ];
  const settings = more.length === 0 ? [] : setSteps([name, ...more]);
  return made && settings && [...made, ...settings];
}

function madeSteps(
  name: string,
  type: string,
  parent: string | undefined,
  options: readonly string[],
): Step[] | undefined {
  const make = (made: Made): Step => ({ does: 'make', device: name, made });
  if (type === 'bridge' || type === 'bond') {
    const settings = options.length === 0 ? [] : typedSteps(name, type, options);
    return settings && [make({ type }), ...settings];
  }
  if (type === 'vlan') {
    const read = readPairs(options, { id: 'id', protocol: 'protocol', ...VLAN_KEYS });
    const tag = wholeNumber(read?.said.id ?? '');
    const on = device(parent);
    const flags = read && vlanFlags(read.said);
    if (!read || !flags || tag === undefined || on === undefined || read.bare.length > 0) return undefined;
    if ((read.said.protocol ?? '802.1Q').toLowerCase() !== '802.1q')
      return [make({ type: 'other', kind: 'vlan of 802.1ad' })];
    return [make({ type: 'vlan', vlan: { parent: on, tag, ...flags } })];
  }
  if (type === 'veth') {
    const read = readPairs(
      options.filter((word) => word !== 'peer'),
      { name: 'name', dev: 'name', address: 'address' },
    );
    const peer = device(read?.said.name ?? read?.bare[0]);
    if (peer === undefined || (read?.bare.length ?? 0) > (read?.said.name ? 0 : 1)) return undefined;
    return [make({ type: 'veth', veth: { peer } })];
  }
  return undefined;
}

function setSteps(words: readonly string[]): Step[] | undefined {
  const [first = '', second = '', ...rest] = words;
  const name = device(first === 'dev' ? second : first);
  if (name === undefined) return undefined;
  const more = first === 'dev' ? rest : words.slice(1);
  const steps: Step[] = [];
  for (let at = 0; at < more.length; at++) {
    const word = more[at] as string;
    if (word === 'up') steps.push({ does: 'raise', device: name });
    else if (word === 'down') steps.push({ does: 'lower', device: name });
    else if (word === 'nomaster') steps.push({ does: 'free', device: name });
    else if (word === 'type') {
      const typed = typedSteps(name, more[at + 1] ?? '', more.slice(at + 2));
      return typed && [...steps, ...typed];
    } else {
      const step = settingStep(name, word, more[++at] ?? '');
      if (!step) return undefined;
      steps.push(step);
    }
  }
  return steps.length > 0 ? steps : undefined;
}

function settingStep(name: string, word: string, value: string): Step | undefined {
  if (word === 'mtu') {
    const mtuBytes = wholeNumber(value);
    return mtuBytes === undefined ? undefined : { does: 'mtu', device: name, mtuBytes };
  }
  if (word === 'address' || word === 'addr') {
    const mac = canonicalMac(value);
    return mac === undefined || !isUnicastMac(mac) ? undefined : { does: 'mac', device: name, mac };
  }
  if (word !== 'master') return undefined;
  const controller = device(value);
  return controller === undefined ? undefined : { does: 'enslave', device: name, controller };
}

const VLAN_KEYS = { reorder_hdr: 'reorderHdr', gvrp: 'gvrp', mvrp: 'mvrp', loose_binding: 'looseBinding' };

function vlanFlags(said: Readonly<Record<string, string>>): Partial<VlanOptions> | undefined {
  const flags: Record<string, boolean> = {};
  for (const key of Object.values(VLAN_KEYS)) {
    const value = said[key];
    if (value === undefined) continue;
    if (value !== 'on' && value !== 'off') return undefined;
    flags[key] = value === 'on';
  }
  return flags;
}

/** iproute2 gives the kernel its own unit, hundredths of a second. */
const hundredths = (text: string): number | undefined => {
  const value = wholeNumber(text);
  return value === undefined ? undefined : value * 10;
};
const zeroOne = (text: string): boolean | undefined => ({ 0: false, 1: true })[text];

const BRIDGE_KEYS: Readonly<Record<string, readonly [keyof BridgeOptions, (text: string) => unknown]>> = {
  stp_state: ['stp', zeroOne],
  forward_delay: ['forwardDelayMs', hundredths],
  hello_time: ['helloTimeMs', hundredths],
  max_age: ['maxAgeMs', hundredths],
  ageing_time: ['ageingTimeMs', hundredths],
  priority: ['priority', wholeNumber],
  vlan_filtering: ['vlanFiltering', zeroOne],
  mcast_snooping: ['multicastSnooping', zeroOne],
};

/** The options of a bond that the model has, by iproute2's names. */
const BOND_KEYS =
  'mode miimon updelay downdelay use_carrier arp_interval arp_ip_target arp_validate lacp_rate xmit_hash_policy ad_select fail_over_mac min_links primary primary_reselect packets_per_slave'.split(
    ' ',
  );

/** What stands behind `type KIND` of a device that is there. */
function typedSteps(name: string, kind: string, words: readonly string[]): Step[] | undefined {
  const pairs: (readonly [string, string])[] = [];
  for (let at = 0; at < words.length; at += 2) {
    const value = words[at + 1];
    if (value === undefined) return undefined;
    pairs.push([words[at] as string, value]);
  }
  if (pairs.length === 0) return undefined;
  if (kind === 'bridge') {
    const options: Record<string, unknown> = {};
    for (const [key, text] of pairs) {
      const [option = '', parse] = Object.hasOwn(BRIDGE_KEYS, key) ? (BRIDGE_KEYS[key] ?? []) : [];
      const value = parse?.(text);
      if (value === undefined) return undefined;
      options[option] = value;
    }
    return [{ does: 'bridge', device: name, options: options as BridgeOptions }];
  }
  const said = Object.fromEntries(pairs);
  if (kind === 'bond' && pairs.every(([key]) => BOND_KEYS.includes(key)))
    return [{ does: 'bond', device: name, options: said }];
  if (kind === 'vlan' && pairs.every(([key]) => Object.hasOwn(VLAN_KEYS, key))) {
    const flags = vlanFlags(
      Object.fromEntries(pairs.map(([key, value]) => [VLAN_KEYS[key as keyof typeof VLAN_KEYS], value])),
    );
    return flags && [{ does: 'vlan', device: name, flags }];
  }
  if (kind === 'bridge_slave' && pairs.every(([key]) => key === 'cost' || key === 'priority')) {
    const numbers = Object.fromEntries(pairs.map(([key, text]) => [key, wholeNumber(text)]));
    if (Object.values(numbers).includes(undefined)) return undefined;
    return [{ does: 'port', device: name, ...(numbers as { cost?: number; priority?: number }) }];
  }
  return undefined;
}

/** `ip tunnel add NAME …`, `ip tuntap add [dev] NAME …`: a kind that the model lacks. */
function tunnelSteps(verb: string, words: readonly string[]): Step[] | undefined {
  const read = readPairs(words, { dev: 'dev', name: 'dev', mode: 'mode' });
  const name = device(read?.said.dev ?? read?.bare[0]);
  if (!isShort(verb, 'add') || name === undefined) return undefined;
  return [{ does: 'make', device: name, made: { type: 'other', kind: read?.said.mode ?? 'tunnel' } }];
}
