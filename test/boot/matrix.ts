import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './trial.ts';

/** What became of every case on every consumer, as it is committed: test/booted.md. */
export interface Matrix {
  /** Of what was booted and how: see `currentHash`. */
  readonly hash: string;
  /** By consumer, then by case. */
  readonly results: ReadonlyMap<string, ReadonlyMap<string, Result>>;
}

export interface Result {
  readonly verdict: 'up' | 'refused' | 'not yet' | 'FAILS';
  readonly seconds?: number | undefined;
  readonly secondsToOnline?: number | undefined;
}

const top = join(import.meta.dirname, '../..');
const MATRIX = join(top, 'test/booted.md');
/** All that decides how a case comes up and how it is judged. */
const HASHED = ['backends', 'templates', 'fixtures', 'test/boot'];

export function currentHash(): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    for (const entry of readdirSync(join(top, path), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const below = `${path}/${entry.name}`;
      if (entry.isDirectory()) add(below);
      else hash.update(`${below}\n`).update(readFileSync(join(top, below)));
    }
  };
  for (const folder of HASHED) add(folder);
  return hash.digest('hex').slice(0, 32);
}

export const resultOf = (outcome: Outcome): Result => ({
  verdict: verdictOf(outcome),
  seconds: outcome.seconds,
  secondsToOnline: outcome.secondsToOnline,
});

function verdictOf({ faults, refused, isPostponed }: Outcome): Result['verdict'] {
  if (faults.length) return 'FAILS';
  if (isPostponed) return 'not yet';
  return refused === undefined ? 'up' : 'refused';
}

/** Empty where nobody has written it yet. */
export const readMatrix = (): Matrix => parseMatrix(existsSync(MATRIX) ? readFileSync(MATRIX, 'utf8') : '');
export const writeMatrix = (matrix: Matrix): void => writeFileSync(MATRIX, formatMatrix(matrix));

export function parseMatrix(text: string): Matrix {
  const lines = text.split('\n');
  const hash = lines.map((line) => /^Hash: `([0-9a-f]+)`$/.exec(line)?.[1]).find(Boolean) ?? 'none';
  const [heading = [], , ...rows] = lines.filter((line) => line.startsWith('| ')).map(cellsOf);
  const [, ...consumers] = heading;
  const columns = consumers.map((consumer, n): [string, Map<string, Result>] => [
    consumer,
    new Map(
      rows.flatMap(([name = '', ...cells]) => (cells[n] ? [[name, parseCell(cells[n])] as const] : [])),
    ),
  ]);
  return { hash, results: new Map(columns) };
}

export function formatMatrix({ hash, results }: Matrix): string {
  const names = [...new Set([...results.values()].flatMap((column) => [...column.keys()]))];
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    '# What was booted',
    '',
    '`npm run test:boot -- --all` writes this page: every case on every consumer; whether the kernel then showed what',
    'the document says, the seconds from the start of an emulated machine to its report, and in brackets those from the',
    'start of the network to network-online.target. A case is refused where the format cannot say it.',
    '',
    `Hash: \`${hash}\``,
    '',
    row(['case', ...results.keys()]),
    row(['---', ...[...results.keys()].map(() => '---')]),
    ...names.map((name) => row([name, ...[...results.values()].map((column) => cellOf(column.get(name)))])),
    '',
  ].join('\n');
}

function cellOf(result: Result | undefined): string {
  if (!result) return '';
  const { verdict, seconds, secondsToOnline } = result;
  return [
    verdict,
    ...(seconds === undefined ? [] : [`${seconds.toFixed(0)} s`]),
    ...(secondsToOnline === undefined ? [] : [`(${secondsToOnline.toFixed(1)} s)`]),
  ].join(' ');
}

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

function parseCell(cell: string): Result {
  const [, verdict = '', seconds, secondsToOnline] =
    /^(up|refused|not yet|FAILS)(?: (\d+) s)?(?: \((\d+\.\d) s\))?$/.exec(cell) ?? [];
  if (!verdict) throw new Error(`${MATRIX}: ${cell} is no result`);
  return {
    verdict: verdict as Result['verdict'],
    seconds: seconds === undefined ? undefined : Number(seconds),
    secondsToOnline: secondsToOnline === undefined ? undefined : Number(secondsToOnline),
  };
}
