import { describe, expect, it } from 'vitest';
import { ifupdown } from '../backends/ifupdown/index.ts';
import { networkd } from '../backends/networkd/index.ts';
import { type Finding, hasErrors } from '../src/findings/finding.ts';
import { parseDocuments } from '../src/language/parse.ts';
import type { Plan } from '../src/plan/carry.ts';
import type { NetworkOptions } from '../src/plan/networks.ts';
import { planApply, planRender } from '../src/plan/plan.ts';
import { rootStatus } from '../src/plan/status.ts';
import { planUndefine } from '../src/plan/undefine.ts';
import { services } from '../src/services/index.ts';
import { memoryRoot } from './support/memory-root.ts';

/** What stands in a root: files by path, and links with their targets. */
interface Standing {
  readonly files: Record<string, string>;
  readonly links: Record<string, string>;
}
const empty: Standing = { files: {}, links: {} };
const rootOf = ({ files, links }: Standing) => memoryRoot(files, links);
const place = (standing: Standing) => ({ backend: networkd, others: [], services, root: rootOf(standing) });

const plan = (
  standing: Standing,
  xml: string,
  options: Partial<NetworkOptions> & { prune?: boolean; allowLoss?: boolean } = {},
) =>
  planApply({
    ...place(standing),
    ...parseDocuments([{ file: 'host.xml', text: xml }]),
    prune: false,
    allowLoss: false,
    ...options,
  });

function carriedOut({ files, links }: Standing, { changes, findings }: Plan): Standing {
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const after = { files: { ...files }, links: { ...links } };
  for (const { path, after: text, isLink } of changes) {
    const kind = isLink ? after.links : after.files;
    if (text === undefined) delete kind[path];
    else kind[path] = text;
  }
  return after;
}
const applied = (xml: string, standing = empty, options = {}) =>
  carriedOut(standing, plan(standing, xml, options));
const codes = ({ findings }: Plan) =>
  findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
const changed = ({ changes }: Plan) =>
  changes.filter(({ action }) => action !== 'unchanged').map(({ action, path }) => `${action} ${path}`);

const lab = (subnet = '192.168.150', more = '') => `<network>
  <name>lab</name>
  <forward mode='nat'/>
  <bridge name='virbr7' stp='off' delay='0'/>
  <ip address='${subnet}.1' prefix='24'>
    <dhcp>
      <range start='${subnet}.100' end='${subnet}.199'/>
    </dhcp>
  </ip>${more}
</network>`;
const den = `<network>
  <name>den</name>
  <bridge name='virbr8' stp='off' delay='0'/>
  <ip address='192.168.151.1' prefix='24'/>
</network>`;
const bridge = (address: string) => `<interface type='bridge' name='virbr7'>
  <start mode='onboot'/>
  <protocol family='ipv4'>
    <ip address='${address}' prefix='24'/>
  </protocol>
  <bridge stp='off' delay='0'>
    <interface type='ethernet' name='eth1'/>
  </bridge>
</interface>`;
const both = (...elements: string[]) => `<interfaces>${elements.join('\n')}</interfaces>`;
const statusOf = (standing: Standing) => rootStatus(networkd, [], rootOf(standing), services);

describe('applying a network', () => {
  it('writes its bridge, what serves it, and the links that start that at boot', () => {
    const { files, links } = applied(lab());
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([
        '/etc/ifscribe/networks/lab.xml',
        '/etc/ifscribe/networks/lab.nft',
        '/etc/ifscribe/networks/lab.dnsmasq',
        '/etc/ifscribe/forward.conf',
        '/etc/systemd/system/ifscribe-net-lab.service',
        '/etc/systemd/system/ifscribe-net-lab-filter.service',
        '/etc/systemd/system/ifscribe-forward.service',
      ]),
    );
    expect(Object.keys(files).filter((path) => path.startsWith('/etc/systemd/network/'))).toHaveLength(2);
    for (const target of Object.values(links)) expect(files).toHaveProperty([target]);
    expect(statusOf({ files, links })).toEqual([]);
  });

  it('changes nothing a second time, and costs nothing', () => {
    const standing = applied(lab());
    const again = plan(standing, lab());
    expect(changed(again)).toEqual([]);
    expect(again.networks).toEqual([{ name: 'lab', action: 'unchanged', effects: [] }]);
  });

  it('leaves other networks and interfaces as they are', () => {
    const standing = applied(both(lab(), bridge('10.0.0.1').replaceAll('virbr7', 'br0')));
    const more = plan(standing, den);
    // Presets name every unit, and forwarding waits for the rules of every network.
    expect(changed(more).filter((line) => !line.startsWith('create'))).toEqual([
      'update /etc/systemd/system-preset/50-ifscribe.preset',
      'update /etc/systemd/system/ifscribe-forward.service',
    ]);
    expect(statusOf(carriedOut(standing, more))).toEqual([]);
  });

  it('says what a change costs', () => {
    const standing = applied(lab());
    const other = plan(standing, lab('192.168.160'));
    expect(other.networks).toEqual([
      { name: 'lab', action: 'update', effects: ['bridge-change', 'filter-reload', 'server-restart'] },
    ]);
    const named = plan(standing, lab('192.168.150', "<domain name='lab.example'/>"));
    expect(named.networks).toEqual([{ name: 'lab', action: 'update', effects: ['server-restart'] }]);
  });

  it('with --prune removes the networks that the documents no longer hold, with their bridges', () => {
    const standing = applied(both(lab(), den));
    const after = applied(den, standing, { prune: true });
    expect(Object.keys(after.files).filter((path) => /lab|virbr7|forward/.test(path))).toEqual([]);
    expect(Object.keys(after.links).filter((path) => /lab|virbr7|forward/.test(path))).toEqual([]);
    expect(statusOf(after)).toEqual([]);
    expect(after).toEqual(applied(den));
  });

  it('that moves to another bridge takes the old one away', () => {
    const standing = applied(lab());
    const after = applied(lab().replaceAll('virbr7', 'virbr9'), standing);
    expect(Object.keys(after.files).filter((path) => path.includes('virbr7'))).toEqual([]);
    expect(statusOf(after)).toEqual([]);
  });

  it('without autostart makes no links, and remembers that', () => {
    const standing = applied(lab(), empty, { autostart: false });
    expect(standing.links).toEqual({});
    expect(statusOf(standing)).toEqual([]);
    expect(services.read(rootOf(standing)).networks.map(({ autostart }) => autostart)).toEqual([false]);
    const started = applied(lab(), standing);
    expect(started).toEqual(applied(lab()));
    expect(applied(lab(), started, { autostart: false })).toEqual(standing);
  });

  it('remembers which server leases its addresses', () => {
    const standing = applied(lab(), empty, { dhcpServer: 'kea' });
    expect(standing.files).toHaveProperty(['/etc/ifscribe/networks/lab.kea.json']);
    expect(standing.files).not.toHaveProperty(['/etc/ifscribe/networks/lab.dnsmasq']);
    expect(services.read(rootOf(standing)).networks.map(({ dhcpServer }) => dhcpServer)).toEqual(['kea']);
    expect(statusOf(standing)).toEqual([]);
  });

  it('defined twice with two meanings is refused', () => {
    expect(codes(plan(empty, both(lab(), lab('192.168.160'))))).toContain('network-twice');
    expect(codes(plan(empty, both(lab(), lab())))).toEqual([]);
  });
});

describe('what the DHCP server of a network cannot do', () => {
  const filed = lab().replace('<dhcp>', "<tftp root='/srv/tftp'/><dhcp>");
  const found = (made: { readonly findings: readonly Finding[] }) =>
    made.findings
      .filter(({ kind, network }) => kind === 'backend' && network !== undefined)
      .map(({ severity, code, network, at }) => [severity, code, network, at?.line]);
  const refused = ['error', 'unsupported-network-setting', 'lab', 1];
  const given = ['warning', 'unsupported-network-setting', 'lab', 1];
  const limited = ['warning', 'limited-network-setting', 'lab', 1];

  it('is refused before anything is planned', () => {
    const made = plan(empty, filed, { dhcpServer: 'kea' });
    expect(found(made)).toEqual([refused, limited]);
    expect(made.changes).toEqual([]);
    expect(found(plan(empty, filed))).toEqual([]);
  });

  it('is left out of the record too where that is allowed, once and for all', () => {
    const allowed = { dhcpServer: 'kea', allowLoss: true } as const;
    expect(found(plan(empty, filed, allowed))).toEqual([given, limited]);
    const standing = applied(filed, empty, allowed);
    expect(standing).toEqual(applied(lab(), empty, { dhcpServer: 'kea' }));
    expect(changed(plan(standing, filed, allowed))).toEqual([]);
    expect(statusOf(standing)).toEqual([]);
  });

  it('was told when it was written, and is not told again for another document', () => {
    const standing = applied(lab(), empty, { dhcpServer: 'kea' });
    expect(found(plan(standing, den))).toEqual([]);
  });

  it('is told of a rendering, and so by validate', () => {
    const render = (allowLoss: boolean) =>
      planRender({
        ...parseDocuments([{ file: 'host.xml', text: filed }]),
        backend: networkd,
        services,
        dhcpServer: 'kea',
        allowLoss,
      });
    expect(found(render(false))).toEqual([refused, limited]);
    expect(render(false).files).toEqual([]);
    expect(found(render(true))).toEqual([given, limited]);
    expect(render(true).networks.map(({ network }) => network)).toEqual(
      parseDocuments([{ file: 'host.xml', text: lab() }]).networks,
    );
  });
});

it('is not planned by halves where what serves it is not given', () => {
  const { services: _, ...bare } = place(empty);
  const documents = parseDocuments([{ file: 'host.xml', text: lab() }]);
  expect(() => planApply({ ...bare, ...documents, prune: false, allowLoss: false })).toThrow(TypeError);
  expect(() => planRender({ ...documents, backend: networkd, allowLoss: false })).toThrow(TypeError);
});

describe('a network on an interface that is defined apart', () => {
  it('makes no bridge of its own, whichever came first', () => {
    const together = applied(both(lab(), bridge('192.168.150.1')));
    expect(applied(lab(), applied(bridge('192.168.150.1')))).toEqual(together);
    expect(applied(bridge('192.168.150.1'), applied(lab()))).toEqual(together);
    expect(services.read(rootOf(together)).networks.map(({ ownsBridge }) => ownsBridge)).toEqual([false]);
    expect(Object.values(together.files).join()).toContain('eth1');
    expect(statusOf(together)).toEqual([]);
  });

  it('needs its addresses there', () => {
    expect(hasErrors(plan(empty, both(lab(), bridge('192.168.99.1'))).findings)).toBe(true);
  });

  it('leaves the interface where it is when it goes', () => {
    const standing = applied(both(lab(), bridge('192.168.150.1')));
    const after = carriedOut(standing, planUndefine({ ...place(standing), names: ['lab'] }));
    expect(after).toEqual(applied(bridge('192.168.150.1')));
  });
});

describe('removing', () => {
  it('a network takes everything of it away', () => {
    const standing = applied(lab());
    const gone = planUndefine({ ...place(standing), names: ['lab'] });
    expect(gone.networks).toEqual([{ name: 'lab', action: 'delete', effects: ['bridge-removal'] }]);
    expect(carriedOut(standing, gone)).toEqual(empty);
  });

  it('one of two leaves what both share', () => {
    const road = lab('192.168.170').replaceAll('lab', 'road').replaceAll('virbr7', 'virbr9');
    const standing = applied(both(lab(), road));
    const after = carriedOut(standing, planUndefine({ ...place(standing), names: ['road'] }));
    expect(after).toEqual(applied(lab()));
  });

  it('the bridge of a network is refused', () => {
    const own = applied(lab());
    expect(codes(planUndefine({ ...place(own), names: ['virbr7'] }))).toEqual(['removal-blocked']);
    const apart = applied(both(lab(), bridge('192.168.150.1')));
    expect(codes(planUndefine({ ...place(apart), names: ['virbr7'] }))).toEqual(['removal-blocked']);
    expect(codes(planUndefine({ ...place(apart), names: ['virbr7', 'lab'] }))).toEqual([]);
  });

  it('goes by the interface where a network has the same name, unless told otherwise', () => {
    const standing = applied(both(lab(), bridge('10.0.0.1').replaceAll('virbr7', 'lab')));
    const one = planUndefine({ ...place(standing), names: ['lab'] });
    expect([one.interfaces.length, one.networks.length]).toEqual([2, 0]);
    const other = planUndefine({ ...place(standing), names: ['lab'], networksOnly: true });
    expect(other.networks.map(({ action }) => action)).toEqual(['delete']);
  });

  it('what is not there is a warning', () => {
    const found = planUndefine({ ...place(empty), names: ['lab'], networksOnly: true });
    expect(found.findings.map(({ code, network }) => [code, network])).toEqual([['not-there', 'lab']]);
  });
});

describe('what someone changed', () => {
  const edit = (standing: Standing, path: string, text: string): Standing => ({
    ...standing,
    files: { ...standing.files, [path]: text },
  });

  it('is not overwritten, and status tells', () => {
    const standing = applied(lab());
    for (const path of Object.keys(standing.files).filter((each) => !each.includes('/network/'))) {
      const edited = edit(standing, path, `${standing.files[path]}\n`);
      expect(statusOf(edited).map((entry) => [entry.path, entry.state])).toContainEqual([path, 'edited']);
      expect(codes(plan(edited, lab('192.168.160'))), path).toContain('edited-file');
    }
  });

  it('a link that is gone is missing, and comes back', () => {
    const standing = applied(lab());
    const [path = ''] = Object.keys(standing.links);
    const { [path]: _, ...links } = standing.links;
    const without = { ...standing, links };
    expect(statusOf(without)).toMatchObject([{ path, state: 'missing' }]);
    expect(changed(plan(without, lab()))).toEqual([`create ${path}`]);
  });

  it('a bridge whose files are gone is missing', () => {
    const { files, links } = applied(lab());
    const left = Object.fromEntries(Object.entries(files).filter(([path]) => !path.includes('virbr7')));
    expect(statusOf({ files: left, links })).toMatchObject([{ network: 'lab', state: 'missing' }]);
  });

  it('a file of someone else at a path of ours is in the way', () => {
    const path = '/etc/systemd/system/ifscribe-net-lab.service';
    expect(codes(plan({ files: { [path]: '[Unit]\n' }, links: {} }, lab()))).toContain('foreign-file');
  });
});

describe('a network that changes with its bridge', () => {
  it('is told, with what it costs, where the documents are of the bridge alone', () => {
    const plain = lab().replace(" delay='0'", '');
    const own = applied(both(plain, den));
    const apart = plan(own, bridge('192.168.150.1'));
    expect(apart.networks).toEqual([
      { name: 'lab', action: 'update', effects: ['bridge-change', 'filter-reload'] },
    ]);
    const standing = applied(bridge('192.168.150.1'), own);
    const wider = plan(standing, bridge('192.168.150.1').replace('<start', "<mtu size='9000'/><start"));
    expect(wider.networks).toEqual([{ name: 'lab', action: 'unchanged', effects: ['bridge-change'] }]);
  });
});

describe('a network whose record is gone or cannot be read', () => {
  const record = '/etc/ifscribe/networks/lab.xml';
  const standing = applied(both(lab(), den));
  const { [record]: text = '', ...others } = standing.files;
  const without = { ...standing, files: others };
  const broken = { ...standing, files: { ...others, [record]: text.replace('</network>', '') } };

  it('keeps others from being written: what they share would no longer wait for its rules', () => {
    const third = den.replaceAll('den', 'pen').replace('virbr8', 'virbr9').replace('151', '152');
    expect(codes(plan(without, third))).toEqual(['network-record-missing']);
    expect(codes(plan(broken, third))).toEqual(['edited-file']);
    expect(codes(planUndefine({ ...place(without), names: ['den'] }))).toEqual(['network-record-missing']);
    expect(codes(planUndefine({ ...place(broken), names: ['den'] }))).toEqual(['edited-file']);
  });

  it('is written anew from its document', () => {
    expect(applied(lab(), without)).toEqual(standing);
  });

  it('is removed by its name, with its links, and by --prune', () => {
    const removed = carriedOut(without, planUndefine({ ...place(without), names: ['lab'] }));
    const pruned = applied(den, without, { prune: true });
    const { files, links } = applied(den);
    expect(pruned).toEqual({ files, links });
    expect(removed.links).toEqual(links);
    expect(Object.keys(removed.files).filter((path) => !path.includes('virbr7'))).toEqual(Object.keys(files));
  });

  it('is not removed where someone edited it', () => {
    expect(codes(planUndefine({ ...place(broken), names: ['lab'] }))).toEqual(['edited-file']);
    expect(codes(plan(broken, den, { prune: true }))).toEqual(['edited-file']);
  });

  it('changes nothing for those that stay as they are', () => {
    const found = plan(without, bridge('10.0.0.1').replaceAll('virbr7', 'br9'));
    expect(codes(found)).toEqual([]);
    expect(changed(found).filter((change) => !change.includes('/network/'))).toEqual([]);
  });
});

describe('a bridge that another backend wrote', () => {
  const standing = applied(lab());
  const elsewhere = { ...place(standing), backend: ifupdown, others: [networkd] };

  it('is not left behind without what serves and guards it', () => {
    expect(new Set(codes(planUndefine({ ...elsewhere, names: ['lab'] })))).toEqual(
      new Set(['other-backend']),
    );
    const pruned = planApply({
      ...elsewhere,
      ...parseDocuments([{ file: 'den.xml', text: den }]),
      prune: true,
      allowLoss: false,
    });
    expect(new Set(codes(pruned))).toEqual(new Set(['other-backend']));
  });
});
