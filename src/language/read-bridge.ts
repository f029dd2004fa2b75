import type { BridgeOptions } from '../model/interface.ts';
import { msToSeconds, secondsToMs } from '../model/values.ts';
import { readNumber, readOnOff } from './attributes.ts';
import { compact } from './compact.ts';
import { locate, report, type Scope, valuePlace } from './scope.ts';
import { checkShape } from './shape.ts';
import type { XmlElement } from './xml-tree.ts';

/** The kernel holds bridge times as 32 bits of 1/100 s (IFLA_BR_FORWARD_DELAY, IFLA_BR_AGEING_TIME). */
const SECONDS_MAX = 42_949_672;

/** What `<bridge>` says but for its members. */
export function readBridge(scope: Scope, element: XmlElement): BridgeOptions {
  checkShape(scope, element, {
    optional: [
      'stp',
      'delay',
      'priority',
      'hello_time',
      'max_age',
      'ageing_time',
      'vlan_filtering',
      'multicast_snooping',
    ],
    many: ['interface'],
  });
  locate(scope, 'bridge', element);
  const seconds = (attribute: string, min: number, max: number): number | undefined => {
    const value = readNumber(scope, element, attribute, { min, max });
    return value === undefined ? undefined : value * 1000;
  };
  const stp = readOnOff(scope, element, 'stp');
  return compact({
    stp,
    forwardDelayMs: readDelay(scope, element, stp),
    priority: readNumber(scope, element, 'priority', { min: 0, max: 65_535 }),
    // BR_MIN_HELLO_TIME to BR_MAX_MAX_AGE of net/bridge/br_private_stp.h.
    helloTimeMs: seconds('hello_time', 1, 10),
    maxAgeMs: seconds('max_age', 6, 40),
    ageingTimeMs: seconds('ageing_time', 0, SECONDS_MAX),
    vlanFiltering: readOnOff(scope, element, 'vlan_filtering'),
    multicastSnooping: readOnOff(scope, element, 'multicast_snooping'),
  });
}

function readDelay(scope: Scope, element: XmlElement, stp: boolean | undefined): number | undefined {
  const text = element.attributes.delay;
  if (text === undefined) return undefined;
  const place = valuePlace(scope, element, 'delay');
  locate(scope, 'delay', element, 'delay');
  const ms = secondsToMs(text);
  if (ms === undefined || !isKept(text, ms)) {
    report(scope, 'bridge-delay-syntax', { delay: text }, place);
    return undefined;
  }
  // With the protocol on, the kernel takes BR_MIN_FORWARD_DELAY to BR_MAX_FORWARD_DELAY only.
  const [min, max] = stp ? [2, 30] : [0, SECONDS_MAX];
  if (ms < min * 1000 || ms > max * 1000) {
    report(scope, stp ? 'stp-delay-range' : 'bridge-delay-range', { delay: text, min, max }, place);
    return undefined;
  }
  return ms;
}

/** Whether the model holds all digits of the delay. */
const isKept = (text: string, ms: number): boolean =>
  msToSeconds(ms) === (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
