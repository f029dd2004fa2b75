import { describe, expect, test } from 'vitest';
import { parseDocuments } from '../src/language/parse.ts';
import { resolve } from '../src/model/resolve.ts';
import { differences } from './boot/facts.ts';
import { lateness } from './boot/lateness.ts';
import { formatMatrix, type Matrix, parseMatrix, resultOf } from './boot/matrix.ts';

/** What `npm run test:boot` makes of what a guest shows, without booting one. */

test('a difference is told in words, and one wanted fact of several will do', () => {
  const observed = { br0: { 'forward delay': '15 s', members: ['eth0'] } };
  expect(differences(observed, { br0: { 'forward delay': '0 s' } })).toEqual([
    'br0: forward delay 15 s, wanted 0 s',
  ]);
  expect(differences(observed, { br0: { 'forward delay': '0 s or 15 s', members: ['eth0'] } })).toEqual([]);
  expect(differences(observed, { br0: { members: ['eth0', 'eth1'] }, br1: {} })).toEqual([
    'br0: members eth0, wanted eth0, eth1',
    'br1: is not there',
  ]);
});

describe('lateness', () => {
  const hostOf = (xml: string) => {
    const { definitions, sources } = parseDocuments([{ file: 'host.xml', text: xml }]);
    return resolve(definitions, sources).host;
  };
  const nic = hostOf(
    "<interface type='ethernet' name='eth0'><protocol family='ipv4'><dhcp/></protocol></interface>",
  );

  test('a wait of twenty seconds is one too many where the document asks for none', () => {
    expect(lateness({ started: 6, online: 14 }, nic)).toEqual([]);
    expect(lateness({ started: 6, online: 26 }, nic)).toHaveLength(1);
  });

  test('a forward delay is asked for, and a busy machine has more time', () => {
    const bridge = hostOf(
      "<interface type='bridge' name='br0'><bridge stp='on' delay='15'><interface type='ethernet' name='eth0'/></bridge></interface>",
    );
    expect(lateness({ started: 6, online: 46 }, bridge)).toEqual([]);
    expect(lateness({ started: 12, online: 32 }, nic)).toEqual([]);
  });
});

test('the table of what was booted is read as it was written', () => {
  const matrix: Matrix = {
    hash: '0123456789abcdef0123456789abcdef',
    results: new Map([
      [
        'networkd-252',
        new Map([
          ['nic-dhcp', { verdict: 'up', seconds: 17, secondsToOnline: 3.8 }],
          ['bond-lacp', resultOf({ faults: ['bond0: is not there'], seconds: 20 })],
          ['a NIC added after boot', resultOf({ faults: [], isPostponed: true })],
        ]),
      ],
      ['ifupdown', new Map([['nic-dhcp', resultOf({ faults: [], refused: 'why' })]])],
    ]),
  };
  expect(parseMatrix(formatMatrix(matrix))).toEqual(matrix);
  expect([...(matrix.results.get('networkd-252')?.values() ?? [])].map(({ verdict }) => verdict)).toEqual([
    'up',
    'FAILS',
    'not yet',
  ]);
});
