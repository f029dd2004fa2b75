import type { VlanOptions } from '../../src/model/interface.ts';
import { deviceNameFault } from '../../src/model/values.ts';
import { defined } from './defined.ts';
import type { Directives } from './directives.ts';
import { numberUpTo, yesNo, yesOrNo } from './words.ts';

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

/** The inverse; undefined (and reported) where tag or parent cannot be told. */
export function readVlan(directives: Directives, name: string, noted: unknown): VlanOptions | undefined {
  const vid = directives.value('VID', numberUpTo(4094, 1));
  const vlanId = directives.value('VLAN_ID', numberUpTo(4094, 1));
  if (vid !== undefined && vlanId !== undefined && vid !== vlanId)
    directives.problem('VID', `VID=${vid} and VLAN_ID=${vlanId} differ`);
  const said = directives.value('PHYSDEV', deviceName);
  const named = /^(.+)\.([0-9]{1,4})$/.exec(name);
  const tag = vlanId ?? vid ?? (named?.[2] === undefined ? undefined : numberUpTo(4094, 1)(named[2]));
  const parent = said ?? (named?.[1] === undefined ? undefined : deviceName(named[1]));
  const flags = directives.value('VLAN_FLAGS', readFlags) ?? [];
  const reorderHdr = directives.value('REORDER_HDR', yesOrNo);
  const options = {
    reorderHdr: flags.includes('NO_REORDER_HDR') ? false : reorderHdr,
    gvrp: directives.value('GVRP', yesOrNo) ?? (flags.includes('GVRP') ? true : undefined),
    mvrp: directives.value('MVRP', yesOrNo),
    looseBinding: flags.includes('LOOSE_BINDING') ? true : noted === false ? false : undefined,
  };
  if (tag === undefined || parent === undefined) {
    directives.problem('DEVICE', 'the tag or the parent of the vlan is missing');
    return undefined;
  }
  return defined({ tag, parent, ...options });
}

const deviceName = (text: string): string | undefined =>
  deviceNameFault(text) === undefined ? text : undefined;

const FLAGS = ['GVRP', 'LOOSE_BINDING', 'NO_REORDER_HDR'];
const readFlags = (text: string): string[] | undefined => {
  const flags = text.split(/[, ]+/).filter((flag) => flag !== '');
  return flags.every((flag) => FLAGS.includes(flag)) ? flags : undefined;
};
