import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe } from 'vitest';

/**
 * Runs the real programs that read what we write, in a network and mount namespace of their own: whatever
 * they do to interfaces, files below /etc and /run, and mounts ends with the namespace.
 */

/** What a script in a namespace left behind. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a bash script (`set -eu`) in a new network and mount namespace in which lo is up; 60 s at most. */
export function inNamespace(script: string, env: Readonly<Record<string, string>> = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    [
      '--net',
      '--mount',
      '--propagation',
      'private',
      '--pid',
      '--fork',
      '--mount-proc',
      '--kill-child',
      'bash',
      '-c',
      `set -eu\nip link set lo up\n${script}`,
    ],
    {
      encoding: 'utf8',
      timeout: 60_000,
      killSignal: 'SIGKILL',
      maxBuffer: 64 << 20,
      env: { PATH: PATH, ...env },
    },
  );
  return { status, stdout, stderr };
}

const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/** Why these programs cannot be run here, or undefined where they can. */
export function whyNot(...programs: readonly string[]): string | undefined {
  const missing = ['unshare', 'ip', ...programs].filter((program) => !isInstalled(program));
  if (missing.length) return `${missing.join(', ')} not installed`;
  const { status, stderr } = inNamespace('ip link add probe type veth peer name peer');
  return status === 0 ? undefined : `no network namespace with interfaces in it: ${stderr.trim()}`;
}

const isInstalled = (program: string): boolean =>
  program.startsWith('/')
    ? existsSync(program)
    : PATH.split(':').some((folder) => existsSync(`${folder}/${program}`));

/**
 * A `describe` for tests that need a real consumer. Where there is none they are skipped, and it says so;
 * under CI=true a missing consumer is a failure, or nobody would notice.
 */
export function describeConsumer(name: string, reason: string | undefined, tests: () => void): void {
  if (reason === undefined) return void describe(name, tests);
  if (process.env.CI === 'true') throw new Error(`${name}: ${reason}`);
  console.log(`skipped: ${name}: ${reason}`);
  describe.skip(`${name} (skipped: ${reason})`, tests);
}

/** Whether this kernel has devices of that kind (some have no bonding and no 802.1Q). */
export function kernelHas(kind: 'bond' | 'vlan' | 'bridge'): boolean {
  const options = kind === 'vlan' ? 'link probe type vlan id 2' : `type ${kind}`;
  const add =
    kind === 'vlan'
      ? 'ip link add probe type veth peer name peer\nip link add name v2'
      : 'ip link add name d0';
  return inNamespace(`${add} ${options}`).status === 0;
}

/** The version that a program prints first, for messages. */
export const versionOf = (program: string): string =>
  execFileSync(program, ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? '';
