import type { Dice } from './dice.ts';
import { BLANK, type Block, type Line, type Stanza } from './native-ifupdown-lines.ts';
import type { Expected } from './native-shell.ts';

/** Files that say a host, in the spelling of people and tools; never as ifscribe writes them. */
export interface NativeFiles {
  readonly files: Record<string, string>;
  readonly expected: readonly Expected[];
}

const MAIN = '/etc/network/interfaces';

/** A text that grows line by line, with what each line is to become. */
function page(path: string, dice: Dice) {
  const expected: Expected[] = [];
  let text = '';
  const lineNow = (): number => text.split('\n').length;
  const comments = ['\n', '# a comment\n', '\t# iface eth9 inet dhcp\n', '   \n', '#\n', '# goes on \\\n'];
  return {
    expected,
    text: () => text,
    comment: () => {
      if (dice.once(6)) text += dice.pick(comments);
    },
    /** `words`: the parts of the line that become something of their own. */
    put: (said: string, state: Expected['state'], words: readonly string[] = []) => {
      const line = lineNow();
      const indent = dice.pick(['', '    ', '\t', ' ']);
      const spaced = said.replace(/ /g, () =>
        dice.once(10) ? dice.pick(['  ', '\t', ' \\\n', ' \\\n   ', '\t\\\n\t']) : ' ',
      );
      // Blanks inside quotes stay as they are.
      text += `${indent}${(said.includes('"') ? said : spaced).replaceAll(BLANK, ' ')}${dice.pick(['', '', '', ' ', '\t'])}\n`;
      if (words.length === 0) expected.push({ path, line, text: '', state });
      for (const word of words) expected.push({ path, line, text: word, state });
    },
  };
}
type Page = ReturnType<typeof page>;

/** All in one file, or each in a file of the folder. */
export function layOut(blocks: readonly Block[], dice: Dice): NativeFiles {
  const main = page(MAIN, dice);
  const pages = [main];
  const isSplit = dice.once(2);
  main.comment();
  if (dice.once(2)) {
    main.put('auto lo', 'understood', ['lo']);
    main.put('iface lo inet loopback', 'understood');
  }
  const texts: Record<string, string> = {};
  blocks.forEach((block, n) => {
    if (!isSplit || dice.once(3)) writeBlock(block, main, dice);
    else {
      const own = page(`/etc/network/interfaces.d/${n}-${block.name.replace(/[^A-Za-z0-9_-]/g, '_')}`, dice);
      pages.push(own);
      writeBlock(block, own, dice);
    }
  });
  if (isSplit)
    main.put(
      dice.pick([
        'source /etc/network/interfaces.d/*',
        'source interfaces.d/*',
        'source-directory interfaces.d',
        'source /etc/network/"interfaces.d"/[0-9]*',
      ]),
      'understood',
    );
  const paths = [MAIN, ...pages.slice(1).map(({ expected }) => expected[0]?.path ?? '')];
  pages.forEach((each, n) => {
    texts[paths[n] as string] = each.text();
  });
  return { files: texts, expected: pages.flatMap(({ expected }) => expected) };
}

const KEYWORDS = { onboot: ['auto', 'auto', 'allow-auto'], hotplug: ['allow-hotplug'] } as const;

function writeBlock({ name, start, stanzas }: Block, to: Page, dice: Dice): void {
  const hasAliases = stanzas.some(({ label }) => label !== undefined);
  const logical = start !== 'none' && !hasAliases && dice.once(8) ? `as-${name}` : name;
  const select = (physical: string): void => {
    if (start === 'none') return;
    const word = physical === name && logical !== name ? `${name}=${logical}` : physical;
    to.put(`${dice.pick<string>(KEYWORDS[start])} ${word}`, 'understood', [word]);
  };
  const isFirst = dice.once(2);
  const isInside = logical === name && start !== 'none' && dice.once(6);
  if (isFirst && !isInside) select(name);
  stanzas.forEach((stanza, n) => {
    to.comment();
    if (stanza.label !== undefined && isFirst) select(stanza.label);
    const own = isInside && n === 0 ? dice.pick<string>(KEYWORDS[start as 'onboot']) : undefined;
    writeStanza(stanza, { name: stanza.label ?? logical, own, n }, to, dice);
    if (stanza.label !== undefined && !isFirst) select(stanza.label);
  });
  if (!isFirst && !isInside) select(name);
}

/** `own`: an `auto` of its own, in its midst. Some of its lines may stand in another one that it inherits from. */
function writeStanza(
  { family, method, lines }: Stanza,
  { name, own, n }: { readonly name: string; readonly own: string | undefined; readonly n: number },
  to: Page,
  dice: Dice,
): void {
  const put = ({ keyword, value, isKept }: Line): void => {
    to.comment();
    to.put(`${keyword} ${value}`, isKept ? 'kept' : 'understood');
  };
  const base = `base-of-${name}-${n}`;
  // Commands of the base run first, so only a beginning of the lines moves there.
  const cut = !name.includes(':') && lines.length > 0 && dice.once(8) ? dice.number(lines.length) : 0;
  if (cut > 0) {
    to.put(`iface ${base} ${family} ${method}`, 'understood');
    for (const each of lines.slice(0, cut)) put(each);
  }
  const head =
    cut === 0
      ? ` ${family} ${method}`
      : dice.pick([
          ` ${family} ${method} inherits ${base}`,
          ` ${family} inherits ${base}`,
          ` inherits ${base}`,
        ]);
  to.put(`iface ${name}${head}`, 'understood');
  const rest = lines.slice(cut);
  const at = dice.number(rest.length + 1);
  rest.forEach((each, place) => {
    if (own !== undefined && place === at) to.put(own, 'understood');
    put(each);
  });
  if (own !== undefined && at === rest.length) to.put(own, 'understood');
}
