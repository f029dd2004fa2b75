import type { BridgeOptions } from '../../model/interface.ts';
import { msToSeconds, secondsToMs } from '../../model/values.ts';
import { planBridge } from '../../plan/bridge.ts';
import { fault } from '../../root/fault.ts';
import { carryOutPlan, type Planned, showPlan } from '../changing.ts';
import type { Options } from '../options.ts';
import type { Place } from '../place.ts';
import type { RunVerb } from '../verb.ts';

export const bridge: RunVerb<'result'> = ({ operands: [port = '', name = ''], options }) => {
  const order = {
    port,
    bridge: name,
    options: bridgeOptions(options),
    allowLoss: options.allowLoss === true,
    adopt: options.adopt === true,
  };
  const make = ({ disk, backend, others, services }: Place): Planned => {
    const plan = planBridge({ backend, others, services, root: disk.view, ...order });
    return { plan, findings: plan.findings, sourceText: disk.view.text };
  };
  return (options.dryRun ? showPlan : carryOutPlan)(options, make, false);
};

/** What the kernel takes with the spanning tree protocol on (BR_MIN_FORWARD_DELAY, BR_MAX_FORWARD_DELAY), ms. */
const STP_DELAY_MS = { min: 2000, max: 30_000 };

/**
 * As virsh iface-bridge has it: the spanning tree protocol on, unless --no-stp is said, and as short a delay as can be.
 * virsh writes delay 0, which the kernel raises to its minimum when the protocol is turned on; this says the minimum.
 */
function bridgeOptions({ stp = true, delay }: Options): BridgeOptions {
  if (delay === undefined) return stp ? { stp, forwardDelayMs: STP_DELAY_MS.min } : { stp };
  const forwardDelayMs = secondsToMs(delay);
  const { min, max } = stp ? STP_DELAY_MS : { min: 0, max: 42_949_672_000 };
  if (forwardDelayMs === undefined) throw wrong(delay, 'it is no number of seconds');
  if (forwardDelayMs < min || forwardDelayMs > max) {
    const range = `${msToSeconds(min)} to ${msToSeconds(max)} seconds`;
    throw wrong(
      delay,
      stp ? `with the spanning tree protocol on it is ${range}; or say --no-stp` : `it is ${range}`,
    );
  }
  return { stp, forwardDelayMs };
}

const wrong = (delay: string, reason: string) => fault('usage', { problem: `--delay ${delay}: ${reason}` });
