import { type Finding, finding } from '../findings/finding.ts';
import { networkKey, type SourceMap } from '../model/definition.ts';
import type { InstalledNetwork } from '../model/network.ts';
import type { NetworkLimit, ServiceLayer } from '../services/layer.ts';

export interface ExpressNetworksOptions {
  /** Networks to look at; the others were written, and accepted, before. */
  readonly only: (name: string) => boolean;
  readonly sources: SourceMap;
  readonly allowLoss: boolean;
}

/**
 * Holds networks against what their servers can do, as `express` holds interfaces against the backend: nothing that is
 * lost goes unsaid (promise 2). Returns them less what was given up under `allowLoss`.
 */
export function expressNetworks(
  services: ServiceLayer | undefined,
  networks: readonly InstalledNetwork[],
  { only, sources, allowLoss }: ExpressNetworksOptions,
): { readonly networks: readonly InstalledNetwork[]; readonly findings: Finding[] } {
  const findings: Finding[] = [];
  const left = networks.map((installed) => {
    const { network, dhcpServer: server } = installed;
    const { name } = network;
    if (!services || !only(name)) return installed;
    const { lost, limited, left } = services.express(installed);
    const subject = { at: sources.get(networkKey(name)), network: name };
    const argsOf = ({ setting, note }: NetworkLimit) => ({ network: name, setting, server, note });
    for (const limit of lost) {
      const found = finding('unsupported-network-setting', argsOf(limit), subject);
      findings.push(allowLoss ? { ...found, severity: 'warning' } : found);
    }
    for (const limit of limited) findings.push(finding('limited-network-setting', argsOf(limit), subject));
    return allowLoss ? { ...installed, network: left } : installed;
  });
  return { networks: left, findings };
}
