import { type Host, indexHost } from '../../src/model/host.ts';
import type { Nic } from './machine.ts';

/** The NICs that a host is made for: its ethernet interfaces, and vlan parents that nobody defines. */
export function nicsOf(host: Host, consumerRenames: boolean): Nic[] {
  const index = indexHost(host);
  const ethernets = host.interfaces.flatMap(({ type, name }) => (type === 'ethernet' ? [name] : []));
  const parents = index.undefinedParents().filter((name) => !index.vethTo(name));
  return [...ethernets, ...parents].sort().map((name, n) => {
    const iface = index.get(name);
    const permanentMac = iface?.type === 'ethernet' ? iface.permanentMac : undefined;
    return {
      name,
      mac: permanentMac ?? `52:54:00:00:00:${(n + 16).toString(16)}`,
      carrier: true,
      // One that is found by its address gets its name from the configuration, unless it is one that kernels give:
      // two NICs may have to change names of that kind, for which udev has no way.
      ...(permanentMac && consumerRenames && !/^eth\d/.test(name) ? { nameAtBoot: `found${n}` } : {}),
    };
  });
}
