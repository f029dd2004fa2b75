import fc from 'fast-check';
import type { BondMode } from '../../src/model/interface.ts';
import { bool, kept, maybe, option, type Setting, says, span, unread } from './native-networkd-values.ts';

export const bondOptions = fc
  .constantFrom<BondMode>('balance-rr', 'active-backup', 'balance-xor', '802.3ad', 'balance-alb')
  .chain((mode) =>
    fc
      .tuple(
        span(1, 9000),
        maybe(span(1, 500)),
        maybe(fc.constantFrom('always', 'better', 'failure')),
        maybe(
          fc
            .nat({ max: 8 })
            .chain((n) => fc.constantFrom(String(n), `0x${n.toString(16)}`).map((text) => ({ n, text }))),
        ),
      )
      .map(([freq, up, reselect, links]): { mode: BondMode; settings: Setting[] } => ({
        mode,
        settings: [
          {
            section: 'Bond',
            lines: [says('options', 'Mode', mode)],
            effect: option('mode', mode),
          },
          {
            section: 'Bond',
            lines: [
              says('options', 'MIIMonitorSec', freq.text),
              ...up.map(({ text }) => says('options', 'UpDelaySec', text)),
            ],
            effect: option('monitor', {
              kind: 'miimon',
              freqMs: freq.ms,
              ...(up[0] ? { updelayMs: up[0].ms } : {}),
            }),
          },
          ...reselect.map(
            (word): Setting => ({
              section: 'Bond',
              lines: [says('options', 'PrimaryReselectPolicy', word)],
              effect: option('primaryReselect', word),
            }),
          ),
          ...links.map(
            ({ n, text }): Setting => ({
              section: 'Bond',
              lines: [says('options', 'MinLinks', text)],
              effect: option('minLinks', n),
            }),
          ),
          { section: 'Bond', lines: [kept('ResendIGMP', '2')] },
        ],
      })),
  );

export const bridgeOptions: fc.Arbitrary<Setting[]> = fc
  .tuple(
    maybe(fc.boolean().chain((on) => bool(on).map((text) => ({ on, text })))),
    maybe(span(2000, 30_000)),
    maybe(fc.integer({ min: 1, max: 65_535 })),
    maybe(fc.boolean().chain((on) => bool(on).map((text) => ({ on, text })))),
  )
  .map(([stp, delay, priority, snooping]) => [
    ...stp.map(
      ({ on, text }): Setting => ({
        section: 'Bridge',
        lines: [says('options', 'STP', text)],
        effect: option('stp', on),
      }),
    ),
    ...delay.map(
      ({ ms, text }): Setting => ({
        section: 'Bridge',
        lines: [says('options', 'ForwardDelaySec', text)],
        effect: option('forwardDelayMs', ms),
      }),
    ),
    ...priority.map(
      (n): Setting => ({
        section: 'Bridge',
        lines: [says('options', 'Priority', String(n))],
        effect: option('priority', n),
      }),
    ),
    ...snooping.map(
      ({ on, text }): Setting => ({
        section: 'Bridge',
        lines: [says('options', 'MulticastSnooping', text)],
        effect: option('multicastSnooping', on),
      }),
    ),
    { section: 'Bridge', lines: [kept('MulticastQuerier', 'no'), unread('Cost', '5')] },
  ]);
