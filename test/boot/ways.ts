import type { InterfaceType } from '../../src/model/interface.ts';

/** Where consumers differ though the documents say the same: each its own way, and nothing beyond that. */
export interface Ways {
  /** Whether its configuration gives a NIC that is found by its MAC address the name. */
  readonly renames: boolean;
  /** Whether a bond whose MAC address is not said has the same member's in every boot. */
  readonly joinsInOrder: boolean;
  /**
   * Whether a bridge's link-local address may differ from boot to boot, though its MAC address is a port's: seen where
   * it may be up, with an address that the kernel made up, before its ports have joined.
   */
  readonly raisesBridgesEarly: boolean;
  /** Whether bonds, bridges and vlans are made, if not brought up, when nobody starts them. */
  readonly makesUnstarted: boolean;
  /** Whether a NIC that nobody starts is set up all the same, though without addresses. */
  readonly raisesUnstarted: boolean;
  /** Whether it brings up every port with its bridge; ifscribe says so (`limited-port-start-none`). */
  readonly raisesPorts?: boolean;
  /** Whether network-online waits in vain for a bridge without ports and addresses; ifscribe says so (`limited-bridge-idle`). */
  readonly waitsForIdleBridges?: boolean;
  /** Whether a NIC that no document defines takes what the network offers. */
  readonly connectsByDefault: boolean;
  /** Whether an interface without IPv6 has no address and hears no router, and the kernel would still let it have one. */
  readonly leavesIpv6On?: boolean;
  /** Whether it adds IPv6 addresses last one first, so that the kernel, too, names the first one first. */
  readonly reversesIpv6: boolean;
  /** Whether with addresses by advertisement it also asks for one by DHCPv6 where the router says `managed`. */
  readonly followsManagedFlag: boolean;
  /** Whether it listens to routers with autoconf only, so that beside DHCPv6 alone there is no default route. */
  readonly ignoresRoutersWithDhcp: boolean;
  /** Whether an IPv6 default route that is said with addresses keeps an advertised one out. */
  readonly ownGatewayDisplaces: boolean;
  /** Whether forward delay, hello time, max age and priority of a bridge with stp off are left at the kernel's. */
  readonly leavesStpOptionsOut: boolean;
  /** What comes of NICs that are absent or without carrier. */
  readonly lacking: Lacking;
  /** Beyond these seconds a bridge's ageing time is the kernel's 300 s. */
  readonly longestAgeingS?: number;
  /** What is in force instead where 0 is said, by fact. */
  readonly lostZeros?: Readonly<Record<string, string>>;
  /** Cost of a bridge's port for which none is said; absent: the kernel's own, by the NIC's speed. */
  readonly usualPortCost?: string;
  /** Whether IPv4 routes are lost on an interface that has neither an IPv4 address nor DHCP. */
  readonly needsAddressForRoutes: boolean;
  /** Whether name servers and search domains are lost on an interface that has no addresses of the server's family. */
  readonly needsAddressForDns: boolean;
  /** How many name servers are used, where not all are. */
  readonly nameServersMax?: number;
  /** Whether nobody is told the document's name servers and search domains. */
  readonly losesDns?: boolean;
  /** Kinds of devices that have a MAC address which is made up for them, unless they are given one. */
  readonly ownMacs?: readonly InterfaceType[];
  /** Metric of a default route for which none is said, where its gateway is on the link. */
  readonly gatewayMetric?: number;
  /**
   * Metric of a route for which none is said, by kind of interface, or a little more where there are several of the
   * kind; absent: the kernel's own, 0 and for IPv6 1024.
   */
  readonly usualMetric?: Readonly<Record<InterfaceType, number>>;
}

export interface Lacking {
  /** Whether network-online waits for an interface that is to start at boot and has no carrier, to no end. */
  readonly waitsForCarrier: boolean;
  /** Seconds for which network-online waits for a carrier, whatever the interface. */
  readonly secondsForCarrier: number;
  /** Whether an interface gets its static addresses without a carrier. */
  readonly addsWithoutCarrier: boolean;
  /** Whether a NIC joins its bond or bridge only once it has a carrier. */
  readonly joinsWithCarrier: boolean;
}

export const networkdWays: Ways = {
  renames: true,
  // See inherited-mac.ts of the backend.
  joinsInOrder: false,
  // link_is_ready_to_activate in networkd-setlink.c knows nothing of the ports.
  raisesBridgesEarly: true,
  makesUnstarted: true,
  raisesUnstarted: false,
  connectsByDefault: false,
  // link_update_ipv6_sysctl in networkd-sysctl.c: disable_ipv6 is only ever set to 0.
  leavesIpv6On: true,
  reversesIpv6: false,
  followsManagedFlag: false,
  ignoresRoutersWithDhcp: false,
  ownGatewayDisplaces: false,
  leavesStpOptionsOut: false,
  needsAddressForRoutes: false,
  needsAddressForDns: false,
  lacking: {
    // systemd.network(5), RequiredForOnline=; for at most two minutes.
    waitsForCarrier: true,
    secondsForCarrier: 0,
    // systemd.network(5), ConfigureWithoutCarrier=.
    addsWithoutCarrier: false,
    joinsWithCarrier: false,
  },
};

export const ifupdownWays: Ways = {
  // resolvconf's update.d/libc; ifscribe says so (`limited-dns-more-than-3`).
  nameServersMax: 3,
  renames: false,
  raisesPorts: true,
  // ifenslave: `for slave in $BOND_SLAVES`.
  joinsInOrder: true,
  raisesBridgesEarly: false,
  makesUnstarted: false,
  raisesUnstarted: false,
  connectsByDefault: false,
  reversesIpv6: false,
  followsManagedFlag: false,
  ignoresRoutersWithDhcp: false,
  ownGatewayDisplaces: false,
  leavesStpOptionsOut: false,
  needsAddressForRoutes: false,
  needsAddressForDns: false,
  lacking: {
    waitsForCarrier: false,
    secondsForCarrier: 0,
    addsWithoutCarrier: true,
    joinsWithCarrier: false,
  },
};

export const ifupdownNgWays: Ways = {
  ...ifupdownWays,
  // lifecycle.c, build_environment: no ADDRFAM, without which resolvconf's script does nothing.
  losesDns: true,
  // executor-scripts/linux/bridge: `ip link add IFACE type bridge`, and udev's MACAddressPolicy (systemd.link(5)).
  ownMacs: ['bridge'],
  // executor-scripts/linux/static: `[ -z "${IF_METRIC}" ] && IF_METRIC="1"`.
  gatewayMetric: 1,
};

export const networkManagerWays: Ways = {
  renames: false,
  // NetworkManager.conf(5), slaves-order: by name.
  joinsInOrder: true,
  raisesBridgesEarly: false,
  makesUnstarted: false,
  // To see whether there is a carrier.
  raisesUnstarted: true,
  waitsForIdleBridges: true,
  // NetworkManager.conf(5), no-auto-default; ifscribe says so (`default-connection`).
  connectsByDefault: true,
  // nm-platform.c: "IPv6 addresses we need to add in the reverse order with least important first".
  reversesIpv6: true,
  // nm-device.c, _dev_ipdhcp6_set_dhcp_level: as the advertisement says, and there is no setting against it.
  followsManagedFlag: true,
  // nm-device.c, activate_stage3_ip_config_for_addr_family: method `dhcp` starts DHCPv6 and no router discovery.
  ignoresRoutersWithDhcp: true,
  // nm-device.c: "if the connection has an explicit gateway, we also ignore the default routes from other sources".
  ownGatewayDisplaces: true,
  // nms-ifcfg-rh-reader.c, handle_bridge_option: "'%s' invalid when STP is disabled".
  leavesStpOptionsOut: true,
  // nm-base.h, NM_BRIDGE_AGEING_TIME_MAX.
  longestAgeingS: 1_000_000,
  // nm-linux-platform.c: `if (props->packets_per_port)`; nm-device-bridge.c, slave_options: `.default_if_zero`.
  lostZeros: { 'packets per slave': '1', 'port priority': '32' },
  // nms-ifcfg-rh-reader.c, make_ip4_setting: returns early where IPv4 is disabled.
  needsAddressForRoutes: true,
  // nm-setting-ip6-config.c, verify: "this property is not allowed for 'method=link-local'".
  needsAddressForDns: true,
  lacking: {
    waitsForCarrier: false,
    // NetworkManager.conf(5), carrier-wait-timeout: 6000 ms after the device is set up.
    secondsForCarrier: 6,
    // NetworkManager.conf(5), ignore-carrier.
    addsWithoutCarrier: false,
    // nm-device.c, is_available: no connection is activated on a device without a carrier.
    joinsWithCarrier: true,
  },
  // nm-settings(5), bridge-port.path-cost: default value 100.
  usualPortCost: '100',
  // nm-settings(5), ipv4.route-metric.
  usualMetric: { ethernet: 100, veth: 100, bond: 300, vlan: 400, bridge: 425 },
};
