import type { Reading } from '../backend.ts';
import { type Finding, finding } from '../findings/finding.ts';
import { didYouMean } from '../language/suggest.ts';
import { indexHost } from '../model/host.ts';
import type { Place } from './carry.ts';
import { whatStandsInTheWay } from './in-the-way.ts';

/**
 * Why an interface is none of those that ifscribe wrote and can read: someone edited it past understanding, or others
 * wrote it, or nobody did.
 */
export function whyNotOurs({ others, root }: Place, reading: Reading, name: string): Finding[] {
  const index = indexHost(reading.host);
  const isParent = index.undefinedParents().includes(name);
  const part = isParent ? undefined : reading.parts.find((each) => each.interface === name);
  if (part) {
    const { path, line } = part;
    const code = part.state === 'newer' ? 'newer-format' : 'edited-file';
    const at = { file: path, line, column: 1 };
    return [finding(code, { path, interface: name }, { at, interface: name })];
  }
  const own = { claims: reading.claims, written: new Set([name]) };
  const inTheWay = whatStandsInTheWay(own, others, root, { host: reading.host, taken: new Set() });
  const written = inTheWay.filter(({ code }) => code === 'foreign-file' || code === 'other-backend');
  if (written.length > 0) return written;
  const known = reading.host.interfaces.map((iface) => iface.name);
  const hint = isParent
    ? '; vlans stand on it, and no document defines it: apply one that does (ifscribe new ethernet) first'
    : didYouMean(name, known);
  return [finding('no-such-interface', { name, hint }, { interface: name })];
}
