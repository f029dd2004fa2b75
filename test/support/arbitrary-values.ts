import fc from 'fast-check';
import {
  addressBits,
  canonicalAddress,
  deviceNameFault,
  type Family,
  isHostName,
  isXmlText,
} from '../../src/model/values.ts';

/** The small values of the model, ordinary ones more often than odd ones; all of them valid. */

/** Absent as often as not: the two must read back apart. */
export const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

/** A copy of `value` without its undefined properties: absent is how the model says nothing. */
type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
export function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Defined<T>;
}

const ordinaryNames = [
  ...['eth0', 'eth1', 'eth2', 'eth10', 'enp3s0f1', 'wlan0', 'usb0', 'lan'],
  ...['bond0', 'bond-storage-01', 'br0', 'xenbr0', 'br-guests-floor', 'storage', 'vlan7', 'vlan42'],
  ...['br.guests', 'eth0.7', 'eth0.42', 'bond0.4094', 'a.b.5', 'eth1.old', 'x-range1', '0up', '_', 'p@q+r'],
];
const NAME_START = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_'];
const NAME_REST = [...NAME_START, ...'.@+-'];

export const deviceName: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ordinaryNames) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...NAME_START),
        fc.string({ unit: fc.constantFrom(...NAME_REST), maxLength: 14 }),
      )
      .map(([first, rest]) => first + rest)
      .filter((name) => deviceNameFault(name) === undefined),
  },
);

/** A unicast address: the lowest bit of the first byte is clear, and it is not all zero. */
export const macAddress: fc.Arbitrary<string> = fc
  .tuple(
    fc.integer({ min: 0, max: 127 }).map((n) => n * 2),
    fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 5, maxLength: 5 }),
  )
  .filter(([first, rest]) => first + rest.reduce((sum, n) => sum + n, 0) > 0)
  .map(([first, rest]) => [first, ...rest].map((n) => n.toString(16).padStart(2, '0')).join(':'));

export const uuid: fc.Arbitrary<string> = fc.uuid();

interface Network {
  readonly address: string;
  readonly prefix: number;
}

const dotted = (bits: number): string => [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
const hostBits4 = (prefix: number): number => (prefix === 0 ? 0xffffffff : (0xffffffff >>> prefix) >>> 0);

/** An IPv4 address that a host may have: from 1.0.0.0 to 223.255.255.255, not loopback. */
const ipv4Bits: fc.Arbitrary<number> = fc
  .tuple(fc.integer({ min: 1, max: 223 }), fc.integer({ min: 0, max: 0xffffff }))
  .filter(([first]) => first !== 127)
  .map(([first, rest]) => first * 2 ** 24 + rest);

const ipv4Host: fc.Arbitrary<string> = ipv4Bits.map(dotted);

/** With its subnet; neither the subnet's own address nor its broadcast address. */
const ipv4Interface: fc.Arbitrary<Network> = fc
  .tuple(ipv4Bits, fc.oneof(fc.constantFrom(24, 25, 16, 31, 32), fc.integer({ min: 1, max: 32 })))
  .filter(([bits, prefix]) => {
    const own = (bits & hostBits4(prefix)) >>> 0;
    return prefix > 30 || (own !== 0 && own !== hostBits4(prefix));
  })
  .map(([bits, prefix]) => ({ address: dotted(bits), prefix }));

const ipv4Destination: fc.Arbitrary<Network> = fc
  .tuple(ipv4Bits, fc.integer({ min: 1, max: 32 }))
  .map(([bits, prefix]) => ({ address: dotted((bits & ~hostBits4(prefix)) >>> 0), prefix }))
  .filter(({ address }) => !address.startsWith('0.') && !address.startsWith('127.'));

const ipv6Text = (groups: readonly number[]): string => {
  const text = canonicalAddress('ipv6', groups.map((g) => g.toString(16)).join(':'));
  if (text === undefined) throw new Error(`no IPv6 address: ${groups}`);
  return text;
};
const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
const ipv6Groups = (first: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
  fc
    .tuple(first, fc.array(group, { minLength: 6, maxLength: 6 }), fc.integer({ min: 1, max: 0xffff }))
    .map(([head, middle, last]) => [head, ...middle, last]);
const ipv6Global = ipv6Groups(fc.oneof(fc.constant(0x2001), fc.integer({ min: 0x2000, max: 0xfdff })));
const ipv6LinkLocal = fc
  .tuple(fc.array(group, { minLength: 3, maxLength: 3 }), fc.integer({ min: 1, max: 0xffff }))
  .map(([rest, last]) => [0xfe80, 0, 0, 0, ...rest, last]);

const ipv6Host: fc.Arbitrary<string> = fc
  .oneof({ weight: 3, arbitrary: ipv6Global }, { weight: 1, arbitrary: ipv6LinkLocal })
  .map(ipv6Text);
const ipv6Interface: fc.Arbitrary<Network> = fc.record({
  address: ipv6Host,
  prefix: fc.oneof(fc.constantFrom(64, 48, 128), fc.integer({ min: 1, max: 128 })),
});
const ipv6Destination: fc.Arbitrary<Network> = fc
  .tuple(ipv6Global, fc.integer({ min: 4, max: 128 }))
  .map(([groups, prefix]) => ({
    address: ipv6Text(
      groups.map((g, n) => {
        const kept = Math.max(0, Math.min(16, prefix - n * 16));
        return g & ~(0xffff >>> kept) & 0xffff;
      }),
    ),
    prefix,
  }))
  .filter(({ address }) => address !== '::');

/** Of a family: an address of a host, one with its subnet, a route's destination. */
export const addressesOf: Record<
  Family,
  { host: fc.Arbitrary<string>; interface: fc.Arbitrary<Network>; destination: fc.Arbitrary<Network> }
> = {
  ipv4: { host: ipv4Host, interface: ipv4Interface, destination: ipv4Destination },
  ipv6: { host: ipv6Host, interface: ipv6Interface, destination: ipv6Destination },
};

/** Another host of the subnet, for a gateway that can be reached; undefined where there is none. */
export function neighbourOf({ address, prefix }: Network): string | undefined {
  const isIpv6 = address.includes(':');
  const hostBits = BigInt((isIpv6 ? 128 : 32) - prefix);
  const hosts = (1n << hostBits) - 1n;
  const bits = addressBits(address);
  const isHost = (other: bigint): boolean =>
    (other ^ bits) <= hosts && (hostBits < 2n || ((other & hosts) !== 0n && (other & hosts) !== hosts));
  const found = [1n, 2n, 3n].map((step) => bits ^ step).find(isHost);
  if (found === undefined) return undefined;
  return isIpv6
    ? ipv6Text([112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((shift) => Number((found >> shift) & 0xffffn)))
    : dotted(Number(found));
}

export const searchDomain: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'example.net',
    'lab.example.org',
    '_tcp.example.com',
    'localdomain',
    'localhost',
    '42.example',
  ),
  fc.domain().filter(isHostName),
);

/** Text that means something to a shell, a unit parser, a template engine, a grep or the notes themselves. */
export const hostileTexts: readonly string[] = [
  '$(touch /tmp/owned)',
  '`reboot`; reboot & reboot | reboot',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is to look like one
  '${HOME} $HOME %n %i {{x}} {{{x}}} <%= x %> ##',
  '" \' \\ \\',
  'a\nDEVICE=evil\nauto evil\niface evil inet dhcp\n[Match]\nName=*',
  'ends in a backslash \\',
  '\n# ifscribe: description "another"\n# ifscribe 1: evil, part 1 of 1, 0 lines, checksum d41d8cd98f00b204e9800998ecf8427e\n',
  'DEVICE=evil TYPE=evil SLAVE=yes NM_CONTROLLED=no MASTER=bond0',
  '# ; // <!-- ]]> --> &amp; <interface>',
  'tab\there, return\rthere, both\r\nhere',
  '\u0085 next line, \u2028 separator, \u2029 paragraph, \u00a0 no break, \ufeff mark',
  'Grüße aus Łódź, 東京, 🦜',
  ' ',
  '',
];

export const description: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('uplink to rack 3', ...hostileTexts),
  fc.string({ unit: 'binary', maxLength: 40 }).filter(isXmlText),
);

/** The list in an order that the dice (any numbers from 0) decide. */
export function shuffled<T>(list: readonly T[], dice: Iterator<number>): T[] {
  const result = [...list];
  for (let at = result.length - 1; at > 0; at--) {
    const other = (dice.next().value as number) % (at + 1);
    [result[at], result[other]] = [result[other] as T, result[at] as T];
  }
  return result;
}
