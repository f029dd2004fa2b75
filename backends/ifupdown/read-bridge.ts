import type { BridgeOptions } from '../../src/model/interface.ts';
import {
  canonicalMac,
  deviceNameFault,
  isUnicastMac,
  secondsToMs,
  wholeNumber,
} from '../../src/model/values.ts';
import { defined } from '../../src/native/defined.ts';
import { type Found, inOrder, isDoing, type Lines, type Parse, type Stanza, wordsOf } from './lines.ts';
import { readMembers } from './read-members.ts';
import { brctlSwitch } from './steps-old.ts';

/** Spanning tree settings of a port. */
export interface PortOptions {
  readonly cost?: number;
  readonly priority?: number;
}

/** What the stanzas of a bridge say of it. */
export interface ReadBridge {
  readonly bridge: BridgeOptions;
  readonly members: readonly string[];
  readonly ports: ReadonlyMap<string, PortOptions>;
  /** The MAC address that bridge-utils gives it. */
  readonly assignMac?: string;
}

/** bridge-utils makes nothing of its options in any other stanza. */
export const isBridgeStanza = ({ groups }: Stanza): boolean => groups.has('bridge-ports');

/** brctl(8) looks at the first word only. */
const first =
  <T>(parse: Parse<T>): Parse<T> =>
  (text) =>
    parse(wordsOf(text)[0] ?? '');

export function readBridge(lines: Lines): ReadBridge {
  const members = readMembers(lines, ['bridge-ports'], isBridgeStanza);
  const said: BridgeOptions = {};
  for (const each of inOrder(lines, ...Object.keys(OPTIONS))) {
    if (!isDoing(each)) Object.assign(said, readOption(lines, each));
    else if (each.step.does === 'bridge' && !each.undoes) {
      const { options } = each.step;
      const fits = isPossible(options);
      each.verdict = fits
        ? { says: 'options' }
        : { why: 'a bridge in a document has no such time or priority' };
      if (fits) Object.assign(said, options);
    }
  }
  readWaiting(lines);
  const assignMac = readMac(lines, members);
  const bridge = readLimits(lines, said);
  return { bridge, members, ports: readPorts(lines), ...(assignMac === undefined ? {} : { assignMac }) };
}

/** What the kernel takes, in ms (net/bridge/br_private_stp.h), of which a document has whole seconds. */
const TIMES = {
  helloTimeMs: [1000, 10_000],
  maxAgeMs: [6000, 40_000],
  ageingTimeMs: [0, 42_949_672_000],
} as const;
const FORWARD_DELAY = [0, 42_949_672_000] as const;
const PRIORITIES = [0, 65_535] as const;

const isWholeSeconds = (ms: number): boolean => ms % 1000 === 0;

const within =
  (range: Range, parse: Parse<number>): Parse<number> =>
  (text) => {
    const value = parse(text);
    return value !== undefined && isIn(range, value) ? value : undefined;
  };

/** The same of what a command sets. */
function isPossible(options: BridgeOptions): boolean {
  const times = Object.entries(TIMES) as [keyof typeof TIMES, Range][];
  const fit = times.every(([key, range]) => {
    const ms = options[key];
    return ms === undefined || (isIn(range, ms) && isWholeSeconds(ms));
  });
  return fit && isIn(FORWARD_DELAY, options.forwardDelayMs ?? 0) && isIn(PRIORITIES, options.priority ?? 0);
}

const yesNo: Parse<boolean> = (text) => (text === 'yes' ? true : text === 'no' ? false : undefined);

/** Options of bridge-utils that say something of the bridge itself. */
const OPTIONS: Readonly<Record<string, readonly [keyof BridgeOptions, Parse<number | boolean>]>> = {
  'bridge-stp': ['stp', first(brctlSwitch)],
  'bridge-fd': ['forwardDelayMs', first(within(FORWARD_DELAY, secondsToMs))],
  'bridge-hello': ['helloTimeMs', first(within(TIMES.helloTimeMs, secondsToMs))],
  'bridge-maxage': ['maxAgeMs', first(within(TIMES.maxAgeMs, secondsToMs))],
  'bridge-ageing': ['ageingTimeMs', first(within(TIMES.ageingTimeMs, secondsToMs))],
  'bridge-bridgeprio': ['priority', first(within(PRIORITIES, wholeNumber))],
  'bridge-vlan-aware': ['vlanFiltering', yesNo],
};

function readOption(lines: Lines, found: Found): BridgeOptions {
  const option = OPTIONS[found.keyword];
  if (!option || !isBridgeStanza(found.stanza)) return {};
  const [key, parse] = option;
  if (key === 'vlanFiltering' && isMadeBefore(lines)) {
    lines.refuse(found.options, MADE_BEFORE);
    return {};
  }
  const value = lines.take(found, parse, 'options');
  if (value === undefined) return {};
  if (key in TIMES && !isWholeSeconds(value as number)) {
    lines.keep(found.options, 'a document has whole seconds here');
    return {};
  }
  return { [key]: value };
}

const MADE_BEFORE = 'bridge-utils looks at it where it makes the bridge, and a command has made it';

/** Whether a command makes the bridge before bridge-utils would. */
const isMadeBefore = ({ doings, name }: Lines): boolean =>
  doings.some(({ step, isEarly }) => isEarly && step.does === 'make' && step.device === name);

/** With the protocol on the kernel takes a delay of 2 to 30 s only; brctl says so, and ifup goes on. */
function readLimits(lines: Lines, bridge: BridgeOptions): BridgeOptions {
  const { forwardDelayMs, stp } = bridge;
  if (!stp || forwardDelayMs === undefined || (forwardDelayMs >= 2000 && forwardDelayMs <= 30_000))
    return bridge;
  if (lines.own) return bridge;
  const why = 'with the spanning tree protocol on, the kernel takes a forward delay of 2 to 30 s only';
  for (const { options } of lines.find('bridge-fd')) lines.refuse(options, why);
  for (const doing of lines.doings)
    if (doing.step.does === 'bridge' && doing.step.options.forwardDelayMs !== undefined)
      doing.verdict = { why };
  const { forwardDelayMs: _refused, ...rest } = bridge;
  return rest;
}

/** How long ifup waits; 0 is what ifscribe writes. */
function readWaiting(lines: Lines): void {
  for (const { options, value, stanza } of lines.find('bridge-maxwait')) {
    if (!isBridgeStanza(stanza)) continue;
    if (value === '0') lines.understood(options, 'options');
    else lines.keep(options, 'how long ifup waits for the ports has no place in a document');
  }
  for (const { options } of lines.find('bridge-waitport'))
    lines.keep(options, 'that ifup waits for ports to be there has no place in a document');
}

function readMac(lines: Lines, members: readonly string[]): string | undefined {
  let mac: string | undefined;
  for (const { options, value, stanza } of lines.find('bridge-hw')) {
    if (!isBridgeStanza(stanza)) continue;
    const known = canonicalMac(value);
    if (isMadeBefore(lines)) lines.refuse(options, MADE_BEFORE);
    else if (known !== undefined && isUnicastMac(known)) {
      mac = known;
      lines.understood(options, 'link');
    } else if (value === members[0]) lines.understood(options, 'link');
    else if (deviceNameFault(value) === undefined)
      lines.keep(options, `the address of ${value} is not known before it is there`);
    else lines.refuse(options, `${value} is no address that a bridge can have`);
  }
  return mac;
}

/** Of a new bridge without an address udev makes one up: systemd.link(5), MACAddressPolicy=persistent of 99-default.link. */
export function tellMadeUpMac(lines: Lines, members: readonly string[]): void {
  const isPorts = lines.find('bridge-hw').some(({ value }) => value === members[0]);
  if (lines.own || isPorts || members.length === 0) return;
  lines.approximate(
    "udev gives it a MAC address made of the machine's id and its name, since systemd 242; in the document it has that of a port, unless a <mac> says one",
  );
}

/** `bridge-pathcost` and `bridge-portprio` take one port each. */
function readPorts(lines: Lines): Map<string, PortOptions> {
  const ports = new Map<string, PortOptions>();
  const set = (port: string, options: PortOptions): void => {
    ports.set(port, { ...ports.get(port), ...options });
  };
  const settings = [
    ['bridge-pathcost', 'cost'],
    ['bridge-portprio', 'priority'],
  ] as const;
  for (const [keyword, key] of settings) {
    for (const found of lines.find(keyword)) {
      if (!isBridgeStanza(found.stanza)) continue;
      const value = lines.take(found, portNumber(RANGES[key]), 'controller');
      if (value) set(value[0], { [key]: value[1] });
    }
  }
  for (const doing of lines.doings) {
    const { step } = doing;
    if (step.does !== 'port' || doing.undoes) continue;
    const { cost, priority } = step;
    const fits = isIn(RANGES.cost, cost ?? 1) && isIn(RANGES.priority, priority ?? 0);
    doing.verdict = fits ? { says: 'controller' } : { why: 'the kernel takes no such cost or priority' };
    if (fits) set(step.device, defined({ cost, priority }));
  }
  return ports;
}

/** What the kernel takes (net/bridge/br_private.h: BR_MAX_PATH_COST, BR_MAX_PORT_PRIORITY). */
const RANGES = { cost: [1, 65_535], priority: [0, 63] } as const;
type Range = readonly [min: number, max: number];
const isIn = ([min, max]: Range, value: number): boolean => min <= value && value <= max;

const portNumber =
  (range: Range): Parse<readonly [string, number]> =>
  (text) => {
    const [port = '', digits = '', ...more] = wordsOf(text);
    const value = wholeNumber(digits);
    if (more.length > 0 || value === undefined || !isIn(range, value)) return undefined;
    return deviceNameFault(port) === undefined ? [port, value] : undefined;
  };
