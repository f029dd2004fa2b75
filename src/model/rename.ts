import { type Finding, finding } from '../findings/finding.ts';
import { type Host, orderInterfaces } from './host.ts';
import type { Interface } from './interface.ts';
import { deviceNameFault } from './values.ts';

/** New device names by old ones, as NICs are called on other hardware. All are given at once: two names may change places. */
export type Renames = ReadonlyMap<string, string>;

export interface Renamed {
  readonly host: Host;
  /** Every interface that has another name now, vlans named after their parent among them. */
  readonly names: Renames;
  readonly findings: readonly Finding[];
}

/**
 * The host with interfaces and vlan parents called otherwise, wherever they are named: as themselves, as a member's
 * controller, a vlan's parent, a veth pair's other end. A vlan called PARENT.TAG goes with its parent, unless it is
 * renamed itself.
 */
export function renameInterfaces(host: Host, wanted: Renames): Renamed {
  const names = withDottedVlans(host, wanted);
  const findings = renameFaults(host, wanted, names);
  const renamed = (name: string): string => names.get(name) ?? name;
  return {
    host: { interfaces: orderInterfaces(host.interfaces.map((i) => rename(i, renamed))) },
    names,
    findings,
  };
}

/** Parents come before their vlans in a host, so a vlan on a vlan finds its parent's new name. */
function withDottedVlans({ interfaces }: Host, wanted: Renames): Renames {
  const names = new Map(wanted);
  for (const iface of interfaces) {
    if (iface.type !== 'vlan' || names.has(iface.name)) continue;
    const { parent } = iface.vlan;
    const anew = names.get(parent);
    if (anew !== undefined && iface.name.startsWith(`${parent}.`))
      names.set(iface.name, anew + iface.name.slice(parent.length));
  }
  return names;
}

function rename(iface: Interface, renamed: (name: string) => string): Interface {
  const moved = {
    ...iface,
    name: renamed(iface.name),
    ...(iface.port ? { port: { ...iface.port, controller: renamed(iface.port.controller) } } : {}),
  };
  if (moved.type === 'vlan') return { ...moved, vlan: { ...moved.vlan, parent: renamed(moved.vlan.parent) } };
  if (moved.type === 'veth') return { ...moved, veth: { peer: renamed(moved.veth.peer) } };
  return moved;
}

function renameFaults({ interfaces }: Host, wanted: Renames, names: Renames): Finding[] {
  const there = new Set(interfaces.flatMap(namesIn));
  const findings: Finding[] = [];
  for (const name of wanted.keys()) if (!there.has(name)) findings.push(finding('rename-unknown', { name }));
  const taken = new Map<string, string>();
  for (const name of there) {
    const anew = names.get(name) ?? name;
    const fault = deviceNameFault(anew);
    if (names.has(name) && fault !== undefined)
      findings.push(finding('rename-name', { name, to: anew, fault }, { interface: name }));
    const other = taken.get(anew);
    if (other !== undefined)
      findings.push(finding('rename-collision', { name, other, to: anew }, { interface: name }));
    taken.set(anew, name);
  }
  return findings;
}

/** Every device that the interface names. */
const namesIn = (iface: Interface): string[] => [
  iface.name,
  ...(iface.type === 'vlan' ? [iface.vlan.parent] : []),
  ...(iface.type === 'veth' ? [iface.veth.peer] : []),
];
