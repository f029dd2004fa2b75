import { type Code, type Finding, finding, type Position } from '../findings/finding.ts';
import { networkKey, type SourceMap, sourceKey } from '../model/definition.ts';
import { lazyMap } from './lazy-map.ts';
import { positionAt, type Source } from './source.ts';
import { attributePlace, type XmlElement } from './xml-tree.ts';

/** What reading documents brings to light beside definitions. */
export interface Ledger {
  readonly findings: { readonly finding: Finding; readonly place: Place }[];
  /** The interfaces and networks met, in the order in which their elements end. */
  readonly subjects: { readonly scope: Scope; readonly name: string; readonly weight: Weight }[];
}

interface Place {
  readonly source: Source;
  /** Of the document among those of the run, from 0. */
  readonly order: number;
  readonly offset: number;
}

/** What an element of the language is about. */
export type SubjectKind = 'interface' | 'network';

/** Where something is read: the document, and the interface or network that it is about. */
export interface Scope {
  readonly ledger: Ledger;
  readonly source: Source;
  readonly order: number;
  readonly kind: SubjectKind;
  /** What it is called, as far as that is known. */
  readonly name: string | undefined;
  /** Where the slots (see `sourceKey` and `networkKey`) stand: at an element, or the value of its attribute. */
  readonly slots: { readonly slot: string; readonly element: XmlElement; readonly attribute?: string }[];
}

export const openLedger = (): Ledger => ({ findings: [], subjects: [] });

export const documentScope = (ledger: Ledger, source: Source, order: number): Scope => ({
  ledger,
  source,
  order,
  kind: 'interface',
  name: undefined,
  slots: [],
});

/** The scope of one interface or network inside `scope`'s document. */
export const subjectScope = (
  { ledger, source, order }: Scope,
  kind: SubjectKind,
  name: string | undefined,
): Scope => ({ ledger, source, order, kind, name, slots: [] });

/** Notes a finding at an offset of the document. */
export function report<C extends Code>(
  scope: Scope,
  code: C,
  args: Parameters<typeof finding<C>>[1],
  offset: number,
): void {
  const { source, order } = scope;
  const subject = { at: positionAt(source, offset), [scope.kind]: visible(scope.name || undefined) };
  const found = finding(code, mapValues(args, visible), subject);
  scope.ledger.findings.push({ finding: found, place: { source, order, offset } });
}

/** Where the value of the attribute stands; the element's place for one that is absent. */
export const valuePlace = (scope: Scope, element: XmlElement, attribute: string): number =>
  attributePlace(scope.source.text, element, attribute)?.value ?? element.start;

const mapValues = <T extends object>(values: T, change: (value: unknown) => unknown): T =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)])) as T;

/** Document text as a message may hold it: on one line, not too long, nothing that steers a terminal. */
function visible<T>(value: T): T {
  if (typeof value !== 'string') return value;
  const line = value
    .slice(0, VISIBLE_MAX + 1)
    .replace(UNPRINTABLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return (line.length > VISIBLE_MAX ? `${line.slice(0, VISIBLE_MAX)}…` : line) as T & string;
}

const VISIBLE_MAX = 200;
/** Controls, line separators, and the marks that change the direction of text. */
const UNPRINTABLE = /[\0-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Remembers where a slot of the scope's interface or network stands. Of a slot said twice the first place counts. */
export function locate(scope: Scope, slot: string, element: XmlElement, attribute?: string): void {
  scope.slots.push(attribute === undefined ? { slot, element } : { slot, element, attribute });
}

/**
 * How much an element says about the interface it names: nothing but its name, what a member may say, or all.
 * Where several say something, the weightiest is the one that a finding points at; of equals the last.
 */
export type Weight = 0 | 1 | 2;

/** Makes the places of the scope's subject, now called `name`, known to the run. */
export function settlePlaces(scope: Scope, name: string, weight: Weight): void {
  scope.ledger.subjects.push({ scope, name, weight });
}

const inDocumentOrder = (a: Place, b: Place): number => a.order - b.order || a.offset - b.offset;

/** The findings, in document order. */
export const findingsOf = (ledger: Ledger): Finding[] =>
  ledger.findings.sort((a, b) => inDocumentOrder(a.place, b.place)).map((entry) => entry.finding);

/** The places, in document order; worked out when the first is asked for, since most runs have no finding. */
export const sourceMapOf = (ledger: Ledger): SourceMap => lazyMap(() => placesOf(ledger));

function placesOf({ subjects }: Ledger): Map<string, Position> {
  const places = new Map<string, Place & { readonly weight: Weight }>();
  for (const { scope, name, weight } of subjects) {
    const { source, order } = scope;
    const seen = new Set<string>();
    for (const { slot, element, attribute } of scope.slots) {
      const key = scope.kind === 'network' ? networkKey(name, slot) : sourceKey(name, slot);
      if (seen.has(key) || (places.get(key)?.weight ?? 0) > weight) continue;
      seen.add(key);
      const offset = attribute === undefined ? element.start : valuePlace(scope, element, attribute);
      places.set(key, { source, order, offset, weight });
    }
  }
  const ordered = [...places].sort(([, a], [, b]) => inDocumentOrder(a, b));
  return new Map(ordered.map(([key, { source, offset }]) => [key, positionAt(source, offset)]));
}
