import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UnsafeValueError } from '../src/native/guard.ts';
import { lastAssignments, readAssignments, shellAssignment } from '../src/native/shell.ts';
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
    ["A=$'b\\tc'", 'b\tc'],
    ["A=$'\\x41\\102\\u43\\cA\\q'", 'ABC\x01\\q'],
    ["A=$'b\\'c'", "b'c"],
    ["A=$'b\\0c'd", 'bd'],
    ['A=$"b c"', 'b c'],
    ['A=b\r\n', 'b\r'],
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
    "A=$'\\301'",
    "A=$'\\u00e9'",
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

  test.each([
    ['a block', 'if a; then\n  B=1\nelif b; then C=2; fi >/dev/null # fi', 3, [], ['B', 'C']],
    ['a block in a block', 'for i in if fi; do\nwhile x; do B=1; done\ndone', 3, [], ['B']],
    ['a block with words that are no grammar', 'if echo if then fi; then B=1; fi', 1, [], ['B']],
    ['a case', 'case $x in\n(a) B=1;;\nb) C=2;;\nesac', 4, [], ['B', 'C']],
    ['a function', 'f ()\n{\n  B="}"\n}', 4, [], ['B']],
    ['a function by its word', 'function f {\nB=1; }', 2, [], ['B']],
    ['a group', '{ B=1; }', 1, [], ['B']],
    ['a subshell', '(B=1\nC=2)', 2, [], ['B', 'C']],
    ['a here-document', 'cat <<E >x\nB=1\nE', 3, [], []],
    ['an indented here-document', "cat <<-'E'\nB=1\n\tE", 3, [], []],
    ['an expansion', 'B=$C D="$E" F=1', 1, ['B', 'D', 'F'], []],
    ['appending', 'B+=1', 1, ['B'], []],
    ['an array', 'B[0]=1', 1, ['B'], []],
    ['a declaration', 'declare B=1', 1, ['B'], []],
    ['unset', 'unset B C # D', 1, ['B', 'C'], []],
    ['what may not run', '[ -e x ] && B=1', 1, [], ['B']],
    ['what is only for a command', 'B=1 ls # C=2', 1, [], ['B']],
  ] as const)(
    '%s is one fault, with what it sets, and the rest is read',
    (_what, text, lines, sets, maySet) => {
      const { assignments, faults } = readAssignments(`A=1\n${text}\nZ=2\n`);
      expect(faults.map((fault) => [fault.line, fault.lines, fault.sets, fault.maySet])).toEqual([
        [2, lines, sets, maySet],
      ]);
      expect(assignments.map(({ key, line }) => [key, line])).toEqual([
        ['A', 1],
        ['Z', lines + 2],
      ]);
    },
  );

  test.each(['if x', 'f() {', 'case x in', '(', 'cat <<E', 'A="', "A='", "A=$'"])(
    '%s that is never closed takes its own line only',
    (text) => {
      const { found, faults } = read(`X=1\n${text}\nB=2\n`);
      expect([found, faults]).toEqual([
        [
          ['X', '1'],
          ['B', '2'],
        ],
        [2],
      ]);
    },
  );

  test('what is set further down to what only a shell knows is not known', () => {
    const last = (text: string) => [...lastAssignments(readAssignments(text)).keys()];
    expect(last('A=1\nB=1\nA=$(x)\n')).toEqual(['B']);
    expect(last('A=$(x)\nA=1\n')).toEqual(['A']);
    expect(last('A=1\nunset A\n')).toEqual([]);
    expect(last('A=1\nif x; then A=2; fi\n')).toEqual(['A']);
  });

  test.each([
    ['A=1', true],
    ["\tA='1' # one", true],
    ["A=$'1';", true],
    ['A=1 ; # one', true],
    ['A=1; B=2', false],
    ['A=1 B=2', false],
    ['export A=1', false],
    ['A=1\\\n2', false],
    ['A="1\n2"', false],
    ['A=$"1"', false],
  ])('whether %j is a line that any reader knows: %s', (text, isPlain) => {
    expect(readAssignments(`X=1\n${text}\n`).assignments[1]?.isPlain).toBe(isPlain);
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
    // Each of these looked for an end once, and again at the next line.
    for (const line of ['if x\n', 'cat <<E\n', 'f()\n', 'A="\n', '(\n', 'A=~\n'])
      expect(readAssignments(line.repeat(50_001)).faults.length).toBeGreaterThan(0);
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
