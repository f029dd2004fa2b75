import { canonicalNetwork, type InstalledNetwork } from '../model/network.ts';
import { sameValue } from '../model/same.ts';
import { dnsmasqLosses } from './dnsmasq-limits.ts';
import { keaLimits, keaLosses } from './kea-limits.ts';
import type { ExpressedNetwork, NetworkLimit } from './layer.ts';

/** What the server of a network makes of it. Nobody serves one with mode='bridge'. */
export function express({ network, dhcpServer }: InstalledNetwork): ExpressedNetwork {
  if (network.forward?.mode === 'bridge') return { lost: [], limited: [], left: network };
  const isKea = dhcpServer === 'kea';
  const lost: NetworkLimit[] = [];
  let left = network;
  for (const { setting, note, lose } of isKea ? keaLosses : dnsmasqLosses) {
    const rest = lose(left);
    if (!sameValue(rest, left)) lost.push({ setting, note });
    left = rest;
  }
  return { lost, limited: isKea ? keaLimits(left) : [], left: canonicalNetwork(left) };
}
