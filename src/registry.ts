import { ifcfg } from '../backends/ifcfg/index.ts';
import { ifupdown } from '../backends/ifupdown/index.ts';
import { networkd } from '../backends/networkd/index.ts';
import type { Backend } from './backend.ts';

/** All backends; the one place in src/ that knows them. To add one, list it here. */
export const backends: readonly Backend[] = [networkd, ifcfg, ifupdown];

export const backendNamed = (name: string): Backend | undefined =>
  backends.find((backend) => backend.name === name);
