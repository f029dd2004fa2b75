import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Backend,
  backends,
  convert,
  format,
  type Host,
  hasErrors,
  type Interface,
  memoryRoot,
  type Network,
  parse,
  readHost,
  render,
} from '../src/index.ts';
import { UnsafeValueError } from '../src/native/guard.ts';
import { Fault, openRoot } from '../src/node.ts';
import { composeFiles } from '../src/plan/compose.ts';
import { planRender } from '../src/plan/plan.ts';
import { backendNames } from '../src/registry.ts';
import { services } from '../src/services/index.ts';
import { bridge, temporaryFolder, writeBelow } from './support/command.ts';
import { filesBelow, fixtureCases, fixturesFolder } from './support/fixture-cases.ts';
import { deepFreeze } from './support/freeze.ts';
import { tampered } from './support/hostile-model.ts';
import { bond, ethernet, bridge as ofBridge, vlan } from './support/hosts.ts';
import { mutateTexts, textEdits } from './support/mutated-text.ts';
import { runs } from './support/runs.ts';

const all = Object.values(backends);
const { networkd, ifupdown, ifcfg } = backends;
const codes = ({ findings }: { findings: readonly { code: string }[] }) => findings.map(({ code }) => code);

test('has all backends, under their names', () => {
  expect(Object.keys(backends)).toEqual(backendNames);
  for (const [name, backend] of Object.entries(backends)) expect(backend.name).toBe(name);
});

describe.each(fixtureCases)('$name', ({ documents, parsed }) => {
  const known = deepFreeze(parse(documents));
  const { host, networks, sources } = known;

  test('is parsed without an error, and formatted so that it is parsed the same', () => {
    expect(hasErrors(known.findings)).toBe(false);
    const again = parse(format(host, networks));
    expect({ host: again.host, networks: again.networks }).toEqual({ host, networks });
  });

  test.each(all)('is rendered for $name as the command renders it, and read from there', (backend) => {
    const rendered = render(host, backend, { networks, sources });
    const planned = planRender({ ...parsed, backend, services, allowLoss: false });
    expect(rendered.files).toEqual(composeFiles(planned.files));
    expect(rendered.links).toEqual(planned.links);
    expect(rendered.findings).toEqual(planned.findings.filter(({ kind }) => kind === 'backend'));
    if (hasErrors(rendered.findings)) return;

    const texts = Object.fromEntries(rendered.files.map(({ path, text }) => [path, text]));
    const read = readHost(memoryRoot(texts), backend);
    expect(read).toMatchObject({ host, networks, findings: [] });
    // What we wrote says nothing that the model cannot.
    const states = new Set(read.accounts.map(({ state }) => state));
    expect([...states].filter((state) => state !== 'understood' && state !== 'comment')).toEqual([]);
    expect(hasErrors(convert(memoryRoot(texts), backend, backend).findings)).toBe(false);
  });
});

describe('parse', () => {
  test('tells what is wrong, and where', () => {
    const { host, findings } = parse(
      "<interface type='ethernet' name='eth0'>\n  <mtu size='x'/>\n</interface>",
    );
    expect(host.interfaces.map(({ name }) => name)).toEqual(['eth0']);
    expect(findings).toMatchObject([{ severity: 'error', at: { file: '<xml>', line: 2, column: 14 } }]);
  });

  test.each(['', '<', 'eth0', '<interface', '<a/>', '\0', '<!DOCTYPE x []><interface/>', '\uD800'])(
    'of %j is findings, and no host',
    (xml) => {
      const { host, networks, findings } = parse(xml);
      expect(host.interfaces).toEqual([]);
      expect(networks).toEqual([]);
      expect(hasErrors(findings)).toBe(true);
    },
  );

  test('of several documents makes one host of them, and tells what is wrong between them', () => {
    const text = bridge();
    const other = bridge().replace('192.0.2.5', '192.0.2.6');
    const { findings } = parse([
      { file: 'a.xml', text },
      { file: 'b.xml', text: other },
    ]);
    expect(findings).toMatchObject([{ code: 'defined-twice', at: { file: 'b.xml', line: 1 } }]);
  });
});

const labWith = (more: string): string => `<network>
  <name>lab</name>
  <bridge name='virbr7'/>
  ${more}
  <ip address='192.168.150.1' prefix='24'>
    <dhcp>
      <range start='192.168.150.100' end='192.168.150.199'/>
      <host mac='52:54:00:00:00:01' ip='192.168.150.11'/>
      <host mac='52:54:00:00:00:02' ip='192.168.150.12'/>
    </dhcp>
  </ip>
</network>
`;

/** The network with its leases in another order. */
const upsideDown = (network: Network): Network => ({
  ...network,
  ips: network.ips.map((ip) =>
    ip.dhcp ? ({ ...ip, dhcp: { ...ip.dhcp, hosts: [...ip.dhcp.hosts].reverse() } } as typeof ip) : ip,
  ),
});

describe('render', () => {
  const { host, sources } = parse(bridge());

  test('names places where it is told them', () => {
    const described = parse(
      "<interface type='ethernet' name='eth0'><mac address='52:54:00:00:00:01'/></interface>",
    );
    const find = (more = {}) => render(described.host, ifupdown, more).findings;
    expect(find()).toMatchObject([{ code: 'unsupported-mac-match', interface: 'eth0' }]);
    expect(find()[0]).not.toHaveProperty('at');
    expect(find({ sources: described.sources })).toMatchObject([{ at: { file: '<xml>', line: 1 } }]);
    const path = '/etc/sysconfig/network-scripts/ifcfg-eth0';
    const read = readHost(memoryRoot({ [path]: '# a NIC\nDEVICE=eth0\nHWADDR=52:54:00:00:00:01\n' }), ifcfg);
    expect(render(read.host, ifupdown, { sources: read.sources }).findings).toMatchObject([
      { code: 'unsupported-mac-match', at: { file: path } },
    ]);
  });

  test('writes nothing of what the backend cannot say, or the rest where that is allowed', () => {
    const described = parse(
      "<interface type='ethernet' name='eth0'><mac address='52:54:00:00:00:01'/></interface>",
    );
    expect(render(described.host, ifupdown).files).toEqual([]);
    const left = render(described.host, ifupdown, { allowLoss: true });
    expect(left.findings).toMatchObject([{ code: 'unsupported-mac-match', severity: 'warning' }]);
    expect(left.host.interfaces).toEqual([ethernet('eth0')]);
    expect(left.files.map(({ path }) => path)).toEqual(['/etc/network/interfaces.d/ifscribe']);
  });

  test('does not mind the order of interfaces, nor of what has none in a network', () => {
    const reversed = { interfaces: [...host.interfaces].reverse() };
    expect(render(reversed, networkd)).toEqual(render(host, networkd));
    const lab = parse(labWith(''));
    const networks = lab.networks.map((each) => ({ ...each, network: upsideDown(each.network) }));
    expect(render(lab.host, networkd, { networks })).toEqual(render(lab.host, networkd, lab));
  });

  test('refuses what contradicts itself, also where it was not said by any document', () => {
    const address = { ipv4: { addresses: [{ address: '192.0.2.9', prefix: 24 }], routes: [] } };
    const interfaces = host.interfaces.map(
      (i): Interface => (i.port ? { ...i, ...address, topLevel: true } : i),
    );
    for (const more of [{}, { sources }]) {
      const refused = render({ interfaces }, networkd, more);
      expect(codes(refused)).toEqual(['member-with-addresses']);
      expect(refused.files).toEqual([]);
    }
  });

  const port = (controller: string, position = 0) => ({ port: { controller, position } });
  test.each<[string, Host, string]>([
    ['a name twice', { interfaces: [ethernet('eth0'), ethernet('eth0')] }, 'eth0'],
    ['a controller that is not there', { interfaces: [ethernet('eth0', port('br0'))] }, 'eth0'],
    ['a controller that is none', { interfaces: [ethernet('a'), ethernet('b', port('a'))] }, 'b'],
    ['a gap among members', { interfaces: [ethernet('eth0', port('br0', 1)), ofBridge('br0')] }, 'br0'],
    [
      'two members in one place',
      { interfaces: [ethernet('a', port('b')), ethernet('c', port('b')), bond('b')] },
      'b',
    ],
    ['nobody’s member', { interfaces: [ethernet('eth0', { topLevel: false })] }, 'eth0'],
  ])('refuses %s', (_, impossible, name) => {
    const { files, findings } = render(impossible, networkd);
    expect(files).toEqual([]);
    expect(findings).toMatchObject([{ code: 'model-structure', severity: 'error', interface: name }]);
  });

  test('refuses a network whose own bridge is missing, and one that is none', () => {
    const { networks } = parse("<network><name>lab</name><bridge name='virbr7'/></network>");
    expect(networks).toHaveLength(1);
    expect(render(host, networkd, { networks }).findings).toMatchObject([
      { code: 'model-structure', network: 'lab' },
    ]);
    const broken = networks.map((each) => ({ ...each, autostart: 'yes' as unknown as boolean }));
    expect(render(host, networkd, { networks: broken }).findings).toMatchObject([
      { code: 'model-value', network: 'lab', message: expect.stringContaining('networks.0.autostart') },
    ]);
  });

  test('keeps how networks are set up, and tells what their server cannot', () => {
    const names = "<dns><host ip='192.168.150.1'><hostname>router</hostname></host></dns>";
    const lab = parse(labWith(names));
    const networks = lab.networks.map((each) => ({ ...each, autostart: false, dhcpServer: 'kea' as const }));
    const refused = render(lab.host, networkd, { networks, sources: lab.sources });
    expect(refused).toMatchObject({ files: [], links: [] });
    expect(refused.findings).toMatchObject([
      { code: 'unsupported-network-setting', network: 'lab', at: { file: '<xml>', line: 1 } },
    ]);
    const left = render(lab.host, networkd, { networks, allowLoss: true });
    expect(left.findings).toMatchObject([{ code: 'unsupported-network-setting', severity: 'warning' }]);
    const texts = Object.fromEntries(left.files.map(({ path, text }) => [path, text]));
    expect(readHost(memoryRoot(texts), networkd).networks).toEqual(left.networks);
    expect(left.networks).toMatchObject([{ autostart: false, dhcpServer: 'kea', ownsBridge: true }]);
  });

  test('refuses every value that no document could have said, by its place', () => {
    const rich = {
      interfaces: [
        ethernet('eth0', { mtuBytes: 1500 }),
        vlan('v', 'eth0', 5, { dns: { servers: ['192.0.2.1'], search: ['a.example'] } }),
      ],
    };
    let count = 0;
    for (const { host: hostile, place } of tampered(rich)) {
      const { files, findings } = render(hostile, ifcfg);
      expect(files, place.join('.')).toEqual([]);
      expect(findings[0], place.join('.')).toMatchObject({ code: 'model-value', severity: 'error' });
      expect(findings[0]?.message).toContain(`interfaces.${place.join('.')}`);
      count++;
    }
    expect(count).toBeGreaterThan(20);
  });

  test('refuses what is no host at all', () => {
    const circular: unknown[] = [];
    circular.push(circular);
    const odd = { ...ethernet('eth0'), more: 1 };
    const lists = [1, [null], [[1n]], circular, [odd], [Symbol('eth0')], [{ ...odd, name: circular }]];
    for (const nothing of [null, undefined, 1, [], {}, ...lists.map((interfaces) => ({ interfaces }))]) {
      const { files, findings } = render(nothing as unknown as Host, networkd);
      expect(files).toEqual([]);
      expect(findings[0]?.code).toBe('model-value');
    }
  });

  test('tells what a backend finds unsafe, and hides none of its defects', () => {
    const failing = (error: Error): Backend => ({
      ...networkd,
      render: () => {
        throw error;
      },
    });
    const refused = render(host, failing(new UnsafeValueError('the name', 'x')));
    expect(refused).toMatchObject({ files: [], findings: [{ code: 'model-value' }] });
    expect(() => render(host, failing(new Error('defect')))).toThrow('defect');
  });
});

describe.each(all)('$name files of others', (backend) => {
  const folder = join(fixturesFolder, 'foreign', backend.name);
  const cases = readdirSync(folder).map((name) => [name, foreignFiles(join(folder, name, 'root'))] as const);

  test.each(cases)('%s: a host that a document says, and every backend writes or refuses', (_, files) => {
    const { host, networks, sources } = readHost(memoryRoot(files.texts, files), backend);
    expect(parse(format(host, networks)).host).toEqual(host);
    for (const to of all) {
      const rendered = render(host, to, { networks, sources });
      expect(codes(rendered).filter((code) => code.startsWith('model-'))).toEqual([]);
      expect(rendered.files.length > 0).toBe(host.interfaces.length > 0 && !hasErrors(rendered.findings));
    }
  });

  test('whatever somebody does to them: still a host, and nothing throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cases), textEdits, ([, files], edits) => {
        const root = memoryRoot(mutateTexts(files.texts, edits), files);
        const { host, networks } = readHost(root, backend);
        const again = parse(format(host, networks));
        if (!hasErrors(again.findings)) expect(again.host).toEqual(host);
        for (const to of all) {
          expect(codes(render(host, to, { networks })).filter((code) => code.startsWith('model-'))).toEqual(
            [],
          );
          convert(root, backend, to, { allowLoss: true });
        }
      }),
      runs(2),
    );
  });
});

/** See foreign.test.ts: a file whose text is `-> TARGET` stands for a symbolic link. */
function foreignFiles(path: string) {
  const entries = Object.entries(filesBelow(path));
  const links = entries.filter(([, text]) => text.startsWith('-> '));
  return {
    texts: Object.fromEntries(entries.filter((entry) => !links.includes(entry))),
    links: Object.fromEntries(links.map(([name, text]) => [name, text.slice(3).trim()])),
  };
}

test('convert writes what it reads for another backend, under new names', () => {
  const { host } = parse(bridge());
  const written = render(host, ifupdown).files;
  const root = memoryRoot(Object.fromEntries(written.map(({ path, text }) => [path, text])));
  const converted = convert(root, ifupdown, networkd, { rename: new Map([['eth0', 'ens192']]) });
  const renamed = parse(bridge('br0', 'ens192')).host;
  expect(converted.findings).toEqual([]);
  expect(converted.host).toEqual(renamed);
  expect(converted.files).toEqual(render(renamed, networkd).files);
});

describe('roots', () => {
  const files = {
    '/etc/network/interfaces': 'auto lo\n',
    '/etc/network/interfaces.d/eth0': 'auto eth0\n',
    '/usr/lib/systemd/system/networking.service': '[Unit]\n',
  };
  const links = {
    '/lib': 'usr/lib',
    '/etc/interfaces': 'network/../network/interfaces',
    '/etc/systemd/masked': '/dev/null',
    '/etc/systemd/above': '../../../../etc/network',
    '/etc/loop': 'loop',
    '/etc/systemd/abs': '/lib/systemd',
  };
  const paths = [
    ...Object.keys(files),
    ...Object.keys(links),
    '/',
    '',
    '/etc',
    'etc/network/',
    '/etc/network/interfaces.d',
    '/lib/systemd/system/networking.service',
    '/etc/systemd/above/interfaces',
    '/etc/systemd/abs/system',
    '/etc/network/../network/./interfaces',
    '/../etc/network',
    '/etc/network/interfaces/below',
    '/constructor',
    '/etc/toString',
  ];

  test('in memory and on disk give the same answers', () => {
    const folder = temporaryFolder();
    for (const [path, text] of Object.entries(files)) writeBelow(folder, path, text);
    mkdirSync(join(folder, 'etc/systemd'));
    for (const [path, target] of Object.entries(links)) symlinkSync(target, join(folder, path));
    const memory = memoryRoot(files, { links });
    const disk = openRoot(folder);
    for (const path of paths) {
      for (const ask of ['text', 'list', 'exists', 'link', 'mode'] as const)
        expect([path, ask, memory[ask](path)]).toEqual([path, ask, disk[ask](path)]);
    }
  });

  test('in memory have the permissions that they are given', () => {
    const root = memoryRoot({ 'etc/a': '', '/etc/b': '' }, { modes: { '/etc/a': 0o600 } });
    expect([root.mode('/etc/a'), root.mode('/etc/b'), root.mode('/etc')]).toEqual([0o600, 0o644, undefined]);
  });

  test.each([
    { '/a': '', '/a/b': '' },
    { '/a/b': '', '/a': '' },
    { '/': '' },
    { '/a/../b': '' },
    { '..': '' },
  ])('that no disk could hold are refused: %o', (impossible) =>
    expect(() => memoryRoot(impossible)).toThrow(TypeError),
  );

  test('on disk that are no folder are a Fault, with findings', () => {
    const open = () => openRoot(join(temporaryFolder(), 'none'));
    expect(open).toThrow(Fault);
    try {
      open();
    } catch (error) {
      expect((error as Fault).findings).toMatchObject([{ code: 'root-not-found', severity: 'error' }]);
    }
  });
});
