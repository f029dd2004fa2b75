import type { Dice } from './dice.ts';

/** What a line of a file is to become in a survey. `text`: how the account's text begins. */
export interface Expected {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  readonly state: 'understood' | 'kept' | 'unread';
}

/** A key of a file, its value, and what of it is to be kept. */
export interface Entry {
  readonly key: string;
  readonly value: string;
  readonly isKept?: true;
  /** Words of the value that the model lacks. */
  readonly keptWords?: readonly string[];
}

/**
 * The entries as somebody might have written them: any order, quoting and spacing, with comments and repeats.
 * `isGrepped`: a reader looks for keys at the start of a line.
 */
export function shellFile(
  path: string,
  entries: readonly Entry[],
  dice: Dice,
  isGrepped = false,
): { text: string; expected: Expected[] } {
  const expected: Expected[] = [];
  const note = (line: number, text: string, state: Expected['state']): void => {
    expected.push({ path, line, text, state });
  };
  let text = '';
  let line = 1;
  const put = (more: string): void => {
    text += more;
    line += more.split('\n').length - 1;
  };
  const ordered = dice.shuffle(entries);
  for (const [n, { key, value, isKept, keptWords = [] }] of ordered.entries()) {
    if (dice.once(6)) put(dice.pick(['\n', '# a comment\n', '\t# DEVICE=eth9\n', '   \n', '#\n']));
    const later = ordered[n + dice.number(4)];
    // What is said again further down does not count.
    if (later && dice.once(8)) {
      note(line, `${later.key}=`, 'unread');
      put(`${later.key}=${dice.pick(['stale', '"no longer"', "'$x'"])}\n`);
    }
    if (dice.once(12)) put('# and one more\n');
    // Behind other assignments of a command `export` is something else.
    const isFirst = !isGrepped && /(?:^|[\n;])[ \t]*$/.test(text);
    put(dice.pick(['', '', '', ' ', '\t', ...(isFirst ? ['export ', 'export\t'] : [])]));
    note(line, `${key}=`, isKept ? 'kept' : 'understood');
    for (const word of keptWords) note(line, word, 'kept');
    put(`${key}=${quoted(value, dice)}`);
    put(
      dice.pick([
        '\n',
        '\n',
        '\n',
        ' \n',
        ' # why\n',
        ';\n',
        ' ; # why\n',
        '\n\n',
        ...(isGrepped ? [] : ['; ', ' ']),
      ]),
    );
  }
  if (!text.endsWith('\n') && dice.once(2)) put('\n');
  return { text, expected };
}

/** A spelling that means the value to a shell. */
function quoted(value: string, dice: Dice): string {
  const isBare = /^[A-Za-z0-9_.,:@%+/-]+$/.test(value);
  const at = dice.number(value.length + 1);
  const [head, tail] = [value.slice(0, at), value.slice(at)];
  const spellings = [
    `"${value}"`,
    `'${value}'`,
    `"${head}"'${tail}'`,
    `$'${value}'`,
    `$'${head}'"${tail}"`,
    `"${head}\\\n${tail}"`,
    value.replace(/[^A-Za-z0-9_]/g, '\\$&'),
    `$'${[...head].map((c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')}'"${tail}"`,
  ];
  return isBare && !dice.once(3) ? value : dice.pick(spellings);
}
