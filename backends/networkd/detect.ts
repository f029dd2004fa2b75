import type { Detection, RootView } from '../../src/backend.ts';
import { type Finding, finding } from '../../src/findings/finding.ts';
import type { Host } from '../../src/model/host.ts';
import { unitState } from '../../src/native/systemd-units.ts';

const NETWORKD = 'systemd-networkd.service';
const RESOLVED = 'systemd-resolved.service';

/** The service enabled: booting with it. `networkctl` alone says nothing: it is in every systemd package. */
export function detect(root: RootView): Detection {
  const { state, path } = unitState(root, NETWORKD);
  if (state === 'absent') return { verdict: 'absent', evidence: [] };
  const fact = {
    enabled: `${NETWORKD} is enabled`,
    disabled: `${NETWORKD} is installed, not enabled`,
    masked: `${NETWORKD} is masked`,
  }[state];
  return { verdict: state === 'enabled' ? 'boots' : 'installed', evidence: [{ path, fact }] };
}

/** What the boot of `host` needs and the root lacks. */
export function needs(host: Host, root: RootView): Finding[] {
  if (host.interfaces.length === 0) return [];
  switch (unitState(root, NETWORKD).state) {
    case 'enabled':
      return [];
    case 'absent':
      return [finding('service-missing', { backend: 'networkd', services: NETWORKD })];
    default:
      return [finding('service-not-enabled', { backend: 'networkd', service: NETWORKD })];
  }
}

/** networkd hands the DNS it is told to systemd-resolved; it writes no resolv.conf itself. */
export const hasResolved = (root: RootView): boolean => unitState(root, RESOLVED).state === 'enabled';
