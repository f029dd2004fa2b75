import type { bondModes } from '../../src/model/interface.ts';
import type { Directives } from './directives.ts';
import { yesOrNo } from './words.ts';

/** What an ifcfg file is about: a kind of the model, or what the model lacks, in a few words. */
export type Kind =
  | { readonly type: 'ethernet' | 'bond' | 'bridge' | 'vlan' | 'veth'; readonly lacks?: never }
  | { readonly lacks: string; readonly type?: never };

/**
 * ifup looks for a script `ifup-` and the name without its number where DEVICETYPE is not said and TYPE is
 * not Ethernet: a vlan called post1 would run ifup-post.
 */
export const hasScript = (name: string): boolean =>
  /^(?:aliases|bnep|ctc|ib|ippp|ipv6|ovs|plip|plusb|post|ppp|routes|sit|Team|TeamPort|tunnel|wireless)[0-9]*$/.test(
    name,
  );

/** `masters`: names that some file has in MASTER=. */
export function readKind(directives: Directives, name: string, masters: ReadonlySet<string>): Kind {
  const lacks = lackOf(directives, name);
  if (lacks !== undefined) return { lacks };
  const said = directives.peek('TYPE')?.toLowerCase();
  directives.settle(/^TYPE$/);
  const isVlan = directives.value('VLAN', yesOrNo) === true;
  const isMaster = directives.value('BONDING_MASTER', yesOrNo) === true;
  tellSpelling(directives, said);
  if (said === 'bond' || said === 'bridge' || said === 'vlan') {
    if (isMaster && said !== 'bond')
      directives.differ(
        'BONDING_MASTER',
        'NetworkManager refuses a file with BONDING_MASTER=yes that is no bond',
      );
    return { type: said };
  }
  if (said === 'veth') {
    directives.differ(
      'TYPE',
      'NetworkManager, and initscripts before 10.10, make no veth pair of it; taken as later initscripts do',
    );
    return { type: 'veth' };
  }
  if (isVlan) {
    if (said !== undefined)
      directives.differ(
        'VLAN',
        `to NetworkManager it is a NIC, for it says TYPE=${directives.peek('TYPE')}`,
        'initscripts',
      );
    return { type: 'vlan' };
  }
  if (isMaster || directives.has('BONDING_OPTS')) {
    if (said !== undefined && isMaster)
      directives.differ(
        'TYPE',
        'NetworkManager refuses a file with BONDING_MASTER=yes that says another TYPE than Bond; taken: a bond',
      );
    return { type: 'bond' };
  }
  if (masters.has(name)) {
    directives.differ(
      'DEVICE',
      `to NetworkManager ${name} is a NIC, for nothing here says that it is a bond; taken: a bond, for others have it as MASTER`,
    );
    return { type: 'bond' };
  }
  return { type: 'ethernet' };
}

/** initscripts know a bridge by TYPE=Bridge in that spelling alone. */
function tellSpelling(directives: Directives, said: string | undefined): void {
  const text = directives.peek('TYPE');
  if (said === 'bridge' && text !== 'Bridge')
    directives.differ(
      'TYPE',
      `initscripts know a bridge by TYPE=Bridge only, not by TYPE=${text}`,
      'NetworkManager',
    );
}

const KNOWN = /^(?:ethernet|bond|bridge|vlan|ctc|veth)$/i;

function lackOf(directives: Directives, name: string): string | undefined {
  const type = directives.peek('TYPE');
  const device = directives.peek('DEVICETYPE');
  if (/^team$/i.test(device ?? type ?? '') || directives.has('TEAM_CONFIG'))
    return teamLike(directives.peek('TEAM_CONFIG'));
  if (
    /^teamport$/i.test(device ?? '') ||
    directives.has('TEAM_MASTER') ||
    directives.has('TEAM_MASTER_UUID')
  ) {
    const team = directives.peek('TEAM_MASTER');
    return team === undefined ? 'a port of a team' : `a port of ${team.slice(0, 20)}, a team`;
  }
  if (/^ibft$/i.test(directives.peek('BOOTPROTO') ?? ''))
    return 'an interface that the firmware sets up (iBFT)';
  if (directives.has('OVS_BRIDGE') || directives.has('OVS_PORT') || /^ovs/i.test(type ?? ''))
    return 'part of an Open vSwitch';
  if (directives.has('VRF') || directives.has('VRF_UUID')) return 'in a VRF';
  if (directives.has('ESSID') || /^wireless$/i.test(type ?? '')) return 'a wireless network';
  if (directives.has('IPV6TUNNELIPV4')) return 'a tunnel';
  if (type !== undefined && !KNOWN.test(type)) return `of TYPE=${type.slice(0, 20)}`;
  if (type !== undefined || device !== undefined) return undefined;
  if (/^dummy[0-9]+$/.test(name)) return 'a dummy device';
  return hasScript(name) ? `what ifup-${name.replace(/[0-9]+$/, '')} brings up` : undefined;
}

/** teamd's runners (teamd.conf(5)) and the modes of a bond that do the same. */
const RUNNERS: Readonly<Record<string, (typeof bondModes)[number]>> = {
  roundrobin: 'balance-rr',
  random: 'balance-rr',
  activebackup: 'active-backup',
  loadbalance: 'balance-xor',
  broadcast: 'broadcast',
  lacp: '802.3ad',
};

function teamLike(config: string | undefined): string {
  const runner = /"runner"\s*:\s*\{[^{}]*"name"\s*:\s*"([a-z]+)"/.exec(config ?? '')?.[1] ?? 'roundrobin';
  const mode = Object.hasOwn(RUNNERS, runner) ? RUNNERS[runner] : undefined;
  return mode ? `a team (a bond with mode ${mode} does the same)` : 'a team';
}
