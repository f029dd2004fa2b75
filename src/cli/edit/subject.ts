import { type Finding, finding } from '../../findings/finding.ts';
import { formatDocument } from '../../language/format.ts';
import { emptyHost } from '../../model/host.ts';
import type { InterfaceType } from '../../model/interface.ts';
import type { InstalledNetwork } from '../../model/network.ts';
import { holdingOf } from '../../plan/adopt/holding.ts';
import { whyNotOurs } from '../../plan/not-ours.ts';
import { Fault } from '../../root/fault.ts';
import type { Options } from '../options.ts';
import type { Place } from '../place.ts';
import { didYouMean } from '../suggest.ts';

/** What is edited, as it stands in the root. */
export interface Subject {
  readonly name: string;
  /** The canonical document, as dumpxml prints it. */
  readonly text: string;
  readonly what:
    | { readonly kind: 'interface'; readonly type: InterfaceType }
    | { readonly kind: 'network'; readonly installed: InstalledNetwork };
}

/** The interface, or else the network, of that name, if ifscribe wrote it or may take it over; throws a Fault that says why there is none. */
export function subjectIn(
  { disk, backend, others, services }: Place,
  name: string,
  { network: networksOnly = false, adopt = false }: Pick<Options, 'network' | 'adopt'>,
): Subject {
  const root = disk.view;
  const { reading } = holdingOf(backend, root, new Set(adopt ? [name] : []));
  const networks = services?.read(root).networks ?? [];
  const iface = networksOnly ? undefined : reading.host.interfaces.find((each) => each.name === name);
  if (iface) {
    const owner = networks.find(({ network, ownsBridge }) => ownsBridge && network.bridge.name === name);
    if (owner) throw new Fault([finding('edit-of-network', { name, network: owner.network.name })]);
    const text = formatDocument(reading.host, [], [name]);
    return { name, text, what: { kind: 'interface', type: iface.type } };
  }
  const installed = networks.find(({ network }) => network.name === name);
  if (installed)
    return {
      name,
      text: formatDocument(emptyHost, [installed.network]),
      what: { kind: 'network', installed },
    };
  throw new Fault(
    networksOnly
      ? [noNetwork(name, networks)]
      : whyNotOurs({ backend, others, root, services }, reading, name),
  );
}

function noNetwork(name: string, networks: readonly InstalledNetwork[]): Finding {
  const known = networks.map(({ network }) => network.name);
  return finding('no-such-interface', { name, hint: didYouMean(name, known) }, { network: name });
}
