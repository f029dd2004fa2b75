import type { Capabilities, RootView } from '../../src/backend.ts';

/** Where ifupdown-ng keeps the programs that do the work, its executors. */
const EXECUTORS = '/usr/libexec/ifupdown-ng';

/** Whether the root's ifup is ifupdown-ng's, which Debian installs in place of ifupdown's. */
export const isNg = (root: RootView): boolean => root.exists(`${EXECUTORS}/link`);

/** What ifupdown-ng makes nothing, or something else, of; all of it from version 0.11.4, that of Debian 12. */
export const ngCapabilities: Partial<Capabilities> = {
  'member-within-name': {
    level: 'none',
    note: 'ifupdown-ng leaves a member out whose name is part of the name of one before it (eth1 behind eth10): name it first',
    source:
      'ifupdown-ng 0.11.4, `bridge-ports eth10 eth1`: IF_BRIDGE_PORTS is eth10 alone in every phase but depend (test/boot, bridge-for-guests)',
  },
  hotplug: {
    level: 'none',
    note: 'ifupdown-ng starts at boot what is to start then, and nothing else',
    source: 'ifupdown-ng 0.11.4, interfaces(5): the only keyword is auto; the package has no udev rule',
  },
  'ipv6-dhcp-with-address': {
    level: 'none',
    note: 'ifupdown-ng sets the address before it runs dhclient, which then takes it away',
    source:
      'ifupdown-ng 0.11.4, lifecycle.c: executors before commands; dhclient-script of isc-dhcp-client 4.4.3, PREINIT6: "flush any stale global permanent IPs from interface"',
  },
  dns: {
    level: 'lossy',
    note: "ifupdown-ng does not tell resolvconf's script the address family, without which it does nothing",
    source:
      'ifupdown-ng 0.11.4, lifecycle.c, build_environment: no ADDRFAM; resolvconf 1.91, if-up.d/000resolvconf: "*) exit 0"',
  },
};
