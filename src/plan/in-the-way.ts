import type { Backend, ForeignClaim, Reading, RootView, StandingPart } from '../backend.ts';
import { type Finding, finding } from '../findings/finding.ts';
import type { Host } from '../model/host.ts';

/**
 * What others wrote for the interfaces of this run, in the backend's own format or in that of another: by
 * name it is always in the way, by a pattern only where it would win (promise 6).
 */
export function whatStandsInTheWay(
  own: { backend: Backend; reading: Reading },
  others: readonly Backend[],
  root: RootView,
  host: Host,
  written: ReadonlySet<string>,
): Finding[] {
  if (written.size === 0) return [];
  const types = new Map(host.interfaces.map((iface) => [iface.name, iface]));
  const subjects = [...written].map((name) => types.get(name) ?? { name, type: 'ethernet' as const });
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
    wins: (claim: ForeignClaim, name: string) => boolean,
  ): void => {
    for (const claim of claims) {
      for (const { name, ...rest } of subjects) {
        if (!claim.covers({ name, ...rest })) continue;
        if (claim.by === 'name') report(claim, name, 'foreign-file');
        else report(claim, name, wins(claim, name) ? 'foreign-pattern-wins' : 'foreign-pattern');
      }
    }
  };
  inspect(own.reading.claims, (claim, name) => claim.wins(name));
  for (const other of others) {
    const { claims, parts } = other.read(root);
    // A pattern of another format only takes hold where the root boots with that format's manager too.
    const boots = claims.some(({ by }) => by === 'pattern') && other.detect(root).verdict === 'boots';
    inspect(claims, () => boots);
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
