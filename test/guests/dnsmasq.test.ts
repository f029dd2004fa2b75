import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Network } from '../../src/model/network.ts';
import { dnsmasqConfiguration, dnsmasqUnit } from '../../src/services/dnsmasq.ts';
import { dnsmasqDropIn } from '../../src/services/dnsmasq-drop-in.ts';
import { express } from '../../src/services/express.ts';
import { keaUnit } from '../../src/services/kea.ts';
import { deviceUnitName } from '../../src/services/names.ts';
import { arbitraryNetworks } from '../support/arbitrary-network.ts';
import { deviceName } from '../support/arbitrary-values.ts';
import { dhcp4, dns, installed, ipv4, ipv6, network } from '../support/guest-networks.ts';
import { describeConsumer, inNamespace, missingPrograms, whyNot } from '../support/namespace.ts';
import { type Served, serve, variables } from '../support/served-guests.ts';

const PROGRAMS = ['dnsmasq', 'busybox', 'dhclient', 'dig', 'setpriv'];

describeConsumer('dnsmasq', missingPrograms('dnsmasq'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnsmasq-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What dnsmasq says against files of that text. */
  async function complaints(texts: readonly string[]): Promise<string[]> {
    texts.forEach((text, n) => void writeFileSync(join(folder, `${n}`), text));
    const loop = `for n in $(seq 0 ${texts.length - 1}); do dnsmasq --test -C ${folder}/$n 2>&1 | grep -v 'syntax check OK' || true; done`;
    const { status, stdout } = await inNamespace(loop);
    expect(status).toBe(0);
    return stdout.split('\n').filter((line) => line !== '');
  }

  test('takes the configuration of any network', async () => {
    const networks = fc.sample(arbitraryNetworks(2), { numRuns: 120 }).flat();
    const texts = networks
      .filter((each) => express(installed(each)).lost.length === 0)
      .flatMap((each) => dnsmasqConfiguration(each) ?? []);
    expect(texts.length).toBeGreaterThan(30);
    expect(await complaints(texts)).toEqual([]);
  });

  test('would not take what it is said not to', async () => {
    const name = network('lab', {
      ips: [ipv4({ dhcp: dhcp4({ hosts: [{ mac: '52:54:00:00:00:01', name: '_a' }] }) })],
    });
    expect(await complaints([dnsmasqConfiguration(name) ?? ''])).toHaveLength(1);
  });

  test('a long line goes on as a directive of its own', async () => {
    expect(
      await complaints([`txt-record=a,"${'x'.repeat(1100)}"\n`, `txt-record=a,"${'x'.repeat(980)}"\n`]),
    ).toEqual([expect.stringMatching(/missing "|line 2/)]);
  });

  test('drop-ins of several networks, of libvirt and of lxc stand beside each other', async () => {
    const others = 'bind-interfaces\nexcept-interface=lxcbr0\n';
    const two = network('two', { bridge: { name: 'virbr8' } });
    expect(await starts(dnsmasqDropIn(network('lab'), false) + dnsmasqDropIn(two, false) + others)).toBe('');
  });

  test("a drop-in stands beside the administrator's bind-dynamic, as it would not with bind-interfaces", async () => {
    const mine = 'bind-dynamic\n';
    expect(await starts(mine + dnsmasqDropIn(network('lab'), true))).toBe('');
    expect(await starts(mine + dnsmasqDropIn(network('lab'), false))).toContain('bind-dynamic');
  });

  /** What dnsmasq says, started with that text, before it gives up; the test of its syntax lets more through. */
  async function starts(text: string): Promise<string> {
    writeFileSync(join(folder, 'started'), text);
    const { stderr } = await inNamespace(`dnsmasq -C ${folder}/started -x ${folder}/pid -u root || true`);
    return stderr;
  }
});

describeConsumer('systemd-escape', missingPrograms('systemd-escape'), () => {
  test('names device units as we do', async () => {
    const names = ['virbr0', 'a-b.c@d+e', '_x', 'br.lab-1', ...fc.sample(deviceName, 50)];
    const paths = names.map((name) => `'/sys/subsystem/net/devices/${name}'`);
    const { stdout } = await inNamespace(`systemd-escape --path --suffix=device ${paths.join(' ')}`);
    expect(names.map(deviceUnitName)).toEqual(stdout.trim().split(' '));
  });
});

describeConsumer('systemd-analyze', missingPrograms('systemd-analyze'), () => {
  test('takes the units', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'units-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const ips = [ipv4({ dhcp: dhcp4() })];
    ['virbr0', 'a-b.c@d+e'].forEach((name, n) => {
      const of = network(`lab${n}`, { bridge: { name }, ips });
      writeFileSync(join(folder, `dnsmasq-${n}.service`), dnsmasqUnit(installed(of)) ?? '');
      writeFileSync(join(folder, `kea-${n}.service`), keaUnit(installed(of, 'kea')) ?? '');
    });
    const { stdout, stderr } = await inNamespace(
      `systemd-analyze verify --man=no ${folder}/*.service || true`,
    );
    expect(`${stdout}${stderr}`).toBe('');
  });
});

/** NAT, with everything that dnsmasq serves. */
const lab = network('lab', {
  mtuBytes: 1400,
  domain: { name: 'lab.example', localOnly: true },
  ips: [
    ipv4({
      localPtr: true,
      tftpRoot: '/srv/tftp',
      dhcp: dhcp4({
        ranges: [{ start: '192.168.150.100', end: '192.168.150.199', leaseSeconds: 1800 }],
        hosts: [
          { mac: '52:54:00:00:00:01', name: 'alpha', ip: '192.168.150.5', leaseSeconds: 600 },
          { mac: '52:54:00:00:00:03', name: '1h', ip: '192.168.150.6' },
        ],
        bootp: { file: 'pxelinux.0' },
      }),
    }),
    ipv6(),
  ],
  dns: dns({
    forwardPlainNames: false,
    texts: [{ name: 'note.lab.example', value: 'a, "b" \\ # é: c=d,' }],
    services: [
      { service: 'ldap', protocol: 'tcp', target: 'alpha.lab.example', port: 389, priority: 1, weight: 2 },
    ],
    hosts: [{ address: '192.168.150.77', names: ['printer', '42d', 'www.example.net'] }],
  }),
});

const { forward: _, ...hostOnly } = network('quiet', {
  bridge: { name: 'virbr8' },
  ips: [
    ipv4({
      address: '192.168.151.1',
      dhcp: { ranges: [{ start: '192.168.151.100', end: '192.168.151.100' }], hosts: [] },
    }),
    ipv6({ address: '2001:db8:151::1' }),
  ],
});
const quiet: Network = hostOnly;

/** IPv6 alone, with leases. */
const six = network('six', {
  bridge: { name: 'virbr9' },
  domain: { name: 'six.example' },
  ips: [
    ipv6({
      address: '2001:db8:152::1',
      dhcp: {
        ranges: [{ start: '2001:db8:152::100', end: '2001:db8:152::1ff' }],
        hosts: [{ mac: '52:54:00:00:00:05', name: 'epsilon', ip: '2001:db8:152::5' }],
      },
    }),
  ],
});

const script = `
echo 'kernel image' >/srv/tftp/kernel
guest a virbr7 52:54:00:00:00:01
guest b virbr7 52:54:00:00:00:02
guest c virbr7 52:54:00:00:00:03
guest q virbr8 52:54:00:00:00:04
guest s virbr9 52:54:00:00:00:05
lease a; lease b -x hostname:beta; lease c; lease q
for name in a b c q; do show bound-$name cat /run/$name.bound; done
for name in a b q; do renew $name; show renew-$name cat /run/$name.renew; done
show alpha ask b alpha.lab.example
show short ask b alpha
show beta ask a beta.lab.example
show '1h' ask a 1h.lab.example
show reverse ask b -x 192.168.150.5
show txt ask b txt note.lab.example
show srv ask b srv _ldap._tcp.lab.example
show host ask b printer.lab.example
show host-short ask b printer
show host-digits ask b 42d
show host-reverse ask b -x 192.168.150.77
show other-domain ask b www.example.net
eventually sh -c 'ip -n b -6 addr show dev eth0 scope global | grep -q 2001:db8:150:'
show slaac ip -n b -6 addr show dev eth0 scope global
show route6 ip -n b -6 route show default
show late-address on b dig +short +time=2 +tries=2 @2001:db8:150::1 alpha.lab.example
show tcp ask b +tcp alpha.lab.example
show outside ask b www.outside.example
show plain verdict b plain
show local verdict b nobody.lab.example
show local-reverse verdict b -x 192.168.150.99
show outside-from-quiet verdict q www.outside.example
show tftp on b busybox tftp -g -r kernel -l - 192.168.150.1
show tftp-beyond on b busybox tftp -g -r ../../etc/passwd -l - 192.168.150.1
eventually sh -c 'ip -n q -6 addr show dev eth0 scope global | grep -q 2001:db8:151:'
show route6-quiet ip -n q -6 route show default
show route-quiet ip -n q route show default
eventually sh -c 'ip -n s -6 addr show dev eth0 scope link -tentative | grep -q fe80'
on s timeout 20 dhclient -6 -1 -sf /bin/true -lf /run/s.leases -pf /run/s.pid eth0 >&2
show lease6 grep iaaddr /run/s.leases
show name6 on s dig +short aaaa @2001:db8:152::1 epsilon.six.example
show sockets ss -lunH sport = :67
show leases cat /var/lib/ifscribe/lab.leases
show pid-files find /run /var/run -name 'dnsmasq*.pid'
`;

describeConsumer('dnsmasq, live', await whyNot(...PROGRAMS), () => {
  let served: Served;
  const shown = (name: string): string => served.shown[name] ?? `nothing shown as ${name}`;
  const told = (name: string) => variables(served.shown[name]);
  beforeAll(async () => {
    served = await serve({ networks: [installed(lab), installed(quiet), installed(six)], script });
  }, 60_000);

  test('a reservation, with its lease, the router, the MTU and what to boot', () => {
    expect(told('bound-a')).toMatchObject({
      ip: '192.168.150.5',
      mask: '24',
      router: '192.168.150.1',
      dns: '192.168.150.1',
      domain: 'lab.example',
      hostname: 'alpha',
      lease: '600',
      mtu: '1400',
      boot_file: 'pxelinux.0',
      siaddr: '192.168.150.1',
    });
  });

  test('of the range, for its time', () => {
    const { ip, lease } = told('bound-b');
    expect(ip).toMatch(/^192\.168\.150\.1\d\d$/);
    expect(lease).toBe('1800');
  });

  test('a name like a time is a name', () => {
    expect(told('bound-c')).toMatchObject({ ip: '192.168.150.6', lease: '1800', hostname: '1h' });
    expect(shown('1h')).toBe('192.168.150.6');
  });

  test('renewed by the network that leased it, one server beside another', () => {
    for (const name of ['a', 'b', 'q'])
      expect(told(`renew-${name}`), name).toMatchObject({
        ip: told(`bound-${name}`).ip,
        serverid: told(`bound-${name}`).serverid,
      });
    expect(
      shown('sockets')
        .match(/0\.0\.0\.0%virbr\d:67/g)
        ?.sort(),
    ).toEqual(['0.0.0.0%virbr7:67', '0.0.0.0%virbr8:67']);
  });

  test.each([
    ['alpha', '192.168.150.5'],
    ['short', '192.168.150.5'],
    ['reverse', 'alpha.lab.example.'],
    ['txt', '"a, \\"b\\" \\\\ # \\195\\169: c=d,"'],
    ['srv', '1 2 389 alpha.lab.example.'],
    ['host', '192.168.150.77'],
    ['host-short', '192.168.150.77'],
    ['host-digits', '192.168.150.77'],
    ['host-reverse', 'printer.lab.example.'],
    ['other-domain', '192.168.150.77'],
    ['late-address', '192.168.150.5'],
    ['tcp', '192.168.150.5'],
    ['outside', '203.0.113.9'],
  ])('a name: %s', (name, answer) => {
    expect(shown(name)).toBe(answer);
  });

  test("a guest's own name", () => {
    expect(shown('beta')).toBe(told('bound-b').ip);
  });

  test.each(['plain', 'local', 'local-reverse'])('stays here: %s', (name) => {
    expect(shown(name)).toContain('NXDOMAIN');
  });

  test('guests that reach nothing outside have no way there, in names and in routes', () => {
    expect(shown('outside-from-quiet')).toContain('REFUSED');
    expect(told('bound-q').router).toBeUndefined();
    expect(shown('route-quiet')).toBe('');
    expect(shown('route6-quiet')).toBe('');
    expect(shown('route6')).toContain('via fe80:');
  });

  test('a reservation of an IPv6 address, by the MAC address, and its name', () => {
    expect(shown('lease6')).toContain('2001:db8:152::5 ');
    expect(shown('name6')).toBe('2001:db8:152::5');
  });

  test('files, and none beyond their folder', () => {
    expect(shown('tftp')).toBe('kernel image');
    expect(shown('tftp-beyond')).not.toContain('root:');
  });

  test('leases outlive the server, nothing else is written', () => {
    expect(shown('leases')).toContain('192.168.150.5 alpha');
    expect(shown('pid-files')).toBe('');
  });
});
