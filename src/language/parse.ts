import type { Finding } from '../findings/finding.ts';
import type { Definition, SourceMap } from '../model/definition.ts';
import { isTooLarge } from './decode.ts';
import { readTopLevel } from './read-interface.ts';
import { documentScope, findingsOf, openLedger, report, type Scope, sourceMapOf } from './scope.ts';
import { checkShape, childrenOf } from './shape.ts';
import { openSource } from './source.ts';
import { isWellFormed } from './well-formed.ts';
import { parseTree } from './xml-tree.ts';

/** A document as it arrives. `file` is what findings call it. */
export interface DocumentText {
  readonly file: string;
  readonly text: string;
}

/** All that documents say, each with its faults; what is faulty is left out of the definitions. */
export interface Parsed {
  /** In document order. Where a finding is an error, they lack what is wrong and must not be written. */
  readonly definitions: Definition[];
  /** Everything that is wrong with each document by itself, in document order. */
  readonly findings: Finding[];
  readonly sources: SourceMap;
}

/** Reads documents of the interface language. One that is no XML is reported and leaves the others be. */
export function parseDocuments(documents: readonly DocumentText[]): Parsed {
  const ledger = openLedger();
  const definitions = documents.flatMap(({ file, text }, order) =>
    isTooLarge(text)
      ? tooLarge(documentScope(ledger, openSource(file, ''), order))
      : readDocument(documentScope(ledger, openSource(file, text), order)),
  );
  return { definitions, findings: findingsOf(ledger), sources: sourceMapOf(ledger) };
}

function tooLarge(scope: Scope): Definition[] {
  report(scope, 'xml-too-large', {}, 0);
  return [];
}

function readDocument(scope: Scope): Definition[] {
  if (!isWellFormed(scope)) return [];
  const root = parseTree(scope.source.text);
  if (root.name === 'interface') return [readTopLevel(scope, root) ?? []].flat();
  if (root.name === 'interfaces') {
    checkShape(scope, root, { many: ['interface'] });
    return childrenOf(root, 'interface').flatMap((element) => readTopLevel(scope, element) ?? []);
  }
  const hint = 'as the document; it must be <interface>, or <interfaces> with several';
  report(scope, 'unknown-element', { element: root.name, hint }, root.start);
  return [];
}
