import { append } from '../model/host.ts';

/** The line of what is added at the end of a text. */
export const END = Number.MAX_SAFE_INTEGER;

/** One change of a text: lines that go or become others, or text that comes before or behind them. */
export interface LineEdit {
  /** From 1, or END. */
  readonly line: number;
  readonly lines: number;
  readonly place: 'instead' | 'before' | 'behind';
  /** Whole lines; a blank line first asks for one between itself and what precedes it. */
  readonly text: string;
}

/** The text after edits; what several put in one place stands there in their order. */
export function withLineEdits(text: string, edits: readonly LineEdit[]): string {
  const at = new Map<number, LineEdit[]>();
  for (const edit of edits) append(at, edit.line, edit);
  const physical = text.split(/(?<=\n)/);
  const out: string[] = [];
  const put = (next: string): void => {
    const last = out.at(-1);
    if (next === '') return;
    if (last !== undefined && !last.endsWith('\n')) out.push('\n');
    out.push(next);
  };
  for (let n = 0; n < physical.length; ) {
    const here = at.get(n + 1) ?? [];
    const lines = Math.max(1, ...here.map((edit) => edit.lines));
    const own = here.find(({ place }) => place === 'instead')?.text;
    for (const edit of here) if (edit.place === 'before') put(edit.text);
    if (own === undefined) for (const line of physical.slice(n, n + lines)) put(line);
    else put(own);
    for (const edit of here) if (edit.place === 'behind') put(edit.text);
    n += lines;
  }
  for (const { text: added } of at.get(END) ?? []) {
    const isApart = out.length === 0 || /^\r?\n$|\n\r?\n$/.test(out.at(-1) ?? '');
    put(isApart ? added.replace(/^\n/, '') : added);
  }
  return out.join('');
}
