import type { Report } from './report.ts';

type Listed = Report<'list'>['interfaces'][number];

/**
 * The stack, drawn: what nothing stands on at the left, and below it what it stands on (a bridge over a bond
 * over NICs). A vlan's parent that no document defines is drawn too.
 */
export function drawStack(interfaces: readonly Listed[], label: (iface: Listed) => string): string {
  const byName = new Map(interfaces.map((iface) => [iface.name, iface]));
  const carried = new Set(interfaces.flatMap(({ on }) => on));
  const draw = (name: string, lead: string, branch: string, above: readonly string[]): string => {
    const iface = byName.get(name);
    const line = `${lead}${iface ? label(iface) : `${name} (not defined)`}\n`;
    const below = above.includes(name) ? [] : (iface?.on ?? []);
    const children = below.map((child, n) => {
      const isLast = n === below.length - 1;
      return draw(child, `${branch}${isLast ? '└─ ' : '├─ '}`, `${branch}${isLast ? '   ' : '│  '}`, [
        ...above,
        name,
      ]);
    });
    return line + children.join('');
  };
  return interfaces
    .filter(({ name }) => !carried.has(name))
    .map(({ name }) => draw(name, '', '', []))
    .join('');
}
