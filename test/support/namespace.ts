import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe } from 'vitest';

/**
 * Runs the real programs that read what we write, in a network and mount namespace of their own: whatever
 * they do to interfaces, files below /etc and /run, and mounts ends with the namespace.
 */

/** What a script in a namespace left behind. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
const UNSHARE = [
  '--net',
  '--mount',
  '--propagation=private',
  '--pid',
  '--fork',
  '--mount-proc',
  '--kill-child',
];

/** Runs a bash script (`set -eu`) in namespaces of its own, lo being up; killed after a minute. */
export function inNamespace(script: string, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const args = [...UNSHARE, 'bash', '--norc', '-c', `set -eu\nip link set lo up\n${script}`];
  const options = { timeout: 60_000, maxBuffer: 64 << 20, env: { PATH, LC_ALL: 'C', ...env } };
  return new Promise((resolve) => {
    execFile('unshare', args, { ...options, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ status, stdout, stderr });
    });
  });
}

/** Why these programs cannot be run here, or undefined where they can. */
export async function whyNot(...programs: readonly string[]): Promise<string | undefined> {
  const missing = missingPrograms('unshare', 'ip', ...programs);
  if (missing) return missing;
  const { status, stderr } = await inNamespace('ip link add probe type veth peer name peer');
  return status === 0 ? undefined : `no network namespace with interfaces in it: ${stderr.trim()}`;
}

/** The same for programs that need no namespace. */
export function missingPrograms(...programs: readonly string[]): string | undefined {
  const missing = programs.filter((program) => !isInstalled(program));
  return missing.length ? `${missing.join(', ')} not installed` : undefined;
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
  if (reason === undefined) {
    describe(name, tests);
    return;
  }
  if (process.env.CI === 'true') throw new Error(`${name}: ${reason}`);
  console.log(`skipped: ${name}: ${reason}`);
  describe.skip(`${name} (skipped: ${reason})`, tests);
}

/** Whether this kernel has devices of that kind (some have no bonding, no 802.1Q, no filtering in bridges). */
export async function kernelHas(
  kind: 'bond' | 'vlan' | 'bridge' | 'bridge vlan_filtering 1',
): Promise<boolean> {
  const add =
    kind === 'vlan'
      ? 'ip link add probe type veth peer name peer; ip link add link probe name d0 type vlan id 2'
      : `ip link add d0 type ${kind}`;
  return (await inNamespace(add)).status === 0;
}
