import type { Backend, RootView } from './backend.ts';
import { type Finding, finding } from './findings/finding.ts';
import { formatDocument } from './language/format.ts';
import { type DocumentText, parseDocuments } from './language/parse.ts';
import { checkHost } from './model/check.ts';
import { checkModel } from './model/check-model.ts';
import { checkNetworks } from './model/check-networks.ts';
import type { SourceMap } from './model/definition.ts';
import { emptyHost, type Host, orderInterfaces } from './model/host.ts';
import { canonicalNetwork, type InstalledNetwork } from './model/network.ts';
import type { Renames } from './model/rename.ts';
import { UnsafeValueError } from './native/guard.ts';
import { composeFiles } from './plan/compose.ts';
import { type ConvertedAccount, convertedFiles, placesOf } from './plan/convert.ts';
import { checkDocuments, renderChecked } from './plan/plan.ts';
import { services } from './services/index.ts';
import type { Link } from './services/layer.ts';
import type { Account } from './survey.ts';

/** A host as documents or files tell of it. Where `findings` holds an error, it is not all that they say. */
export interface KnownHost {
  /** All interfaces, the own bridges of guest networks among them. */
  readonly host: Host;
  /** Guest networks with how they are set up, ordered by name. Documents leave that open: at boot, with dnsmasq. */
  readonly networks: readonly InstalledNetwork[];
  readonly findings: readonly Finding[];
  /** Where the interfaces and networks, and what they say, stand: `render` names those places in its findings. */
  readonly sources: SourceMap;
}

/**
 * What documents of the interface language say: libvirt's `<interface>` and `<network>`, or several of them in
 * `<interfaces>`. Several documents are one host. Never throws: what is wrong in a document, or between them, is a
 * finding with line and column (from 1, columns in UTF-16 units), and is left out.
 *
 * `xml`: one document, which findings call `<xml>`, or several, each with the name that findings give it; 16 MiB each
 * at most.
 */
export function parse(xml: string | readonly DocumentText[]): KnownHost {
  const { findings, ...documents } = parseDocuments(
    typeof xml === 'string' ? [{ file: '<xml>', text: xml }] : xml,
  );
  const checked = checkDocuments(documents);
  return { ...checked, findings: [...findings, ...checked.findings] };
}

/**
 * The canonical document of a host, as `parse` reads it: laid out as libvirt's own formatter does, with LF at each
 * line's end. One interface is an `<interface>`, one network a `<network>`, any other number of them an `<interfaces>`.
 *
 * `host`: as `parse` and `readHost` return it; of one made by hand, `render` tells whether it is one. `networks`: those of
 * the host; their own bridges are not interfaces of the document. How they are set up has no word in it.
 */
export function format(host: Host, networks: readonly InstalledNetwork[] = []): string {
  const owned = new Set(
    networks.flatMap(({ network, ownsBridge }) => (ownsBridge ? network.bridge.name : [])),
  );
  const names = host.interfaces.filter(({ name, topLevel }) => topLevel && !owned.has(name));
  return formatDocument(
    host,
    networks.map(({ network }) => network),
    names.map(({ name }) => name),
  );
}

/** A host as the files of a root tell of it, and what became of every line. */
export interface ReadHost extends KnownHost {
  /**
   * Every line of every file that the backend's consumer looks at, by path and line. What is `kept` has no word in the
   * model: it is missing in `host`, and another backend loses it.
   */
  readonly accounts: readonly Account[];
}

/**
 * What the files of one format below a root say, whoever wrote them. Whatever they say, it does not throw; but a root
 * that cannot be read may (`openRoot` of ifscribe/node throws a Fault).
 */
export function readHost(root: RootView, backend: Backend): ReadHost {
  const survey = backend.survey(root);
  const { networks, problems } = services.read(root);
  return {
    host: survey.host,
    networks,
    accounts: survey.accounts,
    findings: [...survey.findings, ...problems],
    sources: placesOf(survey, new Map()),
  };
}

/** A file's whole text. */
export interface TextFile {
  /** Absolute inside the root. */
  readonly path: string;
  /** Permission bits, for example 0o644. */
  readonly mode: number;
  readonly text: string;
}

export interface RenderOptions {
  /** The guest networks of the host; what serves them is the same for every backend. */
  readonly networks?: readonly InstalledNetwork[];
  /** Whether what the backend cannot say is left out, with a warning; else it is an error. */
  readonly allowLoss?: boolean;
  /** Where things stand, so that findings can say so: as `parse` and `readHost` return it. */
  readonly sources?: SourceMap;
}

export interface Rendered {
  /** None where a finding is an error. */
  readonly files: readonly TextFile[];
  /** Symbolic links that enable the units of guest networks. */
  readonly links: readonly Link[];
  /** What the files say: all that was given, less what was left out under `allowLoss`. */
  readonly host: Host;
  readonly networks: readonly InstalledNetwork[];
  /**
   * What the backend cannot say (`unsupported-…`, an error unless `allowLoss`), or says with a limit (`limited-…`),
   * and errors of the host itself. Warnings about the host are what `parse` tells.
   */
  readonly findings: readonly Finding[];
}

/**
 * The files with which a backend brings the host up at boot, as `ifscribe render` prints them; the same for the same
 * host. Never throws for what a host holds: a host made by hand that is none is refused by findings.
 */
export function render(host: Host, backend: Backend, options: RenderOptions = {}): Rendered {
  const { networks = [], allowLoss = false, sources = new Map() } = options;
  const refused = (findings: readonly Finding[], left: Pick<Rendered, 'host' | 'networks'>): Rendered => ({
    ...left,
    files: [],
    links: [],
    findings,
  });
  const faults = checkModel(host, networks);
  if (faults.length > 0) return refused(faults, { host: emptyHost, networks: [] });
  const asked = {
    host: { interfaces: orderInterfaces(host.interfaces) },
    networks: networks.map((each) => ({ ...each, network: canonicalNetwork(each.network) })),
  };
  const places = everywhere(sources);
  const errors = [
    ...checkHost(asked.host, places),
    ...checkNetworks(asked.networks, asked.host, places),
  ].filter(({ severity }) => severity === 'error');
  try {
    const isRefused = errors.length > 0;
    const made = renderChecked({ ...asked, sources, backend, services, allowLoss, isRefused });
    return { ...made, files: composeFiles(made.files), findings: [...errors, ...made.findings] };
  } catch (error) {
    if (!(error instanceof UnsafeValueError)) throw error;
    return refused([finding('model-value', { place: backend.name, problem: error.message })], asked);
  }
}

/** The places of a host of which everything is looked at, whether or not it is known where it stands. */
const everywhere = (sources: SourceMap): SourceMap =>
  Object.assign(new Map(sources), { has: (): boolean => true });

export interface ConvertOptions {
  /** New names of interfaces by old ones, as NICs are called on other hardware; vlans called PARENT.TAG go along. */
  readonly rename?: Renames;
  /** Whether NICs are to be found by their names alone, as on other hardware. */
  readonly dropMacMatch?: boolean;
  /** Whether what `to` cannot say, or the model has no word for, is left out, with a warning; else it is an error. */
  readonly allowLoss?: boolean;
}

export interface Converted {
  /** As `to` can say it, under the new names. */
  readonly host: Host;
  /** None where a finding is an error. */
  readonly files: readonly TextFile[];
  /** Every line of `from`'s files; what `to` loses is `lost`. */
  readonly accounts: readonly ConvertedAccount[];
  readonly findings: readonly Finding[];
}

/**
 * What the files of one backend below a root say, as files of another, as `ifscribe convert` prints them. What serves
 * guest networks is the same for every backend, and stays as it is. Throws as `readHost` does.
 */
export function convert(root: RootView, from: Backend, to: Backend, options: ConvertOptions = {}): Converted {
  const { rename = new Map(), dropMacMatch = false, allowLoss = false } = options;
  const made = convertedFiles({ from, to, root, rename, dropMacMatch, allowLoss });
  return {
    host: made.host,
    files: composeFiles(made.files),
    accounts: made.accounts,
    findings: made.findings,
  };
}
