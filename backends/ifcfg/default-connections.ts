import type { RootView } from '../../src/backend.ts';
import { type Finding, finding } from '../../src/findings/finding.ts';
import { type Host, indexHost } from '../../src/model/host.ts';
import { claimsOf } from './claims.ts';
import { networkManagerSettings } from './detect.ts';
import { filesIn } from './files.ts';

/**
 * NetworkManager makes a connection of its own for a NIC that has no profile, with DHCP and addresses from
 * routers (NetworkManager.conf(5), no-auto-default). A vlan's parent that no document defines would get
 * addresses by that. It is not for ifscribe to take them away: they may be how the host is reached.
 */
export function defaultConnections(host: Host, root: RootView): Finding[] {
  return indexHost(host)
    .undefinedParents()
    .filter((name) => !isExempt(name, root) && !hasProfile(name, root))
    .map((name) => finding('default-connection', { name }));
}

/** NICs may be told by MAC address as well, which a root does not show. */
const isExempt = (name: string, root: RootView): boolean =>
  networkManagerSettings(root)
    .filter(({ key }) => key === 'no-auto-default')
    .flatMap(({ value }) => value.split(/[\s,;]+/))
    .some((spec) => spec === '*' || spec === name || spec === `interface-name:${name}`);

const KEYFILES = '/etc/NetworkManager/system-connections';

function hasProfile(name: string, root: RootView): boolean {
  const claims = filesIn(root)
    .filter(({ kind, ignored }) => kind === 'ifcfg' && ignored !== 'by both')
    .flatMap(claimsOf);
  return (
    claims.some((claim) => claim.by === 'pattern' || claim.names === name) ||
    root.list(KEYFILES).some((file) => namedIn(root.text(`${KEYFILES}/${file}`) ?? '') === name)
  );
}

const namedIn = (keyfile: string): string | undefined => /^interface-name=(.*?)\s*$/m.exec(keyfile)?.[1];
