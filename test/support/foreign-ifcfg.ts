import { ifcfg } from '../../backends/ifcfg/index.ts';
import type { Interface } from '../../src/model/interface.ts';
import { SCRIPTS } from './ifcfg.ts';
import { memoryRoot } from './memory-root.ts';

/** A root on which NetworkManager runs, and initscripts are not installed. */
export const onlyNetworkManager = {
  texts: {
    '/usr/lib64/NetworkManager/1.46.0-1.el9/libnm-settings-plugin-ifcfg-rh.so': '',
    '/usr/lib/systemd/system/NetworkManager.service': '[Unit]\n',
  },
  links: {
    '/etc/systemd/system/multi-user.target.wants/NetworkManager.service':
      '/usr/lib/systemd/system/NetworkManager.service',
  },
};

/** Files that others wrote, by their names in the folder (or by their paths), as lines. */
export type Lines = Readonly<Record<string, readonly string[]>>;

/** What is read of them. */
export interface ReadLines {
  readonly interfaces: readonly Interface[];
  /** The interface eth0, if any. */
  readonly iface: Interface | undefined;
  /** The lines, or words of lines, that are kept or unread. */
  readonly left: readonly string[];
  /** The same, with the reason: `TEXT (REASON)`. */
  readonly reasons: readonly string[];
  /** `CODE: TEXT` of each finding. */
  readonly findings: readonly string[];
}

export function readLines(files: Lines, boots?: typeof onlyNetworkManager): ReadLines {
  const texts = Object.entries(files).map(([name, lines]) => [
    name.startsWith('/') ? name : `${SCRIPTS}/${name}`,
    `${lines.join('\n')}\n`,
  ]);
  const root = memoryRoot({ ...boots?.texts, ...Object.fromEntries(texts) }, boots?.links);
  const { host, accounts, findings } = ifcfg.survey(root);
  const left = accounts.filter(({ state }) => state === 'kept' || state === 'unread');
  return {
    interfaces: host.interfaces,
    iface: host.interfaces.find(({ name }) => name === 'eth0'),
    left: left.map(({ text }) => text.trim()),
    reasons: left.map(({ text, why }) => `${text.trim()} (${why})`),
    findings: findings.map(({ code, message }) => `${code}: ${message}`),
  };
}

/** What is read of the file of a NIC. */
export const readEth0 = (...lines: readonly string[]): ReadLines =>
  readLines({ 'ifcfg-eth0': ['DEVICE=eth0', 'TYPE=Ethernet', ...lines] });
