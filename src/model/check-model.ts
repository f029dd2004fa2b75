import * as z from 'zod/mini';
import { type Finding, finding } from '../findings/finding.ts';
import { append, type Host, hostSchema } from './host.ts';
import type { Interface } from './interface.ts';
import { dhcpServers, type InstalledNetwork, networkSchema } from './network.ts';

/** What a program hands over as a host with its guest networks. */
const modelSchema = z.object({
  interfaces: hostSchema.shape.interfaces,
  networks: z.array(
    z.strictObject({
      network: networkSchema,
      autostart: z.boolean(),
      dhcpServer: z.enum(dhcpServers),
      ownsBridge: z.boolean(),
    }),
  ),
});

/**
 * What keeps a host and its guest networks from being one that documents could have said. Documents and files are held
 * against the model when they are read; this is for hosts that a program made or changed. Never throws.
 */
export function checkModel(host: Host, networks: readonly InstalledNetwork[]): Finding[] {
  const { error } = modelSchema.safeParse({ interfaces: host?.interfaces, networks });
  if (error)
    return error.issues.map((issue) => valueFault(issue, { interfaces: host?.interfaces, networks }));
  return [...structureFaults(host), ...missingBridges(host, networks)];
}

/** `interfaces.0.vlan.tag: 4095 is no value that the model allows`, said of the interface or network that it is in. */
function valueFault(issue: z.core.$ZodIssue, model: object): Finding {
  const [list, index] = issue.path;
  const owner = valueAt(model, [list, index]);
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const problem =
    unknown.length > 0
      ? `the model has no ${unknown.join(', ')}`
      : `${described(valueAt(model, issue.path))} is no value that the model allows`;
  const name = list === 'networks' ? valueAt(owner, ['network', 'name']) : valueAt(owner, ['name']);
  const subject = typeof name === 'string' ? { [list === 'networks' ? 'network' : 'interface']: name } : {};
  return finding('model-value', { place: issue.path.join('.'), problem }, subject);
}

const valueAt = (value: unknown, path: readonly (PropertyKey | undefined)[]): unknown =>
  path.reduce<unknown>(
    (at, key) => (key === undefined ? undefined : (at as Record<PropertyKey, unknown> | undefined)?.[key]),
    value,
  );

/** In a few words, whatever it is; objects may hold anything, themselves too. */
function described(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return 'this list';
  return typeof value === 'object' && value !== null ? 'this object' : String(value);
}

function structureFaults({ interfaces }: Host): Finding[] {
  const findings: Finding[] = [];
  const fault = (name: string, problem: string): void => {
    findings.push(finding('model-structure', { name, problem }, { interface: name }));
  };
  const byName = new Map<string, Interface>();
  const members = new Map<string, Interface[]>();
  for (const iface of interfaces) {
    if (byName.has(iface.name)) fault(iface.name, 'is in the host twice');
    byName.set(iface.name, iface);
    if (iface.port) append(members, iface.port.controller, iface);
    else if (!iface.topLevel) fault(iface.name, 'is neither at top level nor a member');
  }
  for (const [name, ports] of members) {
    const type = byName.get(name)?.type;
    const positions = new Set(ports.map(({ port }) => port?.position));
    for (const member of ports) {
      if (type === undefined) fault(member.name, `is a member of ${name}, which is not in the host`);
      else if (type !== 'bond' && type !== 'bridge')
        fault(member.name, `is a member of ${name}, a ${type}, which holds none`);
    }
    if (!ports.every((_, position) => positions.has(position)))
      fault(name, `has members whose positions are not 0 to ${ports.length - 1}`);
  }
  return findings;
}

function missingBridges({ interfaces }: Host, networks: readonly InstalledNetwork[]): Finding[] {
  const names = new Set(interfaces.map(({ name }) => name));
  return networks
    .filter(({ network, ownsBridge }) => ownsBridge && !names.has(network.bridge.name))
    .map(({ network: { name, bridge } }) => {
      const problem = `owns its bridge ${bridge.name}, which is not in the host`;
      return finding('model-structure', { name: `network ${name}`, problem }, { network: name });
    });
}
