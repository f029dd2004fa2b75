import fc from 'fast-check';
import type { RenderedFile } from '../../src/backend.ts';
import { composeFiles } from '../../src/plan/compose.ts';
import { hostileTexts } from './arbitrary-values.ts';

const scraps = [
  ...[
    '',
    ' ',
    '\t',
    '\0',
    '\r',
    '\\',
    '"',
    "'",
    '=',
    '#',
    '[',
    ']',
    '[Match]',
    'iface',
    'auto',
    '99999999999999999999',
  ],
  ...[
    '-1',
    '0x10',
    '1e9',
    '::',
    '0.0.0.0/0',
    '256.1.1.1',
    'ff:ff:ff:ff:ff:ff',
    'a'.repeat(300),
    '\u{1f99c}',
    '__proto__',
  ],
  ...hostileTexts,
];

/** One change of a text: `where` and `length` choose the place, `put` is set in its stead. */
const textEdit = fc.record({
  kind: fc.constantFrom(
    'replace',
    'drop-line',
    'repeat-line',
    'swap-lines',
    'truncate',
    'break-value',
    'cross',
  ),
  where: fc.nat(),
  other: fc.nat(),
  length: fc.nat({ max: 12 }),
  put: fc.oneof(fc.constantFrom(...scraps), fc.string({ unit: 'binary', maxLength: 8 })),
});
type TextEdit = typeof textEdit extends fc.Arbitrary<infer T> ? T : never;

export const textEdits: fc.Arbitrary<TextEdit[]> = fc.array(textEdit, { minLength: 1, maxLength: 6 });

/** The rendered files after somebody, or some fault, changed them without care. */
export function mutate(files: readonly RenderedFile[], changes: readonly TextEdit[]): Record<string, string> {
  return mutateTexts(Object.fromEntries(composeFiles(files).map(({ path, text }) => [path, text])), changes);
}

/** The same for any files, by their paths. */
export function mutateTexts(
  files: Readonly<Record<string, string>>,
  changes: readonly TextEdit[],
): Record<string, string> {
  const texts = Object.entries(files).map(([path, text]) => ({ path, text }));
  for (const change of changes) {
    const victim = texts[change.where % Math.max(1, texts.length)];
    if (!victim) break;
    victim.text = mutateText(victim.text, change, texts[change.other % texts.length]?.text ?? '');
  }
  return Object.fromEntries(texts.map(({ path, text }) => [path, text]));
}

function mutateText(text: string, { kind, where, other, length, put }: TextEdit, elsewhere: string): string {
  const lines = text.split('\n');
  const at = where % lines.length;
  switch (kind) {
    case 'replace': {
      const from = where % (text.length + 1);
      return text.slice(0, from) + put + text.slice(from + length);
    }
    case 'drop-line':
      return lines.filter((_, n) => n !== at).join('\n');
    case 'repeat-line':
      return lines.flatMap((line, n) => (n === at ? [line, line] : [line])).join('\n');
    case 'swap-lines': {
      const to = other % lines.length;
      return lines.map((line, n) => lines[n === at ? to : n === to ? at : n] ?? line).join('\n');
    }
    case 'truncate':
      return text.slice(0, where % (text.length + 1));
    case 'break-value':
      return lines
        .map((line, n) => (n === at ? line.replace(/[=\s].*$/, (rest) => `${rest[0]}${put}`) : line))
        .join('\n');
    default: {
      const lent = elsewhere.split('\n');
      return [...lines.slice(0, at), lent[other % lent.length], ...lines.slice(at)].join('\n');
    }
  }
}
