import { documentError, documentWarning, failure } from './entry.ts';

/** What putting an interface under a bridge, taking it out again, and editing one can bring up. */
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
  'edit-renamed': documentError<{ name: string }>(
    ({ name }) => `the edited document no longer defines ${name}`,
    'An edit changes what stands under the name that was given; other interfaces may name it. To rename an interface, apply the document with the new name, and undefine the old one.',
  ),
  'edit-of-network': documentError<{ name: string; network: string }>(
    ({ name, network }) =>
      `${name} is the own bridge of network ${network}; edit the network: ifscribe edit --network ${network}`,
    'A network makes its bridge of what its own document says. Defined apart, the bridge would no longer be its own, and would stay when the network goes.',
  ),
  'edit-overtaken': failure<{ name: string }>(
    ({ name }) => `${name} was changed by someone else while it was being edited; nothing was written`,
    'What stands in the root is no longer what the editor was given, so the edit would take that change back. Compare the edited document with ifscribe dumpxml NAME, and apply it.',
  ),
  'editor-missing': failure(
    () => 'there is no editor to start: set EDITOR (or VISUAL), for example EDITOR=nano',
    'The editor is what VISUAL says, else EDITOR, else `editor` or `vi` where one is installed and standard input and output are a terminal.',
  ),
  'editor-failed': failure<{ editor: string; how: string }>(
    ({ editor, how }) => `the editor (${editor}) ${how}; nothing was written`,
    'An editor that fails says that the edit is not to be used (vi: `:cq`). VISUAL and EDITOR may hold a command with options; the file comes last.',
  ),
  'edit-kept': documentWarning<{ file: string; name: string }>(
    ({ file, name }) => `the edited document of ${name} is kept in ${file}; mend it, and ifscribe apply it`,
    'What was edited could not be applied, and is not thrown away. The file lies in a folder of its own, which only you can read; remove both when you are done.',
  ),
};
