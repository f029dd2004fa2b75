import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explicitHost, settleHost } from '../src/model/defaults.ts';
import { type Host, hostSchema, orderInterfaces } from '../src/model/host.ts';
import type { Bond, Bridge, Ethernet } from '../src/model/interface.ts';
import { arbitraryHost } from './support/arbitrary-host.ts';
import { shuffled } from './support/arbitrary-values.ts';
import { runs } from './support/runs.ts';

const nic = (name: string, more: Partial<Ethernet> = {}): Ethernet => ({
  type: 'ethernet',
  name,
  topLevel: true,
  ...more,
});
const bridge = (name: string, more: Partial<Bridge> = {}): Bridge => ({
  type: 'bridge',
  name,
  topLevel: true,
  bridge: {},
  ...more,
});
const bond = (name: string, more: Partial<Bond> = {}): Bond => ({
  type: 'bond',
  name,
  topLevel: true,
  bond: {},
  ...more,
});
const port = (controller: string, position = 0) => ({ port: { controller, position } });
const explicitOf = (host: Host, name: string) =>
  explicitHost(host).find(({ iface }) => iface.name === name) ?? expect.fail(`${name} is gone`);

describe('the explicit form', () => {
  test('says what the document left to a default, and notes it', () => {
    const host = { interfaces: [nic('eth0', { ...port('bond0') }), bond('bond0')] };
    const { iface, notes } = explicitOf(host, 'bond0');
    expect(iface).toMatchObject({ start: 'onboot', bond: { mode: 'balance-rr' } });
    expect(notes).toEqual({ unsaid: ['bond-mode', 'start'] });
  });

  test('has no note where the document said it all', () => {
    const host = { interfaces: [bridge('br0', { start: 'onboot', bridge: { stp: false } })] };
    expect(explicitOf(host, 'br0').notes).toEqual({});
  });

  test("gives a bare member, however deep, its controller's start mode and MTU", () => {
    const host = {
      interfaces: [
        nic('eth0', { topLevel: false, ...port('bond0') }),
        bond('bond0', { topLevel: false, ...port('br0') }),
        bridge('br0', { start: 'none', mtuBytes: 9000 }),
      ],
    };
    expect(explicitOf(host, 'eth0').iface).toMatchObject({ start: 'none', mtuBytes: 9000 });
    expect(explicitOf(host, 'eth0').notes).toEqual({});
  });

  test("keeps a member's own start mode and MTU, also where they are the controller's", () => {
    const host = {
      interfaces: [
        nic('eth0', { start: 'none', mtuBytes: 9000, ...port('br0') }),
        bridge('br0', { start: 'none', mtuBytes: 9000 }),
      ],
    };
    expect(explicitOf(host, 'eth0').notes).toEqual({ own: ['start', 'mtu'] });
    expect(settleHost(explicitHost(host))).toEqual(host);
  });

  test('has no empty protocol, but a note about it', () => {
    const empty = {
      ipv4: { addresses: [], routes: [] },
      ipv6: { autoconf: false, addresses: [], routes: [] },
    };
    const { iface, notes } = explicitOf({ interfaces: [nic('eth0', { start: 'onboot', ...empty })] }, 'eth0');
    expect(iface).not.toHaveProperty('ipv4');
    expect(iface).not.toHaveProperty('ipv6');
    expect(notes).toEqual({ empty: ['ipv4', 'ipv6'] });
  });
});

describe('settling', () => {
  const settled = (host: Host) => settleHost(explicitHost(host));

  test('a note about a directive that was changed by hand is void', () => {
    const [explicit] = explicitHost({ interfaces: [bridge('br0', { start: 'onboot' })] });
    if (explicit?.iface.type !== 'bridge') throw new Error('no bridge');
    const edited = { ...explicit, iface: { ...explicit.iface, bridge: { stp: true } } };
    expect(settleHost([edited]).interfaces).toEqual([
      bridge('br0', { start: 'onboot', bridge: { stp: true } }),
    ]);
  });

  test('notes that are malformed are passed over', () => {
    const iface = nic('eth0', { start: 'onboot' });
    const notes = {
      uuid: 'no uuid',
      description: 7,
      unsaid: 'start',
      own: true,
      empty: 'ipv4',
      'top-level': 'yes',
    };
    expect(settleHost([{ iface, notes }]).interfaces).toEqual([iface]);
  });

  test('what XML cannot hold is no description', () => {
    const iface = nic('eth0', { start: 'onboot' });
    const host = settleHost([{ iface, notes: { description: 'bell \u0007' } }]);
    expect(hostSchema.safeParse(host).success).toBe(true);
  });

  test('returns what the document meant, for random hosts', () => {
    fc.assert(
      fc.property(arbitraryHost, (host) => {
        expect(settled(host)).toEqual(host);
      }),
      runs(),
    );
  });

  test('does not depend on the order of the interfaces', () => {
    fc.assert(
      fc.property(arbitraryHost, fc.infiniteStream(fc.nat()), (host, dice) => {
        const mixed = { interfaces: shuffled(host.interfaces, dice) };
        expect(settleHost(shuffled(explicitHost(mixed), dice))).toEqual(host);
      }),
      runs(),
    );
  });

  test('random hosts are valid and in dependency order', () => {
    fc.assert(
      fc.property(arbitraryHost, (host) => {
        expect(hostSchema.safeParse(host).error).toBeUndefined();
        expect(orderInterfaces(host.interfaces)).toEqual(host.interfaces);
        expect(new Set(host.interfaces.map(({ name }) => name)).size).toBe(host.interfaces.length);
      }),
      runs(),
    );
  });
});
