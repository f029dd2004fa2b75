import type { Bond, Bridge, Veth, Vlan } from '../../src/model/interface.ts';
import { deviceNameFault } from '../../src/model/values.ts';
import { mac } from './codecs.ts';
import { bondFields, bridgeFields, type Field, vlanFields } from './fields.ts';
import type { Settings } from './settings.ts';

/** What a .netdev makes. A vlan's parent stands elsewhere: in the .network of that parent. */
export type Device = { readonly name: string; readonly assignMac?: string } & (
  | Pick<Bond, 'type' | 'bond'>
  | Pick<Bridge, 'type' | 'bridge'>
  | { readonly type: Vlan['type']; readonly vlan: Vlan['vlan'] }
  | (Pick<Veth, 'type' | 'veth'> & { readonly peerMac?: string })
);

export const deviceName = (text: string): string | undefined =>
  deviceNameFault(text) === undefined ? text : undefined;

/** Reads a .netdev of ours; undefined where it makes nothing that the model knows. */
export function readDevice(settings: Settings): Device | undefined {
  const name = settings.value('NetDev', 'Name', deviceName);
  const kind = settings.last('NetDev', 'Kind');
  const assignMac = settings.value('NetDev', 'MACAddress', macOrNone);
  if (name === undefined || !kind) return undefined;
  const common = { name, ...(assignMac ? { assignMac } : {}) };
  switch (kind.value) {
    case 'bond': {
      const bond = readFields(settings, 'Bond', bondFields, {});
      // Without a target the kernel sends no ARP request, and the model has no such monitor.
      if (bond.monitor?.kind === 'arpmon' && !bond.monitor.targets.length) delete bond.monitor;
      return { ...common, type: 'bond', bond };
    }
    case 'bridge':
      return { ...common, type: 'bridge', bridge: readFields(settings, 'Bridge', bridgeFields, {}) };
    case 'vlan': {
      const vlan = readFields(settings, 'VLAN', vlanFields, { tag: 0, parent: '' });
      return vlan.tag === 0 ? undefined : { ...common, type: 'vlan', vlan };
    }
    case 'veth': {
      const peer = settings.value('Peer', 'Name', deviceName);
      const peerMac = settings.value('Peer', 'MACAddress', mac.read);
      if (peer === undefined) return undefined;
      return { ...common, type: 'veth', veth: { peer }, ...(peerMac ? { peerMac } : {}) };
    }
    default:
      settings.reject(kind);
      return undefined;
  }
}

/** `none`: no address of its own (systemd.netdev(5)); read as an empty text. */
const macOrNone = (text: string): string | undefined => (text === 'none' ? '' : mac.read(text));

export function readFields<Options>(
  settings: Settings,
  section: string,
  fields: readonly Field<Options>[],
  start: Options,
): Options {
  let options = start;
  for (const { key, read } of fields) {
    const entry = settings.last(section, key);
    if (!entry) continue;
    const next = read(entry.value, options);
    if (next === undefined) settings.reject(entry);
    else options = next;
  }
  return options;
}
