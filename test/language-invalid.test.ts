import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documentCatalog } from '../src/findings/document-catalog.ts';
import type { Finding } from '../src/findings/finding.ts';
import { networkCatalog } from '../src/findings/network-catalog.ts';
import { DOCUMENT_BYTES_MAX, decodeDocument } from '../src/language/decode.ts';
import { parseDocuments } from '../src/language/parse.ts';

/** fixtures/invalid/<code>/: documents that have that finding, and in expected.json all that each has. */
const folder = join(import.meta.dirname, '../fixtures/invalid');
const codes = readdirSync(folder);

interface Expected {
  readonly code: string;
  readonly line: number;
  readonly column: number;
}

const findingsIn = (file: string, bytes: Uint8Array): readonly Finding[] => {
  const decoded = decodeDocument(file, bytes);
  return 'finding' in decoded ? [decoded.finding] : parseDocuments([{ file, text: decoded.text }]).findings;
};

const catalog = { ...documentCatalog, ...networkCatalog };

const brief = ({ code, at }: Finding) => ({ code, line: at?.line, column: at?.column });

describe.each(codes)('%s', (code) => {
  const expected: Record<string, Expected[]> = JSON.parse(
    readFileSync(join(folder, code, 'expected.json'), 'utf8'),
  );
  const files = readdirSync(join(folder, code)).filter((file) => file.endsWith('.xml'));

  test.each(files)('%s', (file) => {
    const findings = findingsIn(file, readFileSync(join(folder, code, file)));
    expect(findings.map(brief)).toEqual(expected[file]);
    expect(findings.map((finding) => finding.code)).toContain(code);
    for (const { at, message } of findings) {
      expect(at?.file).toBe(file);
      expect(message).not.toMatch(/\n|undefined|\[object/);
    }
  });

  test('every expectation has its document', () => {
    expect(Object.keys(expected).sort()).toEqual(files.sort());
  });
});

test('every code of the language has a document that yields it', () => {
  // Sixteen mebibytes are no fixture.
  const untried = Object.keys(catalog).filter((code) => !codes.includes(code));
  expect(untried).toEqual(['xml-too-large']);
});

test.each(Object.entries(catalog))('%s is explained', (_code, { explain }) => {
  expect(explain.length).toBeGreaterThan(40);
});

describe('a document of more than 16 MiB', () => {
  const element = "<interface type='ethernet' name='eth0'/>";
  const filled = (bytes: number): string => element + ' '.repeat(bytes - element.length);

  test('is refused, as bytes and as text', () => {
    const text = filled(DOCUMENT_BYTES_MAX + 1);
    expect(findingsIn('a.xml', new TextEncoder().encode(text)).map(brief)).toEqual([
      { code: 'xml-too-large', line: 1, column: 1 },
    ]);
    expect(parseDocuments([{ file: 'a.xml', text }]).findings.map(brief)).toEqual([
      { code: 'xml-too-large', line: 1, column: 1 },
    ]);
  });

  test('is measured in bytes, not in characters', () => {
    const text = `<!--${'é'.repeat(DOCUMENT_BYTES_MAX / 2)}-->${element}`;
    expect(parseDocuments([{ file: 'a.xml', text }]).findings.map(brief)).toEqual([
      { code: 'xml-too-large', line: 1, column: 1 },
    ]);
  });

  test('one of just that size is read', () => {
    expect(parseDocuments([{ file: 'a.xml', text: filled(DOCUMENT_BYTES_MAX) }]).findings).toEqual([]);
  });
});

test('a document that is no XML leaves the findings and definitions of the others', () => {
  const { definitions, findings } = parseDocuments([
    { file: 'a.xml', text: "<interface type='ethernet' name='eth0'>" },
    { file: 'b.xml', text: "<interface type='ethernet' name='eth1'><mtu size='1'/></interface>" },
    { file: 'c.xml', text: "<interface type='ethernet' name='eth2'/>" },
  ]);
  expect(findings.map(({ code, at }) => [at?.file, code])).toEqual([
    ['a.xml', 'xml-unclosed-element'],
    ['b.xml', 'mtu-range'],
  ]);
  expect(definitions.map(({ iface }) => iface)).toEqual([
    { type: 'ethernet', name: 'eth1', topLevel: true },
    { type: 'ethernet', name: 'eth2', topLevel: true },
  ]);
});

test('what steers a terminal or breaks a line is not repeated in a finding', () => {
  const text = "<interface type='ethernet' name='a&#10;b&#x9b;31m&#x202e;'/>";
  const [finding] = parseDocuments([{ file: 'a.xml', text }]).findings;
  expect(finding?.code).toBe('device-name');
  expect(finding?.message).toContain('a\\u000ab\\u009b31m\\u202e');
  expect(finding?.interface).toBe('a\\u000ab\\u009b31m\\u202e');
});
