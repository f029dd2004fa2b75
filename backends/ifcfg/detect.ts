import type { Capabilities, Detection, Evidence, RootView } from '../../src/backend.ts';
import { lastAssignments, readAssignments } from '../../src/native/shell.ts';
import { unitState } from '../../src/native/systemd-units.ts';
import { capabilitiesOfInitscripts, capabilitiesOfOldNetworkManager } from './capabilities.ts';
import type { Reader } from './directives.ts';

/** How one of the two readers of ifcfg files stands in a root. */
export interface ReaderState {
  readonly isInstalled: boolean;
  readonly boots: boolean;
  readonly evidence: readonly Evidence[];
}

/** The two readers, looked up once. `version`: NetworkManager's, where the root shows it. */
export interface Readers {
  readonly initscripts: ReaderState;
  readonly networkManager: ReaderState & { readonly version?: readonly [major: number, minor: number] };
}

export const readersIn = (root: RootView): Readers => ({
  initscripts: initscriptsIn(root),
  networkManager: networkManagerIn(root),
});

/** The only reader that the files have in this root, as far as it shows. */
export function onlyReaderIn(root: RootView): Reader | undefined {
  const { initscripts, networkManager } = readersIn(root);
  if (initscripts.boots && !networkManager.boots) return 'initscripts';
  return networkManager.boots && !initscripts.isInstalled ? 'NetworkManager' : undefined;
}

export function detect(root: RootView): Detection {
  const { initscripts, networkManager } = readersIn(root);
  const both = [initscripts, networkManager];
  return {
    verdict: both.some(({ boots }) => boots)
      ? 'boots'
      : both.some(({ isInstalled }) => isInstalled)
        ? 'installed'
        : 'absent',
    evidence: both.flatMap(({ evidence }) => evidence),
  };
}

/** Where both run, initscripts hand over to NetworkManager (ifup: `nmcli con up uuid`). */
export function capabilitiesIn(root: RootView): Partial<Capabilities> {
  const { initscripts, networkManager } = readersIn(root);
  if (initscripts.boots && !networkManager.boots) return capabilitiesOfInitscripts;
  const { version } = networkManager;
  const isOld = networkManager.boots && version && (version[0] < 1 || (version[0] === 1 && version[1] < 22));
  return isOld ? capabilitiesOfOldNetworkManager : {};
}

function initscriptsIn(root: RootView): ReaderState {
  const script = ['/etc/rc.d/init.d/network', '/etc/init.d/network'].find(root.exists);
  if (!script) return { isInstalled: false, boots: false, evidence: [] };
  const link = startLink(root);
  const installed = { path: script, fact: "initscripts' network service is installed" };
  if (!link) return { isInstalled: true, boots: false, evidence: [installed] };
  return {
    isInstalled: true,
    boots: true,
    evidence: [installed, { path: link, fact: "initscripts' network service is enabled" }],
  };
}

/** A start link of run level 3 (chkconfig on), 2 to 5 for good measure, or systemd's own. */
function startLink(root: RootView): string | undefined {
  for (const folder of ['/etc/rc.d/rc', '/etc/rc'].flatMap((base) =>
    [3, 5, 2, 4].map((n) => `${base}${n}.d`),
  )) {
    const link = root.list(folder).find((name) => /^S[0-9]{2}network$/.test(name));
    if (link !== undefined) return `${folder}/${link}`;
  }
  const unit = unitState(root, 'network.service');
  return unit.state === 'enabled' ? unit.path : undefined;
}

function networkManagerIn(root: RootView): Readers['networkManager'] {
  const unit = unitState(root, 'NetworkManager.service');
  const plugin = pluginIn(root) ?? (unit.state === 'absent' ? undefined : builtInOf(root));
  if (!plugin) return { isInstalled: false, boots: false, evidence: [] };
  const installed = { path: plugin.path, fact: 'NetworkManager reads ifcfg files (ifcfg-rh)' };
  const obstacle = obstacleIn(root);
  const isEnabled = unit.state === 'enabled';
  const state: Evidence[] =
    unit.state === 'absent' ? [] : [{ path: unit.path, fact: `NetworkManager.service is ${unit.state}` }];
  return {
    isInstalled: true,
    boots: isEnabled && !obstacle,
    evidence: [installed, ...state, ...(obstacle ? [obstacle] : [])],
    ...(plugin.version ? { version: plugin.version } : {}),
  };
}

const PLUGIN_FOLDERS = ['/usr/lib64', '/usr/lib', '/lib64', '/lib'].map((lib) => `${lib}/NetworkManager`);

/** The plugin's file, in a folder that is called by the version. */
function pluginIn(root: RootView): { path: string; version?: readonly [number, number] } | undefined {
  for (const base of PLUGIN_FOLDERS) {
    for (const folder of [base, ...root.list(base).map((name) => `${base}/${name}`)]) {
      const path = `${folder}/libnm-settings-plugin-ifcfg-rh.so`;
      if (!root.exists(path)) continue;
      const [, major, minor] = /\/([0-9]+)\.([0-9]+)[^/]*\/[^/]*$/.exec(path) ?? [];
      return { path, ...(major && minor ? { version: [Number(major), Number(minor)] } : {}) };
    }
  }
  return undefined;
}

/**
 * A root that shows NetworkManager and none of its libraries: up to RHEL 9 and Fedora 35 the plugin was part
 * of the package.
 */
function builtInOf(root: RootView): ReturnType<typeof pluginIn> {
  const showsLibraries = PLUGIN_FOLDERS.some((base) =>
    root.list(base).some((name) => root.list(`${base}/${name}`).some((file) => file.endsWith('.so'))),
  );
  const path = ['/etc/os-release', '/usr/lib/os-release'].find(root.exists);
  if (showsLibraries || !path) return undefined;
  const settings = lastAssignments(readAssignments(root.text(path) ?? ''));
  const ids = `${settings.get('ID')?.value} ${settings.get('ID_LIKE')?.value}`.split(' ');
  const major = Number.parseInt(settings.get('VERSION_ID')?.value ?? '', 10);
  const isInPackage = settings.get('ID')?.value === 'fedora' ? major <= 35 : isRedHat(ids) && major <= 9;
  return isInPackage ? { path } : undefined;
}

const isRedHat = (ids: readonly string[]): boolean => ids.includes('rhel') || ids.includes('centos');

/** A setting with which NetworkManager does not read ifcfg files, or takes them away. */
function obstacleIn(root: RootView): Evidence | undefined {
  let obstacle: Evidence | undefined;
  for (const { path, key, value } of networkManagerSettings(root)) {
    if (key === 'migrate-ifcfg-rh' && /^(?:true|yes|on|1)$/i.test(value))
      obstacle = {
        path,
        fact: 'NetworkManager turns ifcfg files into keyfiles when it starts (migrate-ifcfg-rh)',
      };
    if (key === 'plugins' && !/\bifcfg-(?:rh|fedora)\b/.test(value))
      obstacle = { path, fact: `NetworkManager has other plugins than ifcfg-rh (plugins=${value})` };
  }
  return obstacle;
}

/** The settings of NetworkManager's [main] sections, in the order in which they are read. */
export function networkManagerSettings(root: RootView): { path: string; key: string; value: string }[] {
  const files = [
    ...['/usr/lib/NetworkManager/conf.d', '/etc/NetworkManager/conf.d'].flatMap((folder) =>
      root
        .list(folder)
        .filter((name) => name.endsWith('.conf'))
        .map((name) => `${folder}/${name}`),
    ),
    '/etc/NetworkManager/NetworkManager.conf',
  ];
  return files.flatMap((path) =>
    mainSettings(root.text(path) ?? '').map(([key, value]) => ({ path, key, value })),
  );
}

/** The settings of the [main] section of a NetworkManager.conf. */
function mainSettings(text: string): [key: string, value: string][] {
  let section = '';
  return text.split('\n').flatMap((line): [string, string][] => {
    section = /^\s*\[(.*)\]\s*$/.exec(line)?.[1] ?? section;
    const [, key, value] = /^\s*([A-Za-z0-9_.+-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    return section === 'main' && key !== undefined ? [[key.replace(/\+$/, ''), value ?? '']] : [];
  });
}
