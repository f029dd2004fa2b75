import { describe, expect, test } from 'vitest';
import { ifupdown } from '../backends/ifupdown/index.ts';
import { entriesOf } from '../backends/ifupdown/lexer.ts';
import { MAIN_FILE, OUR_FILE } from '../backends/ifupdown/paths.ts';
import type { Interface } from '../src/model/interface.ts';
import { planApply } from '../src/plan/plan.ts';
import { planUndefine } from '../src/plan/undefine.ts';
import { define, ethernet } from './support/hosts.ts';
import { memoryRoot, rootAfter } from './support/memory-root.ts';

type Files = Record<string, string>;

const place = (files: Files) => ({ backend: ifupdown, others: [], root: memoryRoot(files) });
const apply = (files: Files, ...interfaces: Interface[]): Files => {
  const definitions = interfaces.map((iface) => define(iface));
  const documents = { definitions, sources: new Map(), prune: false, allowLoss: false };
  return rootAfter(files, planApply({ ...place(files), ...documents }).changes).files;
};
const undefine = (files: Files, ...names: string[]): Files =>
  rootAfter(files, planUndefine({ ...place(files), names }).changes).files;

const eth0 = ethernet('eth0');
const eth1 = ethernet('eth1');
const MINE = 'auto eth9\niface eth9 inet dhcp\n';

describe('our file, shared with others', () => {
  test('a last line that does not end takes nothing of ours', () => {
    const text = apply({ [OUR_FILE]: MINE.trimEnd() }, eth0)[OUR_FILE] ?? '';
    expect(text.startsWith(`${MINE}# ifscribe 1: eth0,`)).toBe(true);
    expect(entriesOf(text)[1]).toMatchObject({ kind: 'iface', name: 'eth9', method: 'dhcp' });
  });

  test('nor does ours where someone cut its last line feed', () => {
    const files = apply({}, eth0);
    const cut = { ...files, [OUR_FILE]: (files[OUR_FILE] as string).trimEnd() };
    const text = apply(cut, eth1)[OUR_FILE] ?? '';
    expect(text.split('\n').filter((line) => line.startsWith('# ifscribe 1:'))).toHaveLength(2);
  });

  test('is read as long as it holds stanzas of others, or of a later version', () => {
    const files = apply({}, eth0);
    const main = files[MAIN_FILE];
    const shared = { ...files, [OUR_FILE]: `${files[OUR_FILE]}${MINE}` };
    expect(undefine(shared, 'eth0')).toEqual({ [MAIN_FILE]: main, [OUR_FILE]: MINE });
    const later = { ...files, [OUR_FILE]: (files[OUR_FILE] as string).replace('ifscribe 1:', 'ifscribe 2:') };
    expect(undefine(later, 'eth1')).toEqual(later);
  });
});

test("initscripts' ifup is another program", () => {
  const root = memoryRoot({ '/usr/sbin/ifup': '', '/etc/sysconfig/network-scripts/network-functions': '' });
  expect(ifupdown.detect(root).verdict).toBe('absent');
});

describe('/etc/network/interfaces', () => {
  test.each(['auto lo\n', 'auto lo', '\n', '', '# mine\n\n\n', 'auto lo\\\n'])(
    'is byte for byte as before when everything is removed again: %j',
    (text) => {
      const before = { [MAIN_FILE]: text };
      expect(undefine(apply(before, eth0), 'eth0')).toEqual(before);
    },
  );

  test('keeps its line where there is nothing to remove', () => {
    const files = { [MAIN_FILE]: apply({}, eth0)[MAIN_FILE] ?? '' };
    expect(undefine(files, 'nope0')).toEqual(files);
  });
});
