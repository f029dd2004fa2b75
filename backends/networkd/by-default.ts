import type { Facet } from '../../src/survey.ts';
import { beyond, bool, integer, type Take } from './codecs.ts';
import { unmodelled } from './keys.ts';
import type { Settings } from './settings.ts';

/** A key for which the document has no word, and the value that changes nothing: networkd's own default. */
type Default = readonly [key: string, says: Facet, usual: boolean | number | string];

const DHCPV4: readonly Default[] = [
  ['Anonymize', 'addressing', false],
  ['ClientIdentifier', 'addressing', 'duid'],
  ['RouteMetric', 'addressing', 1024],
  ['SendHostname', 'addressing', true],
  ['UseHostname', 'addressing', true],
  ['UseMTU', 'link', false],
  ['UseNTP', 'addressing', true],
  ['UseRoutes', 'addressing', true],
  ['UseTimezone', 'addressing', false],
];

/** systemd.network(5), where that of 252 and that of 257 agree. [DHCP] is the older name of the section. */
const defaults: Readonly<Record<string, readonly Default[]>> = {
  Network: [
    ['DHCPServer', 'addressing', false],
    ['EmitLLDP', 'addressing', false],
    ['IPMasquerade', 'addressing', false],
    ['IPv6SendRA', 'addressing', false],
    ['KeepMaster', 'controller', false],
    ['LLMNR', 'dns', true],
    ['MulticastDNS', 'dns', false],
  ],
  DHCP: DHCPV4,
  DHCPv4: DHCPV4,
  IPv6AcceptRA: [
    ['UseGateway', 'addressing', true],
    ['UseMTU', 'link', true],
  ],
};

/** Judges the lines of a .network that say what is so anyway. Other values of the keys stay what they are: kept. */
export function takeDefaults(settings: Settings): void {
  for (const [name, keys] of Object.entries(defaults)) {
    const section = settings.in(name);
    if (section.entries.length === 0) continue;
    for (const [key, says, usual] of keys)
      section.said(key, says, (text) => (isUsual(text, usual) ? true : beyond(unmodelled(name, key))));
  }
  takeCarrierLoss(settings);
}

function isUsual(text: string, usual: boolean | number | string): boolean {
  if (typeof usual === 'boolean') return bool.read(text) === usual;
  return typeof usual === 'number' ? number.read(text) === usual : text === usual;
}

const number = integer(0, 4_294_967_295);

/** What a lost carrier does goes with ConfigureWithoutCarrier=, but for NICs whose MTU a server changes. */
function takeCarrierLoss(settings: Settings): void {
  const network = settings.in('Network');
  const last = (section: string, key: string): boolean =>
    bool.read(settings.in(section).entries.findLast((entry) => entry.key === key)?.value ?? '') === true;
  const stays = last('Network', 'ConfigureWithoutCarrier');
  const takesMtu = last('DHCPv4', 'UseMTU') || last('DHCP', 'UseMTU');
  const take: Take<true> = (text) =>
    !takesMtu && bool.read(text) === stays ? true : beyond(unmodelled('Network', 'IgnoreCarrierLoss'));
  network.said('IgnoreCarrierLoss', 'addressing', take);
}
