import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bridgeNameOf } from '../src/cli/new/network.ts';
import type { NewOptions } from '../src/cli/new/options.ts';
import { forms } from '../src/cli/output/forms.ts';
import { readCommandLine } from '../src/cli/program.ts';
import { newDocument } from '../src/cli/verbs/new.ts';
import { formatDocument } from '../src/language/format.ts';
import { parseDocuments } from '../src/language/parse.ts';
import { emptyHost } from '../src/model/host.ts';
import { deviceNameFault } from '../src/model/values.ts';
import { checkDocuments } from '../src/plan/plan.ts';
import { Fault } from '../src/root/fault.ts';
import { buildCommand, run } from './support/command.ts';

const command = buildCommand();
const ifscribe = (...words: string[]) => run(command, words);
/** A command line from its words on, without a process: what it prints, or why it is wrong usage. */
async function answerTo(...words: string[]): Promise<{ printed: string } | { problems: string[] }> {
  try {
    const request = readCommandLine(['new', ...words], '0');
    if (request.kind === 'text') return { printed: request.text };
    const { text, findings } = await (await request.verb.load())(request.call);
    expect(findings).toEqual([]);
    return { printed: text({} as never) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { problems: error.findings.map(({ code, message }) => `${code}: ${message}`) };
  }
}
const made = async (...words: string[]): Promise<string> => {
  const answer = await answerTo(...words);
  return 'printed' in answer ? answer.printed : answer.problems.join();
};

/** The verb itself, without a process. */
const ask = (operands: readonly string[], options: NewOptions) =>
  newDocument({ operands, options: { root: '/', color: 'never', ...options } as never }) as Exclude<
    ReturnType<typeof newDocument>,
    Promise<unknown>
  >;

/** What `validate` says of a document. */
function judge(xml: string) {
  const parsed = parseDocuments([{ file: 'new.xml', text: xml }]);
  const { host, findings } = checkDocuments(parsed);
  return { ...parsed, host, codes: [...parsed.findings, ...findings].map(({ code }) => code) };
}

describe('a network in one line', () => {
  test('nat, with a guest and a port that leads to it', async () => {
    const words = ['--mode', 'nat', '--subnet', '192.168.150.0/24', '--publish', '2222:alpha:22'];
    expect(await made('network', 'lab', ...words, '--host', 'alpha=52:54:00:00:00:01')).toBe(`<network>
  <name>lab</name>
  <metadata>
    <publish xmlns='urn:ifscribe:network:1'>
      <portForward proto='tcp' to='alpha'>
        <range start='2222' end='2222' to='22'/>
      </portForward>
    </publish>
  </metadata>
  <forward mode='nat'/>
  <bridge name='virbr-lab' stp='off'/>
  <ip address='192.168.150.1' prefix='24'>
    <dhcp>
      <range start='192.168.150.3' end='192.168.150.254'/>
      <host mac='52:54:00:00:00:01' name='alpha' ip='192.168.150.2'/>
    </dhcp>
  </ip>
</network>
`);
  });

  test('bridge, host-only, isolated', async () => {
    expect(await made('network', 'lab', '--mode', 'bridge', '--bridge', 'xenbr0')).toBe(`<network>
  <name>lab</name>
  <forward mode='bridge'/>
  <bridge name='xenbr0'/>
</network>
`);
    const hostOnly = await made('network', 'lab', '--mode', 'host-only', '--subnet', '10.9.0.0/24');
    expect(hostOnly).toContain("<range start='10.9.0.2' end='10.9.0.254'/>");
    expect(hostOnly).not.toContain('<forward');
    expect(await made('network', 'lab', '--mode', 'isolated')).not.toMatch(/<forward|<ip/);
  });

  test('none is a document that holds nothing', async () => {
    const xml = await made('network', 'lab', '--mode', 'none');
    expect(xml).toBe('<interfaces>\n</interfaces>\n');
    expect(run(command, ['validate'], { input: xml }).status).toBe(0);
  });

  test('a route to the guests of a public subnet, by one interface, with names', async () => {
    const words = [
      '--mode',
      'route',
      '--subnet',
      '203.0.113.16/28',
      '--no-dhcp',
      '--dev',
      'eth0',
      '--domain',
      'lab.example',
    ];
    const xml = await made(
      'network',
      'pub',
      ...words,
      '--dns',
      '192.0.2.53',
      '--mtu',
      '1400',
      '--bridge',
      'br7',
    );
    expect(judge(xml).networks[0]).toMatchObject({
      forward: { mode: 'route', dev: 'eth0' },
      bridge: { name: 'br7' },
      mtuBytes: 1400,
      domain: { name: 'lab.example' },
      dns: { forwarders: [{ address: '192.0.2.53' }] },
      ips: [{ address: '203.0.113.17', prefix: 28 }],
    });
  });

  test('unique local IPv6 addresses are translated, and forwarding them is warned of', () => {
    const six = (subnet: string) => ask(['network', 'lab'], { subnet: '10.9.0.0/24', ipv6Subnet: subnet });
    const local = six('fd00:7::/64');
    expect(local.report.networks[0]).toMatchObject({
      forward: { nat: { ipv6: true } },
      ips: [{}, { address: 'fd00:7::1', prefix: 64 }],
    });
    expect(local.findings.map(({ code }) => code)).toEqual(['ipv6-forwarding']);
    expect(six('2001:db8:7::/64').report.networks[0]?.forward).toEqual({ mode: 'nat' });
  });
});

describe('what is leased', () => {
  const leased = (options: NewOptions) => {
    const { networks } = ask(['network', 'lab'], { subnet: '10.9.0.0/24', ...options }).report;
    const [ip] = networks[0]?.ips ?? [];
    const { ranges = [], hosts = [] } = ip?.dhcp ?? {};
    return [
      ...ranges.map(({ start, end }) => `${start}-${end}`),
      ...hosts.map((host) => `${host.name}=${host.ip}`),
    ];
  };
  const guest = (name: string, n: number, ip?: string): string =>
    `${name}=52:54:00:00:00:0${n}${ip ? `=${ip}` : ''}`;

  test.each<[string, NewOptions, string[]]>([
    ['all that is free', {}, ['10.9.0.2-10.9.0.254']],
    ['what comes before the host', { gateway: '10.9.0.254' }, ['10.9.0.1-10.9.0.253']],
    ['the longer side of it', { gateway: '10.9.0.9' }, ['10.9.0.10-10.9.0.254']],
    [
      'what comes after guests',
      { host: [guest('a', 1), guest('b', 2)] },
      ['10.9.0.4-10.9.0.254', 'a=10.9.0.2', 'b=10.9.0.3'],
    ],
    ['what guests leave', { host: [guest('a', 1, '10.9.0.200')] }, ['10.9.0.2-10.9.0.199', 'a=10.9.0.200']],
    [
      'what is said, with guests outside of it',
      { dhcpRange: ['10.9.0.2-10.9.0.9', '10.9.0.11-10.9.0.99'], host: [guest('a', 1), guest('b', 2)] },
      ['10.9.0.2-10.9.0.9', '10.9.0.11-10.9.0.99', 'a=10.9.0.10', 'b=10.9.0.100'],
    ],
    [
      'guests within it where there is no room besides',
      { subnet: '10.9.0.0/30', dhcpRange: ['10.9.0.2-10.9.0.2'], host: [guest('a', 1)] },
      ['10.9.0.2-10.9.0.2', 'a=10.9.0.2'],
    ],
    ['nothing but to guests', { subnet: '10.9.0.0/30', host: [guest('a', 1)] }, ['a=10.9.0.2']],
    ['nothing', { dhcp: false }, []],
  ])('%s', (_, options, expected) => {
    expect(leased(options)).toEqual(expected);
  });
});

describe('an interface in one line', () => {
  test('a bridge over a NIC asks for an address', async () => {
    expect(await made('bridge', 'xenbr0', '--port', 'eth0')).toBe(`<interface type='bridge' name='xenbr0'>
  <start mode='onboot'/>
  <protocol family='ipv4'>
    <dhcp/>
  </protocol>
  <bridge stp='off'>
    <interface type='ethernet' name='eth0'>
    </interface>
  </bridge>
</interface>
`);
  });

  test('a bond notices dead links, and its ports keep their order', async () => {
    const words = ['--port', 'eth1', '--port', 'eth0', '--address', '192.0.2.5/24', '--gateway', '192.0.2.1'];
    const { host } = judge(
      await made('bond', 'bond0', ...words, '--dns', '192.0.2.53', '--search', 'example.net'),
    );
    const bond = host.interfaces.find(({ name }) => name === 'bond0');
    expect(bond).toMatchObject({
      bond: { mode: 'active-backup', monitor: { kind: 'miimon', freqMs: 100 } },
      ipv4: { addresses: [{ address: '192.0.2.5', prefix: 24 }], routes: [{ gateway: '192.0.2.1' }] },
      dns: { servers: ['192.0.2.53'], search: ['example.net'] },
    });
    expect(bond?.ipv4?.dhcp).toBeUndefined();
    expect(host.interfaces.find(({ name }) => name === 'eth1')?.port?.position).toBe(0);
  });

  test('a vlan is called after what it stands on, a veth has no one to ask', async () => {
    expect(await made('vlan', '--on', 'bond0', '--tag', '42')).toContain("type='vlan' name='bond0.42'");
    const veth = await made(
      'veth',
      'vagga',
      '--peer',
      'vagga_guest',
      '--address',
      '172.18.255.1/30',
      '--address',
      'fd00::1/64',
    );
    expect(judge(veth).host.interfaces[0]).toMatchObject({
      veth: { peer: 'vagga_guest' },
      ipv4: { addresses: [{ address: '172.18.255.1' }] },
      ipv6: { addresses: [{ address: 'fd00::1' }] },
    });
    expect(await made('veth', 'a', '--peer', 'b')).not.toContain('<protocol');
  });

  test('no addresses, or those that routers tell', async () => {
    expect(await made('ethernet', 'eth0', '--none')).not.toContain('<protocol');
    expect(await made('bridge', 'br0')).not.toContain('<protocol');
    expect(await made('ethernet', 'eth0', '--autoconf', '--mac', '52:54:00:AA:00:01')).toMatch(
      /<autoconf\/>[\s\S]*<mac address='52:54:00:aa:00:01'\/>/,
    );
  });

  test('every way to say what it is', async () => {
    const xml = await made('bridge', 'br0', '--port', 'eth0');
    expect(await made('interface', 'bridge', 'br0', '--port', 'eth0')).toBe(xml);
    expect(await made('interface', '--type', 'bridge', 'br0', '--port', 'eth0')).toBe(xml);
    expect(await made('interface', '--port', 'eth0', 'bridge', 'br0')).toBe(xml);
  });
});

describe('what is no document', () => {
  const subnet = ['--subnet', '10.9.0.0/24'];
  test.each([
    ['no kind', []],
    ['no name', ['network', ...subnet]],
    ['no name of an interface', ['bridge']],
    ['two names', ['bridge', 'br0', 'br1']],
    ['no type', ['interface']],
    ['no subnet', ['network', 'lab']],
    ['a subnet that goes on', ['network', 'lab', '--subnet', '10.9.0.1/24']],
    ['a subnet without a prefix', ['network', 'lab', '--subnet', '10.9.0.0']],
    ['a subnet of another family', ['network', 'lab', '--subnet', 'fd00::/64']],
    ['an IPv6 subnet that is too small', ['network', 'lab', '--ipv6-subnet', 'fd00::/80']],
    ['no room for DHCP', ['network', 'lab', '--subnet', '10.9.0.0/31']],
    [
      'no room for all guests',
      [
        'network',
        'lab',
        '--subnet',
        '10.9.0.0/30',
        '--host',
        'a=52:54:00:00:00:01',
        '--host',
        'b=52:54:00:00:00:02',
      ],
    ],
    ['a gateway elsewhere', ['network', 'lab', ...subnet, '--gateway', '10.9.1.1']],
    ['a gateway that is a broadcast address', ['network', 'lab', ...subnet, '--gateway', '10.9.0.255']],
    ['a range in reverse', ['network', 'lab', ...subnet, '--dhcp-range', '10.9.0.9-10.9.0.8']],
    ['a range that holds the gateway', ['network', 'lab', ...subnet, '--dhcp-range', '10.9.0.1-10.9.0.8']],
    ['a guest without a MAC address', ['network', 'lab', ...subnet, '--host', 'alpha']],
    ['a guest with a wrong one', ['network', 'lab', ...subnet, '--host', 'alpha=52:54:00']],
    ['a guest elsewhere', ['network', 'lab', ...subnet, '--host', 'alpha=52:54:00:00:00:01=10.9.1.9']],
    ['guests without DHCP', ['network', 'lab', ...subnet, '--no-dhcp', '--host', 'alpha=52:54:00:00:00:01']],
    ['a port for nobody', ['network', 'lab', ...subnet, '--publish', '80:alpha:80']],
    ['a port that is none', ['network', 'lab', ...subnet, '--publish', '80:alpha']],
    [
      'a port of a network without rules for it',
      ['network', 'lab', '--mode', 'host-only', ...subnet, '--publish', '80:10.9.0.9:80'],
    ],
    ['a name that is none', ['network', 'a/b', ...subnet]],
    ['a bridge name that is none', ['network', 'lab', ...subnet, '--bridge', 'sixteen-chars-xx']],
    ['mode bridge without the bridge', ['network', 'lab', '--mode', 'bridge']],
    ['mode bridge with a subnet', ['network', 'lab', '--mode', 'bridge', '--bridge', 'br0', ...subnet]],
    ['none with options', ['network', 'lab', '--mode', 'none', ...subnet]],
    ['an option of another kind', ['bridge', 'br0', ...subnet]],
    ['a bond without ports', ['bond', 'bond0']],
    ['a port twice', ['bridge', 'br0', '--port', 'eth0', '--port', 'eth0']],
    ['a bridge in itself', ['bridge', 'br0', '--port', 'br0']],
    ['a vlan without a tag', ['vlan', 'v5', '--on', 'eth0']],
    ['a tag that is none', ['vlan', 'v5', '--on', 'eth0', '--tag', '4095']],
    ['a vlan without a name where PARENT.TAG is too long', ['vlan', '--on', 'enp0s31f6-port', '--tag', '42']],
    ['a veth without a peer', ['veth', 'a']],
    ['a veth with itself', ['veth', 'a', '--peer', 'a']],
    ['addresses and none', ['bridge', 'br0', '--address', '10.9.0.1/24', '--none']],
    ['a gateway without an address', ['bridge', 'br0', '--gateway', '10.9.0.1']],
    ['an address without a prefix', ['bridge', 'br0', '--address', '10.9.0.1']],
    ['an MTU that is none', ['bridge', 'br0', '--mtu', '9k']],
    ['an MTU out of range', ['bridge', 'br0', '--mtu', '67']],
  ])('%s', async (_, words) => {
    expect(await answerTo(...words)).toEqual({ problems: [expect.stringMatching(/^usage: ./)] });
  });

  test('it is wrong usage to the shell too', () => {
    const { status, stdout, stderr } = ifscribe('new', 'network', 'lab');
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(stderr).toMatch(/^ifscribe: error: .+ \[usage\]\n$/);
  });

  test.each([
    [['netwrk', 'lab'], 'network'],
    [['interface', 'brige', 'br0'], 'bridge'],
    [['network', 'lab', '--mode', 'natt'], 'nat'],
    [['bond', 'b', '--port', 'e', '--mode', 'active-backp'], 'active-backup'],
    [['network', 'lab', '--subnet', '10.9.0.7/24'], '10.9.0.0/24'],
  ])('a slip in %j is asked back', async (words, meant) => {
    expect(await made(...words)).toContain(`did you mean ${meant}?`);
  });
});

test('the answer as JSON has its published form', () => {
  for (const words of [
    ['network', 'lab', '--subnet', '192.168.122.0/24'],
    ['bond', 'bond0', '--port', 'eth0'],
    ['network', 'lab', '--mode', 'none'],
    ['network', 'lab'],
  ]) {
    const { status, stdout, stderr } = ifscribe('new', ...words, '--json');
    const answer = JSON.parse(stdout);
    expect(forms.dumpxml.parse(answer)).toEqual(answer);
    expect({ ok: answer.ok, stderr }).toEqual({ ok: status === 0, stderr: '' });
  }
});

test('a root is neither read nor written', () => {
  expect(ifscribe('new', 'bridge', 'br0', '--root', '/nonexistent-root').status).toBe(0);
});

describe('whatever is asked for', () => {
  const number = fc.nat({ max: 255 });
  const mac = number.map((n) => `52:54:00:00:00:${n.toString(16).padStart(2, '0')}`);
  const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    fc.option(value, { nil: undefined });
  const guests = fc
    .uniqueArray(fc.record({ n: number, ip: fc.boolean() }), { maxLength: 4, selector: ({ n }) => n })
    .map((all) =>
      all.map(
        ({ n, ip }, at) =>
          `g${n}=52:54:00:00:01:${n.toString(16).padStart(2, '0')}${ip ? `=10.9.0.${34 + at}` : ''}`,
      ),
    );
  const networkName = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,40}$/);
  const addressed = fc.record(
    {
      subnet: fc.constantFrom('10.9.0.0/24', '10.9.0.0/26', '10.0.0.0/8', '10.9.0.32/28'),
      ipv6Subnet: some(fc.constantFrom('fd00:7::/64', '2001:DB8:7::/64')),
      host: some(guests),
      dhcp: some(fc.constant(true)),
      dev: some(fc.constant('eth0')),
      domain: some(fc.constant('lab.example')),
      dns: some(fc.constant(['192.0.2.53', '2001:db8::53'])),
      mac: some(mac),
      mtu: some(fc.constantFrom('1400', '9000')),
      bridge: some(fc.constant('br7')),
      publish: some(fc.constant(['80:10.9.0.46:8080', '192.0.2.1:5000-5010:10.9.0.45:5000/udp'])),
    },
    { requiredKeys: ['subnet'] },
  );
  const networks = fc.record({
    name: networkName,
    mode: fc.constantFrom('nat', 'route', 'open', 'host-only'),
    said: addressed,
  });

  test('a network that is printed is canonical, and nothing is wrong with it but what only the host can tell', () => {
    fc.assert(
      fc.property(networks, ({ name, mode, said: { dev, publish, ...said } }) => {
        const led = mode === 'nat' || mode === 'route' ? { dev, publish } : {};
        const { xml } = ask(['network', name], { ...said, ...led, mode } as NewOptions).report;
        const { networks: read, codes } = judge(xml ?? '');
        expect(formatDocument(emptyHost, read)).toBe(xml);
        expect(codes.filter((code) => !['forward-dev-undefined', 'ipv6-forwarding'].includes(code))).toEqual(
          [],
        );
      }),
    );
  });

  const interfaces = fc.record({
    kind: fc.constantFrom(
      { operands: ['bridge', 'i0'], more: { port: ['eth0', 'eth1'] } },
      { operands: ['bridge', 'i0'], more: {} },
      { operands: ['bond', 'i0'], more: { port: ['eth1', 'eth0'], mode: '802.3ad' } },
      { operands: ['vlan', 'i0'], more: { on: 'eth0', tag: '7' } },
      { operands: ['veth', 'i0'], more: { peer: 'i1' } },
      { operands: ['ethernet', 'i0'], more: {} },
    ),
    addressing: fc.constantFrom<NewOptions>(
      {},
      { dhcp: true },
      { dhcp: false },
      { none: true },
      { autoconf: true },
      { address: ['10.9.0.5/24', '2001:DB8::5/64'], gateway: '10.9.0.1' },
      { address: ['2001:db8::5/64'], gateway: 'fe80::1', dhcp: true },
    ),
    said: fc.record(
      {
        mac,
        mtu: fc.constantFrom('1400', '9000'),
        dns: fc.constant(['192.0.2.53']),
        search: fc.constant(['example.net']),
      },
      { requiredKeys: [] },
    ),
  });

  test('the same of an interface', () => {
    fc.assert(
      fc.property(interfaces, ({ kind, addressing, said }) => {
        const { xml } = ask(kind.operands, { ...kind.more, ...addressing, ...said } as NewOptions).report;
        const { host, codes } = judge(xml ?? '');
        expect(formatDocument(host, [])).toBe(xml);
        expect(codes.filter((code) => code !== 'undefined-parent')).toEqual([]);
      }),
    );
  });

  test('what is no value is wrong usage, never anything else', () => {
    const word = fc.oneof(
      fc.string({ minLength: 1, unit: 'binary' }),
      fc.constantFrom(
        '10.9.0.0/24',
        '10.9.0.9',
        'a=b=c',
        '1-2',
        '80:a:80',
        "'",
        '<',
        '\n',
        '\0',
        '../x',
        '::',
        '1/1',
      ),
    );
    const flags = [
      'mode',
      'mac',
      'mtu',
      'gateway',
      'subnet',
      'ipv6Subnet',
      'bridge',
      'domain',
      'dev',
      'tag',
      'on',
      'peer',
    ];
    const lists = ['dns', 'address', 'search', 'port', 'dhcpRange', 'host', 'publish'];
    const options = fc.record(
      Object.fromEntries([
        ...flags.map((flag) => [flag, word] as const),
        ...lists.map((flag) => [flag, fc.array(word, { minLength: 1, maxLength: 2 })] as const),
      ]),
      { requiredKeys: [] },
    );
    const kind = fc.constantFrom('network', 'bridge', 'bond', 'vlan', 'veth', 'ethernet', 'interface');
    fc.assert(
      fc.property(kind, word, options, fc.boolean(), (first, name, said, few) => {
        const chosen = few ? Object.fromEntries(Object.entries(said).slice(0, 2)) : said;
        try {
          const { report } = ask([first, name], chosen as NewOptions);
          expect(judge(report.xml ?? '').codes.length).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
          expect((error as Fault).findings.map(({ code }) => code)).toEqual(['usage']);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the name of a bridge is one that a device can have, and its network has alone', () => {
    fc.assert(
      fc.property(fc.uniqueArray(networkName, { minLength: 2, maxLength: 50 }), (names) => {
        const bridges = names.map(bridgeNameOf);
        for (const bridge of bridges) expect(deviceNameFault(bridge)).toBeUndefined();
        expect(new Set(bridges).size).toBe(names.length);
      }),
    );
  });
});
