import type { Backend, Detection } from '../backend.ts';
import type { Finding } from '../findings/finding.ts';
import { unitState } from '../native/systemd-units.ts';
import { backendNames, loadBackend, loadBackends } from '../registry.ts';
import { type DiskRoot, openRoot } from '../root/disk-root.ts';
import { fault } from '../root/fault.ts';
import { NETWORKS_FOLDER, type ServiceLayer } from '../services/layer.ts';
import type { Options } from './options.ts';
import { didYouMean } from './suggest.ts';
import { watch } from './watched.ts';

/** Where a verb works: a root, and the backend that it boots with or that the user named. */
export interface Place {
  readonly disk: DiskRoot;
  readonly backend: Backend;
  readonly others: readonly Backend[];
  /** What serves guest networks; undefined where the root has none, unless the run needs it. */
  readonly services: ServiceLayer | undefined;
  /** What was come upon so far that is no file, where one is looked for. */
  readonly irregular: () => Finding[];
}

/** `serves`: whether the run is about guest networks, whatever the root holds. */
export async function openPlace(options: Options, serves = false): Promise<Place> {
  await namedBackend(options); // A mistyped name is told before a missing root.
  return placeIn(openRoot(options.root), options, serves);
}

export async function placeIn(disk: DiskRoot, options: Options, serves = false): Promise<Place> {
  const chosen = (await namedBackend(options)) ?? (await detectBackend(disk));
  const others = (await loadBackends()).filter((other) => other !== chosen);
  const services = serves || holdsNetworks(disk) ? await loadServices() : undefined;
  const watcher = watch(disk);
  return {
    disk,
    backend: watcher.backend(chosen),
    others,
    services: services && watcher.services(services),
    irregular: watcher.findings,
  };
}

/** Also where their records were deleted: their units start all the same. */
const holdsNetworks = ({ view }: DiskRoot): boolean =>
  view.list(NETWORKS_FOLDER).length > 0 ||
  view.list('/etc/systemd/system').some((name) => name.startsWith('ifscribe-'));

/** Loaded when first needed: most hosts have no guest networks. */
export const loadServices = async (): Promise<ServiceLayer> =>
  (await import('../services/index.ts')).services;

/** The backend alone; the root is opened only if it must be asked. */
export const chooseBackend = async (options: Options): Promise<Backend> =>
  (await namedBackend(options)) ?? detectBackend(openRoot(options.root));

/** The backend of --backend; undefined for `auto` and where none was said. Throws where there is none such. */
export async function namedBackend({ backend }: Options): Promise<Backend | undefined> {
  if (backend === undefined || backend === 'auto') return undefined;
  const found = await loadBackend(backend);
  if (found) return found;
  const names = ['auto', ...backendNames];
  const problem = `there is no backend ${backend}${didYouMean(backend, names)} (${names.join(', ')})`;
  throw fault('usage', { problem });
}

/** What each backend sees in the root, and which of them it boots with, if that is plain. */
export interface Verdicts {
  readonly detections: readonly { readonly backend: Backend; readonly detection: Detection }[];
  readonly chosen: Backend | undefined;
  /** What speaks against a choice, or for another one. */
  readonly saw: string;
}

export async function detectAll(disk: DiskRoot): Promise<Verdicts> {
  const detections = (await loadBackends()).map((backend) => ({
    backend,
    detection: backend.detect(disk.view),
  }));
  const having = (verdict: Detection['verdict']): Backend[] =>
    detections.filter(({ detection }) => detection.verdict === verdict).map(({ backend }) => backend);
  const [booting, installed] = [having('boots'), having('installed')];
  const candidates = booting.length > 0 ? booting : installed;
  const names = candidates.map(({ name }) => name).join(' and ');
  const seen =
    candidates.length === 0
      ? 'none is installed in it'
      : `${names} ${candidates.length > 1 ? 'are' : 'is'} ${booting.length > 0 ? 'enabled' : 'installed, none enabled'}`;
  const other = booting.length > 0 ? undefined : otherManager(disk);
  const saw = other ? `${other} is enabled, and reads the files of none of the backends; ${seen}` : seen;
  return { detections, chosen: candidates.length === 1 && !other ? candidates[0] : undefined, saw };
}

/** Services of managers without a backend (NetworkManager: without the ifcfg plugin). What such a root boots with is none of ours. */
const OTHER_MANAGERS = ['NetworkManager.service', 'wicked.service', 'connman.service', 'dhcpcd.service'];

const otherManager = ({ view }: DiskRoot): string | undefined =>
  OTHER_MANAGERS.find((service) => unitState(view, service).state === 'enabled');

/** `auto`: the one backend that is enabled in the root, or else the one that is installed. */
export async function detectBackend(disk: DiskRoot): Promise<Backend> {
  const { chosen, saw } = await detectAll(disk);
  if (!chosen) throw fault('backend-unclear', { saw });
  return chosen;
}
