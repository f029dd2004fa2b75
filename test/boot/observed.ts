import type { InterfaceType } from '../../src/model/interface.ts';
import type { Facts, HostFacts } from './facts.ts';
import type { Nic } from './machine.ts';
import type { KernelRoute, Link, LinkAddress, Report } from './report.ts';
import { ADVERTISED_DNS, type GivenLease } from './segment/segment.ts';
import type { Ways } from './ways.ts';

/** What the network around the guest gave it, and who configures it. */
export interface Surroundings {
  readonly nics: readonly Nic[];
  readonly leases: readonly GivenLease[];
  readonly ways: Ways;
}

/** The kernel's state in the model's words: every interface but lo. */
export function observedFacts(report: Report, surroundings: Surroundings): HostFacts {
  const interfaces = [...report.links.values()]
    .filter(({ ifname }) => ifname !== 'lo')
    .map((link): [string, Facts] => [
      link.ifname,
      {
        ...linkFacts(link, surroundings),
        ...addressFacts(link, report, surroundings),
        ...routeFacts(link, report, surroundings),
        ...kindFacts(link, report),
        ...portFacts(link),
      },
    ]);
  const host = {
    interfaces: [...report.links.keys()].filter((name) => name !== 'lo').sort(),
    ...resolverFacts(report, surroundings),
    'search domains': report.resolver.search,
    'policy rules': report.rules.map((rule) => JSON.stringify(rule)),
    'failed units': report.failedUnits,
    online: report.times.online === undefined ? 'never' : 'yes',
  };
  return { host, ...Object.fromEntries(interfaces) };
}

function resolverFacts({ resolver }: Report, { leases }: Surroundings): Facts {
  const leased = new Set(leases.map(({ lease }) => lease.dns));
  const others = resolver.servers.filter((server) => !leased.has(server) && server !== ADVERTISED_DNS);
  return {
    'name servers': others.sort(),
    'name server by DHCP': resolver.servers.some((server) => leased.has(server)) ? 'yes' : 'no',
    'advertised name server': resolver.servers.includes(ADVERTISED_DNS) ? 'yes' : 'no',
  };
}

function linkFacts(link: Link, { nics }: Surroundings): Facts {
  const owner = nics.find(({ mac }) => mac === link.address);
  return {
    kind: kindOf(link),
    state: link.flags.includes('UP') ? 'up' : 'down',
    carrier: link.flags.includes('LOWER_UP') && link.operstate !== 'DOWN' ? 'yes' : 'no',
    mtu: String(link.mtu),
    mac: owner ? `of ${owner.name}` : link.address,
    controller: link.master ?? 'none',
  };
}

const kindOf = (link: Link): string => link.linkinfo?.info_kind ?? 'ethernet';

function addressFacts(link: Link, report: Report, { leases, ways }: Surroundings): Facts {
  const text = ({ local, prefixlen }: LinkAddress): string => `${local}/${prefixlen}`;
  const ipv4 = link.addr_info.filter(({ family }) => family === 'inet');
  const ipv6 = link.addr_info.filter(({ family }) => family === 'inet6');
  const leased4 = new Set(leases.map(({ lease }) => lease.address));
  const leased6 = new Set(leases.map(({ ipv6Address }) => ipv6Address));
  const isAdvertised = ({ local }: LinkAddress): boolean =>
    /^2001:db8:a0[0-9a-f]{2}:/.test(local) && !leased6.has(local);
  const isLinkLocal = ({ scope }: LinkAddress): boolean => scope === 'link';
  // The kernel shows the one added last first.
  const own6 = ipv6.filter((a) => !isLinkLocal(a) && !isAdvertised(a) && !leased6.has(a.local)).map(text);
  return {
    'IPv4 addresses': ipv4.filter(({ local }) => !leased4.has(local)).map(text),
    'DHCPv4 address': ipv4.some(({ local }) => leased4.has(local)) ? 'yes' : 'no',
    'IPv6 addresses': ways.reversesIpv6 ? own6 : own6.reverse(),
    'DHCPv6 address': ipv6.some(({ local }) => leased6.has(local)) ? 'yes' : 'no',
    'advertised address': ipv6.some(isAdvertised) ? 'yes' : 'no',
    'link-local addresses': ipv6
      .filter(isLinkLocal)
      .map(({ local }) => (local.includes('ff:fe') ? 'from MAC' : local)),
    'doubtful addresses': ipv6.filter(({ tentative, dadfailed }) => tentative || dadfailed).map(text),
    'IPv6 in the kernel': report.ipv6Setting(link.ifname, 'disable_ipv6') === '1' ? 'disabled' : 'enabled',
  };
}

function routeFacts(link: Link, { routes, links }: Report, { leases, ways }: Surroundings): Facts {
  const own = routes.filter(({ dev }) => dev === link.ifname);
  const gateways = new Set(leases.map(({ lease }) => lease.gateway));
  // networkd also says that the gateway and the name servers of a lease are on its link.
  const onLink = new Set(leases.flatMap(({ lease }) => [lease.gateway, lease.dns]));
  const isLeased = ({ gateway, dst, protocol }: KernelRoute): boolean =>
    gateways.has(gateway ?? '') || (protocol === 'dhcp' && onLink.has(dst));
  const isAdvertised = ({ protocol }: KernelRoute): boolean => protocol === 'ra';
  // Routes to connected networks come with the addresses.
  const isConnected = ({ protocol, gateway }: KernelRoute): boolean => protocol === 'kernel' && !gateway;
  // Of several devices of a kind, each has a usual metric of its own, one more than the last one's.
  const usual = ways.usualMetric?.[kindOf(link) as InterfaceType];
  const its = own.find((route) => isConnected(route) && !route.dst.includes(':'))?.metric ?? usual;
  const isUsual = (metric = 0): boolean =>
    usual !== undefined && metric === its && metric >= usual && metric < usual + links.size;
  return {
    routes: own
      .filter((route) => !isLeased(route) && !isAdvertised(route) && !isConnected(route))
      .map(
        ({ dst, gateway, metric, table, scope, protocol }) =>
          `${dst}${gateway ? ` via ${gateway}` : ` scope ${scope} protocol ${protocol}`} metric ${isUsual(metric) ? usual : (metric ?? 0)}${table && table !== 'main' ? ` table ${table}` : ''}`,
      )
      .sort(),
    'DHCPv4 default route': own.some((r) => isLeased(r) && r.dst === 'default') ? 'yes' : 'no',
    'advertised default route': own.some((r) => isAdvertised(r) && r.dst === 'default') ? 'yes' : 'no',
  };
}

const onOff = (value: unknown): string => (Number(value) ? 'on' : 'off');
const centiseconds = (value: unknown): string => `${Number(value) / 100} s`;

function kindFacts(link: Link, report: Report): Facts {
  const data = link.linkinfo?.info_data ?? {};
  const ports = [...report.links.values()]
    .filter(({ master }) => master === link.ifname)
    .map(({ ifname }) => ifname)
    .sort();
  switch (kindOf(link)) {
    case 'bond':
      return { members: ports, ...bondFacts(report.bonding.get(link.ifname) ?? {}) };
    case 'bridge':
      return {
        members: ports,
        stp: onOff(data.stp_state),
        'forward delay': centiseconds(data.forward_delay),
        'hello time': centiseconds(data.hello_time),
        'max age': centiseconds(data.max_age),
        ...(Number(data.topology_change) ? {} : { 'ageing time': centiseconds(data.ageing_time) }),
        priority: String(data.priority),
        'vlan filtering': onOff(data.vlan_filtering),
        'multicast snooping': onOff(data.mcast_snooping),
      };
    case 'veth':
      return { peer: link.link ?? 'none' };
    case 'vlan': {
      const flags = Array.isArray(data.flags) ? data.flags : [];
      const flag = (name: string): string => (flags.includes(name) ? 'on' : 'off');
      return {
        parent: link.link ?? 'none',
        tag: String(data.id),
        'reorder header': flag('REORDER_HDR'),
        gvrp: flag('GVRP'),
        mvrp: flag('MVRP'),
        'loose binding': flag('LOOSE_BINDING'),
      };
    }
    default:
      return {};
  }
}

/** Values in sysfs are a name and a number: `802.3ad 4`. */
function bondFacts(bonding: Readonly<Record<string, string>>): Facts {
  const word = (key: string): string => (bonding[key] ?? '').split(' ')[0] ?? '';
  const ms = (key: string): string => `${word(key)} ms`;
  return {
    mode: word('mode'),
    primary: word('primary') || 'none',
    'active member': word('active_slave') || 'none',
    miimon: ms('miimon'),
    'up delay': ms('updelay'),
    'down delay': ms('downdelay'),
    carrier: word('mii_status') === 'up' ? 'yes' : 'no',
    'carrier from': word('use_carrier') === '1' ? 'netif' : 'ioctl',
    'arp interval': ms('arp_interval'),
    'arp targets': (bonding.arp_ip_target ?? '').split(' ').filter(Boolean).sort(),
    'arp validate': word('arp_validate'),
    'lacp rate': word('lacp_rate'),
    'xmit hash policy': word('xmit_hash_policy'),
    'ad select': word('ad_select'),
    'fail over mac': word('fail_over_mac'),
    'min links': word('min_links'),
    'primary reselect': word('primary_reselect'),
    'packets per slave': word('packets_per_slave'),
  };
}

function portFacts(link: Link): Facts {
  if (link.linkinfo?.info_slave_kind !== 'bridge') return {};
  const data = link.linkinfo.info_slave_data ?? {};
  return {
    cost: String(data.cost),
    'port priority': String(data.priority),
    'port state': String(data.state),
  };
}
