import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Backend, RootView } from '../src/backend.ts';
import { hasErrors } from '../src/findings/finding.ts';
import { parseDocuments } from '../src/language/parse.ts';
import type { Definition } from '../src/model/definition.ts';
import { definitionsOf } from '../src/model/definition.ts';
import type { Host } from '../src/model/host.ts';
import { planBridge, planUnbridge } from '../src/plan/bridge.ts';
import type { Plan } from '../src/plan/carry.ts';
import { planApply } from '../src/plan/plan.ts';
import { rootStatus } from '../src/plan/status.ts';
import { loadBackends } from '../src/registry.ts';
import { services } from '../src/services/index.ts';
import { arbitraryHost } from './support/arbitrary-host.ts';
import { bare, bond, bridge, define, ethernet, veth, vlan } from './support/hosts.ts';
import { expressible } from './support/meaning.ts';
import { memoryRoot, rootAfter } from './support/memory-root.ts';
import { plainBackend } from './support/plain-backend.ts';
import { runs } from './support/runs.ts';

const backends = await loadBackends();
const plain = plainBackend();
type Files = Record<string, string>;

const place = (root: RootView, backend: Backend = plain) => ({ backend, others: [], root, allowLoss: false });
const put = (root: RootView, port: string, name: string, backend = plain): Plan =>
  planBridge({ ...place(root, backend), port, bridge: name, options: { stp: false } });
const take = (root: RootView, name: string, backend = plain): Plan =>
  planUnbridge({ ...place(root, backend), bridge: name });
const apply = (root: RootView, definitions: readonly Definition[], backend = plain): Plan =>
  planApply({ ...place(root, backend), definitions, sources: new Map(), prune: false });

function applied(...definitions: Definition[]): { readonly files: Files; readonly root: RootView } {
  const plan = apply(memoryRoot({}), definitions);
  expect(hasErrors(plan.findings)).toBe(false);
  return rootAfter({}, plan.changes);
}
const codes = ({ findings }: Plan) => findings.map(({ severity, code }) => `${severity} ${code}`);
const actions = ({ changes }: Plan) =>
  Object.fromEntries(changes.map(({ path, action }) => [path.split('/').pop(), action]));

const ipv4 = { addresses: [{ address: '192.0.2.5', prefix: 24 }], routes: [] };
const eth0 = define(ethernet('eth0', { ipv4 }));
const bond0 = define(bond('bond0', { ipv4 }), [bare('eth1'), bare('eth2')]);
const br0 = define(bridge('br0', { ipv4 }), [bare('eth0')]);

describe('bridging', () => {
  it('writes the bridge and its port, and nothing else', () => {
    const { root } = applied(eth0, define(ethernet('eth9')));
    const plan = put(root, 'eth0', 'br0');
    expect(codes(plan)).toEqual([]);
    expect(actions(plan)).toEqual({ br0: 'create', eth0: 'update', eth9: 'unchanged' });
    expect(plan.interfaces.map(({ name, type, action }) => `${name} ${type} ${action}`)).toEqual([
      'eth0 ethernet update',
      'br0 bridge create',
    ]);
  });

  it('takes a bond with its members', () => {
    const plan = put(applied(bond0).root, 'bond0', 'br0');
    expect(codes(plan)).toEqual([]);
    expect(actions(plan)).toEqual({ bond0: 'update', br0: 'create', eth1: 'unchanged', eth2: 'unchanged' });
  });

  it('leaves vlans on the port where they are, and says so', () => {
    const { files, root } = applied(eth0, define(vlan('eth0.5', 'eth0', 5)));
    const plan = put(root, 'eth0', 'br0');
    expect(codes(plan)).toEqual(['warning vlan-beside-bridge']);
    expect(actions(plan)).toMatchObject({ 'eth0.5': 'unchanged' });
    const after = rootAfter(files, plan.changes);
    expect(plain.read(after.root).host.interfaces.find(({ name }) => name === 'eth0.5')).toMatchObject({
      vlan: { parent: 'eth0', tag: 5 },
    });
  });

  it.each<[string, string, string, readonly string[]]>([
    ['a bridge', 'br7', 'br1', ['error cannot-bridge']],
    ['a member of a bond', 'eth1', 'br1', ['error cannot-bridge']],
    ['a member of a bridge', 'eth7', 'br1', ['error cannot-bridge']],
    ['nobody', 'eth00', 'br1', ['error no-such-interface']],
    ['a parent that nobody defines', 'eth8', 'br1', ['error no-such-interface']],
    ['a bridge that is there', 'eth0', 'br7', ['error bridge-name-taken']],
    ['a bridge of the own name', 'eth0', 'eth0', ['error bridge-name-taken']],
    ['the name of a parent that nobody defines', 'eth0', 'eth8', ['error bridge-name-taken']],
    ['the name of the other end of a veth', 'eth0', 'veth-far', ['error bridge-name-taken']],
    ['no name', 'eth0', 'br 1', ['error device-name']],
    ['both wrong', 'br7', 'eth0', ['error cannot-bridge', 'error bridge-name-taken']],
  ])('%s is refused', (_, port, name, expected) => {
    const { root } = applied(
      eth0,
      define(bond('bond0'), [bare('eth1'), bare('eth2')]),
      define(bridge('br7'), [bare('eth7')]),
      define(vlan('eth8.5', 'eth8', 5)),
      define(veth('veth0', 'veth-far')),
    );
    const plan = put(root, port, name);
    expect(codes(plan)).toEqual(expected);
    expect(plan.changes).toEqual([]);
  });

  it('refuses the name of a bridge whose file is gone, and whose members wait for it', () => {
    const { '/etc/plain/br0': _gone, ...files } = applied(br0, define(ethernet('eth9'))).files;
    expect(codes(put(memoryRoot(files), 'eth9', 'br0'))).toEqual(['error bridge-name-taken']);
    expect(codes(put(memoryRoot(files), 'eth0', 'br1'))).toEqual(['error cannot-bridge']);
  });

  it('refuses a stack that the kernel refuses', () => {
    const names = ['eth0', 'v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7'];
    const vlans = names.slice(1).map((name, n) => define(vlan(name, names[n] as string, 5)));
    expect(codes(put(applied(eth0, ...vlans).root, 'v7', 'br0'))).toEqual(['error stack-too-deep']);
  });

  it('holds the bridge against what the backend can say', () => {
    const poor = plainBackend({ 'bridge-stp': { level: 'none', note: 'no such key', source: 'test' } });
    const { root } = applied(eth0);
    const order = { port: 'eth0', bridge: 'br0', options: { stp: true } };
    const refused = planBridge({ ...place(root, poor), ...order });
    expect(codes(refused)).toEqual(['error unsupported-bridge-stp']);
    expect(refused.findings[0]).not.toHaveProperty('at');
    expect(codes(planBridge({ ...place(root, poor), ...order, allowLoss: true }))).toEqual([
      'warning unsupported-bridge-stp',
    ]);
  });
});

describe('what others wrote, or somebody edited', () => {
  it('is in the way, of the port and of the bridge', () => {
    const { files } = applied(eth0);
    expect(codes(put(memoryRoot({ '/etc/plain/eth0': 'x' }), 'eth0', 'br0'))).toEqual(['error foreign-file']);
    expect(codes(put(memoryRoot({ ...files, '/etc/plain/br0': 'x' }), 'eth0', 'br0'))).toEqual([
      'error foreign-file',
    ]);
    expect(codes(take(memoryRoot({ '/etc/plain/br0': 'x' }), 'br0'))).toEqual(['error foreign-file']);
    const text = files['/etc/plain/eth0'] as string;
    expect(codes(put(memoryRoot({ '/etc/plain/eth0': `${text}# mine\n` }), 'eth0', 'br0'))).toEqual([
      'error edited-file',
    ]);
  });

  it('so is what ifscribe wrote for another backend', () => {
    const other: Backend = { ...plain, name: 'other' };
    const none: Backend = {
      ...plain,
      read: () => ({ host: { interfaces: [] }, parts: [], claims: [], problems: [] }),
    };
    const order = { port: 'eth0', bridge: 'br0', options: {} };
    const plan = planBridge({ ...place(applied(eth0).root, none), others: [other], ...order });
    expect(codes(plan)).toEqual(['error other-backend']);
  });
});

describe('unbridging', () => {
  it('leaves the port with what the bridge had', () => {
    const { files, root } = applied(br0);
    const plan = take(root, 'br0');
    expect(codes(plan)).toEqual([]);
    expect(actions(plan)).toEqual({ br0: 'delete', eth0: 'update' });
    expect(rootAfter(files, plan.changes).files).toEqual(applied(eth0).files);
  });

  it('works for a port that is defined apart, and says what goes', () => {
    const { files, root } = applied(
      define(bridge('br0', { ipv4, uuid: '550e8400-e29b-41d4-a716-446655440000' }), ['eth0']),
      define(ethernet('eth0', { description: 'mine' })),
    );
    const plan = take(root, 'br0');
    expect(codes(plan)).toEqual(['warning unbridge-drops']);
    expect(rootAfter(files, plan.changes).files).toEqual(
      applied(define(ethernet('eth0', { ipv4, description: 'mine' }))).files,
    );
  });

  it.each([
    ['no bridge', 'eth0', ['error cannot-unbridge']],
    ['nobody', 'br9', ['error no-such-interface']],
    ['a bridge with two ports', 'br2', ['error cannot-unbridge']],
    ['a bridge without a port', 'br3', ['error cannot-unbridge']],
    ['a bridge with a vlan on it', 'br4', ['error cannot-unbridge']],
  ])('%s is refused', (_, name, expected) => {
    const { root } = applied(
      define(ethernet('eth0')),
      define(bridge('br2'), [bare('eth1'), bare('eth2')]),
      define(bridge('br3')),
      define(bridge('br4'), [bare('eth4')]),
      define(vlan('br4.5', 'br4', 5)),
    );
    const plan = take(root, name);
    expect(codes(plan)).toEqual(expected);
    expect(plan.changes).toEqual([]);
  });
});

describe('beside guest networks', () => {
  const networkOf = (name: string, more: string): string =>
    `<network><name>${name}</name>${more}<ip address='192.168.150.1' prefix='24'/></network>`;
  const networkd = backends.find(({ name }) => name === 'networkd') as Backend;
  function rootOf(...elements: string[]): RootView {
    const text = `<interfaces>${elements.join('')}</interfaces>`;
    const parsed = parseDocuments([{ file: 'host.xml', text }]);
    const plan = planApply({ ...place(memoryRoot({}), networkd), services, ...parsed, prune: false });
    expect(plan.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const [files, links]: [Files, Files] = [{}, {}];
    for (const { path, after, isLink } of plan.changes) (isLink ? links : files)[path] = after ?? '';
    return memoryRoot(files, links);
  }
  const defined =
    "<interface type='bridge' name='br0'><bridge><interface type='ethernet' name='eth0'/></bridge></interface>";
  const uplink = "<interface type='ethernet' name='eth0'/>";
  const errors = ({ findings }: Plan) =>
    findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  const putUnder = (root: RootView, port: string, name: string) =>
    errors(planBridge({ ...place(root, networkd), services, port, bridge: name, options: {} }));
  const takeFrom = (root: RootView, name: string) =>
    errors(planUnbridge({ ...place(root, networkd), services, bridge: name }));

  it('the bridge of a network is neither taken nor taken away', () => {
    const root = rootOf(uplink, networkOf('lab', "<bridge name='virbr7'/>"));
    expect(putUnder(root, 'eth0', 'virbr7')).toEqual(['bridge-name-taken']);
    expect(takeFrom(root, 'virbr7')).toEqual(['cannot-unbridge']);
    expect(putUnder(root, 'eth0', 'br0')).toEqual([]);
  });

  it('a bridge that a network stands on stays', () => {
    const root = rootOf(
      defined,
      "<network><name>lan</name><forward mode='bridge'/><bridge name='br0'/></network>",
    );
    expect(takeFrom(root, 'br0')).toEqual(['cannot-unbridge']);
  });

  it('an interface that guests leave the host by stays what they know', () => {
    const forward = "<forward mode='nat' dev='eth0'/><bridge name='virbr7'/>";
    expect(putUnder(rootOf(uplink, networkOf('lab', forward)), 'eth0', 'br0')).toEqual(['cannot-bridge']);
    const onBridge = networkOf('lab', forward.replace('eth0', 'br0'));
    expect(takeFrom(rootOf(defined, onBridge), 'br0')).toEqual(['cannot-unbridge']);
  });
});

describe.each(backends)('$name, random hosts', (backend) => {
  it('bridging an interface and back gives the same bytes, and in between the bridge has its addressing', () => {
    let tried = 0;
    fc.assert(
      fc.property(arbitraryHost, fc.nat(), (drawn, choice) => {
        const host = expressible(backend, drawn);
        const first = rootAfter({}, apply(memoryRoot({}), definitionsOf(host), backend).changes);
        const fit = host.interfaces.filter(
          ({ type, topLevel, port }) => topLevel && !port && type !== 'bridge',
        );
        const iface = fit[choice % fit.length];
        if (!iface) return;
        const there = put(first.root, iface.name, 'zbr0', backend);
        // What the backend cannot say of a bridge is refused; all else must work.
        if (hasErrors(there.findings)) {
          expect(
            there.findings.filter(({ severity }) => severity === 'error').map(({ kind }) => kind),
          ).toContain('backend');
          return;
        }
        tried++;
        const bridgedRoot = rootAfter(first.files, there.changes);
        const { host: between } = backend.read(bridgedRoot.root);
        expect(rootStatus(backend, [], bridgedRoot.root)).toEqual([]);
        expect(addressingOf(between, 'zbr0')).toEqual(addressingOf(host, iface.name));
        const back = take(bridgedRoot.root, 'zbr0', backend);
        expect(back.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(rootAfter(bridgedRoot.files, back.changes).files).toEqual(first.files);
      }),
      runs(),
    );
    expect(tried).toBeGreaterThan(0);
  });
});

const addressingOf = ({ interfaces }: Host, name: string) => {
  const {
    start,
    mtuBytes,
    ipv4: four,
    ipv6: six,
    dns,
  } = interfaces.find((iface) => iface.name === name) ?? {};
  return { start, mtuBytes, four, six, dns };
};
