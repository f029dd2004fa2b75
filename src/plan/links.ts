import type { RootView } from '../backend.ts';
import { type Finding, finding, type Subject } from '../findings/finding.ts';
import type { Link } from '../services/layer.ts';
import { type Change, linkChange } from './change.ts';

/**
 * What becomes of links: those of touched names and those that are new are made, those no longer wanted go. What else stands at the place of one is in the way.
 */
export function linkChanges(
  root: RootView,
  { before, after }: { readonly before: readonly Link[]; readonly after: readonly Link[] },
  {
    touched,
    subject,
  }: { readonly touched: ReadonlySet<string>; readonly subject: (name: string) => Subject },
): { readonly changes: Change[]; readonly findings: Finding[] } {
  const changes: Change[] = [];
  const findings: Finding[] = [];
  const old = new Set(before.map(({ path }) => path));
  const wanted = new Set(after.map(({ path }) => path));
  const isConcerned = ({ path, network }: Link): boolean => touched.has(network) || !old.has(path);
  for (const link of after) {
    if (!isConcerned(link)) continue;
    const standing = root.link(link.path);
    if (standing === undefined ? root.exists(link.path) : !leadsTo(link, standing)) {
      const at = { file: link.path, line: 1, column: 1 };
      const args = { path: link.path, interface: link.network };
      findings.push(finding('foreign-file', args, { at, ...subject(link.network) }));
    } else changes.push(linkChange(link.path, standing, standing ?? link.target));
  }
  for (const link of before) {
    const standing = root.link(link.path);
    if (wanted.has(link.path) || standing === undefined || !leadsTo(link, standing)) continue;
    changes.push(linkChange(link.path, standing, undefined));
  }
  return { changes, findings };
}

/** Whether a link that says `said` leads where it should; systemctl writes absolute targets, images relative ones too. */
export function leadsTo({ path, target }: Link, said: string): boolean {
  if (said.startsWith('/')) return said === target;
  const parts = path.split('/').slice(1, -1);
  for (const part of said.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `/${parts.join('/')}` === target;
}
