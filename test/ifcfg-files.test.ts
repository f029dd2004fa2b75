import { describe, expect, test } from 'vitest';
import { ifcfg } from '../backends/ifcfg/index.ts';
import type { Interface } from '../src/model/interface.ts';
import { readLines } from './support/foreign-ifcfg.ts';
import { bond, bridge, ethernet, vlan } from './support/hosts.ts';
import { SCRIPTS, written } from './support/ifcfg.ts';
import { memoryRoot } from './support/memory-root.ts';

const NETWORK = '/etc/sysconfig/network';
const inFolder = (files: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name.startsWith('/') ? name : `${SCRIPTS}/${name}`, text]),
  );

describe('what the files of others claim', () => {
  const claims = (file: string, text: string) =>
    ifcfg
      .read(memoryRoot(inFolder({ [file]: text })))
      .claims.map(
        ({ by, names, line, wins }) =>
          `${by} ${names}:${line}${wins(`${SCRIPTS}/ifcfg-eth0`) ? ' wins' : ''}`,
      );
  const mac = 'HWADDR=52:54:00:12:34:56';

  test.each([
    ['ifcfg-eth0', 'DEVICE=eth0\n', ['name eth0:1 wins']],
    ['ifcfg-lan', `${mac}\nDEVICE=eth0\n`, ['name eth0:2 wins', `pattern ${mac}:1 wins`]],
    ['ifcfg-lan', 'HWADDR=" 52-54-00-12-34-56 "\n', [`pattern ${mac}:1 wins`]],
    ['ifcfg-lan', 'HWADDR=nic\n', []],
    ['ifcfg-lan', 'TYPE=ethernet\n', ['name lan:1 wins', 'pattern any NIC:1']],
    ['ifcfg-lan', 'TYPE=Ethernets\n', ['name lan:1 wins']],
    ['ifcfg-lan', 'TYPE=xEthernet\n', ['name lan:1 wins']],
    ['ifcfg-lo', 'DEVICE=lo\n', []],
    ['ifcfg-lo', `DEVICE=lo\n${mac}\n`, [`pattern ${mac}:2 wins`]],
    ['ifcfg-x', 'DEVICE=lo:0\n', []],
    ['ifcfg-eth0:web', 'DEVICE=eth0:web\n', ['name eth0:1 wins']],
    ['ifcfg-eth0-range0', 'IPADDR_START=192.0.2.1\n', ['name eth0:1 wins']],
    ['route-eth0', 'DEVICE=eth9\n', ['name eth0:1 wins']],
    ['keys-eth0', 'KEY=1\n', []],
  ])('%s with %j', (file, text, expected) => expect(claims(file, text)).toEqual(expected));

  test('a MAC address claims the NIC, and nothing else that has it', () => {
    const [claim] = ifcfg.read(memoryRoot(inFolder({ 'ifcfg-lan': `${mac}\n` }))).claims;
    const permanentMac = '52:54:00:12:34:56';
    expect(claim?.covers(ethernet('eth0', { permanentMac }))).toBe(true);
    expect(claim?.covers({ ...bond('bond0'), permanentMac } as Interface)).toBe(false);
  });
});

describe('which files are configuration', () => {
  const paths = (...names: string[]) =>
    ifcfg
      .survey(
        memoryRoot(inFolder(Object.fromEntries(names.map((name) => [name, 'ONBOOT=yes\nADDRESS0=x\n'])))),
      )
      .accounts.map(
        ({ path, interface: about, line }) => `${path.slice(SCRIPTS.length + 1)}:${line} ${about}`,
      )
      .filter((text) => /:1 /.test(text));

  test('by their names; those of one file come together, by path', () => {
    const names = ['route6-b', 'ifcfg-b:1', 'ifcfg-b', 'a.route', 'keys-a', 'rule-a', 'ifcfg-b-range1'];
    expect(paths(...names)).toEqual([
      'a.route:1 a',
      'ifcfg-b:1 b',
      'ifcfg-b-range1:1 b',
      'ifcfg-b:1:1 b',
      'keys-a:1 a',
      'route6-b:1 b',
      'rule-a:1 a',
    ]);
  });

  test('others are not looked at', () => {
    expect(
      paths('ifup-eth', 'xifcfg-eth0', 'a.route2', 'route7-a', 'ifcfg-', '.route', 'network-functions'),
    ).toEqual([]);
  });

  test('what begins with a colon or -range is called so', () => {
    expect(paths('ifcfg-:1')).toEqual(['ifcfg-:1:1 :1']);
    expect(paths('ifcfg--range0')).toEqual(['ifcfg--range0:1 -range0']);
  });

  test('no reader takes a range that is called like a backup', () => {
    for (const name of ['ifcfg-a-range0.bak', 'ifcfg-a-range~'])
      expect(
        readLines({ 'ifcfg-a': ['DEVICE=a', 'IPADDR=192.0.2.5'], [name]: ['IPADDR_START=192.0.2.9'] })
          .reasons,
      ).toEqual(['IPADDR_START=192.0.2.9 (no reader takes a file of that name)']);
    const range = { 'ifcfg-a-range10': ['IPADDR_START=192.0.2.9', 'IPADDR_END=192.0.2.9'] };
    expect(
      readLines({ 'ifcfg-a': ['DEVICE=a', 'IPADDR=192.0.2.5'], ...range }).interfaces[0]?.ipv4?.addresses,
    ).toHaveLength(2);
  });
});

describe('what a line is about', () => {
  const says = (files: Readonly<Record<string, string>>) =>
    ifcfg
      .survey(memoryRoot(inFolder(files)))
      .accounts.filter(({ state }) => state !== 'comment')
      .map(
        ({ text, says, interface: name, isBeside }) =>
          `${text.trim()}: ${says} of ${name}${isBeside ? ', beside' : ''}`,
      );

  test('by its key; options of a port are about its place', () => {
    expect(
      says({
        'ifcfg-br0':
          'DEVICE=br0\nTYPE=Bridge\nSTP=yes\nBRIDGING_OPTS=priority=1\nMTU=9000\nONBOOT=yes\nNAME=x\n',
        'ifcfg-eth0': '# one\nDEVICE=eth0\nBRIDGE=br0\nBRIDGING_OPTS=path_cost=4\n',
        'ifcfg-eth1':
          'DEVICE=eth1\nIPADDR=192.0.2.5\nPREFIX=24\nDNS1=192.0.2.1\nDOMAIN=example.net\nZONE=x\n',
        'route-eth1': '10.0.0.0/8 via 192.0.2.1\n\n',
        [NETWORK]: 'NETWORKING=yes\nHOSTNAME=x\nGATEWAY=192.0.2.1\n# x\nIPV6_DEFAULTDEV=eth7\n',
      }),
    ).toEqual([
      'NETWORKING=yes: match of undefined',
      'HOSTNAME=x: undefined of undefined, beside',
      'GATEWAY=192.0.2.1: addressing of undefined',
      'IPV6_DEFAULTDEV=eth7: addressing of undefined',
      'DEVICE=br0: match of br0',
      'TYPE=Bridge: match of br0',
      'STP=yes: options of br0',
      'BRIDGING_OPTS=priority=1: options of br0',
      'MTU=9000: link of br0',
      'ONBOOT=yes: start of br0',
      'NAME=x: match of br0',
      'DEVICE=eth0: match of eth0',
      'BRIDGE=br0: controller of eth0',
      'BRIDGING_OPTS=path_cost=4: controller of eth0',
      'DEVICE=eth1: match of eth1',
      'IPADDR=192.0.2.5: addressing of eth1',
      'PREFIX=24: addressing of eth1',
      'DNS1=192.0.2.1: dns of eth1',
      'DOMAIN=example.net: dns of eth1',
      'ZONE=x: undefined of eth1',
      '10.0.0.0/8 via 192.0.2.1: addressing of eth1',
    ]);
  });

  test('findings have the place of the line', () => {
    const { findings } = ifcfg.survey(
      memoryRoot(inFolder({ 'ifcfg-eth0': 'DEVICE=eth0\n\nMTU=x\n', [NETWORK]: '\nNETWORKING=no\n' })),
    );
    expect(findings.map(({ at, code }) => [at?.file, at?.line, code])).toEqual([
      [NETWORK, 2, 'readers-differ'],
      [`${SCRIPTS}/ifcfg-eth0`, 3, 'consumer-refuses'],
    ]);
  });

  test('notes count only below a header', () => {
    const { interfaces } = readLines({ 'ifcfg-eth0': ['# ifscribe: description "x"', 'DEVICE=eth0'] });
    expect(interfaces[0]?.description).toBeUndefined();
  });

  test("files of SUSE's are told of", () => {
    const codes = (file: string) =>
      ifcfg
        .survey(memoryRoot({ [`${NETWORK}/${file}`]: '' }))
        .findings.map(({ code, at }) => [code, at?.file]);
    for (const file of ['ifcfg-eth0', 'ifroute-eth0', 'ifrule-eth0', 'routes', 'config', 'dhcp'])
      expect([file, codes(file)]).toEqual([file, [['foreign-layout', NETWORK]]]);
    for (const file of ['ifcfg-', 'xifcfg-eth0', 'routes6', 'config.d', 'dhcpd', 'README'])
      expect([file, codes(file)]).toEqual([file, []]);
  });
});

describe('the file of the host', () => {
  const outcome = (...lines: readonly string[]) => {
    const { reasons, findings } = readLines({
      [NETWORK]: lines,
      'ifcfg-eth0': ['DEVICE=eth0', 'BOOTPROTO=dhcp', 'IPV6INIT=yes'],
    });
    return [
      reasons.map((text) => text.replace(/.*\(/, '(')),
      findings.map((text) => text.replace(/:.*/, '')),
    ];
  };

  test.each([
    [['NETWORKING=yes', 'NOZEROCONF=yes'], [], []],
    [['NETWORKING=YES'], [], []],
    [['NETWORKING=yess'], [], ['readers-differ']],
    [['NETWORKING=ayes'], [], ['readers-differ']],
    [['NETWORKING=no'], [], ['readers-differ']],
    [
      ['NETWORKINGX=yes', 'XNOZEROCONF=1', 'NOZEROCONFX=1'],
      [
        '(a setting of the host, not of an interface)',
        '(a setting of the host, not of an interface)',
        '(a setting of the host, not of an interface)',
      ],
      [],
    ],
    [['GATEWAY=192.0.2.1'], ['(no interface without a gateway of its own reaches 192.0.2.1)'], []],
    [['IPV6_DEFAULTGW=2001:db8::1'], ['(no interface without a gateway of its own reaches 2001:db8::1)'], []],
    [['IPV6INIT=no'], ['(no interface goes by IPV6INIT)'], []],
    [['GATEWAYDEV=eth0'], [], []],
    [['PEERDNS=no'], ['(a default for every interface, to initscripts alone)'], ['readers-differ']],
    [['MTU=1400'], ['(a default for every interface, to initscripts alone)'], ['readers-differ']],
  ])('%j', (lines, reasons, codes) => expect(outcome(...lines)).toEqual([reasons, codes]));
});

describe('what somebody wrote into a file of ours', () => {
  const edited = (
    iface: Interface,
    change: (text: string) => string,
    more: Readonly<Record<string, string>> = {},
  ) => {
    const files = Object.fromEntries(
      Object.entries(written(iface)).map(([name, text]) => [name, change(text)]),
    );
    const { problems, host } = ifcfg.read(memoryRoot(inFolder({ ...files, ...more })));
    return {
      host,
      problems: problems.map(({ message, at }) => `${at?.line}: ${message.replace(/^.*?: /, '')}`),
    };
  };
  const nic = ethernet('eth0', { ipv4: { addresses: [{ address: '192.0.2.5', prefix: 24 }], routes: [] } });

  test('is told line by line, each once', () => {
    const { problems } = edited(nic, (text) => `${text}MTU=x\nZONE=home\n`);
    expect(problems.map((text) => text.replace(/^[0-9]+: /, ''))).toEqual([
      expect.stringMatching(/MTU=x is nothing that MTU can be/),
      expect.stringMatching(/ZONE=home: firewalld/),
    ]);
    const lines = written(nic)['ifcfg-eth0']?.split('\n').length ?? 0;
    expect(problems.map((text) => Number.parseInt(text, 10))).toEqual([lines, lines + 1]);
  });

  test('that leaves nothing of the interface is told once, by what is the matter', () => {
    const team = edited(nic, (text) => text.replace('TYPE=Ethernet', 'DEVICETYPE=Team'));
    expect(team.host.interfaces).toEqual([]);
    expect(team.problems).toEqual([expect.stringMatching(/eth0 is a team/)]);
    const nameless = edited(nic, (text) => text.replace('DEVICE=eth0', 'DEVICE=a/b'));
    expect(nameless.problems).toEqual([expect.stringMatching(/DEVICE=a\/b is no name of a device/)]);
  });

  test('is nothing where nobody did', () => {
    expect(edited(nic, (text) => text).problems).toEqual([]);
    expect(edited(bridge('br0'), (text) => text).problems).toEqual([]);
    expect(edited(vlan('eth0.5', 'eth0', 5), (text) => text).problems).toEqual([]);
  });

  test('search domains in a note are void once the key changes', () => {
    const dns = { servers: [], search: ['example.net', 'example.org'] };
    const quiet = ethernet('eth0', { dns });
    expect(edited(quiet, (text) => text).host.interfaces[0]?.dns).toEqual(dns);
    expect(edited(quiet, (text) => `${text}DOMAIN=example.com\n`).host.interfaces[0]?.dns?.search).toEqual([
      'example.com',
    ]);
    expect(
      edited(quiet, (text) => text.replace('example.org', '-x-')).host.interfaces[0]?.dns,
    ).toBeUndefined();
  });

  test('the default route keeps its place among the others', () => {
    const route = (n: number) => ({
      destination: { address: `10.${n}.0.0`, prefix: 16 },
      gateway: '192.0.2.9',
    });
    const routes = [route(1), { gateway: '192.0.2.1' }, route(2)];
    const own = ethernet('eth0', { ipv4: { addresses: [{ address: '192.0.2.5', prefix: 24 }], routes } });
    const place = (at: string) =>
      edited(own, (text) =>
        text.replace(/(gateway-at) 1/, `$1 ${at}`),
      ).host.interfaces[0]?.ipv4?.routes.findIndex(({ destination }) => !destination);
    expect(['1', '0', '2', '9', '-4', '1.5', '"1"'].map(place)).toEqual([1, 0, 2, 2, 0, 1, 0]);
  });
});

describe('of several files for a device', () => {
  const inForce = (...names: readonly (readonly [string, string])[]) =>
    readLines(
      Object.fromEntries(
        names.map(([name, onboot], n) => [name, ['DEVICE=eth0', `ONBOOT=${onboot}`, `MTU=${1400 + n}`]]),
      ),
    ).iface?.mtuBytes;

  test.each([
    [
      [
        ['ifcfg-a', 'yes'],
        ['ifcfg-b', 'yes'],
      ],
      1400,
    ],
    [
      [
        ['ifcfg-a', 'no'],
        ['ifcfg-b', 'yes'],
      ],
      1401,
    ],
    [
      [
        ['ifcfg-a', 'yes'],
        ['ifcfg-eth0', 'yes'],
      ],
      1401,
    ],
    [
      [
        ['ifcfg-a', 'yes'],
        ['ifcfg-eth0', 'no'],
      ],
      1400,
    ],
    [
      [
        ['ifcfg-eth0', 'yes'],
        ['ifcfg-x', 'yes'],
      ],
      1400,
    ],
  ] as const)('%j', (files, mtu) => expect(inForce(...files)).toBe(mtu));
});

test('a name that one of the readers passes over is told of', () => {
  const told = (name: string) =>
    readLines({ [name]: ['DEVICE=eth0', 'BOOTPROTO=none', 'IPV6INIT=yes'] }).findings;
  expect(told('ifcfg-eth0')).toEqual([]);
  expect(told('ifcfg-eth0.old')).toEqual([
    expect.stringMatching(
      /ifcfg-eth0\.old is read by NetworkManager, initscripts pass over a file of that name$/,
    ),
  ]);
  expect(told('ifcfg-eth0.rej')).toEqual([
    expect.stringMatching(
      /ifcfg-eth0\.rej is read by initscripts, NetworkManager passes over a file of that name$/,
    ),
  ]);
});

test('a port that says no MTU keeps its own beside that of the bridge', () => {
  const told = (above: readonly string[], ...lines: readonly string[]) =>
    readLines({
      'ifcfg-br0': ['DEVICE=br0', 'TYPE=Bridge', ...above],
      'ifcfg-eth0': ['DEVICE=eth0', 'BRIDGE=br0', ...lines],
    }).findings.filter((text) => /MTU of its own/.test(text)).length;
  expect([told(['MTU=9000']), told(['MTU=9000'], 'MTU=1400'), told([])]).toEqual([1, 0, 0]);
});
