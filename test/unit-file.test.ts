import fc from 'fast-check';
import { parse } from 'ini';
import { describe, expect, test } from 'vitest';
import { entriesOf, inForce, parseUnitFile } from '../src/native/unit-file.ts';
import { runs } from './support/runs.ts';

/** What `text` says, as `section.key=value@line`. */
const said = (text: string): string[] =>
  parseUnitFile(text).sections.flatMap(({ name, entries }) =>
    entries.map(({ key, value, line }) => `${name}.${key}=${value}@${line}`),
  );

describe('a unit file', () => {
  test('keeps the order of sections and keys, repeated ones too', () => {
    expect(said('[A]\nx=1\nx=2\n\n[B]\ny=3\n[A]\nx=4\n')).toEqual([
      'A.x=1@2',
      'A.x=2@3',
      'B.y=3@6',
      'A.x=4@8',
    ]);
  });

  test('has comments on lines of their own only', () => {
    expect(said('# a\n[A]\n; b\n  # c\nx=1 # not a comment\n')).toEqual(['A.x=1 # not a comment@5']);
  });

  test('continues a line after a backslash, over comments, and keeps the first line number', () => {
    expect(said('[A]\nx=1 \\\n# between\n  2\ny=3\n')).toEqual(['A.x=1    2@2', 'A.y=3@5']);
    expect(said('[A]\nx=C:\\\\\ny=2\n')).toEqual(['A.x=C:\\\\@2', 'A.y=2@3']);
    expect(said('[A]\nx=1 \\')).toEqual(['A.x=1@2']);
  });

  test('trims keys and values, and splits at the first equals sign', () => {
    expect(said('[A]\r\n key = a=b \r\n')).toEqual(['A.key=a=b@2']);
  });

  test('trims blanks and tabs, and no other white space', () => {
    expect(said('[A]\n\tx\t=\t 1\t \n\t\n \n')).toEqual(['A.x=1@2']);
    expect(said('[A]\nx=\u00a01\u000b\n')).toEqual(['A.x=\u00a01\u000b@2']);
  });

  test('may begin with a byte order mark, and with one alone', () => {
    expect(said('\ufeff[A]\nx=1\n')).toEqual(['A.x=1@2']);
    expect(said('[A]\nx=1\ufeff')).toEqual(['A.x=1\ufeff@2']);
    expect(parseUnitFile('\ufeff\ufeff[A]\n').sections).toEqual([]);
  });

  test('tells of headers and of what is no assignment where they begin, and their lines', () => {
    const { sections, faults } = parseUnitFile('[A]\nx=1\n[\\\nB]\nnot \\\n# between\n one\n');
    expect(sections.map(({ name, line, lines }) => [name, line, lines])).toEqual([
      ['A', 1, 1],
      [' B', 3, 2],
    ]);
    expect(faults.map(({ line, lines, text }) => [line, lines, text])).toEqual([[5, 3, 'not   one']]);
  });

  test('reports what is neither, with its line', () => {
    const { faults } = parseUnitFile('x=1\n[A]\nnonsense\n=2\n[B\n');
    expect(faults.map(({ line }) => line)).toEqual([1, 3, 4, 5]);
  });

  test('ends a line at a line feed, a carriage return or a NUL, and counts line feeds', () => {
    expect(said('[A]\r\nx=1\ry=2\0z=3\n\rw=4')).toEqual(['A.x=1@2', 'A.y=2@2', 'A.z=3@2', 'A.w=4@3']);
    expect(said('[A]\nx=1\ny=2\rz=3\n\n\rw=4\r\r\nv=5\n')).toEqual([
      'A.x=1@2',
      'A.y=2@3',
      'A.z=3@3',
      'A.w=4@5',
      'A.v=5@6',
    ]);
    expect(said('[A]\r\nx=a \\\r\n b\r\ny=c\r\n')).toEqual(['A.x=a   b@2', 'A.y=c@4']);
  });

  test('tells how many lines an assignment takes, comments in between included', () => {
    const [section] = parseUnitFile('[A]\nx=1 \\\n# between\n  2\ny=3 \\\n').sections;
    expect(section?.entries.map(({ line, lines }) => [line, lines])).toEqual([
      [2, 3],
      [5, 1],
    ]);
  });

  test.each([
    ['[A', 1],
    ['[A]\nx=1\n[B] # b\n', 3],
    ['[A"]\n', 1],
    ['[A]\nx=\udcff\n', 2],
    ['[]\nx=1\n', undefined],
    ['[A]\n[ B ]\n', undefined],
    ['[A]\nx=[\n', undefined],
  ])('%j is refused as a whole for line %s', (text, line) => {
    expect(parseUnitFile(text).refused?.line).toBe(line);
  });

  test('an empty assignment takes back what stood before it', () => {
    const entries = entriesOf(parseUnitFile('[A]\nd=1\nd=2\nd=\nd=3\n[B]\nd=9\n[A]\nd=4\n'), 'A');
    expect(inForce(entries, 'd').map(({ value }) => value)).toEqual(['3', '4']);
    expect(inForce(entries, 'e')).toEqual([]);
  });

  test('of the plainest kind is what the ini package reads too', () => {
    const key = fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,9}$/);
    const value = fc
      .stringMatching(/^[a-z][a-z0-9:/.-]{0,15}$/)
      .filter((v) => !['true', 'false', 'null'].includes(v));
    const section = fc.dictionary(key, value, { minKeys: 1, noNullPrototype: true });
    fc.assert(
      fc.property(fc.dictionary(key, section, { minKeys: 1, noNullPrototype: true }), (sections) => {
        const text = Object.entries(sections)
          .map(([name, entries]) =>
            [`[${name}]`, ...Object.entries(entries).map(([k, v]) => `${k}=${v}`)].join('\n'),
          )
          .join('\n\n');
        const read = parseUnitFile(text).sections.map(({ name, entries }) => [
          name,
          Object.fromEntries(entries.map((entry) => [entry.key, entry.value])),
        ]);
        expect(Object.fromEntries(read)).toEqual({ ...parse(text) });
      }),
      runs(),
    );
  });
});
