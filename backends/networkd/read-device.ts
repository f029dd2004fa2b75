import type { Bond, Bridge, Veth, Vlan } from '../../src/model/interface.ts';
import { deviceNameFault } from '../../src/model/values.ts';
import { type Beyond, beyond, bytes, hardwareAddress, isBeyond, isInterfaceName, mac } from './codecs.ts';
import { bondFields, bridgeFields, type Field, vlanFields } from './fields.ts';
import type { Section, Settings } from './settings.ts';

/** What a .netdev makes. A vlan's parent stands elsewhere: in the .network of that parent. */
export type Device = {
  readonly name: string;
  readonly assignMac?: string;
  readonly mtuBytes?: number;
  /** `none`: the address is left to the kernel; absent: networkd makes one up. */
  readonly leavesMac?: true;
} & (
  | Pick<Bond, 'type' | 'bond'>
  | Pick<Bridge, 'type' | 'bridge'>
  | { readonly type: Vlan['type']; readonly vlan: Vlan['vlan'] }
  | (Pick<Veth, 'type' | 'veth'> & { readonly peerMac?: string })
  /** Of a kind that the model lacks. */
  | { readonly type: 'other'; readonly kind: string }
);

/** A device's name as networkd takes it (ifname_valid in socket-util.c), and as every format does. */
export function deviceName(text: string): string | Beyond | undefined {
  if (deviceNameFault(text) === undefined) return text;
  return isInterfaceName(text)
    ? beyond(`${text} is no name that every format takes for a device's`)
    : undefined;
}

/** systemd.netdev(5), "Supported netdev kinds". */
const OTHER_KINDS = new Set(
  (
    'bareudp batadv dummy erspan fou geneve gre gretap hsr ifb ip6gre ip6gretap ip6tnl ipip ipoib ipvlan ipvtap l2tp ' +
    'macsec macvlan macvtap netdevsim nlmon sit tap tun vcan vrf vti vti6 vxcan vxlan wireguard wlan xfrm'
  ).split(' '),
);

const MODELLED = ['bond', 'bridge', 'vlan', 'veth'] as const;
type Modelled = (typeof MODELLED)[number];

const kindOf = (text: string): Modelled | { readonly other: string } | undefined =>
  MODELLED.find((kind) => kind === text) ?? (OTHER_KINDS.has(text) ? { other: text } : undefined);

export const mtu = bytes(68, 65_535);

/** Reads a .netdev; undefined where networkd makes nothing of it. */
export function readDevice(settings: Settings): Device | undefined {
  const netdev = settings.in('NetDev');
  const name = netdev.value('Name', 'match', deviceName);
  const kind = netdev.value('Kind', 'match', kindOf);
  const assignMac = netdev.value('MACAddress', 'link', macOrNone);
  const mtuBytes = netdev.value('MTUBytes', 'link', mtu.read);
  if (name === undefined || kind === undefined) {
    const lack = kind === undefined ? 'Kind=' : 'Name=';
    const isBeyondUs = netdev.entries.some(
      (entry) => entry.key === 'Name' && entry.value !== '' && isBeyond(deviceName(entry.value)),
    );
    const why = isBeyondUs
      ? 'its name is none that every format takes'
      : `networkd ignores the file: it has no valid ${lack}`;
    settings.judgeAll({ state: 'kept', why, ...(isBeyondUs ? {} : { isRefused: true }) });
    return undefined;
  }
  const common = {
    name,
    ...(assignMac ? { assignMac } : {}),
    ...(assignMac === '' ? { leavesMac: true as const } : {}),
    ...(mtuBytes === undefined ? {} : { mtuBytes }),
  };
  if (typeof kind === 'object') return other(settings, common, kind.other);
  switch (kind) {
    case 'bond': {
      const bond = readFields(settings, settings.in('Bond'), bondFields, {});
      // Without a target the kernel sends no ARP request, and the model has no such monitor.
      if (bond.monitor?.kind === 'arpmon' && !bond.monitor.targets.length) {
        delete bond.monitor;
        for (const key of ['ARPIntervalSec', 'ARPValidate'])
          settings.in('Bond').settle(key, { state: 'kept', why: 'without ARPIPTargets= nothing is asked' });
      }
      return { ...common, type: 'bond', bond };
    }
    case 'bridge':
      return {
        ...common,
        type: 'bridge',
        bridge: readFields(settings, settings.in('Bridge'), bridgeFields, {}),
      };
    case 'vlan': {
      const vlan = readFields(settings, settings.in('VLAN'), vlanFields, { tag: 0, parent: '' });
      return vlan.tag === 0 ? untagged(settings, common) : { ...common, type: 'vlan', vlan };
    }
    case 'veth': {
      const peer = settings.in('Peer').value('Name', 'options', deviceName);
      const peerMac = settings.in('Peer').value('MACAddress', 'link', mac.read);
      if (peer === undefined || peer === name) {
        const why = 'networkd ignores the file: a pair has another end with a name of its own';
        settings.judgeAll({ state: 'kept', why, isRefused: true });
        return undefined;
      }
      return { ...common, type: 'veth', veth: { peer }, ...(peerMac ? { peerMac } : {}) };
    }
  }
}

function other(settings: Settings, common: Pick<Device, 'name'>, kind: string): Device {
  settings.judgeAll({ state: 'kept', why: `the document has no word for devices of the kind ${kind}` });
  return { name: common.name, type: 'other', kind };
}

function untagged(settings: Settings, common: Pick<Device, 'name'>): Device | undefined {
  const said = settings.in('VLAN').entries.findLast(({ key, value }) => key === 'Id' && value !== '');
  if (said && Number(said.value) === 0) {
    settings.judgeAll({
      state: 'kept',
      why: 'a vlan with tag 0, which is reserved (the document takes 1 to 4094)',
    });
    return { name: common.name, type: 'other', kind: 'vlan' };
  }
  settings.judgeAll({
    state: 'kept',
    why: 'networkd ignores the file: a vlan has a valid Id=',
    isRefused: true,
  });
  return undefined;
}

/** `none`: no address of its own (systemd.netdev(5)); read as an empty text. */
const macOrNone = (text: string): string | Beyond | undefined => (text === 'none' ? '' : macAddress(text));

/** Any address, of which the model takes those that can be a device's own. */
export function macAddress(text: string): string | Beyond | undefined {
  const taken = mac.read(text);
  if (taken !== undefined) return taken;
  return hardwareAddress(text) === undefined ? undefined : beyond('no unicast address');
}

export function readFields<Options>(
  settings: Settings,
  section: Section,
  fields: readonly Field<Options>[],
  start: Options,
): Options {
  let options = start;
  for (const { key, read: readOne, isList, outside } of fields) {
    const read = (text: string, before: Options): Options | Beyond | undefined => {
      const after = readOne(text, before);
      if (after === undefined || isBeyond(after) || settings.isOurs) return after;
      const why = outside?.(after);
      return why === undefined ? after : beyond(why);
    };
    if (isList) {
      const words = section.words(key, 'options', (word) => {
        const next = read(word, options);
        return next === undefined || isBeyond(next) ? next : word;
      });
      const next = words.length ? read(words.map(({ value }) => value).join(' '), options) : undefined;
      if (isBeyond(next))
        for (const { entry } of words) settings.judge(entry, { state: 'kept', why: next.beyond });
      else if (next !== undefined) options = next;
    } else options = section.value(key, 'options', (text) => read(text, options)) ?? options;
  }
  return options;
}
