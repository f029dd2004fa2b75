import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type FormName, forms, published } from '../src/cli/output/forms.ts';
import {
  bridge,
  brokenVlan,
  buildCommand,
  rootWith,
  run,
  temporaryFolder,
  writeBelow,
} from './support/command.ts';

const command = buildCommand();

/** Runs with --json and holds the answer against the published form, which must name every key. */
function ask(form: FormName, words: string[], input = '') {
  const { status, stdout, stderr } = run(command, [...words, '--json'], { input });
  const answer = JSON.parse(stdout);
  expect(forms[form].parse(answer)).toEqual(answer);
  expect(stderr).toBe('');
  expect(answer.ok).toBe(status === 0 || status === 2);
  expect(answer.ok).toBe(!answer.diagnostics.some((d: { severity: string }) => d.severity === 'error'));
  return { status, answer };
}

const on = (root: string, ...words: string[]): string[] => [...words, '--root', root, '-b', 'networkd'];

test('apply, plan and undefine at every exit status', () => {
  const root = rootWith();
  const fine = bridge();
  const inexpressible = bridge().replace("stp='off'", "stp='off' delay='0.001'");

  const plan = ask('result', on(root, 'plan', '--detailed-exitcode'), fine);
  expect(plan.status).toBe(2);
  expect(plan.answer).toMatchObject({ changed: true, backend: 'networkd', root });
  expect(plan.answer.files.length).toBeGreaterThan(0);
  for (const file of plan.answer.files)
    expect(file).toMatchObject({ action: 'create', mode: '0644', diff: expect.stringMatching(/^--- /) });

  const apply = ask('result', on(root, 'apply'), fine);
  expect(apply.status).toBe(0);
  expect(apply.answer.changed).toBe(true);
  expect(apply.answer.files.map(({ path }: { path: string }) => path)).toEqual(
    plan.answer.files.map(({ path }: { path: string }) => path),
  );
  expect(apply.answer.interfaces).toContainEqual({ name: 'br0', type: 'bridge', action: 'create' });

  const again = ask('result', on(root, 'apply', '--detailed-exitcode'), fine);
  expect(again.status).toBe(0);
  expect(again.answer.changed).toBe(false);
  expect(again.answer.files.length).toBe(apply.answer.files.length);
  for (const file of again.answer.files) expect(file.action).toBe('unchanged');

  const rejected = ask('result', on(root, 'apply', '-'), brokenVlan);
  expect(rejected.status).toBe(3);
  expect(rejected.answer.diagnostics[0]).toMatchObject({ code: 'vlan-tag-range', file: '<stdin>', line: 2 });
  expect(ask('result', on(root, 'apply'), inexpressible).status).toBe(4);
  expect(ask('result', on(root, 'apply', '--allow-loss', '--dry-run'), inexpressible).status).toBe(0);
  writeBelow(root, 'etc/systemd/network/05-mine.network', '[Match]\nName=br0\n');
  expect(ask('result', on(root, 'apply'), fine.replace("'24'", "'25'")).status).toBe(5);
  expect(ask('result', on('/nonexistent-root', 'apply'), fine).status).toBe(1);
  expect(ask('result', on(root, 'apply', '--frobnicate')).status).toBe(64);
  expect(ask('result', on(root, 'apply', '/nonexistent.xml')).status).toBe(1);

  const gone = ask('result', on(root, 'undefine', 'br0'));
  expect(gone.status).toBe(0);
  expect(gone.answer.changed).toBe(true);
  const absent = ask('result', on(root, 'undefine', 'br0'));
  expect(absent.answer).toMatchObject({ ok: true, changed: false, diagnostics: [{ code: 'not-there' }] });
});

test('validate and render', () => {
  expect(ask('result', ['validate'], bridge()).answer).toMatchObject({ changed: false, backend: null });
  expect(ask('result', ['validate'], brokenVlan).status).toBe(3);
  const rendered = ask('result', ['render', '-b', 'networkd'], bridge()).answer;
  expect(rendered.changed).toBe(false);
  for (const file of rendered.files) expect(file.content).toContain('\n');
  const out = join(temporaryFolder(), 'out');
  expect(ask('result', ['render', '-b', 'networkd', '--out', out], bridge()).answer.changed).toBe(true);
  expect(ask('result', ['render', '-b', 'networkd', '--out', out], bridge()).answer.changed).toBe(false);
});

test('the answers that have a form of their own, also where they fail', () => {
  const root = rootWith();
  run(command, on(root, 'apply'), { input: bridge() });
  expect(ask('list', on(root, 'list', '--tree')).answer.interfaces).toMatchObject([
    { name: 'eth0', type: 'ethernet', controller: 'br0', on: [] },
    {
      name: 'br0',
      type: 'bridge',
      start: 'onboot',
      addresses: ['192.0.2.5/24'],
      controller: null,
      on: ['eth0'],
    },
  ]);
  expect(ask('list', on('/nonexistent-root', 'list')).status).toBe(1);
  expect(ask('dumpxml', on(root, 'dumpxml', 'br0')).answer.xml).toBe(bridge());
  expect(ask('dumpxml', on(root, 'dumpxml', 'br9')).answer).toMatchObject({ ok: false, xml: null });
  expect(ask('status', on(root, 'status')).answer).toMatchObject({ clean: true, entries: [] });
  expect(ask('detect', ['detect', '--root', root]).status).toBe(1);
  expect(ask('backends', ['backends']).answer.backends.length).toBeGreaterThan(0);
  expect(ask('explain', ['explain', 'vlan-tag-range']).answer.findings).toMatchObject([{ status: 3 }]);
  expect(ask('explain', ['explain']).answer.findings.length).toBeGreaterThan(50);
  expect(ask('list', ['list', '--root']).status).toBe(64);
  expect(ask('list', ['list', '--root', '--json']).status).toBe(64);
  expect(ask('result', []).status).toBe(64);
  expect(ask('result', ['frobnicate']).status).toBe(64);
  expect(ask('result', ['schema', 'frobnicate']).status).toBe(64);
});

test.each(Object.keys(published))('schema %s is a JSON Schema that others can extend', (name) => {
  const { status, stdout } = run(command, ['schema', name]);
  const schema = JSON.parse(stdout);
  expect(status).toBe(0);
  expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' });
  expect(schema.required).toEqual(
    expect.arrayContaining(name === 'model' ? ['interfaces'] : ['ok', 'diagnostics']),
  );
  if (name !== 'model') expect(schema).not.toHaveProperty('additionalProperties');
  expect(run(command, ['schema', name, '--json']).stdout).toBe(stdout);
});
