import type { Backend, Capabilities, RootView } from '../backend.ts';
import { type Finding, finding } from '../findings/finding.ts';
import { type SourceMap, sourceKey } from '../model/definition.ts';
import { type Feature, type FeatureUse, featureUses } from '../model/features.ts';
import type { Host } from '../model/host.ts';
import { lose } from '../model/loss.ts';

/** What a backend can say of a host. */
export interface Expressed {
  /** The host, less the settings that were given up under `allowLoss`. */
  readonly host: Host;
  readonly findings: Finding[];
}

export interface ExpressOptions {
  /** Interfaces to look at; the others were written, and accepted, before. */
  readonly only: (name: string) => boolean;
  /** Where the root, if there is one, changes what the backend can say. */
  readonly root?: RootView | undefined;
  readonly sources: SourceMap;
  readonly allowLoss: boolean;
}

/** Holds the host against the backend's declaration: nothing that its format lacks goes unsaid (promise 2). */
export function express(backend: Backend, host: Host, options: ExpressOptions): Expressed {
  const capabilities: Capabilities = {
    ...backend.capabilities,
    ...(options.root && backend.capabilitiesIn?.(options.root)),
  };
  const lost: FeatureUse[] = [];
  const findings: Finding[] = [];
  const limited = (feature: Feature): boolean => capabilities[feature].level !== 'full';
  for (const use of featureUses(host, { interfaces: options.only, features: limited })) {
    const support = capabilities[use.feature];
    if (support.level === 'full') continue;
    const code = `${support.level === 'none' ? 'unsupported' : 'limited'}-${use.feature}` as const;
    const args = {
      interface: use.interface,
      setting: use.setting,
      backend: backend.name,
      note: support.note,
    };
    const at = options.sources.get(sourceKey(use.interface));
    const found = finding(code, args, { at, interface: use.interface });
    if (support.level === 'none') lost.push(use);
    findings.push(support.level === 'none' && options.allowLoss ? { ...found, severity: 'warning' } : found);
  }
  const left = lost.length === 0 ? host : lose(host, lost);
  findings.push(...takenAlong(host, left, { lost, backend, ...options }));
  return { host: options.allowLoss ? left : host, findings };
}

/** What goes because it stands on an interface that goes; members without a line of their own are part of that. */
function takenAlong(
  host: Host,
  left: Host,
  { lost, backend, sources, allowLoss }: ExpressOptions & { lost: readonly FeatureUse[]; backend: Backend },
): Finding[] {
  if (left.interfaces.length === host.interfaces.length) return [];
  const there = new Set(left.interfaces.map(({ name }) => name));
  const named = new Set(lost.map((use) => use.interface));
  return host.interfaces
    .filter(({ name }) => !there.has(name) && !named.has(name))
    .filter(({ topLevel, port }) => topLevel || !port || there.has(port.controller))
    .map(({ name }) => {
      const subject = { at: sources.get(sourceKey(name)), interface: name };
      const found = finding('lost-along', { interface: name, backend: backend.name }, subject);
      return allowLoss ? { ...found, severity: 'warning' } : found;
    });
}
