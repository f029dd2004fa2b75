/**
 * What libvirt's network XML can say and what is refused here, each with the reason and what to do instead: it is
 * what only a running libvirtd does, at the moment when a guest is plugged in.
 */

/** The namespace of `<dnsmasq:options>`. */
export const DNSMASQ_NAMESPACE = 'http://libvirt.org/schemas/network/dnsmasq/1.0';

export const UNSUPPORTED_IN_NETWORK: Readonly<Record<string, string>> = {
  virtualport:
    "a port profile is given to the switch when libvirtd plugs in a guest; say it in the guest's XML",
  portgroup: "a group of port settings is chosen when libvirtd plugs in a guest; say them in the guest's XML",
  bandwidth: 'rates are set by libvirtd as guests come and go; take it out',
  vlan: "tags are set by libvirtd when it plugs in a guest; use a bridge over a vlan: <interface type='vlan'>",
};

export const UNSUPPORTED_IN_FORWARD: Readonly<Record<string, string>> = {
  pf: 'virtual functions are handed to guests by libvirtd',
  address: 'PCI devices are handed to guests by libvirtd',
  driver: 'PCI devices are handed to guests by libvirtd',
};

const MACVTAP =
  "guests would sit on macvtap devices that libvirtd makes; define a bridge over the NIC and use mode='bridge'";

/** Modes of `<forward>` that are refused. */
export const UNSUPPORTED_MODES: Readonly<Record<string, string>> = {
  private: MACVTAP,
  vepa: MACVTAP,
  passthrough: MACVTAP,
  hostdev: "devices are handed to guests by libvirtd; say it in the guest's XML",
};

export const UNSUPPORTED = {
  macvtap: MACVTAP,
  severalDevices: 'guests leave by any interface, or by one; give one, or none',
  options: "they would reach dnsmasq unchecked; say it in libvirt's own elements of <ip> and <dns>",
  trustGuestRxFilters: 'a guest would change the addresses that the host listens to, by way of libvirtd',
  isolated: 'a port is isolated when libvirtd plugs in a guest; use a network for each guest',
  macTableManager: "the bridge's table would be filled by libvirtd; take it out",
  register: 'names would be registered with systemd-resolved while the network runs; take it out',
} as const;
