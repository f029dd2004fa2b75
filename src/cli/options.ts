/** What the command line says, defaults filled in; a verb reads those it declares, and the common ones. */
export interface Options {
  readonly root: string;
  /** A backend's name, `auto`, or undefined where none was said. */
  readonly backend?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  readonly allowLoss?: boolean;
  readonly adopt?: boolean;
  readonly detailedExitcode?: boolean;
  readonly out?: string;
  readonly macs?: boolean;
  readonly tree?: boolean;
  readonly all?: boolean;
  readonly network?: boolean;
  /** False with --no-autostart. */
  readonly autostart?: boolean;
  readonly dhcp?: string;
  readonly publish?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly apply?: boolean;
  /** OLD=NEW. */
  readonly rename?: readonly string[];
  readonly dropMacMatch?: boolean;
  readonly report?: boolean;
  /** False with --no-stp. */
  readonly stp?: boolean;
  /** Seconds. */
  readonly delay?: string;
}
