import { describe, expect, test } from 'vitest';
import { onlyNetworkManager, readLines } from './support/foreign-ifcfg.ts';

const base = [
  'DEVICE=eth0',
  'TYPE=Ethernet',
  'IPADDR=192.0.2.5',
  'PREFIX=24',
  'IPV6INIT=yes',
  'IPV6_AUTOCONF=yes',
];
const scripts = 'NM_CONTROLLED=no';

function dnsOf(lines: readonly string[], boots?: typeof onlyNetworkManager, first = base) {
  const { iface, left, findings } = readLines({ 'ifcfg-eth0': [...first, ...lines] }, boots);
  const { servers = [], search = [] } = iface?.dns ?? {};
  return {
    servers,
    search,
    left,
    differences: findings.filter((text) => /^readers-differ/.test(text)).length,
  };
}

describe('servers', () => {
  const [one, two, three, four, five] = [1, 2, 3, 4, 5].map((n) => `192.0.2.${n}`) as [string, ...string[]];
  const said = (...numbers: readonly (readonly [number | string, string | undefined])[]) =>
    numbers.map(([n, server]) => `DNS${n}=${server}`);

  test.each([
    [said([2, two], [1, one]), [one, two], [], 0],
    [said([1, one], [3, three]), [one, three], [], 1],
    [said([3, three]), [three], [], 1],
    [said([1, one], [2, two], [3, three], [4, four]), [one, two, three, four], [], 1],
    [said([1, one], [4, four]), [one], ['DNS4=192.0.2.4'], 0],
    [said([1, one], [5, five], [4, four]), [one], ['DNS5=192.0.2.5', 'DNS4=192.0.2.4'], 0],
    [said([0, one], [1, two]), [two], ['DNS0=192.0.2.1'], 0],
    [said(['01', one], [1, two]), [two], ['DNS01=192.0.2.1'], 0],
    [said([1, one], ['2x', two]), [one], ['DNS2x=192.0.2.2'], 0],
    [['MYDNS1=192.0.2.9', ...said([1, one])], [one], ['MYDNS1=192.0.2.9'], 0],
    [said([1, 'resolver'], [2, two]), [two], ['DNS1=resolver'], 0],
    [said([1, '2001:DB8::53']), ['2001:db8::53'], [], 0],
  ])('%j', (lines, servers, left, differences) =>
    expect(dnsOf(lines)).toEqual({ servers, search: [], left, differences }),
  );

  test('ten of them, by number', () => {
    const lines = Array.from({ length: 10 }, (_, n) => `DNS${n + 1}=192.0.2.${n + 11}`);
    expect(dnsOf(lines.toReversed()).servers).toEqual(lines.map((line) => line.replace(/.*=/, '')));
  });

  test('initscripts alone know three', () => {
    const lines = said([1, one], [2, two], [3, three], [4, four]);
    expect(dnsOf([...lines, scripts])).toEqual({
      servers: [one, two, three],
      search: [],
      left: ['DNS4=192.0.2.4'],
      differences: 0,
    });
    expect(dnsOf([...said([3, three]), scripts])).toMatchObject({ servers: [three], differences: 0 });
  });

  test('NetworkManager alone stops at a gap', () => {
    const read = (...lines: readonly string[]) => dnsOf(lines, onlyNetworkManager);
    expect(read(...said([1, one], [3, three]))).toMatchObject({
      servers: [one],
      left: ['DNS3=192.0.2.3'],
      differences: 0,
    });
    expect(read(...said([1, one], [2, two], [3, three], [4, four]))).toMatchObject({
      servers: [one, two, three, four],
      differences: 0,
    });
  });

  test('of a family without addresses NetworkManager has none', () => {
    const without = (ipv6: string) => ['DEVICE=eth0', 'TYPE=Ethernet', `IPV6INIT=${ipv6}`];
    const lines = ['DNS1=192.0.2.1', 'DNS2=2001:db8::53'];
    expect(dnsOf(lines, undefined, without('yes'))).toMatchObject({ left: [], differences: 1 });
    expect(dnsOf(lines, undefined, without('no'))).toMatchObject({ left: [], differences: 1 });
    expect(dnsOf(lines, undefined, [...without('y'), 'BOOTPROTO=dhcp']).differences).toBe(0);
    // Whether IPV6INIT is one of the words for yes is what counts.
    for (const word of ['yess', 'tt', '11']) {
      const { differences } = dnsOf(lines, undefined, [...without(word), 'BOOTPROTO=dhcp']);
      expect([word, differences]).toEqual([word, 1]);
    }
    expect(dnsOf(lines, onlyNetworkManager, without('yes'))).toMatchObject({
      servers: ['2001:db8::53'],
      left: ['DNS1=192.0.2.1'],
      differences: 0,
    });
  });
});

describe('search domains', () => {
  test.each([
    [['DOMAIN=example.net'], ['example.net'], [], 0],
    [['DOMAIN=" example.net   example.org "'], ['example.net', 'example.org'], [], 0],
    [['DOMAIN="example.net -x-"'], ['example.net'], ['-x-'], 0],
    [['DOMAIN=-x-'], [], ['DOMAIN=-x-'], 0],
    [['SEARCH=example.net'], ['example.net'], [], 1],
    [['DOMAIN=example.org', 'SEARCH=example.net'], ['example.org'], ['SEARCH=example.net'], 0],
    [['IPV6_DOMAIN=example.net'], ['example.net'], [], 1],
    // NetworkManager has a list for each family, and the resolver one.
    [['DOMAIN=example.net', 'IPV6_DOMAIN="example.net example.org"'], ['example.net', 'example.org'], [], 1],
    [['SEARCH=example.net', 'IPV6_DOMAIN=example.org'], ['example.net', 'example.org'], [], 2],
    // initscripts know DOMAIN alone.
    [['DOMAIN=example.net', scripts], ['example.net'], [], 0],
    [['SEARCH=example.net', scripts], [], ['SEARCH=example.net'], 0],
    [['IPV6_DOMAIN=example.net', scripts], [], ['IPV6_DOMAIN=example.net'], 0],
  ])('%j', (lines, search, left, differences) =>
    expect(dnsOf(lines)).toEqual({ servers: [], search, left, differences }),
  );

  test('without addresses NetworkManager has none', () => {
    const bare = ['DEVICE=eth0', 'TYPE=Ethernet', 'IPV6INIT=no'];
    const line = 'DOMAIN=example.net';
    expect(dnsOf([line], undefined, bare)).toMatchObject({
      search: ['example.net'],
      left: [],
      differences: 1,
    });
    expect(dnsOf([line], undefined, [...bare, 'BOOTPROTO=dhcp']).differences).toBe(0);
    expect(dnsOf([line], undefined, [...bare, 'IPV6INIT=yes']).differences).toBe(0);
    expect(dnsOf([line], onlyNetworkManager, bare)).toMatchObject({
      search: [],
      left: [line],
      differences: 0,
    });
  });
});

describe('PEERDNS=no', () => {
  const dns = ['DNS1=192.0.2.1', 'DOMAIN=example.net'];

  test.each([
    [['PEERDNS=no'], 1],
    [['PEERDNS=no', 'RESOLV_MODS=yes'], 0],
    [['PEERDNS=no', 'RESOLV_MODS=on'], 0],
    [['PEERDNS=no', 'RESOLV_MODS=no'], 1],
    [['PEERDNS=no', 'RESOLV_MODS=yess'], 1],
    [['PEERDNS=no', 'RESOLV_MODS=xyes'], 1],
    [['PEERDNS=off'], 1],
    [['PEERDNS=yes'], 0],
    [['PEERDNS=noo'], 0],
    [['PEERDNS=xno'], 0],
  ])('%j: whether initscripts pass over what the file says', (lines, differences) => {
    expect(dnsOf([...dns, ...lines])).toMatchObject({ servers: ['192.0.2.1'], differences });
    const alone = dnsOf([...dns, 'DNS10=192.0.2.10', 'MYDNS1=1', scripts, ...lines]);
    expect(alone.servers).toEqual(differences ? [] : ['192.0.2.1']);
    expect(alone.left.includes('DOMAIN=example.net')).toBe(differences === 1);
    expect(alone.differences).toBe(0);
  });

  test('is nothing to tell of without servers and domains', () => {
    expect(dnsOf(['PEERDNS=no'])).toMatchObject({ left: [], differences: 0 });
  });

  test('is for IPv4 to NetworkManager, for servers that DHCPv6 names it has another key', () => {
    const told = (...lines: readonly string[]) =>
      readLines({
        'ifcfg-eth0': [...base.slice(0, 2), 'IPV6INIT=yes', 'PEERDNS=no', ...lines],
      }).findings.filter((text) => /IPV6_PEERDNS/.test(text)).length;
    expect(told('DHCPV6C=yes')).toBe(1);
    expect(told('DHCPV6C=yes', 'IPV6_PEERDNS=no')).toBe(0);
    expect(told('DHCPV6C=yes', 'BOOTPROTO=dhcp')).toBe(0);
    expect(told('BOOTPROTO=dhcp')).toBe(0);
    expect(told()).toBe(0);
  });
});
