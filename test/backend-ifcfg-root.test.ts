import { describe, expect, test } from 'vitest';
import { ifcfg } from '../backends/ifcfg/index.ts';
import type { Interface } from '../src/model/interface.ts';
import { bond, bridge, ethernet, vlan } from './support/hosts.ts';
import { hostOf, SCRIPTS, written } from './support/ifcfg.ts';
import { memoryRoot } from './support/memory-root.ts';

const address = { address: '192.0.2.10', prefix: 24 };
const nic = ethernet('eth0', { ipv4: { addresses: [address], routes: [] } });

/** The root that these interfaces were written to, with every file as it came or as `edit` leaves it. */
function rootWith(interfaces: Interface[], edit: (text: string, name: string) => string = (text) => text) {
  const files = Object.entries(written(...interfaces));
  return memoryRoot(
    Object.fromEntries(files.map(([name, text]) => [`${SCRIPTS}/${name}`, edit(text, name)])),
  );
}

/** What is read after `from` in the file of eth0 was changed to `to`. */
function readEdited(iface: Interface, from: string | RegExp, to: string) {
  const { host, problems, parts } = ifcfg.read(
    rootWith([iface], (text) => {
      expect(text).toMatch(from);
      return text.replace(from, to);
    }),
  );
  return { iface: host.interfaces[0], problems, states: parts.map(({ state }) => state) };
}

describe('edited files', () => {
  test('a directive that was changed counts', () => {
    const { iface, problems, states } = readEdited(nic, 'IPADDR=192.0.2.10', "IPADDR='192.0.2.77'");
    expect(iface?.ipv4?.addresses).toEqual([{ address: '192.0.2.77', prefix: 24 }]);
    expect([problems, states]).toEqual([[], ['edited']]);
  });

  test('trap 19: the last of two assignments counts', () => {
    expect(readEdited(nic, 'BOOTPROTO=none', 'MTU=1400\nMTU=9000').iface?.mtuBytes).toBe(9000);
  });

  test.each([
    ['IPADDR=192.0.2.10', 'IPADDR=192.0.2.010'],
    ['IPADDR=192.0.2.10', 'IPADDR=$(hostname)'],
    ['PREFIX=24', 'PREFIX=33'],
    ['PREFIX=24', ''],
    ['ONBOOT=yes', 'ONBOOT=off'],
    ['BOOTPROTO=none', 'BOOTPROTO=ibft'],
    ['BOOTPROTO=none', 'ZONE=public'],
    ['BOOTPROTO=none', 'rm -rf /'],
    ['BOOTPROTO=none', 'DNS2=192.0.2.53'],
    ['NOZEROCONF=yes', 'IPADDR3=192.0.2.11'],
    ['TYPE=Ethernet', 'TYPE=Token\\ Ring'],
    ['NOZEROCONF=yes', 'MTU=12'],
    ['NOZEROCONF=yes', 'UUID=none'],
    ['DEVICE=eth0', 'DEVICE=eth0:1'],
    ['NOZEROCONF=yes', 'IPV6ADDR=fe80::1'],
  ])('%s made %s is reported with its line, and nothing throws', (from, to) => {
    const { problems } = readEdited(nic, from, to);
    expect(problems.length).toBeGreaterThan(0);
    for (const { code, at } of problems) {
      expect(code).toBe('not-understood');
      expect(at?.file).toBe(`${SCRIPTS}/ifcfg-eth0`);
      expect(at?.line).toBeGreaterThan(1);
    }
  });

  test('a netmask is understood, one that is none is not', () => {
    const good = readEdited(nic, 'PREFIX=24', 'NETMASK=255.255.254.0');
    expect([good.iface?.ipv4?.addresses[0]?.prefix, good.problems]).toEqual([23, []]);
    expect(readEdited(nic, 'PREFIX=24', 'NETMASK=255.0.255.0').problems).not.toEqual([]);
  });

  test('a stale note loses against the directive', () => {
    const iface = bond('bond0', { bond: {} });
    expect(readEdited(iface, 'mode=balance-rr', 'mode=802.3ad').iface).toMatchObject({
      bond: { mode: '802.3ad' },
    });
  });

  test('DNS servers that stand in a note are void once the keys change', () => {
    const dns = { servers: ['2001:db8::53', '192.0.2.53'], search: [] };
    const iface = { ...nic, dns };
    expect(readEdited(iface, 'NOZEROCONF=yes', 'NOZEROCONF=yes').iface?.dns).toEqual(dns);
    expect(readEdited(iface, 'DNS1=192.0.2.53', 'DNS1=192.0.2.54').iface?.dns?.servers).toEqual([
      '192.0.2.54',
    ]);
  });

  test("a timer whose two figures disagree is reported, and NetworkManager's counts", () => {
    const iface = bridge('br0', { bridge: { stp: true, helloTimeMs: 2000 } });
    const { iface: read, problems } = readEdited(iface, ' ./hello_time=200', ' ./hello_time=500');
    expect(read).toMatchObject({ bridge: { helloTimeMs: 2000 } });
    expect(problems).toHaveLength(1);
  });

  test('a route file that was edited is understood line by line', () => {
    const gateway = '192.0.2.254';
    const route = { destination: { address: '10.0.0.0', prefix: 8 }, gateway };
    const iface = ethernet('eth0', { ipv4: { addresses: [address], routes: [route] } });
    const root = rootWith([iface], (text, name) =>
      name === 'route-eth0'
        ? `${text}10.9.0.0/16 via ${gateway}\nblackhole 10.8.0.0/16\n# a comment\n`
        : text,
    );
    const { host, problems } = ifcfg.read(root);
    expect(host.interfaces[0]?.ipv4?.routes).toEqual([
      route,
      { destination: { address: '10.9.0.0', prefix: 16 }, gateway },
    ]);
    expect(problems.map(({ at }) => at?.line)).toEqual([4]);
  });

  test('a file of a later format version is a part, and not read', () => {
    const root = rootWith([nic], (text) => text.replace('# ifscribe 1:', '# ifscribe 2:'));
    const { host, parts } = ifcfg.read(root);
    expect([host.interfaces, parts.map(({ state }) => state)]).toEqual([[], ['newer']]);
  });

  test('a copy under another name is reported, the interface is read once', () => {
    const files = written(nic);
    const text = files['ifcfg-eth0'] as string;
    const { host, problems } = ifcfg.read(
      memoryRoot({ [`${SCRIPTS}/ifcfg-a`]: text, [`${SCRIPTS}/ifcfg-eth0`]: text }),
    );
    expect(host.interfaces.map(({ name }) => name)).toEqual(['eth0']);
    expect(problems.map(({ at }) => at?.file)).toEqual([`${SCRIPTS}/ifcfg-a`]);
  });
});

describe('files of others', () => {
  const claims = (file: string, text: string) =>
    ifcfg.read(memoryRoot({ [`${SCRIPTS}/${file}`]: text })).claims;
  const covered = (file: string, text: string, iface: Interface) =>
    claims(file, text)
      .filter((claim) => claim.covers(iface))
      .map(({ by, line }) => [by, line]);
  const mac = '52:54:00:12:34:56';
  const eth0 = ethernet('eth0', { permanentMac: mac });

  test.each([
    ['ifcfg-eth0', 'ONBOOT=yes\n'],
    ['ifcfg-System_eth0', 'DEVICE=eth0\n'],
    ['ifcfg-System_eth0', 'export DEVICE="eth0" # the first\n'],
    ['ifcfg-eth0:1', 'DEVICE=eth0:1\nIPADDR=192.0.2.1\n'],
    ['ifcfg-eth0-range0', 'IPADDR_START=192.0.2.1\n'],
    ['route-eth0', '10.0.0.0/8 via 192.0.2.1\n'],
    ['route6-eth0', ''],
    ['eth0.route', 'ADDRESS0=10.0.0.0\n'],
  ])('%s claims eth0 by name', (file, text) => {
    expect(covered(file, text, eth0)).toEqual([['name', 1]]);
  });

  test('trap 10: a rule file claims the interface, for NetworkManager then drops its routes', () => {
    expect(covered('rule-eth0', 'from 192.0.2.1 table 1\n', eth0)).toEqual([['name', 1]]);
    expect(covered('rule6-eth0', '', eth0)).toEqual([['name', 1]]);
  });

  test('trap 16: HWADDR claims the NIC, however it is spelled', () => {
    expect(covered('ifcfg-lan', 'TYPE=Ethernet\nHWADDR=52-54-00-12-34-56\n', eth0)).toEqual([['pattern', 2]]);
    expect(covered('ifcfg-lan', 'HWADDR=52:54:00:12:34:57\n', eth0)).toEqual([]);
  });

  test('trap 17: a file for no device in particular may be taken for any NIC', () => {
    expect(covered('ifcfg-any', 'TYPE=Ethernet\nBOOTPROTO=dhcp\n', eth0)).toEqual([['pattern', 1]]);
    expect(covered('ifcfg-any', 'TYPE=Ethernet\n', bond('bond0'))).toEqual([]);
  });

  test.each([
    'ifcfg-eth0~',
    'ifcfg-eth0.bak',
    'ifcfg-eth0.orig',
    'ifcfg-eth0.rpmnew',
    'ifcfg-lo',
    'keys-eth0',
    'ifup-eth',
  ])("trap 20: %s is nobody's, or not about eth0", (file) => {
    expect(covered(file, 'DEVICE=eth0\n', file === 'ifcfg-lo' ? ethernet('lo0') : eth0)).toEqual([]);
  });

  test.each(['ifcfg-x.old', 'ifcfg-x.rpmsave', 'ifcfg-x.rej', 'ifcfg-x.tmp'])(
    'trap 20: %s is read by one of the two readers, and claims',
    (file) => {
      expect(covered(file, 'DEVICE=eth0\n', eth0)).toEqual([['name', 1]]);
    },
  );

  test('a file that cannot be read without a shell claims what its name says', () => {
    expect(covered('ifcfg-eth0', 'DEVICE=$(cat /etc/nic)\n', eth0)).toEqual([['name', 1]]);
  });
});

describe('letting go of an interface', () => {
  const files = {
    'ifcfg-lan': 'DEVICE=eth0\nIPADDR=192.0.2.1\nPREFIX=24\n',
    'route-lan': '10.0.0.0/8 via 192.0.2.2\n',
    'rule6-eth0': 'from 2001:db8::/32 table 5\n',
    'ifcfg-eth0:1': 'DEVICE=eth0:1\nIPADDR=192.0.2.3\n',
    'ifcfg-eth0-range0': 'IPADDR_START=192.0.2.4\nIPADDR_END=192.0.2.5\n',
    'keys-lan': 'KEY=x\n',
    'lan.route': 'ADDRESS0=10.0.0.0\n',
    'ifcfg-eth0.bak': 'DEVICE=eth0\n',
    'ifcfg-eth1': 'DEVICE=eth1\n',
    'route-eth1': '10.0.0.0/8 via 192.0.2.2\n',
    'ifcfg-eth01': 'DEVICE=eth01\n',
  };
  const released = (more: Readonly<Record<string, string>>, ...names: string[]) =>
    ifcfg
      .release(
        memoryRoot(
          Object.fromEntries(
            Object.entries({ ...files, ...more }).map(([name, text]) => [`${SCRIPTS}/${name}`, text]),
          ),
        ),
        new Set(names),
      )
      .map(({ path, content }) => {
        expect(content).toBeUndefined();
        return path.slice(SCRIPTS.length + 1);
      });

  test('all its files go, whatever they are called, and no others', () => {
    expect(released({}, 'eth0')).toEqual([
      'ifcfg-eth0-range0',
      'ifcfg-eth0:1',
      'ifcfg-lan',
      'keys-lan',
      'lan.route',
      'route-lan',
      'rule6-eth0',
    ]);
    expect(released({}, 'lan', 'eth9')).toEqual([]);
  });

  test('routes stay with a file that is called like the interface, and is of another', () => {
    const more = { 'ifcfg-eth0': 'DEVICE=eth7\n', 'route-eth0': '10.0.0.0/8 via 192.0.2.2\n' };
    expect(released(more, 'eth0')).not.toContain('route-eth0');
    expect(released(more, 'eth7')).toContain('route-eth0');
  });

  test('and an alias that its file is not called by', () => {
    const more = { 'ifcfg-web': 'DEVICE=eth1:web\n', 'ifcfg-web2': 'DEVICE=eth12:web\n' };
    expect(released(more, 'eth1')).toEqual(['ifcfg-eth1', 'ifcfg-web', 'route-eth1']);
  });

  test('a file of ours goes too, and one that says a kind that nobody knows', () => {
    const own = written(ethernet('eth3'))['ifcfg-eth3'] as string;
    expect(released({ 'ifcfg-eth3': own, 'ifcfg-t': 'DEVICE=team0\nTYPE=Team\n' }, 'eth3', 'team0')).toEqual([
      'ifcfg-eth3',
      'ifcfg-t',
    ]);
  });
});

const INIT = '/etc/rc.d/init.d/network';
const S10 = { '/etc/rc.d/rc3.d/S10network': '../init.d/network' };
const PLUGIN = '/usr/lib64/NetworkManager/1.42.2-1.el9/libnm-settings-plugin-ifcfg-rh.so';
const OLD_PLUGIN = '/usr/lib64/NetworkManager/1.18.8-1.el7/libnm-settings-plugin-ifcfg-rh.so';
const UNIT = '/usr/lib/systemd/system/NetworkManager.service';
const NM = { [PLUGIN]: '', [UNIT]: '[Unit]\n' };
const NM_ENABLED = { '/etc/systemd/system/multi-user.target.wants/NetworkManager.service': UNIT };
const NETWORK = '/etc/sysconfig/network';
const KEYFILES = '/etc/NetworkManager/system-connections';
const is7 = { [INIT]: '#!/bin/bash\n', [NETWORK]: 'NETWORKING=yes\n' };

describe('what the root boots with', () => {
  const verdict = (...root: Parameters<typeof memoryRoot>) => ifcfg.detect(memoryRoot(...root)).verdict;

  test.each([
    ['nothing', {}, {}, 'absent'],
    ['initscripts', is7, S10, 'boots'],
    ['initscripts that are off', is7, { '/etc/rc.d/rc3.d/K90network': '../init.d/network' }, 'installed'],
    ['NetworkManager with the plugin', NM, NM_ENABLED, 'boots'],
    ['NetworkManager that is not enabled', NM, {}, 'installed'],
    [
      'NetworkManager without the plugin',
      { [UNIT]: '[Unit]\n', '/usr/lib64/NetworkManager/1.52.0/libnm-device-plugin-wifi.so': '' },
      NM_ENABLED,
      'absent',
    ],
    [
      'a RHEL that shows no libraries',
      { [UNIT]: '[Unit]\n', '/etc/os-release': 'ID="rhel"\nVERSION_ID="8.10"\n' },
      NM_ENABLED,
      'boots',
    ],
    [
      'a RHEL without the plugin',
      { [UNIT]: '[Unit]\n', '/etc/os-release': 'ID=rhel\nVERSION_ID=10.0\n' },
      NM_ENABLED,
      'absent',
    ],
    [
      'a masked NetworkManager',
      NM,
      { ...NM_ENABLED, '/etc/systemd/system/NetworkManager.service': '/dev/null' },
      'installed',
    ],
  ])('%s', (_what, files, links, expected) => {
    expect(verdict(files, links)).toBe(expected);
  });

  test('trap 22: NetworkManager that migrates ifcfg files away does not boot with them', () => {
    const conf = { '/etc/NetworkManager/conf.d/m.conf': '[main]\nmigrate-ifcfg-rh=true\n' };
    expect(verdict({ ...NM, ...conf }, NM_ENABLED)).toBe('installed');
    const { evidence } = ifcfg.detect(memoryRoot({ ...NM, ...conf }, NM_ENABLED));
    expect(evidence.map(({ path }) => path)).toContain('/etc/NetworkManager/conf.d/m.conf');
  });

  test('NetworkManager with other plugins only does not read them either', () => {
    const conf = {
      '/etc/NetworkManager/NetworkManager.conf': '[main]\nplugins=keyfile\n[logging]\nplugins=ifcfg-rh\n',
    };
    expect(verdict({ ...NM, ...conf }, NM_ENABLED)).toBe('installed');
  });
});

describe('what the root changes about the format', () => {
  const capabilities = (...root: Parameters<typeof memoryRoot>) => ({
    ...ifcfg.capabilities,
    ...ifcfg.capabilitiesIn?.(memoryRoot(...root)),
  });

  test('trap 13: what only initscripts cannot do is refused where they boot the root', () => {
    const lacking = [
      'ipv4-dhcp-with-address',
      'dns-more-than-3',
      'vlan-before-parent',
      'ipv6-disabled',
      'vlan-mvrp',
    ] as const;
    for (const feature of lacking) {
      expect(capabilities({})[feature].level).toBe('lossy');
      expect(capabilities(is7, S10)[feature].level).toBe('none');
      expect(capabilities({ ...is7, ...NM }, { ...S10, ...NM_ENABLED })[feature].level).toBe('lossy');
    }
  });

  test('a NetworkManager that passes over default routes in route files limits them', () => {
    const level = (version: string) => {
      const files = { [OLD_PLUGIN.replace('1.18.8-1.el7', version)]: '', [UNIT]: '[Unit]\n' };
      return capabilities(files, NM_ENABLED)['several-default-routes'].level;
    };
    expect(['1.18.8-1.el7', '1.21.90-1.fc32', '1.22.0-1.el8', '1.40.0-1.el9', '2.0.0-1'].map(level)).toEqual([
      'lossy',
      'lossy',
      'full',
      'full',
      'full',
    ]);
    expect(capabilities(NM, NM_ENABLED)['several-default-routes'].level).toBe('full');
  });
});

/** NetworkManager-config-server's. */
const SERVER = '/usr/lib/NetworkManager/conf.d/00-server.conf';

describe('what the boot lacks', () => {
  const dhcp = ethernet('eth0', { ipv4: { dhcp: {}, addresses: [], routes: [] } });
  const codes = (iface: Interface, ...root: Parameters<typeof memoryRoot>) =>
    ifcfg.needs(hostOf(iface), memoryRoot(...root)).map(({ code, severity }) => {
      expect(severity).toBe('warning');
      return code;
    });

  test('nothing, for no interface', () => {
    expect(ifcfg.needs(hostOf(), memoryRoot({}))).toEqual([]);
  });

  test.each([
    ['an empty root', {}, {}, ['service-missing', 'networking-switched-off']],
    ['NetworkManager, which needs no /etc/sysconfig/network', NM, NM_ENABLED, []],
    ['NetworkManager that is off', { ...NM, [NETWORK]: '' }, {}, ['service-not-enabled']],
    ['initscripts', is7, S10, []],
    ['initscripts that are off', is7, {}, ['service-not-enabled']],
    ['initscripts without /etc/sysconfig/network', { [INIT]: '' }, S10, ['networking-switched-off']],
    [
      'initscripts with NETWORKING=no',
      { [INIT]: '', [NETWORK]: 'NETWORKING="no"\n' },
      S10,
      ['networking-switched-off'],
    ],
    [
      'a gateway for the whole host',
      { ...NM, [NETWORK]: 'GATEWAYDEV=eth9\n' },
      NM_ENABLED,
      ['global-gateway'],
    ],
  ])('%s', (_what, files, links, expected) => {
    expect(codes(nic, files, links)).toEqual(expected);
  });

  test.each([
    ['no profile', {}, ['default-connection']],
    ['an ifcfg file', { [`${SCRIPTS}/ifcfg-eth9`]: 'DEVICE=eth9\nBOOTPROTO=none\n' }, []],
    ['an ifcfg file of another NIC', { [`${SCRIPTS}/ifcfg-eth0`]: 'DEVICE=eth0\n' }, ['default-connection']],
    ['an ifcfg file by MAC', { [`${SCRIPTS}/ifcfg-lan`]: 'HWADDR=00:00:5e:00:53:01\n' }, []],
    ['a keyfile', { [`${KEYFILES}/a.nmconnection`]: '[connection]\ninterface-name=eth9\n' }, []],
    ['no-auto-default for all', { [SERVER]: '[main]\nno-auto-default=*\n' }, []],
    ['no-auto-default for it', { [SERVER]: '[main]\nno-auto-default=eth8,eth9\n' }, []],
    ['no-auto-default for others', { [SERVER]: '[main]\nno-auto-default=eth8\n' }, ['default-connection']],
    ['no-auto-default by a match', { [SERVER]: '[main]\nno-auto-default=eth8,  interface-name:eth9\n' }, []],
    ['another setting', { [SERVER]: '[main]\nignore-carrier=*\n' }, ['default-connection']],
    ['a route file', { [`${SCRIPTS}/route-eth9`]: '10.0.0.0/8 via 192.0.2.1\n' }, ['default-connection']],
    ['a file that nobody reads', { [`${SCRIPTS}/ifcfg-eth9.bak`]: 'DEVICE=eth9\n' }, ['default-connection']],
    [
      'a keyfile of another NIC',
      { [`${KEYFILES}/a.nmconnection`]: '[connection]\ninterface-name=eth91\n' },
      ['default-connection'],
    ],
    ['a keyfile of none', { [`${KEYFILES}/a.nmconnection`]: '[connection]\n' }, ['default-connection']],
    [
      'a keyfile that does not say it',
      { [`${KEYFILES}/a.nmconnection`]: '[connection]\n#interface-name=eth9\n' },
      ['default-connection'],
    ],
    [
      'a keyfile with blanks',
      { [`${KEYFILES}/a.nmconnection`]: '[connection]\ninterface-name=eth9  \n' },
      [],
    ],
  ])("a vlan's parent that nobody defines, with %s", (_what, files, expected) => {
    const tagged = vlan('eth9.5', 'eth9', 5);
    expect(codes(tagged, { ...NM, ...files }, NM_ENABLED)).toEqual(expected);
    expect(codes(tagged, { ...is7, ...files }, S10)).toEqual([]);
  });

  test('initscripts need a DHCP client', () => {
    expect(codes(dhcp, is7, S10)).toEqual(['package-missing']);
    expect(codes(dhcp, { ...is7, '/usr/sbin/dhclient': '' }, S10)).toEqual([]);
    expect(codes(dhcp, NM, NM_ENABLED)).toEqual([]);
  });

  test('initscripts of RHEL 7 need brctl for a bridge', () => {
    const scripts = { ...is7, [`${SCRIPTS}/ifup-eth`]: 'if [ ! -x /usr/sbin/brctl ]; then\n' };
    expect(codes(bridge('br0'), scripts, S10)).toEqual(['package-missing']);
    expect(codes(vlan('eth0.5', 'eth0', 5), scripts, S10)).toEqual([]);
  });

  test('a NIC is given its name by rename_device', () => {
    const found = ethernet('lan0', { permanentMac: '00:00:5e:00:53:01' });
    const root = { ...NM, '/usr/lib/udev/ata_id': '' };
    expect(codes(found, root, NM_ENABLED)).toEqual(['package-missing']);
    expect(codes(found, { ...root, '/usr/lib/udev/rename_device': '' }, NM_ENABLED)).toEqual([]);
    expect(codes(nic, root, NM_ENABLED)).toEqual([]);
    expect(codes(found, NM, NM_ENABLED)).toEqual([]);
  });
});
