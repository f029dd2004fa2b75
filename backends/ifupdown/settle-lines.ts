import type { CommandLine, Group, Lines, Stanza } from './lines.ts';
import { isBondStanza } from './read-bond.ts';
import { isBridgeStanza } from './read-bridge.ts';

/** Why an option is kept that nobody has taken: what it does, or who would have had a use for it. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:hostname|leasetime|vendor|client)$/,
    'what the DHCP client says of itself has no place in a document',
  ],
  [/^metric$/, 'the metric of the routes that DHCP brings has no place in a document'],
  [/^privext$/, 'privacy extensions have no place in a document'],
  [/^request_prefix$/, 'prefix delegation has no place in a document'],
  [/^(?:ll|dad)-/, 'how long ifup waits for IPv6 has no place in a document'],
  [/^(?:scope|preferred-lifetime)$/, 'the scope and lifetime of an address have no place in a document'],
  [/^dns-/, 'a document has servers and search domains only'],
  [/^bond-/, 'a document has no such option of a bond'],
  [/^bridge-/, 'a document has no such option of a bridge'],
  [
    /^(?:ethernet|link|offload|hardware|driver)-/,
    'settings of the NIC itself (ethtool) have no place in a document',
  ],
];

const UNKNOWN = 'an option that ifscribe does not know';

/** Gives a reason to every line that nobody has spoken of, and tells commands by what they do. */
export function settleLines(lines: Lines): void {
  for (const stanza of lines.stanzas) {
    for (const group of stanza.groups.values()) settleGroup(lines, stanza, group);
    for (const command of stanza.commands) settleCommand(lines, command);
  }
}

function settleGroup(lines: Lines, stanza: Stanza, { keyword, value, options }: Group): void {
  const rest = options.filter((option) => !lines.verdicts.has(option));
  const why = whyIgnored(keyword, stanza);
  if (rest.length === 0) return;
  if (saysNothing(keyword, value) || (lines.own && isForOthers(keyword, value, stanza)))
    lines.understood(rest, 'addressing');
  else if (why !== undefined) lines.refuse(rest, why);
  else lines.keep(rest, REASONS.find(([pattern]) => pattern.test(keyword))?.[1] ?? UNKNOWN);
}

/** What holds anyway. */
const saysNothing = (keyword: string, value: string): boolean =>
  (keyword === 'privext' || keyword === 'request_prefix') && value === '0';

/** What ifscribe writes for the sake of one consumer: the model says it already. */
const isForOthers = (keyword: string, value: string, { commands }: Stanza): boolean =>
  keyword === 'dad-attempts' ||
  keyword === 'bond-primary' ||
  (keyword === 'create' &&
    commands.some(({ option }) => option.keyword === 'pre-up' && option.value === value));

/** Options that ifenslave and bridge-utils look at in stanzas of bonds and bridges only. */
function whyIgnored(keyword: string, stanza: Stanza): string | undefined {
  if (keyword === 'bond-min-links' && isBondStanza(stanza))
    return 'ifenslave knows no bond-min-links; ifupdown-ng does';
  const isOfBond = /^bond-(?!give-a-chance|primary$|min-links)/.test(keyword);
  if (isOfBond && !isBondStanza(stanza)) {
    return stanza.groups.has('bond-master')
      ? "ifenslave passes over a bond's options in the stanza of a member"
      : "ifenslave passes over a bond's options in a stanza that makes no bond";
  }
  if (keyword === 'bond-primary' && !isBondStanza(stanza))
    return 'it stands in the stanza of a device that is in no bond';
  if (keyword.startsWith('bridge-') && !isBridgeStanza(stanza))
    return "bridge-utils passes over a bridge's options in a stanza without bridge-ports";
  return undefined;
}

const NOT_CERTAIN = 'what the command does is nothing that ifscribe is certain of';

/** A command is understood where all that it does is. */
function settleCommand(lines: Lines, { option, doings }: CommandLine): void {
  if (lines.verdicts.has(option)) return;
  if (!doings) {
    lines.keep(option, NOT_CERTAIN);
    return;
  }
  const verdicts = doings.map(({ verdict }) => verdict ?? { why: 'what it does has no place in a document' });
  const refused = verdicts.find((verdict) => 'why' in verdict);
  if (refused && 'why' in refused) {
    if ('isRefused' in refused) lines.refuse(option, refused.why);
    else lines.keep(option, refused.why);
    return;
  }
  const [says] = verdicts.flatMap((verdict) => ('says' in verdict && verdict.says ? [verdict.says] : []));
  lines.understood(option, says);
}
