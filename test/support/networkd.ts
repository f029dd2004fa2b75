import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inNamespace } from './namespace.ts';

/** The networkd under test; set IFSCRIBE_NETWORKD to try another one than the machine's. */
export const NETWORKD = process.env.IFSCRIBE_NETWORKD ?? '/lib/systemd/systemd-networkd';

/** A device as `ip -j -d address` shows it. */
export interface KernelLink {
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly address: string;
  readonly master?: string;
  /** The device that it stands on, or the other end of a veth pair. */
  readonly link?: string;
  readonly operstate: string;
  readonly linkinfo?: {
    readonly info_kind?: string;
    readonly info_data?: Readonly<Record<string, unknown>>;
    readonly info_slave_data?: Readonly<Record<string, unknown>>;
  };
  readonly addr_info: readonly {
    readonly family: 'inet' | 'inet6';
    readonly local: string;
    readonly prefixlen: number;
    readonly scope: string;
  }[];
}

export interface KernelRoute {
  readonly dst: string;
  readonly gateway?: string;
  readonly dev: string;
  readonly protocol?: string;
  readonly metric?: number;
  readonly flags: readonly string[];
}

/** What came of a configuration. */
export interface Booted {
  /** networkd's log, line by line. */
  readonly log: readonly string[];
  readonly links: ReadonlyMap<string, KernelLink>;
  /** Routes of both families that networkd was told of (`proto static`). */
  readonly routes: readonly KernelRoute[];
  /** /run/systemd/netif/links of a device: ADMIN_STATE, NETWORK_FILE, REQUIRED_FOR_ONLINE … */
  readonly state: (name: string) => Readonly<Record<string, string>>;
  /** Whether the kernel itself takes in router advertisements on a device. */
  readonly acceptsRa: (name: string) => boolean;
}

/** Lines that networkd writes about a setting it does not take; it then goes on without it. */
export const complaint =
  /ignoring|Unknown|Failed to parse|Invalid|could not be found|Enabling GatewayOnLink|deprecated|Bumping/i;

/**
 * Starts networkd on `files` (paths in the root and texts; `-> TARGET` is a symbolic link) with these NICs (veth pairs whose other end is up)
 * and gives it time to settle: until nothing is being configured, four seconds at most.
 * `then`: more shell, run before the state is looked at.
 */
export async function boot(
  files: Readonly<Record<string, string>>,
  { nics = [], then = '', settle = true }: { nics?: readonly string[]; then?: string; settle?: boolean } = {},
): Promise<Booted> {
  const root = mkdtempSync(join(tmpdir(), 'networkd-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      if (text.startsWith('-> ')) symlinkSync(text.slice(3).trim(), join(root, path));
      else writeFileSync(join(root, path), text);
    }
    const { status, stdout, stderr } = await inNamespace(script, {
      ROOT: root,
      NETWORKD,
      NICS: nics.join(' '),
      THEN: then,
      SETTLE: settle ? 'yes' : '',
    });
    if (status !== 0) throw new Error(`networkd did not run (${status}): ${stderr}\n${stdout}`);
    return parse(stdout);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** A read-only /sys makes networkd not wait for udev, which does not run here. */
const script = `
mount -t tmpfs tmpfs /etc/systemd/network
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp
chown -R systemd-network:systemd-network /run/systemd/netif
mount -t sysfs -o ro sysfs /sys
[ ! -d "$ROOT/usr/lib/systemd/network" ] || mount -t tmpfs tmpfs /usr/lib/systemd/network
for folder in etc/systemd/network run/systemd/network usr/lib/systemd/network; do
  [ ! -d "$ROOT/$folder" ] || { mkdir -p "/$folder"; cp -rP "$ROOT/$folder/." "/$folder/"; }
done
n=0
for nic in $NICS; do
  ip link add "$nic" type veth peer name "far$n"
  ip link set "far$n" up
  n=$((n + 1))
done
touch /run/log
SYSTEMD_LOG_TARGET=console SYSTEMD_LOG_COLOR=0 $NETWORKD >/run/log 2>&1 &
networkd=$!
settled() {
  # The state of lo is saved once all files are read and all devices are known.
  [ -e /run/systemd/netif/links/1 ] || return 1
  [ -n "$SETTLE" ] || return 0
  ! grep -qE '^ADMIN_STATE=(pending|initialized|configuring)' /run/systemd/netif/links/*
}
wait_until_settled() {
  quiet=0
  for _ in $(seq 40); do
    if settled; then quiet=$((quiet + 1)); else quiet=0; fi
    [ "$quiet" -lt 3 ] || break
    [ -n "$SETTLE" ] || [ "$quiet" -lt 1 ] || break
    kill -0 $networkd || { cat /run/log >&2; exit 1; }
    sleep 0.1
  done
}
wait_until_settled
eval "$THEN"
echo '%% log'; cat /run/log
echo '%% links'; ip -j -d address
echo '%% routes4'; ip -j route show proto static
echo '%% routes6'; ip -j -6 route show proto static
echo '%% sysctl'
for f in /proc/sys/net/ipv6/conf/*/accept_ra; do echo "$f $(cat $f)"; done
for link in /run/systemd/netif/links/*; do echo "%% state $(basename "$link")"; cat "$link"; done
`;

function parse(output: string): Booted {
  const sections = new Map(
    output
      .split(/^%% /m)
      .slice(1)
      .map((section): [string, string] => {
        const end = section.indexOf('\n');
        return [section.slice(0, end), section.slice(end + 1)];
      }),
  );
  const json = <T>(name: string): T => JSON.parse(sections.get(name)?.trim() || '[]') as T;
  const links = json<(KernelLink & { ifindex: number })[]>('links');
  const indexes = new Map(links.map(({ ifname, ifindex }) => [ifname, ifindex]));
  const sysctl = new Map(
    (sections.get('sysctl') ?? '').split('\n').map((line) => line.split(' ') as [string, string]),
  );
  const routes = [...json<KernelRoute[]>('routes4'), ...json<KernelRoute[]>('routes6')];
  return {
    log: (sections.get('log') ?? '').split('\n').filter((line) => line !== ''),
    links: new Map(links.map((link) => [link.ifname, link])),
    routes,
    state: (name) =>
      Object.fromEntries(
        [...(sections.get(`state ${indexes.get(name)}`) ?? '').matchAll(/^([A-Z0-9_]+)=(.*)$/gm)].map(
          ([, key, value]) => [key, value],
        ),
      ),
    acceptsRa: (name) => sysctl.get(`/proc/sys/net/ipv6/conf/${name}/accept_ra`) !== '0',
  };
}
