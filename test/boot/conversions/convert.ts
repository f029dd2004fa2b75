import type { Backend } from '../../../src/backend.ts';
import type { Image } from '../images.ts';
import { type AppliedRoot, inRootOf, type Ran, runOn } from '../prepare.ts';
import { hostFiles, layInto } from './hosts.ts';
import { hostIn } from './original.ts';

/** The way of a host from one backend to another. */
export interface Passage {
  readonly host: string;
  readonly from: Backend;
  readonly to: Backend;
}

/**
 * Converts a host in place, in a root that has the programs of the new consumer and the files of the old one, as on a
 * machine on which the new one was just installed, or to which the old one's files were copied.
 */
export const convertIn = (image: Image, ifscribe: string, { host, from, to }: Passage): AppliedRoot =>
  inRootOf(image, (root) => {
    layInto(root, hostFiles(from.name, host));
    const ran = runOn(ifscribe, root, ['convert', '--apply', ...optionsFor(from, to)]);
    return ran.status === 0 ? whole(ran, hostIn(root, from).interfaces) : ran;
  });

/** A target that finds no NIC by its address is told the name alone. */
const optionsFor = (from: Backend, to: Backend): string[] => [
  ...['--from', from.name, '--to', to.name],
  ...(to.capabilities['mac-match'].level === 'none' ? ['--drop-mac-match'] : []),
];

/** Two managers on one NIC: it comes up twice, or not at all. */
const whole = (ran: Ran, left: readonly { readonly name: string }[]): Ran =>
  left.length === 0
    ? ran
    : { status: -1, output: `the old files still configure ${left.map(({ name }) => name).join(', ')}` };
