/**
 * ifscribe as a library. All of it is pure: it touches neither disk nor terminal, and runs in a browser. What stands
 * below a root is given to it as a RootView (`memoryRoot`, or `openRoot` of ifscribe/node), and what it finds out comes
 * back as data, with findings instead of exceptions.
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
export { backends } from './backends.ts';
export type { Code, Finding, FindingKind, Position, Severity } from './findings/finding.ts';
export { hasErrors } from './findings/finding.ts';
export type { DocumentText } from './language/parse.ts';
export {
  type Converted,
  type ConvertOptions,
  convert,
  format,
  type KnownHost,
  parse,
  type ReadHost,
  type Rendered,
  type RenderOptions,
  readHost,
  render,
  type TextFile,
} from './library.ts';
export type { SourceMap } from './model/definition.ts';
export type { Feature } from './model/features.ts';
export type { Host } from './model/host.ts';
export type { Interface, InterfaceType } from './model/interface.ts';
export type { DhcpServer, InstalledNetwork, Network } from './model/network.ts';
export type { Renames } from './model/rename.ts';
export type { ConvertedAccount } from './plan/convert.ts';
export type { BackendName } from './registry.ts';
export { type MemoryRootOptions, memoryRoot } from './root/memory-root.ts';
export type { Link } from './services/layer.ts';
export type { Account, AccountState, Facet, Survey } from './survey.ts';
