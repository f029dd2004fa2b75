import type { Detection, RootView } from '../../src/backend.ts';
import { type Finding, finding } from '../../src/findings/finding.ts';
import { type Host, indexHost } from '../../src/model/host.ts';
import { wholeFileChunk } from '../../src/native/seal.ts';
import { unitState } from '../../src/native/systemd-units.ts';
import { filesInForce } from './files.ts';
import { isRequiredForOnline } from './online.ts';

const NETWORKD = 'systemd-networkd.service';
const WAIT_ONLINE = 'systemd-networkd-wait-online.service';
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
      return waitsForNothing(host, root) ? [finding('nothing-to-wait-for', { service: WAIT_ONLINE })] : [];
    case 'absent':
      return [finding('service-missing', { backend: 'networkd', lack: `${NETWORKD} is not installed` })];
    default:
      return [finding('service-not-enabled', { backend: 'networkd', service: NETWORKD })];
  }
}

/** Where every link has RequiredForOnline=no, systemd-networkd-wait-online gives up after two minutes. */
function waitsForNothing(host: Host, root: RootView): boolean {
  if (unitState(root, WAIT_ONLINE).state !== 'enabled') return false;
  const index = indexHost(host);
  if (host.interfaces.some((iface) => isRequiredForOnline(iface, index))) return false;
  const others = filesInForce(root).filter(({ kind, text }) => kind === 'network' && !isOurs(text));
  return others.every(({ folder }) => folder.includes('/lib/'));
}

const isOurs = (text: string): boolean => wholeFileChunk(text).state !== 'foreign';

/** networkd hands the DNS it is told to systemd-resolved; it writes no resolv.conf itself. */
export const hasResolved = (root: RootView): boolean => unitState(root, RESOLVED).state === 'enabled';
