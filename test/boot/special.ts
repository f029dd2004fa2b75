import { changes, otherOrder, twoBoots } from './specials/again.ts';
import { failover, lateCable, withoutCarrier } from './specials/carrier.ts';
import { hotplug } from './specials/hotplug.ts';
import { lackings } from './specials/lacking.ts';
import { swappedNames, takenNames } from './specials/names.ts';
import type { Special } from './specials/special.ts';

export const specials: readonly Special[] = [
  failover,
  lateCable,
  withoutCarrier,
  ...lackings,
  hotplug,
  swappedNames,
  takenNames,
  twoBoots,
  otherOrder,
  ...changes,
];
