import { type Code, type Finding, finding, type Position } from '../findings/finding.ts';
import { type SourceMap, sourceKey } from '../model/definition.ts';
import { positionAt, type Source } from './source.ts';

/** What reading documents brings to light beside definitions, in the order it is met. */
export interface Ledger {
  readonly findings: { readonly finding: Finding; readonly place: Place }[];
  readonly places: Map<string, Place & { readonly weight: Weight }>;
}

interface Place {
  readonly source: Source;
  /** Of the document among those of the run, from 0. */
  readonly order: number;
  readonly offset: number;
}

/** Where something is read: the document, and the interface that it is about (as far as that is known). */
export interface Scope {
  readonly ledger: Ledger;
  readonly source: Source;
  readonly order: number;
  readonly interface: string | undefined;
  /** Offsets of the interface's slots (see `sourceKey`); of a slot said twice the first. */
  readonly slots: Map<string, number>;
}

export const openLedger = (): Ledger => ({ findings: [], places: new Map() });

export const documentScope = (ledger: Ledger, source: Source, order: number): Scope => ({
  ledger,
  source,
  order,
  interface: undefined,
  slots: new Map(),
});

/** The scope of one interface inside `scope`'s document. */
export const interfaceScope = (scope: Scope, name: string | undefined): Scope => ({
  ...scope,
  interface: name,
  slots: new Map(),
});

/** Notes a finding at an offset of the document. */
export function report<C extends Code>(
  scope: Scope,
  code: C,
  args: Parameters<typeof finding<C>>[1],
  offset: number,
): void {
  const { source, order } = scope;
  const found = finding(code, args, { at: positionAt(source, offset), interface: scope.interface });
  scope.ledger.findings.push({ finding: found, place: { source, order, offset } });
}

/** Remembers where a slot of the scope's interface stands. */
export function locate(scope: Scope, slot: string, offset: number): void {
  if (!scope.slots.has(slot)) scope.slots.set(slot, offset);
}

/**
 * How much an element says about the interface it names: nothing but its name, what a member may say, or all.
 * Where several say something, the weightiest is the one that a finding points at; of equals the last.
 */
export type Weight = 0 | 1 | 2;

/** Makes the places of the scope's interface, now called `name`, known to the run. */
export function settlePlaces(scope: Scope, name: string, weight: Weight): void {
  const { source, order, slots, ledger } = scope;
  for (const [slot, offset] of slots) {
    const key = sourceKey(name, slot);
    if ((ledger.places.get(key)?.weight ?? 0) <= weight) {
      ledger.places.set(key, { source, order, offset, weight });
    }
  }
}

const inDocumentOrder = (a: Place, b: Place): number => a.order - b.order || a.offset - b.offset;

/** The findings, in document order. */
export const findingsOf = (ledger: Ledger): Finding[] =>
  ledger.findings.sort((a, b) => inDocumentOrder(a.place, b.place)).map((entry) => entry.finding);

/** The places, in document order. */
export function sourceMapOf(ledger: Ledger): SourceMap {
  const entries = [...ledger.places].sort(([, a], [, b]) => inDocumentOrder(a, b));
  return new Map<string, Position>(
    entries.map(([key, { source, offset }]) => [key, positionAt(source, offset)]),
  );
}
