import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ifupdown } from '../../backends/ifupdown/index.ts';
import type { Host } from '../../src/model/host.ts';
import { composeFiles } from '../../src/plan/compose.ts';
import { memoryRoot } from './memory-root.ts';
import { inNamespace, type Outcome } from './namespace.ts';

/** Where test/consumers/install.sh unpacks ifupdown-ng, which cannot be installed beside ifupdown. */
export const ng = `${process.env.IFSCRIBE_CONSUMERS ?? '/var/cache/ifscribe-consumers'}/ifupdown-ng`;

/** What ifscribe writes for `host` below a root that holds `files`. */
export function treeOf(host: Host, files: Readonly<Record<string, string>> = {}): Record<string, string> {
  const written = Object.fromEntries(
    composeFiles(ifupdown.render(host)).map(({ path, text }) => [path, text]),
  );
  const edits = ifupdown.integrate?.(host, memoryRoot(files)) ?? [];
  const edited = Object.fromEntries(edits.map(({ path, content }) => [path, content ?? '']));
  return { ...files, ...written, ...edited };
}

/**
 * Where the kernel has no bonds or vlans a veth pair stands in for one, so that what ifup does around it can
 * be seen all the same. /run/ip.log has every command about such devices; a setting of one, or of
 * a bridge that cannot filter by vlan, is only logged.
 */
const STAND_IN = `#!/bin/sh
case " $* " in
*' type bond'*|*' type vlan'*|*' type bridge_slave'*|*' vlan_filtering '*) echo "ip $*" >>/run/ip.log ;;
*) exec /usr/sbin/ip "$@" ;;
esac
/usr/sbin/ip "$@" 2>/run/ip.errors && exit 0
grep -qE 'Unknown device type|not supported' /run/ip.errors || { cat /run/ip.errors >&2; exit 2; }
case $* in
'link add link '*) /usr/sbin/ip link add "$6" type veth ;;
'link add dev '*|'link add name '*) /usr/sbin/ip link add "$4" type veth ;;
esac
`;

/**
 * No server answers on a machine of its own, and dhclient would wait a minute for one. This one does what
 * dhclient-script does first: it brings the link up, and for DHCPv6 flushes the permanent addresses.
 */
const NO_LEASE = `#!/bin/sh
case " $* " in *' -r '*) exit 0 ;; esac
for device; do :; done
/usr/sbin/ip link set dev "$device" up
case $1 in -6) /usr/sbin/ip -6 addr flush dev "$device" scope global permanent ;; esac
`;

export interface Machine {
  /** Below /etc/network; added to what the packages have put there. */
  readonly tree: Readonly<Record<string, string>>;
  /** NICs with a carrier. */
  readonly nics?: readonly string[];
  /** NICs without one. */
  readonly unplugged?: readonly string[];
}

/** Runs a script on a machine of its own that has these NICs and files. /tmp is empty there. */
export async function onMachine(
  { tree, nics = [], unplugged = [] }: Machine,
  script: string,
): Promise<Outcome> {
  const scratch = mkdtempSync(join(tmpdir(), 'ifscribe-ifupdown-'));
  try {
    cpSync('/etc/network', join(scratch, 'etc/network'), { recursive: true, verbatimSymlinks: true });
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(scratch, path)), { recursive: true });
      writeFileSync(join(scratch, path), text);
    }
    mkdirSync(join(scratch, 'stand-in'));
    writeFileSync(join(scratch, 'stand-in/ip'), STAND_IN);
    writeFileSync(join(scratch, 'stand-in/dhclient'), NO_LEASE);
    for (const program of ['ip', 'dhclient']) chmodSync(join(scratch, 'stand-in', program), 0o755);
    const cables = nics.map((nic, n) => `${addNic(nic, n)}; ip link set cable${n} up`);
    const prepare = [
      `mount --bind ${scratch}/etc/network /etc/network`,
      `mount --bind ${scratch}/stand-in /usr/local/sbin`,
      'mount -t tmpfs tmpfs /run',
      'mkdir /run/network',
      'mount -t tmpfs tmpfs /tmp',
      'cd /tmp',
      'mount -t sysfs sysfs /sys',
      ...cables,
      ...unplugged.map((nic, n) => addNic(nic, nics.length + n)),
    ];
    return await inNamespace([...prepare, script].join('\n'), { NG: ng });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const addNic = (nic: string, n: number): string => `ip link add ${nic} type veth peer name cable${n}`;
