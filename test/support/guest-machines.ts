import { canonicalAddress } from '../../src/model/values.ts';
import { inNamespace } from './namespace.ts';

/**
 * A host with guests and neighbours, each a network namespace, that real rules are tried on with real packets.
 *
 *     outside ── up0 host virbr1 ── lab-a, lab-b     192.168.1.0/24, fd00:1::/64
 *     aside ──── up1      virbr2 ── two-a, two-b     192.168.2.0/24, fd00:2::/64
 *
 * 10.9.0.0/16 is behind lab-a. Everybody routes by way of the host, which forwards: without rules everybody reaches
 * everybody, by true addresses.
 */
export const machines = {
  outside: { ipv4: '198.51.100.1', ipv6: '2001:db8:1::1' },
  aside: { ipv4: '203.0.113.1', ipv6: '2001:db8:2::1' },
  'lab-a': { ipv4: '192.168.1.10', ipv6: 'fd00:1::10' },
  'lab-b': { ipv4: '192.168.1.11', ipv6: 'fd00:1::11' },
  'two-a': { ipv4: '192.168.2.10', ipv6: 'fd00:2::10' },
  'two-b': { ipv4: '192.168.2.11', ipv6: 'fd00:2::11' },
} as const;
export type Guest = keyof typeof machines;
export type Machine = Guest | 'host';

/** The host's own, on its ways out and on the bridges. */
export const hostAddresses = {
  outside: { ipv4: '198.51.100.2', ipv6: '2001:db8:1::2' },
  aside: { ipv4: '203.0.113.2', ipv6: '2001:db8:2::2' },
  lab: { ipv4: '192.168.1.1', ipv6: 'fd00:1::1' },
  two: { ipv4: '192.168.2.1', ipv6: 'fd00:2::1' },
} as const;

export interface Probe {
  readonly from: Machine;
  readonly to: string;
  /** 7 unless said; every machine listens on 7, lab-b on 22 to 24 too. */
  readonly port?: number;
  readonly protocol?: 'tcp' | 'udp';
  /** A source address that is not the machine's main one. */
  readonly as?: string;
}

export interface Trial<Name extends string> {
  /** Files for nft, loaded before the bridges are there, as at boot. */
  readonly rules: readonly string[];
  readonly probes: Readonly<Record<Name, Probe>>;
  /** Whether what is bridged passes the host's packet filter too. */
  readonly bridgeNetfilter?: boolean;
  /** Shell that the host runs before the probes. */
  readonly prepare?: string;
}

/**
 * Tries all probes at once. Each comes back as what answered says: who it is, whom it takes the asking for, and the port
 * that it was asked at; or `refused` (somebody said so), or `lost` (no answer in four seconds).
 */
export async function tryOut<Name extends string>(trial: Trial<Name>): Promise<Record<Name, string>> {
  const names = Object.keys(trial.probes) as Name[];
  const script = [
    setUp,
    `sysctl -qw net.bridge.bridge-nf-call-iptables=${trial.bridgeNetfilter ? 1 : 0} net.bridge.bridge-nf-call-ip6tables=${trial.bridgeNetfilter ? 1 : 0} || true`,
    ...trial.rules.map((_, n) => `printf '%s' "$RULES${n}" | nft -f -`),
    bridges,
    trial.prepare ?? '',
    ...names.map((name, n) => `(${command(trial.probes[name])}) >/run/${n} 2>&1 & probes="$probes $!"`),
    'wait $probes || true',
    ...names.map((_, n) => `echo "$(tr -d '\\n' </run/${n})"`),
  ].join('\n');
  const rules = Object.fromEntries(trial.rules.map((text, n) => [`RULES${n}`, text]));
  const { status, stdout, stderr } = await inNamespace(script, rules);
  if (status !== 0) throw new Error(`the machines did not run (${status}): ${stderr}`);
  const answers = stdout.split('\n');
  return Object.fromEntries(names.map((name, n) => [name, readable(answers[n] ?? '')])) as Record<
    Name,
    string
  >;
}

/**
 * Who reaches whom, as a table: a row for who asks, a column for who is asked. `yes`: it is seen as itself, `nat`: as
 * the host, `no`: not at all.
 */
export async function reach(family: 'ipv4' | 'ipv6', trial: Omit<Trial<string>, 'probes'>): Promise<string> {
  const names = Object.keys(machines) as Guest[];
  const asked = { ...machines, host: hostAddresses.outside };
  const columns = ['host', ...names] as const;
  const probes = Object.fromEntries(
    columns.flatMap((from) =>
      columns
        .filter((to) => to !== from)
        .map((to): [string, Probe] => [`${from} ${to}`, { from, to: asked[to][family] }]),
    ),
  );
  const answers = await tryOut({ ...trial, probes });
  const own = new Set(Object.values(hostAddresses).map((each) => each[family] as string));
  const cell = (from: Machine, to: Machine): string => {
    if (from === to) return '-';
    const [, name, peer = ''] = /^(\S+) sees (\S+) at/.exec(answers[`${from} ${to}`] ?? '') ?? [];
    if (name !== to) return 'no';
    if (from === 'host') return own.has(peer) ? 'yes' : peer;
    return peer === machines[from][family] ? 'yes' : own.has(peer) ? 'nat' : peer;
  };
  const rows = columns.map((from) => [from, ...columns.map((to) => cell(from, to))]);
  return tableOf([['', ...columns], ...rows]);
}

/** Cells in columns of one width. */
export const tableOf = (rows: readonly (readonly string[])[]): string =>
  rows
    .map((row) =>
      row
        .map((text) => text.padEnd(8))
        .join('')
        .trimEnd(),
    )
    .join('\n');

function command({ from, to, port = 7, protocol = 'tcp', as }: Probe): string {
  const isIpv6 = to.includes(':');
  const bracket = (address: string): string => (isIpv6 ? `[${address}]` : address);
  const address = `${protocol.toUpperCase()}${isIpv6 ? 6 : 4}:${bracket(to)}:${port}`;
  const source = as === undefined ? '' : `,bind=${bracket(as)}`;
  const where = from === 'host' ? '' : `ip netns exec ${from} `;
  return protocol === 'tcp'
    ? `${where}socat -u '${address}${source},connect-timeout=4' STDOUT`
    : // What udp loses nobody sends again.
      `for _ in 1 2 3 4 5; do answer=$(echo | ${where}socat -T2 -t2 STDIO '${address}${source}' 2>&1); [ -z "$answer" ] || break; done; echo "$answer"`;
}

function readable(answer: string): string {
  const seen = /^(\S+) \[?([0-9a-f:.]+)\]? (\d+)$/.exec(answer);
  if (!seen)
    return /refused|prohibited|unreachable/i.test(answer)
      ? 'refused'
      : /^$|timed out/i.test(answer)
        ? 'lost'
        : answer;
  const [, name, peer = '', port] = seen;
  return `${name} sees ${canonicalAddress('ipv6', peer) ?? peer} at ${port}`;
}

const setUp = `
mount -t tmpfs tmpfs /run
probes=
sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv6.conf.default.accept_dad=0
machine() { # NAME DEVICE-OF-THE-HOST
  ip netns add "$1"
  ip link add "$2" type veth peer name eth0 netns "$1"
  ip -n "$1" link set lo up
  ip netns exec "$1" sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.eth0.accept_dad=0
  ip link set "$2" up
  ip -n "$1" link set eth0 up
}
listen() { # NAME PORT…
  name=$1 in="ip netns exec $1"; shift
  [ "$name" != host ] || in=
  for port in "$@"; do
    for ip in 4 6,ipv6only; do
      $in socat TCP\${ip%%,*}-LISTEN:$port,fork,reuseaddr\${ip#[46]} SYSTEM:"echo $name \\$SOCAT_PEERADDR $port" &
      $in socat UDP\${ip%%,*}-RECVFROM:$port,fork,reuseaddr\${ip#[46]} SYSTEM:"echo $name \\$SOCAT_PEERADDR $port" &
    done
  done
}
addresses() { # NAME IPV4/PREFIX IPV6/PREFIX HOST-IPV4 HOST-IPV6
  ip -n "$1" address add "$2" dev eth0
  ip -n "$1" address add "$3" dev eth0 nodad
  ip -n "$1" route add default via "$4"
  ip -n "$1" -6 route add default via "$5"
}
listening() {
  for _ in $(seq 100); do
    heard=$(for in in '' $(ls /run/netns); do \${in:+ip netns exec $in} sh -c 'cat /proc/net/tcp* /proc/net/udp*'; done)
    # State 0A listens by tcp, 07 by udp; seven machines on one port, and lab-b on three more, by two families.
    [ "$(grep -cE ':0000 (0A|07) ' <<<"$heard")" -lt 40 ] || return 0
    sleep 0.1
  done
  echo 'nobody listens' >&2; exit 1
}
machine outside up0
ip address add 198.51.100.2/24 dev up0; ip address add 2001:db8:1::2/64 dev up0 nodad
addresses outside 198.51.100.1/24 2001:db8:1::1/64 198.51.100.2 2001:db8:1::2
machine aside up1
ip address add 203.0.113.2/24 dev up1; ip address add 2001:db8:2::2/64 dev up1 nodad
addresses aside 203.0.113.1/24 2001:db8:2::1/64 203.0.113.2 2001:db8:2::2
`;

const bridges = `
for n in 1 2; do
  ip link add virbr$n type bridge stp_state 0 forward_delay 0
  ip address add 192.168.$n.1/24 dev virbr$n
  ip address add fd00:$n::1/64 dev virbr$n nodad
  ip link set virbr$n up
done
for guest in lab-a:1:10 lab-b:1:11 two-a:2:10 two-b:2:11; do
  IFS=: read -r name n last <<<"$guest"
  machine "$name" "to-$name"
  ip link set "to-$name" master virbr$n
  addresses "$name" 192.168.$n.$last/24 fd00:$n::$last/64 192.168.$n.1 fd00:$n::1
done
ip -n lab-a address add 10.9.0.1/16 dev lo
ip route add 10.9.0.0/16 via 192.168.1.10
for name in host $(ls /run/netns); do listen $name 7; done
listen lab-b 22 23 24
listening
`;
