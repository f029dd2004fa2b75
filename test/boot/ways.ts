import type { InterfaceType } from '../../src/model/interface.ts';

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
  /** Metric of a route for which none is said, by kind of interface; absent: the kernel's own, 0 and for IPv6 1024. */
  readonly usualMetric?: Readonly<Record<InterfaceType, number>>;
}

export const networkdWays: Ways = {
  renames: true,
  inheritsMac: true,
  makesUnstarted: true,
  raisesUnstarted: false,
  reversesIpv6: false,
};

export const ifupdownWays: Ways = {
  renames: false,
  inheritsMac: true,
  makesUnstarted: false,
  raisesUnstarted: false,
  reversesIpv6: false,
};

export const networkManagerWays: Ways = {
  renames: false,
  // udev gives devices that are made an address of their own (systemd.link(5), MACAddressPolicy=persistent).
  inheritsMac: false,
  makesUnstarted: false,
  // To see whether there is a carrier.
  raisesUnstarted: true,
  reversesIpv6: true,
  // nm-settings(5), ipv4.route-metric.
  usualMetric: { ethernet: 100, bond: 300, vlan: 400, bridge: 425 },
};
