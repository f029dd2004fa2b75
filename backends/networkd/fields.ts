import {
  type Arpmon,
  type BondMode,
  type BondOptions,
  type BridgeOptions,
  bondModes,
  type Miimon,
  type Port,
  type VlanOptions,
} from '../../src/model/interface.ts';
import { canonicalAddress } from '../../src/model/values.ts';
import {
  type Beyond,
  beyond,
  bool,
  type Codec,
  fineSeconds,
  integer,
  isBeyond,
  milliseconds,
  oneOf,
  seconds,
  unsigned,
  word,
  wordsOf,
} from './codecs.ts';

/** One key of a section and the model's property it holds, both ways. */
export interface Field<Options> {
  readonly key: string;
  /** The key's value, or undefined where the options do not say it. */
  readonly write: (options: Options) => string | undefined;
  /** The options with that value; undefined where networkd does not take it. */
  readonly read: (text: string, options: Options) => Options | Beyond | undefined;
  /**
   * Why no document holds the options as they are now, though the model could: asked of files that are not ours, since
   * ours came of a document.
   */
  readonly outside?: (options: Options) => string | undefined;
  /** networkd adds a further assignment to what is there, and an empty one takes all back. */
  readonly isList?: true;
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
      return value === undefined || isBeyond(value) ? value : { ...options, [property]: value };
    },
  };
}

const MAX_INT = 2_147_483_647;
/** 32 bits of 1/100 s, as the model says (BRIDGE_TIME_MS_MAX). */
const MAX_BRIDGE_TIME = 42_949_672_000;
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
      if (!monitor) return beyond('the bond has no monitor, or the other one, to which this belongs');
      const read = inner.read(text, monitor);
      return read === undefined || isBeyond(read) ? read : { ...options, monitor: read };
    },
  };
}

/** An option that the kernel takes in some modes only; networkd does not hand it on in the others (bond.c). */
const inModes = (field: Field<BondOptions>, ...modes: readonly BondMode[]): Field<BondOptions> => ({
  ...field,
  outside: ({ mode = 'balance-rr' }) =>
    modes.includes(mode) ? undefined : `it counts in ${modes.join(', ')} only`,
});

/** A time of a bridge that the document says in whole seconds. */
const inSeconds = <P extends 'helloTimeMs' | 'maxAgeMs' | 'ageingTimeMs'>(
  key: string,
  property: P,
  codec: Codec<number>,
): Field<BridgeOptions> => ({
  ...field<BridgeOptions, 'helloTimeMs'>(key, property as 'helloTimeMs', codec),
  outside: (options) =>
    (options[property] ?? 0) % 1000 === 0 ? undefined : 'the document takes whole seconds here',
});

/** A delay of a monitor by carrier; 0 is none. */
const delayField = (key: string, property: 'updelayMs' | 'downdelayMs'): Field<BondOptions> => {
  const inner = monitorField(key, miimonOf, property, miimonTime);
  return {
    ...inner,
    read: (text, options) => {
      if (miimonTime.read(text) === 0) return options;
      if (miimonOf(options)?.freqMs === 0) return beyond('there is no MIIMonitorSec= to which it belongs');
      return inner.read(text, options);
    },
  };
};

/** Space separated (systemd.netdev(5)); the kernel holds a set, which the model keeps by length, then text. */
const arpTargets: Codec<string[]> = {
  write: (targets) => targets.map(word).join(' '),
  read: (text) => {
    const targets = [...new Set(wordsOf(text))];
    if (targets.length === 0) return undefined;
    if (targets.some((target) => canonicalAddress('ipv4', target) === undefined)) return undefined;
    if (targets.length > 16) return beyond('the kernel takes 16 targets');
    return targets.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  },
};

const hasNoArpMonitor = (mode: BondMode | undefined): boolean =>
  mode === '802.3ad' || mode === 'balance-tlb' || mode === 'balance-alb';

/** `none` is what the kernel does anyway, and the document says by saying nothing. */
const unlessNone = (field: Field<BondOptions>): Field<BondOptions> => ({
  ...field,
  read: (text, options) => (text === 'none' ? options : field.read(text, options)),
});

/** [Bond] of a .netdev, in the order written. Reading goes in this order too, so MIIMonitorSec= before its delays. */
export const bondFields: readonly Field<BondOptions>[] = [
  field('Mode', 'mode', oneOf(...bondModes)),
  inModes(
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
    'balance-xor',
    '802.3ad',
    'balance-tlb',
  ),
  inModes(field('LACPTransmitRate', 'lacpRate', oneOf('slow', 'fast')), '802.3ad'),
  field('AdSelect', 'adSelect', oneOf('stable', 'bandwidth', 'count')),
  field('FailOverMACPolicy', 'failOverMac', oneOf('none', 'active', 'follow')),
  field('PrimaryReselectPolicy', 'primaryReselect', oneOf('always', 'better', 'failure')),
  inModes(field('PacketsPerSlave', 'packetsPerSlave', integer(0, 65_535)), 'balance-rr'),
  field('MinLinks', 'minLinks', integer(0, MAX_INT)),
  {
    key: 'MIIMonitorSec',
    write: (options) => {
      const miimon = miimonOf(options);
      return miimon && miimonTime.write(miimon.freqMs);
    },
    read: (text, options) => {
      const freqMs = miimonTime.read(text);
      if (freqMs === undefined || isBeyond(freqMs)) return freqMs;
      return { ...options, monitor: { kind: 'miimon', freqMs } };
    },
  },
  delayField('UpDelaySec', 'updelayMs'),
  delayField('DownDelaySec', 'downdelayMs'),
  {
    key: 'ARPIntervalSec',
    write: (options) => {
      const arpmon = arpmonOf(options);
      return arpmon && milliseconds(1, MAX_INT).write(arpmon.intervalMs);
    },
    read: (text, options) => {
      if (hasNoArpMonitor(options.mode)) return beyond(`the kernel has no ARP monitoring in ${options.mode}`);
      const intervalMs = milliseconds(1, MAX_INT).read(text);
      if (intervalMs === undefined || isBeyond(intervalMs)) return intervalMs;
      const miimon = miimonOf(options);
      if (miimon && miimon.freqMs > 0)
        return beyond('a bond has one monitor, and MIIMonitorSec= says the other');
      return { ...options, monitor: { kind: 'arpmon', intervalMs, targets: [] } };
    },
  },
  { ...monitorField('ARPIPTargets', arpmonOf, 'targets', arpTargets), isList: true },
  unlessNone(monitorField('ARPValidate', arpmonOf, 'validate', oneOf('none', 'active', 'backup', 'all'))),
];

/** networkd takes 0 for a priority that is not set (bridge.c). */
const bridgePriority: Codec<number> = {
  ...integer(0, 65_535, 65_535),
  read: (text) =>
    unsigned(text) === 0
      ? beyond('networkd takes 0 for no priority, and the kernel keeps its 32768')
      : integer(0, 65_535, 65_535).read(text),
};

/** With spanning tree the kernel takes 2 to 30 s (BR_MIN_FORWARD_DELAY, br_stp.c). */
const forwardDelay: Field<BridgeOptions> = {
  ...field<BridgeOptions, 'forwardDelayMs'>(
    'ForwardDelaySec',
    'forwardDelayMs',
    fineSeconds(MAX_BRIDGE_TIME),
  ),
  outside: ({ stp, forwardDelayMs: ms = 0 }) =>
    stp && (ms < 2000 || ms > 30_000) ? 'with STP the kernel takes 2 to 30 s' : undefined,
};

/** [Bridge] of a .netdev. */
export const bridgeFields: readonly Field<BridgeOptions>[] = [
  field('STP', 'stp', bool),
  forwardDelay,
  field('Priority', 'priority', bridgePriority),
  inSeconds('HelloTimeSec', 'helloTimeMs', seconds(1000, 10_000)),
  inSeconds('MaxAgeSec', 'maxAgeMs', seconds(6000, 40_000)),
  inSeconds('AgeingTimeSec', 'ageingTimeMs', seconds(0, MAX_BRIDGE_TIME)),
  field('VLANFiltering', 'vlanFiltering', bool),
  field('MulticastSnooping', 'multicastSnooping', bool),
];

/** [VLAN] of a .netdev; the parent stands in the parent's own .network. */
export const vlanFields: readonly Field<VlanOptions>[] = [
  field('Id', 'tag', integer(1, 4094, 4094)),
  field('GVRP', 'gvrp', bool),
  field('MVRP', 'mvrp', bool),
  field('LooseBinding', 'looseBinding', bool),
  field('ReorderHeader', 'reorderHdr', bool),
];

/** [Bridge] of a port's .network. */
export const portFields: readonly Field<Port>[] = [
  field('Cost', 'cost', integer(1, 65_535)),
  field('Priority', 'priority', integer(0, 63, 63)),
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
