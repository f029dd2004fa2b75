import type { Notes } from '../model/defaults.ts';
import { dhcpServers, type InstalledNetwork, type Network } from '../model/network.ts';

/**
 * The record of a network: its canonical document, with notes for what the XML has no word for. A note is there only
 * where that is not as it mostly is.
 */
export const recordNotes = ({ autostart, dhcpServer, ownsBridge }: InstalledNetwork): Notes => ({
  ...(autostart ? {} : { autostart: false }),
  ...(dhcpServer === 'dnsmasq' ? {} : { 'dhcp-server': dhcpServer }),
  ...(ownsBridge ? {} : { 'own-bridge': false }),
});

/** The way back; what a note does not say, or says wrongly, is as it mostly is. */
export const installedAs = (network: Network, notes: Notes): InstalledNetwork => ({
  network,
  autostart: notes.autostart !== false,
  dhcpServer: dhcpServers.find((server) => server === notes['dhcp-server']) ?? 'dnsmasq',
  ownsBridge: notes['own-bridge'] !== false,
});
