import { ifcfg } from '../backends/ifcfg/index.ts';
import { ifupdown } from '../backends/ifupdown/index.ts';
import { networkd } from '../backends/networkd/index.ts';
import type { Backend } from './backend.ts';
import type { BackendName } from './registry.ts';

/**
 * The backends by name, all at hand. Each is data and pure functions: what its format cannot say is in `capabilities`,
 * whether a root boots with it is told by `detect(root)`, what the boot of a host lacks in a root by
 * `needs(host, root)`. (The command loads the one that it needs: registry.ts.)
 */
export const backends: Readonly<Record<BackendName, Backend>> = { networkd, ifcfg, ifupdown };
