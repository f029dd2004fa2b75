import type { InterfaceType } from '../../src/model/interface.ts';
import type { Facts } from './facts.ts';

/** Where consumers differ though the documents say the same: each its own way, and nothing beyond that. */
export interface Ways {
  /** Whether its configuration gives a NIC that is found by its MAC address the name. */
  readonly renames: boolean;
  /** Whether bonds and bridges whose MAC address is not said have one of a member's. */
  readonly inheritsMac: boolean;
  /** Whether bonds, bridges and vlans are made, if not brought up, when nobody starts them. */
  readonly makesUnstarted: boolean;
  /** Whether a NIC that nobody starts is set up all the same, though without addresses. */
  readonly raisesUnstarted: boolean;
  /** Whether it adds IPv6 addresses last one first, so that the kernel, too, names the first one first. */
  readonly reversesIpv6: boolean;
  /** Whether with addresses by advertisement it also asks for one by DHCPv6 where the router says `managed`. */
  readonly followsManagedFlag: boolean;
  /** Whether an IPv6 default route that is said with addresses keeps an advertised one out. */
  readonly ownGatewayDisplaces: boolean;
  /** Whether forward delay, hello time, max age and priority of a bridge with stp off are left at the kernel's. */
  readonly leavesStpOptionsOut: boolean;
  /** Metric of a route for which none is said, by kind of interface; absent: the kernel's own, 0 and for IPv6 1024. */
  readonly usualMetric?: Readonly<Record<InterfaceType, number>>;
}

export const networkdWays: Ways = {
  renames: true,
  inheritsMac: true,
  makesUnstarted: true,
  raisesUnstarted: false,
  reversesIpv6: false,
  followsManagedFlag: false,
  ownGatewayDisplaces: false,
  leavesStpOptionsOut: false,
};

export const ifupdownWays: Ways = {
  renames: false,
  inheritsMac: true,
  makesUnstarted: false,
  raisesUnstarted: false,
  reversesIpv6: false,
  followsManagedFlag: false,
  ownGatewayDisplaces: false,
  leavesStpOptionsOut: false,
};

export const networkManagerWays: Ways = {
  renames: false,
  inheritsMac: true,
  makesUnstarted: false,
  // To see whether there is a carrier.
  raisesUnstarted: true,
  // nm-platform.c: "IPv6 addresses we need to add in the reverse order with least important first".
  reversesIpv6: true,
  // nm-device.c, _dev_ipdhcp6_set_dhcp_level: as the advertisement says, and there is no setting against it.
  followsManagedFlag: true,
  // nm-device.c: "if the connection has an explicit gateway, we also ignore the default routes from other sources".
  ownGatewayDisplaces: true,
  // nms-ifcfg-rh-reader.c, handle_bridge_option: "'%s' invalid when STP is disabled".
  leavesStpOptionsOut: true,
  // nm-settings(5), ipv4.route-metric.
  usualMetric: { ethernet: 100, bond: 300, vlan: 400, bridge: 425 },
};

/** The kernel's own (br_dev_setup in net/bridge/br_device.c), whose spanning tree alone goes by them. */
const STP_DEFAULTS: Facts = {
  'forward delay': '15 s',
  'hello time': '2 s',
  'max age': '20 s',
  priority: '32768',
};

/** A bridge's facts, with what a consumer that leaves options of a spanning tree out lets the kernel have instead. */
export function withStpDefaults(bridge: Facts, { leavesStpOptionsOut }: Ways): Facts {
  if (!leavesStpOptionsOut || bridge.stp !== 'off') return bridge;
  const left = Object.entries(bridge).map(([what, fact]) => [what, STP_DEFAULTS[what] ?? fact]);
  return Object.fromEntries(left);
}
