import { type Capabilities, full, type RootView, type Support } from '../../src/backend.ts';
import { linksByMac } from './named-by-udev.ts';
import { takesDns } from './needs.ts';
import { isNg, ngCapabilities } from './ng.ts';

const peerdnsOff: Support = {
  level: 'none',
  note: "which servers a lease brings is settled in the DHCP client's own configuration",
  source:
    'interfaces(5), the dhcp method: "some of these clients use their own configuration files and do not obtain their configuration information via ifup"',
};

const byName = {
  level: 'none',
  note: 'stanzas go by the name of a device; have udev name the NIC by its address (systemd.link(5)) and leave the mac out',
  source:
    'interfaces(5), KNOWN BUGS/LIMITATIONS: "The ifup and ifdown programs work with so-called physical interface names. These names are assigned to hardware by the kernel"',
} satisfies Support;

/** Not the bond's: the kernel itself brings up what joins one. */
const portsUp: Support = {
  level: 'lossy',
  note: 'ifup brings up every port of a bridge with the bridge',
  source:
    'bridge-utils 1.7.1, lib/bridge-utils/ifupdown.sh: `brctl addif $IFACE $port && ip link set dev $port up`',
};

export const capabilities: Capabilities = {
  ethernet: full,
  bond: full,
  bridge: full,
  vlan: full,
  veth: full,
  'bridge-without-members': full,
  'bridge-idle': full,
  'member-within-name': full,
  'port-start-none': portsUp,
  'start-none': full,
  'start-none-virtual': full,
  hotplug: full,
  'hotplug-virtual': {
    level: 'lossy',
    note: 'it starts at boot instead; no hotplug event precedes a device that ifup itself makes',
    source:
      'interfaces(5): "Interfaces marked allow-hotplug are brought up when udev detects them"; ifupdown 0.8.41, 80-ifupdown.rules',
  },
  mtu: full,
  'mac-match': byName,
  'mac-assign': full,
  uuid: full,
  description: full,
  'ipv4-address': full,
  'ipv4-dhcp': full,
  'ipv4-dhcp-with-address': full,
  'ipv6-address': full,
  'ipv6-autoconf': full,
  'ipv6-dhcp': full,
  'ipv6-dhcp-with-address': full,
  'ipv6-dhcp-without-router': full,
  'ipv6-disabled': full,
  'default-route': full,
  'several-default-routes': full,
  'static-route': full,
  'route-metric': full,
  'gateway-off-link': full,
  'gateway-outside-first-subnet': full,
  'ipv4-route-without-address': full,
  'ipv6-gateway-without-address': full,
  dns: full,
  'dns-search-localhost': full,
  'dns-more-than-3': {
    level: 'lossy',
    note: 'resolvconf hands on the first three, and the C library asks no more',
    source:
      'resolvconf 1.91, update.d/libc: "space-separate list of no more than 3 items"; resolv.conf(5): "Up to MAXNS (currently 3, see <resolv.h>) name servers may be listed"',
  },
  'dns-without-address': full,
  'peerdns-off': peerdnsOff,
  'peerdns-off-with-dns': peerdnsOff,
  'peerdns-off-for-one': peerdnsOff,
  'bond-miimon': full,
  'bond-carrier-netif': full,
  'bond-carrier-ioctl': full,
  'bond-arpmon': full,
  'bond-arp-targets': full,
  'bond-lacp-rate': full,
  'bond-xmit-hash-policy': full,
  'bond-xmit-hash-vlan-srcmac': full,
  'bond-ad-select': full,
  'bond-fail-over-mac': full,
  'bond-min-links': full,
  'bond-primary-reselect': full,
  'bond-packets-per-slave': full,
  'bond-packets-per-slave-zero': full,
  'bond-mac-unsaid': full,
  'bridge-stp': full,
  'bridge-delay': full,
  'bridge-delay-fraction': full,
  'bridge-delay-fine': {
    level: 'lossy',
    note: 'brctl cuts it to hundredths of a second',
    source: 'test/consumers/ifupdown.test.ts, "brctl cuts a forward delay to hundredths of a second"',
  },
  'bridge-delay-without-stp': full,
  'bridge-priority': full,
  'bridge-priority-zero': full,
  'bridge-stp-options-without-stp': full,
  'bridge-hello-time': full,
  'bridge-max-age': full,
  'bridge-ageing-time': full,
  'bridge-ageing-time-long': full,
  'bridge-vlan-filtering': full,
  'bridge-multicast-snooping': full,
  'bridge-port-cost': full,
  'bridge-port-priority': full,
  'bridge-port-priority-zero': full,
  'vlan-any-name': full,
  'dotted-name': {
    level: 'none',
    note: 'ifup takes every name with a dot for a vlan, of what stands before and after the first one',
    source:
      'interfaces(5), VLAN INTERFACES: "interfaces having . (full stop character) in the name are configured as 802.1q tagged virtual LAN interface"; test/consumers/ifupdown.test.ts',
  },
  'vlan-reorder-hdr': full,
  'vlan-gvrp': full,
  'vlan-mvrp': full,
  'vlan-loose-binding': full,
  'vlan-before-parent': full,
  'vlan-before-nic': full,
  'backup-like-name': full,
};

export const capabilitiesIn = (root: RootView): Partial<Capabilities> => ({
  ...readersIn(root),
  ...namesIn(root),
});

/** A NIC that udev names by its address already needs no more than that name. */
function namesIn(root: RootView): Partial<Capabilities> {
  const [link, ...more] = linksByMac(root);
  if (link === undefined) return {};
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return {
    'mac-match': {
      ...byName,
      note: `stanzas go by the name of a device; where udev gives the NIC that very name already (${link}${others}), leave the mac out (convert: --drop-mac-match)`,
    },
  };
}

/** ifup hands DNS to whoever has put a script into /etc/network/if-up.d; a root may lack all of them. */
function readersIn(root: RootView): Partial<Capabilities> {
  if (isNg(root)) return ngCapabilities;
  if (takesDns(root)) return {};
  return {
    dns: {
      level: 'lossy',
      note: 'nothing in the root uses it: install resolvconf or openresolv, or enable systemd-resolved',
      source:
        'interfaces(5), IFACE OPTIONS: dns-nameservers and dns-search are options of resolvconf; ifupdown 0.8.41, if-up.d/resolved',
    },
  };
}
