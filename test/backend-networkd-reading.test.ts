import { describe, expect, test } from 'vitest';
import { networkd } from '../backends/networkd/index.ts';
import { emptyHost } from '../src/model/host.ts';
import { express } from '../src/plan/express.ts';
import { ethernet } from './support/hosts.ts';
import { memoryRoot } from './support/memory-root.ts';
import { codesOf, nic, readFiles, written } from './support/networkd-files.ts';

const at = (file: string): string => `/etc/systemd/network/10-ifscribe-${file}`;
const VLAN =
  "<interface type='vlan' name='v5'><protocol family='ipv4'><dhcp/></protocol><vlan tag='5'><interface name='eth0'/></vlan></interface>";
const BOND = `
  <interface type='bond' name='bond0'>
    <bond mode='active-backup'>
      <miimon freq='100'/>
      <interface type='ethernet' name='eth1'/>
      <interface type='ethernet' name='eth0'/>
    </bond>
  </interface>`;

/** What a root holds of documents after one file was changed: `from` in it replaced by `to`. */
function edited(document: string, file: string, from: string | RegExp, to: string) {
  const { root } = written(document);
  const text = root[at(file)] ?? '';
  expect(text).toMatch(from);
  return readFiles({ ...root, [at(file)]: text.replace(from, to) });
}

describe('a directive that was changed by hand wins', () => {
  test('an address', () => {
    const { host, parts, problems } = edited(nic('eth0'), 'eth0.network', '192.0.2.10', '192.0.2.99');
    expect(host.interfaces[0]?.ipv4?.addresses).toEqual([{ address: '192.0.2.99', prefix: 24 }]);
    expect(parts.map(({ state }) => state)).toEqual(['edited']);
    expect(problems).toEqual([]);
  });

  test('the name that is matched', () => {
    const { host } = edited(nic('eth0'), 'eth0.network', 'Name=eth0', 'Name=lan0');
    expect(host.interfaces.map(({ name }) => name)).toEqual(['lan0']);
  });

  test('RequiredForOnline=no on an interface with addresses is hotplug', () => {
    const { host } = edited(nic('eth0'), 'eth0.network', 'RequiredForOnline=yes', 'RequiredForOnline=no');
    expect(host.interfaces[0]?.start).toBe('hotplug');
  });

  test.each(['manual', 'down', 'always-down'])('ActivationPolicy=%s is start none', (policy) => {
    const { host } = edited(nic('eth0'), 'eth0.network', '[Link]', `[Link]\nActivationPolicy=${policy}`);
    expect(host.interfaces[0]?.start).toBe('none');
  });
  test('an address without a length is one host, as to networkd', () => {
    const { host } = edited(nic('eth0', '<dhcp/>'), 'eth0.network', 'DHCP=ipv4', 'Address=192.0.2.5');
    expect(host.interfaces[0]?.ipv4?.addresses).toEqual([{ address: '192.0.2.5', prefix: 32 }]);
  });

  test('another PrimarySlave= is another first member', () => {
    const { root } = written(BOND);
    const primary = 'PrimarySlave=yes\n';
    const eth1 = root[at('eth1.network')] ?? '';
    const eth0 = root[at('eth0.network')] ?? '';
    expect(eth1).toContain(primary);
    const { host } = readFiles({
      ...root,
      [at('eth1.network')]: eth1.replace(primary, ''),
      [at('eth0.network')]: eth0.replace('[Network]\n', `[Network]\n${primary}`),
    });
    const position = (name: string) => host.interfaces.find((i) => i.name === name)?.port?.position;
    expect([position('eth0'), position('eth1')]).toEqual([0, 1]);
  });

  test('a gateway in [Network] is a default route', () => {
    const { host } = edited(nic('eth0'), 'eth0.network', '[Network]', '[Network]\nGateway=192.0.2.1');
    expect(host.interfaces[0]?.ipv4?.routes).toEqual([{ gateway: '192.0.2.1' }]);
  });

  test('other spellings of the same are no problem', () => {
    const { host, problems } = edited(
      nic('eth0', '<dhcp/>'),
      'eth0.network',
      'IPv6AcceptRA=no\nDHCP=ipv4',
      'IPv6AcceptRA=off\nDHCP=both',
    );
    expect(problems).toEqual([]);
    expect(host.interfaces[0]?.ipv4?.dhcp).toBeDefined();
    expect(host.interfaces[0]?.ipv6?.dhcp).toBeDefined();
  });
});

describe('what cannot be understood is said with its line', () => {
  test.each([
    ['a bad address', 'Address=192.0.2.10/24', 'Address=192.0.2.999/24'],
    ['a comment behind a value', 'Address=192.0.2.10/24', 'Address=192.0.2.10/24 # lan'],
    ['an unknown key', '[Network]', '[Network]\nVRF=blue'],
    ['a section of its own', '[Network]', '[QDisc]\nParent=root\n[Network]'],
    ['IPv4 link-local addresses', 'LinkLocalAddressing=ipv6', 'LinkLocalAddressing=yes'],
    ['no assignment', '[Network]', '[Network]\nnonsense'],
  ])('%s', (_what, from, to) => {
    const { problems } = edited(nic('eth0'), 'eth0.network', from, to);
    expect(codesOf(problems)).toEqual(['not-understood']);
    expect(problems[0]?.at?.file).toBe(at('eth0.network'));
    expect(problems[0]?.interface).toBe('eth0');
  });

  test('a vlan that no file stands under', () => {
    const { root } = written(VLAN);
    const { [at('eth0.network')]: _gone, ...rest } = root;
    const { host, problems } = readFiles(rest);
    expect(host.interfaces).toEqual([]);
    expect(codesOf(problems)).toEqual(['not-understood']);
  });
});

describe('IPv6', () => {
  const of = (inner: string) => `<interface type='ethernet' name='eth0'>${inner}</interface>`;
  const network = (inner: string) => written(of(inner)).files['eth0.network'];

  test('none said: link-local only, no router is listened to', () => {
    for (const inner of ['', "<protocol family='ipv6'/>"]) {
      expect(network(inner)).toContain('LinkLocalAddressing=ipv6\nIPv6AcceptRA=no\n');
      expect(network(inner)).not.toContain('DHCP');
    }
  });

  test('none said and an empty one read back apart', () => {
    const ipv6 = (inner: string) => readFiles(written(of(inner)).root).host.interfaces[0]?.ipv6;
    expect(ipv6('')).toBeUndefined();
    expect(ipv6("<protocol family='ipv6'/>")).toEqual({ autoconf: false, addresses: [], routes: [] });
  });

  test('off', () => {
    const text = network("<protocol family='ipv6' disabled='yes'/>");
    expect(text).toContain('LinkLocalAddressing=no\n');
    expect(text).toContain('IPv6AcceptRA=no\n');
  });

  test('SLAAC alone never starts DHCPv6', () => {
    const text = network("<protocol family='ipv6'><autoconf/></protocol>");
    expect(text).toContain('IPv6AcceptRA=yes\n');
    expect(text).toContain('UseAutonomousPrefix=yes\n');
    expect(text).toContain('DHCPv6Client=no\n');
  });

  test('DHCPv6 alone takes no address from routers and needs none', () => {
    const text = network("<protocol family='ipv6'><dhcp peerdns='no'/></protocol>");
    expect(text).toContain('DHCP=ipv6\n');
    expect(text).toContain('UseAutonomousPrefix=no\n');
    expect(text).toContain('WithoutRA=solicit\n');
    expect(text?.match(/UseDNS=no/g)).toHaveLength(2);
  });

  test('an MTU too small for it is kept, and not raised for a link-local address', () => {
    const text = network("<mtu size='1000'/>");
    expect(text).toContain('LinkLocalAddressing=no\n');
    const { interfaces } = readFiles(written(of("<mtu size='1000'/>")).root).host;
    expect(interfaces).toEqual([ethernet('eth0', { mtuBytes: 1000 })]);
  });
});

describe("a vlan's parent that no document defines", () => {
  test('has a file, and is no interface', () => {
    const { root } = written(VLAN);
    expect(root[at('eth0.network')]).toContain('VLAN=v5');
    const { host, parts } = readFiles(root);
    expect(host.interfaces.map(({ name }) => name)).toEqual(['v5']);
    expect(parts.map((part) => part.interface)).toEqual(['eth0', 'v5', 'v5']);
  });

  test('is one once somebody gives it an address', () => {
    const { host } = edited(VLAN, 'eth0.network', '[Network]', '[Network]\nAddress=192.0.2.1/24');
    expect(host.interfaces.map(({ name }) => name)).toEqual(['eth0', 'v5']);
  });
});

describe('what the root boots with', () => {
  const UNIT = '/usr/lib/systemd/system/systemd-networkd.service';
  const WANTS = '/etc/systemd/system/multi-user.target.wants/systemd-networkd.service';
  const host = { interfaces: [ethernet('eth0')] };
  const look = (files: Record<string, string>, links: Record<string, string> = {}) => {
    const root = memoryRoot(files, links);
    return [networkd.detect(root).verdict, ...codesOf(networkd.needs(host, root))];
  };

  test.each([
    ['nothing', {}, {}, ['absent', 'service-missing']],
    ['installed', { [UNIT]: '[Unit]\n' }, {}, ['installed', 'service-not-enabled']],
    ['enabled', { [UNIT]: '[Unit]\n' }, { [WANTS]: UNIT }, ['boots']],
    [
      'enabled by the vendor',
      { [UNIT]: '[Unit]\n' },
      { [WANTS.replace('/etc', '/usr/lib')]: '../systemd-networkd.service' },
      ['boots'],
    ],
    [
      'enabled and masked',
      { [UNIT]: '[Unit]\n' },
      { [WANTS]: UNIT, '/etc/systemd/system/systemd-networkd.service': '/dev/null' },
      ['installed', 'service-not-enabled'],
    ],
    [
      'enabled by the vendor, taken back by the administrator',
      { [UNIT]: '[Unit]\n' },
      { [WANTS.replace('/etc', '/usr/lib')]: '../systemd-networkd.service', [WANTS]: '/dev/null' },
      ['installed', 'service-not-enabled'],
    ],
    ['unit below /lib', { [UNIT.replace('/usr', '')]: '[Unit]\n' }, {}, ['installed', 'service-not-enabled']],
  ])('%s', (_what, files, links, seen) => {
    expect(look(files as Record<string, string>, links as Record<string, string>)).toEqual(seen);
  });

  test('nothing to bring up needs nothing', () => {
    expect(networkd.needs(emptyHost, memoryRoot({}))).toEqual([]);
  });

  test('where nothing counts as online, a boot that waits for it waits in vain', () => {
    const waiting = '/usr/lib/systemd/system/systemd-networkd-wait-online.service';
    const wants = '/etc/systemd/system/network-online.target.wants/systemd-networkd-wait-online.service';
    const units = { [UNIT]: '[Unit]\n', [waiting]: '[Unit]\n' };
    const codes = (document: string, more: Record<string, string> = {}) => {
      const { root } = written(document);
      const view = memoryRoot({ ...units, ...root, ...more }, { [WANTS]: UNIT, [wants]: waiting });
      return codesOf(networkd.needs(networkd.read(view).host, view));
    };
    expect(codes("<interface type='ethernet' name='eth0'/>")).toEqual(['nothing-to-wait-for']);
    expect(codes(nic('eth0'))).toEqual([]);
    const foreign = { '/etc/systemd/network/lan.network': '[Match]\nName=lan\n' };
    expect(codes("<interface type='ethernet' name='eth0'/>", foreign)).toEqual([]);
  });

  test('DNS needs systemd-resolved', () => {
    const withDns = { interfaces: [ethernet('eth0', { dns: { servers: ['192.0.2.53'], search: [] } })] };
    const resolved = '/usr/lib/systemd/system/systemd-resolved.service';
    const wants = '/etc/systemd/system/multi-user.target.wants/systemd-resolved.service';
    const codes = (root: ReturnType<typeof memoryRoot>) =>
      codesOf(
        express(networkd, withDns, { only: () => true, root, sources: new Map(), allowLoss: false }).findings,
      );
    expect(codes(memoryRoot({ [resolved]: '[Unit]\n' }))).toEqual(['limited-dns']);
    expect(codes(memoryRoot({ [resolved]: '[Unit]\n' }, { [wants]: resolved }))).toEqual([]);
  });
});
