import { describe, expect, test } from 'vitest';
import { type BlockHead, blocksOf, meaning } from '../src/native/accounted-text.ts';
import type { Account } from '../src/survey.ts';

test.each([
  ['[A]\n  Key =  "two  words" \n', '[A]\nKey=two words'],
  ["KEY='x'", 'KEY=x'],
  ['a=b=c', 'a=b=c'],
  ['a= b', 'a=b'],
  ['a =b', 'a=b'],
  ['\n# one\n ; two\n\na # three\n', 'a # three'],
])('%j means %j', (text, means) => expect(meaning(text)).toBe(means));

describe('a text from the view of one interface', () => {
  /** Sections: `[x]`; those in parentheses may stand several times. */
  const headOf = (line: string): BlockHead | undefined =>
    /^[[(]/.test(line) ? { key: line.replace(/ .*/, ''), isRepeated: line.startsWith('(') } : undefined;
  const account = (line: number, more: { [K in keyof Account]?: Account[K] | undefined }): Account => ({
    path: '/etc/x',
    line,
    lines: 1,
    text: '',
    state: 'understood',
    interface: 'a',
    ...(more as Partial<Account>),
  });
  const blocks = (text: string, ...accounts: Account[]) =>
    blocksOf({ text, accounts }, { interface: 'a', among: new Set(['port']), headOf });
  const units = (text: string, ...accounts: Account[]) =>
    blocks(text, ...accounts).flatMap((block) => block.units);

  test('is cut into blocks; blank lines behind a repeated one belong to what comes next', () => {
    const text = 'top\n[x] 1\nk\n\n(r) 1\nm\n\n(r) 2\nn\n\n\n[y]\nz';
    expect(
      blocks(text).map(({ key, kind, isRepeated, units: each }) => [
        key,
        kind,
        isRepeated,
        each.map((unit) => `${unit.line}+${unit.lines}${unit.isHead ? ' head' : ''} ${unit.text}`),
      ]),
    ).toEqual([
      ['', '', false, ['1+1 top\n']],
      ['[x]', '[x]', false, ['2+1 head [x] 1\n', '3+1 k\n', '4+1 \n']],
      ['(r) 1\nm', '(r)', true, ['5+2 (r) 1\nm\n', '7+1 \n']],
      ['(r) 2\nn', '(r)', true, ['8+2 (r) 2\nn\n', '10+1 \n', '11+1 \n']],
      ['[y]', '[y]', false, ['12+1 head [y]\n', '13+1 z']],
    ]);
  });

  test('logical lines are as long as the longest account says', () => {
    const cut = units(
      'a\\\nb\nc\n',
      account(1, { lines: 1, text: 'a' }),
      account(1, { lines: 2, text: 'b' }),
    );
    expect(cut.map(({ line, lines, text }) => [line, lines, text])).toEqual([
      [1, 2, 'a\\\nb\n'],
      [3, 1, 'c\n'],
    ]);
  });

  test.each([
    // What it says, the words that are the interface's, whether others have a part in it, or all of it.
    [[account(1, { text: 'k v', says: 'link' })], ['link'], [], false, false],
    [[account(1, { text: ' k v ', says: 'link' })], ['link'], [], false, false],
    [[account(1, { text: 'v', says: 'link' })], ['link'], ['v'], false, false],
    [
      [account(1, { text: 'k', says: 'link' }), account(1, { text: 'v', says: 'dns' })],
      ['link', 'dns'],
      ['k', 'v'],
      false,
      false,
    ],
    [
      [account(1, { text: 'k v', says: 'link' }), account(1, { text: 'v', says: 'dns' })],
      ['link', 'dns'],
      [],
      false,
      false,
    ],
    [[account(1, { text: 'k v', state: 'kept', says: undefined })], [], [], true, false],
    [[account(1, { text: 'k v', state: 'comment', interface: undefined })], [], [], false, false],
    [[account(1, { text: 'k v', interface: undefined, says: 'link' })], [], [], true, false],
    [[account(1, { text: 'k v', interface: 'b', says: 'link' })], [], [], true, true],
    [[account(1, { text: 'k v', interface: 'port', says: 'link' })], [], [], false, true],
    [
      [account(1, { text: 'k', says: 'link' }), account(1, { text: 'v', interface: 'b', says: 'link' })],
      ['link'],
      ['k'],
      true,
      false,
    ],
    [[], [], [], false, false],
  ] as const)('%#: a line', (accounts, says, words, isShared, isOfAnother) => {
    const [unit] = units('k v\n', ...accounts);
    expect([[...(unit?.says ?? [])], unit?.words, unit?.isShared, unit?.isOfAnother]).toEqual([
      says,
      words,
      isShared,
      isOfAnother,
    ]);
  });

  test('a repeated block is about all that its lines are about', () => {
    const [, block] = blocks(
      '(r)\nk\n',
      account(1, { text: '(r)', says: 'match' }),
      account(2, { text: 'k', interface: 'b', says: 'link' }),
    );
    expect(block?.units).toMatchObject([{ isShared: true, isOfAnother: true, words: [], isHead: false }]);
    expect([...(block?.units[0]?.says ?? [])]).toEqual(['match']);
  });
});
