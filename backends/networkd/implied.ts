import type { HostIndex } from '../../src/model/host.ts';
import type { Interface } from '../../src/model/interface.ts';
import type { Facet } from '../../src/survey.ts';
import { bool, integer, oneOf, type Take } from './codecs.ts';
import type { Document } from './documents.ts';
import type { Candidate } from './interpret.ts';
import type { Settings } from './settings.ts';
import { linkView, netdevView, networkView } from './view.ts';

/**
 * Keys that follow from the rest of the document when a file is written. A line that says what would be written is
 * understood; another one is kept; and where a line is missing, networkd's default may differ from what the document
 * means.
 */
type View = ReturnType<typeof networkView>;

interface Implied {
  readonly section: string;
  readonly key: string;
  readonly says: Facet;
  readonly take: Take<string>;
  /** What would be written; undefined: nothing. */
  readonly ours: (view: View) => string | undefined;
  readonly why: string;
}

const yesOrNo: Take<string> = (text) => {
  const value = bool.read(text);
  return value === undefined ? undefined : bool.write(value);
};
const number: Take<string> = (text) => {
  const value = integer(0, 4_294_967_295).read(text);
  return typeof value === 'number' ? String(value) : value;
};

const DOMAINS =
  'whether the search domains of servers and routers are used goes with their DNS servers in the document';

const impliedKeys: readonly Implied[] = [
  {
    section: 'Network',
    key: 'ConfigureWithoutCarrier',
    says: 'addressing',
    take: yesOrNo,
    ours: ({ configureWithoutCarrier }) => bool.write(configureWithoutCarrier),
    why: 'the document does not say whether addresses wait for a carrier: they do unless no NIC stands below',
  },
  ...['DHCPv4', 'DHCP'].flatMap((section): Implied[] =>
    ['UseDomains', 'UseDomainName'].map((key) => ({
      section,
      key,
      says: 'dns',
      take: (text) => (text === 'route' ? text : yesOrNo(text)),
      ours: ({ dhcp4 }) => dhcp4?.peerdns,
      why: DOMAINS,
    })),
  ),
  {
    section: 'DHCPv6',
    key: 'UseDomains',
    says: 'dns',
    take: (text) => (text === 'route' ? text : yesOrNo(text)),
    ours: ({ dhcp6 }) => dhcp6?.peerdns,
    why: DOMAINS,
  },
  {
    section: 'IPv6AcceptRA',
    key: 'UseDomains',
    says: 'dns',
    take: (text) => (text === 'route' ? text : yesOrNo(text)),
    ours: ({ ra }) => (ra ? ra.peerdns : undefined),
    why: DOMAINS,
  },
  {
    section: 'IPv6AcceptRA',
    key: 'UseDNS',
    says: 'dns',
    take: yesOrNo,
    ours: ({ ra }) => (ra ? ra.peerdns : undefined),
    why: 'the document says it of DHCPv6 alone, and routers go with it',
  },
  {
    section: 'IPv6AcceptRA',
    key: 'DHCPv6Client',
    says: 'addressing',
    take: (text) => oneOf('always').read(text) ?? yesOrNo(text),
    ours: ({ ra }) => (ra ? ra.dhcpClient : 'no'),
    why: 'in the document DHCPv6 is asked always or never, whatever a router says',
  },
  {
    section: 'IPv6AcceptRA',
    key: 'RouteMetric',
    says: 'addressing',
    take: number,
    ours: ({ ra }) => (ra ? ra.routeMetric : undefined),
    why: 'the document has no word for the metric of advertised routes',
  },
  {
    section: 'DHCPv6',
    key: 'WithoutRA',
    says: 'addressing',
    take: oneOf('no', 'solicit', 'information-request').read,
    ours: ({ dhcp6 }) => dhcp6 && 'solicit',
    why: 'in the document DHCPv6 is asked always or never, whatever a router says',
  },
];

/** Judges such keys of the files that an interface has; returns how the document differs where they have none. */
export function judgeImplied(candidate: Candidate, iface: Interface, index: HostIndex): string[] {
  const { network, device, link } = candidate;
  const view = networkView(iface, index);
  const said = network ? judgeKeys(network.document.settings, view) : new Map<string, string>();
  if (link) judgeLinkPolicies(link.document, iface, index);
  judgeOverruled(candidate);
  return [
    ...(network && !iface.port ? missing(view, iface, said, network.value.acceptsRa) : []),
    ...(device ? macDifference(candidate, iface, index) : []),
    ...mtuDifference(iface, index),
  ];
}

/** Reads such keys of a file, for the time being as if they said what would be written. */
export function takeImplied({ settings, kind, part }: Document): void {
  if (kind === 'network')
    for (const { section, key, says, take } of impliedKeys) settings.in(section).said(key, says, take);
  if (kind === 'link' && part)
    for (const key of ['NamePolicy', 'MACAddressPolicy', 'AlternativeNamesPolicy'])
      settings.in('Link').settle(key, { state: 'understood', says: 'link' });
}

/** What the files say, by key. */
function judgeKeys(settings: Settings, view: View): Map<string, string> {
  const values = new Map<string, string>();
  for (const { section, key, says, take, ours, why } of impliedKeys) {
    const said = settings.in(section).said(key, says, take);
    if (!said) continue;
    values.set(`${section}.${key}`, said.value);
    if (said.value !== ours(view)) settings.judge(said.entry, { state: 'kept', why, isImplied: true });
  }
  return values;
}

function missing(
  view: View,
  iface: Interface,
  said: ReadonlyMap<string, string>,
  acceptsRa: boolean,
): string[] {
  const hasAddresses = Boolean(iface.ipv4?.addresses.length || iface.ipv6?.addresses.length);
  const waits = view.configureWithoutCarrier && hasAddresses && !said.has('Network.ConfigureWithoutCarrier');
  return [
    ...dhcpv6Differences(view, said, acceptsRa),
    ...(waits
      ? ['networkd gives it its addresses once it has a carrier; in the document it has them at once']
      : []),
  ];
}

/** networkd lets routers decide on DHCPv6 (systemd.network(5), DHCP=, DHCPv6Client= and WithoutRA=). */
function dhcpv6Differences(
  { dhcp6, ra }: View,
  said: ReadonlyMap<string, string>,
  acceptsRa: boolean,
): string[] {
  const client = said.get('IPv6AcceptRA.DHCPv6Client');
  const isAskedAnyway = said.get('DHCPv6.WithoutRA') === 'solicit';
  if (!dhcp6) {
    if (!acceptsRa) return [];
    if (!ra)
      return ['networkd takes routes from routers, and no addresses; in the document no router is heard'];
    return client === undefined
      ? [
          'networkd asks DHCPv6 too where a router says so (DHCPv6Client=); in the document addresses come from routers alone',
        ]
      : [];
  }
  const found: string[] = [];
  if (!acceptsRa)
    found.push(
      isAskedAnyway
        ? 'networkd hears no router; in the document DHCPv6 takes its routes from them'
        : 'networkd asks DHCPv6 once it hears a router, and is to hear none; in the document it is asked always',
    );
  else if (client === undefined && !isAskedAnyway)
    found.push('networkd asks DHCPv6 only where a router says so; in the document it is asked always');
  if (acceptsRa && dhcp6.peerdns === 'no' && !said.has('IPv6AcceptRA.UseDNS'))
    found.push(
      'networkd uses the DNS servers that routers advertise; in the document neither theirs nor those of DHCPv6',
    );
  return found;
}

/** What a bridge or bond without a MACAddress= gets: of networkd's making, where the document means its ports'. */
function macDifference({ device, link }: Candidate, iface: Interface, index: HostIndex): string[] {
  if ((iface.type !== 'bond' && iface.type !== 'bridge') || iface.assignMac !== undefined) return [];
  const view = netdevView(iface, index) as { readonly mac?: string } | undefined;
  if (view?.mac === undefined) return [];
  const leaves = device?.value.leavesMac === true;
  const policy = link?.document.settings.in('Link').entries.findLast(({ key }) => key === 'MACAddressPolicy');
  if (link?.document.isOurs || (leaves && policy?.value === 'none')) return [];
  const who = leaves ? 'udev gives it' : 'networkd gives it';
  return [
    `${who} a MAC address made of the machine's id and its name; in the document it has that of a ${iface.type === 'bond' ? 'member' : 'port'}, unless a <mac> says one`,
  ];
}

/** networkd does not hand the MTU of a bridge on to its ports; the kernel does so for a bond. */
function mtuDifference(iface: Interface, index: HostIndex): string[] {
  if (iface.type !== 'bridge' || iface.mtuBytes === undefined) return [];
  const without = index.membersOf(iface.name).filter(({ mtuBytes }) => mtuBytes === undefined);
  return without.length
    ? [
        `its ports ${without.map(({ name }) => name).join(', ')} have no MTUBytes= of their own; in the document they take its MTU`,
      ]
    : [];
}

/** The policies of a .link are understood where a file of ours would say the same. */
function judgeLinkPolicies({ settings, part }: Document, iface: Interface, index: HostIndex): void {
  const ours = linkView(iface, index) as { readonly permanentMac?: string } | undefined;
  const isByMac = ours?.permanentMac !== undefined;
  const policies: readonly (readonly [string, string | undefined])[] = [
    ['NamePolicy', ours && !isByMac ? 'keep' : undefined],
    ['MACAddressPolicy', ours && (isByMac ? 'persistent' : 'none')],
    ['AlternativeNamesPolicy', isByMac ? 'database onboard slot path' : undefined],
  ];
  for (const [key, value] of policies) {
    const entry = settings.in('Link').entries.findLast((each) => each.key === key);
    if (!entry) continue;
    if (!part && entry.value === value) settings.judge(entry, { state: 'understood', says: 'link' });
  }
}

/** networkd sets what a .network says after a .link and a .netdev. */
function judgeOverruled({ network, link, device }: Candidate): void {
  const rows = [
    ['MACAddress', 'assignMac'],
    ['MTUBytes', 'mtuBytes'],
  ] as const;
  for (const [key, property] of rows) {
    const sayings = [
      { from: network, section: 'Link' },
      { from: link, section: 'Link' },
      { from: device, section: 'NetDev' },
    ].filter(({ from }) => from?.value[property] !== undefined);
    const winner = sayings[0]?.from?.document.file.path;
    for (const { from, section } of sayings.slice(1))
      from?.document.settings
        .in(section)
        .settle(key, { state: 'unread', why: `${winner} says it, and comes later` });
  }
}
