import { documentError, documentWarning } from './entry.ts';

/** What putting an interface under a bridge, and taking it out again, can bring up. */
export const bridgeCatalog = {
  'bridge-name-taken': documentError<{ name: string; how: string }>(
    ({ name, how }) => `${name} cannot be the new bridge: it is ${how}; choose another name`,
    'The verb makes a bridge that is not there yet, with one port. To put an interface into a bridge that is there, add it to the bridge: ifscribe edit BRIDGE.',
  ),
  'cannot-bridge': documentError<{ name: string; why: string; remedy: string }>(
    ({ name, why, remedy }) => `${name} cannot be put under a bridge: ${why}; ${remedy}`,
    "A bridge's port carries the bridge's traffic and has no addresses of its own, so it can be a port of one bridge only and a member of nothing else, and what relied on its addresses must know the bridge instead.",
  ),
  'cannot-unbridge': documentError<{ name: string; why: string; remedy: string }>(
    ({ name, why, remedy }) => `${name} cannot be unbridged: ${why}; ${remedy}`,
    'The addressing, MTU and start mode of the bridge go down to its port, and the bridge goes. That has a meaning only for a bridge with one port, on which nothing else stands.',
  ),
  'vlan-beside-bridge': documentWarning<{ name: string; tag: number; port: string; bridge: string }>(
    ({ name, tag, port, bridge }) =>
      `vlan ${name} stays on ${port}: frames with tag ${tag} go to it, and do not reach ${bridge}`,
    'The kernel hands tagged frames to the vlan of that tag before the bridge sees them, so the vlan works on as it did, and what is plugged into the bridge sees all frames but those. If guests are to have that vlan, put the vlan itself under a bridge of its own (ifscribe bridge VLAN BRIDGE).',
  ),
  'unbridge-drops': documentWarning<{ name: string; what: string }>(
    ({ name, what }) => `with bridge ${name} goes ${what}`,
    'An interface has one uuid, description, start mode, MTU and MAC address. The bridge and its port had both, so one of the two had to go: the port keeps its own uuid and description, and takes the start mode, MTU and MAC address that the bridge had. Apply the document of the port with what you want to keep.',
  ),
};
