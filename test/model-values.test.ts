import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalAddress, msToSeconds, secondsToMs } from '../src/model/values.ts';

/** The spelling that the URL standard gives an IPv6 address, which is RFC 5952's but for embedded IPv4. */
const urlSpelling = (text: string): string | undefined => {
  try {
    return new URL(`http://[${text}]/`).hostname.slice(1, -1);
  } catch {
    return undefined;
  }
};

describe('IPv6 text', () => {
  const group = fc.oneof(fc.constant(0), fc.constant(0), fc.nat(0xffff), fc.nat(0xff));
  const spelt = fc
    .tuple(
      fc.array(group, { minLength: 8, maxLength: 8 }),
      fc.nat(8),
      fc.nat(8),
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
    )
    .map(([groups, from, length, upper, padded, dotted]) => {
      const words = groups.map((g) => g.toString(16).padStart(padded ? 4 : 1, '0'));
      if (dotted) {
        const tail = groups.slice(6).flatMap((g) => [g >> 8, g & 0xff]);
        words.splice(6, 2, tail.join('.'));
      }
      const zeros = words.slice(from, from + length).every((word) => /^0+$/.test(word)) ? length : 0;
      const text =
        zeros === 0
          ? words.join(':')
          : `${words.slice(0, from).join(':')}::${words.slice(from + zeros).join(':')}`;
      return upper ? text.toUpperCase() : text;
    });

  test('has one spelling, the same as in URLs', () => {
    fc.assert(
      fc.property(spelt, (text) => {
        expect(canonicalAddress('ipv6', text), text).toBe(urlSpelling(text));
      }),
      { numRuns: 3000 },
    );
  });

  test('of any characters is taken or refused as in URLs', () => {
    const characters = fc.array(
      fc.constantFrom('0', '1', 'f', 'F', ':', ':', '::', '.', '255', '00', 'g', '%'),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(characters, (pieces) => {
        const text = pieces.join('');
        expect(canonicalAddress('ipv6', text), text).toBe(urlSpelling(text));
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['::192.0.2.1', '::c000:201'],
    ['::ffff:192.0.2.1', '::ffff:c000:201'],
    ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ])('%s is %s', (text, spelling) => {
    expect(canonicalAddress('ipv6', text)).toBe(spelling);
  });
});

describe('seconds', () => {
  test('keep every digit that a model can hold', () => {
    const seconds = fc.tuple(fc.nat(42_949_672), fc.nat(999_999)).map(([whole, fraction]) => {
      const digits = fraction === 0 ? '' : `.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`;
      return `${whole}${digits}`;
    });
    fc.assert(
      fc.property(seconds, (text) => {
        expect(msToSeconds(secondsToMs(text) ?? Number.NaN)).toBe(text);
      }),
    );
  });
});
