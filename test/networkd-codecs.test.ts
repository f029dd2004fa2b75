import { describe, expect, test } from 'vitest';
import {
  bool,
  bytes,
  fineSeconds,
  hardwareAddress,
  integer,
  isBeyond,
  isHardwareAddress,
  isInterfaceName,
  mac,
  milliseconds,
  oneOf,
  seconds,
  timeSpan,
  unquotedWordsOf,
  unsigned,
  word,
  wordsOf,
} from '../backends/networkd/codecs.ts';
import { UnsafeValueError } from '../src/native/guard.ts';

/** Texts and what they are. */
const rows = <T>(table: readonly (readonly [text: string, value: T])[]) => table;

describe('values as libsystemd-shared reads them', () => {
  test.each([
    ...['1', 'yes', 'y', 'true', 't', 'on', 'YES', 'On'].map((text) => [text, true] as const),
    ...['0', 'no', 'n', 'false', 'f', 'off', 'NO'].map((text) => [text, false] as const),
    ...['yess', 'ayes', 'nope', 'ano', '00', '10', 'off.', ''].map((text) => [text, undefined] as const),
  ])('parse_boolean: "%s" is %s', (text, value) => {
    expect(bool.read(text)).toBe(value);
  });

  test.each(
    rows([
      ['0', 0],
      ['12', 12],
      ['+5', 5],
      ['010', 8],
      ['017', 15],
      ['0o17', 15],
      ['000', 0],
      ['0b101', 5],
      ['0B11', 3],
      ['0x1f', 31],
      ['0X1F', 31],
      ['+0x10', 16],
      ['4294967295', 4_294_967_295],
      ['4294967296', undefined],
      ['08', undefined],
      ['0o', undefined],
      ['0o8', undefined],
      ['0b', undefined],
      ['0b12', undefined],
      ['+0b1', undefined],
      ['+0o7', undefined],
      ['0x', undefined],
      ['017z', undefined],
      ['x1', undefined],
      ['z12', undefined],
      ['1x', undefined],
      ['5+', undefined],
      ['++5', undefined],
      ['-1', undefined],
      ['1.0', undefined],
      ['', undefined],
    ]),
  )('safe_atou: "%s" is %s', (text, value) => {
    expect(unsigned(text)).toBe(value);
  });

  test.each(
    rows([
      ['0', 0],
      ['1500', 1500],
      ['+1500', 1500],
      ['0E', 0],
      ['1.25K', 1280],
      ['1.', 1],
      ['1.9B', 1],
      ['1K1', 1025],
      ['1M 1K 1B 1', 1_049_602],
      ['3G', 3_221_225_472],
      ['4294967295', 4_294_967_295],
      ['4294967296', undefined],
      ['4G', undefined],
      ['.5', undefined],
      ['1.5.5', undefined],
      ['K', undefined],
      ['1K 1K', undefined],
      ['1 1K', undefined],
      ['1e3', undefined],
      ['1,5K', undefined],
      ['', undefined],
    ]),
  )('parse_size: "%s" is %s bytes', (text, size) => {
    expect(bytes(0, 4_294_967_295).read(text)).toBe(size);
  });

  const MINUTE = 60_000;
  test.each(
    rows([
      ['1', 1000],
      ['1.25', 1250],
      ['1.00005', 1000.05],
      ['.5', 500],
      ['+1', 1000],
      ['1s+2s', 3000],
      ['1 1', 2000],
      ['12.34 .56', 12_900],
      ['1m30', 90_000],
      ['1us', 0.001],
      ['1.0005ms', 1],
      ['250msec', 250],
      ['1h', 60 * MINUTE],
      ['1d', 1440 * MINUTE],
      ['1w', 7 * 1440 * MINUTE],
      ['1 M', 2_629_800_000],
      ['1y', 31_557_600_000],
      ['infinity', Number.POSITIVE_INFINITY],
      ['12.34.56', undefined],
      ['1.', undefined],
      ['.', undefined],
      ['s', undefined],
      ['.s', undefined],
      ['1infinity', undefined],
      ['1S', undefined],
      ['1nsec', undefined],
      ['1s,2s', undefined],
      ['-1', undefined],
      ['++1', undefined],
      ['', undefined],
    ]),
  )('parse_sec: "%s" is %s ms', (text, ms) => {
    expect(timeSpan(text)).toBe(ms);
  });

  test.each(
    rows([
      ['52:54:00:0a:00:01', '52:54:00:0a:00:01'],
      ['52-54-0-A-0-1', '52:54:00:0a:00:01'],
      ['5254.000a.0001', '52:54:00:0a:00:01'],
      ['1.2.3', '00:01:00:02:00:03'],
      ['52-54:00-0a-00-01', undefined],
      ['x5254.000a.0001', undefined],
      ['5254.000a.0001x', undefined],
      ['5254.000a.00001', undefined],
      ['52:54:00:0a:00:01x', undefined],
      ['52:54:00:0a:00:0z', undefined],
      ['52:54:00:0a:00', undefined],
      ['', undefined],
    ]),
  )('parse_hw_addr: "%s" is %s', (text, address) => {
    expect([hardwareAddress(text), mac.read(text)]).toEqual([address, address]);
  });

  test.each(['01:00:5e:00:00:01', '00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff'])(
    '%s is an address, and none that a device can have for its own',
    (text) => {
      expect([hardwareAddress(text), mac.read(text)]).toEqual([text, undefined]);
      expect(isHardwareAddress(text)).toBe(true);
    },
  );

  test.each([
    ['52:54:00:0a:00:01', true],
    ['c0:0:2:1', true],
    ['5254.000a', true],
    ['192.0.2.1', true],
    ['2001:db8::1', true],
    ['80:00:02:08:fe:80:00:00:00:00:00:00:00:11:22:33:44:55:66:77', true],
    ['0a:1', false],
    ['c0:0:2:z1', false],
    ['c0:0:2:1z', false],
    ['xc0:0:2:1', false],
    ['5254.000a.0001.0002', false],
    ['c00201', false],
    ['', false],
  ])('parse_hw_addr: "%s" is the address of some device: %s', (text, isOne) => {
    expect(isHardwareAddress(text)).toBe(isOne);
  });

  test.each([
    ['eth0', true],
    ['a#b', true],
    ['all0', true],
    ['...', true],
    ['e'.repeat(15), true],
    ['e'.repeat(16), false],
    ['12', false],
    ['all', false],
    ['default', false],
    ['.', false],
    ['..', false],
    ['a:b', false],
    ['a/b', false],
    ['a%b', false],
    ['a b', false],
    ['\u00e4', false],
    ['', false],
  ])('ifname_valid: "%s" is the name of some device: %s', (text, isOne) => {
    expect(isInterfaceName(text)).toBe(isOne);
  });

  test('what may stand in quotes loses them', () => {
    expect(unquotedWordsOf(` a "b c"\t'd "e'f `)).toEqual(['a', 'b c', 'd "ef']);
    expect(unquotedWordsOf('')).toEqual([]);
  });

  test('words of a list stand between any white space', () => {
    expect(wordsOf('  a \t b\n\nc ')).toEqual(['a', 'b', 'c']);
    expect(wordsOf(' ')).toEqual([]);
  });
});

describe('what the model has no place for is no mistake', () => {
  const said = (value: unknown) => (isBeyond(value) ? 'beyond' : value);

  test.each([
    ['9', 'beyond'],
    ['10', 10],
    ['20', 20],
    ['21', 'beyond'],
    ['100', 'beyond'],
    ['101', undefined],
    ['ten', undefined],
  ])('of 10 to 20, where networkd takes up to 100: %s', (text, value) => {
    expect(said(integer(10, 20, 100).read(text))).toBe(value);
  });

  test.each([
    ['99ms', 'beyond'],
    ['100900us', 100],
    ['2s', 2000],
    ['2001ms', 'beyond'],
    ['infinity', 'beyond'],
    ['1 fortnight', undefined],
  ])('milliseconds, of which a bond cuts off what is finer: %s', (text, ms) => {
    expect(said(milliseconds(100, 2000).read(text))).toBe(ms);
  });

  test.each([
    ['1', 1000],
    ['999500us', 1000],
    ['1.0001', 1010],
    ['1.5', 1500],
    ['2.0001', 'beyond'],
    ['x', undefined],
  ])('seconds, of which a bridge rounds up to its hundredths what is finer: %s', (text, ms) => {
    expect(said(seconds(1000, 2000).read(text))).toBe(ms);
  });

  test.each([
    ['1.0001', 1000.1],
    ['2.0001', 'beyond'],
  ])('a delay of a bridge, to the microsecond: %s', (text, ms) => {
    expect(said(fineSeconds(2000).read(text))).toBe(ms);
  });
});

describe('nothing but what would be read back comes into a file', () => {
  test.each(['eth0', 'bond0.100', 'a:b', '2001:db8::1', '192.0.2.1/24', 'layer2+3', 'x@y', 'A_-1'])(
    '%s',
    (value) => expect(word(value)).toBe(value),
  );

  test.each(['', ' ', 'a b', 'a\nb', ' a', 'a ', '%i', 'a\\', '"a"', "a'", 'a*', '[a]', 'a#', 'a;b', 'ä'])(
    '%j is no word',
    (value) => expect(() => word(value)).toThrow(UnsafeValueError),
  );

  test.each([9, 21, 10.5, Number.NaN, Number.POSITIVE_INFINITY])('%s is no number of 10 to 20', (value) => {
    expect(() => integer(10, 20).write(value)).toThrow(UnsafeValueError);
    expect(() => bytes(10, 20).write(value)).toThrow(UnsafeValueError);
    expect(() => milliseconds(10, 20).write(value)).toThrow(UnsafeValueError);
    expect(() => seconds(10, 20).write(value)).toThrow(UnsafeValueError);
  });

  test.each([-1, 21, Number.NaN])('%s is no time up to 20 ms', (value) => {
    expect(() => fineSeconds(20).write(value)).toThrow(UnsafeValueError);
  });

  test('times have their unit, or are seconds', () => {
    expect(milliseconds(0, 9999).write(1500)).toBe('1500ms');
    expect(seconds(0, 9999).write(1500)).toBe('1.5');
    expect(fineSeconds(9999).write(0.5)).toBe('0.0005');
  });

  test('what is so or not is yes or no', () => {
    expect([bool.write(true), bool.write(false)]).toEqual(['yes', 'no']);
  });

  test('a word of a closed set is one of it', () => {
    const policy = oneOf('slow', 'fast');
    expect(policy.write('slow')).toBe('slow');
    expect(() => policy.write('Slow' as 'slow')).toThrow(UnsafeValueError);
    expect([policy.read('fast'), policy.read('FAST')]).toEqual(['fast', undefined]);
  });
});
