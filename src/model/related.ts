import { append, type Host } from './host.ts';
import type { Interface } from './interface.ts';

/** What an interface is in, on, or the other end of. */
export function relatedTo(iface: Interface): string[] {
  const controller = iface.port ? [iface.port.controller] : [];
  if (iface.type === 'vlan') return [...controller, iface.vlan.parent];
  return iface.type === 'veth' ? [...controller, iface.veth.peer] : controller;
}

/** The names, and every interface of the host that hangs together with one of them. */
export function relatives(host: Host, names: ReadonlySet<string>): Set<string> {
  const beside = new Map<string, string[]>();
  for (const iface of host.interfaces) {
    for (const other of relatedTo(iface)) {
      append(beside, iface.name, other);
      append(beside, other, iface.name);
    }
  }
  const found = new Set(names);
  for (const name of found) for (const other of beside.get(name) ?? []) found.add(other);
  return found;
}
