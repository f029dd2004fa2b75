import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { convertedFiles } from '../../src/plan/convert.ts';
import { loadBackends } from '../../src/registry.ts';
import { fixturesFolder } from '../support/fixture-cases.ts';
import { foreignRoot } from '../support/foreign-root.ts';
import { rootOf } from '../support/memory-root.ts';

/** What others wrote (fixtures/foreign), carried to every other backend. */
const backends = await loadBackends();
const cases = backends.flatMap((from) => {
  const folder = join(fixturesFolder, 'foreign', from.name);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return names.flatMap((name) =>
    backends.filter((to) => to !== from).map((to) => ({ from, to, name, folder: join(folder, name) })),
  );
});

/** Whose files contradict themselves, or are not the backend's at all. */
const refusals: Readonly<Record<string, readonly string[]>> = {
  'ifcfg suse': ['foreign-layout'],
  'networkd document-limits': ['vlan-on-bond-member'],
};

describe.each(cases)('$from.name $name to $to.name', ({ from, to, name, folder }) => {
  const { view: root } = foreignRoot(join(folder, 'root'));
  const convert = (allowLoss: boolean) =>
    convertedFiles({ from, to, root, rename: new Map(), dropMacMatch: false, allowLoss });

  test('reads back as it was, less what is named', () => {
    const { findings, files, host } = convert(true);
    const errors = findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    const refused = refusals[`${from.name} ${name}`];
    expect(new Set(errors)).toEqual(new Set(refused ?? []));
    if (refused) return expect(files).toEqual([]);
    expect(to.survey(rootOf(files)).host).toEqual(host);
  });
});
