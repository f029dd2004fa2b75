import type { Address, BridgeOptions, VethOptions, VlanOptions } from '../../src/model/interface.ts';
import type { Family } from '../../src/model/values.ts';
import { stepsOfOurs } from './commands.ts';
import { addAll } from './lists.ts';
import { type Environment, readCommands } from './shell-command.ts';
import { ipSteps } from './steps-ip.ts';
import { oldToolSteps } from './steps-old.ts';

/** A device that a command makes. */
export type Made =
  | { readonly type: 'bridge' | 'bond' }
  | { readonly type: 'vlan'; readonly vlan: VlanOptions }
  | { readonly type: 'veth'; readonly veth: VethOptions }
  /** Of a kind that the model lacks. */
  | { readonly type: 'other'; readonly kind: string };

/** Options of a bond as iproute2 writes them. */
export type BondWords = Readonly<Record<string, string>>;

/** A route that a command adds; without `gateway` it leads to the link itself. */
export interface CommandRoute {
  readonly family: Family;
  /** Absent: the default route. */
  readonly destination?: Address;
  readonly gateway?: string;
  readonly metric?: number;
  readonly onlink?: boolean;
}

/** What a command of a stanza does, of those that are understood. `device` absent: whichever fits. */
export type Step =
  | { readonly does: 'nothing' }
  | { readonly does: 'make'; readonly device: string; readonly made: Made }
  | { readonly does: 'remove' | 'raise' | 'lower' | 'flush'; readonly device: string }
  /** Of a controller, where it is named. */
  | { readonly does: 'free'; readonly device: string; readonly controller?: string }
  /** By ifup and ifdown, with its stanzas. */
  | { readonly does: 'start' | 'stop'; readonly device: string }
  | { readonly does: 'mtu'; readonly device: string; readonly mtuBytes: number }
  | { readonly does: 'mac'; readonly device: string; readonly mac: string }
  | { readonly does: 'enslave'; readonly device: string; readonly controller: string }
  | { readonly does: 'bridge'; readonly device: string; readonly options: BridgeOptions }
  | { readonly does: 'bond'; readonly device: string; readonly options: BondWords }
  | { readonly does: 'vlan'; readonly device: string; readonly flags: Partial<VlanOptions> }
  | {
      readonly does: 'port';
      readonly device: string;
      readonly cost?: number;
      readonly priority?: number;
      readonly bridge?: string;
    }
  | {
      readonly does: 'ipv6';
      readonly device: string;
      readonly off?: number;
      readonly ra?: number;
      readonly autoconf?: number;
    }
  | { readonly does: 'lease-ipv6'; readonly device: string }
  | {
      readonly does: 'address' | 'drop-address';
      readonly device: string;
      readonly family: Family;
      readonly address: Address;
      readonly label?: string;
    }
  | { readonly does: 'route' | 'drop-route'; readonly device?: string; readonly route: CommandRoute };

/** What a command line does, or undefined where that is not certain. */
export function stepsOf(text: string, environment: Environment): readonly Step[] | undefined {
  const ours = stepsOfOurs(text);
  if (ours) return ours;
  const steps: Step[] = [];
  for (const { words, output, unlessThere } of readCommands(text, environment) ?? [{ words: [] }]) {
    const [program = '', ...more] = words;
    const name = program.replace(/^\/(?:usr\/)?(?:local\/)?s?bin\//, '');
    const done =
      output === undefined
        ? (ipSteps(name, more) ?? oldToolSteps(name, more))
        : name === 'echo'
          ? writeSteps(more, output)
          : undefined;
    if (!done || (unlessThere !== undefined && !makesOnly(done, unlessThere))) return undefined;
    addAll(steps, done);
  }
  return steps;
}

/**
 * Whether afterwards there is that device, be it there before or not: of anything else that runs only without it nobody
 * can tell whether it runs. A pair of veth is there with either end.
 */
function makesOnly(steps: readonly Step[], device: string): boolean {
  const [first] = steps;
  if (steps.every(({ does }) => does === 'nothing')) return true;
  if (first?.does !== 'make') return false;
  return first.device === device || (first.made.type === 'veth' && first.made.veth.peer === device);
}

/** `echo VALUE > /proc/sys/net/ipv6/conf/DEVICE/KEY`. */
function writeSteps(words: readonly string[], file: string): Step[] | undefined {
  const [, device, key] = /^\/proc\/sys\/net\/ipv6\/conf\/([^/]+)\/([a-z0-9_]+)$/.exec(file) ?? [];
  if (device === undefined || key === undefined || words.length !== 1) return undefined;
  return oldToolSteps('sysctl', ['-w', `net/ipv6/conf/${device}/${key}=${words[0]}`]);
}
