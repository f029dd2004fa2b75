import { backendWarning, documentWarning, foreignError, foreignWarning } from './entry.ts';

/** `*` is the name of what all guest networks share. */
const owner = (name: string): string => (name === '*' ? 'all guest networks' : name);

/** What can stand in the way below a root: files of others, a boot that lacks something, failed work. */
export const rootCatalog = {
  'edited-file': foreignError<{ path: string; interface: string }>(
    ({ path, interface: name }) => `${path} was edited since ifscribe wrote it for ${owner(name)}`,
    'What ifscribe wrote carries a checksum, and the text no longer matches it: someone changed it by hand. It is not overwritten. Move the change into the document, then delete the file (or take the edit back) and apply again. For an interface there is --adopt: it keeps what was edited, and changes only what the document changes.',
  ),
  'network-record-missing': foreignError<{ path: string; name: string; record: string }>(
    ({ path, name, record }) => `${path} is of network ${name}, whose record ${record} is gone`,
    'What all guest networks share (forwarding that waits for their rules, the presets, the zone of firewalld) is written for all of them together, from their records. Written without one whose files still stand, it would no longer keep that one in. Apply its document again, or remove what is left of it: ifscribe undefine --network NAME.',
  ),
  'newer-format': foreignError<{ path: string; interface: string }>(
    ({ path, interface: name }) => `${path} was written for ${owner(name)} by a later version of ifscribe`,
    'The header names a format version that this ifscribe does not know, so it can neither check nor change the text safely. Use the later version.',
  ),
  'foreign-file': foreignError<{ path: string; interface: string; names?: string }>(
    ({ path, interface: name }) => `${path} configures ${owner(name)} and was not written by ifscribe`,
    'Two files for one interface contradict each other at boot, whichever of them wins. ifscribe never overwrites what others wrote. Move that file (or stanza) away, or take the interface out of the documents. Where it is of the format that is written, --adopt has ifscribe change it where it stands: only the lines that the document changes, and a copy is kept. `ifscribe convert` takes interfaces over from another format.',
  ),
  'foreign-pattern-wins': foreignError<{ path: string; interface: string; names: string }>(
    ({ path, interface: name, names }) => `${path} (${names}) matches ${name} too and would be used instead`,
    'A file that was not written by ifscribe matches the interface by a pattern and comes first, so what ifscribe writes would have no effect. Narrow the pattern, or rename that file so that it sorts after 10-ifscribe.',
  ),
  'foreign-pattern': foreignWarning<{ path: string; interface: string; names: string }>(
    ({ path, interface: name, names }) =>
      `${path} (${names}) matches ${name} too, but does not win over what ifscribe writes`,
    'A file that was not written by ifscribe matches the interface by a pattern. It loses, so nothing is wrong; you may want to narrow it.',
  ),
  'other-backend': foreignError<{ path: string; interface: string; backend: string }>(
    ({ path, interface: name, backend }) => `${path} configures ${name} for ${backend}, written by ifscribe`,
    'The interface is written for another backend already, and two managers on one interface fight at boot. Remove it there first: ifscribe undefine --backend THAT-BACKEND NAME.',
  ),
  'left-behind': foreignError<{ path: string; interface: string }>(
    ({ path, interface: name }) =>
      `${path} holds ${owner(name)} from an earlier run, which this one does not write; name an empty folder, or remove that file`,
    'A folder named with --out holds what one run writes, no more: a file of an earlier run, for an interface that is gone or for another backend, would boot beside the new ones. ifscribe cannot know whether it is still wanted, so it neither removes it nor passes over it. Name an empty folder with --out, or remove that file. To have several documents in one folder, name them all in one run. `ifscribe apply --root DIR --prune` is what removes interfaces.',
  ),
  'not-read-from': backendWarning<{ path: string; backend: string }>(
    ({ path, backend }) =>
      `${backend} reads what was written only where ${path} leads to it, which nothing below that folder does`,
    "A folder named with --out gets the files of the interfaces, and none that others write too. On a machine, a line in the named file leads to them: Debian's /etc/network/interfaces has `source /etc/network/interfaces.d/*`. Where the machine has no such line, `ifscribe apply --root DIR` adds it.",
  ),
  'not-there': documentWarning<{ name: string; where?: string | undefined }>(
    ({ name, where }) =>
      where === undefined
        ? `there is no interface or network ${name} to remove`
        : `${name} is not removed: it stands in ${where}, which ifscribe did not write; --adopt removes it there`,
    'The root holds no interface of that name written by ifscribe, so there was nothing to do. Check the name and the backend with ifscribe list, which marks what others wrote as not ours; that goes with --adopt alone.',
  ),
  'not-understood': foreignWarning<{ path: string; problem: string }>(
    ({ path, problem }) => `${path}: ${problem}; passed over`,
    'A line in a file of ours was changed by hand into something that ifscribe cannot read back, so dumpxml and list do not show it. What the system makes of it at boot may differ. Take the edit back, or move the change into the document.',
  ),
  'not-regular': foreignWarning<{ path: string; what: string }>(
    ({ path, what }) => `${path} is ${what}; taken as if nothing were there`,
    'Configuration is read from regular files, and here stands something else. It is never opened: a FIFO may hold a reader for ever, and so it does ifup and initscripts at boot. systemd-networkd passes over it, and ifup finds nothing in a folder. A link is followed as in a chroot, so in a copy of a host one may lead to what was not copied along: then what it leads to is missing in all that ifscribe says. Put the file there, or remove what stands in its place. A link to /dev/null is no fault: it masks a file.',
  ),
  'service-missing': backendWarning<{ backend: string; lack: string }>(
    ({ backend, lack }) => `nothing in the root reads ${backend} files: ${lack}`,
    'The files are written, but the package whose service reads them at boot was not found below the root, so the interfaces will not come up. Install it.',
  ),
  'service-not-enabled': backendWarning<{ backend: string; service: string }>(
    ({ backend, service }) =>
      `${service}, which brings up what ${backend} files say, is not enabled in the root`,
    'The service is installed but does not start at boot, so the interfaces will not come up. Enable it, for example with systemctl --root=DIR enable SERVICE.',
  ),
  'nothing-to-wait-for': backendWarning<{ service: string }>(
    ({ service }) =>
      `${service} is enabled in the root, and no interface counts as being online: it waits for two minutes and fails`,
    'What is to start once the network is online (network-online.target) waits for an interface that has, or is to get, an address at boot. There is none below the root: interfaces without addresses, members, bridges without ports, and those with start mode none or hotplug do not count. Disable the service (systemctl --root=DIR disable systemd-networkd-wait-online.service), or give an interface that starts at boot an address.',
  ),
  'package-missing': backendWarning<{ program: string; package: string; why: string }>(
    ({ program, package: name, why }) => `${program} (package ${name}) is not in the root: ${why}`,
    'A program that the boot calls for one of these interfaces is not installed below the root. Install its package.',
  ),
  'networking-switched-off': backendWarning<{ path: string; what: string }>(
    ({ path, what }) => `${path} ${what}: initscripts bring up no interface at all`,
    'The network service of Red Hat initscripts ends at once unless /etc/sysconfig/network is there and does not say NETWORKING=no.',
  ),
  'default-connection': backendWarning<{ name: string }>(
    ({ name }) => `NetworkManager configures ${name}, which no document defines, by DHCP on its own`,
    'A NIC that has no connection profile gets one when NetworkManager starts ("Wired connection 1"), with DHCP, addresses from router advertisements and a default route. If a vlan\'s parent shall have none of that, define it in a document, or set no-auto-default=* in the [main] section of NetworkManager.conf.',
  ),
  'global-gateway': backendWarning<{ path: string; setting: string }>(
    ({ path, setting }) => `${path} sets ${setting}, which overrides the gateways of single interfaces`,
    'GATEWAY, GATEWAYDEV, IPV6_DEFAULTGW and IPV6_DEFAULTDEV in /etc/sysconfig/network hold for the whole host: they add a default route or take it away from other interfaces. Remove them there, and give the interface its gateway.',
  ),
};
