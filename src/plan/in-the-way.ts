import type { Backend, ForeignClaim, RootView, StandingPart } from '../backend.ts';
import { type Finding, finding } from '../findings/finding.ts';
import type { Host } from '../model/host.ts';

/**
 * What others wrote for the interfaces of this run, in the backend's own format or in that of another: by
 * name it is always in the way, by a pattern only where it would win (promise 6). What is taken over where it
 * stands has nothing in its way but other formats.
 */
export function whatStandsInTheWay(
  own: { readonly claims: readonly ForeignClaim[]; readonly written: ReadonlySet<string> },
  others: readonly Backend[],
  root: RootView,
  { host, taken }: { readonly host: Host; readonly taken: ReadonlySet<string> },
): Finding[] {
  if (own.written.size + taken.size === 0) return [];
  const types = new Map(host.interfaces.map((iface) => [iface.name, iface]));
  const subjectOf = (name: string) => types.get(name) ?? { name, type: 'ethernet' as const };
  const written = new Set([...own.written, ...taken]);
  const findings: Finding[] = [];
  const report = (
    claim: ForeignClaim,
    name: string,
    code: 'foreign-file' | 'foreign-pattern' | 'foreign-pattern-wins',
  ): void => {
    const at = { file: claim.path, line: claim.line, column: 1 };
    findings.push(
      finding(code, { path: claim.path, interface: name, names: claim.names }, { at, interface: name }),
    );
  };
  const inspect = (
    claims: readonly ForeignClaim[],
    names: ReadonlySet<string>,
    wins: (claim: ForeignClaim, name: string) => boolean,
  ): void => {
    const subjects = [...names].map(subjectOf);
    for (const claim of claims) {
      for (const { name, ...rest } of subjects) {
        if (!claim.covers({ name, ...rest })) continue;
        if (claim.by === 'name') report(claim, name, 'foreign-file');
        else report(claim, name, wins(claim, name) ? 'foreign-pattern-wins' : 'foreign-pattern');
      }
    }
  };
  inspect(own.claims, own.written, (claim, name) => claim.wins(name));
  for (const other of others) {
    const { claims, parts } = other.read(root);
    // A pattern of another format only takes hold where the root boots with that format's manager too.
    const boots = claims.some(({ by }) => by === 'pattern') && other.detect(root).verdict === 'boots';
    inspect(claims, written, () => boots);
    findings.push(...partsOfAnother(other, parts, written));
  }
  return findings;
}

/** Interfaces of these names that are written for another backend. */
export const partsOfAnother = (
  { name: backend }: Backend,
  parts: readonly StandingPart[],
  names: ReadonlySet<string>,
): Finding[] =>
  parts
    .filter((part) => names.has(part.interface))
    .map(({ path, line, interface: name }) => {
      const at = { file: path, line, column: 1 };
      return finding('other-backend', { path, interface: name, backend }, { at, interface: name });
    });
