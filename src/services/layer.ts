import type { RenderedFile, RootView, StandingPart } from '../backend.ts';
import type { Finding } from '../findings/finding.ts';
import type { InstalledNetwork, Network } from '../model/network.ts';

/** Where the networks' own files stand: `NAME.xml` is the record of each. */
export const NETWORKS_FOLDER = '/etc/ifscribe/networks';

/** The name of the parts that all networks share. */
export const SHARED = '*';

/** A symbolic link that is to stand below the root. */
export interface Link {
  readonly path: string;
  /** As it is written: absolute inside the root. */
  readonly target: string;
  /** The network that it belongs to; `*` for one that all share. */
  readonly network: string;
}

/** What of a root decides which files a network has. */
export interface Surroundings {
  /** Whether the distribution's dnsmasq reads /etc/dnsmasq.d. */
  readonly dnsmasqFolder: boolean;
  /** Whether the administrator has that one say bind-dynamic. */
  readonly dnsmasqIsDynamic: boolean;
  /** Whether /etc/firewalld is there. */
  readonly firewalld: boolean;
}

/** All networks of a host, and what they are set up in. */
export interface NetworkState {
  readonly networks: readonly InstalledNetwork[];
  readonly surroundings: Surroundings;
}

/** A setting of a network, in the words of its document, and what its server does with it instead. */
export interface NetworkLimit {
  readonly setting: string;
  /** Why, and what to do. */
  readonly note: string;
}

/** What the server of a network makes of what the document says. */
export interface ExpressedNetwork {
  /** Settings that it cannot say. */
  readonly lost: readonly NetworkLimit[];
  /** What would come by itself with another server. */
  readonly limited: readonly NetworkLimit[];
  /** The network without what is lost. */
  readonly left: Network;
}

/**
 * What serves the guests of a network: packet filter, DHCP and DNS servers, and the units that start them, in
 * the same files for every backend. Pure, as a backend is.
 */
export interface ServiceLayer {
  /** Every path it may ever write, as globs (`*` matches within one path segment). */
  readonly owns: readonly string[];
  /** What can be said of a network; what cannot is not written. */
  readonly express: (network: InstalledNetwork) => ExpressedNetwork;
  /** Folders that are there for nothing else, as globs, those inside others first. */
  readonly folders: readonly string[];
  /** The files of all networks, deterministic; a part's `interface` is the network's name, or SHARED. */
  readonly render: (state: NetworkState) => RenderedFile[];
  /** The links that enable the units of networks with autostart. */
  readonly links: (networks: readonly InstalledNetwork[]) => Link[];
  /** The links below a root that enable the units of one network, or the SHARED ones, whatever records say. */
  readonly standingLinks: (root: RootView, name: string) => Link[];
  /** What the root holds. Never throws, whatever the files say. */
  readonly read: (root: RootView) => {
    readonly networks: readonly InstalledNetwork[];
    readonly parts: readonly StandingPart[];
    readonly problems: readonly Finding[];
  };
  readonly surroundingsOf: (root: RootView) => Surroundings;
  /** What the boot of the networks needs and the root lacks: warnings, promise 1. */
  readonly needs: (networks: readonly InstalledNetwork[], root: RootView) => Finding[];
}
