import {
  type Arpmon,
  type BondOptions,
  type BridgeOptions,
  bondModes,
  type Miimon,
  type Port,
  type VlanOptions,
} from '../../src/model/interface.ts';
import { canonicalAddress } from '../../src/model/values.ts';
import { bool, type Codec, fineSeconds, integer, milliseconds, oneOf, seconds, word } from './codecs.ts';

/** One key of a section and the model's property it holds, both ways. */
export interface Field<Options> {
  readonly key: string;
  /** The key's value, or undefined where the options do not say it. */
  readonly write: (options: Options) => string | undefined;
  /** The options with that value; undefined where it is not understood (or not beside what they hold). */
  readonly read: (text: string, options: Options) => Options | undefined;
}

function field<Options extends object, P extends keyof Options>(
  key: string,
  property: P,
  codec: Codec<NonNullable<Options[P]>>,
): Field<Options> {
  return {
    key,
    write: (options) => {
      const value = options[property];
      return value === undefined || value === null ? undefined : codec.write(value);
    },
    read: (text, options) => {
      const value = codec.read(text);
      return value === undefined ? undefined : { ...options, [property]: value };
    },
  };
}

const MAX_INT = 2_147_483_647;
const miimonTime = milliseconds(0, MAX_INT);

const miimonOf = ({ monitor }: BondOptions): Miimon | undefined =>
  monitor?.kind === 'miimon' ? monitor : undefined;
const arpmonOf = ({ monitor }: BondOptions): Arpmon | undefined =>
  monitor?.kind === 'arpmon' ? monitor : undefined;

/** Of the monitor that the options have: nothing to read where they have the other one, or none. */
function monitorField<M extends Miimon | Arpmon, P extends keyof M>(
  key: string,
  monitorIn: (options: BondOptions) => M | undefined,
  property: P,
  codec: Codec<NonNullable<M[P]>>,
): Field<BondOptions> {
  const inner = field<M, P>(key, property, codec);
  return {
    key,
    write: (options) => {
      const monitor = monitorIn(options);
      return monitor && inner.write(monitor);
    },
    read: (text, options) => {
      const monitor = monitorIn(options);
      const read = monitor && inner.read(text, monitor);
      return read && { ...options, monitor: read };
    },
  };
}

/** Space separated (systemd.netdev(5)); the kernel holds a set, which the model keeps by length, then text. */
const arpTargets: Codec<string[]> = {
  write: (targets) => targets.map(word).join(' '),
  read: (text) => {
    const targets = [...new Set(text.split(/\s+/))].filter((target) => target !== '');
    if (!targets.length || targets.length > 16) return undefined;
    if (targets.some((target) => canonicalAddress('ipv4', target) === undefined)) return undefined;
    return targets.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  },
};

/** [Bond] of a .netdev, in the order written. Reading goes in this order too, so MIIMonitorSec= before its delays. */
export const bondFields: readonly Field<BondOptions>[] = [
  field('Mode', 'mode', oneOf(...bondModes)),
  field(
    'TransmitHashPolicy',
    'xmitHashPolicy',
    oneOf<NonNullable<BondOptions['xmitHashPolicy']>>(
      'layer2',
      'layer2+3',
      'layer3+4',
      'encap2+3',
      'encap3+4',
    ),
  ),
  field('LACPTransmitRate', 'lacpRate', oneOf('slow', 'fast')),
  field('AdSelect', 'adSelect', oneOf('stable', 'bandwidth', 'count')),
  field('FailOverMACPolicy', 'failOverMac', oneOf('none', 'active', 'follow')),
  field('PrimaryReselectPolicy', 'primaryReselect', oneOf('always', 'better', 'failure')),
  field('PacketsPerSlave', 'packetsPerSlave', integer(0, 65_535)),
  field('MinLinks', 'minLinks', integer(0, MAX_INT)),
  {
    key: 'MIIMonitorSec',
    write: (options) => {
      const miimon = miimonOf(options);
      return miimon && miimonTime.write(miimon.freqMs);
    },
    read: (text, options) => {
      const freqMs = miimonTime.read(text);
      return freqMs === undefined ? undefined : { ...options, monitor: { kind: 'miimon', freqMs } };
    },
  },
  monitorField('UpDelaySec', miimonOf, 'updelayMs', miimonTime),
  monitorField('DownDelaySec', miimonOf, 'downdelayMs', miimonTime),
  {
    key: 'ARPIntervalSec',
    write: (options) => {
      const arpmon = arpmonOf(options);
      return arpmon && milliseconds(1, MAX_INT).write(arpmon.intervalMs);
    },
    read: (text, options) => {
      const intervalMs = milliseconds(1, MAX_INT).read(text);
      if (intervalMs === undefined || options.monitor) return undefined;
      return { ...options, monitor: { kind: 'arpmon', intervalMs, targets: [] } };
    },
  },
  monitorField('ARPIPTargets', arpmonOf, 'targets', arpTargets),
  monitorField('ARPValidate', arpmonOf, 'validate', oneOf('none', 'active', 'backup', 'all')),
];

/** [Bridge] of a .netdev. */
export const bridgeFields: readonly Field<BridgeOptions>[] = [
  field('STP', 'stp', bool),
  field('ForwardDelaySec', 'forwardDelayMs', fineSeconds),
  field('Priority', 'priority', integer(0, 65_535)),
  field('HelloTimeSec', 'helloTimeMs', seconds(1000, 10_000)),
  field('MaxAgeSec', 'maxAgeMs', seconds(6000, 40_000)),
  field('AgeingTimeSec', 'ageingTimeMs', seconds(0, Number.MAX_SAFE_INTEGER)),
  field('VLANFiltering', 'vlanFiltering', bool),
  field('MulticastSnooping', 'multicastSnooping', bool),
];

/** [VLAN] of a .netdev; the parent stands in the parent's own .network. */
export const vlanFields: readonly Field<VlanOptions>[] = [
  field('Id', 'tag', integer(1, 4094)),
  field('GVRP', 'gvrp', bool),
  field('MVRP', 'mvrp', bool),
  field('LooseBinding', 'looseBinding', bool),
  field('ReorderHeader', 'reorderHdr', bool),
];

/** [Bridge] of a port's .network. */
export const portFields: readonly Field<Port>[] = [
  field('Cost', 'cost', integer(1, 65_535)),
  field('Priority', 'priority', integer(0, 63)),
];

/** The assignments that the options come to, as the templates print them. */
export const assignments = <Options>(
  fields: readonly Field<Options>[],
  options: Options,
): { key: string; value: string }[] =>
  fields.flatMap(({ key, write }) => {
    const value = write(options);
    return value === undefined ? [] : [{ key, value }];
  });
