import type { RenderedFile } from '../../src/backend.ts';
import { explicitHost, type Notes } from '../../src/model/defaults.ts';
import { compareText, type Host, type HostIndex, indexHost } from '../../src/model/host.ts';
import type { Interface } from '../../src/model/interface.ts';
import { guardHost } from '../../src/native/guard.ts';
import linkTemplate from '../../templates/networkd/link.hbs';
import netdevTemplate from '../../templates/networkd/netdev.hbs';
import networkTemplate from '../../templates/networkd/network.hbs';
import { isBridgePortMac } from './bridge-port-mac.ts';
import { type FileKind, pathOf } from './paths.ts';
import { bareParentView, linkView, netdevView, networkView } from './view.ts';

/** The .link, .netdev and .network files of a host, sorted by path. All notes stand in the .network. */
export function render(host: Host, only: (name: string) => boolean = () => true): RenderedFile[] {
  const explicit = explicitHost(guardHost(host));
  const index = indexHost({ interfaces: explicit.map(({ iface }) => iface) });
  const files: RenderedFile[] = [];
  const write = (name: string, kind: FileKind, body: string, notes: Notes = {}): void => {
    files.push({ path: pathOf(name, kind), mode: 0o644, parts: [{ interface: name, notes, body }] });
  };
  for (const { iface, notes } of explicit) {
    if (!only(iface.name)) continue;
    const link = linkView(iface, index);
    if (link) write(iface.name, 'link', linkTemplate(link));
    const netdev = netdevView(iface, index);
    if (netdev) write(iface.name, 'netdev', netdevTemplate(netdev));
    const network = networkTemplate(networkView(iface, index));
    write(iface.name, 'network', network, { ...notes, ...ownNotes(iface, index) });
  }
  for (const parent of index.undefinedParents().filter(only))
    write(parent, 'network', networkTemplate(bareParentView(parent, index)));
  return files.sort((a, b) => compareText(a.path, b.path));
}

/**
 * What networkd has no key for: the order of members, carrier='netif', the kernel's only value, and that the document
 * itself says the MAC address that an end of a veth pair has in a bridge.
 */
function ownNotes(iface: Interface, index: HostIndex): Notes {
  const monitor = iface.type === 'bond' ? iface.bond.monitor : undefined;
  return {
    ...(iface.port ? { position: iface.port.position } : {}),
    ...(isBridgePortMac(iface, index) ? { mac: 'said' } : {}),
    ...(monitor?.kind === 'miimon' && monitor.carrier === 'netif' ? { carrier: 'netif' } : {}),
  };
}
