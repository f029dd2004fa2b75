import { UnsafeValueError } from './guard.ts';
import { behindHereDocuments, blockAt } from './shell-blocks.ts';
import { lineEnd, matchAt, readWord, UNCLOSED } from './shell-words.ts';

/**
 * Shell assignments, as /etc/sysconfig files hold them: sourced by root's bash at boot, and read by programs
 * that know only part of its grammar.
 */

/**
 * What a value may be: words of characters that mean nothing to a shell, quoted or not. `=` only follows an
 * option in lower case, for Red Hat's network service greps files for `DEVICE=`, `TYPE=`, `SLAVE=` and
 * `NM_CONTROLLED=`, wherever they stand, and evaluates what it finds.
 */
const WORD = '(?:[a-z_./]+=)?[A-Za-z0-9_.,:@%+/-]+';
const SAFE_VALUE = new RegExp(`^${WORD}(?: ${WORD})*$`);
const SAFE_KEY = /^[A-Z][A-Z0-9_]*$/;
const BARE = /^[A-Za-z0-9_.,:@%+/-]+$/;

/**
 * `KEY=value`, in double quotes where the value has blanks or `=`. Throws UnsafeValueError for a value that is
 * not made of allowed characters; an empty one too, for some readers take it as unset and some do not.
 */
export function shellAssignment(key: string, value: string): string {
  if (!SAFE_KEY.test(key)) throw new UnsafeValueError('a shell variable', key);
  if (!SAFE_VALUE.test(value)) throw new UnsafeValueError(key, value);
  return BARE.test(value) ? `${key}=${value}` : `${key}="${value}"`;
}

export interface Assignment {
  readonly key: string;
  readonly value: string;
  /** Where it begins, from 1. */
  readonly line: number;
  /** How many lines it takes. */
  readonly lines: number;
  /** As it stands. */
  readonly text: string;
  /**
   * Whether programs that know `KEY=value` on a line of its own and no more of the grammar read it too: not behind
   * `export` or another assignment, nor over several lines (NetworkManager: line_new_parse, svUnescape in shvar.c).
   */
  readonly isPlain: boolean;
}

/** Text that only a shell could make something of, or not even that. */
export interface ShellFault {
  readonly line: number;
  readonly lines: number;
  readonly problem: string;
  /** Variables that it sets, to what only a shell knows. */
  readonly sets: readonly string[];
  /** Variables that it may set, in one case or another. */
  readonly maySet: readonly string[];
}

/** What stands in a text, in its order. */
export interface ShellText {
  readonly assignments: Assignment[];
  readonly faults: ShellFault[];
  /** `export NAME` without a value: it changes none. */
  readonly exports: readonly { readonly line: number; readonly lines: number }[];
}

/** What most lines are: an assignment without quotes, a comment, or nothing. */
const SIMPLE = /([A-Za-z_][A-Za-z0-9_]*)=([A-Za-z0-9_.,:@%+/-]*)\n|[ \t]*(?:#[^\n]*)?\n/y;

/**
 * The assignments of a text, with the values that bash would give them, found without running anything:
 * quotes, escapes, comments, joined lines, several on a line, `export`. A command, an expansion, a
 * substitution, a block and whatever else needs a shell is a fault, and nothing is taken from it; the rest is read.
 */
export function readAssignments(text: string): ShellText {
  const assignments: Assignment[] = [];
  const faults: ShellFault[] = [];
  const exports: { line: number; lines: number }[] = [];
  let line = 1;
  // What is never closed is looked for once, or a hostile text would take forever.
  const can = { block: true, document: true };
  for (let at = 0; at < text.length; ) {
    if (at === 0 || text[at - 1] === '\n') {
      SIMPLE.lastIndex = at;
      const [simple, key, value = ''] = SIMPLE.exec(text) ?? [];
      if (simple !== undefined) {
        if (key !== undefined)
          assignments.push({ key, value, line, lines: 1, text: simple.slice(0, -1), isPlain: true });
        line++;
        at += simple.length;
        continue;
      }
    }
    const command = readCommand(text, at, can);
    line += newlines(text, at, command.start);
    const lines = newlines(text, command.start, command.end - 1) + 1;
    if (command.problem !== undefined) {
      const { problem, sets = [], maySet = [] } = command;
      faults.push({ line, lines, problem, sets, maySet });
    } else {
      const isPlain = command.isPlain && command.found.length === 1 && startsLine(text, command.start);
      let place = { at: command.start, line };
      for (const { key, value, from, end } of command.found) {
        place = { at: from, line: place.line + newlines(text, place.at, from) };
        assignments.push({
          key,
          value,
          line: place.line,
          // A line that ends in a backslash may be the last.
          lines: newlines(text, from, end - 1) + 1,
          text: text.slice(from, end),
          isPlain,
        });
      }
      if (command.found.length === 0 && command.isExport) exports.push({ line, lines });
    }
    line += newlines(text, command.start, command.end);
    at = command.end;
  }
  return { assignments, faults, exports };
}

/**
 * By key; the last of several counts, in a shell and for every other reader. Without those that something further
 * down sets to what only a shell knows.
 */
export function lastAssignments({ assignments, faults }: ShellText): Map<string, Assignment> {
  const last = new Map(assignments.map((assignment) => [assignment.key, assignment]));
  for (const { line, sets } of faults)
    for (const key of sets) if ((last.get(key)?.line ?? line) < line) last.delete(key);
  return last;
}

function newlines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (text[at] === '\n') count++;
  return count;
}

const startsLine = (text: string, at: number): boolean => {
  let before = at;
  while (text[before - 1] === ' ' || text[before - 1] === '\t') before--;
  return before === 0 || text[before - 1] === '\n';
};

/** One command, up to a newline or `;`. */
interface Command {
  readonly start: number;
  /** Just behind it. */
  readonly end: number;
  readonly found: readonly Found[];
  readonly isExport: boolean;
  readonly isPlain: boolean;
  readonly problem?: string;
  readonly sets?: readonly string[];
  readonly maySet?: readonly string[];
}

interface Found {
  readonly key: string;
  readonly value: string;
  readonly from: number;
  readonly end: number;
}

const BLANK = /(?:[ \t]|\\\n)+/y;
const ASSIGNMENT = /[A-Za-z_][A-Za-z0-9_]*(?==)/y;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

function readCommand(text: string, from: number, can: { block: boolean; document: boolean }): Command {
  const found: Found[] = [];
  const blank = matchAt(BLANK, text, from)?.length ?? 0;
  const start = from + blank;
  let isExport = false;
  let isPlain = blank === 0 || !text.slice(from, start).includes('\n');
  const done = (end: number): Command => ({ start, end, found, isExport, isPlain });
  const block = can.block ? blockAt(text, start) : undefined;
  can.block &&= block !== 'unclosed';
  if (block !== undefined && block !== 'unclosed') {
    const maySet = [
      ...text.slice(start, block.end).matchAll(/(?<![A-Za-z0-9_$])[A-Za-z_][A-Za-z0-9_]*(?=\+?=)/g),
    ];
    const problem = `${block.what} needs a shell`;
    return { ...done(block.end), found: [], problem, maySet: maySet.map(([key]) => key) };
  }
  for (let at = start; ; at += matchAt(BLANK, text, at)?.length ?? 0) {
    const c = text[at];
    if (c === undefined) return done(text.length);
    // A line that ends in `;` ends there: what a command takes is whole lines wherever that can be.
    if (c === ';') {
      isPlain &&= /^;[ \t]*(?:#|$)/m.test(text.slice(at, lineEnd(text, at)));
      return done(matchAt(/;[ \t]*\n/y, text, at) === undefined ? at + 1 : lineEnd(text, at));
    }
    if (c === '\n') return done(at + 1);
    // An empty line of a file from Windows.
    if (c === '\r' && text[at + 1] === '\n' && at === start) return done(at + 2);
    if (c === '#') return done(lineEnd(text, at));
    const word = readWord(text, at, isExport);
    const key = matchAt(ASSIGNMENT, text, at);
    const isCommand = key === undefined && !(isExport && NAME.test(word.value));
    const begins: boolean = word.value === 'export' && !isExport && found.length === 0;
    const problem =
      word.problem ??
      (isCommand && !begins ? `${JSON.stringify(word.value.slice(0, 40))} is a command` : undefined);
    if (problem !== undefined) {
      const rest = lineEnd(text, word.problem === UNCLOSED ? at : word.end);
      const end = can.document ? behindHereDocuments(text, at, rest) : rest;
      can.document &&= end !== undefined;
      return {
        ...done(end ?? rest),
        found: [],
        problem,
        ...touched(
          text.slice(start, rest),
          found,
          isExport || (word.problem !== undefined && key !== undefined),
        ),
      };
    }
    if (key !== undefined)
      found.push({ key, value: word.value.slice(key.length + 1), from: at, end: word.end });
    isExport ||= begins;
    isPlain &&= !begins && word.isFancy !== true;
    at = word.end;
  }
}

/** The variables that a command of one line sets, or may set. `isSetting`: it is one that sets what it names. */
function touched(
  command: string,
  before: readonly Found[],
  isSetting: boolean,
): Pick<ShellFault, 'sets' | 'maySet'> {
  const line = command.replace(/[ \t]#.*$/m, '');
  const words = [...line.matchAll(/(?:^|[\s;])([A-Za-z_][A-Za-z0-9_]*)(?=\+?=)/g)].map(([, key = '']) => key);
  const unset = /^unset[ \t]+((?:[A-Za-z_][A-Za-z0-9_]*[ \t]*)+)(?:;|#|$)/m.exec(line)?.[1];
  if (unset !== undefined) return { sets: unset.trim().split(/[ \t]+/), maySet: [] };
  // `A+=b` and `A[0]=b` are no words that an assignment begins with here.
  const isDeclared =
    isSetting || /^(?:(?:declare|typeset|readonly)[ \t]|[A-Za-z_][A-Za-z0-9_]*(?:\+=|\[))/.test(line);
  const array = /^[A-Za-z_][A-Za-z0-9_]*(?=\[)/.exec(line)?.[0];
  if (array !== undefined) words.push(array);
  const sets = isDeclared ? [...new Set([...before.map(({ key }) => key), ...words])] : [];
  return { sets, maySet: sets.length ? [] : words };
}
