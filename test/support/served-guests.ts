import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InstalledNetwork } from '../../src/model/network.ts';
import { entriesOf, parseUnitFile } from '../../src/native/unit-file.ts';
import { dnsmasqConfiguration, dnsmasqUnit } from '../../src/services/dnsmasq.ts';
import { keaConfiguration, keaUnit } from '../../src/services/kea.ts';
import { NETWORKS_FOLDER } from '../../src/services/layer.ts';
import { dnsmasqPath, keaPath } from '../../src/services/names.ts';
import { inNamespace } from './namespace.ts';

/**
 * A host whose networks are served by the programs that their units start, and guests on the networks' bridges,
 * each in a network namespace of its own. Outside, 127.0.0.1 answers for outside.example.
 */
export interface Hosting {
  readonly networks: readonly InstalledNetwork[];
  /** Shell, run when the servers are there; see `functions` for what it may call. */
  readonly script: string;
}

/** What the script's `show` printed, by its names, and what the servers said. */
export interface Served {
  readonly shown: Readonly<Record<string, string>>;
  readonly log: string;
}

export async function serve({ networks, script }: Hosting): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'served-'));
  try {
    for (const each of networks) {
      const { name } = each.network;
      const [path, text] =
        each.dhcpServer === 'kea'
          ? [keaPath(name), keaConfiguration(each.network)]
          : [dnsmasqPath(name), dnsmasqConfiguration(each.network)];
      writeFileSync(join(folder, path.slice(NETWORKS_FOLDER.length)), text ?? '');
    }
    const all = [
      functions,
      ...networks.map((each) => bridge(each)),
      // All at once and too early, as at boot: the bridges are there, but not up, and without an address.
      ...networks.map((each) => start(each, folder)),
      'sleep 1',
      ...networks.map((each) => up(each)),
      ...networks.flatMap((each) => addresses(each).slice(0, 1)),
      // The others come when the servers are there.
      'sleep 2',
      ...networks.flatMap((each) => addresses(each).slice(1)),
      script,
    ].join('\n');
    const { status, stdout, stderr } = await inNamespace(all, { HOSTING: folder });
    if (status !== 0) throw new Error(`the guests were not served (${status}): ${stderr}\n${stdout}`);
    const shown = stdout
      .split(/^==== /m)
      .slice(1)
      .map((block) => [block.slice(0, block.indexOf('\n')), block.slice(block.indexOf('\n') + 1).trim()]);
    return { shown: Object.fromEntries(shown), log: stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const bridge = ({ network: { bridge, mtuBytes } }: InstalledNetwork): string =>
  `ip link add ${bridge.name} type bridge; ip link set ${bridge.name} mtu ${mtuBytes ?? 1500}`;

const up = ({ network: { bridge } }: InstalledNetwork): string => `ip link set ${bridge.name} up`;

const addresses = ({ network: { bridge, ips } }: InstalledNetwork): string[] =>
  ips.map(
    ({ family, address, prefix }) =>
      `ip addr add ${address}/${prefix} dev ${bridge.name} ${family === 'ipv6' ? 'nodad' : ''}`,
  );

/** What systemd would do with the unit: its environment, what it may, what comes first, and the server. */
function start(each: InstalledNetwork, folder: string): string {
  const text = each.dhcpServer === 'kea' ? keaUnit(each) : dnsmasqUnit(each);
  const entries = entriesOf(parseUnitFile(text ?? ''), 'Service');
  const get = (key: string): string => entries.find((entry) => entry.key === key)?.value ?? '';
  const may = get('CapabilityBoundingSet')
    .split(' ')
    .map((name) => `+${name.slice('CAP_'.length).toLowerCase()}`);
  const runtime = get('RuntimeDirectory');
  return [
    runtime && `mkdir -p /run/${runtime}`,
    `(${get('ExecStartPre')}; env ${get('Environment')} setpriv --bounding-set=-all,${may.join(',')} ${get('ExecStart').replace(NETWORKS_FOLDER, folder)} >&2) &`,
    `server_${each.network.name}=$!`,
  ].join('\n');
}

const functions = String.raw`
# eventually COMMAND: until it succeeds, ten seconds at most.
eventually() { for _ in $(seq 100); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done; echo "never: $*" >&2; exit 9; }
show() { echo "==== $1"; shift; "$@" || true; }
# guest NAME BRIDGE MAC
guest() {
  ip netns add $1
  ip link add v$1 type veth peer name eth0 netns $1
  ip -n $1 link set eth0 address $3
  ip -n $1 link set lo up
  ip link set v$1 master $2 up
  ip -n $1 link set eth0 up
}
on() { local name=$1; shift; ip netns exec $name "$@"; }
# lease NAME OPTIONS: a DHCP client that stays; /run/NAME.bound and /run/NAME.renew hold what it was told.
lease() {
  local name=$1; shift
  GUEST=$name ip netns exec $name busybox udhcpc -i eth0 -f -n -t 8 -T 1 -O mtu -s /run/udhcpc -p /run/$name.pid "$@" >&2 &
  eventually test -e /run/$name.bound
}
renew() { rm -f /run/$1.renew; kill -USR1 $(cat /run/$1.pid); eventually test -e /run/$1.renew; }
server_of() { sed -n 's/^serverid=//p' /run/$1.bound; }
# ask NAME QUESTION: the answers alone. verdict NAME QUESTION: what came of it.
ask() { local name=$1; shift; on $name dig +short +time=2 +tries=2 @$(server_of $name) "$@"; }
verdict() { local name=$1; shift; on $name dig +noall +comments +time=2 +tries=2 @$(server_of $name) "$@"; }

# Else the kernel's neighbour advertisements say that it is no router, and guests drop their route to it.
sysctl -qw net.ipv6.conf.all.forwarding=1
mount -t tmpfs none /run
mount -t tmpfs none /srv
mount -t tmpfs none /var/lib
mkdir -p /run/netns /srv/tftp /var/lib/ifscribe
echo 'nameserver 127.0.0.1' >/run/resolv.conf
mount --bind /run/resolv.conf /etc/resolv.conf
cat >/run/udhcpc <<'END'
#!/bin/sh
case $1 in bound | renew) ;; *) exit 0 ;; esac
ip addr replace "$ip/$mask" dev "$interface"
[ -z "$router" ] || ip route replace default via "$router"
env >/run/$GUEST.new
mv /run/$GUEST.new /run/$GUEST.$1
END
chmod 755 /run/udhcpc
dnsmasq -C /dev/null --pid-file= --bind-interfaces --listen-address=127.0.0.1 --except-interface=none --no-resolv --no-hosts \
  --address=/outside.example/203.0.113.9 --host-record=plain,203.0.113.8 >&2
`;

/** The variables that a DHCP client's script was given. */
export const variables = (text: string | undefined): Record<string, string> =>
  Object.fromEntries(
    (text ?? '').split('\n').map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]),
  );
