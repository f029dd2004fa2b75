import { describe, expect, test } from 'vitest';
import { checkDocuments } from '../src/plan/plan.ts';
import { differences, type HostFacts } from './boot/facts.ts';
import { handWritten } from './boot/hand-written.ts';
import { nicsOf } from './boot/nics.ts';
import { wantedFacts } from './boot/wanted.ts';
import { ifupdownWays, networkdWays, networkManagerWays } from './boot/ways.ts';
import { fixtureCases } from './support/fixture-cases.ts';

/**
 * What `npm run test:boot` compares, without booting: the model must say what a person read in the document, or
 * a value that is lost in parsing would be missing on both sides.
 */
describe.each(fixtureCases)('$name', ({ name, parsed }) => {
  const { host } = checkDocuments(parsed);
  const nics = nicsOf(host, false);
  const byHand = handWritten(name, networkdWays);

  test.each([
    ['networkd', networkdWays],
    ['ifupdown', ifupdownWays],
    ['NetworkManager', networkManagerWays],
  ])('the model says what kernel.json says where %s configures it', (_name, ways) => {
    const byModel = wantedFacts(host, { nics, ways });
    expect(differences(byModel, known(handWritten(name, ways), byModel))).toEqual([]);
  });

  test('kernel.json tells of every bond, bridge and vlan that is started', () => {
    const started = host.interfaces.filter(({ type, start }) => type !== 'ethernet' && start !== 'none');
    expect(Object.keys(byHand)).toEqual(expect.arrayContaining(started.map((iface) => iface.name)));
  });
});

/** Only what the model has an opinion on: that a mode's default is in force the kernel alone can show. */
function known(facts: HostFacts, byModel: HostFacts): HostFacts {
  const has = (name: string, what: string): boolean => byModel[name] === undefined || what in byModel[name];
  return Object.fromEntries(
    Object.entries(facts).map(([name, said]) => [
      name,
      Object.fromEntries(Object.entries(said).filter(([what]) => has(name, what))),
    ]),
  );
}

describe('differences', () => {
  const there: HostFacts = { br0: { stp: 'off', 'forward delay': '15 s', members: ['eth0', 'eth1'] } };

  test.each<[string, HostFacts, string[]]>([
    ['the same', there, []],
    ['less is asked', { br0: { stp: 'off' } }, []],
    ['one of several', { br0: { stp: 'on or off' } }, []],
    ['another value', { br0: { 'forward delay': '0 s' } }, ['br0: forward delay 15 s, wanted 0 s']],
    ['one too many', { br0: { members: ['eth0'] } }, ['br0: members eth0, eth1, wanted eth0']],
    ['none wanted', { br0: { members: [] } }, ['br0: members eth0, eth1, wanted none']],
    ['nothing known of it', { br0: { priority: '7' } }, ['br0: priority nothing, wanted 7']],
    ['no such interface', { br1: {} }, ['br1: is not there']],
  ])('%s', (_what, wanted, said) => {
    expect(differences(there, wanted)).toEqual(said);
  });
});
