import { describe, expect, test } from 'vitest';
import { ifupdown } from '../backends/ifupdown/index.ts';
import { MAIN_FILE } from '../backends/ifupdown/paths.ts';
import { memoryRoot } from './support/memory-root.ts';

/** What is read of stanzas of eth0 that others wrote, and the options that it does not understand. */
function read(...stanzas: readonly (readonly string[])[]) {
  const text = ['auto eth0', ...stanzas.flatMap(([head, ...options]) => [`iface eth0 ${head}`, ...options])];
  const { host, accounts } = ifupdown.survey(memoryRoot({ [MAIN_FILE]: `${text.join('\n')}\n` }));
  const left = accounts.filter(({ state }) => state === 'kept' || state === 'unread');
  return {
    iface: host.interfaces[0],
    ipv6: host.interfaces[0]?.ipv6,
    left: left.map(({ text: of }) => of.trim()),
  };
}
const STATIC = ['inet6 static', 'address 2001:db8::5/64'];

describe('router advertisements', () => {
  const isHeard = (...stanzas: readonly (readonly string[])[]) => read(...stanzas).ipv6?.autoconf === true;

  test.each([
    ['auto', [['inet6 auto']], true],
    ['auto that is not to', [['inet6 auto', 'accept_ra 0']], false],
    ['static', [STATIC], false],
    ['static that is to', [[...STATIC, 'accept_ra 1', 'autoconf 1']], true],
    ['static that is to take routes only', [[...STATIC, 'accept_ra 1']], false],
    ['static with a gateway', [[...STATIC, 'autoconf 1', 'gateway fe80::1']], false],
    ['static with a gateway that is to', [[...STATIC, 'accept_ra 2', 'autoconf 1', 'gateway fe80::1']], true],
    ['static after auto', [['inet6 auto'], STATIC], false],
    ['auto after static', [STATIC, ['inet6 auto']], true],
    ['dhcp', [['inet6 dhcp']], true],
    ['dhcp that is not to', [['inet6 dhcp', 'accept_ra 0']], false],
    ['dhcp for routes only', [['inet6 dhcp', 'autoconf 0']], false],
  ])('%s', (_what, stanzas, heard) => expect(isHeard(...stanzas)).toBe(heard));

  test('commands count where ifup runs them: before the method, or after', () => {
    const off = (phase: string) => ['inet6 auto', `${phase} sysctl -w net.ipv6.conf.eth0.accept_ra=0`];
    expect(isHeard(off('pre-up'))).toBe(true);
    expect(isHeard(off('up'))).toBe(false);
  });

  test('a command that switches autoconf or all of IPv6 off', () => {
    const up = (key: string, value: number) =>
      read(['inet6 auto', `up sysctl -w net.ipv6.conf.eth0.${key}=${value}`]).ipv6;
    expect(up('autoconf', 0)?.autoconf ?? false).toBe(false);
    expect(up('autoconf', 1)?.autoconf).toBe(true);
    expect(up('disable_ipv6', 1)?.autoconf ?? false).toBe(false);
    expect(up('disable_ipv6', 0)?.autoconf).toBe(true);
  });

  test.each([
    [['inet6 static', 'address 2001:db8::5/64', 'accept_ra 3'], ['accept_ra 3']],
    [['inet6 static', 'address 2001:db8::5/64', 'autoconf yes'], ['autoconf yes']],
    [['inet6 auto', 'autoconf 0'], ['autoconf 0']],
    [['inet6 manual', 'accept_ra 0'], ['accept_ra 0']],
    [['inet dhcp', 'accept_ra 0'], ['accept_ra 0']],
  ])('%j: an option that the method has no use for stays', (stanza, left) => {
    expect(read(stanza).left).toEqual(left);
  });
});

describe('DHCPv6', () => {
  test.each([
    [['inet6 dhcp'], true],
    [['inet6 auto'], false],
    ...['1', '7', 'on', 'true', 'yes', 'YES'].map((word) => [['inet6 auto', `dhcp ${word}`], true] as const),
    ...['0', '00', 'off', 'no', 'yesterday', '1x', 'x1'].map(
      (word) => [['inet6 auto', `dhcp ${word}`], false] as const,
    ),
  ] as const)('%j: %s', (stanza, isAsked) => {
    expect(read(stanza).ipv6?.dhcp !== undefined).toBe(isAsked);
  });
});

describe('an MTU', () => {
  test.each([
    [68, 68],
    [1280, 1280],
    [65_535, 65_535],
    [67, undefined],
    [65_536, undefined],
  ])('%i', (said, mtu) => {
    const { iface, left } = read(['inet static', 'address 192.0.2.5/24', `mtu ${said}`]);
    expect(iface?.mtuBytes).toBe(mtu);
    expect(left).toEqual(mtu === undefined ? [`mtu ${said}`] : []);
  });
});
