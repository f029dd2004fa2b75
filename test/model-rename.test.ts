import { describe, expect, test } from 'vitest';
import { parseDocuments } from '../src/language/parse.ts';
import { renameInterfaces } from '../src/model/rename.ts';
import { resolve } from '../src/model/resolve.ts';

const hostOf = (text: string) => {
  const { definitions, sources } = parseDocuments([{ file: 'a.xml', text }]);
  return resolve(definitions, sources).host;
};

const renamed = (text: string, ...names: readonly (readonly [string, string])[]) =>
  renameInterfaces(hostOf(text), new Map(names));

const vlan = (name: string, parent: string) =>
  `<interface type='vlan' name='${name}'><vlan tag='7'><interface name='${parent}'/></vlan></interface>`;

describe('a NIC is called otherwise', () => {
  test('in its bond and under its vlans, which go along where they are called after it', () => {
    const { host, names, findings } = renamed(
      `<interfaces>
        <interface type='bond' name='bond0'><bond><interface type='ethernet' name='eth0'/><interface type='ethernet' name='eth1'/></bond></interface>
        ${vlan('eth2.7', 'eth2')}${vlan('eth2.7.7', 'eth2.7')}${vlan('storage', 'eth2')}
      </interfaces>`,
      ['eth0', 'ens1'],
      ['eth2', 'ens3'],
    );
    expect(findings).toEqual([]);
    expect(Object.fromEntries(names)).toEqual({
      eth0: 'ens1',
      eth2: 'ens3',
      'eth2.7': 'ens3.7',
      'eth2.7.7': 'ens3.7.7',
    });
    const parents = host.interfaces.flatMap((i) => (i.type === 'vlan' ? [[i.name, i.vlan.parent]] : []));
    expect(Object.fromEntries(parents)).toEqual({ 'ens3.7': 'ens3', 'ens3.7.7': 'ens3.7', storage: 'ens3' });
    expect(
      host.interfaces.filter(({ port }) => port?.controller === 'bond0').map(({ name }) => name),
    ).toEqual(['ens1', 'eth1']);
  });

  test('and its members follow a bond, the far end a veth', () => {
    const { host } = renamed(
      `<interfaces>
        <interface type='bond' name='bond0'><bond><interface type='ethernet' name='eth0'/></bond></interface>
        <interface type='veth' name='v0'><veth peer='v1'/></interface>
      </interfaces>`,
      ['bond0', 'team'],
      ['v1', 'far'],
    );
    expect(
      host.interfaces.map((i) => [i.name, i.port?.controller, i.type === 'veth' && i.veth.peer]),
    ).toEqual([
      ['eth0', 'team', false],
      ['team', undefined, false],
      ['v0', undefined, 'far'],
    ]);
  });

  test('a vlan that is renamed itself does not follow its parent', () => {
    const { host } = renamed(vlan('eth2.7', 'eth2'), ['eth2', 'ens3'], ['eth2.7', 'seven']);
    expect(host.interfaces.map(({ name }) => name)).toEqual(['seven']);
  });
});

const two = `<interfaces><interface type='ethernet' name='eth0'/><interface type='ethernet' name='eth1'/></interfaces>`;

test('two NICs change places', () => {
  const { host, findings } = renamed(two, ['eth0', 'eth1'], ['eth1', 'eth0']);
  expect(findings).toEqual([]);
  expect(host.interfaces.map(({ name }) => name)).toEqual(['eth0', 'eth1']);
});

test.each([
  ['a name that is not there', two, ['eth7', 'ens7'], 'rename-unknown'],
  ['a name that is taken', two, ['eth0', 'eth1'], 'rename-collision'],
  ['no device name', two, ['eth0', 'a/b'], 'rename-name'],
  ['a vlan whose name grows too long', vlan('eth2.4000', 'eth2'), ['eth2', 'enp130s0f0'], undefined],
  ['a vlan whose name grows longer', vlan('eth2.4000', 'eth2'), ['eth2', 'enp130s0f0n'], 'rename-name'],
] as const)('%s', (_, text, names, code) => {
  expect(renamed(text, names).findings.map((found) => found.code)).toEqual(code === undefined ? [] : [code]);
});
