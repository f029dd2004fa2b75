import { append } from '../model/host.ts';
import type { Account, Facet } from '../survey.ts';

/** A text of one file, with the accounts of its lines. */
export interface AccountedText {
  readonly text: string;
  readonly accounts: readonly Account[];
}

/** The block that a line begins: a section or a stanza. */
export interface BlockHead {
  /** What the block is, whatever its other lines say: a stanza without its method. */
  readonly key: string;
  /** Of blocks with this key there may be several, which are told apart by what they hold alone. */
  readonly isRepeated: boolean;
}

/** How a text is cut, and from whose view. */
export interface View {
  readonly interface: string;
  /** Interfaces whose lines may change too. */
  readonly among: ReadonlySet<string>;
  /** The block that a line (without blanks around it) begins; undefined for every other line. */
  readonly headOf: (line: string) => BlockHead | undefined;
}

/** What stays or goes as a whole: a logical line, or a block of those that are repeated. */
export interface Unit {
  readonly line: number;
  readonly lines: number;
  /** With its line feeds. */
  readonly text: string;
  /** What it says of the interface in question. */
  readonly says: ReadonlySet<Facet>;
  /** Where only some words of the line are about the interface, these. */
  readonly words: readonly string[];
  /** Whether anything in it is about an interface that must not change, or is not understood. */
  readonly isShared: boolean;
  /** Whether it is about other interfaces alone. */
  readonly isOfAnother: boolean;
  readonly isHead: boolean;
}

export interface Block {
  readonly key: string;
  /** Among which blocks the order counts; a repeated block is one unit, and blank lines. */
  readonly kind: string;
  readonly isRepeated: boolean;
  readonly units: Unit[];
}

export function blocksOf(said: AccountedText, view: View): Block[] {
  const blocks: Block[] = [{ key: '', kind: '', isRepeated: false, units: [] }];
  let repeated: Unit[] | undefined;
  let kind = '';
  const close = (): void => {
    if (!repeated) return;
    // What follows its last line with text belongs to what comes next.
    const end = repeated.findLastIndex((unit) => !isBlank(unit.text)) + 1;
    const whole = together(repeated.slice(0, end));
    const units = [whole, ...repeated.slice(end)];
    blocks.push({ key: meaning(whole.text), kind, isRepeated: true, units });
    repeated = undefined;
  };
  for (const unit of unitsOf(said, view)) {
    const head = view.headOf(unit.text.trim());
    if (head) close();
    if (head) kind = head.key;
    if (head?.isRepeated) repeated = [unit];
    else if (head) blocks.push({ key: kind, kind, isRepeated: false, units: [{ ...unit, isHead: true }] });
    else (repeated ?? (blocks.at(-1) as Block).units).push(unit);
  }
  close();
  return blocks;
}

export const isBlank = (text: string): boolean => text.trim() === '';

/** The same for texts that mean the same: blanks, quotes, comments and blank lines do not count. */
export const meaning = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' ').replace(/ ?= ?/, '=').replace(/["']/g, ''))
    .filter((line) => line !== '' && !/^[#;]/.test(line))
    .join('\n');

/** Units that follow each other as one. */
export const together = (units: readonly Unit[]): Unit => ({
  line: units[0]?.line ?? 1,
  lines: units.reduce((sum, { lines }) => sum + lines, 0),
  text: units.map(({ text }) => text).join(''),
  says: new Set(units.flatMap(({ says }) => [...says])),
  words: [],
  isShared: units.some(({ isShared }) => isShared),
  isOfAnother: units.some(({ isOfAnother }) => isOfAnother),
  isHead: false,
});

function unitsOf({ text, accounts }: AccountedText, view: View): Unit[] {
  const physical = text.split(/(?<=\n)/);
  const at = new Map<number, Account[]>();
  for (const account of accounts) append(at, account.line, account);
  const units: Unit[] = [];
  const isOfAnother = ({ interface: name }: Account): boolean =>
    name !== undefined && name !== view.interface;
  for (let n = 0; n < physical.length; ) {
    const about = at.get(n + 1) ?? [];
    const lines = Math.max(1, ...about.map((account) => account.lines));
    const own = about.filter(
      (account) => account.interface === view.interface && account.state === 'understood',
    );
    const said = physical.slice(n, n + lines).join('');
    units.push({
      line: n + 1,
      lines,
      text: said,
      says: new Set(own.flatMap(({ says }) => says ?? [])),
      words: own.every((account) => account.text.trim() !== said.trim()) ? own.map((each) => each.text) : [],
      isShared: about.some((account) => !mayChange(account, view)),
      isOfAnother: about.some(isOfAnother) && about.every(isOfAnother),
      isHead: false,
    });
    n += lines;
  }
  return units;
}

const mayChange = ({ state, interface: name }: Account, { among, ...view }: View): boolean =>
  state === 'comment' ||
  (state === 'understood' && name !== undefined && (name === view.interface || among.has(name)));
