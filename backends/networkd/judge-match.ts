import { isHardwareAddress, wordsOf } from './codecs.ts';
import { type Document, leavesAlone } from './documents.ts';
import type { Candidate } from './interpret.ts';
import { isDeviceName, isExcluded, isName, patternsOf } from './match.ts';
import { type Entry, type Judgement, partsOf, passedOver, placeOf } from './settings.ts';

const UNDERSTOOD: Judgement = { state: 'understood', says: 'match' };

const UNNAMED =
  'it matches NICs by a pattern or a MAC address, and no file says their names; name them in Name= to have them in the document';

const LEFT_ALONE = 'networkd is to let alone what it matches, and no file says the names';

const BY_ONE = 'the document finds a NIC by one MAC address of its own, and a device that is made by none';

const NO_NAME = passedOver('networkd ignores it: it is no name of an interface');

const NO_ADDRESS = passedOver('networkd ignores it: it is no hardware address');

const whyUnnamed = (document: Document): string => (leavesAlone(document) ? LEFT_ALONE : UNNAMED);

/** Judges the [Match] of a .network or .link, now that it is known for what the file is used; and a file that is not. */
export function judgeMatch(
  document: Document,
  candidates: ReadonlyMap<string, Candidate>,
  usedFor: (candidate: Candidate) => Document | undefined,
): void {
  const { settings, owners, match } = document;
  if (settings.judgementOnAll()) return;
  if (owners.size === 0) {
    settings.judgeAll(unused(document, candidates, usedFor));
    return;
  }
  const { entries } = settings.in('Match');
  const nics = [...owners].map((name) => candidates.get(name)).filter((owner) => owner?.type === 'ethernet');
  const isMacSaid =
    nics.length === 1 && nics[0]?.permanentMac !== undefined && new Set(match.macs).size === 1;
  for (const entry of entries) {
    const known = settings.judgementsOf(entry)[0];
    if (known?.isRefused) continue;
    const reset = entries.findLast(({ key, value }) => key === entry.key && value === '');
    if (reset && entry.at < reset.at) {
      settings.judge(entry, { state: 'unread', why: `${placeOf(reset, entry)} takes it back` });
      continue;
    }
    switch (entry.key) {
      case 'Name':
      case 'OriginalName':
        judgeNames(document, entry, candidates, usedFor);
        break;
      case 'MACAddress':
      case 'PermanentMACAddress': {
        const judgement: Judgement =
          isMacSaid || entry.value === '' ? UNDERSTOOD : { state: 'kept', why: BY_ONE };
        const words = wordsOf(entry.value);
        const groups = [
          { judgement, words: words.filter(isHardwareAddress) },
          { judgement: NO_ADDRESS, words: words.filter((word) => !isHardwareAddress(word)) },
        ].filter((group) => group.words.length > 0);
        settings.judge(entry, ...(groups.length > 0 ? partsOf(entry, groups) : [judgement]));
        break;
      }
      case 'Type':
      case 'Kind':
        settings.judge(entry, UNDERSTOOD);
        break;
      default: {
        if (entry.key === 'Driver' && nics.length === 0) {
          settings.judge(entry, UNDERSTOOD);
          break;
        }
        const why = 'only the machine can tell whether it holds; it is taken to';
        settings.judge(entry, entry.value === '' ? UNDERSTOOD : { state: 'kept', why });
      }
    }
  }
}

function judgeNames(
  document: Document,
  entry: Entry,
  candidates: ReadonlyMap<string, Candidate>,
  usedFor: (candidate: Candidate) => Document | undefined,
): void {
  const { settings, owners, match } = document;
  const patterns = patternsOf([entry], [entry.key]);
  const groups = new Map<string, { judgement: Judgement; words: string[] }>();
  for (const pattern of patterns) {
    const { text, isExcluding, word } = pattern;
    const judgement = isName(pattern) ? (isExcluding ? UNDERSTOOD : judgeName(text)) : NO_NAME;
    const id = `${judgement.state} ${judgement.why}`;
    const group = groups.get(id) ?? { judgement, words: [] };
    group.words.push(word);
    groups.set(id, group);
  }
  settings.judge(entry, ...(groups.size ? partsOf(entry, [...groups.values()]) : [UNDERSTOOD]));

  function judgeName(text: string): Judgement {
    if (/[*?[]/.test(text)) {
      const isApplied = [...owners].some((name) => !match.names.has(name));
      return isApplied ? UNDERSTOOD : { state: 'kept', why: whyUnnamed(document) };
    }
    if (owners.has(text)) return UNDERSTOOD;
    if (document.kind === 'link')
      return { state: 'kept', why: 'the document finds a NIC by its MAC address, and by no other name' };
    if (isExcluded(match, text)) return { state: 'unread', why: 'another Name= of the file takes it out' };
    const candidate = candidates.get(text);
    const winner = candidate && usedFor(candidate);
    if (winner) return { state: 'unread', why: `${winner.file.path} is used for it` };
    if (!isDeviceName(text)) return { state: 'kept', why: `${text} is no name of a device in the document` };
    return { state: 'kept', why: `nothing of the file is for ${text}` };
  }
}

/** Of a file that is used for nothing that has a name. */
function unused(
  document: Document,
  candidates: ReadonlyMap<string, Candidate>,
  usedFor: (candidate: Candidate) => Document | undefined,
): Judgement {
  const { kind, match } = document;
  const winners = [...match.names].flatMap((name) => {
    const candidate = candidates.get(name);
    const winner = candidate && usedFor(candidate);
    return winner ? [{ name, path: winner.file.path }] : [];
  });
  if (!match.isOnlyNames) return { state: 'kept', why: whyUnnamed(document) };
  if (match.names.size === 0)
    return { state: 'unread', why: 'its lines of Name= take out all that they name' };
  const taken = new Set(winners.map(({ name }) => name));
  const name = [...match.names].find((each) => !taken.has(each));
  if (name === undefined) {
    const first = winners.slice(0, 3).map((winner) => `${winner.path} for ${winner.name}`);
    return { state: 'unread', why: `another file matches first: ${first.join(', ')}` };
  }
  const why = isDeviceName(name)
    ? `no ${kind === 'link' ? '.network is there for' : 'interface of the document is'} ${name}`
    : `${name} is no name of a device in the document`;
  return { state: 'kept', why };
}
