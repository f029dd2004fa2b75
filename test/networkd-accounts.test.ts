import { describe, expect, test } from 'vitest';
import { networkd } from '../backends/networkd/index.ts';
import { memoryRoot } from './support/memory-root.ts';

const ETC = '/etc/systemd/network';
const RUN = '/run/systemd/network';
const PATH = `${ETC}/a.network`;
type Files = Readonly<Record<string, string>>;

const eth0 = (...lines: readonly string[]): string =>
  ['[Match]', 'Name=eth0', '[Network]', 'IPv6AcceptRA=no', ...lines, ''].join('\n');

function survey(files: Files, modes: Readonly<Record<string, number>> = {}) {
  const { host, accounts, findings } = networkd.survey(memoryRoot(files, {}, modes));
  return {
    host,
    lines: (path = PATH) =>
      accounts
        .filter((account) => account.path === path)
        .map(
          ({ line, state, text, why }) => `${line} ${state} ${text}${why === undefined ? '' : `: ${why}`}`,
        ),
    told: findings.map(
      ({ code, at, interface: name, message }) => `${code} ${at?.file}:${at?.line} ${name}: ${message}`,
    ),
    accounts,
  };
}

describe('line by line', () => {
  test('a header says what its section says; comments and blank lines nothing', () => {
    const text =
      '# lan\n[Match]\nName=eth0\n\n[Network]\n; none\nIPv6AcceptRA=no\nVRF=blue\n[Link]\nARP=no\n[DHCPv4]\n';
    expect(
      survey({ [PATH]: text })
        .lines()
        .map((line) => line.split(':')[0]),
    ).toEqual([
      '1 comment # lan',
      '2 understood [Match]',
      '3 understood Name=eth0',
      '4 comment ',
      '5 understood [Network]',
      '6 comment ; none',
      '7 understood IPv6AcceptRA=no',
      '8 kept VRF=blue',
      '9 kept [Link]',
      '10 kept ARP=no',
      '11 comment [DHCPv4]',
    ]);
  });

  test.each([
    ['[X-Mine]\nColour=red', 'kept Colour=red: it is for other programs, networkd passes over it'],
    ['X-Colour=red', 'kept X-Colour=red: it is for other programs, networkd passes over it'],
    ['nonsense', 'unread nonsense: networkd ignores it: it is neither a section nor an assignment'],
    ['=x', 'unread =x: networkd ignores it: it is neither a section nor an assignment'],
    // A key that is no list has nothing to take back.
    ['LinkLocalAddressing=', 'unread LinkLocalAddressing=: networkd ignores it: it is no value for this key'],
    // Older names of a key are the key.
    ['IPv6AcceptRouterAdvertisements=no', 'understood IPv6AcceptRouterAdvertisements=no'],
    ['Domains=a.example ~b.example', 'understood Domains=a.example'],
    ['DNS=x192.0.2.1', 'unread DNS=x192.0.2.1: networkd ignores it: it is no value for this key'],
    ['DNS=[2001:db8::1]:53', 'understood DNS=[2001:db8::1]:53'],
    ['DNS=[2001:db8::1]', 'unread DNS=[2001:db8::1]: networkd ignores it: it is no value for this key'],
    ['DNS=[192.0.2.1]:53', 'unread DNS=[192.0.2.1]:53: networkd ignores it: it is no value for this key'],
    ['Domains=example.org.', 'understood Domains=example.org.'],
    ['Domains=*', 'kept Domains=*: the document has no word for domains that only route questions'],
    ['Domains=a~b', 'unread Domains=a~b: networkd ignores it: it is no value for this key'],
    ['[Route]\nGateway=192.0.2.1\nGatewayOnlink=yes', 'understood GatewayOnlink=yes'],
  ])('%j', (text, line) => {
    expect(
      survey({ [PATH]: eth0(text) })
        .lines()
        .map((each) => each.replace(/^[0-9]+ /, '')),
    ).toContain(line);
  });

  test('what stands below no section', () => {
    expect(survey({ [PATH]: `DHCP=yes\n${eth0()}` }).lines()[0]).toBe(
      '1 unread DHCP=yes: networkd ignores it: it stands below no section',
    );
  });

  test('of an older and a newer name of a key the last counts', () => {
    const { lines } = survey({ [PATH]: eth0('IPv6AcceptRouterAdvertisements=no') });
    expect(lines().slice(3)).toEqual([
      '4 unread IPv6AcceptRA=no: line 5 says it again',
      '5 understood IPv6AcceptRouterAdvertisements=no',
    ]);
  });

  test('words of a list one by one, those of one kind together', () => {
    const { lines } = survey({ [PATH]: eth0('DNS=192.0.2.1 x 192.0.2.2 y 192.0.2.3%eth1') });
    expect(
      lines()
        .slice(4)
        .map((line) => line.split(': ')[0]),
    ).toEqual(['5 understood DNS=192.0.2.1 192.0.2.2', '5 unread DNS=x y', '5 kept DNS=192.0.2.3%eth1']);
  });

  test('what is taken back, and by which line; what was no value is none', () => {
    const { lines } = survey({ [PATH]: eth0('DNS=192.0.2.1 x', 'DNS=y', 'DNS=', 'DNS=192.0.2.2') });
    expect(lines().slice(4)).toEqual([
      '5 unread DNS=192.0.2.1 x: line 7 takes it back',
      '6 unread DNS=y: networkd ignores it: it is no value for this key',
      '7 understood DNS=',
      '8 understood DNS=192.0.2.2',
    ]);
  });
});

describe('what is told, and where', () => {
  test('a line that networkd passes over, with the one interface that the file is for', () => {
    const at = (match: string) => survey({ [PATH]: eth0('Adress=x').replace('eth0', match) }).told;
    expect(at('eth0')).toEqual([
      expect.stringMatching(/^consumer-refuses .*a\.network:5 eth0: .*Adress=x: networkd ignores/),
    ]);
    expect(at('eth0 eth1')).toEqual([expect.stringMatching(/a\.network:5 undefined: /)]);
  });

  test('a long one in short', () => {
    const [long] = survey({ [PATH]: eth0(`Adress=${'x'.repeat(74)}`) }).told;
    expect(long).toContain(`Adress=${'x'.repeat(72)}…: `);
    const [short] = survey({ [PATH]: eth0(`Adress=${'x'.repeat(73)}`) }).told;
    expect(short).toContain(`Adress=${'x'.repeat(73)}: `);
  });

  test.each([
    ['a.network', 0o600, true],
    ['a.network', 0o640, false],
    ['a.network', 0o604, false],
    ['a.network', 0o644, false],
    // udev runs as root.
    ['a.link', 0o600, false],
  ])('%s with mode %o, which only root may read: %s', (name, mode, isTold) => {
    const path = `${ETC}/${name}`;
    const text = name.endsWith('link') ? '[Match]\nOriginalName=eth0\n[Link]\nMTUBytes=1400\n' : eth0();
    const { told } = survey({ [PATH]: eth0(), [path]: text }, { [path]: mode });
    expect(told).toHaveLength(isTold ? 1 : 0);
    if (isTold) expect(told[0]).toContain(`consumer-refuses ${path}:1 eth0: `);
  });

  test('a vlan that is never made, and a bond that is left out, at their files', () => {
    const vlan = { [`${ETC}/v.netdev`]: '[NetDev]\nName=v5\nKind=vlan\n[VLAN]\nId=5\n' };
    expect(survey(vlan).told).toEqual([
      expect.stringMatching(/^consumer-refuses .*v\.netdev:1 v5: .*v5 is left out/),
    ]);
    const bond = { [`${ETC}/b.netdev`]: '[NetDev]\nName=bond0\nKind=bond\n' };
    expect(survey(bond).told).toEqual([
      expect.stringMatching(/^approximated .*b\.netdev:1 bond0: .*it is left out/),
    ]);
    expect(survey(bond).lines(`${ETC}/b.netdev`)[1]).toMatch(
      /^2 kept Name=bond0: it is left out of the document/,
    );
  });

  test.each([
    [`${RUN}/10-netplan-eth0.network`, true],
    [`${RUN}/7-netplan-eth0.network`, true],
    [`${RUN}/x10-netplan-eth0.network`, false],
    [`${RUN}/netplan-eth0.network`, false],
    [`${RUN}/10-lan.network`, false],
    [`${ETC}/10-netplan-eth0.network`, false],
  ])('%s is written at every boot: %s', (path, isTold) => {
    const { told } = survey({ [path]: eth0() });
    expect(told).toHaveLength(isTold ? 1 : 0);
    if (isTold) expect(told[0]).toContain(`netplan writes ${path.split('/').at(-1)} below /run`);
  });

  test('a vlan of a file for several stands on one of them', () => {
    const vlan = { [`${ETC}/v.netdev`]: '[NetDev]\nName=v5\nKind=vlan\n[VLAN]\nId=5\n' };
    const told = (names: string) => survey({ ...vlan, [PATH]: eth0('VLAN=v5').replace('eth0', names) }).told;
    expect(told('eth0')).toEqual([]);
    expect(told('eth0 eth1')).toEqual([
      expect.stringMatching(/^approximated .* v5: .*whichever of eth0, eth1 is there first/),
    ]);
  });

  test('what versions take differently, at the line', () => {
    expect(survey({ [PATH]: eth0('Address=192.0.2.5/24', 'Address=') }).told).toEqual([
      expect.stringMatching(/^readers-differ .*a\.network:6 eth0: .*from 257 on/),
    ]);
    // Nothing before it, and nothing to differ about.
    for (const lines of [
      ['Address='],
      ['Address=', 'Address=192.0.2.5/24'],
      ['Gateway=192.0.2.1', 'Address='],
    ])
      expect(survey({ [PATH]: eth0(...lines) }).told, lines.join()).toEqual([]);
  });
});

describe('when an interface is started', () => {
  const POLICY = {
    up: [undefined, 'onboot'],
    'always-up': [/whenever somebody takes it down/, 'onboot'],
    manual: [undefined, 'none'],
    down: [/takes it down at boot/, 'none'],
    'always-down': [/whenever somebody brings it up/, 'none'],
    bound: [/follows the carrier/, 'onboot'],
  } as const;

  test.each(Object.entries(POLICY))('ActivationPolicy=%s', (policy, [told, start]) => {
    const found = survey({ [PATH]: eth0('DHCP=ipv4', '[Link]', `ActivationPolicy=${policy}`) });
    expect(found.host.interfaces[0]?.start).toBe(start);
    expect(found.told).toEqual(told === undefined ? [] : [expect.stringMatching(told)]);
  });
});

describe('what networkd lets alone', () => {
  test('nothing else of the file is acted on', () => {
    const text = eth0(
      'Address=192.0.2.5/24',
      'Adress=x',
      'VRF=blue',
      '[Link]',
      'Unmanaged=yes',
      'MTUBytes=1400',
    );
    const { host, lines } = survey({ [PATH]: text });
    expect(host.interfaces).toEqual([]);
    const alone = 'networkd lets the interface alone (Unmanaged=)';
    expect(lines().filter((line) => /^[0-9]+ [a-z]+ [A-Z]/.test(line))).toEqual([
      expect.stringMatching(/^2 \w+ Name=eth0/),
      `4 unread IPv6AcceptRA=no: ${alone}`,
      `5 unread Address=192.0.2.5/24: ${alone}`,
      expect.stringMatching(/^6 unread Adress=x: networkd ignores it/),
      `7 unread VRF=blue: ${alone}`,
      '9 kept Unmanaged=yes: networkd is to let the interface alone, so it is none of the document',
      `10 unread MTUBytes=1400: ${alone}`,
    ]);
  });
});
