import { describe, expect, test } from 'vitest';
import { oneOfNumbered, readWords, zeroOrOne } from '../backends/ifcfg/words.ts';
import { readEth0, readLines } from './support/foreign-ifcfg.ts';

/** Lines of eth0's file beside those that are always understood, and which of them are left. */
const leftOf = (...lines: readonly string[]) => readEth0('BOOTPROTO=none', 'IPV6INIT=yes', ...lines).left;

describe('yes and no', () => {
  const words: readonly (readonly [boolean | undefined, readonly string[]])[] = [
    [true, ['yes', 'YES', 'true', 't', 'y', '1']],
    [false, ['no', 'False', 'f', 'n', '0']],
    [undefined, ['yess', 'ayes', 'tr', '11', 'noo', 'ano', 'fals', '00', 'maybe']],
  ];

  test.each(words)('%s: %j', (is, texts) => {
    for (const text of texts) {
      const { iface, left } = readEth0(`IPV6_DISABLED=${text}`);
      expect([text, iface?.ipv6?.disabled ?? false, left]).toEqual([
        text,
        is === true,
        is === undefined ? [`IPV6_DISABLED=${text}`] : [],
      ]);
    }
  });

  test.each(words)('NM_CONTROLLED, by which initscripts alone read the file: %s for %j', (is, texts) => {
    for (const text of texts) {
      const { left } = readEth0('IPV6_DISABLED=yes', `NM_CONTROLLED=${text}`);
      expect([text, left.includes('IPV6_DISABLED=yes')]).toEqual([text, is === false]);
    }
  });

  test.each([
    ['on', 'onboot', 0, []],
    ['ON', 'onboot', 0, []],
    ['off', 'onboot', 1, []],
    ['OFF', 'onboot', 1, []],
    ['offline', 'onboot', 0, ['ONBOOT=offline']],
    ['soon', 'onboot', 0, ['ONBOOT=soon']],
    ['once', 'onboot', 0, ['ONBOOT=once']],
    ['xoff', 'onboot', 0, ['ONBOOT=xoff']],
    ['n', 'none', 0, []],
  ])('ONBOOT=%s', (word, start, differences, left) => {
    const read = readEth0('BOOTPROTO=none', 'IPV6INIT=yes', `ONBOOT=${word}`);
    const reasons = left.map((line) => `${line} (${line} is nothing that ONBOOT can be)`);
    expect([read.iface?.start, read.reasons]).toEqual([start, reasons]);
    expect(read.findings.filter((text) => /^readers-differ/.test(text))).toHaveLength(differences);
  });
});

test('a key that is nearly another one is none', () => {
  const lines = [
    ...['TYPES=Ethernet', 'RESOLV_MODSX=yes', 'XRESOLV_MODS=yes', 'NOZEROCONFX=yes', 'XNOZEROCONF=yes'],
    ...['XIPV6_FORCE_ACCEPT_RA=no', 'IPV6_FORCE_ACCEPT_RAS=no', 'DNSX=192.0.2.1', 'XDOMAIN=example.net'],
  ];
  expect(leftOf(...lines)).toEqual(lines);
  expect(leftOf('NOZEROCONF=yes', 'IPV6_FORCE_ACCEPT_RA=no', 'RESOLV_MODS=no')).toEqual([]);
});

describe('names and addresses', () => {
  test.each([
    ['eth0', undefined],
    ['"System eth0"', undefined],
    ['Wired_eth0', undefined],
    ['"auto eth0"', undefined],
    ['"My System eth0"', 'My System eth0'],
    ['"System eth1"', 'System eth1'],
    ['Systemeth0', 'Systemeth0'],
    ['uplink', 'uplink'],
  ])('NAME=%s', (name, description) => expect(readEth0(`NAME=${name}`).iface?.description).toBe(description));

  test.each([
    ['HWADDR=52:54:00:00:00:05', '52:54:00:00:00:05', []],
    ['HWADDR=" 52-54-00-00-00-05 "', '52:54:00:00:00:05', []],
    ['HWADDR=nic', undefined, ['HWADDR=nic']],
    ['HWADDR=01:00:5e:00:00:05', undefined, ['HWADDR=01:00:5e:00:00:05']],
  ])('%s', (line, mac, left) => {
    const { iface, left: others } = readEth0('BOOTPROTO=none', 'IPV6INIT=yes', line);
    expect([iface?.type === 'ethernet' ? iface.permanentMac : '', others]).toEqual([mac, left]);
  });

  test.each([
    ['stable', /makes up/],
    ['Random', /makes up/],
    ['stables', /is nothing that MACADDR can be/],
    ['unstable', /is nothing that MACADDR can be/],
  ])('MACADDR=%s', (word, why) => {
    const { reasons } = readEth0('BOOTPROTO=none', 'IPV6INIT=yes', `MACADDR=${word}`);
    expect(reasons).toEqual([expect.stringMatching(why)]);
  });

  test('a veth pair has another end', () => {
    const veth = (...lines: readonly string[]) =>
      readLines({ 'ifcfg-v0': ['DEVICE=v0', 'TYPE=veth', 'BOOTPROTO=none', ...lines] }).interfaces.length;
    expect([veth('PEER=v1'), veth('PEER=v0'), veth(), veth('PEER=a/b')]).toEqual([1, 0, 0, 0]);
  });

  test('a value that no reader takes is told of, and that NetworkManager refuses the file for some', () => {
    const whole = / can be, and NetworkManager refuses the whole file for it/;
    const told = (line: string) =>
      readEth0('IPADDR1=192.0.2.5', line).findings.filter((text) => / can be/.test(text));
    for (const line of ['IPADDR=x', 'PREFIX1=99', 'GATEWAY1=x', 'BOOTPROTO=x', 'DNS1=x', 'DNS10=x'])
      expect([line, told(line).filter((text) => whole.test(text)).length]).toEqual([
        line,
        line === 'DNS10=x' ? 0 : 1,
      ]);
    for (const line of ['MTU=x', 'UUID=x', 'HWADDR=x', 'ONBOOT=x'])
      expect([line, told(line).map((text) => whole.test(text))]).toEqual([line, [false]]);
    const long = 'x'.repeat(41);
    expect(told(`MTU=${long.slice(1)}`)[0]).toContain(`MTU=${long.slice(1)} is`);
    expect(told(`MTU=${long}`)[0]).toContain(`MTU=${long.slice(1)}… is`);
  });
});

describe('the loopback interface', () => {
  const lo = (...lines: readonly string[]) => readLines({ 'ifcfg-lo': ['DEVICE=lo', ...lines] }).left;

  test('has what every system has, and no more', () => {
    expect(lo('IPADDR=127.0.0.1', 'NETWORK=127.0.0.0', 'PREFIX=8', 'ONBOOT=yes')).toEqual([]);
    const more = ['MTU=8', 'XTYPE=1', 'XIPADDR=127.0.0.1', 'IPADDR=1127.0.0.1', 'NETMASK=255.0.0.0.1'];
    expect(lo(...more)).toEqual(more);
  });
});

describe('a member', () => {
  const bridge = ['DEVICE=br0', 'TYPE=Bridge', 'BOOTPROTO=none', 'UUID=17ec5e26-0ad0-4e2f-9d3c-9f1e2f1a0c11'];
  const bond = ['DEVICE=bond0', 'TYPE=Bond', 'BONDING_OPTS=mode=balance-rr', 'BOOTPROTO=none'];
  const member = (...lines: readonly string[]) =>
    readLines({
      'ifcfg-eth0': ['DEVICE=eth0', ...lines],
      'ifcfg-br0': bridge,
      'ifcfg-bond0': bond,
      'ifcfg-eth9': ['DEVICE=eth9', 'MASTER=bond0', 'SLAVE=yes'],
    });
  const reasonsOf = (...lines: readonly string[]) => member('BRIDGE=br0', ...lines).reasons;
  const noEffect = (line: string) => `${line} (${line.replace(/=.*/, '')} has no effect on a member of br0)`;

  test('has no addresses, and says so or nothing', () => {
    for (const line of [
      'BOOTPROTO=none',
      'BOOTPROTO=Static',
      'DHCPV6C=no',
      'IPV6INIT=no',
      'PEERDNS=x',
      'ARPCHECK1=no',
    ])
      expect([line, reasonsOf(line)]).toEqual([line, []]);
    for (const line of [
      'BOOTPROTO=nonesuch',
      'BOOTPROTO=ecstatic',
      'DHCPV6C=yes',
      'IPADDR12=192.0.2.1',
      'DOMAIN=x',
    ])
      expect([line, reasonsOf(line)]).toEqual([line, [noEffect(line)]]);
    for (const line of [
      'XIPADDR=192.0.2.1',
      'IPADDR_X=192.0.2.1',
      'XPEERDNS=no',
      'PEERDNSX=no',
      'OTHER=none',
      'OTHER=no',
    ])
      expect([line, reasonsOf(line)]).toEqual([
        line,
        [`${line} (the document has no word for ${line.replace(/=.*/, '')})`],
      ]);
  });

  test('may name its controller by UUID, which initscripts do not know', () => {
    const uuid = 'BRIDGE_UUID=17EC5E26-0ad0-4e2f-9d3c-9f1e2f1a0c11';
    const told = (...lines: readonly string[]) => {
      const { iface, left, findings } = member(...lines);
      return [iface?.port?.controller, left, findings.map((text) => text.replace(/:.*/, ''))];
    };
    expect(told(uuid)).toEqual(['br0', [], ['readers-differ']]);
    expect(told(uuid, 'BRIDGE=br0')).toEqual(['br0', [], []]);
    expect(told(uuid, 'BRIDGE=br1')).toEqual(['br0', [], ['readers-differ']]);
    expect(told(uuid, 'BRIDGE=br0', 'NM_CONTROLLED=no')).toEqual(['br0', [uuid], ['consumer-refuses']]);
    expect(told(uuid, 'NM_CONTROLLED=no')).toMatchObject([undefined, [uuid], ['consumer-refuses']]);
  });

  test('of what is no bond or bridge, or cannot be in one, is a member of nothing', () => {
    const fates = (...lines: readonly string[]) => {
      const { iface, reasons } = member(...lines);
      return [iface?.port?.controller, reasons.map((text) => text.replace(/^.*?\(/, '('))];
    };
    expect(fates('BRIDGE=bond0')).toEqual([undefined, ['(bond0 is no bridge)']]);
    expect(fates('MASTER=br0', 'SLAVE=yes')).toEqual([undefined, ['(br0 is no bond)']]);
    expect(fates('TYPE=Vlan', 'PHYSDEV=eth1', 'VLAN_ID=5', 'MASTER=bond0', 'SLAVE=yes')).toEqual([
      undefined,
      ['(a vlan is no member of a bond)'],
    ]);
    expect(fates('TYPE=Bridge', 'BRIDGE=br0')).toEqual([undefined, ['(a bridge is no member of a bridge)']]);
    expect(fates('TYPE=veth', 'PEER=v1', 'MASTER=bond0', 'SLAVE=yes')).toEqual(['bond0', []]);
    expect(fates('BRIDGE=br9', 'BRIDGING_OPTS=path_cost=4')).toEqual([
      undefined,
      Array.from({ length: 2 }, () => '(no file here makes br9 a bridge, so eth0 is a member of nothing)'),
    ]);
  });
});

describe('the words of BONDING_OPTS and BRIDGING_OPTS', () => {
  const words = (text: string, joined: readonly string[] = []) => {
    const told: string[] = [];
    const report = {
      refuse: (word: string, what: string) => told.push(`${word}: ${what}`),
      keep: (word: string, why: string) => told.push(`kept ${word}: ${why}`),
      differ: (what: string) => told.push(what),
    };
    return { read: readWords(text, report, joined), told };
  };

  test('are options, by key', () => {
    const { read, told } = words(' a=1   b= c=d=e ');
    expect([read.has('a'), read.has('b'), read.has('x')]).toEqual([true, true, false]);
    expect(read.take('c', (text) => text)).toBe('d=e');
    expect(read.take('b', (text) => (text === '' ? 'empty' : undefined))).toBe('empty');
    expect(read.take('x', (text) => text)).toBeUndefined();
    expect(told).toEqual([]);
    read.keepRest('why');
    read.refuse('x', 'never');
    expect(told).toEqual(['kept a=1: why']);
  });

  test.each([
    ['a', ['a: a is no option']],
    ['=1', ['=1: =1 is no option']],
    ['a=1 a=2', ['a=1: a is said again behind a=1']],
    ['a=x', ['a=x: a=x is nothing that a can be']],
  ])('%s is refused', (text, refused) => {
    const { read, told } = words(text);
    read.take('a', zeroOrOne);
    expect(told.filter((each) => !/^a=2/.test(each))).toEqual(refused);
  });

  test('some add to a list', () => {
    const { read, told } = words('a=1 b=1 a=2 b=2', ['a']);
    expect(read.take('a', (text) => text)).toBe('1,2');
    expect(told).toEqual(['b=1: b is said again behind b=1']);
  });

  test('are 0 or 1, or a name or its number', () => {
    expect(['0', '1', '2', ''].map(zeroOrOne)).toEqual([false, true, undefined, undefined]);
    expect(['slow', 'fast', '0', '1', '2'].map(oneOfNumbered('slow', 'fast'))).toEqual([
      ...['slow', 'fast', 'slow', 'fast'],
      undefined,
    ]);
  });
});
