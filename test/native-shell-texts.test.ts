import { describe, expect, test } from 'vitest';
import { lastAssignments, readAssignments } from '../src/native/shell.ts';

/** A text's assignments as `KEY=value` with the lines that they take, and its faults with what they set. */
function read(text: string) {
  const { assignments, faults, exports } = readAssignments(text);
  return {
    found: assignments.map(({ key, value, line, lines }) => `${line}+${lines} ${key}=${value}`),
    faults: faults.map(({ line, lines, problem }) => `${line}+${lines} ${problem}`),
    exports: exports.map(({ line, lines }) => `${line}+${lines}`),
  };
}

describe('where assignments stand', () => {
  test.each([
    ['A=1\n\n  \n# x=1\n\t# y\nB=\nLONG_1=x\n', ['1+1 A=1', '6+1 B=', '7+1 LONG_1=x']],
    ['A=1\nB=2', ['1+1 A=1', '2+1 B=2']],
    ['A="1"\nB=2\n', ['1+1 A=1', '2+1 B=2']],
    ['A="1" # one\n\nB="2"\n', ['1+1 A=1', '3+1 B=2']],
    ['A=1\\\n2\nB=3\n', ['1+2 A=12', '3+1 B=3']],
    ['A="1\n2"\nB=3\n', ['1+2 A=1\n2', '3+1 B=3']],
    ['A=1\\\n', ['1+1 A=1']],
    // A blank and a joined line may stand before an assignment, and between two.
    [' \\\n \\\nA=1\nB=2\n', ['3+1 A=1', '4+1 B=2']],
    ['A=1 \\\n\\\n  B=2\nC=3\n', ['1+1 A=1', '3+1 B=2', '4+1 C=3']],
    ['A="x\ny" B="z\nz"\nC=3\n', ['1+2 A=x\ny', '2+2 B=z\nz', '4+1 C=3']],
    ['A=1;B=2 ;\tC=3;\nD=4\n', ['1+1 A=1', '1+1 B=2', '1+1 C=3', '2+1 D=4']],
    ['A=1\tB=2\n', ['1+1 A=1', '1+1 B=2']],
    // A file from Windows.
    ['A=1\r\n\r\n"\r\n', ['1+1 A=1\r']],
  ])('%j', (text, found) => expect(read(text).found).toEqual(found));

  test('the text of each is as it stands', () => {
    const { assignments } = readAssignments(' A="1" B=2 # x\nC=3\nexport D=\'4\'; E=5\n');
    expect(assignments.map(({ text }) => text)).toEqual(['A="1"', 'B=2', 'C=3', "D='4'", 'E=5']);
  });

  test('an empty line of a file from Windows is no fault; a CR elsewhere is a command', () => {
    expect(read('A=1\n\r\nB=2\n')).toEqual({ found: ['1+1 A=1', '3+1 B=2'], faults: [], exports: [] });
    expect(read('A="1" \r\nB=2\n').faults).toHaveLength(1);
    expect(read('\rA=1\n').faults).toHaveLength(1);
  });

  test('export names what is set elsewhere', () => {
    expect(read('export A B\nexport C=1 D\nA=1\nexport\n')).toEqual({
      found: ['2+1 C=1', '3+1 A=1'],
      faults: [],
      exports: ['1+1', '4+1'],
    });
    expect(read('A=1\n').exports).toEqual([]);
    expect(read('export \\\n A\nB=1\n')).toMatchObject({ exports: ['1+2'], found: ['3+1 B=1'] });
    // What is no name, and export behind an assignment or a second time, needs a shell.
    for (const text of ['export 1A\n', 'export A-B\n', 'export x@y\n', 'A=1 export B=2\n'])
      expect([text, read(text).faults.length]).toEqual([text, 1]);
    expect(read('export export A=1\n')).toMatchObject({ found: ['1+1 A=1'], faults: [] });
  });

  test.each([
    ['A=1\n', true],
    ['A="1"\n', true],
    [' A=1\n', true],
    [' \tA=1\n', true],
    ['\t A="1"\n', true],
    ['B="0"; A=1\n', false],
    ['\\\nA="1"\n', false],
    [' \\\nA=1\n', false],
    ['A="1"; # one\n', true],
    ['A="1"; x=1 # one\n', false],
    ['A="1" ;# one\n', true],
    ['A="1"; x; # one\n', false],
  ])('whether %j is a line that any reader knows: %s', (text, isPlain) => {
    const [a] = readAssignments(text).assignments.filter(({ key }) => key === 'A');
    expect(a?.isPlain).toBe(isPlain);
  });
});

describe('values, as bash has them', () => {
  test.each([
    ['A=a\tB=b', 'a'],
    ['A=x~y', 'x~y'],
    ["A=''", ''],
    ["A=x''y", 'xy'],
    ['A="a\'b"\'c"d\'', 'a\'bc"d'],
    ['A="\\a\\$"', '\\a$'],
    ['A="x\\\\"', 'x\\'],
    ["A=$'\\U00000041'", 'A'],
    ["A=$'\\U41'", 'A'],
    ["A=$'\\x7f'", '\x7f'],
    ["A=$'\\c?'", '\x7f'],
    ["A=$'\\ca'", '\x01'],
    ["A=$'\\c['", '\x1b'],
    ["A=$'\\z'", '\\z'],
    ["A=$'\\a\\b\\e\\f\\n\\r\\t\\v\\\\\\?\\\"'", '\x07\b\x1b\f\n\r\t\v\\?"'],
    ["A=$'\\60\\060\\0601'", '0001'],
  ])('%j', (text, value) => expect(readAssignments(`${text}\n`).assignments[0]?.value).toBe(value));

  test.each(['A=~', 'A=x:~', 'A=x:~/y', '~/x', 'A="`id`"', 'A="a$b"', "A=$'\\x80'", 'A=x"$y"', 'A=a|b'])(
    '%s needs a shell',
    (text) => expect(read(`${text}\nB=1\n`)).toMatchObject({ found: ['2+1 B=1'] }),
  );

  test('the last counts, also before and behind what only a shell knows', () => {
    const last = (text: string) =>
      [...lastAssignments(readAssignments(text))].map(([key, { value }]) => `${key}=${value}`);
    expect(last('A=1\nA=2\n')).toEqual(['A=2']);
    expect(last('A=$x; A=2\n')).toEqual([]);
    expect(last('B=1\nC+=1\n')).toEqual(['B=1']);
  });
});

describe('what a line sets that needs a shell', () => {
  const touched = (text: string) => {
    const { faults } = readAssignments(`${text}\n`);
    return faults.map(({ sets, maySet }) => [sets, maySet]);
  };

  test.each([
    // It sets what it names …
    ['unset AB C_1', [['AB', 'C_1'], []]],
    ['unset \t AB  CD ;', [['AB', 'CD'], []]],
    ['unset AB # CD', [['AB'], []]],
    ['typeset AB=1', [['AB'], []]],
    ['readonly AB=$x', [['AB'], []]],
    ['AB+=1', [['AB'], []]],
    ['AB[0]=1', [['AB'], []]],
    ['AB=$x CD="1"', [['AB', 'CD'], []]],
    ['CD=1 AB=$x', [['CD', 'AB'], []]],
    ['CD=1 AB=$x CD=2', [['CD', 'AB'], []]],
    ['export CD=1 AB=$x', [['CD', 'AB'], []]],
    ['AB=$x # CD=1', [['AB'], []]],
    ['AB="1\n$x"', [['AB'], []]],
    // … or may set it, in one case or another.
    ['test x && AB=1; CD=2', [[], ['AB', 'CD']]],
    ['AB=1 ls', [[], ['AB']]],
    ['AB=1 $x', [[], ['AB']]],
    ['echo $x AB=1', [[], ['AB']]],
    ['[ $x ] && unset AB', [[], []]],
    ['echo declare AB=1', [[], ['AB']]],
    ['-x AB[0]', [[], []]],
  ])('%s', (text, expected) => expect(touched(text)).toEqual([expected]));
});

describe('blocks', () => {
  /** How many lines the first fault takes, what it is called, and what it may set. */
  const block = (text: string) => {
    const { faults, assignments } = readAssignments(`${text}\nZ=1\n`);
    const [{ lines, problem, maySet } = { lines: 0, problem: '', maySet: [] }] = faults;
    return [faults.length, lines, problem.replace(/ needs a shell$/, ''), maySet.join(), assignments.length];
  };

  test.each([
    ['if a\nthen\nAB=1\nfi', 4, 'an if … fi block', 'AB'],
    ['for i in 1; do\nAB=1\ndone', 3, 'a for … done block', 'AB'],
    ['while a; do AB=1\ndone', 2, 'a while … done block', 'AB'],
    ['until a; do AB=1\ndone', 2, 'a until … done block', 'AB'],
    ['select x in a; do AB=1\ndone', 2, 'a select … done block', 'AB'],
    ['case $x in\nfi) AB=1;;\nesac', 3, 'a case … esac block', 'AB'],
    ['{\nAB=1\n}', 3, 'a { … } block', 'AB'],
    ['(\nAB=1\n)', 3, 'a ( … ) block', 'AB'],
    ['f() {\nAB=1\n}', 3, 'a function', 'AB'],
    ['f-2 \t( \t)\n\n{\nAB=1\n}', 5, 'a function', 'AB'],
    ['function  f \t(  )  {\nAB=1\n}', 3, 'a function', 'AB'],
    ['function foo.bar {\nAB=1\n}', 3, 'a function', 'AB'],
    ['f() (\nAB=1\n)', 3, 'a function', 'AB'],
    // What is in quotes, behind a backslash or in a comment closes nothing; a word that is no command does not either.
    ["if a; then\nAB='x\nfi\ny'\nfi", 5, 'an if … fi block', 'AB'],
    ['if a; then\nAB="x\\"\nfi\ny"\nfi', 5, 'an if … fi block', 'AB'],
    ['if a; then # b; fi\nAB=1\nfi', 3, 'an if … fi block', 'AB'],
    ['if a; then if b; then c; fi; AB=1\nfi', 2, 'an if … fi block', 'AB'],
    ['case c in esac\nAB=2', 1, 'a case … esac block', ''],
    ['if a; then b#; fi\nAB=1\nfi', 1, 'an if … fi block', ''],
    ['if a; then\nb \\\nfi\nfi', 4, 'an if … fi block', ''],
    ['if a; then echo fi\nfi', 2, 'an if … fi block', ''],
    ['if a; then echo \\; fi\nfi', 2, 'an if … fi block', ''],
    ['if a; then b & fi\nfi', 1, 'an if … fi block', ''],
    ['if a; then b | while c; do\nfi\ndone; fi', 3, 'an if … fi block', ''],
    ['if (a\nfi); then b\nfi', 3, 'an if … fi block', ''],
    ['if ! { a\n}; then b\nfi', 3, 'an if … fi block', ''],
    ['if a; then if b; then c; fi fi\nAB=1', 1, 'an if … fi block', ''],
    ['for x in fi done; do\nAB=1\ndone', 3, 'a for … done block', 'AB'],
    ['for in in if; do\nAB=1\ndone', 3, 'a for … done block', 'AB'],
    ['case a in a) b;; esac; case c in\nesac\nAB=2', 1, 'a case … esac block', ''],
    ['if a; then AB_1=1 cD+=2 $EF=3; fi', 1, 'an if … fi block', 'AB_1,cD'],
  ])('%j', (text, lines, what, maySet) => {
    const [, taken, called, may] = block(text);
    expect([taken, called, may]).toEqual([lines, what, maySet]);
  });

  test.each([
    ['cat <<EOF\nAB=1\nEOF', 3],
    ['cat << EOF\nAB=1\nEOF', 3],
    ['cat <<\\EOF\nAB=1\nEOF', 3],
    ['cat <<"EOF"\nAB=1\nEOF', 3],
    ['cat <<-EOF\nAB=1\n\t\tEOF', 3],
    ['cat <<EOF\nAB=1\n\tEOF\nEOF', 4],
    ['cat <<EOF\nAB=1\nEOFX\nE\nEOF', 5],
    ['cat <<A <<B\n1\nA\nB=2\nB', 5],
    ['cat <<-EOF\nE\tOF\n\tEOF', 3],
  ])('a here-document: %j', (text, lines) => {
    const { faults, assignments } = readAssignments(`${text}\nZ=1\n`);
    expect(faults.map((fault) => [fault.line, fault.lines])).toEqual([[1, lines]]);
    expect(assignments.map(({ key, line }) => [key, line])).toEqual([['Z', lines + 1]]);
  });

  test('between two here-documents is what is between them', () => {
    expect(read('cat <<A\nX=0\nA\nX=1\ncat <<B\nX=2\nB\n').found).toEqual(['4+1 X=1']);
  });

  test('what is never closed does not keep what follows from being read', () => {
    expect(read('cat <<EOF\nAB=1\n').found).toEqual(['2+1 AB=1']);
    expect(read('cat <<EOF\nAB=1\ncat <<END\nCD=1\nEND\n').found).toContain('2+1 AB=1');
    expect(read('A="x\nB=1\n').found).toEqual(['2+1 B=1']);
    expect(read('A="$(x "\nB=1\n').found).toEqual(['2+1 B=1']);
  });
});
