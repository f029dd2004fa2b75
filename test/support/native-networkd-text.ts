import type fc from 'fast-check';
import type { AccountState, Facet } from '../../src/survey.ts';
import type { ExpectedLine, Setting } from './native-networkd-values.ts';

/** The settings in some order, with headers, comments, blanks and continued lines. */
export function layOut(
  path: string,
  settings: readonly Setting[],
  { dice, isCrLf }: { dice: fc.Stream<number>; isCrLf: boolean },
): { text: string; lines: ExpectedLine[]; order: Setting[] } {
  const roll = (): number => dice.next().value ?? 0;
  const order = [...settings];
  for (let n = order.length - 1; n > 0; n--) {
    const at = roll() % (n + 1);
    [order[n], order[at]] = [order[at] as Setting, order[n] as Setting];
  }
  const physical: string[] = [];
  const lines: ExpectedLine[] = [];
  const note = (state: AccountState, text: string, facet?: Facet): void => {
    lines.push({ path, line: physical.length + 1, text, state, says: facet });
    physical.push(...text.split('\n'));
  };
  let section = '';
  for (const setting of order) {
    if (roll() < 20) note('comment', ['', '# a comment = no key', '  ; another', ' \t'][roll() % 4] ?? '');
    if (setting.section !== section || setting.isAlone || roll() < 15) physical.push(`[${setting.section}]`);
    section = setting.isAlone ? '' : setting.section;
    for (const { key, value, state, says: facet } of setting.lines)
      note(state, spelled(key, value, roll), facet);
  }
  const ending = isCrLf ? '\r\n' : '\n';
  return { text: physical.map((line) => `${line}${ending}`).join(''), lines, order };
}

function spelled(key: string, value: string, roll: () => number): string {
  const blanks = ['', '', ' ', '  ', '\t'];
  const blank = (): string => blanks[roll() % blanks.length] ?? '';
  const words = value.split(' ');
  const isSplit = words.length > 1 && !/[0-9.][A-Za-z]/.test(value) && roll() < 40;
  const text = isSplit ? words.join(roll() < 50 ? ' \\\n# in between\n' : '\\\n') : value;
  return `${blank()}${key}${blank()}=${blank()}${text}${blank()}`;
}
