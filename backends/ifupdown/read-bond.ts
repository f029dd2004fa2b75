import { type BondMode, type BondOptions, bondModes, hasPrimary } from '../../src/model/interface.ts';
import { deviceNameFault, familyOf, wholeNumber } from '../../src/model/values.ts';
import { defined } from '../../src/native/defined.ts';
import type { Place } from './lexer.ts';
import {
  type Doing,
  inOrder,
  isDoing,
  type Lines,
  type Parse,
  type Stanza,
  wordOrNumber,
  wordsOf,
} from './lines.ts';
import { readMembers } from './read-members.ts';

/** What the stanzas of a bond say of it. */
export interface ReadBond {
  readonly bond: BondOptions;
  readonly members: readonly string[];
  /** The member to put first, as the bond's own stanza says. */
  readonly primary?: string;
}

/** ifenslave takes a stanza with any of these for a bond's, unless it says whose member it is. */
export const isBondStanza = ({ groups }: Stanza): boolean =>
  !groups.has('bond-master') && ['bond-slaves', 'slaves', 'bond-mode'].some((keyword) => groups.has(keyword));

/** One option: its text, and the lines or the command that said it. */
interface Said {
  readonly text: string;
  readonly places: readonly Place[];
  readonly doing?: Doing;
}

/** Options by the kernel's names, as ifenslave writes them into sysfs. */
const OPTIONS = [
  'mode',
  'miimon',
  'updelay',
  'downdelay',
  'use_carrier',
  'arp_interval',
  'arp_ip_target',
  'arp_validate',
  'lacp_rate',
  'xmit_hash_policy',
  'ad_select',
  'fail_over_mac',
  'primary_reselect',
  'packets_per_slave',
] as const;
type OptionName = (typeof OPTIONS)[number] | 'min_links' | 'primary';

export function readBond(lines: Lines): ReadBond {
  const members = readMembers(lines, ['bond-slaves', 'slaves'], isBondStanza);
  const said = saidOf(lines);
  const take = <T>(name: OptionName, parse: Parse<T>): T | undefined => takeOption(lines, said, name, parse);
  const mode = take('mode', wordOrNumber(...bondModes));
  const inForce = mode ?? 'balance-rr';
  const only = <T>(name: OptionName, modes: readonly BondMode[], parse: Parse<T>): T | undefined => {
    const option = said.get(name);
    if (!option || modes.includes(inForce)) return take(name, parse);
    refuse(lines, option, `${name} has an effect in mode ${modes.join(', ')} only`);
    return undefined;
  };
  const bond = defined({
    mode,
    monitor: readMonitor(lines, said, inForce),
    lacpRate: only('lacp_rate', ['802.3ad'], wordOrNumber('slow', 'fast')),
    xmitHashPolicy: only(
      'xmit_hash_policy',
      ['balance-xor', '802.3ad', 'balance-tlb'],
      wordOrNumber('layer2', 'layer3+4', 'layer2+3', 'encap2+3', 'encap3+4', 'vlan+srcmac'),
    ),
    adSelect: take('ad_select', wordOrNumber('stable', 'bandwidth', 'count')),
    failOverMac: take('fail_over_mac', wordOrNumber('none', 'active', 'follow')),
    minLinks: take('min_links', number),
    primaryReselect: take('primary_reselect', wordOrNumber('always', 'better', 'failure')),
    packetsPerSlave: only('packets_per_slave', ['balance-rr'], upTo(65_535)),
  });
  const primary = readPrimary(lines, said, members, inForce);
  return { bond, members, ...(primary === undefined ? {} : { primary }) };
}

const PRIMARY_MODES = bondModes.filter(hasPrimary);

/** What counts of each option, of the stanzas and of commands: what is set last. */
function saidOf(lines: Lines): Map<OptionName, Said> {
  const said = new Map<OptionName, Said>();
  const set = (name: OptionName, option: Said): void => {
    const above = said.get(name);
    const isAgain = above?.text === option.text;
    said.set(name, isAgain ? { ...option, places: [...above.places, ...option.places] } : option);
    if (above && !isAgain) overrule(lines, above, `${name} is set to ${option.text} after it`);
  };
  const names = new Map(OPTIONS.map((name) => [`bond-${name.replaceAll('_', '-')}`, name]));
  for (const each of inOrder(lines, ...names.keys())) {
    if (!isDoing(each)) {
      const name = names.get(each.keyword) as OptionName;
      const option = { text: each.value, places: each.options };
      if (!isBondStanza(each.stanza)) continue;
      if (name === 'arp_ip_target') said.set(name, withTargets(said.get(name), option));
      else set(name, option);
    } else if (each.step.does === 'bond' && !each.undoes) {
      each.verdict = { says: 'options' };
      for (const [name, text] of Object.entries(each.step.options))
        set(name as OptionName, { text: text.replaceAll(',', ' '), places: [], doing: each });
    }
  }
  return said;
}

/** ifenslave adds targets to those that are there, where iproute2 sets them anew, with commas between them. */
const withTargets = (above: Said | undefined, { text, places }: Said): Said => ({
  ...above,
  text: above ? `${above.text} ${text}` : text,
  places: [...(above?.places ?? []), ...places],
});

function overrule(lines: Lines, { places, doing }: Said, why: string): void {
  lines.keep(places, why);
  if (doing) doing.verdict = { why };
}

function takeOption<T>(
  lines: Lines,
  said: Map<OptionName, Said>,
  name: OptionName,
  parse: Parse<T>,
): T | undefined {
  const option = said.get(name);
  if (!option) return undefined;
  const value = parse(option.text);
  if (value === undefined) refuse(lines, option, `${option.text} is nothing that ${name} can be`);
  else lines.understood(option.places, 'options');
  return value;
}

function refuse(lines: Lines, { places, doing }: Said, why: string): void {
  lines.refuse(places, why);
  if (doing) doing.verdict = { why };
}

const upTo =
  (max: number): Parse<number> =>
  (text) => {
    const value = wholeNumber(text);
    return value !== undefined && value <= max ? value : undefined;
  };

/** What the kernel takes for a number of most options (bond_options.c). */
const number = upTo(2_147_483_647);

/** As many the kernel has room for (BOND_MAX_ARP_TARGETS). */
const MOST_TARGETS = 16;

const targetList: Parse<string[]> = (text) => {
  const targets = [...new Set(wordsOf(text))];
  const isList = targets.length <= MOST_TARGETS && targets.every((word) => familyOf(word) === 'ipv4');
  return isList ? targets : undefined;
};

const carrierOf: Parse<'ioctl' | 'netif'> = (text) =>
  /^(?:0|off)$/.test(text) ? 'ioctl' : /^(?:1|on)$/.test(text) ? 'netif' : undefined;

const ARP_MODES: readonly BondMode[] = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast'];

/** ARP monitoring is set up first, and ends when miimon is set (bond_options.c). */
function readMonitor(lines: Lines, said: Map<OptionName, Said>, mode: BondMode): BondOptions['monitor'] {
  const take = <T>(name: OptionName, parse: Parse<T>): T | undefined => takeOption(lines, said, name, parse);
  const drop = (why: string, ...names: readonly OptionName[]): void => {
    for (const name of names) {
      const option = said.get(name);
      if (option) refuse(lines, option, why);
    }
  };
  const freqMs = take('miimon', number);
  const intervalMs = take('arp_interval', number);
  const asksArp = intervalMs !== undefined && intervalMs > 0;
  if (asksArp && !freqMs && ARP_MODES.includes(mode)) {
    const targets = take('arp_ip_target', targetList);
    const validate = take('arp_validate', wordOrNumber('none', 'active', 'backup', 'all'));
    drop('the bond watches its links by ARP, not by their carrier', 'updelay', 'downdelay');
    const carrier = said.get('use_carrier');
    if (carrier) lines.keep(carrier.places, 'it matters to the monitoring of the carrier only');
    if (targets)
      return {
        kind: 'arpmon',
        intervalMs,
        targets: lines.own ? targets : [...targets].sort((a, b) => a.length - b.length || (a < b ? -1 : 1)),
        ...defined({ validate: validate === 'none' && !lines.own ? undefined : validate }),
      };
    drop('ARP monitoring needs arp_ip_target', 'arp_interval');
    return undefined;
  }
  const whyNot = freqMs
    ? 'miimon ends the monitoring by ARP'
    : asksArp
      ? `the kernel does not watch links by ARP in mode ${mode}`
      : 'nothing asks for monitoring by ARP: arp_interval is 0, or is not there';
  drop(whyNot, 'arp_ip_target', 'arp_validate', ...(asksArp ? (['arp_interval'] as const) : []));
  const carrier = take('use_carrier', carrierOf);
  if (!freqMs) drop('the kernel takes a delay only beside miimon', 'updelay', 'downdelay');
  if (freqMs === undefined) {
    if (carrier !== undefined) drop('it matters only beside miimon', 'use_carrier');
    return undefined;
  }
  const delay = (name: OptionName): number | undefined => {
    const ms = freqMs ? take(name, number) : undefined;
    return ms === 0 && !lines.own ? undefined : ms;
  };
  return {
    kind: 'miimon',
    freqMs,
    ...defined({ updelayMs: delay('updelay'), downdelayMs: delay('downdelay'), carrier }),
  };
}

/** The first of the words that is a member; of the members' own stanzas see `primaryOfMembers`. */
function readPrimary(
  lines: Lines,
  said: Map<OptionName, Said>,
  members: readonly string[],
  mode: BondMode,
): string | undefined {
  const command = said.get('primary');
  const found = lines.find('bond-primary').filter(({ stanza }) => isBondStanza(stanza));
  const words = found.flatMap(({ value }) => wordsOf(value));
  const primary = command?.text ?? words.find((word) => members.includes(word));
  const places = found.flatMap(({ options }) => options);
  if (!hasPrimary(mode) && (found.length > 0 || command)) {
    const why = `the kernel takes a primary in mode ${PRIMARY_MODES.join(' or ')} only`;
    lines.refuse(places, why);
    if (command?.doing) command.doing.verdict = { why };
    return undefined;
  }
  if (primary === undefined) {
    if (found.length > 0)
      lines.refuse(
        places,
        'the bond has none of them yet when ifenslave looks for its primary; say it in the stanzas of the members',
      );
    return undefined;
  }
  lines.understood(places, 'members');
  return primary;
}

/** What the stanza of a member says of the bond: in which it is, and which member is to be the primary. */
export interface ReadMembership {
  readonly controller: string;
  readonly primaries: readonly string[];
  readonly places: readonly Place[];
}

/** Options of a bond that stand in a member's stanza too, where ifenslave does not look at them. */
export function readMembership(lines: Lines): ReadMembership | undefined {
  const masters = lines.find('bond-master');
  const last = masters.at(-1);
  if (!last) return undefined;
  const controller = last.value;
  if (deviceNameFault(controller) !== undefined) {
    lines.refuse(last.options, `${last.value} is no name of a bond`);
    return undefined;
  }
  for (const { options } of masters) lines.understood(options, 'controller');
  const primaries = lines.find('bond-primary').filter(({ stanza }) => stanza.groups.has('bond-master'));
  return {
    controller,
    primaries: primaries.flatMap(({ value }) => wordsOf(value)),
    places: primaries.flatMap(({ options }) => options),
  };
}
