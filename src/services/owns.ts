import type { RootView } from '../backend.ts';
import { compareText } from '../model/host.ts';
import { POLICY_PATH, ZONE_PATH } from './firewalld.ts';
import { FORWARD_PATH, FORWARD_UNIT_PATH } from './forwarding.ts';
import { NETWORKS_FOLDER } from './layer.ts';
import { DROP_IN_FOLDER, UNIT_FOLDER } from './names.ts';
import { PRESET_PATH } from './preset.ts';

/** Every path at which a file of ours may stand, as globs. */
export const fileGlobs = [
  FORWARD_PATH,
  `${NETWORKS_FOLDER}/*.xml`,
  `${NETWORKS_FOLDER}/*.nft`,
  `${NETWORKS_FOLDER}/*.dnsmasq`,
  `${NETWORKS_FOLDER}/*.kea.json`,
  `${UNIT_FOLDER}/ifscribe-net-*.service`,
  FORWARD_UNIT_PATH,
  PRESET_PATH,
  `${DROP_IN_FOLDER}/ifscribe-*`,
  ZONE_PATH,
  POLICY_PATH,
] as const;

/** Every path at which a link of ours may stand. */
export const linkGlobs = [
  `${UNIT_FOLDER}/sysinit.target.wants/ifscribe-*.service`,
  `${UNIT_FOLDER}/nftables.service.wants/ifscribe-*.service`,
  `${UNIT_FOLDER}/multi-user.target.wants/ifscribe-net-*.service`,
  `${UNIT_FOLDER}/sys-subsystem-net-devices-*.device.wants/ifscribe-net-*.service`,
] as const;

/** Folders that are there for nothing else, those inside others first. */
export const folderGlobs = [
  NETWORKS_FOLDER,
  NETWORKS_FOLDER.slice(0, NETWORKS_FOLDER.lastIndexOf('/')),
  `${UNIT_FOLDER}/sys-subsystem-net-devices-*.device.wants`,
] as const;

/** The paths below the root that are as the globs of files, sorted. */
export function pathsIn(root: RootView): string[] {
  const found = fileGlobs.flatMap((glob) => {
    const folder = glob.slice(0, glob.lastIndexOf('/'));
    const [start = '', end] = glob.slice(folder.length + 1).split('*');
    return root
      .list(folder)
      .filter((name) => (end === undefined ? name === start : fits(name, start, end)))
      .map((name) => `${folder}/${name}`);
  });
  return [...new Set(found)].sort(compareText);
}

const fits = (name: string, start: string, end: string): boolean =>
  name.length > start.length + end.length && name.startsWith(start) && name.endsWith(end);
