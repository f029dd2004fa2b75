import { readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, finding } from '../findings/finding.ts';
import { DOCUMENT_BYTES_MAX, decodeDocument } from '../language/decode.ts';
import { parseDocuments } from '../language/parse.ts';
import type { Definition, SourceMap } from '../model/definition.ts';
import { compareText } from '../model/host.ts';
import type { Network } from '../model/network.ts';
import { fault, systemCode, systemReason } from '../root/fault.ts';
import { isTerminal, readUpTo } from './streams.ts';

/** The documents of a run, parsed. Findings do not stop it: all of a run are told together. */
export interface Documents {
  readonly definitions: readonly Definition[];
  readonly networks: readonly Network[];
  readonly sources: SourceMap;
  readonly findings: readonly Finding[];
  /** Their own findings together with those of what came after, in document order. */
  readonly inOrder: (later: readonly Finding[]) => Finding[];
  readonly count: number;
  /** The text of a document, by the name that positions have. */
  readonly textOf: (file: string) => string | undefined;
}

export const STDIN = '<stdin>';

/** A longer document is refused, so no more is read than shows that it is longer. */
const READ_LIMIT = DOCUMENT_BYTES_MAX + 1;

/** Reads and parses what FILE operands name: files, folders (their *.xml), `-` or nothing for standard input. */
export function readDocuments(operands: readonly string[]): Documents {
  const findings: Finding[] = [];
  const texts: { file: string; text: string }[] = [];
  for (const file of expand(operands, findings)) {
    try {
      const name = file === '-' ? STDIN : file;
      const decoded = decodeDocument(name, readUpTo(file === '-' ? 0 : file, READ_LIMIT));
      if ('text' in decoded) texts.push({ file: name, text: decoded.text });
      else findings.push(decoded.finding);
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
      findings.push(finding('document-unreadable', { file, reason: systemReason(error) }));
    }
  }
  const parsed = parseDocuments(texts);
  const byFile = new Map(texts.map(({ file, text }) => [file, text]));
  const own = [...findings, ...parsed.findings];
  return {
    findings: own,
    definitions: parsed.definitions,
    networks: parsed.networks,
    sources: parsed.sources,
    inOrder: (later) => sortByPlace([...own, ...later], [...byFile.keys()]),
    count: texts.length,
    textOf: (file) => byFile.get(file),
  };
}

/** What has a place in the documents comes in their order, the rest after it as it is. */
function sortByPlace(findings: readonly Finding[], files: readonly string[]): Finding[] {
  const order = new Map(files.map((file, n) => [file, n]));
  const rank = ({ at }: Finding): [number, number, number] => {
    const file = at && order.get(at.file);
    return at && file !== undefined ? [file, at.line, at.column] : [files.length, 0, 0];
  };
  return findings
    .map((found) => ({ found, rank: rank(found) }))
    .sort(({ rank: a }, { rank: b }) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])
    .map(({ found }) => found);
}

/** Every operand once, folders replaced by their documents. */
function expand(operands: readonly string[], findings: Finding[]): Iterable<string> {
  if (operands.length === 0) {
    if (isTerminal(0))
      throw fault('usage', { problem: 'no FILE given; name one, or pipe a document to standard input' });
    return ['-'];
  }
  return new Set(
    operands.flatMap((operand) => {
      if (operand === '-' || !statsOf(operand)?.isDirectory()) return [operand];
      const names = listDocuments(operand, findings);
      if (names?.length === 0) findings.push(finding('no-documents', { folder: operand }));
      return (names ?? []).map((name) => join(operand, name)).filter((file) => !isWaitedFor(file, findings));
    }),
  );
}

/** Of what cannot be looked at opening it will say why. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}

/** A FIFO that someone names is meant (`<(…)`); one that merely stands in a folder would be waited for without end. */
function isWaitedFor(file: string, findings: Finding[]): boolean {
  const stats = statsOf(file);
  if (!stats || stats.isFile() || stats.isDirectory()) return false;
  findings.push(finding('document-unreadable', { file, reason: 'it is no regular file' }));
  return true;
}

function listDocuments(folder: string, findings: Finding[]): string[] | undefined {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.xml') && !name.startsWith('.'))
      .sort(compareText);
  } catch (error) {
    findings.push(finding('document-unreadable', { file: folder, reason: systemReason(error) }));
    return undefined;
  }
}
