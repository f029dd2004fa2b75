import type { Finding } from './findings/finding.ts';
import type { Notes } from './model/defaults.ts';
import type { Feature } from './model/features.ts';
import type { Host } from './model/host.ts';
import type { Interface } from './model/interface.ts';
import type { BlockHead } from './native/accounted-text.ts';
import type { CommentStyle } from './native/comment.ts';
import type { Chunk } from './native/seal.ts';
import type { Survey } from './survey.ts';

/**
 * The contract between the core and a backend. A backend is two pure functions that are each other's
 * inverse, `render` and `read`, and a few pieces of data; it never touches a disk. backends/README.md tells
 * how to write one.
 */
export interface Backend {
  /** Also the folder below backends/ and templates/, the value of --backend, and the fixtures' folder. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly title: string;
  /** Every path it may ever write, as globs (`*` matches within one path segment). */
  readonly owns: readonly string[];
  readonly capabilities: Capabilities;
  /** What a particular root changes about the capabilities, if anything. */
  readonly capabilitiesIn?: (root: RootView) => Partial<Capabilities>;
  /** Whether this root boots with this backend, and what says so. */
  readonly detect: (root: RootView) => Detection;
  /** What the boot of `host` needs and the root lacks: warnings, promise 1. */
  readonly needs: (host: Host, root: RootView) => Finding[];
  /**
   * The files that hold `host`, deterministic. Throws UnsafeValueError (native/guard.ts) for a value that
   * could be read as anything but that value. `only`: without the parts of other interfaces, which the format
   * need not be able to say.
   */
  readonly render: (host: Host, only?: (name: string) => boolean) => RenderedFile[];
  /** What the root holds of this format. Never throws, whatever the files say. */
  readonly read: (root: RootView) => Reading;
  /** What the root holds of this format, whoever wrote it. Never throws, whatever the files say. */
  readonly survey: (root: RootView) => Survey;
  /**
   * Changes after which the files of this format configure none of `names`, whoever wrote them; what they say of other
   * interfaces stays. Only what must change is returned.
   */
  readonly release: (root: RootView, names: ReadonlySet<string>) => FileEdit[];
  /** How its texts are laid out, for changing what others wrote. */
  readonly layout: Layout;
  /**
   * Changes to files of others without which ours would not be read (ifupdown's `source` line); `host` is
   * what will be there afterwards, empty when the last interface goes. Only what must change is returned.
   */
  readonly integrate?: (host: Host, root: RootView) => FileEdit[];
}

/** The files of one interface, and the blocks of their texts; the same for ours and for those of others. */
export interface Layout {
  /** What files there may be of one interface, in the order written: `.netdev`, `.network`. */
  readonly roles: readonly string[];
  /** Which of them a file is. */
  readonly roleOf: (path: string) => string;
  /** The block that a line (without blanks around it) begins: a section or a stanza. */
  readonly headOf: (line: string) => BlockHead | undefined;
  /** Another way to say a line, as a block of its own, for text in which such blocks stand in an order that counts. */
  readonly respell?: (line: string) => string | undefined;
}

/** A root's files, as a backend may see them. All paths are absolute inside the root; links are resolved in it. */
export interface RootView {
  /** The text of a regular file, or undefined where there is none. */
  readonly text: (path: string) => string | undefined;
  /** The names in a folder, sorted by code unit; empty where there is none. */
  readonly list: (folder: string) => readonly string[];
  /** Whether anything is there (after links are followed inside the root). */
  readonly exists: (path: string) => boolean;
  /** The target of a symbolic link as written, or undefined where `path` is no link. */
  readonly link: (path: string) => string | undefined;
  /** Permission bits of a regular file, or undefined where there is none. */
  readonly mode: (path: string) => number | undefined;
}

/** How well a format says a feature. */
export type Support =
  | { readonly level: 'full' }
  /** Written and read back, but some consumer treats it otherwise: a warning. */
  | { readonly level: 'lossy'; readonly note: string; readonly source: string }
  /** Cannot be said: an error, or with --allow-loss a warning and the setting is left out. */
  | { readonly level: 'none'; readonly note: string; readonly source: string };

export const full: Support = { level: 'full' };

/** One entry a feature, so that forgetting one does not compile. `source`: manual, source file or test. */
export type Capabilities = Readonly<Record<Feature, Support>>;

/** A file to be written: one or more sealed parts. */
export interface RenderedFile {
  /** Absolute inside the root, normalised. */
  readonly path: string;
  /** Permission bits, for example 0o644. */
  readonly mode: number;
  /** Whether text of others may stand in the file too; otherwise any text that is not ours is in the way. */
  readonly shared?: true;
  /** How the format writes the comments that hold header and notes; `hash` where absent. */
  readonly comment?: CommentStyle;
  /** One, or for a format that keeps several interfaces in a file one an interface, in the order to write. */
  readonly parts: readonly RenderedPart[];
}

/** What a file says of one interface. The core puts header and notes before the body. */
export interface RenderedPart {
  readonly interface: string;
  /** Structured comments that precede the body. */
  readonly notes: Notes;
  /** Native text, whole lines, without header and notes. */
  readonly body: string;
}

/** What a root holds of one format. */
export interface Reading {
  /** The interfaces in parts of ours (intact or edited), settled (model/defaults.ts). */
  readonly host: Host;
  /** Parts of ours, wherever they stand. */
  readonly parts: readonly StandingPart[];
  /** What others wrote that names or matches interfaces. */
  readonly claims: readonly ForeignClaim[];
  /** Lines of ours that could not be understood (somebody edited them). */
  readonly problems: readonly Finding[];
}

/** A part of ours as it stands on disk. */
export interface StandingPart extends Chunk {
  readonly path: string;
}

/** A foreign file or stanza that configures an interface. */
export interface ForeignClaim {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** By its name, or by something that merely matches it (a glob, a MAC, a type). */
  readonly by: 'name' | 'pattern';
  /** What it says: the name or the pattern, for messages. */
  readonly names: string;
  /** Whether it applies to this interface. */
  readonly covers: (
    iface: Pick<Interface, 'name' | 'type'> & { readonly permanentMac?: string | undefined },
  ) => boolean;
  /** Whether it would be used instead of what this backend writes for the interface. */
  readonly wins: (interfaceName: string) => boolean;
}

/** A change to a file that others own too. `content` undefined: the file goes. */
export interface FileEdit {
  readonly path: string;
  readonly mode: number;
  readonly content: string | undefined;
}

/** Whether a root boots with the format, and what says so. */
export interface Detection {
  /** `boots`: installed and enabled. `installed`: there, not enabled. */
  readonly verdict: 'boots' | 'installed' | 'absent';
  readonly evidence: readonly Evidence[];
}

/** One thing that was seen below the root. */
export interface Evidence {
  /** Where it was seen, absolute inside the root. */
  readonly path: string;
  /** What it says: `systemd-networkd.service is enabled`. */
  readonly fact: string;
}
