import policyTemplate from '../../templates/services/policy.hbs';
import zoneTemplate from '../../templates/services/zone.hbs';
import { compareText } from '../model/host.ts';
import type { InstalledNetwork, Network } from '../model/network.ts';
import { wantsBridge } from '../model/network-bridge.ts';
import { safeDevice } from './guard.ts';

/** The folder whose presence means that firewalld is installed, or was. */
export const FIREWALLD_FOLDER = '/etc/firewalld';
export const ZONE_NAME = 'ifscribe';
export const ZONE_PATH = `${FIREWALLD_FOLDER}/zones/${ZONE_NAME}.xml`;
export const POLICY_PATH = `${FIREWALLD_FOLDER}/policies/ifscribe-in.xml`;

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

/**
 * A zone's target is about what comes from it: what guests may be reached by from elsewhere needs a policy
 * (firewalld.policy(5), since 0.9; older ones do not look). Undefined where no guest can be.
 */
export const policyFile = (networks: readonly InstalledNetwork[]): string | undefined =>
  networks.some((each) => isInZone(each) && isReached(each.network)) ? policyTemplate({}) : undefined;

/** Whether guests have addresses that the outside may start to talk to. */
const isReached = ({ forward, ips }: Network): boolean =>
  forward !== undefined &&
  (forward.mode !== 'nat' || (forward.nat?.ipv6 !== true && ips.some(({ family }) => family === 'ipv6')));

const isInZone = ({ network, ownsBridge }: InstalledNetwork): boolean =>
  ownsBridge &&
  wantsBridge(network) &&
  (network.bridge.zone ?? ZONE_NAME) === ZONE_NAME &&
  (network.forward !== undefined || network.ips.length > 0);
