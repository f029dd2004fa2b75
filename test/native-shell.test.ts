import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UnsafeValueError } from '../src/native/guard.ts';
import { readAssignments, shellAssignment } from '../src/native/shell.ts';
import { hostileTexts } from './support/arbitrary-values.ts';
import { runs } from './support/runs.ts';

const read = (text: string) => {
  const { assignments, faults } = readAssignments(text);
  return { found: assignments.map(({ key, value }) => [key, value]), faults: faults.map(({ line }) => line) };
};

describe('reading assignments as bash would', () => {
  test.each([
    ['A=b', 'b'],
    ['  A=b  ', 'b'],
    ['A="b c"', 'b c'],
    ["A='b $c'", 'b $c'],
    ['A=b\\ c', 'b c'],
    ['A="b"\'c\'d', 'bcd'],
    ['A="\\$x \\` \\" \\\\ \\n"', '$x ` " \\ \\n'],
    ['A=b#c', 'b#c'],
    ['A=b # c', 'b'],
    ['A=', ''],
    ['A=""', ''],
    ['A=b=c', 'b=c'],
    ['A=*?[x]', '*?[x]'],
    ['A={b,c}', '{b,c}'],
    ['A=b;', 'b'],
    ['export A=b', 'b'],
    ['A=b\\\nc', 'bc'],
    ['A="b\\\nc"', 'bc'],
    ['A="b\nc"', 'b\nc'],
    ['A=b~c', 'b~c'],
  ])('%j', (text, value) => {
    expect(read(`${text}\n`)).toEqual({ found: [['A', value]], faults: [] });
  });

  test('several on a line, and on several lines', () => {
    expect(read('A=1 B=2; C=3\n\n# D=4\nexport E=5 F\n').found).toEqual([
      ['A', '1'],
      ['B', '2'],
      ['C', '3'],
      ['E', '5'],
    ]);
  });

  test.each([
    'A=$(id)',
    'A=`id`',
    'A="$B"',
    'A=$B',
    'A=1 ls',
    'ls A=1',
    'A=(1 2)',
    'A=1 | B=2',
    'A=1 & B=2',
    'A=~/x',
    'A=<(id)',
    'A+=1',
    'A[0]=1',
    'export A={b,c}',
    'if true; then',
    '. ./x',
    "A='",
    'A="',
    '"A"=1',
  ])('%s needs a shell, or is none', (text) => {
    const { found, faults } = read(`X=1\n${text}\n`);
    expect([found, faults]).toEqual([[['X', '1']], [2]]);
  });

  test('a line that needs a shell does not spoil those after it', () => {
    expect(read('A=$(id)\nB=2\n')).toEqual({ found: [['B', '2']], faults: [1] });
  });

  test('lines are counted through joined and quoted ones', () => {
    const { assignments } = readAssignments('A=1\\\n2\nB="x\ny"\n\nC=3\n');
    expect(assignments.map(({ line }) => line)).toEqual([1, 3, 6]);
  });

  test('any text is read without a throw, in time that grows with its length', () => {
    const text = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary', maxLength: 80 }));
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        readAssignments(texts.join('\n'));
      }),
      runs(),
    );
    expect(readAssignments('A=1\n'.repeat(50_000)).assignments).toHaveLength(50_000);
  });
});

describe('writing assignments', () => {
  test.each([
    ['KEY', 'value', 'KEY=value'],
    ['IPV6_DEFAULTGW', 'fe80::1%eth0', 'IPV6_DEFAULTGW=fe80::1%eth0'],
    ['OPTS', 'mode=1 miimon=100', 'OPTS="mode=1 miimon=100"'],
  ])('%s %s', (key, value, text) => {
    expect(shellAssignment(key, value)).toBe(text);
    expect(read(text).found).toEqual([[key, value]]);
  });

  const special = ['', ' ', 'a ', ' a', 'a  b', '~', 'a;b', 'a\nb', 'a\\', "a'b", 'é'];
  const grepped = ['DEVICE=eth1', 'x TYPE=Bridge', 'SLAVE=yes', 'NM_CONTROLLED=no'];
  test.each([...special, ...grepped, ...hostileTexts])(
    'traps 14 and 19: the value %j is refused',
    (value) => {
      expect(() => shellAssignment('KEY', value)).toThrow(UnsafeValueError);
    },
  );

  test.each(['key', 'A B', '1A', 'A=', ''])('the key %j is refused', (key) => {
    expect(() => shellAssignment(key, 'x')).toThrow(UnsafeValueError);
  });
});
