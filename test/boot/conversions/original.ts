import type { Backend } from '../../../src/backend.ts';
import { hasErrors } from '../../../src/findings/finding.ts';
import type { Host } from '../../../src/model/host.ts';
import type { InterfaceType } from '../../../src/model/interface.ts';
import { loadBackend } from '../../../src/registry.ts';
import { openRoot } from '../../../src/root/disk-root.ts';
import type { Consumer } from '../consumers.ts';
import { differences, type HostFacts } from '../facts.ts';
import { nicsOf } from '../nics.ts';
import { inRootOf } from '../prepare.ts';
import { outcomeOf } from '../specials/special.ts';
import { type Bench, judged, type Outcome } from '../trial.ts';
import { wantedFacts } from '../wanted.ts';
import type { Ways } from '../ways.ts';
import { hostFiles, layInto } from './hosts.ts';
import type { State } from './same-state.ts';

/** A host as somebody wrote it, booted. */
export interface Original {
  /** What ifscribe reads. */
  readonly host: Host;
  readonly outcome: Outcome;
  /** Undefined where nothing was booted. */
  readonly state: State | undefined;
}

/**
 * Kinds of devices whose MAC address is made up where a person's files say none, as ifscribe warns (`approximated`);
 * what it writes itself says otherwise. networkd makes it of the machine's id (systemd.netdev(5), MACAddress=), and so
 * does Debian's udev (systemd.link(5), MACAddressPolicy=persistent) but for bonds (98-net-bonding.link of ifenslave).
 */
const ownMacs: Readonly<Record<string, readonly InterfaceType[]>> = {
  'networkd-252': ['bond', 'bridge'],
  ifupdown: ['bridge'],
};

const asWritten = ({ name, ways }: Consumer): Ways => ({ ...ways, ownMacs: ownMacs[name] ?? [] });

/** Boots the files as they were written, over those of the consumer's image, and compares with what is read of them. */
export async function bootOriginal(bench: Bench, consumer: Consumer, name: string): Promise<Original> {
  const backend = await backendOf(consumer);
  const { host, files } = inRootOf(bench.imageOf(consumer), (root) => {
    layInto(root, hostFiles(consumer.backend, name));
    return { host: hostIn(root, backend) };
  });
  const ways = asWritten(consumer);
  const nics = nicsOf(host, ways.renames);
  const wanted = wantedFacts(host, { nics, ways });
  let facts: HostFacts | undefined;
  const setup = { name: `${name} as written`, nics, files };
  const outcome = await judged(bench, consumer, setup, (sight) => {
    ({ facts } = sight);
    return outcomeOf(sight, consumer, differences(sight.facts, wanted));
  });
  return { host, outcome, state: facts && { facts, wanted } };
}

export async function backendOf({ backend }: Consumer): Promise<Backend> {
  const found = await loadBackend(backend);
  if (!found) throw new Error(`no backend ${backend}`);
  return found;
}

/** What stands in a root in a backend's format, whoever wrote it. */
export function hostIn(root: string, backend: Backend): Host {
  const { host, findings } = backend.survey(openRoot(root).view);
  if (hasErrors(findings)) throw new Error(findings.map(({ message }) => message).join('\n'));
  return host;
}
