import type { Detection, Evidence, RootView } from '../../src/backend.ts';
import { unitState } from '../../src/native/systemd-units.ts';

export const SERVICE = 'networking.service';
const INIT_SCRIPT = '/etc/init.d/networking';
const IFUP = ['/sbin/ifup', '/usr/sbin/ifup'];
/** What the ifup of Red Hat's initscripts calls: another program of that name. */
const INITSCRIPTS = '/etc/sysconfig/network-scripts/network-functions';

/** The runlevel folders of sysv-rc and OpenRC, and the names of links to networking in them. */
const RUNLEVELS: readonly (readonly [folder: string, link: RegExp])[] = [
  ['/etc/rcS.d', /^S[0-9]{2}networking$/],
  ['/etc/runlevels/boot', /^networking$/],
  ['/etc/runlevels/sysinit', /^networking$/],
  ['/etc/runlevels/default', /^networking$/],
];

/** ifup (of ifupdown, ifupdown-ng or ifupdown2), and the service that calls it at boot. */
export function detect(root: RootView): Detection {
  const ifup = IFUP.find((path) => root.exists(path) || root.link(path) !== undefined);
  if (!ifup) return { verdict: 'absent', evidence: [] };
  // Its `manual` brings no link up, and it knows neither bonds nor bridges nor onlink.
  if (root.link(ifup)?.endsWith('/busybox')) {
    return {
      verdict: 'absent',
      evidence: [{ path: ifup, fact: "is busybox's, which lacks most of what is written" }],
    };
  }
  if (root.exists(INITSCRIPTS))
    return { verdict: 'absent', evidence: [{ path: ifup, fact: "is initscripts'" }] };
  const boot = bootEvidence(root);
  const evidence = [{ path: ifup, fact: 'ifup is installed' }, ...(boot.evidence ? [boot.evidence] : [])];
  return { verdict: boot.enabled ? 'boots' : 'installed', evidence };
}

/** What starts ifup at boot; systemd goes by its own unit and passes over the init script of that name. */
export function bootEvidence(root: RootView): { enabled: boolean; evidence?: Evidence } {
  const unit = unitState(root, SERVICE);
  if (unit.state !== 'absent') {
    const state = { enabled: 'is enabled', disabled: 'is installed, not enabled', masked: 'is masked' }[
      unit.state
    ];
    const evidence = { path: unit.path, fact: `${SERVICE} ${state}` };
    if (unit.state !== 'disabled' || bootsWithSystemd(root))
      return { enabled: unit.state === 'enabled', evidence };
  }
  for (const [folder, link] of RUNLEVELS) {
    const name = root.list(folder).find((entry) => link.test(entry));
    if (name)
      return {
        enabled: true,
        evidence: { path: `${folder}/${name}`, fact: `${INIT_SCRIPT} starts at boot` },
      };
  }
  if (!root.exists(INIT_SCRIPT)) return { enabled: false };
  return { enabled: false, evidence: { path: INIT_SCRIPT, fact: 'does not start at boot' } };
}

const bootsWithSystemd = (root: RootView): boolean =>
  root.exists('/usr/lib/systemd/systemd') || root.exists('/lib/systemd/systemd');
