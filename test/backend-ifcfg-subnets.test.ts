import { expect, test } from 'vitest';
import {
  broadcastOf,
  classfulPrefix,
  hostAddress,
  networkOf,
  rangeOf,
  readNetmask,
  roleIn,
} from '../backends/ifcfg/subnets.ts';

test.each([
  ['1.0.0.1', 8],
  ['127.255.255.255', 8],
  ['128.0.0.1', 16],
  ['191.255.255.254', 16],
  ['192.0.0.1', 24],
  ['223.255.255.254', 24],
])('RFC 791: the class of %s has %i bits', (address, prefix) => {
  expect(classfulPrefix(address)).toBe(prefix);
});

test.each([
  ['0.0.0.0', 0],
  ['128.0.0.0', 1],
  ['255.0.0.0', 8],
  ['255.255.254.0', 23],
  ['255.255.255.254', 31],
  ['255.255.255.255', 32],
  ['255.0.255.0', undefined],
  ['0.0.0.255', undefined],
  ['255.255.255.253', undefined],
  ['255.255.255', undefined],
  ['24', undefined],
])('the netmask %s has %s bits', (mask, prefix) => {
  expect(readNetmask(mask)).toBe(prefix);
});

test.each([
  ['192.0.2.77', 24, '192.0.2.0', '192.0.2.255'],
  ['192.0.2.77', 28, '192.0.2.64', '192.0.2.79'],
  ['10.200.3.4', 9, '10.128.0.0', '10.255.255.255'],
  ['192.0.2.1', 32, '192.0.2.1', '192.0.2.1'],
  ['192.0.2.1', 0, '0.0.0.0', '255.255.255.255'],
])('%s/%i is in %s, with the broadcast address %s', (address, prefix, network, broadcast) => {
  expect([networkOf(address, prefix), broadcastOf(address, prefix)]).toEqual([network, broadcast]);
});

test.each(['0.0.0.0', '224.0.0.1', '255.255.255.255', '192.0.2.1/24', '192.0.2', '192.0.2.01', ''])(
  'no interface has the address %j',
  (address) => {
    expect(hostAddress('ipv4')(address)).toBeUndefined();
  },
);

test('a range has both its ends, and lies in one last octet', () => {
  expect(rangeOf('192.0.2.9', '192.0.2.11')).toEqual(['192.0.2.9', '192.0.2.10', '192.0.2.11']);
  expect(rangeOf('192.0.2.9', '192.0.2.9')).toEqual(['192.0.2.9']);
  expect(rangeOf('192.0.2.9', '192.0.2.8')).toBeUndefined();
  expect(rangeOf('192.0.2.9', '192.0.3.10')).toBeUndefined();
});

test.each(['::', 'ff02::1', '2001:db8::/64', 'fe80::1%eth0'])('nor %s', (address) => {
  expect(hostAddress('ipv6')(address)).toBeUndefined();
});

test.each([
  ['192.0.2.0', 24, /itself/],
  ['192.0.2.255', 24, /broadcast/],
  ['192.0.2.0', 31, undefined],
  ['192.0.2.1', 32, undefined],
  ['192.0.2.9', 24, undefined],
])('%s/%i in its subnet', (address, prefix, role) => {
  if (role) expect(roleIn(address, prefix)).toMatch(role);
  else expect(roleIn(address, prefix)).toBeUndefined();
});
