import fc from 'fast-check';
import type { AccountState, Facet } from '../../src/survey.ts';

/** What must become of a line. */
export interface ExpectedLine {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  readonly state: AccountState;
  readonly says?: Facet | undefined;
}

/** A setting: lines of one section that stay together, and what they do to the interface. */
export interface Setting {
  readonly section: string;
  /** It begins a section of its own. */
  readonly isAlone?: true;
  readonly lines: readonly (Omit<ExpectedLine, 'path' | 'line' | 'text'> & {
    readonly key: string;
    readonly value: string;
  })[];
  readonly effect?: (draft: Draft) => void;
}

export interface Draft {
  start: 'onboot' | 'none' | 'hotplug';
  mtuBytes?: number;
  assignMac?: string;
  permanentMac?: string;
  dhcp4?: boolean;
  dhcp6?: boolean;
  peerdns4?: boolean;
  peerdns6?: boolean;
  autoconf: boolean;
  isOff?: boolean;
  addresses: { address: string; prefix: number }[];
  routes: { destination?: { address: string; prefix: number }; gateway: string; metric?: number }[];
  servers: string[];
  search: string[];
  cost?: number;
  priority?: number;
  isPrimary?: boolean;
  options: Record<string, unknown>;
}

export const sets =
  <K extends keyof Draft>(key: K, value: Draft[K]) =>
  (draft: Draft): void => {
    draft[key] = value;
  };
export const option =
  (key: string, value: unknown) =>
  (draft: Draft): void => {
    draft.options[key] = value;
  };

export const says = (facet: Facet, key: string, value: string) => ({
  key,
  value,
  state: 'understood' as const,
  says: facet,
});
export const kept = (key: string, value: string) => ({ key, value, state: 'kept' as const });
export const unread = (key: string, value: string) => ({ key, value, state: 'unread' as const });

const bools = {
  true: fc.constantFrom('yes', 'true', 'on', '1', 'y', 't', 'YES', 'True', 'oN'),
  false: fc.constantFrom('no', 'false', 'off', '0', 'n', 'f', 'NO', 'False', 'oFF'),
};
export const bool = (value: boolean): fc.Arbitrary<string> => bools[`${value}`];
export const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { maxLength: 1 });
export const octet = fc.integer({ min: 1, max: 254 });

/** A value and one of its spellings. */
export const mtu = fc.oneof(
  fc.integer({ min: 1280, max: 9200 }).map((n) => ({ n, text: String(n) })),
  fc.integer({ min: 2, max: 60 }).map((k) => ({ n: k * 1024, text: `${k}K` })),
  fc.constant({ n: 1536, text: '1.5K' }),
  fc.constant({ n: 1500, text: '1K 476B' }),
);
export const mac = fc
  .array(fc.integer({ min: 0, max: 255 }), { minLength: 5, maxLength: 5 })
  .chain((bytes) => {
    const pairs = ['02', ...bytes.map((byte) => byte.toString(16).padStart(2, '0'))];
    const fours = [0, 2, 4].map((at) => `${pairs[at]}${pairs[at + 1]}`);
    return fc
      .constantFrom(pairs.join(':'), pairs.join(':').toUpperCase(), pairs.join('-'), fours.join('.'))
      .map((text) => ({ address: pairs.join(':'), text }));
  });
export const span = (min: number, max: number) =>
  fc
    .integer({ min, max })
    .chain((ms) =>
      fc
        .constantFrom(
          `${ms}ms`,
          `${ms / 1000}`,
          `${ms / 1000}s`,
          `${ms} msec`,
          `0s ${ms}ms`,
          `${ms * 1000}us`,
        )
        .map((text) => ({ ms, text })),
    );
