import { explicitHost } from '../../src/model/defaults.ts';
import type { Host } from '../../src/model/host.ts';

/**
 * Seconds that a quiet emulated machine may need from the start of its network's service to network-online.target:
 * well above what the cases take where nothing waits, well below every timeout of what could be waited for
 * (networkd-wait-online 120, dhclient 60, NetworkManager-wait-online 30 and bridge_maxwait 20 above this).
 */
const FOR_THE_HOST = 12;
const FOR_AN_INTERFACE = 3;
/** Seconds that a quiet emulated machine needs from the kernel's start to that of the network's service. */
const USUAL_START = 6;

/** When a guest's network was started and complete, in seconds after the kernel's start. */
export interface NetworkTimes {
  readonly started: number | undefined;
  readonly online: number | undefined;
}

/** A difference where network-online came later than the configuration asks for; a busy machine has more time. */
export function lateness({ started, online }: NetworkTimes, host: Host): string[] {
  if (started === undefined || online === undefined) return [];
  const busy = Math.max(1, started / USUAL_START);
  const limit = busy * (FOR_THE_HOST + FOR_AN_INTERFACE * host.interfaces.length) + askedFor(host);
  if (online - started <= limit) return [];
  return [`host: online after ${(online - started).toFixed(1)} s, wanted within ${limit.toFixed(0)} s`];
}

/** A port listens and then learns for the bridge's forward delay each; a bond's member waits for its updelay. */
function askedFor(host: Host): number {
  const delays = explicitHost(host).map(({ iface }) => {
    if (iface.type === 'bridge') return 2 * (iface.bridge.forwardDelayMs ?? (iface.bridge.stp ? 15000 : 0));
    if (iface.type === 'bond' && iface.bond.monitor?.kind === 'miimon')
      return iface.bond.monitor.updelayMs ?? 0;
    return 0;
  });
  return delays.reduce((sum, delay) => sum + delay, 0) / 1000;
}
