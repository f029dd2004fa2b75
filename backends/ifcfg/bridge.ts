import type { BridgeOptions, Port } from '../../src/model/interface.ts';
import { UnsafeValueError } from '../../src/native/guard.ts';
import { defined } from './defined.ts';
import {
  formatWords,
  numberUpTo,
  type Parse,
  readWords,
  type WordReader,
  type Words,
  zeroOrOne,
} from './words.ts';

/**
 * BRIDGING_OPTS of a bridge. initscripts write every word to the file of that name below
 * /sys/class/net/BRIDGE/bridge (ifup-eth), where times are hundredths of a second; NetworkManager knows some
 * of the names and takes whole seconds (handle_bridge_option in nms-ifcfg-rh-reader.c).
 *
 * So a timer stands here twice. `hello_time=2` is for NetworkManager; `./hello_time=200` is a path that leads
 * to the same file, which comes last and so is what initscripts leave behind, and an option that
 * NetworkManager does not know and passes over.
 */
export function bridgingOpts(bridge: BridgeOptions): string {
  const words: Words = [
    ...forwardDelay(bridge.forwardDelayMs),
    ...number('priority', bridge.priority),
    ...timer('hello_time', bridge.helloTimeMs),
    ...timer('max_age', bridge.maxAgeMs),
    ...timer('ageing_time', bridge.ageingTimeMs),
    ...onOff('vlan_filtering', bridge.vlanFiltering),
    ...onOff('multicast_snooping', bridge.multicastSnooping),
  ];
  return formatWords(words);
}

/**
 * DELAY, in seconds. For NetworkManager, which takes it only with STP on; initscripts since 10.00 take it for
 * hundredths, and get the right figure from BRIDGING_OPTS after that. Without STP it is left out: the kernel
 * does not use it then, and NetworkManager would complain.
 */
export const delaySeconds = ({ stp, forwardDelayMs }: BridgeOptions): string | undefined =>
  stp && forwardDelayMs !== undefined ? wholeSeconds('DELAY', forwardDelayMs) : undefined;

/** BRIDGING_OPTS of a bridge's port: the files below /sys/class/net/PORT/brport, and NetworkManager's names. */
export const portOpts = ({ cost, priority }: Port): string =>
  formatWords([...number('path_cost', cost), ...number('priority', priority)]);

/** NetworkManager has no option of that name in BRIDGING_OPTS: one word, for initscripts. */
const forwardDelay = (ms: number | undefined): Words =>
  ms === undefined ? [] : [['forward_delay', `${Number(wholeSeconds('forward_delay', ms)) * 100}`]];

const timer = (key: string, ms: number | undefined): Words => {
  if (ms === undefined) return [];
  const seconds = wholeSeconds(key, ms);
  return [
    [key, seconds],
    [`./${key}`, `${Number(seconds) * 100}`],
  ];
};

function wholeSeconds(what: string, ms: number): string {
  if (!Number.isInteger(ms / 1000)) throw new UnsafeValueError(what, ms / 1000);
  return String(ms / 1000);
}

const number = (key: string, value: number | undefined): Words =>
  value === undefined ? [] : [[key, String(value)]];
const onOff = (key: string, value: boolean | undefined): Words =>
  value === undefined ? [] : [[key, value ? '1' : '0']];

/** The inverse of `bridgingOpts` and `delaySeconds`; `delay` is the text of DELAY. */
export function readBridge(
  said: { stp: boolean; delay: string | undefined; options: string },
  report: (problem: string) => void,
): BridgeOptions {
  const words = readWords(said.options, report);
  const bridge = defined({
    stp: said.stp,
    forwardDelayMs: readDelay(said, words, report),
    priority: words.take('priority', numberUpTo(65_535)),
    helloTimeMs: readTimer('hello_time', words, report),
    maxAgeMs: readTimer('max_age', words, report),
    ageingTimeMs: readTimer('ageing_time', words, report),
    vlanFiltering: words.take('vlan_filtering', zeroOrOne),
    multicastSnooping: words.take('multicast_snooping', zeroOrOne),
  });
  words.reportRest();
  return bridge;
}

export function readPort(
  options: string,
  report: (problem: string) => void,
): { cost?: number; priority?: number } {
  const words = readWords(options, report);
  const port = defined({
    cost: words.take('path_cost', numberUpTo(65_535, 1)),
    priority: words.take('priority', numberUpTo(63)),
  });
  words.reportRest();
  return port;
}

const MAX = 4_294_967_295;
const secondsAsMs: Parse<number> = (text) => timesOrUndefined(numberUpTo(MAX)(text), 1000);
const hundredthsAsMs: Parse<number> = (text) => timesOrUndefined(numberUpTo(MAX)(text), 10);
const timesOrUndefined = (value: number | undefined, factor: number): number | undefined =>
  value === undefined ? undefined : value * factor;

function readDelay(
  { delay }: { delay: string | undefined },
  words: WordReader,
  report: (problem: string) => void,
): number | undefined {
  const fromOptions = words.take('forward_delay', hundredthsAsMs);
  if (delay === undefined) return fromOptions;
  const ms = secondsAsMs(delay);
  if (ms === undefined) report(`DELAY=${delay} is not understood`);
  else if (fromOptions !== undefined && fromOptions !== ms) report(`forward_delay is not 100 times DELAY`);
  return ms ?? fromOptions;
}

function readTimer(key: string, words: WordReader, report: (problem: string) => void): number | undefined {
  const ms = words.take(key, secondsAsMs);
  const forInitscripts = words.take(`./${key}`, hundredthsAsMs);
  if (ms !== undefined && forInitscripts !== ms) report(`./${key} is not 100 times ${key}`);
  return ms ?? forInitscripts;
}
