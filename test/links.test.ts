import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { carryOut } from '../src/apply/carry-out.ts';
import { locate } from '../src/apply/steps.ts';
import { unifiedDiff } from '../src/cli/output/diff.ts';
import { type Change, linkChange } from '../src/plan/change.ts';
import { leadsTo, linkChanges } from '../src/plan/links.ts';
import { openRoot } from '../src/root/disk-root.ts';
import type { Link } from '../src/services/layer.ts';
import { snapshot, temporaryFolder } from './support/command.ts';

const unit = '/etc/systemd/system/a.service';
const link: Link = { path: '/etc/systemd/system/x.target.wants/a.service', target: unit, network: 'lab' };
const subject = (network: string) => ({ network });
const touching = (...names: string[]) => ({ touched: new Set(names), subject });

async function apply(folder: string, changes: readonly Change[]) {
  const root = openRoot(folder);
  const { steps, findings } = locate(root, changes);
  expect(findings).toEqual([]);
  await carryOut(root, steps, { signal: undefined });
}

describe('links that enable units', () => {
  test('are made with the folders they need, and go again', async () => {
    const folder = temporaryFolder();
    const made = linkChanges(openRoot(folder).view, { before: [], after: [link] }, touching('lab'));
    await apply(folder, made.changes);
    expect(snapshot(folder)['/etc/systemd/system/x.target.wants/a.service']).toBe(`-> ${unit}`);
    const gone = linkChanges(openRoot(folder).view, { before: [link], after: [] }, touching('lab'));
    await apply(folder, gone.changes);
    expect(snapshot(folder)).toEqual({
      '/': '755/',
      '/etc': '755/',
      '/etc/systemd': '755/',
      '/etc/systemd/system': '755/',
      '/etc/systemd/system/x.target.wants': '755/',
    });
  });

  test('that stand stay as they are, absolute or relative', () => {
    for (const said of [unit, '../a.service', '../../system/./a.service']) {
      expect(leadsTo(link, said), said).toBe(true);
      const folder = temporaryFolder();
      mkdirSync(join(folder, 'etc/systemd/system/x.target.wants'), { recursive: true });
      symlinkSync(said, join(folder, link.path));
      const { changes, findings } = linkChanges(
        openRoot(folder).view,
        { before: [link], after: [link] },
        touching('lab'),
      );
      expect(findings).toEqual([]);
      expect(changes.map(({ action }) => action)).toEqual(['unchanged']);
    }
    for (const said of ['/dev/null', '../b.service', '../../a.service', 'a.service'])
      expect(leadsTo(link, said), said).toBe(false);
  });

  test('what else stands in their place is in the way, and is not removed', () => {
    for (const put of [
      (path: string) => symlinkSync('/dev/null', path),
      (path: string) => writeFileSync(path, 'mine\n'),
      (path: string) => mkdirSync(path),
    ]) {
      const folder = temporaryFolder();
      mkdirSync(join(folder, 'etc/systemd/system/x.target.wants'), { recursive: true });
      put(join(folder, link.path));
      const { view } = openRoot(folder);
      const made = linkChanges(view, { before: [], after: [link] }, touching('lab'));
      expect(made.findings.map(({ code, network }) => [code, network])).toEqual([['foreign-file', 'lab']]);
      expect(linkChanges(view, { before: [link], after: [] }, touching('lab')).changes).toEqual([]);
    }
  });

  test('of what the run is not about stay away where someone removed them', () => {
    const { view } = openRoot(temporaryFolder());
    const both = { before: [link], after: [link] };
    expect(linkChanges(view, both, touching('other')).changes).toEqual([]);
    expect(linkChanges(view, both, touching('lab')).changes.map(({ action }) => action)).toEqual(['create']);
  });

  test('are taken back when a later step fails', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'etc'));
    const before = snapshot(folder);
    const tooLong = `/etc/${'x'.repeat(250)}`;
    const failing: Change = {
      path: tooLong,
      action: 'create',
      mode: 0o644,
      before: undefined,
      after: 'x\n',
    };
    const changes = [linkChange(link.path, undefined, link.target), failing];
    await expect(apply(folder, changes)).rejects.toThrow();
    expect(snapshot(folder)).toEqual(before);
  });

  test('a diff of one is one that patch can carry out', () => {
    expect(unifiedDiff(linkChange('/etc/l', undefined, '/t'))).toBe(
      'diff --git a/etc/l b/etc/l\nnew file mode 120000\n--- /dev/null\n+++ b/etc/l\n@@ -0,0 +1,1 @@\n+/t\n\\ No newline at end of file\n',
    );
    expect(unifiedDiff(linkChange('/etc/l', '/t', undefined))).toContain('deleted file mode 120000');
  });
});
