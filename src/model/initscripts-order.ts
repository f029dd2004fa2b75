import { compareText, type HostIndex } from './host.ts';
import type { Interface } from './interface.ts';

/**
 * Initscripts bring up plain names first, then names with a dot or that start with `vlan`, then bridges, each
 * sorted by what precedes the first digit and then by number (etc/rc.d/init.d/network). A vlan with a plain
 * name can so precede its parent.
 */
export function startsBeforeParent(iface: Interface, index: HostIndex): boolean {
  if (iface.type !== 'vlan') return false;
  const place = (name: string, type: string) => {
    const group = type === 'bridge' ? 2 : name.includes('.') || name.startsWith('vlan') ? 1 : 0;
    const [, word = '', rest = ''] = /^([^0-9]*)(.*)$/.exec(name) ?? [];
    return { group, word, number: Number.parseInt(rest, 10) || 0, rest };
  };
  const { parent } = iface.vlan;
  const a = place(iface.name, iface.type);
  const b = place(parent, index.get(parent)?.type ?? 'ethernet');
  const order = a.group - b.group || compareText(a.word, b.word) || a.number - b.number;
  return (order || compareText(a.rest, b.rest)) < 0;
}
