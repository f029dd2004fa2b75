import { describe, expect, test } from 'vitest';
import { readCommands } from '../backends/ifupdown/shell-command.ts';

const variables: Readonly<Record<string, string>> = {
  IFACE: 'br0',
  IF_BRIDGE_PORTS: 'eth0 eth1',
  _a1: 'x',
};
const read = (text: string) => readCommands(text, (name) => variables[name]);
const wordsOf = (text: string) => read(text)?.map(({ words }) => words);

describe('the words of a command, as /bin/sh has them', () => {
  test.each<[string, string[]]>([
    ['ip link set eth0 up', ['ip', 'link', 'set', 'eth0', 'up']],
    ['ip  link\tset \t eth0 up', ['ip', 'link', 'set', 'eth0', 'up']],
    ['a', ['a']],
    ['a.b_c,d:e@f%g+h=i/j-k', ['a.b_c,d:e@f%g+h=i/j-k']],
    ['a 2>/dev/null', ['a']],
    ['a b || true', ['a', 'b']],
    ['a b 2>/dev/null || true', ['a', 'b']],
    // Quotes.
    [`a "b c" 'd e' f`, ['a', 'b c', 'd e', 'f']],
    [`a "b"'c'd`, ['a', 'bcd']],
    [`a '' ""`, ['a', '', '']],
    [`a "it's" 'so "quoted"'`, ['a', "it's", 'so "quoted"']],
    [`a '$IFACE \`id\` \\ ;|&'`, ['a', '$IFACE `id` \\ ;|&']],
    ['a "b; c && d || e > f # g"', ['a', 'b; c && d || e > f # g']],
    ['a "*?[x]{y}(z)~!<"', ['a', '*?[x]{y}(z)~!<']],
    // A backslash takes any meaning from what follows it; within double quotes from a few characters only.
    ['a b\\ c \\* \\\\ \\$IFACE \\"', ['a', 'b c', '*', '\\', '$IFACE', '"']],
    ['a "b\\ c \\* \\\\ \\$IFACE \\" \\`"', ['a', 'b\\ c \\* \\ $IFACE " `']],
    ['a b\\;c', ['a', 'b;c']],
    // Variables.
    [`a $IFACE \${IFACE}`, ['a', 'br0', 'br0']],
    [`a x$IFACE/y x\${IFACE}y "$IFACE"`, ['a', 'xbr0/y', 'xbr0y', 'br0']],
    ['a $IFACE.5 $_a1', ['a', 'br0.5', 'x']],
    // Comments.
    ['a b # c; d `e` "', ['a', 'b']],
    ['a b#c', ['a', 'b#c']],
    ['a # b', ['a']],
    // The command test(1), and names that only look like a pattern.
    ['[ -e /a ]', ['[', '-e', '/a', ']']],
    ['[ -e /a ];', ['[', '-e', '/a', ']']],
    ['[\t-e /a ]', ['[', '-e', '/a', ']']],
    // Output that goes nowhere.
    ['a >/dev/null', ['a']],
    ['a > /dev/null 2>&1', ['a']],
    ['a 1>/dev/null 2>/dev/null b', ['a', 'b']],
    ['a >>\t/dev/null', ['a']],
    ['a >&2', ['a']],
    ['a >&2;', ['a']],
    ['a 2>&1 >/dev/null', ['a']],
    ['a 0>/dev/null', ['a']],
    ['>/dev/null a', ['a']],
    ['a >"/dev/null"', ['a']],
  ])('%s', (text, words) => {
    expect(read(text)).toEqual([{ words }]);
  });

  test.each([
    ['a | b'],
    ['a & b'],
    ['a &'],
    ['a `b`'],
    ['a "`b`"'],
    ['a $(b)'],
    ['a "$(b)"'],
    ['a $((1+1))'],
    ['a $UNKNOWN'],
    [`a \${IFACE%%.*}`],
    [`a \${IFACE`],
    ['a $1'],
    ['a $?'],
    ['a $'],
    // Not one word, but two.
    ['a $IF_BRIDGE_PORTS'],
    ['a *'],
    ['a b?'],
    ['a [bc]'],
    ['a b[c]'],
    ['a x]'],
    ['[-e /a ]'],
    ['[[ -e /a ]]'],
    ['a {b,c}'],
    ['a ~'],
    ['! a'],
    ['(a)'],
    ['a <b'],
    ['a <<b'],
    ['a >&-'],
    ['a &>b'],
    ['a 2>b'],
    ['a 0>b'],
    ['a 3>b'],
    ['a >'],
    ['a >;'],
    ['a >""'],
    ['a >$UNKNOWN'],
    ['a >|b'],
    ['a ># b'],
    ['a >> # b'],
    ['a >>&1'],
    ['a > &1'],
    ['a >&2b'],
    ['a >&3'],
    ['a b>c'],
    ['a "b'],
    ["a 'b"],
    ["a '"],
    ['a "'],
    ['a \\'],
    ['a "\\'],
  ])('%s: not certain', (text) => {
    expect(read(text)).toBeUndefined();
  });
});

describe('one command after the other', () => {
  test.each<[string, string[][]]>([
    ['a b; c', [['a', 'b'], ['c']]],
    ['a b;c;', [['a', 'b'], ['c']]],
    ['a && b&&c', [['a'], ['b'], ['c']]],
    ['a "b" && c; d # e', [['a', 'b'], ['c'], ['d']]],
    ['a || true; b || true', [['a'], ['b']]],
    ['a || :', [['a']]],
    ['a||/bin/true', [['a']]],
    ['a || exit 0', [['a']]],
    ['a "b" || true || true', [['a', 'b']]],
    ['true', [['true']]],
    ['true || true', [['true']]],
    [
      'a "b"; exit 0',
      [
        ['a', 'b'],
        ['exit', '0'],
      ],
    ],
  ])('%s', (text, commands) => {
    expect(wordsOf(text)).toEqual(commands);
  });

  test.each([
    ['a || b'],
    ['a || exit 1'],
    ['a || exit 01'],
    ['a || is true'],
    ['a || true b'],
    ['a || true >b'],
    ['true || b'],
    ['a || true || b'],
    // The shell takes none of these for commands.
    ['a ;; b'],
    ['; a'],
    ['&& a'],
    ['|| true'],
    ['a &&'],
    ['a ||'],
    ['a && # b'],
    ['a && ; b'],
    ['a && || b'],
    ['a ; || true'],
    // No command at all.
    ['>/dev/null'],
    ['a; >b'],
    ['# a'],
    [';'],
    [''],
  ])('%s: not certain', (text) => {
    expect(read(text)).toBeUndefined();
  });
});

describe('where the output of a command goes', () => {
  test.each([
    ['echo 1 > /proc/a', '/proc/a'],
    ['echo 1 >/proc/$IFACE', '/proc/br0'],
    ['echo 1 1>"/proc/a"', '/proc/a'],
    ['echo 1 >> /proc/a 2>/dev/null', '/proc/a'],
    ['echo 1 >/proc/a >/proc/b', '/proc/b'],
    ['>/proc/a echo 1', '/proc/a'],
  ])('%s', (text, output) => {
    expect(read(text)).toEqual([{ words: ['echo', '1'], output }]);
  });

  test('a digit before it is the descriptor where it stands alone', () => {
    expect(read('echo 1>/proc/a')).toEqual([{ words: ['echo'], output: '/proc/a' }]);
    expect(read('echo 1>/dev/null')).toEqual([{ words: ['echo'] }]);
  });
});

describe('a command that only runs without a device', () => {
  test.each([
    ['ip link show br0'],
    ['ip link show dev br0'],
    ['ip li ls br0'],
    ['ip lin sh br0'],
    ['ip l list dev br0'],
    ['ip link sho br0'],
    ['/sbin/ip link show br0'],
    ['/bin/ip link show br0'],
    ['/usr/sbin/ip link show br0'],
    ['ip -o link show br0 >/dev/null 2>&1'],
    ['ip -d -o -br link show br0'],
    ['[ -d /sys/class/net/br0 ]'],
    ['[ -e /sys/class/net/br0/ ]'],
    ['[ -L /sys/class/net/$IFACE ]'],
    ['[ -d /sys/class/net/br0/bridge ]'],
    ['[ -d /sys/class/net/br0/bonding ]'],
    ['test -d /sys/class/net/br0'],
    ['test -e /sys/class/net/br0/bonding'],
  ])('%s', (question) => {
    expect(read(`${question} || a`)).toEqual([{ words: ['a'], unlessThere: 'br0' }]);
    expect(read(`b && ${question} || a || true; c`)).toEqual([
      { words: ['b'] },
      { words: ['a'], unlessThere: 'br0' },
      { words: ['c'] },
    ]);
  });

  test.each([
    ['echo ip link show br0'],
    ['ip link show br0 up'],
    ['ip link show up dev br0'],
    ['ip link show type bridge'],
    ['ip addr show br0'],
    ['ip link show br0 > /run/br0'],
    ['xip link show br0'],
    ['/opt/ip link show br0'],
    ['[ ! -d /sys/class/net/br0 ]'],
    ['[ -f /sys/class/net/br0 ]'],
    ['[ -d /sys/class/net/br0/brif ]'],
    ['[ -d /sys/class/net/br0/bridge/x ]'],
    ['[ -d /sys/class/net/br0 ] x'],
    ['[ -d /sys/class/net/br0'],
    ['x [ -d /sys/class/net/br0 ]'],
    ['test -d /sys/class/net/br0/brif'],
    ['test -d /sys/class/net/br0 -a -e /x'],
    ['latest -d /sys/class/net/br0'],
    ['test -n br0'],
  ])('%s asks for something else', (question) => {
    expect(read(`${question} || a`)).toBeUndefined();
  });

  test('and nothing more is certain where that is no last word', () => {
    expect(read('[ -d /sys/class/net/br0 ] || a || b')).toBeUndefined();
    expect(read('[ -d /sys/class/net/br0 ] || a && b')).toEqual([
      { words: ['a'], unlessThere: 'br0' },
      { words: ['b'] },
    ]);
    expect(read('[ -d /sys/class/net/br0 ] || a >b')).toEqual([
      { words: ['a'], output: 'b', unlessThere: 'br0' },
    ]);
  });
});
