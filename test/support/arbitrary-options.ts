import fc from 'fast-check';
import { type BondMode, type BondOptions, type BridgeOptions, bondModes } from '../../src/model/interface.ts';
import { addressesOf, defined, maybe } from './arbitrary-values.ts';

/** Which modes have which option (Documentation/networking/bonding.rst); the others leave it out. */
const hashes: readonly BondMode[] = ['balance-xor', '802.3ad', 'balance-tlb'];
const monitorsArp: readonly BondMode[] = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast'];

export function bondOptions(): fc.Arbitrary<BondOptions> {
  return maybe(fc.constantFrom(...bondModes)).chain((said) => {
    const mode = said ?? 'balance-rr';
    const only = <T>(allowed: boolean, arbitrary: fc.Arbitrary<T>) =>
      allowed ? maybe(arbitrary) : fc.constant(undefined);
    return fc
      .record({
        mode: fc.constant(said),
        monitor: monitorOf(mode),
        lacpRate: only(mode === '802.3ad', fc.constantFrom('slow', 'fast')),
        xmitHashPolicy: only(
          hashes.includes(mode),
          fc.constantFrom('layer2', 'layer2+3', 'layer3+4', 'encap2+3', 'encap3+4', 'vlan+srcmac'),
        ),
        adSelect: maybe(fc.constantFrom('stable', 'bandwidth', 'count')),
        failOverMac: maybe(fc.constantFrom('none', 'active', 'follow')),
        minLinks: maybe(fc.nat({ max: 8 })),
        primaryReselect: maybe(fc.constantFrom('always', 'better', 'failure')),
        packetsPerSlave: only(mode === 'balance-rr', fc.nat({ max: 65_535 })),
      })
      .map(defined);
  });
}

function monitorOf(mode: BondMode): fc.Arbitrary<BondOptions['monitor']> {
  // Without monitoring (0) there is nothing to delay, and a delay of 0 is none.
  const delay = (freq: number) =>
    freq === 0 ? fc.constant(undefined) : maybe(fc.constantFrom(freq, 2 * freq, 2 * freq + 1));
  const miimon = fc
    .oneof(fc.constantFrom(100, 1), fc.integer({ min: 0, max: 10_000 }))
    .chain((freqMs) =>
      fc.record({
        kind: fc.constant('miimon' as const),
        freqMs: fc.constant(freqMs),
        downdelayMs: delay(freqMs),
        updelayMs: delay(freqMs),
        carrier: maybe(fc.constantFrom('ioctl', 'netif')),
      }),
    )
    .map((m) => ({ ...defined(m), kind: m.kind, freqMs: m.freqMs }));
  const arpmon = fc
    .record({
      kind: fc.constant('arpmon' as const),
      intervalMs: fc.integer({ min: 1, max: 60_000 }),
      targets: fc.uniqueArray(addressesOf.ipv4.host, { minLength: 1, maxLength: 4 }).map(byLengthThenText),
      validate: maybe(fc.constantFrom('active', 'backup', 'all')),
    })
    .map((m) => ({ ...defined(m), kind: m.kind, intervalMs: m.intervalMs, targets: m.targets }));
  return maybe(monitorsArp.includes(mode) ? fc.oneof(miimon, arpmon) : miimon);
}

const byLengthThenText = (targets: string[]): string[] =>
  [...targets].sort((a, b) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0));

export function bridgeOptions(): fc.Arbitrary<BridgeOptions> {
  return maybe(fc.boolean()).chain((stp) =>
    fc
      .record({
        stp: fc.constant(stp),
        forwardDelayMs: maybe(
          stp
            ? fc.oneof(fc.constantFrom(2000, 15_000, 30_000), fc.integer({ min: 2000, max: 30_000 }))
            : fc.oneof(
                fc.constantFrom(0, 0.5, 5, 1500, 15_000, 100_000_000),
                fc.integer({ min: 0, max: 30_000 }),
              ),
        ),
        priority: maybe(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 65_535 }))),
        helloTimeMs: maybe(fc.integer({ min: 1, max: 10 }).map((s) => s * 1000)),
        maxAgeMs: maybe(fc.integer({ min: 6, max: 40 }).map((s) => s * 1000)),
        ageingTimeMs: maybe(fc.oneof(fc.constant(42_949_672), fc.nat({ max: 4000 })).map((s) => s * 1000)),
        vlanFiltering: maybe(fc.boolean()),
        multicastSnooping: maybe(fc.boolean()),
      })
      .map(defined),
  );
}
