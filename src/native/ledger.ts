import type { Account, AccountState, Facet } from '../survey.ts';

/** What is known of a line. */
export interface Verdict {
  readonly state: AccountState;
  readonly interface?: string | undefined;
  readonly says?: Facet | undefined;
  readonly why?: string | undefined;
  /** Says nothing of interfaces (survey.ts). */
  readonly isBeside?: true | undefined;
  /** The part of the line that is meant, where it is not the whole. */
  readonly text?: string | undefined;
}

/** The accounts of one file, line by line as they become known. */
export interface Ledger {
  /** Says what became of `lines` physical lines from `line` (from 1) on; a line may get several verdicts. */
  readonly note: (line: number, lines: number, verdict: Verdict) => void;
  /** Everything, by line. Of a line without a verdict: a comment where it is one, else kept. */
  readonly accounts: () => Account[];
}

/** What a line is that nobody has said anything about. */
const UNKNOWN = 'nothing that ifscribe knows';

/** `isComment`: whether a line, without leading blanks and not empty, is one the format passes over. */
export function ledgerOf(
  path: string,
  text: string,
  isComment: (line: string) => boolean = (line) => line.startsWith('#'),
): Ledger {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const known: Account[] = [];
  const covered = new Set<number>();
  return {
    note: (line, count, verdict) => {
      for (let at = line; at < line + count; at++) covered.add(at);
      const said = count === 1 ? lines[line - 1] : lines.slice(line - 1, line - 1 + count).join('\n');
      known.push(accountOf(path, line, count, verdict.text ?? said ?? '', verdict));
    },
    accounts: () => {
      const rest = lines.flatMap((said, n): Account[] => {
        const line = n + 1;
        if (covered.has(line)) return [];
        const bare = said.trim();
        if (bare === '' || isComment(bare)) return [{ path, line, lines: 1, text: said, state: 'comment' }];
        return [{ path, line, lines: 1, text: said, state: 'kept', why: UNKNOWN }];
      });
      return [...known, ...rest].sort((a, b) => a.line - b.line);
    },
  };
}

/** Without the properties that are undefined; written out, for there is one of every line. */
function accountOf(path: string, line: number, lines: number, text: string, verdict: Verdict): Account {
  const { state, interface: name, says, why, isBeside } = verdict;
  const account: { -readonly [K in keyof Account]: Account[K] } = { path, line, lines, text, state };
  if (name !== undefined) account.interface = name;
  if (says !== undefined) account.says = says;
  if (why !== undefined) account.why = why;
  if (isBeside) account.isBeside = isBeside;
  return account;
}
