import type { RenderedFile, RenderedPart } from '../../src/backend.ts';
import { type ExplicitInterface, explicitHost, type Notes } from '../../src/model/defaults.ts';
import { type Host, type HostIndex, indexHost, orderInterfaces } from '../../src/model/host.ts';
import type { Interface } from '../../src/model/interface.ts';
import { guardHost } from '../../src/native/guard.ts';
import interfaceTemplate from '../../templates/ifupdown/interface.hbs';
import { OUR_FILE } from './paths.ts';
import { viewOf } from './view.ts';

/** One file for all interfaces, a part each, in the order in which `ifup -a` brings them up. */
export function render(host: Host, only: (name: string) => boolean = () => true): RenderedFile[] {
  const explicit = explicitHost({ interfaces: orderInterfaces(guardHost(host).interfaces) });
  const index = indexHost({ interfaces: explicit.map(({ iface }) => iface) });
  const parts = explicit.filter(({ iface }) => only(iface.name)).map((each) => renderPart(each, index));
  return parts.length === 0 ? [] : [{ path: OUR_FILE, mode: 0o644, shared: true, parts }];
}

function renderPart({ iface, notes }: ExplicitInterface, index: HostIndex): RenderedPart {
  const body = interfaceTemplate(viewOf(iface, index));
  return { interface: iface.name, notes: { ...notes, ...ownNotes(iface) }, body };
}

/** What no directive of the format tells apart. */
function ownNotes({ type, start, port, ipv6, dns }: Interface): Notes {
  return {
    ...(type !== 'ethernet' && start === 'hotplug' ? { start: 'hotplug' } : {}),
    ...(port && ipv6?.disabled ? { 'ipv6-disabled': true } : {}),
    ...(dns && dns.servers.length + dns.search.length === 0 ? { 'empty-dns': true } : {}),
  };
}
