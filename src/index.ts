/**
 * ifscribe as a library: the pure core. It touches no disk and no terminal; what stands below a root is given
 * to it as a RootView, and what should change comes back as data.
 */
export type {
  Backend,
  Capabilities,
  Detection,
  Evidence,
  FileEdit,
  ForeignClaim,
  Reading,
  RenderedFile,
  RenderedPart,
  RootView,
  StandingPart,
  Support,
} from './backend.ts';
export type { Finding, FindingKind, Position, Severity } from './findings/finding.ts';
export { hasErrors } from './findings/finding.ts';
export { formatDocument, formatHost } from './language/format.ts';
export { type DocumentText, type Parsed, parseDocuments } from './language/parse.ts';
export { checkHost } from './model/check.ts';
export { checkNetworks } from './model/check-networks.ts';
export type { Definition, MemberDefinition, SourceMap } from './model/definition.ts';
export { type Host, hostSchema } from './model/host.ts';
export type { Interface, InterfaceType } from './model/interface.ts';
export { type InstalledNetwork, type Network, networkSchema } from './model/network.ts';
export { resolve } from './model/resolve.ts';
export { planBridge, planUnbridge } from './plan/bridge.ts';
export type { InterfaceChange, Plan } from './plan/carry.ts';
export type { Change } from './plan/change.ts';
export { composeFiles } from './plan/compose.ts';
export type { NetworkChange, NetworkEffect } from './plan/networks.ts';
export { planApply, planRender } from './plan/plan.ts';
export { rootStatus, type StatusEntry } from './plan/status.ts';
export { planUndefine } from './plan/undefine.ts';
export { backendNames, loadBackend, loadBackends } from './registry.ts';
export { services } from './services/index.ts';
export type { ServiceLayer } from './services/layer.ts';
