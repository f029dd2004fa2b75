import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bridged, lostByUnbridging, unbridged } from '../src/model/bridging.ts';
import { type Host, orderInterfaces } from '../src/model/host.ts';
import type { Interface } from '../src/model/interface.ts';
import { arbitraryHost } from './support/arbitrary-host.ts';
import { bond, bridge, ethernet, vlan } from './support/hosts.ts';
import { runs } from './support/runs.ts';

const hostOf = (...interfaces: Interface[]): Host => ({ interfaces: orderInterfaces(interfaces) });
const one = ({ interfaces }: Host, name: string) => interfaces.find((iface) => iface.name === name);
const addressed = {
  start: 'onboot',
  mtuBytes: 9000,
  description: 'uplink',
  ipv4: { dhcp: {}, addresses: [{ address: '192.0.2.5', prefix: 24 }], routes: [] },
  dns: { servers: ['192.0.2.53'], search: [] },
} as const satisfies Partial<Interface>;
const under = (controller: string) => ({ topLevel: false, port: { controller, position: 0 } });

describe('bridging', () => {
  it('moves addressing, MTU, start mode and description up, and leaves what identifies a NIC', () => {
    const found = {
      permanentMac: '52:54:00:00:00:01',
      assignMac: '52:54:00:00:00:02',
      uuid: '550e8400-e29b-41d4-a716-446655440000',
    };
    const after = bridged(hostOf(ethernet('eth0', { ...addressed, ...found })), 'eth0', 'br0', { stp: true });
    expect(after).toEqual(
      hostOf(
        ethernet('eth0', { ...found, ...under('br0') }),
        bridge('br0', { ...addressed, bridge: { stp: true } }),
      ),
    );
  });

  it('leaves a bond its options and members, and a vlan its tag, parent and MAC', () => {
    const options = { mode: 'active-backup', monitor: { kind: 'miimon', freqMs: 100 } } as const;
    const member = ethernet('eth0', under('bond0'));
    const host = hostOf(
      bond('bond0', { ...addressed, bond: options }),
      member,
      vlan('bond0.5', 'bond0', 5, { ...addressed, assignMac: '52:54:00:00:00:02' }),
    );
    const first = bridged(host, 'bond0', 'br0', {});
    expect(one(first, 'bond0')).toEqual(bond('bond0', { bond: options, ...under('br0') }));
    expect(one(first, 'eth0')).toEqual(member);
    const both = bridged(first, 'bond0.5', 'br5', {});
    expect(one(both, 'bond0.5')).toEqual(
      vlan('bond0.5', 'bond0', 5, { assignMac: '52:54:00:00:00:02', ...under('br5') }),
    );
    expect(unbridged(unbridged(both, 'br0'), 'br5')).toEqual(host);
  });

  it('and back gives any host back, whichever of its interfaces it was', () => {
    fc.assert(
      fc.property(arbitraryHost, (host) => {
        const fit = host.interfaces.filter(
          ({ type, topLevel, port }) => topLevel && !port && type !== 'bridge',
        );
        for (const { name } of fit) {
          const there = bridged(host, name, 'new-bridge', { stp: false });
          expect(one(there, 'new-bridge')).toMatchObject({ type: 'bridge', topLevel: true });
          expect(there.interfaces).toHaveLength(host.interfaces.length + 1);
          expect(unbridged(there, 'new-bridge')).toEqual(host);
        }
      }),
      runs(2),
    );
  });
});

describe('unbridging a bridge that was made otherwise', () => {
  const back = (over: Partial<Interface>, port: Interface): Interface | undefined =>
    one(unbridged(hostOf(bridge('br0', over as object), port), 'br0'), port.name);

  it("keeps the MAC address that the network knows: the bridge's", () => {
    const mac = '52:54:00:00:00:09';
    const eth0 = ethernet('eth0', { permanentMac: '52:54:00:00:00:01', ...under('br0') });
    expect(back({ assignMac: mac }, eth0)).toMatchObject({ permanentMac: eth0.permanentMac, assignMac: mac });
    expect(back({ assignMac: '52:54:00:00:00:01' }, eth0)).not.toHaveProperty('assignMac');
    expect(back({ assignMac: mac }, { ...eth0, assignMac: mac })).toMatchObject({ assignMac: mac });
    expect(back({}, { ...eth0, assignMac: mac })).toMatchObject({ assignMac: mac });
  });

  it('takes what the bridge said, keeps what only the port said, and tells what goes', () => {
    const eth0 = ethernet('eth0', {
      port: { controller: 'br0', position: 0, cost: 5 },
      start: 'none',
      mtuBytes: 9000,
      description: 'the NIC',
    });
    const br0 = bridge('br0', {
      uuid: '550e8400-e29b-41d4-a716-446655440000',
      mtuBytes: 1400,
      description: 'the LAN',
    });
    expect(one(unbridged(hostOf(br0, eth0), 'br0'), 'eth0')).toEqual(
      ethernet('eth0', { mtuBytes: 1400, description: 'the NIC' }),
    );
    expect(lostByUnbridging(br0, eth0)).toHaveLength(4);
    expect(back({}, eth0)).toEqual(ethernet('eth0', { mtuBytes: 9000, description: 'the NIC' }));
    expect(lostByUnbridging(bridge('br0', addressed), ethernet('eth0', under('br0')))).toEqual([]);
  });
});
