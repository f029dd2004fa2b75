import { type Finding, finding, type Position } from '../../findings/finding.ts';
import { changedFacets } from '../../model/facets.ts';
import { compareText, type Host } from '../../model/host.ts';
import type { Account, Survey } from '../../survey.ts';
import { firstPlace, linesByInterface } from '../lines.ts';
import { isLost, lossesOf } from '../losses.ts';

/** What is said of interfaces that cannot be changed where they stand, and of every line of theirs that would go. */
export function notAmended(
  before: Survey,
  names: ReadonlySet<string>,
  { backend, allowLoss }: { readonly backend: string; readonly allowLoss: boolean },
): Finding[] {
  const lines = linesByInterface(before);
  return [...names].sort(compareText).flatMap((name): Finding[] => {
    const own = lines.get(name) ?? [];
    const lost = own.filter(isLost);
    const at = placeOf(before, own, name);
    const subject = { interface: name, at };
    const path = at?.file ?? '/etc';
    const said = allowLoss
      ? finding('written-anew', { path, interface: name }, subject)
      : finding('not-amendable', { path, interface: name, lost: lost.length }, subject);
    return [said, ...lossesOf(lost, backend, allowLoss)];
  });
}

/** Interfaces that were written anew, and that lines of others still make something else. */
export function stillOtherwise(
  before: Survey,
  after: Survey,
  { host, names }: { readonly host: Host; readonly names: ReadonlySet<string> },
): Finding[] {
  const lines = linesByInterface(before);
  const wanted = new Set(host.interfaces.map(({ name }) => name));
  const differs = changedFacets(after.host, host);
  return [...names].flatMap((name) => {
    if (!wanted.has(name) || differs(name)?.size === 0) return [];
    const at = placeOf(before, lines.get(name), name);
    return [finding('foreign-file', { path: at?.file ?? '/etc', interface: name }, { interface: name, at })];
  });
}

/** Where an interface is said first; one that a command in a stanza of another makes has no lines of its own. */
const placeOf = (
  { accounts }: Survey,
  own: readonly Account[] | undefined,
  name: string,
): Position | undefined =>
  firstPlace(own) ?? firstPlace(accounts.filter(({ text }) => text.split(/[\s=,;"']+/).includes(name)));
