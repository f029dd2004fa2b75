import { describe, expect, test } from 'vitest';
import { readLines } from './support/foreign-ifcfg.ts';

/** The type of the only interface; else what it is instead, or that it is a bond, which is nothing without members. */
function kindOf(name: string, lines: readonly string[]): string | undefined {
  const { interfaces, reasons } = readLines({ [`ifcfg-${name}`]: [`DEVICE=${name}`, ...lines] });
  const [, lacks] = / is (.*), and documents have no such kind\)$/.exec(reasons[0] ?? '') ?? [];
  const isBond = /no bond without members\)$/.test(reasons[0] ?? '');
  return interfaces[0]?.type ?? (isBond ? 'bond' : lacks);
}

describe('what a file is about', () => {
  test.each([
    ['eth0', [], 'ethernet'],
    ['eth0', ['TYPE=ethernet'], 'ethernet'],
    ['eth0', ['TYPE=Ethernets'], 'of TYPE=Ethernets'],
    ['eth0', ['TYPE=xEthernet'], 'of TYPE=xEthernet'],
    ['eth0', ['TYPE=CTC'], 'ethernet'],
    ['eth0', ['BONDING_MASTER=yes'], 'bond'],
    ['eth0', ['BONDING_MASTER=no'], 'ethernet'],
    ['eth0', ['BONDING_OPTS=mode=1'], 'bond'],
    // teamd's runner (teamd.conf(5)); without one it is roundrobin.
    ['t0', ['DEVICETYPE=Team'], 'a team (a bond with mode balance-rr does the same)'],
    ['t0', ['TYPE=Team'], 'a team (a bond with mode balance-rr does the same)'],
    ['t0', ['TYPE=Teams'], 'of TYPE=Teams'],
    ['t0', ['TYPE=xTeam'], 'of TYPE=xTeam'],
    ['t0', ['DEVICETYPE=Teams'], 'ethernet'],
    ['t0', ['DEVICETYPE=xTeam'], 'ethernet'],
    ['t0', ["TEAM_CONFIG='{}'"], 'a team (a bond with mode balance-rr does the same)'],
    ['t0', [`TEAM_CONFIG='{"runner":{"name":"lacp"}}'`], 'a team (a bond with mode 802.3ad does the same)'],
    [
      't0',
      [`TEAM_CONFIG='{ "runner" : { "name" : "activebackup" } }'`],
      'a team (a bond with mode active-backup does the same)',
    ],
    [
      't0',
      [`TEAM_CONFIG='{"runner":\t{"fast_rate": true, "name":  "broadcast"}}'`],
      'a team (a bond with mode broadcast does the same)',
    ],
    ['t0', [`TEAM_CONFIG='{"runner":{"name":"own"}}'`], 'a team'],
    ['eth0', ['DEVICETYPE=TeamPort', 'TEAM_MASTER=t0'], 'a port of t0, a team'],
    ['eth0', ['DEVICETYPE=teamport'], 'a port of a team'],
    ['eth0', ['TEAM_MASTER_UUID=17ec5e26-0ad0-4e2f-9d3c-9f1e2f1a0c11'], 'a port of a team'],
    ['eth0', ['DEVICETYPE=TeamPorts'], 'ethernet'],
    ['eth0', ['DEVICETYPE=xTeamPort'], 'ethernet'],
    ['eth0', ['BOOTPROTO=iBFT'], 'an interface that the firmware sets up (iBFT)'],
    ['eth0', ['BOOTPROTO=ibft2'], 'ethernet'],
    ['eth0', ['BOOTPROTO=xibft'], 'ethernet'],
    ['eth0', ['OVS_BRIDGE=br0'], 'part of an Open vSwitch'],
    ['eth0', ['OVS_PORT=port0'], 'part of an Open vSwitch'],
    ['eth0', ['TYPE=OVSIntPort'], 'part of an Open vSwitch'],
    ['eth0', ['TYPE=NotOVS'], 'of TYPE=NotOVS'],
    ['eth0', ['VRF=red'], 'in a VRF'],
    ['eth0', ['VRF_UUID=17ec5e26-0ad0-4e2f-9d3c-9f1e2f1a0c11'], 'in a VRF'],
    ['w0', ['ESSID=home'], 'a wireless network'],
    ['w0', ['TYPE=Wireless'], 'a wireless network'],
    ['w0', ['TYPE=Wireless2'], 'of TYPE=Wireless2'],
    ['w0', ['TYPE=xWireless'], 'of TYPE=xWireless'],
    ['s0', ['IPV6TUNNELIPV4=192.0.2.1'], 'a tunnel'],
    // By the name alone, where neither TYPE nor DEVICETYPE is said (ifup).
    ['dummy0', [], 'a dummy device'],
    ['dummy12', [], 'a dummy device'],
    ['dummy12', ['TYPE=Ethernet'], 'ethernet'],
    ['dummy12', ['DEVICETYPE=eth'], 'ethernet'],
    ['xdummy0', [], 'ethernet'],
    ['dummy0x', [], 'ethernet'],
    ['ppp0', [], 'what ifup-ppp brings up'],
    ['ppp12', [], 'what ifup-ppp brings up'],
    ['tunnel', [], 'what ifup-tunnel brings up'],
    ['xppp0', [], 'ethernet'],
    ['ppp0x', [], 'ethernet'],
    ['p2p-ppp0', [], 'ethernet'],
    ['ppp0', ['TYPE=Ethernet'], 'ethernet'],
  ])('%s with %j: %s', (name, lines, kind) => expect(kindOf(name, lines)).toBe(kind));
});

describe('what the readers make of it differently', () => {
  const differences = (...lines: readonly string[]): readonly string[] =>
    readLines({
      'ifcfg-x.5': ['DEVICE=x.5', 'BOOTPROTO=none', 'IPV6INIT=yes', 'IPV6_AUTOCONF=no', ...lines],
      'ifcfg-eth1': ['DEVICE=eth1', 'MASTER=x.5', 'SLAVE=yes', 'BOOTPROTO=none'],
    }).findings.filter((text) => /^readers-differ/.test(text) && /BONDING_MASTER|TYPE=/.test(text));

  test.each([
    [['TYPE=Bond', 'BONDING_MASTER=yes'], []],
    [['BONDING_MASTER=yes'], []],
    [['TYPE=Ethernet', 'BONDING_OPTS=mode=0'], []],
    [['TYPE=Bridge'], []],
    [
      ['TYPE=Bridge', 'BONDING_MASTER=yes'],
      [/NetworkManager refuses a file with BONDING_MASTER=yes that is no bond/],
    ],
    [
      ['TYPE=Ethernet', 'BONDING_MASTER=yes'],
      [/NetworkManager refuses a file with BONDING_MASTER=yes that says another TYPE than Bond/],
    ],
    [['TYPE=Ethernet', 'VLAN=yes'], [/to NetworkManager it is a NIC, for it says TYPE=Ethernet/]],
    [['TYPE=Vlan', 'VLAN=yes'], []],
    [['VLAN=yes'], []],
    [['TYPE=bridge'], [/initscripts know a bridge by TYPE=Bridge only, not by TYPE=bridge/]],
  ])('%j', (lines, told) =>
    expect(differences(...lines)).toEqual(told.map((pattern) => expect.stringMatching(pattern))),
  );
});
