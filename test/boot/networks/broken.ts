import type { CpioEntry } from '../archive.ts';
import { edited, without } from '../broken.ts';
import type { GuestHost } from './host.ts';
import { workstation } from './hosts/workstation-networks.ts';
import { xenDom0 } from './hosts/xen-dom0-guests.ts';
import { atBoot, filtering, type Phase } from './plan.ts';

/** Networks broken on purpose, one a rule of how they are written: what guests see must tell. */
export interface BrokenNetwork {
  readonly name: string;
  readonly host: GuestHost;
  readonly phases: readonly Phase[];
  readonly spoil: (files: readonly CpioEntry[]) => CpioEntry[];
  readonly seenAs: RegExp;
}

const [xen] = xenDom0;
const servers = /ifscribe-net-(?:lab|here)\.service$/;
const filter = /\/guests\.nft$/;
/** Bridges that go and come back, with the service of the consumer these are tried on. */
export const remade: Phase = { name: 'remade', command: 'remake systemd-networkd', renews: 'by any way' };

export const brokenNetworks: readonly BrokenNetwork[] = [
  {
    name: 'what stays on the bridge is translated',
    host: xen,
    phases: [filtering],
    spoil: edited(filter, /oifname != "\S+" (.* masquerade)/, '$1'),
    seenAs: /^br_netfilter: beta opens @alpha:22: alpha sees 192\.168\.150\.1, wanted/,
  },
  {
    name: 'rules by the index of a bridge that is not there yet',
    host: xen,
    phases: [atBoot],
    spoil: edited(filter, /iifname/g, 'iif'),
    seenAs: /^boot: alpha pings outside: no, wanted yes$/,
  },
  {
    name: 'nobody turns forwarding on',
    host: xen,
    phases: [atBoot],
    spoil: without(/wants\/ifscribe-forward\.service$/),
    seenAs: /^boot: alpha pings outside: no, wanted yes$/,
  },
  {
    name: 'servers that outlive their bridge',
    host: workstation,
    phases: [remade],
    spoil: edited(servers, /^BindsTo=.*\n/m, ''),
    seenAs: /^remade: ended with a server outlives its bridge/,
  },
];
