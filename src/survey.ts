import type { Finding } from './findings/finding.ts';
import type { Host } from './model/host.ts';

/**
 * What all files of one format below a root say, whoever wrote them: what `Backend.survey` returns. Nothing that
 * stands in a file is passed over: every line of every file that the consumer looks at has an account.
 */
export interface Survey {
  /** The interfaces in force, settled (model/defaults.ts). Those of a kind that the model lacks are not among them. */
  readonly host: Host;
  /** By path, then line. */
  readonly accounts: readonly Account[];
  /**
   * What no single line is to blame for: what the files leave to the consumer and the model cannot say exactly, what
   * consumers read differently, what contradicts itself. An error means that the host is not what boots.
   */
  readonly findings: readonly Finding[];
}

/** What became of one line, or of a part of one; several accounts may be of the same line. */
export interface Account {
  readonly path: string;
  /** The first line, from 1. */
  readonly line: number;
  /** How many physical lines it takes: a line may go on. */
  readonly lines: number;
  /** The directive, stanza head or command as it stands, without the last line feed. */
  readonly text: string;
  readonly state: AccountState;
  /** The interface that it is about, where it is about one; also of a kind that the model lacks. */
  readonly interface?: string;
  /** What of the interface it says, of a line that is understood. */
  readonly says?: Facet;
  /** Why it is kept or unread, in a few words. */
  readonly why?: string;
  /** Of a line that is kept: it says nothing of interfaces, and nothing is lost where another backend has them. */
  readonly isBeside?: true;
}

/**
 * `understood`: the model says the same. `kept`: it does not, and the line stays as it is where the same backend writes
 * the interface again; another backend loses it. `comment`: also blank lines, and what the format itself passes over.
 * `unread`: a line or a file that the consumer never acts on (a shadowed file, the second of two).
 */
export type AccountState = 'understood' | 'kept' | 'comment' | 'unread';

/**
 * What a line says of its interface: `match`: to which device it applies, its kind and name. `start`: when it comes up.
 * `link`: MTU and MAC to set. `controller`: the bond or bridge that it is in, with cost and priority there. `members`:
 * what stands in it, or on it. `options`: of a bond, bridge, vlan or veth. `addressing`: IPv4 and IPv6. `dns`: servers
 * and search domains.
 */
export type Facet = 'match' | 'start' | 'link' | 'controller' | 'members' | 'options' | 'addressing' | 'dns';
