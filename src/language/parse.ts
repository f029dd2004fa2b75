import type { Finding } from '../findings/finding.ts';
import type { Definition, SourceMap } from '../model/definition.ts';
import type { Network } from '../model/network.ts';
import { isTooLarge } from './decode.ts';
import { type Bindings, bindingsIn, NO_BINDINGS } from './namespaces.ts';
import { readTopLevel } from './read-interface.ts';
import { readNetwork } from './read-network.ts';
import { documentScope, findingsOf, openLedger, report, type Scope, sourceMapOf } from './scope.ts';
import { checkShape } from './shape.ts';
import { openSource } from './source.ts';
import { isWellFormed } from './well-formed.ts';
import { parseTree, type XmlElement } from './xml-tree.ts';

/** A document as it arrives. `file` is what findings call it. */
export interface DocumentText {
  readonly file: string;
  readonly text: string;
}

/**
 * All that documents say, each with its faults. Where a finding is an error, what is wrong has been left out, and
 * nothing of it must be written.
 */
export interface Parsed {
  /** In document order. */
  readonly definitions: Definition[];
  /** In document order, each canonical; one that is defined twice is in it twice. */
  readonly networks: Network[];
  /** Everything that is wrong with each document by itself, in document order. */
  readonly findings: Finding[];
  readonly sources: SourceMap;
}

/** Reads documents of the interface language, which holds interfaces and guest networks. One that is no XML is reported and leaves the others be. */
export function parseDocuments(documents: readonly DocumentText[]): Parsed {
  const ledger = openLedger();
  const said: Said = { definitions: [], networks: [] };
  for (const [order, { file, text }] of documents.entries()) {
    const isLarge = isTooLarge(text);
    const scope = documentScope(ledger, openSource(file, isLarge ? '' : text), order);
    if (isLarge) report(scope, 'xml-too-large', {}, 0);
    else readDocument(scope, said);
  }
  return { ...said, findings: findingsOf(ledger), sources: sourceMapOf(ledger) };
}

type Said = Pick<Parsed, 'definitions' | 'networks'>;

function readDocument(scope: Scope, said: Said): void {
  if (!isWellFormed(scope)) return;
  const root = parseTree(scope.source.text);
  if (root.name === 'interfaces') {
    checkShape(scope, root, { many: ['interface', 'network'], namespaces: true });
    const bindings = bindingsIn(root, NO_BINDINGS);
    for (const child of root.children) readElement(scope, child, bindings, said);
  } else if (root.name === 'interface' || root.name === 'network') {
    readElement(scope, root, NO_BINDINGS, said);
  } else {
    const hint = 'as the document; it must be <interface> or <network>, or <interfaces> with several';
    report(scope, 'unknown-element', { element: root.name, hint }, root.start);
  }
}

function readElement(scope: Scope, element: XmlElement, bindings: Bindings, said: Said): void {
  if (element.name === 'interface') said.definitions.push(...[readTopLevel(scope, element) ?? []].flat());
  if (element.name === 'network') said.networks.push(...[readNetwork(scope, element, bindings) ?? []].flat());
}
