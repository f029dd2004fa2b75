import zoneTemplate from '../../templates/services/zone.hbs';
import { compareText } from '../model/host.ts';
import type { InstalledNetwork } from '../model/network.ts';
import { wantsBridge } from '../model/network-bridge.ts';
import { safeDevice } from './guard.ts';

/** The folder whose presence means that firewalld is installed, or was. */
export const FIREWALLD_FOLDER = '/etc/firewalld';
export const ZONE_PATH = `${FIREWALLD_FOLDER}/zones/ifscribe.xml`;

/**
 * Where firewalld rules, a bridge that is in no zone is in the default one, which rejects what guests ask of
 * DHCP and DNS and what they send through the host. One zone holds all bridges of ours; it is as libvirt's: what guests
 * send through the host is accepted, what they ask of the host itself is rejected but for a few services. A bridge
 * whose network names a zone, or which is defined apart, is in whatever zone somebody put it. Undefined where
 * there is none of ours.
 */
export function zoneFile(networks: readonly InstalledNetwork[]): string | undefined {
  const bridges = networks.filter(isInZone).map(({ network }) => safeDevice(network.bridge.name));
  return bridges.length ? zoneTemplate({ bridges: bridges.sort(compareText) }) : undefined;
}

const isInZone = ({ network, ownsBridge }: InstalledNetwork): boolean =>
  ownsBridge &&
  wantsBridge(network) &&
  network.bridge.zone === undefined &&
  (network.forward !== undefined || network.ips.length > 0);
