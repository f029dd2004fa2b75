// Whole processes, from spawn to exit.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** GNU time tells the peak memory of a child; without it only the time is measured. */
const gnuTime = existsSync('/usr/bin/time') ? '/usr/bin/time' : undefined;

/** Wall time in ms and peak resident memory in MiB (undefined where nothing can tell) of one command. */
export function measureOnce([command, ...args]) {
  const report = join(tmpdir(), `ifscribe-bench-${process.pid}`);
  const [program, argv] = gnuTime
    ? [gnuTime, ['-q', '-f', '%M', '-o', report, command, ...args]]
    : [command, args];
  const start = performance.now();
  const { status, stderr, error } = spawnSync(program, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
  const wallMs = performance.now() - start;
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} exits ${status}: ${stderr}`);
  if (!gnuTime) return { wallMs, peakMiB: undefined };
  const peakMiB = Number(readFileSync(report, 'utf8')) / 1024;
  rmSync(report);
  return { wallMs, peakMiB };
}

export function median(numbers) {
  const sorted = numbers.filter((n) => n !== undefined).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Medians over `runs`; `prepare` is called before each run, untimed, and returns the command. */
export function measure(runs, prepare) {
  const results = Array.from({ length: runs }, () => measureOnce(prepare()));
  return {
    wallMs: median(results.map(({ wallMs }) => wallMs)),
    peakMiB: median(results.map(({ peakMiB }) => peakMiB)),
  };
}
