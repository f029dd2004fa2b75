import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadBackends } from '../src/registry.ts';
import { consumers } from './boot/consumers.ts';
import { type Result, readMatrix } from './boot/matrix.ts';

const backends = await loadBackends();

/**
 * Everything that README.md shows is run. A ```console block is a session: lines after `$ ` (continued by
 * lines after `> `) are typed into bash, and what follows them is what must be printed, standard error
 * included. A ```js block is a program that sessions can run, called as its first line says, with the package at
 * hand. UPDATE_README=1 writes the real output into README.md, for a person to review.
 */
const README = resolve(import.meta.dirname, '../README.md');
const REPOSITORY = resolve(import.meta.dirname, '..');

interface Step {
  readonly command: string;
  readonly output: string;
}

/** The steps of a session's text. */
function stepsOf(block: string): Step[] {
  const steps: Step[] = [];
  let command: string[] = [];
  let output: string[] = [];
  const flush = (): void => {
    if (command.length)
      steps.push({ command: command.join('\n'), output: output.map((l) => `${l}\n`).join('') });
    command = [];
    output = [];
  };
  for (const line of block.replace(/\n$/, '').split('\n')) {
    if (line.startsWith('$ ')) {
      flush();
      command = [line.slice(2)];
    } else if (line.startsWith('> ') && output.length === 0) command.push(line.slice(2));
    else output.push(line);
  }
  flush();
  return steps;
}

const formatStep = ({ command, output }: Step): string => `$ ${command.split('\n').join('\n> ')}\n${output}`;

const scratch = mkdtempSync(join(tmpdir(), 'ifscribe-readme-'));
afterAll(() => rmSync(scratch, { recursive: true }));
mkdirSync(join(scratch, 'bin'));
symlinkSync(join(REPOSITORY, 'dist/ifscribe.cjs'), join(scratch, 'bin/ifscribe'));
mkdirSync(join(scratch, 'work'));
symlinkSync(join(REPOSITORY, 'fixtures'), join(scratch, 'work/fixtures'));
mkdirSync(join(scratch, 'node_modules'));
symlinkSync(REPOSITORY, join(scratch, 'node_modules/ifscribe'));

function run(command: string, cwd = join(scratch, 'work')): { output: string; status: number | null } {
  const { stdout, status } = spawnSync('bash', ['-c', `{ ${command}\n} 2>&1`], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${scratch}/bin:${process.env.PATH}`, NO_COLOR: '1', LC_ALL: 'C' },
  });
  return { output: stdout, status };
}

/** What the goldens say of each backend: cases written, cases refused, and by which code. */
function fixtureTable(): string {
  const rows = backends.map(({ name }) => {
    let accepted = 0;
    let refused = 0;
    const codes = new Map<string, number>();
    for (const fixture of readdirSync(join(REPOSITORY, 'fixtures'))) {
      const expected = join(REPOSITORY, 'fixtures', fixture, 'expected');
      if (!existsSync(expected)) continue;
      const found: { severity: string; code: string }[] = existsSync(join(expected, `${name}.json`))
        ? JSON.parse(readFileSync(join(expected, `${name}.json`), 'utf8'))
        : [];
      const errors = new Set(found.filter((f) => f.severity === 'error').map((f) => f.code));
      if (errors.size) refused += 1;
      else accepted += 1;
      for (const code of errors) codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    const list = [...codes].sort().map(([code, count]) => `\`${code}\`${count > 1 ? ` (${count})` : ''}`);
    return `| ${name} | ${accepted} | ${refused} | ${list.join(', ')} |\n`;
  });
  return `| backend | written | refused | by code |\n|---|---|---|---|\n${rows.join('')}`;
}

/** What test/booted.md says of each consumer. */
function bootedTable(): string {
  const { results } = readMatrix();
  const rows = consumers.map(({ name, title }) => {
    const all = [...(results.get(name)?.values() ?? [])];
    const count = (wanted: Result['verdict']): number =>
      all.filter(({ verdict }) => verdict === wanted).length;
    const times = all.flatMap(({ secondsToOnline }) => secondsToOnline ?? []).sort((a, b) => a - b);
    const median = times[Math.floor(times.length / 2)];
    return `| ${title} | ${count('up')} | ${count('refused')} | ${median?.toFixed(1) ?? ''} |\n`;
  });
  return `| booted with | up as it should | refused | s to online, median |\n|---|---|---|---|\n${rows.join('')}`;
}

const tables: Readonly<Record<string, () => string>> = { fixtures: fixtureTable, booted: bootedTable };
const TABLE = /(<!-- table:(\w+) -->\n)([\s\S]*?)(<!-- end -->)/g;

const text = readFileSync(README, 'utf8');
const blocks = [...text.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block]) => block as string);
const programs = [...text.matchAll(/```js\n(\/\/ ([\w-]+\.mjs)\n[\s\S]*?)```/g)];
for (const [, program = '', name = ''] of programs) writeFileSync(join(scratch, 'work', name), program);

describe('README.md', () => {
  it('shows sessions', () => expect(blocks.length).toBeGreaterThan(0));

  it('shows programs, each with a name, and runs each', () => {
    expect(programs).toHaveLength(text.match(/```js\n/g)?.length ?? 0);
    for (const [, , name] of programs) expect(text).toContain(`\n$ node ${name}`);
  });

  if (process.env.UPDATE_README) {
    it('is updated', () => {
      let updated = text;
      for (const block of blocks) {
        const ran = stepsOf(block).map(({ command }) => formatStep({ command, output: run(command).output }));
        updated = updated.replace(block, () => ran.join(''));
      }
      updated = updated.replace(TABLE, (_, start, name, _old, end) => `${start}${tables[name]?.()}${end}`);
      writeFileSync(README, updated);
    });
  } else {
    it.each(blocks.map((block) => [block.split('\n')[0], block] as const))(
      'prints what it shows: %s …',
      (_, block) => {
        for (const step of stepsOf(block))
          expect(formatStep({ ...step, output: run(step.command).output })).toBe(formatStep(step));
      },
    );
  }

  it('has tables of what is so', () => {
    const shown = [...text.matchAll(TABLE)];
    expect(shown.length).toBeGreaterThan(0);
    if (process.env.UPDATE_README) return;
    for (const [, , name = '', table] of shown) expect(table, name).toBe(tables[name]?.());
  });

  it('runs the main job with one command line', () => {
    const [first] = [...text.matchAll(/```sh\n(npm ci && .*)\n```/g)].map(([, line]) => line as string);
    // npm ci is what brought this test here; the rest runs as it stands.
    const { output, status } = run((first as string).replace('npm ci && ', ''), REPOSITORY);
    expect(status).toBe(0);
    expect(output).toContain('10-ifscribe-xenbr42.network');
    expect(output).toContain('Bond=bond0');
  });

  it('passes the tests with the other', () => {
    expect(text).toContain('```sh\nnpm ci && npm test\n```');
  });

  it('names commands that there are, and every suite, which CI runs', () => {
    const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
    const ci = readFileSync(join(REPOSITORY, '.ci/run'), 'utf8');
    const named = new Set([...text.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name as string));
    expect([...named].filter((name) => !(name in scripts))).toEqual([]);
    for (const suite of Object.keys(scripts).filter((name) => name.startsWith('test:'))) {
      expect([...named]).toContain(suite);
      expect(ci).toMatch(new RegExp(`npm run (?:-s )?${suite}\\b`));
    }
  });
});
