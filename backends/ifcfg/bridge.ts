import type { BridgeOptions, Port } from '../../src/model/interface.ts';
import { secondsToMs } from '../../src/model/values.ts';
import { defined } from '../../src/native/defined.ts';
import { UnsafeValueError } from '../../src/native/guard.ts';
import type { Directives } from './directives.ts';
import {
  formatWords,
  numberUpTo,
  type Parse,
  readWords,
  reportOn,
  type WordReader,
  type WordReport,
  type Words,
  yesOrNo,
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

/** The options of a bridge: the inverse of `bridgingOpts` and `delaySeconds`, and what others write. */
export function readBridge(directives: Directives): { bridge: BridgeOptions; saysStp: boolean } {
  const report = reportOn(directives, 'BRIDGING_OPTS');
  const words = readWords(directives.text('BRIDGING_OPTS') ?? '', report);
  const isScripts = directives.onlyReader === 'initscripts';
  const stp = directives.value('STP', onOrOff);
  if (stp !== undefined && !isScripts && !/^(?:yes|no|on|off)$/i.test(directives.peek('STP') ?? ''))
    directives.differ(
      'STP',
      'NetworkManager takes only yes, no, on and off for STP, and any other word for no',
    );
  const bridge = defined({
    stp: stp ?? false,
    forwardDelayMs: readDelay(stp === true, directives, words),
    priority: readPriority(directives, words),
    helloTimeMs: readTimer('hello_time', [1, 10], words, report, isScripts),
    maxAgeMs: readTimer('max_age', [6, 40], words, report, isScripts),
    ageingTimeMs: readAgeing(directives, words, report),
    vlanFiltering: words.take('vlan_filtering', zeroOrOne),
    multicastSnooping: words.take('multicast_snooping', zeroOrOne),
  });
  words.keepRest('the document has no word for this option of a bridge');
  return { bridge, saysStp: stp !== undefined };
}

const onOrOff: Parse<boolean> = (text) =>
  /^on$/i.test(text) ? true : /^off$/i.test(text) ? false : yesOrNo(text);

/** What BRIDGING_OPTS says of a bridge's port. */
export function readPort(directives: Directives): { cost?: number; priority?: number } {
  const words = readWords(directives.text('BRIDGING_OPTS') ?? '', reportOn(directives, 'BRIDGING_OPTS'));
  const port = defined({
    cost: words.take('path_cost', numberUpTo(65_535, 1)),
    priority: words.take('priority', numberUpTo(63)),
  });
  words.keepRest("the document has no word for this option of a bridge's port");
  return port;
}

/** Seconds. The kernel counts hundredths in 32 bits. */
const SECONDS_MAX = 42_949_672;
const hundredthsAsMs: Parse<number> = (text) => {
  const hundredths = numberUpTo(SECONDS_MAX * 100)(text);
  return hundredths === undefined ? undefined : hundredths * 10;
};
const secondsAsMs: Parse<number> = (text) => {
  const ms = secondsToMs(text);
  return ms === undefined || ms > SECONDS_MAX * 1000 ? undefined : ms;
};

/** The kernel's limits of the forward delay while the spanning tree runs (br_private_stp.h). */
const isDelayWithStp = (ms: number): boolean => ms >= 2000 && ms <= 30_000;

function readDelay(stp: boolean, directives: Directives, words: WordReader): number | undefined {
  const fromOptions = words.take('forward_delay', hundredthsAsMs);
  const delay = directives.value('DELAY', secondsAsMs);
  const ms = delay ?? fromOptions;
  if (ms === undefined) return undefined;
  if (stp && !isDelayWithStp(ms)) {
    const what =
      'a delay outside 2 to 30 seconds beside STP: the kernel refuses it, NetworkManager the whole file';
    if (delay !== undefined) directives.refuse('DELAY', `DELAY=${directives.peek('DELAY')} is ${what}`);
    words.refuse('forward_delay', what);
    return undefined;
  }
  if (delay === undefined || delay === 0) return ms;
  if (fromOptions !== undefined && fromOptions !== delay)
    directives.differ(
      'DELAY',
      'forward_delay in BRIDGING_OPTS, which initscripts go by, is not 100 times DELAY; taken: DELAY',
    );
  else if (stp && fromOptions === undefined)
    directives.differ(
      'DELAY',
      'initscripts since 10.00 take DELAY for hundredths of a second; taken: seconds',
    );
  if (stp && delay % 1000 !== 0)
    directives.differ('DELAY', 'NetworkManager takes whole seconds only for DELAY; taken: as it stands');
  return ms;
}

/**
 * `hello_time=2` is seconds to NetworkManager and hundredths to initscripts; `./hello_time=200` is for initscripts
 * alone. A figure that NetworkManager does not take can only have been meant for initscripts.
 */
function readTimer(
  key: string,
  [min, max]: readonly [min: number, max: number],
  words: WordReader,
  report: WordReport,
  isScripts: boolean,
): number | undefined {
  const forInitscripts = words.take(`./${key}`, hundredthsAsMs);
  const figure = words.take(key, numberUpTo(4_294_967_295));
  if (figure === undefined) return forInitscripts;
  const isSeconds = figure >= min && figure <= max && !(isScripts && forInitscripts === undefined);
  const ms = isSeconds ? figure * 1000 : figure * 10;
  if (forInitscripts !== undefined && forInitscripts !== ms)
    report.differ(`./${key}, which initscripts go by, is not 100 times ${key}; taken: ${key} in seconds`);
  else if (forInitscripts === undefined && isSeconds && figure !== 0)
    report.differ(
      `${key} is in hundredths of a second to initscripts, in seconds to NetworkManager; taken: seconds`,
    );
  else if (!isSeconds) {
    if (ms < min * 1000 || ms > max * 1000) {
      words.refuse(key, `neither ${figure} seconds nor ${figure / 100} are among what the kernel takes`);
      return forInitscripts;
    }
    if (!isScripts)
      report.differ(
        `${key}=${figure} is too much for NetworkManager, in hundredths of a second to initscripts; taken: hundredths`,
      );
  }
  return ms;
}

function readAgeing(directives: Directives, words: WordReader, report: WordReport): number | undefined {
  // NM_BRIDGE_AGEING_TIME_MAX; beyond, what ifscribe writes has the figure for initscripts beside it.
  const isScripts = directives.onlyReader === 'initscripts';
  const said = readTimer('ageing_time', [0, SECONDS_MAX], words, report, isScripts);
  if (isForScripts(directives, 'AGEING')) return said;
  const ageing = directives.value('AGEING', numberUpTo(SECONDS_MAX));
  if (ageing === undefined) return said;
  directives.differ(
    'AGEING',
    'NetworkManager does not know AGEING, and initscripts since 10.00 take it for hundredths of a second; taken: seconds',
  );
  return said ?? ageing * 1000;
}

/** Refuses a key that NetworkManager does not know where it alone reads the file. */
function isForScripts(directives: Directives, key: string): boolean {
  if (directives.onlyReader !== 'NetworkManager' || !directives.has(key)) return false;
  directives.refuse(key, `NetworkManager alone reads this file, and does not know ${key}`);
  return true;
}

function readPriority(directives: Directives, words: WordReader): number | undefined {
  const said = words.take('priority', numberUpTo(65_535));
  if (isForScripts(directives, 'PRIO')) return said;
  const prio = directives.value('PRIO', numberUpTo(65_535));
  if (prio !== undefined) directives.differ('PRIO', 'NetworkManager does not know PRIO', 'initscripts');
  return said ?? prio;
}
