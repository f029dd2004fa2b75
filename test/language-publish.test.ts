import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PublishFault, parsePublish, publishFaults } from '../src/language/publish.ts';
import { networkSchema, type PortForward } from '../src/model/network.ts';
import { arbitraryNetwork } from './support/arbitrary-network.ts';
import { runs } from './support/runs.ts';

test.each<[string, PortForward]>([
  ['2222:alpha:22', { protocol: 'tcp', start: 2222, end: 2222, to: 'alpha', toPort: 22 }],
  ['53:192.168.150.2:53/udp', { protocol: 'udp', start: 53, end: 53, to: '192.168.150.2', toPort: 53 }],
  ['80-89:web-1.lab:8080/tcp', { protocol: 'tcp', start: 80, end: 89, to: 'web-1.lab', toPort: 8080 }],
  ['1-2:a:65534', { protocol: 'tcp', start: 1, end: 2, to: 'a', toPort: 65_534 }],
  [
    '203.0.113.2:1:a:65535',
    { protocol: 'tcp', address: '203.0.113.2', start: 1, end: 1, to: 'a', toPort: 65_535 },
  ],
])('%s', (text, portForward) => {
  expect(parsePublish(text)).toEqual({ portForward });
});

describe('what is no published port', () => {
  test.each<[string, PublishFault]>([
    ['', 'form'],
    ['2222', 'form'],
    ['2222:alpha', 'form'],
    ['1:2:3:4:5', 'form'],
    ['2222:alpha:22/sctp', 'protocol'],
    ['2222:alpha:22/', 'protocol'],
    ['2222:alpha:22/TCP', 'protocol'],
    ['[2001:db8::1]:2222:alpha:22', 'ipv6'],
    ['2222:[2001:db8::2]:22', 'ipv6'],
    ['2001:db8::1:2222:alpha:22', 'ipv6'],
    ['127.0.0.1:2222:alpha:22', 'loopback'],
    ['0.0.0.0:2222:alpha:22', 'address'],
    ['224.0.0.1:2222:alpha:22', 'address'],
    [':2222:alpha:22', 'address'],
    ['host:2222:alpha:22', 'address'],
    ['0:alpha:22', 'port'],
    ['65536:alpha:22', 'port'],
    ['2222:alpha:0', 'port'],
    ['02222:alpha:22', 'port'],
    ['+1:alpha:22', 'port'],
    ['1e3:alpha:22', 'port'],
    [' 1:alpha:22', 'port'],
    ['1:alpha:22\n', 'port'],
    ['1-:alpha:22', 'port'],
    ['9-8:alpha:22', 'port-order'],
    ['1-2:alpha:65535', 'port-overflow'],
    ['1::22', 'guest'],
    ['1:al pha:22', 'guest'],
    ['1:192.168.150.256:22', 'guest'],
    ['1:192.168.150:22', 'guest'],
  ])('%j', (text, fault) => {
    expect(parsePublish(text)).toEqual({ fault });
    expect(publishFaults[fault].length).toBeGreaterThan(10);
  });
});

test('every published port of a network can be said', () => {
  fc.assert(
    fc.property(arbitraryNetwork({ modes: ['nat', 'route'] }), ({ portForwards }) => {
      for (const portForward of portForwards) {
        const { address, start, end, to, toPort, protocol } = portForward;
        const host = address === undefined ? '' : `${address}:`;
        expect(parsePublish(`${host}${start}-${end}:${to}:${toPort}/${protocol}`)).toEqual({ portForward });
      }
    }),
    runs(),
  );
});

test('whatever the text, it is a port forward of the model or none', () => {
  const schema = networkSchema.shape.portForwards;
  const piece = fc.constantFrom(
    ':',
    '-',
    '/',
    '.',
    '0',
    '1',
    '65535',
    '192.0.2.1',
    'alpha',
    'tcp',
    'udp',
    ' ',
    '[',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const parsed = parsePublish(pieces.join(''));
      if ('portForward' in parsed) expect(schema.safeParse([parsed.portForward]).success).toBe(true);
    }),
    runs(10),
  );
});
