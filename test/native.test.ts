import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatNotes, parseNotes } from '../src/native/notes.ts';
import { type Chunk, seal, splitChunks, wholeFileChunk } from '../src/native/seal.ts';
import { hostileTexts } from './support/arbitrary-values.ts';
import { runs } from './support/runs.ts';

const anyText = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary', maxLength: 60 }));
const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
const notes = fc.dictionary(
  key,
  fc.oneof(anyText, fc.nat(), fc.boolean(), fc.array(anyText, { maxLength: 4 })),
  {
    noNullPrototype: true,
  },
);

describe('notes', () => {
  test('read back as they were written, whatever their text', () => {
    fc.assert(
      fc.property(notes, (said) => {
        expect(parseNotes(formatNotes(said))).toEqual(said);
      }),
      runs(3),
    );
  });

  test('are comment lines of harmless characters', () => {
    fc.assert(
      fc.property(notes, (said) => {
        const lines = formatNotes(said).split('\n');
        expect(lines.pop()).toBe('');
        for (const line of lines) expect(line).toMatch(/^# ifscribe: [A-Za-z0-9 _.,:@+/\-"[\]\\]*$/);
        for (const line of lines) expect(line).not.toMatch(/\\$/);
      }),
      runs(3),
    );
  });

  test('in XML read back too, as comments that XML allows', () => {
    fc.assert(
      fc.property(notes, (said) => {
        const text = formatNotes(said, 'xml');
        expect(parseNotes(text)).toEqual(said);
        for (const line of text.split('\n').slice(0, -1)) {
          const [, inner = '--'] = /^<!--(.*)-->$/.exec(line) ?? [];
          expect(inner).not.toMatch(/--|-$/);
        }
      }),
      runs(3),
    );
  });

  test('stand in the order of their keys', () => {
    expect(formatNotes({ uuid: 'b', description: 'a' })).toBe(
      '# ifscribe: description "a"\n# ifscribe: uuid "b"\n',
    );
  });

  test.each([
    '# ifscribe: description',
    '# ifscribe: description "open',
    '# ifscribe: description {"a":1}',
    '# ifscribe: description [1]',
    '# ifscribe: description null',
    '#ifscribe: description "x"',
    ' # ifscribe: description "x"',
    'DESCRIPTION="# ifscribe: description x"',
  ])('passes over %j', (line) => {
    expect(parseNotes(`${line}\n`)).toEqual({});
  });

  test('never throws and never touches a prototype', () => {
    expect(parseNotes('# ifscribe: constructor "x"\n')).toEqual({ constructor: 'x' });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (junk) => {
        parseNotes(`# ifscribe: ${junk}`);
      }),
      runs(),
    );
  });
});

/** Text of whole lines that holds no header of ours. */
const lines = fc
  .array(fc.oneof(fc.constantFrom('auto lo', '', '# a comment', '[Match]'), fc.string({ maxLength: 12 })), {
    maxLength: 5,
  })
  .map((list) => list.map((line) => `${line.replace(/[\r\n]/g, '')}\n`).join(''));
const part = fc.record({ name: fc.constantFrom('br0', 'eth0.42', 'x'), body: lines });

const rejoined = (chunks: readonly Chunk[]): string => chunks.map(({ text }) => text).join('');

describe('seals', () => {
  test('tell our parts from what others wrote, and lose no character', () => {
    fc.assert(
      fc.property(lines, fc.array(fc.tuple(part, lines), { maxLength: 4 }), (head, rest) => {
        const text = head + rest.map(([{ name, body }, foreign]) => seal(name, body) + foreign).join('');
        const chunks = splitChunks(text);
        expect(rejoined(chunks)).toBe(text);
        const ours = chunks.filter(({ state }) => state !== 'foreign');
        expect(ours.map(({ interface: name, state }) => [name, state])).toEqual(
          rest.map(([{ name }]) => [name, 'intact']),
        );
        for (const { line, text: chunk } of chunks) {
          expect(
            text
              .split('\n')
              .slice(line - 1)
              .join('\n')
              .startsWith(chunk),
          ).toBe(true);
        }
      }),
      runs(2),
    );
  });

  test('whatever text: the chunks joined are the file', () => {
    fc.assert(
      fc.property(
        part,
        fc.nat(),
        fc.nat({ max: 30 }),
        fc.string({ maxLength: 5 }),
        ({ name, body }, at, cut, put) => {
          const text = seal(name, body) + seal('other', body);
          const from = at % text.length;
          const edited = text.slice(0, from) + put + text.slice(from + cut);
          expect(rejoined(splitChunks(edited))).toBe(edited);
        },
      ),
      runs(2),
    );
  });

  const body = 'auto br0\niface br0 inet dhcp\n';
  const states = (text: string) => splitChunks(text).map(({ state, interface: name }) => [state, name]);

  test('an empty file has no chunks, and one without header is foreign', () => {
    expect(splitChunks('')).toEqual([]);
    expect(states('auto lo\n')).toEqual([['foreign', '']]);
  });

  test.each([
    ['a changed character', (t: string) => t.replace('dhcp', 'static')],
    ['a lost last line', (t: string) => t.slice(0, t.lastIndexOf('iface'))],
    ['a lost last newline', (t: string) => t.slice(0, -1)],
    ['a line put in', (t: string) => t.replace('auto br0\n', 'auto br0\n# mine\n')],
    ['carriage returns', (t: string) => t.replaceAll('\n', '\r\n')],
    ['another number of lines', (t: string) => t.replace(/[0-9]+ lines/, '99 lines')],
  ])('%s makes a part edited', (_what, edit) => {
    expect(states(edit(seal('br0', body)))).toEqual([['edited', 'br0']]);
  });

  test('an edit in one part leaves the next intact', () => {
    const text = seal('br0', body).replace('dhcp', 'manual') + seal('br1', body);
    expect(states(text)).toEqual([
      ['edited', 'br0'],
      ['intact', 'br1'],
    ]);
  });

  test('a part of a later format version is its own state', () => {
    expect(states(seal('br0', body).replace('# ifscribe 1:', '# ifscribe 2:'))).toEqual([['newer', 'br0']]);
  });

  test('the number of parts is told', () => {
    expect(splitChunks(seal('br0', body, { part: 2, of: 3 }))[0]?.parts).toBe(3);
  });

  test('a whole file is ours only from its first line to its last', () => {
    const ours = seal('br0', body);
    expect(wholeFileChunk(ours)).toMatchObject({ state: 'intact', interface: 'br0', text: ours });
    expect(wholeFileChunk(`${ours}# mine\n`)).toMatchObject({
      state: 'edited',
      interface: 'br0',
      text: `${ours}# mine\n`,
    });
    expect(wholeFileChunk(`# mine\n${ours}`)).toMatchObject({ state: 'foreign', text: `# mine\n${ours}` });
    expect(wholeFileChunk('')).toMatchObject({ state: 'foreign', text: '' });
  });

  test.each(['lab', 'a--b', 'a---', '-'])('in XML: %s', (name) => {
    const ours = seal(name, '<network/>\n', { part: 2, of: 3 }, 'xml');
    expect(ours.split('\n')[0]).toMatch(/^<!-- (?!.*--.*-->)ifscribe 1: .* -->$/);
    expect(wholeFileChunk(ours)).toMatchObject({ state: 'intact', interface: name, parts: 3, text: ours });
    expect(wholeFileChunk(ours.replace('work', 'werk')).state).toBe('edited');
    expect(splitChunks(`${ours}<!-- mine -->\n`).map(({ state }) => state)).toEqual(['intact', 'foreign']);
  });

  test('a header further down in a whole file is text of it', () => {
    const inner = seal('evil', '');
    for (const style of ['hash', 'xml'] as const)
      expect(wholeFileChunk(seal('lab', `a\n${inner}b\n`, undefined, style))).toMatchObject({
        state: 'intact',
        interface: 'lab',
      });
  });
});
