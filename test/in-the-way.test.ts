import { describe, expect, test } from 'vitest';
import type { Backend, Detection } from '../src/backend.ts';
import { planApply } from '../src/plan/plan.ts';
import { loadBackends } from '../src/registry.ts';
import { define, ethernet } from './support/hosts.ts';
import { memoryRoot } from './support/memory-root.ts';
import { plainBackend } from './support/plain-backend.ts';

const definitions = [define(ethernet('eth0'))];

/** Findings of planning eth0 into a root of these files, as `severity code file`. */
function found(backend: Backend, files: Record<string, string>, others: Backend[] = []): string[] {
  const place = { backend, others, root: memoryRoot(files), sources: new Map() };
  const { findings } = planApply({ ...place, definitions, prune: false, allowLoss: false });
  return findings
    .filter(({ kind }) => kind === 'foreign')
    .map(({ severity, code, at }) => `${severity} ${code} ${at?.file}`);
}

const backends = (await loadBackends()).map((backend) => {
  const files = backend.render({ interfaces: [ethernet('eth0')] });
  return {
    backend,
    name: backend.name,
    paths: files.filter(({ shared }) => !shared).map(({ path }) => path),
  };
});

describe.each(backends.filter(({ paths }) => paths.length > 0))('$name', ({ backend, paths }) => {
  test.each(['', '# mine\n', 'x', '[Match]\nName=eth7\n', 'DEVICE=eth7\n'])(
    'a file at the path of ours is not overwritten, whatever stands in it: %j',
    (text) => {
      for (const path of paths)
        expect(found(backend, { [path]: text })).toContain(`error foreign-file ${path}`);
    },
  );
});

test.each<[Detection['verdict'], string]>([
  ['boots', 'error foreign-pattern-wins'],
  ['installed', 'warning foreign-pattern'],
  ['absent', 'warning foreign-pattern'],
])('a pattern in the format of another backend that is: %s', (verdict, expected) => {
  const other: Backend = { ...plainBackend(), detect: () => ({ verdict, evidence: [] }) };
  for (const { backend } of backends)
    expect(found(backend, { '/etc/plain/any': 'x' }, [other])).toEqual([`${expected} /etc/plain/any`]);
});
