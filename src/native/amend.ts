import { append } from '../model/host.ts';
import type { Facet } from '../survey.ts';
import {
  type AccountedText,
  type Block,
  blocksOf,
  isBlank,
  meaning,
  together,
  type Unit,
  type View,
} from './accounted-text.ts';
import { END, type LineEdit } from './line-edits.ts';

/** Whose lines change, and which of them. */
export interface Amendment extends View {
  /** What is to change. */
  readonly changes: (facet: Facet) => boolean;
  /** Which lines about that stay: those that ours say too, or none, where the order counts. */
  readonly stay: 'alike' | 'none';
  /** Another way to say a line, as a block of its own. */
  readonly respell?: ((line: string) => string | undefined) | undefined;
}

/** What may be done to a text. */
export interface Amendments {
  /** All of them make it say what is wanted, where lines do not hang together. */
  readonly edits: readonly LineEdit[];
  /** Other ways to say what one of them adds. */
  readonly others: readonly LineEdit[];
}

/**
 * Changing text that somebody else wrote: the edits after which `native` says of the facets what `wanted`, a text of
 * ours, says of them. Every other line stays as it is, byte for byte, and so does one that says the same already.
 */
export function amend(native: AccountedText, wanted: AccountedText, how: Amendment): Amendments {
  const standing = blocksOf(native, how).filter(({ units: [head] }) => !head?.isHead || !head.isOfAnother);
  const ours = blocksOf(wanted, how);
  const mayStay = (block: Block): boolean => how.stay === 'alike' || !block.isRepeated;
  const partners = pair(standing.filter(mayStay), ours.filter(mayStay));
  const partnerOf = new Map([...partners].map(([block, its]) => [its, block]));
  const wantedOf = (block: Block): readonly Unit[] =>
    partnerOf.get(block)?.units.filter((unit) => isConcerned(unit, how)) ?? [];
  const isNew = (block: Block): boolean =>
    !partners.has(block) && block.units.some((unit) => isConcerned(unit, how));
  const place = (block: Block): LineEdit[] => {
    const n = ours.indexOf(block);
    const next = ours.slice(n + 1).find((each) => each.kind === block.kind && partners.has(each));
    return newBlock(
      block,
      (next && partners.get(next)) ?? lastOf(standing, block.kind),
      next !== undefined,
      how,
    );
  };
  const isGoing = (block: Block): boolean => {
    const [unit] = block.units as [Unit];
    return block.isRepeated && !partnerOf.has(block) && isConcerned(unit, how) && !unit.isShared;
  };
  const anew = ours.filter(isNew);
  const successors = successorsOf(standing.filter(isGoing), anew);
  const amended = standing.map((block): Amended => {
    const made = amendBlock(block, wantedOf(block), how);
    const successor = successors.get(block);
    if (!successor) return made;
    return { edits: [replaced(block, successor)], others: [...made.edits, ...place(successor)], missing: [] };
  });
  const replacing = new Set(successors.values());
  const placed = anew.filter((block) => !replacing.has(block)).flatMap(place);
  const respelled = amended.flatMap(({ missing }) =>
    missing.flatMap((unit): LineEdit[] => {
      const text = how.respell?.(unit.text);
      if (text === undefined) return [];
      const kind = how.headOf(text.split('\n')[0] ?? '')?.key ?? '';
      return [behindBlock(lastOf(standing, kind), text)];
    }),
  );
  const others = amended.flatMap((each) => each.others);
  return { edits: [...amended.flatMap(({ edits }) => edits), ...placed], others: [...others, ...respelled] };
}

/** Of repeated blocks that go those in whose place one comes. */
function successorsOf(going: readonly Block[], anew: readonly Block[]): Map<Block, Block> {
  const successors = new Map<Block, Block>();
  for (const block of anew) {
    const place = going.find((each) => each.kind === block.kind && !successors.has(each));
    if (place && block.isRepeated) successors.set(place, block);
  }
  return successors;
}

/** One block in the place of another, with its comments. */
function replaced({ units: [old] }: Block, { units: [anew] }: Block): LineEdit {
  const { text: before, ...place } = { ...placeAt(old as Unit), text: old?.text ?? '' };
  const [head = '', ...rest] = (anew?.text ?? '').split(/(?<=\n)/);
  return { ...place, place: 'instead', text: head + commentsOf(before) + rest.join('') };
}

const lastOf = (blocks: readonly Block[], kind: string): Block | undefined =>
  kind === '' ? undefined : blocks.findLast((block) => block.kind === kind);

/** A block of its own stands between blank lines. */
function newBlock(block: Block, at: Block | undefined, isBefore: boolean, how: Amendment): LineEdit[] {
  const lines = block.units.filter((unit) => unit.isHead || isConcerned(unit, how)).map(({ text }) => text);
  if (at && isBefore)
    return lines.map((text, n) => ({
      ...placeAt(at.units[0] as Unit),
      place: 'before',
      text: n < lines.length - 1 ? text : `${text}\n`,
    }));
  const isHeaded = how.headOf(lines[0]?.split('\n')[0]?.trim() ?? '') !== undefined;
  return lines.map((text, n) => (n === 0 && isHeaded ? behindBlock(at, text) : { ...placeBehind(at), text }));
}

const behindBlock = (block: Block | undefined, text: string): LineEdit => ({
  ...placeBehind(block),
  text: `\n${text}`,
});

/** Behind the last line with text of a block, or of the whole. */
function placeBehind(block: Block | undefined): Omit<LineEdit, 'text'> {
  const last = block?.units.findLast(({ text }) => meaning(text) !== '');
  return last ? { ...placeAt(last), place: 'behind' } : { line: END, lines: 0, place: 'behind' };
}

const placeAt = ({ line, lines }: Unit): { line: number; lines: number } => ({ line, lines });

/** Each of our blocks with the one that stands for it: the same head before the same key, in order. */
function pair(standing: readonly Block[], ours: readonly Block[]): Map<Block, Block> {
  const free = new Map<string, Block[]>();
  for (const block of standing) append(free, block.key, block);
  const partners = new Map<Block, Block>();
  const take = (isAlike: (a: Block, b: Block) => boolean): void => {
    for (const block of ours) {
      const left = free.get(block.key) ?? [];
      const at = partners.has(block) ? -1 : left.findIndex((each) => isAlike(each, block));
      if (at < 0) continue;
      partners.set(block, left[at] as Block);
      left.splice(at, 1);
    }
  };
  const headOf = ({ units: [first] }: Block): string => (first?.isHead ? meaning(first.text) : '');
  take((a, b) => headOf(a) === headOf(b));
  take(() => true);
  return partners;
}

const isConcerned = ({ says }: Unit, { changes }: Amendment): boolean => [...says].some(changes);

interface Amended {
  readonly edits: readonly LineEdit[];
  readonly others: readonly LineEdit[];
  /** Lines of ours that the block lacks. */
  readonly missing: readonly Unit[];
}

function amendBlock({ units, isRepeated }: Block, wanted: readonly Unit[], how: Amendment): Amended {
  const missing = [...wanted];
  const becomes = units.map((unit): string | undefined => {
    if (!isConcerned(unit, how)) return undefined;
    const isAlike = ({ text }: Unit): boolean => meaning(text) === meaning(unit.text);
    const said = how.stay === 'alike' || unit.isHead ? missing.findIndex(isAlike) : -1;
    if (said < 0) return unit.isShared ? withoutWords(unit) : commentsOf(unit.text);
    missing.splice(said, 1);
    return undefined;
  });
  const head = missing.find(({ isHead }) => isHead);
  const isLeftEmpty =
    wanted.length === 0 &&
    becomes.includes('') &&
    units.every((unit, n) => becomes[n] === '' || unit.isHead || isBlank(unit.text));
  // With a block the blank lines behind it go.
  if (isLeftEmpty && (isRepeated || units.some(({ isHead }) => isHead)))
    return { edits: [{ ...placeAt(together(units)), place: 'instead', text: '' }], others: [], missing: [] };
  const rest = missing.filter((unit) => unit !== head);
  const others: LineEdit[] = [];
  const changes = units.flatMap((unit, n): LineEdit[] => {
    const instead = (text: string): LineEdit => ({ ...placeAt(unit), place: 'instead', text });
    if (unit.isHead && head && !unit.isShared) return [instead(head.text)];
    const left = becomes[n];
    if (left === undefined) return [];
    const successor = left === '' ? rest.findIndex((each) => keyOf(each.text) === keyOf(unit.text)) : -1;
    const [next] = successor < 0 ? [] : rest.splice(successor, 1);
    if (!next) return [instead(left)];
    others.push(instead(left), behind(unit, next.text));
    return [instead(inTheStyleOf(unit, next.text))];
  });
  const additions = rest.map((unit) => behind(units[placeOf(unit, units)] as Unit, unit.text));
  return { edits: [...changes, ...additions], others, missing: missing.filter((unit) => unit !== head) };
}

const behind = (neighbour: Unit, text: string): LineEdit => ({
  ...placeAt(neighbour),
  place: 'behind',
  text: inTheStyleOf(neighbour, text),
});

/** What a line assigns, or which option it is. */
const keyOf = (line: string): string => /^[\w-]+/.exec(line.trim())?.[0] ?? line;

/** What is left of a text of which all goes that means something. */
const commentsOf = (text: string): string =>
  text
    .split(/(?<=\n)/)
    .filter((line) => /^\s*[#;]/.test(line))
    .join('');

/** A line of several interfaces without the words that are about this one; undefined where they cannot be told. */
function withoutWords({ text, words }: Unit): string | undefined {
  if (words.length === 0) return undefined;
  const gone = new Set(words);
  const left = text.replace(/([ \t]+)([^\s]+)/g, (all, _blank: string, word: string) =>
    gone.has(word) ? '' : all,
  );
  return left === text ? undefined : left;
}

/** Behind which unit of a block a new one goes: the last that says something of the same, else the last with text. */
function placeOf({ says }: Unit, units: readonly Unit[]): number {
  const alike = units.findLastIndex((unit) => [...unit.says].some((facet) => says.has(facet)));
  if (alike >= 0) return alike;
  // A comment at the end of a block is about what comes next.
  const last = units.findLastIndex(({ text }) => meaning(text) !== '');
  return last >= 0
    ? last
    : Math.max(
        0,
        units.findLastIndex(({ text }) => !isBlank(text)),
      );
}

/** A line of ours as far to the right, and ended, as those of its neighbour's block. */
function inTheStyleOf({ text: theirs, isHead }: Unit, text: string): string {
  const indent = /^[ \t]*/.exec(theirs)?.[0] ?? '';
  const moved = isHead ? text : text.replace(/^[ \t]*/, indent);
  return theirs.endsWith('\r\n') ? moved.replace(/\r?\n/g, '\r\n') : moved;
}
