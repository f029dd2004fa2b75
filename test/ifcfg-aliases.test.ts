import { describe, expect, test } from 'vitest';
import { type Lines, onlyNetworkManager, readLines } from './support/foreign-ifcfg.ts';

const base = ['DEVICE=eth0', 'TYPE=Ethernet', 'IPV6INIT=yes', 'IPV6_AUTOCONF=no'];
const first = ['IPADDR=192.0.2.5', 'PREFIX=24'];

/** What `files` add to eth0 with the address 192.0.2.5/24, or with the lines of `above`. */
function added(files: Lines, above: readonly string[] = first, boots?: typeof onlyNetworkManager) {
  const read = readLines({ ...files, 'ifcfg-eth0': [...base, ...above] }, boots);
  const addresses = (read.iface?.ipv4?.addresses ?? [])
    .map(({ address, prefix }) => `${address}/${prefix}`)
    .filter((text) => text !== '192.0.2.5/24');
  const told = read.findings.filter((text) => !/label of its own/.test(text));
  return { ...read, addresses, told, routes: read.iface?.ipv4?.routes };
}
const alias = (...lines: readonly string[]): Lines => ({ 'ifcfg-eth0:1': ['DEVICE=eth0:1', ...lines] });

describe('an alias', () => {
  test.each([
    // The length: its own PREFIX, then its NETMASK, then that of the interface (ifup-aliases).
    [['IPADDR=10.0.0.1', 'PREFIX=25'], '10.0.0.1/25', []],
    [['IPADDR=10.0.0.1', 'PREFIX=25', 'NETMASK=255.255.255.128'], '10.0.0.1/25', []],
    [['IPADDR=10.0.0.1', 'PREFIX=25', 'NETMASK=255.255.0.0'], '10.0.0.1/25', ['NETMASK=255.255.0.0']],
    [['IPADDR=10.0.0.1', 'NETMASK=255.255.0.0'], '10.0.0.1/16', []],
    [['IPADDR=10.0.0.1'], '10.0.0.1/24', []],
    [['IPADDR=10.0.0.1', 'NETWORK=10.0.0.0', 'BROADCAST=10.0.0.255'], '10.0.0.1/24', []],
    [
      ['IPADDR=10.0.0.1', 'NETWORK=10.0.0.0', 'BROADCAST=10.0.1.255'],
      '10.0.0.1/24',
      ['BROADCAST=10.0.1.255'],
    ],
    // What goes without saying of an alias, and what has no effect there.
    [['IPADDR=10.0.0.1', 'TYPE=Ethernet', 'NAME=web', 'ONBOOT=yes', 'ONPARENT=yes'], '10.0.0.1/24', []],
    [['IPADDR=10.0.0.1', 'BOOTPROTO=none'], '10.0.0.1/24', []],
    [['IPADDR=10.0.0.1', 'BOOTPROTO=Static'], '10.0.0.1/24', []],
    [['IPADDR=10.0.0.1', 'BOOTPROTO=dhcp'], '10.0.0.1/24', ['BOOTPROTO=dhcp']],
    [['IPADDR=10.0.0.1', 'BOOTPROTO=nonesuch'], '10.0.0.1/24', ['BOOTPROTO=nonesuch']],
    [['IPADDR=10.0.0.1', 'BOOTPROTO=ecstatic'], '10.0.0.1/24', ['BOOTPROTO=ecstatic']],
    [['IPADDR=10.0.0.1', 'MTU=9000', 'ONBOOT=no'], '10.0.0.1/24', ['MTU=9000', 'ONBOOT=no']],
    [['IPADDR=10.0.0.1', 'ONBOOT_X=1', 'MY_TYPE=1'], '10.0.0.1/24', ['ONBOOT_X=1', 'MY_TYPE=1']],
    // What is no address to a host, or is there already.
    [['IPADDR=10.0.0.0'], undefined, ['IPADDR=10.0.0.0']],
    [['IPADDR=192.0.2.5'], undefined, ['IPADDR=192.0.2.5']],
    [['IPADDR=nonsense', 'PREFIX=24'], undefined, ['IPADDR=nonsense', 'PREFIX=24']],
    [['IPADDR=10.0.0.1', 'PREFIX=33'], undefined, ['IPADDR=10.0.0.1', 'PREFIX=33']],
    [
      ['IPADDR=10.0.0.1', 'PREFIX=24', 'ONPARENT=no', 'MY_IPADDR=1'],
      undefined,
      ['IPADDR=10.0.0.1', 'PREFIX=24', 'ONPARENT=no', 'MY_IPADDR=1'],
    ],
  ])('%j', (lines, address, left) => {
    const read = added(alias(...lines));
    expect(read.addresses).toEqual(address === undefined ? [] : [address]);
    expect(read.left).toEqual(left);
  });

  test.each([
    [['IPADDR=192.0.2.5', 'NETMASK=255.255.255.0'], '10.0.0.1/24'],
    [['IPADDR=192.0.2.5', 'PREFIX=26'], '10.0.0.1/26'],
    [['IPADDR0=192.0.2.5', 'PREFIX0=26'], '10.0.0.1/26'],
    [[], '10.0.0.1/8'],
  ])('without a length has that of the interface, else of its class: %j', (above, address) => {
    expect(added(alias('IPADDR=10.0.0.1'), above).addresses.at(-1)).toBe(address);
  });

  test('goes by a netmask of its own only in one reader, where the interface has a PREFIX', () => {
    const told = (above: readonly string[]) =>
      added(alias('IPADDR=10.0.0.1', 'NETMASK=255.255.0.0'), ['IPADDR=192.0.2.5', ...above]).told;
    expect(told(['PREFIX=24'])).toEqual([expect.stringMatching(/initscripts go by the PREFIX=24/)]);
    expect(told(['PREFIX=16'])).toEqual([]);
    expect(told(['NETMASK=255.255.255.0'])).toEqual([]);
  });

  test.each([
    // Both readers want letters, digits and underscores behind the colon.
    ['eth0:web_1', 'eth0:web_1', ['10.0.0.1/24'], []],
    ['eth0:web-1', 'eth0:web-1', [], ['consumer-refuses']],
    ['eth0:1', undefined, ['10.0.0.1/24'], ['readers-differ']],
    ['eth0:web-1', undefined, [], ['consumer-refuses']],
    ['eth0:1', 'eth0:2', ['10.0.0.1/24'], ['readers-differ']],
    ['eth0:1', 'eth1:1', [], ['consumer-refuses']],
    ['eth0:1', 'eth0', [], ['consumer-refuses']],
  ])('in ifcfg-%s with DEVICE=%s', (file, device, addresses, told) => {
    const lines = [...(device === undefined ? [] : [`DEVICE=${device}`]), 'IPADDR=10.0.0.1'];
    const read = added({ [`ifcfg-${file}`]: lines });
    expect([read.addresses, read.told.map((text) => text.replace(/:.*/, ''))]).toEqual([addresses, told]);
    expect(read.left.includes('IPADDR=10.0.0.1')).toBe(addresses.length === 0);
  });

  test('has a label that no other has: the second is an error to initscripts, and of another file to NetworkManager', () => {
    const copy = { 'ifcfg-eth0:2': ['DEVICE=eth0:1', 'IPADDR=10.0.0.2'] };
    const read = added({ ...alias('IPADDR=10.0.0.1'), ...copy });
    expect([read.addresses, read.left]).toEqual([['10.0.0.1/24'], ['DEVICE=eth0:1', 'IPADDR=10.0.0.2']]);
    // One that does not come along has none.
    expect(added({ ...alias('IPADDR=10.0.0.1', 'ONPARENT=no'), ...copy }).addresses).toEqual(['10.0.0.2/24']);
  });

  test.each([
    [['GATEWAY=10.0.0.9'], first, [{ gateway: '10.0.0.9' }], []],
    [['GATEWAY=192.0.2.1'], [...first, 'GATEWAY=192.0.2.1'], [{ gateway: '192.0.2.1' }], []],
    [['GATEWAY=10.0.0.9'], [...first, 'GATEWAY=192.0.2.1'], [{ gateway: '192.0.2.1' }], ['GATEWAY=10.0.0.9']],
    [['GATEWAY=10.0.0.9'], ['BOOTPROTO=dhcp'], [], ['GATEWAY=10.0.0.9']],
    [['GATEWAY=gate'], first, [], ['GATEWAY=gate']],
    [['GATEWAY=10.0.0.9', 'PREFIX=33'], first, [], ['PREFIX=33', 'IPADDR=10.0.0.1', 'GATEWAY=10.0.0.9']],
  ])('has a default route with %j where the interface has none: %j', (lines, above, routes, left) => {
    const read = added(alias('IPADDR=10.0.0.1', ...lines), above);
    expect(read.routes).toEqual(routes);
    expect([...read.left].sort()).toEqual([...left].sort());
  });

  test('of nothing is unread; of a member it has no effect', () => {
    const lines = ['DEVICE=eth0:1', 'IPADDR=10.0.0.1'];
    expect(readLines({ 'ifcfg-eth0:1': lines }).reasons).toEqual(
      lines.map((line) => `${line} (no file brings up eth0, and this one adds to it)`),
    );
    const bridged = { 'ifcfg-br0': ['DEVICE=br0', 'TYPE=Bridge', 'BOOTPROTO=none'], 'ifcfg-eth0:1': lines };
    const member = readLines({ ...bridged, 'ifcfg-eth0': ['DEVICE=eth0', 'BRIDGE=br0'] });
    expect(member.iface?.ipv4).toBeUndefined();
    expect(member.reasons).toEqual(lines.map((line) => `${line} (a member of br0 has no addresses)`));
  });
});

describe('a range', () => {
  const range = (...lines: readonly string[]): Lines => ({ 'ifcfg-eth0-range0': lines });

  test.each([
    [['IPADDR_START=10.0.0.1', 'IPADDR_END=10.0.0.3'], ['10.0.0.1/24', '10.0.0.2/24', '10.0.0.3/24'], []],
    [['IPADDR_START=10.0.0.1', 'IPADDR_END=10.0.0.1', 'CLONENUM_START=7'], ['10.0.0.1/24'], []],
    [['IPADDR_START=10.0.0.1', 'IPADDR_END=10.0.0.1', 'PREFIX=28'], ['10.0.0.1/28'], []],
    [['IPADDR_START=10.0.0.1', 'IPADDR_END=10.0.0.1', 'PREFIX=40'], [], ['PREFIX=40']],
    [['IPADDR_START=10.0.0.3', 'IPADDR_END=10.0.0.1'], [], ['IPADDR_START=10.0.0.3', 'IPADDR_END=10.0.0.1']],
    [['IPADDR_START=10.0.0.3'], [], ['IPADDR_START=10.0.0.3']],
    [['IPADDR_END=10.0.0.3'], [], ['IPADDR_END=10.0.0.3']],
    [
      ['IPADDR_START=10.0.0.1', 'IPADDR_END=10.0.0.2', 'ONPARENT=no'],
      [],
      ['IPADDR_START=10.0.0.1', 'IPADDR_END=10.0.0.2', 'ONPARENT=no'],
    ],
  ])('%j', (lines, addresses, left) => {
    const read = added(range(...lines));
    expect([read.addresses, read.left]).toEqual([addresses, left]);
  });
});

describe('where NetworkManager alone reads the files', () => {
  const managed = (files: Lines) => added(files, first, onlyNetworkManager);

  test.each([
    [alias('IPADDR=10.0.0.1'), ['10.0.0.1/24'], []],
    [alias('IPADDR=10.0.0.1', 'ONPARENT=no'), ['10.0.0.1/24'], ['ONPARENT=no']],
    [{ 'ifcfg-eth0:1': ['IPADDR=10.0.0.1'] }, [], ['IPADDR=10.0.0.1']],
    [{ 'ifcfg-eth0:1': ['DEVICE=eth0:2', 'IPADDR=10.0.0.1'] }, [], ['DEVICE=eth0:2', 'IPADDR=10.0.0.1']],
    [
      { 'ifcfg-eth0-range0': ['IPADDR_START=10.0.0.1', 'IPADDR_END=10.0.0.2'] },
      [],
      ['IPADDR_START=10.0.0.1', 'IPADDR_END=10.0.0.2'],
    ],
  ])('%j', (files, addresses, left) => {
    const read = managed(files);
    expect([read.addresses, read.left]).toEqual([addresses, left]);
    expect(read.told.filter((text) => /readers-differ/.test(text))).toEqual([]);
  });
});
