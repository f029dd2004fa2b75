import { describe, expect, test } from 'vitest';
import type { InstalledNetwork, Network } from '../src/model/network.ts';
import { entriesOf, parseUnitFile } from '../src/native/unit-file.ts';
import { composeFiles } from '../src/plan/compose.ts';
import { services } from '../src/services/index.ts';
import { memoryRoot, rootOf } from './support/memory-root.ts';
import { installed, network } from './support/networks.ts';

const ipv4: Network['ips'][number] = { family: 'ipv4', address: '192.168.7.1', prefix: 24 };
const ipv6: Network['ips'][number] = { family: 'ipv6', address: 'fd00:7::1', prefix: 64 };
const lab = network('lab', { forward: { mode: 'nat' }, ips: [ipv4] });
const hostOnly = network('quiet', { ips: [{ ...ipv4, address: '192.168.8.1' }] });
const isolated = network('alone');
const open = network('open', { forward: { mode: 'open' }, ips: [{ ...ipv4, address: '192.168.9.1' }] });
const bridged = network('bridged', { forward: { mode: 'bridge' } });

const bare = { dnsmasqFolder: false, dnsmasqIsDynamic: false, firewalld: false };
const everything = { dnsmasqFolder: true, dnsmasqIsDynamic: false, firewalld: true };
const filesOf = (networks: readonly Network[], surroundings = bare): Record<string, string> =>
  Object.fromEntries(
    composeFiles(services.render({ networks: networks.map((each) => installed(each)), surroundings })).map(
      ({ path, text }) => [path, text],
    ),
  );
const pathsOf = (...args: Parameters<typeof filesOf>): string[] => Object.keys(filesOf(...args));

describe('files', () => {
  test('of a NAT network, a host-only one, an isolated one, an open one, and one on a bridge of the host', () => {
    const own = (name: string, ...files: string[]) => files.map((file) => file.replace('NAME', name));
    const filter = [
      '/etc/ifscribe/networks/NAME.nft',
      '/etc/systemd/system/ifscribe-net-NAME-filter.service',
    ];
    const server = ['/etc/ifscribe/networks/NAME.dnsmasq', '/etc/systemd/system/ifscribe-net-NAME.service'];
    const record = '/etc/ifscribe/networks/NAME.xml';
    const presets = '/etc/systemd/system-preset/50-ifscribe.preset';
    const forward = ['/etc/ifscribe/forward.conf', '/etc/systemd/system/ifscribe-forward.service'];
    const filesAre = (of: Network, ...expected: string[]) => expect(pathsOf([of])).toEqual(expected.sort());
    filesAre(lab, ...own('lab', record, ...filter, ...server), ...forward, presets);
    filesAre(hostOnly, ...own('quiet', record, ...filter, ...server), presets);
    filesAre(isolated, ...own('alone', record, ...filter), presets);
    filesAre(open, ...own('open', record, ...server), ...forward, presets);
    expect(pathsOf([bridged])).toEqual(own('bridged', record));
    expect(pathsOf([])).toEqual([]);
  });

  test('of other programs only where those are', () => {
    const more = pathsOf([lab], everything).filter((path) => !pathsOf([lab]).includes(path));
    expect(more).toEqual(['/etc/dnsmasq.d/ifscribe-br-lab', '/etc/firewalld/zones/ifscribe.xml']);
    expect(pathsOf([isolated], everything)).toEqual(pathsOf([isolated]));
    expect(services.surroundingsOf(memoryRoot({}))).toEqual(bare);
    const files = { '/etc/dnsmasq.d/README': '', '/etc/firewalld/firewalld.conf': '' };
    expect(services.surroundingsOf(memoryRoot(files))).toEqual(everything);
    const dynamic = services.surroundingsOf(memoryRoot({ ...files, '/etc/dnsmasq.conf': 'bind-dynamic\n' }));
    const dropIn = (surroundings: typeof bare) =>
      filesOf([lab], surroundings)['/etc/dnsmasq.d/ifscribe-br-lab'];
    expect(dropIn(everything)).toContain('bind-interfaces');
    expect(dropIn(dynamic)).not.toContain('bind-interfaces');
  });

  test('kea leases in place of dnsmasq', () => {
    const dhcp = { ranges: [{ start: '192.168.7.10', end: '192.168.7.20' }], hosts: [] };
    const leasing = network('lab', { ips: [{ ...ipv4, dhcp }] });
    const networks = [installed(leasing, { dhcpServer: 'kea' })];
    const paths = services.render({ networks, surroundings: bare }).map(({ path }) => path);
    expect(paths).toContain('/etc/ifscribe/networks/lab.kea.json');
    expect(paths).not.toContain('/etc/ifscribe/networks/lab.dnsmasq');
  });
});

describe("firewalld's zone", () => {
  const zoneOf = (...networks: Parameters<typeof installed>[]) =>
    services
      .render({ networks: networks.map((args) => installed(...args)), surroundings: everything })
      .find(({ path }) => path === '/etc/firewalld/zones/ifscribe.xml')?.parts[0]?.body;

  test('holds the bridges that are ours, forward or serve, and are in no other', () => {
    const zoned = network('zoned', { bridge: { name: 'br-zoned', zone: 'dmz' }, ips: [ipv4] });
    const said = network('said', { bridge: { name: 'br-said', zone: 'ifscribe' }, ips: [ipv4] });
    expect(zoneOf([said])).toContain('<interface name="br-said"/>');
    const zone = zoneOf([lab], [hostOnly], [isolated], [open, { ownsBridge: false }], [zoned], [bridged]);
    expect([...(zone ?? '').matchAll(/<interface name="([^"]*)"/g)].map(([, name]) => name)).toEqual([
      'br-lab',
      'br-quiet',
    ]);
    expect(zoneOf([zoned])).toBeUndefined();
  });
});

test("firewalld's policy lets in what comes to guests that have addresses of their own outside", () => {
  const policy = '/etc/firewalld/policies/ifscribe-in.xml';
  const isLetIn = (each: Network) => pathsOf([each], everything).includes(policy);
  const masqueraded = { ...lab, forward: { mode: 'nat', nat: { ipv6: true } }, ips: [ipv4, ipv6] } as const;
  expect(
    [lab, hostOnly, isolated, bridged, { ...masqueraded, ips: [...masqueraded.ips] }].map(isLetIn),
  ).toEqual([false, false, false, false, false]);
  const routed = { ...lab, forward: { mode: 'route' as const } };
  expect([routed, open, { ...lab, ips: [ipv4, ipv6] }].map(isLetIn)).toEqual([true, true, true]);
});

describe('forwarding', () => {
  const unit = '/etc/systemd/system/ifscribe-forward.service';
  const settings = (...networks: Network[]) =>
    filesOf(networks)['/etc/ifscribe/forward.conf']?.split('\n').slice(1, -1);

  test('IPv6 only where a network that forwards has an address of it', () => {
    expect(settings(lab, { ...hostOnly, ips: [ipv6] })).toEqual(['net.ipv4.ip_forward=1']);
    expect(settings({ ...lab, ips: [ipv4, ipv6] })).toEqual([
      'net.ipv4.ip_forward=1',
      'net.ipv6.conf.all.forwarding=1',
    ]);
    expect(settings({ ...lab, ips: [ipv6] })).toEqual(['net.ipv6.conf.all.forwarding=1']);
  });

  test('needs the rules of every network that starts at boot, whatever they forward themselves', () => {
    const networks = [
      installed(lab),
      installed(hostOnly),
      installed(open),
      installed(isolated, { autostart: false }),
    ];
    const files = services.render({ networks, surroundings: bare });
    const body = files.find(({ path }) => path === unit)?.parts[0]?.body ?? '';
    const filters = 'ifscribe-net-lab-filter.service ifscribe-net-quiet-filter.service';
    expect(body).toContain(`\nRequires=${filters}\n`);
    expect(body).toContain(`\nAfter=systemd-sysctl.service ${filters} ifscribe-net-alone-filter.service\n`);
  });

  const bodyOf = (networks: readonly InstalledNetwork[], path: string): string =>
    services
      .render({ networks, surroundings: bare })
      .find((file) => file.path === `/etc/systemd/system/${path}`)?.parts[0]?.body ?? '';
  /** The units that a setting of a unit names. */
  const named = (body: string, key: string): string[] =>
    entriesOf(parseUnitFile(body), 'Unit')
      .filter((entry) => entry.key === key)
      .flatMap(({ value }) => value.split(' '));

  test('goes with rules that were loaded by hand, and does not come where those have failed', () => {
    const networks = [
      installed(hostOnly),
      ...[lab, isolated].map((of) => installed(of, { autostart: false })),
    ];
    const body = bodyOf(networks, 'ifscribe-forward.service');
    const byHand = ['ifscribe-net-alone-filter.service', 'ifscribe-net-lab-filter.service'];
    const atBoot = 'ifscribe-net-quiet-filter.service';
    expect(named(body, 'Requires')).toEqual([atBoot]);
    expect(named(body, 'PartOf')).toEqual(byHand);
    expect(named(body, 'After')).toEqual(['systemd-sysctl.service', atBoot, ...byHand]);
    expect(body).toContain(`systemctl is-failed ${byHand.join(' ')})`);
    expect(services.links(networks).filter(({ target }) => target.includes('forward'))).toEqual([]);
  });

  test('comes with a network that is started by hand', () => {
    const networks = [lab, hostOnly, open].map((of) => installed(of, { autostart: false }));
    const wants = (unit: string) =>
      named(bodyOf(networks, unit), 'Wants').filter((name) => name.startsWith('ifscribe'));
    expect(wants('ifscribe-net-lab.service')).toEqual(['ifscribe-net-lab-filter.service']);
    expect(wants('ifscribe-net-lab-filter.service')).toEqual(['ifscribe-forward.service']);
    expect(wants('ifscribe-net-open.service')).toEqual(['ifscribe-forward.service']);
    expect(wants('ifscribe-net-quiet.service')).toEqual(['ifscribe-net-quiet-filter.service']);
    expect(wants('ifscribe-net-quiet-filter.service')).toEqual([]);
    expect(services.links(networks)).toEqual([]);
    expect(named(bodyOf([installed(lab)], 'ifscribe-net-lab-filter.service'), 'Wants')).toEqual([
      'network-pre.target',
    ]);
  });
});

test('links enable what starts by itself', () => {
  const networks = [installed(lab), installed(isolated), installed(hostOnly, { autostart: false })];
  expect(
    services
      .links(networks)
      .map(({ path, network }) => `${network} ${path.slice('/etc/systemd/system/'.length)}`),
  ).toEqual(
    [
      'lab multi-user.target.wants/ifscribe-net-lab.service',
      'alone nftables.service.wants/ifscribe-net-alone-filter.service',
      'lab nftables.service.wants/ifscribe-net-lab-filter.service',
      'lab sys-subsystem-net-devices-br\\x2dlab.device.wants/ifscribe-net-lab.service',
      'alone sysinit.target.wants/ifscribe-net-alone-filter.service',
      'lab sysinit.target.wants/ifscribe-net-lab-filter.service',
    ]
      .concat(
        '* nftables.service.wants/ifscribe-forward.service',
        '* sysinit.target.wants/ifscribe-forward.service',
      )
      .sort((a, b) => ((a.split(' ')[1] as string) < (b.split(' ')[1] as string) ? -1 : 1)),
  );
});

test('presets say of every unit whether it is enabled, so that a first boot changes nothing', () => {
  const networks = [installed(lab), installed(hostOnly, { autostart: false })];
  const file = services
    .render({ networks, surroundings: bare })
    .find(({ path }) => path === '/etc/systemd/system-preset/50-ifscribe.preset');
  expect(file?.parts).toEqual([
    {
      interface: '*',
      notes: {},
      body: [
        'enable ifscribe-forward.service',
        'enable ifscribe-net-lab-filter.service',
        'enable ifscribe-net-lab.service',
        'disable ifscribe-net-quiet-filter.service',
        'disable ifscribe-net-quiet.service',
        '',
      ].join('\n'),
    },
  ]);
});

describe('what stands in a root', () => {
  const path = '/etc/ifscribe/networks/lab.xml';
  const written = filesOf([lab], everything);
  const codesOf = (files: Record<string, string>) =>
    services.read(memoryRoot(files)).problems.map(({ code }) => code);

  test('how a network is set up is read from notes; what they say wrongly is passed over', () => {
    const set = installed(lab, { autostart: false, dhcpServer: 'kea', ownsBridge: false });
    const state = { networks: [set], surroundings: bare };
    const root = rootOf(services.render(state));
    expect(services.read(root).networks).toEqual([set]);
    const text = (root.text(path) ?? '').replace('"kea"', '"none"').replace('autostart false', 'autostart 0');
    expect(services.read(memoryRoot({ [path]: text })).networks).toEqual([
      installed(lab, { ownsBridge: false }),
    ]);
  });

  test('a record that was edited counts as it stands, and so do its notes', () => {
    const files = { ...written, [path]: written[path]?.replace('192.168.7.1', '192.168.70.1') ?? '' };
    const { networks, parts, problems } = services.read(memoryRoot(files));
    expect(networks[0]?.network.ips[0]?.address).toBe('192.168.70.1');
    expect(parts.filter(({ state }) => state === 'edited').map((part) => part.path)).toEqual([path]);
    expect(problems).toEqual([]);
  });

  test('comments inside the document are no notes and no headers', () => {
    const hostile =
      '<!-- ifscribe: autostart false -->\n<!-- ifscribe 1: evil, part 1 of 1, 0 lines, checksum d41d8cd98f00b204e9800998ecf8427e -->\n';
    const files = { [path]: written[path]?.replace('  <forward', `${hostile}  <forward`) ?? '' };
    const { networks, parts } = services.read(memoryRoot(files));
    expect(networks).toEqual([installed(lab)]);
    expect(parts.map(({ interface: name, state }) => [name, state])).toEqual([['lab', 'edited']]);
  });

  test.each([
    ['cut short', (text: string) => text.slice(0, -20)],
    ['with a value that cannot be', (text: string) => text.replace('192.168.7.1', '192.168.7.256')],
    ['of another network', (text: string) => text.replace('<name>lab', '<name>other')],
    ['of an interface', () => "<interface type='ethernet' name='eth0'/>\n"],
    [
      'of two networks',
      (text: string) => text.replace(/(<network>[\s\S]*)/, '<interfaces>$1$1</interfaces>'),
    ],
    ['of nothing', () => ''],
  ])('a record %s is a problem, and no network', (_, edit) => {
    const [header = '', ...rest] = (written[path] ?? '').split(/(?<=\n)/);
    const files = { [path]: header + edit(rest.join('')) };
    expect(services.read(memoryRoot(files)).networks).toEqual([]);
    expect(new Set(codesOf(files))).toEqual(new Set(['not-understood']));
  });

  test('what others wrote is not ours, what a later version wrote is not read', () => {
    const foreign = {
      [path]: written[path]?.replace(/^.*\n/, '') ?? '',
      '/etc/ifscribe/networks/x.nft': 'table inet x\n',
    };
    expect(services.read(memoryRoot(foreign))).toEqual({ networks: [], parts: [], problems: [] });
    const newer = { [path]: written[path]?.replace('ifscribe 1:', 'ifscribe 2:') ?? '' };
    const { networks, parts } = services.read(memoryRoot(newer));
    expect(networks).toEqual([]);
    expect(parts.map(({ state }) => state)).toEqual(['newer']);
  });
});

describe('needs', () => {
  const complete = {
    '/usr/lib/systemd/systemd': '',
    '/usr/sbin/nft': '',
    '/usr/sbin/dnsmasq': '',
  };
  const codes = (networks: readonly Network[], files: Record<string, string>, links = {}) =>
    services
      .needs(
        networks.map((each) => installed(each)),
        memoryRoot(files, links),
      )
      .map(({ code }) => code);

  test('programs that are called at boot', () => {
    expect(codes([lab, hostOnly], complete)).toEqual([]);
    expect(codes([lab], {})).toEqual(['networks-without-systemd', 'package-missing', 'package-missing']);
    expect(codes([isolated], {})).toEqual(['networks-without-systemd', 'package-missing']);
    expect(codes([bridged], {})).toEqual([]);
  });

  test('firewalls that drop what is forwarded', () => {
    const ufw = { '/lib/systemd/system/ufw.service': '[Unit]\n' };
    const enabled = {
      '/etc/systemd/system/multi-user.target.wants/ufw.service': '/lib/systemd/system/ufw.service',
    };
    expect(codes([lab], { ...complete, ...ufw }, enabled)).toEqual(['other-filter-drops']);
    expect(codes([hostOnly], { ...complete, ...ufw }, enabled)).toEqual([]);
    expect(codes([lab], { ...complete, ...ufw })).toEqual([]);
  });

  test("a zone of the administrator's", () => {
    const zoned = { ...lab, bridge: { name: 'virbr7', zone: 'dmz' } };
    expect(codes([zoned], complete)).toEqual([]);
    expect(codes([zoned], { ...complete, '/etc/firewalld/firewalld.conf': '' })).toEqual(['zone-of-its-own']);
  });
});
