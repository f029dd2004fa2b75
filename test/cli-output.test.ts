import { applyPatch, parsePatch } from 'diff';
import { describe, expect, test } from 'vitest';
import { exitStatusOf } from '../src/cli/exit-status.ts';
import { unifiedDiff } from '../src/cli/output/diff.ts';
import { styleFor } from '../src/cli/output/style.ts';
import { findingLines, table, wrap } from '../src/cli/output/text.ts';
import { drawStack } from '../src/cli/output/tree.ts';
import { type Finding, finding } from '../src/findings/finding.ts';

const plain = styleFor(false, 'never', {});
const terminal = styleFor(true, 'never', {});

const rejected: Finding = {
  severity: 'error',
  code: 'vlan-tag-range',
  kind: 'document',
  message: 'vlan tag 4095 is outside 1..4094',
};

describe('findings', () => {
  const source = "<interface type='vlan' name='v'>\r\n\t<vlan tag='4095'/>\n</interface>\n";
  const found = { ...rejected, at: { file: 'a.xml', line: 2, column: 12 } };

  test('one line each', () => {
    const nowhere = finding('root-busy', { root: '/mnt' });
    expect(findingLines([found, nowhere], plain)).toBe(
      'a.xml:2:12: error: vlan tag 4095 is outside 1..4094 [vlan-tag-range]\n' +
        'ifscribe: error: another ifscribe is changing /mnt; try again when it is done [root-busy]\n',
    );
  });

  test('on a terminal with the line and a caret below the column', () => {
    expect(
      findingLines([found], terminal, () => source)
        .split('\n')
        .slice(1),
    ).toEqual(["    2 |  <vlan tag='4095'/>", `      | ${' '.repeat(11)}^`, '']);
    expect(findingLines([found], plain, () => source).split('\n')).toHaveLength(2);
    expect(findingLines([found], terminal, () => 'one line').split('\n')).toHaveLength(2);
  });

  test('of a long line the part around the column, and never a control character', () => {
    const long = `${'x'.repeat(5000)}\u001b[31m${'y'.repeat(5000)}`;
    const at = { file: 'a\u001b.xml', line: 1, column: 5002 };
    const [head = '', line = '', caret = ''] = findingLines([{ ...found, at }], terminal, () => long).split(
      '\n',
    );
    expect(`${head}${line}`).not.toContain('\u001b');
    expect(line.length).toBeLessThan(130);
    expect(caret.indexOf('^')).toBe(line.indexOf('[31m'));
  });

  test('NO_COLOR, dumb terminals and --color', () => {
    const isColoured = (...of: Parameters<typeof styleFor>): boolean => styleFor(...of).red('x') !== 'x';
    expect(isColoured(true, 'auto', {})).toBe(true);
    expect(isColoured(false, 'auto', {})).toBe(false);
    expect(isColoured(true, 'auto', { NO_COLOR: '1' })).toBe(false);
    expect(isColoured(true, 'auto', { NO_COLOR: '' })).toBe(true);
    expect(isColoured(true, 'auto', { TERM: 'dumb' })).toBe(false);
    expect(isColoured(false, 'always', { NO_COLOR: '1' })).toBe(true);
    expect(isColoured(true, 'never', {})).toBe(false);
  });
});

describe('exit statuses', () => {
  const foreign = finding('in-the-way', { path: '/etc/x' });
  const backend = { ...foreign, kind: 'backend' as const };
  const failure = finding('root-busy', { root: '/' });
  const warning = { ...rejected, severity: 'warning' as const };

  test.each([
    [[], 0],
    [[warning], 0],
    [[foreign], 5],
    [[foreign, backend], 4],
    [[foreign, backend, rejected], 3],
    [[rejected, failure], 1],
    [[failure, finding('usage', { problem: '' })], 64],
  ])('%#', (findings, status) => expect(exitStatusOf(findings)).toBe(status));
});

describe('a stack', () => {
  const nic = {
    type: 'ethernet' as const,
    ours: true,
    start: 'onboot' as const,
    mtu: null,
    mac: null,
    assignedMac: null,
    addresses: [],
    controller: null,
  };
  const draw = (on: Record<string, string[]>): string =>
    drawStack(
      Object.entries(on).map(([name, below]) => ({ ...nic, name, on: below })),
      ({ name }) => name,
    );

  test('is drawn from what nothing stands on', () => {
    expect(
      draw({
        eth0: [],
        eth1: [],
        bond0: ['eth0', 'eth1'],
        'bond0.5': ['bond0'],
        br0: ['bond0.5', 'eth2'],
        eth2: [],
      }),
    ).toBe(['br0', '├─ bond0.5', '│  └─ bond0', '│     ├─ eth0', '│     └─ eth1', '└─ eth2', ''].join('\n'));
  });

  test('names a parent that no document defines, and ends in a circle', () => {
    expect(draw({ v: ['eth0'] })).toBe('v\n└─ eth0 (not defined)\n');
    expect(draw({ top: ['a'], a: ['b'], b: ['a'] })).toBe('top\n└─ a\n   └─ b\n      └─ a\n');
  });
});

describe('a diff', () => {
  const apply = (before: string | undefined, after: string | undefined): string => {
    const [patch] = parsePatch(unifiedDiff({ path: '/etc/x', before, after }));
    return String(applyPatch(before ?? '', patch as NonNullable<typeof patch>));
  };

  test.each([
    [undefined, 'a\nb\n'],
    ['a\nb\n', undefined],
    ['a\nb\n', 'a\nc\n'],
    ['a\nb', 'a\nb\n'],
    [undefined, 'no end of line'],
    ['- looks like a header\n', '+ looks like a header\n'],
  ])('%# leads from the one to the other', (before, after) => expect(apply(before, after)).toBe(after ?? ''));

  test('names what is created and what goes', () => {
    expect(unifiedDiff({ path: '/etc/x', before: undefined, after: 'a\n' })).toBe(
      '--- /dev/null\n+++ b/etc/x\n@@ -0,0 +1,1 @@\n+a\n',
    );
    expect(unifiedDiff({ path: '/etc/x', before: 'a\n', after: undefined })).toBe(
      '--- a/etc/x\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n',
    );
    expect(unifiedDiff({ path: '/etc/x', before: 'a', after: 'a' })).toBe('');
  });

  test('of two large texts without a common line is given up for a plain one', () => {
    const lines = (letter: string): string =>
      Array.from({ length: 30_000 }, (_, n) => `${letter}${n}\n`).join('');
    expect(apply(lines('a'), lines('b'))).toBe(lines('b'));
  });
});

test('tables and paragraphs', () => {
  expect(
    table([
      ['a', 'bb', ''],
      ['ccc', 'd', 'e'],
    ]),
  ).toBe('a    bb\nccc  d   e\n');
  expect(wrap('one two three', '  ', 10)).toBe('  one two\n  three\n');
});
