import type { Interface } from '../../src/model/interface.ts';

/**
 * Whether an interface has a .link of ours, which takes the place of udev's 99-default.link wholly:
 *
 * - a bond or a bridge with ports (without a MAC of its own), to which the default gives a made-up MAC instead of its
 *   ports';
 * - a NIC found by its MAC, so that it has the document's name too, but only a name that nobody else gives.
 *   A rename to one that another NIC holds fails, and udev then drops the device altogether ("Failed to
 *   process device, ignoring: File exists"): networkd would never configure it. Found by its MAC it is
 *   configured under whatever name it has.
 */
export const hasLink = ({ name, type, permanentMac }: LinkSubject): boolean =>
  type === 'bond' || type === 'bridge' || (permanentMac !== undefined && !isGivenBySystem(name));

type LinkSubject = Pick<Interface, 'name' | 'type'> & { readonly permanentMac?: string | undefined };

/** The kernel's own names, and the prefixes of udev's (systemd.net-naming-scheme(7)). */
const isGivenBySystem = (name: string): boolean =>
  /^(?:eth|usb|wlan|wwan|veth)[0-9]|^(?:en|ib|sl|wl|ww)/.test(name);
