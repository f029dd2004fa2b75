import { describe, expect, it } from 'vitest';
import { networkd } from '../backends/networkd/index.ts';
import type { Backend, RootView } from '../src/backend.ts';
import type { Definition } from '../src/model/definition.ts';
import type { Plan } from '../src/plan/carry.ts';
import { planApply } from '../src/plan/plan.ts';
import { rootStatus } from '../src/plan/status.ts';
import { planUndefine } from '../src/plan/undefine.ts';
import { bare, bond, bridge, define, ethernet, placesOf, vlan } from './support/hosts.ts';
import { memoryRoot, rootAfter } from './support/memory-root.ts';
import { plainBackend } from './support/plain-backend.ts';

type Files = Record<string, string>;
const plain = plainBackend();

interface Options {
  backend?: Backend;
  others?: Backend[];
  prune?: boolean;
  allowLoss?: boolean;
}
const root600 = (files: Files): RootView => {
  const root = memoryRoot(files);
  return { ...root, mode: (path) => (root.mode(path) === undefined ? undefined : 0o600) };
};
const plan = (
  files: Files,
  definitions: Definition[],
  { backend = plain, others = [], prune = false, allowLoss = false }: Options = {},
) =>
  planApply({
    backend,
    others,
    root: root600(files),
    definitions,
    sources: placesOf(definitions),
    prune,
    allowLoss,
  });
const undefine = (files: Files, ...names: string[]) =>
  planUndefine({ backend: plain, others: [], root: root600(files), names });

/** The root's files after a plan without errors is carried out. */
function carriedOut(files: Files, { findings, changes }: Plan): Files {
  expect(findings.filter((f) => f.severity === 'error')).toEqual([]);
  const after = { ...files };
  for (const { path, after: text } of changes) {
    if (text === undefined) delete after[path];
    else after[path] = text;
  }
  return after;
}
const applied = (definitions: Definition[], files: Files = {}) => carriedOut(files, plan(files, definitions));
const actions = ({ changes }: Plan) =>
  Object.fromEntries(changes.map(({ path, action }) => [path.split('/').pop(), action]));
const codes = ({ findings }: { findings: readonly { severity: string; code: string }[] }) =>
  findings.map((f) => `${f.severity} ${f.code}`);

const br0 = define(bridge('br0'), [bare('eth0'), bare('eth1')]);

describe('applying', () => {
  it('creates what is not there, and a second time changes nothing', () => {
    const first = plan({}, [br0]);
    expect(actions(first)).toEqual({ br0: 'create', eth0: 'create', eth1: 'create' });
    expect(first.interfaces.map(({ name, action }) => `${name} ${action}`)).toEqual([
      'eth0 create',
      'eth1 create',
      'br0 create',
    ]);
    const second = plan(carriedOut({}, first), [br0]);
    expect(actions(second)).toEqual({ br0: 'unchanged', eth0: 'unchanged', eth1: 'unchanged' });
  });

  it('leaves other interfaces and removes a bare member that the new definition drops', () => {
    const files = applied([br0, define(ethernet('eth9'))]);
    expect(actions(plan(files, [define(bridge('br0'), [bare('eth0')])]))).toEqual({
      br0: 'unchanged',
      eth0: 'unchanged',
      eth1: 'delete',
      eth9: 'unchanged',
    });
  });

  it('with prune removes what the documents no longer hold', () => {
    const files = applied([br0, define(ethernet('eth9'))]);
    expect(actions(plan(files, [define(ethernet('eth9'))], { prune: true }))).toEqual({
      br0: 'delete',
      eth0: 'delete',
      eth1: 'delete',
      eth9: 'unchanged',
    });
  });

  it('mends a wrong mode', () => {
    const files = applied([define(ethernet('eth9'))]);
    const definitions = [define(ethernet('eth9'))];
    const world = planApply({
      backend: plain,
      others: [],
      root: memoryRoot(files),
      definitions,
      sources: placesOf(definitions),
      prune: false,
      allowLoss: false,
    });
    expect(world.changes).toMatchObject([{ action: 'update', mode: 0o600 }]);
  });

  it('plans nothing where documents and root contradict each other', () => {
    const files = applied([br0]);
    const conflict = plan(files, [define(bridge('br1'), [bare('eth1')])]);
    expect(codes(conflict)).toEqual(['error member-twice']);
    expect(conflict.changes).toEqual([]);
  });
});

describe('what the format lacks', () => {
  const poor = plainBackend({
    'bridge-stp': { level: 'none', note: 'no such key', source: 'test' },
    mtu: { level: 'lossy', note: 'rounded', source: 'test' },
  });
  const asks = define(bridge('br0', { bridge: { stp: true, priority: 1 }, mtuBytes: 1400 }));

  it('is refused by name, before anything is planned', () => {
    const refused = plan({}, [asks], { backend: poor });
    expect(codes(refused)).toEqual(['warning limited-mtu', 'error unsupported-bridge-stp']);
    expect(refused.findings[1]).toMatchObject({ interface: 'br0', at: { line: 1 } });
    expect(refused.changes).toEqual([]);
  });
  it('with allowLoss is a warning, and nowhere in the files', () => {
    const lossy = plan({}, [asks], { backend: poor, allowLoss: true });
    expect(codes(lossy)).toEqual(['warning limited-mtu', 'warning unsupported-bridge-stp']);
    expect(lossy.changes[0]?.after).toContain('"priority":1');
    expect(lossy.changes[0]?.after).not.toContain('"stp":true');
  });
  it('is not said again of interfaces that were written before', () => {
    const files = applied([asks]);
    expect(codes(plan(files, [define(ethernet('eth0'))], { backend: poor }))).toEqual([]);
  });
});

describe('what others wrote', () => {
  const eth0 = [define(ethernet('eth0'))];
  const edit = (files: Files, name: string) => ({
    ...files,
    [`/etc/plain/${name}`]: `${files[`/etc/plain/${name}`]}# mine\n`,
  });

  it.each([
    ['a foreign file for the interface', { '/etc/plain/eth0': 'x' }, ['error foreign-file']],
    ['a pattern that wins', { '/etc/plain/any': 'wins' }, ['error foreign-pattern-wins']],
    ['a pattern that loses', { '/etc/plain/any': 'x' }, ['warning foreign-pattern']],
    ['a foreign file for something else', { '/etc/plain/eth5': 'x' }, []],
  ])('%s', (_, files, expected) => {
    expect(codes(plan(files, eth0))).toEqual(expected);
  });

  it('also where nothing would change', () => {
    const files = { ...applied(eth0), '/etc/plain/any': 'wins' };
    expect(codes(plan(files, eth0))).toEqual(['error foreign-pattern-wins']);
  });

  it('in the format of another backend: a foreign file, or one of ours', () => {
    const other: Backend = { ...plain, name: 'other' };
    const none: Backend = {
      ...plain,
      read: () => ({ host: { interfaces: [] }, parts: [], claims: [], problems: [] }),
    };
    expect(
      codes(
        plan({ '/etc/plain/eth0': 'x' }, [define(ethernet('eth0'))], {
          backend: { ...none, render: () => [] },
          others: [other],
        }),
      ),
    ).toEqual([]);
    const files = applied(eth0);
    const found = plan(files, eth0, {
      backend: { ...none, render: (host) => plain.render(host).map((f) => ({ ...f, path: `${f.path}.2` })) },
      others: [other],
    });
    expect(codes(found)).toEqual(['error other-backend']);
  });

  it('an edited file of ours is refused where the run would write it, and left alone elsewhere', () => {
    const files = edit(applied([...eth0, define(ethernet('eth1'))]), 'eth1');
    expect(codes(plan(files, [define(ethernet('eth1', { mtuBytes: 1400 }))]))).toEqual(['error edited-file']);
    expect(codes(plan(files, [define(ethernet('eth1'))]))).toEqual(['error edited-file']);
    expect(actions(plan(files, [define(ethernet('eth0', { mtuBytes: 1400 }))]))).toEqual({
      eth0: 'update',
      eth1: 'unchanged',
    });
    expect(codes(plan(files, eth0, { prune: true }))).toEqual(['error edited-file']);
    expect(codes(undefine(files, 'eth1'))).toEqual(['error edited-file']);
  });

  it('a file of ours that someone deleted stays deleted until its interface is applied again', () => {
    const { '/etc/plain/eth1': _deleted, ...files } = applied([br0, define(ethernet('eth9'))]);
    expect(actions(plan(files, [define(ethernet('eth9'))]))).not.toHaveProperty('eth1');
    expect(actions(plan(files, [br0]))).toMatchObject({ eth1: 'create' });
  });

  it('a file whose header names another interface is not overwritten, nor written into', () => {
    const files = applied(eth0);
    const misnamed = { '/etc/plain/eth0': (files['/etc/plain/eth0'] as string).replace(' eth0,', ' eth5,') };
    expect(codes(plan(misnamed, eth0))).toEqual(['error edited-file']);
    expect(codes(plan(misnamed, [define(ethernet('eth0', { mtuBytes: 1400 }))]))).toEqual([
      'error edited-file',
    ]);
    expect(codes(undefine(misnamed, 'eth0'))).toEqual(['error edited-file']);
    expect(actions(plan(misnamed, [define(ethernet('eth7'))]))).toEqual({
      eth0: 'unchanged',
      eth7: 'create',
    });
  });

  it('members whose bridge has lost its file stay as they are, until it comes back or they go', () => {
    const { '/etc/plain/br0': _deleted, ...files } = applied([br0, define(ethernet('eth9'))]);
    const members = { eth0: 'unchanged', eth1: 'unchanged' };
    expect(actions(plan(files, [define(ethernet('eth9'))]))).toEqual({ ...members, eth9: 'unchanged' });
    expect(actions(undefine(files, 'eth9'))).toEqual({ ...members, eth9: 'delete' });
    expect(actions(plan(files, [br0]))).toEqual({ ...members, br0: 'create', eth9: 'unchanged' });
    expect(actions(plan(files, [define(ethernet('eth9'))], { prune: true }))).toMatchObject({
      eth0: 'delete',
    });
    expect(actions(undefine(files, 'eth0'))).toMatchObject({ eth0: 'delete', eth1: 'unchanged' });
  });

  it('a file of a later format version is refused', () => {
    const files = applied(eth0);
    const later = {
      '/etc/plain/eth0': (files['/etc/plain/eth0'] as string).replace('# ifscribe 1:', '# ifscribe 2:'),
    };
    expect(codes(plan(later, eth0))).toEqual(['error newer-format']);
    expect(codes(undefine(later, 'eth0'))).toEqual(['error newer-format']);
  });
});

describe('undefining', () => {
  const stack = applied([
    define(bond('bond0'), [bare('eth0'), bare('eth1')]),
    define(vlan('bond0.5', 'bond0', 5)),
    define(bridge('br0'), ['bond0.5', bare('eth2')]),
    define(vlan('eth2.7', 'eth2', 7)),
  ]);
  it('removes a bridge with its bare members, and what was defined apart stays', () => {
    expect(actions(undefine(stack, 'br0'))).toMatchObject({
      br0: 'delete',
      eth2: 'delete',
      'bond0.5': 'update',
      bond0: 'unchanged',
    });
  });
  it.each([
    [['bond0'], ['bond0.5']],
    [['bond0.5'], ['br0']],
    [['eth0'], ['bond0']],
  ])('%s is refused, since %s stands on it', (names, blockers) => {
    const refused = undefine(stack, ...names);
    expect(codes(refused)).toEqual(blockers.map(() => 'error removal-blocked'));
    for (const [n, blocker] of blockers.entries()) expect(refused.findings[n]?.message).toContain(blocker);
    expect(refused.changes).toEqual([]);
  });
  it('takes a whole stack at once', () => {
    expect(carriedOut(stack, undefine(stack, 'bond0', 'bond0.5', 'br0', 'eth2.7'))).toEqual({});
  });
  it('does not count the file for a parent that nobody defines as an interface', () => {
    const root = memoryRoot({});
    const definitions = [define(vlan('eth9.5', 'eth9', 5))];
    const documents = { definitions, sources: placesOf(definitions), prune: false, allowLoss: false };
    const written = rootAfter({}, planApply({ backend: networkd, others: [], root, ...documents }).changes);
    const none = planUndefine({ backend: networkd, others: [], root: written.root, names: ['eth9'] });
    expect(codes(none)).toEqual(['warning not-there']);
  });
  it('warns of what is not there and changes nothing', () => {
    const none = undefine(stack, 'nope0');
    expect(codes(none)).toEqual(['warning not-there']);
    expect(none.changes.every(({ action }) => action === 'unchanged')).toBe(true);
  });
});

describe('status', () => {
  const files = applied([br0]);
  const states = (root: Files) =>
    rootStatus(plain, [], root600(root)).map(({ path, state }) => `${path.split('/').pop()} ${state}`);
  it('is empty where all is as it was written', () => expect(states(files)).toEqual([]));
  it('names what was edited and what foreign files claim', () => {
    expect(
      states({ ...files, '/etc/plain/eth0': `${files['/etc/plain/eth0']}x\n`, '/etc/plain/any': 'wins' }),
    ).toEqual(['any foreign', 'any foreign', 'any foreign', 'eth0 edited']);
  });
  it('names a file whose mode was changed', () => {
    const found = rootStatus(plain, [], memoryRoot(files));
    expect(found.map(({ state, detail }) => `${state}: ${detail}`)).toEqual(
      Array(3).fill('edited: its mode is 0644, not 0600'),
    );
  });
  it('names members whose bridge has lost its file', () => {
    const { '/etc/plain/br0': _deleted, ...rest } = files;
    expect(states(rest)).toEqual(['eth0 missing', 'eth1 missing']);
  });
  it('names a file whose header was damaged, or pushed down', () => {
    const text = files['/etc/plain/br0'] as string;
    const entry = ['br0 edited'];
    expect(states({ ...files, '/etc/plain/br0': text.replace('checksum', 'sum') })).toEqual(
      expect.arrayContaining(entry),
    );
    expect(states({ ...files, '/etc/plain/br0': `\n${text}` })).toEqual(expect.arrayContaining(entry));
  });
});
