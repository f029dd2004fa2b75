import type { VlanOptions } from '../../src/model/interface.ts';
import { deviceNameFault } from '../../src/model/values.ts';
import { defined } from '../../src/native/defined.ts';
import type { Directives } from './directives.ts';
import { numberUpTo, type Parse, yesNo, yesOrNo } from './words.ts';

/**
 * A vlan for both readers: initscripts go by VID and PHYSDEV (without VID they would take both from the
 * name), NetworkManager by VLAN_ID and PHYSDEV. `VLAN=yes` stands unquoted and at the line's start, because
 * rename_device looks for that very text.
 */
export function vlanEntries(vlan: VlanOptions): [string, string | undefined][] {
  return [
    ['VLAN', 'yes'],
    ['PHYSDEV', vlan.parent],
    ['VLAN_ID', String(vlan.tag)],
    ['VID', String(vlan.tag)],
    ['REORDER_HDR', yesNo(vlan.reorderHdr)],
    ['GVRP', yesNo(vlan.gvrp)],
    ['MVRP', yesNo(vlan.mvrp)],
    ['VLAN_FLAGS', flagsOf(vlan)],
  ];
}

/** NetworkManager's own key for what has no boolean of its own there (make_vlan_setting). */
function flagsOf({ reorderHdr, looseBinding }: VlanOptions): string | undefined {
  const flags = [
    ...(reorderHdr === false ? ['NO_REORDER_HDR'] : []),
    ...(looseBinding ? ['LOOSE_BINDING'] : []),
  ];
  return flags.length ? flags.join(',') : undefined;
}

/** loose_binding='no' is the default of both readers and has no key. */
export const vlanNotes = ({ looseBinding }: VlanOptions): { 'loose-binding'?: false } =>
  looseBinding === false ? { 'loose-binding': false } : {};

/** What each of the readers makes of the keys; undefined where it can make no vlan of them. */
interface Tagged {
  readonly tag: number;
  readonly parent: string;
}

/**
 * The inverse, and what others write. Undefined where tag or parent cannot be told. `resolve`: the device of a
 * connection's UUID, which may stand for a parent's name.
 */
export function readVlan(
  directives: Directives,
  name: string,
  resolve: (name: string) => string,
  noted: unknown,
): VlanOptions | undefined {
  const flags = directives.value('VLAN_FLAGS', readFlags) ?? [];
  const tagged = readTag(directives, name, resolve);
  const options = {
    reorderHdr: readReorder(directives, flags),
    gvrp: directives.value('GVRP', yesOrNo) ?? (flags.includes('GVRP') ? true : undefined),
    mvrp: directives.value('MVRP', yesOrNo),
    looseBinding: flags.includes('LOOSE_BINDING') ? true : noted === false ? false : undefined,
  };
  return tagged && defined({ ...tagged, ...options });
}

function readTag(
  directives: Directives,
  name: string,
  resolve: (name: string) => string,
): Tagged | undefined {
  const vid = directives.value('VID', tagOf);
  const vlanId = directives.value('VLAN_ID', tagOf);
  const physdev = directives.value('PHYSDEV', (text) => deviceName(resolve(text)));
  const forManager = taggedBy(vlanId ?? tagInName(name), physdev ?? parentInName(name, name.indexOf('.')));
  const forScripts = scriptsTag(name, vid, physdev);
  const { onlyReader } = directives;
  const taken =
    onlyReader === 'initscripts'
      ? forScripts
      : (forManager ?? (onlyReader === 'NetworkManager' ? undefined : forScripts));
  const isSame = forManager?.tag === forScripts?.tag && forManager?.parent === forScripts?.parent;
  if (onlyReader === 'initscripts') refuseUnknown(directives, vid, forScripts);
  else if (onlyReader === 'NetworkManager') {
    if (vid !== undefined && vid !== forManager?.tag)
      directives.refuse('VID', 'NetworkManager alone reads this file, and does not know VID');
  } else if (taken && !isSame) {
    const key = ['VLAN_ID', 'VID', 'PHYSDEV'].find(directives.has) ?? 'DEVICE';
    directives.differ(
      key,
      `to NetworkManager it is ${described(forManager)}, to initscripts ${described(forScripts)}; taken: ${described(taken)}`,
    );
  }
  return taken;
}

/** What initscripts do not ask for. */
function refuseUnknown(directives: Directives, vid: number | undefined, taken: Tagged | undefined): void {
  if (directives.has('VLAN_ID') && (vid === undefined || vid !== tagOf(directives.peek('VLAN_ID') ?? '')))
    directives.refuse('VLAN_ID', 'initscripts alone read this file, and do not know VLAN_ID');
  if (taken && directives.has('PHYSDEV') && directives.peek('PHYSDEV') !== taken.parent)
    directives.refuse('PHYSDEV', `initscripts alone read this file, and go by the name: ${described(taken)}`);
}

/** initscripts (ifup): VID and PHYSDEV; without VID a name with a dot says both, and `vlanN` the tag. */
function scriptsTag(name: string, vid: number | undefined, physdev: string | undefined): Tagged | undefined {
  if (vid !== undefined) return taggedBy(vid, physdev);
  if (/^.+\.[0-9]{1,4}$/.test(name))
    return taggedBy(tagOf(name.slice(name.lastIndexOf('.') + 1)), parentInName(name, name.lastIndexOf('.')));
  return /^vlan[0-9]/.test(name) ? taggedBy(tagInName(name), physdev) : undefined;
}

const taggedBy = (tag: number | undefined, parent: string | undefined): Tagged | undefined =>
  tag === undefined || parent === undefined ? undefined : { tag, parent };

const described = (tagged: Tagged | undefined): string =>
  tagged ? `vlan ${tagged.tag} on ${tagged.parent}` : 'no vlan';

/** The tag in `eth0.5` and `vlan5`; leading zeros are only for the eye. */
function tagInName(name: string): number | undefined {
  const at = name.indexOf('.');
  const digits = at >= 0 ? name.slice(at + 1) : name.startsWith('vlan') ? name.slice(4) : '';
  return tagOf(digits);
}

const tagOf: Parse<number> = (text) => numberUpTo(4094, 1)(text.replace(/^0+(?=[0-9])/, ''));

const parentInName = (name: string, dot: number): string | undefined =>
  dot > 0 && !name.startsWith('vlan') ? deviceName(name.slice(0, dot)) : undefined;

function readReorder(directives: Directives, flags: readonly string[]): boolean | undefined {
  const said = directives.value('REORDER_HDR', yesOrNo);
  if (flags.includes('NO_REORDER_HDR')) return false;
  if (said === false && directives.onlyReader === 'NetworkManager') {
    directives.refuse('REORDER_HDR', 'NetworkManager alone reads this file, and does not know REORDER_HDR');
    return flags.includes('REORDER_HDR') ? true : undefined;
  }
  if (said === false)
    directives.differ(
      'REORDER_HDR',
      'NetworkManager goes by VLAN_FLAGS=NO_REORDER_HDR instead of REORDER_HDR=no',
      'initscripts',
    );
  return said ?? (flags.includes('REORDER_HDR') ? true : undefined);
}

const deviceName = (text: string): string | undefined =>
  deviceNameFault(text) === undefined ? text : undefined;

const FLAGS = ['REORDER_HDR', 'GVRP', 'LOOSE_BINDING', 'NO_REORDER_HDR'];
const readFlags = (text: string): string[] | undefined => {
  const flags = text.split(/[, ]+/).filter((flag) => flag !== '');
  return flags.every((flag) => FLAGS.includes(flag)) ? flags : undefined;
};
