import { describe, expect, test } from 'vitest';
import { isGlob, matchesGlob } from '../backends/ifupdown/glob.ts';
import { type Entry, lex } from '../backends/ifupdown/lexer.ts';
import { classfulPrefix, prefixOfMask } from '../backends/ifupdown/netmask.ts';
import { readRename, renameFault, renamesIn } from '../backends/ifupdown/renames.ts';
import { expandWords } from '../backends/ifupdown/wordexp.ts';

describe('a pattern, as fnmatch(3) has it', () => {
  test.each([
    ['eth0', ['eth0'], ['eth1', 'eth00', 'xeth0', 'eth', '']],
    ['eth*', ['eth', 'eth0', 'eth0.5'], ['et', 'xeth0']],
    ['*', ['', 'a', '.a', 'a/b'], []],
    ['*0', ['0', 'eth0', 'e00'], ['', 'eth01']],
    ['e*h*0', ['eh0', 'eth0', 'ehh00', 'exhxh0x0'], ['e0h', 'eth', 'th0']],
    ['**a', ['a', 'ba'], ['', 'ab']],
    ['a*', ['a'], ['']],
    ['?', ['a', '?', '*'], ['', 'ab']],
    ['e?h', ['eth', 'e?h'], ['eh', 'etth']],
    ['[ab]c', ['ac', 'bc'], ['c', 'abc', 'cc', '[ab]c']],
    ['[a-c]', ['a', 'b', 'c'], ['d', '`', '-', '']],
    ['[a-cx-z]', ['b', 'x', 'z'], ['d', 'w', '-']],
    ['[!a-c]', ['d', '-', '!'], ['a', 'b', 'c', '']],
    ['[^a]', ['b', '^'], ['a']],
    ['[a!]', ['a', '!'], ['b']],
    ['[]a]', [']', 'a'], ['b', '[', '']],
    ['[!]]', ['a', '['], [']']],
    ['[a-]', ['a', '-'], ['b']],
    ['[-a]', ['a', '-'], ['b']],
    ['[c-a]', [], ['a', 'b', 'c', '-']],
    ['[a-c-e]', ['a', 'b', 'c', '-', 'e'], ['d']],
    ['p[0-9]*', ['p0', 'p12p1'], ['p', 'px']],
    ['[', ['['], ['', 'a', '[[']],
    ['a[b', ['a[b'], ['ab', 'a']],
    ['[]', ['[]'], [']', '']],
    ['[!]', ['[!]'], ['!', 'a']],
    ['[[]', ['['], ['[[]', ']']],
    ['\\*', ['*'], ['a', '\\*', '']],
    ['\\a\\?', ['a?'], ['ab', '\\a?']],
    ['\\[a]', ['[a]'], ['a']],
    ['*\\*', ['*', 'a*'], ['a']],
    ['', [''], ['a']],
  ])('%s', (pattern, matched, others) => {
    expect(matched.filter((text) => !matchesGlob(pattern, text))).toEqual([]);
    expect(others.filter((text) => matchesGlob(pattern, text))).toEqual([]);
  });

  test('is one where a character of it means more than itself', () => {
    expect(['*', 'a?', 'e[01]', 'e['].map(isGlob)).toEqual([true, true, true, true]);
    expect(['', 'eth0', 'a]', '\\'].map(isGlob)).toEqual([false, false, false, false]);
  });
});

describe('the words of a source line, as wordexp(3) has them', () => {
  test.each<[string, string[]]>([
    ['/a', ['/a']],
    ['/a/*.cfg', ['/a/*.cfg']],
    ['/a /b\t/c', ['/a', '/b', '/c']],
    ['  /a  ', ['/a']],
    ['', []],
    ['/a#b', ['/a#b']],
    ['/a~', ['/a~']],
    ['/a=b,c:%d@e!f^', ['/a=b,c:%d@e!f^']],
    // What is quoted is no wildcard.
    [`/a'*?[\\b]'`, ['/a\\*\\?\\[\\\\b]']],
    ['"/a b*"', ['/a b\\*']],
    ['/a\\*\\b\\ c', ['/a\\*b c']],
    ['/a\\\\', ['/a\\\\']],
    ['"\\$\\`\\"\\\\\\a"', ['$`"\\\\\\\\a']],
    [`"a'b"'c"d'`, [`a'bc"d`]],
    ["''", ['']],
    ['"" /a', ['', '/a']],
    [`/a""'' /b`, ['/a', '/b']],
    ["'$a `b` |&;<>(){} ~'", ['$a `b` |&;<>(){} ~']],
    ['"|&;<>(){} ~"', ['|&;<>(){} ~']],
    ['\\| \\~', ['|', '~']],
  ])('%s', (text, patterns) => {
    expect(expandWords(text)).toEqual({ patterns });
  });

  test.each([
    ...['/a;', '/a|b', '/a&', '<a', '/a>', '(a', '/a)', '/{a,b}', '/a}'],
    ...['/a\\', '`a`', '"`a`"', '/$(a)', '"$(a)"', "/a'", '/a"', `"a'`],
  ])('%s is refused', (text) => {
    expect(expandWords(text)).toEqual({ refused: expect.stringMatching(/./) });
  });

  test.each(['$HOME/a', '/a/$b', '"$b"', '~/a', '/a ~b'])('%s depends on the environment of ifup', (text) => {
    expect(expandWords(text)).toEqual({ unknown: expect.stringMatching(/./) });
  });
});

describe('a netmask', () => {
  test.each([
    ['255.255.255.0', 24],
    ['255.255.255.255', 32],
    ['0.0.0.0', 0],
    ['128.0.0.0', 1],
    ['255.255.254.0', 23],
    ['0', 0],
    ['24', 24],
    ['32', 32],
    ['33', undefined],
    ['255.0.255.0', undefined],
    ['0.0.0.255', undefined],
    ['255.255.255', undefined],
    ['255.255.255.0.0', undefined],
    ['255.255.256.0', undefined],
    ['1.1', undefined],
    ['', undefined],
    ['ffffff00', undefined],
  ])('%s: %s', (text, prefix) => expect(prefixOfMask(text)).toBe(prefix));

  test.each([
    ['0.0.0.1', 8],
    ['127.255.255.255', 8],
    ['128.0.0.1', 16],
    ['191.255.0.1', 16],
    ['192.0.0.1', 24],
    ['223.255.255.1', 24],
    ['224.0.0.1', 32],
    ['255.0.0.1', 32],
    ['10', undefined],
    ['10.0.0', undefined],
    ['10.0.0.256', undefined],
    ['eth0', undefined],
  ])('that goes with %s: %s', (address, prefix) => expect(classfulPrefix(address)).toBe(prefix));
});

describe('a rename', () => {
  test.each([
    ['eth0=lan', { current: 'eth0', name: 'lan' }],
    ['mac/02:*=lan', { current: 'mac/02:*', name: 'lan' }],
    ['eth0=', { current: 'eth0', name: '' }],
    ['eth0=a=b', { current: 'eth0', name: 'a=b' }],
    ['=a', { current: '', name: 'a' }],
    ['eth0', undefined],
  ])('%s', (word, said) => expect(readRename(word)).toEqual(said));

  test('of several the first counts; which device a pattern is about nobody can tell', () => {
    const text = 'auto eth8=x\nrename eth0=a eth0=b /eth1=c mac/02:*=d eth2=\nrename eth2=e eth3\n';
    const { entries } = lex(text, '/f');
    expect([...renamesIn(entries)]).toEqual([
      ['eth0', 'a'],
      ['eth2', 'e'],
    ]);
    expect(renameFault(entries)).toEqual({
      ...{ path: '/f', line: 3, lines: 1 },
      problem: 'rename eth3 says no new name',
    });
    expect(renameFault(lex('rename eth0=a mac/02:*\nauto eth1\n', '/f').entries)).toBeUndefined();
  });
});

describe('the lines of a file, as ifup cuts it', () => {
  const read = (text: string) => lex(text, '/f');
  const faultOf = (text: string) => read(text).fault?.problem;
  const optionsOf = (text: string) =>
    read(`iface eth0 inet manual\n${text}`).entries.flatMap((entry: Entry) =>
      entry.kind === 'iface' ? entry.options.map(({ keyword, value, lines }) => [keyword, value, lines]) : [],
    );

  test.each<[string, (string | number)[][]]>([
    ['a b', [['a', 'b', 1]]],
    [' \t\v\f\ra \t\v\f\rb  c \t\v\f\r\n', [['a', 'b  c', 1]]],
    ['a b#c # d\n', [['a', 'b#c # d', 1]]],
    ['# a b\n  # c d\n\n \t\na b', [['a', 'b', 1]]],
    ['a b\\\nc\n', [['a', 'bc', 2]]],
    ['a \\\n  b \\\n c\n', [['a', 'b  c', 3]]],
    ['a b\\\\\nc\n', [['a', 'b\\c', 2]]],
    // A comment is never continued, and the last line has nothing to be continued with.
    ['# a\\\nb c\n', [['b', 'c', 1]]],
    ['a b\\', [['a', 'b', 1]]],
    ['a b\\\nc\\\\\n', [['a', 'bc', 2]]],
    [
      'a b\\ \nc d\n',
      [
        ['a', 'b\\', 1],
        ['c', 'd', 1],
      ],
    ],
    // A NUL ends a line.
    [
      'a b\0c\nd e\n',
      [
        ['a', 'b', 1],
        ['d', 'e', 1],
      ],
    ],
    ['\0a b\nc d', [['c', 'd', 1]]],
    ['a b\\\nc\0d\n', [['a', 'bc', 2]]],
    [
      'post-up a\npre-down b\npre-up c\npost-down d',
      [
        ['up', 'a', 1],
        ['down', 'b', 1],
        ['pre-up', 'c', 1],
        ['post-down', 'd', 1],
      ],
    ],
  ])('%j', (text, options) => {
    expect(optionsOf(text)).toEqual(options);
  });

  test('where a line stands', () => {
    expect(read('\nauto a \\\nb\n\nauto c').entries).toMatchObject([
      { line: 2, lines: 2, words: ['a', 'b'] },
      { line: 5, lines: 1, words: ['c'] },
    ]);
    expect(lex('auto a', '/f', 7).entries).toMatchObject([{ line: 7 }]);
  });

  test.each<[string, object]>([
    ['inet manual', { family: 'inet', method: 'manual' }],
    ...['loopback', 'static', 'dhcp', 'bootp', 'tunnel', 'ppp', 'wvdial', 'ipv4ll'].map(
      (method): [string, object] => [`inet ${method}`, { family: 'inet', method }],
    ),
    ...['auto', 'loopback', 'static', 'manual', 'dhcp', 'tunnel', 'v4tunnel', '6to4'].map(
      (method): [string, object] => [`inet6 ${method}`, { family: 'inet6', method }],
    ),
    ['ipx static', { family: 'ipx', method: 'static' }],
    ['ipx dynamic', { family: 'ipx', method: 'dynamic' }],
    ['can static', { family: 'can', method: 'static' }],
    ['meta none', { family: 'meta', method: 'none' }],
    ['inherits a', { inherits: 'a' }],
    ['inet inherits a', { family: 'inet', inherits: 'a' }],
    ['inet manual inherits a', { family: 'inet', method: 'manual', inherits: 'a' }],
    ['inet manual more words', { family: 'inet', method: 'manual' }],
  ])('iface eth0 %s', (head, said) => {
    const place = { path: '/f', line: 1, lines: 1 };
    expect(read(`iface eth0 ${head}`)).toEqual({
      entries: [{ kind: 'iface', ...place, name: 'eth0', ...said, options: [] }],
    });
  });

  test.each([
    ['iface', 'iface needs a name, a family and a method'],
    ['iface eth0', 'iface needs a name, a family and a method'],
    ['iface eth0 inet', 'nothing is no method of inet that ifup knows'],
    ['iface eth0 inet auto', 'auto is no method of inet that ifup knows'],
    ['iface eth0 inet6 ppp', 'ppp is no method of inet6 that ifup knows'],
    ['iface eth0 can manual', 'manual is no method of can that ifup knows'],
    ['iface eth0 inet5 static', 'inet5 is no family that ifup knows'],
    ['iface eth0 inherits', 'inherits needs the name of a stanza'],
    ['iface eth0 inet inherits', 'inherits needs the name of a stanza'],
    ['iface eth0 inet manual inherits', 'inherits needs the name of a stanza'],
    ['address 192.0.2.1', 'address stands outside of a stanza'],
    ['allow- eth0', 'allow- stands outside of a stanza'],
    ['iface a inet manual\nmtu', 'mtu has no value'],
    ['iface a inet manual\nauto b\nmtu 1400', 'mtu stands outside of a stanza'],
    ['iface a inet manual\nrename\nmtu 1400', 'mtu stands outside of a stanza'],
    ['iface a inet manual\nsource b\nmtu 1400', 'mtu stands outside of a stanza'],
    ['mapping a\nmtu 1400', 'mtu is no line of a mapping'],
    ['mapping a\nscript b\nmap c\nscript d', 'the mapping has a script already'],
  ])('%j: ifup gives up', (text, problem) => expect(faultOf(text)).toBe(problem));

  test.each([
    'iface a inet manual\nauto\nmtu 1400',
    'iface a inet manual\nallow-hotplug\nmtu 1400',
    'iface a inet manual\nno-scripts\nmtu 1400',
    'iface a inet manual\nno-auto-down\nmtu 1400',
    'mapping a\nscript b\nmap c\nmap d\nmap',
    'mapping a\nmap c\nscript b',
    'mapping a\nscript b\nmapping c\nscript d',
    'auto',
    'source',
    'allow-x y',
  ])('%j: ifup reads on', (text) => expect(faultOf(text)).toBeUndefined());

  test.each([
    ['source /a b', { kind: 'source', directory: false, pattern: '/a b' }],
    ['source-directory /a', { kind: 'source', directory: true, pattern: '/a' }],
    ['source-dir /a', { kind: 'source', directory: true, pattern: '/a' }],
    ['auto a  b', { kind: 'selection', keyword: 'auto', words: ['a', 'b'] }],
    ['auto', { kind: 'selection', keyword: 'auto', words: [] }],
    ['rename a=b', { kind: 'selection', keyword: 'rename', words: ['a=b'] }],
    [
      'mapping a b\nscript c',
      { kind: 'mapping', words: ['a', 'b'], options: [{ keyword: 'script', value: 'c' }] },
    ],
  ])('%s', (text, entry) => expect(read(text).entries).toMatchObject([entry]));

  test('a selection alone in a stanza is about its interface', () => {
    const [, selection] = read('iface a inet manual\nauto\n').entries;
    expect(selection).toMatchObject({ words: ['a'], inStanza: true });
    expect(read('iface a inet manual\nauto b\n').entries[1]).not.toHaveProperty('inStanza');
  });
});
