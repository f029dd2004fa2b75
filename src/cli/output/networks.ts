import type { NetworkChange, NetworkEffect } from '../../plan/networks.ts';
import { filterUnitName, serverUnitName } from '../../services/names.ts';

/** What a change costs a host on which the network is up. */
const COSTS: Readonly<Record<NetworkEffect, (name: string) => string>> = {
  'filter-reload': (name) =>
    `its rules change: systemctl reload ${filterUnitName(name)} loads them, connections go on`,
  'server-restart': (name) =>
    `its DHCP and DNS server changes: systemctl restart ${serverUnitName(name)}, guests keep their leases`,
  'bridge-change': () => 'its bridge changes: bringing it up anew may unplug running guests',
  'bridge-removal': () => 'its bridge goes: running guests lose their network',
};

/** A line for each thing that a change of a network costs. */
export const costsText = (networks: readonly NetworkChange[]): string =>
  networks
    .flatMap(({ name, effects }) => effects.map((effect) => `Network ${name}: ${COSTS[effect](name)}.\n`))
    .join('');
