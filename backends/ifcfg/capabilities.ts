import { type Capabilities, full, type Support } from '../../src/backend.ts';

const lossy = (note: string, source: string): Support => ({ level: 'lossy', note, source });
const none = (note: string, source: string): Support => ({ level: 'none', note, source });

const IGNORES_DEFAULTS = 'NetworkManager before 1.22 passes over a default route in a route file';
const IGNORES_DEFAULTS_SOURCE =
  'NetworkManager c167e014 "all: allow configuring default-routes as manual, static routes"; before it nms-ifcfg-rh-reader.c warned "ignoring manual default route"';

/** What only initscripts lack: a limit where NetworkManager may read the file, none where they boot the root. */
const lacking = {
  'ipv4-dhcp-with-address': [
    'initscripts leave static addresses out beside BOOTPROTO=dhcp; NetworkManager has both',
    'nms-ifcfg-rh-reader.c: "Note that this is not currently supported by the legacy \'network\' service (ifup-eth)"',
  ],
  'ipv6-disabled': [
    'initscripts cannot turn IPv6 off on one interface, it keeps a link-local address',
    'ifup-ipv6: `is_false "$IPV6INIT" && exit 0`, and no disable_ipv6 anywhere',
  ],
  'peerdns-off-for-one': [
    'initscripts have one PEERDNS for both families, which is written as IPv4 has it',
    'sysconfig.txt: "PEERDNS=yes|no"; IPV6_PEERDNS stands in no script',
  ],
  'dns-more-than-3': [
    'initscripts take DNS1 to DNS3 only',
    'ifup-post: update_DNS_entries and what follows it know DNS1, DNS2 and DNS3',
  ],
  'vlan-mvrp': [
    'initscripts have no key for mvrp',
    'ifup: FLAG_REORDER_HDR and FLAG_GVRP are all the flags that it gives to `ip link add … type vlan`',
  ],
  'vlan-loose-binding': [
    'initscripts have no key for loose_binding',
    'ifup: FLAG_REORDER_HDR and FLAG_GVRP are all the flags that it gives to `ip link add … type vlan`',
  ],
  'vlan-before-parent': [
    'initscripts start plain names in alphabetical order, then names with a dot or that begin with vlan, then bridges; this one comes before its parent',
    'etc/rc.d/init.d/network: `for i in $vlaninterfaces $bridgeinterfaces …`; ifup: "does not seem to be present, delaying initialization"',
  ],
} as const satisfies Partial<Record<keyof Capabilities, readonly [note: string, source: string]>>;

type Lacking = { [F in keyof typeof lacking]: Support };
const asLevel = (level: 'lossy' | 'none'): Lacking =>
  Object.fromEntries(
    Object.entries(lacking).map(([feature, [note, source]]) => [feature, { level, note, source }]),
  ) as unknown as Lacking;

/** In a root that boots with initscripts alone. */
export const capabilitiesOfInitscripts: Partial<Capabilities> = asLevel('none');

const idleBridge = lossy(
  'NetworkManager waits for its link-local address, which it does not get without a port, so that network-online fails after a minute',
  'NetworkManager 1.42 (test/boot, bridge-unsaid): br0 stays in ip-config, NetworkManager-wait-online.service fails',
);

const inRouteFile = lossy(
  `a default route that GATEWAY cannot say stands in the route file, and ${IGNORES_DEFAULTS}`,
  IGNORES_DEFAULTS_SOURCE,
);

/** In a root that boots with a NetworkManager of RHEL 7's age. */
export const capabilitiesOfOldNetworkManager: Partial<Capabilities> = {
  'several-default-routes': inRouteFile,
  'route-metric': inRouteFile,
  'gateway-off-link': inRouteFile,
};

const wholeSeconds = none(
  'NetworkManager takes whole seconds only',
  'nms-ifcfg-rh-reader.c, handle_bridge_option: DELAY is read with _nm_utils_ascii_str_to_int64',
);

export const capabilities: Capabilities = {
  ...asLevel('lossy'),
  ethernet: full,
  bond: full,
  bridge: full,
  vlan: full,
  veth: none(
    'neither NetworkManager nor initscripts has a file of that kind for a veth pair',
    'nms-ifcfg-rh-writer.c, nms_ifcfg_rh_writer_can_write_connection: ethernet, vlan, wireless, infiniband, bond, team and bridge only; ifup-eth of initscripts before 10.10, which all of RHEL has, makes no such device',
  ),
  'bridge-without-members': full,
  'bridge-idle': idleBridge,
  'member-within-name': full,
  'port-start-none': full,
  'start-none': full,
  'start-none-virtual': full,
  hotplug: full,
  'hotplug-virtual': full,
  mtu: full,
  'mac-match': full,
  'mac-assign': full,
  uuid: full,
  description: full,
  'ipv4-address': full,
  'ipv4-dhcp': full,
  'ipv6-address': full,
  'ipv6-autoconf': full,
  'ipv6-dhcp': full,
  'ipv6-dhcp-with-address': full,
  'ipv6-dhcp-without-router': lossy(
    'NetworkManager listens to routers with autoconf only, and no default route comes by DHCPv6',
    'nms-ifcfg-rh-reader.c, make_ip6_setting: with IPV6_AUTOCONF=no DHCPV6C=yes is method=dhcp, for which nm-device.c starts DHCPv6 alone',
  ),
  'default-route': full,
  'several-default-routes': full,
  'static-route': full,
  'route-metric': full,
  'gateway-off-link': full,
  'gateway-outside-first-subnet': lossy(
    `it stands in the route file, for initscripts have no GATEWAY outside the first address's subnet, and ${IGNORES_DEFAULTS}`,
    IGNORES_DEFAULTS_SOURCE,
  ),
  'ipv6-gateway-without-address': lossy(
    `it stands in the route file, for NetworkManager passes over IPV6_DEFAULTGW without IPV6ADDR, and ${IGNORES_DEFAULTS}`,
    IGNORES_DEFAULTS_SOURCE,
  ),
  'ipv4-route-without-address': lossy(
    'NetworkManager has no IPv4 at all where there is neither an address nor DHCP, and passes over the routes',
    'nms-ifcfg-rh-reader.c, make_ip4_setting: returns at NM_SETTING_IP4_CONFIG_METHOD_DISABLED, before the route file is read',
  ),
  dns: full,
  'dns-search-localhost': full,
  'dns-without-address': lossy(
    'NetworkManager has no DNS of a family without addresses, and rejects the whole file for an IPv6 server or a search domain beside it: these are kept as notes only',
    'nm-setting-ip6-config.c, verify: "this property is not allowed for \'method=link-local\'"',
  ),
  'peerdns-off': full,
  'peerdns-off-with-dns': lossy(
    'initscripts before 9.49.46 leave DNS1 and DOMAIN out beside PEERDNS=no, also with RESOLV_MODS=yes',
    'initscripts.spec: "ifup-post: fix incorrect condition for RESOLV_MODS (bug #1610411)"',
  ),
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
  'bond-packets-per-slave-zero': lossy(
    'NetworkManager 1.42 does not hand a 0 on to the kernel, whose own is 1',
    'nm-linux-platform.c, _nl_msg_new_link_set_linkinfo: "if (props->packets_per_port) NLA_PUT_U32(msg, IFLA_BOND_PACKETS_PER_SLAVE"',
  ),
  'bond-mac-unsaid': full,
  'bridge-stp': full,
  'bridge-delay': full,
  'bridge-delay-fraction': wholeSeconds,
  'bridge-delay-fine': wholeSeconds,
  'bridge-delay-without-stp': lossy(
    'NetworkManager leaves the delay out with STP off, where the kernel does not use it',
    'nms-ifcfg-rh-reader.c, handle_bridge_option: "\'%s\' invalid when STP is disabled"',
  ),
  'bridge-priority': full,
  'bridge-priority-zero': full,
  'bridge-hello-time': full,
  'bridge-max-age': full,
  'bridge-ageing-time': full,
  'bridge-ageing-time-long': lossy(
    'NetworkManager takes up to 1000000 seconds, and its default beyond',
    'nm-base.h: NM_BRIDGE_AGEING_TIME_MAX 1000000u; nms-ifcfg-rh-reader.c, handle_bridge_option: "number is out of range"',
  ),
  'bridge-stp-options-without-stp': lossy(
    'NetworkManager leaves priority, hello_time and max_age out with STP off, where the kernel does not use them',
    'nms-ifcfg-rh-reader.c, handle_bridge_option: "\'%s\' invalid when STP is disabled"',
  ),
  'bridge-vlan-filtering': full,
  'bridge-multicast-snooping': full,
  'bridge-port-cost': full,
  'bridge-port-priority': full,
  'bridge-port-priority-zero': lossy(
    "NetworkManager takes 0 for a priority that is not said, and sets the kernel's own, 32",
    'nm-device-bridge.c, slave_options: .default_if_zero = TRUE',
  ),
  'vlan-any-name': full,
  'dotted-name': full,
  'vlan-before-nic': lossy(
    'initscripts start plain names in alphabetical order, so that the vlan is there before its NIC has its MTU and MAC address',
    'etc/rc.d/init.d/network: the names are sorted, and only those with a dot or that begin with vlan come later',
  ),
  'vlan-reorder-hdr': full,
  'vlan-gvrp': full,
  'backup-like-name': none(
    'initscripts or NetworkManager pass over a file of that name',
    'init.d/functions, is_ignored_file; init.d/network: `/\\(ifcfg-lo$\\|:\\|ifcfg-.*-range\\)/d`; nms-ifcfg-rh-utils.c, utils_should_ignore_file',
  ),
};
