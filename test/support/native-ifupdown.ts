import { broadcastOf } from '../../backends/ifupdown/steps-ip.ts';
import { explicitHost } from '../../src/model/defaults.ts';
import { type Host, indexHost } from '../../src/model/host.ts';
import type { Address, Interface, Route, StartMode } from '../../src/model/interface.ts';
import { type Family, inSubnet, isLinkLocal } from '../../src/model/values.ts';
import type { Dice } from './dice.ts';
import { type Around, type Block, type Line, line, type Stanza } from './native-ifupdown-lines.ts';
import { linkLines } from './native-ifupdown-links.ts';
import { layOut, type NativeFiles } from './native-ifupdown-text.ts';

/** The host must be one that the format says in full. */
export function nativeIfupdown(host: Host, dice: Dice): NativeFiles {
  const explicit = explicitHost(host).map(({ iface }) => iface);
  const index = indexHost({ interfaces: explicit });
  const byMembers = new Set(
    explicit.filter(({ type }) => type === 'bond' && dice.once(2)).map(({ name }) => name),
  );
  const around = { index, dice, byMembers };
  const blocks = explicit.flatMap((iface) => blockOf(iface, around));
  return layOut(dice.shuffle(blocks), dice);
}

/**
 * The host as a machine with ifupdown has it: a parent comes up with a vlan of its name, and members with their
 * controller.
 */
export function asStarted(host: Host): Host {
  const interfaces = host.interfaces.map((iface) => {
    const { dns, start: _start, ...rest } = iface;
    const isEmpty = dns && dns.servers.length + dns.search.length === 0;
    // What is said twice is asked once.
    const once = dns && { servers: [...new Set(dns.servers)], search: [...new Set(dns.search)] };
    const kept = { ...rest, ...(once && !isEmpty ? { dns: once } : {}) };
    return { ...kept, ...(iface.port ? {} : { start: iface.start ?? 'onboot' }) } as Interface;
  });
  const needsParent = interfaces.some(
    (iface) => iface.type === 'vlan' && iface.name.startsWith(`${iface.vlan.parent}.`),
  );
  if (!needsParent) return { interfaces };
  return { interfaces: interfaces.map((iface) => (iface.port ? iface : { ...iface, start: 'onboot' })) };
}

/** Nothing at all is written of a member that says nothing by itself. */
function blockOf(iface: Interface, around: Around): Block[] {
  const { name, port } = iface;
  const { index, dice } = around;
  const link = linkLines(iface, around);
  const controller = port && index.get(port.controller);
  if (port && link.isBare && iface.mtuBytes === controller?.mtuBytes && dice.once(2)) return [];
  const ipv4 = port ? [] : ipv4Stanzas(iface, dice);
  const ipv6 = port ? [] : ipv6Stanzas(iface, dice);
  const first = ipv4[0] ?? { family: 'inet', method: 'manual', lines: [] };
  const commands = [...(port ? [] : ipv6Commands(iface, dice)), ...routeCommands(iface, dice)];
  const own: Stanza = {
    ...first,
    lines: [
      ...link.lines,
      ...mtuLines(iface, first.method, dice),
      ...dnsLines(iface, dice),
      ...first.lines,
      ...commands,
      ...keptLines(iface, first, dice),
    ],
  };
  const start = port ? dice.pick<StartMode>(['none', index.startOf(iface)]) : (iface.start ?? 'onboot');
  return [{ name, start, stanzas: [own, ...ipv4.slice(1), ...ipv6] }];
}

const upCommand = (dice: Dice, value: string): Line =>
  line(dice.pick(['up', 'post-up']), value + dice.pick(['', '', ' || true']));

const device = (name: string, dice: Dice): string =>
  dice.pick([name, name, '$IFACE', '"$IFACE"', `\${IFACE}`]);
const ip = (dice: Dice): string => dice.pick(['ip', 'ip', '/sbin/ip', '/usr/sbin/ip']);

function mtuLines({ name, mtuBytes }: Interface, method: string, dice: Dice): Line[] {
  if (mtuBytes === undefined) return [];
  if (method !== 'dhcp' && !dice.once(3)) return [line('mtu', mtuBytes)];
  const on = device(name, dice);
  return [
    line(
      'pre-up',
      dice.pick([
        `${ip(dice)} link set dev ${on} mtu ${mtuBytes}`,
        `ip link set ${on} mtu ${mtuBytes}`,
        `ifconfig ${name} mtu ${mtuBytes}`,
      ]),
    ),
  ];
}

function dnsLines({ dns }: Interface, dice: Dice): Line[] {
  if (!dns) return [];
  const servers = dice.once(2)
    ? dns.servers.map((server) => line(dice.pick(['dns-nameserver', 'dns_nameserver']), server))
    : dns.servers.length > 0
      ? [
          line(
            dice.pick(['dns-nameservers', 'dns_nameservers', 'DNS-Nameservers']),
            dns.servers.join(dice.pick([' ', '  ', '\t'])),
          ),
        ]
      : [];
  const search = dns.search.length > 0 ? [line('dns-search', dns.search.join(' '))] : [];
  return [...servers, ...search];
}

function addressLines({ address, prefix }: Address, dice: Dice): Line[] {
  const isSix = address.includes(':');
  if (isSix)
    return dice.once(3)
      ? [line('address', address), line('netmask', prefix)]
      : [line('address', `${address}/${prefix}`)];
  const dotted = maskOf(prefix);
  const spelled = dice.pick([
    [line('address', `${address}/${prefix}`)],
    [line('address', `${address}/${prefix}`)],
    [line('address', `${address}/${dotted}`)],
    [line('address', address), line('netmask', dotted)],
    [line('address', address), line('netmask', prefix)],
    [line('address', `${address}/8`), line('netmask', dotted)],
  ]);
  const broadcast = dice.once(4)
    ? [line('broadcast', dice.pick(['+', broadcastOf({ address, prefix }) ?? '+']))]
    : [];
  return dice.shuffle([...spelled, ...broadcast]);
}

const maskOf = (prefix: number): string =>
  [0, 8, 16, 24].map((from) => 256 - 2 ** (8 - Math.min(8, Math.max(0, prefix - from)))).join('.');

/** Of every family: the first addresses have stanzas, the others are aliases or commands. */
function ipv4Stanzas(iface: Interface, dice: Dice): Stanza[] {
  const { name, ipv4 } = iface;
  if (!ipv4) return [];
  const gateway = ipv4.routes.find((route) => isGateway(route));
  const stanzas = ipv4.addresses.map((address, n): Stanza => {
    const gatewayLines = n === 0 && gateway ? gatewayOf(gateway) : [];
    return { family: 'inet', method: 'static', lines: [...addressLines(address, dice), ...gatewayLines] };
  });
  const tail = stanzas.length > 1 && dice.once(3) ? 1 + dice.number(stanzas.length - 1) : stanzas.length;
  const withAliases = stanzas.map((stanza, n) => (n < tail ? stanza : { ...stanza, label: `${name}:${n}` }));
  const lease: Stanza[] = ipv4.dhcp ? [{ family: 'inet', method: 'dhcp', lines: [] }] : [];
  return [...withAliases.slice(0, tail), ...lease, ...withAliases.slice(tail)];
}

/** Whether a `gateway` line says it. */
const isGateway = ({ destination }: Route): boolean => destination === undefined;
const gatewayOf = ({ gateway, metric }: Route): Line[] => [
  line('gateway', gateway),
  ...(metric === undefined ? [] : [line('metric', metric)]),
];

function ipv6Stanzas({ ipv6 }: Interface, dice: Dice): Stanza[] {
  if (!ipv6 || ipv6.disabled) return [];
  const { autoconf, dhcp, addresses, routes } = ipv6;
  const takesRa = autoconf || dhcp !== undefined;
  const gateway = routes.find((route) => isGateway(route));
  const flags = (): Line[] =>
    dice.shuffle([line('accept_ra', takesRa ? dice.pick([1, 2]) : 0), line('autoconf', autoconf ? 1 : 0)]);
  const statics = addresses.map(
    (address, n): Stanza => ({
      family: 'inet6',
      method: 'static',
      lines: dice.shuffle([
        ...addressLines(address, dice),
        ...(n === 0 && gateway ? gatewayOf(gateway) : []),
        ...flags(),
      ]),
    }),
  );
  const lease: Stanza[] = dhcp ? [{ family: 'inet6', method: 'dhcp', lines: flags() }] : [];
  const needsAuto = autoconf && statics.length + lease.length === 0;
  const auto: Stanza[] =
    autoconf && (needsAuto ? dice.once(2) : dice.once(4))
      ? [{ family: 'inet6', method: 'auto', lines: [] }]
      : [];
  return [...auto, ...lease, ...statics];
}

/** What the kernel is told where no stanza of inet6 tells it. */
function ipv6Commands({ name, ipv6 }: Interface, dice: Dice): Line[] {
  if (ipv6?.disabled) return [settingOf(name, 'disable_ipv6', 1, dice)];
  if (ipv6?.autoconf || ipv6?.dhcp || (ipv6?.addresses.length ?? 0) > 0) return [];
  return [settingOf(name, 'accept_ra', 0, dice)];
}

function settingOf(name: string, key: string, value: number, dice: Dice): Line {
  const dotted = name.replaceAll('.', '/');
  return line(
    dice.pick(['pre-up', 'up', 'post-up']),
    dice.pick([
      `sysctl -w net.ipv6.conf.${dotted}.${key}=${value}`,
      `/sbin/sysctl -q -w net/ipv6/conf/${name}/${key}=${value}`,
      `echo ${value} > /proc/sys/net/ipv6/conf/${device(name, dice)}/${key}`,
      `echo ${value} >/proc/sys/net/ipv6/conf/${name}/${key} || true`,
    ]),
  );
}

/** Routes that no `gateway` line says. */
function routeCommands(iface: Interface, dice: Dice): Line[] {
  return (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const protocol = iface[family];
    const said =
      (protocol?.addresses.length ?? 0) > 0 ? protocol?.routes.find((route) => isGateway(route)) : undefined;
    return (protocol?.routes ?? [])
      .filter((route) => route !== said)
      .map((route) => routeLine(iface, family, route, dice));
  });
}

function routeLine({ name, ...iface }: Interface, family: Family, route: Route, dice: Dice): Line {
  const { destination, gateway, metric } = route;
  const isNear = (iface[family]?.addresses ?? []).some(({ address, prefix }) =>
    inSubnet(gateway, address, prefix),
  );
  const to = destination ? `${destination.address}/${destination.prefix}` : 'default';
  const on = device(name, dice);
  const six = family === 'ipv6' ? ' -6' : '';
  const measure = metric === undefined ? '' : ` ${dice.pick(['metric', 'metric', 'priority'])} ${metric}`;
  const onlink = isNear || isLinkLocal(gateway) ? dice.pick(['', ' onlink']) : ' onlink';
  const verb = dice.pick(['add', 'replace', 'append', 'a']);
  const full = `${ip(dice)}${six} route ${verb} ${to} via ${gateway} dev ${on}${measure}${onlink}`;
  const near = `${ip(dice)}${six} r ${verb} ${to} via ${gateway}${measure}`;
  const old =
    family === 'ipv6'
      ? `route -A inet6 add ${to} gw ${gateway} metric ${metric} dev ${name}`
      : destination
        ? `route add -net ${destination.address} netmask ${maskOf(destination.prefix)} gw ${gateway}${metric === undefined ? '' : ` metric ${metric}`} dev ${name}`
        : `route add default gw ${gateway}${metric === undefined ? '' : ` metric ${metric}`} ${name}`;
  // route(8) has a metric of its own for IPv6.
  const forms = [full, near, ...(family === 'ipv4' || metric !== undefined ? [old] : [])];
  return upCommand(dice, isNear ? dice.pick(forms) : full);
}

/** Lines of which the model has nothing. */
function keptLines({ name, type }: Interface, { method }: Stanza, dice: Dice): Line[] {
  const all: Line[] = [
    line('up', `ethtool -K ${name} tso off`),
    line('post-up', 'iptables-restore < /etc/firewall'),
    line('up', `ip rule add from all lookup 7 # ${name}`),
    line('down', 'ip route del 10.255.0.0/16'),
    line('wibble', 'wobble wubble'),
    line('pre-up', `ip addr show ${name} | logger`),
    line('up', `ip route add 10.99.0.0/16 via $ROUTER dev ${name}`),
    line('post-down', `echo "${name} is down" >> /var/log/net`),
    ...(method === 'dhcp' ? [line('hostname', 'web1'), line('leasetime', 3600)] : []),
    ...(type === 'bridge' ? [line('bridge-gcint', 4)] : []),
    ...(type === 'bond' ? [line('bond-num-grat-arp', 3)] : []),
  ];
  return all.filter(() => dice.once(12)).map((each) => ({ ...each, isKept: true }));
}
